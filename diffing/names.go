package diffing

import (
	"github.com/envparity/envparity/diffing/dialect/known"
	"github.com/envparity/envparity/diffing/vocabulary"
	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/names"
	"github.com/envparity/envparity/snapshot"
)

// names finds other environments' words in the resource's own name, where the name is an identity that people gave it and that no
// attribute repeats: a Terraform module or resource.
func (w *walker) names() {
	for i := range w.out.drifts {
		if w.out.drifts[i].Kind == drift.Leaked {
			return // it is told already
		}
	}
	first := w.g.At[w.firstPresent()]
	if !named(first) {
		return
	}
	hits := make([]vocabulary.Hit, len(w.g.At))
	nodes := w.row()
	defer w.release()
	found := false
	present := 0
	for i, r := range w.g.At {
		hits[i].Owner = -1
		if r == nil {
			continue
		}
		present++
		w.state[i] = in
		nodes[i] = &snapshot.Node{Kind: snapshot.String, Text: r.Name, Line: int32(min(r.Source.Line, 1<<30))} //nolint:gosec // a line
		if h, ok := w.foreign(w.env(i), vocabulary.Identifier, r.Name); ok && !w.judge.NamesAll(r.Name) && !reaches(r.Name[:h.Start]) {
			hits[i], found = h, true
		}
	}
	if found && present > 1 && !w.oneCode() { // what only one has may well be there to reach another
		w.emitLeak(nodes, hits)
	}
}

// oneCode reports whether all environments have the resource from the same lines, with variables of their own: what those call it says
// nothing of any.
func (w *walker) oneCode() bool {
	var first *snapshot.Source
	for _, r := range w.g.At {
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

// reaches reports whether a name goes on to the environment that it reaches: `access_to_prod`, `refresh_from_prod`.
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

// named reports whether r's name is one that people gave it and that stands nowhere else.
func named(r *snapshot.Resource) bool { return known.Of(r.SourceType()).GivenName(r.Kind) }
