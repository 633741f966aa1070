package report

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"math"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/envparity/envparity/audit"
	"github.com/envparity/envparity/history"
	"github.com/envparity/envparity/internal/term"
	"github.com/envparity/envparity/names"
	"github.com/envparity/envparity/rules"
)

// The documents that `history --format json` and `trend --format json` print.
const (
	HistorySchema = "envparity.history/v1"
	TrendSchema   = "envparity.trend/v1"
)

// What a look back goes by: stored snapshots, audited with the rules of today, or audits that were kept, as they were judged then.
const (
	BasisSnapshots = "snapshots"
	BasisAudits    = "audits"
)

// Lifetimes says when each finding was there.
type Lifetimes struct {
	Schema   string         `json:"schema"`
	Project  string         `json:"project"`
	At       time.Time      `json:"at"`
	Basis    string         `json:"basis"`
	Times    int            `json:"times"`   // at which the environments were looked at
	Audited  int            `json:"audited"` // how many of them were audited; the others were the same
	From     *time.Time     `json:"from,omitempty"`
	To       *time.Time     `json:"to,omitempty"`
	Findings []LivedFinding `json:"findings"`
	MustFix  LivedHow       `json:"must_fix"`
	Should   LivedHow       `json:"should_fix"`
	Notes    []string       `json:"notes"`
}

// LivedFinding is one finding with the times during which it was there.
type LivedFinding struct {
	audit.RecordFinding
	Open  bool        `json:"open"`
	Spans []LivedSpan `json:"spans"`
}

// LivedSpan is one time during which a finding was there.
type LivedSpan struct {
	From  time.Time  `json:"from"`            // the first time it was seen
	After *time.Time `json:"after,omitempty"` // the last time before that at which it was not there; absent: it may be older
	Last  time.Time  `json:"last"`            // the last time it was seen
	Until *time.Time `json:"until,omitempty"` // the first time after that at which it was not there; absent: it still is
	Days  float64    `json:"days"`            // from From to Until, or to now
}

// LivedHow says how long findings of a verdict live.
type LivedHow struct {
	Open       int     `json:"open"`
	Closed     int     `json:"closed"`
	MedianDays float64 `json:"median_days"` // of the closed ones
	OldestDays float64 `json:"oldest_days"` // of the open ones
}

func days(d time.Duration) float64 { return math.Round(d.Hours()/24*10) / 10 }

// MakeLifetimes makes the document of lives, those of findings of runs of the journeys among them.
func MakeLifetimes(project string, records []*audit.Record, runs []audit.Run, now time.Time) *Lifetimes {
	lives := audit.LivesOf(records, runs)
	h := &Lifetimes{
		Schema: HistorySchema, Project: project, At: now.UTC(), Findings: []LivedFinding{}, Notes: []string{},
		MustFix: lifetime(audit.LifetimeOf(lives, rules.MustFix, now)), Should: lifetime(audit.LifetimeOf(lives, rules.ShouldFix, now)),
	}
	for _, r := range slices.Concat(records, recordsOf(runs)) {
		if h.From == nil || r.At.Before(*h.From) {
			h.From = &r.At
		}
		if h.To == nil || r.At.After(*h.To) {
			h.To = &r.At
		}
	}
	for i := range lives {
		f := LivedFinding{RecordFinding: lives[i].RecordFinding, Open: lives[i].Open()}
		for _, s := range lives[i].Spans {
			f.Spans = append(f.Spans, LivedSpan{From: s.From, After: s.After, Last: s.Last, Until: s.Until, Days: days(s.Lasted(now))})
		}
		h.Findings = append(h.Findings, f)
	}
	return h
}

func lifetime(l audit.Lifetime) LivedHow {
	return LivedHow{Open: l.Open, Closed: l.Closed, MedianDays: days(l.Median), OldestDays: days(l.Oldest)}
}

// LifetimesJSON writes the document.
func LifetimesJSON(w io.Writer, h *Lifetimes) error { return indented(w, h) }

func indented(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(v)
}

func day(t time.Time) string { return t.UTC().Format(time.DateOnly) }

// LifetimesText writes it for people.
func LifetimesText(w io.Writer, h *Lifetimes) error {
	b := bufio.NewWriter(w)
	if h.From == nil {
		fmt.Fprintln(b, "nothing is kept yet: `envparity snapshot` keeps a snapshot of each environment, `envparity check --keep` the audit too")
		return b.Flush()
	}
	fmt.Fprintf(b, "%s from %s to %s, %d audited%s\n", names.Count(h.Times, "time"), day(*h.From), day(*h.To), h.Audited,
		map[string]string{BasisSnapshots: " with the rules of today", BasisAudits: " as they were judged then"}[h.Basis])
	for i := range h.Findings {
		f := &h.Findings[i]
		fmt.Fprintf(b, "\n%s  %s  %s %s %s\n", f.Verdict, f.Fingerprint, term.Line(f.Kind), term.Line(f.Resource), term.Line(f.Path))
		for _, s := range f.Spans {
			fmt.Fprintf(b, "  %s\n", s.text())
		}
	}
	for _, n := range h.Notes {
		fmt.Fprintf(b, "\nnote: %s\n", term.Line(n))
	}
	fmt.Fprintf(b, "\nmust-fix: %s\nshould-fix: %s\n", h.MustFix.text(), h.Should.text())
	return b.Flush()
}

