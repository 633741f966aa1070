package report

import (
	"encoding/xml"
	"io"
	"strings"

	"github.com/envparity/envparity/audit"
	"github.com/envparity/envparity/internal/term"
	"github.com/envparity/envparity/journeys"
	"github.com/envparity/envparity/journeys/judge"
	"github.com/envparity/envparity/rules"
	"github.com/envparity/envparity/snapshot"
)

type junitSuites struct {
	XMLName  xml.Name     `xml:"testsuites"`
	Name     string       `xml:"name,attr"`
	Tests    int          `xml:"tests,attr"`
	Failures int          `xml:"failures,attr"`
	Errors   int          `xml:"errors,attr"`
	Skipped  int          `xml:"skipped,attr"`
	Suites   []junitSuite `xml:"testsuite"`
}

type junitSuite struct {
	Name     string      `xml:"name,attr"`
	Tests    int         `xml:"tests,attr"`
	Failures int         `xml:"failures,attr"`
	Errors   int         `xml:"errors,attr"`
	Skipped  int         `xml:"skipped,attr"`
	Time     string      `xml:"timestamp,attr"`
	Cases    []junitCase `xml:"testcase"`
}

type junitCase struct {
	Name       string          `xml:"name,attr"`
	Class      string          `xml:"classname,attr"`
	File       string          `xml:"file,attr,omitempty"`
	Line       int             `xml:"line,attr,omitempty"`
	Properties *[]junitProp    `xml:"properties>property,omitempty"`
	Failure    *junitText      `xml:"failure"`
	Error      *junitText      `xml:"error"`
	Skipped    *junitSkipped   `xml:"skipped"`
	Out        *junitSystemOut `xml:"system-out"`
}

type junitProp struct {
	Name  string `xml:"name,attr"`
	Value string `xml:"value,attr"`
}

type junitText struct {
	Message string `xml:"message,attr"`
	Type    string `xml:"type,attr"`
	Text    string `xml:",chardata"`
}

type junitSkipped struct {
	Message string `xml:"message,attr"`
}

type junitSystemOut struct {
	Text string `xml:",chardata"`
}

// JUnit writes a test suite a pillar and a test a finding: what fails the check is a failure, what is known or waived is skipped
// with the reason, the rest passes. Each has its text, with every place. Sources that could not be read are errors of a suite of their own. A
// pillar without findings is one passed test, so that nothing compared and nothing found do not look alike.
func JUnit(w io.Writer, r *audit.Result, o Options) error {
	all := junitSuites{Name: "envparity " + term.Line(r.Project)}
	for _, p := range snapshot.Pillars() {
		if r.JourneysAlone() && p != snapshot.Behaviour {
			continue
		}
		all.Suites = append(all.Suites, junitPillar(r, o, p))
	}
	all.Suites = append(all.Suites, junitSources(r))
	for i := range all.Suites {
		s := &all.Suites[i]
		s.Time = r.GeneratedAt.UTC().Format("2006-01-02T15:04:05")
		s.Tests = len(s.Cases)
		for _, c := range s.Cases {
			switch {
			case c.Failure != nil:
				s.Failures++
			case c.Error != nil:
				s.Errors++
			case c.Skipped != nil:
				s.Skipped++
			}
		}
		all.Tests, all.Failures = all.Tests+s.Tests, all.Failures+s.Failures
		all.Errors, all.Skipped = all.Errors+s.Errors, all.Skipped+s.Skipped
	}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	enc := xml.NewEncoder(w)
	enc.Indent("", "  ")
	if err := enc.Encode(all); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}

func junitPillar(r *audit.Result, o Options, p snapshot.Pillar) junitSuite {
	s := junitSuite{Name: string(p)}
	envs := namesOf(r)
	for i := range r.Findings {
		f := &r.Findings[i]
		if f.Drift.Pillar != p {
			continue
		}
		src := place(f)
		c := junitCase{Name: title(f.Drift) + " [" + f.Fingerprint + "]", Class: string(p) + "." + term.Line(f.Drift.Collector), File: term.Line(src.File), Line: src.Line}
		c.Properties = &[]junitProp{{"verdict", string(f.Verdict)}, {"kind", string(f.Drift.Kind)}, {"rule", term.Line(f.Rule)}, {"owner", term.Line(f.Owner)}}
		text := message(f, envs)
		switch {
		case o.FailOn.Fails(f):
			c.Failure = &junitText{Message: term.Line(firstOf(f.Reason, string(f.Verdict))), Type: string(f.Verdict), Text: text}
		case f.State == rules.Waived && f.Waiver != nil:
			c.Skipped = &junitSkipped{Message: term.Line("waived by " + f.Waiver.Owner + ": " + f.Waiver.Reason)}
		case f.State != rules.New:
			c.Skipped = &junitSkipped{Message: "known: in the baseline"}
		}
		if c.Failure == nil {
			c.Out = &junitSystemOut{Text: text}
		}
		s.Cases = append(s.Cases, c)
	}
	if p == snapshot.Behaviour {
		s.Cases = append(s.Cases, junitJourneys(r)...)
	}
	if len(s.Cases) == 0 {
		s.Cases = append(s.Cases, junitCase{Name: "no findings", Class: string(p)})
	}
	return s
}

// junitJourneys are the journeys without a finding: one that was measured passes, one that could not be compared is skipped.
func junitJourneys(r *audit.Result) []junitCase {
	var out []junitCase
	for _, t := range travels(r) {
		if t.found {
			continue
		}
		c := junitCase{Name: "journey " + term.Line(t.x.Journey) + " in " + term.Line(t.x.Environment), Class: string(snapshot.Behaviour) + "." + journeys.CollectorName}
		c.Out = &junitSystemOut{Text: term.Sanitize(t.String())}
		if t.x.Outcome == judge.NotComparable {
			c.Skipped = &junitSkipped{Message: term.Line("not comparable: " + t.x.Why)}
		}
		out = append(out, c)
	}
	return out
}

func junitSources(r *audit.Result) junitSuite {
	s := junitSuite{Name: "sources"}
	for _, out := range r.Outcomes {
		c := junitCase{Name: term.Line(strings.TrimSpace(out.Collector + " " + out.Source + " " + out.Member)), Class: "sources." + term.Line(out.Environment)}
		if out.Status != snapshot.Complete {
			c.Error = &junitText{Message: "not observed: " + string(out.Status), Type: string(out.Status), Text: term.Sanitize(out.Error)}
		}
		s.Cases = append(s.Cases, c)
	}
	return s
}

func firstOf(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
}
