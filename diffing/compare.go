package diffing

import (
	"strings"
	"sync"

	"github.com/envparity/envparity/diffing/align"
	"github.com/envparity/envparity/diffing/comparison"
	"github.com/envparity/envparity/diffing/coverage"
	"github.com/envparity/envparity/diffing/heuristic"
	"github.com/envparity/envparity/diffing/leaks"
	"github.com/envparity/envparity/diffing/parallel"
	"github.com/envparity/envparity/diffing/place"
	"github.com/envparity/envparity/diffing/record"
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
	given := len(c.Lexicon.Words())
	if !c.Without[learnedWords] {
		c.Lexicon.Learn(learners...)
	}
	grown := len(c.Lexicon.Words()) != given
	c.Stems = leaks.StemsOf(c.Lexicon.Vocabulary, pairs)
	c.countAccounts()
	if !c.whole(groups) {
		groups = grouped(a.Rest(grown))
	}
	c.identify(groups)
	c.Cover.LayOut()
	parts, laptops := c.compareAll(groups, o)
	for i := range parts {
		mark(parts[i].Drifts, laptops)
	}
	return c.result(groups, parts)
}

// comparer compares a system.
type comparer struct {
	place.System

	envs []drift.Environment
}

// group is one aligned resource.
type group struct {
	align.Group
	ref drift.ResourceRef
}

func newComparer(envs []drift.Environment, snaps []*snapshot.Snapshot, o Options) *comparer {
	c := &comparer{envs: envs}
	c.Reference, c.Without = len(envs)-1, o.Without
	c.Homes = sync.OnceValue(c.homeDomains)
	words := make([]vocabulary.Env, len(envs))
	for i, e := range envs {
		c.Names = append(c.Names, e.Name)
		if e.Reference {
			c.Reference = i
		}
		words[i] = vocabulary.Env{Name: e.Name, Reference: e.Reference, Configured: e.Vocabulary, Struck: e.Struck}
	}
	words[c.Reference].Reference = true
	c.Stems = &leaks.Stems{} // until all groups are observed
	c.Lexicon = vocabulary.NewLexicon(vocabulary.New(words))
	c.Cover = coverage.New(envs, snaps, c.Lexicon)
	c.Coverage, c.Columns, c.Of = c.Cover, c.Cover.Columns, c.Cover.Of
	c.First = append(c.First, c.Of[c.Reference]...)
	for i := range c.Columns {
		if c.Columns[i].Env != c.Reference {
			c.First = append(c.First, i)
		}
	}
	return c
}

func (c *comparer) aligner(o Options) *align.Aligner {
	cols := make([]align.Column, len(c.Columns))
	for i, col := range c.Columns {
		cols[i] = align.Column{Env: col.Env, Member: col.Key(c.Lexicon), Voice: col.Voice, Resources: c.Cover.Resources[i], Blocks: c.Cover.Blocks[i]}
	}
	var overrides []align.Override
	for _, m := range o.Matches {
		names := make([]string, len(c.envs))
		for i, e := range c.envs {
			names[i] = m.Names[e.Name]
		}
		overrides = append(overrides, align.Override{Kind: m.Kind, Names: names})
	}
	return align.New(cols, c.Lexicon, align.Options{Reference: c.Reference, Overrides: overrides, ByNameOnly: c.Without[similarThings]})
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
	for _, w := range c.Lexicon.Words() {
		if len(w.Text) == 12 && strings.Trim(w.Text, "0123456789") == "" {
			have[w.Env] = true
		}
	}
	c.Accounts = len(have)
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
	targets := &comparison.Targets{}
	compared := parallel.Each(len(groups), func() *comparison.Comparison {
		return comparison.New(&c.System, targets, o.KeepEquivalent)
	}, func(w *comparison.Comparison, i int) {
		parts[i] = w.Compare(groups[i].At, groups[i].ref, groups[i].Confident)
	})
	return parts, comparison.Laptops(&c.System, compared)
}
