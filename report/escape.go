package report

import (
	"fmt"
	"io"
	"unicode/utf8"
)

// escaper writes JSON on, with characters that a terminal or an eye would obey written as escapes: to a JSON reader they are the
// same. encoding/json escapes the ASCII ones itself. It must be given whole documents, as json.Encoder does.
type escaper struct{ w io.Writer }

func (e escaper) Write(doc []byte) (int, error) {
	start := 0
	for i := 0; i < len(doc); {
		if doc[i] < 0x7f {
			i++
			continue
		}
		r, size := utf8.DecodeRune(doc[i:])
		if obeyed(r) {
			if _, err := e.w.Write(doc[start:i]); err != nil {
				return start, err
			}
			if _, err := fmt.Fprintf(e.w, `\u%04x`, r); err != nil {
				return start, err
			}
			start = i + size
		}
		i += size
	}
	if _, err := e.w.Write(doc[start:]); err != nil {
		return start, err
	}
	return len(doc), nil
}

// obeyed reports whether r is a control character, or one that reorders or hides text.
func obeyed(r rune) bool {
	switch {
	case r >= 0x7f && r <= 0x9f, r == 0xad, r == 0x61c, r == 0xfeff:
		return true
	case r >= 0x200b && r <= 0x200f, r >= 0x2028 && r <= 0x202e, r >= 0x2060 && r <= 0x2069:
		return true
	}
	return false
}
