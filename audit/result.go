// Package audit is the pipeline, once, for the command line and the TUI alike: collect, align, compare, classify. It is the
// only package that knows the order of the steps.
package audit

import (
	"time"

	"github.com/envparity/envparity/config"
	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/journeys/judge"
	"github.com/envparity/envparity/rules"
	"github.com/envparity/envparity/snapshot"
)

// Result is one audit: a pure function of snapshots, config, waivers, baseline and a date.
type Result struct {
	Project      string
	GeneratedAt  time.Time
	Environments []config.Environment
	Reference    string
	Complete     bool
	Outcomes     []Outcome
	Summary      Summary
	Scores       []rules.Score
	Fidelity     []Fidelity // of the data of databases, by environment; none where no estimate is known
	Vocabulary   []drift.Word
	Findings     []rules.Finding // sorted by verdict, pillar, resource, path
	Equivalent   []drift.Drift   // only on request
	Grid         []drift.Row
	Tables       map[string]*Table // of databases, about which there are findings, by the ids of their resources
	Coverage     Coverage
	Problems     []string              // what a person should know of the audit itself: waivers about to expire, rules that never matched
	Fixed        []string              // fingerprints in the baseline that are gone
	Gone         []rules.BaselineEntry // the same with what the baseline says of them
	Baseline     bool                  // a baseline was given
	Matched      map[string]int        // findings by the full name of the deciding rule
	History      History
	Journeys     *judge.Judged // what a run of the journeys said, nil without one
	Planned      []Planned     // with plans in the place of sources
	Unmet        []string      // what fails the check besides findings: sentences without a full stop
}

// History is what was learned from how the files came to be what they are.
type History struct {
	Read   bool        // stories were told
	Stored bool        // some of them by stored snapshots
	Lags   []drift.Lag // how long promotions to the reference usually take, one an environment
	Notes  []string    // why there is none, or what it lacks, with what to do
}

// Outcome is a collector's outcome in an environment.
type Outcome struct {
	Environment string
	snapshot.Outcome
}

// Summary counts attributes and findings.
type Summary struct {
	Compared, Identical, Equivalent, Unknown      int
	MustFix, ShouldFix, Acceptable, Waived, Known int
}

// Event is what happens while an audit runs. Screens draw it; nothing depends on it.
type Event struct {
	Kind        EventKind
	Environment string
	Member      string
	Collector   string
	Source      string
	Done, Total int
	What        string
	Outcome     *snapshot.Outcome // with CollectorDone
	At          time.Time
}

// EventKind says what happened.
type EventKind uint8

// The events, in the order they come for one collector.
const (
	CollectorStarted EventKind = iota
	CollectorProgress
	CollectorDone
	EnvironmentDone
	AuditDone
)

// FailOn is the verdict from which on a finding fails a check.
type FailOn string

// The limits a check can have.
const (
	FailOnMustFix   FailOn = "must-fix"
	FailOnShouldFix FailOn = "should-fix"
	FailOnNever     FailOn = "never"
	FailOnOverdue   FailOn = "overdue" // must-fix, and changes that were not promoted in the usual time
)

// Fails reports whether f fails a check: it reaches the limit, and is neither known nor waived. Exit codes and every report format
// ask this, so that they agree.
func (l FailOn) Fails(f *rules.Finding) bool {
	if f.State != rules.New {
		return false
	}
	switch l {
	case FailOnNever:
		return false
	case FailOnShouldFix:
		return f.Verdict.Rank() <= rules.ShouldFix.Rank()
	}
	if l == FailOnOverdue && f.Drift.Story != nil && f.Drift.Story.Kind == drift.Overdue && f.Verdict != rules.Acceptable {
		return true
	}
	return f.Verdict == rules.MustFix
}

// Failures counts the findings of r that fail a check.
func (r *Result) Failures(l FailOn) int {
	n := 0
	for i := range r.Findings {
		if l.Fails(&r.Findings[i]) {
			n++
		}
	}
	return n
}
