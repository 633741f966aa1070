package sqlfile

import "strings"

// Literal writes a text as a literal of SQL.
func Literal(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }

// Name writes an identifier in quotes.
func Name(s string) string { return `"` + strings.ReplaceAll(s, `"`, `""`) + `"` }

// FullName writes a name in quotes, and apart from it the schema before its first dot.
func FullName(s string) string {
	parts := splitName(s)
	for i := range parts {
		parts[i] = Name(parts[i])
	}
	return strings.Join(parts, ".")
}

// Names writes a list of identifiers in quotes, with commas between.
func Names(list []string) string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = Name(s)
	}
	return strings.Join(out, ", ")
}
