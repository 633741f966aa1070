package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/envparity/envparity/audit"
	"github.com/envparity/envparity/internal/term"
	"github.com/envparity/envparity/names"
	"github.com/envparity/envparity/rules"
	"github.com/envparity/envparity/snapshot"
)

// Bounds of the Markdown report, in bytes. GitHub refuses a comment of more than 65,536 characters.
const (
	markdownMost    = 60_000 // of the whole report, unless everything is asked for
	markdownReserve = 4_000  // of it for what is always there: head, scores, unread sources, foot
	markdownPlaces  = 20_000 // for the further places of one finding
)

// Marker is the first line of a Markdown report: by it a job finds its own comment and writes the next report in its place.
func Marker(project string) string {
	return "<!-- envparity:" + term.HTMLComment(project) + " -->"
}

// stakeMarker is the second line: it says whether a comment is worth anybody's attention.
func stakeMarker(c audit.Conclusion) string {
	if c.AtStake() {
		return "<!-- envparity:at-stake -->"
	}
	return "<!-- envparity:nothing-at-stake -->"
}

// Markdown writes the result for pull requests and wikis, folded. It stays below 60 kB whatever the size of the audit: the worst findings
// are spelled out, further ones are named, the rest is counted; with Options.All everything is spelled out. All foreign text is escaped or in
// code, so that it cannot break the page, and names of people in it are not called.
func Markdown(w io.Writer, r *audit.Result, o Options) error {
	m := markdownWriter{r: r, o: o, envs: namesOf(r)}
	m.all()
	_, err := io.WriteString(w, m.b.String())
	return err
}

type markdownWriter struct {
	b    strings.Builder
	r    *audit.Result
	o    Options
	envs []string
}

func (m *markdownWriter) line(format string, args ...any) { fmt.Fprintf(&m.b, format+"\n", args...) }

// room is how many bytes are left for findings.
func (m *markdownWriter) room() int {
	if m.o.All {
		return 1 << 40
	}
	return markdownMost - markdownReserve - m.b.Len()
}

func (m *markdownWriter) all() {
	end := m.r.Conclude(m.o.FailOn)
	m.line("%s\n%s", Marker(m.r.Project), stakeMarker(end))
	m.line("# Environment parity: %s\n", bounded(term.Markdown(firstOf(m.r.Project, strings.Join(m.envs, ", "))), 300))
	m.line("**%s.** %s\n", headline(m.r), capitalised(end.String())+".")
	m.line("%s.\n", compared(m.r))
	m.unobserved()
	m.planned()
	m.scores()
	m.fidelity()
	m.journeys()
	m.section("✗", rules.MustFix, true)
	m.section("!", rules.ShouldFix, false)
	if m.o.All {
		m.section("✓", rules.Acceptable, false)
	} else {
		m.acceptable()
	}
	m.line("<sub>envparity %s, %s</sub>", term.Markdown(m.o.Version), m.r.GeneratedAt.UTC().Format("2006-01-02 15:04 UTC"))
}

func (m *markdownWriter) unobserved() {
	if m.r.Complete {
		return
	}
	const most = 8
	m.line("> **Not everything could be observed**, and nothing is said about what was not:\n>")
	n := 0
	for _, o := range m.r.Outcomes {
		if o.Status == snapshot.Complete {
			continue
		}
		if n++; n <= most || m.o.All {
			first, _, _ := strings.Cut(o.Error, "\n")
			m.line("> - %s, %s: %s: %s", term.Markdown(o.Environment), bounded(term.Markdown(strings.TrimSpace(o.Collector+" "+o.Source)), 200), o.Status, bounded(term.Markdown(cut(first)), 400))
		}
	}
	if n > most && !m.o.All {
		m.line("> - and %s", plural(n-most, "more source", "more sources"))
	}
	m.line("")
}