func (s *LivedSpan) text() string {
	out := "came " + day(s.From) + ", or earlier"
	if s.After != nil {
		out = "came between " + day(*s.After) + " and " + day(s.From)
	}
	span := history.Days(time.Duration(s.Days * 24 * float64(time.Hour)))
	if s.Until != nil {
		return out + "; went between " + day(s.Last) + " and " + day(*s.Until) + ", after " + span
	}
	return out + "; still there, for " + span
}

func (l *LivedHow) text() string {
	out := fmt.Sprintf("%d there", l.Open)
	if l.Open > 0 {
		out += fmt.Sprintf(", the oldest for %.0f days", l.OldestDays)
	}
	out += fmt.Sprintf("; %d gone", l.Closed)
	if l.Closed > 0 {
		out += fmt.Sprintf(", half of them within %.0f days", l.MedianDays)
	}
	return out
}

// Trend is score and counts over time.
type Trend struct {
	Schema  string       `json:"schema"`
	Project string       `json:"project"`
	Basis   string       `json:"basis"`
	Points  []TrendPoint `json:"points"`
	Runs    []TrendRun   `json:"runs"` // of the journeys
	Notes   []string     `json:"notes"`
}

// TrendPoint is one audit.
type TrendPoint struct {
	At       time.Time          `json:"at"`
	Label    string             `json:"label,omitempty"`
	Complete bool               `json:"complete"`
	Break    bool               `json:"break"` // judged by other rules than the point before: the two cannot be compared
	Counts   audit.RecordCounts `json:"counts"`
	Scores   map[string]float64 `json:"scores"`
}

// MakeTrend makes the document of records.
func MakeTrend(project, basis string, records []*audit.Record, runs []audit.Run) *Trend {
	t := &Trend{Schema: TrendSchema, Project: project, Basis: basis, Points: []TrendPoint{}, Runs: trendRuns(runs), Notes: []string{}}
	for i, r := range records {
		t.Points = append(t.Points, TrendPoint{
			At: r.At, Label: r.Label, Complete: r.Complete, Break: i > 0 && records[i-1].Judged != r.Judged, Counts: r.Counts, Scores: r.Scores,
		})
	}
	return t
}

// TrendJSON writes the document.
func TrendJSON(w io.Writer, t *Trend) error { return indented(w, t) }

// TrendText writes it for people: a row a point.
func TrendText(w io.Writer, t *Trend) error {
	if len(t.Points) == 0 {
		if _, err := fmt.Fprintln(w, "nothing is kept yet: `envparity check --keep` keeps what an audit found"); err != nil {
			return err
		}
	} else if err := t.points(w); err != nil {
		return err
	}
	if len(t.Runs) > 0 {
		if err := runsText(w, t.Runs); err != nil {
			return err
		}
	}
	for _, n := range t.Notes {
		if _, err := fmt.Fprintf(w, "\nnote: %s\n", term.Line(n)); err != nil {
			return err
		}
	}
	return nil
}

func (t *Trend) points(w io.Writer) error {
	envs := t.environments()
	b := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprint(b, "WHEN")
	for _, e := range envs {
		fmt.Fprintf(b, "\t%s", term.Line(strings.ToUpper(e)))
	}
	fmt.Fprint(b, "\tMUST-FIX\tSHOULD-FIX\tACCEPTABLE\tWAIVED\tKNOWN\t\n")
	for _, p := range t.Points {
		fmt.Fprintf(b, "%s", day(p.At))
		for _, e := range envs {
			if v, ok := p.Scores[e]; ok {
				fmt.Fprintf(b, "\t%.1f %%", math.Floor(v*1000)/10)
			} else {
				fmt.Fprint(b, "\t-")
			}
		}
		fmt.Fprintf(b, "\t%d\t%d\t%d\t%d\t%d\t%s\n", p.Counts.MustFix, p.Counts.ShouldFix, p.Counts.Acceptable, p.Counts.Waived, p.Counts.Known, p.remark())
	}
	return b.Flush()
}

// environments are those that have a score at any time.
func (t *Trend) environments() []string {
	seen := map[string]bool{}
	for _, p := range t.Points {
		for e := range p.Scores {
			seen[e] = true
		}
	}
	return slices.Sorted(maps.Keys(seen))
}

func (p *TrendPoint) remark() string {
	var out []string
	if p.Label != "" {
		out = append(out, term.Line(p.Label))
	}
	if !p.Complete {
		out = append(out, "not everything was observed")
	}
	if p.Break {
		out = append(out, "other rules from here on")
	}
	return strings.Join(out, "; ")
}
