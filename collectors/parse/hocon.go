package parse

import (
	"encoding/json"
	"regexp"
	"strings"

	"github.com/envparity/envparity/internal/bounds"
	"github.com/envparity/envparity/snapshot"
)

// parseHOCON reads HOCON by https://github.com/lightbend/config/blob/main/HOCON.md: objects that merge, dotted keys, values that go on to the end
// of their line, substitutions. It resolves a substitution that the text defines, and keeps any other as written. The content of an include is
// unknown.
func parseHOCON(in *Interner, src []byte) Result {
	p := hoconReader{b: newBuilder(in), src: string(src), line: 1}
	root := &draft{kind: snapshot.Map, line: 1}
	p.root = root
	p.space(true)
	switch p.peek() {
	case '[':
		root.kind = snapshot.List
		p.pos++
		p.list(root, 0)
	case '{':
		p.pos++
		p.object(root, 0, '}')
	default:
		p.object(root, 0, 0)
	}
	p.resolve(root)
	return Result{Docs: []Document{{Root: root.node(p.b, ""), Line: 1}}, Problems: p.b.problems}
}

type hoconReader struct {
	b    *builder
	root *draft
	src  string
	pos  int
	line int

	bases    []hoconBase
	copied   int  // nodes, by substitutions
	expanded int  // bytes, by substitutions
	beyond   bool // a bound on substitutions was exceeded
}

// hoconBase is an object that is merged under another: base in `a = ${base} { … }`.
type hoconBase struct {
	under *draft
	path  string
}

func (p *hoconReader) peek() byte {
	if p.pos < len(p.src) {
		return p.src[p.pos]
	}
	return 0
}

// space skips white space and comments, and the ends of lines if lines is true.
func (p *hoconReader) space(lines bool) {
	for p.pos < len(p.src) {
		rest := p.src[p.pos:]
		switch c := rest[0]; {
		case c == ' ' || c == '\t' || c == '\r':
			p.pos++
		case strings.HasPrefix(rest, "\u00a0") || strings.HasPrefix(rest, "\ufeff"):
			p.pos += len("\u00a0")
			if strings.HasPrefix(rest, "\ufeff") {
				p.pos++
			}
		case c == '\n' && lines:
			p.line++
			p.pos++
		case c == '#' || strings.HasPrefix(rest, "//"):
			end := strings.IndexByte(rest, '\n')
			if end < 0 {
				end = len(rest)
			}
			p.pos += end
		default:
			return
		}
	}
}

func (p *hoconReader) lose(at *draft, why string) {
	p.b.problem(p.line, true, "%s; what follows is not read", why)
	at.partial, p.root.partial = true, true
	p.pos = len(p.src)
}

// object reads fields up to end, which is 0 for the end of the text.
func (p *hoconReader) object(at *draft, depth int, end byte) {
	if depth > maxDepth {
		p.lose(at, "nested too deep")
		return
	}
	for {
		p.space(true)
		switch c := p.peek(); {
		case c == ',':
			p.pos++
			continue
		case p.pos >= len(p.src):
			if end != 0 {
				p.lose(at, "an object has no closing brace")
			}
			return
		case c == '}' || c == ']':
			if c != end {
				p.lose(at, "a bracket that closes nothing")
				return
			}
			p.pos++
			return
		}
		if p.include(at) {
			continue
		}
		p.field(at, depth)
	}
}

var hoconInclude = regexp.MustCompile(`^include[ \t]+[^\n=:{]*`)

// include skips an include and marks its content as unknown.
func (p *hoconReader) include(at *draft) bool {
	m := hoconInclude.FindString(p.src[p.pos:])
	if m == "" || !strings.ContainsAny(m, `"(`) {
		return false
	}
	p.b.problems = append(p.b.problems, Problem{Line: p.line, Text: "an include, whose values are not read here", Note: true})
	at.partial, p.root.partial = true, true
	p.pos += len(m)
	return true
}

