package cli

import (
	"fmt"
	"strings"

	"github.com/envparity/envparity/audit"
	"github.com/envparity/envparity/config"
	"github.com/envparity/envparity/diffing"
	"github.com/envparity/envparity/journeys"
	"github.com/envparity/envparity/rules"
)

// journeyFindings gives what differs its verdicts, by the team's rules and waivers as for every other drift.
func (a *app) journeyFindings(cfg *config.Config, j *journeys.Judged) ([]rules.Finding, error) {
	d, err := audit.Decide(cfg)
	if err != nil {
		return nil, err
	}
	return audit.Journeys(j, cfg.Environments, d, a.clock()), nil
}

// journeyFinding is a finding as the JSON of the journeys has it.
type journeyFinding struct {
	Fingerprint string            `json:"fingerprint"`
	Verdict     rules.Verdict     `json:"verdict"`
	State       rules.State       `json:"state"`
	Kind        diffing.Kind      `json:"kind"`
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
			if s := &f.Drift.Sides[k]; s.State == diffing.Present && k < len(envs) {
				x.Values[envs[k]] = s.Text
			}
		}
		out = append(out, x)
	}
	return out
}

// findingLines prints verdict and fingerprint of what is not acceptable, so that it can be explained and waived.
func (a *app) findingLines(fs []rules.Finding) error {
	var b strings.Builder
	for i := range fs {
		f := &fs[i]
		if f.Verdict == rules.Acceptable && f.State != rules.Waived {
			continue
		}
		state := ""
		if f.State != rules.New {
			state = " (" + string(f.State) + ")"
		}
		fmt.Fprintf(&b, "  %-10s %s %s/%s %s%s\n", f.Verdict, f.Fingerprint, f.Drift.Resource.Kind, a.term.Clean(f.Drift.Resource.Name), a.term.Clean(f.Drift.Path), state)
	}
	if b.Len() == 0 {
		return nil
	}
	_, err := fmt.Fprintf(a.out, "\nfindings\n%s", b.String())
	return err
}

// stillFailing reports whether a finding fails the run: it is must-fix and nobody has accepted it.
func stillFailing(fs []rules.Finding) bool {
	for i := range fs {
		if audit.FailOnMustFix.Fails(&fs[i]) {
			return true
		}
	}
	return false
}
