package report

import (
	"fmt"
	"io"
	"math"
	"text/tabwriter"
	"time"

	"github.com/envparity/envparity/audit"
	"github.com/envparity/envparity/internal/term"
	"github.com/envparity/envparity/journeys/judge"
)

// TrendRun is one run of the journeys.
type TrendRun struct {
	At       time.Time          `json:"at"`
	Run      string             `json:"run"`
	Label    string             `json:"label,omitempty"`
	Complete bool               `json:"complete"`
	Scores   map[string]float64 `json:"scores"` // by environment: the share of its journeys that are within what is allowed, of those that could be judged
	Journeys []TrendJourney     `json:"journeys"`
}

// TrendJourney is a journey of a run in an environment, held against the reference. Times are in milliseconds.
type TrendJourney struct {
	Journey      string        `json:"journey"`
	Environment  string        `json:"environment"`
	Reference    string        `json:"reference"`
	Outcome      judge.Outcome `json:"outcome"`
	P50          *float64      `json:"p50_ms,omitempty"`
	P95          *float64      `json:"p95_ms,omitempty"`
	ReferenceP50 *float64      `json:"reference_p50_ms,omitempty"`
	ReferenceP95 *float64      `json:"reference_p95_ms,omitempty"`
}

// trendRuns makes the part of a trend that is about journeys.
func trendRuns(runs []audit.Run) []TrendRun {
	out := []TrendRun{}
	for i := range runs {
		r := TrendRun{At: runs[i].At, Run: runs[i].Judged.RunID, Label: runs[i].Label, Complete: runs[i].Judged.Complete, Scores: map[string]float64{}, Journeys: []TrendJourney{}}
		within, judged := map[string]int{}, map[string]int{}
		for k := range runs[i].Judged.Journeys {
			j := &runs[i].Judged.Journeys[k]
			switch j.Outcome {
			case judge.NotComparable, judge.Inconclusive:
			case judge.Within:
				within[j.Environment]++
				judged[j.Environment]++
			default:
				judged[j.Environment]++
			}
			r.Journeys = append(r.Journeys, TrendJourney{
				Journey: j.Journey, Environment: j.Environment, Reference: j.Reference, Outcome: j.Outcome,
				P50: inMillis(j.EnvMedian), P95: inMillis(j.EnvP95), ReferenceP50: inMillis(j.RefMedian), ReferenceP95: inMillis(j.RefP95),
			})
		}
		for env, n := range judged {
			r.Scores[env] = float64(within[env]) / float64(n)
		}
		out = append(out, r)
	}
	return out
}

// inMillis is an estimate to a hundredth of a millisecond, nil where nothing was measured.
func inMillis(e judge.Estimate) *float64 {
	if e.N == 0 {
		return nil
	}
	v := math.Round(e.Value*100) / 100
	return &v
}

// runsText writes a row for each journey of each run in each environment.
func runsText(w io.Writer, runs []TrendRun) error {
	b := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprint(b, "\nRUN\tJOURNEY\tENVIRONMENT\tP50\tP95\tREFERENCE\tP50\tP95\tOUTCOME\n")
	for i := range runs {
		r := &runs[i]
		for k := range r.Journeys {
			j := &r.Journeys[k]
			fmt.Fprintf(b, "%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n", day(r.At), term.Line(j.Journey), term.Line(j.Environment), took(j.P50), took(j.P95),
				term.Line(j.Reference), took(j.ReferenceP50), took(j.ReferenceP95), j.Outcome)
		}
	}
	return b.Flush()
}

func took(ms *float64) string {
	if ms == nil {
		return "-"
	}
	return fmt.Sprintf("%.1f ms", *ms)
}

// recordsOf are the records of runs.
func recordsOf(runs []audit.Run) []*audit.Record {
	out := make([]*audit.Record, len(runs))
	for i := range runs {
		out[i] = runs[i].Record
	}
	return out
}
