package importers

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"path"
	"regexp"
	"slices"
	"sort"
	"strings"

	"github.com/envparity/envparity/journeys"
	"github.com/envparity/envparity/journeys/redact"
	"github.com/envparity/envparity/names"
	"github.com/envparity/envparity/snapshot/secret"
)

// Options say what becomes of recorded traffic.
type Options struct {
	Name  string   // of the journey
	Hosts []string // requests to other hosts are left out; empty takes the host most requests went to
}

// Draft makes a journey of recorded exchanges. notes say what was left out and what a person has to add.
func Draft(exchanges []Exchange, o Options) (j journeys.Journey, notes []string) {
	j = journeys.Journey{Name: o.Name, Warmup: -1, Connections: journeys.Warm}
	hosts := o.Hosts
	if len(hosts) == 0 {
		hosts = commonHost(exchanges)
	}
	d := &drafter{names: map[string]int{}, vars: map[string]bool{}, secrets: map[string]bool{}}
	kept, dropped := choose(exchanges, hosts)
	for _, why := range sortedReasons(dropped) {
		notes = append(notes, names.Count(dropped[why], "request")+" left out: "+why)
	}
	for i := 0; i < len(kept); i++ {
		first := kept[i]
		hops := 0
		for isRedirect(kept[i]) && i+1 < len(kept) && leadsTo(kept[i], kept[i+1]) && hops < journeys.MaxRedirects {
			i++
			hops++
		}
		d.step(first, kept[i], hops)
	}
	j.Steps = d.steps
	d.captures(&j)
	for i := range j.Steps { // only now: what an earlier answer gave is a variable and no secret
		d.clean(&j.Steps[i])
	}
	if d.conditional > 0 {
		notes = append(notes, names.Count(d.conditional, "request")+" asked only for what the browser did not have (status 304 or 206): the draft sends no condition and expects 200")
	}
	if d.credentials {
		notes = append(notes, "the recording carried credentials, which are not in the draft: a step that logs in must be added, with secret(\"NAME\")")
	} else if !d.login {
		notes = append(notes, "no log-in was recorded (browsers leave cookies and Authorization out of an export): add one if the journey needs it")
	}
	for _, s := range sortedBools(d.secrets) {
		notes = append(notes, fmt.Sprintf("a recorded value was taken out: set the environment variable %s", s))
	}
	return j, notes
}

// choose keeps what a journey is made of.
func choose(all []Exchange, hosts []string) (kept []Exchange, dropped map[string]int) {
	dropped = map[string]int{}
	for _, x := range all {
		u, err := url.Parse(x.URL)
		switch {
		case err != nil || !method.MatchString(x.Method):
			dropped["not a request that can be repeated"]++
		case x.Method == http.MethodOptions || x.Method == http.MethodConnect || x.Method == http.MethodTrace:
			dropped["preflights and the like"]++
		case len(hosts) > 0 && u.Host != "" && !slices.Contains(hosts, u.Host) && !slices.Contains(hosts, u.Hostname()):
			dropped["to other hosts"]++
		case static(u, x):
			dropped["pictures, scripts, styles and fonts"]++
		default:
			kept = append(kept, x)
		}
	}
	return kept, dropped
}

var method = regexp.MustCompile(`^[A-Z][A-Z-]{0,15}$`)

var staticExt = regexp.MustCompile(`(?i)\.(png|jpe?g|gif|svg|webp|avif|ico|css|js|mjs|map|woff2?|ttf|otf|eot|mp4|webm|mp3)$`)

func static(u *url.URL, x Exchange) bool {
	switch x.Kind {
	case "document", "xhr", "fetch":
		return false
	case "":
	default:
		return true
	}
	return x.Method == http.MethodGet && staticExt.MatchString(u.Path)
}

func commonHost(all []Exchange) []string {
	n := map[string]int{}
	for _, x := range all {
		if u, err := url.Parse(x.URL); err == nil && u.Host != "" && !static(u, x) {
			n[u.Host]++
		}
	}
	best := ""
	for h := range n {
		if n[h] > n[best] || n[h] == n[best] && h < best {
			best = h
		}
	}
	if best == "" {
		return nil
	}
	return []string{best}
}

func isRedirect(x Exchange) bool { return x.Status >= 300 && x.Status < 400 && x.Status != 304 }

// leadsTo reports whether b is what a's Location sent the browser to.
func leadsTo(a, b Exchange) bool {
	from, err1 := url.Parse(a.URL)
	to, err2 := url.Parse(b.URL)
	if err1 != nil || err2 != nil || a.RespHeader.Get("Location") == "" {
		return false
	}
	want, err := from.Parse(a.RespHeader.Get("Location"))
	return err == nil && want.Path == to.Path && want.Host == to.Host
}

// drafter collects steps.
type drafter struct {
	steps              []journeys.Step
	answers            []Exchange // of each step, for captures
	names              map[string]int
	vars, secrets      map[string]bool
	credentials, login bool
	conditional        int // requests that were sent under a condition
	expected           int // steps of whose expectations something was taken out
}

