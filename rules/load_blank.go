package rules

import (
	"bytes"
	"regexp"
)

// exampleStart matches the beginning of an attribute with examples, on a line of its own.
var exampleStart = regexp.MustCompile(`(?m)^[ \t]*(counter)?examples[ \t]*=[ \t]*\[`)

// withoutExamples replaces the lists of examples, a third of a pack and only its tests, by blanks. All other text keeps its line and column. A
// list ends with its closing bracket, over any number of lines; brackets in strings and comments do not count. A list without an end is left for
// the parser to report.
func withoutExamples(src []byte) []byte {
	out := bytes.Clone(src)
	for at := 0; at < len(out); {
		found := exampleStart.FindIndex(out[at:])
		if found == nil {
			break
		}
		begin, open := at+found[0], at+found[1]-1
		end := closingBracket(out, open)
		if end < 0 {
			break
		}
		for i := begin; i <= end; i++ {
			if out[i] != '\n' {
				out[i] = ' '
			}
		}
		at = end + 1
	}
	return out
}

// closingBracket returns the index of the bracket that closes the one at open, or -1.
func closingBracket(src []byte, open int) int {
	depth := 0
	for i := open; i < len(src); i++ {
		switch src[i] {
		case '[':
			depth++
		case ']':
			if depth--; depth == 0 {
				return i
			}
		case '"':
			if i = stringEnd(src, i); i < 0 {
				return -1
			}
		case '#':
			if n := bytes.IndexByte(src[i:], '\n'); n >= 0 {
				i += n
			}
		}
	}
	return -1
}

// stringEnd returns the index of the quote that closes the string at i, or -1 if it does not end on its line.
func stringEnd(src []byte, i int) int {
	for i++; i < len(src) && src[i] != '\n'; i++ {
		switch src[i] {
		case '\\':
			i++
		case '"':
			return i
		}
	}
	return -1
}
