package importers

import (
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode"

	"github.com/envparity/envparity/journeys"
)

// WriteHCL writes a draft as a journey block, with its notes as comments.
func WriteHCL(w io.Writer, j *journeys.Journey, notes []string) error {
	return WriteDraft(w, j, notes, nil)
}

// WriteDraft writes a draft with comments before the journey and, by index, in its steps.
func WriteDraft(w io.Writer, j *journeys.Journey, notes []string, inSteps map[int][]string) error {
	var b strings.Builder
	for _, n := range notes {
		b.WriteString("# TODO " + oneLine(n) + "\n")
	}
	b.WriteString("journey " + quote(j.Name) + " {\n")
	for i := range j.Steps {
		if i > 0 {
			b.WriteString("\n")
		}
		writeStep(&b, &j.Steps[i], inSteps[i])
	}
	b.WriteString("}\n")
	_, err := io.WriteString(w, b.String())
	return err
}

func writeStep(b *strings.Builder, s *journeys.Step, comments []string) {
	line := func(format string, a ...any) { fmt.Fprintf(b, "    "+format+"\n", a...) }
	fmt.Fprintf(b, "  step %s {\n", quote(s.Name))
	for _, c := range comments {
		line("# %s", oneLine(c))
	}
	line("request = %s", text(journeys.Text{Parts: append([]journeys.Part{{Literal: s.Method + " "}}, s.URL.Parts...)}))
	if s.Effect != "" {
		line("effect = %s", quote(string(s.Effect)))
	}
	writePairs(b, "query", s.Query)
	writePairs(b, "headers", s.Headers)
	if !s.Bearer.Empty() {
		line("bearer = %s", text(s.Bearer))
	}
	if s.Basic != nil {
		line("basic_auth = { user = %s, password = %s }", text(s.Basic.User), text(s.Basic.Password))
	}
	if s.MediaType != "" {
		line("content_type = %s", quote(s.MediaType))
	}
	if s.Timeout > 0 {
		line("timeout = %s", quote(s.Timeout.String()))
	}
	if s.Think > 0 {
		line("think = %s", quote(s.Think.String()))
	}
	writeParts(b, s.Multipart)
	if s.HasJSON {
		line("json = %s", value(s.JSON, "    "))
	}
	writePairs(b, "form", s.Form)
	if !s.Body.Empty() {
		line("body = %s", text(s.Body))
	}
	if s.Redirects > 0 {
		line("redirects = %d", s.Redirects)
	}
	if len(s.Capture) > 0 {
		line("capture = {")
		for _, c := range s.Capture {
			line("  %s = %s", c.Name, capture(c))
		}
		line("}")
	}
	writeExpect(b, &s.Expect)
	b.WriteString("  }\n")
}

func capture(c journeys.Capture) string {
	src := string(c.From)
	if c.From == journeys.FromQuery {
		src = "query(" + quote(c.Query) + ")"
	}
	for i, p := range c.Path {
		switch {
		case p.Key == "":
			src += fmt.Sprintf("[%d]", p.Index)
		case plainKey(p.Key) || i < 0:
			src += "." + p.Key
		default:
			src += "[" + quote(p.Key) + "]"
		}
	}
	if c.Key != "" {
		src += "[" + quote(c.Key) + "]"
	}
	if c.Regex != "" {
		src = "regex(" + src + ", " + quote(c.Regex) + ")"
	}
	if c.Secret {
		src = "sensitive(" + src + ")"
	}
	return src
}

func plainKey(k string) bool {
	for i, c := range k {
		if !(c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || i > 0 && c >= '0' && c <= '9') {
			return false
		}
	}
	return k != ""
}

func writePairs(b *strings.Builder, name string, pairs []journeys.Pair) {
	if len(pairs) == 0 {
		return
	}
	fmt.Fprintf(b, "    %s = {\n", name)
	byName := map[string][]journeys.Text{}
	var order []string
	for _, p := range pairs {
		if byName[p.Name] == nil {
			order = append(order, p.Name)
		}
		byName[p.Name] = append(byName[p.Name], p.Value)
	}
	for _, n := range order {
		vals := byName[n]
		if len(vals) == 1 {
			fmt.Fprintf(b, "      %s = %s\n", quote(n), text(vals[0]))
			continue
		}
		var parts []string
		for _, v := range vals {
			parts = append(parts, text(v))
		}
		fmt.Fprintf(b, "      %s = [%s]\n", quote(n), strings.Join(parts, ", "))
	}
	b.WriteString("    }\n")
}

// text writes a Text as an HCL expression.
func text(t journeys.Text) string {
	if len(t.Parts) == 1 && t.Parts[0].Var != "" {
		return t.Parts[0].Var
	}
	if len(t.Parts) == 1 && t.Parts[0].Secret != "" {
		return "secret(" + quote(t.Parts[0].Secret) + ")"
	}
	if len(t.Parts) == 1 && t.Parts[0].Call != "" {
		return t.Parts[0].Call + "()"
	}
	var b strings.Builder
	for _, p := range t.Parts {
		switch {
		case p.Var != "":
			b.WriteString("${" + p.Var + "}")
		case p.Secret != "":
			b.WriteString("${secret(" + quote(p.Secret) + ")}")
		case p.Call != "":
			b.WriteString("${" + p.Call + "()}")
		default:
			b.WriteString(escape(p.Literal))
		}
	}
	return `"` + b.String() + `"`
}

