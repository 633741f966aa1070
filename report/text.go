package report

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"github.com/envparity/envparity/audit"
	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/internal/shorten"
	"github.com/envparity/envparity/internal/term"
	"github.com/envparity/envparity/names"
	"github.com/envparity/envparity/rules"
	"github.com/envparity/envparity/snapshot"
)

// How many findings the text report spells out, by verdict. More would be a wall; the rest is counted by rule.
const (
	spelledMust   = 25
	spelledShould = 12
)

// unbounded is the width of what has no columns: a pipe, a file. Nothing is cut or wrapped there.
const unbounded = 1 << 20

// Text writes a readable summary for a terminal or a log: what must be fixed first, with every environment's value side by side.
func Text(w io.Writer, r *audit.Result, o Options) error {
	b := bufio.NewWriter(w)
	t := textWriter{w: b, r: r, o: o, envs: namesOf(r)}
	if t.o.Width <= 0 {
		t.o.Width = 80
	}
	t.o.Width = min(max(t.o.Width, 40), 120)
	if o.Whole {
		t.o.Width = unbounded
	}
	t.all()
	return b.Flush()
}

// TextFinding writes one finding as Text does.
func TextFinding(w io.Writer, r *audit.Result, f *rules.Finding, o Options) error {
	b := bufio.NewWriter(w)
	t := textWriter{w: b, r: r, o: o, envs: namesOf(r), full: true}
	if t.o.Width = min(t.o.Width, 120); t.o.Width < 40 {
		t.o.Width = 80
	}
	if o.Whole {
		t.o.Width = unbounded
	}
	t.line("%s  %s", t.paint(code(f.Verdict), t.glyph(f.Verdict)+" "+string(f.Verdict)), t.paint("1", resourceText(f.Drift.Resource)))
	t.finding(f)
	return b.Flush()
}

type textWriter struct {
	w    *bufio.Writer
	r    *audit.Result
	o    Options
	envs []string
	full bool // spell out every finding, whatever its verdict
}

// paint colours s by an SGR code where colours are welcome.
func (t *textWriter) paint(code, s string) string {
	if !t.o.Color {
		return s
	}
	return "\x1b[" + code + "m" + s + "\x1b[m"
}

// glyph returns the sign of a verdict; colour is never the only one.
func (t *textWriter) glyph(v rules.Verdict) string {
	signs := map[rules.Verdict][2]string{rules.MustFix: {"✗", "x"}, rules.ShouldFix: {"!", "!"}, rules.Acceptable: {"✓", "."}}
	if t.o.Unicode {
		return signs[v][0]
	}
	return signs[v][1]
}

func code(v rules.Verdict) string {
	switch v {
	case rules.MustFix:
		return "1;31"
	case rules.ShouldFix:
		return "33"
	}
	return "36"
}

func (t *textWriter) line(format string, args ...any) { fmt.Fprintf(t.w, format+"\n", args...) }

// wrapped prints text indented, broken at words.
func (t *textWriter) wrapped(indent, text string, paint func(string) string) {
	if t.o.Whole {
		t.line("%s%s", indent, paint(text))
		return
	}
	for _, l := range strings.Split(ansi.Wrap(text, t.o.Width-len(indent), ""), "\n") {
		t.line("%s%s", indent, paint(l))
	}
}

func (t *textWriter) all() {
	t.head()
	t.planned()
	t.small()
	byVerdict := map[rules.Verdict][]*rules.Finding{}
	for i := range t.r.Findings {
		f := &t.r.Findings[i]
		byVerdict[f.Verdict] = append(byVerdict[f.Verdict], f)
	}
	for _, fs := range byVerdict {
		worstFirst(fs)
	}
	t.section(rules.MustFix, byVerdict[rules.MustFix], spelledMust)
	t.section(rules.ShouldFix, byVerdict[rules.ShouldFix], spelledShould)
	t.section(rules.Acceptable, byVerdict[rules.Acceptable], 0)
	t.unobserved()
	t.problems()
	t.scores()
	t.fidelity()
	t.steps()
	t.foot()
}

func (t *textWriter) head() {
	parts := make([]string, len(t.r.Environments))
	for i, e := range t.r.Environments {
		parts[i] = e.Name
		if e.Reference {
			parts[i] += " (reference)"
		}
	}
	project := t.r.Project
	if project == "" {
		project = "envparity"
	}
	project = t.fit(term.Line(project), t.o.Width/2)
	t.line("%s  %s", t.paint("1", project), ansi.Truncate(term.Line(strings.Join(parts, ", ")), t.o.Width-2-ansi.StringWidth(project), "…"))
}

