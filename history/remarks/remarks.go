// Package remarks finds people's comments beside a value in its file. A comment in one environment only is evidence that somebody decided on the
// difference. It reads files of the repository only, and within bounds. An unreadable file has no remarks.
package remarks

import (
	"path/filepath"
	"strings"

	"github.com/envparity/envparity/internal/bounds"
	"github.com/envparity/envparity/internal/confine"
	"github.com/envparity/envparity/snapshot"
)

// Bounds on the work of one audit in bytes: of one file, and of all files together.
const (
	maxFile  = bounds.Version
	maxBytes = bounds.VersionsBytes
)

// Place is the place of a value.
type Place struct {
	File string // relative to the folder of the configuration, or absolute
	Line int    // 1-based
	Key  string // the last name in its path
	Text string // the value, if it is a scalar in the clear
}

// Reader reads remarks. It is not safe for concurrent use.
type Reader struct {
	dir    string
	roots  *confine.Roots
	files  map[string][]string // lines by file, nil for an unread file
	left   int                 // bytes that may still be read
	sealer *snapshot.Sealer    // used only to check whether a text contains a secret
}

// NewReader returns a Reader for the repository around dir, an absolute folder.
func NewReader(dir string) *Reader {
	return &Reader{dir: dir, roots: confine.New(confine.Top(dir)), files: map[string][]string{}, left: maxBytes, sealer: snapshot.NewSealer([]byte("remarks"))}
}

// Beside returns the comment at the place: after the value, or on the lines directly above it or above its list element. It is "" if there is
// none, if the line no longer has the value, or if the comment contains a secret, is code or is shorter than a sentence.
func (r *Reader) Beside(p Place) string {
	lines := r.lines(p.File)
	if p.Line < 1 || p.Line > len(lines) {
		return ""
	}
	s := syntaxOf(p.File)
	line := strings.TrimRight(lines[p.Line-1], " \t\r")
	text := s.behind(line)
	if !holds(strings.TrimSuffix(line, text), p) {
		return ""
	}
	if says(text) {
		return r.open(text)
	}
	at := p.Line - 1
	for up := 0; ; up++ {
		if text := s.above(lines, at); text != "" {
			return r.open(text)
		}
		if up == maxElement || at == 0 || element(lines[at]) || !within(lines[at-1], lines[at]) {
			return ""
		}
		at--
	}
}

// maxElement is how many lines above its value the name of a list element may be: `- name: X`, then `value: y`.
const maxElement = 1

// element reports whether a list element begins on the line.
func element(line string) bool { return strings.HasPrefix(strings.TrimSpace(line), "- ") }

// within reports whether line continues the list element that begins on above.
func within(above, line string) bool {
	return element(above) && indent(line) == indent(above)+len("- ")
}

func indent(line string) int { return len(line) - len(strings.TrimLeft(line, " \t")) }

// holds reports whether the line has the place's key or value. A file may have been edited since it was read.
func holds(line string, p Place) bool { return word(line, p.Key) || word(line, p.Text) }

// word reports whether a line contains text, and not only as part of a longer word.
func word(line, text string) bool {
	if text == "" {
		return false
	}
	for at := 0; ; {
		i := strings.Index(line[at:], text)
		if i < 0 {
			return false
		}
		from, to := at+i, at+i+len(text)
		if (from == 0 || !inWord(line[from-1])) && (to == len(line) || !inWord(line[to])) {
			return true
		}
		at = from + 1
	}
}

func inWord(c byte) bool {
	return c == '_' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}

// maxText is how many bytes of a comment are quoted: three lines of a terminal.
const maxText = 300

// open returns the beginning of the text, or "" if a part of it is a secret.
func (r *Reader) open(text string) string {
	if r.sealer.SealText(text) != text {
		return ""
	}
	if len(text) > maxText {
		return strings.ToValidUTF8(text[:maxText], "") + "…"
	}
	return text
}

func (r *Reader) lines(file string) []string {
	if file == "" {
		return nil
	}
	name := filepath.FromSlash(file)
	if !filepath.IsAbs(name) {
		name = filepath.Join(r.dir, name)
	}
	lines, ok := r.files[name]
	if ok || r.left <= 0 {
		return lines
	}
	if b, err := r.roots.Read(name, maxFile, nil); err == nil {
		lines = strings.Split(string(b), "\n")
		r.left -= len(b)
	}
	r.files[name] = lines
	return lines
}
