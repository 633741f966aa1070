package tour

import (
	"fmt"
	"sort"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/envparity/envparity/audit"
	"github.com/envparity/envparity/config"
	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/internal/term"
	"github.com/envparity/envparity/journeys"
	"github.com/envparity/envparity/rules"
	"github.com/envparity/envparity/snapshot"
	"github.com/envparity/envparity/tui/screen"
)

// Page is one page of the tour.
type Page struct {
	Title  string
	Blocks []Block
}

// Block is a paragraph, a heading, a list item or a table: exactly one of its fields is set.
type Block struct {
	Para  string
	Head  string
	Item  string
	Table [][]string // the first row is the head
}

// most is how many things of one kind a page lists before it says how many more there are.
const most = 12

// Pages makes the tour of an audit; judged may be nil.
func Pages(r *audit.Result, judged *journeys.Judged, now time.Time) []Page {
	pages := []Page{welcome(r)}
	for i := range r.Environments {
		if e := &r.Environments[i]; e.Name != r.Reference {
			pages = append(pages, environment(r, e, i))
		}
	}
	pages = append(pages, broken(r), decided(r, now))
	if judged != nil && len(judged.Journeys) > 0 {
		pages = append(pages, travels(r, judged))
	}
	if len(r.Vocabulary) > 0 {
		pages = append(pages, words(r))
	}
	return append(pages, on(r))
}

func para(format string, a ...any) Block { return Block{Para: fmt.Sprintf(format, a...)} }

func item(format string, a ...any) Block { return Block{Item: fmt.Sprintf(format, a...)} }

func welcome(r *audit.Result) Page {
	p := Page{Title: "Welcome to " + orThis(r.Project)}
	names := make([]string, 0, len(r.Environments))
	for _, e := range r.Environments {
		names = append(names, e.Name)
	}
	p.Blocks = append(p.Blocks, para("%s runs in %s: %s.", orThis(r.Project), screen.Plural(len(names), "environment"), strings.Join(names, ", ")))
	rows := [][]string{{"environment", "what it is for", "address"}}
	for i := range r.Environments {
		e := &r.Environments[i]
		name := e.Name
		if e.Name == r.Reference {
			name += " (reference)"
		}
		rows = append(rows, []string{name, purpose(e), e.BaseURL})
	}
	p.Blocks = append(p.Blocks, Block{Table: rows})
	if r.Reference != "" {
		p.Blocks = append(p.Blocks, para("Everything is held against %s: what differs from it is what this tour tells.", r.Reference))
	}
	if !r.Complete {
		p.Blocks = append(p.Blocks, para("Not everything could be observed when this was made, so some of it is unknown. Unknown is not the same as equal."))
	}
	return p
}

func orThis(name string) string {
	if name == "" {
		return "this system"
	}
	return name
}

func purpose(e *config.Environment) string {
	if e.Purpose == "" {
		return "nobody has written it down yet (purpose = \"…\" in envparity.hcl)"
	}
	return e.Purpose
}

// concerns reports whether a drift is about environment i.
func concerns(d *drift.Drift, i, ref int) bool {
	if i >= len(d.Sides) || ref >= len(d.Sides) || ref < 0 {
		return false
	}
	a, b := &d.Sides[i], &d.Sides[ref]
	if d.Kind == drift.Leaked || d.Kind == drift.Shared {
		return a.Word != "" || screen.Same(a, b)
	}
	return a.State != drift.UnknownState && !screen.Same(a, b)
}

func refIndex(r *audit.Result) int {
	for i := range r.Environments {
		if r.Environments[i].Name == r.Reference {
			return i
		}
	}
	return -1
}

