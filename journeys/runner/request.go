package runner

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"mime"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"net/url"
	"path/filepath"
	"strings"

	"github.com/envparity/envparity/internal/bounds"
	"github.com/envparity/envparity/internal/confine"
	"github.com/envparity/envparity/journeys"
	"github.com/envparity/envparity/journeys/answers"
	"github.com/envparity/envparity/journeys/asserts"
	"github.com/envparity/envparity/journeys/redact"
)

// visit is one journey in one environment in one round: its cookies, what it captured.
type visit struct {
	r    *runner
	t    *journeys.Target
	j    *journeys.Journey
	jar  http.CookieJar
	vars map[string]value
	// hops are the redirects that the step at hand has followed.
	hops []asserts.Redirect
	// secret is set when the request that is built holds a credential.
	secret bool

	// later takes answers that are looked at once more is known, nil to look at them at once.
	later func(*answers.Answer, *journeys.StepSample)
}

// value fills one hole.
func (v *visit) value(p journeys.Part) (string, error) {
	switch {
	case p.Var != "":
		x, ok := v.vars[p.Var]
		if !ok {
			return "", fmt.Errorf("no earlier step captured %q", p.Var)
		}
		return x.text, nil
	case p.Secret != "":
		v.secret = true
		return v.r.secret(p.Secret)
	case p.Call == "uuid":
		return newUUID(), nil
	}
	return p.Literal, nil
}

// build makes the request of a step. The second result says whether the step itself names the host it goes to.
func (v *visit) build(ctx context.Context, s *journeys.Step) (*http.Request, error) {
	v.secret = false
	u, literalHost, err := v.url(s)
	if err != nil {
		return nil, err
	}
	if !allows(v.t, u) {
		return nil, mistakef("%s", v.notAllowed(u.Host))
	}
	body, media, err := v.body(s)
	if err != nil {
		return nil, err
	}
	req, err := http.NewRequestWithContext(ctx, s.Method, u.String(), bytes.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("cannot make a request of step %q: %s", s.Name, v.r.red.Clean(err.Error()))
	}
	if len(body) == 0 {
		req.Body, req.GetBody, req.ContentLength = http.NoBody, nil, 0
	}
	if media != "" {
		req.Header.Set("Content-Type", media)
	}
	for _, list := range [][]journeys.Pair{v.t.Headers, v.j.Headers, s.Headers} {
		if err := v.headers(req, list); err != nil {
			return nil, err
		}
	}
	if err := v.auth(req, s); err != nil {
		return nil, err
	}
	if base, _ := url.Parse(v.t.BaseURL); !literalHost && !sameOrigin(base, u) {
		dropCredentials(req.Header)
	}
	if v.secret {
		if err := encrypted(v.t, u); err != nil {
			return nil, &mistake{err}
		}
	}
	v.mark(req)
	return req, nil
}

