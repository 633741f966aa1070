package report

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/envparity/envparity/audit"
	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/history"
	"github.com/envparity/envparity/internal/term"
	"github.com/envparity/envparity/rules"
)

// htmlFinding is one finding, all of it in texts that are safe to show.
type htmlFinding struct {
	Fingerprint, Verdict, State, Kind, Pillar, Source, Resource, Path string
	Reason, Hint, Rule, Owner, Compensation, Waiver                   string
	StoryKind, Story, Risk                                            string
	Differ                                                            []int // environments, by their place in the list
	Sides                                                             []htmlSide
	Signs                                                             []htmlSign
	Notes, Places, Task                                               []string
	Links                                                             []string // addresses that stand in the notes
}

// Glyph is the sign of the verdict, as colour is never the only one.
func (f *htmlFinding) Glyph() string { return glyphOf(rules.Verdict(f.Verdict)) }

// TaskText is the block to copy.
func (f *htmlFinding) TaskText() string { return strings.Join(f.Task, "\n") }

// htmlSide is one environment's value.
type htmlSide struct {
	Environment, State, Text, Source, Since string

	Mark   string // how it stands to the reference's: "reference", "same", "differs", "" where that is not known
	Stands string // the mark in words, and whose name the value mentions
	Word   string // of another environment, that leaked into the value
}

// Parts is the value with the leaked word marked, wherever it stands.
func (s *htmlSide) Parts() []htmlPiece {
	var out []htmlPiece
	text := s.Text
	for at := wordAt(text, s.Word); at >= 0; at = wordAt(text, s.Word) {
		out = append(out, htmlPiece{Text: text[:at]}, htmlPiece{Text: text[at : at+len(s.Word)], Mark: true})
		text = text[at+len(s.Word):]
	}
	return append(out, htmlPiece{Text: text})
}

// htmlPiece is a piece of a text: marked, a link, or neither.
type htmlPiece struct {
	Text string
	Mark bool
	Link string
}

// NoteParts are the notes with the addresses in them as links.
func (f *htmlFinding) NoteParts() [][]htmlPiece {
	out := make([][]htmlPiece, len(f.Notes))
	for i, n := range f.Notes {
		out[i] = linked(n, f.Links)
	}
	return out
}

// linked makes links of those addresses in a text that are among links.
func linked(text string, links []string) []htmlPiece {
	for _, l := range links {
		if before, after, ok := strings.Cut(text, l); ok && l != "" {
			return append([]htmlPiece{{Text: before}, {Text: l, Link: l}}, linked(after, links)...)
		}
	}
	return []htmlPiece{{Text: text}}
}

// The marks of a side.
const (
	markReference = "reference"
	markSame      = "same"
	markDiffers   = "differs"
)

// htmlSign is one piece of evidence.
type htmlSign struct{ Weight, Text string }

func htmlFindings(r *audit.Result, o Options) []htmlFinding {
	envs := namesOf(r)
	ref := slices.Index(envs, r.Reference)
	for i := range envs {
		envs[i] = term.Line(envs[i])
	}
	out := make([]htmlFinding, len(r.Findings))
	for i := range r.Findings {
		out[i] = htmlFindingOf(&r.Findings[i], envs, ref, o)
		if f := &r.Findings[i]; f.Verdict != rules.Acceptable { // what is acceptable is nobody's task
			out[i].Task = taskLines(r, f)
		}
	}
	return out
}

