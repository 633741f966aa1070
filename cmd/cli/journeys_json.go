package cli

import (
	"encoding/json"
	"io"

	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/journeys"
	"github.com/envparity/envparity/journeys/judge"
	"github.com/envparity/envparity/journeys/runfile"
	"github.com/envparity/envparity/report"
	"github.com/envparity/envparity/rules"
	"github.com/envparity/envparity/workspace"
)

// journeysReport is the JSON of the journeys, field by field as journeys/schema/journeys-report-v1.json says.
type journeysReport struct {
	Schema   string           `json:"schema"`
	Judged   *judge.Judged    `json:"judged"`
	Findings []journeyFinding `json:"findings"`
	Run      *journeys.Run    `json:"run"`
}

// journeysJSON writes the report.
func journeysJSON(w io.Writer, d *workspace.Decided, keepValues bool) error {
	e := json.NewEncoder(report.Escaped(w))
	e.SetIndent("", "  ")
	return e.Encode(journeysReport{journeys.ReportSchema, d.Judged, journeyFindingsJSON(d.Findings, d.Environments), runfile.Lean(d.Run, keepValues)})
}

// journeyFinding is a finding as the JSON of the journeys has it.
type journeyFinding struct {
	Fingerprint string            `json:"fingerprint"`
	Verdict     rules.Verdict     `json:"verdict"`
	State       rules.State       `json:"state"`
	Kind        drift.Kind        `json:"kind"`
	Resource    string            `json:"resource"`
	Path        string            `json:"path"`
	Values      map[string]string `json:"values"`
	Rule        string            `json:"rule"`
	Reason      string            `json:"reason"`
	Hint        string            `json:"hint,omitempty"`
}

func journeyFindingsJSON(fs []rules.Finding, envs []string) []journeyFinding {
	out := make([]journeyFinding, 0, len(fs))
	for i := range fs {
		f := &fs[i]
		x := journeyFinding{
			Fingerprint: f.Fingerprint, Verdict: f.Verdict, State: f.State, Kind: f.Drift.Kind, Path: f.Drift.Path, Values: map[string]string{},
			Resource: f.Drift.Resource.Kind + "/" + f.Drift.Resource.Name, Rule: f.Rule, Reason: f.Reason, Hint: f.Hint,
		}
		for k := range f.Drift.Sides {
			if s := &f.Drift.Sides[k]; s.State == drift.Present && k < len(envs) {
				x.Values[envs[k]] = s.Text
			}
		}
		out = append(out, x)
	}
	return out
}
