package parse

import (
	"bytes"
	"errors"
	"io"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/envparity/envparity/snapshot"
)

// JSON parses one or more JSON values; see Text.
func JSON(src []byte) Result { return Text(FormatJSON, src) }

func parseJSON(in *Interner, src []byte) Result {
	b := newBuilder(in)
	if len(bytes.TrimSpace(src)) == 0 {
		return Result{Problems: []Problem{{Line: 1, Text: "the file is empty, which is not valid json", Lost: true}}}
	}
	j := jsonTree{
		b:     b,
		lines: lineCounter{src: src},
		dec:   jsontext.NewDecoder(bytes.NewReader(src), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true)),
	}
	var res Result
	for {
		line := j.line()
		root, err := j.value("", 0)
		if errors.Is(err, io.EOF) && j.dec.StackDepth() == 0 {
			break
		}
		if err != nil {
			line := j.line()
			var se *jsontext.SyntacticError
			if errors.As(err, &se) {
				line = j.lines.at(int(se.ByteOffset))
			}
			hint := ""
			if !deep(src) && commented(src) {
				hint = "; it has comments or trailing commas: say format = \"jsonc\" if its program allows them"
			}
			b.problem(line, true, "not valid json: %s%s", jsonError(err), hint)
			break
		}
		if root.Line > 0 {
			line = int(root.Line)
		}
		res.Docs = append(res.Docs, Document{Root: root, Line: line, Index: len(res.Docs)})
	}
	res.Problems = b.problems
	return res
}

// jsonError returns the library's message without position and quoted text.
func jsonError(err error) string {
	if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
		return "it ends in the middle of a value"
	}
	if errors.Is(err, errDeep) {
		return err.Error()
	}
	text := strings.TrimPrefix(err.Error(), "jsontext: ")
	for _, cut := range []string{" within ", " after offset", " at offset"} {
		if i := strings.Index(text, cut); i > 0 {
			text = text[:i]
		}
	}
	return clip(text)
}

var errDeep = errors.New("nested too deep")

type jsonTree struct {
	b     *builder
	dec   *jsontext.Decoder
	lines lineCounter
}

func (j *jsonTree) line() int { return j.lines.at(int(j.dec.InputOffset())) }

func (j *jsonTree) value(key string, depth int) (snapshot.Node, error) {
	n := snapshot.Node{Key: key}
	if depth > maxDepth {
		return n, errDeep
	}
	tok, err := j.dec.ReadToken()
	if err != nil {
		return n, err
	}
	n.Line = int32(j.line())
	switch tok.Kind() {
	case 'n':
		n.Kind = snapshot.Null
	case 't', 'f':
		n.Kind, n.Text = snapshot.Bool, tok.String()
	case '0':
		n.Kind, n.Text = snapshot.Number, j.b.intern(tok.String())
	case '"':
		n.Kind, n.Text = snapshot.String, j.b.intern(tok.String())
	case '[':
		n.Kind = snapshot.List
		for j.dec.PeekKind() != ']' {
			c, err := j.value("", depth+1)
			if err != nil {
				return n, err
			}
			n.Children = append(n.Children, c)
		}
		_, err = j.dec.ReadToken()
	case '{':
		return j.object(n, depth)
	}
	return n, err
}

func (j *jsonTree) object(n snapshot.Node, depth int) (snapshot.Node, error) {
	var children []snapshot.Node
	for j.dec.PeekKind() != '}' {
		name, err := j.dec.ReadToken()
		if err != nil {
			return n, err
		}
		key := j.b.intern(name.String())
		line := int32(j.line())
		c, err := j.value(key, depth+1)
		if err != nil {
			return n, err
		}
		c.Line = line
		children = append(children, c)
	}
	if _, err := j.dec.ReadToken(); err != nil {
		return n, err
	}
	return j.b.mapNode(n.Key, n.Line, children), nil
}
