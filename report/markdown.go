package report

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/envparity/envparity/audit"
	"github.com/envparity/envparity/internal/term"
	"github.com/envparity/envparity/rules"
	"github.com/envparity/envparity/snapshot"
)

// How many findings the Markdown report spells out by verdict: a pull request's comment has an end.
const (
	markdownMust   = 50
	markdownShould = 50
)

// Markdown writes the result for pull requests and wikis. All foreign text is escaped or in code spans, so that it cannot
// break the page, and names of people in it are not called.
func Markdown(w io.Writer, r *audit.Result, o Options) error {
	b := bufio.NewWriter(w)
	m := markdownWriter{w: b, r: r, o: o, envs: namesOf(r)}
	m.all()
	return b.Flush()
}

type markdownWriter struct {
	w    *bufio.Writer
	r    *audit.Result
	o    Options
	envs []string
}

func (m *markdownWriter) line(format string, args ...any) { fmt.Fprintf(m.w, format+"\n", args...) }

func (m *markdownWriter) all() {
	m.line("# Environment parity: %s\n", escape(firstOf(m.r.Project, strings.Join(m.envs, ", "))))
	m.line("**%s.** %s.\n", headline(m.r), compared(m.r))
	m.unobserved()
	m.scores()
	m.section("must-fix", rules.MustFix, markdownMust)
	m.section("should-fix", rules.ShouldFix, markdownShould)
	m.acceptable()
	m.line("<sub>envparity %s, %s</sub>", escape(m.o.Version), m.r.GeneratedAt.UTC().Format("2006-01-02 15:04 UTC"))
}

func (m *markdownWriter) unobserved() {
	if m.r.Complete {
		return
	}
	m.line("> **Not everything could be observed**, and nothing is said about what was not:\n>")
	for _, o := range m.r.Outcomes {
		if o.Status != snapshot.Complete {
			first, _, _ := strings.Cut(o.Error, "\n")
			m.line("> - %s, %s: %s: %s", escape(o.Environment), escape(strings.TrimSpace(o.Collector+" "+o.Source)), o.Status, escape(cut(first)))
		}
	}
	m.line("")
}

func (m *markdownWriter) scores() {
	if len(m.r.Scores) == 0 {
		return
	}
	m.line("| parity with %s | pillar | score |\n|---|---|---:|", escape(m.r.Reference))
	for _, s := range m.r.Scores {
		pillar := string(s.Pillar)
		if pillar == "" {
			pillar = "**overall**"
		}
		m.line("| %s | %s | %s |", escape(s.Environment), pillar, percent(s.Value))
	}
	m.line("")
}

func (m *markdownWriter) section(name string, v rules.Verdict, limit int) {
	var fs []*rules.Finding
	for i := range m.r.Findings {
		if f := &m.r.Findings[i]; f.Verdict == v {
			fs = append(fs, f)
		}
	}
	if len(fs) > 0 {
		m.line("## %s\n", name)
	}
	worstFirst(fs)
	n := len(fs)
	for i, f := range fs {
		if i < limit || m.o.All {
			m.finding(f)
		}
	}
	if n > limit && !m.o.All {
		m.line("… and %s more.\n", Count(n-limit))
	}
}

func (m *markdownWriter) finding(f *rules.Finding) {
	d := f.Drift
	m.line("### %s\n", escape(resourceText(d.Resource)))
	what := kindText(d.Kind)
	if d.Path != "" {
		what = codeSpan(d.Path, false) + " " + what
	}
	m.line("%s\n", what)
	m.line("| environment | value | source |\n|---|---|---|")
	for i := range d.Sides {
		if i < len(m.envs) {
			m.line("| %s | %s | %s |", escape(m.envs[i]), codeSpan(sideText(d.Path, &d.Sides[i]), true), codeSpan(sourceText(d.Sides[i].Source), true))
		}
	}
	m.line("")
	for _, text := range placesText(d) {
		m.line("- also %s", escape(text))
	}
	if len(d.Places) > 0 {
		m.line("")
	}
	if f.Reason != "" {
		m.line("%s", escape(f.Reason))
	}
	if f.Hint != "" {
		m.line("%s", escape(f.Hint))
	}
	tail := []string{codeSpan(f.Rule, false), codeSpan(f.Fingerprint, false)}
	if f.Owner != "" {
		tail = append(tail, "owner "+codeSpan(f.Owner, false))
	}
	if f.State != rules.New {
		tail = append(tail, string(f.State))
	}
	m.line("\n<sub>%s</sub>\n", strings.Join(tail, " · "))
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
	m.line("## acceptable\n\n| rule | findings |\n|---|---:|")
	for _, rule := range order {
		m.line("| %s | %s |", codeSpan(rule, true), Count(count[rule]))
	}
	m.line("")
}

// escape makes foreign text plain text in Markdown.
func escape(s string) string {
	s = term.Line(s)
	return strings.NewReplacer(
		`\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`, "<", "&lt;", ">", "&gt;", "&", "&amp;", "|", `\|`,
		"#", `\#`, "~", `\~`, "@", "&#64;", "!", `\!`,
	).Replace(s)
}

// codeSpan puts foreign text into a code span whose fence is longer than any run of backticks within. In a table a bar ends the
// cell even there, and is escaped.
func codeSpan(s string, inTable bool) string {
	s = term.Line(s)
	if s == "" {
		return ""
	}
	if inTable {
		s = strings.ReplaceAll(s, "|", `\|`)
	}
	longest, run := 0, 0
	for _, c := range s {
		if c == '`' {
			run++
			longest = max(longest, run)
		} else {
			run = 0
		}
	}
	fence := strings.Repeat("`", longest+1)
	if longest > 0 || strings.HasPrefix(s, " ") {
		return fence + " " + s + " " + fence
	}
	return fence + s + fence
}
