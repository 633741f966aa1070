// Package align decides which resources of different environments are the same thing. It goes from strict to loose: a person's matches, exact
// names, names without the environment's words, names without generated suffixes, and at last similarity of name and content. It never puts two
// resources of one column into one group. Where two fold to one name, it leaves them to a later, finer stage.
package align

import (
	"cmp"
	"slices"
	"strings"

	"github.com/envparity/envparity/snapshot"
)

// Column is what was observed of one environment, or of one member of it.
type Column struct {
	Env       int
	Member    string // "" where the environment has no members
	Voice     int    // the number under which Neutral knows the column's own words
	Resources []*snapshot.Resource
	Blocks    map[string]bool // collect blocks that looked in it, whatever their outcome
}

// Neutral takes the environment's own words out of a text.
type Neutral interface {
	Key(voice int, text string) string // without the voice's own words
	Bare(text string) string           // without any environment's words
}

// Override declares that the resources with these names are one. Names is by environment; "" for an environment that it leaves open.
type Override struct {
	Kind  string
	Names []string
}

// Group is one thing: the resource of each column, nil where a column has none, and the confidence of the alignment (1: by name).
type Group struct {
	At        []*snapshot.Resource
	Confident float64
}

// Options steer an Aligner.
type Options struct {
	Reference int // environment
	Overrides []Override

	ByNameOnly bool // resources under two names never match by similarity
}

// Aligner aligns once by names, and again with similarity for the leftovers when the vocabulary has grown.
type Aligner struct {
	cols     []Column
	n        Neutral
	ref      int
	clusters []*cluster
	taken    map[*snapshot.Resource]bool
	kinds    map[[2]string]uint32
	last     [2]string // the pair of collector and kind numbered last
	lastKind uint32
	slab     []*snapshot.Resource
	pool     []cluster
	byName   bool
	inVain   []foldKey // by which the last stage found nothing to merge
	open     snapshot.Opener
}

// New returns an Aligner of cols.
func New(cols []Column, n Neutral, o Options) *Aligner {
	a := &Aligner{cols: cols, n: n, ref: o.Reference, byName: o.ByNameOnly, kinds: map[[2]string]uint32{}}
	a.override(o.Overrides)
	a.exact()
	a.blocks()
	return a
}

// Names aligns the resources that are not aligned yet by exact and by neutral names. It returns the groups sorted by collector, kind, scope and
// name. Every resource is in exactly one group.
func (a *Aligner) Names() []Group {
	for _, s := range stages() {
		if !a.stage(&s) {
			break
		}
	}
	a.inVain = nil
	for _, c := range a.clusters {
		c.folds = nil
	}
	return a.groups()
}

// Rest aligns by names again if the vocabulary has grown, then matches the leftovers by the names inside and by similarity.
func (a *Aligner) Rest(grown bool) []Group {
	if grown {
		a.Names()
	}
	a.called()
	if !a.byName {
		a.similar()
	}
	a.numbered()
	return a.groups()
}

type cluster struct {
	at        []*snapshot.Resource
	confident float64
	into      *cluster // the cluster it was merged into
	n         int
	fixed     bool     // by override: nothing joins it
	folds     []folded // by column; nil until stages look at it
}

func (c *cluster) root() *cluster {
	for c.into != nil {
		c = c.into
	}
	return c
}

func (c *cluster) first() *snapshot.Resource {
	for _, r := range c.at {
		if r != nil {
			return r
		}
	}
	return nil
}

func (a *Aligner) newCluster() *cluster {
	n := len(a.cols)
	if len(a.slab) < n {
		a.slab = make([]*snapshot.Resource, 1024*n)
	}
	if len(a.pool) == 0 {
		a.pool = make([]cluster, 1024)
	}
	c := &a.pool[0]
	a.pool = a.pool[1:]
	c.at, a.slab = a.slab[:n:n], a.slab[n:]
	c.confident = 1
	a.clusters = append(a.clusters, c)
	return c
}

func (a *Aligner) override(list []Override) {
	if len(list) == 0 {
		return
	}
	a.taken = map[*snapshot.Resource]bool{}
	type id struct {
		n               int
		collector, kind string
	}
	for n, o := range list {
		found := map[id]*cluster{}
		for ci, col := range a.cols {
			if col.Env >= len(o.Names) || o.Names[col.Env] == "" {
				continue
			}
			for _, r := range col.Resources {
				if r.Name != o.Names[col.Env] || (o.Kind != "" && r.Kind != o.Kind) || a.taken[r] {
					continue
				}
				k := id{n, family(r), r.Kind}
				c := found[k]
				if c == nil {
					c = a.newCluster()
					c.fixed = true
					found[k] = c
				}
				if c.at[ci] == nil {
					c.at[ci] = r
					c.n++
					a.taken[r] = true
				}
			}
		}
	}
}

type exactKey struct {
	collector, kind, scope, name string
	again                        int
}

func (a *Aligner) exact() {
	size := 0
	for _, col := range a.cols {
		size = max(size, len(col.Resources))
	}
	by := make(map[exactKey]*cluster, size)
	for ci, col := range a.cols {
		for _, r := range col.Resources {
			if a.taken[r] {
				continue
			}
			k := exactKey{r.Collector, r.Kind, r.Scope, r.Name, 0}
			c := by[k]
			for c != nil && c.at[ci] != nil { // one name twice in one column: the first matches the first
				k.again++
				c = by[k]
			}
			if c == nil {
				c = a.newCluster()
				by[k] = c
			}
			c.at[ci] = r
			c.n++
		}
	}
	slices.SortStableFunc(a.clusters, func(x, y *cluster) int { return order(x.first(), y.first()) })
}

func order(x, y *snapshot.Resource) int {
	return cmp.Or(strings.Compare(x.Collector, y.Collector), strings.Compare(x.Kind, y.Kind), strings.Compare(x.Scope, y.Scope),
		strings.Compare(x.Name, y.Name), strings.Compare(x.Source.File, y.Source.File), cmp.Compare(x.Source.Line, y.Source.Line))
}

func (a *Aligner) groups() []Group {
	out := make([]Group, 0, len(a.clusters))
	for _, c := range a.clusters {
		if c.into == nil && c.n > 0 {
			out = append(out, Group{At: c.at, Confident: c.confident})
		}
	}
	slices.SortStableFunc(out, func(x, y Group) int { return order(firstOf(x.At), firstOf(y.At)) })
	return out
}

func firstOf(at []*snapshot.Resource) *snapshot.Resource {
	for _, r := range at {
		if r != nil {
			return r
		}
	}
	return nil
}
