package diffing

import (
	"path"
	"sort"
	"strconv"
	"strings"

	"github.com/envparity/envparity/diffing/causes"
	"github.com/envparity/envparity/diffing/record"
	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/snapshot"
)

// identify gives every group its neutral identity: collector, kind, scope and name without environment words, made unique.
func (c *comparer) identify(groups []group) {
	used := map[string]int{}
	for k := range groups {
		g := &groups[k]
		main := -1
		for _, i := range c.First {
			if g.At[i] != nil {
				main = i
				break
			}
		}
		r := g.At[main]
		env, voice := c.Columns[main].Env, c.Columns[main].Voice
		id := r.Collector + "/" + r.Kind + "/" + c.Lexicon.Key(voice, r.Name)
		if !fileScope(r) && r.Scope != "" {
			id = r.Collector + "/" + r.Kind + "/" + c.Lexicon.Key(voice, r.Scope) + "/" + c.Lexicon.Key(voice, r.Name)
		}
		if n := used[id]; n > 0 && r.Scope != "" && fileScope(r) {
			used[id]++
			id += "@" + c.Lexicon.Key(voice, r.Scope)
		}
		used[id]++
		if n := used[id]; n > 1 {
			id += "#" + strconv.Itoa(n)
		}
		g.ref = drift.ResourceRef{Type: r.SourceType(), Kind: r.Kind, Name: r.Name, Scope: r.Scope, ID: id, Labels: r.Labels}
		for i, x := range g.At {
			if x != nil && x.Name != r.Name {
				if g.ref.Names == nil {
					g.ref.Names = map[string]string{}
				}
				g.ref.Names[c.envs[c.Columns[i].Env].Name] = x.Name
			}
		}
		if g.ref.Names != nil {
			g.ref.Names[c.envs[env].Name] = r.Name
		}
	}
}

// fileScope reports whether the scope is only the file in which a resource was found, which may be renamed.
func fileScope(r *snapshot.Resource) bool {
	return r.Scope == r.Source.File || strings.ContainsRune(r.Scope, '/') && path.Ext(r.Scope) != "" || path.Ext(r.Scope) == ".tf"
}

// result puts the parts together.
func (c *comparer) result(groups []group, parts []record.Part) *drift.Result {
	res := &drift.Result{}
	cells := map[snapshot.Pillar][]drift.Counts{}
	n := 0
	for k := range parts {
		n += len(parts[k].Drifts)
	}
	res.Drifts = make([]drift.Drift, 0, n)
	res.Grid = make([]drift.Row, 0, len(groups))
	at := make([][]*snapshot.Resource, len(groups))
	for k := range parts {
		p := &parts[k]
		g := &groups[k]
		at[k] = g.At
		pillar := g.At[firstAt(g)].Pillar
		res.Drifts = append(res.Drifts, p.Drifts...)
		res.Equivalent = append(res.Equivalent, p.Equivalent...)
		res.Counts.Add(p.Counts)
		res.Doubts = append(res.Doubts, p.Doubts...)
		row := cells[pillar]
		if row == nil {
			row = make([]drift.Counts, len(c.envs))
			cells[pillar] = row
		}
		for e := range row {
			row[e].Add(p.Pairs[e])
		}
		res.Grid = append(res.Grid, drift.Row{Resource: g.ref, Pillar: pillar, Cells: p.Cells})
	}
	for _, p := range pillars(cells) {
		for e := range c.envs {
			if e != c.Reference {
				res.Cells = append(res.Cells, drift.Cell{Environment: c.Names[e], Reference: c.Names[c.Reference], Pillar: p, Counts: cells[p][e]})
			}
		}
	}
	res.Doubts = drift.SumDoubts(res.Doubts)
	res.Blanks = c.Cover.Blanks(at)
	res.Drifts = c.sharedDomains(res.Drifts)
	c.scaled(res.Drifts)
	sortDrifts(res.Drifts)
	res.Drifts = causes.Gather(observed{c}, res.Drifts, c.Without)
	sortDrifts(res.Drifts) // the drift that represents a cause may sort elsewhere than the first one
	sortDrifts(res.Equivalent)
	sort.SliceStable(res.Grid, func(i, j int) bool { return rank(res.Grid[i].Pillar) < rank(res.Grid[j].Pillar) })
	for _, word := range c.Lexicon.Words() {
		name := ""
		if word.Env >= 0 && word.Env < len(c.Names) {
			name = c.Names[word.Env]
		}
		res.Vocabulary = append(res.Vocabulary, drift.Word{
			Environment: name, Word: word.Text, Origin: word.Origin, Evidence: word.Evidence, Example: word.Example,
		})
	}
	return res
}

func firstAt(g *group) int {
	for i, r := range g.At {
		if r != nil {
			return i
		}
	}
	return 0
}

func rank(p snapshot.Pillar) int {
	for i, x := range snapshot.Pillars() {
		if x == p {
			return i
		}
	}
	return len(snapshot.Pillars())
}

func pillars(cells map[snapshot.Pillar][]drift.Counts) []snapshot.Pillar {
	list := make([]snapshot.Pillar, 0, len(cells))
	for p := range cells {
		list = append(list, p)
	}
	sort.Slice(list, func(i, j int) bool {
		if rank(list[i]) != rank(list[j]) {
			return rank(list[i]) < rank(list[j])
		}
		return list[i] < list[j]
	})
	return list
}

// sortDrifts sorts by pillar, resource and path.
func sortDrifts(list []drift.Drift) {
	sort.SliceStable(list, func(i, j int) bool {
		a, b := &list[i], &list[j]
		switch {
		case a.Pillar != b.Pillar:
			return rank(a.Pillar) < rank(b.Pillar)
		case a.Resource.Kind != b.Resource.Kind:
			return a.Resource.Kind < b.Resource.Kind
		case a.Resource.Name != b.Resource.Name:
			return a.Resource.Name < b.Resource.Name
		case a.Resource.ID != b.Resource.ID:
			return a.Resource.ID < b.Resource.ID
		default:
			return a.Path < b.Path
		}
	})
}

// mark notes on each drift which environments are a developer's machine.
func mark(list []drift.Drift, laptops []string) {
	if len(laptops) == 0 {
		return
	}
	for i := range list {
		list[i].Facts.Laptops = laptops
	}
}
