package audit

import (
	"time"

	"github.com/envparity/envparity/config"
	"github.com/envparity/envparity/journeys"
	"github.com/envparity/envparity/rules"
)

// Journeys gives what a run of the journeys showed its verdicts, by the same rules, waivers and baseline as every other drift. Answers
// that differ only by the environments' own names are taken out of judged.
func Journeys(judged *journeys.Judged, cfg *config.Config, d *Decisions, now time.Time) []rules.Finding {
	r := &Result{Environments: cfg.Environments}
	envs := sidesOf(cfg.Environments)
	judged.DropOwnNames(envs)
	return d.Rules.Classify(judged.Drifts(envs), d.Context(r, now))
}
