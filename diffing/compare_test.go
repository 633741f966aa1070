package diffing

import (
	"slices"
	"strings"
	"testing"

	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/snapshot"
)

func TestWhatDiffersIsOneDriftAtItsPath(t *testing.T) {
	for name, c := range map[string]struct {
		staging, prod m
		want          []string
	}{
		"nothing differs":           {m{"a": 1, "b": l{"x"}}, m{"a": 1, "b": l{"x"}}, nil},
		"a value":                   {m{"a": m{"b": "x"}}, m{"a": m{"b": "y"}}, []string{`changed Deployment/api a.b "x" "y"`}},
		"a type":                    {m{"a": "x"}, m{"a": l{m{"b": 1}}}, []string{`type-changed Deployment/api a "x" {1}`}},
		"a subtree on one side":     {m{}, m{"a": m{"b": 1, "c": m{"d": 2}}}, []string{`missing Deployment/api a <absent> {2}`}},
		"an extra key":              {m{"a": 1}, m{}, []string{`extra Deployment/api a "1" <absent>`}},
		"a list element by its key": {m{"env": l{m{"name": "A", "value": "1"}, m{"name": "B", "value": "2"}}}, m{"env": l{m{"name": "B", "value": "3"}, m{"name": "A", "value": "1"}}}, []string{`changed Deployment/api env[name=B].value "2" "3"`}},
		"an inserted element":       {m{"x": l{m{"a": 1, "b": 1}, m{"a": 2, "b": 1}}}, m{"x": l{m{"a": 9, "b": 9}, m{"a": 1, "b": 1}, m{"a": 2, "b": 1}}}, []string{`missing Deployment/api x[0] <absent> {2}`}},
		"an inserted scalar":        {m{"x": l{"a", "b"}}, m{"x": l{"c", "a", "b"}}, []string{`missing Deployment/api x[=c] <absent> "c"`}},
		"an argument":               {m{"args": l{"--log=info", "-v"}}, m{"args": l{"--log=debug", "-v"}}, []string{`changed Deployment/api args[=--log] "--log=info" "--log=debug"`}},
		"the order of arguments":    {m{"args": l{"a", "b"}}, m{"args": l{"b", "a"}}, []string{`changed Deployment/api args {2} {2}`}},
		"the order of a set":        {m{"verbs": l{"a", "b"}}, m{"verbs": l{"b", "a"}}, nil},
		"a misspelt key":            {m{"data": m{"FLAG_X ": "1"}}, m{"data": m{"FLAG_X": "1"}}, []string{`misspelt Deployment/api data.FLAG_X "1" "1"`}},
		"a misspelt variable":       {m{"env": l{m{"name": "retryCount", "value": "1"}}}, m{"env": l{m{"name": "retry_count", "value": "1"}}}, []string{`misspelt Deployment/api env[name=retry_count] {2} {2}`}},
		"a moved attribute":         {m{"a": m{"timeout": "30s"}}, m{"b": m{"x": 1, "timeout": "30s"}, "a": m{}}, []string{`extra Deployment/api a.timeout "30s" <absent>`, `missing Deployment/api b <absent> {2}`}},
		"a moved subtree":           {m{"a": m{"probe": m{"path": "/x"}}, "b": m{}}, m{"b": m{"probe": m{"path": "/x"}}, "a": m{}}, []string{`changed Deployment/api b.probe {1} {1}`}},
		"a replaced element":        {m{"x": l{"a", "b", "one"}}, m{"x": l{"a", "two", "b"}}, []string{`changed Deployment/api x[1] "one" "two"`}},
		"a renamed key":             {m{"data": m{"API_DB_HOST": "db.example:5432"}}, m{"data": m{"DB_HOST": "db.example:5432", "X": 1}}, []string{`changed Deployment/api data.DB_HOST "db.example:5432" "db.example:5432"`, `missing Deployment/api data.X <absent> "1"`}},
		"a key of another hash":     {m{"topics": m{"orders-15b2b4a6af771484": "a"}}, m{"topics": m{"orders-97e6567cf80881a8": "b"}}, []string{`changed Deployment/api topics.orders-97e6567cf80881a8 "a" "b"`}},
		"text here, a tree there":   {m{"p": m{"a": l{"x", "y"}}}, m{"p": `{"a": ["x", "z"]}`}, []string{`changed Deployment/api p:a[1] "y" "z"`}},
		"a scalar for a list":       {m{"Action": "s3:Get"}, m{"Action": l{"s3:Get"}}, nil},
		"another list":              {m{"p": l{"a"}}, m{"p": l{m{"x": 1}}}, []string{`type-changed Deployment/api p {1} {1}`}},
		"a reference for a value":   {m{"p": "${var.x}"}, m{"p": "text"}, nil},
		"an unknown value":          {m{"a": expr("var.x")}, m{"a": "y"}, nil},
		"a secret of one's own":     {m{"a": sealed("x")}, m{"a": sealed("y")}, nil},
		"an empty secret in both":   {m{"a": sealed("")}, m{"a": sealed("")}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			r := compare(t, snap("staging", res("Deployment", "api", c.staging)), snap("prod", res("Deployment", "api", c.prod)))
			expect(t, r, c.want...)
			if n := r.Counts; n.Compared != n.Identical+n.Equivalent+n.Unknown+n.Drifted || n.Drifted != len(r.Drifts) {
				t.Errorf("counts do not add up: %+v", n)
			}
		})
	}
}

