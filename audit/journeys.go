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

// Journeys gives what a run of the journeys showed its verdicts, by the same rules, waivers and baseline as every other drift,
// without an audit around it. Answers that differ only by the environments' own names are taken out of judged.
func Journeys(judged *judge.Judged, envs []config.Environment, d *Decisions, now time.Time) []rules.Finding {
	r := &Result{Environments: envs}
	sides := sidesOf(envs)
	judged.DropOwnNames(sides)
	return d.Rules.Classify(judged.Drifts(sides), d.Context(r, now))
}

// OfJourneys is what a run of the journeys comes to by itself: a result that every report format writes. complete is false where the run did not
// come to its end.
func OfJourneys(project string, judged *judge.Judged, findings []rules.Finding, envs []config.Environment, baseline, complete bool, now time.Time) *Result {
	r := &Result{Project: project, GeneratedAt: now.UTC(), Environments: envs, Reference: judged.Reference, Complete: complete, Findings: findings, Baseline: baseline}
	r.travelled(judged, &drift.Result{})
	r.Problems = append(r.Problems, judged.Problems...)
	r.count()
	return r
}

// JourneysAlone reports whether r says something of journeys only, and so nothing of other pillars.
func (r *Result) JourneysAlone() bool { return r.Journeys != nil && r.Summary.Compared == 0 }

// Named is the environments of a config as comparing knows them: by their names and the words they go by.
func Named(envs []config.Environment) []drift.Environment { return sidesOf(envs) }

// ForAudit readies a judged run for Options.Journeys: answers that differ only by the environments' own names are taken out.
func ForAudit(judged *judge.Judged, cfg *config.Config) *judge.Judged {
	judged.DropOwnNames(sidesOf(cfg.Environments))
	return judged
}

// travelled adds what the journeys showed to what comparing did: drifts, outcomes, and what holds, for the scores.
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

// journeysOf counts the journeys that were judged in an environment, or held against it, and those that are as they should be.
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
