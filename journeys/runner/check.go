package runner

import (
	"bytes"
	"fmt"
	"net/http"
	"reflect"
	"strings"

	"github.com/envparity/envparity/journeys"
	"github.com/envparity/envparity/journeys/answers"
	"github.com/envparity/envparity/journeys/words"
)

// check returns what of a step's expectations does not hold. Texts of answers are not quoted: they may hold anything.
func (v *visit) check(s *journeys.Step, a *answers.Answer, st *journeys.StepSample) []string {
	var out []string
	fail := func(format string, x ...any) { out = append(out, fmt.Sprintf(format, x...)) }
	want := s.Expect.Status
	if len(want) == 0 && s.Stream == journeys.WebSocket {
		want = []journeys.StatusRange{{From: http.StatusSwitchingProtocols, To: http.StatusSwitchingProtocols}}
	}
	if !statusHolds(want, a.Status) {
		fail("status %d, expected %s", a.Status, statusWords(want))
	}
	if inside := errorInside(a); inside != "" && !expectsErrors(s) {
		fail("%s", inside)
	}
	for _, h := range s.Expect.Headers {
		switch got, there := a.Header.Get(h.Name), len(a.Header.Values(h.Name)) > 0; {
		case !there:
			fail("no header %q", h.Name)
		case !strings.Contains(got, h.Contains):
			fail("header %q is %q, expected it to contain %q", h.Name, v.r.red.Field(h.Name, got), h.Contains)
		}
	}
	if a.Opaque != "" && len(s.Expect.Contains)+len(s.Expect.JSON) > 0 {
		fail("%s", opaqueFailure(a))
		return out
	}
	for _, t := range s.Expect.Contains {
		want, err := t.Fill(v.value, nil)
		if err != nil {
			fail("%v", err)
		} else if !bytes.Contains(a.Body, []byte(want)) {
			fail("the answer does not contain %q", t.String())
		}
	}
	if s.Expect.Within > 0 && st.Total > s.Expect.Within {
		fail("took %s, expected at most %s", words.Round(st.Total), s.Expect.Within)
	}
	if len(s.Expect.JSON) == 0 {
		return out
	}
	doc, err := a.JSON()
	if err != nil {
		fail("the answer is not JSON (content type %q)", a.Header.Get("Content-Type"))
		return out
	}
	for _, e := range s.Expect.JSON {
		got, ok := e.Path.Get(doc)
		switch {
		case !ok:
			fail("nothing at %s", e.Path)
		case e.Exists:
		default:
			want, err := v.json(e.Equals)
			if err != nil {
				fail("%v", err)
			} else if !sameJSON(got, want) {
				fail("%s is %s, expected %s", e.Path, v.r.red.Field(e.Path.String(), words.Cut(journeys.TextOf(got), 80)), v.r.red.Field(e.Path.String(), words.Cut(journeys.TextOf(want), 80)))
			}
		}
	}
	return out
}

func statusHolds(want []journeys.StatusRange, got int) bool {
	if len(want) == 0 {
		return got < 400
	}
	for _, w := range want {
		if got >= w.From && got <= w.To {
			return true
		}
	}
	return false
}

func statusWords(want []journeys.StatusRange) string {
	if len(want) == 0 {
		return "one below 400"
	}
	var out []string
	for _, w := range want {
		switch {
		case w.From == w.To:
			out = append(out, fmt.Sprint(w.From))
		case w.To == w.From+99:
			out = append(out, fmt.Sprintf("%dxx", w.From/100))
		default:
			out = append(out, fmt.Sprintf("%d-%d", w.From, w.To))
		}
	}
	return strings.Join(out, " or ")
}

// sameJSON compares decoded values; numbers by value, however they are written.
func sameJSON(a, b any) bool {
	an, aok := answers.Number(a)
	bn, bok := answers.Number(b)
	if aok && bok {
		return an.Cmp(bn) == 0
	}
	switch x := a.(type) {
	case map[string]any:
		y, ok := b.(map[string]any)
		if !ok || len(x) != len(y) {
			return false
		}
		for k := range x {
			if yv, ok := y[k]; !ok || !sameJSON(x[k], yv) {
				return false
			}
		}
		return true
	case []any:
		y, ok := b.([]any)
		if !ok || len(x) != len(y) {
			return false
		}
		for i := range x {
			if !sameJSON(x[i], y[i]) {
				return false
			}
		}
		return true
	}
	return reflect.DeepEqual(a, b)
}
