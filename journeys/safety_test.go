package journeys_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/envparity/envparity/journeys"
	"github.com/envparity/envparity/journeys/judge"
	"github.com/envparity/envparity/journeys/runner"
)

// log records the requests to a server.
type log struct {
	mu   sync.Mutex
	seen []*http.Request
}

func (l *log) requests() []*http.Request {
	l.mu.Lock()
	defer l.mu.Unlock()
	return append([]*http.Request(nil), l.seen...)
}

func serve(t *testing.T, l *log, h http.HandlerFunc) string {
	t.Helper()
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		l.mu.Lock()
		l.seen = append(l.seen, r.Clone(context.Background()))
		l.mu.Unlock()
		h(w, r)
	}))
	t.Cleanup(srv.Close)
	return srv.URL
}

func plain(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, `{"ok":true}`) }

func TestAProtectedEnvironmentOnlyGetsWhatIsDeclaredAndAllowed(t *testing.T) {
	for _, c := range []struct {
		name, step, why string
		allow           []string
	}{
		{"reading", `request = "GET /a"`, "", nil},
		{"writing undeclared", `request = "POST /a"`, "declare `effect", []string{"prod"}},
		{"writing declared, not allowed", "request = \"POST /a\"\neffect = \"login\"", "run with --allow-writes prod", nil},
		{"writing declared and allowed", "request = \"POST /a\"\neffect = \"login\"", "", []string{"prod"}},
		{"leaving something behind", "request = \"POST /a\"\neffect = \"write\"", "no `cleanup` step", []string{"prod"}},
		{"a get that logs out", `request = "GET /logout"`, "harmless", nil},
		{"a get that deletes", `request = "GET /items?action=delete"`, "harmless", nil},
		{"a harmless one", "request = \"GET /admin/status\"\nharmless = \"a health page\"", "", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			var l log
			ts := []journeys.Target{{Name: "prod", BaseURL: serve(t, &l, plain), Protected: true, Reference: true, MaxRate: 1e5}}
			run := execute(t, "journey \"j\" {\nrounds = 1\nstep \"s\" {\n"+c.step+"\n}\n}", ts, runner.PlanOptions{AllowWrites: c.allow}, runner.Options{})
			refused := len(run.Journeys[0].Refused) > 0
			if refused != (c.why != "") || refused && !strings.Contains(run.Journeys[0].Refused[0].Why, c.why) {
				t.Errorf("refused: %+v", run.Journeys[0].Refused)
			}
			if refused == (len(l.requests()) > 0) {
				t.Errorf("%d requests arrived", len(l.requests()))
			}
			if refused && judge.Run(run, judge.Options{}).Complete {
				t.Error("a refused journey counts as measured")
			}
		})
	}
}

func TestEveryRequestIsMarkedAsATest(t *testing.T) {
	var l log
	ts := []journeys.Target{{Name: "dev", BaseURL: serve(t, &l, plain)}}
	run := execute(t, `journey "j" {
  rounds = 1
  warmup = 0
  step "s" { request = "GET /a" }
}`, ts, runner.PlanOptions{}, runner.Options{Version: "9.9"})
	r := l.requests()[0]
	if !strings.Contains(r.UserAgent(), "envparity/9.9 (+"+run.RunID+")") || r.Header.Get("X-Synthetic-Test") != run.RunID || len(r.Header.Get("Traceparent")) != 55 {
		t.Errorf("headers: %v", r.Header)
	}
}

func TestNothingLeavesTheEnvironmentsHosts(t *testing.T) {
	var outside, inside log
	other := serve(t, &outside, plain)
	base := serve(t, &inside, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/go" {
			http.Redirect(w, r, other+"/landing", http.StatusFound)
			return
		}
		fmt.Fprintf(w, `{"link":"%s/x"}`, other)
	})
	src := `journey "redirect" {
  rounds = 1
  step "s" {
    request   = "GET /go"
    redirects = 3
  }
}
journey "captured" {
  rounds = 1
  step "s" {
    request = "GET /links"
    capture = { link = body.link }
  }
  step "t" { request = "GET ${link}" }
}`
	run := execute(t, src, []journeys.Target{{Name: "dev", BaseURL: base}}, runner.PlanOptions{}, runner.Options{})
	if n := len(outside.requests()); n != 0 {
		t.Errorf("%d requests left", n)
	}
	for _, j := range run.Journeys {
		last := j.Samples[len(j.Samples)-1].Steps
		if e := last[len(last)-1].Error; !strings.Contains(e, "not a host of environment") {
			t.Errorf("%s: %q", j.Name, e)
		}
	}
}

