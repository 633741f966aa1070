package runner

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/envparity/envparity/journeys"
	"github.com/envparity/envparity/journeys/answers"
	"github.com/envparity/envparity/journeys/asserts"
	"github.com/envparity/envparity/journeys/redact"
	"github.com/envparity/envparity/journeys/words"
)

// shownValue bounds how much of an answer's value a failed assert quotes.
const shownValue = 80

// asserted returns which asserts of a step do not hold. Unlike other expectations they may use what the same step has captured.
func (v *visit) asserted(s *journeys.Step, a *answers.Answer, st *journeys.StepSample) []string {
	var out []string
	if len(s.Expect.Asserts) == 0 {
		return nil
	}
	if a.Opaque != "" {
		return []string{opaqueFailure(a)}
	}
	ans := v.answerOf(a, st)
	for _, t := range s.Expect.Asserts {
		as, err := asserts.Parse(t.String())
		if err != nil {
			out = append(out, fmt.Sprintf("assert %q: %v", t.String(), err))
			continue
		}
		ok, got, err := as.Check(ans, v.resolve)
		switch {
		case err != nil:
			out = append(out, fmt.Sprintf("assert %s: %v", as.Source, err))
		case !ok:
			out = append(out, fmt.Sprintf("assert %s does not hold: it is %s", as.Source, v.r.red.Field(privateName(&as.Expr), words.Cut(got, shownValue))))
		}
	}
	return out
}

func opaqueFailure(a *answers.Answer) string {
	return fmt.Sprintf("the answer is encoded as %q, which is not understood: leave Accept-Encoding to envparity, which asks for gzip", a.Opaque)
}

// privateName is the name under which a value must not be shown, else that of the query.
func privateName(e *asserts.Expr) string {
	if i := slices.IndexFunc(e.Names(), redact.SensitiveName); i >= 0 {
		return e.Names()[i]
	}
	return e.Kind()
}

func (v *visit) answerOf(a *answers.Answer, st *journeys.StepSample) *asserts.Answer {
	return &asserts.Answer{
		Status: a.Status, Proto: st.Proto, URL: a.URL, Header: a.Header, Cookies: a.Cookies, Body: a.Body, Took: st.Total, Remote: st.Remote,
		Certificate: a.Certificate, JSON: a.JSON, Now: time.Now(), Redirects: v.hops,
	}
}

// resolve fills a placeholder of an assert: a captured value keeps its type.
func (v *visit) resolve(hole string) (any, error) {
	if name, is := strings.CutPrefix(hole, "secret "); is {
		return v.value(journeys.Part{Secret: strings.TrimSpace(name)})
	}
	if x, ok := v.vars[hole]; ok {
		if n, is := x.json.(int); is { // a status
			return jsonInt(n), nil
		}
		if x.raw != nil {
			return x.raw, nil
		}
		return x.json, nil
	}
	if hole == "uuid" {
		return v.value(journeys.Part{Call: "uuid"})
	}
	return v.value(journeys.Part{Var: hole})
}

// take applies a capture to an answer.
func (v *visit) take(c *journeys.Capture, a *answers.Answer, st *journeys.StepSample) (value, error) {
	if c.From != journeys.FromQuery {
		return taken(c, a)
	}
	if a.Opaque != "" {
		return value{}, fmt.Errorf("capture %q: %s", c.Name, opaqueFailure(a))
	}
	e, _, err := asserts.ParseExpr(c.Query)
	if err != nil {
		return value{}, fmt.Errorf("capture %q: %w", c.Name, err)
	}
	got, found, err := e.Eval(v.answerOf(a, st), v.resolve)
	switch {
	case err != nil:
		return value{}, fmt.Errorf("capture %q: %s: %w", c.Name, c.Query, err)
	case !found:
		return value{}, fmt.Errorf("capture %q: the answer has nothing at %s", c.Name, c.Query)
	}
	plain := asserts.Plain(got)
	return value{text: journeys.TextOf(plain), json: plain, raw: got}, nil
}
