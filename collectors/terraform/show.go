package terraform

import (
	"strings"

	"github.com/envparity/envparity/collectors/parse"
	"github.com/envparity/envparity/snapshot"
)

// show reads the output of `terraform show -json` for a state or a plan.
func (d *document) show(m mode) {
	res := parse.JSON(d.src)
	for _, p := range res.Problems {
		d.problems.At(d.file.Path, p.Line, p.Lost, "%s", p.Text)
	}
	if len(res.Docs) == 0 {
		return
	}
	root := &res.Docs[0].Root
	first := len(d.out)
	changes := root.Child("resource_changes")
	switch {
	case changes != nil || root.Child("planned_values") != nil:
		d.plan(root)
	case m == modePlan:
		d.problems.At(d.file.Path, 1, true, `this is a state, not a plan; name it as state = "…"`)
		return
	case root.Child("values") != nil:
		d.values(root.Child("values"), nil)
	default: // what `show -json` prints for an empty state
		d.problems.Note("%s: the state is empty", d.file.Path)
	}
	resolveIDs(d.out[first:])
}

// values reads a state representation. want, if given, selects resources by address.
func (d *document) values(v *snapshot.Node, want func(address string) bool) {
	if outs := v.Child("outputs"); outs != nil {
		for i := range outs.Children {
			o := &outs.Children[i]
			val := o.Child("value")
			if val == nil {
				continue
			}
			if s := o.Child("sensitive"); s != nil && s.Text == "true" {
				seal(d.in.Sealer, val)
			}
			if want == nil || want("output."+o.Key) {
				d.out = append(d.out, d.output(o.Key, val, int(o.Line)))
			}
		}
	}
	d.module(v.Child("root_module"), "", want, 0)
}

func (d *document) module(n *snapshot.Node, address string, want func(string) bool, depth int) {
	if n == nil || depth > 64 {
		return
	}
	if list := n.Child("resources"); list != nil {
		for i := range list.Children {
			r := &list.Children[i]
			vals := r.Child("values")
			if vals == nil || vals.Kind != snapshot.Map || want != nil && !want(text(r, "address")) {
				continue
			}
			sealMask(d.in.Sealer, vals, r.Child("sensitive_values"))
			d.shown(r, vals, address)
		}
	}
	if list := n.Child("child_modules"); list != nil {
		for i := range list.Children {
			d.module(&list.Children[i], text(&list.Children[i], "address"), want, depth+1)
		}
	}
}

// shown adds the resource that r describes, with the values vals.
func (d *document) shown(r, vals *snapshot.Node, module string) {
	kind, name := text(r, "type"), text(r, "name")
	if kind == "" || name == "" {
		d.problems.At(d.file.Path, int(r.Line), true, "a resource without type or name")
		return
	}
	if text(r, "mode") == "data" {
		kind = "data." + kind
	}
	vals.Line = r.Line
	d.out = append(d.out, d.managed(kind, name, module, indexKey(r.Child("index")), vals))
}

// plan reads the environment as planned: planned changes with Unknown for values not known before apply, data sources from the state before,
// variables as given.
func (d *document) plan(root *snapshot.Node) {
	seen := map[string]bool{}
	if list := root.Child("resource_changes"); list != nil {
		for i := range list.Children {
			r := &list.Children[i]
			change := r.Child("change")
			after := change.Child("after")
			seen[text(r, "address")] = true
			if after == nil || after.Kind != snapshot.Map { // it will be destroyed
				continue
			}
			sealMask(d.in.Sealer, after, change.Child("after_sensitive"))
			markUnknown(after, change.Child("after_unknown"))
			d.shown(r, after, text(r, "module_address"))
		}
	}
	if outs := root.Child("output_changes"); outs != nil {
		for i := range outs.Children {
			d.planOutput(&outs.Children[i])
			seen["output."+outs.Children[i].Key] = true
		}
	}
	for _, key := range []string{"planned_values", "prior_state"} {
		v := root.Child(key)
		if key == "prior_state" {
			v = v.Child("values")
		}
		if v != nil {
			d.values(v, func(address string) bool {
				take := !seen[address] && (key == "planned_values" || strings.Contains("."+address, ".data."))
				seen[address] = true
				return take
			})
		}
	}
	d.planVariables(root)
}

func (d *document) planOutput(o *snapshot.Node) {
	v := o.Child("after")
	if v == nil {
		v = &snapshot.Node{Kind: snapshot.Null, Line: o.Line}
	}
	if acts := o.Child("actions"); acts != nil && len(acts.Children) == 1 && acts.Children[0].Text == "delete" {
		return
	}
	sealMask(d.in.Sealer, v, o.Child("after_sensitive"))
	if u := o.Child("after_unknown"); u != nil && u.Kind == snapshot.Bool && u.Text == "true" {
		*v = snapshot.Node{Kind: snapshot.Unknown, Text: knownLater, Line: o.Line}
	} else {
		markUnknown(v, u)
	}
	d.out = append(d.out, d.output(o.Key, v, int(o.Line)))
}

func (d *document) planVariables(root *snapshot.Node) {
	vars := root.Child("variables")
	if vars == nil {
		return
	}
	declared := root.Get("configuration", "root_module", "variables")
	for i := range vars.Children {
		c := &vars.Children[i]
		v := c.Child("value")
		if v == nil {
			continue
		}
		if s := declared.Get(c.Key, "sensitive"); s != nil && s.Text == "true" {
			seal(d.in.Sealer, v)
		}
		r := d.output(c.Key, v, int(c.Line))
		r.Kind, r.Pillar, r.Source.Address = "variable", pillarOf("variable"), "var."+c.Key
		d.out = append(d.out, r)
	}
}

const knownLater = "known after apply"

// markUnknown sets Unknown at each true of the mask. It adds what the values leave out.
func markUnknown(n, mask *snapshot.Node) {
	if n == nil || mask == nil {
		return
	}
	switch mask.Kind {
	case snapshot.Map:
		if n.Kind != snapshot.Map {
			return
		}
		for i := range mask.Children {
			m := &mask.Children[i]
			if m.Kind == snapshot.Bool && m.Text == "true" {
				put(n, snapshot.Node{Key: m.Key, Kind: snapshot.Unknown, Text: knownLater, Line: m.Line})
				continue
			}
			markUnknown(n.Child(m.Key), m)
		}
	case snapshot.List:
		if n.Kind != snapshot.List {
			return
		}
		for i := range mask.Children {
			m := &mask.Children[i]
			isTrue := m.Kind == snapshot.Bool && m.Text == "true"
			switch {
			case i >= len(n.Children):
				if isTrue {
					n.Children = append(n.Children, snapshot.Node{Kind: snapshot.Unknown, Text: knownLater, Line: m.Line})
				}
			case isTrue:
				n.Children[i] = snapshot.Node{Kind: snapshot.Unknown, Text: knownLater, Line: m.Line}
			default:
				markUnknown(&n.Children[i], m)
			}
		}
	}
}
