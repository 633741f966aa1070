package report

import (
	"fmt"
	"strings"

	"github.com/envparity/envparity/evidence"
	"github.com/envparity/envparity/history"
	"github.com/envparity/envparity/internal/term"
	"github.com/envparity/envparity/rules"
)

// story prints how the difference came about, and, where a finding is told in full, who changed each value, and what speaks for and
// against a repair with the weight of each sign.
func (t *textWriter) story(f *rules.Finding) {
	plain := func(s string) string { return s }
	if s := f.Drift.Story; s != nil && !strings.Contains(f.Reason, s.Text) {
		t.wrapped("      ", term.Line(s.Text), plain)
	}
	if !t.full {
		return
	}
	t.remarks(f)
	for e := range f.Drift.Sides {
		o := f.Drift.Sides[e].Since
		if o == nil || e >= len(t.envs) {
			continue
		}
		line := t.envs[e] + " has it so since the last commit, not committed yet"
		switch {
		case o.Snapshot:
			line = fmt.Sprintf("%s has it so since %s", t.envs[e], history.When(o))
			if o.AtLeast {
				line += " or longer"
			}
			line += " (" + history.Shot(o) + ")"
		case !o.Uncommitted:
			line = fmt.Sprintf("%s has it so since %s, %.10s", t.envs[e], o.Time.Format("2 January 2006"), o.Commit)
			if t.o.Authors && o.Author != "" {
				line += " by " + o.Author
			}
			line += ": " + o.Subject
		}
		t.wrapped("      ", term.Line(line), func(s string) string { return t.paint("2", s) })
	}
	if len(f.Evidence) == 0 {
		return
	}
	t.line("      risk %.2f, of these signs:", f.Risk)
	t.line("        %+.2f  where the sum begins: a difference without any sign", evidence.Base())
	for _, s := range f.Evidence {
		t.wrapped("        ", fmt.Sprintf("%+.2f  %s: %s", s.Weight, s.Name, s.Text), plain)
	}
}

// remarks prints the comments that stand beside the values.
func (t *textWriter) remarks(f *rules.Finding) {
	for e := range f.Drift.Sides {
		if text := f.Drift.Sides[e].Remark; text != "" && e < len(t.envs) {
			t.wrapped("      ", term.Line(fmt.Sprintf("beside it in %s: %s", t.envs[e], text)), func(s string) string { return t.paint("2", s) })
		}
	}
}

// historyNotes says why there is no history where something can be done about it; --all says it in any case.
func (t *textWriter) historyNotes() []string {
	var out []string
	for _, n := range t.r.History.Notes {
		if t.o.All || t.r.History.Read || strings.Contains(n, "fetch-depth") {
			out = append(out, n)
		}
	}
	return out
}
