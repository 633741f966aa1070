package comparison

import (
	"strings"

	"github.com/envparity/envparity/diffing/record"
	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/snapshot"
)

// lookedUp emits a drift for an environment variable that is written out in some columns, and in those of open refers to what only the
// running environment knows. Nothing of it can be compared, so it counts as unknown. The drift names it, and says whether all have the
// same text: then quotes or a backslash decide, and one environment gets another value.
func (w *Comparison) lookedUp(nodes []*snapshot.Node, open []int) {
	if w.Ref.Kind != snapshot.KindEnvironment {
		return
	}
	fact := &drift.LookedUpFact{Alike: true}
	for _, i := range open {
		if lostNode(nodes[i]) {
			return
		}
		if name := w.Names[w.Env(i)]; len(fact.In) == 0 || fact.In[len(fact.In)-1] != name {
			fact.In = append(fact.In, name)
		}
	}
	written := 0
	for i, n := range nodes {
		switch {
		case !w.In(i) || n == nil:
			continue
		case !n.Scalar():
			return
		}
		written++
		for _, k := range open {
			fact.Alike = fact.Alike && n.Text == nodes[k].Text
		}
	}
	if written == 0 {
		return
	}
	w.Classes(nodes, func(i, j int) bool { return nodes[i].Text == nodes[j].Text })
	w.EmitUncounted(drift.TypeChanged, nodes).Facts.LookedUp = fact // it is counted as unknown
}

// lostNode reports whether a value is unknown because its file is damaged: then the node holds no text that refers to anything.
func lostNode(n *snapshot.Node) bool {
	return n.Kind == snapshot.Unknown && !strings.Contains(n.Text, "$")
}

// lookedUpSecret is lookedUp for sealed values: of one text in all columns, which some of them look up.
func (w *Comparison) lookedUpSecret(nodes []*snapshot.Node) bool {
	var open []int
	for i, n := range w.Present(nodes) {
		if n.Flags&snapshot.FlagOpen != 0 {
			open = append(open, i)
		}
	}
	if len(open) == 0 {
		return false
	}
	before := len(w.Drifts())
	for _, i := range open {
		w.Hide(i, "not knowable here: it refers to what the running environment defines", false)
	}
	w.lookedUp(nodes, open)
	found := len(w.Drifts()) > before
	if found {
		w.Count(record.Unknown, nodes)
	}
	w.Show(open)
	return found
}
