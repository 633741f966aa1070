package comparison

import (
	"github.com/envparity/envparity/diffing/values"
	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/names"
	"github.com/envparity/envparity/snapshot"
)

// manyMinors is from how many minor versions on one version is far behind another: Kubernetes, whose parts are upgraded together, supports parts that
// are up to three minor versions apart (https://kubernetes.io/releases/version-skew-policy/). Most projects support fewer.
const manyMinors = 4

// lagging returns the fact that a version is far behind in one environment, while a version beside it is as new there as in the other environment:
// what is upgraded together was not. It returns nil otherwise. Versions are beside one another in one map if their names end in the same word.
func (w *Comparison) lagging(sides []drift.Side, nodes []*snapshot.Node) *drift.LaggingFact {
	if len(w.Steps()) == 0 || w.Steps()[len(w.Steps())-1].Kind != snapshot.StepKey || w.Around() == nil {
		return nil
	}
	ref := w.columnOf(&sides[w.Reference], w.Reference, nodes)
	if ref < 0 {
		return nil
	}
	for e := len(sides) - 1; e >= 0; e-- {
		if e == w.Reference || sides[e].Class == sides[w.Reference].Class {
			continue
		}
		other := w.columnOf(&sides[e], e, nodes)
		if other < 0 {
			continue
		}
		var found *drift.LaggingFact
		minors, ok := values.MinorsAhead(nodes[ref].Text, nodes[other].Text)
		switch {
		case ok && minors >= manyMinors:
			found = w.besideNewer(w.Reference, ref, other, minors)
		case ok && -minors >= manyMinors:
			found = w.besideNewer(e, other, ref, -minors)
		}
		if found != nil {
			return found
		}
	}
	return nil
}

// columnOf returns the column that stands for environment e, whose side is s, in a drift; -1 if it has no scalar.
func (w *Comparison) columnOf(s *drift.Side, e int, nodes []*snapshot.Node) int {
	for _, i := range w.Of[e] {
		if nodes[i] != nil && nodes[i] == s.Node && nodes[i].Scalar() && w.Around()[i] != nil {
			return i
		}
	}
	return -1
}

// besideNewer returns the fact that environment e is behind by so many minor versions, if a version beside it is in column behind at least what it
// is in column ahead; else nil. It names a version that is the same in both, if there is one.
func (w *Comparison) besideNewer(e, behind, ahead, minors int) *drift.LaggingFact {
	here := w.Steps()[len(w.Steps())-1].Name
	mine, theirs := w.Around()[behind], w.Around()[ahead]
	if mine.Kind != snapshot.Map || theirs.Kind != snapshot.Map {
		return nil
	}
	var found *drift.LaggingFact
	for i := range mine.Children {
		c := &mine.Children[i]
		if c.Key == here || !c.Scalar() || lastWord(c.Key) != lastWord(here) {
			continue
		}
		o := theirs.Child(c.Key)
		if o == nil || !o.Scalar() {
			continue
		}
		if n, ok := values.MinorsAhead(o.Text, c.Text); ok && n >= 0 && (found == nil || o.Text == c.Text) {
			found = &drift.LaggingFact{Environment: w.Names[e], Minors: minors, Beside: c.Key}
		}
	}
	return found
}

func lastWord(name string) string {
	list := names.Words(name)
	if len(list) == 0 {
		return ""
	}
	return list[len(list)-1]
}
