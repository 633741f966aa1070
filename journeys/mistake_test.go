package journeys_test

import (
	"encoding/pem"
	"fmt"
	"io"
	stdlog "log"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/journeys"
	"github.com/envparity/envparity/journeys/judge"
	"github.com/envparity/envparity/journeys/runner"
)

func TestAMistakeOfTheConfigIsNoDifferenceBetweenEnvironments(t *testing.T) {
	var l log
	other := serve(t, &l, plain)
	good := func() string { return serve(t, &l, body(`{"ok":true,"link":"/x"}`)) }
	encrypted := httptest.NewUnstartedServer(http.HandlerFunc(plain))
	encrypted.Config.ErrorLog = stdlog.New(io.Discard, "", 0)
	encrypted.StartTLS()
	defer encrypted.Close()
	ca := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(ca, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: encrypted.Certificate().Raw}), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, steps string
		staging     journeys.Target
		why         string // "": it is the environment's trouble
	}{
		{
			"a link to a host that is not allowed", "step \"a\" {\nrequest = \"GET /a\"\ncapture = { link = body.link }\n}\nstep \"b\" { request = \"GET ${link}\" }",
			journeys.Target{BaseURL: serve(t, &l, func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintf(w, `{"link":"%s/x"}`, other) })},
			"hosts = [",
		},
		{
			"a redirect to a host that is not allowed", "step \"a\" {\nrequest = \"GET /a\"\nredirects = 2\n}",
			journeys.Target{BaseURL: serve(t, &l, func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, other, http.StatusFound) })},
			"hosts = [",
		},
		{"a certificate that nobody trusts", `step "a" { request = "GET /a" }`, journeys.Target{BaseURL: encrypted.URL}, "tls { ca ="},
		{"a secret in the clear", "step \"a\" {\nrequest = \"GET /a\"\nbearer = secret(\"T\")\n}", journeys.Target{BaseURL: "http://shop.invalid"}, "https only"},
		{"a file that is not there", "step \"a\" {\nrequest = \"POST /a\"\nmultipart = { doc = { file = \"gone.pdf\" } }\n}", journeys.Target{BaseURL: good()}, "gone.pdf"},
		{
			"a certificate for another host", `step "a" { request = "GET /a" }`,
			journeys.Target{BaseURL: strings.Replace(encrypted.URL, "127.0.0.1", "localhost", 1), TLS: journeys.TLS{CA: ca}},
			"",
		},
		{"a server that is down", `step "a" { request = "GET /a" }`, journeys.Target{BaseURL: "http://127.0.0.1:1"}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.staging.Name = "staging"
			ts := []journeys.Target{c.staging, {Name: "qa", BaseURL: good()}, {Name: "prod", Reference: true, BaseURL: good()}}
			src := "journey \"j\" {\nrounds = 8\n" + c.steps + "\n}"
			judged := judge.Run(execute(t, src, ts, runner.PlanOptions{}, runner.Options{Secrets: secrets}), judge.Options{})
			got := judged.Drifts([]drift.Environment{{Name: "staging"}, {Name: "qa"}, {Name: "prod", Reference: true}})
			problems := strings.Join(judged.Problems, "\n")
			if c.why == "" {
				if len(got) != 1 || got[0].Path != "expectation" {
					t.Errorf("findings %v", got)
				}
				return
			}
			if len(got) > 0 || len(judged.Functional) > 0 || judged.Complete {
				t.Errorf("findings %v, functional %v, complete %v", got, judged.Functional, judged.Complete)
			}
			if !strings.Contains(problems, c.why) || strings.Contains(problems, "in a row") {
				t.Errorf("problems:\n%s", problems)
			}
			for _, j := range judged.Journeys {
				if j.Environment == "staging" && !strings.Contains(j.Why, c.why) {
					t.Errorf("staging is %s because %q", j.Outcome, j.Why)
				}
			}
		})
	}
}

func TestAPlanRefusesTheHostsThatTheConfigItselfDoesNotAllow(t *testing.T) {
	js := parse(t, `journey "j" {
  step "here"   { request = "GET http://127.0.0.1:1/a" }
  step "there"  { request = "GET https://cdn.example/a/${uuid()}" }
  step "friend" { request = "GET https://login.example/a" }
  cleanup "away" { request = "GET https://away.example:8443" }
}`)
	ts := []journeys.Target{{Name: "prod", BaseURL: "http://127.0.0.1:1", Hosts: []string{"login.example"}}}
	p, err := runner.MakePlan(cases(js, ts), ts, runner.PlanOptions{Warmup: -1})
	if err != nil {
		t.Fatal(err)
	}
	got := fmt.Sprint(p.Cases[0].Refused)
	if len(p.Cases[0].Refused) != 2 || !strings.Contains(got, `hosts = ["cdn.example"]`) || !strings.Contains(got, `hosts = ["away.example:8443"]`) || p.Requests != 0 {
		t.Errorf("%d requests, refused %s", p.Requests, got)
	}
}

func TestTheNeedsOfATargetAreCheckedBeforeAnythingIsSent(t *testing.T) {
	for want, target := range map[string]journeys.Target{
		"proxy is not a URL with a host":  {Name: "dev", BaseURL: "http://127.0.0.1:1", Proxy: "not a proxy"},
		`tls.ca`:                          {Name: "dev", BaseURL: "https://127.0.0.1:1", TLS: journeys.TLS{CA: "gone.pem"}},
		"takes both tls.cert and tls.key": {Name: "dev", BaseURL: "https://127.0.0.1:1", TLS: journeys.TLS{Cert: "a.pem"}},
	} {
		_, err := runner.MakePlan(nil, []journeys.Target{target}, runner.PlanOptions{Warmup: -1})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
}