func (d *drafter) step(x, last Exchange, hops int) {
	u, _ := url.Parse(x.URL) // choose has seen it parse
	s := journeys.Step{Method: x.Method, Redirects: hops, Name: d.name(x.Method, u.Path)}
	p := u.EscapedPath()
	if p == "" {
		p = "/"
	}
	s.URL = journeys.Lit(p)
	for _, f := range queryFields(u.RawQuery) {
		s.Query = append(s.Query, journeys.Pair{Name: f.Name, Value: journeys.Lit(f.Value)})
	}
	for _, k := range headerNames(x.Header) {
		v := x.Header.Get(k)
		token, isBearer := strings.CutPrefix(v, "Bearer ")
		switch {
		case http.CanonicalHeaderKey(k) == "Authorization" && isBearer:
			s.Bearer = journeys.Lit(token)
		case keepHeader(k, v):
			s.Headers = append(s.Headers, journeys.Pair{Name: k, Value: journeys.Lit(v)})
		case redact.SensitiveName(k):
			d.credentials = true
		}
	}
	d.body(x, &s)
	if status := d.whole(last.Status); status > 0 {
		s.Expect.Status = []journeys.StatusRange{{From: status, To: status}}
	}
	if x.Method != http.MethodGet && x.Method != http.MethodHead && regexp.MustCompile(`(?i)log-?in|sign-?in|auth|session|token`).MatchString(u.Path) {
		s.Effect, d.login = journeys.Login, true
	}
	d.steps = append(d.steps, s)
	d.answers = append(d.answers, last)
}

// whole is the status of an answer that is not held back: a browser asks under conditions (If-None-Match, Range) that the draft does not carry.
func (d *drafter) whole(status int) int {
	if status == http.StatusNotModified || status == http.StatusPartialContent {
		d.conditional++
		return http.StatusOK
	}
	return status
}

func (d *drafter) name(method, p string) string {
	n := strings.ToLower(method) + " " + publicName(path.Clean("/"+p))
	if r := []rune(n); len(r) > 60 {
		n = string(r[:60])
	}
	d.names[n]++
	if k := d.names[n]; k > 1 {
		return fmt.Sprintf("%s #%d", n, k)
	}
	return n
}

// keepHeader takes what changes an answer: not what a browser says of itself, and of credentials only those that an earlier
// answer may have handed out; clean takes away the ones that none did.
func keepHeader(k, v string) bool {
	switch http.CanonicalHeaderKey(k) {
	case "Accept", "Content-Type", "X-Requested-With", "Accept-Language", "Prefer", "X-Api-Version", "If-Match":
		return len(v) < 200 && !strings.HasPrefix(v, "multipart/")
	case "Cookie", "Authorization", "Proxy-Authorization":
		return false
	}
	return redact.SensitiveName(k)
}

// clean takes out of a step what is secret.
func (d *drafter) clean(s *journeys.Step) {
	if _, literal := s.Bearer.Literal(); literal && !s.Bearer.Empty() {
		s.Bearer, d.credentials = journeys.Text{}, true
	}
	s.Headers = slices.DeleteFunc(s.Headers, func(p journeys.Pair) bool {
		_, literal := p.Value.Literal()
		drop := literal && (redact.SensitiveName(p.Name) || redact.SensitiveValue(p.Value.String()))
		d.credentials = d.credentials || drop
		return drop
	})
	for i := range s.URL.Parts {
		if p := &s.URL.Parts[i]; p.Literal != "" {
			segments := strings.Split(p.Literal, "/")
			for k := range segments {
				raw, err := url.PathUnescape(segments[k])
				if err == nil && Private(raw) {
					segments[k] = "REMOVED"
				}
			}
			p.Literal = strings.Join(segments, "/")
		}
	}
	for _, l := range [][]journeys.Pair{s.Query, s.Form} {
		for i := range l {
			l[i].Value = d.cleanText(l[i].Name, l[i].Value)
		}
	}
	s.Body = d.cleanText("body", s.Body)
	if s.HasJSON {
		s.JSON = d.tree("", s.JSON)
	}
}

// cleanText scrubs what is literal. Beside a variable only a part that looks like a secret by itself goes.
func (d *drafter) cleanText(name string, t journeys.Text) journeys.Text {
	if v, literal := t.Literal(); literal {
		return d.scrub(name, v)
	}
	for i := range t.Parts {
		if p := &t.Parts[i]; Private(p.Literal) {
			p.Literal = "REMOVED"
		}
	}
	return t
}

