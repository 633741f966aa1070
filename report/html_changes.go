package report

import (
	"cmp"
	"fmt"
	"html/template"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/envparity/envparity/audit"
	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/internal/term"
	"github.com/envparity/envparity/rules"
)

// Past is an earlier audit of the same system: what a trend is drawn from.
type Past struct {
	At      time.Time
	Label   string // of the release; "" for none
	Summary audit.Summary
	Scores  []rules.Score
}

// htmlChanges is what changed since the baseline, an earlier release or the last audits.
type htmlChanges struct {
	Against             bool // there is something to hold the audit against
	New, Updated, Known int  // findings
	Fixed               int
	Gone                []string
	Past                []htmlPast
	Trends              []htmlTrend
}

// htmlPast is a row of numbers, of an earlier audit or of this one.
type htmlPast struct {
	When         string
	Must, Should int
	Scores       []string // in the order of the trends
}

// htmlTrend is an environment's parity over time.
type htmlTrend struct {
	Environment, From, To string
	Picture               template.HTML
}

// htmlGone bounds the list of findings that are gone.
const htmlGone = 200

func htmlChangesOf(r *audit.Result, o Options) htmlChanges {
	out := htmlChanges{Against: r.Baseline, Fixed: len(r.Fixed)}
	for i := range r.Findings {
		f := &r.Findings[i]
		switch {
		case f.BaselineState == rules.Updated:
			out.Updated++
		case f.State == rules.Known || f.BaselineState == rules.Unchanged:
			out.Known++
		case gates(f):
			out.New++
		}
	}
	for i := range r.Gone {
		if i == htmlGone {
			out.Gone = append(out.Gone, "and "+plural(len(r.Gone)-i, "more", "more"))
			break
		}
		g := &r.Gone[i]
		out.Gone = append(out.Gone, strings.TrimSpace(fmt.Sprintf("%s: %s %s", g.Verdict, term.Line(g.Resource), term.Line(g.Path))))
	}
	out.trend(r, o.Past)
	return out
}

// trend draws each environment's score over the audits given and this one.
func (c *htmlChanges) trend(r *audit.Result, past []Past) {
	if len(past) == 0 {
		return
	}
	past = slices.SortedStableFunc(slices.Values(past), func(a, b Past) int { return a.At.Compare(b.At) })
	past = append(past, Past{At: r.GeneratedAt, Label: "this audit", Summary: r.Summary, Scores: r.Scores})
	for _, name := range namesOf(r) {
		if name != r.Reference {
			before, was := overall(past[0].Scores, name)
			now, is := overall(r.Scores, name)
			c.Trends = append(c.Trends, htmlTrend{term.Line(name), scoreText(before, was), scoreText(now, is), trendLine(past, name)})
		}
	}
	for i := range past {
		p := &past[i]
		row := htmlPast{When: p.At.UTC().Format(time.DateOnly), Must: p.Summary.MustFix, Should: p.Summary.ShouldFix}
		if p.Label != "" {
			row.When += ", " + term.Line(p.Label)
		}
		for _, t := range c.Trends {
			value, ok := overall(p.Scores, t.Environment)
			row.Scores = append(row.Scores, scoreText(value, ok))
		}
		c.Past = append(c.Past, row)
	}
}

func overall(scores []rules.Score, env string) (float64, bool) {
	for _, s := range scores {
		if s.Environment == env && s.Pillar == "" {
			return s.Value, true
		}
	}
	return 0, false
}

// trendLine draws an environment's score over time.
func trendLine(past []Past, env string) template.HTML {
	points := make([]trendPoint, len(past))
	for i := range past {
		v, ok := overall(past[i].Scores, env)
		points[i] = trendPoint{at: past[i].At, value: v, gap: !ok}
	}
	low := lowestTenth(points)
	return drawTrend(points, low, 1, fmt.Sprintf("Parity of %s over %s, on an axis from %.0f %% to 100 %%", term.Line(env), plural(len(past), "audit", "audits"), low*100))
}

// trendPoint is one value over time.
type trendPoint struct {
	at    time.Time
	value float64
	gap   bool // it is not known
	apart bool // it cannot be compared with the one before
}

