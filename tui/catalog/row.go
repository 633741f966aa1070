package catalog

import (
	"strings"

	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/query"
)

// InRow is the number of findings of a row's resource in which environment e stands out: as many as the filter shows that names the two.
func (c *Catalog) InRow(r *drift.Row, e int) int {
	if c.byName == nil {
		c.indexNames()
	}
	n := 0
	for _, i := range c.byName[strings.ToLower(r.Resource.Name)] {
		d := c.Result.Findings[i].Drift
		if query.StandsOut(d, e, c.Ref) && ofKind(d, r.Resource.Kind) {
			n++
		}
	}
	return n
}

// indexNames lists the findings of every name, of places too.
func (c *Catalog) indexNames() {
	c.byName = map[string][]int32{}
	for i := range c.Result.Findings {
		d := c.Result.Findings[i].Drift
		put := func(name string) {
			name = strings.ToLower(name)
			if list := c.byName[name]; len(list) == 0 || list[len(list)-1] != int32(i) {
				c.byName[name] = append(list, int32(i))
			}
		}
		put(d.Resource.Name)
		for k := range d.Places {
			put(d.Places[k].Resource.Name)
		}
	}
}

func ofKind(d *drift.Drift, kind string) bool {
	if strings.EqualFold(d.Resource.Kind, kind) {
		return true
	}
	for i := range d.Places {
		if strings.EqualFold(d.Places[i].Resource.Kind, kind) {
			return true
		}
	}
	return false
}
