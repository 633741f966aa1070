package envfile

import (
	"regexp"
	"strings"
	"unicode"
)

// pySpace is [^\S\r\n] of Python.
const pySpace = `[\t\v\f\x1c-\x1f\x{85}\p{Z}]`

// python follows parser.py and variables.py of python-dotenv, statement by statement.
func (r *reader) python(text string) {
	p := pythonReader{reader: r, text: text, patterns: map[string]*regexp.Regexp{}}
	for {
		p.skip(`^(?:` + pySpace + `|[\r\n])*`)
		if p.pos >= len(text) {
			return
		}
		p.binding()
	}
}

type pythonReader struct {
	*reader
	text string
	pos  int

	patterns map[string]*regexp.Regexp
	counted  int // up to here newlines were counted
	newlines int
}

// skip moves past the match of pattern at the present position. It returns the first group, or the whole match.
func (p *pythonReader) skip(pattern string) (string, bool) {
	re := p.patterns[pattern]
	if re == nil {
		re = regexp.MustCompile(pattern)
		p.patterns[pattern] = re
	}
	m := re.FindStringSubmatch(p.text[p.pos:])
	if m == nil {
		return "", false
	}
	p.pos += len(m[0])
	return m[len(m)-1], true
}

func (p *pythonReader) line() int {
	p.newlines += strings.Count(newlines(p.text[p.counted:p.pos]), "\n")
	p.counted = p.pos
	return 1 + p.newlines
}

func (p *pythonReader) peek() byte {
	if p.pos < len(p.text) {
		return p.text[p.pos]
	}
	return 0
}

func (p *pythonReader) binding() {
	line := p.line()
	v, ok := p.statement()
	v.Line = line
	switch {
	case !ok:
		p.skip(`^[^\r\n]*(?:\r\n|\n|\r)?`)
		p.lose(line, "a line that python-dotenv cannot read and passes over")
	case v.Name != "":
		p.set(v)
	}
}

func (p *pythonReader) statement() (v Variable, ok bool) {
	p.skip(`^(?:export` + pySpace + `+)?`)
	switch p.peek() {
	case '#':
	case '\'':
		v.Name, ok = p.skip(`^'([^']+)'`)
	default:
		v.Name, ok = p.skip(`^([^=#\s]+)`)
	}
	if p.peek() != '#' && !ok {
		return v, false
	}
	p.skip(`^` + pySpace + `*`)
	if v.Name != "" {
		if _, is := p.skip(`^(=` + pySpace + `*)`); is {
			if v.Value, v.Unknown, ok = p.value(); !ok {
				return v, false
			}
		} else {
			v.Unknown = fromOutside
		}
	}
	p.skip(`^(?:` + pySpace + `*#[^\r\n]*)?`)
	_, ok = p.skip(`^` + pySpace + `*(?:\r\n|\n|\r|$)`)
	return v, ok
}

func (p *pythonReader) value() (value, unknown string, ok bool) {
	switch p.peek() {
	case '\'':
		value, ok = p.skip(`^'((?:\\'|[^'])*)'`)
		value = strings.NewReplacer(`\\`, `\`, `\'`, `'`).Replace(value)
	case '"':
		value, ok = p.skip(`^"((?:\\"|[^"])*)"`)
		value = strings.NewReplacer(`\\`, `\`, `\'`, `'`, `\"`, `"`, `\a`, "\a", `\b`, "\b", `\f`, "\f", `\n`, "\n", `\r`, "\r", `\t`, "\t", `\v`, "\v").Replace(value)
	case 0, '\n', '\r':
		ok = true
	default:
		value, ok = p.skip(`^([^\r\n]*)`)
		value = strings.TrimRightFunc(p.comment().ReplaceAllString(value, ""), unicode.IsSpace)
	}
	if !ok {
		return "", "", false
	}
	value, unknown = p.expand(value)
	return value, unknown, true
}

func (p *pythonReader) comment() *regexp.Regexp {
	const pattern = pySpace + `+#.*`
	if p.patterns[pattern] == nil {
		p.patterns[pattern] = regexp.MustCompile(pattern)
	}
	return p.patterns[pattern]
}

// expand resolves ${NAME} and ${NAME:-default}.
func (p *pythonReader) expand(raw string) (value, unknown string) {
	if !strings.Contains(raw, "${") {
		return raw, ""
	}
	var out strings.Builder
	last := 0
	for _, m := range regexp.MustCompile(`\$\{([^}:]*)(?::-([^}]*))?\}`).FindAllStringSubmatchIndex(raw, -1) {
		out.WriteString(raw[last:m[0]])
		last = m[1]
		v, found := p.get(raw[m[2]:m[3]])
		switch {
		case v.Unknown != "", !found && m[4] < 0:
			return raw, fromOutside
		case !found:
			out.WriteString(raw[m[4]:m[5]])
		default:
			out.WriteString(v.Value)
		}
		if out.Len() > maxExpanded {
			return raw, "too long"
		}
	}
	out.WriteString(raw[last:])
	return out.String(), ""
}