// section prints the findings of one verdict, the first ones in full and the rest by rule.
func (t *textWriter) section(v rules.Verdict, fs []*rules.Finding, spelled int) {
	if len(fs) == 0 {
		return
	}
	// What somebody knows of already is counted, not spelled out: it must not bury what is new.
	var fresh, known []*rules.Finding
	for _, f := range fs {
		if gates(f) {
			fresh = append(fresh, f)
		} else {
			known = append(known, f)
		}
	}
	fs = append(fresh, known...)
	spelled = min(spelled, len(fresh))
	if t.o.All {
		spelled = len(fs)
	}
	t.line("\n%s", t.paint(code(v), fmt.Sprintf("%s %s: %s", t.glyph(v), v, Count(len(fs)))))
	last := ""
	for _, f := range fs[:spelled] {
		if res := resourceText(f.Drift.Resource); res != last || f.Drift.Path == "" {
			t.line("\n  %s", t.paint("1", t.fit(res, t.o.Width-2)))
			last = res
		} else {
			t.line("")
		}
		t.finding(f)
	}
	t.byRule(fs[spelled:], spelled > 0)
}

func (t *textWriter) finding(f *rules.Finding) {
	d := f.Drift
	if d.Path != "" {
		t.line("    %s", t.fit(term.Line(d.Path), t.o.Width-4))
	}
	brief := f.Verdict != rules.MustFix && !t.o.All && !t.full
	gs := groups(d.Path, d.Sides)
	labels := make([]string, len(gs))
	width := 0
	for i, g := range gs {
		envs := make([]string, len(g.envs))
		for k, e := range g.envs {
			envs[k] = t.envs[e]
		}
		labels[i] = term.Line(strings.Join(envs, ", "))
		width = max(width, ansi.StringWidth(labels[i]))
	}
	width = min(width, t.o.Width/3)
	gs = t.apart(gs, t.o.Width-6-width-2, brief)
	for i, g := range gs {
		label := ansi.Truncate(labels[i], width, "…")
		label += strings.Repeat(" ", width-ansi.StringWidth(label))
		room := t.o.Width - 6 - width - 2
		if m := d.Sides[g.envs[0]].Members; len(m) > 0 && d.Sides[g.envs[0]].State == drift.Present {
			t.members(label, room, d.Path, m)
			continue
		}
		text, below := t.beside(g.text, sourceText(g.source), room, brief)
		t.line("      %s  %s", label, t.leaked(text, g.word))
		if below != "" {
			t.line("      %s  %s", strings.Repeat(" ", width), below)
		}
	}
	if brief {
		if len(d.Facts.Notes) > 0 && slices.ContainsFunc(d.Sides, func(s drift.Side) bool { return len(s.Members) > 0 }) {
			t.line("      %s", ansi.Truncate(term.Line(d.Facts.Notes[0]), t.o.Width-6, "…"))
		}
		t.brief(f)
		return
	}
	for _, p := range d.Facts.Notes {
		t.wrapped("      ", term.Line(p), func(s string) string { return s })
	}
	if f.Reason != "" {
		t.wrapped("      ", term.Line(f.Reason), func(s string) string { return s })
	}
	if f.Hint != "" {
		t.wrapped("      ", t.arrow()+term.Line(f.Hint), func(s string) string { return t.paint(code(f.Verdict), s) })
	}
	t.story(f)
	for _, n := range f.Notes {
		t.wrapped("      ", term.Line(n), func(s string) string { return s })
	}
	t.places(d)
	t.line("      %s", t.paint("2", t.fit(t.tail(f), t.o.Width-6)))
}

// leaked underlines a word in a line that is laid out.
func (t *textWriter) leaked(line, word string) string {
	var b strings.Builder
	for at := wordAt(line, word); at >= 0; at = wordAt(line, word) {
		b.WriteString(line[:at] + t.paint("4", line[at:at+len(word)]))
		line = line[at+len(word):]
	}
	return b.String() + line
}

