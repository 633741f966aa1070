package parse

import (
	"bytes"
	"errors"
	"io"
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// decodeYAML reads one document with the library. Text after the document's first node is an error; the library's own Unmarshal ignores it.
// decodeYAML also accepts two features of YAML 1.2 that the library lacks: the directive %YAML 1.2, and \/ in double quotes.
func decodeYAML(text []byte) (yaml.Node, error) {
	root, err := decodeWhole(withoutVersion(text))
	if err == nil || !strings.Contains(err.Error(), unknownEscape) {
		return root, err
	}
	text = bytes.Clone(withoutVersion(text))
	for tries := 0; tries < maxSlashes && err != nil && strings.Contains(err.Error(), unknownEscape); tries++ {
		line := 1
		if m := yamlLine().FindStringSubmatch(err.Error()); m != nil {
			line, _ = strconv.Atoi(m[1])
		}
		var found bool
		if text, found = withoutSlashEscapes(text, line); !found {
			break
		}
		root, err = decodeWhole(text)
	}
	return root, err
}

const (
	unknownEscape = "found unknown escape character"
	// maxSlashes bounds how many scalars with \/ are repaired, because each repair parses the document again.
	maxSlashes = 64
)

func decodeWhole(text []byte) (root yaml.Node, err error) {
	d := yaml.NewDecoder(bytes.NewReader(text))
	if err := d.Decode(&root); err != nil {
		if errors.Is(err, io.EOF) {
			return yaml.Node{}, nil
		}
		return root, err
	}
	var rest yaml.Node
	switch err := d.Decode(&rest); {
	case errors.Is(err, io.EOF):
		return root, nil
	case err != nil:
		return root, err
	}
	return root, errTwo
}

var errTwo = errors.New("a second document where none begins")

// withoutVersion replaces a %YAML directive of version 1.2 or later by a comment. Documents of all versions 1 are read alike.
func withoutVersion(text []byte) []byte {
	if !bytes.Contains(text, []byte("%YAML")) {
		return text
	}
	if at := regexp.MustCompile(`(?m)^%YAML[ \t]+1\.[2-9]`).FindIndex(text); at != nil && blank(withoutDirectives(text[:at[0]])) {
		text = bytes.Clone(text)
		text[at[0]] = '#'
	}
	return text
}

// withoutDirectives drops lines that begin with "%".
func withoutDirectives(text []byte) []byte {
	return regexp.MustCompile(`(?m)^%.*$`).ReplaceAll(text, nil)
}

// withoutSlashEscapes removes the backslashes before slashes in the first double-quoted scalar that begins on the line and has some.
func withoutSlashEscapes(text []byte, line int) (out []byte, found bool) {
	at := 0
	for ; line > 1; line-- {
		end := bytes.IndexByte(text[at:], '\n')
		if end < 0 {
			return text, false
		}
		at += end + 1
	}
	for end := at; end < len(text) && text[end] != '\n'; end++ {
		if text[end] != '"' {
			continue
		}
		behind := closing(string(text[end+1:min(len(text), end+1+maxQuoted)]), 0, '"')
		if behind < 0 {
			continue
		}
		body := text[end+1 : end+1+behind]
		if mended := dropSlashEscapes(body); len(mended) < len(body) {
			return append(append(bytes.Clone(text[:end+1]), mended...), text[end+1+behind:]...), true
		}
	}
	return text, false
}

// maxQuoted is the greatest distance in bytes to search for the end of a quoted scalar.
const maxQuoted = 1 << 20

func dropSlashEscapes(body []byte) []byte {
	out := make([]byte, 0, len(body))
	for i := 0; i < len(body); i++ {
		if body[i] == '\\' && i+1 < len(body) {
			if body[i+1] != '/' {
				out = append(out, '\\')
			}
			i++
		}
		out = append(out, body[i])
	}
	return out
}
