package diffing

import (
	"slices"
	"strings"

	"github.com/envparity/envparity/diffing/align"
)

// restates joins the family of a database's parameters with its version, which it repeats: `postgres16` with `16.4`. One upgrade is one
// finding.
func (c *comparer) restates(list []Drift, causes []string) {
	versions := map[string]int{} // resource → the drift of its version
	for i := range list {
		if d := &list[i]; d.Kind == Changed && strings.Contains(d.Path, "ersion") && slices.Contains(align.Words(lastName(d.Path)), "version") {
			versions[d.Resource.ID] = i
		}
	}
	for i := range list {
		d := &list[i]
		if d.Kind != Changed || !strings.Contains(d.Path, "amily") || !slices.Contains(align.Words(lastName(d.Path)), "family") {
			continue
		}
		if j, ok := versions[d.Resource.ID]; ok && repeats(d, &list[j]) {
			causes[i] = causes[j]
		}
	}
}

// repeats reports whether a family ends in every environment in the number that the version begins with.
func repeats(family, version *Drift) bool {
	for e := range family.Sides {
		f, v := &family.Sides[e], &version.Sides[e]
		if f.State != v.State {
			return false
		}
		if f.State != Present {
			continue
		}
		major, _, _ := strings.Cut(v.Text, ".")
		if major == "" || f.Text[len(strings.TrimRight(f.Text, "0123456789")):] != major {
			return false
		}
	}
	return true
}
