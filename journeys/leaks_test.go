package journeys_test

import (
	"fmt"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/journeys"
	"github.com/envparity/envparity/journeys/judge"
	"github.com/envparity/envparity/journeys/runfile"
	"github.com/envparity/envparity/journeys/runner"
)

// answering runs one GET in two environments with the given answers, at a level of comparison.
func answering(t *testing.T, level, more string, staging, prod http.HandlerFunc) []drift.Drift {
	t.Helper()
	var l log
	ts := []journeys.Target{{Name: "staging", BaseURL: serve(t, &l, staging)}, {Name: "prod", Reference: true, BaseURL: serve(t, &l, prod)}}
	run := execute(t, fmt.Sprintf("journey \"j\" {\nrounds = 4\nstep \"s\" {\nrequest = \"GET /a\"\n%s\ncompare {\nlevel = %q\nunordered = [\"tags\"]\n}\n}\n}", more, level), ts, runner.PlanOptions{}, runner.Options{})
	path := filepath.Join(t.TempDir(), "run.json")
	if err := runfile.Write(run, path, false); err != nil {
		t.Fatal(err)
	}
	kept, err := runfile.Read(path)
	if err != nil {
		t.Fatal(err)
	}
	decisions := builtin(t)
	if live, then := findings(run, decisions), findings(kept, decisions); !slices.Equal(live, then) {
		t.Errorf("live %v, kept %v", live, then)
	}
	return judge.Run(run, judge.Options{}).Drifts([]drift.Environment{{Name: "staging"}, {Name: "prod", Reference: true}})
}

func body(text string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprint(w, text)
	}
}

func TestAnAnswerThatNamesAnotherEnvironmentIsALeakAtEveryLevel(t *testing.T) {
	for _, level := range []string{"status", "shape", "stable", "exact"} {
		for _, c := range []struct {
			name, staging, prod, want string
		}{
			{"one names the other", `{"api":"https://api.prod.shop.example/v1"}`, `{"api":"https://api.shop.example/v1"}`, "body.api"},
			{"both answer prod's", `{"api":"https://api.prod.shop.example/v1"}`, `{"api":"https://api.prod.shop.example/v1"}`, "body.api"},
			{"inside a sentence", `{"text":"see https://www.prod.shop.example/help for more"}`, `{"text":"x"}`, "body.text"},
			{"each its own", `{"api":"https://api.staging.shop.example/v1"}`, `{"api":"https://api.prod.shop.example/v1"}`, ""},
			{"a word in prose", `{"text":"made for prod by people"}`, `{"text":"made for prod by people"}`, ""},
		} {
			var leaks []string
			for _, d := range answering(t, level, "", body(c.staging), body(c.prod)) {
				if d.Kind == drift.Leaked {
					leaks = append(leaks, d.Path)
				}
			}
			if got := strings.Join(leaks, " "); got != c.want {
				t.Errorf("%s at %s: leaks %q, want %q", c.name, level, got, c.want)
			}
		}
	}
}

func TestARedirectToAnotherEnvironmentsHostIsALeak(t *testing.T) {
	var l log
	prod := serve(t, &l, plain)
	ts := []journeys.Target{
		{Name: "staging", BaseURL: serve(t, &l, func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, prod+"/login", http.StatusFound) })},
		{Name: "prod", Reference: true, BaseURL: prod},
	}
	for _, redirects := range []int{0, 3} {
		run := execute(t, fmt.Sprintf("journey \"j\" {\nrounds = 4\nstep \"s\" {\nrequest = \"GET /a\"\nredirects = %d\n}\n}", redirects), ts, runner.PlanOptions{}, runner.Options{})
		got := judge.Run(run, judge.Options{}).Drifts([]drift.Environment{{Name: "staging"}, {Name: "prod", Reference: true}})
		if len(got) == 0 || redirects > 0 && len(got) > 1 || got[0].Kind != drift.Leaked || got[0].Path != "header:location" || got[0].Sides[0].WordOf != "prod" {
			t.Errorf("with %d redirects followed: %v", redirects, got)
		}
		if problems := strings.Join(run.Problems, "\n"); redirects > 0 != strings.Contains(problems, `is a host of environment "prod" and not of "staging"`) || strings.Contains(problems, "hosts =") {
			t.Errorf("problems: %s", problems)
		}
	}
}

