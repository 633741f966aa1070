package record

import (
	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/snapshot"
)

// detach copies the values of the drifts, because the walk's trees are reused for the next group. Most values are scalars.
func (rec *Record) detach() {
	for _, list := range [2][]drift.Drift{rec.out.Drifts, rec.out.Equivalent} {
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
