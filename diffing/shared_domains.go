package diffing

import (
	"strings"

	"github.com/envparity/envparity/diffing/leaks"
	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/snapshot"
)

// sharedDomains takes back leaks into a domain that several environments use and that belongs to none: `test.shop.example`, where qa and staging
// have their hosts and the environment called test has none. It takes back ordinary words only.
func (c *comparer) sharedDomains(list []drift.Drift) []drift.Drift {
	if c.Without[sharedDomain] {
		return list
	}
	type use struct {
		envs  map[int]bool
		owner bool // the owner itself has hosts there
	}
	uses := map[string]*use{}
	each := func(d *drift.Drift, f func(e int, owner, domain string)) {
		if d.Kind != drift.Leaked {
			return
		}
		for e := range d.Sides {
			if s := &d.Sides[e]; s.Word != "" && s.Node != nil && c.Lexicon.Ordinary(s.Word) {
				f(e, s.WordOf, leaks.DomainOf(s.Node.Text, s.Word))
			}
		}
	}
	for i := range list {
		d := &list[i]
		each(d, func(e int, owner, domain string) {
			if domain == "" {
				return
			}
			u := uses[domain]
			if u == nil {
				u = &use{envs: map[int]bool{}}
				uses[domain] = u
			}
			u.envs[e] = true
			for o := range d.Sides {
				if n := d.Sides[o].Node; c.Names[o] == owner && n != nil && n.Kind == snapshot.String && strings.Contains(n.Text, domain) {
					u.owner = true
				}
			}
		})
	}
	if len(uses) == 0 {
		return list
	}
	beside := map[[2]string]bool{} // values of presence drifts; such a drift stands beside the leak
	for i := range list {
		if d := &list[i]; d.Kind != drift.Leaked {
			beside[[2]string{d.Resource.ID, d.Path}] = true
		}
	}
	out := list[:0]
	for i := range list {
		d := &list[i]
		back, hits := 0, 0
		each(d, func(_ int, _, domain string) {
			if u := uses[domain]; u != nil && len(u.envs) > 1 && !u.owner {
				back++
			}
		})
		for e := range d.Sides {
			if d.Sides[e].Word != "" {
				hits++
			}
		}
		if back > 0 && back == hits {
			if beside[[2]string{d.Resource.ID, d.Path}] {
				continue
			}
			c.noLeak(d)
		}
		out = append(out, *d)
	}
	return out
}

// noLeak turns a leak into the plain difference that it also is.
func (c *comparer) noLeak(d *drift.Drift) {
	present := 0
	for e := range d.Sides {
		s := &d.Sides[e]
		s.Word, s.WordOf = "", ""
		if s.State != drift.AbsentState {
			present++
		}
	}
	d.Key = d.Path
	switch {
	case present == len(d.Sides):
		d.Kind = drift.Changed
	case d.Sides[c.Reference].State == drift.AbsentState:
		d.Kind = drift.Extra
	default:
		d.Kind = drift.Missing
	}
}
