package causes

import (
	"strconv"

	"github.com/envparity/envparity/drift"
)

// habit is the fewest places that count as a habit. Fewer may be slips.
const habit = 3

// borrowing gives one cause to the leaks by which an environment other than the reference uses another one throughout: staging has no topics of
// its own and uses dev's everywhere. One or two such places stay by themselves, because they may be slips.
func (g *gatherer) borrowing(list []drift.Drift, causes []string) {
	by := map[string][]int{}
	for i := range list {
		if k := g.borrows(&list[i]); k != "" {
			by[k] = append(by[k], i)
		}
	}
	for k, at := range by {
		if len(at) < habit {
			continue
		}
		for _, i := range at {
			causes[i] = k
		}
	}
}

// borrows returns which environments have whose words in a leak that does not involve the reference, "" for any other drift.
func (g *gatherer) borrows(d *drift.Drift) string {
	if d.Kind != drift.Leaked || d.Sides[g.in.Reference()].Word != "" {
		return ""
	}
	k := "borrowed:"
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
