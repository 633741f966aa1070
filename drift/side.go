package drift

import (
	"slices"

	"github.com/envparity/envparity/snapshot"
)

// State is the state of one environment's side of a drift.
type State string

// The states of a side. Unknown is never the same as Absent.
const (
	Present      State = "present"
	AbsentState  State = "absent"
	UnknownState State = "unknown"
)

// Side is one environment's value.
type Side struct {
	State   State
	Node    *snapshot.Node // nil unless Present; for a whole resource its Root
	Why     string         // with UnknownState: a sentence
	Lost    bool           // with UnknownState: damage or a failure prevented the observation
	Source  snapshot.Source
	Class   int          // sides of one class are equal; from 0 in order of appearance, -1 if not present
	Members []MemberSide // for an environment of several members that disagree
	Word    string       // with Leaked: the other environment's word found here
	WordOf  string       // and the environment it belongs to
	Text    string       // the value as text for people, set for scalars (secrets: their fingerprint)
	Since   *Origin      // when the value came about; nil if that is not known
	Remark  string       // the comment beside it in its file, if not all environments have the same; see package history/remarks
	Above   bool         // with AbsentState: the map, list or resource around the attribute is absent too
}

// MemberSide is one member's value where members of one environment disagree.
type MemberSide struct {
	Member string
	State  State
	Node   *snapshot.Node // nil unless Present
	Class  int            // as the sides'; -1 when not present
	Text   string         // as a side's
	Source snapshot.Source
}

// GroupMembers groups members with the same value, the largest group first.
func GroupMembers(members []MemberSide) [][]MemberSide {
	var out [][]MemberSide
	for i := range members {
		m := &members[i]
		k := slices.IndexFunc(out, func(g []MemberSide) bool {
			return g[0].State == m.State && g[0].Class == m.Class && (m.Node != nil || g[0].Text == m.Text)
		})
		if k < 0 {
			out, k = append(out, nil), len(out)
		}
		out[k] = append(out[k], *m)
	}
	slices.SortStableFunc(out, func(a, b []MemberSide) int { return len(b) - len(a) })
	return out
}
