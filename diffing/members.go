package diffing

import (
	"fmt"
	"slices"

	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/names"
	"github.com/envparity/envparity/snapshot"
)

// membersNameThemselves reports whether two columns differ here only by their members' own words. Then a member with another member's value lacks
// its own word. Elsewhere one region that all name is just a common value.
func (w *comparison) membersNameThemselves(nodes []*snapshot.Node) bool {
	if !w.c.lex.HasMembers() {
		return false
	}
	first := map[string]string{}
	for i, n := range w.Present(nodes) {
		if !w.c.lex.OfMember(w.Voice(i)) || !w.textual(n) {
			continue
		}
		own := w.c.lex.Key(w.Voice(i), n.Text)
		if own == w.c.lex.Key(w.Env(i), n.Text) {
			continue // it has no word of its own
		}
		if text, ok := first[own]; ok && text != w.c.lex.Key(w.Env(i), n.Text) {
			return true
		}
		first[own] = w.c.lex.Key(w.Env(i), n.Text)
	}
	return false
}

// agreeByRole reports whether values differ by member alone: each member of one environment has the value of the member of the same name in the
// other. A member without a namesake must not make a difference. It has another member's value, or, where every member has its own value, its
// own. agreeByRole reads the classes.
func (w *comparison) agreeByRole(nodes []*snapshot.Node) bool {
	if w.c.off[memberByRole] {
		return false
	}
	ref := w.c.ofEnv[w.c.ref]
	if len(ref) < 2 {
		return false
	}
	named := map[string]int{}
	count := map[int]int{}
	for _, i := range ref {
		if !w.In(i) || nodes[i] == nil {
			return false
		}
		named[w.c.cols[i].Member] = w.class[i]
		count[w.class[i]]++
	}
	own := len(count) == len(ref)
	for e, cols := range w.c.ofEnv {
		if e == w.c.ref {
			continue
		}
		theirs := map[int]bool{}
		for _, i := range cols {
			if !w.In(i) || nodes[i] == nil {
				return false
			}
			theirs[w.class[i]] = true
			class, ok := named[w.c.cols[i].Member]
			if !ok || class != w.class[i] {
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
func (w *comparison) clusters(cols []int, nodes []*snapshot.Node) []cluster {
	var list []cluster
	for _, i := range cols {
		if w.Unknown(i) {
			continue
		}
		class := -1
		if nodes[i] != nil {
			class = w.class[i]
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
func (w *comparison) deviants(sides []drift.Side, nodes []*snapshot.Node) bool {
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
	for e, cols := range w.c.ofEnv {
		if len(sides[e].Members) == 0 {
			continue
		}
		for _, c := range w.clusters(cols, nodes) {
			if c.class >= 0 && c.class != class {
				w.show(&sides[e], c.columns[0], nodes)
				divided = true
				break
			}
		}
	}
	return divided
}

// show makes column i the one that stands for its environment.
func (w *comparison) show(s *drift.Side, i int, nodes []*snapshot.Node) {
	s.Class, s.Node, s.Source, s.Text = w.class[i], nodes[i], w.source(i, nodes[i]), ""
	if s.Node.Scalar() {
		s.Text = s.Node.Text
	}
}

// fewNames bounds how many members a note names.
const fewNames = 3

// noteMembers writes a note on how the members of each environment differ: first where they disagree, then how many of them have an attribute
// that not all environments have.
func (w *comparison) noteMembers(d *drift.Drift, nodes []*snapshot.Node) {
	var split, whole []string
	for e, cols := range w.c.ofEnv {
		if len(cols) < 2 {
			continue
		}
		env, list := w.c.names[e], w.clusters(cols, nodes)
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
					note += ", not in " + w.memberNames(c.columns)
				case few && has == len(c.columns):
					note += ", only in " + w.memberNames(c.columns)
				}
			}
			split = append(split, note)
		case len(list) > 1:
			split = append(split, w.disagreement(env, list, known))
		}
		if unseen := len(cols) - known; unseen > 0 && known > 0 {
			split = append(split, fmt.Sprintf("%d of %d %s members not observed", unseen, len(cols), env))
		}
	}
	d.Facts.Notes = append(append(split, whole...), d.Facts.Notes...)
	if d.Split == "" && len(split) > 0 {
		d.Split = w.standInside(nodes)
	}
}

func (w *comparison) disagreement(env string, list []cluster, known int) string {
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
		return fmt.Sprintf("%s against %s in %s", w.memberNames(names), w.memberNames(list[0].columns), env)
	case few == 1:
		return fmt.Sprintf("%s alone among %d %s members", w.memberNames(names), known, env)
	default:
		return fmt.Sprintf("%s against %d other %s members", w.memberNames(names), known-few, env)
	}
}

// standInside names the members that stand alone where environments agree and their members do not.
func (w *comparison) standInside(nodes []*snapshot.Node) string {
	said := ""
	for e, cols := range w.c.ofEnv {
		list := w.clusters(cols, nodes)
		if len(list) < 2 {
			continue
		}
		if said != "" {
			return "members differ"
		}
		said = "members of " + w.c.names[e] + " differ"
		if len(list) == 2 && len(list[1].columns) == 1 && len(list[0].columns) > 1 {
			said = w.c.cols[list[1].columns[0]].Member + " of " + w.c.names[e] + " alone"
		}
	}
	return said
}

func (w *comparison) memberNames(cols []int) string {
	list := make([]string, len(cols))
	for k, i := range cols {
		list[k] = w.c.cols[i].Member
	}
	slices.Sort(list)
	return names.And(list)
}
