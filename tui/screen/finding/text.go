package finding

import (
	"strings"

	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/internal/term"
	"github.com/envparity/envparity/rules"
	"github.com/envparity/envparity/tui/cell"
	"github.com/envparity/envparity/tui/difftree"
	"github.com/envparity/envparity/tui/screen"
	"github.com/envparity/envparity/tui/theme"
)

// longValue is from how many runes on a value is worth a pager of its own.
const longValue = 400

// Text tells a finding for a pager, w cells wide, with nothing cut and nothing folded: the whole of it, or the value of one
// environment where side chooses a long one.
func Text(env *screen.Env, f *rules.Finding, side, w int) []cell.Line {
	if side >= 0 && side < len(f.Drift.Sides) && side < len(env.Catalog.Envs) {
		s := &f.Drift.Sides[side]
		if s.State == drift.Present && plain(s) && (strings.Count(value(s), "\n") > 2 || len(value(s)) > longValue) {
			out := []cell.Line{
				cell.T(theme.Strong, f.Drift.Resource.Kind+" "+f.Drift.Resource.Name), cell.T(theme.Accent, f.Drift.Path),
				cell.T(theme.Dim, "in "+env.Catalog.Envs[side]+"  "+screen.SourceText(s.Source)),
				{},
			}
			lines, _ := term.CleanLines(value(s), maxWhole, maxWhole)
			for _, l := range lines {
				for _, part := range pieces(l) {
					out = append(out, cell.L(part))
				}
			}
			return out
		}
	}
	return inFull(env, f, w, nil)
}

// TableText is the whole table that a finding is about for a pager, w cells wide, with nothing cut and nothing folded.
func TableText(env *screen.Env, f *rules.Finding, w int) []cell.Line {
	return inFull(env, f, w, table(env, f.Drift))
}

func inFull(env *screen.Env, f *rules.Finding, w int, t *wholeTable) []cell.Line {
	v := View{Wrap: true, Whole: true, Folds: difftree.Folds{Open: map[string]bool{}, All: 1}, Brief: true, Table: t}
	var out []cell.Line
	for _, it := range Card(env, f, Tree(f), w, v) {
		out = append(out, it.Line)
	}
	return out
}

// pieces cuts a line into parts that fit a segment; a pager wraps them as it likes.
func pieces(l string) []string {
	const most = 1000
	r := []rune(l)
	var out []string
	for len(r) > most {
		out = append(out, string(r[:most]))
		r = r[most:]
	}
	return append(out, string(r))
}
