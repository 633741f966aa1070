package audit

import (
	"strconv"
	"strings"

	"github.com/envparity/envparity/rules"
)

// Ending is how a check ends.
type Ending string

// The endings. A finding that fails a check outranks an audit that is incomplete.
const (
	Passed     Ending = "passed"     // nothing at or above the limit
	FailedOn   Ending = "failed"     // findings at or above it
	Incomplete Ending = "incomplete" // nothing to fail on was found, but not everything was observed
)

// Conclusion summarises an audit after waivers and baseline. The exit code of a check and every report format use it.
type Conclusion struct {
	Ending   Ending
	FailOn   FailOn
	Failures int // findings that fail the check
	New      int // findings of must-fix and should-fix that are neither known nor waived
	Expired  int // waivers of findings that have expired
	Fixed    int // findings of the baseline that are gone
	Complete bool
	Unmet    []string // reasons to fail the check besides findings
}

// Conclude returns the conclusion of r if findings from l up fail a check.
func (r *Result) Conclude(l FailOn) Conclusion {
	if l == "" {
		l = FailOnMustFix
	}
	c := Conclusion{Ending: Passed, FailOn: l, Failures: r.Failures(l), Fixed: len(r.Fixed), Complete: r.Complete, Unmet: r.Unmet}
	for i := range r.Findings {
		f := &r.Findings[i]
		if f.State == rules.New && f.Verdict != rules.Acceptable {
			c.New++
		}
		if f.Waiver != nil && f.Waiver.Expired {
			c.Expired++
		}
	}
	switch {
	case c.Failures > 0 || len(c.Unmet) > 0:
		c.Ending = FailedOn
	case !r.Complete:
		c.Ending = Incomplete
	}
	return c
}

// AtStake reports whether a person has to act: on a finding that is not known yet, an expired waiver, or a source that could not be read.
func (c Conclusion) AtStake() bool {
	return c.New > 0 || c.Failures > 0 || len(c.Unmet) > 0 || c.Expired > 0 || !c.Complete
}

// Code returns the exit code of a check: 0, 1 or 3.
func (c Conclusion) Code() int {
	switch c.Ending {
	case FailedOn:
		return 1
	case Incomplete:
		return 3
	}
	return 0
}

// String describes the exit code of a check.
func (c Conclusion) String() string {
	text := "exit code " + strconv.Itoa(c.Code()) + ": "
	at := "at " + string(c.FailOn) + " or above"
	if c.FailOn == FailOnOverdue {
		at = "that is must-fix or overdue"
	}
	nothing := "nothing new " + at
	if c.FailOn == FailOnNever {
		nothing = "nothing fails a check"
	}
	unmet := strings.Join(c.Unmet, "; ")
	and := ""
	if unmet != "" {
		and = "; " + unmet
	}
	switch {
	case c.Failures == 1:
		return text + "1 new finding " + at + and
	case c.Failures > 1:
		return text + strconv.Itoa(c.Failures) + " new findings " + strings.Replace(at, "that is", "that are", 1) + and
	case unmet != "":
		return text + unmet
	case !c.Complete:
		return text + nothing + ", but not everything could be observed"
	}
	return text + nothing
}
