package diffing

import (
	"fmt"
	"strings"

	"github.com/envparity/envparity/diffing/dialect/known"
	"github.com/envparity/envparity/diffing/vocabulary"
	"github.com/envparity/envparity/snapshot"
)

// layouts describes how the code of each column lies in folders, and which environments its resources name. Both are known once the vocabulary
// has learned.
type layouts struct {
	depths []map[string]map[int]bool   // column → collector → depths of its folders
	owners []map[siblings]map[int]bool // column → resources of one kind in one folder → environments that they name
}

type siblings struct{ collector, kind, scope string }

// layOut reads the layouts off the folders and names of all code.
func (c *comparer) layOut() {
	c.lay = layouts{depths: make([]map[string]map[int]bool, len(c.cols)), owners: make([]map[siblings]map[int]bool, len(c.cols))}
	for i := range c.cols {
		depths, owners := map[string]map[int]bool{}, map[siblings]map[int]bool{}
		for _, r := range c.cover.resources[i] {
			if !known.Of(r.SourceType()).Code() {
				continue
			}
			if depths[r.Collector] == nil {
				depths[r.Collector] = map[int]bool{}
			}
			depths[r.Collector][depthOf(r.Scope)] = true
			p := siblings{r.Collector, r.Kind, r.Scope}
			for e := range c.envs {
				if c.lex.Key(e, r.Name) != r.Name {
					if owners[p] == nil {
						owners[p] = map[int]bool{}
					}
					owners[p][e] = true
				}
			}
		}
		c.lay.depths[i], c.lay.owners[i] = depths, owners
	}
}

func depthOf(scope string) int {
	if scope == "" || scope == "." {
		return 0
	}
	return strings.Count(scope, "/") + 1
}

// laidOut returns a reason if all code of column ci lies in folders at other depths than that of column from, else "". A resource without a match
// may then be in another folder, so that nobody knows if it is missing.
func (c *comparer) laidOut(ci, from int, r *snapshot.Resource) string {
	if c.lay.depths == nil {
		return ""
	}
	own, other := c.lay.depths[ci][r.Collector], c.lay.depths[from][r.Collector]
	if len(own) == 0 || len(other) == 0 {
		return ""
	}
	for d := range own {
		if other[d] {
			return ""
		}
	}
	return fmt.Sprintf("the folders of %s have another depth than those of %s, so it may be in another folder", c.names[c.cols[ci].Env], c.names[c.cols[from].Env])
}

// servesAll reports whether the folder of column col's resource holds one of the same kind for at least two other environments. Such a folder is
// shared, as for the pipelines of all environments.
func (w *comparison) servesAll(col int) bool {
	r := w.g.At[col]
	if w.c.lay.owners == nil {
		return false
	}
	others := 0
	for e := range w.c.lay.owners[col][siblings{r.Collector, r.Kind, r.Scope}] {
		if e != w.Env(col) {
			others++
		}
	}
	return others > 1
}

// namesSeveral reports whether the keys of a map name this environment and another one, each in an entry of its own. Such a map is a list of
// environments, not a leak.
func (w *comparison) namesSeveral(col int, n *snapshot.Node) bool {
	if w.c.off[choice] {
		return false
	}
	own, others := false, false
	for k := range n.Children {
		key := n.Children[k].Key
		if w.c.lex.Key(w.Voice(col), key) != key {
			own = true
		} else if _, foreign := w.foreign(w.Env(col), vocabulary.Identifier, key); foreign {
			others = true
		}
	}
	return own && others
}
