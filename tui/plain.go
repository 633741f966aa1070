package tui

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"github.com/envparity/envparity/internal/term"
	"github.com/envparity/envparity/names"
	"github.com/envparity/envparity/query"
	"github.com/envparity/envparity/rules"
	"github.com/envparity/envparity/tui/cell"
	"github.com/envparity/envparity/tui/screen"
	"github.com/envparity/envparity/tui/screen/finding"
	"github.com/envparity/envparity/tui/screen/tour"
	"github.com/envparity/envparity/tui/theme"
)

// plainPage is how many findings are listed at once.
const plainPage = 20

// plain is the program without a screen: it prints lines and reads lines, moves no cursor and redraws nothing, so that a screen
// reader reads every line once and a dumb terminal can show it.
type plain struct {
	m     *Model
	in    *bufio.Scanner
	out   io.Writer
	shown []string // fingerprints of the list in hand
	from  int
	at    int // of the finding last opened, -1 before
	err   error
}

// runPlain talks until the person quits, the input ends or ctx is done.
func runPlain(ctx context.Context, m *Model) error {
	p := &plain{m: m, in: bufio.NewScanner(os.Stdin), out: os.Stdout, at: -1}
	if m.opts.Input != nil {
		p.in = bufio.NewScanner(m.opts.Input)
	}
	if m.opts.Output != nil {
		p.out = m.opts.Output
	}
	m.env.Theme = spoken(m.env.Theme)
	if err := p.collect(ctx); err != nil {
		return err
	}
	p.overview()
	p.filter(m.opts.Query)
	if m.opts.Start == "tour" {
		p.tour()
	}
	p.say("Type h for the commands.")
	for ctx.Err() == nil && p.err == nil {
		line, ok := p.ask("> ")
		if !ok || p.command(strings.TrimSpace(line)) {
			break
		}
	}
	return p.err
}

// spoken is a theme without colours whose signs are words, or nothing where a word follows anyway.
func spoken(t *theme.Theme) *theme.Theme {
	out, err := theme.New("none", false)
	if err != nil {
		return t // "none" is always there
	}
	out.Glyphs = theme.ASCIIGlyphs()
	g := &out.Glyphs
	g.Must, g.Should, g.Okay, g.Unsure, g.Absent, g.Secret, g.Ellipsis, g.Rule = "", "", "", "", "", "secret", "and", "-"
	g.Open, g.Closed, g.Leaf, g.Bar = "", "", "", ""
	return out
}

