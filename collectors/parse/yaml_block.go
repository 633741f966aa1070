package parse

import (
	"bytes"

	"github.com/envparity/envparity/snapshot"
)

// blockReader reads the usual YAML of configuration straight into snapshot nodes: block maps and lists, plain and quoted scalars on one line,
// block scalars, flow collections on one line. It declines everything else (anchors, tags, directives, scalars over several lines, tabs, any
// error). The library then parses the whole document. So a blockReader reports no errors. What it reads equals the library's result, which a fuzz
// test checks.
//
// It exists because the library's tokens, events and nodes took three fifths of the time of a whole audit and three quarters of its garbage. See
// docs/performance.md.
type blockReader struct {
	b   *builder
	src []byte

	at, end int // of the present line: its first character that is no space, and the end of its last character
	indent  int // column of at; -1 after the last line
	line    int // 1-based, in the file

	next     int // offset of the next line
	nextLine int

	tabs  bool            // there are tabs, which only block scalars may contain
	stack []snapshot.Node // children of the collections that are open
	text  []byte          // scratch
}

// declined is the panic value of a blockReader. read recovers it.
type declined struct{}

func (r *blockReader) decline() { panic(declined{}) }

// read returns the document's tree, or false if the library must parse it. first is the line that src begins on.
func (r *blockReader) read(src []byte, first int) (root snapshot.Node, ok bool) {
	if ok, r.tabs = readable(src); !ok {
		return root, false
	}
	before := len(r.b.problems)
	defer func() {
		if p := recover(); p != nil {
			if _, ours := p.(declined); !ours {
				panic(p)
			}
			r.b.problems, root, ok = r.b.problems[:before], snapshot.Node{}, false
		}
	}()
	r.src, r.next, r.nextLine, r.stack = src, 0, first, r.stack[:0]
	r.advance()
	if r.indent == 0 && marker(src[r.at:r.end], "---") {
		if !r.blankFrom(r.at + 3) {
			r.decline()
		}
		r.advance()
	}
	if r.indent < 0 {
		r.decline()
	}
	root = r.block(0)
	if r.indent >= 0 {
		r.decline()
	}
	return root, true
}

// advance goes to the next line with more than white space and a comment.
func (r *blockReader) advance() {
	for r.next < len(r.src) {
		start := r.next
		end := bytes.IndexByte(r.src[start:], '\n')
		if end < 0 {
			end, r.next = len(r.src), len(r.src)
		} else {
			end += start
			r.next = end + 1
		}
		line := r.nextLine
		r.nextLine++
		at := start
		for at < end && r.src[at] == ' ' {
			at++
		}
		if r.tabs && bytes.IndexByte(r.src[at:end], '\t') >= 0 {
			r.decline()
		}
		if at == end || r.src[at] == '#' {
			continue
		}
		r.at, r.end, r.indent, r.line = at, end, at-start, line
		return
	}
	r.indent = -1
}

// blankFrom reports whether only spaces and a comment follow at i on the present line.
func (r *blockReader) blankFrom(i int) bool {
	from := i
	i = r.skip(i)
	return i == r.end || r.src[i] == '#' && i > from
}

func (r *blockReader) skip(i int) int {
	for i < r.end && r.src[i] == ' ' {
		i++
	}
	return i
}

// dash reports whether an element of a list begins at i.
func (r *blockReader) dash(i int) bool {
	return r.src[i] == '-' && (i+1 == r.end || r.src[i+1] == ' ')
}

// block reads the collection that begins on the present line.
func (r *blockReader) block(depth int) snapshot.Node {
	if depth > maxDepth-2 {
		r.decline()
	}
	if r.dash(r.at) {
		return r.list(depth)
	}
	return r.mapping(depth)
}

// mapping reads the map whose first key is at the present position.
func (r *blockReader) mapping(depth int) snapshot.Node {
	base, indent, first := len(r.stack), r.indent, r.line
	for {
		line := r.line
		key, behind, ok := r.key(r.at)
		if !ok {
			r.decline()
		}
		n := r.value(behind, indent, depth, true)
		n.Key, n.Line = key, int32(line) //nolint:gosec // a file has less lines than bytes, and those are bounded
		r.stack = append(r.stack, n)
		if r.indent < indent {
			break
		}
		if r.indent > indent || r.dash(r.at) {
			r.decline()
		}
	}
	n := r.b.mapNode("", int32(first), r.stack[base:]) //nolint:gosec // as above
	n.Children = r.b.keep(n.Children)
	r.stack = r.stack[:base]
	return n
}

// list reads the list whose first dash is at the present position.
func (r *blockReader) list(depth int) snapshot.Node {
	base, indent := len(r.stack), r.indent
	out := snapshot.Node{Kind: snapshot.List, Line: int32(r.line)} //nolint:gosec // as above
	for r.indent == indent && r.dash(r.at) {
		line := r.line
		var n snapshot.Node
		at := r.skip(r.at + 1)
		if at < r.end && r.dash(at) {
			r.decline() // a list in a list on one line
		}
		if at < r.end && r.isKey(at) {
			r.indent += at - r.at
			r.at = at
			if depth > maxDepth-4 {
				r.decline()
			}
			n = r.mapping(depth + 1)
		} else if n = r.value(r.at+1, indent, depth, false); n.Line == 0 {
			n.Line = int32(line) //nolint:gosec // as above
		}
		r.stack = append(r.stack, n)
	}
	out.Children = r.b.keep(r.stack[base:])
	r.stack = r.stack[:base]
	return out
}

// value reads the value after a key's colon or a list's dash, in a collection at column indent, and goes to the next line.
func (r *blockReader) value(i, indent, depth int, inMap bool) snapshot.Node {
	if r.blankFrom(i) {
		r.advance()
		if r.indent > indent || inMap && r.indent == indent && r.dash(r.at) { // a list in a map may be at the map's column
			return r.block(depth + 1)
		}
		return snapshot.Node{Kind: snapshot.Null}
	}
	i = r.skip(i)
	var n snapshot.Node
	switch r.src[i] {
	case '|', '>':
		n = r.blockScalar(i, indent)
	case '"', '\'':
		text, behind := r.quoted(i)
		if !r.blankFrom(behind) {
			r.decline()
		}
		n = snapshot.Node{Kind: snapshot.String, Text: r.b.internBytes(text)}
	case '[', '{':
		var behind int
		if n, behind = r.flow(i, depth); !r.blankFrom(behind) {
			r.decline()
		}
	default:
		n = r.plain(i)
	}
	r.advance()
	if r.indent > indent { // the scalar continues there, or it is an error
		r.decline()
	}
	return n
}
