package rules

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/envparity/envparity/diffing/values"
	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/internal/hclbound"
	"github.com/envparity/envparity/names"
	"github.com/envparity/envparity/snapshot"
)

// exampleDrift is a drift in the form of a rule's examples:
//
//	examples = [{ resource = "Deployment/api", path = "spec.replicas", values = { staging = 1, prod = 4 } }]
//
// The reference is prod, or the last environment. null is absent. Facts that comparing would find are computed from the values. kind, pillar,
// type, collector and word state what values cannot show. If type or collector is left out, it equals the other. decided_by names the deciding
// rule, if that is not the example's own.
type exampleDrift struct {
	resource, path, kind, pillar, source, collector, word, decidedBy string
	envs                                                             []string
	nodes                                                            []*snapshot.Node
	facts                                                            map[string]stated
}

func exampleKeys() []string {
	return []string{"collector", "decided_by", "facts", "kind", "path", "pillar", "resource", "type", "values", "word"}
}

// examples decodes the list of examples or counterexamples.
func (l *loader) examples(r *Rule, a *hcl.Attribute, match bool) {
	if a == nil {
		return
	}
	list, ok := a.Expr.(*hclsyntax.TupleConsExpr)
	if !ok {
		l.diags = append(l.diags, problem(a.Expr.Range(), "Wrong type", a.Name+" is a list: [{ path = …, values = { staging = …, prod = … } }]."))
		return
	}
	for _, e := range list.Exprs {
		v, diags := hclbound.Value(e)
		if diags.HasErrors() {
			l.diags = append(l.diags, diags...)
			continue
		}
		d, err := decodeExample(v)
		if err != nil {
			l.diags = append(l.diags, problem(e.Range(), "Bad example", err.Error()))
			continue
		}
		r.Examples = append(r.Examples, Example{Match: match, Drift: d, Line: e.Range().Start.Line})
	}
}

func decodeExample(v cty.Value) (exampleDrift, error) {
	d := exampleDrift{pillar: string(snapshot.Configuration)}
	if !v.CanIterateElements() || !v.Type().IsObjectType() {
		return d, fmt.Errorf("an example is an object with path and values")
	}
	to := map[string]*string{"resource": &d.resource, "path": &d.path, "kind": &d.kind, "pillar": &d.pillar, "type": &d.source, "collector": &d.collector, "word": &d.word, "decided_by": &d.decidedBy}
	for name, x := range v.AsValueMap() {
		if name == "values" {
			if err := d.setValues(x); err != nil {
				return d, err
			}
			continue
		}
		if name == "facts" && x.Type().IsObjectType() && !x.IsNull() {
			if err := d.setFacts(x); err != nil {
				return d, err
			}
			continue
		}
		if to[name] == nil {
			return d, fmt.Errorf("an example has no %q.%s It may have %s", name, suggestion(name, exampleKeys()), names.And(exampleKeys()))
		}
		if x.IsNull() || x.Type() != cty.String {
			return d, fmt.Errorf("%s of an example is text", name)
		}
		*to[name] = x.AsString()
	}
	d.source, d.collector = cmp.Or(d.source, d.collector), cmp.Or(d.collector, d.source)
	if len(d.envs) < 2 {
		return d, fmt.Errorf("an example needs values of two environments or more: values = { staging = …, prod = … }")
	}
	return d, nil
}

// statable returns the facts that an example may state, by name.
func statable() map[string]func(*drift.Drift, stated) {
	out := map[string]func(*drift.Drift, stated){}
	for _, f := range schemaFacts() {
		if f.state != nil {
			out[f.name] = f.state
		}
	}
	return out
}

// setFacts reads the facts that an example states.
func (d *exampleDrift) setFacts(v cty.Value) error {
	known := slices.Sorted(maps.Keys(statable()))
	d.facts = map[string]stated{}
	for name, x := range v.AsValueMap() {
		var s stated
		switch {
		case !slices.Contains(known, name):
			return fmt.Errorf("an example states no fact %q.%s It may state %s", name, suggestion(name, known), names.And(known))
		case x.IsNull():
			return fmt.Errorf("the fact %q of an example has no value", name)
		case x.Type() == cty.Bool:
			s.yes = x.True()
		case x.Type() == cty.String:
			s.text = x.AsString()
		case x.Type() == cty.Number:
			s.number, _ = x.AsBigFloat().Float64()
		default:
			return fmt.Errorf("the fact %q of an example is a bool, a text or a number", name)
		}
		d.facts[name] = s
	}
	return nil
}

// setValues reads the values and puts prod, the reference, last.
func (d *exampleDrift) setValues(v cty.Value) error {
	if v.IsNull() || !v.Type().IsObjectType() {
		return fmt.Errorf("values of an example is an object: { staging = 1, prod = 4 }")
	}
	m := v.AsValueMap()
	d.envs = slices.SortedFunc(maps.Keys(m), func(a, b string) int {
		if (a == "prod") != (b == "prod") {
			return map[bool]int{true: 1, false: -1}[a == "prod"]
		}
		return strings.Compare(a, b)
	})
	for _, e := range d.envs {
		d.nodes = append(d.nodes, nodeOf("", m[e]))
	}
	return nil
}

