// Package audit is the pipeline for the command line and the TUI: collect, align, compare, classify. Only this package knows the order of the
// steps.
package audit

import (
	"time"

	"github.com/envparity/envparity/config"
	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/journeys/judge"
	"github.com/envparity/envparity/rules"
	"github.com/envparity/envparity/snapshot"
)

// Result is the result of one audit. It depends only on snapshots, config, waivers, baseline and a date.
type Result struct {
	Project      string
	GeneratedAt  time.Time
	Environments []config.Environment
	Reference    string
	Complete     bool
	Outcomes     []Outcome
	Summary      Summary
	Scores       []rules.Score
	Fidelity     []Fidelity // of the data of databases, by environment; none without an estimate
	Vocabulary   []drift.Word
	Findings     []rules.Finding // sorted by verdict, pillar, resource, path
	Equivalent   []drift.Drift   // only on request
	Grid         []drift.Row
	Tables       map[string]*Table // of databases, with findings, by the ids of their resources
	Coverage     Coverage
	Problems     []string              // problems of the audit itself: waivers about to expire, rules that never matched
	Fixed        []string              // fingerprints in the baseline that are gone
	Gone         []rules.BaselineEntry // the same with their baseline entries
	Baseline     bool                  // a baseline was given
	Matched      map[string]int        // findings by the full name of the deciding rule
	History      History
	Journeys     *judge.Judged // the run of the journeys, nil without one
	Planned      []Planned     // with plans instead of sources
	Unmet        []string      // reasons to fail the check besides findings: sentences without a full stop
}

// History is what the files' history shows.
type History struct {
	Read   bool        // there are stories
	Stored bool        // some of them from stored snapshots
	Lags   []drift.Lag // how long promotions to the reference usually take, by environment
	Notes  []string    // why there is none, or what is missing, with advice
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

// Event is progress of an audit, for display only.
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

// EventKind is the kind of an event.
type EventKind uint8

// The events, in the order they come for one collector.
const (
	CollectorStarted EventKind = iota
	CollectorProgress
	CollectorDone
	EnvironmentDone
	AuditDone
)

// FailOn is the lowest verdict that fails a check.
type FailOn string

// The limits a check can have.
const (
	FailOnMustFix   FailOn = "must-fix"
	FailOnShouldFix FailOn = "should-fix"
	FailOnNever     FailOn = "never"
	FailOnOverdue   FailOn = "overdue" // must-fix, and changes that are later than usual promotions
)

// Fails reports whether f fails a check: it reaches the limit, and is neither known nor waived. Exit codes and every report format use it, so
// that they agree.
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
