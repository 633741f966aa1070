package envfile

import (
	"regexp"
	"strings"
)

// rubyLine is LINE of lib/dotenv/parser.rb.
func rubyLine() *regexp.Regexp {
	const s = `[ \t\r\n\f\v]`
	return regexp.MustCompile(`(?m)^` + s + `*(export` + s + `+)?([\w.]+)(?:(?:` + s + `*=` + s + `*?|:` + s + `+?)(` +
		s + `*'(?:\\'|[^'])*'|` + s + `*"(?:\\"|[^"])*"|[^#\n]+)?)?` + s + `*(?:#.*)?$`)
}

// ruby strips quotes, removes backslashes and resolves references, but not in single quotes.
func (r *reader) ruby(text string) {
	text = newlines(text)
	l := lines{text: text}
	for _, m := range rubyLine().FindAllStringSubmatchIndex(text, -1) {
		v := Variable{Name: text[m[4]:m[5]], Line: l.of(m[4])}
		switch {
		case m[6] >= 0:
			v.Value, v.Unknown = r.rubyValue(text[m[6]:m[7]])
		case m[2] >= 0: // export of a name without a value
			if _, ok := r.get(v.Name); !ok {
				r.refuse(v.Line, "an exported variable that is not set, for which dotenv refuses the file")
				return
			}
			continue
		case !strings.ContainsAny(text[m[5]:m[1]], "=:"):
			v.Unknown = fromOutside // a name alone, which Ruby leaves unset unless the process has it
		}
		r.set(v)
	}
}

func (r *reader) rubyValue(raw string) (value, unknown string) {
	value = strings.Trim(raw, " \t\r\n\f\v\x00")
	quote := byte(0)
	if n := len(value); n >= 2 && (value[0] == '\'' || value[0] == '"') && value[n-1] == value[0] {
		quote, value = value[0], value[1:n-1]
	}
	if quote == '\'' {
		return value, ""
	}
	if quote == '"' {
		value = strings.ReplaceAll(strings.ReplaceAll(value, `\n`, `\\n`), `\r`, `\\r`)
	}
	if !strings.ContainsAny(value, `\$`) {
		return value, ""
	}
	value = regexp.MustCompile(`\\([^$])`).ReplaceAllString(value, "$1")
	if regexp.MustCompile(`(^|[^\\])\$\(`).MatchString(value) {
		return raw, ofCommand
	}
	value = strings.ReplaceAll(value, `\$(`, `$(`)
	var out strings.Builder
	last := 0
	for _, m := range regexp.MustCompile(`(?i)(\\)?\$\{?([A-Z0-9_]+)?\}?`).FindAllStringSubmatchIndex(value, -1) {
		out.WriteString(value[last:m[0]])
		last = m[1]
		switch {
		case m[2] >= 0:
			out.WriteString(value[m[0]+1 : m[1]])
		case m[4] < 0:
			out.WriteString(value[m[0]:m[1]])
		default:
			v, ok := r.get(value[m[4]:m[5]])
			if !ok || v.Unknown != "" {
				return raw, fromOutside
			}
			out.WriteString(v.Value)
		}
	}
	out.WriteString(value[last:])
	return out.String(), ""
}
