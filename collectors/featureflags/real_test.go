package featureflags

import (
	"encoding/json"
	"errors"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/envparity/envparity/collectors"
	"github.com/envparity/envparity/collectors/collectortest"
	"github.com/envparity/envparity/fixtures/real"
	"github.com/envparity/envparity/snapshot"
)

// as collects one block with these variables in the process environment.
func as(t *testing.T, block string, env map[string]string) collectors.Result {
	t.Helper()
	c, diags := collectortest.Make(t, Type(), block)
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	return collectors.Run(t.Context(), []collectors.Job{{Collector: c, Name: "featureflags", Environment: "prod"}}, collectors.Options{
		Sealer: snapshot.NewSealer([]byte("k")), Getenv: func(k string) string { return env[k] },
	})[0]
}

// seed makes three flags: one that is on for some people in production, one that is off, one that is used by neither.
func seed(t *testing.T, u *real.Unleash) {
	t.Helper()
	const features = "/api/admin/projects/default/features"
	for _, c := range [][3]string{
		{"POST", "/api/admin/segments", `{"name":"staff","constraints":[{"contextName":"email","operator":"STR_ENDS_WITH","values":["@shop.example"]}]}`},
		{"POST", features, `{"name":"new-checkout","type":"release","impressionData":true}`},
		{"POST", features, `{"name":"kill-search","type":"kill-switch"}`},
		{"POST", features, `{"name":"old-banner","type":"release"}`},
		{"POST", features + "/new-checkout/environments/production/strategies", `{"name":"flexibleRollout","parameters":{"rollout":"25","stickiness":"default","groupId":"new-checkout"},` +
			`"constraints":[{"contextName":"userId","operator":"IN","values":["1","2"]}],"segments":[1],` +
			`"variants":[{"name":"blue","weight":500,"weightType":"variable","stickiness":"default"},{"name":"red","weight":500,"weightType":"variable","stickiness":"default"}]}`},
		{"POST", features + "/new-checkout/environments/production/on", ""},
		{"POST", features + "/new-checkout/environments/development/strategies", `{"name":"default"}`},
		{"POST", features + "/new-checkout/environments/development/on", ""},
		{"POST", features + "/kill-search/environments/production/strategies", `{"name":"remoteAddress","parameters":{"IPs":"10.0.0.1"}}`},
		{"POST", features + "/old-banner/stale/on", ""},
	} {
		if c[1] == features+"/old-banner/stale/on" {
			c = [3]string{"PATCH", features + "/old-banner", `[{"op":"replace","path":"/stale","value":true}]`}
		}
		if err := u.Do(c[0], c[1], c[2], nil); err != nil {
			t.Fatal(err)
		}
	}
	for _, flag := range []string{"new-checkout", "kill-search"} {
		settled(t, u, features+"/"+flag)
	}
}

// settled waits until the server has noted by itself that a flag is at the beginning of its life, which it does a while after it is made.
func settled(t *testing.T, u *real.Unleash, flag string) {
	t.Helper()
	u.Await(t, flag, func() error {
		var got struct{ Lifecycle *struct{ Stage string } }
		if err := u.Do(http.MethodGet, flag, "", &got); err != nil {
			return err
		}
		if got.Lifecycle == nil || got.Lifecycle.Stage == "" {
			return errors.New("its life has not begun")
		}
		return nil
	})
}

// held is all that the server keeps, without when its tokens were used, as its admin API tells it.
func held(t *testing.T, u *real.Unleash) string {
	t.Helper()
	var all strings.Builder
	for _, path := range []string{
		"/api/admin/events", "/api/admin/projects/default/features", "/api/admin/projects/default/features/new-checkout", "/api/admin/projects/default/features/kill-search",
		"/api/admin/segments", "/api/admin/strategies", "/api/admin/environments", "/api/admin/api-tokens", "/api/admin/context",
	} {
		var raw json.RawMessage
		if err := u.Do(http.MethodGet, path, "", &raw); err != nil {
			t.Fatal(err)
		}
		all.Write(raw)
		all.WriteByte('\n')
	}
	return regexp.MustCompile(`"seenAt":("[^"]*"|null)`).ReplaceAllString(all.String(), "")
}