func htmlFindingOf(f *rules.Finding, envs []string, ref int, o Options) htmlFinding {
	d := f.Drift
	out := htmlFinding{
		Fingerprint: term.Line(f.Fingerprint), Verdict: string(f.Verdict), State: string(f.State), Kind: kindText(d.Kind), Pillar: string(d.Pillar),
		Source: term.Line(d.Collector), Resource: resourceText(d.Resource), Path: term.Line(d.Path), Reason: term.Line(f.Reason), Hint: term.Line(f.Hint),
		Rule: term.Line(f.Rule), Owner: term.Line(f.Owner), Compensation: term.Line(f.Compensation), Waiver: waiverText(f.Waiver), Places: placesText(d, envs),
	}
	if s := d.Story; s != nil {
		out.StoryKind = s.Kind.Title()
		if !strings.Contains(f.Reason, s.Text) {
			out.Story = term.Line(s.Text)
		}
	}
	if f.Risk > 0 {
		out.Risk = fmt.Sprintf("%.2f", f.Risk)
	}
	for _, e := range f.Evidence {
		out.Signs = append(out.Signs, htmlSign{fmt.Sprintf("%+.2f", e.Weight), term.Line(e.Text)})
	}
	for _, n := range slices.Concat(d.Facts.Notes, f.Notes) {
		out.Notes = append(out.Notes, term.Line(n))
	}
	for _, t := range d.Facts.Traces {
		out.Links = append(out.Links, term.Line(t.URL))
	}
	texts := sidesText(d.Path, d.Sides)
	for i := range d.Sides {
		if i >= len(envs) {
			break
		}
		s := htmlSide{
			Environment: envs[i], State: string(d.Sides[i].State), Text: texts[i], Source: sourceText(d.Sides[i].Source), Since: sinceText(d.Sides[i].Since, o.Authors),
			Word: term.Line(d.Sides[i].Word),
		}
		s.Mark = markOf(d.Sides, texts, i, ref)
		s.Stands = standsText(s.Mark, d.Sides[i].WordOf)
		if s.Mark == markDiffers || d.Sides[i].Word != "" {
			out.Differ = append(out.Differ, i)
		}
		out.Sides = append(out.Sides, s)
	}
	return out
}

// markOf says how a side stands to the reference's. One value that is right in one environment and a leak in another is neither the same nor
// different.
func markOf(sides []drift.Side, texts []string, i, ref int) string {
	switch {
	case i == ref:
		return markReference
	case ref < 0 || ref >= len(sides) || sides[i].State == drift.UnknownState || sides[ref].State == drift.UnknownState:
		return ""
	case sides[i].State == sides[ref].State && sides[i].Class == sides[ref].Class:
		return markSame
	case sides[i].State == drift.Present && texts[i] == texts[ref] && (sides[i].Word != "" || sides[ref].Word != ""):
		return ""
	}
	return markDiffers
}

// standsText says a mark in words, and whose name a value mentions.
func standsText(mark, wordOf string) string {
	var parts []string
	switch mark {
	case markReference:
		parts = append(parts, "reference")
	case markSame:
		parts = append(parts, "as the reference")
	case markDiffers:
		parts = append(parts, "differs")
	}
	if wordOf != "" {
		parts = append(parts, "mentions "+term.Line(wordOf))
	}
	return strings.Join(parts, ", ")
}

// sinceText says when a value came to be what it is.
func sinceText(o *drift.Origin, authors bool) string {
	if o == nil {
		return ""
	}
	if o.Uncommitted {
		return "not committed yet"
	}
	if o.Time.IsZero() {
		return ""
	}
	text := "since " + o.Time.UTC().Format(time.DateOnly)
	if o.AtLeast {
		text = "since " + o.Time.UTC().Format(time.DateOnly) + " or earlier"
	}
	switch {
	case o.Snapshot:
		text += " (" + history.Shot(o) + ")"
	case len(o.Commit) >= 8:
		text += ", " + o.Commit[:8]
	}
	if authors && o.Author != "" {
		text += " by " + o.Author
	}
	if o.Subject != "" {
		text += ": " + o.Subject
	}
	return term.Clean(text, 160)
}

// waiverText says what a person decided.
func waiverText(w *rules.WaiverRef) string {
	if w == nil {
		return ""
	}
	text := "Waived"
	if w.Expired {
		text = "The waiver has expired. It was given"
	}
	if w.Owner != "" {
		text += " by " + term.Line(w.Owner)
	}
	if !w.Expires.IsZero() {
		text += " until " + w.Expires.Format(time.DateOnly)
	}
	if w.Reason != "" {
		text += ": " + term.Line(w.Reason)
	}
	return text
}
