package answers

import (
	"net/http"
	"slices"
	"sort"
	"strings"

	"github.com/envparity/envparity/journeys"
	"github.com/envparity/envparity/journeys/words"
)

// ComparedHeaders are compared without being asked for, besides Content-Type: what browsers and caches go by. At the level shape only
// whether they are there; at stable and exact their values too.
func ComparedHeaders() []string {
	return append(securityHeaders(), "cache-control", "vary", "content-encoding", "access-control-allow-origin", "access-control-allow-credentials")
}

// securityHeaders protect whoever uses the answer.
func securityHeaders() []string {
	return []string{"strict-transport-security", "content-security-policy", "x-frame-options", "x-content-type-options", "referrer-policy", "permissions-policy"}
}

// headers takes the headers of an answer apart: those that are compared, the flags of its cookies, and where it redirects to.
func (v Place) headers(s *journeys.Step, a *Answer) []leaf {
	names := append([]string{"content-type"}, ComparedHeaders()...)
	for _, h := range slices.Concat(v.Journey.Compare.Headers, s.Compare.Headers) {
		if h = strings.ToLower(h); !slices.Contains(names, h) {
			names = append(names, h)
		}
	}
	var out []leaf
	for _, h := range names {
		if val := strings.Join(a.Header.Values(h), ", "); val != "" {
			out = append(out, leaf{path: h, shape: h, kind: "string", text: v.neutral(val)})
		}
	}
	for _, c := range a.Cookies {
		at := "set-cookie." + words.Cut(c.Name, 60) + ".flags"
		out = append(out, leaf{path: at, shape: at, kind: "string", text: cookieFlags(c)})
	}
	if to := a.Header.Get("Location"); to != "" {
		out = append(out, leaf{path: "location", shape: "location", kind: "link", text: v.neutral(to)})
	}
	return out
}

func cookieFlags(c *http.Cookie) string {
	var out []string
	if c.HttpOnly {
		out = append(out, "HttpOnly")
	}
	if c.Secure {
		out = append(out, "Secure")
	}
	if c.Partitioned {
		out = append(out, "Partitioned")
	}
	switch c.SameSite {
	case http.SameSiteLaxMode:
		out = append(out, "SameSite=Lax")
	case http.SameSiteStrictMode:
		out = append(out, "SameSite=Strict")
	case http.SameSiteNoneMode:
		out = append(out, "SameSite=None")
	}
	sort.Strings(out)
	if len(out) == 0 {
		return "none"
	}
	return strings.Join(out, ", ")
}
