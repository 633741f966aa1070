package envfile

import (
	"regexp"
	"strings"

	"github.com/envparity/envparity/internal/bounds"
)

// jsSpace is \s of JavaScript.
const jsSpace = `[\s\v\x{feff}\p{Z}]`

// nodeLine is LINE of lib/main.js in dotenv.
func nodeLine() *regexp.Regexp {
	return regexp.MustCompile(`(?m)^` + jsSpace + `*(?:export` + jsSpace + `+)?([\w.-]+)(?:` + jsSpace + `*=` + jsSpace + `*?|:` + jsSpace + `+?)(` +
		jsSpace + `*'(?:\\'|[^'])*'|` + jsSpace + `*"(?:\\"|[^"])*"|` + jsSpace + "*`(?:\\\\`|[^`])*`" + `|[^#\r\n]+)?` + jsSpace + `*(?:#.*)?$`)
}

// newlines makes every line break a \n.
func newlines(text string) string {
	return strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")
}

// node resolves no references.
func (r *reader) node(text string) {
	text = newlines(text)
	l := lines{text: text}
	for _, m := range nodeLine().FindAllStringSubmatchIndex(text, -1) {
		value := ""
		if m[4] >= 0 {
			value = strings.TrimFunc(text[m[4]:m[5]], isJSSpace)
		}
		double := strings.HasPrefix(value, `"`)
		if n := len(value); n >= 2 && strings.IndexByte("'\"`", value[0]) >= 0 && value[n-1] == value[0] {
			value = value[1 : n-1]
		}
		if double {
			value = strings.ReplaceAll(strings.ReplaceAll(value, `\n`, "\n"), `\r`, "\r")
		}
		r.set(Variable{Name: text[m[2]:m[3]], Value: value, Line: l.of(m[2])})
	}
	r.passedOver(text)
}

func isJSSpace(c rune) bool {
	return c == '\v' || c == 0xfeff || c >= '\t' && c <= '\r' || c == ' ' || c == 0xa0 || c == 0x1680 || c >= 0x2000 && c <= 0x200a || c == 0x2028 || c == 0x2029 ||
		c == 0x202f || c == 0x205f || c == 0x3000
}

// passedOver reports lines with only a name, which the program skips silently.
func (r *reader) passedOver(text string) {
	for i, line := range strings.Split(text, "\n") {
		line = strings.TrimPrefix(strings.TrimSpace(line), "export ")
		if name, ok := loneName(line); ok {
			if _, known := r.get(name); !known {
				r.set(Variable{Name: name, Line: i + 1, Unknown: fromOutside})
			}
		}
	}
}

// loneName returns the line if it is a variable's name in usual form, and nothing more.
func loneName(line string) (string, bool) {
	if len(line) < 2 || len(line) > 48 || strings.Trim(line, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") != "" || line[0] >= '0' && line[0] <= '9' {
		return "", false
	}
	return line, strings.Contains(line, "_") || len(line) <= 16 && strings.Trim(line, "0123456789") == line
}

// expandVite resolves references as dotenv-expand does, from the lines above. process.env is unknown here.
func (r *reader) expandVite() {
	known := map[string]Variable{}
	for i := range r.file.Variables {
		v := &r.file.Variables[i]
		if v.Unknown == "" {
			if text, ok := expandVite(v.Value, known); ok {
				v.Value = strings.ReplaceAll(text, `\$`, "$")
			} else {
				v.Unknown = fromOutside
			}
		}
		known[v.Name] = *v
	}
}

// Bounds on the expansion of references.
const (
	maxExpansions = 1000
	maxExpanded   = bounds.Expanded
)

func expandVite(text string, known map[string]Variable) (out string, ok bool) {
	seen := map[string]bool{}
	for range maxExpansions {
		template, expression := viteReference(text)
		if template == "" {
			return text, true
		}
		seen[text] = true
		name, operator, fallback := expression, "", ""
		if m := regexp.MustCompile(`:\+|\+|:-|-`).FindStringIndex(expression); m != nil {
			name, operator, fallback = expression[:m[0]], expression[m[0]:m[1]], expression[m[1]:]
		}
		v, found := known[name]
		if v.Unknown != "" || !found && operator == "" {
			return "", false
		}
		put := fallback
		switch {
		case strings.HasSuffix(operator, "+"):
			if v.Value == "" {
				put = ""
			}
		case v.Value != "" && !seen[v.Value]:
			put = v.Value
		}
		text = strings.Replace(text, template, put, 1)
		if found && text == v.Value {
			return text, true
		}
		if len(text) > maxExpanded {
			return "", false
		}
	}
	return "", false
}

// viteReference returns the first ${…} or $NAME without a backslash before it.
func viteReference(text string) (template, expression string) {
	reference := regexp.MustCompile(`\$\{([^{}]+)\}|\$([A-Za-z_][A-Za-z0-9_]*)`)
	for from := 0; from < len(text); {
		m := reference.FindStringSubmatchIndex(text[from:])
		if m == nil {
			return "", ""
		}
		at := from + m[0]
		if at > 0 && text[at-1] == '\\' {
			from = at + 1
			continue
		}
		template = text[at : from+m[1]]
		if m[2] >= 0 {
			return template, text[from+m[2] : from+m[3]]
		}
		return template, text[from+m[4] : from+m[5]]
	}
	return "", ""
}