func TestUnleashOfARealServer(t *testing.T) {
	u := real.StartUnleash(t)
	seed(t, u)
	before := held(t, u)
	client := func(env string) collectors.Result {
		return as(t, `unleash = "`+u.URL+`"`, map[string]string{"UNLEASH_TOKEN": u.Client[env]})
	}
	admin := func(env, token string) collectors.Result {
		return as(t, `unleash = "`+u.URL+`"
project = "default"
environment = "`+env+`"`, map[string]string{"UNLEASH_TOKEN": token})
	}
	results := map[string]collectors.Result{
		"client production": client("production"), "client development": client("development"),
		"admin production": admin("production", u.Admin), "admin development": admin("development", u.Admin),
	}
	const rollout = `constraints=[{contextName=userId operator=IN values=[1 2]}`
	const variants = `variants=[{name=blue stickiness=default weight=500 weightType=variable} {name=red stickiness=default weight=500 weightType=variable}]`
	for _, c := range []struct {
		result, flag string
		want, not    []string
	}{
		{"client production", "new-checkout", []string{"state=ENABLED", rollout, "{contextName=email operator=STR_ENDS_WITH values=[@shop.example]}", "rollout=25", variants, "type=release", "impressionData=true"}, []string{"groupId"}},
		{"client development", "new-checkout", []string{"state=ENABLED", "name=default"}, []string{"rollout=25"}},
		{"client production", "kill-search", []string{"state=DISABLED", "type=kill-switch"}, nil},
		{"admin production", "new-checkout", []string{"state=ENABLED", rollout, "rollout=25", variants, "segments=[{constraints=[{contextName=email operator=STR_ENDS_WITH values=[@shop.example]}] name=staff}]", "createdAt=20"}, []string{"groupId", "id=", "lastSeenAt"}},
		{"admin development", "new-checkout", []string{"state=ENABLED"}, []string{"rollout=25", "staff"}},
		{"admin production", "kill-search", []string{"state=DISABLED", "IPs=10.0.0.1"}, nil},
		{"admin production", "old-banner", []string{"stale=true", "state=DISABLED"}, nil},
	} {
		got := flag(t, results[c.result], c.flag)
		for _, w := range c.want {
			if !strings.Contains(got, w) {
				t.Errorf("%s: %s lacks %q:\n%s", c.result, c.flag, w, got)
			}
		}
		for _, n := range c.not {
			if strings.Contains(got, n) {
				t.Errorf("%s: %s has %q:\n%s", c.result, c.flag, n, got)
			}
		}
	}
	secrets := []string{"planted-admin-token", "planted-client-token"}
	for name, r := range results {
		if r.Outcome.Status != snapshot.Complete || len(r.Resources) != 3 {
			t.Errorf("%s: %d flags, %+v", name, len(r.Resources), r.Outcome)
		}
		collectortest.NoSecrets(t, collectortest.Bytes(t, r), secrets)
	}
	for name, r := range map[string]collectors.Result{
		"a token of nobody":   as(t, `unleash = "`+u.URL+`"`, map[string]string{"UNLEASH_TOKEN": "default:production.planted-admin-token-wrong"}),
		"no token":            as(t, `unleash = "`+u.URL+`"`, nil),
		"a client's token":    admin("production", u.Client["production"]),
		"another environment": admin("qa", u.Admin),
		"another project": as(t, `unleash = "`+u.URL+`"
project = "nowhere"
environment = "production"`, map[string]string{"UNLEASH_TOKEN": u.Admin}),
	} {
		if r.Outcome.Status != snapshot.Failed || r.Outcome.Error == "" || len(r.Resources) > 0 {
			t.Errorf("%s: %d flags, %+v", name, len(r.Resources), r.Outcome)
		}
		t.Logf("%s: %s", name, r.Outcome.Error)
		collectortest.NoSecrets(t, collectortest.Bytes(t, r), secrets)
	}
	check := func(block, token string) string {
		return collectortest.Check(t, Type(), t.TempDir(), block, map[string]string{"UNLEASH_TOKEN": token})
	}
	adminBlock := func(project, env string) string {
		return "unleash = \"" + u.URL + "\"\nproject = \"" + project + "\"\nenvironment = \"" + env + "\""
	}
	collectortest.Says(t, check(`unleash = "`+u.URL+`"`, u.Client["production"]), `^ok identity: the token in UNLEASH_TOKEN$`, `^ok read: .* answers with its features$`, `^ok clock: `)
	collectortest.Says(t, check(`unleash = "`+u.URL+`"`, ""), `^warning identity: nobody: UNLEASH_TOKEN is not set -> set UNLEASH_TOKEN`, `^failed reach: .*it wants a token -> set UNLEASH_TOKEN$`)
	collectortest.Says(t, check(adminBlock("default", "production"), u.Admin), `^ok read: .* answers with its features$`)
	collectortest.Says(t, check(adminBlock("default", "qa"), u.Admin), `^failed read: .*has no environment "qa" -> correct project and environment`)
	if after := held(t, u); after != before {
		t.Errorf("reading changed the server:\n%s\n%s", before, after)
	}
	seenAtLast(t, u)
}

