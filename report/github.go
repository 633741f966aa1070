package report

import (
	"bufio"
	"fmt"
	"io"
	"path"
	"strings"

	"github.com/envparity/envparity/audit"
	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/internal/term"
	"github.com/envparity/envparity/rules"
	"github.com/envparity/envparity/snapshot"
)

// GitHub writes workflow commands that GitHub Actions shows as annotations: errors for what fails the check, warnings for the
// rest that wants fixing. What is acceptable, known or waived is not annotated.
func GitHub(w io.Writer, r *audit.Result, o Options) error {
	b := bufio.NewWriter(w)
	envs := namesOf(r)
	for i := range r.Findings {
		f := &r.Findings[i]
		if !gates(f) || f.Verdict == rules.Acceptable {
			continue
		}
		level := "warning"
		if o.FailOn.Fails(f) {
			level = "error"
		}
		var props []string
		if src := place(f); src.File != "" {
			props = append(props, "file="+ghProperty(term.Line(path.Join(o.Prefix, src.File))))
			if src.Line > 0 {
				props = append(props, fmt.Sprintf("line=%d", src.Line))
			}
		}
		props = append(props, "title="+ghProperty(fmt.Sprintf("%s: %s", f.Verdict, title(f.Drift))))
		fmt.Fprintf(b, "::%s %s::%s\n", level, strings.Join(props, ","), ghData(message(f, envs)))
	}
	for _, out := range r.Outcomes {
		if out.Status != snapshot.Complete {
			fmt.Fprintf(b, "::warning title=%s::%s\n", ghProperty("not observed in "+term.Line(out.Environment)),
				ghData(term.Sanitize(fmt.Sprintf("%s %s: %s: %s", out.Collector, out.Source, out.Status, out.Error))))
		}
	}
	fmt.Fprintf(b, "::notice title=envparity::%s\n", ghData(headline(r)+"; "+r.Conclude(o.FailOn).String()))
	return b.Flush()
}

// message says a finding in a few lines of plain text.
func message(f *rules.Finding, envs []string) string {
	var b strings.Builder
	for _, g := range groups(f.Drift.Path, f.Drift.Sides) {
		fmt.Fprintf(&b, "%s: %s\n", groupNames(g, envs), g.text)
	}
	for _, text := range []string{f.Reason, f.Hint} {
		if text != "" {
			b.WriteString(term.Line(text) + "\n")
		}
	}
	for _, text := range placesText(f.Drift, envs) {
		b.WriteString("also: " + text + "\n")
	}
	for _, t := range f.Drift.Facts.Traces {
		b.WriteString(traceText(&t) + "\n")
	}
	fmt.Fprintf(&b, "(%s, %s)", term.Line(f.Rule), f.Fingerprint)
	return b.String()
}

// traceText says where the trace of a slow or failed visit is.
func traceText(t *drift.Trace) string {
	return "trace in " + term.Line(t.Environment) + ": " + term.Line(t.URL)
}

// place is where a person would mend a finding: the first source with a file among the environments that differ from the
// reference, else any.
func place(f *rules.Finding) snapshot.Source { return placeOf(f.Drift.Sides) }

func placeOf(sides []drift.Side) snapshot.Source {
	var any snapshot.Source
	for i := range sides {
		s := &sides[i]
		if s.Source.File == "" {
			continue
		}
		if s.Word != "" {
			return s.Source // the leak itself
		}
		if any.File == "" {
			any = s.Source
		}
	}
	return any
}

func ghData(s string) string {
	return strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A").Replace(s)
}

func ghProperty(s string) string {
	return strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C").Replace(s)
}
