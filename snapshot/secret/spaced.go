package secret

import (
	"regexp"
	"strings"
)

// replaceSpaced replaces values that only white space separates from their name, as in files of key value lines, SQL and scripts: requirepass
// hunter2, PASSWORD 'hunter2', set $api_token "hunter2". A quoted value may be any text. One without quotes must have a letter and a digit and
// must not consist of words, because the text may be written for people. A word that looks random is sealed after any other.
func replaceSpaced(text string, nameOf func(string) Name, put func(string) string) string {
	if !strings.ContainsAny(text, " \t") {
		return text
	}
	var out strings.Builder
	done, base := 0, 0
	armoured := strings.Contains(text, "-----BEGIN") // lines of certificates look random
	for line := range strings.SplitAfterSeq(text, "\n") {
		spans := fields(line)
		for i := 1; i < len(spans); i++ {
			name := line[spans[i-1].start:spans[i-1].end]
			start, end := spans[i].start, spans[i].end
			quoted := strings.IndexByte(`"'`, line[start-1]) >= 0
			if !quoted {
				end = start + len(strings.TrimRight(line[start:end], ";,)}"))
			}
			value := line[start:end]
			if !spacedValue(value, quoted) || strings.Contains(value, Sealed) {
				continue
			}
			own := strings.Trim(name, `$"'(`)
			if at := strings.LastIndex(own, ":?"); at >= 0 { // the message of ${NAME:?message}
				own = own[at+2:]
			}
			says := Other
			if bareName(own) {
				says = nameOf(own)
			}
			switch {
			case says >= Near && Hides(says, value) && (quoted && says.Holds() || !quoted && !Plain(value) && (len(value) >= 8 || i == 1 || len(spans) == 2)):
			case !armoured && !quoted && Random(own, value):
			default:
				continue
			}
			out.WriteString(text[done : base+start])
			out.WriteString(put(value))
			done = base + end
		}
		base += len(line)
	}
	if done == 0 {
		return text
	}
	out.WriteString(text[done:])
	return out.String()
}

// spacedValue reports whether a field of a line may be a secret at all.
func spacedValue(v string, quoted bool) bool {
	if quoted {
		return len(v) >= 3
	}
	if len(v) < 6 || wholeReference(v) > 0 || strings.Contains(v, "://") || strings.ContainsAny(v, "=(){}[]<>|") {
		return false // the functions for pairs, arguments and URLs read other forms than a plain word
	}
	digit, letter := false, false
	for i := range len(v) {
		c := v[i]
		digit = digit || c >= '0' && c <= '9'
		letter = letter || c|0x20 >= 'a' && c|0x20 <= 'z'
	}
	return digit && letter
}

// bareName reports whether s is only a name.
func bareName(s string) bool {
	if len(s) < 2 || len(s) > 100 {
		return false
	}
	for i := range len(s) {
		if c := s[i]; !wordByte(c) && c != '-' && c != '.' {
			return false
		}
	}
	return s[0] != '-' // a flag is read with its program
}

// called matches a call whose first argument names its second: define('DB_PASSWORD', 'hunter2'), setProperty("db.password", "hunter2"). A
// function whose name does not mean that it sets something may have any two texts as arguments. Then the second must itself look like a secret.
var called = regexp.MustCompile(`\b(?:((?:set|put|define|add)\w*)|\w+)\(\s*["']([\w.-]{2,100})["']\s*,\s*(?:"([^"\n]+)"|'([^'\n]+)')\s*[,)]`)

func replaceCalls(text string, nameOf func(string) Name, put func(string) string) string {
	if !strings.Contains(text, "(") || !strings.Contains(text, ",") {
		return text
	}
	var out strings.Builder
	done := 0
	for _, m := range called.FindAllStringSubmatchIndex(text, -1) {
		start, end := m[6], m[7]
		if start < 0 {
			start, end = m[8], m[9]
		}
		if says := nameOf(text[m[4]:m[5]]); !says.Holds() || !Hides(says, text[start:end]) || m[2] < 0 && !LooksSecret(text[start:end]) || strings.HasPrefix(text[start:end], Sealed) {
			continue
		}
		out.WriteString(text[done:start])
		out.WriteString(put(text[start:end]))
		done = end
	}
	if done == 0 {
		return text
	}
	out.WriteString(text[done:])
	return out.String()
}
