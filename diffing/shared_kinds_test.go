package diffing

import (
	"strings"
	"testing"

	"github.com/envparity/envparity/snapshot"
)

// carried returns the environment variables of one service, as one collector reads them.
func carried(collector, scope, name string, vars m) snapshot.Resource {
	r := res(snapshot.KindEnvironment, name, vars)
	r.Collector, r.Scope = collector, scope
	return r
}

func from(env string, outcomes []snapshot.Outcome, list ...snapshot.Resource) *snapshot.Snapshot {
	return &snapshot.Snapshot{Environment: env, Resources: list, Outcomes: outcomes}
}

func complete(names ...string) []snapshot.Outcome {
	var out []snapshot.Outcome
	for _, n := range names {
		out = append(out, snapshot.Outcome{Collector: n, Status: snapshot.Complete})
	}
	return out
}

func TestVariablesOfOneServiceMeetThoughTwoCollectorsReadThem(t *testing.T) {
	vars := func(timeout string) m { return m{"LOG_LEVEL": "info", "TIMEOUT": timeout, "PORT": "8080"} }
	r := compare(
		t,
		from("dev", complete("envvars"), carried("envvars", "", "api", vars("5")), carried("envvars", "", "worker", m{"A": "1"})),
		from("staging", complete("aws"), carried("aws", "eu-west-1", "api", vars("5")), carried("aws", "eu-west-1", "worker", m{"A": "1"})),
		from("prod", complete("kubernetes"), carried("kubernetes", "shop", "api", vars("30"))),
	)
	var drifts []string
	for i := range r.Drifts {
		d := &r.Drifts[i]
		drifts = append(drifts, string(d.Kind)+" "+d.Resource.Name+" "+d.Path)
	}
	if got := strings.Join(drifts, ", "); got != "changed api TIMEOUT, extra worker " {
		t.Errorf("%s", got)
	}
}

func TestAVariableNobodyLookedForIsUnknown(t *testing.T) {
	for name, c := range map[string]struct {
		prod    *snapshot.Snapshot
		drifted bool
	}{
		"no source of variables":    {from("prod", complete("terraform")), false},
		"one that failed":           {from("prod", []snapshot.Outcome{{Collector: "kubernetes", Status: snapshot.Failed, Error: "no route"}}), false},
		"one that failed beside":    {from("prod", append(complete("envvars"), snapshot.Outcome{Collector: "kubernetes", Status: snapshot.Failed, Error: "no route"}), carried("envvars", "", "other", m{"B": "2"})), false},
		"a gap of this kind":        {from("prod", []snapshot.Outcome{{Collector: "aws", Status: snapshot.Partial, Gaps: []snapshot.Gap{{Kind: "environment", Why: "denied"}}}}, carried("aws", "", "other", m{"B": "2"})), false},
		"a gap of another kind":     {from("prod", []snapshot.Outcome{{Collector: "aws", Status: snapshot.Partial, Gaps: []snapshot.Gap{{Kind: "aws_sqs_queue", Why: "denied"}}}}, carried("aws", "", "other", m{"B": "2"})), true},
		"another carrier, in order": {from("prod", complete("kubernetes"), carried("kubernetes", "", "other", m{"B": "2"})), true},
	} {
		t.Run(name, func(t *testing.T) {
			r := compare(t, from("dev", complete("envvars"), carried("envvars", "", "api", m{"A": "1"})), c.prod)
			drifted := false
			for i := range r.Drifts {
				drifted = drifted || r.Drifts[i].Resource.Name == "api"
			}
			if drifted != c.drifted {
				t.Errorf("reported as a difference: %v; %+v", drifted, r.Drifts)
			}
		})
	}
}

func TestTwoSourcesOfOneServiceInEveryEnvironmentKeepApart(t *testing.T) {
	both := func(env, a, b string) *snapshot.Snapshot {
		return from(env, complete("envvars", "kubernetes"), carried("envvars", "", "api", m{"X": a}), carried("kubernetes", "shop", "api", m{"X": b}))
	}
	if r := compare(t, both("dev", "1", "2"), both("prod", "1", "2")); len(r.Drifts) > 0 {
		t.Errorf("%+v", r.Drifts)
	}
}

func TestAHarmlessValueInASecretMayBeTheSame(t *testing.T) {
	for key, want := range map[string]int{"AZURE_TENANT_ID": 0, "SYNC_PERIOD": 0, "SUBSCRIPTION_ID": 0, "API_TOKEN": 1, "TENANT_KEY": 1} {
		at := func(env string) *snapshot.Snapshot {
			return snap(env, res("Secret", "shop", m{"data": m{key: sealed("4f1c2")}}))
		}
		if r := compare(t, at("staging"), at("prod")); len(r.Drifts) != want {
			t.Errorf("%s: %s", key, brief(r))
		}
	}
}

func TestTheNameOfAVariableIsNoEnvironment(t *testing.T) {
	for key, want := range map[string]int{"tokenFromEnv": 0, "appEnv": 1} {
		at := func(env string) *snapshot.Snapshot { return snap(env, res("ScaledJob", "agent", m{key: "SHOP_TOKEN"})) }
		if r := compare(t, at("staging"), at("prod")); len(r.Drifts) != want {
			t.Errorf("%s: %s", key, brief(r))
		}
	}
}

func TestASwitchIsNoThingThatTwoEnvironmentsShare(t *testing.T) {
	for name, c := range map[string]struct {
		dev, staging, prod string
		want               string
	}{
		"a switch":                    {"false", "false", "true", "changed"},
		"a name of an environment":    {"one", "one", "two", "shared"},
		"a switch of the other value": {"true", "false", "true", "changed"},
	} {
		t.Run(name, func(t *testing.T) {
			at := func(env, value string) *snapshot.Snapshot {
				return snap(env, res("ConfigMap", "shop", m{"SYSTEM_ENVIRONMENT": value}))
			}
			got := ""
			for _, d := range compare(t, at("dev", c.dev), at("staging", c.staging), at("prod", c.prod)).Drifts {
				got += string(d.Kind)
			}
			if got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}