// field reads one key, of one name or several with dots between them, and its value.
func (p *hoconReader) field(at *draft, depth int) {
	line := int32(p.line) //nolint:gosec // a file has less lines than bytes, and those are bounded
	names, ok := p.key()
	if !ok {
		p.lose(at, "a key that nothing follows")
		return
	}
	for _, name := range names[:len(names)-1] {
		name = p.b.intern(name)
		inner := at.child(name)
		if inner == nil || inner.kind != snapshot.Map {
			inner = replaced(at, name, snapshot.Map, line)
		}
		at = inner
	}
	name := p.b.intern(names[len(names)-1])
	add := false
	switch {
	case p.peek() == '{':
	case strings.HasPrefix(p.src[p.pos:], "+="):
		add = true
		p.pos += 2
	default:
		p.pos++
	}
	p.space(true)
	v := p.value(depth)
	p.put(at, name, v, line, add)
}

// put sets the value of a key. Objects merge, and an optional substitution that the text does not define keeps the old value.
func (p *hoconReader) put(at *draft, name string, v *draft, line int32, add bool) {
	old := at.child(name)
	switch {
	case add:
		if old == nil || old.kind != snapshot.List {
			old = replaced(at, name, snapshot.List, line)
		}
		old.children = append(old.children, v)
	case old != nil && old.kind == snapshot.Map && v.kind == snapshot.Map:
		p.merge(old, v)
		for i := range p.bases {
			if p.bases[i].under == v {
				p.bases[i].under = old
			}
		}
	case old != nil && v.kind == snapshot.String && optional.MatchString(v.text):
		// the process environment may give another value; the default is the one before it
	default:
		c := replaced(at, name, v.kind, line)
		c.text, c.children, c.index, c.partial = v.text, v.children, v.index, v.partial
		for i := range p.bases {
			if p.bases[i].under == v {
				p.bases[i].under = c
			}
		}
	}
}

var optional = regexp.MustCompile(`^\$\{\?[^}]*\}$`)

// replaced adds a key, or replaces one of that name.
func replaced(at *draft, name string, kind snapshot.Kind, line int32) *draft {
	if old := at.child(name); old != nil {
		*old = draft{key: name, kind: kind, line: line}
		return old
	}
	return at.add(name, kind, line)
}

func (p *hoconReader) merge(into, from *draft) {
	into.partial = into.partial || from.partial
	for _, c := range from.children {
		p.put(into, c.key, c, c.line, false)
	}
}

// key reads up to the separator. The reader then stands at the separator.
func (p *hoconReader) key() ([]string, bool) {
	var names []string
	var word strings.Builder
	quoted := false
	end := func() bool {
		name := word.String()
		if !quoted {
			name = strings.TrimSpace(name)
		}
		word.Reset()
		ok := name != "" || quoted
		quoted = false
		names = append(names, name)
		return ok
	}
	for p.pos < len(p.src) {
		c := p.src[p.pos]
		switch {
		case c == '"':
			before := strings.TrimSpace(word.String())
			word.Reset()
			word.WriteString(before + p.quotedText())
			quoted = true
			p.space(false)
		case c == '.':
			p.pos++
			if !end() {
				return nil, false
			}
		case c == '=' || c == ':' || c == '{' || strings.HasPrefix(p.src[p.pos:], "+="):
			return names, end()
		case strings.IndexByte("\n,}][#$`^?!@*&\\", c) >= 0:
			return nil, false
		default:
			word.WriteByte(c)
			p.pos++
		}
	}
	return nil, false
}

// quotedText reads a quoted string with JSON's escapes, or one in three quotes, which has none.
func (p *hoconReader) quotedText() string {
	rest := p.src[p.pos:]
	if body, ok := strings.CutPrefix(rest, `"""`); ok {
		end := strings.Index(body, `"""`)
		if end < 0 {
			p.lose(p.root, "a string has no closing quotes")
			return ""
		}
		for strings.HasPrefix(body[end+1:], `"""`) {
			end++
		}
		p.line += strings.Count(body[:end], "\n")
		p.pos += 3 + end + 3
		return body[:end]
	}
	for i := 1; i < len(rest); i++ {
		switch rest[i] {
		case '\\':
			i++
		case '\n':
			p.lose(p.root, "a string has no closing quote")
			return ""
		case '"':
			p.pos += i + 1
			var text string
			if json.Unmarshal([]byte(rest[:i+1]), &text) != nil {
				return rest[1:i]
			}
			return text
		}
	}
	p.lose(p.root, "a string has no closing quote")
	return ""
}