func environment(r *audit.Result, e *config.Environment, i int) Page {
	p := Page{Title: e.Name}
	p.Blocks = append(p.Blocks, para("%s", sentence(purpose(e))))
	for _, s := range r.Scores {
		if s.Environment == e.Name && s.Pillar == "" {
			p.Blocks = append(p.Blocks, para("%.1f%% of what was compared is in parity with %s, or differs acceptably.", s.Value*100, r.Reference))
		}
	}
	if e.ExpectedRatio > 0 {
		p.Blocks = append(p.Blocks, para("It may take up to %.3g times as long as %s: that is documented.", e.ExpectedRatio, r.Reference))
	}
	purposeful := map[string][]*rules.Finding{}
	var reasons []string
	var wrong []*rules.Finding
	for k := range r.Findings {
		f := &r.Findings[k]
		if !concerns(f.Drift, i, refIndex(r)) {
			continue
		}
		if f.Verdict != rules.Acceptable && f.State != rules.Waived {
			wrong = append(wrong, f)
			continue
		}
		why := reason(f)
		if purposeful[why] == nil {
			reasons = append(reasons, why)
		}
		purposeful[why] = append(purposeful[why], f)
	}
	p.Blocks = append(p.Blocks, Block{Head: "Differences that are acceptable"})
	sort.SliceStable(reasons, func(a, b int) bool { return len(purposeful[reasons[a]]) > len(purposeful[reasons[b]]) })
	for k, why := range reasons {
		if k == most {
			p.Blocks = append(p.Blocks, para("And for %s.", screen.Plural(len(reasons)-most, "more reason")))
			break
		}
		p.Blocks = append(p.Blocks, item("%s %s", why, examples(purposeful[why], i)))
	}
	if len(reasons) == 0 {
		p.Blocks = append(p.Blocks, para("There are none."))
	}
	if len(wrong) > 0 {
		p.Blocks = append(p.Blocks, Block{Head: "Beware"}, para("%s here can mislead you; the next pages list the worst.", sentenceless(screen.Plural(len(wrong), "difference"))))
	}
	return p
}

func sentence(s string) string {
	s = strings.TrimSpace(term.Clean(s, 500))
	if s == "" {
		return ""
	}
	if r, size := utf8.DecodeRuneInString(s); unicode.IsLower(r) {
		s = string(unicode.ToUpper(r)) + s[size:]
	}
	if !strings.ContainsAny(s[len(s)-1:], ".!?") {
		s += "."
	}
	return s
}

func sentenceless(s string) string { return strings.TrimSuffix(s, ".") }

// reason is why a finding is acceptable, and who said so.
func reason(f *rules.Finding) string {
	why, who := f.Reason, f.Owner
	if f.Waiver != nil && !f.Waiver.Expired {
		if f.Waiver.Reason != "" {
			why = f.Waiver.Reason
		}
		if f.Waiver.Owner != "" {
			who = f.Waiver.Owner
		}
	}
	if why == "" {
		why = "Without a reason given (rule " + f.Rule + ")"
	}
	why = sentence(why)
	if f.Compensation != "" {
		why += " Compensated by " + strings.TrimSuffix(f.Compensation, ".") + "."
	}
	switch {
	case who == "":
	case f.Waiver != nil && !f.Waiver.Expired, strings.HasPrefix(f.Rule, "team/"):
		why += " Decided by " + who + "."
	default: // a built-in rule decided; the owner answers for the place
		why += " Owner: " + who + "."
	}
	return why
}

func examples(fs []*rules.Finding, i int) string {
	var out []string
	for k, f := range fs {
		if k == 3 {
			out = append(out, fmt.Sprintf("%d more", len(fs)-3))
			break
		}
		out = append(out, name(f)+value(f, i))
	}
	return "(" + strings.Join(out, "; ") + ")"
}

func name(f *rules.Finding) string {
	s := f.Drift.Resource.Kind + " " + f.Drift.Resource.Name
	if f.Drift.Path != "" {
		s += " " + f.Drift.Path
	}
	return s
}

// value tells the environment's value beside the reference's where both are short.
func value(f *rules.Finding, i int) string {
	d := f.Drift
	text := func(s *drift.Side) string {
		switch {
		case s.State == drift.AbsentState:
			return "missing"
		case s.State == drift.UnknownState:
			return "not observed"
		case s.Node != nil && s.Node.Kind == snapshot.Secret:
			return "another secret"
		case s.Text == "" || len(s.Text) > 40:
			return ""
		}
		return s.Text
	}
	for k := range d.Sides {
		if k != i && !screen.Same(&d.Sides[k], &d.Sides[i]) {
			a, b := text(&d.Sides[i]), text(&d.Sides[k])
			if a != "" && b != "" {
				return ": " + a + ", elsewhere " + b
			}
		}
	}
	return ""
}

