package comparison

import (
	"github.com/envparity/envparity/diffing/dialect/known"
	"github.com/envparity/envparity/diffing/vocabulary"
	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/names"
	"github.com/envparity/envparity/snapshot"
)

// names finds other environments' words in the resource's own name, where people chose the name and no attribute repeats it: a Terraform module
// or resource.
func (w *Comparison) names() {
	for i := range w.Drifts() {
		if w.Drifts()[i].Kind == drift.Leaked {
			return // it is reported already
		}
	}
	if !named(w.Main()) {
		return
	}
	nodes := w.Row()
	defer w.Release()
	var present []int
	for i, r := range w.Resources() {
		if r != nil {
			present = append(present, i)
			nodes[i] = &snapshot.Node{Kind: snapshot.String, Text: r.Name, Line: int32(min(r.Source.Line, 1<<30))} //nolint:gosec // a line
		}
	}
	if len(present) < 2 || w.oneCode() { // a resource that only one environment has may reach another on purpose
		return
	}
	w.Show(present)
	w.leaking(nodes, func(i int, n *snapshot.Node) (vocabulary.Hit, bool) {
		h, ok := w.Foreign(w.Env(i), vocabulary.Identifier, n.Text)
		return h, ok && !w.Judge.NamesAll(n.Text) && !reaches(n.Text[:h.Start])
	})
}

// oneCode reports whether all environments have the resource from the same lines, with variables of their own. The names in such code belong to
// no environment.
func (w *Comparison) oneCode() bool {
	var first *snapshot.Source
	for _, r := range w.Resources() {
		switch {
		case r == nil:
		case first == nil:
			first = &r.Source
		case r.Source.File != first.File || r.Source.Line != first.Line || r.Source.Ref != first.Ref:
			return false
		}
	}
	return first != nil && first.File != ""
}

// reaches reports whether the words before an environment's name say that the resource reaches it: `access_to_prod`, `refresh_from_prod`.
func reaches(before string) bool {
	list := names.Words(before)
	if len(list) == 0 {
		return false
	}
	switch list[len(list)-1] {
	case "to", "from", "in", "for", "non", "not":
		return true
	}
	return false
}

// named reports whether people chose r's name and no attribute repeats it.
func named(r *snapshot.Resource) bool { return known.Of(r.SourceType()).GivenName(r.Kind) }
