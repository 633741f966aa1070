package fleet

import "time"

// Schema names the document that `fleet report --format json` prints.
const Schema = "envparity.fleet/v1"

// State is how current what is known of a system is.
type State string

// The states. Only of systems that are audited or incomplete is it known what differs now; the others are unknown, and never zero.
const (
	Audited    State = "audited"    // the newest record is of the newest run, and everything was observed
	Incomplete State = "incomplete" // the same, and something was not observed
	FailedRun  State = "failed"     // the newest attempt came to no audit
	Damaged    State = "damaged"    // the newest record cannot be read
	Stale      State = "stale"      // the newest record is old, or not of the newest run
	Never      State = "never"      // there is no record
)

// Current reports whether it is known what differs in the system now.
func (s State) Current() bool { return s == Audited || s == Incomplete }

// Overview is what the records of a fleet come to. Fields are added, never renamed or removed.
type Overview struct {
	Schema    string         `json:"schema"`
	Name      string         `json:"name"`
	At        time.Time      `json:"at"`
	Run       string         `json:"run,omitempty"` // the newest
	Described bool           `json:"described"`     // a file says which systems there are; without one, a system that never ran is not known
	Tally     Tally          `json:"tally"`
	Counts    Counts         `json:"counts"` // of the systems that are current
	Since     Since          `json:"since"`
	Systems   []System       `json:"systems"` // worst first
	Tiers     []Group        `json:"tiers"`
	Owners    []Group        `json:"owners"`
	Rules     []Campaign     `json:"rules"`
	Causes    []Campaign     `json:"causes"` // in two systems or more
	Waivers   []OwnedWaivers `json:"waivers"`
	Shared    Shared         `json:"shared"`
	Trend     []Point        `json:"trend"` // oldest first
	Notes     []string       `json:"notes"`
}

// Tally counts systems by state.
type Tally struct {
	Systems    int `json:"systems"`
	Audited    int `json:"audited"`
	Incomplete int `json:"incomplete"`
	Failed     int `json:"failed"`
	Damaged    int `json:"damaged"`
	Stale      int `json:"stale"`
	Never      int `json:"never"`
}

// Unknown counts the systems of which it is not known what differs in them now.
func (t *Tally) Unknown() int { return t.Failed + t.Damaged + t.Stale + t.Never }

func (t *Tally) add(s State) {
	t.Systems++
	*map[State]*int{Audited: &t.Audited, Incomplete: &t.Incomplete, FailedRun: &t.Failed, Damaged: &t.Damaged, Stale: &t.Stale, Never: &t.Never}[s]++
}

// System is one system of the overview.
type System struct {
	Name         string     `json:"name"`
	Owner        string     `json:"owner,omitempty"`
	Tier         string     `json:"tier,omitempty"`
	State        State      `json:"state"`
	Why          []string   `json:"why,omitempty"` // of a state other than audited
	At           *time.Time `json:"at,omitempty"`  // of the newest attempt, by the clock of the machine that made it
	Run          string     `json:"run,omitempty"`
	Counts       *Counts    `json:"counts,omitempty"` // of a system that is current
	Parity       *float64   `json:"parity,omitempty"` // with the reference, of the environment that is farthest from it
	New          *int       `json:"new,omitempty"`    // since the audit before; none where the two cannot be compared
	Fixed        *int       `json:"fixed,omitempty"`
	RulesChanged bool       `json:"rules_changed,omitempty"` // other rules judged the audit before
	Described    bool       `json:"described"`
}

// Since is what changed since the audit before of each system.
type Since struct {
	Compared     int      `json:"compared"`      // systems whose last two audits can be compared
	RulesChanged int      `json:"rules_changed"` // systems whose last two audits were judged by different rules
	New          []Change `json:"new"`
	Fixed        []Change `json:"fixed"`
}

// Change is a finding that came or went.
type Change struct {
	System      string `json:"system"`
	Fingerprint string `json:"fingerprint"`
	Verdict     string `json:"verdict"`
	Kind        string `json:"kind"`
	Resource    string `json:"resource"`
	Path        string `json:"path,omitempty"`
	Rule        string `json:"rule,omitempty"`
	Owner       string `json:"owner,omitempty"`
}

// Group is the systems of one tier or owner.
type Group struct {
	Name      string   `json:"name"` // "" for those that have none
	Systems   int      `json:"systems"`
	Unknown   int      `json:"unknown"` // of them, that are not current
	MustFix   int      `json:"must_fix"`
	ShouldFix int      `json:"should_fix"`
	Worst     []string `json:"worst"` // the systems with the most must-fix findings, at most five
}

// Campaign is what many systems have alike: findings of one rule, or of one cause.
type Campaign struct {
	Rule      string   `json:"rule,omitempty"`
	About     string   `json:"about,omitempty"` // of a cause: what the findings are about in each system
	Kind      string   `json:"kind,omitempty"`  // of a cause: the kind of the drifts
	Verdict   string   `json:"verdict"`         // the worst of the findings
	Reason    string   `json:"reason,omitempty"`
	Hint      string   `json:"hint,omitempty"`
	MustFix   int      `json:"must_fix"`
	ShouldFix int      `json:"should_fix"`
	Systems   []string `json:"systems"`
	Owners    []string `json:"owners"`
	Example   Change   `json:"example"`
}

// OwnedWaivers are the waivers of one owner that end soon or have ended.
type OwnedWaivers struct {
	Owner   string        `json:"owner"`
	Waivers []FleetWaiver `json:"waivers"`
}

// FleetWaiver is a waiver of one system.
type FleetWaiver struct {
	System   string `json:"system"`
	Name     string `json:"name"`
	Expires  string `json:"expires"`
	Expired  bool   `json:"expired"`
	Findings int    `json:"findings"`
}

// Shared is what two systems use that each should have for itself.
type Shared struct {
	Secrets   []SharedThing `json:"secrets"`
	Databases []SharedThing `json:"databases"`
	Keys      []KeyGroup    `json:"keys"` // with more than one, it is not known whether systems of two keys share anything
}

// SharedThing is one secret or database, and who uses it.
type SharedThing struct {
	Print   string       `json:"print"`
	Systems []SharedUser `json:"systems"`
}

// SharedUser is a system that uses it.
type SharedUser struct {
	System string  `json:"system"`
	Owner  string  `json:"owner,omitempty"`
	Places []Place `json:"places"`
	More   int     `json:"more,omitempty"`
}

// KeyGroup is the systems whose secrets were sealed with one key.
type KeyGroup struct {
	Key     string   `json:"key"`
	Systems []string `json:"systems"`
}

// Point is one run of the fleet.
type Point struct {
	Run          string    `json:"run"`
	At           time.Time `json:"at"`
	Systems      int       `json:"systems"` // that have an audit in it
	Failed       int       `json:"failed"`
	Counts       Counts    `json:"counts"`
	Parity       *float64  `json:"parity,omitempty"` // the mean of the systems'
	Break        bool      `json:"break"`            // some systems were judged by other rules than in their audit before: the two cannot be compared
	RulesChanged int       `json:"rules_changed"`    // how many
}
