package featureflags

import (
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/envparity/envparity/collectors"
	"github.com/envparity/envparity/collectors/collectortest"
	"github.com/envparity/envparity/snapshot"
)

const flagdText = `{
  "flags": {
    "new": {
      "state": "ENABLED",
      "variants": {"on": true, "off": false},
      "defaultVariant": "off",
      "targeting": {"if": [{"$ref": "staff"}, "on", null]}
    },
    "odd": {"state": "DISABLED", "variants": {"a": 1}, "defaultVariant": "b"}
  },
  "$evaluators": {"staff": {"in": ["@shop.example", {"var": "email"}]}}
}`

func TestConformanceOfFlagd(t *testing.T) {
	collectortest.Run(t, collectortest.Subject{
		Type:      Type(),
		Files:     map[string]string{"f.json": flagdText, "cut.json": flagdText[:200], "empty.json": `{"flags": {}}`},
		Config:    `flagd = "f.json"`,
		Missing:   `flagd = "nowhere.json"`,
		Truncated: `flagd = "cut.json"`,
		Empty:     `flagd = "empty.json"`,
	})
}

// text prints a node on one line.
func text(n *snapshot.Node) string {
	if n == nil {
		return "absent"
	}
	var parts []string
	for i := range n.Children {
		p := text(&n.Children[i])
		if n.Kind == snapshot.Map {
			p = n.Children[i].Key + "=" + p
		}
		parts = append(parts, p)
	}
	switch n.Kind {
	case snapshot.Map:
		return "{" + strings.Join(parts, " ") + "}"
	case snapshot.List:
		return "[" + strings.Join(parts, " ") + "]"
	case snapshot.Null:
		return "null"
	}
	return n.Text
}

func flag(t *testing.T, r collectors.Result, name string) string {
	t.Helper()
	for i := range r.Resources {
		if r.Resources[i].Name == name {
			return text(r.Resources[i].Tree())
		}
	}
	t.Fatalf("no flag %q; outcome %+v", name, r.Outcome)
	return ""
}

func TestFlagdDefinitions(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "f.json"), []byte(flagdText), 0o600); err != nil {
		t.Fatal(err)
	}
	r := collectortest.Collect(t.Context(), t, Type(), dir, `flagd = "f.json"`)
	if got, want := flag(t, r, "new"), "{defaultVariant=off state=ENABLED targeting={if=[{in=[@shop.example {var=email}]} on null]} variants={off=false on=true}}"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if len(r.Outcome.Notes) != 1 || !strings.Contains(r.Outcome.Notes[0], `f.json:9: flag "odd"`) {
		t.Errorf("%+v", r.Outcome)
	}
}

// serve answers by path and keeps count.
func serve(t *testing.T, routes map[string]http.HandlerFunc) *httptest.Server {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if h := routes[r.Method+" "+r.URL.Path]; h != nil {
			h(w, r)
			return
		}
		http.NotFound(w, r)
	}))
	t.Cleanup(s.Close)
	return s
}

func answer(body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, body) }
}

// collect runs a config with tokens in the environment.
func collect(t *testing.T, config string) collectors.Result {
	t.Helper()
	c, diags := collectortest.Make(t, Type(), config)
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	getenv := func(k string) string {
		return map[string]string{"UNLEASH_TOKEN": "planted-token", "LAUNCHDARKLY_ACCESS_TOKEN": "planted-token"}[k]
	}
	rs, o := c.Collect(t.Context(), collectors.Input{Sealer: snapshot.NewSealer([]byte("k")), Getenv: getenv, Progress: func(int, int, string) {}})
	if strings.Contains(o.Error, "planted-token") {
		t.Errorf("a token in %q", o.Error)
	}
	return collectors.Result{Resources: rs, Outcome: o}
}

