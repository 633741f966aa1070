package prismafile

import (
	"errors"
	"fmt"
	"strings"
)

// block is one block of a schema: model, enum, view, datasource or generator.
type block struct {
	kind, name string
	line       int
	fields     []field
	attributes []attribute // @@map("orders")
}

// field is one line of a block: a field of a model, a value of an enum, or a setting of a datasource.
type field struct {
	name       string
	kind       string // "String", "Unsupported"
	raw        string // of Unsupported("circle"), or the value of a setting
	optional   bool
	list       bool
	line       int
	attributes []attribute
}

// attribute is @name(args) or @@name(args).
type attribute struct {
	name string
	args []argument
	line int
}

// argument is one argument. Its text is what stands there, without the quotes of a string.
type argument struct {
	name   string // "" for one without a name
	text   string
	quoted bool
	list   []argument // of [a, b]
	isList bool
	call   []argument // of now(), dbgenerated("…"), and of a field in a list: title(sort: Desc)
	isCall bool
}

func find(list []attribute, name string) *attribute {
	for i := range list {
		if list[i].name == name {
			return &list[i]
		}
	}
	return nil
}

// arg is the argument of a name, or the first one without a name where first is set. It is nil where there is none.
func (a *attribute) arg(name string, first bool) *argument {
	for i := range a.args {
		if x := &a.args[i]; x.name == name || first && x.name == "" {
			return x
		}
	}
	return nil
}

func (a *attribute) text(name string) string {
	if x := a.arg(name, false); x != nil {
		return x.text
	}
	return ""
}

// parser reads Prisma's schema language, whose grammar is closed (schema.pest of prisma-engines).
type parser struct {
	text string
	at   int
	line int
}

type parseError struct {
	line int
	what string
}

func (e *parseError) Error() string { return fmt.Sprintf("line %d: %s", e.line, e.what) }

var errEnd = errors.New("end")

func (p *parser) fail(what string) error { return &parseError{p.line, what} }

func (p *parser) peek() byte {
	if p.at < len(p.text) {
		return p.text[p.at]
	}
	return 0
}

// blank skips blanks and comments, and with lines ends of lines too.
func (p *parser) blank(lines bool) {
	for p.at < len(p.text) {
		switch c := p.text[p.at]; {
		case c == '\n' && lines:
			p.line++
			p.at++
		case c == ' ' || c == '\t' || c == '\r':
			p.at++
		case strings.HasPrefix(p.text[p.at:], "//"):
			if i := strings.IndexByte(p.text[p.at:], '\n'); i >= 0 {
				p.at += i
			} else {
				p.at = len(p.text)
			}
		case strings.HasPrefix(p.text[p.at:], "/*"):
			end := strings.Index(p.text[p.at:], "*/")
			if end < 0 {
				end = len(p.text) - p.at - 2
			}
			p.line += strings.Count(p.text[p.at:p.at+end+2], "\n")
			p.at += end + 2
		default:
			return
		}
	}
}

func (p *parser) word() string {
	from := p.at
	for p.at < len(p.text) {
		c := p.text[p.at]
		if c != '_' && c != '-' && c != '.' && (c < '0' || c > '9') && (c|0x20 < 'a' || c|0x20 > 'z') && c < 0x80 {
			break
		}
		p.at++
	}
	return p.text[from:p.at]
}

func (p *parser) take(mark byte) bool {
	if p.peek() == mark {
		p.at++
		return true
	}
	return false
}

// block reads the next block; errEnd at the end of the file.
func (p *parser) block() (*block, error) {
	p.blank(true)
	if p.at >= len(p.text) {
		return nil, errEnd
	}
	b := &block{line: p.line}
	if b.kind = p.word(); b.kind == "" {
		return nil, p.fail("a block such as model or enum is expected")
	}
	p.blank(false)
	b.name = p.word()
	p.blank(true)
	if !p.take('{') {
		return nil, p.fail("{ is expected")
	}
	for {
		p.blank(true)
		switch {
		case p.at >= len(p.text):
			return nil, p.fail("the block " + b.name + " has no end")
		case p.take('}'):
			return b, nil
		case strings.HasPrefix(p.text[p.at:], "@@"):
			p.at += 2
			a, err := p.attribute()
			if err != nil {
				return nil, err
			}
			b.attributes = append(b.attributes, a)
		default:
			f, err := p.field(b.kind)
			if err != nil {
				return nil, err
			}
			b.fields = append(b.fields, f)
		}
	}
}

func (p *parser) field(kind string) (field, error) {
	f := field{line: p.line, name: p.word()}
	if f.name == "" {
		return f, p.fail("a name is expected")
	}
	p.blank(false)
	if p.take('=') { // a setting
		p.blank(false)
		a, err := p.value(0)
		f.raw = a.text
		return f, err
	}
	if kind != "enum" {
		if f.kind = p.word(); f.kind == "Unsupported" && p.take('(') {
			a, err := p.value(0)
			if err != nil || !p.take(')') {
				return f, p.fail("Unsupported takes one text")
			}
			f.raw = a.text
		}
		if p.take('[') {
			f.list = p.take(']')
		}
		f.optional = p.take('?')
	}
	for {
		p.blank(false)
		if !p.take('@') {
			break
		}
		a, err := p.attribute()
		if err != nil {
			return f, err
		}
		f.attributes = append(f.attributes, a)
	}
	if c := p.peek(); c != '\n' && c != '}' && c != 0 {
		return f, p.fail("the field " + f.name + " has a form that is not known")
	}
	return f, nil
}

func (p *parser) attribute() (attribute, error) {
	a := attribute{line: p.line, name: p.word()}
	if !p.take('(') {
		return a, nil
	}
	args, err := p.list(')', 0)
	a.args = args
	return a, err
}

// maxNested is how deep arguments may nest.
const maxNested = 20

func (p *parser) list(end byte, deep int) ([]argument, error) {
	var out []argument
	for {
		p.blank(true)
		if p.take(end) {
			return out, nil
		}
		if p.at >= len(p.text) {
			return nil, p.fail(string(end) + " is expected")
		}
		v, err := p.value(deep + 1)
		if err != nil {
			return nil, err
		}
		p.blank(true)
		if !v.quoted && !v.isList && !v.isCall && p.take(':') {
			name := v.text
			p.blank(true)
			if v, err = p.value(deep + 1); err != nil {
				return nil, err
			}
			v.name = name
		}
		out = append(out, v)
		p.blank(true)
		p.take(',')
	}
}

func (p *parser) value(deep int) (argument, error) {
	if deep > maxNested {
		return argument{}, p.fail("arguments nest too deep")
	}
	switch p.peek() {
	case '"':
		return p.quoted()
	case '[':
		p.at++
		list, err := p.list(']', deep)
		return argument{list: list, isList: true}, err
	}
	v := argument{text: p.word()}
	if v.text == "" {
		return v, p.fail("a value is expected")
	}
	if p.take('(') {
		call, err := p.list(')', deep)
		v.call, v.isCall = call, true
		return v, err
	}
	return v, nil
}

func (p *parser) quoted() (argument, error) {
	p.at++
	var b strings.Builder
	for p.at < len(p.text) && p.text[p.at] != '\n' {
		c := p.text[p.at]
		p.at++
		if c == '"' {
			return argument{text: b.String(), quoted: true}, nil
		}
		if c == '\\' && p.at < len(p.text) {
			c = p.text[p.at]
			p.at++
			if c == 'n' {
				c = '\n'
			}
		}
		b.WriteByte(c)
	}
	return argument{}, p.fail("a text has no end")
}
