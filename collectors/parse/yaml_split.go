package parse

import "bytes"

// chunk is the text of one YAML document.
type chunk struct {
	text []byte
	line int // 1-based line of its first byte in the file

	behind int // line of an end marker with text after it, which is not YAML; else 0
}

// splitYAML splits a stream at its document markers. "---" and "..." at the start of a line end a document anywhere, also in block scalars and
// quoted text (YAML 1.2, 9.1.2). So no parsing is needed, and a broken document does not affect the others.
func splitYAML(src []byte) []chunk {
	var chunks []chunk
	start, startLine, line := 0, 1, 1
	pure := true        // the chunk so far is blank
	directives := false // the chunk so far is directives and comments: it belongs to the next document
	cut := func(end, next, nextLine int) {
		chunks = append(chunks, chunk{text: src[start:end], line: startLine})
		start, startLine, pure = next, nextLine, true
	}
	for pos := 0; pos < len(src); line++ {
		end := bytes.IndexByte(src[pos:], '\n')
		next := len(src)
		if end >= 0 {
			next = pos + end + 1
		}
		l := src[pos:next]
		switch {
		case marker(l, "---"):
			if pos > start && !directives {
				cut(pos, pos, line)
			}
			directives = false
		case marker(l, "..."):
			cut(pos, next, line+1)
			directives = false
			if rest := bytes.TrimSpace(l[3:]); len(rest) > 0 && rest[0] != '#' {
				chunks[len(chunks)-1].behind = line
			}
		case l[0] == '%' && pure:
			directives = true
		}
		pure = pure && (next == start || blank(l))
		pos = next
	}
	if start < len(src) {
		cut(len(src), len(src), line)
	}
	return chunks
}

func marker(line []byte, m string) bool {
	if len(line) < 3 || string(line[:3]) != m {
		return false
	}
	return len(line) == 3 || line[3] == ' ' || line[3] == '\n' || line[3] == '\r' || line[3] == '\t'
}

// blank reports whether text contains only white space, comments and a bare document marker.
func blank(text []byte) bool {
	for len(text) > 0 {
		end := bytes.IndexByte(text, '\n')
		line := text
		if end >= 0 {
			line, text = text[:end], text[end+1:]
		} else {
			text = nil
		}
		line = bytes.TrimSpace(line)
		if marker(line, "---") {
			line = bytes.TrimSpace(line[3:])
		}
		if len(line) > 0 && line[0] != '#' {
			return false
		}
	}
	return true
}
