package parse

import "github.com/envparity/envparity/snapshot"

// flow reads the flow collection at i, which must end on its line: ["sh", -c], {cpu: 100m}. It declines anything more complex.
func (r *blockReader) flow(i, depth int) (n snapshot.Node, behind int) {
	if depth > maxDepth-4 {
		r.decline()
	}
	base := len(r.stack)
	closing := byte(']')
	n = snapshot.Node{Kind: snapshot.List, Line: int32(r.line)} //nolint:gosec // a file has less lines than bytes, and those are bounded
	if r.src[i] == '{' {
		closing, n.Kind = '}', snapshot.Map
	}
	i = r.skip(i + 1)
	if i < r.end && r.src[i] == closing {
		return n, i + 1
	}
	for {
		key := ""
		if n.Kind == snapshot.Map {
			key, i = r.flowKey(i)
		}
		var c snapshot.Node
		c, i = r.flowValue(i, depth)
		c.Key, c.Line = key, n.Line
		r.stack = append(r.stack, c)
		i = r.skip(i)
		if i >= r.end {
			r.decline()
		}
		if r.src[i] == closing {
			break
		}
		if r.src[i] != ',' {
			r.decline()
		}
		i = r.skip(i + 1)
	}
	if n.Kind == snapshot.Map {
		n = r.b.mapNode("", n.Line, r.stack[base:])
		n.Children = r.b.keep(n.Children)
	} else {
		n.Children = r.b.keep(r.stack[base:])
	}
	r.stack = r.stack[:base]
	return n, i + 1
}

// flowKey reads a key with its colon and the space after it.
func (r *blockReader) flowKey(i int) (key string, behind int) {
	text, behind := r.flowScalar(i)
	if behind+1 >= r.end || r.src[behind] != ':' || r.src[behind+1] != ' ' || behind-i > maxKey {
		r.decline()
	}
	return r.b.internBytes(text), r.skip(behind + 1)
}

func (r *blockReader) flowValue(i, depth int) (n snapshot.Node, behind int) {
	if i >= r.end {
		r.decline()
	}
	if c := r.src[i]; c == '[' || c == '{' {
		return r.flow(i, depth+1)
	}
	text, behind := r.flowScalar(i)
	if c := r.src[i]; c != '"' && c != '\'' {
		return r.b.plainScalar(text), behind
	}
	return snapshot.Node{Kind: snapshot.String, Text: r.b.internBytes(text)}, behind
}

// flowScalar reads a quoted scalar, or a plain one of letters, digits and the other characters of paths and flags.
func (r *blockReader) flowScalar(i int) (text []byte, behind int) {
	if i >= r.end {
		r.decline()
	}
	if c := r.src[i]; c == '"' || c == '\'' {
		return r.quoted(i)
	}
	for behind = i; behind < r.end; behind++ {
		if c := r.src[behind]; !(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '.' || c == '/' || c == '-') {
			break
		}
	}
	if behind == i || r.src[i] == '-' && behind == i+1 {
		r.decline()
	}
	return r.src[i:behind], behind
}
