package runner

import (
	"crypto/tls"
	"net/http/httptrace"
	"net/textproto"
	"sync"
	"time"

	"github.com/envparity/envparity/journeys"
)

// tracer stamps one request with the monotonic clock. Its hooks may be called from other goroutines and after the request
// is over (a dial that lost its race), so it is locked and deaf once sealed.
type tracer struct {
	mu                        sync.Mutex
	sealed                    bool
	got, wrote, first         time.Time
	dnsStart, dnsDone         time.Time
	connectStart, connectDone time.Time
	tlsStart, tlsDone         time.Time
	reused                    bool
	remote                    string
	early, conns              int
	state                     tls.ConnectionState
}

func (t *tracer) stamp(f func(now time.Time)) {
	now := time.Now()
	t.mu.Lock()
	defer t.mu.Unlock()
	if !t.sealed {
		f(now)
	}
}

// hooks returns the trace of exactly one round trip: redirects get one of their own.
func (t *tracer) hooks() *httptrace.ClientTrace {
	return &httptrace.ClientTrace{
		GotConn: func(i httptrace.GotConnInfo) {
			t.stamp(func(now time.Time) {
				t.got, t.reused = now, i.Reused
				t.conns++ // the transport itself sends a GET again when a kept connection turns out dead
				if i.Conn != nil && i.Conn.RemoteAddr() != nil {
					t.remote = i.Conn.RemoteAddr().String()
				}
			})
		},
		DNSStart: func(httptrace.DNSStartInfo) {
			t.stamp(func(now time.Time) {
				if t.dnsStart.IsZero() {
					t.dnsStart = now
				}
			})
		},
		DNSDone: func(httptrace.DNSDoneInfo) { t.stamp(func(now time.Time) { t.dnsDone = now }) },
		ConnectStart: func(_, _ string) { // several for Happy Eyeballs: the first one counts
			t.stamp(func(now time.Time) {
				if t.connectStart.IsZero() {
					t.connectStart = now
				}
			})
		},
		ConnectDone: func(_, _ string, err error) { // and the first that succeeds
			t.stamp(func(now time.Time) {
				if err == nil && t.connectDone.IsZero() {
					t.connectDone = now
				}
			})
		},
		TLSHandshakeStart: func() {
			t.stamp(func(now time.Time) {
				if t.tlsStart.IsZero() {
					t.tlsStart = now
				}
			})
		},
		TLSHandshakeDone: func(s tls.ConnectionState, err error) {
			t.stamp(func(now time.Time) {
				if err == nil {
					t.tlsDone, t.state = now, s
				}
			})
		},
		WroteRequest: func(httptrace.WroteRequestInfo) { t.stamp(func(now time.Time) { t.wrote = now }) },
		GotFirstResponseByte: func() {
			t.stamp(func(now time.Time) {
				if t.first.IsZero() {
					t.first = now
				}
			})
		},
		Got1xxResponse: func(int, textproto.MIMEHeader) error {
			t.stamp(func(time.Time) { t.early++ })
			return nil
		},
	}
}

// phases closes the trace. returned is when RoundTrip came back, end when the body was read. After a 1xx answer the hook
// for the first byte has fired too early and there is none for the final answer: its headers' arrival stands for it.
func (t *tracer) phases(start, returned, end time.Time) (p journeys.Phases, firstByte time.Duration) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.sealed = true
	first := t.first
	if first.IsZero() || t.early > 0 {
		first = returned
	}
	got := t.got
	if got.IsZero() {
		got = start
	}
	if !t.reused { // a dial that lost to a freed connection has stamps too: they are not ours
		p.DNS = span(t.dnsStart, t.dnsDone)
		p.Connect = span(t.connectStart, t.connectDone)
		p.TLS = span(t.tlsStart, t.tlsDone)
	}
	wrote := t.wrote
	if wrote.IsZero() || wrote.After(first) { // answered before all was sent
		wrote = first
	}
	p.Send = span(got, wrote)
	p.Wait = span(wrote, first)
	p.Receive = span(first, end)
	p.Blocked = max(0, end.Sub(start)-p.DNS-p.Connect-p.TLS-p.Send-p.Wait-p.Receive)
	return p, first.Sub(start)
}

func span(a, b time.Time) time.Duration {
	if a.IsZero() || b.IsZero() || b.Before(a) {
		return 0
	}
	return b.Sub(a)
}
