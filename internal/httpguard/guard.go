// Package httpguard is the only HTTP transport of the program. It sends a credential only to its own host, and only over https or to this
// machine. It never follows a redirect by default. It limits the size of an answer.
//
// No other package builds an http.Client or an http.Transport; a test in internal/archtest checks that.
package httpguard

import (
	"fmt"
	"io"
	"math"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"time"
)

// MaxAnswer is the default size of one answer in bytes, twenty times the largest lists of flags seen.
const MaxAnswer = 64 << 20

// Unlimited is a Limit for a client that limits its answers itself.
const Unlimited = math.MaxInt64

// Guard is a transport with the guarantees of this package, whatever library uses it.
type Guard struct {
	Next http.RoundTripper // nil for a transport of its own
	// Host is where credentials may go: "host" or "host:port". Empty: the host of each request, for a library with many hosts.
	Host string
	// Also reports other hosts to which credentials may go; nil for none.
	Also func(host string) bool
	// Headers lists, besides the usual ones, the headers with credentials.
	Headers []string
	// Methods are the allowed methods besides GET and HEAD.
	Methods []string
	// May reports further requests that are allowed, whatever their method; nil for none.
	May func(*http.Request) bool
	// Limit is the size of one answer in bytes; 0 for MaxAnswer.
	Limit int64
	// Redirected allows to follow a redirect, without any credential. Otherwise a redirect is an error.
	Redirected bool
	// Near reports hosts that may get a credential without encryption, besides this machine; nil for none. An example is the address at which a
	// cloud gives a machine its own credentials.
	Near func(host string) bool
}

// Plain returns a transport without a guard, for a caller that configures it and then puts a Guard around it.
func Plain() *http.Transport {
	return http.DefaultTransport.(*http.Transport).Clone() //nolint:forcetypeassert // the library's own value
}

// NoRedirects returns a client for libraries that need one. It sends each request over tr unchanged, and returns a redirecting answer instead of
// following it. The caller must bind credentials to their host.
func NoRedirects(tr *http.Transport) *http.Client {
	return &http.Client{Transport: tr, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}

// Client returns a client whose requests all pass the guard. A try takes at most timeout; 0 is no bound.
func (g *Guard) Client(timeout time.Duration) *http.Client {
	return &http.Client{Transport: g, Timeout: timeout}
}

// RefusedError reports why a request was not sent.
type RefusedError struct{ Why string }

func (e *RefusedError) Error() string { return e.Why }

// RetryableError returns false, so that the AWS SDK does not retry a refused request.
func (e *RefusedError) RetryableError() bool { return false }

// credentials returns the headers with credentials.
func (g *Guard) credentials() []string {
	return append([]string{"Authorization", "Proxy-Authorization", "Cookie", "X-Amz-Security-Token", "X-Registry-Auth", "Private-Token"}, g.Headers...)
}

// RoundTrip implements http.RoundTripper.
func (g *Guard) RoundTrip(req *http.Request) (*http.Response, error) {
	if err := g.allows(req); err != nil {
		if req.Body != nil {
			_ = req.Body.Close() // RoundTrip must close it
		}
		return nil, err
	}
	next := g.Next
	if next == nil {
		next = http.DefaultTransport // nothing has changed it
	}
	if req.Response != nil { // the request follows a redirect
		req = req.Clone(req.Context())
		for _, h := range g.credentials() {
			req.Header.Del(h)
		}
		req.URL.User = nil
	}
	sent := time.Now()
	res, err := next.RoundTrip(req)
	if err == nil {
		if c := clockOf(req.Context()); c != nil {
			c.note(sent, time.Now(), res.Header.Get("Date"))
		}
		limit := g.Limit
		if limit == 0 {
			limit = MaxAnswer
		}
		res.Body = &limited{res.Body, limit, limit}
	}
	return res, err
}

// allows returns an error if a request may not be sent.
func (g *Guard) allows(req *http.Request) error {
	ok := req.Method == "" || req.Method == http.MethodGet || req.Method == http.MethodHead
	for _, m := range g.Methods {
		ok = ok || m == req.Method
	}
	if !ok && (g.May == nil || !g.May(req)) {
		return &RefusedError{"envparity sends no " + req.Method + " here"}
	}
	if req.Response != nil {
		if !g.Redirected {
			return &RefusedError{fmt.Sprintf("it redirects to %s, and a credential follows no redirect; name that address itself", req.URL.Host)}
		}
		if req.URL.Scheme != "https" && !Loopback(req.URL.Hostname()) {
			return &RefusedError{"it redirects to " + req.URL.Scheme + "://" + req.URL.Host + ", which is not encrypted"}
		}
		return nil // its credential is removed
	}
	if !g.carries(req) {
		return nil
	}
	if g.Host != "" && !sameHost(g.Host, req.URL) && (g.Also == nil || !g.Also(req.URL.Hostname())) {
		return &RefusedError{fmt.Sprintf("the credential for %s does not go to %s", g.Host, req.URL.Host)}
	}
	if g.Near != nil && g.Near(req.URL.Hostname()) {
		return nil
	}
	return Encrypted(req.URL)
}

// carries reports whether a request contains a credential: in its address, in a header, or in a form, as for a login.
func (g *Guard) carries(req *http.Request) bool {
	if req.URL.User != nil || strings.HasPrefix(req.Header.Get("Content-Type"), "application/x-www-form-urlencoded") {
		return true
	}
	for _, h := range g.credentials() {
		if req.Header.Get(h) != "" {
			return true
		}
	}
	return false
}

// Encrypted returns an error for an address to which no credential may be sent.
func Encrypted(u *url.URL) error {
	if u.Scheme == "https" || Loopback(u.Hostname()) {
		return nil
	}
	return &RefusedError{fmt.Sprintf("a credential goes to %s over https only; it is written %s://", u.Host, u.Scheme)}
}

// Loopback reports whether a host is this machine.
func Loopback(host string) bool {
	if strings.EqualFold(host, "localhost") || strings.HasSuffix(strings.ToLower(host), ".localhost") {
		return true
	}
	ip, err := netip.ParseAddr(strings.Trim(host, "[]"))
	return err == nil && ip.IsLoopback()
}

func sameHost(host string, u *url.URL) bool {
	return strings.EqualFold(host, u.Host) || strings.EqualFold(withPort(host, u.Scheme), withPort(u.Host, u.Scheme))
}

func withPort(host, scheme string) string {
	if _, _, err := net.SplitHostPort(host); err == nil {
		return host
	}
	if scheme == "http" {
		return net.JoinHostPort(strings.Trim(host, "[]"), "80")
	}
	return net.JoinHostPort(strings.Trim(host, "[]"), "443")
}

// limited ends an answer that exceeds its limit.
type limited struct {
	io.ReadCloser
	left, limit int64
}

// Read implements io.Reader.
func (b *limited) Read(p []byte) (int, error) {
	if b.left <= 0 {
		var one [1]byte
		if n, err := b.ReadCloser.Read(one[:]); n == 0 {
			return 0, err
		}
		return 0, fmt.Errorf("the answer is larger than %d MB", b.limit>>20)
	}
	if int64(len(p)) > b.left {
		p = p[:b.left]
	}
	n, err := b.ReadCloser.Read(p)
	b.left -= int64(n)
	return n, err
}
