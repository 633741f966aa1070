package parse

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/envparity/envparity/snapshot"
)

// parseBicepParam reads a Bicep parameters file: each `param` under its name, and its template under "using". A value that names a `var` or
// another `param` of the file is replaced by that value. A value that only Bicep can compute (a call, readEnvironmentVariable) is Unknown with
// its source. See https://learn.microsoft.com/azure/azure-resource-manager/bicep/parameter-files.
func parseBicepParam(in *Interner, src []byte) Result {
	p := bicepReader{b: newBuilder(in), src: string(src), line: 1, known: map[string]*draft{}}
	root := &draft{kind: snapshot.Map, line: 1}
	p.file(root)
	return Result{Docs: []Document{{Root: root.node(p.b, ""), Line: 1}}, Problems: p.b.problems}
}

type bicepReader struct {
	b     *builder
	src   string
	pos   int
	line  int
	known map[string]*draft // of vars and params so far
}

func (p *bicepReader) file(root *draft) {
	for {
		p.space(true)
		if p.pos >= len(p.src) {
			return
		}
		line := int32(p.line) //nolint:gosec // a file has less lines than bytes, and those are bounded
		switch word := p.word(); word {
		case "using", "extends":
			p.space(false)
			v := &draft{key: p.b.intern(word), line: line}
			p.value(v, 0)
			root.take(v)
		case "param", "var":
			p.space(false)
			name := p.word()
			p.space(false)
			if name == "" || !p.skip('=') {
				p.lost(root, "a param or var without a name and a value")
				continue
			}
			p.space(false)
			v := &draft{key: p.b.intern(name), line: line}
			p.value(v, 0)
			p.known[name] = v
			if word == "param" {
				root.take(v)
			}
		case "import", "type", "metadata", "func":
			p.expression()
		default:
			if p.src[p.pos] == '@' || p.src[p.pos] == '#' {
				p.restOfLine()
				continue
			}
			p.lost(root, "neither a param nor a var")
		}
	}
}

// take adds a finished draft to a map.
func (d *draft) take(v *draft) {
	c := d.add(v.key, v.kind, v.line)
	c.text, c.children, c.index, c.partial = v.text, v.children, v.index, v.partial
}

// lost records a line that cannot be read. It may have set any parameter.
func (p *bicepReader) lost(root *draft, what string) {
	p.b.problem(p.line, true, "not valid bicepparam: %s", what)
	root.partial = true
	p.restOfLine()
}

func (p *bicepReader) restOfLine() {
	if n := strings.IndexByte(p.src[p.pos:], '\n'); n >= 0 {
		p.pos += n
		return
	}
	p.pos = len(p.src)
}

// space skips blanks and comments, and the ends of lines if lines is true.
func (p *bicepReader) space(lines bool) {
	for p.pos < len(p.src) {
		rest := p.src[p.pos:]
		switch {
		case rest[0] == '\n' && !lines:
			return
		case rest[0] == '\n':
			p.line++
			p.pos++
		case rest[0] == ' ' || rest[0] == '\t' || rest[0] == '\r' || strings.HasPrefix(rest, "\ufeff"):
			_, n := utf8.DecodeRuneInString(rest)
			p.pos += n
		case strings.HasPrefix(rest, "//"):
			p.restOfLine()
		case strings.HasPrefix(rest, "/*"):
			end := strings.Index(rest, "*/")
			if end < 0 {
				end = len(rest) - 2
			}
			p.line += strings.Count(rest[:end+2], "\n")
			p.pos += end + 2
		default:
			return
		}
	}
}

// word reads a name.
func (p *bicepReader) word() string {
	start := p.pos
	for p.pos < len(p.src) && (p.src[p.pos] == '_' || alnum(p.src[p.pos])) {
		p.pos++
	}
	return p.src[start:p.pos]
}

func alnum(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}

func (p *bicepReader) skip(c byte) bool {
	if p.pos < len(p.src) && p.src[p.pos] == c {
		p.pos++
		return true
	}
	return false
}

// value reads a value into d, whose key and line are set.
func (p *bicepReader) value(d *draft, depth int) {
	from, line := p.pos, p.line
	switch {
	case depth > maxDepth:
		d.kind, d.text = snapshot.Unknown, "nested too deep"
		p.expression()
		return
	case p.pos >= len(p.src):
	case p.src[p.pos] == '{':
		p.object(d, depth)
	case p.src[p.pos] == '[' && !strings.HasPrefix(strings.TrimLeft(p.src[p.pos+1:], " \t\r\n"), "for "):
		p.array(d, depth)
	case p.src[p.pos] == '\'':
		d.kind = snapshot.String
		d.text = p.b.intern(p.text())
	default:
		p.scalar(d)
	}
	if !p.ends() || d.kind == snapshot.Absent { // otherwise the value is an expression
		p.pos, p.line = from, line
		*d = draft{key: d.key, line: d.line, kind: snapshot.Unknown, text: p.b.intern(strings.TrimSpace(p.expression()))}
	}
}

// ends reports whether a value ends here.
func (p *bicepReader) ends() bool {
	at := p.pos
	for at < len(p.src) && (p.src[at] == ' ' || p.src[at] == '\t' || p.src[at] == '\r') {
		at++
	}
	return at >= len(p.src) || strings.IndexByte("\n,]}", p.src[at]) >= 0 || strings.HasPrefix(p.src[at:], "//") || strings.HasPrefix(p.src[at:], "/*")
}

