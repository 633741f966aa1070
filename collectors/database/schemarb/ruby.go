package schemarb

import (
	"errors"
	"strings"
)

// value is a Ruby literal of the kinds that ActiveRecord's dumper writes.
type value struct {
	kind valueKind
	text string // of a string, symbol, number or lambda (the string inside)
	list []value
	keys []string // of a hash, with list
}

type valueKind int

const (
	isNil valueKind = iota
	isString
	isSymbol
	isNumber
	isBool
	isList
	isHash
	isLambda
)

// call is one method call on a line: create_table "orders", id: :uuid do |t|.
type call struct {
	line     int
	receiver string // "t" in t.string, "" without
	name     string
	args     []value
	named    map[string]value
	opens    bool // a block begins
}

func (c *call) option(key string) (value, bool) {
	v, ok := c.named[key]
	return v, ok
}

// text is the text of a named argument, "" where it is not given.
func (c *call) text(key string) string { return c.named[key].text }

func (c *call) yes(key string) bool {
	return c.named[key].kind == isBool && c.named[key].text == "true"
}

// scanner reads the closed part of Ruby that a schema.rb is made of.
type scanner struct {
	text string
	at   int
	line int
	deep int
}

var errForm = errors.New("the line has another form than ActiveRecord writes")

func (s *scanner) peek() byte {
	if s.at < len(s.text) {
		return s.text[s.at]
	}
	return 0
}

// blank skips blanks and comments, and with lines also ends of lines.
func (s *scanner) blank(lines bool) {
	for s.at < len(s.text) {
		switch c := s.text[s.at]; {
		case c == '\n' && lines:
			s.line++
			s.at++
		case c == ' ' || c == '\t' || c == '\r' || c == ';' && lines:
			s.at++
		case c == '\\' && strings.HasPrefix(s.text[s.at:], "\\\n"):
			s.line++
			s.at += 2
		case c == '#':
			s.skipLine()
		default:
			return
		}
	}
}

// skipLine goes to the end of the line.
func (s *scanner) skipLine() {
	if i := strings.IndexByte(s.text[s.at:], '\n'); i >= 0 {
		s.at += i
		return
	}
	s.at = len(s.text)
}

func letter(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || c >= '0' && c <= '9' || c >= 0x80
}

func (s *scanner) word() string {
	from := s.at
	for s.at < len(s.text) && letter(s.text[s.at]) {
		s.at++
	}
	if s.at > from && (s.peek() == '?' || s.peek() == '!') {
		s.at++
	}
	return s.text[from:s.at]
}

func (s *scanner) take(mark string) bool {
	if strings.HasPrefix(s.text[s.at:], mark) {
		s.at += len(mark)
		return true
	}
	return false
}

// next returns the next call, or nil at the end of the file. "end" is a call of that name.
func (s *scanner) next() (*call, error) {
	s.blank(true)
	if s.at >= len(s.text) {
		return nil, nil //nolint:nilnil // the end is no error
	}
	c := &call{line: s.line, named: map[string]value{}}
	c.name = s.word()
	for s.take("::") {
		c.name += "::" + s.word()
	}
	if s.peek() == '[' { // Schema[7.1]
		end := strings.IndexByte(s.text[s.at:], ']')
		if end < 0 {
			return c, errForm
		}
		c.text2(s.text[s.at+1 : s.at+end])
		s.at += end + 1
	}
	if s.take(".") {
		c.receiver, c.name = c.name, s.word()
	}
	if c.name == "" {
		return c, errForm
	}
	return c, s.arguments(c)
}

// text2 keeps what stands in brackets behind a constant.
func (c *call) text2(s string) { c.named["[]"] = value{kind: isString, text: s} }

func (s *scanner) arguments(c *call) error {
	s.blank(false)
	brackets := s.take("(")
	for {
		s.blank(brackets)
		if s.at >= len(s.text) || !brackets && s.peek() == '\n' || brackets && s.take(")") {
			break
		}
		if s.block(c) {
			return nil
		}
		key, v, err := s.argument()
		if err != nil {
			return err
		}
		if key != "" {
			c.named[key] = v
		} else {
			c.args = append(c.args, v)
		}
		s.blank(brackets)
		if s.take(",") {
			s.blank(true) // a comma goes on in the next line
			continue
		}
		if !brackets {
			break
		}
	}
	s.blank(false)
	if s.block(c) || s.at >= len(s.text) || s.peek() == '\n' {
		return nil
	}
	return errForm
}

// block reads do |t|.
func (s *scanner) block(c *call) bool {
	if !strings.HasPrefix(s.text[s.at:], "do") || s.at+2 < len(s.text) && letter(s.text[s.at+2]) {
		return false
	}
	s.at += 2
	c.opens = true
	s.skipLine()
	return true
}

// argument reads one argument: key: value, :key => value or value.
func (s *scanner) argument() (string, value, error) {
	from, line := s.at, s.line
	if word := s.word(); word != "" && s.peek() == ':' && !strings.HasPrefix(s.text[s.at:], "::") {
		s.at++
		s.blank(true)
		v, err := s.value()
		return word, v, err
	}
	s.at, s.line = from, line
	v, err := s.value()
	if err != nil {
		return "", v, err
	}
	s.blank(false)
	if v.kind == isString && s.peek() == ':' && !strings.HasPrefix(s.text[s.at:], "::") { // "key": value
		s.at++
		s.blank(true)
		w, err := s.value()
		return v.text, w, err
	}
	if s.take("=>") {
		s.blank(true)
		w, err := s.value()
		return v.text, w, err
	}
	return "", v, nil
}

