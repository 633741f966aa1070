package httpguard

import (
	"context"
	"net/http"
	"sync"
	"time"
)

// Clock learns from answers how much a server's clock is ahead of this machine's. The zero value is ready. It is safe for concurrent use.
type Clock struct {
	mu    sync.Mutex
	ahead time.Duration
	trip  time.Duration // round-trip time of the answer with ahead
	known bool
}

// Ahead returns the server's time minus this machine's, and whether an answer had it. It is exact to about a second, because the Date of an
// answer (RFC 9110, section 6.6.1) has whole seconds.
func (c *Clock) Ahead() (time.Duration, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.ahead, c.known
}

// note reads the Date of an answer. The answer with the shortest round trip is the most exact.
func (c *Clock) note(sent, received time.Time, date string) {
	at, err := http.ParseTime(date)
	if err != nil {
		return
	}
	trip := received.Sub(sent)
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.known && trip >= c.trip {
		return
	}
	const half = 500 * time.Millisecond // of the second that the server cut off
	c.ahead, c.trip, c.known = at.Add(half).Sub(sent.Add(trip/2)), trip, true
}

type clockKey struct{}

// WithClock returns a context whose requests pass the times in their answers to c.
func WithClock(ctx context.Context, c *Clock) context.Context {
	return context.WithValue(ctx, clockKey{}, c)
}

func clockOf(ctx context.Context) *Clock {
	c, _ := ctx.Value(clockKey{}).(*Clock)
	return c
}
