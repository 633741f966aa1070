package comparison

import (
	"slices"
	"strings"

	"github.com/envparity/envparity/diffing/leaks"
	"github.com/envparity/envparity/diffing/tree"
	"github.com/envparity/envparity/diffing/vocabulary"
	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/snapshot"
)

// equalButWrong finds a value that is equal everywhere and should differ: it names one of the environments. Equal values are usually shared on
// purpose. So it needs a sign: an identifier that is known to vary, or a place that mostly belongs to one environment.
func (w *Comparison) equalButWrong(nodes []*snapshot.Node, n *snapshot.Node) bool {
	if len(n.Text) < 2 {
		return false
	}
	if w.Innocent(n.Text) {
		return w.sharedByAll(nodes, n)
	}
	if w.Dialect().Parameter(w.Ref.Kind) && len(w.Steps()) > 0 && w.Steps()[0].Name == "default" && w.oneCode() {
		return false // the default in code is no environment's value
	}
	if w.Inside(nodes) {
		return true
	}
	oneSource := w.oneSource(nodes)
	return w.leaking(nodes, func(i int, _ *snapshot.Node) (vocabulary.Hit, bool) {
		at := w.At(w.Env(i))
		h, ok := w.Judge.Signed(at, n.Text)
		if !ok {
			h, ok = w.Judge.Corroborated(at, n.Text)
		}
		return h, ok && !(oneSource && w.Judge.OfAnOwner(n.Text, h)) && !w.Judge.InRoute(n.Text, h, w.amongRoutes) && !w.suffixOfAll(nodes, n.Text, h) && !w.ownState(i, h.Owner)
	})
}

// amongRoutes reports whether the present attribute is a field of an element of a list in which the field of some element is a route of an API.
func (w *Comparison) amongRoutes() bool {
	n := len(w.Steps())
	if n < 2 || w.Steps()[n-1].Kind != snapshot.StepKey {
		return false
	}
	list := w.Root(w.Main())
	for _, s := range w.Steps()[:n-2] {
		if s.Kind != snapshot.StepKey {
			return false
		}
		list = list.Child(s.Name)
	}
	if list == nil || list.Kind != snapshot.List {
		return false
	}
	return slices.ContainsFunc(list.Children, func(element snapshot.Node) bool {
		field := element.Child(w.Attribute())
		return field != nil && field.Kind == snapshot.String && leaks.Route(field.Text)
	})
}

// leaking calls leak for each value, and emits one drift for all that leak. It reports whether any does.
func (w *Comparison) leaking(nodes []*snapshot.Node, leak func(i int, n *snapshot.Node) (vocabulary.Hit, bool)) bool {
	hits := make([]vocabulary.Hit, len(nodes))
	found := false
	for i, n := range nodes {
		hits[i].Owner = -1
		if !w.In(i) || n == nil {
			continue
		}
		if h, ok := leak(i, n); ok {
			hits[i], found = h, true
		}
	}
	if found {
		w.emitLeak(nodes, hits)
	}
	return found
}

// oneSource reports whether all environments have the value from one line of one file: of defaults, or of shared code.
func (w *Comparison) oneSource(nodes []*snapshot.Node) bool {
	file, line, seen := "", int32(0), 0
	for i, n := range w.Present(nodes) {
		r := w.Resources()[i]
		at := r.Source.File
		if k := int(n.File); k > 0 && k <= len(r.Files) {
			at = r.Files[k-1]
		}
		if seen++; seen == 1 {
			file, line = at, n.Line
		} else if at != file || n.Line != line {
			return false
		}
	}
	return seen > 1 && file != ""
}

// leaks finds the columns whose value names another environment, among values that differ.
func (w *Comparison) leaks(nodes []*snapshot.Node) bool {
	if w.Here().Plan || w.AllUnknowable(nodes) || w.choosesMode(nodes) {
		return false
	}
	return w.leaking(nodes, func(i int, n *snapshot.Node) (vocabulary.Hit, bool) {
		if n.Kind != snapshot.String || len(n.Text) < 2 || w.Innocent(n.Text) || w.Judge.NamesAll(n.Text) {
			return vocabulary.Hit{}, false
		}
		at := w.At(w.Env(i))
		h, ok := w.Judge.Foreign(at, vocabulary.Identifier, n.Text)
		if !ok || w.beside(i, h.Owner, n.Text) || w.ownState(i, h.Owner) || w.spelledOtherwise(nodes, h) ||
			w.saidByMany(nodes, i, h.Owner) && !w.Judge.Proven(at, h, n.Text) {
			return h, false
		}
		odd := w.oddOneOut(nodes, i, h.Owner)
		if p := at.Place; p.Team || p.Mode { // such a place proves nothing by itself: the others must name themselves there
			_, another := w.Judge.ModeOfAnother(at, n.Text)
			return h, odd && (p.Team || h.Owner != w.Reference) || p.Mode && another
		}
		return h, odd || w.Judge.Binds(at, w.Position(n.Text), n.Text, h)
	})
}

