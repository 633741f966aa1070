package secret

import "strings"

// block is a key of a text in lines under which other lines stand.
type block struct {
	indent int
	name   Name   // what it says about the values below
	pair   string // X of {name: X, value: Y}, while its item lasts
	item   bool
}

// replaceLines replaces the values of YAML, INI and TOML inside a text that are secrets by a line above them: keys below `passwords:`, values
// beside `name: API_TOKEN`, lines of the section [credentials]. What a line says by itself is left to replacePairs.
func replaceLines(text string, nameOf func(string) Name, put func(string) string) string { //nolint:funlen // one pass over lines, whose state belongs together
	if !strings.ContainsAny(text, ":=") {
		return text
	}
	var out strings.Builder
	var stack []block
	section := Other
	done, base := 0, 0
	for line := range strings.SplitAfterSeq(text, "\n") {
		start := base
		base += len(line)
		body := strings.TrimRight(line, "\r\n\t ")
		trimmed := strings.TrimLeft(body, " \t")
		if trimmed == "" || trimmed[0] == '#' || trimmed[0] == ';' {
			continue
		}
		if trimmed[0] == '[' && trimmed[len(trimmed)-1] == ']' {
			name := strings.Trim(trimmed, "[] ")
			if dot := strings.LastIndexByte(name, '.'); dot >= 0 {
				name = name[dot+1:]
			}
			section = nameOf(name).Below(name)
			continue
		}
		indent := len(body) - len(trimmed)
		rest := trimmed
		item := false
		for strings.HasPrefix(rest, "- ") {
			item = true
			inner := strings.TrimLeft(rest[2:], " ")
			indent += len(rest) - len(inner)
			rest = inner
		}
		for len(stack) > 0 && (stack[len(stack)-1].indent > indent || stack[len(stack)-1].indent == indent && (!stack[len(stack)-1].item || item)) {
			stack = stack[:len(stack)-1]
		}
		below := section
		for _, b := range stack {
			below = max(below, b.name)
		}
		key, value, at, ok := keyValue(rest)
		if !ok {
			if item && below > Other && Hides(below, unquote(rest)) && !strings.HasPrefix(rest, Sealed) {
				at = len(body) - len(rest)
				out.WriteString(text[done : start+at])
				out.WriteString(put(unquote(rest)))
				done = start + len(body)
			}
			continue
		}
		if item {
			stack = append(stack, block{indent: indent, item: true})
		}
		if value == "" || value == "|" || value == ">" || value == "|-" || value == ">-" {
			stack = append(stack, block{indent: indent, name: max(nameOf(key).Below(key), carried(below, key, nameOf))})
			continue
		}
		pair := ""
		for i := len(stack) - 1; i >= 0 && pair == ""; i-- {
			pair = stack[i].pair
			if stack[i].item {
				break
			}
		}
		if pair == "" && ValueKey(key) {
			pair = pairAhead(text[base:], indent)
		}
		switch {
		case PairKey(key):
			for i := len(stack) - 1; i >= 0; i-- {
				if stack[i].item || stack[i].indent < indent {
					stack[i].pair = unquote(value)
					break
				}
			}
			continue
		case ValueKey(key) && pair != "":
			below = max(below, nameOf(pair))
		default:
			below = carried(below, key, nameOf)
		}
		v := unquote(value)
		if below == Other || nameOf(key).Holds() || !Hides(below, v) || strings.HasPrefix(v, Sealed) || strings.HasPrefix(value, "{") || strings.HasPrefix(value, "[") {
			continue
		}
		from := start + (len(body) - len(rest)) + at
		if q := strings.Index(text[from:start+len(body)], v); q >= 0 {
			from += q
		}
		out.WriteString(text[done:from])
		out.WriteString(put(v))
		done = from + len(v)
	}
	if done == 0 {
		return text
	}
	out.WriteString(text[done:])
	return out.String()
}

// pairAhead looks for the name of a value in the lines behind it, at the same indent.
func pairAhead(text string, indent int) string {
	for range 4 {
		line, rest, more := strings.Cut(text, "\n")
		trimmed := strings.TrimLeft(line, " \t")
		if len(line)-len(trimmed) != indent || strings.HasPrefix(trimmed, "- ") {
			return ""
		}
		if key, value, _, ok := keyValue(trimmed); ok && PairKey(key) {
			return unquote(strings.TrimRight(value, "\r"))
		}
		if !more {
			return ""
		}
		text = rest
	}
	return ""
}

// carried is what a name above says of a value whose own name says that it is something about a secret.
func carried(above Name, key string, nameOf func(string) Name) Name {
	if above == Other {
		return Other
	}
	return Within(above, key, nameOf(key))
}

// keyValue takes a line apart at its first ": " or "=". at is where the value begins.
func keyValue(line string) (key, value string, at int, ok bool) {
	for i := range len(line) {
		c := line[i]
		if c == '=' || c == ':' && (i+1 == len(line) || line[i+1] == ' ' || line[i+1] == '\t') {
			key = strings.Trim(strings.TrimSpace(line[:i]), `"'`)
			value = strings.TrimSpace(line[i+1:])
			return key, value, i + 1 + len(line[i+1:]) - len(strings.TrimLeft(line[i+1:], " \t")), key != "" && !strings.ContainsAny(key, " ${(")
		}
	}
	return "", "", 0, false
}

func unquote(v string) string {
	if n := len(v); n >= 2 && (v[0] == '"' || v[0] == '\'') && v[n-1] == v[0] {
		return v[1 : n-1]
	}
	if at := strings.Index(v, " #"); at > 0 {
		v = strings.TrimRight(v[:at], " ")
	}
	return v
}

// PairKey reports whether a value under this key names the value beside it: X of {name: X, value: Y}.
func PairKey(key string) bool {
	switch key {
	case "name", "key", "Name", "Key", "variable", "ParameterKey", "ParameterName", "envVar", "NAME", "KEY", "id", "env", "property", "setting", "field", "option":
		return true
	}
	return false
}

// ValueKey reports whether a value under this key is that of the name beside it or above it.
func ValueKey(key string) bool {
	switch key {
	case "value", "Value", "val", "VALUE", "default", "defaultValue", "content", "ParameterValue", "plaintext", "data", "values", "stringValue", "secretValue":
		return true
	}
	return false
}

// Within is what a value's own name and what stands above it say together: below `credentials`, the port and the user's name are none.
func Within(above Name, key string, own Name) Name {
	switch {
	case own != Other || above == Other:
		return own
	case harmlessBelow(key):
		return About
	}
	return above
}

// harmlessBelow lists the names of what stands beside a secret.
func harmlessBelow(key string) bool {
	w := words(key)
	if len(w) == 0 {
		return false
	}
	last := w[len(w)-1]
	return aboutWord(last) || last == "key" || last == "image" || last == "tag" || last == "repository" || last == "database" || last == "server" || last == "domain" || last == "digest"
}
