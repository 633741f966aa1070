package audit

import (
	"time"

	"github.com/envparity/envparity/config"
	"github.com/envparity/envparity/journeys"
	"github.com/envparity/envparity/rules"
)

// Journeys gives what a run of the journeys showed its verdicts, by the same rules, waivers and baseline as every other drift.
func Journeys(judged *journeys.Judged, cfg *config.Config, d *Decisions, now time.Time) []rules.Finding {
	r := &Result{Environments: cfg.Environments}
	return d.Rules.Classify(judged.Drifts(sidesOf(cfg.Environments)), d.Context(r, now))
}