func TestHeadersAreComparedByAListThatMatters(t *testing.T) {
	with := func(headers ...string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			for i := 0; i < len(headers); i += 2 {
				w.Header().Add(headers[i], headers[i+1])
			}
			body(`{"a":1}`)(w, r)
		}
	}
	for _, c := range []struct {
		name, level   string
		staging, prod http.HandlerFunc
		want          string
	}{
		{"HSTS lost in prod", "shape", with("Strict-Transport-Security", "max-age=1"), with(), "extra header:strict-transport-security"},
		{"another caching at shape", "shape", with("Cache-Control", "no-store"), with("Cache-Control", "max-age=60"), ""},
		{"another caching at stable", "stable", with("Cache-Control", "no-store"), with("Cache-Control", "max-age=60"), "changed header:cache-control"},
		{"a cookie without its flags", "shape", with("Set-Cookie", "sid=1"), with("Set-Cookie", "sid=1; Secure; HttpOnly"), "changed header:set-cookie.sid.flags"},
		{"ids and dates", "stable", with("X-Request-Id", "1", "Date", "Mon"), with("X-Request-Id", "2"), ""},
	} {
		var got []string
		for _, d := range answering(t, c.level, "", c.staging, c.prod) {
			got = append(got, string(d.Kind)+" "+d.Path)
		}
		if strings.Join(got, ", ") != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestValuesDifferAtTheLevelThatTheDocsName(t *testing.T) {
	for _, c := range []struct{ name, staging, prod, shape, stable, exact string }{
		{"a key that is absent", `{}`, `{"a":1}`, "missing body.a", "", ""},
		{"text against number", `{"a":"1"}`, `{"a":1}`, "type-changed body.a", "", ""},
		{"null against absent", `{}`, `{"a":null}`, "missing body.a", "", ""},
		{"null against text", `{"a":null}`, `{"a":"x"}`, "", "body.a", ""},
		{"two texts", `{"a":"USD"}`, `{"a":"EUR"}`, "", "body.a", ""},
		{"two numbers", `{"a":1.5}`, `{"a":1}`, "", "body.a", ""},
		{"two large numbers that are one in floating point", `{"a":9007199254740993}`, `{"a":9007199254740992}`, "", "body.a", ""},
		{"lists of other lengths", `{"a":[1]}`, `{"a":[1,2]}`, "", "body.a", ""},
		{"the order of texts in a list", `{"a":["x","y","z"]}`, `{"a":["z","x","y"]}`, "", "order:body.a", ""},
		{"the order of objects that have an id", `{"a":[{"id":1,"n":"x"},{"id":2,"n":"y"}]}`, `{"a":[{"id":2,"n":"y"},{"id":1,"n":"x"}]}`, "", "order:body.a", ""},
		{"the order where it does not matter", `{"tags":["x","y"]}`, `{"tags":["y","x"]}`, "", "", "bytes"},
		{"integer against float", `{"a":1.0}`, `{"a":1}`, "", "", "bytes"},
		{"the order of keys", `{"a":1,"b":2}`, `{"b":2,"a":1}`, "", "", "bytes"},
	} {
		want, atShape := map[string]string{"status": "", "shape": c.shape}, c.shape
		for _, l := range []struct{ level, more string }{{"stable", c.stable}, {"exact", c.exact}} {
			if l.more != "" {
				atShape = strings.TrimPrefix(atShape+", changed "+l.more, ", ")
			}
			want[l.level] = atShape
		}
		for level, want := range want {
			var got []string
			for _, d := range answering(t, level, "", body(c.staging), body(c.prod)) {
				got = append(got, string(d.Kind)+" "+d.Path)
			}
			slices.Sort(got)
			expected := strings.Split(want, ", ")
			slices.Sort(expected)
			if strings.Join(got, ", ") != strings.Join(expected, ", ") {
				t.Errorf("%s at %s: %q, want %q", c.name, level, got, want)
			}
		}
	}
}

func TestOtherEnvironmentsAreComparedIfTheReferenceHasNoMeasurement(t *testing.T) {
	run := made(around(100, 20), around(300, 20), func(r *journeys.Run) {
		r.Targets = []journeys.TargetInfo{{Name: "staging"}, {Name: "qa"}, {Name: "prod", Reference: true}}
		for i := range r.Journeys[0].Samples {
			if s := &r.Journeys[0].Samples[i]; s.Environment == "prod" {
				s.Environment = "qa"
			}
		}
		r.Journeys[0].Refused = []journeys.Refusal{{Environment: "prod", Step: "search", Why: "it is protected"}}
	})
	j := judge.Run(run, judge.Options{})
	if len(j.Journeys) != 2 || j.Journeys[0].Outcome != judge.Exceeds || j.Journeys[0].Reference != "qa" || j.Journeys[1].Outcome != judge.NotComparable || j.Complete {
		t.Errorf("%+v", j.Journeys)
	}
}

func TestAPlanNamesAllThatIsRefusedAndALogoutIsALogin(t *testing.T) {
	js := parse(t, `journey "j" {
  step "login" {
    request = "POST /login"
    effect  = "login"
  }
  step "put" { request = "PUT /a" }
  cleanup "logout" { request = "DELETE /session" }
}`)
	ts := []journeys.Target{{Name: "prod", Reference: true, Protected: true, BaseURL: "http://127.0.0.1:1"}}
	for allow, want := range map[string]string{"": "login put logout", "prod": "put"} {
		p, err := runner.MakePlan(cases(js, ts), ts, runner.PlanOptions{Warmup: -1, AllowWrites: []string{allow}})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, r := range p.Cases[0].Refused {
			got = append(got, r.Step)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("allowing %q: %v, want %s", allow, got, want)
		}
	}
}
