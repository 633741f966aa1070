// Package remarks finds the comments that people wrote beside a value in its file. A comment that stands in one environment alone is evidence
// that somebody decided on the difference. Files are read below the repository only, and within bounds; what cannot be read has no remark.
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

// Place is where a value stands.
type Place struct {
	File string // relative to the folder of the configuration, or absolute
	Line int    // 1-based
	Key  string // the last name in its path
	Text string // the value, where it is a scalar in the clear
}

// Reader reads remarks. It is not safe for concurrent use.
type Reader struct {
	dir    string
	roots  *confine.Roots
	files  map[string][]string // lines by file, nil for what was not read
	left   int                 // bytes that may still be read
	sealer *snapshot.Sealer    // only asked whether a text holds a secret
}

// NewReader reads below the repository that dir, an absolute folder, lies in.
func NewReader(dir string) *Reader {
	return &Reader{dir: dir, roots: confine.New(confine.Top(dir)), files: map[string][]string{}, left: maxBytes, sealer: snapshot.NewSealer([]byte("remarks"))}
}

// Beside is the comment that stands at the place: behind the value, or on the lines right above it or above the list element that it is in. It is ""
// where there is none, where the line does not hold the value any more, and where the comment holds a secret, is code or is shorter than a sentence.
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

// maxElement is how many lines above its value the name of a list element stands: `- name: X`, then `value: y`.
const maxElement = 1

// element reports whether a list element begins on the line.
func element(line string) bool { return strings.HasPrefix(strings.TrimSpace(line), "- ") }

// within reports whether above begins the list element that line goes on with.
func within(above, line string) bool {
	return element(above) && indent(line) == indent(above)+len("- ")
}

func indent(line string) int { return len(line) - len(strings.TrimLeft(line, " \t")) }

// holds reports whether the line is the one that the place means. A file may have been edited since it was read.
func holds(line string, p Place) bool { return word(line, p.Key) || word(line, p.Text) }

// word reports whether text stands in a line by itself, and not as a part of a longer word.
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

// maxText is how much of a comment is quoted, in bytes: three lines of a terminal. A line of a file has no end of its own.
const maxText = 300

// open is the beginning of the text, or "" where a part of it is a secret.
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