func (d *drafter) body(x Exchange, s *journeys.Step) {
	media := strings.ToLower(x.Header.Get("Content-Type"))
	switch {
	case strings.Contains(media, "json") && len(x.Body) > 0:
		var v any
		dec := json.NewDecoder(strings.NewReader(string(x.Body)))
		dec.UseNumber()
		if dec.Decode(&v) == nil {
			s.JSON, s.HasJSON = v, true
			s.Headers = slices.DeleteFunc(s.Headers, func(p journeys.Pair) bool { return http.CanonicalHeaderKey(p.Name) == "Content-Type" })
		}
	case strings.Contains(media, "x-www-form-urlencoded"), len(x.Body) == 0 && len(x.Form) > 0:
		fields := x.Form
		if len(x.Body) > 0 {
			fields = queryFields(string(x.Body))
		}
		for _, f := range fields {
			s.Form = append(s.Form, journeys.Pair{Name: f.Name, Value: journeys.Lit(f.Value)})
		}
		s.Headers = slices.DeleteFunc(s.Headers, func(p journeys.Pair) bool { return http.CanonicalHeaderKey(p.Name) == "Content-Type" })
	case len(x.Body) > 0 && len(x.Body) < 4096 && !strings.HasPrefix(media, "multipart/"):
		s.Body = journeys.Lit(string(x.Body))
	}
}

func (d *drafter) tree(name string, v any) any {
	switch t := v.(type) {
	case string:
		x := d.scrub(name, t)
		if s, ok := x.Literal(); ok {
			return s
		}
		return x
	case json.Number:
		if redact.SensitiveName(name) || redact.SensitiveValue(t.String()) {
			return d.scrub(name, t.String())
		}
	case journeys.Text:
		return d.cleanText(name, t)
	case map[string]any:
		for k := range t {
			t[k] = d.tree(k, t[k])
		}
	case []any:
		for i := range t {
			t[i] = d.tree(name, t[i])
		}
	}
	return v
}

// scrub replaces what is secret by name or by form with a reference. The value stays in the Text of no step.
func (d *drafter) scrub(name, v string) journeys.Text {
	if v != "" && (redact.SensitiveName(name) || Private(v)) {
		return d.reference(name)
	}
	return d.parts(name, v)
}

// parts replaces the secrets inside a text by references: elements of XML, JSON inside JSON, pairs of any syntax.
func (d *drafter) parts(name, v string) journeys.Text {
	nameOf := func(n string) secret.Name {
		if redact.SensitiveName(n) {
			return secret.Chosen
		}
		return secret.NameOf(n)
	}
	var found []string
	text, changed := secret.ReplaceBy(v, secret.Config, nameOf, func(s string) string {
		found = append(found, s)
		return fmt.Sprintf("%s%032x;", secret.Sealed, len(found)) // what is replaced is not looked at again
	})
	if !changed {
		return journeys.Lit(v)
	}
	var out journeys.Text
	for len(text) > 0 {
		at := strings.Index(text, secret.Sealed)
		if at < 0 {
			out.Parts = append(out.Parts, journeys.Part{Literal: text})
			break
		}
		if at > 0 {
			out.Parts = append(out.Parts, journeys.Part{Literal: text[:at]})
		}
		end := strings.IndexByte(text[at:], ';')
		if end < 0 {
			break // none of ours
		}
		out.Parts = append(out.Parts, d.reference(fmt.Sprintf("%s_%s", name, strings.TrimLeft(text[at+len(secret.Sealed):at+end], "0"))).Parts...)
		text = text[at+end+1:]
	}
	return out
}

// reference is a secret named after what held it.
func (d *drafter) reference(name string) journeys.Text {
	n := strings.Trim(regexp.MustCompile(`[^A-Z0-9]+`).ReplaceAllString(strings.ToUpper(name), "_"), "_")
	if n == "" || n == "BODY" {
		n = "VALUE"
	}
	n = strings.Replace(n, "BODY_", "VALUE_", 1)
	if n[0] >= '0' && n[0] <= '9' {
		n = "V_" + n
	}
	if len(n) > 40 {
		n = n[:40]
	}
	n = "JOURNEY_" + n
	d.secrets[n] = true
	return journeys.Text{Parts: []journeys.Part{{Secret: n}}}
}

// personal matches addresses of people.
var personal = regexp.MustCompile(`(?i)[a-z0-9._%+-]+@[a-z0-9-]+(\.[a-z0-9-]+)+`)

func queryFields(raw string) []Field {
	var out []Field
	for _, p := range strings.Split(raw, "&") {
		if p == "" {
			continue
		}
		k, v, _ := strings.Cut(p, "=")
		name, err1 := url.QueryUnescape(k)
		val, err2 := url.QueryUnescape(v)
		if err1 != nil || err2 != nil {
			name, val = k, v
		}
		out = append(out, Field{name, val})
	}
	return out
}

func headerNames(h http.Header) []string {
	var out []string
	for k := range h {
		out = append(out, k)
	}
	sort.Strings(out)
	return out
}

func sortedReasons(m map[string]int) []string {
	var out []string
	for k := range m {
		out = append(out, k)
	}
	sort.Strings(out)
	return out
}

func sortedBools(m map[string]bool) []string {
	var out []string
	for k := range m {
		out = append(out, k)
	}
	sort.Strings(out)
	return out
}