// value reads the parts of a value up to the end of its line, or the mark that ends it.
func (p *hoconReader) value(depth int) *draft {
	line := int32(p.line) //nolint:gosec // a file has less lines than bytes, and those are bounded
	var text strings.Builder
	var whole *draft
	var under []string
	parts, quoted := 0, false
	for {
		before := p.pos
		p.space(false)
		gap := p.src[before:p.pos]
		c := p.peek()
		if p.pos >= len(p.src) || strings.IndexByte("\n,}]", c) >= 0 {
			break
		}
		if parts > 0 {
			text.WriteString(gap)
		}
		parts++
		switch {
		case c == '{' || c == '[':
			p.pos++
			inner := &draft{kind: snapshot.Map, line: line}
			if c == '[' {
				inner.kind = snapshot.List
				p.list(inner, depth+1)
			} else {
				p.object(inner, depth+1, '}')
			}
			switch {
			case whole == nil || whole.kind != inner.kind:
				whole = inner
			case inner.kind == snapshot.Map:
				p.merge(whole, inner)
			default:
				whole.children = append(whole.children, inner.children...)
			}
		case c == '"':
			quoted = true
			text.WriteString(p.quotedText())
		case strings.HasPrefix(p.src[p.pos:], "${"):
			end := strings.IndexByte(p.src[p.pos:], '}')
			if end < 0 {
				p.lose(p.root, "a substitution has no closing brace")
				break
			}
			ref := p.src[p.pos : p.pos+end+1]
			under = append(under, ref)
			text.WriteString(ref)
			p.pos += end + 1
		default:
			text.WriteString(p.bare())
		}
	}
	if whole != nil {
		for _, ref := range under {
			if whole.kind == snapshot.Map {
				p.bases = append(p.bases, hoconBase{whole, refPath(ref)})
			} else {
				whole.partial = true
			}
		}
		return whole
	}
	return plainHOCON(p.b.intern(text.String()), line, quoted || parts != 1)
}

// bare reads a word without quotes.
func (p *hoconReader) bare() string {
	start := p.pos
	for p.pos < len(p.src) && strings.IndexByte("\n,}]{[\"# \t\r", p.src[p.pos]) < 0 && !strings.HasPrefix(p.src[p.pos:], "${") && !p.comment() {
		p.pos++
	}
	if p.pos == start { // a mark that is not allowed here
		p.pos++
	}
	return p.src[start:p.pos]
}

// plainHOCON returns a value that is neither object nor list. Any value but a single word without quotes is text.
func plainHOCON(text string, line int32, isText bool) *draft {
	d := &draft{kind: snapshot.String, line: line, text: text}
	switch {
	case isText:
	case d.text == "true" || d.text == "false":
		d.kind = snapshot.Bool
	case d.text == "null":
		d.kind, d.text = snapshot.Null, ""
	case hoconNumber.MatchString(d.text):
		d.kind = snapshot.Number
	}
	return d
}

var hoconNumber = regexp.MustCompile(`^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?$`)

func (p *hoconReader) comment() bool { return strings.HasPrefix(p.src[p.pos:], "//") }

func (p *hoconReader) list(at *draft, depth int) {
	if depth > maxDepth {
		p.lose(at, "nested too deep")
		return
	}
	for {
		p.space(true)
		switch c := p.peek(); {
		case p.pos >= len(p.src):
			p.lose(at, "a list has no closing bracket")
			return
		case c == ',':
			p.pos++
		case c == ']':
			p.pos++
			return
		case c == '}':
			p.lose(at, "a bracket that closes nothing")
			return
		default:
			at.children = append(at.children, p.value(depth))
		}
	}
}

func refPath(ref string) string {
	return strings.TrimSpace(strings.TrimPrefix(strings.TrimSuffix(strings.TrimPrefix(ref, "${"), "}"), "?"))
}

