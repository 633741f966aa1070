package secret

import "strings"

// replacePairs finds name=value and name: value pairs inside a text (connection strings, queries, command lines, embedded JSON, YAML, dotenv)
// with the name of a secret, and replaces the values by the results of put.
func replacePairs(text string, kind Text, nameOf func(string) Name, put func(string) string) string {
	var out strings.Builder
	from := 0 // written up to here
	for i := 0; i < len(text); i++ {
		c := text[i]
		if c != '=' && c != ':' && c != '>' {
			continue
		}
		if c == '=' && (i+1 < len(text) && text[i+1] == '=' || i > 0 && strings.IndexByte("=!<>", text[i-1]) >= 0) {
			continue // a comparison
		}
		name, lineStart := nameBefore(text[from:i])
		if name == "" || c == ':' && !colonSeparates(text, i, name) {
			continue
		}
		says := nameOf(name)
		if says < Near && (kind != Config || i+12 > len(text)) {
			continue
		}
		start, end := valueAfter(text, i, lineStart && kind != Prose)
		if start < 0 || end <= start {
			continue
		}
		value := text[start:end]
		if kind == Expression && strings.IndexByte("\"'", text[start-1]) < 0 && !insideQuotes(text, start) {
			continue
		}
		if !Hides(says, value) && (kind != Config || !Random(name, value)) || Counts(name) && strings.Trim(value, "0123456789") == "" || strings.HasPrefix(value, Sealed) || strings.HasPrefix(value, "[secret") {
			continue
		}
		out.WriteString(text[from:start])
		out.WriteString(put(value))
		from, i = end, end-1
	}
	if from == 0 {
		return text
	}
	out.WriteString(text[from:])
	return out.String()
}

// insideQuotes reports whether position at is in a double-quoted part of its line.
func insideQuotes(text string, at int) bool {
	line := text[strings.LastIndexByte(text[:at], '\n')+1 : at]
	return strings.Count(line, `"`)%2 == 1
}

// colonSeparates reports whether a colon separates a name from its value, by the text around it. Colons of ARNs, images and ports do not.
func colonSeparates(text string, i int, name string) bool {
	if i+1 >= len(text) {
		return false
	}
	next, prev := text[i+1], text[i-1]
	return strings.IndexByte(" \t\n\"'", next) >= 0 || prev == '"' || prev == '\'' || strings.HasPrefix(name, "X-")
}

// nameBefore returns the identifier at the end of s, quoted or not. lineStart is true if only white space, "export" or a dash is before it on its
// line.
func nameBefore(s string) (name string, lineStart bool) {
	s = strings.TrimRight(s, " \t")
	if s == "" {
		return "", false
	}
	if n := len(s); n > 2 && s[n-1] == ']' && strings.IndexByte("\"'", s[n-2]) >= 0 { // $db['password'] =
		s = s[:n-1]
	}
	if q := s[len(s)-1]; q == '"' || q == '\'' {
		s = strings.TrimRight(s[:len(s)-1], `\`)
	}
	end := len(s)
	start := end
	for start > 0 && (wordByte(s[start-1]) || s[start-1] == '-' || s[start-1] == '.') && end-start < 100 {
		start--
	}
	name = strings.Trim(s[start:end], "-.")
	lead := s[max(0, start-120):start]
	if nl := strings.LastIndexByte(lead, '\n'); nl >= 0 {
		lead = lead[nl+1:]
	}
	lead = strings.TrimSpace(lead)
	return name, lead == "" || lead == "export" || lead == "-" || lead == "set"
}

// valueAfter finds the value after the separator at i.
func valueAfter(text string, i int, lineStart bool) (start, end int) {
	sep := text[i]
	start = i + 1
	for start < len(text) && (text[start] == ' ' || text[start] == '\t' || text[start] == '>' && sep == '=') {
		start++
	}
	if start >= len(text) {
		return -1, -1
	}
	for start+1 < len(text) && text[start] == '\\' && (text[start+1] == '"' || text[start+1] == '\'') { // JSON in a string in JSON
		start++
	}
	if q := text[start]; q == '"' || q == '\'' || q == '`' {
		start++
		for end = start; end < len(text); end++ {
			if text[end] == q {
				break
			}
			if text[end] == '\\' && end+1 < len(text) {
				if text[end+1] == q && text[start-2] == '\\' {
					break
				}
				end++
			}
		}
		return start, min(end, len(text))
	}
	if text[start] == '\n' || text[start] == '\r' || text[start] == '{' && !strings.HasPrefix(text[start:], "{{") || text[start] == '[' {
		return -1, -1
	}
	eol := strings.IndexAny(text[start:], "\r\n")
	if eol < 0 {
		eol = len(text)
	} else {
		eol += start
	}
	if sep == '>' { // <password>value</password>
		if at := strings.IndexByte(text[start:eol], '<'); at > 0 {
			return start, start + at
		}
		return -1, -1
	}
	word := start + wholeReference(text[start:eol])
	if n := strings.IndexAny(text[word:eol], " \t,;&\"'}])<>"); n < 0 {
		word = eol
	} else {
		word += n
	}
	// scheme and credentials: "Authorization: Bearer abc"
	if w := strings.ToLower(text[start:word]); (w == "bearer" || w == "basic") && word < eol {
		start = word + 1
		if word = strings.IndexAny(text[start:eol], " \t,;\"'"); word < 0 {
			word = eol
		} else {
			word += start
		}
		return start, word
	}
	if lineStart && !strings.ContainsAny(text[start:eol], ";&") && !(start > 1 && text[start-1] == ':') {
		end = eol
		if at := strings.Index(text[start:eol], " #"); at >= 0 {
			end = start + at
		}
		end = start + len(strings.TrimRight(text[start:end], " \t"))
		if sep == ':' && strings.Contains(text[start:end], " ") && !strings.Contains(text, "\n") {
			return proseValue(text, start, word) // a sentence, not a line of configuration
		}
		if blockHeader.MatchString(text[start:end]) {
			return -1, -1
		}
		return start, end
	}
	if sep == ':' {
		return proseValue(text, start, word)
	}
	return start, word
}

// wholeReference returns the length of the reference at the beginning of s: ${…}, {{…}}, $(…).
func wholeReference(s string) int {
	for _, r := range [...][2]string{{"${{", "}}"}, {"${", "}"}, {"{{", "}}"}, {"$(", ")"}, {"((", "))"}} {
		if strings.HasPrefix(s, r[0]) {
			if n := strings.Index(s, r[1]); n > 0 {
				return n + len(r[1])
			}
		}
	}
	return 0
}

// proseValue finds one word after a colon, if it looks like a secret and not like prose or a port.
func proseValue(text string, start, end int) (int, int) {
	v := text[start:end]
	digit, letter := strings.ContainsAny(v, "0123456789"), strings.ContainsFunc(v, func(r rune) bool { return r|0x20 >= 'a' && r|0x20 <= 'z' })
	if len(v) < 6 || !digit || !letter {
		return -1, -1
	}
	return start, end
}
