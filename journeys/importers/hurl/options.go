package hurl

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/envparity/envparity/journeys"
)

// outputOnly are options that concern what Hurl prints and writes, not what it sends.
var outputOnly = []string{"verbose", "very-verbose", "verbosity", "output", "color", "progress-bar", "fail-with-body"}

// refused are the options that a step does not have, and what to write instead.
var refused = map[string]string{
	"retry":                 "a failed or slow first attempt must not pass unseen",
	"retry-interval":        "a failed or slow first attempt must not pass unseen",
	"insecure":              "give the environment's `tls { ca = … }` instead",
	"cacert":                "give the environment's `tls { ca = … }` instead",
	"cert":                  "give the environment's `tls { cert = …  key = … }` instead",
	"key":                   "give the environment's `tls { cert = …  key = … }` instead",
	"pinnedpubkey":          "certificates are verified by their authority",
	"proxy":                 "give the environment's `proxy` instead",
	"no-proxy":              "give the environment's `proxy` instead",
	"noproxy":               "give the environment's `proxy` instead",
	"resolve":               "give the environment's `resolve` instead",
	"connect-to":            "give the environment's `resolve` instead",
	"http1.0":               "a journey has `protocol = \"http/1.1\"`, \"h2\" or \"h2c\"",
	"http1.1":               "write `protocol = \"http/1.1\"` in the journey",
	"http2":                 "write `protocol = \"h2\"` in the journey",
	"http2-prior-knowledge": "write `protocol = \"h2c\"` in the journey",
	"http3":                 "journeys have no HTTP/3",
	"repeat":                "a journey repeats as a whole: write the step as often as it is meant, or use `rounds`",
	"aws-sigv4":             "requests are not signed",
	"netrc":                 "write `basic_auth` with secret(\"NAME\") instead",
	"netrc-file":            "write `basic_auth` with secret(\"NAME\") instead",
	"netrc-optional":        "write `basic_auth` with secret(\"NAME\") instead",
	"ntlm":                  "journeys have `basic_auth` and `bearer`",
	"negotiate":             "journeys have `basic_auth` and `bearer`",
	"digest":                "journeys have `basic_auth` and `bearer`",
	"unix-socket":           "journeys go over TCP",
	"limit-rate":            "a journey is never slowed down on purpose",
	"connect-timeout":       "`timeout` bounds a request as a whole",
	"ipv4":                  "give the environment's `resolve` instead",
	"ipv6":                  "give the environment's `resolve` instead",
	"location-trusted":      "credentials never follow to another host; `redirects` follows without them",
	"no-cookie-store":       "a journey keeps its cookies from step to step",
}

func (p *parser) option(s *journeys.Step, line int, k, raw string) {
	v := plainValue(raw)
	if strings.Contains(v, "{{") && k != "header" && k != "user" {
		p.fail(line, "option %s: %q is known during a run only", k, shown(v))
		return
	}
	if slices.Contains(outputOnly, k) {
		p.note(line, "option %s is left out: it concerns what Hurl prints or writes", k)
		return
	}
	if why, is := refused[k]; is {
		if v != "false" {
			p.fail(line, "option %s is refused: %s", k, why)
		}
		return
	}
	switch k {
	case "location":
		p.truth(line, k, v, func() { s.Redirects = journeys.MaxRedirects })
	case "max-redirs": // read by redirects, once location is known
		if n, err := strconv.Atoi(v); err != nil || n < 0 || n > journeys.MaxRedirects {
			p.fail(line, "option max-redirs must be 0 to %d", journeys.MaxRedirects)
		}
	case "variable": // read by optionsAhead
		if !strings.Contains(v, "=") {
			p.fail(line, "option variable reads variable: name=value")
		}
	case "skip":
		p.truth(line, k, v, func() {})
	case "delay":
		p.duration(line, k, v, time.Millisecond, &s.Think)
	case "max-time":
		p.duration(line, k, v, time.Second, &s.Timeout)
	case "compressed", "path-as-is":
		p.note(line, "option %s is left out: envparity asks for gzip and sends a path as it is written, in any case", k)
	case "user":
		user, password, _ := strings.Cut(raw, ":")
		s.Basic = &journeys.Basic{User: p.text(line, user, true), Password: p.value(line, password)}
	case "header":
		name, val, ok := splitKey(raw)
		if !ok {
			p.fail(line, "option header reads header: name: value")
			return
		}
		s.Headers = append(s.Headers, journeys.Pair{Name: p.key(line, name), Value: p.value(line, val)})
	default:
		p.fail(line, "option %q is not understood", shown(k))
	}
}

func (p *parser) truth(line int, k, v string, yes func()) {
	switch v {
	case "true":
		yes()
	case "false":
	default:
		p.fail(line, "option %s is true or false, not %q", k, shown(v))
	}
}

var durationForm = regexp.MustCompile(`^([0-9]{1,9})(ms|s|m|h)?$`)

// duration reads a whole number with the unit that the option has without one.
func (p *parser) duration(line int, k, v string, unit time.Duration, into *time.Duration) {
	m := durationForm.FindStringSubmatch(v)
	if m == nil {
		p.fail(line, "option %s reads a whole number with ms, s or m, not %q", k, shown(v))
		return
	}
	switch m[2] {
	case "ms":
		unit = time.Millisecond
	case "s":
		unit = time.Second
	case "m":
		unit = time.Minute
	case "h":
		unit = time.Hour
	}
	n, _ := strconv.Atoi(m[1]) // at most nine digits
	*into = time.Duration(n) * unit
}

// redirects bounds how many are followed, whichever of the two options stands first.
func (p *parser) redirects(s *journeys.Step) {
	if s.Redirects == 0 {
		return
	}
	for i := s.Line; i < p.at; i++ {
		if k, v, ok := splitKey(p.lines[i]); ok && k == "max-redirs" {
			if n, err := strconv.Atoi(plainValue(v)); err == nil && n >= 0 && n <= journeys.MaxRedirects {
				s.Redirects = n
			}
		}
	}
}
