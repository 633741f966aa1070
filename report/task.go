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
func Task(w io.Writer, r *audit.Result, f *rules.Finding, _ Options) error {
	_, err := io.WriteString(w, strings.Join(taskLines(r, f), "\n")+"\n")
	return err
}

// taskLines are the lines of a task.
func taskLines(r *audit.Result, f *rules.Finding) []string {
	var out []string
	line := func(format string, args ...any) {
		out = append(out, strings.Split(fmt.Sprintf(format, args...), "\n")...)
	}
	d, envs := f.Drift, namesOf(r)
	what := term.Markdown(resourceText(d.Resource))
	if d.Path != "" {
		what += " " + term.MarkdownCode(d.Path, false)
	}
	line("## %s: %s %s\n", f.Verdict, what, kindText(d.Kind))
	line("**What**\n")
	texts := sidesText(d.Path, d.Sides)
	for i := range d.Sides {
		if i >= len(envs) {
			break
		}
		text := "- " + term.Markdown(envs[i]) + ": " + term.MarkdownCode(texts[i], false)
		if src := sourceText(d.Sides[i].Source); src != "" {
			text += " in " + term.MarkdownCode(src, false)
		}
		line("%s", text)
	}
	if places := placesText(d, envs); len(places) > 0 {
		line("\n**Also there**\n")
		for _, p := range places {
			line("- %s", term.Markdown(p))
		}
	}
	if f.Reason != "" {
		line("\n**Why it matters**\n\n%s", term.Markdown(f.Reason))
	}
	if s := d.Story; s != nil && !strings.Contains(f.Reason, s.Text) {
		line("%s", term.Markdown(s.Text))
	}
	if f.Hint != "" {
		line("\n**What to do**\n\n%s", term.Markdown(f.Hint))
	}
	line("\n**Done when**\n\n%s", taskDone(f.Fingerprint))
	tail := "\nProject " + term.Markdown(r.Project) + ", rule " + term.MarkdownCode(f.Rule, false)
	if f.Owner != "" {
		tail += ", owner " + term.MarkdownCode(term.Line(f.Owner), false)
	}
	line("%s, seen %s.", tail, r.GeneratedAt.UTC().Format("2006-01-02"))
	return out
}

// taskDone is the line that says when a task is done.
func taskDone(fingerprint string) string {
	return "`envparity check` no longer lists " + term.MarkdownCode(fingerprint, false) + "."
}
