package coverage

import (
	"sort"

	"github.com/envparity/envparity/diffing/align"
	"github.com/envparity/envparity/diffing/tree"
	"github.com/envparity/envparity/diffing/vocabulary"
	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/snapshot"
)

// Coverage knows for every column what was read and what was not.
type Coverage struct {
	Columns   []tree.Column
	Of        [][]int                // environment → its columns
	Resources [][]*snapshot.Resource // by column
	Blocks    []map[string]bool      // by column: collect blocks that looked there

	envs     []drift.Environment
	lexicon  *vocabulary.Lexicon
	outcomes [][]snapshot.Outcome // by column
	seen     []map[string]bool    // by column: collectors with an outcome or a resource
	reports  []bool               // by column: the snapshot has outcomes
	shared   []map[string]bool    // by column: shared kinds of which it has a resource
	carriers map[[2]string]bool   // collector and shared kind that it yields somewhere
	yields   map[string]bool      // collectors that yield a resource of any kind in some column

	layouts
}

// New lays the snapshots of environments out in columns. It adds the members to the lexicon.
func New(envs []drift.Environment, snaps []*snapshot.Snapshot, lexicon *vocabulary.Lexicon) *Coverage {
	v := &Coverage{envs: envs, lexicon: lexicon, carriers: map[[2]string]bool{}, yields: map[string]bool{}}
	v.arrange(snaps)
	return v
}

// arrange lays the snapshots out in columns: one an environment, or one a member where an environment has members.
func (v *Coverage) arrange(snaps []*snapshot.Snapshot) {
	v.Of = make([][]int, len(v.envs))
	for e, env := range v.envs {
		members := map[string]bool{}
		var mine []*snapshot.Snapshot
		for _, s := range snaps {
			if s == nil || s.Environment != env.Name {
				continue
			}
			mine = append(mine, s)
			for _, m := range s.Members {
				members[m] = true
			}
			for i := range s.Resources {
				members[s.Resources[i].Member] = true
			}
		}
		delete(members, "")
		names := make([]string, 0, len(members))
		for m := range members {
			names = append(names, m)
		}
		sort.Strings(names)
		if len(names) == 0 {
			names = []string{""}
		}
		for _, m := range names {
			v.Of[e] = append(v.Of[e], len(v.Columns))
			v.addColumn(e, m, mine)
		}
	}
}

func (v *Coverage) addColumn(env int, member string, mine []*snapshot.Snapshot) {
	own := append([]string{member}, v.envs[env].Members[member]...)
	v.Columns = append(v.Columns, tree.Column{Env: env, Member: member, Voice: v.lexicon.Member(env, own)})
	seen, shared := map[string]bool{}, map[string]bool{}
	var list []*snapshot.Resource
	var outcomes []snapshot.Outcome
	for _, s := range mine {
		for i := range s.Resources {
			r := &s.Resources[i]
			v.yields[r.Collector] = true
			if r.Member == "" || r.Member == member || member == "" {
				list = append(list, r)
				seen[r.Collector] = true
				if align.Shared(r.Kind) {
					shared[r.Kind] = true
					v.carriers[[2]string{r.Collector, r.Kind}] = true
				}
			}
		}
		for _, o := range s.Outcomes {
			if o.Member == "" || o.Member == member || member == "" {
				outcomes = append(outcomes, o)
				seen[o.Collector] = true
			}
		}
	}
	v.Resources = append(v.Resources, list)
	v.outcomes = append(v.outcomes, outcomes)
	v.Blocks = append(v.Blocks, align.Blocks(outcomes))
	v.seen = append(v.seen, seen)
	v.shared = append(v.shared, shared)
	v.reports = append(v.reports, len(outcomes) > 0 || len(mine) == 0)
}
