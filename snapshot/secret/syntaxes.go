package secret

import (
	"regexp"
	"slices"
	"strings"
)

// syntax is a way to write a value after its name that no separator of replacePairs marks.
type syntax struct {
	has     []string       // texts in lower case of which one must occur, for a quick check: an expression costs far more
	match   *regexp.Regexp // its groups: the name, or "" if the place itself means a secret, and the value
	telling bool           // the value must itself look like a secret
}

// syntaxes lists the ways, each of a language or a kind of file.
var syntaxes = []syntax{
	{[]string{"${"}, regexp.MustCompile(`()://[^\s/@:"']*:(\$\{[^}\n]*\})@`), false},                                                                                      // a URL whose password is an expression
	{[]string{"securestring"}, regexp.MustCompile(`(?i)()\bConvertTo-SecureString\b[^\n"']*["']([^"'\n]+)["']`), false},                                                   // PowerShell
	{[]string{"password"}, regexp.MustCompile(`(?i)()\bset\s+password\s+(?:for\s+[^\s=]+\s*)?=\s*(?:\w+\()?["']([^"'\n]+)["']`), false},                                   // SQL
	{[]string{"sqlplus"}, regexp.MustCompile(`()\bsqlplus\s+(?:-\S+\s+)*[\w$#.-]+/([^\s@"']+)@`), false},                                                                  // Oracle
	{[]string{"cdata["}, regexp.MustCompile(`<([\w.:-]+)[^<>]*>\s*<!\[CDATA\[([\s\S]*?)\]\]>`), false},                                                                    // XML
	{[]string{"cdata["}, regexp.MustCompile(`\b(?:name|key|id|property)\s*=\s*["']([^"'<>]{2,100})["'][^<>]*>\s*<!\[CDATA\[([\s\S]*?)\]\]>`), false},                      // XML
	{[]string{"{"}, regexp.MustCompile(`\{\s*:?["']?([\w.-]+)["']?\s*,\s*(?:<<)?["']([^"'\n]+)["']`), false},                                                              // tuples of Erlang and Elixir
	{[]string{"%3a"}, regexp.MustCompile(`(?i)()%3A%2F%2F[^%\s"']*%3A([^\s&"']+?)%40`), false},                                                                            // a URL in a URL
	{[]string{"%3d"}, regexp.MustCompile(`(?i)([a-z][\w.-]*)%3D([^%&\s"']{3,})`), false},                                                                                  // a query in a query
	{[]string{" 0 ", " 1 ", " 2 ", " 3 ", " 4 ", " 5 ", " 6 ", " 7 ", " 8 ", " 9 "}, regexp.MustCompile(`(?m)\b([\w-]+) +\d +([^\s"']{6,})`), true},                       // network devices: a number says how the password is encoded
	{[]string{"sess", "sid", "remember_token"}, regexp.MustCompile(`(?i)()\b(?:\w*session(?:id)?|sess|sid|connect\.sid|remember_token)=(?:s%3A)?([^;\s"',&]{8,})`), true}, // cookies
	{[]string{"\n"}, regexp.MustCompile(`(?m)^[ \t]*([A-Za-z][\w.-]*):?[ \t]*\r?\n[ \t]*([^\s:=]{6,})[ \t]*\r?$`), true},                                                  // a name and its value in lines of their own
	{[]string{"<<"}, regexp.MustCompile(`(?m)([\w.-]+)["']?\s*[=:]?\s*<<[-~]?["']?[A-Z][A-Z_]*["']?[ \t]*\r?\n\s*([\s\S]*?)\s*\n[ \t]*[A-Z][A-Z_]*[ \t]*\r?$`), false},    // here documents
}

// syntaxSigns are characters of which each way, the rows of SQL and tables included, needs one. Most values have none.
const syntaxSigns = " \t\r\n{%=<\"'"

// replaceSyntaxes replaces the values in these ways whose name, or place, is that of a secret.
func replaceSyntaxes(text string, nameOf func(string) Name, put func(string) string) string {
	if !strings.ContainsAny(text, syntaxSigns) {
		return text
	}
	lower := strings.ToLower(text)
	for i := range syntaxes {
		s := &syntaxes[i]
		if !slices.ContainsFunc(s.has, func(part string) bool { return strings.Contains(lower, part) }) {
			continue
		}
		text = replaceMatches(text, s.match, func(name, value string) bool {
			says := Chosen
			if name != "" {
				says = nameOf(name)
			}
			return says.Holds() && Hides(says, value) && (!s.telling || LooksSecret(value))
		}, put)
	}
	if strings.Contains(lower, "into") && strings.Contains(lower, "values") {
		text = replaceInserts(text, nameOf, put)
	}
	return replaceTable(text, nameOf, put)
}

