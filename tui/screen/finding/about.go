package finding

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/internal/term"
	"github.com/envparity/envparity/rules"
	"github.com/envparity/envparity/tui/cell"
	"github.com/envparity/envparity/tui/screen"
	"github.com/envparity/envparity/tui/theme"
)

// maxText bounds any text shown on a card, in runes.
const maxText = 2000

func clean(s string) string { return term.Clean(s, maxText) }

func (c *card) understood() {
	notes := c.d.Facts.Notes
	if len(notes) == 0 && c.d.Facts.Ratio == 0 && c.d.Confident >= 0.99 || c.d.Confident == 0 && len(notes) == 0 && c.d.Facts.Ratio == 0 {
		return
	}
	c.title("Understood")
	for _, n := range notes {
		from := len(c.items)
		c.para(theme.Text, "  ", n)
		for i := range c.items[from:] {
			c.items[from+i].Trace = traceIn(c.d, n)
		}
	}
	if r := c.d.Facts.Ratio; r != 0 && len(notes) == 0 {
		c.para(theme.Text, "  ", fmt.Sprintf("%.3g× the reference", r))
	}
	if c.d.Confident > 0 && c.d.Confident < 0.99 {
		c.para(theme.Warn, "  ", fmt.Sprintf("The resources were matched by likeness, with %d%% confidence; a match block decides it.", int(c.d.Confident*100)))
	}
}

// traceIn is the address of a trace that a note names, "" for none.
func traceIn(d *drift.Drift, note string) string {
	for _, t := range d.Facts.Traces {
		if strings.Contains(note, t.URL) {
			return t.URL
		}
	}
	return ""
}

func (c *card) judged() {
	f := c.f
	if f.Reason != "" || f.Rule != "" {
		c.title("Why")
		if f.Reason != "" {
			c.para(theme.Text, "  ", f.Reason)
		}
		if f.Rule != "" {
			c.para(theme.Dim, "  ", "rule "+f.Rule)
		}
	}
	if f.Hint != "" {
		c.title("What to do")
		c.para(theme.Text, "  ", f.Hint)
	}
	c.evidence()
	if f.Owner != "" || f.Compensation != "" || f.Waiver != nil || len(f.Notes) > 0 {
		c.title("Who decided, who owns")
		if f.Owner != "" {
			c.para(theme.Text, "  ", "owner "+f.Owner)
		}
		if f.Compensation != "" {
			c.para(theme.Text, "  ", "compensation: "+f.Compensation)
		}
		if f.Waiver != nil {
			c.para(theme.Text, "  ", waiver(f.Waiver))
		}
		for _, n := range f.Notes {
			c.para(theme.Warn, "  ", n)
		}
	}
}

// evidenceFold is the fold over the signs that a risk is made of.
const evidenceFold = "evidence"

// evidence says how the difference came about, and how likely teams repaired what is like it; the signs stand in a fold.
func (c *card) evidence() {
	f, story := c.f, c.d.Story
	told := story == nil && !c.env.Catalog.Result.History.Read || story != nil && strings.Contains(f.Reason, story.Text)
	if told && len(f.Evidence) == 0 {
		return
	}
	c.title("How it came about")
	if story != nil {
		if !told { // "Why" says the same else
			c.para(theme.Text, "  ", story.Text)
		}
	} else if notes := c.env.Catalog.Result.History.Notes; len(notes) > 0 && !c.env.Catalog.Result.History.Read {
		c.para(theme.Dim, "  ", notes[0])
	} else if o, why := screen.CommitOf(f, -1, -1); o == nil && c.env.Catalog.Result.History.Read {
		c.para(theme.Dim, "  ", "No commit is known: "+why+".")
	}
	if len(f.Evidence) == 0 {
		return
	}
	open := c.v.open(evidenceFold)
	l := cell.T(theme.Text, fmt.Sprintf("  risk %.2f", f.Risk)).Add(theme.Dim, ", from "+screen.Plural(len(f.Evidence), "sign"))
	if !open && !c.v.Brief {
		l = l.Add(theme.Dim, " "+c.t.Glyphs.Ellipsis)
	}
	c.items = append(c.items, Item{Line: l, Fold: foldIf(!c.v.Brief, evidenceFold), Open: open, Side: -1, Place: -1})
	if !open {
		return
	}
	for _, s := range f.Evidence {
		c.para(theme.Text, "    ", fmt.Sprintf("%+.2f  %s: %s", s.Weight, s.Name, s.Text))
	}
}

func waiver(w *rules.WaiverRef) string {
	s := "waiver"
	if w.Name != "" {
		s += " " + w.Name
	}
	if w.Owner != "" {
		s += " by " + w.Owner
	}
	switch {
	case w.Expired:
		s += ", expired " + w.Expires.Format("2006-01-02")
	case !w.Expires.IsZero():
		s += ", until " + w.Expires.Format("2006-01-02")
	}
	if w.Reason != "" {
		s += ": " + w.Reason
	}
	if w.File != "" {
		s += fmt.Sprintf("  (%s:%d)", w.File, w.Line)
	}
	return s
}

const placesFold = "places"

