package record

import (
	"fmt"
	"slices"

	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/names"
	"github.com/envparity/envparity/snapshot"
)

// AgreeByRole reports whether values differ by member alone: each member of one environment has the value of the member of the same name in the
// other. A member without a namesake must not make a difference. It has another member's value, or, where every member has its own value, its
// own. AgreeByRole reads the classes.
func (rec *Record) AgreeByRole(nodes []*snapshot.Node) bool {
	if rec.off[memberByRole] {
		return false
	}
	ref := rec.of[rec.reference]
	if len(ref) < 2 {
		return false
	}
	named := map[string]int{}
	count := map[int]int{}
	for _, i := range ref {
		if !rec.walk.In(i) || nodes[i] == nil {
			return false
		}
		named[rec.columns[i].Member] = rec.class[i]
		count[rec.class[i]]++
	}
	own := len(count) == len(ref)
	for e, cols := range rec.of {
		if e == rec.reference {
			continue
		}
		theirs := map[int]bool{}
		for _, i := range cols {
			if !rec.walk.In(i) || nodes[i] == nil {
				return false
			}
			theirs[rec.class[i]] = true
			class, ok := named[rec.columns[i].Member]
			if !ok || class != rec.class[i] {
				return false
			}
		}
		if len(theirs) < 2 || !own && len(theirs) < len(count) {
			return false
		}
	}
	return true
}

// cluster is the members of one environment that have the same value.
type cluster struct {
	class   int
	columns []int
}

// clusters groups the columns of one environment by value, the largest cluster first. The columns without a value are a cluster, too (class -1).
// Unobserved columns are in none.
func (rec *Record) clusters(cols []int, nodes []*snapshot.Node) []cluster {
	var list []cluster
	for _, i := range cols {
		if rec.walk.Unknown(i) {
			continue
		}
		class := -1
		if nodes[i] != nil {
			class = rec.class[i]
		}
		k := slices.IndexFunc(list, func(c cluster) bool { return c.class == class })
		if k < 0 {
			k = len(list)
			list = append(list, cluster{class: class})
		}
		list[k].columns = append(list[k].columns, i)
	}
	slices.SortStableFunc(list, func(a, b cluster) int { return len(b.columns) - len(a.columns) })
	return list
}

// deviants chooses the members to show where the environments agree by most of their members and some members disagree. The few that differ are
// shown. It reports whether that is so.
func (rec *Record) deviants(sides []drift.Side, nodes []*snapshot.Node) bool {
	class, divided := -1, false
	for e := range sides {
		if sides[e].State == drift.UnknownState {
			continue
		}
		if sides[e].State != drift.Present || class >= 0 && sides[e].Class != class {
			return false
		}
		class = sides[e].Class
	}
	for e, cols := range rec.of {
		if len(sides[e].Members) == 0 {
			continue
		}
		for _, c := range rec.clusters(cols, nodes) {
			if c.class >= 0 && c.class != class {
				rec.Stand(&sides[e], c.columns[0], nodes)
				divided = true
				break
			}
		}
	}
	return divided
}

// Stand makes column i the one that stands for its environment.
func (rec *Record) Stand(s *drift.Side, i int, nodes []*snapshot.Node) {
	s.Class, s.Node, s.Source, s.Text = rec.class[i], nodes[i], rec.source(i, nodes[i]), ""
	if s.Node.Scalar() {
		s.Text = s.Node.Text
	}
}

// fewNames bounds how many members a note names.
const fewNames = 3

// noteMembers writes a note on how the members of each environment differ: first where they disagree, then how many of them have an attribute
// that not all environments have.
func (rec *Record) noteMembers(d *drift.Drift, nodes []*snapshot.Node) {
	var split, whole []string
	for e, cols := range rec.of {
		if len(cols) < 2 {
			continue
		}
		env, list := rec.names[e], rec.clusters(cols, nodes)
		known, has := 0, 0
		for _, c := range list {
			known += len(c.columns)
			if c.class >= 0 {
				has += len(c.columns)
			}
		}
		presence := d.Kind == drift.Missing || d.Kind == drift.Extra
		switch {
		case presence && (has == 0 || has == known):
			whole = append(whole, fmt.Sprintf("in %d of %d %s members", has, known, env))
		case presence || has < known:
			note := fmt.Sprintf("in %d of %d %s members", has, known, env)
			for _, c := range list {
				switch few := len(c.columns) <= fewNames && 2*len(c.columns) < known; {
				case few && c.class < 0:
					note += ", not in " + rec.memberNames(c.columns)
				case few && has == len(c.columns):
					note += ", only in " + rec.memberNames(c.columns)
				}
			}
			split = append(split, note)
		case len(list) > 1:
			split = append(split, rec.disagreement(env, list, known))
		}
		if unseen := len(cols) - known; unseen > 0 && known > 0 {
			split = append(split, fmt.Sprintf("%d of %d %s members not observed", unseen, len(cols), env))
		}
	}
	d.Facts.Notes = append(append(split, whole...), d.Facts.Notes...)
	if d.Split == "" && len(split) > 0 {
		d.Split = rec.standInside(nodes)
	}
}

func (rec *Record) disagreement(env string, list []cluster, known int) string {
	few := 0
	var names []int
	for _, c := range list[1:] {
		few += len(c.columns)
		names = append(names, c.columns...)
	}
	switch {
	case len(list[0].columns) <= few && len(list) > 2 || few > fewNames && len(list) > 2:
		return fmt.Sprintf("%d %s members have %d different values", known, env, len(list))
	case few > fewNames:
		return fmt.Sprintf("%d of %d %s members against %d others", few, known, env, known-few)
	case few == len(list[0].columns):
		return fmt.Sprintf("%s against %s in %s", rec.memberNames(names), rec.memberNames(list[0].columns), env)
	case few == 1:
		return fmt.Sprintf("%s alone among %d %s members", rec.memberNames(names), known, env)
	default:
		return fmt.Sprintf("%s against %d other %s members", rec.memberNames(names), known-few, env)
	}
}

// standInside names the members that stand alone where environments agree and their members do not.
func (rec *Record) standInside(nodes []*snapshot.Node) string {
	said := ""
	for e, cols := range rec.of {
		list := rec.clusters(cols, nodes)
		if len(list) < 2 {
			continue
		}
		if said != "" {
			return "members differ"
		}
		said = "members of " + rec.names[e] + " differ"
		if len(list) == 2 && len(list[1].columns) == 1 && len(list[0].columns) > 1 {
			said = rec.columns[list[1].columns[0]].Member + " of " + rec.names[e] + " alone"
		}
	}
	return said
}

func (rec *Record) memberNames(cols []int) string {
	list := make([]string, len(cols))
	for k, i := range cols {
		list[k] = rec.columns[i].Member
	}
	slices.Sort(list)
	return names.And(list)
}
