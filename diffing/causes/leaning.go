package causes

import (
	"strconv"

	"github.com/envparity/envparity/drift"
)

// leans is how many places make a habit of what could be a slip.
const leans = 3

// leaning gives one cause to the leaks of environments below the reference that lean on another one throughout: staging has no topics of
// its own and uses dev's, in every place where there is one. One or two such places stay by themselves: they may be slips.
func (g *gatherer) leaning(list []drift.Drift, causes []string) {
	by := map[string][]int{}
	for i := range list {
		if k := g.leansOn(&list[i]); k != "" {
			by[k] = append(by[k], i)
		}
	}
	for k, at := range by {
		if len(at) < leans {
			continue
		}
		for _, i := range at {
			causes[i] = k
		}
	}
}

// leansOn says which environments speak whose words in a leak that does not touch the reference, "" for any other drift.
func (g *gatherer) leansOn(d *drift.Drift) string {
	if d.Kind != drift.Leaked || d.Sides[g.in.Reference()].Word != "" {
		return ""
	}
	k := "lean:"
	for e := range d.Sides {
		s := &d.Sides[e]
		if s.Word == "" {
			continue
		}
		if s.WordOf == g.in.Name(g.in.Reference()) {
			return ""
		}
		k += strconv.Itoa(e) + "on" + s.WordOf + ","
	}
	return k
}
