package parse

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"github.com/envparity/envparity/snapshot"
)

// maxKey is far below the number of characters after which the library stops searching for a key's colon.
const maxKey = 512

// readable reports whether a blockReader may read src: it contains no control characters and none of Unicode's further line breaks and marks,
// which the library treats specially. tabs reports whether src contains tabs.
func readable(src []byte) (ok, tabs bool) {
	high := false
	for _, c := range src {
		if c < ' ' && c != '\n' {
			if c != '\t' {
				return false, false
			}
			tabs = true
		}
		high = high || c >= 0x7F
	}
	if !high {
		return true, tabs
	}
	for i := 0; i < len(src); {
		c, size := utf8.DecodeRune(src[i:])
		if c == utf8.RuneError || c >= 0x7F && c < 0xA0 || c == 0x2028 || c == 0x2029 || c == 0xFEFF || c >= 0xFFFE {
			return false, false
		}
		i += size
	}
	return true, tabs
}

// indicator reports whether a scalar that begins with c may not be plain.
func indicator(c byte) bool { return strings.IndexByte("-?:,[]{}#&*!|>'\"%@`", c) >= 0 }

// isKey reports whether a map's key begins at i.
func (r *blockReader) isKey(i int) bool {
	if c := r.src[i]; c == '"' || c == '\'' {
		_, behind := r.quoted(i)
		return behind < r.end && r.src[behind] == ':'
	} else if indicator(c) {
		return false
	}
	return r.colon(i) >= 0
}

// colon finds the colon that ends the plain key at i, or returns -1.
func (r *blockReader) colon(i int) int {
	line := r.src[:r.end]
	for from := i; ; {
		at := bytes.IndexByte(line[from:], ':')
		if at < 0 {
			return -1
		}
		at += from
		if at+1 == len(line) || line[at+1] == ' ' {
			if bytes.Contains(line[i:at], []byte(" #")) {
				return -1
			}
			return at
		}
		from = at + 1
	}
}

// key reads the key at i and returns where its value begins.
func (r *blockReader) key(i int) (key string, behind int, ok bool) {
	var text []byte
	if c := r.src[i]; c == '"' || c == '\'' {
		text, behind = r.quoted(i)
		if behind >= r.end || r.src[behind] != ':' || behind+1 < r.end && r.src[behind+1] != ' ' {
			return "", 0, false
		}
	} else {
		if indicator(c) {
			return "", 0, false
		}
		if behind = r.colon(i); behind < 0 {
			return "", 0, false
		}
		text = r.src[i:behind]
		if text[len(text)-1] == ' ' || string(text) == "<<" {
			return "", 0, false
		}
	}
	if behind-i > maxKey {
		return "", 0, false
	}
	return r.b.internBytes(text), behind + 1, true
}

// plain reads the plain scalar at i, to the end of the line or a comment.
func (r *blockReader) plain(i int) snapshot.Node {
	text := r.src[i:r.end]
	if c := text[0]; indicator(c) && (c != '-' || len(text) == 1 || text[1] == ' ') {
		r.decline()
	}
	if at := bytes.Index(text, []byte(" #")); at >= 0 {
		text = text[:at]
	}
	text = bytes.TrimRight(text, " ")
	for rest := text; ; {
		at := bytes.IndexByte(rest, ':')
		if at < 0 {
			break
		}
		if at+1 == len(rest) || rest[at+1] == ' ' {
			r.decline()
		}
		rest = rest[at+1:]
	}
	return r.b.plainScalar(text)
}

// quoted reads the quoted scalar at i, which must end on its line. The text is valid until the next call.
func (r *blockReader) quoted(i int) (text []byte, behind int) {
	line := r.src[:r.end]
	q := line[i]
	i++
	end := i
	for ; ; end++ {
		at := bytes.IndexByte(line[end:], q)
		if at < 0 {
			r.decline()
		}
		end += at
		if q == '"' && bytes.IndexByte(line[i:end], '\\') >= 0 {
			return r.escaped(i)
		}
		if q == '"' || end+1 >= len(line) || line[end+1] != '\'' {
			break
		}
		end++ // a doubled quote means one
	}
	text = line[i:end]
	if q == '\'' && bytes.IndexByte(text, '\'') >= 0 {
		text = bytes.ReplaceAll(text, []byte("''"), []byte("'"))
	}
	return text, end + 1
}

