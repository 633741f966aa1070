package asserts

import (
	"bytes"
	"crypto/md5" //nolint:gosec // a checksum that the file asks for, no protection
	"crypto/sha256"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"regexp"
	"strings"
	"time"

	"github.com/theory/jsonpath"
)

// Answer is what the queries look at.
type Answer struct {
	Status      int
	Proto       string // "HTTP/1.1", "HTTP/2.0"
	URL         string // that answered
	Header      http.Header
	Cookies     []*http.Cookie
	Body        []byte // decoded
	Took        time.Duration
	Remote      string // address and port
	Certificate *x509.Certificate
	JSON        func() (any, error) // the body, numbers as json.Number; nil to decode Body
	Now         time.Time
	Redirects   []Redirect // followed before this answer
}

// Redirect is an answer that led to another.
type Redirect struct {
	Location string
	Status   int
}

// Expr is a query with its filters.
type Expr struct {
	Source  string
	kind    string
	arg     template
	re      *regex
	path    *jsonpath.Path // of a jsonpath without placeholders
	filters []filter
}

// ParseExpr reads a query and its filters, and returns what stands behind them.
func ParseExpr(src string) (*Expr, string, error) {
	s := &scanner{src: src}
	s.space()
	from := s.at
	e := &Expr{}
	if err := e.query(s); err != nil {
		return nil, "", err
	}
	for {
		back := s.at
		s.space()
		f, err := parseFilter(s)
		if err != nil {
			return nil, "", err
		}
		if f == nil {
			e.Source = src[from:back]
			s.at = back
			s.space()
			return e, s.rest(), nil
		}
		e.filters = append(e.filters, *f)
	}
}

func (e *Expr) query(s *scanner) error {
	e.kind = s.word()
	var err error
	switch e.kind {
	case "status", "version", "url", "ip", "body", "duration", "bytes", "sha256", "md5", "redirects":
		return nil
	case "header", "cookie", "xpath", "jsonpath", "variable", "certificate":
		if e.arg, err = s.quoted(); err != nil {
			return fmt.Errorf("%s: %w", e.kind, err)
		}
	case "regex":
		e.re, err = s.regex()
		return err
	case "rawbytes":
		return errors.New("the query \"rawbytes\" is not understood: envparity keeps no undecoded body")
	default:
		return fmt.Errorf("%q is no query: there are status, version, header, cookie, body, bytes, xpath, jsonpath, regex, variable, duration, url, redirects, ip, certificate, sha256 and md5", short(s.src))
	}
	lit, fixed := e.arg.literal()
	switch {
	case !fixed:
	case e.kind == "jsonpath":
		e.path, err = parsePath(lit)
	case e.kind == "xpath":
		_, err = compileXPath(lit, nil)
	case e.kind == "certificate" && !certificateNames[lit]:
		err = fmt.Errorf("certificate %q is not understood: there are Subject, Issuer, Start-Date, Expire-Date and Serial-Number", short(lit))
	case e.kind == "cookie":
		_, _, err = cookieName(lit)
	}
	return err
}

// parsePath reads a path of RFC 9535.
func parsePath(s string) (*jsonpath.Path, error) {
	p, err := jsonpath.Parse(s)
	if err != nil { // as Hurl 7 and before it had paths
		if old, err := jsonpath.Parse(older(s)); err == nil {
			return old, nil
		}
		return nil, fmt.Errorf("%q is no path of RFC 9535: %s", short(s), strings.TrimPrefix(err.Error(), "jsonpath: "))
	}
	return p, nil
}

var dashed = regexp.MustCompile(`^\.([A-Za-z_][A-Za-z0-9_]*-[A-Za-z0-9_-]*)`)