// lowestTenth is where the axis of a share begins that is mostly near one: at the lowest value, rounded down to a tenth, and at most at 0.9.
func lowestTenth(points []trendPoint) float64 {
	low := 1.0
	for _, p := range points {
		if !p.gap {
			low = min(low, p.value)
		}
	}
	return min(math.Floor(low*10)/10, 0.9)
}

// drawTrend draws values over time, on an axis from low to high. what says in words what is drawn.
func drawTrend(points []trendPoint, low, high float64, what string) template.HTML {
	const w, h, pad = 240.0, 60.0, 4.0
	first, span := points[0].at, points[len(points)-1].at.Sub(points[0].at).Seconds()
	var path, dots strings.Builder
	pen := "M"
	for _, p := range points {
		if p.gap {
			pen = "M"
			continue
		}
		x := w - pad
		if span > 0 {
			x = pad + (w-2*pad)*p.at.Sub(first).Seconds()/span
		}
		y := pad + (h-2*pad)*(high-p.value)/(high-low)
		if p.apart {
			pen = "M"
		}
		fmt.Fprintf(&path, "%s%.1f %.1f", pen, x, y)
		fmt.Fprintf(&dots, `<circle cx="%.1f" cy="%.1f" r="2.5"/>`, x, y)
		pen = "L"
	}
	return template.HTML(fmt.Sprintf(`<svg class="trend" viewBox="0 0 %.0f %.0f" role="img" aria-label="%s"><path class="axis" d="M0 %.1fH%.0fM0 %.1fH%.0f"/><path class="line" d="%s"/>%s</svg>`, //nolint:gosec // numbers, and a name that is escaped
		w, h, template.HTMLEscapeString(what), pad, w, h-pad, w, path.String(), dots.String()))
}

// htmlStories is how the differences came about, one entry a kind of story.
type htmlStories struct {
	Kinds []htmlStory
	Lags  []string
	Notes []string
}

type htmlStory struct {
	Kind, Title, Meaning string
	Count                int
	Oldest               []htmlFirst
}

func htmlStoriesOf(r *audit.Result) htmlStories {
	var out htmlStories
	for _, kind := range drift.StoryKinds() {
		var fs []*rules.Finding
		for i := range r.Findings {
			if f := &r.Findings[i]; f.Drift.Story != nil && f.Drift.Story.Kind == kind {
				fs = append(fs, f)
			}
		}
		if len(fs) == 0 {
			continue
		}
		s := htmlStory{Kind: string(kind), Title: kind.Title(), Meaning: storyMeaning(kind), Count: len(fs)}
		slices.SortStableFunc(fs, func(a, b *rules.Finding) int {
			return cmp.Or(cmp.Compare(a.Verdict.Rank(), b.Verdict.Rank()), cmp.Compare(b.Drift.Story.AgeDays, a.Drift.Story.AgeDays))
		})
		for _, f := range fs[:min(len(fs), 3)] {
			s.Oldest = append(s.Oldest, htmlFirst{f.Fingerprint, string(f.Verdict), glyphOf(f.Verdict), term.Clean(title(f.Drift), 120), term.Line(f.Drift.Story.Text), ""})
		}
		out.Kinds = append(out.Kinds, s)
	}
	for i := range r.History.Lags {
		l := lag(&r.History.Lags[i])
		out.Lags = append(out.Lags, fmt.Sprintf("From %s to %s: half of %s took at most %.1f days, nine tenths at most %.1f.",
			term.Line(l.From), term.Line(l.To), plural(l.Count, "promotion", "promotions"), l.UsualDays, l.LateDays))
	}
	for _, n := range r.History.Notes {
		out.Notes = append(out.Notes, term.Line(n))
	}
	return out
}

// storyMeaning says what a kind of story is.
func storyMeaning(k drift.StoryKind) string {
	switch k {
	case drift.Overdue:
		return "A change that was not promoted in the time that promotions usually take."
	case drift.HotFix:
		return "The reference was changed alone."
	case drift.LeftBehind:
		return "One commit changed the reference and others, and this environment did not follow."
	case drift.OnItsWay:
		return "A recent change that is still to be promoted."
	case drift.NeverSame:
		return "The environments have differed from the beginning."
	case drift.Settled:
		return "The environments came apart more than a year ago."
	case drift.Standing:
		return "Nothing differs; a leak or a shared value has stood since then."
	}
	return "Nothing is known of how these came about."
}