func TestASecretInTwoEnvironmentsIsShared(t *testing.T) {
	r := compare(t, snap("staging", res("Secret", "s", m{"k": sealed("x")})), snap("prod", res("Secret", "s", m{"k": sealed("x")})))
	if len(r.Drifts) != 1 || r.Drifts[0].Kind != drift.Shared || !r.Drifts[0].Facts.SecretShared {
		t.Errorf("%+v", r.Drifts)
	}
}

func TestAWholeResourceOnOneSideIsOneDrift(t *testing.T) {
	a, b := res("Deployment", "api", m{"a": 1}), res("Deployment", "web", m{"a": 1, "b": 2})
	expect(t, compare(t, snap("staging", a), snap("prod", a, b)), `missing Deployment/web  <absent> {2}`)
	expect(t, compare(t, snap("staging", a, b), snap("prod", a)), `extra Deployment/web  {2} <absent>`)
}

func TestWhatWasNotObservedIsUnknownNeverMissing(t *testing.T) {
	a, b := res("Deployment", "api", m{"a": 1}), res("Deployment", "web", m{"a": 1})
	for name, outcome := range map[string]snapshot.Outcome{
		"the collector failed":       {Collector: "kubernetes", Status: snapshot.Failed, Error: "no route"},
		"it was cut short":           {Collector: "kubernetes", Status: snapshot.Partial},
		"the kind could not be read": {Collector: "kubernetes", Status: snapshot.Partial, Gaps: []snapshot.Gap{{Kind: "Deployment", Why: "forbidden"}}},
		"the file could not be read": {Collector: "kubernetes", Status: snapshot.Partial, Gaps: []snapshot.Gap{{File: "web.yaml", Why: "broken"}}},
		"another collector":          {Collector: "terraform", Status: snapshot.Complete},
	} {
		t.Run(name, func(t *testing.T) {
			s := &snapshot.Snapshot{Environment: "staging", Outcomes: []snapshot.Outcome{outcome}}
			if outcome.Collector == "kubernetes" {
				s.Resources = append(s.Resources, a)
			}
			r := compare(t, s, snap("prod", a, b))
			expect(t, r)
			if r.Counts.Unknown == 0 {
				t.Errorf("nothing is counted unknown: %+v", r.Counts)
			}
		})
	}
	s := snap("staging", a)
	s.Outcomes[0].Gaps = []snapshot.Gap{{Kind: "Secret", Why: "forbidden"}}
	s.Outcomes[0].Status = snapshot.Partial
	expect(t, compare(t, s, snap("prod", a, b)), `missing Deployment/web  <absent> {1}`)
}

