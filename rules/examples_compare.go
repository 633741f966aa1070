package rules

import (
	"cmp"
	"slices"
	"strings"

	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/snapshot"
)

// beside is the key of an attribute that every environment has, so that no map of an example is empty by accident.
const beside = "zz_the_same"

// compared lays out the example as collectors would have observed it, compares, and returns the drift at its path. It returns nil if comparing
// reports another kind or place than the example, or if the example states a fact of whole audits only.
func (d *exampleDrift) compared(compare Comparer) (*drift.Drift, Context) {
	path, err := snapshot.ParsePath(d.path)
	if err != nil || len(d.facts) > 0 || d.kind == string(drift.Misspelt) {
		return nil, Context{}
	}
	written, in := d.build()
	snaps := make([]*snapshot.Snapshot, len(d.envs))
	for i, e := range d.envs {
		root, ok := observedTree(path, d.nodes[i])
		if !ok {
			return nil, in
		}
		snaps[i] = &snapshot.Snapshot{Environment: e}
		if root != nil {
			snaps[i].Resources = []snapshot.Resource{d.observed(*root)}
		}
		snaps[i].Resources = append(snaps[i].Resources, d.bystander())
		snaps[i].Normalize()
	}
	found := compare(in.Environments, snaps)
	at := slices.IndexFunc(found, func(f drift.Drift) bool {
		return f.Path == d.path && f.Kind == written.Kind && f.Resource.Kind != beside
	})
	if at < 0 {
		return nil, in
	}
	return &found[at], in
}

// observed returns the example's resource with the attributes of one environment.
func (d *exampleDrift) observed(root snapshot.Node) snapshot.Resource {
	kind, name, _ := strings.Cut(d.resource, "/")
	return snapshot.Resource{
		Type: d.source, Collector: d.collector, Kind: cmp.Or(kind, "example"), Name: cmp.Or(name, "example"), Pillar: snapshot.Pillar(d.pillar), Root: root,
	}
}

// bystander returns a resource that is equal in all environments, so that no environment is empty.
func (d *exampleDrift) bystander() snapshot.Resource {
	r := d.observed(snapshot.Node{Kind: snapshot.Map, Children: []snapshot.Node{{Key: beside, Kind: snapshot.String, Text: beside}}})
	r.Kind, r.Name = beside, beside
	return r
}

// observedTree returns a tree with the value at the path, or without it if value is nil; no tree for an empty path. It returns false if no tree
// can have the path.
func observedTree(path snapshot.Path, value *snapshot.Node) (*snapshot.Node, bool) {
	if len(path) == 0 {
		if value != nil && value.Kind != snapshot.Map {
			return nil, false
		}
		return value, true
	}
	inside, ok := observedTree(path[1:], value)
	if len(path) == 1 {
		inside, ok = value, true
	}
	if !ok {
		return nil, false
	}
	switch step := path[0]; step.Kind {
	case snapshot.StepKey:
		return observedMap(step.Name, inside), true
	case snapshot.StepElement:
		return observedElement(step, inside)
	case snapshot.StepIndex:
		if inside == nil || step.Index > 0 {
			return nil, false
		}
		return &snapshot.Node{Kind: snapshot.List, Children: []snapshot.Node{*inside}}, true
	default:
		return nil, false
	}
}

func observedMap(key string, value *snapshot.Node) *snapshot.Node {
	m := &snapshot.Node{Kind: snapshot.Map, Children: []snapshot.Node{{Key: beside, Kind: snapshot.String, Text: beside}}}
	if value != nil {
		v := *value
		v.Key = key
		m.Children = append(m.Children, v)
	}
	return m
}

// observedElement returns a list with one element more than the one that all environments have.
func observedElement(step snapshot.Step, inside *snapshot.Node) (*snapshot.Node, bool) {
	list := &snapshot.Node{Kind: snapshot.List}
	if step.Name == "" {
		list.Children = append(list.Children, snapshot.Node{Kind: snapshot.String, Text: beside})
		if inside != nil {
			list.Children = append(list.Children, *inside)
		}
		return list, true
	}
	list.Children = append(list.Children, *observedMap(step.Name, &snapshot.Node{Kind: snapshot.String, Text: beside}))
	if inside != nil {
		if inside.Kind != snapshot.Map {
			return nil, false
		}
		e := inside.Copy()
		e.Children = append(e.Children, snapshot.Node{Key: step.Name, Kind: snapshot.String, Text: step.Value})
		list.Children = append(list.Children, *e)
	}
	return list, true
}
