package diffing

import (
	"testing"

	"github.com/envparity/envparity/snapshot"
)

func TestElementsForTwoObjectsAreTwo(t *testing.T) {
	patches := func(list ...any) m { return m{"spec": m{"patches": list}} }
	patch := func(kind, name, body string) m { return m{"target": m{"kind": kind, "name": name}, "patch": body} }
	inText := func(kind, name, size string) m {
		return m{"patch": "kind: " + kind + "\nmetadata:\n  name: " + name + "\nspec:\n  size: " + size + "\n"}
	}
	for name, x := range map[string]struct {
		dev, prod m
		want      []string
	}{
		"patches of two objects, each alone in its list": {
			patches(patch("ImagePolicy", "cost-chart", "- op: remove")), patches(patch("HelmRelease", "cost", "- op: remove")),
			[]string{`extra Kustomization/cost spec.patches[0] {3} <absent>`, `missing Kustomization/cost spec.patches[0] <absent> {3}`},
		},
		"patches of one object, in another order and with other texts": {
			patches(patch("A", "x", "one"), patch("B", "y", "two")), patches(patch("B", "y", "other"), patch("A", "x", "one")),
			[]string{`changed Kustomization/cost spec.patches[0].patch "two" "other"`},
		},
		"an object that carries the environment's name": {
			patches(patch("A", "x-dev", "one")), patches(patch("A", "x-prod", "two")),
			[]string{`changed Kustomization/cost spec.patches[0].patch "one" "two"`},
		},
		"manifests in a text": {
			patches(inText("Deployment", "api", "1"), inText("Deployment", "web", "2")), patches(inText("Deployment", "web", "3"), inText("StatefulSet", "db", "1")),
			[]string{
				`extra Kustomization/cost spec.patches[0] {1} <absent>`,
				`changed Kustomization/cost spec.patches[0].patch:spec.size "2" "3"`,
				`missing Kustomization/cost spec.patches[1] <absent> {1}`,
			},
		},
		"a target of a kind without a name": {
			patches(m{"target": m{"kind": "Deployment"}, "patch": "one"}), patches(m{"target": m{"kind": "Service"}, "patch": "one"}),
			[]string{`extra Kustomization/cost spec.patches[0] {2} <absent>`, `missing Kustomization/cost spec.patches[0] <absent> {2}`},
		},
		"elements that name no object meet by their content": {
			m{"rules": l{m{"kind": "a", "size": 1, "mode": "x"}}},
			m{"rules": l{m{"kind": "b", "size": 1, "mode": "x"}}},
			[]string{`changed Kustomization/cost rules[0].kind "a" "b"`},
		},
	} {
		t.Run(name, func(t *testing.T) {
			expect(t, compare(t, snap("dev", res("Kustomization", "cost", x.dev)), snap("prod", res("Kustomization", "cost", x.prod))), x.want...)
		})
	}
}

func TestAFleetIsOneFinding(t *testing.T) {
	file := func(typ string, root m) snapshot.Resource {
		r := res("file", "hosts", root)
		r.Collector, r.Type = "files", typ
		return r
	}
	hosts := func(env string, more ...string) m {
		out := m{}
		for _, h := range append([]string{"web1", "web2", "web3", "db0", "es1", "es2", "mail1", "mail2"}, more...) {
			out[h+"-"+env] = "i-0" + h + env
		}
		return out
	}
	same := func(more ...string) m {
		out := m{}
		for _, h := range append([]string{"a", "b", "c", "d", "e", "f", "g", "h"}, more...) {
			out["size_"+h] = "x" + h
		}
		return out
	}
	for name, x := range map[string]struct {
		typ           string
		staging, prod m
		want          int
	}{
		"machines by their host names":                             {"files", hosts("staging", "kafka9"), hosts("prod", "web4", "celery7"), 1},
		"machines below a key":                                     {"files", m{"all": hosts("staging", "kafka9")}, m{"all": hosts("prod", "web4")}, 1},
		"settings are none, many as they are":                      {"files", same("x"), same("y", "z"), 3},
		"one key without the environment's name makes it no fleet": {"files", m{"web1-staging": "i-01", "region": "eu"}, m{"web2-prod": "i-02", "region": "us"}, 3},
		"variables that are all called after their environment":    {"envvars", hosts("staging"), hosts("prod", "web4", "celery7"), 2},
	} {
		t.Run(name, func(t *testing.T) {
			r := compare(t, snap("staging", file(x.typ, x.staging)), snap("prod", file(x.typ, x.prod)))
			if len(r.Drifts) != x.want {
				for i := range r.Drifts {
					t.Log(shown(&r.Drifts[i]))
				}
				t.Errorf("%d findings, want %d", len(r.Drifts), x.want)
			}
		})
	}
}

