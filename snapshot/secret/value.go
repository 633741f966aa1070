package secret

import (
	"strings"
	"unicode"
)

// Hides reports whether value must be sealed under a name of meaning n.
func Hides(n Name, value string) bool {
	switch n {
	case Chosen:
		return !Reference(value) && !sentence(value)
	case Made:
		return !Reference(value) && !sentence(value) && !shortWord(value) && !publicByForm(value)
	case Near:
		return len(value) >= 5 && !Reference(value) && !Plain(value) && !pattern(value)
	}
	return false
}

// PassesOn reports whether a value under a name that ends in the verb `pass` is an address that something is passed on to: `proxy_pass
// http://api:8080`, `fastcgi_pass unix:/run/php.sock`. A password is no address. An address with a user part may contain a password.
func PassesOn(name, value string) bool {
	list := words(name)
	if len(list) < 2 || list[len(list)-1] != "pass" || strings.ContainsRune(value, '@') {
		return false
	}
	scheme, rest, ok := strings.Cut(value, ":")
	return ok && rest != "" && (strings.HasPrefix(rest, "//") && strings.Trim(scheme, "abcdefghijklmnopqrstuvwxyz") == "" || scheme == "unix" && rest[0] == '/')
}

// LooksSecret reports whether a value itself is evidence of a secret: by a token's form, or because it is not written for people to read. A word, a
// number, a path or a sentence is no evidence, and two environments may well have the same.
func LooksSecret(value string) bool {
	value = strings.TrimSpace(value)
	return len(value) >= 6 && !Plain(value) && !Reference(value) && !nameWithHash(value) && !alphabet(value)
}

// Nothing reports whether value is how a program writes that there is no value: Python's None, JavaScript's undefined. Such a word is no secret,
// whatever marks its place as one.
func Nothing(value string) bool {
	switch strings.ToLower(strings.TrimSpace(value)) {
	case "", "none", "null", "nil", "undefined", "nan", "n/a":
		return true
	}
	return false
}

// fewestOfAlphabet is how many characters a set of them must have. A generated secret of that length hardly ever has each only once and most in
// order.
const fewestOfAlphabet = 8

// alphabet reports whether v lists characters to choose from or to avoid: punctuation alone, each once, as in `@$/'"\`, or characters most of
// which follow their neighbour, as in `abcdefghij0123456789`.
func alphabet(v string) bool {
	seen, next, marks, n := map[rune]bool{}, 0, 0, 0
	last := rune(-1)
	for _, r := range v {
		if seen[r] {
			return false
		}
		seen[r] = true
		if r == last+1 {
			next++
		}
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			marks++
		}
		last = r
		n++
	}
	return marks == n || n >= fewestOfAlphabet && next*4 >= n*3
}

// fewestHashed and mostHashed bound the letters and digits of a hash at the end of a name: Kubernetes uses eight or ten, git seven.
const fewestHashed, mostHashed = 6, 10

// nameWithHash reports whether a value is a name of at least two words, joined by hyphens, with a short hash at its end: the name of a Kubernetes
// Secret, sqeletor-shop-827ec8ec. A longer hash may be a secret.
func nameWithHash(v string) bool {
	at := strings.LastIndexByte(v, '-')
	if at < 0 || !strings.Contains(v[:at], "-") || len(v)-at-1 < fewestHashed || len(v)-at-1 > mostHashed {
		return false
	}
	hash := v[at+1:]
	return strings.Trim(hash, "abcdefghijklmnopqrstuvwxyz0123456789") == "" && strings.Trim(v[:at], "abcdefghijklmnopqrstuvwxyz0123456789-") == "" && Plain(v[:at])
}

// shortWord reports whether v is one lower-case word: the name of a claim, or of a key in a Secret. No program generates such a secret.
func shortWord(v string) bool {
	return len(v) <= 16 && v != "" && strings.Trim(v, "abcdefghijklmnopqrstuvwxyz") == "" && Plain(v)
}

// pattern reports whether v is a regular expression, such as the rule for a password.
func pattern(v string) bool {
	return strings.HasPrefix(v, "^") && strings.ContainsAny(v, "[(") || strings.Contains(v, "[A-Z") || strings.Contains(v, "[a-z") || strings.Contains(v, "(?")
}

// sentence reports whether v is written for people: several words, the first with a capital letter.
func sentence(v string) bool {
	return strings.Count(v, " ") >= 2 && v[0] >= 'A' && v[0] <= 'Z' && !strings.ContainsAny(v, "\n0123456789=@") && Plain(v)
}

// Plain reports whether v looks like usual configuration: words, numbers, durations, versions, paths, addresses, image references, schedules. It
// ignores a URL's user part.
func Plain(v string) bool {
	if v == "" {
		return true
	}
	if len(v) > 2000 || strings.Contains(v, "://") && strings.Contains(v, "@") {
		return false
	}
	if strings.Trim(v, "0123456789.,:/-+ *?") == "" {
		return true // a number, an address, a date, a schedule
	}
	digest := false
	for i := 0; i < len(v); {
		if !alnum(v[i]) {
			if v[i] >= 0x80 {
				return plainForeign(v)
			}
			i++
			continue
		}
		end := i
		for end < len(v) && alnum(v[end]) {
			end++
		}
		piece := v[i:end]
		if !plainPiece(piece) && !(digest && hexOnly(piece)) {
			return false
		}
		digest = strings.HasPrefix(piece, "sha") || piece == "md5"
		i = end
	}
	return !strings.ContainsAny(v, "!$^~\\")
}

// plainForeign is Plain for a text in a language with letters beyond ASCII: a text with spaces.
func plainForeign(v string) bool { return strings.Contains(v, " ") && !strings.ContainsAny(v, "=@") }

// plainPiece reports whether a run of letters and digits is a word, a number, or a common combination: sha256, v2, 15m, us1.
func plainPiece(p string) bool {
	letters := strings.TrimRight(p, "0123456789")
	if letters == "" {
		return len(p) <= 6
	}
	if number := p[len(letters):]; number != "" {
		return len(letters) <= 5 && len(number) <= 4 && wordLike(letters)
	}
	if unit := strings.TrimLeft(p, "0123456789"); len(unit) < len(p) {
		return len(unit) <= 3 && len(p)-len(unit) <= 9 && wordLike(unit) // 15m, 512Mi, 2nd
	}
	return wordLike(p)
}

// wordLike reports whether letters form words: of one case or in camel case, each with a vowel where it is long.
func wordLike(p string) bool {
	if len(p) > 64 {
		return false
	}
	humps, vowels, run := 1, 0, 0
	for i := range len(p) {
		c := p[i]
		if c >= '0' && c <= '9' {
			return false
		}
		if i > 0 && c >= 'A' && c <= 'Z' && p[i-1] >= 'a' {
			humps++
		}
		if strings.IndexByte("aeiouyAEIOUY", c) >= 0 {
			vowels++
			run = 0
		} else if run++; run > 6 && len(p) > 8 {
			return false
		}
	}
	return len(p) >= humps*3-2 && (len(p) < 7 || vowels*6 >= len(p)) && len(p)/humps <= 24
}

func alnum(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z'
}

func hexOnly(s string) bool {
	return strings.Trim(s, "0123456789abcdef") == "" || strings.Trim(s, "0123456789ABCDEF") == ""
}
