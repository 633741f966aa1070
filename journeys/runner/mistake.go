package runner

import (
	"crypto/x509"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"github.com/envparity/envparity/journeys"
)

// mistake is an error that the config is to blame for and not the environment: a host that is not allowed, a certificate that nobody here
// trusts, a file that is not there. It is never a difference between environments.
type mistake struct{ err error }

func (m *mistake) Error() string { return m.err.Error() }
func (m *mistake) Unwrap() error { return m.err }

func mistakef(format string, a ...any) error { return &mistake{fmt.Errorf(format, a...)} }

func isMistake(err error) bool {
	var m *mistake
	return errors.As(err, &m)
}

// untrusted explains a certificate of an authority that this machine does not know; nil for every other error. A certificate that has
// expired, or that is for another host, is the environment's own trouble.
func untrusted(t *journeys.Target, err error, host string) error {
	var unknown x509.UnknownAuthorityError
	var roots x509.SystemRootsError
	if !errors.As(err, &unknown) && !errors.As(err, &roots) {
		return nil
	}
	return mistakef("nobody on this machine trusts the certificate of %s: give its authority with `tls { ca = \"ca.pem\" }` in environment %q", host, t.Name)
}

// elsewhere refuses the steps whose URL names a host that the target does not allow, as far as the config itself says it.
func elsewhere(j *journeys.Journey, t *journeys.Target) []journeys.Refusal {
	var out []journeys.Refusal
	for _, list := range [][]journeys.Step{j.Steps, j.Cleanup} {
		for i := range list {
			if u := literalURL(&list[i]); u != nil && !allows(t, u) {
				out = append(out, journeys.Refusal{Environment: t.Name, Step: list[i].Name, Why: notAllowed(t, u.Host)})
			}
		}
	}
	return out
}

// notAllowed says why nothing is sent to a host, and what to do unless it is another environment's.
func (v *visit) notAllowed(host string) string {
	if of := v.r.naming.HostOf(host); of != "" && of != v.t.Name {
		return fmt.Sprintf("%s is a host of environment %q and not of %q", v.r.red.Clean(host), of, v.t.Name)
	}
	return notAllowed(v.t, v.r.red.Clean(host))
}

func notAllowed(t *journeys.Target, host string) string {
	return fmt.Sprintf("%s is not a host of environment %q: add `hosts = [%q]` there if the journey may go to it", host, t.Name, host)
}

// literalURL is the step's URL where the config names its host, else nil.
func literalURL(s *journeys.Step) *url.URL {
	if len(s.URL.Parts) == 0 {
		return nil
	}
	lit := s.URL.Parts[0].Literal
	_, rest, whole := strings.Cut(lit, "://")
	if !whole || len(s.URL.Parts) > 1 && !strings.ContainsAny(rest, "/?") {
		return nil
	}
	u, err := url.Parse(lit)
	if err != nil || u.Host == "" {
		return nil
	}
	return u
}