// seenAtLast reports a use of a flag, as the SDKs do, and waits until the server tells of it: it writes down what it was told twice a minute.
func seenAtLast(t *testing.T, u *real.Unleash) {
	t.Helper()
	metrics := `{"appName":"shop","instanceId":"1","bucket":{"start":"2026-01-01T00:00:00Z","stop":"2026-01-01T00:01:00Z","toggles":{"new-checkout":{"yes":3,"no":1}}}}`
	req, err := http.NewRequest(http.MethodPost, u.URL+"/api/client/metrics", strings.NewReader(metrics))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", u.Client["production"])
	req.Header.Set("Content-Type", "application/json")
	res, err := http.DefaultClient.Do(req)
	if err != nil || res.StatusCode != http.StatusAccepted {
		t.Fatal(res, err)
	}
	_ = res.Body.Close()
	u.Await(t, "telling of a use", func() error {
		r := as(t, `unleash = "`+u.URL+`"
project = "default"
environment = "production"`, map[string]string{"UNLEASH_TOKEN": u.Admin})
		if got := flag(t, r, "new-checkout"); !strings.Contains(got, "lastSeenAt=20") {
			return errors.New("never seen: " + got)
		}
		return nil
	})
}

const evaluatedFlags = `{"flags":{
"new":{"state":"ENABLED","variants":{"on":true,"off":false},"defaultVariant":"off","targeting":{"if":[{"ends_with":[{"var":"email"},"@shop.example"]},"on",null]}},
"limit":{"state":"ENABLED","variants":{"low":10,"high":50},"defaultVariant":"low","targeting":{"if":[{"==":[{"var":"plan"},"beta"]},"high","low"]}},
"old":{"state":"DISABLED","variants":{"a":1},"defaultVariant":"a"},
"broken":{"state":"ENABLED","variants":{"a":1},"defaultVariant":"a","targeting":{"if":[true,"nowhere"]}},
"theme":{"state":"ENABLED","variants":{"x":{"colour":"red","apiKey":"planted-variant-secret"}},"defaultVariant":"x"}}}`

func TestOFREPOfAServerThatEvaluatesFlagd(t *testing.T) {
	o := real.StartOFREP(t, evaluatedFlags)
	block := `ofrep = "` + o.URL + `"
contexts = { anonymous = {}, staff = { targetingKey = "u1", email = "a@shop.example" }, beta = { plan = "beta" } }`
	r := as(t, block, map[string]string{"OFREP_TOKEN": o.Token})
	collectortest.Says(t, collectortest.Check(t, Type(), t.TempDir(), block, map[string]string{"OFREP_TOKEN": o.Token}), `^ok identity: the token in OFREP_TOKEN$`, `^ok read: .* answers with its flags$`)
	collectortest.Says(t, collectortest.Check(t, Type(), t.TempDir(), block, map[string]string{"OFREP_TOKEN": "planted-wrong-token"}), `^failed reach: .*the token in OFREP_TOKEN is not accepted`)
	for name, want := range map[string]string{
		"new":   "{anonymous={reason=DEFAULT value=false variant=off} beta={reason=DEFAULT value=false variant=off} staff={reason=TARGETING_MATCH value=true variant=on}}",
		"limit": "{anonymous={reason=TARGETING_MATCH value=10 variant=low} beta={reason=TARGETING_MATCH value=50 variant=high} staff={reason=TARGETING_MATCH value=10 variant=low}}",
	} {
		if got := flag(t, r, name); got != want {
			t.Errorf("%s\ngot  %s\nwant %s", name, got, want)
		}
	}
	collectortest.NoSecrets(t, collectortest.Bytes(t, r), []string{"planted-variant-secret", o.Token})
	official(t, o, r)
	if r.Outcome.Status != snapshot.Complete {
		t.Errorf("%+v", r.Outcome)
	}
	for _, token := range []string{"", "planted-wrong-token"} {
		r := as(t, block, map[string]string{"OFREP_TOKEN": token})
		if r.Outcome.Status != snapshot.Failed || !strings.Contains(r.Outcome.Error, "OFREP_TOKEN") || strings.Contains(r.Outcome.Error, "planted") {
			t.Errorf("%+v", r.Outcome)
		}
	}
}

// official holds what was read against what the protocol's own client reads from the same server.
func official(t *testing.T, o *real.OFREP, r collectors.Result) {
	t.Helper()
	for name, context := range map[string]string{"anonymous": "{}", "staff": `{"targetingKey":"u1","email":"a@shop.example"}`, "beta": `{"plan":"beta"}`} {
		var answer struct {
			Flags []struct {
				Key, Variant, Reason, ErrorCode string
				Value                           any
			}
		}
		if err := json.Unmarshal(o.Official(t, context), &answer); err != nil {
			t.Fatal(err)
		}
		if len(answer.Flags) != len(r.Resources) {
			t.Errorf("%s: the protocol's client sees %d flags, %d were read", name, len(answer.Flags), len(r.Resources))
		}
		for _, f := range answer.Flags {
			for i := range r.Resources {
				if r.Resources[i].Name != f.Key {
					continue
				}
				got := r.Resources[i].Tree().Child(name)
				for key, want := range map[string]string{"variant": f.Variant, "reason": f.Reason, "errorCode": f.ErrorCode} {
					if n := got.Child(key); n != nil && n.Text != want || n == nil && want != "" {
						t.Errorf("%s in %s: %s is %s, the protocol's client has %q", f.Key, name, key, text(n), want)
					}
				}
			}
		}
	}
}
