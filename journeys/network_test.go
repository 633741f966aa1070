package journeys_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/envparity/envparity/journeys"
	"github.com/envparity/envparity/journeys/runner"
)

func TestRequestsGoThroughTheEnvironmentsProxy(t *testing.T) {
	var l log
	proxy := serve(t, &l, plain)
	// The name does not resolve: an answer can only come from the proxy.
	target := journeys.Target{Name: "dev", BaseURL: "http://orders.staging.invalid", Proxy: proxy}
	run := execute(t, oneStep(""), []journeys.Target{target}, runner.PlanOptions{}, runner.Options{})
	for _, s := range run.Journeys[0].Samples {
		if st := s.Steps[0]; st.Status != http.StatusOK || st.Error != "" {
			t.Errorf("%+v", st)
		}
	}
	seen := l.requests()
	if len(seen) == 0 {
		t.Fatal("the proxy was asked nothing")
	}
	for _, r := range seen {
		if r.RequestURI != "http://orders.staging.invalid/a" {
			t.Errorf("the proxy was asked for %q", r.RequestURI)
		}
	}
}

func TestEnvironmentsThatShareAHostNameAreReachedWhereTheyAre(t *testing.T) {
	var staging, prod log
	at := func(url string) map[string]string {
		return map[string]string{"shop.invalid:80": strings.TrimPrefix(url, "http://")}
	}
	targets := []journeys.Target{
		{Name: "staging", BaseURL: "http://shop.invalid", Resolve: at(serve(t, &staging, plain))},
		{Name: "prod", BaseURL: "http://shop.invalid", Resolve: at(serve(t, &prod, plain)), Reference: true},
	}
	execute(t, oneStep(""), targets, runner.PlanOptions{}, runner.Options{})
	for name, l := range map[string]*log{"staging": &staging, "prod": &prod} {
		seen := l.requests()
		if len(seen) == 0 {
			t.Errorf("%s was asked nothing", name)
		}
		for _, r := range seen {
			if r.Host != "shop.invalid" {
				t.Errorf("%s was asked as %q", name, r.Host)
			}
		}
	}
}

func TestHTTP2WithoutTLSIsSpokenWhereItIsAskedFor(t *testing.T) {
	srv := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, r.Proto) }))
	var ps http.Protocols
	ps.SetHTTP1(true)
	ps.SetUnencryptedHTTP2(true)
	srv.Config.Protocols = &ps
	srv.Start()
	defer srv.Close()
	target := []journeys.Target{{Name: "dev", BaseURL: srv.URL}}
	for protocol, want := range map[string]string{"": "HTTP/1.1", `protocol = "h2c"`: "HTTP/2.0"} {
		run := execute(t, oneStep(protocol), target, runner.PlanOptions{}, runner.Options{})
		if st := run.Journeys[0].Samples[1].Steps[0]; st.Proto != want || st.Status != http.StatusOK {
			t.Errorf("%q: %+v", protocol, st)
		}
	}
}