func (p *hoconReader) at(path string) *draft {
	d := p.root
	for name := range strings.SplitSeq(path, ".") {
		if d = d.child(strings.Trim(name, `"`)); d == nil {
			return nil
		}
	}
	return d
}

// hoconRounds is how often references between values are resolved. A longer chain is a loop.
const hoconRounds = 8

// resolve merges base objects under the objects that build on them, and resolves this text's substitutions.
func (p *hoconReader) resolve(root *draft) {
	for _, b := range p.bases {
		from := p.at(b.path)
		if from == nil || from.kind != snapshot.Map || from == b.under || within(from, b.under) {
			b.under.partial = true // its base is elsewhere
			continue
		}
		p.layUnder(b.under, from)
	}
	for range hoconRounds {
		if !p.substitute(root, 0) || p.beyond {
			return
		}
	}
}

// within reports whether d is in tree.
func within(tree, d *draft) bool {
	for _, c := range tree.children {
		if c == d || within(c, d) {
			return true
		}
	}
	return false
}

// maxCopied bounds the size of merged objects in nodes, because a few lines can request more than the memory holds.
const maxCopied = 1 << 18

func (p *hoconReader) layUnder(d, from *draft) {
	d.partial = d.partial || from.partial
	for _, c := range from.children {
		if !p.copy(c) {
			d.partial = true
			return
		}
		switch own := d.child(c.key); {
		case own == nil:
			copied := d.add(c.key, c.kind, c.line)
			copied.text, copied.partial = c.text, c.partial
			if c.kind == snapshot.Map {
				p.layUnder(copied, c)
			} else {
				copied.children = c.children
			}
		case own.kind == snapshot.Map && c.kind == snapshot.Map:
			p.layUnder(own, c)
		}
	}
}

// copy counts c and, for a list, the values in it. It reports whether they may be copied.
func (p *hoconReader) copy(c *draft) bool {
	if p.copied++; p.copied > maxCopied {
		p.multiplied(c)
		return false
	}
	if c.kind == snapshot.List {
		return p.copyAll(c)
	}
	return true
}

func (p *hoconReader) copyAll(d *draft) bool {
	for _, c := range d.children {
		if p.copied++; p.copied > maxCopied {
			p.multiplied(d)
			return false
		}
		if !p.copyAll(c) {
			return false
		}
	}
	return true
}

// multiplied reports, once for a text, that its substitutions exceed a bound.
func (p *hoconReader) multiplied(at *draft) {
	p.root.partial = true
	if p.beyond {
		return
	}
	p.beyond = true
	p.b.problem(int(at.line), true, "substitutions multiply to more than %d MB of one value, %d MB of all or %d copied values; write the values out",
		bounds.Expanded>>20, bounds.ExpandedFile>>20, maxCopied)
}

var hoconRef = regexp.MustCompile(`\$\{\??[^${}]+\}`)

func (p *hoconReader) substitute(d *draft, depth int) bool {
	changed := false
	if depth > maxDepth {
		return false
	}
	for _, c := range d.children {
		if p.beyond {
			return false
		}
		if c.kind != snapshot.String {
			changed = p.substitute(c, depth+1) || changed
			continue
		}
		if !strings.Contains(c.text, "${") || len(c.text) > maxReferring {
			continue
		}
		whole := hoconRef.FindString(c.text) == c.text
		size := len(c.text)
		text := hoconRef.ReplaceAllStringFunc(c.text, func(ref string) string {
			to := p.at(refPath(ref))
			if to == nil || to == c || to.kind != snapshot.String && to.kind != snapshot.Number && to.kind != snapshot.Bool {
				return ref
			}
			if size += len(to.text); size > bounds.Expanded || p.expanded+size > bounds.ExpandedFile {
				p.multiplied(c)
				return ref
			}
			if whole {
				c.kind = to.kind
			}
			return to.text
		})
		if p.beyond {
			c.kind = snapshot.Unknown
			return false
		}
		if text != c.text {
			changed = true
			p.expanded += size
			c.text = p.b.intern(text)
		}
	}
	return changed
}