// apart shortens values that would be cut to the same, so that what differs in them is seen.
func (t *textWriter) apart(gs []group, room int, brief bool) []group {
	if t.o.Whole {
		return gs
	}
	if brief {
		room = room/2 - 2 //nolint:mnd // beside the source
	}
	texts := make([]string, len(gs))
	for i := range gs {
		texts[i] = gs[i].text
	}
	short := shorten.Apart(texts, room, shorten.Cut)
	out := slices.Clone(gs)
	for i := range gs {
		if at := wordAt(texts[i], gs[i].word); at >= 0 && wordAt(short[i], gs[i].word) < 0 {
			short[i] = shorten.Around(texts[i], at, room)
		}
		if short[i] != shorten.Cut(texts[i], room) {
			out[i].text = short[i]
		}
	}
	return out
}

// places says where else a finding is: all of it where everything is spelled out and where nothing is cut, else a few by name.
func (t *textWriter) places(d *drift.Drift) {
	if len(d.Places) == 0 {
		return
	}
	if !t.o.All && !t.full && !t.o.Whole {
		t.line("      %s", ansi.Truncate("and "+term.Line(otherPlaces(d)), t.o.Width-6, "…"))
		return
	}
	t.line("      and in %s:", plural(len(d.Places), "more place", "more places"))
	for _, text := range placesText(d, t.envs) {
		t.wrapped("        ", text, func(s string) string { return s })
	}
}

// beside puts a source at the right of a value. Where the two do not fit into room, the source comes below, or, where it is to be brief, both
// are cut: the source to its end, which says the file and the line.
func (t *textWriter) beside(value, src string, room int, brief bool) (text, below string) {
	text = ansi.Truncate(value, room, "…")
	gap := room - ansi.StringWidth(text) - ansi.StringWidth(src)
	switch {
	case src == "":
		return text, ""
	case t.o.Whole:
		return text + "  " + t.paint("2", src), ""
	case gap >= 2:
		return text + strings.Repeat(" ", gap) + t.paint("2", src), ""
	case !brief:
		return text, t.paint("2", endOf(src, room))
	}
	src = endOf(src, max(room/2, room-2-ansi.StringWidth(text)))
	left := room - 2 - ansi.StringWidth(src)
	if left < min(ansi.StringWidth(text), 8) {
		return text, ""
	}
	text = ansi.Truncate(value, left, "…")
	return text + strings.Repeat(" ", room-ansi.StringWidth(text)-ansi.StringWidth(src)) + t.paint("2", src), ""
}

// endOf is what of s fits into width, from its end.
func endOf(s string, width int) string {
	w := ansi.StringWidth(s)
	if w <= width {
		return s
	}
	return "…" + ansi.TruncateLeft(s, w-max(width-1, 0), "")
}

// members prints what an environment's members have, a line for those that have the same.
func (t *textWriter) members(label string, room int, path string, members []drift.MemberSide) {
	const most = 4
	camps := drift.GroupMembers(members)
	for i, g := range camps {
		if i == most {
			t.line("      %s  %s", label, plural(len(camps)-most, "more value", "more values"))
			return
		}
		tail := "  in " + membersNamed(g)
		text := ansi.Truncate(memberText(path, &g[0]), max(room-ansi.StringWidth(tail), room/2), "…")
		t.line("      %s  %s", label, ansi.Truncate(text+tail, room, "…"))
		label = strings.Repeat(" ", ansi.StringWidth(label))
	}
}

// brief says why and where else, and leaves out the notes: what should be fixed must not push what must be fixed off the screen.
func (t *textWriter) brief(f *rules.Finding) {
	t.wrapped("      ", term.Line(f.Reason), func(s string) string { return s })
	t.places(f.Drift)
	t.line("      %s", t.paint("2", t.fit(t.tail(f), t.o.Width-6)))
}

func (t *textWriter) arrow() string {
	if t.o.Unicode {
		return "→ "
	}
	return "> "
}

// tail is the small print of a finding.
func (t *textWriter) tail(f *rules.Finding) string {
	parts := []string{f.Fingerprint, string(f.Drift.Kind), f.Rule}
	if t.o.All && !t.full && f.Risk > 0 {
		parts = append(parts, fmt.Sprintf("risk %.2f", f.Risk))
	}
	if f.Owner != "" {
		parts = append(parts, "owner "+f.Owner)
	}
	if f.State != rules.New {
		parts = append(parts, string(f.State))
	}
	return term.Line(strings.Join(parts, "  "))
}

// fit cuts a name in the middle, so that both of its ends stay.
func (t *textWriter) fit(s string, width int) string {
	w := ansi.StringWidth(s)
	if w <= width || width < 8 {
		return s
	}
	left := (width - 1) / 2
	return ansi.Truncate(s, left, "") + "…" + ansi.TruncateLeft(s, w-(width-1-left), "")
}