func TestCredentialsStayWithTheirHost(t *testing.T) {
	var other log
	friend := serve(t, &other, plain)
	var own log
	base := serve(t, &own, func(w http.ResponseWriter, r *http.Request) {
		http.SetCookie(w, &http.Cookie{Name: "sid", Value: "cookie-secret", Path: "/"})
		http.Redirect(w, r, friend+"/landing", http.StatusTemporaryRedirect)
	})
	host := strings.TrimPrefix(friend, "http://")
	ts := []journeys.Target{{Name: "dev", BaseURL: base, Hosts: []string{host}, Headers: []journeys.Pair{{Name: "X-Api-Key", Value: journeys.SecretText("KEY")}, {Name: "X-Env", Value: journeys.Lit("dev")}}}}
	run := execute(t, `journey "j" {
  rounds = 2
  step "s" {
    request   = "GET /go"
    bearer    = secret("TOKEN")
    headers   = { Cookie = "a=b" }
    redirects = 1
  }
}`, ts, runner.PlanOptions{}, runner.Options{Secrets: secrets})
	if len(other.requests()) == 0 || own.requests()[0].Header.Get("X-Api-Key") == "" {
		t.Fatalf("the redirect was not followed: %+v", run.Journeys[0].Samples)
	}
	for _, r := range other.requests() {
		for _, k := range []string{"Authorization", "X-Api-Key"} {
			if r.Header.Get(k) != "" {
				t.Errorf("%s went along", k)
			}
		}
		if strings.Contains(r.Header.Get("Cookie"), "a=b") {
			t.Errorf("cookies went along: %s", r.Header.Get("Cookie"))
		}
		if r.Header.Get("X-Env") != "dev" {
			t.Error("a plain header was lost")
		}
	}
	if got := len(run.Journeys[0].Samples[0].Steps); got != 2 {
		t.Errorf("%d hops are samples, want each its own", got)
	}
}

func TestAnEnvironmentThatFailsGetsNoFurtherRequests(t *testing.T) {
	var bad, good log
	ts := []journeys.Target{
		{Name: "staging", BaseURL: serve(t, &bad, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadGateway) })},
		{Name: "prod", BaseURL: serve(t, &good, plain), Reference: true},
	}
	run := execute(t, `journey "j" {
  rounds = 20
  step "s" { request = "GET /a" }
}`, ts, runner.PlanOptions{}, runner.Options{})
	if n := len(bad.requests()); n != 3 {
		t.Errorf("%d requests went to a server that answers 502", n)
	}
	j := judge.Run(run, judge.Options{})
	if len(j.Functional) != 1 || !j.Functional[0].Gates() || j.Journeys[0].Outcome != judge.NotComparable {
		t.Errorf("%+v", j)
	}
}

func TestRetryAfterIsHeeded(t *testing.T) {
	var l log
	base := serve(t, &l, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Retry-After", "3600")
		w.WriteHeader(http.StatusTooManyRequests)
	})
	run := execute(t, `journey "j" {
  step "s" { request = "GET /a" }
}`, []journeys.Target{{Name: "dev", BaseURL: base}}, runner.PlanOptions{}, runner.Options{})
	if len(l.requests()) != 1 || !strings.Contains(run.Targets[0].Stopped, "come back in 1h") {
		t.Errorf("%d requests, stopped: %q", len(l.requests()), run.Targets[0].Stopped)
	}
}

