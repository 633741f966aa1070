package audit

import (
	"fmt"
	"slices"
	"strings"

	"github.com/envparity/envparity/config"
	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/rules"
	"github.com/envparity/envparity/snapshot"
)

// Planned is the effect of a plan on one environment, and on its drifts. Drifts that the plan opens are the new findings of the result.
type Planned struct {
	Environment, Source string // the plan's file or folder
	Replaces            string // the source that it replaced
	Changes             []PlannedChange
	Closed              []rules.BaselineEntry // drifts that the plan closes
	Undetermined        []rules.BaselineEntry // drifts whose state is unknown until the plan is applied
}

// Action is the effect of a plan on a thing or one of its attributes.
type Action string

// The actions.
const (
	Create Action = "create"
	Delete Action = "delete"
	Change Action = "change"
	Later  Action = "known-after-apply" // the value is not known before the plan is applied
)

// PlannedChange is one attribute, or one whole resource (Path ""), that will change.
type PlannedChange struct {
	Action        Action
	Resource      drift.ResourceRef
	Path          string
	Before, After *snapshot.Node // nil if it does not exist
}

// Count returns how many changes are of an action: resources for Create and Delete, attributes for the others.
func (p *Planned) Count(a Action) int {
	n := 0
	for i := range p.Changes {
		if p.Changes[i].Action == a && (p.Changes[i].Path == "" || a != Create && a != Delete) {
			n++
		}
	}
	return n
}

// Replacement is a plan, read as a source of its environment.
type Replacement struct {
	Source    string
	Types     []string // types of sources that it can replace
	Collector string   // the name of that source; "" for the one that shares most with the plan
	Read      *snapshot.Snapshot
}

// Replace returns the snapshot of an environment with a plan instead of the plan's source.
func Replace(now *snapshot.Snapshot, with *Replacement) (after *snapshot.Snapshot, replaced string, err error) {
	block, name, err := replaceable(now, with)
	if err != nil {
		return nil, "", err
	}
	out := *now
	out.Resources, out.Outcomes = nil, nil
	for i := range now.Resources {
		if now.Resources[i].Block != block {
			out.Resources = append(out.Resources, now.Resources[i])
		}
	}
	for _, r := range with.Read.Resources {
		r.Block, r.Collector = block, name
		out.Resources = append(out.Resources, r)
	}
	for _, o := range now.Outcomes {
		if o.Block != block {
			out.Outcomes = append(out.Outcomes, o)
		}
	}
	for _, o := range with.Read.Outcomes {
		o.Block, o.Collector = block, name
		out.Outcomes = append(out.Outcomes, o)
	}
	return &out, name, nil
}

// replaceable finds the plan's source: the named one, else the one that shares most resources with it.
func replaceable(now *snapshot.Snapshot, with *Replacement) (block, name string, err error) {
	in := map[string]bool{}
	for i := range with.Read.Resources {
		in[identity(&with.Read.Resources[i])] = true
	}
	names, shared := map[string]string{}, map[string]int{}
	for i := range now.Resources {
		r := &now.Resources[i]
		if !slices.Contains(with.Types, r.SourceType()) || with.Collector != "" && r.Collector != with.Collector {
			continue
		}
		names[r.Block] = r.Collector
		if in[identity(r)] {
			shared[r.Block]++
		}
	}
	best, second := "", 0
	for b := range names {
		switch n := shared[b]; {
		case best == "" || n > shared[best]:
			if best != "" {
				second = shared[best]
			}
			best = b
		default:
			second = max(second, n)
		}
	}
	switch {
	case best == "":
		return "", "", fmt.Errorf("%s has no source of type %s%s that %s could be a plan of", now.Environment, strings.Join(with.Types, " or "), called(with.Collector), with.Source)
	case len(names) > 1 && shared[best] == second:
		list := make([]string, 0, len(names))
		for _, n := range names {
			list = append(list, n)
		}
		slices.Sort(list)
		return "", "", fmt.Errorf("%s has %d sources that %s could be a plan of; name one with `as` and write %s:NAME=%s (there are %s)",
			now.Environment, len(names), with.Source, now.Environment, with.Source, strings.Join(slices.Compact(list), ", "))
	}
	return best, names[best], nil
}