// scalar reads true, false, null, a number, or a name that the file has defined before.
func (p *bicepReader) scalar(d *draft) {
	sign := p.skip('-')
	word := p.word()
	number := strings.Trim(word, "0123456789") == "" && word != ""
	switch {
	case number && sign:
		d.kind, d.text = snapshot.Number, p.b.intern("-"+word)
	case number:
		d.kind, d.text = snapshot.Number, p.b.intern(word)
	case sign:
	case word == "true" || word == "false":
		d.kind, d.text = snapshot.Bool, word
	case word == "null":
		d.kind = snapshot.Null
	case p.known[word] != nil:
		k := p.known[word]
		d.kind, d.text, d.children, d.index, d.partial = k.kind, k.text, k.children, k.index, k.partial
	}
}

func (p *bicepReader) object(d *draft, depth int) {
	d.kind = snapshot.Map
	p.pos++
	for {
		p.space(true)
		if p.pos >= len(p.src) || p.skip('}') {
			return
		}
		if p.skip(',') {
			continue
		}
		line := int32(p.line) //nolint:gosec // as above
		key := ""
		if p.src[p.pos] == '\'' {
			key = p.text()
		} else {
			key = p.word()
		}
		p.space(false)
		if key == "" || !p.skip(':') { // a spread, or no object at all
			d.partial = true
			p.expression()
			continue
		}
		p.space(true)
		v := &draft{key: p.b.intern(key), line: line}
		p.value(v, depth+1)
		d.take(v)
	}
}

func (p *bicepReader) array(d *draft, depth int) {
	d.kind = snapshot.List
	p.pos++
	for {
		p.space(true)
		if p.pos >= len(p.src) || p.skip(']') {
			return
		}
		if p.skip(',') {
			continue
		}
		if p.src[p.pos] == '}' { // not closed
			d.partial = true
			return
		}
		v := &draft{line: int32(p.line)} //nolint:gosec // as above
		p.value(v, depth+1)
		d.children = append(d.children, v)
	}
}

// text reads a string: of one line with its escapes, or literally between three quotes. It replaces a reference to a name that the file has
// defined before.
func (p *bicepReader) text() string {
	rest := p.src[p.pos:]
	if strings.HasPrefix(rest, "'''") {
		end := strings.Index(rest[3:], "'''")
		if end < 0 {
			end = len(rest) - 3
		}
		body := rest[3 : 3+end]
		p.line += strings.Count(body, "\n")
		p.pos = min(p.pos+end+6, len(p.src))
		return strings.TrimPrefix(strings.TrimPrefix(body, "\r"), "\n")
	}
	var b strings.Builder
	p.pos++
	for p.pos < len(p.src) {
		c := p.src[p.pos]
		switch {
		case c == '\'' || c == '\n':
			if c == '\'' {
				p.pos++
			}
			return b.String()
		case c == '\\' && p.pos+1 < len(p.src):
			p.pos++
			p.escape(&b)
		case c == '$' && strings.HasPrefix(p.src[p.pos:], "${"):
			p.reference(&b)
		default:
			b.WriteByte(c)
			p.pos++
		}
	}
	return b.String()
}

func (p *bicepReader) escape(b *strings.Builder) {
	c := p.src[p.pos]
	p.pos++
	switch c {
	case 'n':
		b.WriteByte('\n')
	case 'r':
		b.WriteByte('\r')
	case 't':
		b.WriteByte('\t')
	case 'u':
		if end := strings.IndexByte(p.src[p.pos:], '}'); end > 0 && p.src[p.pos] == '{' {
			if r, err := strconv.ParseUint(p.src[p.pos+1:p.pos+end], 16, 32); err == nil {
				b.WriteRune(rune(r)) //nolint:gosec // an invalid rune becomes U+FFFD
				p.pos += end + 1
			}
		}
	default: // \\ \' \$
		b.WriteByte(c)
	}
}

// reference replaces ${name} by its value if the file defines name. Otherwise it keeps the text.
func (p *bicepReader) reference(b *strings.Builder) {
	depth, at := 0, p.pos+2
	for ; at < len(p.src) && p.src[at] != '\n'; at++ {
		if p.src[at] == '{' {
			depth++
		}
		if p.src[at] == '}' {
			if depth == 0 {
				break
			}
			depth--
		}
	}
	if k := p.known[strings.TrimSpace(p.src[min(p.pos+2, at):at])]; k != nil && (k.kind == snapshot.String || k.kind == snapshot.Number || k.kind == snapshot.Bool) {
		b.WriteString(k.text)
	} else {
		b.WriteString(p.src[p.pos:min(at+1, len(p.src))])
	}
	p.pos = min(at+1, len(p.src))
}

// expression skips to the end of a value, outside of brackets and strings, and returns its source.
func (p *bicepReader) expression() string {
	start, depth := p.pos, 0
	for p.pos < len(p.src) {
		switch c := p.src[p.pos]; {
		case c == '\'':
			p.text()
			continue
		case strings.IndexByte("([{", c) >= 0:
			depth++
		case strings.IndexByte(")]}", c) >= 0:
			if depth == 0 {
				return p.src[start:p.pos]
			}
			depth--
		case c == '\n' || c == ',' && depth == 0:
			if depth == 0 {
				return p.src[start:p.pos]
			}
			p.line++
		}
		p.pos++
	}
	return p.src[start:p.pos]
}
