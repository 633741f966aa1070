package journeys

import "fmt"

// Severity is the word people act on, the same as for every other finding.
func (j *Judgement) Severity() string {
	switch j.Outcome {
	case Within:
		return "acceptable"
	case Exceeds:
		if j.Documented || j.Ratio.Low != nil && *j.Ratio.Low >= 2 {
			return "must-fix"
		}
		return "should-fix" // beyond a ratio that nobody has agreed to
	case TooFast:
		return "should-fix"
	case NotComparable:
		return "not comparable"
	}
	return string(Inconclusive)
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

// Failing reports whether a run is a reason to stop: a journey exceeds what is allowed, a step fails every time, or failures
// are more frequent than in the reference by an exact test. strict counts what cannot be told as well. It knows no rules and
// no waivers: what Drifts yields does, once classified.
func (j *Judged) Failing(strict bool) bool {
	for i := range j.Functional {
		if j.Functional[i].Gates() {
			return true
		}
	}
	for i := range j.Journeys {
		if j.Journeys[i].Outcome == Exceeds {
			return true
		}
	}
	return j.MoreErrors() || strict && j.Undecided()
}

// Undecided reports whether some journey could not be told from what is allowed.
func (j *Judged) Undecided() bool {
	for i := range j.Journeys {
		if j.Journeys[i].Outcome == Inconclusive {
			return true
		}
	}
	return false
}

// MoreErrors reports whether some journey fails now and then, and more often than in the reference by an exact test.
func (j *Judged) MoreErrors() bool {
	for i := range j.Journeys {
		e := j.Journeys[i].Errors
		if e.P < 0.05 && e.Env < e.EnvN && e.EnvN > 0 && e.RefN > 0 && float64(e.Env)/float64(e.EnvN) > float64(e.Ref)/float64(e.RefN) {
			return true
		}
	}
	return false
}

// Sentence tells a failed expectation.
func (f *Functional) Sentence() string {
	often := fmt.Sprintf("failed %d of %d times", f.Failed, f.Of)
	if f.Gates() {
		often = fmt.Sprintf("fails every time (%d of %d)", f.Failed, f.Of)
	}
	where := f.Environment
	if f.Everywhere {
		where += ", and in the reference as well"
	}
	return fmt.Sprintf("%s / %s %s in %s: %s", f.Journey, f.Step, often, where, f.What)
}
