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
	if r.Outcome.Status != snapshot.Partial || !strings.Contains(r.Outcome.Error+r.Outcome.Gaps[0].Why, "nothing new") {
		t.Errorf("%+v", r.Outcome)
	}
}

// TestWhatAServiceDoesNotShowIsUnknownAndNeverMissing gives answers that are sound JSON and say less, or other, than they have to.
func TestWhatAServiceDoesNotShowIsUnknownAndNeverMissing(t *testing.T) {
	const ld, unleashAdmin = "launchdarkly = \"URL\"\nproject = \"p\"\nenvironment = \"prod\"", "unleash = \"URL\"\nproject = \"p\"\nenvironment = \"prod\""
	const on = `{"key":"a","environments":{"prod":{"on":true}}}`
	for _, c := range []struct {
		name, block string
		routes      map[string]string
		flags       int
		status      snapshot.Status
		gap, want   string // the name of a gap, and words of the outcome
	}{
		{"a flag without the environment", ld, map[string]string{"GET /api/v2/flags/p": `{"items":[` + on + `,{"key":"b","environments":{"dev":{"on":true}}}]}`}, 1, snapshot.Partial, "b", `does not show it in environment "prod"`},
		{"a flag without environments", ld, map[string]string{"GET /api/v2/flags/p": `{"items":[` + on + `,{"key":"b"}]}`}, 1, snapshot.Partial, "b", `does not show it`},
		{"an environment that is a number", ld, map[string]string{"GET /api/v2/flags/p": `{"items":[` + on + `,{"key":"b","environments":{"prod":7}}]}`}, 1, snapshot.Partial, "b", `does not show it`},
		{"no flag with the environment", ld, map[string]string{"GET /api/v2/flags/p": `{"items":[{"key":"b","environments":{}}]}`}, 0, snapshot.Failed, "", "does the project have it"},
		{"a flag neither on nor off", ld, map[string]string{"GET /api/v2/flags/p": `{"items":[{"key":"a","environments":{"prod":{"on":"perhaps"}}}]}`}, 1, snapshot.Partial, "a", "does not say whether"},
		{"more counted than listed", ld, map[string]string{"GET /api/v2/flags/p": `{"totalCount":3,"items":[` + on + `]}`}, 1, snapshot.Partial, "", "nothing new"},
		{"fewer counted than listed", ld, map[string]string{"GET /api/v2/flags/p": `{"totalCount":0,"items":[` + on + `]}`}, 1, snapshot.Partial, "", "counts 0 flags and lists 1"},
		{"a flag listed twice", ld, map[string]string{"GET /api/v2/flags/p": `{"items":[` + on + `,` + on + `]}`}, 1, snapshot.Partial, "", "twice"},
		{"as many counted as listed", ld, map[string]string{"GET /api/v2/flags/p": `{"totalCount":1,"items":[` + on + `]}`, "GET /api/v2/segments/p/prod": `{"items":[]}`}, 1, snapshot.Complete, "", ""},
		{"an Unleash flag without the environment", unleashAdmin, map[string]string{
			"GET /api/admin/projects/p/features": `{"features":[{"name":"a"}]}`, "GET /api/admin/projects/p/features/a": `{"name":"a","environments":[{"name":"dev","enabled":true}]}`,
			"GET /api/admin/projects/p/overview": `{"environments":["prod"]}`,
		}, 0, snapshot.Failed, "a", "does not show it"},
		{"an Unleash flag neither on nor off", unleashAdmin, map[string]string{
			"GET /api/admin/projects/p/features": `{"features":[{"name":"a"}]}`, "GET /api/admin/projects/p/features/a": `{"name":"a","environments":[{"name":"prod"}]}`,
		}, 1, snapshot.Partial, "a", "does not say whether"},
		{"more counted by Unleash than listed", unleashAdmin, map[string]string{
			"GET /api/admin/projects/p/features": `{"total":2,"features":[{"name":"a"}]}`, "GET /api/admin/projects/p/features/a": `{"name":"a","environments":[{"name":"prod","enabled":true}]}`,
		}, 1, snapshot.Partial, "", "counts 2 flags and lists 1"},
		{"a client's flag neither on nor off", `unleash = "URL"`, map[string]string{"GET /api/client/features": `{"features":[{"name":"a"}]}`}, 1, snapshot.Partial, "a", "does not say whether"},
		{"an evaluation without a key", "ofrep = \"URL\"\ncontexts = { x = {} }", map[string]string{"POST /ofrep/v1/evaluate/flags": `{"flags":[{"key":"a","value":true},{"value":true}]}`}, 1, snapshot.Partial, "", "without a key"},
	} {
		t.Run(c.name, func(t *testing.T) {
			routes := map[string]http.HandlerFunc{}
			for at, body := range c.routes {
				routes[at] = answer(body)
			}
			s := serve(t, routes)
			r := collect(t, strings.ReplaceAll(c.block, "URL", s.URL))
			if len(r.Resources) != c.flags || r.Outcome.Status != c.status || !strings.Contains(r.Outcome.Error, c.want) {
				t.Errorf("%d flags, %+v", len(r.Resources), r.Outcome)
			}
			named := c.gap == ""
			for _, g := range r.Outcome.Gaps {
				named = named || g.Kind == "flag" && g.Name == c.gap
			}
			if !named {
				t.Errorf("no gap names %q: %+v", c.gap, r.Outcome.Gaps)
			}
		})
	}
}

func TestPagesSmallerThanAskedForAreReadToTheEnd(t *testing.T) {
	s := serve(t, map[string]http.HandlerFunc{
		"GET /api/v2/segments/p/prod": answer(`{"items":[]}`),
		"GET /api/v2/flags/p": func(w http.ResponseWriter, r *http.Request) {
			key := "k" + r.URL.Query().Get("offset")
			_, _ = io.WriteString(w, `{"totalCount":3,"items":[{"key":"`+key+`","environments":{"prod":{"on":true}}}]}`)
		},
	})
	r := collect(t, "launchdarkly = \""+s.URL+"\"\nproject = \"p\"\nenvironment = \"prod\"")
	if len(r.Resources) != 3 || r.Outcome.Status != snapshot.Complete {
		t.Errorf("%d flags, %+v", len(r.Resources), r.Outcome)
	}
}
