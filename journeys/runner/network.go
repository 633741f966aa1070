package runner

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"strings"

	"github.com/envparity/envparity/internal/httpguard"
	"github.com/envparity/envparity/journeys"
)

// Check says what is wrong with a target before anything is sent.
func Check(t *journeys.Target) error {
	if t.BaseURL == "" {
		return fmt.Errorf("environment %q has no base_url: set it, or leave the environment out with `only`", t.Name)
	}
	u, err := url.Parse(t.BaseURL)
	if err != nil {
		return fmt.Errorf("environment %q: base_url does not parse as a URL", t.Name)
	}
	if u.User != nil {
		return fmt.Errorf("environment %q: base_url holds a user name or password: use headers, basic_auth and secret(\"NAME\") instead", t.Name)
	}
	if u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return fmt.Errorf("environment %q: base_url %q must begin with http:// or https:// and a host", t.Name, t.BaseURL)
	}
	if t.ExpectedRatio < 0 || t.MaxRate < 0 {
		return errors.New("environment " + t.Name + ": expected_ratio and rate must not be negative")
	}
	_, err = newTransport(t, "") // its certificates can be read, its proxy is a URL
	return err
}

// allows reports whether a request may go to u at all.
func allows(t *journeys.Target, u *url.URL) bool {
	base, err := url.Parse(t.BaseURL)
	if err != nil {
		return false
	}
	if sameOrigin(base, u) {
		return true
	}
	for _, h := range t.Hosts {
		if strings.EqualFold(h, u.Host) || strings.EqualFold(h, u.Hostname()) {
			return true
		}
	}
	return false
}

// encrypted is an error for an address to which no credential may be sent: a plain one that is not on this machine, or that is reached through
// another.
func encrypted(t *journeys.Target, u *url.URL) error {
	if strings.EqualFold(u.Scheme, "https") {
		return nil
	}
	if host := dialled(t, u); !httpguard.Loopback(host) {
		if resolved(t, hostPort(u)) != hostPort(u) {
			return fmt.Errorf("%s goes to %s, another machine, in clear: a credential goes over https or to this machine", u.Host, host)
		}
		return httpguard.Encrypted(u)
	}
	if t.Proxy == "" {
		return nil
	}
	proxy, err := url.Parse(t.Proxy)
	if err != nil {
		return err
	}
	if !httpguard.Loopback(dialled(t, proxy)) {
		return fmt.Errorf("%s goes through the proxy %s, another machine, in clear: a credential goes over https or to this machine", u.Host, proxy.Host)
	}
	return nil
}

// resolved is the address, with its port, that a connection to addr is made to.
func resolved(t *journeys.Target, addr string) string {
	if to, ok := t.Resolve[addr]; ok {
		return to
	}
	return addr
}

// dialled is the host that a connection to u is made to.
func dialled(t *journeys.Target, u *url.URL) string {
	addr := resolved(t, hostPort(u))
	if host, _, err := net.SplitHostPort(addr); err == nil {
		return host
	}
	return addr
}

func sameOrigin(a, b *url.URL) bool {
	return strings.EqualFold(a.Scheme, b.Scheme) && strings.EqualFold(hostPort(a), hostPort(b))
}

// hostPort is the address of u as a connection is asked for: with its port, and an IPv6 address in brackets.
func hostPort(u *url.URL) string {
	p := u.Port()
	if p == "" {
		p = map[string]string{"https": "443", "http": "80"}[strings.ToLower(u.Scheme)]
	}
	return net.JoinHostPort(u.Hostname(), p)
}

// rate returns the requests per second that may go to the target, 0 for no limit.
func rate(t *journeys.Target) float64 {
	if t.MaxRate > 0 {
		return t.MaxRate
	}
	if t.Protected {
		return journeys.DefaultProtectedRate
	}
	return 0
}
