package drift

import "github.com/envparity/envparity/snapshot"

// Kind is the way in which a drift is worth reporting.
type Kind string

// The kinds of drift. Equivalent drifts are counted, and kept only on request.
const (
	Changed     Kind = "changed"
	Missing     Kind = "missing" // the reference has it and at least one other lacks it
	Extra       Kind = "extra"   // the reference lacks it, at least one other has it
	TypeChanged Kind = "type-changed"
	Equivalent  Kind = "equivalent" // differs only by the environments' own names
	Leaked      Kind = "leaked"     // an environment mentions another environment's name, host or account
	Shared      Kind = "shared"     // two environments share a value that each should have for itself
	Misspelt    Kind = "misspelt"   // a key is missing in one environment, and its near twin extra there
)

// Drift is one attribute, or one whole resource (Path ""), whose values across the environments are worth reporting.
type Drift struct {
	Kind      Kind
	Pillar    snapshot.Pillar
	Collector string // the config's name for the source: `as` if given, else the type
	Resource  ResourceRef
	Path      string  // see package snapshot's path grammar
	Key       string  // Path without environment words and volatile parts; fingerprints are made of it
	Sides     []Side  // in the order of the environments given to the comparison
	Facts     Facts   // what comparing found about the values
	Confident float64 // of the alignment, from 0 to 1; 1 for exact names
	Split     string  // which environments agree: "prod alone", "all differ", "dev and staging against prod"
	Places    []Place // other places of the same cause; empty for a single drift
	Cause     string  // the group's key, "" without
	Story     *Story  // how the difference came about; nil without history

	// Entry is the place inside inventories: the path without the names of their entries, "" outside of them. With it, entries that many
	// inventories have or lack alike become one finding.
	Entry string
	Fleet bool // an entry of a list of things that each environment names for itself: machines by their host names
}

// Place is one further place of a grouped drift.
type Place struct {
	Resource ResourceRef
	Path     string
	Key      string
	Sides    []Side
	Story    *Story // as the drift's
	Own      *Drift // the difference there, if it is another one of the same cause; it has no places
}

// Of returns the drift of the place: its own, or head.
func (p *Place) Of(head *Drift) *Drift {
	if p.Own != nil {
		return p.Own
	}
	return head
}

// Changes reports whether a drift matters on the way from environment a to environment b, such as a release from staging to production: the two
// differ, or one mentions another's name, or they share a value that each should have for itself. An unobserved side is no change.
func (d *Drift) Changes(a, b int) bool {
	if a < 0 || b < 0 || a >= len(d.Sides) || b >= len(d.Sides) {
		return false
	}
	x, y := &d.Sides[a], &d.Sides[b]
	if x.State == UnknownState || y.State == UnknownState {
		return false
	}
	same := x.State == y.State && x.Class == y.Class
	switch d.Kind {
	case Leaked:
		return x.Word != "" || y.Word != "" || !same
	case Shared:
		return same && x.State == Present
	default:
		return !same
	}
}

// Unseen reports whether some environment's side was not observed.
func (d *Drift) Unseen() bool {
	for e := range d.Sides {
		if d.Sides[e].State == UnknownState {
			return true
		}
	}
	return false
}
