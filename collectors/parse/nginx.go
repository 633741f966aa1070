package parse

import (
	"strings"

	"github.com/envparity/envparity/snapshot"
)

// parseNginx reads nginx's configuration: directives that end in ";" and blocks in braces. A block's key is its name with its parameters. A
// repeated directive of a block is a list.
func parseNginx(in *Interner, src []byte) Result {
	p := nginxReader{b: newBuilder(in), src: string(src), line: 1}
	root := &draft{kind: snapshot.Map, line: 1}
	p.block(root, 0)
	return Result{Docs: []Document{{Root: root.node(p.b, ""), Line: 1}}, Problems: p.b.problems}
}

type nginxReader struct {
	b    *builder
	src  string
	pos  int
	line int
}

func (p *nginxReader) block(at *draft, depth int) {
	if depth > maxDepth {
		p.lose(at, "nested too deep")
		return
	}
	var words []string
	line := 0
	for {
		word, mark := p.token()
		if word != "" || mark == '"' {
			if len(words) == 0 {
				line = p.line
			}
			words = append(words, word)
			continue
		}
		switch {
		case mark == ';' && len(words) > 0:
			iniValue(at, p.b.intern(words[0]), p.b.intern(strings.Join(words[1:], " ")), int32(line)) //nolint:gosec // a file has less lines than bytes, and those are bounded
		case mark == '{' && len(words) > 0:
			name := p.b.intern(strings.Join(words, " "))
			inner := &draft{key: name, kind: snapshot.Map, line: int32(line)} //nolint:gosec // as above
			p.block(inner, depth+1)
			nginxBlock(at, name, inner)
		case mark == '}' && depth > 0 && len(words) == 0:
			return
		case mark == 0 && depth == 0 && len(words) == 0:
			return
		default:
			p.lose(at, "a directive that does not end in \";\", or a brace too many or too few; what follows is not read")
			return
		}
		words = nil
	}
}

// nginxBlock adds a block to at. Several of one name become a list.
func nginxBlock(at *draft, name string, inner *draft) {
	old := at.child(name)
	if old == nil {
		c := at.add(name, snapshot.Map, inner.line)
		c.children, c.index, c.partial = inner.children, inner.index, inner.partial
		return
	}
	if old.kind == snapshot.Map {
		first := *old
		*old = draft{key: name, kind: snapshot.List, line: first.line, children: []*draft{&first}}
	}
	old.children = append(old.children, inner)
}

func (p *nginxReader) lose(at *draft, why string) {
	p.b.problem(p.line, true, "%s", why)
	at.partial = true
	p.pos = len(p.src)
}

// token returns the next word, or a mark: one of ;{} or 0 at the end. '"' marks an empty quoted word.
func (p *nginxReader) token() (word string, mark byte) {
	for p.pos < len(p.src) {
		switch c := p.src[p.pos]; {
		case c == '\n':
			p.line++
			p.pos++
		case c == ' ' || c == '\t' || c == '\r':
			p.pos++
		case c == '#':
			end := strings.IndexByte(p.src[p.pos:], '\n')
			if end < 0 {
				end = len(p.src) - p.pos
			}
			p.pos += end
		case c == ';' || c == '{' || c == '}':
			p.pos++
			return "", c
		case c == '"' || c == '\'':
			return p.quoted(c), '"'
		default:
			return p.word(), 0
		}
	}
	return "", 0
}

func (p *nginxReader) quoted(quote byte) string {
	var out strings.Builder
	for p.pos++; p.pos < len(p.src); p.pos++ {
		c := p.src[p.pos]
		if c == quote {
			p.pos++
			return out.String()
		}
		if c == '\\' && p.pos+1 < len(p.src) && (p.src[p.pos+1] == quote || p.src[p.pos+1] == '\\') {
			p.pos++
			c = p.src[p.pos]
		}
		if c == '\n' {
			p.line++
		}
		out.WriteByte(c)
	}
	return out.String()
}

func (p *nginxReader) word() string {
	start := p.pos
	for p.pos < len(p.src) && strings.IndexByte(" \t\r\n;{}", p.src[p.pos]) < 0 {
		if strings.HasPrefix(p.src[p.pos:], "${") { // a variable in braces
			if end := strings.IndexByte(p.src[p.pos:], '}'); end > 0 {
				p.pos += end
			}
		}
		p.pos++
	}
	return p.src[start:p.pos]
}
