package secret

import (
	"regexp"
	"strings"
)

// block is a key of a text in lines with further lines below it.
type block struct {
	indent int
	name   Name   // what it means for the values below
	pair   string // X of {name: X, value: Y}, until its item ends
	item   bool
}

// replaceLines replaces the values of YAML, INI and TOML inside a text that are secrets because of a line above them: keys below `passwords:`,
// values beside `name: API_TOKEN`, lines of the section [credentials]. replacePairs handles single lines.
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
		if start < done {
			continue // below a key whose value was replaced
		}
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
			if from, to, v := scalarBelow(text, base, rest, indent-1); item && v != "" {
				if Hides(below, v) && !strings.HasPrefix(v, Sealed) {
					out.WriteString(text[done:from])
					out.WriteString(put(v))
					done = to
				}
				continue
			}
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
		says := max(nameOf(key), carried(below, key, nameOf))
		if ValueKey(key) && pair != "" {
			says = max(says, nameOf(pair))
		}
		colon := strings.HasSuffix(strings.TrimRight(rest[:at], " \t"), ":")
		if from, to, v := scalarBelow(text, base, value, indent); colon && v != "" {
			if Hides(says, v) && !strings.HasPrefix(v, Sealed) {
				out.WriteString(text[done:from])
				out.WriteString(put(v))
				done = to
				continue
			}
		}
		if colon && value != "" && !blockHeader.MatchString(value) && strings.IndexByte("\"'{[|>", value[0]) < 0 && Hides(says, unquote(value)) && !strings.HasPrefix(value, Sealed) {
			if _, to, more := scalarBelow(text, base, "", indent); more != "" { // a plain value that goes on
				out.WriteString(text[done : start+len(body)-len(rest)+at])
				out.WriteString(put(value + "\n" + more))
				done = to
				continue
			}
		}
		inside := max(nameOf(key).Below(key), carried(below, key, nameOf))
		if value == "" || blockHeader.MatchString(value) {
			stack = append(stack, block{indent: indent, name: inside})
			continue
		}
		if value[0] == '[' && inside > Other {
			from := start + len(body) - len(rest) + at
			if sealed, to := replaceFlow(text, from, inside, put); to > 0 {
				out.WriteString(text[done:from])
				out.WriteString(sealed)
				done = to
			}
			continue
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

// blockHeader matches the header of a block scalar of YAML: |, >-, |2, with a tag or an anchor before and a comment after it.
var blockHeader = regexp.MustCompile(`^(?:[&!]\S*\s+)*[|>][-+0-9]{0,2}(?:\s+#.*)?$`)

// scalarBelow returns the value on the lines from next on, below a key or a dash in column indent, with its beginning and end: a block scalar, or
// a plain or quoted one that begins on the line after its key. v is "" if there is none. header is the text after the key.
func scalarBelow(text string, next int, header string, indent int) (from, to int, v string) {
	block := blockHeader.MatchString(header)
	if !block && strings.Trim(header, "\"'") != "" || header == `""` || header == "''" {
		return 0, 0, ""
	}
	var lines []string
	for at := next; at < len(text); {
		line, _, _ := strings.Cut(text[at:], "\n")
		body := strings.TrimRight(line, "\r\t ")
		trimmed := strings.TrimLeft(body, " \t")
		if trimmed != "" {
			if len(body)-len(trimmed) <= indent {
				break
			}
			if !block && len(lines) == 0 && !scalarLine(trimmed) {
				return 0, 0, ""
			}
			if len(lines) == 0 {
				from = at + len(body) - len(trimmed)
			}
			lines = append(lines, trimmed)
			to = at + len(body)
		}
		at += len(line) + 1
	}
	v = strings.Join(lines, "\n")
	if !block {
		v = unquote(v)
	}
	return from, to, v
}

// scalarLine reports whether a line below a key is its value, and not a key or element of its own.
func scalarLine(line string) bool {
	if line[0] == '"' || line[0] == '\'' {
		return line[len(line)-1] == line[0]
	}
	return !strings.HasPrefix(line, "- ") && line != "-" && !strings.Contains(line, ": ") && !strings.HasSuffix(line, ":") && strings.IndexByte("#{[&*!|>%@`", line[0]) < 0
}

// maxFlow is the greatest length in bytes of a list after a key.
const maxFlow = 64 << 10

// replaceFlow replaces the elements of the list [a, "b"] at from, whose name means that they are secrets. It returns the new list with the old
// one's end; 0 if it replaced nothing.
func replaceFlow(text string, from int, says Name, put func(string) string) (string, int) {
	var out strings.Builder
	done := from
	replaced := false
	for i := from + 1; i < len(text) && i < from+maxFlow; {
		c := text[i]
		switch {
		case c == ']':
			if !replaced {
				return "", 0
			}
			out.WriteString(text[done : i+1])
			return out.String(), i + 1
		case strings.IndexByte(" \t\r\n,", c) >= 0:
			i++
			continue
		case c == '{' || c == '[' || c == '#':
			return "", 0 // its elements have names of their own
		}
		start, end := i, 0
		if c == '"' || c == '\'' {
			start = i + 1
			n := strings.IndexByte(text[start:], c)
			if n < 0 {
				return "", 0
			}
			end = start + n
			i = end + 1
		} else {
			n := strings.IndexAny(text[i:], ",]\n")
			if n < 0 {
				return "", 0
			}
			end = i + len(strings.TrimRight(text[i:i+n], " \t\r"))
			i += n
		}
		if v := text[start:end]; Hides(says, v) && !strings.HasPrefix(v, Sealed) {
			out.WriteString(text[done:start])
			out.WriteString(put(v))
			done, replaced = end, true
		}
	}
	return "", 0
}

// pairAhead searches the lines after a value, with the same indentation, for the value's name.
func pairAhead(text string, indent int) string {
	for siblings := 0; siblings < 4; {
		line, rest, more := strings.Cut(text, "\n")
		trimmed := strings.TrimLeft(line, " \t")
		if more && (len(line)-len(trimmed) > indent || strings.TrimSpace(line) == "") { // part of the value itself
			text = rest
			continue
		}
		siblings++
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

// carried returns what a name above means for a value whose own name mentions a secret.
func carried(above Name, key string, nameOf func(string) Name) Name {
	if above == Other {
		return Other
	}
	return Within(above, key, nameOf(key))
}

// keyValue splits a line at its first ": " or "=". at is the beginning of the value.
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

// ValueKey reports whether a value under this key belongs to the name beside it or above it.
func ValueKey(key string) bool {
	switch key {
	case "value", "Value", "val", "VALUE", "default", "defaultValue", "content", "ParameterValue", "plaintext", "data", "values", "stringValue", "secretValue":
		return true
	}
	return false
}

// Within returns the meaning of a value's own name and the names above together: below `credentials`, the port and the user's name are no
// secrets.
func Within(above Name, key string, own Name) Name {
	switch {
	case own != Other || above == Other:
		return own
	case harmlessBelow(key):
		return About
	}
	return above
}

// harmlessBelow lists names of values beside a secret that are no secrets.
func harmlessBelow(key string) bool {
	w := words(key)
	if len(w) == 0 {
		return false
	}
	last := w[len(w)-1]
	return aboutWord(last) || last == "key" || last == "image" || last == "tag" || last == "repository" || last == "database" || last == "server" || last == "domain" || last == "digest"
}