// replaceMatches replaces the second group of each match, if is says so of both groups.
func replaceMatches(text string, match *regexp.Regexp, is func(name, value string) bool, put func(string) string) string {
	var out strings.Builder
	done := 0
	for _, m := range match.FindAllStringSubmatchIndex(text, -1) {
		value := text[m[4]:m[5]]
		if value == "" || strings.HasPrefix(value, Sealed) || strings.HasPrefix(value, "[secret") || !is(text[m[2]:m[3]], value) {
			continue
		}
		out.WriteString(text[done:m[4]])
		out.WriteString(put(value))
		done = m[5]
	}
	if done == 0 {
		return text
	}
	out.WriteString(text[done:])
	return out.String()
}

var (
	// inserted matches the columns of an INSERT of SQL, up to its rows.
	inserted = regexp.MustCompile("(?i)\\b(?:insert|replace)\\s+(?:ignore\\s+)?into\\s+[\\w.\"`\\[\\]]+\\s*\\(([^()]*)\\)\\s*values\\s*")
	// cell matches a value in a row of SQL, or the end of the row.
	cell = regexp.MustCompile(`^\s*(?:'((?:[^'\\]|''|\\.)*)'|"((?:[^"\\]|\\.)*)"|[^,()'"]*(?:\([^()]*\))?[^,()'"]*)\s*([,)])`)
)

// replaceInserts replaces the values of INSERT INTO users (name, password) VALUES ('a', 'hunter2').
func replaceInserts(text string, nameOf func(string) Name, put func(string) string) string {
	var out strings.Builder
	done := 0
	for _, m := range inserted.FindAllStringSubmatchIndex(text, -1) {
		columns := strings.Split(text[m[2]:m[3]], ",")
		for at := m[1]; at < len(text) && text[at] == '('; {
			at++
			for i := 0; ; i++ {
				c := cell.FindStringSubmatchIndex(text[at:])
				if c == nil {
					at = len(text)
					break
				}
				start, end := max(c[2], c[4]), max(c[3], c[5])
				if start >= 0 && i < len(columns) {
					says, value := nameOf(strings.Trim(columns[i], " \t\r\n\"`[]")), text[at+start:at+end]
					if says.Holds() && Hides(says, value) && !strings.HasPrefix(value, Sealed) {
						out.WriteString(text[done : at+start])
						out.WriteString(put(value))
						done = at + end
					}
				}
				last := text[at+c[6]] == ')'
				at += c[1]
				if last {
					break
				}
			}
			at += len(text[at:]) - len(strings.TrimLeft(text[at:], " \t\r\n,"))
		}
	}
	if done == 0 {
		return text
	}
	out.WriteString(text[done:])
	return out.String()
}

// replaceTable replaces the cells of a table with commas, semicolons, bars or tabs whose first line names a column of secrets.
func replaceTable(text string, nameOf func(string) Name, put func(string) string) string {
	head, rows, ok := strings.Cut(text, "\n")
	if !ok {
		return text
	}
	for _, separator := range [...]string{",", ";", "\t", "|"} {
		columns := strings.Split(strings.TrimRight(head, "\r"), separator)
		if len(columns) < 2 {
			continue
		}
		hold, names := make([]Name, len(columns)), true
		for i, c := range columns {
			c = strings.Trim(c, " \"")
			names = names && (c == "" || bareName(c) || identifier(c))
			hold[i] = nameOf(c)
		}
		if !names {
			continue
		}
		lines := strings.SplitAfter(rows, "\n")
		for k, line := range lines {
			cells := strings.Split(strings.TrimRight(line, "\r\n"), separator)
			if len(cells) != len(columns) {
				continue
			}
			for i, c := range cells {
				value := strings.Trim(c, " \"")
				if value != "" && hold[i].Holds() && Hides(hold[i], value) && !strings.HasPrefix(value, Sealed) {
					cells[i] = strings.Replace(c, value, put(value), 1)
				}
			}
			lines[k] = strings.Join(cells, separator) + line[len(strings.TrimRight(line, "\r\n")):]
		}
		return head + "\n" + strings.Join(lines, "")
	}
	return text
}

// escapedLetter matches a letter, digit or underscore that a format of escapes writes as \u0061.
var escapedLetter = regexp.MustCompile(`\\u00(3[0-9]|4[1-9A-Fa-f]|5[0-9Aa]|5[Ff]|6[1-9A-Fa-f]|7[0-9Aa])`)

// spelledOut writes such escapes as their characters.
func spelledOut(text string) string {
	return escapedLetter.ReplaceAllStringFunc(text, func(e string) string {
		const digits = "0123456789abcdef"
		hex := strings.ToLower(e[len(e)-2:])
		return string(rune(strings.IndexByte(digits, hex[0])<<4 | strings.IndexByte(digits, hex[1])))
	})
}
