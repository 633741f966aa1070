package journeys_test

import (
	"context"
	"crypto/tls"
	"encoding/pem"
	"io"
	stdlog "log"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/envparity/envparity/journeys"
)

// pipes is a network in memory. In a bubble of testing/synctest the clock stands still while any goroutine runs. So times over it are exact: a server
// that sleeps 20 ms takes 20 ms on every machine.
type pipes struct {
	conns  chan net.Conn
	closed chan struct{}
	once   sync.Once
}

func newPipes() *pipes { return &pipes{conns: make(chan net.Conn), closed: make(chan struct{})} }

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.conns:
		return c, nil
	case <-p.closed:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error {
	p.once.Do(func() { close(p.closed) })
	return nil
}

func (p *pipes) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 443} }

func (p *pipes) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	here, there := net.Pipe()
	select {
	case p.conns <- there:
		return here, nil
	case <-p.closed:
		return nil, net.ErrClosed
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// encryptedServer serves h over TLS of at most a version: in memory as https://HOST, or on 127.0.0.1. It returns the target of that server.
func encryptedServer(t *testing.T, host string, h http.Handler, most uint16, memory bool) journeys.Target {
	t.Helper()
	srv := httptest.NewUnstartedServer(h)
	srv.Config.ErrorLog = stdlog.New(io.Discard, "", 0)
	srv.TLS = &tls.Config{MaxVersion: most} //nolint:gosec // an old version is what the test is about
	target := journeys.Target{}
	if memory {
		p := newPipes()
		_ = srv.Listener.Close()
		srv.Listener = p
		target.Dial = p.dial
	}
	srv.StartTLS()
	t.Cleanup(srv.Close)
	target.BaseURL = srv.URL
	if memory {
		target.BaseURL = "https://" + host
	}
	ca := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(ca, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: srv.Certificate().Raw}), 0o600); err != nil {
		t.Fatal(err)
	}
	target.TLS = journeys.TLS{CA: ca, ServerName: "example.com"}
	return target
}
