package parse

import (
	"bytes"
	endian "encoding/binary"
	"fmt"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/envparity/envparity/snapshot"
)

// UTF8 removes a byte order mark, decodes UTF-16 that has one, and replaces bytes that are not UTF-8 by U+FFFD. A problem names the line.
func UTF8(src []byte) ([]byte, []Problem) {
	switch {
	case bytes.HasPrefix(src, []byte{0xEF, 0xBB, 0xBF}):
		src = src[3:]
	case bytes.HasPrefix(src, []byte{0xFF, 0xFE}):
		src = fromUTF16(src[2:], endian.LittleEndian)
	case bytes.HasPrefix(src, []byte{0xFE, 0xFF}):
		src = fromUTF16(src[2:], endian.BigEndian)
	}
	if utf8.Valid(src) {
		return src, nil
	}
	var problems []Problem
	line, last := 1, 0
	for i := 0; i < len(src); {
		r, size := utf8.DecodeRune(src[i:])
		if r == '\n' {
			line++
		}
		if r == utf8.RuneError && size == 1 {
			if line != last && len(problems) < 10*maxProblems { // bounds the memory for a file of invalid bytes
				problems = append(problems, Problem{Line: line, Text: fmt.Sprintf("byte 0x%02x is not valid UTF-8; the value it stands in is unknown", src[i]), Lost: true})
				last = line
			}
		}
		i += size
	}
	return bytes.ToValidUTF8(src, []byte("\uFFFD")), problems
}

// utf16Text reports whether a text has the byte order mark of UTF-16. Such a text has zeros in it.
func utf16Text(src []byte) bool {
	return bytes.HasPrefix(src, []byte{0xFF, 0xFE}) || bytes.HasPrefix(src, []byte{0xFE, 0xFF})
}

// binary describes a file that is not text, "" for a text.
func binary(src []byte) string {
	if bytes.IndexByte(src[:min(len(src), 8000)], 0) >= 0 {
		return "a binary file, not text"
	}
	return ""
}

func fromUTF16(src []byte, order endian.ByteOrder) []byte {
	u := make([]uint16, len(src)/2)
	for i := range u {
		u[i] = order.Uint16(src[2*i:])
	}
	return []byte(string(utf16.Decode(u)))
}

// markRepaired makes every scalar with lost bytes unknown. It removes a key or list element with lost bytes, because its name is unknown.
func markRepaired(n *snapshot.Node) {
	kept := make([]snapshot.Node, 0, len(n.Children)) // not in place, because aliases share their values
	for i := range n.Children {
		c := n.Children[i]
		broken := c.Key
		if n.Kind == snapshot.List && c.Scalar() {
			broken = c.Text
		}
		if strings.ContainsRune(broken, utf8.RuneError) {
			n.Flags |= snapshot.FlagPartial
			continue
		}
		markRepaired(&c)
		kept = append(kept, c)
	}
	if n.Children != nil {
		n.Children = kept
	}
	if n.Scalar() && strings.ContainsRune(n.Text, utf8.RuneError) {
		n.Kind, n.Text = snapshot.Unknown, "not valid UTF-8"
	}
}
