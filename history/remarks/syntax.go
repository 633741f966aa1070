package remarks

import (
	"path"
	"strings"
	"unicode"
)

// maxAbove is how many lines of comment above a value are read.
const maxAbove = 6

// syntax is the beginnings of comments in a kind of file.
type syntax struct {
	line  []string // at the start of a line, after white space
	after []string // after a value and white space
}

// syntaxOf returns the syntax by the name of the file. A file without comments or of an unknown kind has none.
func syntaxOf(file string) syntax {
	switch path.Ext(file) {
	case ".tf", ".tfvars", ".hcl", ".tofu", ".conf", ".json5", ".jsonc":
		return syntax{[]string{"#", "//"}, []string{"#", "//"}}
	case ".bicepparam", ".bicep", ".ts", ".js", ".mjs", ".cjs", ".groovy", ".gradle":
		return syntax{[]string{"//"}, []string{"//"}}
	case ".ini", ".cfg", ".cnf", ".service":
		return syntax{[]string{"#", ";"}, []string{";"}}
	case ".properties":
		return syntax{[]string{"#", "!"}, nil}
	case ".json", ".xml", ".csv", ".sql", ".md":
		return syntax{}
	}
	return syntax{[]string{"#"}, []string{"#"}}
}

// behind returns the comment at the end of a line that begins with something else.
func (s syntax) behind(line string) string {
	quote := byte(0)
	for i := range len(line) {
		switch c := line[i]; {
		case quote != 0:
			if c == quote && line[i-1] != '\\' {
				quote = 0
			}
		case (c == '"' || c == '\'') && (i == 0 || strings.IndexByte(" \t=:[{(,", line[i-1]) >= 0):
			quote = c
		case i > 0 && (line[i-1] == ' ' || line[i-1] == '\t'):
			if text, ok := cut(line[i:], s.after); ok && strings.TrimSpace(line[:i]) != "" {
				return text
			}
		}
	}
	return ""
}

// above joins the comment lines directly above lines[at]. Commented-out code ends it.
func (s syntax) above(lines []string, at int) string {
	var parts []string
	for i := at - 1; i >= 0 && len(parts) < maxAbove; i-- {
		text, ok := cut(strings.TrimSpace(lines[i]), s.line)
		if !ok || text != "" && code(text) {
			break
		}
		if strings.Trim(text, "#-=*/ ") != "" {
			parts = append(parts, text)
		}
	}
	for i, k := 0, len(parts)-1; i < k; i, k = i+1, k-1 {
		parts[i], parts[k] = parts[k], parts[i]
	}
	if text := strings.Join(parts, " "); says(text) {
		return text
	}
	return ""
}

func cut(text string, starts []string) (string, bool) {
	for _, s := range starts {
		if rest, ok := strings.CutPrefix(text, s); ok {
			return strings.TrimSpace(strings.TrimLeft(rest, "#/!;- ")), true
		}
	}
	return "", false
}

// fewWords is how many words make more than a heading. A heading such as "Feature flags" above a group of settings is no decision.
const fewWords = 3

// says reports whether a comment is a sentence by a person, and no heading, code or directive to a program.
func says(text string) bool {
	if code(text) || strings.HasPrefix(text, "(") && strings.HasSuffix(text, ")") {
		return false // code, or a generated note on the setting: (change requires restart)
	}
	n := 0
	for w := range strings.FieldsSeq(text) {
		if strings.ContainsFunc(w, unicode.IsLetter) {
			n++
		}
	}
	return n >= fewWords
}

// code reports whether a comment is a setting that was commented out, or a directive: its first word is a name, followed by = or :.
func code(text string) bool {
	text = strings.TrimLeft(text, "- ")
	i := strings.IndexAny(text, " \t=:{[(")
	if i <= 0 {
		return strings.HasPrefix(text, "{") || strings.HasPrefix(text, "[")
	}
	rest := strings.TrimLeft(text[i:], " \t")
	name := text[:i]
	switch {
	case strings.HasPrefix(rest, "="), strings.HasPrefix(rest, "{"):
		return true
	case strings.HasPrefix(rest, ":"):
		return strings.ContainsAny(name, "_-.") || name == strings.ToLower(name) && len(strings.Fields(rest)) <= fewWords
	}
	return false
}