func TestWhatIsSwitchedOffIsOneFindingWithItsSwitch(t *testing.T) {
	file := func(dir, env string, root m) snapshot.Resource {
		r := res("file", "values.yaml", root)
		r.Collector, r.Scope, r.Source.File = "files", dir, dir+"/values-"+env+".yaml"
		return r
	}
	wiki := func(tag string, on bool) m { return m{"image": m{"tag": tag}, "metrics": m{"on": on}} }
	for name, x := range map[string]struct {
		dev, staging, prod []snapshot.Resource
		want               int
	}{
		"an app that is off in the reference": {
			[]snapshot.Resource{file("env", "dev", m{"apps": m{"wiki": true}}), file("apps/wiki", "dev", wiki("v2", true))},
			nil,
			[]snapshot.Resource{file("env", "prod", m{"apps": m{"wiki": false}}), file("apps/wiki", "prod", wiki("v1", false))},
			1,
		},
		"a switch below the app's name": {
			[]snapshot.Resource{file("env", "dev", m{"wiki": m{"enabled": true, "tag": "v2"}})},
			nil,
			[]snapshot.Resource{file("env", "prod", m{"wiki": m{"enabled": false, "tag": "v1"}})},
			1,
		},
		"two environments in which it is on have other values": {
			[]snapshot.Resource{file("env", "dev", m{"apps": m{"wiki": true}}), file("apps/wiki", "dev", wiki("v3", true))},
			[]snapshot.Resource{file("env", "staging", m{"apps": m{"wiki": true}}), file("apps/wiki", "staging", wiki("v2", true))},
			[]snapshot.Resource{file("env", "prod", m{"apps": m{"wiki": false}}), file("apps/wiki", "prod", wiki("v1", false))},
			2,
		},
		"what only an environment has where it is off is missing where it is on": {
			[]snapshot.Resource{file("env", "dev", m{"mail": m{"enabled": false, "from": "x"}})},
			nil,
			[]snapshot.Resource{file("env", "prod", m{"mail": m{"enabled": true}})},
			2,
		},
		"another app's values stay by themselves": {
			[]snapshot.Resource{file("env", "dev", m{"apps": m{"wiki": true}}), file("apps/shop", "dev", wiki("v2", true))},
			nil,
			[]snapshot.Resource{file("env", "prod", m{"apps": m{"wiki": false}}), file("apps/shop", "prod", wiki("v1", true))},
			2,
		},
		"a switch within a system is none of the system": {
			[]snapshot.Resource{file("apps/shop", "dev", m{"debug": true, "tag": "v2"})},
			nil,
			[]snapshot.Resource{file("apps/shop", "prod", m{"debug": false, "tag": "v1"})},
			2,
		},
	} {
		t.Run(name, func(t *testing.T) {
			snaps := []*snapshot.Snapshot{snap("dev", x.dev...)}
			if x.staging != nil {
				snaps = append(snaps, snap("staging", x.staging...))
			}
			r := compare(t, append(snaps, snap("prod", x.prod...))...)
			if len(r.Drifts) != x.want {
				for i := range r.Drifts {
					t.Log(shown(&r.Drifts[i]))
				}
				t.Errorf("%d findings, want %d", len(r.Drifts), x.want)
			}
		})
	}
}

