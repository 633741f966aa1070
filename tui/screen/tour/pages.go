package tour

import (
	"fmt"
	"slices"
	"sort"
	"time"

	"github.com/envparity/envparity/audit"
	"github.com/envparity/envparity/config"
	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/journeys/judge"
	"github.com/envparity/envparity/names"
	"github.com/envparity/envparity/query"
	"github.com/envparity/envparity/rules"
	"github.com/envparity/envparity/tui/screen"
	"github.com/envparity/envparity/tui/theme"
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

// Most is how many things of one kind a page lists where it may be as long as it likes, before it says how many more there are.
const Most = 8

// Pages makes the tour of an audit: what the environments are for and how they differ, and what to beware of. judged may be nil. Each page
// lists at most a few things of one kind, so that the tour of any system is two screens long.
func Pages(r *audit.Result, judged *judge.Judged, now time.Time, most int) []Page {
	g := gather(r, judged, now)
	return g.pages(most)
}

// within makes pages that fit into h lines where the least of each kind does.
func within(g *guide, t *theme.Theme, prose, wide, h int) []Page {
	out := g.pages(Most)
	for most := Most - 1; most > 0; most-- {
		for k := range out {
			if len(Draw(t, out[k], prose, wide)) > h {
				out[k] = g.pages(most)[k]
			}
		}
	}
	return out
}

// few is how many of n things are listed where most are to be: one more than that takes no more room than saying so.
func few(n, most int) int {
	if n <= most+1 {
		return n
	}
	return most
}

func para(format string, a ...any) Block { return Block{Para: fmt.Sprintf(format, a...)} }

func item(format string, a ...any) Block { return Block{Item: fmt.Sprintf(format, a...)} }

// guide is what a tour knows, gathered once.
type guide struct {
	r       *audit.Result
	judged  *judge.Judged
	now     time.Time
	reasons []string // why differences are acceptable, those of most findings first
	because map[string][]*rules.Finding
	must    []*rules.Finding
	waived  []*rules.Finding
	stories map[drift.StoryKind][]*rules.Finding
	wrong   map[string]int // differences that can mislead, by environment
}

func gather(r *audit.Result, judged *judge.Judged, now time.Time) *guide {
	g := &guide{r: r, judged: judged, now: now, because: map[string][]*rules.Finding{}, stories: map[drift.StoryKind][]*rules.Finding{}, wrong: map[string]int{}}
	ref := refIndex(r)
	for k := range r.Findings {
		f := &r.Findings[k]
		if f.Waiver != nil {
			g.waived = append(g.waived, f)
		}
		if f.State != rules.Waived {
			kind := query.StoryKind(f.Drift.Story)
			g.stories[kind] = append(g.stories[kind], f)
		}
		if f.Verdict == rules.Acceptable && r.History.Read && query.StoryKind(f.Drift.Story) == drift.OnItsWay {
			continue // it is among the promotions
		}
		if f.Verdict == rules.Acceptable || f.State == rules.Waived {
			why := reason(f)
			if g.because[why] == nil {
				g.reasons = append(g.reasons, why)
			}
			g.because[why] = append(g.because[why], f)
			continue
		}
		if f.Verdict == rules.MustFix {
			g.must = append(g.must, f)
		}
		for i := range r.Environments {
			if concerns(f.Drift, i, ref) {
				g.wrong[r.Environments[i].Name]++
			}
		}
	}
	sort.SliceStable(g.reasons, func(a, b int) bool { return len(g.because[g.reasons[a]]) > len(g.because[g.reasons[b]]) })
	return g
}

func (g *guide) pages(most int) []Page {
	first := Page{Title: "Welcome to " + orThis(g.r.Project)}
	first.Blocks = append(first.Blocks, g.environments(most)...)
	first.Blocks = append(first.Blocks, g.fidelity()...)
	first.Blocks = append(first.Blocks, g.differences(most)...)
	first.Blocks = append(first.Blocks, g.promotions(most)...)
	second := Page{Title: "What to beware of in " + orThis(g.r.Project)}
	second.Blocks = append(second.Blocks, g.broken(most)...)
	second.Blocks = append(second.Blocks, g.travels(most)...)
	second.Blocks = append(second.Blocks, g.decided(most)...)
	second.Blocks = append(second.Blocks, g.goOn()...)
	return []Page{first, second}
}

func orThis(name string) string {
	if name == "" {
		return "this system"
	}
	return name
}

// nameOrThis begins a sentence with the system's name, which stays as it is written.
func nameOrThis(name string) string {
	if name == "" {
		return "This system"
	}
	return name
}

func (g *guide) environments(most int) []Block {
	r := g.r
	text := fmt.Sprintf("%s runs in %s", nameOrThis(r.Project), names.Count(len(r.Environments), "environment"))
	if r.Reference != "" {
		text += fmt.Sprintf(", and each of them is compared with %s", r.Reference)
	}
	if !r.Complete {
		text += ". Not everything could be observed, and what was not is unknown"
	}
	rows := [][]string{{"environment", "what it is for", "in parity", "can mislead"}}
	purposes := false
	for i := range r.Environments {
		purposes = purposes || r.Environments[i].Purpose != ""
	}
	if !purposes {
		rows[0] = slices.Delete(rows[0], 1, 2)
		text += ". Nobody has written down what each is for yet: `purpose` in envparity.hcl does"
	}
	shown := r.Environments[:few(len(r.Environments), 2*most+2)]
	for i := range shown {
		rows = append(rows, g.environment(&shown[i], purposes))
	}
	out := []Block{{Para: text + "."}, {Table: rows}}
	if n := len(r.Environments) - len(shown); n > 0 {
		out = append(out, para("The matrix shows the other %s.", names.Count(n, "environment")))
	}
	return out
}

func (g *guide) environment(e *config.Environment, purposes bool) []string {
	row := []string{e.Name}
	if purposes {
		row = append(row, e.Purpose)
	}
	if e.Name == g.r.Reference {
		row[0] += " (reference)"
		return append(row, "", "")
	}
	parity := "–"
	for _, s := range g.r.Scores {
		if s.Environment == e.Name && s.Pillar == "" {
			parity = fmt.Sprintf("%.1f%%", s.Value*100)
		}
	}
	return append(row, parity, screen.Plural(g.wrong[e.Name], "difference"))
}

// fidelity says how far the data of databases is from the reference's.
func (g *guide) fidelity() []Block {
	if len(g.r.Fidelity) == 0 {
		return nil
	}
	out := []Block{{Head: "Data beside " + orReference(g.r.Reference)}}
	for i := range g.r.Fidelity {
		out = append(out, item("%s: %s.", g.r.Fidelity[i].Environment, g.r.Fidelity[i].Says()))
	}
	return out
}

func (g *guide) differences(most int) []Block {
	if len(g.reasons) == 0 {
		return nil
	}
	out := []Block{{Head: "Differences that are acceptable"}}
	shown := few(len(g.reasons), most)
	environments := make([]string, len(g.r.Environments))
	for i := range g.r.Environments {
		environments[i] = g.r.Environments[i].Name
	}
	for k, why := range g.reasons {
		if k == shown {
			n := 0
			for _, rest := range g.reasons[shown:] {
				n += len(g.because[rest])
			}
			return append(out, item("%s more for %s.", screen.Number(n), names.Count(len(g.reasons)-shown, "other reason")))
		}
		out = append(out, item("%s %s", why, examples(g.because[why], environments)))
	}
	return out
}

func (g *guide) broken(most int) []Block {
	if len(g.must) == 0 {
		if g.r.Complete {
			return []Block{para("Nothing that must be fixed is known. A test that passes before %s should pass there.", orReference(g.r.Reference))}
		}
		return []Block{para("Nothing that must be fixed was seen, but not everything could be observed.")}
	}
	out := []Block{{Head: "Must be fixed: " + names.Count(len(g.must), "finding")}}
	shown := few(len(g.must), most)
	for k, f := range g.must {
		if k == shown {
			return append(out, item("%s more must be fixed.", screen.Number(len(g.must)-shown)))
		}
		text := name(f) + ": " + sentence(f.Reason)
		if f.Hint != "" {
			text += " " + sentence(f.Hint)
		}
		if f.Owner != "" {
			text += " Ask " + f.Owner + "."
		}
		out = append(out, item("%s", text))
	}
	return out
}

func orReference(name string) string {
	if name == "" {
		return "production"
	}
	return name
}

// decided lists what people have accepted; where nobody has, nothing is said of decisions.
func (g *guide) decided(most int) []Block {
	if len(g.waived) == 0 {
		return nil
	}
	out := []Block{{Head: "Accepted by somebody, for a time"}}
	shown := few(len(g.waived), most)
	for k, f := range g.waived {
		if k == shown {
			return append(out, item("%s more were accepted.", screen.Number(len(g.waived)-shown)))
		}
		w := f.Waiver
		until := "without an end"
		switch {
		case w.Expires.IsZero():
		case w.Expired || w.Expires.Before(g.now):
			until = "until " + w.Expires.Format(time.DateOnly) + ", which is over"
		default:
			until = "until " + w.Expires.Format(time.DateOnly)
		}
		out = append(out, item("%s, by %s %s: %s", name(f), orSomebody(w.Owner), until, sentence(w.Reason)))
	}
	return out
}

func orSomebody(name string) string {
	if name == "" {
		return "somebody"
	}
	return name
}

func (g *guide) travels(most int) []Block {
	j := g.judged
	if j == nil || len(j.Journeys) == 0 {
		return nil
	}
	rows := [][]string{{"journey", "environment", "median", "in " + j.Reference, "difference", "verdict"}}
	found := new(screen.Travels).In(g.r)
	order := screen.WorstFirst(found, j)
	for _, i := range order[:min(len(order), most)] {
		x := &j.Journeys[i]
		rows = append(rows, []string{x.Journey, x.Environment, Millis(x.EnvMedian), Millis(x.RefMedian), Difference(x), screen.TravelVerdict(found.Journey(x), x)})
	}
	return []Block{{Head: "What users do, timed in every environment"}, {Table: rows}}
}

func (g *guide) goOn() []Block {
	s := g.r.Summary
	return []Block{
		{Head: "How to go on"},
		para("Of %s compared, %s %s the same and %s %s only by an environment's own name. `envparity` shows the rest and lets you decide, `envparity check` holds a build to it, and `envparity explain FINGERPRINT` says why a finding has its verdict.",
			screen.Plural(s.Compared, "attribute"), screen.Number(s.Identical), names.Verb(s.Identical, "is", "are"), screen.Number(s.Equivalent), names.Verb(s.Equivalent, "differs", "differ")),
	}
}
