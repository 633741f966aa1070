package report

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/envparity/envparity/audit"
	"github.com/envparity/envparity/journeys/judge"
)

// gated returns a gate with every status. All its texts are text.
func gated(text string) *Gate {
	return &Gate{
		Schema: GateSchema, Project: text, At: time.Date(2026, 11, 30, 12, 0, 0, 0, time.UTC), Since: text, Decision: audit.NoGo, ExitCode: 1,
		Criteria: []audit.Criterion{
			{Name: "complete", Status: audit.Met, Asks: text, Evidence: []string{text}},
			{Name: text, Status: audit.NotMet, Asks: text, Evidence: []string{text, text}, Confirm: text},
			{Name: "journeys", Status: audit.Unknown, Asks: text, Confirm: text},
			{Name: "sign_off security", Status: audit.Open, Asks: text, Confirm: text},
		},
	}
}

// trending returns a trend of audits and runs. All their names are text.
func trending(text string) *Trend {
	t := &Trend{Schema: TrendSchema, Project: text, Basis: BasisAudits, Notes: []string{text}}
	for week := range 4 {
		at := time.Date(2026, 11, 2+7*week, 12, 0, 0, 0, time.UTC)
		p := TrendPoint{At: at, Label: text, Complete: week != 1, Break: week == 2, Counts: audit.RecordCounts{MustFix: 4 - week, ShouldFix: 9}, Scores: map[string]float64{text: 0.8 + float64(week)/20}}
		if week == 3 {
			p.Scores = map[string]float64{"staging": 0.97}
		}
		t.Points = append(t.Points, p)
		ms := 20.5 + float64(week)
		t.Runs = append(t.Runs, TrendRun{At: at, Run: text, Label: text, Scores: map[string]float64{text: 0.5}, Journeys: []TrendJourney{
			{Journey: text, Environment: text, Reference: text, Outcome: judge.Within, P50: &ms, P95: &ms, ReferenceP50: &ms, ReferenceP95: &ms}, {Journey: "pay", Environment: text, Reference: text, Outcome: judge.NotComparable},
		}})
	}
	return t
}

// plainPages returns the pages without scripts. All their texts are text.
func plainPages(t *testing.T, text string) map[string][]byte {
	t.Helper()
	var gate, trend, nothing bytes.Buffer
	for _, err := range []error{WriteGate(&gate, "html", gated(text)), TrendHTML(&trend, trending(text)), TrendHTML(&nothing, &Trend{Basis: BasisSnapshots})} {
		if err != nil {
			t.Fatal(err)
		}
	}
	return map[string][]byte{"gate": gate.Bytes(), "trend": trend.Bytes(), "trend of nothing": nothing.Bytes()}
}

func TestPagesWithoutScriptsShowTextsAsTexts(t *testing.T) {
	harmless := plainPages(t, "harmless")
	for _, attack := range pageAttacks() {
		for name, page := range plainPages(t, attack) {
			if strings.Contains(string(page), "<script") || strings.Count(string(page), "<") != strings.Count(string(harmless[name]), "<") {
				t.Errorf("%s: %q is markup", name, attack)
			}
		}
	}
}

func TestThePageOfATrendDrawsEachAudit(t *testing.T) {
	page := string(plainPages(t, "dev")["trend"])
	for _, want := range []string{
		"from 80.0 % to 90.0 %", "from 97.0 % to 97.0 %", // a gap is not drawn
		`aria-label="must-fix over 4 times, on an axis from 0 to 4"`, "from 4 to 1", `aria-label="dev in dev over 4 times, on an axis from 0 to 23.5 ms"`, "never seen", "not everything was observed", "other rules from here on",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("%q is not in the page", want)
		}
	}
	if n := strings.Count(page, "<circle"); n != 3+1+4+4+4+4 {
		t.Errorf("%d points are drawn", n)
	}
}