func broken(r *audit.Result) Page {
	p := Page{Title: "Known to be broken"}
	shown := 0
	for k := range r.Findings {
		f := &r.Findings[k]
		if f.Verdict != rules.MustFix || f.State == rules.Waived {
			continue
		}
		if shown++; shown > most {
			continue
		}
		p.Blocks = append(p.Blocks, Block{Head: name(f)}, para("%s", sentence(f.Reason)))
		if f.Hint != "" {
			p.Blocks = append(p.Blocks, item("%s", sentence(f.Hint)))
		}
		if f.Owner != "" {
			p.Blocks = append(p.Blocks, item("Ask %s.", f.Owner))
		}
	}
	switch {
	case shown == 0 && r.Complete:
		p.Blocks = append(p.Blocks, para("Nothing that must be fixed is known. A test that passes before production should pass there."))
	case shown == 0:
		p.Blocks = append(p.Blocks, para("Nothing that must be fixed was seen, but not everything could be observed."))
	case shown > most:
		p.Blocks = append(p.Blocks, para("And %s more that must be fixed.", screen.Number(shown-most)))
	}
	return p
}

func decided(r *audit.Result, now time.Time) Page {
	p := Page{Title: "Who decided"}
	rows := [][]string{{"what", "who", "until", "why"}}
	for k := range r.Findings {
		f := &r.Findings[k]
		w := f.Waiver
		if w == nil {
			continue
		}
		until := "open end"
		if !w.Expires.IsZero() {
			until = w.Expires.Format(time.DateOnly)
			if w.Expired || w.Expires.Before(now) {
				until += " (over)"
			}
		}
		rows = append(rows, []string{name(f), w.Owner, until, w.Reason})
		if len(rows) > 40 {
			break
		}
	}
	if len(rows) == 1 {
		p.Blocks = append(p.Blocks, para("Nobody has accepted a single difference yet: what is acceptable is so by rule."))
		return p
	}
	p.Blocks = append(p.Blocks, para("These differences a person looked at and accepted, for a time."), Block{Table: rows})
	return p
}

func travels(r *audit.Result, j *journeys.Judged) Page {
	p := Page{Title: "Journeys"}
	p.Blocks = append(p.Blocks, para("The same things a user does, timed in every environment; %s is what they are held against.", j.Reference))
	rows := [][]string{{"journey", "environment", "median", "in " + j.Reference, "difference", "verdict"}}
	found := new(screen.Travels).In(r)
	for i := range j.Journeys {
		x := &j.Journeys[i]
		rows = append(rows, []string{x.Journey, x.Environment, Millis(x.EnvMedian), Millis(x.RefMedian), Difference(x), screen.TravelVerdict(found.Journey(x), x)})
	}
	return Page{Title: p.Title, Blocks: append(p.Blocks, Block{Table: rows})}
}

// Millis writes a time in milliseconds as people read it, "–" for one that was not measured.
func Millis(e journeys.Estimate) string {
	if e.N == 0 {
		return "–"
	}
	return fmt.Sprintf("%.4g ms", e.Value)
}

// Difference writes a ratio as a difference, "–" where there is none.
func Difference(x *journeys.Judgement) string {
	if x.Ratio.N == 0 {
		return "–"
	}
	return journeys.Percent(x.Ratio.Value)
}

func words(r *audit.Result) Page {
	p := Page{Title: "How they name themselves"}
	p.Blocks = append(p.Blocks, para("An environment's own words are taken out before values are compared; another environment's word in a value is a leak."))
	rows := [][]string{{"environment", "word", "from", "example"}}
	for i, w := range r.Vocabulary {
		if i == 40 {
			p.Blocks = append(p.Blocks, para("And %s.", screen.Plural(len(r.Vocabulary)-40, "more word")))
			break
		}
		from := w.Origin
		if w.Evidence > 0 {
			from += fmt.Sprintf(" (%d times)", w.Evidence)
		}
		rows = append(rows, []string{w.Environment, w.Word, from, w.Example})
	}
	p.Blocks = append(p.Blocks, Block{Table: rows})
	return p
}

func on(r *audit.Result) Page {
	p := Page{Title: "How to go on"}
	s := r.Summary
	p.Blocks = append(p.Blocks,
		para("Of %s compared, %s are the same and %s differ only by an environment's own name.",
			screen.Plural(s.Compared, "attribute"), screen.Number(s.Identical), screen.Number(s.Equivalent)),
		para("%s must be fixed, %s should be, %s are acceptable, %s were accepted by somebody.", screen.Number(s.MustFix), screen.Number(s.ShouldFix), screen.Number(s.Acceptable), screen.Number(s.Waived)),
		item("envparity shows all of it, and lets you decide."),
		item("envparity check tells a build whether anything new has come."),
		item("envparity explain FINGERPRINT says why a finding has its verdict."))
	return p
}
