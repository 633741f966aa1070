// Package rules gives every drift a verdict: by waivers, a team's rules, the built-in packs and the pillar's default,
// the first that matches. It knows no source format and does no I/O.
package rules

import (
	"time"

	"github.com/envparity/envparity/drift"
)

// Verdict says how much a drift matters.
type Verdict string

// The verdicts, worst first.
const (
	MustFix    Verdict = "must-fix"   // a test can pass here and the release still fail there
	ShouldFix  Verdict = "should-fix" // noise and wasted investigation
	Acceptable Verdict = "acceptable" // known, documented, compensated
)

// State says whether a finding is news to the team.
type State string

// The states of a finding.
const (
	New    State = "new"
	Known  State = "known"  // in the baseline
	Waived State = "waived" // somebody accepted it, and the waiver holds
)

// Standing is how a finding stands to the baseline.
type Standing string

// The standings of a finding that the baseline has.
const (
	Unchanged Standing = "unchanged"
	Updated   Standing = "updated" // its values have changed, it has become worse, or further places have it
)

// Finding is a drift with its verdict.
type Finding struct {
	Fingerprint  string
	Drift        *drift.Drift
	Verdict      Verdict
	State        State
	Rule         string // full name: "builtin/leaked-reference", "team/log-level", "waiver/NAME", "default/PILLAR"
	Reason       string
	Hint         string
	Owner        string
	Compensation string
	Waiver       *WaiverRef   // the waiver that holds, or the expired one that no longer does
	Risk         float64      // from 0 to 1, by the evidence; findings of one verdict are listed by it
	Evidence     []drift.Sign // what speaks for and against a repair
	Notes        []string     // "changed since it was waived", "rule X failed to evaluate: …"
	Against      Standing     // what the baseline says of it; "" without one, and for what is new
}

// WaiverRef is what a finding says of its waiver.
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
