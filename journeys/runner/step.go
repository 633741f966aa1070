package runner

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"github.com/envparity/envparity/internal/httpguard"
	"github.com/envparity/envparity/journeys"
	"github.com/envparity/envparity/journeys/answers"
	"github.com/envparity/envparity/journeys/asserts"
	"github.com/envparity/envparity/journeys/redact"
	"github.com/envparity/envparity/journeys/words"
	"github.com/envparity/envparity/names"
)

// step sends one step and the redirects it may follow, each a sample of its own. It returns false when the journey cannot
// go on.
func (r *runner) step(ctx context.Context, v *visit, s *journeys.Step, l *lane, tr http.RoundTripper, buf *buffers, out *journeys.Sample) bool {
	req, err := v.build(ctx, s)
	v.hops = nil
	for hop := 0; ; hop++ {
		if err != nil {
			out.Steps = append(out.Steps, journeys.StepSample{Step: s.Name, Hop: hop, Error: r.red.Clean(err.Error())})
			out.Setup = isMistake(err)
			return false
		}
		if !r.wait(ctx, l) {
			return false
		}
		a, st, setup := r.send(ctx, v, s, l, tr, buf, req)
		out.Setup = out.Setup || setup
		st.Step, st.Hop = s.Name, hop
		if ctx.Err() != nil && a == nil {
			return false
		}
		next := redirect(a, req)
		if a != nil && next != nil && hop < s.Redirects {
			out.Steps = append(out.Steps, st)
			r.announce(v, s, &st, out.Round)
			if v.later == nil {
				r.answers.Redirect(v.place(), s, a) // of a warm-up too: where it leads out of the environment there is no further round
			}
			v.hops = append(v.hops, asserts.Redirect{Location: next.String(), Status: a.Status})
			req, err = v.follow(ctx, s, req, next, a.Status)
			continue
		}
		if a != nil {
			st.Failures = v.check(s, a, &st)
			if next != nil && s.Redirects > 0 {
				st.Failures = append(st.Failures, fmt.Sprintf("still redirected after %s", names.Count(hop, "hop")))
			}
			for _, c := range s.Capture {
				got, err := v.take(&c, a, &st)
				if err != nil {
					st.Failures = append(st.Failures, r.red.Clean(err.Error()))
					continue
				}
				if c.Secret || redact.SensitiveValue(got.text) {
					r.red.Add(got.text)
				}
				v.vars[c.Name] = got
			}
			st.Failures = append(st.Failures, v.asserted(s, a, &st)...)
			switch {
			case out.Warmup || out.Round <= 0:
			case v.later != nil:
				v.later(a, &st)
			default:
				r.answers.Observe(v.place(), s, a, st.BodyBytes)
			}
		}
		st = r.scrub(st)
		out.Steps = append(out.Steps, st)
		r.announce(v, s, &st, out.Round)
		return !st.Broken()
	}
}

func (r *runner) announce(v *visit, s *journeys.Step, st *journeys.StepSample, round int) {
	r.event(journeys.Event{Kind: journeys.RequestDone, Journey: v.j.Name, Step: s.Name, Environment: v.t.Name, Round: round, Took: st.Total, Status: st.Status, Problem: st.Trouble()})
}

// send adds cookies, sends, and keeps cookies. A request is sent once: the first attempt is the sample. The third result reports a mistake of
// the config.
func (r *runner) send(ctx context.Context, v *visit, s *journeys.Step, l *lane, tr http.RoundTripper, buf *buffers, req *http.Request) (*answers.Answer, journeys.StepSample, bool) {
	for _, c := range v.jar.Cookies(req.URL) {
		req.AddCookie(c)
		r.red.Add(c.Value)
	}
	limit := s.Timeout
	if limit == 0 {
		limit = v.j.Timeout
	}
	if limit == 0 {
		limit = journeys.DefaultTimeout
	}
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	req.GetBody = nil // with it the transport would send a request again by itself on a connection that died
	at := time.Since(r.began)
	a, st, err := r.ask(v, s, l, tr, buf, req.WithContext(ctx))
	st.At, st.Trace = at, traceID(req, a.Headers())
	why := untrusted(l.t, err, req.URL.Host)
	if why != nil {
		st.Error = why.Error()
	}
	r.mu.Lock()
	r.run.Requests++
	r.mu.Unlock()
	if st.Phases.Connect > 0 {
		l.mu.Lock()
		if l.rtt == 0 || st.Phases.Connect < l.rtt {
			l.rtt = st.Phases.Connect
		}
		l.mu.Unlock()
	}
	if a != nil {
		v.jar.SetCookies(req.URL, a.Cookies)
		for _, c := range a.Cookies {
			r.red.Add(c.Value)
		}
		r.heed(l, a)
	}
	return a, st, why != nil || isMistake(err)
}