// byRule counts findings that are not spelled out, most frequent rule first.
func (t *textWriter) byRule(fs []*rules.Finding, more bool) {
	if len(fs) == 0 {
		return
	}
	count := map[string]int{}
	reason := map[string]string{}
	var order []string
	for _, f := range fs {
		if count[f.Rule] == 0 {
			order = append(order, f.Rule)
			reason[f.Rule] = f.Reason
		}
		count[f.Rule]++
	}
	slices.SortStableFunc(order, func(a, b string) int { return count[b] - count[a] })
	if more {
		known := 0
		for _, f := range fs {
			if !gates(f) {
				known++
			}
		}
		note := ""
		if known > 0 {
			note = fmt.Sprintf(" (%s known or waived)", Count(known))
		}
		t.line("\n  and %s%s:", plural(len(fs), "more", "more"), note)
	}
	const listed = 12
	for i, rule := range order {
		if i == listed {
			rest := 0
			for _, other := range order[listed:] {
				rest += count[other]
			}
			t.line("  %6s  %s", Count(rest), "by "+plural(len(order)-listed, "other rule", "other rules"))
			break
		}
		t.line("  %6s  %s", Count(count[rule]), ansi.Truncate(term.Line(rule)+"  "+t.paint("2", term.Line(reason[rule])), t.o.Width-10, "…"))
	}
}

// small says, before anything else, that most of what looks like environments was not looked at.
func (t *textWriter) small() {
	c := &t.r.Coverage
	if !c.Small {
		return
	}
	t.line("")
	t.wrapped("", fmt.Sprintf("? a small part: %d of the %s that look like environments %s compared, so no parity is worked out", c.Taken, plural(c.Seen, "place", "places"), names.Verb(c.Taken, "was", "were")),
		func(s string) string { return t.paint("1;35", s) })
	const most = 10
	for i, n := range c.NotTaken {
		if i == most {
			t.line("  and %s", plural(len(c.NotTaken)-most, "more", "more"))
			return
		}
		t.wrapped("  ", term.Line(n.String()), func(s string) string { return s })
	}
}

// unobserved lists what could not be looked at, and why.
func (t *textWriter) unobserved() {
	var bad []audit.Outcome
	for _, o := range t.r.Outcomes {
		if o.Status != snapshot.Complete {
			bad = append(bad, o)
		}
	}
	if len(bad) == 0 {
		return
	}
	t.line("")
	t.wrapped("", "? not observed, so nothing is said about it", func(s string) string { return t.paint("35", s) })
	for _, o := range bad {
		what := term.Line(strings.TrimSpace(o.Collector + " " + o.Source))
		t.line("  %s", ansi.Truncate(fmt.Sprintf("%s  %s: %s", term.Line(o.Environment), o.Status, what), t.o.Width-2, "…"))
		lines := strings.Split(strings.TrimSpace(o.Error), "\n")
		for i, l := range lines {
			if i == 5 {
				t.line("    and %s", plural(len(lines)-5, "more problem", "more problems"))
				break
			}
			t.wrapped("    ", term.Line(l), func(s string) string { return s })
		}
	}
}

func (t *textWriter) problems() {
	problems := slices.Concat(t.r.Problems, t.historyNotes())
	if len(problems) == 0 {
		return
	}
	t.line("")
	for _, p := range problems {
		t.wrapped("", "note: "+term.Sanitize(p), func(s string) string { return s })
	}
}

// fidelity prints how far the data of databases is from the reference's.
func (t *textWriter) fidelity() {
	if len(t.r.Fidelity) == 0 {
		return
	}
	t.line("\n%s", t.paint("1", "data beside "+term.Line(t.r.Reference)))
	for i := range t.r.Fidelity {
		f := &t.r.Fidelity[i]
		t.wrapped("  ", term.Line(f.Environment)+": "+f.Says(), func(s string) string { return s })
	}
}