// url resolves the step's URL against the base. Captured values are escaped for where they stand, unless they begin the
// URL and so are one.
func (v *visit) url(s *journeys.Step) (u *url.URL, literalHost bool, err error) {
	whole := len(s.URL.Parts) > 0 && s.URL.Parts[0].Literal == ""
	filled, err := s.URL.Fill(v.value, func(sofar, val string) string {
		switch {
		case sofar == "" && whole:
			return val
		case strings.Contains(sofar, "?"):
			return url.QueryEscape(val)
		}
		return url.PathEscape(val)
	})
	if err != nil {
		return nil, false, err
	}
	base, err := url.Parse(v.t.BaseURL)
	if err != nil {
		return nil, false, fmt.Errorf("environment %q: base_url does not parse", v.t.Name)
	}
	ref, err := url.Parse(filled)
	if err != nil {
		return nil, false, fmt.Errorf("step %q: %q is not a URL", s.Name, s.URL)
	}
	switch {
	case ref.IsAbs():
		u, literalHost = ref, !whole
	case ref.Host != "": // "//host/path"
		u = base.ResolveReference(ref)
	default: // below the base's own path
		c := *base
		c.Path = strings.TrimSuffix(base.Path, "/") + "/" + strings.TrimPrefix(ref.Path, "/")
		c.RawPath = strings.TrimSuffix(base.EscapedPath(), "/") + "/" + strings.TrimPrefix(ref.EscapedPath(), "/")
		c.RawQuery = ref.RawQuery
		u = &c
	}
	if u.Scheme != "http" && u.Scheme != "https" {
		return nil, false, fmt.Errorf("step %q: only http and https are sent", s.Name)
	}
	u.Fragment = ""
	if u.User != nil {
		return nil, false, fmt.Errorf("step %q: a URL with a user name in it is not sent: use basic_auth", s.Name)
	}
	if len(s.Query) > 0 {
		q := make([]string, 0, len(s.Query)+1)
		if u.RawQuery != "" {
			q = append(q, u.RawQuery)
		}
		for _, p := range s.Query {
			val, err := p.Value.Fill(v.value, nil)
			if err != nil {
				return nil, false, err
			}
			q = append(q, url.QueryEscape(p.Name)+"="+url.QueryEscape(val))
		}
		u.RawQuery = strings.Join(q, "&")
	}
	return u, literalHost, nil
}

func (v *visit) headers(req *http.Request, list []journeys.Pair) error {
	seen := map[string]bool{}
	for _, p := range list {
		val, err := p.Value.Fill(v.value, nil)
		if err != nil {
			return err
		}
		name := textproto.CanonicalMIMEHeaderKey(p.Name)
		if redact.SensitiveName(name) {
			v.secret = true
			v.r.red.Add(strings.TrimPrefix(strings.TrimPrefix(val, "Bearer "), "Basic "))
		}
		switch {
		case name == "Host":
			req.Host = val
		case seen[name]:
			req.Header.Add(name, val)
		default:
			req.Header.Set(name, val)
		}
		seen[name] = true
	}
	return nil
}

func (v *visit) auth(req *http.Request, s *journeys.Step) error {
	if s.Basic != nil {
		user, err := s.Basic.User.Fill(v.value, nil)
		if err != nil {
			return err
		}
		pw, err := s.Basic.Password.Fill(v.value, nil)
		if err != nil {
			return err
		}
		v.r.red.Add(pw)
		req.SetBasicAuth(user, pw)
		v.secret = true
		v.r.red.Add(strings.TrimPrefix(req.Header.Get("Authorization"), "Basic "))
	}
	if !s.Bearer.Empty() {
		tok, err := s.Bearer.Fill(v.value, nil)
		if err != nil {
			return err
		}
		v.r.red.Add(tok)
		req.Header.Set("Authorization", "Bearer "+tok)
		v.secret = true
	}
	return nil
}

// mark names the request as a test: the same way everywhere, since a marker can change routing and caching.
func (v *visit) mark(req *http.Request) {
	req.Header.Set("User-Agent", "envparity/"+v.r.o.Version+" (+"+v.r.run.RunID+")")
	req.Header.Set("X-Synthetic-Test", v.r.run.RunID)
	req.Header.Set("Traceparent", "00-"+randomHex(16)+"-"+randomHex(8)+"-01")
	if req.Header.Get("Accept-Encoding") == "" {
		req.Header.Set("Accept-Encoding", "gzip")
	}
	if req.Header.Get("Accept") == "" {
		req.Header.Set("Accept", "*/*")
	}
}

