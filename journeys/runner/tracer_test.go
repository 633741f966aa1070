package runner

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