func TestTheRateOfAnEnvironmentIsKeptAndNotTimed(t *testing.T) {
	var l log
	start := time.Now()
	run := execute(t, `journey "j" {
  rounds = 5
  warmup = 0
  step "s" { request = "GET /a" }
}`, []journeys.Target{{Name: "dev", BaseURL: serve(t, &l, plain), MaxRate: 5}}, runner.PlanOptions{}, runner.Options{})
	if took := time.Since(start); took < 4*200*time.Millisecond {
		t.Errorf("five requests at five a second took %s", took)
	}
	for _, s := range run.Journeys[0].Samples[1:] {
		if s.Total > s.Wall-20*time.Millisecond {
			t.Errorf("waiting for the rate was timed: %s of %s", s.Total, s.Wall)
		}
	}
}

func TestTheBudgetIsRefusedBeforeAnythingIsSent(t *testing.T) {
	ts := []journeys.Target{{Name: "dev", BaseURL: "http://127.0.0.1:1"}}
	_, err := runner.MakePlan(cases(parse(t, `journey "j" {
  rounds = 100
  step "s" { request = "GET /a" }
}`), ts), ts, runner.PlanOptions{Warmup: -1, MaxRequests: 50})
	if err == nil || !strings.Contains(err.Error(), "101 requests, the budget is 50") {
		t.Error(err)
	}
}

func TestAMissingSecretIsReportedBeforeAnythingIsSent(t *testing.T) {
	var l log
	ts := []journeys.Target{{Name: "dev", BaseURL: serve(t, &l, plain)}}
	p, err := runner.MakePlan(cases(parse(t, `journey "j" {
  step "s" {
    request = "POST /a"
    json    = { deep = [{ password = secret("NOT_SET_ANYWHERE") }] }
  }
}`), ts), ts, runner.PlanOptions{Warmup: -1})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := runner.Execute(context.Background(), p, runner.Options{}); err == nil || !strings.Contains(err.Error(), "NOT_SET_ANYWHERE") {
		t.Error(err)
	}
	if len(l.requests()) != 0 {
		t.Error("requests were sent")
	}
}

func TestCleanupRunsAlsoWhenAStepFails(t *testing.T) {
	var l log
	base := serve(t, &l, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/pay" {
			w.WriteHeader(http.StatusPaymentRequired)
			return
		}
		fmt.Fprint(w, `{"id":"order-4711"}`)
	})
	run := execute(t, `journey "j" {
  rounds = 1
  warmup = 0
  step "order" {
    request = "POST /orders"
    effect  = "write"
    capture = { order = body.id }
  }
  step "pay" { request = "GET /pay" }
  cleanup "cancel" { request = "DELETE /orders/${order}" }
}`, []journeys.Target{{Name: "dev", BaseURL: base}}, runner.PlanOptions{}, runner.Options{})
	rs := l.requests()
	if last := rs[len(rs)-1]; last.Method != "DELETE" || last.URL.Path != "/orders/order-4711" {
		t.Errorf("last request: %s %s", last.Method, last.URL.Path)
	}
	if len(run.Journeys[0].Samples[0].Steps) != 2 {
		t.Error("the cleanup is in the sample")
	}
}

