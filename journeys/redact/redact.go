// Package redact finds what must not be shown in the requests and answers of journeys, by its name, its form or because it is a known secret, and
// puts a mark in its place.
package redact

import (
	"encoding/base64"
	"net/url"
	"regexp"
	"sort"
	"strings"
	"sync"

	"github.com/envparity/envparity/journeys/words"
)

// Redacted stands where a secret stood.
const Redacted = "[redacted]"

// SensitiveName reports whether a header, field or variable of this name holds what nobody else should read.
func SensitiveName(name string) bool {
	n := strings.NewReplacer("-", "", "_", "", ".", "", " ", "").Replace(strings.ToLower(name))
	switch n {
	case "authorization", "proxyauthorization", "cookie", "setcookie", "sid", "pin", "cvv", "cvc", "iban", "ssn", "jwt", "auth", "session", "sessionid", "jsessionid", "phpsessid", "connectsid", "otp", "totp", "bearer", "signature", "sig", "nonce", "pan", "ccnumber":
		return true
	}
	for _, w := range []string{"token", "secret", "passw", "pwd", "apikey", "credential", "privatekey", "cardnumber", "creditcard", "accesskey", "sessionkey", "passphrase", "accountnumber", "authcode", "csrf", "xsrf", "sessionid", "sessid"} {
		if strings.Contains(n, w) {
			return true
		}
	}
	return false
}

// SensitiveValue reports whether a text looks like a credential or a card number, whatever it is called.
func SensitiveValue(s string) bool {
	if looks.MatchString(s) {
		return true
	}
	return cardNumber(s)
}

var looks = regexp.MustCompile(`eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.|-----BEGIN [A-Z ]*PRIVATE KEY|\b(AKIA|ASIA)[A-Z0-9]{16}\b|\b(ghp|gho|ghs|ghu|github_pat|xox[abps]|sk_live|sk_test|rk_live|glpat)[-_][A-Za-z0-9_-]{10,}|(?i)\b(bearer|basic) +[A-Za-z0-9+/=._~-]{8,}|[a-z][a-z0-9+.-]*://[^/\s:@]+:[^/\s@]+@`)

// cardNumber finds 13 to 19 digits, grouped or not, that pass the Luhn check.
func cardNumber(s string) bool {
	digits := make([]byte, 0, 20)
	check := func() bool { return len(digits) >= 13 && len(digits) <= 19 && luhn(digits) }
	for i := range len(s) {
		c := s[i]
		switch {
		case c >= '0' && c <= '9':
			digits = append(digits, c-'0')
		case (c == ' ' || c == '-') && len(digits) > 0:
		default:
			if check() {
				return true
			}
			digits = digits[:0]
		}
	}
	return check()
}

func luhn(d []byte) bool {
	sum, lead := 0, false
	for i := range d {
		x := int(d[len(d)-1-i])
		if i%2 == 1 {
			if x *= 2; x > 9 {
				x -= 9
			}
		}
		sum += x
		lead = lead || d[i] != d[0]
	}
	return lead && sum%10 == 0 && d[0] >= 2 && d[0] <= 6
}

// Redactor replaces known secrets, and what looks like one, before anything is kept. It is safe for concurrent use.
type Redactor struct {
	mu     sync.RWMutex
	values []string // longest first
	seen   map[string]bool
}

// Add makes v unmentionable: as it is, URL-encoded and in base64. Values of fewer than four characters would redact
// ordinary text and are left alone.
func (r *Redactor) Add(v string) {
	if len(v) < 4 {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.seen == nil {
		r.seen = map[string]bool{}
	}
	for _, f := range []string{
		v, url.QueryEscape(v), url.PathEscape(v),
		base64.StdEncoding.EncodeToString([]byte(v)), base64.RawStdEncoding.EncodeToString([]byte(v)),
		base64.URLEncoding.EncodeToString([]byte(v)), base64.RawURLEncoding.EncodeToString([]byte(v)),
	} {
		if !r.seen[f] {
			r.seen[f] = true
			r.values = append(r.values, f)
		}
	}
	sort.Slice(r.values, func(i, j int) bool { return len(r.values[i]) > len(r.values[j]) })
}

// Clean returns s without secrets and control characters.
func (r *Redactor) Clean(s string) string {
	r.mu.RLock()
	for _, v := range r.values {
		if strings.Contains(s, v) {
			s = strings.ReplaceAll(s, v, Redacted)
		}
	}
	r.mu.RUnlock()
	s = looks.ReplaceAllString(s, Redacted)
	if cardNumber(s) {
		s = Redacted
	}
	return words.Printable(s)
}

// Field is Clean for a value whose name is known.
func (r *Redactor) Field(name, s string) string {
	if SensitiveName(name) {
		return Redacted
	}
	return r.Clean(s)
}

// URL returns a URL that can be shown: no user, secrets and sensitive parameters out.
func (r *Redactor) URL(raw string) string {
	u, err := url.Parse(raw)
	if err != nil {
		return r.Clean(raw)
	}
	if u.User != nil {
		u.User = nil
	}
	if u.RawQuery != "" {
		parts := strings.Split(u.RawQuery, "&")
		for i, p := range parts {
			k, _, has := strings.Cut(p, "=")
			if name, err := url.QueryUnescape(k); has && (err != nil || SensitiveName(name)) {
				parts[i] = k + "=" + Redacted
			}
		}
		u.RawQuery = strings.Join(parts, "&")
	}
	return r.Clean(u.String())
}

var queryValue = regexp.MustCompile(`([?&])([^=&?]+)=([^&]*)`)

// ShownURL is a URL as it stands in a config, without the values of sensitive parameters; holes stay.
func ShownURL(s string) string {
	return queryValue.ReplaceAllStringFunc(s, func(p string) string {
		name, v, _ := strings.Cut(p, "=")
		if raw, err := url.QueryUnescape(name[1:]); v != "" && !strings.HasPrefix(v, "{{") && (err != nil || SensitiveName(raw)) {
			return name + "=" + Redacted
		}
		return p
	})
}
