package rules

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// The name of a drift is what people call the setting: the last key of its path, or, where that key says nothing of its
// own ("value", "default", a list index), the one before it, down to the resource's name. Names are compared word by word,
// so that logLevel, LOG_LEVEL, log-level and log.level are one name.

// generic keys hold a value that is named elsewhere.
func generic(key string) bool {
	switch key {
	case "value", "default", "values", "data", "content", "text", "valueFrom", "stringData", "enabled_value", "current":
		return true
	}
	return false
}

// nameOf returns the key that names the drift's subject, and the words of it. parts may be empty: a whole resource.
func nameOf(parts []string, resource string) string {
	for i := len(parts) - 1; i >= 0; i-- {
		p := parts[i]
		if p[0] == '[' {
			if _, v, ok := strings.Cut(strings.Trim(p, "[]"), "="); ok && i == len(parts)-2 && generic(parts[len(parts)-1]) {
				return v // env[name=DB_HOST].value is DB_HOST
			}
			continue
		}
		if generic(p) && (i > 0 || resource != "") {
			continue
		}
		return strings.Trim(p, `"`)
	}
	return resource
}

// words splits a name into lower-case words at punctuation, case changes and the like: "apiHTTPPort2" is api, http, port2.
func appendWords(out []string, name string) []string {
	start := -1
	prev := rune(0)
	emit := func(end int) {
		if start >= 0 && end > start {
			out = append(out, strings.ToLower(name[start:end]))
		}
		start = -1
	}
	for i, r := range name {
		letter := unicode.IsLetter(r) || unicode.IsDigit(r)
		switch {
		case !letter:
			emit(i)
		case start < 0:
			start = i
		case unicode.IsUpper(r) && !unicode.IsUpper(prev):
			emit(i)
			start = i
		case unicode.IsUpper(r) && unicode.IsUpper(prev):
			if next, _ := utf8.DecodeRuneInString(name[i+utf8.RuneLen(r):]); unicode.IsLower(next) && !pluralTail(name[i+1:]) {
				emit(i)
				start = i
			}
		}
		prev = r
	}
	emit(len(name))
	return out
}

// pluralTail tells the s of "IDs" from the start of a new word.
func pluralTail(rest string) bool {
	return rest == "s" || (len(rest) > 1 && rest[0] == 's' && !unicode.IsLower(rune(rest[1])))
}

// A namePattern is words with `*` for any number of words, also none: "*_log_level" is LOG_LEVEL and api.logLevel.
// A `*` inside a word stands for any text within that word: "*_timeout*".
type namePattern struct {
	words []string
	key   string // one literal word, for the index; "" when there is none
}

func compileName(pattern string) namePattern {
	fields := strings.FieldsFunc(strings.ToLower(pattern), func(r rune) bool { return strings.ContainsRune("_-. ", r) })
	n := namePattern{words: fields}
	for _, w := range fields {
		if !strings.Contains(w, "*") && len(w) > len(n.key) {
			n.key = w
		}
	}
	return n
}

func (n namePattern) match(words []string) bool {
	p, s, star, mark := 0, 0, -1, 0
	for s < len(words) {
		switch {
		case p < len(n.words) && n.words[p] == "*":
			star, mark = p, s
			p++
		case p < len(n.words) && textMatch(n.words[p], words[s]):
			p++
			s++
		case star >= 0:
			mark++
			p, s = star+1, mark
		default:
			return false
		}
	}
	for p < len(n.words) && n.words[p] == "*" {
		p++
	}
	return p == len(n.words)
}
