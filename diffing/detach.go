package diffing

import (
	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/snapshot"
)

// detach gives the drifts copies of their values, since the walker's trees are gone with the next group. Most are single values.
func (w *walker) detach() {
	for _, list := range [2][]drift.Drift{w.out.drifts, w.out.equivalent} {
		for i := range list {
			for e := range list[i].Sides {
				s := &list[i].Sides[e]
				s.Node = copied(s.Node)
				for m := range s.Members {
					s.Members[m].Node = copied(s.Members[m].Node)
				}
			}
		}
	}
}

func copied(n *snapshot.Node) *snapshot.Node {
	if n == nil {
		return nil
	}
	return n.Copy()
}