func called(name string) string {
	if name == "" {
		return ""
	}
	return fmt.Sprintf(" called %q", name)
}

// identity names a resource within its environment.
func identity(r *snapshot.Resource) string {
	return strings.Join([]string{r.Kind, r.Scope, r.Name, r.Member}, "\x00")
}

// AuditPlanned audits the environments as planned, compared with their present state: present drifts are known. before and after are the
// snapshots of all environments. They differ in those that a plan changes.
func AuditPlanned(before, after []*snapshot.Snapshot, plans []Planned, cfg *config.Config, o Options) *Result {
	decisions := *o.Decisions
	was := Audit(before, cfg, o.WithoutRepository()) // only the present drifts are needed
	decisions.Baseline = rules.NewBaseline(cfg.Project, was.Findings, o.Now)
	o.Decisions = &decisions
	r := Audit(after, cfg, o)
	for k := range plans {
		p := &plans[k]
		for i := range before {
			if before[i].Environment == p.Environment {
				p.Changes = changes(before[i], after[i])
			}
		}
	}
	r.settle(was, plans)
	r.Planned = plans
	return r
}

// settle classifies the drifts that are gone. A plan that leaves a value unknown closes no drift.
func (r *Result) settle(was *Result, plans []Planned) {
	if len(plans) == 0 {
		return
	}
	places := map[string]drift.Place{}
	for i := range was.Findings {
		d := was.Findings[i].Drift
		prints := rules.PlaceFingerprints(d)
		prints[0] = was.Findings[i].Fingerprint
		places[prints[0]] = drift.Place{Resource: d.Resource, Path: d.Path, Sides: d.Sides}
		for k := range d.Places {
			places[prints[k+1]] = d.Places[k]
		}
	}
	gone := r.Gone
	r.Gone, r.Fixed = nil, nil
	for _, e := range gone {
		at := places[e.Fingerprint]
		closed := true
		p := &plans[0]
		for k := range plans {
			if plans[k].hides(&at) {
				p, closed = &plans[k], false
			} else if closed && plans[k].touches(&at) {
				p = &plans[k]
			}
		}
		if !closed {
			p.Undetermined = append(p.Undetermined, e)
			continue
		}
		p.Closed = append(p.Closed, e)
		r.Gone, r.Fixed = append(r.Gone, e), append(r.Fixed, e.Fingerprint)
	}
}

// hides reports whether the plan leaves a value at the place, in it or around it, unknown. The existence of a resource is always known.
func (p *Planned) hides(at *drift.Place) bool {
	return at.Path != "" && slices.ContainsFunc(p.Changes, func(c PlannedChange) bool { return c.Action == Later && p.meets(&c, at) })
}

func (p *Planned) touches(at *drift.Place) bool {
	return slices.ContainsFunc(p.Changes, func(c PlannedChange) bool { return p.meets(&c, at) })
}

// meets reports whether a change is at the place. It ignores which element of a list it is, because elements are addressed in several ways. So it
// may hide a known result, but never show a wrong one.
func (p *Planned) meets(c *PlannedChange, at *drift.Place) bool {
	if c.Resource.Kind != at.Resource.Kind || c.Resource.Name != at.Resource.In(p.Environment) {
		return false
	}
	a, b := plainPath(c.Path), plainPath(at.Path)
	return a == "" || b == "" || a == b || strings.HasPrefix(a, b+".") || strings.HasPrefix(b, a+".")
}

// plainPath returns a path without the elements of lists.
func plainPath(path string) string {
	p, err := snapshot.ParsePath(path)
	if err != nil {
		return ""
	}
	var keys []string
	for _, s := range p {
		if s.Kind == snapshot.StepKey {
			keys = append(keys, s.Name)
		} else if s.Kind == snapshot.StepInside {
			break
		}
	}
	return strings.Join(keys, ".")
}