// saidByMany reports whether the owner of a word and at least two other environments have the value of column i. One value for several
// environments needs a sign that it is wrong, as one value for all does.
func (w *Comparison) saidByMany(nodes []*snapshot.Node, i, owner int) bool {
	if w.Without[valueOfMany] {
		return false
	}
	others, own := map[int]bool{}, false
	for j, m := range w.Present(nodes) {
		if m.Kind == snapshot.String && m.Text == nodes[i].Text {
			own = own || w.Env(j) == owner
			others[w.Env(j)] = true
		}
	}
	return own && len(others) > 2
}

// strayReference finds the column whose reference has another environment's name where the others' have their own: `${net-prod}`, `${net-dev}`,
// and `${net-dev}` again. A reference with a dot leads to another observed thing, where the leak is reported.
func (w *Comparison) strayReference(nodes []*snapshot.Node) bool {
	if !w.AllUnknowable(nodes) {
		return false
	}
	return w.leaking(nodes, func(i int, n *snapshot.Node) (vocabulary.Hit, bool) {
		if n.Kind != snapshot.String || strings.Contains(n.Text, ".") || w.Judge.NamesAll(n.Text) {
			return vocabulary.Hit{}, false
		}
		for _, h := range w.Lexicon.Foreign(w.Env(i), vocabulary.Identifier, n.Text) {
			if h.Owner != w.Env(i) && !h.Learned && w.oddOneOut(nodes, i, h.Owner) {
				return h, true
			}
		}
		return vocabulary.Hit{}, false
	})
}

// oddOneOut reports whether column i's text without the owner's words equals another environment's text without its own words. Then all name
// themselves, and this one names the owner.
func (w *Comparison) oddOneOut(nodes []*snapshot.Node, i, owner int) bool {
	bare := w.Lexicon.Key(owner, nodes[i].Text)
	for j, m := range nodes {
		if j != i && w.In(j) && m != nil && w.Env(j) != w.Env(i) && w.Env(j) != owner && m.Kind == snapshot.String &&
			w.Lexicon.Key(w.Voice(j), m.Text) == bare && bare != m.Text {
			return true
		}
	}
	return false
}

// leakKey returns the key of a leak in a list, made from the leaking text, "" if the key needs no change. The index in the list and the matches
// in other lists depend on which environments are observed.
func (w *Comparison) leakKey(nodes []*snapshot.Node, hits []vocabulary.Hit) string {
	n := len(w.Steps())
	if n == 0 || w.Steps()[n-1].Kind != snapshot.StepIndex && w.Steps()[n-1].Kind != snapshot.StepElement || w.Steps()[n-1].Name != "" {
		return ""
	}
	for i := range hits {
		if hits[i].Owner < 0 || !nodes[i].Scalar() {
			continue
		}
		if !tree.FitsPath(nodes[i].Text) {
			return ""
		}
		p := append(snapshot.Path(nil), w.Steps()...)
		p[n-1] = snapshot.Step{Kind: snapshot.StepElement, Value: nodes[i].Text}
		return w.Key(p)
	}
	return ""
}

// emitLeak emits a leaked drift. hits has one entry a column, with Owner -1 where nothing leaks.
func (w *Comparison) emitLeak(nodes []*snapshot.Node, hits []vocabulary.Hit) {
	w.Classes(nodes, func(i, j int) bool {
		return hits[i].Owner == hits[j].Owner && nodes[i].Text == nodes[j].Text ||
			w.Lexicon.Key(w.Voice(i), nodes[i].Text) == w.Lexicon.Key(w.Voice(j), nodes[j].Text)
	})
	d := w.Emit(drift.Leaked, nodes)
	if k := w.leakKey(nodes, hits); k != "" {
		d.Key = k
	}
	for e, cols := range w.Of {
		for _, i := range cols {
			if hits[i].Owner < 0 || d.Sides[e].Word != "" {
				continue
			}
			s := &d.Sides[e]
			s.Word, s.WordOf = hits[i].Word, w.Names[hits[i].Owner]
			if len(s.Members) > 0 { // this member is reported, whatever the others have
				class := s.Members[slices.IndexFunc(s.Members, func(m drift.MemberSide) bool { return m.Member == w.Columns[i].Member })].Class
				w.Stand(s, i, nodes)
				s.Class = class
			}
		}
	}
}

// suffixOfAll reports whether the word ends the domain of a host that at least three environments have alike: `db.corp.stage`, where the
// company's own domain ends in that label.
func (w *Comparison) suffixOfAll(nodes []*snapshot.Node, text string, h vocabulary.Hit) bool {
	const fewest = 3 // two environments with one host are a copy as often as a domain
	return w.Judge.EndsDomain(w.Attribute(), text, h) && len(w.having(nodes)) >= fewest
}