func (c *card) places() {
	n := len(c.d.Places)
	if n == 0 {
		return
	}
	c.blank()
	show := 5
	if c.v.Brief {
		show = 3
	}
	open := c.v.open(placesFold)
	switch {
	case c.v.Whole:
		show = n
	case open:
		show = 500
	}
	show = min(show, n)
	c.items = append(c.items, Item{
		Line: cell.T(theme.Strong, "In "+screen.Plural(n, "more place")),
		Fold: foldIf(n > 5, placesFold), Open: open, Side: -1, Place: -1, Head: true,
	})
	order := make([]int, 0, n)
	if c.v.Asked > 0 && c.v.Asked <= n { // what was asked for is always seen
		order = append(order, c.v.Asked-1)
	}
	for i := range n {
		if i != c.v.Asked-1 {
			order = append(order, i)
		}
	}
	for _, i := range order[:show] {
		p := &c.d.Places[i]
		tok := theme.Text
		if i == c.v.Asked-1 {
			tok = theme.Match
		}
		l := cell.T(tok, "  "+clean(p.Resource.Kind+" "+p.Resource.Name)+"  ")
		what := ""
		if own := p.Of(c.d).Kind; own != c.d.Kind {
			what = "  " + string(own)
		}
		l = l.Add(theme.Dim, cell.CutMiddle(clean(p.Path), max(c.w-l.Width()-len(what), 8))+what)
		c.items = append(c.items, Item{Line: l, Side: -1, Place: i})
	}
	if show < n {
		c.items = append(c.items, Item{
			Line: cell.T(theme.Dim, fmt.Sprintf("  %s %s more", c.t.Glyphs.Ellipsis, screen.Number(n-show))),
			Fold: placesFold, Side: -1, Place: -1,
		})
	}
}

func foldIf(yes bool, fold string) string {
	if yes {
		return fold
	}
	return ""
}

func (c *card) sources() {
	width := 0
	any := false
	for i, e := range c.env.Catalog.Envs {
		if i < len(c.d.Sides) {
			width = max(width, cell.Width(e))
			any = any || screen.SourceText(c.d.Sides[i].Source) != "" || c.d.Sides[i].Why != ""
		}
	}
	if !any {
		return
	}
	where := "Where"
	if len(c.d.Places) > 0 { // the other places have sources of their own
		where += " in " + clean(c.d.Resource.Name)
	}
	c.title(where)
	for _, i := range c.inOrder() {
		e, s := c.env.Catalog.Envs[i], &c.d.Sides[i]
		text, tok := screen.SourceText(s.Source), theme.Accent
		switch {
		case s.State == drift.UnknownState:
			text, tok = "not observed: "+s.Why, theme.Unsure
		case text == "" && s.State == drift.AbsentState:
			text, tok = "nowhere", theme.Dim
		}
		if s.Source.ResourceVersion != "" {
			text += " @" + s.Source.ResourceVersion
		}
		l := cell.T(theme.Dim, "  "+cell.Fit(e, width)+"  ")
		c.items = append(c.items, Item{Line: l.Add(tok, cell.CutMiddle(clean(text), max(c.w-l.Width(), 8))), Side: i, Place: -1})
		for _, m := range s.Members {
			l := cell.T(theme.Dim, "    "+clean(m.Member)+"  ")
			switch {
			case m.State == drift.UnknownState:
				c.add(l.Add(theme.Unsure, "not observed"))
			case m.State == drift.AbsentState:
				c.add(l.Add(theme.Dim, "missing"))
			default:
				c.add(l.Add(theme.Accent, cell.CutMiddle(clean(screen.SourceText(m.Source)), max(c.w-l.Width(), 8))))
			}
		}
	}
}

// fingerprint says by which name commands know the finding.
func (c *card) fingerprint() {
	if c.f.Fingerprint == "" {
		return
	}
	c.title("Fingerprint")
	c.para(theme.Dim, "  ", c.f.Fingerprint)
}

// inOrder lists the environments: the reference first, then those that differ from it, then those that do not.
func (c *card) inOrder() []int {
	n, ref := min(len(c.env.Catalog.Envs), len(c.d.Sides)), c.env.Catalog.Ref
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	if ref < 0 || ref >= n {
		return out
	}
	place := func(i int) int {
		switch {
		case i == ref:
			return 0
		case drift.Alike(&c.d.Sides[i], &c.d.Sides[ref]):
			return 2
		}
		return 1
	}
	slices.SortStableFunc(out, func(a, b int) int { return cmp.Compare(place(a), place(b)) })
	return out
}

func (c *card) history() {
	switch {
	case c.env.Services.History == nil:
		return
	case c.v.Trouble != "":
		c.title("Before")
		c.para(theme.Warn, "  ", "could not be traced: "+c.v.Trouble)
		return
	case !c.v.Looked:
		c.title("Before")
		c.para(theme.Dim, "  ", "looking…")
		return
	case len(c.v.History) == 0:
		c.title("Before")
		c.para(theme.Dim, "  ", "no earlier snapshot knows it")
		return
	}
	c.title("Before")
	for _, s := range c.v.History {
		when := s.At.Format("2006-01-02")
		if s.Label != "" {
			when += " " + clean(s.Label)
		}
		l := cell.T(theme.Dim, "  "+when+"  ")
		if s.Verdict == "" {
			c.add(l.Add(theme.Okay, c.t.Glyphs.Okay+" not there"))
			continue
		}
		g, word, tok := c.t.Verdict(s.Verdict)
		l = l.Add(tok, g+" "+word)
		var vals []string
		for _, e := range c.env.Catalog.Envs {
			if v, ok := s.Values[e]; ok {
				vals = append(vals, e+" "+term.Clean(v, 40))
			}
		}
		c.add(l.Add(theme.Dim, "  "+strings.Join(vals, "  ")))
	}
}