func TestOFREPEvaluatesEveryContext(t *testing.T) {
	s := serve(t, map[string]http.HandlerFunc{"POST /ofrep/v1/evaluate/flags": func(w http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		value := "false"
		if strings.Contains(string(b), `"plan":"beta"`) {
			value = "true"
		}
		_, _ = io.WriteString(w, `{"flags":[{"key":"new","value":`+value+`,"reason":"TARGETING_MATCH","variant":"v"}]}`)
	}})
	r := collect(t, "ofrep = \""+s.URL+"\"\ncontexts = { anonymous = {}, beta = { targetingKey = \"u\", plan = \"beta\" } }")
	if got, want := flag(t, r, "new"), "{anonymous={reason=TARGETING_MATCH value=false variant=v} beta={reason=TARGETING_MATCH value=true variant=v}}"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestUnleash(t *testing.T) {
	wants := func(h http.HandlerFunc) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			if r.Header.Get("Authorization") != "planted-token" {
				w.WriteHeader(http.StatusUnauthorized)
				return
			}
			h(w, r)
		}
	}
	s := serve(t, map[string]http.HandlerFunc{
		"GET /api/client/features":                      wants(answer(`{"version":2,"features":[{"name":"new","type":"release","enabled":true,"stale":false,"strategies":[{"id":"x-1","name":"flexibleRollout","parameters":{"rollout":"50","groupId":"new"},"segments":[3]}]}],"segments":[{"id":3,"name":"staff","constraints":[{"contextName":"email"}]}]}`)),
		"GET /api/admin/projects/default/features":      wants(answer(`{"version":2,"features":[{"name":"new"},{"name":"gone"},{"name":"broken"}]}`)),
		"GET /api/admin/projects/default/features/new":  wants(answer(`{"name":"new","type":"release","stale":true,"createdAt":"2024-01-01","environments":[{"name":"dev","enabled":true},{"name":"prod","enabled":false,"lastSeenAt":"2024-02-02","strategies":[{"id":"q","name":"default"}]}]}`)),
		"GET /api/admin/projects/default/features/gone": wants(answer(`{"name":"gone","environments":[]}`)),
	})
	r := collect(t, `unleash = "`+s.URL+`"`)
	if got, want := flag(t, r, "new"), "{stale=false state=ENABLED strategies=[{name=flexibleRollout parameters={rollout=50} segments=[{constraints=[{contextName=email}] name=staff}]}] type=release}"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	r = collect(t, "unleash = \""+s.URL+"\"\nproject = \"default\"\nenvironment = \"prod\"")
	if got, want := flag(t, r, "new"), "{createdAt=2024-01-01 lastSeenAt=2024-02-02 stale=true state=DISABLED strategies=[{name=default}] type=release}"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if len(r.Resources) != 1 || len(r.Outcome.Gaps) != 2 || r.Outcome.Gaps[0].Name != "broken" || r.Outcome.Gaps[1].Name != "gone" || r.Outcome.Status != snapshot.Partial {
		t.Errorf("%+v", r.Outcome)
	}
	r = collect(t, "unleash = \""+s.URL+"\"\ntoken_env = \"OTHER\"")
	if r.Outcome.Status != snapshot.Failed || !strings.Contains(r.Outcome.Error, "set OTHER") {
		t.Errorf("%+v", r.Outcome)
	}
}

func TestLaunchDarklyReadsEveryPage(t *testing.T) {
	s := serve(t, map[string]http.HandlerFunc{"GET /api/v2/flags/shop": func(w http.ResponseWriter, r *http.Request) {
		n := ldPage
		prefix := "a"
		if r.URL.Query().Get("offset") != "0" {
			n, prefix = 1, "b"
		}
		var items []string
		for i := range n {
			items = append(items, `{"key":"`+prefix+strings.Repeat("x", i)+`","kind":"boolean","variations":[{"_id":"1","value":true}],"environments":{"prod":{"on":true,"offVariation":1,"_site":{}},"dev":{"on":false}}}`)
		}
		_, _ = io.WriteString(w, `{"items":[`+strings.Join(items, ",")+`]}`)
	}})
	r := collect(t, "launchdarkly = \""+s.URL+"\"\nproject = \"shop\"\nenvironment = \"prod\"")
	if len(r.Resources) != ldPage+1 || flag(t, r, "b") != "{kind=boolean offVariation=1 state=ENABLED variations=[{value=true}]}" {
		t.Errorf("%d resources, %s", len(r.Resources), flag(t, r, "b"))
	}
}