// collect waits for the last result, telling of each source that is in.
func (p *plain) collect(ctx context.Context) error {
	m := p.m
	for !m.env.Live.Over {
		select {
		case e, ok := <-m.opts.Events:
			if !ok {
				m.opts.Events = nil
				m.env.Live.Over = true
				continue
			}
			m.env.Live.Apply(e)
			if e.Outcome != nil {
				p.say("%s, %s: %s.", e.Environment, e.Collector, e.Outcome.Status)
			}
		case r, ok := <-m.opts.Results:
			if !ok {
				m.opts.Results = nil
				continue
			}
			m.setResult(r)
		case err := <-m.opts.Failures:
			return err
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	select {
	case r := <-m.opts.Results:
		m.setResult(r)
	default:
	}
	return nil
}

func (p *plain) say(format string, a ...any) {
	if p.err == nil {
		_, p.err = fmt.Fprintf(p.out, format+"\n", a...)
	}
}

func (p *plain) ask(prompt string) (string, bool) {
	if p.err == nil {
		_, p.err = io.WriteString(p.out, prompt)
	}
	if p.err != nil || !p.in.Scan() {
		return "", false
	}
	return p.in.Text(), true
}

// command does one line, and reports whether it was to quit.
func (p *plain) command(line string) (quit bool) {
	word, rest, _ := strings.Cut(line, " ")
	if n, err := strconv.Atoi(word); err == nil {
		p.open(n - 1)
		return false
	}
	if strings.HasPrefix(line, "/") {
		p.filter(strings.TrimSpace(line[1:]))
		p.list()
		return false
	}
	switch word {
	case "q", "quit", "exit":
		return true
	case "l", "list":
		p.from = 0
		p.list()
	case "m", "more", "":
		p.list()
	case "n", "next":
		p.open(p.at + 1)
	case "p", "previous":
		p.open(p.at - 1)
	case "o", "overview":
		p.overview()
	case "s", "sources":
		p.sources()
	case "t", "tour":
		p.tour()
	case "a", "accept":
		p.accept()
	case "u", "undo":
		p.undo()
	case "e", "edit":
		p.edit()
	case "h", "help", "?":
		p.help()
	default:
		p.say("%q is no command; h lists them.", strings.TrimSpace(word+" "+rest))
	}
	return false
}

func (p *plain) help() {
	for _, l := range []string{
		"A number opens that finding.", "n and p open the next and the previous one.", "l lists from the beginning, m or enter goes on.",
		"/ and a query filters, such as /verdict:must env:prod; / alone shows all.", "a accepts the open finding, u takes the last decision back.",
		"e opens its source in the editor.", "o is the overview, s the sources, t the tour.", "q quits.",
	} {
		p.say("%s", l)
	}
}

func (p *plain) overview() {
	r := p.m.env.Catalog.Result
	s := r.Summary
	p.say("%s, held against %s.", term.Clean(orSystem(r.Project), 80), r.Reference)
	p.say("%d must-fix, %d should-fix, %d acceptable, %d waived.", s.MustFix, s.ShouldFix, s.Acceptable, s.Waived)
	for _, sc := range r.Scores {
		if sc.Pillar == "" {
			p.say("%s: %.1f percent in parity.", sc.Environment, sc.Value*100)
		}
	}
	if !r.Complete {
		_, bad, all := p.m.env.Live.Count()
		p.say("%s %s incomplete: what would have come from there is unknown. s shows which.", names.Of(bad, all, "source"), names.Verb(bad, "is", "are"))
	}
}

func orSystem(name string) string {
	if name == "" {
		return "This system"
	}
	return name
}

func (p *plain) filter(text string) {
	q := query.Parse(text)
	for _, problem := range q.Problems {
		p.say("%s.", problem)
	}
	c := p.m.env.Catalog
	p.shown, p.from, p.at = nil, 0, -1
	for _, i := range c.Filter(q, query.Compile(q, c.Scope()), nil) {
		p.shown = append(p.shown, c.Finding(int(i)).Fingerprint)
	}
}

func (p *plain) list() {
	if len(p.shown) == 0 {
		p.say("No finding matches.")
		return
	}
	to := min(p.from+plainPage, len(p.shown))
	p.say("Findings %d to %d of %d.", p.from+1, to, len(p.shown))
	for i := p.from; i < to; i++ {
		if f := p.finding(i); f != nil {
			p.say("%d: %s, %s %s, %s. %s", i+1, f.Verdict, f.Drift.Resource.Kind, term.Clean(f.Drift.Resource.Name, 80),
				term.Clean(orWhole(f.Drift.Path), 200), term.Clean(finding.Sentence(p.m.env, f), 300))
		}
	}
	if p.from = to; to >= len(p.shown) {
		p.from = 0
		p.say("End of the list.")
	}
}

func orWhole(path string) string {
	if path == "" {
		return "the whole resource"
	}
	return path
}

func (p *plain) finding(i int) *rules.Finding {
	if i < 0 || i >= len(p.shown) {
		return nil
	}
	if k := p.m.env.Catalog.Index(p.shown[i]); k >= 0 {
		return p.m.env.Catalog.Finding(k)
	}
	return nil
}

func (p *plain) open(i int) {
	f := p.finding(i)
	if f == nil {
		p.say("There is no finding %d; the list has %d.", i+1, len(p.shown))
		return
	}
	p.at = i
	p.say("Finding %d of %d.", i+1, len(p.shown))
	for _, it := range finding.Card(p.m.env, f, finding.Tree(f), 76, finding.View{Wrap: true, Brief: true}) {
		p.line(it.Line)
	}
}

// line prints a line with the words that differ between asterisks: there is no other sign of them here.
func (p *plain) line(l cell.Line) {
	var b strings.Builder
	for _, s := range l.Segs {
		if s.Token == theme.Emph {
			b.WriteString("*" + s.Text + "*")
		} else {
			b.WriteString(s.Text)
		}
	}
	if text := strings.TrimRight(b.String(), " "); text != "" {
		p.say("%s", text)
	}
}

func (p *plain) sources() {
	for _, s := range p.m.env.Live.Sources {
		if s.Outcome == nil {
			continue
		}
		p.say("%s, %s, %s: %s, %s.", s.Environment, s.Collector, term.Clean(s.Source, 200), s.Outcome.Status, screen.Plural(s.Outcome.Resources, "resource"))
		lines, _ := term.CleanLines(s.Outcome.Error, 20, 1000)
		for _, l := range lines {
			if l != "" {
				p.say("  %s", l)
			}
		}
	}
}

func (p *plain) tour() {
	for _, page := range tour.Pages(p.m.env.Catalog.Result, p.m.env.Journeys.Judged, p.m.env.Now(), tour.Most) {
		for _, l := range tour.Draw(p.m.env.Theme, page, 76, 60) {
			p.line(l)
		}
		if a, ok := p.ask("Enter for the next page, q to stop. "); !ok || strings.HasPrefix(a, "q") {
			return
		}
	}
}

func (p *plain) accept() {
	f := p.finding(p.at)
	w := p.m.opts.Services.Waivers
	switch {
	case f == nil:
		p.say("Open a finding first: type its number.")
		return
	case w == nil:
		p.say("This audit has no waiver file to write to.")
		return
	}
	owner := f.Owner
	if owner == "" {
		owner = p.m.env.Owner
	}
	reason, ok := p.ask("Reason: ")
	if !ok || strings.TrimSpace(reason) == "" {
		p.say("Nothing was written: a waiver needs a reason.")
		return
	}
	if typed, ok := p.ask(fmt.Sprintf("Owner [%s]: ", owner)); ok && strings.TrimSpace(typed) != "" {
		owner = strings.TrimSpace(typed)
	}
	now := p.m.env.Now()
	until := now.AddDate(0, 0, waiverDays)
	if typed, ok := p.ask(fmt.Sprintf("Until [%s]: ", until.Format("2006-01-02"))); ok && strings.TrimSpace(typed) != "" {
		t, err := rules.ParseExpiry(typed, now)
		if err != nil {
			p.say("Nothing was written: %v.", err)
			return
		}
		until = t
	}
	ws := []screen.NewWaiver{{Finding: f, Owner: owner, Reason: strings.TrimSpace(reason), Expires: until}}
	c, err := w.PreviewWaivers(ws)
	if err != nil {
		p.say("Nothing was written: %s", term.Clean(err.Error(), 500))
		return
	}
	p.say("This will be added to %s:\n%s", term.Clean(c.File, 200), term.Clean(strings.ReplaceAll(c.Text, "\n", " "), 2000))
	if yes, ok := p.ask("Write it? y or n: "); !ok || !strings.HasPrefix(strings.ToLower(yes), "y") {
		p.say("Nothing was written.")
		return
	}
	undo, err := w.WriteWaivers(ws)
	if err != nil {
		p.say("Nothing was written: %s", term.Clean(err.Error(), 500))
		return
	}
	p.m.env.Decisions.Add(screen.Batch{Kind: screen.Accepted, Fingerprints: []string{f.Fingerprint}, What: "accepted a finding", Undo: undo}, screen.Decision{})
	p.say("Written. u takes it back.")
}

func (p *plain) undo() {
	b, ok := p.m.env.Decisions.Last()
	if !ok {
		p.say("Nothing was decided yet.")
		return
	}
	if b.Undo != nil {
		if err := b.Undo(); err != nil {
			p.say("Could not take it back: %s", term.Clean(err.Error(), 500))
			return
		}
	}
	p.m.env.Decisions.Drop()
	p.say("Taken back.")
}

func (p *plain) edit() {
	f := p.finding(p.at)
	if f == nil || p.m.opts.Services.Editor == nil {
		p.say("Open a finding first: type its number.")
		return
	}
	cmd, err := p.m.opts.Services.Editor.Command(screen.SourceOf(f, -1, -1, p.m.env.Catalog.Ref))
	if err != nil {
		p.say("%s", term.Clean(err.Error(), 500))
		return
	}
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	if err := cmd.Run(); err != nil {
		p.say("The editor: %s", term.Clean(err.Error(), 500))
	}
}
