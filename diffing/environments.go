package diffing

import (
	"path"

	"github.com/envparity/envparity/diffing/tree"
	"github.com/envparity/envparity/snapshot"
)

// observed gives package causes what it asks about the compared environments.
type observed struct{ c *comparer }

func (o observed) Key(env int, text string) string { return o.c.Lexicon.Key(env, text) }

func (o observed) Name(env int) string { return o.c.Names[env] }

func (o observed) Reference() int { return o.c.Reference }

func (o observed) TreeHash(env int, n *snapshot.Node) uint64 { return tree.Hash(o.c.Lexicon, env, n) }

func (o observed) Kinds() []map[string]bool {
	return o.have(func(_ int, r *snapshot.Resource) string { return r.Kind })
}

func (o observed) Folders() []map[string]bool {
	return o.have(func(env int, r *snapshot.Resource) string { return o.Key(env, path.Dir(r.Source.File)) })
}

// have returns what each environment has by the collectors of its resources: "COLLECTOR/WHAT".
func (o observed) have(what func(env int, r *snapshot.Resource) string) []map[string]bool {
	have := make([]map[string]bool, len(o.c.envs))
	for env := range o.c.envs {
		have[env] = map[string]bool{}
		for _, i := range o.c.Of[env] {
			for _, r := range o.c.Cover.Resources[i] {
				have[env][r.Collector+"/"+what(env, r)] = true
			}
		}
	}
	return have
}