func TestACheckOfLaunchDarklySaysWhoseTheTokenIs(t *testing.T) {
	s := serve(t, map[string]http.HandlerFunc{
		"GET /api/v2/caller-identity": answer(`{"accountId":"1","tokenName":"envparity-read","tokenKind":"personal"}`),
		"GET /api/v2/flags/shop": func(w http.ResponseWriter, r *http.Request) {
			if q := r.URL.Query(); q.Get("limit") != "1" || q.Get("env") != "prod" {
				t.Errorf("asked for %s", r.URL)
			}
			_, _ = io.WriteString(w, `{"items":[]}`)
		},
	})
	check := func(project string) string {
		return collectortest.Check(t, Type(), t.TempDir(), "launchdarkly = \""+s.URL+"\"\nproject = \""+project+"\"\nenvironment = \"prod\"", map[string]string{"LAUNCHDARKLY_ACCESS_TOKEN": "planted-token"})
	}
	collectortest.Says(t, check("shop"), `^ok identity: the token in LAUNCHDARKLY_ACCESS_TOKEN, envparity-read, personal$`, `^ok read: .* answers with its items$`)
	collectortest.Says(t, check("nowhere"), `^failed reach: .*404 Not Found -> see that the address`)
}

func TestServicesThatFail(t *testing.T) {
	var tries atomic.Int32
	for _, c := range []struct {
		name string
		h    http.HandlerFunc
		want string
	}{
		{"throttled, then served", func(w http.ResponseWriter, _ *http.Request) {
			if tries.Add(1) < 3 {
				w.Header().Set("Retry-After", "0")
				w.WriteHeader(http.StatusTooManyRequests)
				return
			}
			_, _ = io.WriteString(w, `{"features":[]}`)
		}, ""},
		{"garbage", answer("<html>"), "not JSON"},
		{"another shape", answer(`{"x": 1}`), "without a list of features"},
		{"not found", http.NotFound, "404"},
		{"forbidden", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusForbidden) }, "UNLEASH_TOKEN is not accepted"},
		{"down", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadGateway) }, "502"},
		{"broken off", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "1000")
			_, _ = io.WriteString(w, `{"features":[`)
		}, "broke off"},
		{"a redirect elsewhere", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Location", "http://other.invalid/")
			w.WriteHeader(http.StatusFound)
		}, "a credential follows no redirect"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := serve(t, map[string]http.HandlerFunc{"GET /api/client/features": c.h})
			r := collect(t, `unleash = "`+s.URL+`"`)
			if c.want == "" {
				if r.Outcome.Status != snapshot.Complete {
					t.Errorf("%+v", r.Outcome)
				}
				return
			}
			if r.Outcome.Status != snapshot.Failed || !strings.Contains(r.Outcome.Error, c.want) {
				t.Errorf("%+v, want %q", r.Outcome, c.want)
			}
		})
	}
}

func TestConformanceOfServices(t *testing.T) {
	release := make(chan struct{})
	good := serve(t, map[string]http.HandlerFunc{
		"GET /api/client/features": answer(`{"features":[{"name":"a","enabled":true,"strategies":[{"name":"x","parameters":{"apiToken":"planted-parameter-secret"}}]}]}`),
	})
	cut := serve(t, map[string]http.HandlerFunc{"GET /api/client/features": answer(`{"features":[{"name":"a"`)})
	hang := serve(t, map[string]http.HandlerFunc{"GET /api/client/features": func(_ http.ResponseWriter, r *http.Request) {
		select {
		case <-release:
		case <-r.Context().Done():
		}
	}})
	t.Cleanup(func() { close(release) })
	collectortest.Run(t, collectortest.Subject{
		Type:    Type(),
		Config:  `unleash = "` + good.URL + `"`,
		Secrets: []string{"planted-parameter-secret", "planted-token"},
		Getenv: func(k string) string {
			return map[string]string{"UNLEASH_TOKEN": "planted-token"}[k]
		},
		Missing:   `unleash = "` + good.URL + `/elsewhere"`,
		Truncated: `unleash = "` + cut.URL + `"`,
		Hang:      `unleash = "` + hang.URL + `"`,
	})
}
