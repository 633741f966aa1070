package finding

import (
	"fmt"
	"strings"

	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/names"
	"github.com/envparity/envparity/rules"
	"github.com/envparity/envparity/tui/cell"
	"github.com/envparity/envparity/tui/difftree"
	"github.com/envparity/envparity/tui/screen"
	"github.com/envparity/envparity/tui/theme"
)

// Item is one line of a card, with what enter does on it.
type Item struct {
	Line  cell.Line
	Fold  string // not empty: the fold that enter opens and closes
	Open  bool   // the fold is open
	Side  int    // ≥ 0: the environment this line tells of, for the editor and for copying
	Place int    // ≥ 0: the place this line tells of
	Head  bool   // a section's heading
	Trace string // where the trace of the visit that this line is about can be looked at
}

// View is how a card is shown.
type View struct {
	Folds   difftree.Folds
	Wrap    bool // long values whole
	Column  int  // first environment column shown, besides the reference
	Context int  // equal lines around a change in long texts
	History []screen.Seen
	Looked  bool        // history was looked for
	Asked   int         // the place that was asked for, from 1 on; 0 for none
	Trouble string      // why history could not be told
	Brief   bool        // a preview: no history, few places
	Whole   bool        // nothing is cut or folded, for a pager
	Table   *wholeTable // shown in the place of the value: the table that the finding is about; nil for the finding itself
}

// open reports whether a fold of the page is open: as a person left it, else as all folds are.
func (v *View) open(fold string) bool {
	if set, ok := v.Folds.Open[fold]; ok {
		return set || v.Whole
	}
	return v.Folds.All > 0 || v.Whole
}

// sideBySide is the width from which environments stand side by side; below it they are unified.
const sideBySide = 97

// Card returns the lines of a finding for w cells. tree may be nil; see Tree.
func Card(env *screen.Env, f *rules.Finding, tree *difftree.Node, w int, v View) []Item {
	c := &card{env: env, t: env.Theme, f: f, d: f.Drift, w: w, v: v}
	c.head()
	if v.Table != nil {
		c.whole()
		return c.items
	}
	c.values(tree)
	c.understood()
	c.judged()
	c.places()
	c.sources()
	if !v.Brief {
		c.history()
	}
	c.fingerprint()
	return c.items
}

// Tree returns the tree of a structured drift, nil for a scalar one.
func Tree(f *rules.Finding) *difftree.Node {
	root := difftree.FromSides(f.Drift.Sides)
	if root.Leaf() {
		return nil
	}
	return root
}

type card struct {
	env   *screen.Env
	t     *theme.Theme
	f     *rules.Finding
	d     *drift.Drift
	w     int
	v     View
	items []Item
}

func (c *card) add(l cell.Line) { c.items = append(c.items, Item{Line: l, Side: -1, Place: -1}) }

func (c *card) blank() { c.add(cell.Line{}) }

func (c *card) title(s string) {
	c.blank()
	c.items = append(c.items, Item{Line: cell.T(theme.Strong, s), Side: -1, Place: -1, Head: true})
}

// para adds wrapped text below an indent.
func (c *card) para(tok theme.Token, indent, s string) {
	for i, l := range cell.Wrap(clean(s), max(c.w-cell.Width(indent), 8), 12) {
		lead := indent
		if i > 0 {
			lead = cell.Spaces(cell.Width(indent))
		}
		c.add(cell.T(theme.Dim, lead).Add(tok, l))
	}
}

func (c *card) head() {
	glyph, word, tok := c.t.Verdict(c.f.Verdict)
	l := cell.T(tok, glyph+" "+word).Add(theme.Dim, " · "+string(c.d.Kind)+" · "+string(c.d.Pillar))
	if st := StateText(c.env, c.f); st != "" {
		l = l.Add(theme.Dim, " · ").Add(theme.Warn, st)
	}
	c.add(l)
	c.add(cell.T(theme.Strong, c.d.Resource.Kind+" "+c.d.Resource.Name).Add(theme.Dim, scope(c.d.Resource)))
	if c.d.Path == "" {
		c.add(cell.T(theme.Dim, "the whole resource"))
	} else {
		for _, l := range cell.Wrap(clean(c.d.Path), c.w, 3) {
			c.add(cell.T(theme.Accent, l))
		}
	}
	if n := len(c.d.Places); n > 0 {
		text := "one of " + screen.Plural(n+1, "place")
		if c.v.Asked > 0 && c.v.Asked <= n {
			p := &c.d.Places[c.v.Asked-1]
			text += "; " + clean(p.Resource.Kind+" "+p.Resource.Name) + " is another"
		}
		c.para(theme.Accent, "", text)
	}
	if s := Sentence(c.env, c.f); s != "" {
		c.para(theme.Text, "", s)
	}
}