func (s *scanner) value() (value, error) {
	if s.deep++; s.deep > maxNested {
		return value{}, errForm
	}
	defer func() { s.deep-- }()
	switch c := s.peek(); {
	case c == '"' || c == '\'':
		text, err := s.quoted()
		return value{kind: isString, text: text}, err
	case c == ':':
		s.at++
		if s.peek() == '"' {
			text, err := s.quoted()
			return value{kind: isSymbol, text: text}, err
		}
		if w := s.word(); w != "" {
			return value{kind: isSymbol, text: w}, nil
		}
	case c == '[':
		return s.list()
	case c == '{':
		return s.hash()
	case c == '-' && strings.HasPrefix(s.text[s.at:], "->"):
		return s.lambda()
	case c == '<' && strings.HasPrefix(s.text[s.at:], "<<"):
		return s.heredoc()
	case c == '-' || c >= '0' && c <= '9':
		return s.number(), nil
	default:
		switch w := s.word(); w {
		case "true", "false":
			return value{kind: isBool, text: w}, nil
		case "nil":
			return value{}, nil
		}
	}
	return value{}, errForm
}

func (s *scanner) number() value {
	from := s.at
	s.take("-")
	for s.at < len(s.text) && (letter(s.text[s.at]) || s.text[s.at] == '.' && s.at+1 < len(s.text) && s.text[s.at+1] >= '0' && s.text[s.at+1] <= '9') {
		s.at++
	}
	return value{kind: isNumber, text: strings.ReplaceAll(s.text[from:s.at], "_", "")}
}

// quoted reads a string. One that takes in the value of an expression is none of a dump.
func (s *scanner) quoted() (string, error) {
	mark := s.text[s.at]
	s.at++
	var b strings.Builder
	for s.at < len(s.text) {
		c := s.text[s.at]
		s.at++
		switch {
		case c == mark:
			return b.String(), nil
		case c == '\n':
			s.line++
			b.WriteByte(c)
		case c == '#' && mark == '"' && s.peek() == '{':
			return "", errForm
		case c == '\\' && s.at < len(s.text):
			b.WriteString(escaped(s.text[s.at], mark))
			s.at++
		default:
			b.WriteByte(c)
		}
	}
	return "", errForm
}

func escaped(c, mark byte) string {
	if mark == '\'' && c != '\'' && c != '\\' {
		return "\\" + string(c)
	}
	switch c {
	case 'n':
		return "\n"
	case 't':
		return "\t"
	case 'r':
		return "\r"
	case 'e':
		return "\x1b"
	case '0':
		return "\x00"
	}
	return string(c)
}

// maxNested is how deep values may nest. Dumps nest three deep.
const maxNested = 50

func (s *scanner) list() (value, error) {
	v := value{kind: isList}
	s.at++
	for s.at < len(s.text) {
		s.blank(true)
		if s.take("]") {
			return v, nil
		}
		item, err := s.value()
		if err != nil {
			return v, err
		}
		v.list = append(v.list, item)
		s.blank(true)
		s.take(",")
	}
	return v, errForm
}

func (s *scanner) hash() (value, error) {
	v := value{kind: isHash}
	s.at++
	for s.at < len(s.text) {
		s.blank(true)
		if s.take("}") {
			return v, nil
		}
		key, item, err := s.argument()
		if err != nil {
			return v, err
		}
		v.keys, v.list = append(v.keys, key), append(v.list, item)
		s.blank(true)
		s.take(",")
	}
	return v, errForm
}

// lambda reads -> { "now()" }.
func (s *scanner) lambda() (value, error) {
	s.at += 2
	s.blank(false)
	if !s.take("{") {
		return value{}, errForm
	}
	s.blank(true)
	if s.peek() != '"' && s.peek() != '\'' {
		return value{}, errForm
	}
	text, err := s.quoted()
	s.blank(true)
	if err != nil || !s.take("}") {
		return value{}, errForm
	}
	return value{kind: isLambda, text: text}, nil
}

// heredoc reads <<~SQL, whose text begins in the next line. What else stands in its line is read first.
func (s *scanner) heredoc() (value, error) {
	s.at += 2
	if !s.take("~") {
		s.take("-")
	}
	quote := s.take("'") || s.take("\"")
	mark := s.word()
	if quote {
		s.at++
	}
	line := strings.IndexByte(s.text[min(s.at, len(s.text)):], '\n')
	if mark == "" || line < 0 {
		return value{}, errForm
	}
	from := s.at + line + 1
	for at := from; at < len(s.text); {
		end := strings.IndexByte(s.text[at:], '\n')
		if end < 0 {
			end = len(s.text) - at
		}
		if strings.TrimSpace(s.text[at:at+end]) == mark {
			body := s.text[from:at]
			// The text is taken out of the file, so that what follows the heredoc's mark in its line comes next.
			s.text = s.text[:from-1] + s.text[min(at+end, len(s.text)):]
			s.line += strings.Count(body, "\n") + 1
			return value{kind: isString, text: body}, nil
		}
		at += end + 1
	}
	return value{}, errForm
}
