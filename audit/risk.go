package audit

import (
	"slices"

	"github.com/envparity/envparity/config"
	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/evidence"
	"github.com/envparity/envparity/rules"
)

// assess sets the evidence and risk of every finding, and sorts those of one verdict by risk.
func (r *Result) assess(drifts []drift.Drift) {
	siblings := evidence.Surroundings(drifts)
	ref := slices.IndexFunc(r.Environments, func(e config.Environment) bool { return e.Reference })
	for i := range r.Findings {
		f := &r.Findings[i]
		f.Evidence, f.Risk = evidence.Assess(&evidence.Subject{Drift: f.Drift, Reference: ref, Siblings: siblings[f.Drift.Resource.ID]})
	}
	slices.SortStableFunc(r.Findings, func(a, b rules.Finding) int {
		switch {
		case a.Verdict != b.Verdict:
			return a.Verdict.Rank() - b.Verdict.Rank()
		case a.Risk > b.Risk:
			return -1
		case a.Risk < b.Risk:
			return 1
		}
		return 0
	})
}