// older writes a path of Hurl 7, which allows $.a-key and $.[0], as RFC 9535 has it. What stands between quotes stays.
func older(s string) string {
	var b strings.Builder
	quote := byte(0)
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '\'' || c == '"':
			quote = c
		case strings.HasPrefix(s[i:], ".["):
			continue
		case c == '.':
			if m := dashed.FindStringSubmatch(s[i:]); m != nil {
				b.WriteString("['" + m[1] + "']")
				i += len(m[0]) - 1
				continue
			}
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

// Eval returns the value of an expression, and whether there is one.
func (e *Expr) Eval(a *Answer, r Resolve) (any, bool, error) {
	v, found, err := e.ask(a, r)
	for i := range e.filters {
		if err != nil {
			return nil, false, err
		}
		if !found {
			return nil, false, errNothing
		}
		v, found, err = e.filters[i].apply(v, a, r)
	}
	return v, found, err
}

func (e *Expr) ask(a *Answer, r Resolve) (any, bool, error) {
	arg, err := e.arg.fill(r)
	if err != nil {
		return nil, false, err
	}
	switch e.kind {
	case "status":
		return integer(a.Status), true, nil
	case "version":
		return strings.NewReplacer("HTTP/", "", "2.0", "2", "3.0", "3").Replace(a.Proto), true, nil
	case "url":
		return a.URL, true, nil
	case "ip":
		host, _, err := net.SplitHostPort(a.Remote)
		return host, err == nil, nil
	case "header":
		return several(a.Header.Values(arg))
	case "cookie":
		return a.cookie(arg)
	case "body":
		return string(a.Body), true, nil
	case "bytes":
		return a.Body, true, nil
	case "sha256":
		h := sha256.Sum256(a.Body)
		return h[:], true, nil
	case "md5":
		h := md5.Sum(a.Body) //nolint:gosec // see the import
		return h[:], true, nil
	case "redirects":
		list := make([]any, 0, len(a.Redirects))
		for _, x := range a.Redirects {
			list = append(list, map[string]any{"location": x.Location, "status": integer(x.Status)})
		}
		return list, true, nil
	case "duration":
		return integer(int(a.Took.Milliseconds())), true, nil
	case "variable":
		v, err := r(arg)
		return v, err == nil, nil
	case "certificate":
		return a.certificate(arg)
	case "regex":
		return match(e.re, string(a.Body), r)
	case "xpath":
		return xpathOf(string(a.Body), strings.Contains(a.Header.Get("Content-Type"), "html"), arg)
	}
	doc, err := a.json()
	if err != nil {
		return nil, false, errors.New("the answer is not JSON")
	}
	p := e.path
	if p == nil {
		if p, err = parsePath(arg); err != nil {
			return nil, false, err
		}
	}
	return selected(p, doc)
}

// selected is one value for a path that names one, a list for any other.
func selected(p *jsonpath.Path, doc any) (any, bool, error) {
	list := []any(p.Select(doc))
	if p.Query().Singular() == nil {
		return list, true, nil
	}
	if len(list) == 0 {
		return nil, false, nil
	}
	return list[0], true, nil
}

func (a *Answer) json() (any, error) {
	if a.JSON != nil {
		return a.JSON()
	}
	return decode(a.Body)
}

func decode(b []byte) (any, error) {
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	var v any
	err := d.Decode(&v)
	if err == nil && d.More() {
		err = errors.New("more than one JSON value")
	}
	return v, err
}

func several(values []string) (any, bool, error) {
	switch len(values) {
	case 0:
		return nil, false, nil
	case 1:
		return values[0], true, nil
	}
	list := make([]any, len(values))
	for i, v := range values {
		list[i] = v
	}
	return list, true, nil
}

func match(x *regex, in string, r Resolve) (any, bool, error) {
	re, err := x.compile(r)
	if err != nil {
		return nil, false, err
	}
	m := re.FindStringSubmatchIndex(in)
	if len(m) < 4 || m[2] < 0 { // the value is that of the first group
		return nil, false, nil
	}
	return in[m[2]:m[3]], true, nil
}

var cookieForm = regexp.MustCompile(`^([^\[]+)(?:\[([A-Za-z-]+)\])?$`)

// cookieName splits "sid[Expires]".
func cookieName(s string) (name, attribute string, err error) {
	m := cookieForm.FindStringSubmatch(s)
	if m == nil {
		return "", "", fmt.Errorf("cookie %q is not understood: write \"name\" or \"name[Attribute]\"", short(s))
	}
	switch at := strings.ToLower(m[2]); at {
	case "", "value", "expires", "max-age", "domain", "path", "secure", "httponly", "samesite":
		return m[1], at, nil
	}
	return "", "", fmt.Errorf("a cookie has no attribute %q", m[2])
}

func (a *Answer) cookie(arg string) (any, bool, error) {
	name, attribute, err := cookieName(arg)
	if err != nil {
		return nil, false, err
	}
	for _, c := range a.Cookies {
		if c.Name != name {
			continue
		}
		switch attribute {
		case "expires":
			return c.Expires, c.RawExpires != "", nil
		case "max-age":
			return integer(max(c.MaxAge, 0)), c.MaxAge != 0, nil
		case "domain":
			return c.Domain, c.Domain != "", nil
		case "path":
			return c.Path, c.Path != "", nil
		case "secure":
			return true, c.Secure, nil
		case "httponly":
			return true, c.HttpOnly, nil
		case "samesite":
			word := map[http.SameSite]string{http.SameSiteLaxMode: "Lax", http.SameSiteStrictMode: "Strict", http.SameSiteNoneMode: "None"}[c.SameSite]
			return word, word != "", nil
		}
		return c.Value, true, nil
	}
	return nil, false, nil
}

var certificateNames = map[string]bool{"Subject": true, "Issuer": true, "Start-Date": true, "Expire-Date": true, "Serial-Number": true}

func (a *Answer) certificate(field string) (any, bool, error) {
	c := a.Certificate
	if c == nil {
		return nil, false, nil
	}
	switch field {
	case "Subject":
		return c.Subject.String(), true, nil
	case "Issuer":
		return c.Issuer.String(), true, nil
	case "Start-Date":
		return c.NotBefore, true, nil
	case "Expire-Date":
		return c.NotAfter, true, nil
	case "Serial-Number":
		var out []string
		for _, b := range c.SerialNumber.Bytes() {
			out = append(out, fmt.Sprintf("%02x", b))
		}
		return strings.Join(out, ":"), true, nil
	}
	return nil, false, fmt.Errorf("a certificate has no %q", short(field))
}
