package journeys_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/envparity/envparity/journeys"
	"github.com/envparity/envparity/journeys/runner"
)

// One server answers as expected and one does not.
func TestAssertsAreCheckedInEveryEnvironment(t *testing.T) {
	serve := func(items string) string {
		srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/old" {
				http.Redirect(w, r, "/list", http.StatusFound)
				return
			}
			w.Header().Set("Content-Type", "application/json")
			_, _ = w.Write([]byte(`{"items": ` + items + `, "token": "tok-9f8e7d6c5b4a"}`))
		}))
		t.Cleanup(srv.Close)
		return srv.URL
	}
	ts := []journeys.Target{{Name: "staging", BaseURL: serve(`[{"id": 1}]`)}, {Name: "prod", Reference: true, BaseURL: serve(`[{"id": 1}, {"id": 2}, {"id": 3}]`)}}
	run := execute(t, `
journey "list" {
  rounds = 6
  step "get" {
    request   = "GET /old"
    redirects = 1
    capture   = { n = query("jsonpath \"$.items\" count"), ids = query("jsonpath \"$.items[*].id\"") }
    expect {
      asserts = [
        "jsonpath \"$.items[?@.id > 1]\" count == 2",
        "variable \"ids\" count == {{n}}",
        "redirects count == 1",
        "jsonpath \"$.token\" == \"another\"",
      ]
    }
  }
}`, ts, runner.PlanOptions{}, runner.Options{})
	failures := map[string]string{}
	for _, s := range run.Journeys[0].Samples {
		for _, st := range s.Steps {
			if len(st.Failures) > 0 {
				failures[s.Environment] = strings.Join(st.Failures, "\n")
			}
		}
	}
	if got := failures["staging"]; !strings.Contains(got, `count == 2 does not hold: it is 0`) {
		t.Errorf("staging: %s", got)
	}
	if got := failures["prod"]; strings.Contains(got, "count") || strings.Contains(got, "9f8e") || !strings.Contains(got, `"$.token" == "another" does not hold: it is [redacted]`) {
		t.Errorf("prod: %s", got)
	}
}

func TestAnAssertThatCannotHoldIsRefusedBeforeAnythingIsSent(t *testing.T) {
	for src, want := range map[string]string{
		`asserts = ["jsonpath \"$.items.length()\" exists"]`: "no path of RFC 9535",
		`asserts = ["jsonpath \"$.a\" == {{nobody}}"]`:       `names "nobody", which no step captures`,
		`asserts = "status == 200"`:                          "must be a list",
		`json = { "items.length()" = 3 }`:                    "is no plain key",
	} {
		_, diags := tryParse("journey \"j\" {\n step \"s\" {\n request = \"GET /\"\n expect {\n" + src + "\n}\n}\n}\n")
		if !diags.HasErrors() || !strings.Contains(diags.Error(), want) {
			t.Errorf("%s: %v, want %q", src, diags, want)
		}
	}
	_, diags := tryParse("journey \"j\" {\n step \"s\" {\n request = \"GET /\"\n capture = { n = query(\"jsonpath \\\"$.a\\\" exists\") }\n}\n}\n")
	if !diags.HasErrors() || !strings.Contains(diags.Error(), "stands behind the query") {
		t.Errorf("%v", diags)
	}
}