// fidelity prints how far the data of databases is from the reference's.
func (m *markdownWriter) fidelity() {
	for i := range m.r.Fidelity {
		f := &m.r.Fidelity[i]
		m.line("Data of %s beside %s: %s.\n", term.Markdown(f.Environment), term.Markdown(m.r.Reference), f.Says())
	}
}

// scores prints a row for every environment and a column for every pillar.
func (m *markdownWriter) scores() {
	if len(m.r.Scores) == 0 {
		if none := unseen(m.r); len(none) > 0 {
			m.line("Parity with %s: %s for %s.\n", term.Markdown(m.r.Reference), notSeen, term.Markdown(names.And(none)))
		}
		return
	}
	head, rule := "| parity with "+term.Markdown(m.r.Reference)+" |", "|---|"
	var envs []string
	pillars := append([]snapshot.Pillar{""}, snapshot.Pillars()...)
	value, seen := map[string]map[snapshot.Pillar]string{}, map[snapshot.Pillar]bool{}
	for _, s := range m.r.Scores {
		if value[s.Environment] == nil {
			value[s.Environment] = map[snapshot.Pillar]string{}
			envs = append(envs, s.Environment)
		}
		value[s.Environment][s.Pillar] = percent(s.Value)
		seen[s.Pillar] = true
	}
	for _, p := range pillars {
		name := string(p)
		if p == "" {
			name = "overall"
		}
		head, rule = head+" "+name+" |", rule+"---:|"
	}
	m.line("%s\n%s", head, rule)
	for _, e := range envs {
		row := "| " + term.Markdown(e) + " |"
		for _, p := range pillars {
			text := value[e][p]
			if text == "" && seen[p] { // in another environment
				text = notSeen
			}
			if p == "" && text != notSeen {
				text = "**" + text + "**"
			}
			row += " " + text + " |"
		}
		m.line("%s", row)
	}
	m.line("")
}

// section spells out findings, what is new before what is known, while there is room; then it names them, then it counts them.
func (m *markdownWriter) section(glyph string, v rules.Verdict, open bool) {
	var fresh, known []*rules.Finding
	for i := range m.r.Findings {
		if f := &m.r.Findings[i]; f.Verdict == v {
			if gates(f) {
				fresh = append(fresh, f)
			} else {
				known = append(known, f)
			}
		}
	}
	worstFirst(fresh)
	worstFirst(known)
	all := append(fresh, known...)
	if len(all) == 0 {
		return
	}
	m.line("## %s %s: %s\n", glyph, v, Count(len(all)))
	// The second section must not be lost behind a first one that is too long.
	least := 0
	if v == rules.MustFix && !m.o.All {
		least = markdownMost / 4
	}
	at := 0
	for ; at < len(all); at++ {
		text := m.finding(all[at], open && gates(all[at]))
		if len(text) > m.room()-least-1_000 {
			break
		}
		m.b.WriteString(text)
	}
	from := at
	for ; at < len(all); at++ {
		text := "- " + m.summary(all[at], listCode) + "\n"
		if len(text) > m.room()-least {
			break
		}
		if at == from && from > 0 {
			m.line("Also:\n")
		}
		m.b.WriteString(text)
	}
	if rest := len(all) - at; rest > 0 {
		m.line("\n… and %s more; the full report has them.", Count(rest))
	}
	if at > from || len(all) > at {
		m.line("")
	}
}

// summary says a finding in one line. code puts foreign text of at most n bytes into code: htmlCode within a block of HTML, where no Markdown is
// read, and listCode elsewhere.
func (m *markdownWriter) summary(f *rules.Finding, code func(s string, n int) string) string {
	d := f.Drift
	s := code(resourceText(d.Resource), 160)
	if d.Path != "" {
		s += " " + code(d.Path, 200)
	}
	s += " " + kindText(d.Kind)
	if n := len(d.Places); n > 0 {
		s += ", " + otherCount(n)
	}
	if f.State != rules.New {
		s += " (" + string(f.State) + ")"
	}
	return s
}

func otherCount(n int) string { return "in " + plural(n, "more place", "more places") }