func TestSecretsNeverReachARun(t *testing.T) {
	echo := func(w http.ResponseWriter, r *http.Request) {
		http.SetCookie(w, &http.Cookie{Name: "sid", Value: "session-cookie-value"})
		w.Header().Set("Via", "proxy for "+r.Header.Get("Authorization"))
		w.Header().Set("X-Trace", r.URL.Query().Get("key"))
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(map[string]any{"echo": r.URL.RawQuery, "auth": r.Header.Get("Authorization"), "password": "in-the-answer", "card": "4111 1111 1111 1111", "list": []string{r.URL.Query().Get("key")}})
	}
	var l log
	src := `journey "j" {
  rounds = 3
  step "s" {
    request = "GET /a?key=${secret("KEY")}"
    basic_auth = { user = "u", password = secret("PW") }
    capture = { token = body.password }
    compare {
      level   = "exact"
      headers = ["x-trace"]
    }
  }
  step "t" {
    request = "GET /b?x=${token}"
    expect {
      headers = { "X-Trace" = "never" }
      json    = { "echo" = "something else" }
    }
  }
}`
	ts := []journeys.Target{{Name: "dev", BaseURL: serve(t, &l, echo)}, {Name: "prod", BaseURL: serve(t, &l, echo), Reference: true}}
	var events strings.Builder
	run := execute(t, src, ts, runner.PlanOptions{}, runner.Options{
		Secrets: secrets, Seal: func(s string) string { return fmt.Sprintf("hmac:%d", len(s)) },
		Observe: func(e journeys.Event) { fmt.Fprintf(&events, "%+v\n", e) },
	})
	b, err := json.Marshal(run)
	if err != nil {
		t.Fatal(err)
	}
	j, err := json.Marshal(judge.Run(run, judge.Options{}))
	if err != nil {
		t.Fatal(err)
	}
	all := string(b) + string(j) + events.String()
	for _, secret := range []string{"hunter2", "dTpodW50ZXIy", "session-cookie-value", "in-the-answer", "4111 1111"} {
		if i := strings.Index(all, secret); i >= 0 {
			t.Errorf("%q is in …%s…", secret, all[max(0, i-120):min(len(all), i+60)])
		}
	}
}

func TestAnEnvironmentWithoutAURLIsOnlyAProblemWhenItWasAskedFor(t *testing.T) {
	js := parse(t, `journey "j" {
  step "s" { request = "GET /a" }
}`)
	for _, c := range []struct {
		ts   []journeys.Target
		only []string
		want int
	}{
		{[]journeys.Target{{Name: "preview"}, {Name: "prod", BaseURL: "http://127.0.0.1:1", Reference: true}}, nil, 0},
		{[]journeys.Target{{Name: "preview"}, {Name: "prod", BaseURL: "http://127.0.0.1:1", Reference: true}}, []string{"preview", "prod"}, 1},
		{[]journeys.Target{{Name: "staging", BaseURL: "http://127.0.0.1:1"}, {Name: "prod", Reference: true}}, nil, 1},
	} {
		p, err := runner.MakePlan(cases(js, c.ts), c.ts, runner.PlanOptions{Warmup: -1, Only: c.only})
		if err != nil || len(p.Problems) != c.want {
			t.Errorf("%v: problems %q, %v", c.only, p.Problems, err)
		}
	}
}

func TestAStoppedRunKeepsWhatItHas(t *testing.T) {
	var l log
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	ts := []journeys.Target{{Name: "dev", BaseURL: serve(t, &l, plain)}}
	p, err := runner.MakePlan(cases(parse(t, `journey "j" {
  rounds = 50
  step "s" { request = "GET /a" }
}`), ts), ts, runner.PlanOptions{Warmup: -1})
	if err != nil {
		t.Fatal(err)
	}
	run, err := runner.Execute(ctx, p, runner.Options{Observe: func(e journeys.Event) {
		if e.Kind == journeys.VisitDone && e.Round == 7 {
			stop()
		}
	}})
	if err == nil || run == nil || len(run.Journeys) != 1 || len(run.Journeys[0].Samples) != 8 || len(run.Problems) != 1 {
		t.Errorf("%v: %+v", err, run)
	}
}

func TestASecretIsNotSentUnencryptedToAnotherMachine(t *testing.T) {
	var got log
	at := strings.TrimPrefix(serve(t, &got, plain), "http://")
	for _, step := range []string{`bearer = secret("TOKEN")`, `headers = { X-Api-Key = "k" }`, `json = { password = secret("TOKEN") }`} {
		for name, resolve := range map[string]map[string]string{"another machine": nil, "this machine": {"shop.invalid:80": at}} {
			before := len(got.requests())
			run := execute(t, "journey \"j\" {\n rounds = 1\n step \"s\" {\n request = \"POST /go\"\n "+step+"\n }\n}",
				[]journeys.Target{{Name: "dev", BaseURL: "http://shop.invalid", Resolve: resolve}}, runner.PlanOptions{}, runner.Options{Secrets: secrets})
			last := run.Journeys[0].Samples[0].Steps
			refused := strings.Contains(last[len(last)-1].Error, "over https only")
			if refused != (resolve == nil) || refused == (len(got.requests()) > before) {
				t.Errorf("%s to %s: %+v", step, name, last)
			}
		}
	}
}