func value(v any, indent string) string {
	switch t := v.(type) {
	case nil:
		return "null"
	case bool:
		return strconv.FormatBool(t)
	case json.Number:
		return t.String()
	case string:
		return quote(t)
	case journeys.Text:
		return text(t)
	case []any:
		if len(t) == 0 {
			return "[]"
		}
		var b strings.Builder
		b.WriteString("[\n")
		for _, e := range t {
			b.WriteString(indent + "  " + value(e, indent+"  ") + ",\n")
		}
		return b.String() + indent + "]"
	case map[string]any:
		if len(t) == 0 {
			return "{}"
		}
		var b strings.Builder
		b.WriteString("{\n")
		for _, k := range keys(t) {
			b.WriteString(indent + "  " + quote(k) + " = " + value(t[k], indent+"  ") + "\n")
		}
		return b.String() + indent + "}"
	}
	return "null"
}

func quote(s string) string { return `"` + escape(s) + `"` }

// escape makes an HCL string of anything. Private-use runes go: journeys marks holes with some of them, and a recording must
// not be able to ask for a secret.
func escape(s string) string {
	var b strings.Builder
	s = strings.ToValidUTF8(s, "\uFFFD")
	s = strings.NewReplacer("${", "$${", "%{", "%%{").Replace(s)
	for _, c := range s {
		switch {
		case c == '"' || c == '\\':
			b.WriteRune('\\')
			b.WriteRune(c)
		case c == '\n':
			b.WriteString(`\n`)
		case c == '\r':
			b.WriteString(`\r`)
		case c == '\t':
			b.WriteString(`\t`)
		case unicode.Is(unicode.Co, c):
			b.WriteRune('\uFFFD')
		case c < 0x20 || !unicode.IsPrint(c):
			fmt.Fprintf(&b, `\U%08x`, c)
		default:
			b.WriteRune(c)
		}
	}
	return b.String()
}

func oneLine(s string) string {
	return strings.Map(func(c rune) rune {
		if c < 0x20 || !unicode.IsPrint(c) && c != ' ' {
			return -1
		}
		return c
	}, s)
}

func writeParts(b *strings.Builder, parts []journeys.FormPart) {
	if len(parts) == 0 {
		return
	}
	b.WriteString("    multipart = {\n")
	for _, p := range parts {
		switch {
		case p.File != "" && p.MediaType != "":
			fmt.Fprintf(b, "      %s = { file = %s, content_type = %s }\n", quote(p.Name), quote(p.File), quote(p.MediaType))
		case p.File != "":
			fmt.Fprintf(b, "      %s = { file = %s }\n", quote(p.Name), quote(p.File))
		default:
			fmt.Fprintf(b, "      %s = %s\n", quote(p.Name), text(p.Value))
		}
	}
	b.WriteString("    }\n")
}

func writeExpect(b *strings.Builder, e *journeys.Expect) {
	var lines []string
	if len(e.Status) > 0 {
		var parts []string
		for _, r := range e.Status {
			if r.From == r.To {
				parts = append(parts, strconv.Itoa(r.From))
			} else {
				parts = append(parts, fmt.Sprintf(`"%d-%d"`, r.From, r.To))
			}
		}
		status := parts[0]
		if len(parts) > 1 {
			status = "[" + strings.Join(parts, ", ") + "]"
		}
		lines = append(lines, "status = "+status)
	}
	if len(e.Headers) > 0 {
		var parts []string
		for _, h := range e.Headers {
			parts = append(parts, quote(h.Name)+" = "+quote(h.Contains))
		}
		lines = append(lines, "headers = { "+strings.Join(parts, ", ")+" }")
	}
	if len(e.Contains) > 0 {
		var parts []string
		for _, t := range e.Contains {
			parts = append(parts, text(t))
		}
		lines = append(lines, "contains = ["+strings.Join(parts, ", ")+"]")
	}
	if len(e.JSON) > 0 {
		var parts []string
		for _, j := range e.JSON {
			want := "null" // that it is there
			if !j.Exists {
				want = value(j.Equals, "      ")
			}
			parts = append(parts, quote(j.Path.String())+" = "+want)
		}
		lines = append(lines, "json = { "+strings.Join(parts, ", ")+" }")
	}
	if len(e.Asserts) > 0 {
		var parts []string
		for _, t := range e.Asserts {
			parts = append(parts, "        "+text(t)+",\n")
		}
		lines = append(lines, "asserts = [\n"+strings.Join(parts, "")+"      ]")
	}
	if e.Within > 0 {
		lines = append(lines, "within = "+quote(e.Within.String()))
	}
	if len(lines) > 0 {
		b.WriteString("    expect {\n      " + strings.Join(lines, "\n      ") + "\n    }\n")
	}
}
