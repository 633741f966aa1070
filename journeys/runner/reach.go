package runner

import (
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"net/url"
	"time"

	"github.com/envparity/envparity/journeys"
)

// Reached is what a host says before any request is sent to it.
type Reached struct {
	Address string    // the host and port that were dialled: the proxy's, where there is one
	TLS     string    // the version that was agreed on; "" where the address is not encrypted
	Ends    time.Time // the last day of the server's certificate; zero without one
}

// reachTimeout is how long a host may take to take a connection. A journey waits as long.
const reachTimeout = 15 * time.Second

// Reach opens a connection to the host of address as a journey in t would, with its certificates, and sends no request.
func Reach(ctx context.Context, t *journeys.Target, address string) (*Reached, error) {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return nil, fmt.Errorf("%q is not a URL with a host", address)
	}
	cfg, err := tlsConfig(t)
	if err != nil {
		return nil, err
	}
	if t.Proxy != "" && address != t.Proxy {
		if u, err = url.Parse(t.Proxy); err != nil || u.Host == "" {
			return nil, fmt.Errorf("environment %q: proxy is not a URL with a host", t.Name)
		}
	}
	addr := hostPort(u)
	out := &Reached{Address: addr}
	addr = resolved(t, addr)
	ctx, cancel := context.WithTimeout(ctx, reachTimeout)
	defer cancel()
	if u.Scheme == "http" {
		conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", addr)
		if err != nil {
			return nil, err
		}
		return out, conn.Close()
	}
	if cfg.ServerName == "" {
		cfg.ServerName = u.Hostname()
	}
	conn, err := (&tls.Dialer{Config: cfg}).DialContext(ctx, "tcp", addr)
	if err != nil {
		return nil, err
	}
	defer func() { _ = conn.Close() }() // nothing was sent
	if c, ok := conn.(*tls.Conn); ok {
		state := c.ConnectionState()
		out.TLS = tls.VersionName(state.Version)
		if len(state.PeerCertificates) > 0 {
			out.Ends = state.PeerCertificates[0].NotAfter
		}
	}
	return out, nil
}
