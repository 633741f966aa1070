package diffing

import (
	"strings"
	"testing"

	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/snapshot"
)

// fromText makes resources of lines "kind/name path=value", so that the fuzzer can write systems. A path is keys with dots between them. "[n]" is an
// element of that name. A value that begins with "~" is a secret, one with "$" an expression.
func fromText(env, text string) *snapshot.Snapshot {
	s := snap(env)
	at := map[string]m{}
	var order []string
	for _, line := range strings.Split(text, "\n") {
		address, rest, _ := strings.Cut(line, " ")
		path, value, _ := strings.Cut(rest, "=")
		if len(order) > 20 || len(line) > 400 {
			break
		}
		root, ok := at[address]
		if !ok {
			root = m{}
			at[address] = root
			order = append(order, address)
		}
		var v any = value
		switch {
		case strings.HasPrefix(value, "~"):
			v = sealed(value[1:])
		case strings.HasPrefix(value, "$"):
			v = expr(value[1:])
		case strings.Contains(value, ","):
			list := l{}
			for _, e := range strings.Split(value, ",") {
				list = append(list, e)
			}
			v = list
		}
		keys := strings.Split(path, ".")
		for i, k := range keys[:min(len(keys), 6)] {
			if i == len(keys)-1 || i == 5 {
				root[k] = v
				break
			}
			next, ok := root[k].(m)
			if !ok {
				next = m{}
				root[k] = next
			}
			root = next
		}
	}
	for _, address := range order {
		kind, name, _ := strings.Cut(address, "/")
		s.Resources = append(s.Resources, res(kind, name, at[address]))
	}
	return s
}

// FuzzCompare checks that comparing never panics, that counts add up, paths parse and keys are distinct within a resource, that two runs have the same
// result, and that an environment and its copy have no drift.
func FuzzCompare(f *testing.F) {
	f.Add("D/orders-dev host=orders.dev.example\nD/orders-dev a.b=1", "D/orders-prod host=orders.prod.example\nD/orders-prod a.b=2", "D/orders host=x")
	f.Add("S/s pw=~x\nS/s env=dev", "S/s pw=~x\nS/s env=dev", "S/s pw=~y\nS/s env=prod")
	f.Add("C/c list=a,b,c\nC/c k.x=$var.x", "C/c list=c,d\nC/c K.x=1", "")
	f.Add("C/c doc={\"a\":[1]}\nC/c t=1", "C/c doc={\"a\":[2]}", "C/c doc.a=1,2\nC/c T=1")
	f.Fuzz(func(t *testing.T, dev, staging, prod string) {
		envs := environments("dev", "staging", "prod")
		snaps := []*snapshot.Snapshot{fromText("dev", dev), fromText("staging", staging), fromText("prod", prod)}
		r := Compare(envs, snaps, Options{KeepEquivalent: true})
		n, unseen := 0, 0
		seen := map[string]bool{}
		check := func(d *drift.Drift, resource drift.ResourceRef, path, key string, sides []drift.Side) {
			if (&drift.Drift{Sides: sides}).Unseen() {
				unseen++
			} else {
				n++
			}
			if _, err := snapshot.ParsePath(path); err != nil {
				t.Fatal(err)
			}
			id := string(d.Kind) + " " + resource.ID + " " + key
			if seen[id] {
				t.Fatalf("%s twice", id)
			}
			seen[id] = true
		}
		for i := range r.Drifts {
			d := &r.Drifts[i]
			check(d, d.Resource, d.Path, d.Key, d.Sides)
			for _, p := range d.Places {
				check(d, p.Resource, p.Path, p.Key, p.Sides)
			}
		}
		if c := r.Counts; c.Compared != c.Identical+c.Equivalent+c.Unknown+c.Drifted || c.Drifted != n || c.Unknown < unseen {
			t.Fatalf("%+v with %d drifts", c, n)
		}
		if one, two := written(r), written(Compare(envs, snaps, Options{})); one != two {
			t.Fatalf("%s\nthen\n%s", one, two)
		}
		copied := *snaps[0]
		copied.Environment = "copy"
		for _, d := range Compare(environments("copy", "prod"), []*snapshot.Snapshot{&copied, {Environment: "prod", Resources: snaps[0].Resources}}, Options{}).Drifts {
			if d.Kind != drift.Shared && d.Kind != drift.Leaked {
				t.Fatal(shown(&d))
			}
		}
	})
}