// nodeOf converts an example's value to a collector's form; nil for null.
func nodeOf(key string, v cty.Value) *snapshot.Node {
	if v.IsNull() {
		return nil
	}
	n := &snapshot.Node{Key: key}
	t := v.Type()
	switch {
	case t == cty.String:
		n.Kind, n.Text = snapshot.String, v.AsString()
		if rest, ok := strings.CutPrefix(n.Text, "secret:"); ok {
			n.Kind, n.Text, n.Flags = snapshot.Secret, "hmac:"+rest, snapshot.FlagSensitive
			if rest == "" {
				n.Flags |= snapshot.FlagEmpty
			} else if snapshot.Placeholder(rest) {
				n.Flags |= snapshot.FlagPlaceholder
			}
		}
	case t == cty.Number:
		n.Kind, n.Text = snapshot.Number, v.AsBigFloat().Text('f', -1)
	case t == cty.Bool:
		n.Kind, n.Text = snapshot.Bool, fmt.Sprint(v.True())
	case t.IsObjectType() || t.IsMapType():
		n.Kind = snapshot.Map
		for _, k := range slices.Sorted(maps.Keys(v.AsValueMap())) {
			if c := nodeOf(k, v.AsValueMap()[k]); c != nil {
				n.Children = append(n.Children, *c)
			}
		}
	default:
		n.Kind = snapshot.List
		for it := v.ElementIterator(); it.Next(); {
			if _, e := it.Element(); !e.IsNull() {
				n.Children = append(n.Children, *nodeOf("", e))
			}
		}
	}
	return n
}

// exampleDay is the date of audits of examples.
var exampleDay = time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC) //nolint:gochecknoglobals // constant

// build makes the drift and its context.
func (d *exampleDrift) build() (*drift.Drift, Context) {
	kind, name, _ := strings.Cut(d.resource, "/")
	out := &drift.Drift{
		Kind: drift.Kind(d.kind), Pillar: snapshot.Pillar(d.pillar), Collector: d.collector, Path: d.path, Key: d.path, Confident: 1,
		Resource: drift.ResourceRef{Type: d.source, Kind: kind, Name: name, ID: d.resource},
	}
	in := Context{Now: exampleDay}
	classes := map[string]int{}
	for i, e := range d.envs {
		in.Environments = append(in.Environments, drift.Environment{Name: e, Reference: i == len(d.envs)-1})
		side := drift.Side{State: drift.AbsentState, Class: -1}
		if n := d.nodes[i]; n != nil {
			t := render(n)
			if _, ok := classes[t]; !ok {
				classes[t] = len(classes)
			}
			side = drift.Side{State: drift.Present, Node: n, Text: t, Class: classes[t]}
			if d.word != "" && d.word != e && (strings.Contains(t, d.word) || d.path == "" && strings.Contains(name, d.word)) {
				side.Word, side.WordOf = d.word, d.word
			}
		}
		out.Sides = append(out.Sides, side)
	}
	if out.Kind == "" {
		out.Kind = d.guessKind(out.Sides)
	}
	c := values.Context{Type: d.source, Kind: kind, Path: splitPath(d.path)}
	out.Facts = values.Understand(c, d.envs, len(d.envs)-1, d.nodes)
	differ, alone := drift.Apart(out.Sides, len(d.envs)-1)
	for _, e := range differ {
		out.Facts.Differ = append(out.Facts.Differ, d.envs[e])
	}
	if alone >= 0 {
		out.Facts.Outlier = d.envs[alone]
	}
	for name, v := range d.facts {
		statable()[name](out, v)
	}
	return out, in
}

func (d *exampleDrift) guessKind(sides []drift.Side) drift.Kind {
	ref := len(sides) - 1
	if sides[ref].State == drift.AbsentState {
		return drift.Extra
	}
	for i := range sides[:ref] {
		if sides[i].State == drift.AbsentState {
			return drift.Missing
		}
	}
	return drift.Changed
}

// render returns a value as text, containers as compact JSON-like text.
func render(n *snapshot.Node) string {
	if n.Scalar() {
		return n.Text
	}
	var b strings.Builder
	b.WriteByte('{')
	for i := range n.Children {
		if i > 0 {
			b.WriteByte(',')
		}
		if k := n.Children[i].Key; k != "" {
			b.WriteString(k + ":")
		}
		b.WriteString(render(&n.Children[i]))
	}
	b.WriteByte('}')
	return b.String()
}

// ExamplesOf returns a rule's examples, and the mistakes in them.
func (s *Set) ExamplesOf(r *Rule) ([]Example, hcl.Diagnostics) {
	if r.examples == nil && r.counterexamples == nil {
		return r.Examples, nil
	}
	l, copied := &loader{}, *r
	copied.Examples = nil
	l.examples(&copied, r.examples, true)
	l.examples(&copied, r.counterexamples, false)
	return copied.Examples, l.diags
}