// `resolve` and `proxy` decide where a connection goes. The addresses are of a network for documentation. Nothing is sent to them.
func TestASecretForThisMachineIsNotSentThroughAnother(t *testing.T) {
	for name, target := range map[string]journeys.Target{
		"resolved to another machine":               {BaseURL: "http://localhost:18099", Resolve: map[string]string{"localhost:18099": "192.0.2.1:80"}},
		"an address resolved to another machine":    {BaseURL: "http://127.0.0.1:18099", Resolve: map[string]string{"127.0.0.1:18099": "192.0.2.1:80"}},
		"an IPv6 address resolved to another":       {BaseURL: "http://[::1]:18099", Resolve: map[string]string{"[::1]:18099": "192.0.2.1:80"}},
		"through a proxy on another machine":        {BaseURL: "http://localhost:18099", Proxy: "http://192.0.2.1:3128"},
		"through a proxy that is another machine's": {BaseURL: "http://localhost:18099", Proxy: "http://localhost:3128", Resolve: map[string]string{"localhost:3128": "192.0.2.1:3128"}},
	} {
		target.Name = "dev"
		run := execute(t, "journey \"j\" {\n rounds = 1\n step \"s\" {\n request = \"POST /go\"\n bearer = secret(\"TOKEN\")\n }\n}", []journeys.Target{target}, runner.PlanOptions{}, runner.Options{Secrets: secrets})
		steps := run.Journeys[0].Samples[0].Steps
		if got := steps[len(steps)-1].Error; !strings.Contains(got, "another machine, in clear") {
			t.Errorf("%s: %q", name, got)
		}
	}
}

func TestAJourneySendsFilesOfTheRepositoryOnly(t *testing.T) {
	var got log
	url := serve(t, &got, plain)
	dir := t.TempDir()
	outside := filepath.Join(dir, "outside.txt")
	for name, text := range map[string]string{"outside.txt": "outside", "repo/in.txt": "inside", "repo/.git/HEAD": "x"} {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink(outside, filepath.Join(dir, "repo/link.txt")); err != nil {
		t.Fatal(err)
	}
	for file, refused := range map[string]bool{"in.txt": false, "../outside.txt": true, outside: true, "link.txt": true} {
		before := len(got.requests())
		run := execute(t, fmt.Sprintf("journey \"j\" {\n rounds = 1\n step \"s\" {\n request = \"POST /go\"\n multipart = { doc = { file = %q } }\n }\n}", file),
			[]journeys.Target{{Name: "dev", BaseURL: url}}, runner.PlanOptions{}, runner.Options{Dir: filepath.Join(dir, "repo")})
		steps := run.Journeys[0].Samples[0].Steps
		said := steps[len(steps)-1].Error
		if strings.Contains(said, "lies outside the repository") != refused || refused == (len(got.requests()) > before) {
			t.Errorf("%s: %q, %d requests", file, said, len(got.requests())-before)
		}
	}
}

func TestABodyWithASecretIsNotRepeatedToAnotherHost(t *testing.T) {
	var other, own log
	friend := serve(t, &other, plain)
	base := serve(t, &own, func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, friend+"/landing", http.StatusTemporaryRedirect)
	})
	ts := []journeys.Target{{Name: "dev", BaseURL: base, Hosts: []string{strings.TrimPrefix(friend, "http://")}}}
	execute(t, `journey "j" {
  rounds = 1
  step "s" {
    request   = "POST /go"
    json      = { password = secret("TOKEN") }
    redirects = 1
  }
}`, ts, runner.PlanOptions{}, runner.Options{Secrets: secrets})
	if len(own.requests()) == 0 || len(other.requests()) > 0 {
		t.Errorf("%d and %d requests", len(own.requests()), len(other.requests()))
	}
}
