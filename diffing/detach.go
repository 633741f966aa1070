package diffing

// detach gives the drifts copies of their values, since the walker's trees are gone with the next group. Most are single values.
func (w *walker) detach() {
	for _, list := range [2][]Drift{w.out.drifts, w.out.equivalent} {
		for i := range list {
			for e := range list[i].Sides {
				s := &list[i].Sides[e]
				if s.Node != nil {
					s.Node = s.Node.Copy()
				}
			}
		}
	}
}
