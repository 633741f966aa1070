package journeys

import (
	"strings"

	"github.com/envparity/envparity/internal/term"
	"github.com/envparity/envparity/journeys/judge"
	"github.com/envparity/envparity/journeys/words"
	"github.com/envparity/envparity/tui/cell"
	"github.com/envparity/envparity/tui/screen/tour"
	"github.com/envparity/envparity/tui/theme"
)

// The measures of a picture, in cells.
const (
	beside    = 8   // cells of a line that are neither name nor picture: the cursor, the indent, the space between the two
	mostName  = 14  // for the name of an environment
	leastPlot = 24  // below it bars and their marks say nothing
	mostPlot  = 120 // a wider one is no easier to read
	lowBars   = 1   // the height of bars on a screen of few lines
	highBars  = 3
	manyLines = 26 // a screen of that many lines has room for high bars
	visitsBar = 4  // visits for each bar: with fewer, bars stand alone and show no shape
)

// picture draws how long a journey took in both environments, one below the other on one logarithmic scale: bars for how many visits took a
// time, and below them where the p50, the p95 and the p99 are. It returns nothing where there is no room or one of the two has no times.
func (s *Screen) picture(d *judge.Judged, x *judge.Judgement) []cell.Line {
	name := min(max(cell.Width(term.Clean(x.Reference, 40)), cell.Width(term.Clean(x.Environment, 40))), mostName)
	width := min(s.w-name-beside, mostPlot)
	if width < leastPlot {
		return nil
	}
	p := plot{env: s, lead: name}
	p.bins, p.each = binned(d, x, width)
	if p.bins == nil {
		return nil
	}
	p.width = p.each * len(p.bins.Ref)
	out := p.bars(x.Reference, p.bins.Ref, theme.Dim)
	out = append(out, p.marks([]mark{{"p50", &x.RefMedian}, {"p95", &x.RefP95}, {"p99", &x.RefP99}})...)
	out = append(out, p.bars(x.Environment, p.bins.Env, theme.Accent)...)
	return append(out, p.marks([]mark{{"p50", &x.EnvMedian}, {"p95", &x.EnvP95}, {"p99", &x.EnvP99}})...)
}

// binned counts the times of a journey by as many bins as they and the width make sense of; each is how many cells a bin takes. Where the times
// themselves are not there, the bins of the judgement are taken.
func binned(d *judge.Judged, x *judge.Judgement, width int) (bins *judge.Distribution, each int) {
	ref, env := d.Times[x.Journey][x.Reference], d.Times[x.Journey][x.Environment]
	n := min(max(max(len(ref), len(env))/visitsBar, judge.DistributionBins), width)
	if bins = judge.Distribute(ref, env, n); bins == nil {
		bins = x.Distribution
	}
	if bins == nil || len(bins.Ref) == 0 || len(bins.Env) != len(bins.Ref) || len(bins.Edges) != len(bins.Ref)+1 || len(bins.Ref) > width {
		return nil, 0
	}
	return bins, width / len(bins.Ref)
}

// plot draws on p.width cells, to the right of names of p.lead cells.
type plot struct {
	env         *Screen
	lead, width int
	bins        *judge.Distribution
	each        int
}

func (p *plot) line(lead string, tok theme.Token, text string) cell.Line {
	return cell.T(theme.Dim, cell.Fit(cell.Cut(lead, p.lead), p.lead)+"  ").Add(tok, text)
}

// bars draws counts, the highest as high as the picture. What is not nothing is never drawn as nothing.
func (p *plot) bars(name string, counts []int, tok theme.Token) []cell.Line {
	rows, spark := lowBars, p.env.env.Theme.Glyphs.Spark
	if p.env.h >= manyLines {
		rows = highBars
	}
	most := 1
	for _, n := range counts {
		most = max(most, n)
	}
	out := make([]cell.Line, 0, rows)
	for row := rows - 1; row >= 0; row-- {
		var b strings.Builder
		for _, n := range counts {
			level := n * rows * len(spark) / most
			if n > 0 {
				level = max(level, 1)
			}
			glyph := " "
			if level -= row * len(spark); level > 0 {
				glyph = spark[min(level, len(spark))-1]
			}
			b.WriteString(strings.Repeat(glyph, p.each))
		}
		lead := ""
		if row == 0 {
			lead = term.Clean(name, 40)
		}
		out = append(out, p.line(lead, tok, b.String()))
	}
	return out
}

// mark is a percentile to show in the picture.
type mark struct {
	name string
	of   *judge.Estimate
}

// at is where a percentile is drawn, in milliseconds, and what it is called: one that the sample does not bound from above stands at its lower
// end. ok is false where neither is known.
func (m *mark) at() (ms float64, text string, ok bool) {
	switch {
	case m.of.N == 0:
		return 0, "", false
	case m.name == "p50":
		return m.of.Value, m.name + " " + tour.Millis(*m.of), true
	case m.of.High != nil:
		return m.of.Value, m.name + " " + words.Millis(m.of.Value), true
	case m.of.Low != nil:
		return *m.of.Low, m.name + " " + m.of.AtLeast(), true
	}
	return 0, "", false
}

// marks draws an axis with a sign for each percentile, and their names below it: as near to the signs as they go without touching one another.
func (p *plot) marks(all []mark) []cell.Line {
	g := &p.env.env.Theme.Glyphs
	axis := make([]string, p.width)
	for i := range axis {
		axis[i] = g.Rule
	}
	var texts []string
	var places []int
	for i := range all {
		ms, text, ok := all[i].at()
		if !ok {
			continue
		}
		at := min(p.bins.Bin(ms)*p.each+p.each/2, p.width-1)
		axis[at] = g.Up
		texts, places = append(texts, text), append(places, at)
	}
	labels := ""
	for i, at := range spread(texts, places, p.width) {
		labels += cell.Spaces(max(at-cell.Width(labels), 0)) + texts[i]
	}
	lines := []string{labels}
	if room := p.env.w - p.lead - beside; cell.Width(labels) > room {
		lines = cell.Wrap(strings.Join(texts, "  "), room, len(texts))
	}
	out := []cell.Line{p.line("", theme.Faint, strings.Join(axis, ""))}
	for _, l := range lines {
		out = append(out, p.line("", theme.Text, l))
	}
	return out
}

// spread returns where texts begin that belong to places in order, so that two cells lie between them and they end within width where that is
// possible.
func spread(texts []string, places []int, width int) []int {
	const gap = 2
	out := make([]int, len(texts))
	end := -gap
	for i := range texts {
		out[i] = max(places[i], end+gap)
		end = out[i] + cell.Width(texts[i])
	}
	limit := width
	for i := len(texts) - 1; i >= 0; i-- {
		out[i] = max(min(out[i], limit-cell.Width(texts[i])), 0)
		limit = out[i] - gap
	}
	end = -gap
	for i := range texts { // where they do not fit the width, they go beyond it and never touch
		out[i] = max(out[i], end+gap)
		end = out[i] + cell.Width(texts[i])
	}
	return out
}
