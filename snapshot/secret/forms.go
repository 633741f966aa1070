package secret

import (
	"cmp"
	"slices"
	"strings"
)

// replaceForms replaces texts with the published form of a token. A token begins at the beginning of a word.
func replaceForms(text string, put func(string) string) string {
	var out strings.Builder
	done := 0
	start := true
	for i := 0; i+12 <= len(text); i++ {
		if start {
			if end := tokenEnd(text, i); end > 0 {
				out.WriteString(text[done:i])
				out.WriteString(put(text[i:end]))
				done, i = end, end-1
				start = true
				continue
			}
		}
		start = !wordByte(text[i])
	}
	if done == 0 {
		return text
	}
	out.WriteString(text[done:])
	return out.String()
}

// tokenEnd returns the end of the token that begins at i, 0 if none does.
func tokenEnd(text string, i int) int {
	c := text[i]
	if !alnum(c) || !joined(text[i:]) {
		return 0
	}
	at, _ := slices.BinarySearchFunc(forms, c, func(f form, c byte) int { return cmp.Compare(f.begin[0], c) })
	for ; at < len(forms) && forms[at].begin[0] == c; at++ {
		f := &forms[at]
		if !strings.HasPrefix(text[i:], f.begin) {
			continue
		}
		end := i + len(f.begin)
		for end < len(text) && f.has(text[end]) {
			end++
		}
		if end-i-len(f.begin) >= f.min && strings.ContainsAny(text[i:end], "0123456789") && !wordsOnly(text[i+len(f.begin):end]) {
			return end
		}
	}
	return 0
}

// joined reports whether s begins with at least twelve characters of a token. Most words of a text are shorter.
func joined(s string) bool {
	for i := range 12 {
		if c := s[i]; !wordByte(c) && c != '-' && c != '.' && c != '~' {
			return false
		}
	}
	return true
}

// wordsOnly reports whether a token's variable part consists of words: sk-my-service-account-for-testing-2.
func wordsOnly(s string) bool {
	return strings.ContainsAny(s, "-_.") && Plain(s)
}

func wordByte(b byte) bool { return alnum(b) || b == '_' }

// replaceSchemes replaces the text after "Bearer " and "Basic " in a header.
func replaceSchemes(text string, put func(string) string) string {
	for _, scheme := range [...]string{"Bearer ", "bearer ", "Basic ", "basic "} {
		for from := 0; ; {
			at := strings.Index(text[from:], scheme)
			if at < 0 {
				break
			}
			start := from + at + len(scheme)
			end := start
			for end < len(text) && (alnum(text[end]) || strings.IndexByte("_-.+/=~", text[end]) >= 0) {
				end++
			}
			from = start
			if v := text[start:end]; len(v) >= 8 && strings.ContainsAny(v, "0123456789=") && !strings.HasPrefix(v, "hmac:") {
				sealed := put(v)
				text = text[:start] + sealed + text[end:]
				from = start + len(sealed)
			}
		}
	}
	return text
}
