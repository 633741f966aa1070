package postgres

import (
	"cmp"
	"slices"

	"github.com/envparity/envparity/collectors/database/schema"
)

// unevenOf returns what only some partitions have of each partitioned table, by the oid of the table at the top. Siblings are the partitions of one
// parent. A partition that somebody has locked was not read, so that nothing is known of its siblings either.
func (s *session) unevenOf(rs map[string]*relation) map[string]*schema.Uneven {
	families := map[string][]*relation{}
	for _, r := range rs {
		if r.parent != "0" && r.kind == "r" { // a foreign table, or a partition that is partitioned itself, is no sibling of a plain one
			families[r.parent] = append(families[r.parent], r)
		}
	}
	out := map[string]*schema.Uneven{}
	for _, family := range families {
		root := rootOf(rs, family[0])
		if out[root] == nil {
			out[root] = &schema.Uneven{Why: s.lostTraits()}
		}
		out[root].Add(siblings(family, out[root]))
	}
	for _, u := range out {
		u.Sort()
	}
	return out
}

// lostTraits says why it is not known what partitions have; "" where it is.
func (s *session) lostTraits() string {
	for _, part := range []string{schema.PartColumns, schema.PartIndexes, schema.PartConstraints, schema.PartTriggers} {
		if why := s.db.Parts[part]; why != "" {
			return why
		}
	}
	return ""
}

// siblings describes each partition of a family. It notes in u which one could not be read.
func siblings(family []*relation, u *schema.Uneven) []schema.Sibling {
	slices.SortFunc(family, func(a, b *relation) int { return cmp.Compare(a.full(), b.full()) })
	out := make([]schema.Sibling, len(family))
	for i, r := range family {
		if r.locked {
			u.Why = r.full() + " was locked by somebody else while it was read; try again"
		}
		out[i] = schema.Sibling{Name: r.full(), Traits: r.traits()}
	}
	return out
}

// traits says what a partition has that its siblings could lack. Checks are none of it: people write the bounds of a partition as a check before they attach it.
// Values of defaults are none either: each partition may count by a sequence of its own.
func (r *relation) traits() []string {
	var out []string
	for _, c := range r.columns {
		name := "column " + c.Name
		out = append(out, name)
		if !c.Nullable {
			out = append(out, name+" not null")
		}
		if c.Default != "" {
			out = append(out, name+" default")
		}
	}
	seen := map[string]bool{}
	for i := range r.indexes {
		if x := &r.indexes[i]; !x.Invalid && !seen[x.Key()] { // one that no query uses is as good as none
			seen[x.Key()] = true
			out = append(out, "index "+x.Key())
		}
	}
	for i := range r.constraints {
		if c := &r.constraints[i]; c.Kind != "check" && !seen[c.Key()] {
			seen[c.Key()] = true
			out = append(out, "constraint "+c.Key())
		}
	}
	for _, t := range r.triggers {
		if enabled(t) {
			out = append(out, "trigger "+t.Name)
		}
	}
	if r.persistence == "u" {
		out = append(out, "unlogged")
	}
	return out
}

func enabled(t schema.Part) bool {
	return !slices.Contains(t.Facts, schema.Fact{Name: "enabled", Text: fires("D")})
}
