package asserts

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Resolve returns the value of a placeholder by what stands between its braces: a captured name, "secret NAME" or "uuid".
type Resolve func(hole string) (any, error)

// template is a text with placeholders. Parts alternate in any order; exactly one field of a part is set.
type template []part

type part struct{ text, hole string }

func (t template) fill(r Resolve) (string, error) {
	var b strings.Builder
	for _, p := range t {
		if p.hole == "" {
			b.WriteString(p.text)
			continue
		}
		v, err := r(p.hole)
		if err != nil {
			return "", err
		}
		b.WriteString(text(v))
	}
	return b.String(), nil
}

// literal returns the text of a template without placeholders.
func (t template) literal() (string, bool) {
	s, err := t.fill(func(string) (any, error) { return nil, errors.New("a placeholder") })
	return s, err == nil
}

// scanner reads a line from left to right.
type scanner struct {
	src string
	at  int
}

func (s *scanner) rest() string { return s.src[s.at:] }

func (s *scanner) space() bool {
	from := s.at
	for s.at < len(s.src) && strings.IndexByte(" \t\n", s.src[s.at]) >= 0 {
		s.at++
	}
	return s.at > from
}

// done reports whether nothing but a comment is left.
func (s *scanner) done() bool {
	s.space()
	return s.at == len(s.src) || s.src[s.at] == '#'
}

var wordForm = regexp.MustCompile(`^([A-Za-z][A-Za-z0-9-]*|[=!<>]=|[<>])`)

// word reads the name of a query, a filter or a predicate; "" when there is none.
func (s *scanner) word() string {
	w := wordForm.FindString(s.rest())
	s.at += len(w)
	return w
}

// quoted reads a text between quotes, whose escapes are those of Hurl.
func (s *scanner) quoted() (template, error) {
	s.space()
	if !strings.HasPrefix(s.rest(), `"`) {
		return nil, fmt.Errorf("a text between quotes is missing at %q", short(s.rest()))
	}
	s.at++
	return s.until(`"`)
}

// until reads a template up to a closing mark.
func (s *scanner) until(end string) (template, error) {
	var t template
	var b strings.Builder
	flush := func() {
		if b.Len() > 0 {
			t = append(t, part{text: b.String()})
			b.Reset()
		}
	}
	for s.at < len(s.src) {
		switch rest := s.rest(); {
		case strings.HasPrefix(rest, end):
			s.at += len(end)
			flush()
			return t, nil
		case rest[0] == '\\':
			c, n, err := Escape(rest)
			if err != nil {
				return nil, err
			}
			b.WriteString(c)
			s.at += n
		case strings.HasPrefix(rest, "{{"):
			hole, err := s.hole()
			if err != nil {
				return nil, err
			}
			flush()
			t = append(t, part{hole: hole})
		default:
			_, n := utf8.DecodeRuneInString(rest)
			b.WriteString(rest[:n])
			s.at += n
		}
	}
	return nil, fmt.Errorf("a text does not end with %s", end)
}

var holeForm = regexp.MustCompile(`^\{\{[ \t]*((?:secret[ \t]+)?[A-Za-z_][A-Za-z0-9_-]*)[ \t]*\}\}`)

// hole reads {{name}}.
func (s *scanner) hole() (string, error) {
	m := holeForm.FindStringSubmatch(s.rest())
	if m == nil {
		end := strings.Index(s.rest(), "}}")
		if end < 0 {
			return "", errors.New("a placeholder does not end with }}")
		}
		return "", fmt.Errorf("the placeholder %q is more than the name of a captured value", short(s.rest()[:end+2]))
	}
	s.at += len(m[0])
	return m[1], nil
}

var escapes = map[byte]string{'"': `"`, '\\': `\`, 'b': "\b", 'f': "\f", 'n': "\n", 'r': "\r", 't': "\t", '#': "#", ':': ":", '`': "`", ';': ";", ' ': " ", '{': "{", '}': "}"}

var unicodeForm = regexp.MustCompile(`^\\u\{([0-9A-Fa-f]{1,6})\}`)

// Escape reads the escape that s begins with: what it stands for and how many bytes it takes.
func Escape(s string) (string, int, error) {
	if len(s) < 2 {
		return "", 0, errors.New(`a lone \ at the end`)
	}
	if e, ok := escapes[s[1]]; ok {
		return e, 2, nil
	}
	if m := unicodeForm.FindStringSubmatch(s); m != nil {
		n, err := strconv.ParseUint(m[1], 16, 32)
		if err == nil && utf8.ValidRune(rune(n)) {
			return string(rune(n)), len(m[0]), nil
		}
	}
	return "", 0, fmt.Errorf(`%q is no escape of Hurl`, s[:2])
}

// regex is an expression between slashes, or a text that becomes one.
type regex struct {
	fixed *regexp.Regexp
	text  template
}

func (x *regex) compile(r Resolve) (*regexp.Regexp, error) {
	if x.fixed != nil {
		return x.fixed, nil
	}
	s, err := x.text.fill(r)
	if err != nil {
		return nil, err
	}
	return regexp.Compile(s)
}

var slashed = regexp.MustCompile(`^/((?:[^/\\\n]|\\[^\n])*)/`)

func (s *scanner) regex() (*regex, error) {
	s.space()
	if m := slashed.FindStringSubmatch(s.rest()); m != nil {
		re, err := regexp.Compile(strings.ReplaceAll(m[1], `\/`, `/`))
		if err != nil {
			return nil, fmt.Errorf("the expression does not compile: %w", err)
		}
		s.at += len(m[0])
		return &regex{fixed: re}, nil
	}
	t, err := s.quoted()
	if err != nil {
		return nil, err
	}
	x := &regex{text: t}
	if lit, ok := t.literal(); ok {
		if x.fixed, err = regexp.Compile(lit); err != nil {
			return nil, fmt.Errorf("the expression does not compile: %w", err)
		}
	}
	return x, nil
}

// short cuts a text for a message.
func short(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:39]) + "…"
	}
	return s
}
