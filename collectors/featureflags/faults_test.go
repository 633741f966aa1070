package featureflags

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/envparity/envparity/collectors"
	"github.com/envparity/envparity/collectors/collectortest"
	"github.com/envparity/envparity/snapshot"
)

// faults are what a service or the way to it can do instead of answering. until is closed when the test ends.
func faults(until <-chan struct{}) map[string]http.HandlerFunc {
	status := func(code int, header ...string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			if len(header) == 2 {
				w.Header().Set(header[0], header[1])
			}
			w.WriteHeader(code)
			_, _ = io.WriteString(w, "planted-body-secret")
		}
	}
	return map[string]http.HandlerFunc{
		"delays": func(_ http.ResponseWriter, r *http.Request) {
			select {
			case <-until:
			case <-r.Context().Done():
			}
		},
		"resets": func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) },
		"truncates": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "5000")
			_, _ = io.WriteString(w, `{"features":[{"name":"a","enabled":true}],"flags":[{"key":"a","value":1}],"items":[{"key":"a"`)
		},
		"hangs half-way": func(w http.ResponseWriter, r *http.Request) {
			_, _ = io.WriteString(w, `{"features":[{"name":"a"`)
			w.(http.Flusher).Flush()
			select {
			case <-until:
			case <-r.Context().Done():
			}
		},
		"throttles":       status(http.StatusTooManyRequests, "Retry-After", "3600"),
		"throttles a bit": status(http.StatusTooManyRequests),
		"breaks":          status(http.StatusInternalServerError),
		"is a proxy":      func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "<html>sign in</html>") },
		"sends zeroes":    func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(make([]byte, 4096)) },
		"is empty":        func(http.ResponseWriter, *http.Request) {},
		"is null":         func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "null") },
		"is a list":       func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "[1,2]") },
	}
}

func TestWhateverTheNetworkDoesEveryServiceEndsInTimeAndInventsNothing(t *testing.T) {
	until := make(chan struct{})
	var servers []*httptest.Server
	t.Cleanup(func() {
		close(until) // before the servers wait for those who hang
		for _, s := range servers {
			s.Close()
		}
	})
	for name, h := range faults(until) {
		s := httptest.NewServer(h)
		servers = append(servers, s)
		for service, block := range map[string]string{
			"ofrep":          `ofrep = "` + s.URL + `"`,
			"unleash client": `unleash = "` + s.URL + `"`,
			"unleash admin":  `unleash = "` + s.URL + "\"\nproject = \"p\"\nenvironment = \"prod\"",
			"launchdarkly":   `launchdarkly = "` + s.URL + "\"\nproject = \"p\"\nenvironment = \"prod\"",
		} {
			t.Run(service+" "+name, func(t *testing.T) {
				t.Parallel()
				c, diags := collectortest.Make(t, Type(), block)
				if diags.HasErrors() {
					t.Fatal(diags)
				}
				r := collectors.Run(t.Context(), []collectors.Job{{Collector: c, Name: "featureflags", Environment: "prod", Timeout: 400 * time.Millisecond}}, collectors.Options{
					Sealer: snapshot.NewSealer([]byte("k")), Getenv: func(string) string { return "planted-token" },
				})[0]
				if r.Outcome.Status != snapshot.Failed || r.Outcome.Error == "" || len(r.Resources) > 0 {
					t.Errorf("%d flags, %+v", len(r.Resources), r.Outcome)
				}
				collectortest.NoSecrets(t, collectortest.Bytes(t, r), []string{"planted-token", "planted-body-secret"})
			})
		}
	}
}

