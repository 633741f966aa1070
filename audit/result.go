// Package audit is the pipeline, once, for the command line and the TUI alike: collect, align, compare, classify. It is the
// only package that knows the order of the steps.
package audit

import (
	"time"

	"github.com/envparity/envparity/config"
	"github.com/envparity/envparity/diffing"
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
	Vocabulary   []diffing.Word
	Findings     []rules.Finding // sorted by verdict, pillar, resource, path
	Equivalent   []diffing.Drift // only on request
	Grid         []diffing.Row
	Problems     []string // what a person should know of the audit itself: waivers about to expire, rules that never matched
	Fixed        []string // fingerprints in the baseline that are gone
	Baseline     bool     // a baseline was given
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