// escaped reads a double-quoted text with escapes from i on.
func (r *blockReader) escaped(i int) (text []byte, behind int) {
	r.text = r.text[:0]
	for ; i < r.end; i++ {
		c := r.src[i]
		if c == '"' {
			return r.text, i + 1
		}
		if c == '\\' {
			if i++; i == r.end {
				break
			}
			switch c = r.src[i]; c {
			case 'n':
				c = '\n'
			case 't':
				c = '\t'
			case '"', '\\', '/':
			default:
				r.decline()
			}
		}
		r.text = append(r.text, c)
	}
	r.decline()
	return nil, 0
}

// blockScalar reads the literal or folded scalar whose indicator is at i, in a collection at column indent.
func (r *blockReader) blockScalar(i, indent int) snapshot.Node {
	literal := r.src[i] == '|'
	chomp := byte(0)
	if i++; i < r.end && (r.src[i] == '-' || r.src[i] == '+') {
		chomp = r.src[i]
		i++
	}
	if !r.blankFrom(i) {
		r.decline()
	}
	margin := r.margin()
	if margin <= indent {
		r.decline()
	}
	out := r.text[:0]
	broken, blanks := false, 0 // a line break, then this many blank lines, to be written
	before := false            // the line above begins with white space, so it is not folded
	for r.next < len(r.src) {
		line, whole := r.nextText()
		if len(bytes.TrimLeft(line[:min(margin, len(line))], " ")) > 0 {
			if bytes.TrimLeft(line, " ")[0] == '\t' {
				r.decline()
			}
			break // less indented: no longer part of the scalar
		}
		r.next += len(line)
		if whole {
			r.next++
			r.nextLine++
		}
		if len(line) <= margin {
			if whole {
				blanks++
			}
			continue
		}
		line = line[margin:]
		blank := line[0] == ' ' || line[0] == '\t'
		switch {
		case broken && !literal && !before && !blank:
			if blanks == 0 {
				out = append(out, ' ')
			}
		case broken:
			out = append(out, '\n')
		}
		for ; blanks > 0; blanks-- {
			out = append(out, '\n')
		}
		out = append(out, line...)
		broken, before = whole, blank
	}
	if broken && chomp != '-' {
		out = append(out, '\n')
	}
	for ; blanks > 0 && chomp == '+'; blanks-- {
		out = append(out, '\n')
	}
	r.text = out
	n := snapshot.Node{Kind: snapshot.String, Text: r.b.internBytes(out)}
	if literal {
		n.Flags = snapshot.FlagBlock
	}
	return n
}

// margin returns the indentation of a block scalar's first line that is not blank.
func (r *blockReader) margin() int {
	widest := 0
	for rest := r.src[r.next:]; len(rest) > 0; {
		line := rest
		if end := bytes.IndexByte(rest, '\n'); end >= 0 {
			line, rest = rest[:end], rest[end+1:]
		} else {
			rest = nil
		}
		spaces := len(line) - len(bytes.TrimLeft(line, " "))
		if spaces == len(line) {
			widest = max(widest, spaces)
			continue
		}
		if spaces < widest || line[spaces] == '\t' {
			r.decline()
		}
		return spaces
	}
	r.decline()
	return 0
}

// nextText returns the line at next, and whether a line break ends it.
func (r *blockReader) nextText() (line []byte, whole bool) {
	if end := bytes.IndexByte(r.src[r.next:], '\n'); end >= 0 {
		return r.src[r.next : r.next+end], true
	}
	return r.src[r.next:], false
}
