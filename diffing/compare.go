package diffing

import (
	"strings"

	"github.com/envparity/envparity/diffing/align"
	"github.com/envparity/envparity/diffing/coverage"
	"github.com/envparity/envparity/diffing/heuristic"
	"github.com/envparity/envparity/diffing/leaks"
	"github.com/envparity/envparity/diffing/parallel"
	"github.com/envparity/envparity/diffing/record"
	"github.com/envparity/envparity/diffing/tree"
	"github.com/envparity/envparity/diffing/vocabulary"
	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/snapshot"
)

// Options are the settings of a comparison that a person can choose.
type Options struct {
	KeepEquivalent bool
	Matches        []Match

	// Without switches heuristics off, by their ID or by the name of a way of package causes. It is for measurements.
	Without heuristic.Off
}

// Match declares that these names are one resource.
type Match struct {
	Kind  string
	Names map[string]string // environment → name
}

// Compare aligns and compares the snapshots of envs all at once. An environment has one snapshot, or one for each member. Snapshots of
// environments that are not in envs are ignored. The order of snapshots, resources, keys and set elements does not change the Result.
func Compare(envs []drift.Environment, snaps []*snapshot.Snapshot, o Options) *drift.Result {
	if len(envs) == 0 {
		return &drift.Result{}
	}
	c := newComparer(envs, snaps, o)
	a := c.aligner(o)
	groups := grouped(a.Names())
	learners, pairs := c.observe(groups)
	given := len(c.lex.Words())
	if !c.off[learnedWords] {
		c.lex.Learn(learners...)
	}
	grown := len(c.lex.Words()) != given
	c.stems = leaks.StemsOf(c.lex.Vocabulary, pairs)
	c.countAccounts()
	if !c.whole(groups) {
		groups = grouped(a.Rest(grown))
	}
	c.identify(groups)
	c.cover.LayOut()
	parts, laptops := c.compareAll(groups, o)
	for i := range parts {
		mark(parts[i].Drifts, laptops)
	}
	return c.result(groups, parts)
}

// comparer holds what stays the same while groups are compared.
type comparer struct {
	envs     []drift.Environment
	names    []string
	ref      int
	cols     []tree.Column
	ofEnv    [][]int // environment → its columns
	lex      *vocabulary.Lexicon
	accounts int // environments with an account of their own
	stems    *leaks.Stems
	cover    *coverage.Coverage
	first    []int // columns, the reference's first
	off      heuristic.Off
	targets  targetsOf
}

// group is one aligned resource.
type group struct {
	align.Group
	ref drift.ResourceRef
}

func newComparer(envs []drift.Environment, snaps []*snapshot.Snapshot, o Options) *comparer {
	c := &comparer{envs: envs, ref: len(envs) - 1, off: o.Without}
	words := make([]vocabulary.Env, len(envs))
	for i, e := range envs {
		c.names = append(c.names, e.Name)
		if e.Reference {
			c.ref = i
		}
		words[i] = vocabulary.Env{Name: e.Name, Reference: e.Reference, Configured: e.Vocabulary, Struck: e.Struck}
	}
	words[c.ref].Reference = true
	c.stems = &leaks.Stems{} // until all groups are observed
	c.lex = vocabulary.NewLexicon(vocabulary.New(words))
	c.cover = coverage.New(envs, snaps, c.lex)
	c.cols, c.ofEnv = c.cover.Columns, c.cover.Of
	c.first = append(c.first, c.ofEnv[c.ref]...)
	for i := range c.cols {
		if c.cols[i].Env != c.ref {
			c.first = append(c.first, i)
		}
	}
	return c
}

func (c *comparer) aligner(o Options) *align.Aligner {
	cols := make([]align.Column, len(c.cols))
	for i, col := range c.cols {
		cols[i] = align.Column{Env: col.Env, Member: col.Key(c.lex), Voice: col.Voice, Resources: c.cover.Resources[i], Blocks: c.cover.Blocks[i]}
	}
	var overrides []align.Override
	for _, m := range o.Matches {
		names := make([]string, len(c.envs))
		for i, e := range c.envs {
			names[i] = m.Names[e.Name]
		}
		overrides = append(overrides, align.Override{Kind: m.Kind, Names: names})
	}
	return align.New(cols, c.lex, align.Options{Reference: c.ref, Overrides: overrides, ByNameOnly: c.off[similarThings]})
}

func grouped(found []align.Group) []group {
	groups := make([]group, len(found))
	for i := range found {
		groups[i].Group = found[i]
	}
	return groups
}

// countAccounts counts the environments that have a twelve-digit account among their words.
func (c *comparer) countAccounts() {
	have := map[int]bool{}
	for _, w := range c.lex.Words() {
		if len(w.Text) == 12 && strings.Trim(w.Text, "0123456789") == "" {
			have[w.Env] = true
		}
	}
	c.accounts = len(have)
}

// whole reports whether every group has a resource in every column. Then aligning again cannot change anything.
func (c *comparer) whole(groups []group) bool {
	for i := range groups {
		for _, r := range groups[i].At {
			if r == nil {
				return false
			}
		}
	}
	return true
}

// compareAll compares the groups on all cores. The parts are in the order of the groups. laptops are the environments that are a developer's
// machine.
func (c *comparer) compareAll(groups []group, o Options) (parts []record.Part, laptops []string) {
	parts = make([]record.Part, len(groups))
	compared := parallel.Each(len(groups), func() *comparison {
		return newComparison(c, o.KeepEquivalent)
	}, func(w *comparison, i int) { parts[i] = w.compare(&groups[i]) })
	return parts, c.laptops(compared)
}