func TestADriftSaysWhichEnvironmentsAgree(t *testing.T) {
	at := func(env string, n any) *snapshot.Snapshot { return snap(env, res("Deployment", "api", m{"a": n})) }
	for want, s := range map[string][]*snapshot.Snapshot{
		"prod alone":                          {at("dev", 1), at("staging", 1), at("prod", 2)},
		"dev alone":                           {at("dev", 2), at("staging", 1), at("prod", 1)},
		"all differ":                          {at("dev", 1), at("staging", 2), at("prod", 3)},
		"dev and qa against staging and prod": {at("dev", 1), at("qa", 1), at("staging", 2), at("prod", 2)},
	} {
		r := compare(t, s...)
		if len(r.Drifts) != 1 || r.Drifts[0].Split != want {
			t.Errorf("want %q: %+v", want, r.Drifts)
		}
	}
}

func TestValuesThatDifferByMemberAloneAreNoDrift(t *testing.T) {
	var snaps []*snapshot.Snapshot
	for _, member := range []string{"eu", "us", "ap"} {
		r := res("Deployment", "api", m{"a": 1, "b": 1})
		if member == "us" {
			r = res("Deployment", "api", m{"a": 2, "b": 1})
		}
		r.Member = member
		s := snap("prod", r)
		s.Members = []string{member}
		snaps = append(snaps, s)
	}
	snaps = append([]*snapshot.Snapshot{snap("staging", res("Deployment", "api", m{"a": 1, "b": 1, "c": 3}))}, snaps...)
	r := compare(t, snaps...)
	expect(t, r, `changed Deployment/api a "1" "2"`, `extra Deployment/api c "3" <absent>`)
	if got := len(r.Drifts[0].Sides[1].Members); got != 3 {
		t.Errorf("%d members listed", got)
	}
}

func TestTheSameChangeInManyResourcesIsOneFinding(t *testing.T) {
	staging, prod := snap("staging"), snap("prod")
	for _, name := range []string{"a", "b", "c"} {
		staging.Resources = append(staging.Resources, res("Deployment", name, m{"image": "x:1", "n": name}))
		prod.Resources = append(prod.Resources, res("Deployment", name, m{"image": "x:2", "n": name}))
	}
	staging.Resources = append(staging.Resources, res("Deployment", "d", m{"image": "x:3", "n": "d"}))
	prod.Resources = append(prod.Resources, res("Deployment", "d", m{"image": "x:2", "n": "d"}))
	r := compare(t, staging, prod)
	expect(t, r, `changed Deployment/a image "x:1" "x:2" +2`, `changed Deployment/d image "x:3" "x:2"`)
}

func TestAMatchBlockOverridesNames(t *testing.T) {
	a, b := res("Deployment", "old", m{"a": 1}), res("Deployment", "new", m{"a": 2})
	r := Compare(environments("staging", "prod"), []*snapshot.Snapshot{snap("staging", a), snap("prod", b)},
		Options{Matches: []Match{{Kind: "Deployment", Names: map[string]string{"staging": "old", "prod": "new"}}}})
	expect(t, r, `changed Deployment/new a "1" "2"`)
}

func TestADriftKeepsItsIdentity(t *testing.T) {
	id := func(staging, prod snapshot.Resource) string {
		r := compare(t, snap("staging", staging), snap("prod", prod))
		if len(r.Drifts) != 1 {
			t.Fatalf("%d drifts", len(r.Drifts))
		}
		return r.Drifts[0].Resource.ID + " " + r.Drifts[0].Key
	}
	make := func(env, value, file string, line int) snapshot.Resource {
		r := res("Deployment", "api-"+env, m{"env": l{m{"name": "X", "value": value}, m{"name": "HOST", "value": "x." + env}}})
		r.Scope, r.Source.File, r.Source.Line = "shop-"+env, file, line
		return r
	}
	want := id(make("staging", "1", "a.yaml", 1), make("prod", "2", "b.yaml", 1))
	if got := id(make("staging", "7", "c.yaml", 9), make("prod", "8", "d.yaml", 30)); got != want {
		t.Errorf("%q became %q when values and places changed", want, got)
	}
}

