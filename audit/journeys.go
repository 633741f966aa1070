package audit

import (
	"fmt"
	"strings"
	"time"

	"github.com/envparity/envparity/config"
	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/journeys"
	"github.com/envparity/envparity/journeys/judge"
	"github.com/envparity/envparity/rules"
	"github.com/envparity/envparity/snapshot"
)

// Journeys returns the findings of a run of the journeys, by the same rules, waivers and baseline as for every other drift, without an audit. It
// removes answers from judged that differ only by the environments' own names.
func Journeys(judged *judge.Judged, envs []config.Environment, d *Decisions, now time.Time) []rules.Finding {
	r := &Result{Environments: envs}
	sides := sidesOf(envs)
	judged.DropOwnNames(sides)
	return d.Rules.Classify(judged.Drifts(sides), d.Context(r, now))
}

// OfJourneys returns the result of a run of the journeys alone, for every report format. complete is false if the run did not end regularly.
func OfJourneys(project string, judged *judge.Judged, findings []rules.Finding, envs []config.Environment, baseline, complete bool, now time.Time) *Result {
	r := &Result{Project: project, GeneratedAt: now.UTC(), Environments: envs, Reference: judged.Reference, Complete: complete, Findings: findings, Baseline: baseline}
	r.travelled(judged, &drift.Result{})
	r.Problems = append(r.Problems, judged.Problems...)
	r.count()
	return r
}

// JourneysAlone reports whether r is about journeys only, and so has nothing about other pillars.
func (r *Result) JourneysAlone() bool { return r.Journeys != nil && r.Summary.Compared == 0 }

// Named returns the environments of a config with their names and words, in the form for comparing.
func Named(envs []config.Environment) []drift.Environment { return sidesOf(envs) }

// ForAudit prepares a judged run for Options.Journeys. It removes answers that differ only by the environments' own names.
func ForAudit(judged *judge.Judged, cfg *config.Config) *judge.Judged {
	judged.DropOwnNames(sidesOf(cfg.Environments))
	return judged
}

// travelled adds the results of the journeys to those of comparing: drifts, outcomes, and counts for the scores.
func (r *Result) travelled(j *judge.Judged, d *drift.Result) {
	if j == nil {
		return
	}
	r.Journeys = j
	d.Drifts = append(d.Drifts, j.Drifts(sidesOf(r.Environments))...)
	for _, e := range r.Environments {
		n, held, trouble := journeysOf(j, e.Name)
		if n == 0 {
			continue
		}
		if e.Name == j.Reference && len(trouble) == 0 && !j.Complete {
			trouble = j.Problems
		}
		o := snapshot.Outcome{Collector: journeys.CollectorName, Source: "run " + j.RunID, Status: snapshot.Complete, Resources: n}
		if len(trouble) > 0 {
			o.Status, o.Error = snapshot.Partial, strings.Join(trouble, "\n")
		}
		r.Outcomes = append(r.Outcomes, Outcome{Environment: e.Name, Outcome: o})
		if !e.Reference {
			d.Cells = append(d.Cells, drift.Cell{Environment: e.Name, Reference: r.Reference, Pillar: snapshot.Behaviour, Counts: held})
		}
	}
	r.Complete = r.Complete && j.Complete
}

// journeysOf counts the journeys that were judged in an environment or compared with it, and those without a problem.
func journeysOf(j *judge.Judged, env string) (n int, held drift.Counts, trouble []string) {
	names := map[string]bool{}
	for i := range j.Journeys {
		x := &j.Journeys[i]
		if x.Environment != env && x.Reference != env {
			continue
		}
		names[x.Journey] = true
		if x.Environment != env {
			continue
		}
		switch x.Outcome {
		case judge.Within:
			held.Compared, held.Identical = held.Compared+1, held.Identical+1
		case judge.NotComparable:
			held.Compared, held.Unknown = held.Compared+1, held.Unknown+1
			trouble = append(trouble, fmt.Sprintf("%s: %s", x.Journey, x.Why))
		}
	}
	return len(names), held, trouble
}