func (m *markdownWriter) finding(f *rules.Finding, open bool) string {
	d := f.Drift
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	attribute := ""
	if open {
		attribute = " open"
	}
	line("<details%s><summary>%s</summary>\n", attribute, m.summary(f, term.HTMLCode))
	line("| environment | value | source |\n|---|---|---|")
	texts := sidesText(d.Path, d.Sides)
	for i := range d.Sides {
		if i < len(m.envs) {
			line("| %s | %s | %s |", term.Markdown(m.envs[i]), term.MarkdownCode(texts[i], true), term.MarkdownCode(sourceText(d.Sides[i].Source), true))
		}
	}
	line("")
	if f.Reason != "" {
		line("%s", term.Markdown(f.Reason))
	}
	if f.Hint != "" {
		line("%s", term.Markdown(f.Hint))
	}
	if s := d.Story; s != nil && !strings.Contains(f.Reason, s.Text) {
		line("%s", term.Markdown(s.Text))
	}
	line("")
	m.places(&b, f)
	tail := []string{term.MarkdownCode(f.Rule, false), term.MarkdownCode(f.Fingerprint, false)}
	if f.Risk > 0 {
		tail = append(tail, fmt.Sprintf("risk %.2f", f.Risk))
	}
	if f.Owner != "" {
		tail = append(tail, "owner "+term.MarkdownCode(f.Owner, false))
	}
	if f.State != rules.New {
		tail = append(tail, string(f.State))
	}
	line("<sub>%s</sub>\n\n</details>\n", strings.Join(tail, " · "))
	return b.String()
}

// places names the further places of a finding, each in a line of a folded list.
func (m *markdownWriter) places(b *strings.Builder, f *rules.Finding) {
	texts := placesText(f.Drift, m.envs)
	if len(texts) == 0 {
		return
	}
	fmt.Fprintf(b, "<details><summary>and %s</summary>\n\n", otherCount(len(texts)))
	start := b.Len()
	for i, text := range texts {
		if b.Len()-start > markdownPlaces && !m.o.All {
			fmt.Fprintf(b, "- and %s; the full report names them\n", plural(len(texts)-i, "more", "more"))
			break
		}
		fmt.Fprintf(b, "- %s\n", bounded(term.Markdown(text), 1_000))
	}
	b.WriteString("\n</details>\n\n")
}

func (m *markdownWriter) acceptable() {
	count := map[string]int{}
	var order []string
	for i := range m.r.Findings {
		if f := &m.r.Findings[i]; f.Verdict == rules.Acceptable {
			if count[f.Rule] == 0 {
				order = append(order, f.Rule)
			}
			count[f.Rule]++
		}
	}
	if len(order) == 0 {
		return
	}
	total := 0
	for _, n := range count {
		total += n
	}
	m.line("## ✓ acceptable: %s\n\n<details><summary>by rule</summary>\n\n| rule | findings |\n|---|---:|", Count(total))
	for i, rule := range order {
		text := fmt.Sprintf("| %s | %s |\n", term.MarkdownCode(rule, true), Count(count[rule]))
		if len(text) > m.room()+markdownReserve/2 {
			m.line("| %s | |", plural(len(order)-i, "more rule", "more rules"))
			break
		}
		m.b.WriteString(text)
	}
	m.line("\n</details>\n")
}

// bounded cuts s to at most n bytes, at a character and not within an escape.
func bounded(s string, n int) string {
	if len(s) <= n {
		return s
	}
	s = strings.ToValidUTF8(s[:n], "")
	if i := strings.LastIndexByte(s, '&'); i >= 0 && !strings.Contains(s[i:], ";") {
		s = s[:i]
	}
	return strings.TrimRight(s, `\`) + "…"
}

// listCode puts foreign text of at most n bytes into a code span.
func listCode(s string, n int) string { return term.MarkdownCode(term.Cut(term.Line(s), n), false) }

func capitalised(s string) string { return strings.ToUpper(s[:1]) + s[1:] }
