package httpguard

import (
	"context"
	"errors"
	"math/rand/v2"
	"net/http"
	"strconv"
	"time"
)

// Patience says how often a request is tried, and how long the pauses between tries are.
type Patience struct {
	// Tries of one request, the first included; below 1 it is one.
	Tries int
	// First is the pause after the first try. Each further one is twice as long, and up to as much again by chance, so that many who wait do not come
	// back at once.
	First time.Duration
	// Most is the longest pause, whatever a server asks for.
	Most time.Duration
	// Pause waits; nil for a clock. It returns an error where the context ends before.
	Pause func(context.Context, time.Duration) error
}

// Do calls try until it succeeds, until another try is of no use or was the last one, or until ctx ends. It returns the error of the last try.
// try says besides its error whether another one may help, and how long the server asks to wait for it; 0 where it does not ask.
func (p Patience) Do(ctx context.Context, try func() (again bool, after time.Duration, err error)) error {
	pause := p.Pause
	if pause == nil {
		pause = Sleep
	}
	for n := 1; ; n++ {
		again, after, err := try()
		if err == nil || !again || n >= p.Tries || ctx.Err() != nil {
			return err
		}
		if pause(ctx, p.wait(n, after)) != nil {
			return err
		}
	}
}

// wait is the pause after the try n, from 1.
func (p Patience) wait(n int, after time.Duration) time.Duration {
	first := max(p.First, time.Millisecond)
	if after > 0 {
		return min(after+rand.N(first), max(p.Most, 0))
	}
	wait := first << min(n-1, 20) //nolint:mnd // beyond that it is longer than any Most
	return min(wait+rand.N(wait), max(p.Most, 0))
}

// Sleep waits, unless ctx ends before; then it returns why.
func Sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-t.C:
		return nil
	}
}

// RetryAfter is how long an answer asks to wait before the next request: seconds, or a date that now is held against (RFC 9110, section 10.2.3). It
// is 0 where the answer does not ask, or for what is past.
func RetryAfter(h http.Header, now time.Time) time.Duration {
	v := h.Get("Retry-After")
	const most = 1 << 30 // seconds; more is no duration
	if s, err := strconv.Atoi(v); err == nil {
		return time.Duration(min(max(s, 0), most)) * time.Second
	}
	if at, err := http.ParseTime(v); err == nil {
		return max(at.Sub(now), 0)
	}
	return 0
}

// Passing reports whether what a server answers may pass: it is asked too often, or something behind it does not work.
func Passing(status int) bool {
	return status == http.StatusTooManyRequests || status >= http.StatusInternalServerError
}

// Patient is a transport that asks again where a server says that it is asked too often. A request with a body is sent once.
type Patient struct {
	Next     http.RoundTripper
	Patience Patience
}

var errAskedTooOften = errors.New("asked too often")

// RoundTrip implements http.RoundTripper.
func (p *Patient) RoundTrip(req *http.Request) (*http.Response, error) {
	var res *http.Response
	err := p.Patience.Do(req.Context(), func() (bool, time.Duration, error) {
		if res != nil {
			_ = res.Body.Close() // it is asked again
		}
		var err error
		switch res, err = p.Next.RoundTrip(req); { //nolint:bodyclose // whoever asked closes it
		case err != nil:
			return false, 0, err
		case res.StatusCode != http.StatusTooManyRequests || req.Body != nil && req.Body != http.NoBody:
			return false, 0, nil
		}
		return true, RetryAfter(res.Header, time.Now()), errAskedTooOften
	})
	switch {
	case err == nil:
		return res, nil
	case !errors.Is(err, errAskedTooOften):
		return nil, err
	case req.Context().Err() != nil:
		_ = res.Body.Close()
		return nil, context.Cause(req.Context())
	}
	return res, nil
}
