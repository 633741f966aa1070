package journeystest

import (
	"fmt"
	"io"
	"strings"
	"time"
)

// Captured is what WriteCapture writes: Count requests of each path in Paths, Every apart, each answered after Took with Status and Body.
// What looks like a secret in it opens nothing.
type Captured struct {
	Paths  []string
	Count  int
	Every  time.Duration
	Took   time.Duration
	Status int // 0: 200
	Body   string
}

// separator is GoReplay's line of three monkeys.
const separator = "\n\U0001F435\U0001F648\U0001F649\n"

// WriteCapture writes traffic as GoReplay captures it.
func WriteCapture(w io.Writer, c Captured) error {
	if c.Status == 0 {
		c.Status = 200
	}
	var b strings.Builder
	at := time.Date(2026, 11, 20, 10, 0, 0, 0, time.UTC)
	n := 0
	for range c.Count {
		for _, path := range c.Paths {
			n++
			id := fmt.Sprintf("%016x%08x", n, 1)
			fmt.Fprintf(&b, "1 %s %d 0\nGET %s HTTP/1.1\r\nHost: shop.example\r\nCookie: sid=captured-cookie-%d\r\nAuthorization: Bearer captured-token\r\nAccept: application/json\r\n\r\n%s",
				id, at.UnixNano(), path, n, separator)
			fmt.Fprintf(&b, "2 %s %d 0\nHTTP/1.1 %d X\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s%s",
				id, at.Add(c.Took).UnixNano(), c.Status, len(c.Body), c.Body, separator)
			at = at.Add(c.Every)
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}