// redirect returns where an answer sends us, or nil.
func redirect(a *answers.Answer, req *http.Request) *url.URL {
	if a == nil {
		return nil
	}
	switch a.Status {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther, http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
		if u, err := req.URL.Parse(a.Header.Get("Location")); err == nil && a.Header.Get("Location") != "" {
			return u
		}
	}
	return nil
}

// follow makes the request of the next hop: never outside the environment's hosts, never with credentials to another one.
func (v *visit) follow(ctx context.Context, s *journeys.Step, from *http.Request, to *url.URL, status int) (*http.Request, error) {
	if !allows(v.t, to) {
		return nil, mistakef("it redirects to %s: %s", v.r.red.Clean(to.Host), v.notAllowed(to.Host))
	}
	method := from.Method
	if status <= http.StatusSeeOther && method != http.MethodHead {
		method = http.MethodGet
	}
	if to.User != nil {
		return nil, fmt.Errorf("redirected to a URL with a user name in it, which is not followed")
	}
	req, err := http.NewRequestWithContext(ctx, method, to.String(), http.NoBody)
	if err != nil {
		return nil, fmt.Errorf("redirected to something that is not a URL")
	}
	if method == from.Method && method != http.MethodGet && method != http.MethodHead {
		again, err := v.build(ctx, s) // 307 and 308 repeat the body
		if err != nil {
			return nil, err
		}
		if v.secret && !sameOrigin(from.URL, to) {
			return nil, fmt.Errorf("redirected to %s with a secret, which goes to %s alone", v.r.red.Clean(to.Host), from.URL.Host)
		}
		req.Body, req.ContentLength = again.Body, again.ContentLength
	}
	req.Header = from.Header.Clone()
	req.Header.Del("Cookie") // the jar knows which belong there
	if method != from.Method {
		req.Header.Del("Content-Type")
	}
	if sameOrigin(from.URL, to) {
		req.Host = from.Host
	} else {
		dropCredentials(req.Header)
	}
	return req, nil
}

// scrub makes a sample fit to be kept.
func (r *runner) scrub(s journeys.StepSample) journeys.StepSample {
	s.Error = r.red.Clean(s.Error)
	for i := range s.Failures {
		s.Failures[i] = r.red.Clean(s.Failures[i])
	}
	s.Age, s.Cache, s.Via = r.red.Clean(s.Age), r.red.Clean(s.Cache), r.red.Clean(s.Via)
	s.Encoding, s.Proto = words.Printable(s.Encoding), words.Printable(s.Proto)
	for i := range s.Server {
		s.Server[i].Name, s.Server[i].Desc = r.red.Clean(s.Server[i].Name), r.red.Clean(s.Server[i].Desc)
	}
	return s
}

// heed waits as long as a server asks for, and stops asking when that is too long.
func (r *runner) heed(l *lane, a *answers.Answer) {
	if a.Status != http.StatusTooManyRequests && a.Status != http.StatusServiceUnavailable {
		return
	}
	d := httpguard.RetryAfter(a.Header, time.Now())
	l.mu.Lock()
	defer l.mu.Unlock()
	if d > time.Minute {
		l.stopped = fmt.Sprintf("it answered %d and asks to come back in %s", a.Status, d.Round(time.Second))
		r.problem("no further requests to %s: %s", l.t.Name, l.stopped)
	} else if d > 0 {
		l.limit.notBefore(time.Now().Add(d))
	}
}