// scores prints a column an environment and a line a pillar.
func (t *textWriter) scores() {
	if len(t.r.Scores) == 0 {
		if none := unseen(t.r); len(none) > 0 {
			t.line("\nparity with %s: %s for %s", t.r.Reference, notSeen, term.Line(names.And(none)))
		}
		return
	}
	var envs []string
	value := map[string]float64{}
	seen := map[snapshot.Pillar]bool{}
	for _, s := range t.r.Scores {
		if !slices.Contains(envs, s.Environment) {
			envs = append(envs, s.Environment)
		}
		value[s.Environment+"\x00"+string(s.Pillar)] = s.Value
		seen[s.Pillar] = true
	}
	column := 10
	if t.o.Whole {
		for _, e := range envs {
			column = max(column, ansi.StringWidth(term.Line(e)))
		}
	}
	if fit := (t.o.Width - 20) / (column + 2); len(envs) > fit {
		envs = envs[:max(fit, 1)]
	}
	head := fmt.Sprintf("%-18s", "parity with "+t.r.Reference)
	for _, e := range envs {
		head += fmt.Sprintf("  %*s", column, ansi.Truncate(term.Line(e), column, "…"))
	}
	t.line("\n%s", t.paint("1", head))
	for _, p := range append(snapshot.Pillars(), "") {
		if !seen[p] {
			continue
		}
		name := string(p)
		if p == "" {
			name = "overall"
		}
		row := fmt.Sprintf("  %-16s", name)
		for _, e := range envs {
			cell := notSeen
			if v, ok := value[e+"\x00"+string(p)]; ok {
				cell = percent(v)
			}
			row += fmt.Sprintf("  %*s", column, cell)
		}
		t.line("%s", row)
	}
}

// steps prints what is news from each environment to the next, where there are three or more: what a promotion changes.
func (t *textWriter) steps() {
	envs := t.r.Environments
	if len(envs) < 3 {
		return
	}
	t.line("\n%s", t.paint("1", "promotion"))
	for e := range len(envs) - 1 {
		counts := map[rules.Verdict]int{}
		for i := range t.r.Findings {
			if f := &t.r.Findings[i]; f.Drift.Changes(e, e+1) {
				counts[f.Verdict]++
			}
		}
		step := term.Line(envs[e].Name + " to " + envs[e+1].Name)
		if !t.o.Whole {
			step = ansi.Truncate(step, 28, "…")
		}
		t.line("%s", t.fit(fmt.Sprintf("  %-28s  %s must-fix, %s should-fix, %s acceptable", step, Count(counts[rules.MustFix]), Count(counts[rules.ShouldFix]), Count(counts[rules.Acceptable])), t.o.Width))
	}
}

// notSeen stands where nothing was seen on both sides: no figure, and not that of nothing in parity.
const notSeen = "n/a"

// unseen lists the environments of which attributes were to be compared, and none was seen.
func unseen(r *audit.Result) []string {
	if r.Summary.Unknown == 0 || r.Coverage.Small {
		return nil
	}
	var out []string
	for _, e := range r.Environments {
		if !e.Reference && !slices.ContainsFunc(r.Scores, func(s rules.Score) bool { return s.Environment == e.Name }) {
			out = append(out, e.Name)
		}
	}
	return out
}

// percent never rounds up to 100.
func percent(v float64) string {
	if v < 1 && v > 0.999 {
		return "99.9 %"
	}
	return fmt.Sprintf("%.1f %%", v*100)
}

// mostDoubts is how many reasons for unknown attributes a report that is not whole lists. Three show where most of them are.
const mostDoubts = 3

// doubts lists why attributes are unknown.
func (t *textWriter) doubts() {
	list := t.r.Coverage.Unknown
	dim := func(s string) string { return t.paint("2", s) }
	for i := range list {
		if i == mostDoubts && !t.o.All {
			t.wrapped("  ", fmt.Sprintf("and for %s; --all and --format json list all", plural(len(list)-i, "more reason", "more reasons")), dim)
			return
		}
		t.wrapped("  ", doubtful(&list[i]), dim)
	}
}

func (t *textWriter) foot() {
	t.line("")
	t.wrapped("", headline(t.r), func(s string) string { return t.paint("1", s) })
	t.wrapped("", compared(t.r), func(s string) string { return t.paint("2", s) })
	t.doubts()
	if n := len(t.r.Coverage.NotTaken); n > 0 && !t.r.Coverage.Small {
		t.wrapped("", fmt.Sprintf("%s; --format json lists them under coverage", plural(n, "place looks like environments and is not compared", "places look like environments and are not compared")), func(s string) string { return t.paint("2", s) })
	}
	if n := len(t.r.Fixed); n > 0 {
		t.line("%s of the baseline fixed since", plural(n, "finding", "findings"))
	}
	if t.o.FailOn != "" {
		t.wrapped("", t.r.Conclude(t.o.FailOn).String(), func(s string) string { return s })
	}
}