func scope(r drift.ResourceRef) string {
	if r.Scope == "" {
		return ""
	}
	return "  in " + clean(r.Scope)
}

// StateText tells what people decided so far: "accepted just now", "known", "waived by amy".
func StateText(env *screen.Env, f *rules.Finding) string {
	kind := env.Decisions.Of(f.Fingerprint).Kind
	if kind == screen.Accepted && f.State == rules.Waived {
		kind = screen.Undecided // an audit has heard of it since
	}
	switch kind {
	case screen.Accepted:
		return "accepted just now"
	case screen.Ruled:
		return "made a rule just now"
	case screen.LeftAlone:
		return "left for now"
	default:
	}
	switch {
	case f.Waiver != nil && f.Waiver.Expired:
		return "waiver expired"
	case f.State == rules.Waived && f.Waiver != nil && f.Waiver.Owner != "":
		return "waived by " + clean(f.Waiver.Owner)
	case f.State == rules.Waived:
		return "waived"
	case f.State == rules.Known:
		return "known"
	case f.State == rules.New && env.Catalog.Result.Baseline:
		return "new"
	}
	return ""
}

// Sharing names the environments whose value another has too: of three, the third may well have its own.
func Sharing(d *drift.Drift, names []string) []string {
	count := map[int]int{}
	for i := range d.Sides {
		if d.Sides[i].State == drift.Present {
			count[d.Sides[i].Class]++
		}
	}
	var out []string
	for i := range d.Sides {
		if i < len(names) && d.Sides[i].State == drift.Present && count[d.Sides[i].Class] > 1 {
			out = append(out, names[i])
		}
	}
	return out
}

// Sentence says in words how the environments stand: "dev and staging have it, prod has not".
func Sentence(env *screen.Env, f *rules.Finding) string {
	d := f.Drift
	names := env.Catalog.Envs
	var with, without, unseen []string
	for i := range d.Sides {
		if i >= len(names) {
			break
		}
		switch d.Sides[i].State {
		case drift.Present:
			with = append(with, names[i])
		case drift.AbsentState:
			without = append(without, names[i])
		default:
			unseen = append(unseen, names[i])
		}
	}
	var s string
	switch d.Kind {
	case drift.Leaked:
		s = leak(d, names)
	case drift.Shared:
		s = "The same in " + And(Sharing(d, names)) + ", where each should have its own."
	case drift.Missing, drift.Extra:
		if len(without) == 0 && len(d.Facts.Notes) > 0 { // some of an environment's members lack it
			s = "It is " + clean(d.Facts.Notes[0]) + "."
			break
		}
		s = And(with) + " " + has(with) + " it, " + And(without) + " " + has(without) + " not."
	default:
		switch alone, ok := strings.CutSuffix(d.Split, " alone"); {
		case ok:
			s = clean(alone) + " stands alone."
		case d.Split == "all differ":
			s = "All differ."
		case d.Split != "":
			s = clean(d.Split) + "."
		}
	}
	if len(unseen) > 0 {
		s = strings.TrimSpace(s + " Not observed in " + And(unseen) + ".")
	}
	return s
}

// leak tells who speaks whose word: the first in a whole sentence, the others beside it.
func leak(d *drift.Drift, names []string) string {
	var parts []string
	for i := range d.Sides {
		side := &d.Sides[i]
		if side.Word == "" || i >= len(names) {
			continue
		}
		parts = append(parts, fmt.Sprintf("%s mentions %s: %q is %s's own word", names[i], side.WordOf, clean(side.Word), side.WordOf))
	}
	if len(parts) == 0 {
		return ""
	}
	return strings.Join(parts, "; ") + "."
}

func has(names []string) string {
	if len(names) == 1 {
		return "has"
	}
	return "have"
}

// And joins names as a sentence does: "dev, staging and prod".
func And(list []string) string {
	if len(list) == 0 {
		return "nobody"
	}
	return names.And(list)
}