func TestAContextThatIsNotEvaluatedIsUnknownInEveryFlag(t *testing.T) {
	s := serve(t, map[string]http.HandlerFunc{"POST /ofrep/v1/evaluate/flags": func(w http.ResponseWriter, r *http.Request) {
		if b, _ := io.ReadAll(r.Body); strings.Contains(string(b), "beta") {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		_, _ = io.WriteString(w, `{"flags":[{"key":"new","value":true}]}`)
	}})
	r := collect(t, "ofrep = \""+s.URL+"\"\ncontexts = { anonymous = {}, beta = { plan = \"beta\" } }")
	if n := r.Resources[0].Tree().Child("beta"); n == nil || n.Kind != snapshot.Unknown || r.Outcome.Status != snapshot.Partial {
		t.Errorf("%+v %+v", n, r.Outcome)
	}
}

func TestLaunchDarklyTellsSegmentsAndLastUse(t *testing.T) {
	s := serve(t, map[string]http.HandlerFunc{
		"GET /api/v2/flags/shop":              answer(`{"items":[{"key":"new","kind":"boolean","environments":{"prod":{"on":true,"rules":[{"_id":"r","clauses":[{"op":"segmentMatch","values":["staff"]}]}]}}}]}`),
		"GET /api/v2/flag-statuses/shop/prod": answer(`{"items":[{"name":"active","lastRequested":"2026-02-02T00:00:00Z","_links":{"parent":{"href":"/api/v2/flags/shop/new"}}}]}`),
		"GET /api/v2/segments/shop/prod":      answer(`{"items":[{"key":"staff","name":"Staff","included":["ann@shop.example","bob@shop.example"],"rules":[{"_id":"x","clauses":[{"attribute":"email","op":"endsWith","values":["@shop.example"]}]}],"_links":{},"version":3}]}`),
	})
	r := collect(t, "launchdarkly = \""+s.URL+"\"\nproject = \"shop\"\nenvironment = \"prod\"")
	if got := flag(t, r, "new"); got != "{kind=boolean lastSeenAt=2026-02-02T00:00:00Z rules=[{clauses=[{op=segmentMatch values=[staff]}]}] state=ENABLED}" {
		t.Error(got)
	}
	if got := flag(t, r, "staff"); got != "{included=2 name=Staff rules=[{clauses=[{attribute=email op=endsWith values=[@shop.example]}]}]}" {
		t.Error(got)
	}
	if r.Outcome.Status != snapshot.Complete {
		t.Errorf("%+v", r.Outcome)
	}
}

func TestAListOfGarbageIsPartialAndNeverComplete(t *testing.T) {
	for name, items := range map[string]string{
		"numbers": "1,2", "nulls": "null", "lists": "[[]]", "entries without a name": `{"x":1}`, "a name that is a map": `{"name":{},"key":{}}`, "an empty name": `{"name":"","key":""}`,
	} {
		body := `{"features":[` + items + `],"flags":[` + items + `],"items":[` + items + `]}`
		s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, body) }))
		t.Cleanup(s.Close)
		for service, block := range map[string]string{
			"ofrep":          `ofrep = "` + s.URL + `"`,
			"unleash client": `unleash = "` + s.URL + `"`,
			"unleash admin":  `unleash = "` + s.URL + "\"\nproject = \"p\"\nenvironment = \"prod\"",
			"launchdarkly":   `launchdarkly = "` + s.URL + "\"\nproject = \"p\"\nenvironment = \"prod\"",
		} {
			r := collect(t, block)
			if r.Outcome.Status == snapshot.Complete || len(r.Resources) > 0 {
				t.Errorf("%s with %s: %+v", service, name, r.Outcome)
			}
		}
	}
}

func TestPagesThatRepeatEnd(t *testing.T) {
	page := `{"items":[` + strings.Repeat(`{"key":"a","environments":{"prod":{"on":true}}},`, 49) + `{"key":"a"}]}`
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, page) }))
	t.Cleanup(s.Close)
	r := collect(t, "launchdarkly = \""+s.URL+"\"\nproject = \"p\"\nenvironment = \"prod\"")
	if r.Outcome.Status != snapshot.Partial || !strings.Contains(r.Outcome.Error+r.Outcome.Gaps[0].Why, "read before") {
		t.Errorf("%+v", r.Outcome)
	}
}
