package diffing

import (
	"github.com/envparity/envparity/diffing/tree"
	"github.com/envparity/envparity/snapshot"
)

// observed gives package causes what it asks about the compared environments.
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
			for _, r := range o.c.cover.Resources[i] {
				have[env][r.Collector+"/"+r.Kind] = true
			}
		}
	}
	return have
}
