package judge

import (
	"fmt"

	"github.com/envparity/envparity/names"
)

// Severity is the word people act on where no rule has decided: the rules of package rules/builtin give the verdicts.
func (j *Judgement) Severity() string {
	switch {
	case j.Outcome == Exceeds && j.beyondDoubt(), j.SlowTail() && j.tailBeyondDoubt(), j.Errors.Differs:
		return "must-fix"
	case j.Outcome == Exceeds, j.Outcome == TooFast, j.SlowTail():
		return "should-fix"
	case j.Outcome == NotComparable:
		return "not comparable"
	case j.Outcome == Inconclusive, j.Tail != nil && j.Tail.Outcome == Inconclusive:
		return string(Inconclusive)
	}
	return "acceptable"
}

// beyondDoubt reports whether a journey that exceeds what is allowed breaks what somebody has documented, or takes at least twice as
// long. Beyond a ratio that nobody has agreed to it may still be as it should be.
func (j *Judgement) beyondDoubt() bool {
	return j.Documented || j.Ratio.Low != nil && *j.Ratio.Low >= 2
}

// SlowTail reports whether the slowest answers are slower than allowed and the median is not: where it is, the tail is no news.
func (j *Judgement) SlowTail() bool {
	return j.Tail != nil && j.Tail.Outcome == Exceeds && j.Outcome != Exceeds && j.Outcome != NotComparable
}

// tailBeyondDoubt is beyondDoubt of the tail: the p95 is at least twice the reference's with the intervals of both.
func (j *Judgement) tailBeyondDoubt() bool {
	return j.tailAllowed > 0 || j.Documented || j.EnvP95.Low != nil && j.RefP95.High != nil && *j.EnvP95.Low >= 2**j.RefP95.High
}

// StepWord tells a step's outcome without the words of verdicts: steps are looked at, journeys are judged.
func (j *Judgement) StepWord() string {
	switch j.Outcome {
	case Within:
		return "within"
	case Exceeds:
		return "slower"
	case TooFast:
		return "too fast"
	case NotComparable:
		return "not comparable"
	}
	return string(j.Outcome)
}

// Gates reports whether an expectation that failed is more than bad luck: it failed every time.
func (f *Functional) Gates() bool { return f.Failed == f.Of }

// Undecided reports whether the sample of some journey does not tell whether it is within what is allowed.
func (out *Judged) Undecided() bool {
	for i := range out.Limits {
		if out.Limits[i].Outcome == Inconclusive {
			return true
		}
	}
	for i := range out.Journeys {
		if x := &out.Journeys[i]; x.Outcome == Inconclusive || x.Tail != nil && x.Tail.Outcome == Inconclusive {
			return true
		}
	}
	return false
}

// Sentence tells a failed expectation.
func (f *Functional) Sentence() string {
	often := "failed " + names.Of(f.Failed, f.Of, "time")
	if f.Gates() {
		often = fmt.Sprintf("fails every time (%d of %d)", f.Failed, f.Of)
	}
	where := f.Environment
	if f.Everywhere {
		where += ", and in the reference as well"
	}
	return fmt.Sprintf("%s / %s %s in %s: %s", f.Journey, f.Step, often, where, f.What)
}
