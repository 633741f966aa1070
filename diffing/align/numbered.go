package align

import (
	"regexp"
	"strings"
)

var number = regexp.MustCompile(`[0-9]+`)

// numbered merges leftovers of code whose names differ only by a number, one in each of their environments: the cluster of staging is shop-2,
// that of prod shop-3. If an environment has two such leftovers, none is merged.
func (a *Aligner) numbered() {
	by := map[foldKey][]*cluster{}
	var order []foldKey
	for _, c := range a.clusters {
		if c.into != nil || c.fixed || c.n == 0 || c.n == len(a.cols) || !strings.Contains(c.first().Kind, "_") {
			continue
		}
		k := foldKey{}
		for ci, r := range c.at {
			if r != nil && number.MatchString(r.Name) {
				scope := a.n.Key(a.cols[ci].Voice, r.Scope)
				k = foldKey{kind: a.kind(r.Collector, r.Kind), scope: scope, name: number.ReplaceAllString(r.Name, "#")}
				break
			}
		}
		if len(strings.Trim(k.name, "#-_.")) < shortestStem {
			continue
		}
		if by[k] == nil {
			order = append(order, k)
		}
		by[k] = append(by[k], c)
	}
	for _, k := range order {
		if len(by[k]) > 1 {
			a.mergeAll(by[k], 0.8)
		}
	}
}

// shortestStem is the fewest letters beside the number that identify a resource.
const shortestStem = 3
