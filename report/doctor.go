package report

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"github.com/envparity/envparity/internal/term"
	"github.com/envparity/envparity/names"
)

// DoctorSchema names the document that `doctor --format json` prints.
const DoctorSchema = "envparity.doctor/v1"

// Doctor is what `envparity doctor` found: how each source is, and what on this machine an audit depends on.
type Doctor struct {
	Schema  string         `json:"schema"`
	Project string         `json:"project"`
	Config  string         `json:"config,omitempty"` // its file; absent where the config was made from what the folder holds
	Machine []DoctorCheck  `json:"machine"`
	Sources []DoctorSource `json:"sources"`
	Summary DoctorSummary  `json:"summary"`
}

// DoctorSource is one source of one environment.
type DoctorSource struct {
	Environment string        `json:"environment"`
	Member      string        `json:"member,omitempty"`
	Type        string        `json:"type"`                // of the collect block; "journeys" for the hosts that journeys reach
	Collector   string        `json:"collector,omitempty"` // the block's name, where it is not its type
	Source      string        `json:"source"`
	Status      string        `json:"status"` // the worst of its checks
	TookMS      int64         `json:"took_ms"`
	Checks      []DoctorCheck `json:"checks"`
}

// DoctorCheck is one thing that was looked at.
type DoctorCheck struct {
	Check  string `json:"check"`
	Status string `json:"status"` // ok, warning, failed, not-asked
	Seen   string `json:"seen"`
	Fix    string `json:"fix,omitempty"`
}

// DoctorSummary counts the sources by status. The exit code is 0 where an audit would observe everything, else 3.
type DoctorSummary struct {
	OK       int `json:"ok"`
	Warning  int `json:"warning"`
	Failed   int `json:"failed"`
	NotAsked int `json:"not_asked"`
	ExitCode int `json:"exit_code"`
}

// The statuses of sources and checks.
const (
	DoctorOK       = "ok"
	DoctorWarning  = "warning"   // an audit can do with it
	DoctorFailed   = "failed"    // an audit would not observe everything
	DoctorNotAsked = "not-asked" // nobody has agreed to what it takes
)

// Worst is the status of a source by those of its checks.
func Worst(checks []DoctorCheck) string {
	for _, s := range []string{DoctorFailed, DoctorNotAsked, DoctorWarning} {
		if slices.ContainsFunc(checks, func(c DoctorCheck) bool { return c.Status == s }) {
			return s
		}
	}
	return DoctorOK
}

// Conclude counts, and decides the exit code: 3 where an audit would not observe everything.
func (d *Doctor) Conclude(incomplete int) {
	d.Schema = DoctorSchema
	count := func(status string) {
		switch status {
		case DoctorOK:
			d.Summary.OK++
		case DoctorWarning:
			d.Summary.Warning++
		case DoctorFailed:
			d.Summary.Failed++
		case DoctorNotAsked:
			d.Summary.NotAsked++
		}
	}
	for i := range d.Sources {
		count(d.Sources[i].Status)
	}
	if Worst(d.Machine) == DoctorFailed || d.Summary.Failed > 0 || d.Summary.NotAsked > 0 {
		d.Summary.ExitCode = incomplete
	}
}

// DoctorJSON writes the document.
func DoctorJSON(w io.Writer, d *Doctor) error {
	b := bufio.NewWriter(w)
	enc := json.NewEncoder(escaper{b})
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(d); err != nil {
		return err
	}
	return b.Flush()
}

// DoctorText writes the document for people: environment by environment, a line for each check, and what to do below what needs it.
func DoctorText(w io.Writer, d *Doctor, o Options) error {
	t := doctorText{Writer: bufio.NewWriter(w), o: o}
	project := d.Project
	if project == "" {
		project = "this system"
	}
	fmt.Fprintf(t, "%s: %s\n\nthis machine\n", term.Line(project), names.Count(len(d.Sources), "source"))
	t.checks("  ", d.Machine)
	environment := ""
	for i := range d.Sources {
		s := &d.Sources[i]
		if s.Environment != environment {
			environment = s.Environment
			fmt.Fprintf(t, "\n%s\n", term.Line(environment))
		}
		name := s.Type
		if s.Collector != "" {
			name += " " + s.Collector
		}
		if s.Member != "" {
			name += " (" + s.Member + ")"
		}
		fmt.Fprintf(t, "  %s  %s: %s\n", t.status(s.Status), term.Line(name), term.Line(s.Source))
		t.checks("    ", s.Checks)
	}
	fmt.Fprintf(t, "\n%s\n", d.sum())
	return t.Flush()
}

// sum is the last line: how many sources are how, and what the exit code means.
func (d *Doctor) sum() string {
	var parts []string
	for _, p := range []struct {
		n    int
		text string
	}{
		{d.Summary.OK, "ok"}, {d.Summary.Warning, "with a warning"}, {d.Summary.Failed, "failed"}, {d.Summary.NotAsked, "not asked"},
	} {
		if p.n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", p.n, p.text))
		}
	}
	if len(parts) == 0 {
		parts = append(parts, "there are none")
	}
	end := "an audit would observe all of them"
	if d.Summary.ExitCode != 0 {
		end = "an audit would not observe everything"
	}
	return fmt.Sprintf("Sources: %s. Exit code %d: %s.", strings.Join(parts, ", "), d.Summary.ExitCode, end)
}

type doctorText struct {
	*bufio.Writer
	o Options
}

// status is a status in a column of its own.
func (t doctorText) status(s string) string {
	text := fmt.Sprintf("%-9s", strings.ReplaceAll(s, "-", " "))
	if !t.o.Color {
		return text
	}
	switch s {
	case DoctorOK:
		return "\x1b[32m" + text + "\x1b[0m"
	case DoctorFailed:
		return "\x1b[31m" + text + "\x1b[0m"
	}
	return "\x1b[33m" + text + "\x1b[0m"
}

func (t doctorText) checks(indent string, checks []DoctorCheck) {
	for i := range checks {
		c := &checks[i]
		t.wrapped(indent+t.status(c.Status)+"  "+fmt.Sprintf("%-8s", c.Check)+"  ", c.Seen)
		if c.Fix != "" {
			t.wrapped(indent+fmt.Sprintf("%-9s  %-8s  ", "", "")+"to do: ", c.Fix)
		}
	}
}

// wrapped writes text behind head, broken at words on a terminal and never in a pipe.
func (t doctorText) wrapped(head, text string) {
	text = term.Line(text)
	if !t.o.Whole && t.o.Width > 0 {
		pad := strings.Repeat(" ", ansi.StringWidth(head))
		if room := t.o.Width - len(pad); room > 20 { // narrower columns hold no sentence
			text = strings.ReplaceAll(ansi.Wrap(text, room, ""), "\n", "\n"+pad)
		}
	}
	fmt.Fprintf(t, "%s%s\n", head, text)
}
