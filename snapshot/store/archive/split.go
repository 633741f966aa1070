package archive

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"strconv"
	"strings"
)

// A line of a snapshot is taken apart into its skeleton, its line numbers, and its versions: what changes though nothing was changed. Those are the lines
// below an inserted line, the version that a cluster counts, the serial of a state, the time that collecting took. So a resource that
// only moved costs next to nothing. The parts give the line again, byte by byte, whatever the line is.
const (
	lineHole    = "\x00" // in a skeleton, where a line number stood; JSON has none
	versionHole = "\x01" // the same for a version
	separator   = "\x1f" // between versions; JSON has none
	reserved    = lineHole + versionHole + separator
)

// The columns of a document.
const (
	skeletons = iota
	numbers   // line numbers, with a space between them
	versions
	columns
)

// place says where in a document a line stands.
type place int

const (
	within place = iota
	atStart
	atEnd
)

const (
	attributes = `,"root":`
	lineList   = `,"lines":[`
	lineKey    = `"line":`
	digestHead = `],"sha256":"` // begins the last line of a snapshot; the SHA-256 of all before it follows
)

// versionKeys are the keys of what counts as a version, in a document's first line and in the others.
func versionKeys(p place) []string {
	if p == atStart {
		return []string{`"label":`, `"taken":`, `"took":`}
	}
	return []string{`"resource_version":`, `"serial":`}
}

// parts are a line taken apart, by column.
type parts [columns]string

// split takes a line apart. One that has a hole of its own stays as it is.
func split(line string, p place) parts {
	if strings.ContainsAny(line, reserved) {
		return parts{skeletons: line}
	}
	head, rest := line, ""
	if at := strings.Index(line, attributes); p == within && at >= 0 {
		head, rest = line[:at], line[at:]
	}
	head, found := take(head, versionKeys(p), versionHole)
	out := parts{versions: strings.Join(found, separator)}
	found = nil
	if p == within {
		head, found = take(head, []string{lineKey}, lineHole)
	}
	if at := strings.LastIndex(rest, lineList); at >= 0 {
		at += len(lineList)
		if n := scalar(rest[at:]); n > 0 {
			found = append(found, rest[at:at+n])
			rest = rest[:at] + lineHole + rest[at+n:]
		}
	}
	out[skeletons], out[numbers] = head+rest, strings.Join(found, " ")
	if moved, ok := shifted(out[numbers], 0); !ok || moved != out[numbers] { // a number that is not written as we write numbers
		return parts{skeletons: line}
	}
	return out
}

// take takes the values of keys out of a text, in the order in which they stand there.
func take(text string, keys []string, hole string) (rest string, out []string) {
	var b strings.Builder
	for {
		at, key := -1, ""
		for _, k := range keys {
			if i := strings.Index(text, k); i >= 0 && (at < 0 || i < at) {
				at, key = i, k
			}
		}
		if at < 0 {
			b.WriteString(text)
			return b.String(), out
		}
		at += len(key)
		n := scalar(text[at:])
		b.WriteString(text[:at])
		if n > 0 {
			out = append(out, text[at:at+n])
			b.WriteString(hole)
		}
		text = text[at+n:]
	}
}

// scalar is the length of the number or string that a JSON text begins with, 0 for anything else.
func scalar(text string) int {
	if text == "" {
		return 0
	}
	if text[0] != '"' {
		return len(text) - len(strings.TrimLeft(text, "-0123456789"))
	}
	for i := 1; i < len(text); i++ {
		switch text[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return 0
}

// shifted adds by to each number of a text. It is false for a text that has something else.
func shifted(text string, by int) (string, bool) {
	if text == "" {
		return "", true
	}
	var b []byte
	for f := range strings.SplitSeq(text, " ") {
		n, err := strconv.Atoi(f)
		if err != nil {
			return "", false
		}
		if len(b) > 0 {
			b = append(b, ' ')
		}
		b = strconv.AppendInt(b, int64(n+by), 10)
	}
	return string(b), true
}

// shift is what makes the numbers was of those in now. It is false where no one number does.
func shift(was, now string) (int, bool) {
	if was == now {
		return 0, true
	}
	a, _, _ := strings.Cut(was, " ")
	b, _, _ := strings.Cut(now, " ")
	x, errX := strconv.Atoi(a)
	y, errY := strconv.Atoi(b)
	if errX != nil || errY != nil {
		return 0, false
	}
	got, ok := shifted(was, y-x)
	return y - x, ok && got == now
}

// join is the inverse of split. It is false where the parts do not belong together.
func join(to []byte, p parts) ([]byte, bool) {
	if p[numbers] == "" && p[versions] == "" {
		return append(to, p[skeletons]...), true
	}
	text, number, version := p[skeletons], p[numbers], p[versions]
	for {
		at := strings.IndexAny(text, lineHole+versionHole)
		if at < 0 {
			return append(to, text...), number == "" && version == ""
		}
		to = append(to, text[:at]...)
		from, between := &number, " "
		if text[at:at+1] == versionHole {
			from, between = &version, separator
		}
		if *from == "" {
			return to, false
		}
		value, rest, _ := strings.Cut(*from, between)
		to, *from, text = append(to, value...), rest, text[at+1:]
	}
}

// document is a text as columns. The versions of its first line differ each time, and are kept in the manifest.
type document struct {
	columns [columns][]string
	first   string
}

// takeApart makes columns of a text. Of a snapshot the volatile values are taken out; of an audit and of a fleet's record the first line, which says
// when it was made.
func takeApart(kind Kind, text string) *document {
	lines := strings.Split(text, "\n")
	d := &document{}
	for i := range d.columns {
		d.columns[i] = make([]string, len(lines))
	}
	sum := sha256.New()
	for i, line := range lines {
		p := parts{skeletons: line}
		switch {
		case (kind == Audits || kind == Fleet) && i == 0 && line != "" && !strings.ContainsAny(line, reserved):
			p = parts{skeletons: versionHole, versions: line}
		case kind != Snapshots:
		case i == 0:
			p = split(line, atStart)
		case strings.HasPrefix(line, digestHead) && line == digestHead+hex.EncodeToString(sum.Sum(nil))+`"}`:
			p = parts{skeletons: digestHead + versionHole}
		default:
			p = split(line, within)
		}
		if i == 0 {
			d.first, p[versions] = p[versions], ""
		}
		for k := range p {
			d.columns[k][i] = p[k]
		}
		if kind == Snapshots {
			sum.Write([]byte(line))
			sum.Write([]byte{'\n'})
		}
	}
	return d
}

// errParts says that columns give no document.
var errParts = errors.New("its parts do not fit together")

// putTogether calls fn with each line of a document, without its newline. The line is only good until fn returns.
func (d *document) putTogether(fn func(line []byte) error) error {
	n := len(d.columns[skeletons])
	if len(d.columns[numbers]) != n || len(d.columns[versions]) != n || n == 0 {
		return errParts
	}
	sum := sha256.New()
	var line []byte
	for i := range n {
		p := parts{d.columns[skeletons][i], d.columns[numbers][i], d.columns[versions][i]}
		if i == 0 {
			p[versions] = d.first
		}
		if p[skeletons] == digestHead+versionHole && i > 0 {
			p[skeletons] = digestHead + hex.EncodeToString(sum.Sum(nil)) + `"}`
		}
		var ok bool
		if line, ok = join(line[:0], p); !ok {
			return errParts
		}
		if err := fn(line); err != nil {
			return err
		}
		sum.Write(line)
		sum.Write([]byte{'\n'})
	}
	return nil
}
