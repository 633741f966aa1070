package diffing

import (
	"fmt"

	"github.com/envparity/envparity/diffing/tree"

	"github.com/envparity/envparity/snapshot"
)

// observed gives packages causes and tree what they ask about the compared environments.
type observed struct{ c *comparer }

func (o observed) Key(env int, text string) string { return o.c.lex.Key(env, text) }

func (o observed) Name(env int) string { return o.c.names[env] }

func (o observed) Reference() int { return o.c.ref }

func (o observed) TreeHash(env int, n *snapshot.Node) uint64 { return tree.Hash(o.c.lex, env, n) }

func (o observed) Kinds() []map[string]bool {
	have := make([]map[string]bool, len(o.c.envs))
	for env := range o.c.envs {
		have[env] = map[string]bool{}
		for _, i := range o.c.ofEnv[env] {
			for _, r := range o.c.cover.resources[i] {
				have[env][r.Collector+"/"+r.Kind] = true
			}
		}
	}
	return have
}

// Unknown returns why nobody knows if a column has r, of column from.
func (o observed) Unknown(column, from int, r *snapshot.Resource) (why string, lost bool) {
	return o.c.unknown(column, from, r)
}

// Blank returns why nobody knows what an empty resource holds: its file is blank.
func (o observed) Blank(column int, r *snapshot.Resource) string {
	if file := o.c.blankRoot(column, r); file != "" {
		return emptyFile(file)
	}
	return ""
}

// Torn returns why a part of a resource is unknown, in the collector's words if it gave a reason.
func (o observed) Torn(column int, r *snapshot.Resource) string {
	for _, x := range o.c.cover.outcomes[column] {
		for g := range x.Gaps {
			if x.Collector == r.Collector && inside(&x.Gaps[g], r) {
				return x.Gaps[g].Why
			}
		}
	}
	return fmt.Sprintf("%s was not read whole", r.Source.File)
}

// inside reports whether a gap is in r: in its file, or in the resource of its kind and name.
func inside(g *snapshot.Gap, r *snapshot.Resource) bool {
	return g.File != "" && g.File == r.Source.File || g.Name != "" && g.Kind == r.Kind && g.Name == r.Name
}
