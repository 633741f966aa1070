package comparison

import (
	"slices"

	"github.com/envparity/envparity/diffing/partners"
	"github.com/envparity/envparity/diffing/values"
	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/snapshot"
)

// partnered emits a drift where the reference uses a partner's test system, or another environment the live one. Both are wrong even if the
// values are equal.
func (w *Comparison) partnered(nodes []*snapshot.Node, same bool) bool {
	wrong := false
	for i, n := range w.Present(nodes) {
		use, ok := values.PartnerOf(w.Attribute(), n)
		if !ok && same {
			return false
		}
		if ok {
			w.uses = append(w.uses, partnerUse{env: w.Env(i), Use: use})
			wrong = wrong || (w.Env(i) == w.Reference) == (use.Mode == partners.Test)
		}
	}
	if !wrong {
		return false
	}
	kind := drift.Changed
	if w.Classes(nodes, func(i, j int) bool { return nodes[i].Kind == nodes[j].Kind && nodes[i].Text == nodes[j].Text }) == 1 {
		kind = drift.Shared
	}
	w.Emit(kind, nodes)
	return true
}

// partnerUse is what one environment uses in the present resource.
type partnerUse struct {
	partners.Use

	env int
}

// mixedModes adds a note to drifts about a partner if an environment's key is of another mode than the endpoint beside it.
func (w *Comparison) mixedModes() {
	if len(w.uses) == 0 {
		return
	}
	for k := range w.Drifts() {
		p := w.Drifts()[k].Facts.Partner
		if p == nil {
			continue
		}
		for e := range w.Names {
			of := func(key bool, mode partners.Mode) bool {
				return slices.ContainsFunc(w.uses, func(u partnerUse) bool { return u.env == e && u.Partner == p.Name && u.Key == key && u.Mode == mode })
			}
			odd := p.Live
			if e == w.Reference {
				odd = p.Test
			}
			if !slices.Contains(odd, w.Names[e]) { // the other of the two is right
				continue
			}
			if of(true, partners.Live) && of(false, partners.Test) || of(true, partners.Test) && of(false, partners.Live) {
				p.Mixed = append(p.Mixed, w.Names[e])
			}
		}
	}
	w.uses = w.uses[:0]
}
