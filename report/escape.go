package report

import (
	"fmt"
	"io"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/envparity/envparity/internal/term"
)

// Escaped returns a writer of JSON in which nothing is obeyed by a terminal, an eye or the log of a job; see escaper.
func Escaped(w io.Writer) io.Writer { return escaper{w} }

// escaper writes JSON on, with characters that a terminal, an eye or a CI system would obey written as escapes: to a JSON reader they are the
// same. encoding/json escapes the ASCII ones itself. It must be given whole documents, as json.Encoder does.
type escaper struct{ w io.Writer }

func (e escaper) Write(doc []byte) (int, error) {
	start := 0
	for i := 0; i < len(doc); {
		if doc[i] == '#' && i > 0 && doc[i-1] == '#' { // "##vso[" in a log gives orders to a CI system; see term.Log
			if _, err := fmt.Fprintf(e.w, `%s\u0023`, doc[start:i]); err != nil {
				return start, err
			}
			i++
			start = i
			continue
		}
		if doc[i] < 0x7f {
			i++
			continue
		}
		r, size := utf8.DecodeRune(doc[i:])
		if term.Obeyed(r) {
			if _, err := e.w.Write(doc[start:i]); err != nil {
				return start, err
			}
			for _, unit := range utf16.Encode([]rune{r}) {
				if _, err := fmt.Fprintf(e.w, `\u%04x`, unit); err != nil {
					return start, err
				}
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