func TestMembersWithoutAValueAreCounted(t *testing.T) {
	var snaps []*snapshot.Snapshot
	for _, env := range []string{"staging", "prod"} {
		for _, member := range []string{"eu", "us", "ap"} {
			root := m{"a": 1}
			if env == "staging" {
				root["probe"] = "x"
			}
			r := res("Deployment", "api", root)
			r.Member = member
			s := snap(env, r)
			s.Members = []string{member}
			snaps = append(snaps, s)
		}
	}
	r := compare(t, snaps...)
	expect(t, r, `extra Deployment/api probe "x" <absent>`)
	if len(r.Drifts[0].Sides[0].Members)+len(r.Drifts[0].Sides[1].Members) != 0 {
		t.Error("members agree, and are listed all the same")
	}
	if got := strings.Join(r.Drifts[0].Facts.Notes, ", "); !strings.Contains(got, "in 3 of 3 staging members, in 0 of 3 prod members") {
		t.Error(got)
	}
}

func TestOneKeyUnderTwoAccountsIsShared(t *testing.T) {
	arn := func(account, id string) string {
		return "arn:aws:kms:eu-west-1:" + account + ":key/" + id + "-ecd7-4059-86ff-b8b6a72054c4"
	}
	at := func(env, value string) *snapshot.Snapshot { return snap(env, res("D", "d", m{"kmsKeyId": value})) }
	r := compare(t, at("staging", arn("111122223333", "15bdd743")), at("prod", arn("333344445555", "15bdd743")))
	if len(r.Drifts) != 1 || r.Drifts[0].Kind != drift.Shared {
		t.Errorf("one id, two accounts: %s", brief(r))
	}
	r = compare(t, at("staging", arn("111122223333", "25bdd743")), at("prod", arn("333344445555", "15bdd743")))
	if len(r.Drifts) != 1 || r.Drifts[0].Kind != drift.Changed {
		t.Errorf("two ids: %s", brief(r))
	}
}

func TestAnElementWithoutANameKeepsItsKeyWhenAnotherIsPutBeforeIt(t *testing.T) {
	one, two := m{"a": 1, "b": 1, "c": 1}, m{"a": 2, "b": 2, "c": 2}
	key := func(list l) string {
		other := append(l{}, list...)
		other[len(other)-1] = m{"a": 2, "b": 2, "c": 9}
		r := compare(t, snap("staging", res("D", "d", m{"x": list})), snap("prod", res("D", "d", m{"x": other})))
		if len(r.Drifts) != 1 {
			t.Fatal(brief(r))
		}
		return r.Drifts[0].Key
	}
	if a, b := key(l{m{"a": 5, "b": 1, "c": 5}, two}), key(l{m{"a": 5, "b": 1, "c": 5}, one, two}); a != b {
		t.Errorf("%q became %q", a, b)
	}
}

func TestTheEnvironmentsThatDifferAreThoseOfAnotherClass(t *testing.T) {
	variable := func(value string) m { return m{"env": l{m{"name": "MODE", "value": value}}} }
	r := compare(t,
		snap("dev", res("Deployment", "api", m{"env": l{}, "host": "other.shop.example"})),
		snap("staging", res("Deployment", "api", m{"env": variable("x")["env"], "host": "shop-staging.shop.example"})),
		snap("prod", res("Deployment", "api", m{"env": variable("x")["env"], "host": "shop-prod.shop.example"})))
	if len(r.Drifts) == 0 {
		t.Fatal("nothing differs")
	}
	for _, d := range r.Drifts {
		if want := []string{"dev"}; !slices.Equal(d.Facts.Differ, want) || d.Facts.Outlier != "dev" {
			t.Errorf("%s: %v differ and %q stands alone, want %v", d.Path, d.Facts.Differ, d.Facts.Outlier, want)
		}
	}
}
