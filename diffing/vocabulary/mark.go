package vocabulary

import "strings"

// Mark replaces an environment's own word in the result of Neutral. It is one private-use rune, so that no real value contains it.
const Mark = "\ue000"

// Collapse takes the marks out of a neutral text, each with one delimiter beside it, so that `x-preprod.host` and `x.host` are equal. A text of
// only marks and delimiters becomes one mark.
func Collapse(s string) string {
	if !strings.Contains(s, Mark) {
		return s
	}
	b := make([]byte, 0, len(s))
	for i := 0; i < len(s); {
		if !strings.HasPrefix(s[i:], Mark) {
			b = append(b, s[i])
			i++
			continue
		}
		i += len(Mark)
		inner := func(c byte) bool { return c == '-' || c == '_' || c == '.' }
		switch {
		case i < len(s) && inner(s[i]) && (len(b) == 0 || !alnumByte(b[len(b)-1]) && !inner(b[len(b)-1])):
			i++ // `M.host`, `//M.host`
		case i < len(s) && s[i] == ' ' && (len(b) == 0 || !alnumByte(b[len(b)-1])):
			for i < len(s) && (s[i] == ' ' || inner(s[i])) { // `M - Mailing List`
				i++
			}
		case len(b) > 0 && joint(b[len(b)-1]) && (i == len(s) || !alnumByte(s[i])):
			b = b[:len(b)-1] // `x-M.host`, `x-M`, `a/M/b`
		case i < len(s) && joint(s[i]) && (len(b) == 0 || !alnumByte(b[len(b)-1])):
			i++ // `M/b`
		}
	}
	if len(b) == 0 {
		return Mark
	}
	return string(b)
}

func joint(c byte) bool { return c == '-' || c == '_' || c == '.' || c == '/' || c == ':' || c == ' ' }

func alnumByte(c byte) bool {
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c >= 0x80
}
