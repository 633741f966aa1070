package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/envparity/envparity/audit"
	"github.com/envparity/envparity/internal/term"
	"github.com/envparity/envparity/rules"
)

// Task writes one finding as a block of Markdown for a ticket or an assistant: what, where, why, what to do, and how to see that it is done.
func Task(w io.Writer, r *audit.Result, f *rules.Finding, o Options) error {
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	d, envs := f.Drift, namesOf(r)
	what := escape(resourceText(d.Resource))
	if d.Path != "" {
		what += " " + codeSpan(d.Path, false)
	}
	line("## %s: %s %s\n", f.Verdict, what, kindText(d.Kind))
	line("**What**\n")
	texts := sidesText(d.Path, d.Sides)
	for i := range d.Sides {
		if i >= len(envs) {
			break
		}
		text := "- " + escape(envs[i]) + ": " + codeSpan(texts[i], false)
		if src := sourceText(d.Sides[i].Source); src != "" {
			text += " in " + codeSpan(src, false)
		}
		line("%s", text)
	}
	if places := placesText(d, envs); len(places) > 0 {
		line("\n**Also there**\n")
		for _, p := range places {
			line("- %s", escape(p))
		}
	}
	if f.Reason != "" {
		line("\n**Why it matters**\n\n%s", escape(f.Reason))
	}
	if s := d.Story; s != nil && !strings.Contains(f.Reason, s.Text) {
		line("%s", escape(s.Text))
	}
	if f.Hint != "" {
		line("\n**What to do**\n\n%s", escape(f.Hint))
	}
	line("\n**Done when**\n\n`envparity check` no longer lists %s.", codeSpan(f.Fingerprint, false))
	tail := "\nProject " + escape(r.Project) + ", rule " + codeSpan(f.Rule, false)
	if f.Owner != "" {
		tail += ", owner " + codeSpan(term.Line(f.Owner), false)
	}
	line("%s, seen %s.", tail, r.GeneratedAt.UTC().Format("2006-01-02"))
	_, err := io.WriteString(w, b.String())
	return err
}
