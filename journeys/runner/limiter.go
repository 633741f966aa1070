package runner

import (
	"context"
	"sync"
	"time"
)

// limiter spaces requests to one environment. Waiting is never part of a sample.
type limiter struct {
	mu    sync.Mutex
	every time.Duration
	next  time.Time
}

func interval(perSecond float64) time.Duration {
	if perSecond <= 0 {
		return 0
	}
	return time.Duration(float64(time.Second) / perSecond)
}

// reserve returns the moment at which the next request may go out.
func (l *limiter) reserve(now time.Time) time.Time {
	l.mu.Lock()
	defer l.mu.Unlock()
	at := now
	if l.next.After(now) {
		at = l.next
	}
	l.next = at.Add(l.every)
	return at
}

func (l *limiter) notBefore(t time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if t.After(l.next) {
		l.next = t
	}
}

// wait holds a request back until the environment's rate allows it.
func (r *runner) wait(ctx context.Context, l *lane) bool {
	return r.sleepUntil(ctx, l.limit.reserve(time.Now()))
}

// sleepUntil also learns how late this machine's timers come, which says whether its numbers can be trusted.
func (r *runner) sleepUntil(ctx context.Context, at time.Time) bool {
	d := time.Until(at)
	if d <= 0 {
		return ctx.Err() == nil
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
	}
	r.mu.Lock()
	r.run.Client.MaxJitter = max(r.run.Client.MaxJitter, time.Since(at))
	r.mu.Unlock()
	return true
}