func TestAVariableAndWhatItSetsAreOneFinding(t *testing.T) {
	value := func(v any, more m) snapshot.Resource {
		root := m{"value": v}
		for k, x := range more {
			root[k] = x
		}
		return tf("variable", "max_concurrency", root)
	}
	lambda := func(v any) snapshot.Resource { return tf("aws_lambda_function", "login", m{"reserved": v}) }
	in := func(scope string, r snapshot.Resource) snapshot.Resource { r.Scope = scope; return r }
	for name, x := range map[string]struct {
		dev, prod []snapshot.Resource
		want      int
	}{
		"a short number, in one module":                {[]snapshot.Resource{value(0, nil), lambda(0)}, []snapshot.Resource{value(10, nil), lambda(10)}, 1},
		"the same numbers in another module":           {[]snapshot.Resource{in("a", value(0, nil)), in("b", lambda(0))}, []snapshot.Resource{in("a", value(10, nil)), in("b", lambda(10))}, 2},
		"a switch may be any":                          {[]snapshot.Resource{value(false, nil), lambda(false)}, []snapshot.Resource{value(true, nil), lambda(true)}, 2},
		"two variables with the same value":            {[]snapshot.Resource{value(0, nil), tf("variable", "other", m{"value": 0}), lambda(0)}, []snapshot.Resource{value(10, nil), tf("variable", "other", m{"value": 10}), lambda(10)}, 3},
		"digits that are too common to prove anything": {[]snapshot.Resource{value(1, nil), lambda(1)}, []snapshot.Resource{value(2, nil), lambda(2)}, 2},
	} {
		t.Run(name, func(t *testing.T) {
			typed := func(list []snapshot.Resource) []snapshot.Resource {
				for i := range list {
					list[i].Type = "terraform"
				}
				return list
			}
			r := compare(t, tfSnap("dev", typed(x.dev)...), tfSnap("prod", typed(x.prod)...))
			if len(r.Drifts) != x.want {
				for i := range r.Drifts {
					t.Log(shown(&r.Drifts[i]))
				}
				t.Errorf("%d findings, want %d", len(r.Drifts), x.want)
			}
		})
	}
}

func TestAnOwnersNameInAURLOfTheDefaultsIsNoLeak(t *testing.T) {
	file := func(env string, line int32, root m) snapshot.Resource {
		r := res("file", "application.yml", root)
		r.Collector, r.Source.File, r.Files = "files", "application-"+env+".yml", []string{"application.yml"}
		for i := range r.Root.Children {
			r.Root.Children[i].Line = line
			r.Root.Children[i].SetFile(1)
		}
		return r
	}
	for name, x := range map[string]struct {
		url   string
		lines [2]int32
		own   bool // the environments have stores that begin in the same way
		leak  bool
	}{
		"the owner of a repository": {"https://raw.example.org/codes-dev/list.json", [2]int32{2, 2}, false, false},
		"a host":                    {"https://codes.dev.example.org/x/list.json", [2]int32{2, 2}, false, true},
		"each environment has one that begins in this way": {"https://raw.example.org/codes-dev/list.json", [2]int32{2, 2}, true, true},
	} {
		t.Run(name, func(t *testing.T) {
			root := func(env string) m {
				out := m{"url": x.url}
				if x.own {
					out["store"] = "https://raw.example.org/codes-" + env + "/other.json"
				}
				return out
			}
			r := compare(t, snap("dev", file("dev", x.lines[0], root("dev"))), snap("prod", file("prod", x.lines[1], root("prod"))))
			leaks := 0
			for i := range r.Drifts {
				if r.Drifts[i].Kind == "leaked" {
					leaks++
				}
			}
			if (leaks > 0) != x.leak {
				t.Errorf("%d leaks", leaks)
			}
		})
	}
}
