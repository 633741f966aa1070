package rules

import (
	"github.com/envparity/envparity/diffing/dialect/known"
	"github.com/envparity/envparity/drift"
)

// longAgo is the age in days from which a separate commit counts as a decision. Of the differences that stood for 90 days, one in a hundred was
// aligned within the next 90; half a year is twice that.
const longAgo = 180

// aMonth is from which age in days on what was changed in the reference alone counts as meant: of the differences that had stood so long, teams aligned
// one in 25 within the next 90 days, and of the findings as old fewer than one in four was worth hearing.
const aMonth = 30

// remark returns the comment beside the value, preferably the reference's.
func (f *facts) remark() string {
	if r := f.run.ref; r >= 0 && r < len(f.sides) && f.sides[r].Remark != "" {
		return f.sides[r].Remark
	}
	for i := range f.sides {
		if f.sides[i].Remark != "" {
			return f.sides[i].Remark
		}
	}
	return ""
}

// standing reports whether the drift is wrong by itself: a leak, a sharing, a misspelt name. Nobody intends those.
func (f *facts) standing() bool {
	switch f.drift.Kind {
	case drift.Leaked, drift.Shared, drift.Misspelt:
		return true
	}
	return false
}

// decided reports whether somebody wrote a comment about the difference here.
func (f *facts) decided() bool {
	if f.standing() {
		return false
	}
	s := f.story
	return f.remark() != "" || s != nil && s.Alone && s.AgeDays > longAgo && (s.Kind == drift.Overdue || s.Kind == drift.OnItsWay || s.Kind == drift.Settled)
}

// lasting reports whether the environments have differed from the beginning or for more than a year. Teams align three in a hundred of such
// differences.
func (f *facts) lasting() bool {
	return !f.standing() && f.story != nil && (f.story.Kind == drift.NeverSame || f.story.Kind == drift.Settled)
}

// nearestAgrees reports whether the observed environment nearest to the reference agrees with it. Then the last test runs with the reference's
// value.
func (f *facts) nearestAgrees() bool {
	if f.standing() || f.run.ref < 0 || f.run.ref >= len(f.sides) || f.sides[f.run.ref].State == drift.UnknownState {
		return false
	}
	for i := len(f.sides) - 1; i >= 0; i-- {
		if i < len(f.run.envs) && i != f.run.ref && f.sides[i].State != drift.UnknownState {
			return !f.differs(i)
		}
	}
	return false
}

// unfollowed reports whether the reference was changed alone and no environment followed for a month.
func (f *facts) unfollowed() bool {
	return !f.standing() && f.story != nil && f.story.Kind == drift.HotFix && f.story.AgeDays > aMonth
}

// meant combines the signs that a difference is intended. One line of code for all environments differs by a variable or a condition. Variables
// are compared where they are set.
func (f *facts) meant() bool {
	behind := !f.standing() && f.story != nil && f.story.Kind == drift.LeftBehind
	return behind || f.unfollowed() || f.decided() || f.lasting() || f.nearestAgrees() || !f.standing() && known.Of(f.res.Type).Code() && f.oneLine()
}
