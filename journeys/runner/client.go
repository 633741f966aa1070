package runner

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"time"

	"github.com/envparity/envparity/internal/bounds"
	"github.com/envparity/envparity/internal/confine"
	"github.com/envparity/envparity/internal/httpguard"
	"github.com/envparity/envparity/journeys"
)

// newTransport returns a transport for a target: the same options for every environment, compression left to us (the standard
// one hides sizes), no session resumption, verification always on.
func newTransport(t *journeys.Target, p journeys.Protocol) (*http.Transport, error) {
	cfg, err := tlsConfig(t)
	if err != nil {
		return nil, err
	}
	dialer := &net.Dialer{Timeout: 15 * time.Second, KeepAlive: 30 * time.Second}
	tr := httpguard.Plain()
	tr.TLSClientConfig, tr.DisableCompression = cfg, true
	tr.MaxIdleConns, tr.MaxIdleConnsPerHost = journeys.MaxConcurrency, journeys.MaxConcurrency
	tr.TLSHandshakeTimeout, tr.ExpectContinueTimeout = 15*time.Second, 0
	tr.DialContext = func(ctx context.Context, network, addr string) (net.Conn, error) {
		addr = resolved(t, addr)
		if t.Dial != nil {
			return t.Dial(ctx, network, addr)
		}
		return dialer.DialContext(ctx, network, addr)
	}
	var ps http.Protocols
	switch p {
	case journeys.HTTP1:
		ps.SetHTTP1(true)
		tr.Protocols, tr.ForceAttemptHTTP2 = &ps, false
	case journeys.HTTP2:
		ps.SetHTTP2(true)
		tr.Protocols = &ps
	case journeys.H2C:
		ps.SetUnencryptedHTTP2(true)
		tr.Protocols = &ps
	}
	if t.Proxy != "" {
		u, err := url.Parse(t.Proxy)
		if err != nil || u.Host == "" {
			return nil, fmt.Errorf("environment %q: proxy is not a URL with a host", t.Name)
		}
		tr.Proxy = http.ProxyURL(u)
	}
	return tr, nil
}

func tlsConfig(t *journeys.Target) (*tls.Config, error) {
	cfg := &tls.Config{MinVersion: tls.VersionTLS12, ServerName: t.TLS.ServerName}
	if t.TLS.CA != "" {
		pem, err := confine.Regular(t.TLS.CA, bounds.Config, nil)
		if err != nil {
			return nil, fmt.Errorf("environment %q: tls.ca: %w", t.Name, err)
		}
		pool, err := x509.SystemCertPool()
		if err != nil {
			pool = x509.NewCertPool()
		}
		if !pool.AppendCertsFromPEM(pem) {
			return nil, fmt.Errorf("environment %q: tls.ca %q holds no PEM certificate", t.Name, t.TLS.CA)
		}
		cfg.RootCAs = pool
	}
	if (t.TLS.Cert == "") != (t.TLS.Key == "") {
		return nil, fmt.Errorf("environment %q: a client certificate takes both tls.cert and tls.key", t.Name)
	}
	if t.TLS.Cert != "" {
		pair, err := tls.LoadX509KeyPair(t.TLS.Cert, t.TLS.Key)
		if err != nil {
			return nil, fmt.Errorf("environment %q: client certificate: %w", t.Name, err)
		}
		cfg.Certificates = []tls.Certificate{pair}
	}
	return cfg, nil
}
