package diffing

import (
	"fmt"
	"sort"
	"strings"
	"testing"

	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/snapshot"
)

// treeOf builds a node from plain values: map[string]any, []any, string, int, bool, nil, and sealed.
func treeOf(key string, v any) snapshot.Node {
	n := snapshot.Node{Key: key}
	switch x := v.(type) {
	case openSecret:
		return n
	case nil:
		n.Kind = snapshot.Null
	case bool:
		n.Kind, n.Text = snapshot.Bool, fmt.Sprint(x)
	case int, float64:
		n.Kind, n.Text = snapshot.Number, fmt.Sprint(x)
	case string:
		n.Kind, n.Text = snapshot.String, x
	case jsonNumber:
		n.Kind, n.Text = snapshot.Number, string(x)
	case sealed:
		n = snapshot.NewSealer([]byte("k")).Seal(key, string(x), 0)
	case expr:
		n.Kind, n.Text = snapshot.Unknown, string(x)
	case []any:
		n.Kind = snapshot.List
		for _, e := range x {
			n.Children = append(n.Children, treeOf("", e))
		}
	case m:
		n.Kind = snapshot.Map
		for k, e := range x {
			n.Children = append(n.Children, treeOf(k, e))
		}
		sort.Slice(n.Children, func(i, j int) bool { return n.Children[i].Key < n.Children[j].Key })
	default:
		panic(fmt.Sprintf("%T", v))
	}
	return n
}

type (
	m      = map[string]any
	l      = []any
	sealed string // a secret
	expr   string // not knowable

	jsonNumber string // a number as written
)

// res makes a Kubernetes resource.
func res(kind, name string, root m) snapshot.Resource {
	return snapshot.Resource{
		Collector: "kubernetes", Kind: kind, Name: name, Pillar: snapshot.Configuration, Root: treeOf("", root),
		Source: snapshot.Source{File: name + ".yaml", Line: 1},
	}
}

func snap(env string, list ...snapshot.Resource) *snapshot.Snapshot {
	return &snapshot.Snapshot{
		Environment: env, Resources: list,
		Outcomes: []snapshot.Outcome{{Collector: "kubernetes", Status: snapshot.Complete}},
	}
}

func environments(names ...string) []drift.Environment {
	var list []drift.Environment
	for _, n := range names {
		list = append(list, drift.Environment{Name: n, Reference: n == "prod"})
	}
	return list
}

// compare compares snapshots of environments named as the snapshots are.
func compare(t *testing.T, snaps ...*snapshot.Snapshot) *drift.Result {
	t.Helper()
	var names []string
	for _, s := range snaps {
		if len(names) == 0 || names[len(names)-1] != s.Environment {
			names = append(names, s.Environment)
		}
	}
	return Compare(environments(names...), snaps, Options{KeepEquivalent: true})
}

// shown writes a drift in one line: kind, resource, path and sides.
func shown(d *drift.Drift) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s/%s %s", d.Kind, d.Resource.Kind, d.Resource.Name, d.Path)
	for _, s := range d.Sides {
		switch {
		case s.State != drift.Present:
			fmt.Fprintf(&b, " <%s>", s.State)
		case s.Node.Scalar():
			fmt.Fprintf(&b, " %q", s.Text)
		default:
			fmt.Fprintf(&b, " {%d}", s.Node.Leaves())
		}
	}
	if len(d.Places) > 0 {
		fmt.Fprintf(&b, " +%d", len(d.Places))
	}
	return b.String()
}

// expect compares the drifts with what is wanted, line by line.
func expect(t *testing.T, r *drift.Result, want ...string) {
	t.Helper()
	var got []string
	for i := range r.Drifts {
		got = append(got, shown(&r.Drifts[i]))
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("drifts:\n  %s\nwant:\n  %s", strings.Join(got, "\n  "), strings.Join(want, "\n  "))
	}
}
