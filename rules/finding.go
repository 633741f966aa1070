// Package rules gives every drift a verdict: by waivers, a team's rules, the built-in packs and the pillar's default; the first match decides. It
// knows no source format and does no I/O.
package rules

import (
	"time"

	"github.com/envparity/envparity/drift"
)

// Verdict is how much a drift matters.
type Verdict string

// The verdicts, worst first.
const (
	MustFix    Verdict = "must-fix"   // a test can pass here and the release can still fail there
	ShouldFix  Verdict = "should-fix" // it costs time and trust
	Acceptable Verdict = "acceptable" // known, intended or harmless
)

// State is whether a finding is new to the team.
type State string

// The states of a finding.
const (
	New    State = "new"
	Known  State = "known"  // in the baseline
	Waived State = "waived" // somebody accepted it, and the waiver is valid
)

// BaselineState compares a finding with its baseline entry.
type BaselineState string

// The standings of a finding in the baseline.
const (
	Unchanged BaselineState = "unchanged"
	Updated   BaselineState = "updated" // its values have changed, it has become worse, or it has more places
)

// Finding is a drift with its verdict.
type Finding struct {
	Fingerprint   string
	Drift         *drift.Drift
	Verdict       Verdict
	State         State
	Rule          string // full name: "builtin/leaked-reference", "team/log-level", "waiver/NAME", "default/PILLAR"
	Reason        string
	Hint          string
	Owner         string
	Compensation  string
	Waiver        *WaiverRef    // the valid waiver, or the expired one
	Risk          float64       // from 0 to 1, from the evidence; orders findings of one verdict
	Evidence      []drift.Sign  // signs for and against a repair
	Notes         []string      // "changed since it was waived", "rule X failed to evaluate: …"
	BaselineState BaselineState // compared with the baseline; "" without one, and for new findings
}

// WaiverRef is a finding's waiver.
type WaiverRef struct {
	Name, Owner, Reason, File string
	Line                      int
	Expires                   time.Time
	Expired                   bool
}

// Rank orders verdicts, 0 for the worst.
func (v Verdict) Rank() int {
	switch v {
	case MustFix:
		return 0
	case ShouldFix:
		return 1
	}
	return 2
}
