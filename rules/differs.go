package rules

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/envparity/envparity/names"
)

// The kinds of a difference between two texts that are otherwise equal.
const (
	inIDs     = "ids"
	inNumbers = "numbers"
	inCase    = "case"
	inSpace   = "space"
	inQuotes  = "quotes"
	inLetter  = "letter"
	inVersion = "version"
	inRemark  = "remark"
	inMore    = "" // or in nothing
)

// maxDiffer is the greatest length in bytes of a text to compare so. Longer texts have line diffs.
const maxDiffer = 8 << 10

// mark replaces the removed part.
const mark = 0

// differsIn compares all present texts with the first.
func (f *facts) differsIn() string {
	if !f.differsOK {
		f.differsOK, f.differsWhat = true, f.findDiffers()
	}
	return f.differsWhat
}

func (f *facts) findDiffers() string {
	first, n := "", 0
	best := ""
	agreed := true
	f.presentTexts(func(t string) bool {
		if n++; n == 1 {
			first = t
			return len(t) <= maxDiffer
		}
		if t == first {
			return true
		}
		in := f.pairDiffers(first, t)
		agreed = len(t) <= maxDiffer && in != inMore && (best == "" || best == in)
		best = in
		return agreed
	})
	if n < 2 || !agreed {
		return inMore
	}
	return best
}

// pairDiffers tries each way in which two texts can be otherwise equal.
func (f *facts) pairDiffers(a, b string) string {
	if a != "" && quoted(b) == a || b != "" && quoted(a) == b {
		return inQuotes
	}
	for _, way := range [...]struct {
		name string
		fold func([]byte, string) []byte
	}{{inSpace, foldSpace}, {inCase, foldCase}, {inIDs, foldIDs}, {inNumbers, foldNumbers}, {inVersion, foldVersions}} {
		f.foldA, f.foldB = way.fold(f.foldA[:0], a), way.fold(f.foldB[:0], b)
		if bytes.Equal(f.foldA, f.foldB) && len(bytes.Trim(f.foldA, "\x00")) > 0 {
			return way.name
		}
	}
	if remark(a, b) || remark(b, a) {
		return inRemark
	}
	if len(a) <= maxLetter && names.Slip(a, b) {
		return inLetter
	}
	return inMore
}

// remark reports whether b is the build a followed by a word: `main-792416c7-20260604-approved`. This counts only if a identifies one build, by a
// hash or a day; `1.2.3-rc1` is not `1.2.3`.
func remark(a, b string) bool {
	word, ok := strings.CutPrefix(b, a+"-")
	if !ok || word == "" || strings.ContainsAny(word, "0123456789.:/") {
		return false
	}
	for part := range strings.SplitSeq(a, "-") {
		if len(part) >= 7 && strings.Trim(part, "0123456789abcdef.") == "" && strings.ContainsAny(part, "0123456789") && strings.Count(part, ".") < 2 {
			return true
		}
	}
	return false
}

// maxLetter is the greatest length in bytes of a text in which a single letter counts as a slip. Sentences differ in more.
const maxLetter = 80

// quoted returns the text between the quotes around a whole value, "" if there are none.
func quoted(s string) string {
	if n := len(s); n > 2 && (s[0] == '"' || s[0] == '\'') && s[n-1] == s[0] {
		return s[1 : n-1]
	}
	return ""
}

func foldSpace(b []byte, s string) []byte {
	for i := 0; i < len(s); i++ {
		if c := s[i]; c != ' ' && c != '\t' && c != '\n' && c != '\r' {
			b = append(b, c)
		}
	}
	return b
}

func foldCase(b []byte, s string) []byte {
	for _, r := range s {
		b = utf8.AppendRune(b, unicode.ToLower(r))
	}
	return b
}

// foldIDs removes generated ids: UUIDs, and runs of at least eight hexadecimal digits with a digit among them.
func foldIDs(b []byte, s string) []byte {
	for i := 0; i < len(s); {
		if !alnum(s[i]) {
			b = append(b, s[i])
			i++
			continue
		}
		end, hex, digits := i, true, 0
		for ; end < len(s) && alnum(s[end]); end++ {
			c := s[end] | 0x20
			hex = hex && (s[end] <= '9' || c >= 'a' && c <= 'f')
			if s[end] <= '9' {
				digits++
			}
		}
		switch {
		case end-i == 8 && hex && i+36 <= len(s) && shapeOfText(s[i:i+36]) == shapeUUID:
			b, i = append(b, mark), i+36
		case end-i >= 8 && hex && digits > 0:
			b, i = append(b, mark), end
		default:
			b, i = append(b, s[i:end]...), end
		}
	}
	return b
}

func foldNumbers(b []byte, s string) []byte {
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			b = append(b, s[i])
			continue
		}
		for i+1 < len(s) && strings.IndexByte("0123456789.", s[i+1]) >= 0 {
			i++
		}
		b = append(b, mark)
	}
	return b
}

// foldVersions removes the parts of a path, tag or reference that are a version (v2, 1.4, v0.79.0-rc1), with the delimiter before it, because the
// other text may have no version.
func foldVersions(b []byte, s string) []byte {
	for i := 0; i < len(s); {
		end := i
		for end < len(s) && strings.IndexByte("/:@=", s[end]) < 0 {
			end++
		}
		if part := s[i:end]; i > 0 && isVersion(part) {
			b = b[:len(b)-1]
		} else {
			b = append(b, part...)
		}
		if end < len(s) {
			b = append(b, s[end])
			end++
		}
		i = end
	}
	return b
}

// isVersion reports whether a part of a text is a version: v and a number, or at least two numbers with dots between.
func isVersion(part string) bool {
	digits := strings.TrimPrefix(part, "v")
	if end := strings.IndexAny(digits, "-+"); end > 0 {
		digits = digits[:end]
	}
	if digits == "" || strings.Trim(digits, "0123456789.") != "" || digits[0] == '.' || digits[len(digits)-1] == '.' {
		return false
	}
	return part[0] == 'v' || strings.Contains(digits, ".")
}

func alnum(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}
