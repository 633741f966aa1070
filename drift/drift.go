package drift

import "github.com/envparity/envparity/snapshot"

// Kind says in which way the values of the environments are worth reporting.
type Kind string

// The kinds of drift. Equivalent drifts are counted, and kept only on request.
const (
	Changed     Kind = "changed"
	Missing     Kind = "missing" // the reference has it and at least one other has not
	Extra       Kind = "extra"   // the reference has not, at least one other has
	TypeChanged Kind = "type-changed"
	Equivalent  Kind = "equivalent" // differs only by the environments' own names
	Leaked      Kind = "leaked"     // an environment mentions another environment's name, host or account
	Shared      Kind = "shared"     // two environments use what each must have for itself
	Misspelt    Kind = "misspelt"   // one key missing here and its near twin extra there
)

// Drift is one attribute, or one whole resource (Path ""), whose values across the environments are worth reporting.
type Drift struct {
	Kind      Kind
	Pillar    snapshot.Pillar
	Collector string // what the configuration calls the source: the `as` name where one is given, else the type
	Resource  ResourceRef
	Path      string  // see package snapshot's path grammar
	Key       string  // Path without environment words and volatile parts; fingerprints are made of it
	Sides     []Side  // in the order of the environments given to the comparison
	Facts     Facts   // what comparing understood of the values
	Confident float64 // of the alignment, from 0 to 1; 1 for exact names
	Stand     string  // who has the same: "prod alone", "all differ", "dev and staging against prod"
	Places    []Place // other places of the same cause; empty for a drift that stands alone
	Cause     string  // the group's key, "" without
	Story     *Story  // how the difference came about; nil where there is no history

	// Entry names the place inside inventories: the path without the names of their entries, "" outside of them. With it the
	// entries that many inventories have or lack alike become one finding.
	Entry string
	Fleet bool // an entry of a list of what each environment calls by its own name: machines by their host names
}

// Place is one further place of a grouped drift.
type Place struct {
	Resource ResourceRef
	Path     string
	Key      string
	Sides    []Side
	Story    *Story // as the drift's
	Own      *Drift // what differs there, where it is something else that goes with the head; it has no places
}

// Of returns the drift of the place: its own, or head, which says the same.
func (p *Place) Of(head *Drift) *Drift {
	if p.Own != nil {
		return p.Own
	}
	return head
}

// Changes reports whether a drift matters on the way from environment a to environment b, as on that of a release from staging to
// production: the two differ there, or one mentions another's name, or they share what each should have for itself. What was not
// observed in one of them changes nothing that is known.
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
