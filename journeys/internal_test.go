package journeys

import (
	"net/http/httptrace"
	"testing"
	"time"
)

func TestADialThatLostToAFreedConnectionHasNoPhases(t *testing.T) {
	tr := &tracer{}
	h := tr.hooks()
	start := time.Now()
	h.DNSStart(httptrace.DNSStartInfo{})
	h.DNSDone(httptrace.DNSDoneInfo{})
	h.ConnectStart("tcp", "a")
	time.Sleep(time.Millisecond)
	h.ConnectDone("tcp", "a", nil)
	h.GotConn(httptrace.GotConnInfo{Reused: true})
	h.WroteRequest(httptrace.WroteRequestInfo{})
	h.GotFirstResponseByte()
	now := time.Now()
	p, _ := tr.phases(start, now, now)
	if p.DNS != 0 || p.Connect != 0 || p.TLS != 0 {
		t.Errorf("%+v", p)
	}
	if p.Blocked < time.Millisecond {
		t.Errorf("the wait for the connection is lost: %+v", p)
	}
	h.ConnectDone("tcp", "b", nil) // late, from the dial's own goroutine: no panic, no effect
}

func TestOfSeveralDialsTheFirstStartAndTheFirstSuccessCount(t *testing.T) {
	tr := &tracer{}
	h := tr.hooks()
	start := time.Now()
	h.ConnectStart("tcp", "[::1]:1")
	time.Sleep(2 * time.Millisecond)
	h.ConnectStart("tcp", "127.0.0.1:1")
	h.ConnectDone("tcp", "[::1]:1", errTest{})
	h.ConnectDone("tcp", "127.0.0.1:1", nil)
	first := tr.connectDone
	time.Sleep(time.Millisecond)
	h.ConnectDone("tcp", "x", nil)
	h.GotConn(httptrace.GotConnInfo{})
	now := time.Now()
	p, _ := tr.phases(start, now, now)
	if p.Connect < 2*time.Millisecond || !tr.connectDone.Equal(first) {
		t.Errorf("%+v", p)
	}
}

type errTest struct{}

func (errTest) Error() string { return "refused" }

func TestRedactionByValueNameAndForm(t *testing.T) {
	var r redactor
	r.add("s3cr3t/value+1")
	for _, s := range []string{"a s3cr3t/value+1 b", "x=s3cr3t%2Fvalue%2B1", "Basic czNjcjN0L3ZhbHVlKzE=", "card 4111-1111-1111-1111", "Authorization: Bearer abcdefghijk", "postgres://u:pw@db/x", "eyJhbGciOiJI.eyJzdWIiOiIx.sig"} {
		if got := r.clean(s); got == s {
			t.Errorf("%q was left as it is", s)
		}
	}
	for _, s := range []string{"GET /orders/1234567890123", "took 4111 ms", "hello", "1111111111111111"} {
		if got := r.clean(s); got != s {
			t.Errorf("%q became %q", s, got)
		}
	}
	if got := r.url("https://u:p@h/x?token=abc&q=1"); got != "https://h/x?token=[redacted]&q=1" {
		t.Error(got)
	}
	if got := r.clean("a\x1b[31mb\u202ec"); got != "a[31mbc" {
		t.Errorf("%q", got)
	}
}
