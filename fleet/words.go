package fleet

import (
	"fmt"

	"github.com/envparity/envparity/names"
)

// Word is the state as people read it.
func (s State) Word() string {
	if s == Never {
		return "never run"
	}
	return string(s)
}

// String counts the systems, and those that are not audited by their state.
func (t *Tally) String() string {
	text := fmt.Sprintf("%s: %d audited", names.Count(t.Systems, "system"), t.Audited)
	for _, x := range []struct {
		n     int
		state State
	}{{t.Incomplete, Incomplete}, {t.Failed, FailedRun}, {t.Damaged, Damaged}, {t.Stale, Stale}, {t.Never, Never}} {
		if x.n > 0 {
			text += fmt.Sprintf(", %d %s", x.n, x.state.Word())
		}
	}
	return text
}

// Found counts the findings, and says of how many systems it is not known what differs.
func (o *Overview) Found() string {
	known := o.Tally.Audited + o.Tally.Incomplete
	if known == 0 {
		return "it is not known what differs in any of them"
	}
	are := "systems that are"
	if known == 1 {
		are = "system that is"
	}
	text := fmt.Sprintf("%d must-fix and %d should-fix findings in the %d %s up to date", o.Counts.MustFix, o.Counts.ShouldFix, known, are)
	if n := o.Tally.Unknown(); n > 0 {
		text += fmt.Sprintf("; of %s it is not known what differs now", names.Count(n, "system"))
	}
	return text
}

// String says what changed since the audit before.
func (s *Since) String() string {
	if s.Compared+s.RulesChanged == 0 {
		return "no system has an earlier audit to compare with"
	}
	text := fmt.Sprintf("%d new and %d fixed in %s that can be compared", len(s.New), len(s.Fixed), names.Count(s.Compared, "system"))
	if s.RulesChanged > 0 {
		was := "was"
		if s.RulesChanged > 1 {
			was = "were"
		}
		text += fmt.Sprintf("; %s %s judged by other rules than before, so what is new there is not known", names.Count(s.RulesChanged, "system"), was)
	}
	return text
}

// Where names the resource and path of a finding.
func (c *Change) Where() string {
	if c.Path == "" {
		return c.Resource
	}
	return c.Resource + ": " + c.Path
}

// String says when a waiver ends.
func (w *FleetWaiver) String() string {
	ends := "ends on "
	if w.Expired {
		ends = "ended on "
	}
	return fmt.Sprintf("%s  %s %s%s, %s", w.System, w.Name, ends, w.Expires, names.Count(w.Findings, "finding"))
}

// By names the systems that share a thing.
func (x *SharedThing) By() string {
	list := make([]string, len(x.Systems))
	for i, u := range x.Systems {
		list[i] = u.System
	}
	return Some(list)
}

// String says where a system uses a thing that it shares.
func (u *SharedUser) String() string {
	text := u.System
	for i, p := range u.Places {
		between := "; "
		if i == 0 {
			between = "  "
		}
		text += between + p.Environment + ", " + p.Resource
		if p.Path != "" {
			text += ": " + p.Path
		}
	}
	if u.More > 0 {
		text += "; " + names.Count(u.More, "more place")
	}
	return text
}

// Remark says that a point of the trend cannot be compared with the one before it, "" where it can.
func (p *Point) Remark() string {
	if !p.Break {
		return ""
	}
	return "other rules from here on in " + names.Count(p.RulesChanged, "system")
}