func (v *visit) body(s *journeys.Step) (body []byte, media string, err error) {
	media = s.MediaType
	or := func(m string) string {
		if media != "" {
			return media
		}
		return m
	}
	switch {
	case s.HasJSON:
		filled, err := v.json(s.JSON)
		if err != nil {
			return nil, "", err
		}
		body, err = json.Marshal(filled)
		return body, or("application/json"), err
	case len(s.Form) > 0:
		var parts []string
		for _, p := range s.Form {
			val, err := p.Value.Fill(v.value, nil)
			if err != nil {
				return nil, "", err
			}
			if redact.SensitiveName(p.Name) {
				v.r.red.Add(val)
			}
			parts = append(parts, url.QueryEscape(p.Name)+"="+url.QueryEscape(val))
		}
		return []byte(strings.Join(parts, "&")), or("application/x-www-form-urlencoded"), nil
	case len(s.Multipart) > 0:
		return v.multipart(s)
	}
	text, err := s.Body.Fill(v.value, nil)
	return []byte(text), media, err
}

// json fills the holes of a tree. A hole that is a whole value becomes what was captured: a number stays a number.
func (v *visit) json(x any) (any, error) {
	switch t := x.(type) {
	case journeys.Text:
		if len(t.Parts) == 1 && t.Parts[0].Var != "" {
			if got, ok := v.vars[t.Parts[0].Var]; ok {
				return got.json, nil
			}
		}
		return t.Fill(v.value, nil)
	case map[string]any:
		out := make(map[string]any, len(t))
		for k, e := range t {
			f, err := v.json(e)
			if err != nil {
				return nil, err
			}
			if s, ok := f.(string); ok && redact.SensitiveName(k) {
				v.r.red.Add(s)
			}
			out[k] = f
		}
		return out, nil
	case []any:
		out := make([]any, len(t))
		for i, e := range t {
			f, err := v.json(e)
			if err != nil {
				return nil, err
			}
			out[i] = f
		}
		return out, nil
	}
	return x, nil
}

func (v *visit) multipart(s *journeys.Step) (body []byte, media string, err error) {
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for _, p := range s.Multipart {
		h := textproto.MIMEHeader{}
		params := map[string]string{"name": p.Name}
		var content []byte
		if p.File != "" {
			path := p.File
			if !filepath.IsAbs(path) {
				path = filepath.Join(v.r.o.Dir, path)
			}
			content, err = v.r.files.Read(path, bounds.Document, nil)
			if errors.Is(err, confine.ErrOutside) {
				return nil, "", mistakef("step %q: multipart %q: %s lies outside the repository, and a journey sends files of the repository only: copy it there", s.Name, p.Name, p.File)
			}
			if err != nil {
				return nil, "", mistakef("step %q: multipart %q: %w", s.Name, p.Name, err)
			}
			params["filename"] = filepath.Base(p.File)
		} else {
			text, err := p.Value.Fill(v.value, nil)
			if err != nil {
				return nil, "", err
			}
			if redact.SensitiveName(p.Name) {
				v.r.red.Add(text)
			}
			content = []byte(text)
		}
		h.Set("Content-Disposition", mime.FormatMediaType("form-data", params))
		if p.MediaType != "" {
			h.Set("Content-Type", p.MediaType)
		} else if p.File != "" {
			h.Set("Content-Type", "application/octet-stream")
		}
		pw, err := w.CreatePart(h)
		if err != nil {
			return nil, "", err
		}
		if _, err := pw.Write(content); err != nil {
			return nil, "", err
		}
	}
	if err := w.Close(); err != nil {
		return nil, "", err
	}
	return b.Bytes(), w.FormDataContentType(), nil
}

// dropCredentials takes out all by which a server could know who asks.
func dropCredentials(h http.Header) {
	for k := range h {
		if redact.SensitiveName(k) {
			h.Del(k)
		}
	}
}

func randomHex(n int) string {
	b := make([]byte, n)
	_, _ = rand.Read(b) // never fails
	return hex.EncodeToString(b)
}

func newUUID() string {
	b := make([]byte, 16)
	_, _ = rand.Read(b)
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	h := hex.EncodeToString(b)
	return h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:]
}

// place says where the visit is, for whoever looks at its answers.
func (v *visit) place() answers.Place {
	captured := make(map[string]string, len(v.vars))
	for name, got := range v.vars {
		captured[name] = got.text
	}
	return answers.Place{Target: v.t, Journey: v.j, Captured: captured}
}