// changes lists the changes of an environment, in the order of the resources after and then of the removed ones.
func changes(before, after *snapshot.Snapshot) []PlannedChange {
	old := make(map[string]*snapshot.Resource, len(before.Resources))
	for i := range before.Resources {
		old[identity(&before.Resources[i])] = &before.Resources[i]
	}
	var out []PlannedChange
	stays := map[string]bool{}
	for i := range after.Resources {
		r := &after.Resources[i]
		id := identity(r)
		stays[id] = true
		c := comparing{ref: refOf(r), out: &out}
		was := old[id]
		if was == nil {
			out = append(out, PlannedChange{Action: Create, Resource: c.ref})
			c.unknowns(nil, r.Tree())
			continue
		}
		c.walk(nil, was.Tree(), r.Tree())
	}
	for i := range before.Resources {
		if r := &before.Resources[i]; !stays[identity(r)] {
			out = append(out, PlannedChange{Action: Delete, Resource: refOf(r)})
		}
	}
	return out
}

func refOf(r *snapshot.Resource) drift.ResourceRef {
	return drift.ResourceRef{Type: r.SourceType(), Kind: r.Kind, Scope: r.Scope, Name: r.Name}
}

// comparing walks two trees of one resource.
type comparing struct {
	ref drift.ResourceRef
	out *[]PlannedChange
}

func (c comparing) emit(a Action, path snapshot.Path, before, after *snapshot.Node) {
	*c.out = append(*c.out, PlannedChange{Action: a, Resource: c.ref, Path: path.String(), Before: before, After: after})
}

func (c comparing) walk(path snapshot.Path, a, b *snapshot.Node) {
	switch {
	case a == nil && b == nil:
	case b != nil && b.Kind == snapshot.Unknown:
		if a == nil || a.Kind != snapshot.Unknown || a.Text != b.Text {
			c.emit(Later, path, a, b)
		}
	case a == nil:
		c.emit(Create, path, nil, b)
		c.unknowns(path, b)
	case b == nil:
		c.emit(Delete, path, a, nil)
	case a.Kind == snapshot.Map && b.Kind == snapshot.Map, a.Kind == snapshot.List && b.Kind == snapshot.List:
		c.children(path, a, b)
	case a.Kind != b.Kind || a.Text != b.Text || len(a.Children) != len(b.Children):
		c.emit(Change, path, a, b)
		c.unknowns(path, b)
	}
}

// children pairs the children of two maps or lists: by key, by the elements' names, else by index.
func (c comparing) children(path snapshot.Path, a, b *snapshot.Node) {
	stepsA, stepsB := steps(a), steps(b)
	at := make(map[string]int, len(stepsB))
	for i, s := range stepsB {
		at[snapshot.Path{s}.String()] = i
	}
	met := make([]bool, len(stepsB))
	for i, s := range stepsA {
		child := append(slices.Clone(path), s)
		if k, ok := at[snapshot.Path{s}.String()]; ok {
			met[k] = true
			c.walk(child, &a.Children[i], &b.Children[k])
		} else {
			c.walk(child, &a.Children[i], nil)
		}
	}
	for k, s := range stepsB {
		if !met[k] {
			c.walk(append(slices.Clone(path), s), nil, &b.Children[k])
		}
	}
}

// steps returns the steps to the children of a map or a list.
func steps(n *snapshot.Node) []snapshot.Step {
	out := make([]snapshot.Step, len(n.Children))
	seen := map[string]bool{}
	named := n.Kind == snapshot.List
	for i := range n.Children {
		name := n.Children[i].Child("name")
		if named = named && name != nil && name.Scalar() && !seen[name.Text]; named {
			seen[name.Text] = true
		}
	}
	for i := range n.Children {
		switch {
		case n.Kind == snapshot.Map:
			out[i] = snapshot.Step{Kind: snapshot.StepKey, Name: n.Children[i].Key}
		case named:
			out[i] = snapshot.Step{Kind: snapshot.StepElement, Name: "name", Value: n.Children[i].Child("name").Text}
		default:
			out[i] = snapshot.Step{Kind: snapshot.StepIndex, Index: i}
		}
	}
	return out
}

// unknowns lists the unknown values of a new tree.
func (c comparing) unknowns(path snapshot.Path, n *snapshot.Node) {
	if n.Kind == snapshot.Unknown {
		c.emit(Later, path, nil, n)
		return
	}
	for i, s := range steps(n) {
		c.unknowns(append(slices.Clone(path), s), &n.Children[i])
	}
}
