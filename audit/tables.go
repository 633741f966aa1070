package audit

import (
	"slices"

	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/snapshot"
)

// Table is a table of a database with a finding, in every environment. Screens show it whole.
type Table struct {
	At     []*snapshot.Resource // in the order of the environments; nil if it is missing or was not observed
	Unseen []bool               // in the same order: it was not observed there
}

// TableOf returns the table of a drift, nil for a drift about anything else.
func (r *Result) TableOf(d *drift.Drift) *Table { return r.Tables[d.Resource.ID] }

func aboutTable(kind string, p snapshot.Pillar) bool {
	return p == snapshot.Data && (kind == "table" || kind == "materialized_view")
}

// tables keeps the tables with findings. Of several members the first counts.
func (r *Result) tables(snaps []*snapshot.Snapshot) {
	type key struct{ env, collector, kind, name string }
	var all map[key][]*snapshot.Resource // built for the first finding about a table
	index := func() {
		all = map[key][]*snapshot.Resource{}
		for _, s := range snaps {
			for i := range s.Resources {
				if x := &s.Resources[i]; aboutTable(x.Kind, x.Pillar) {
					k := key{s.Environment, x.Collector, x.Kind, x.Name}
					all[k] = append(all[k], x)
				}
			}
		}
	}
	add := func(d *drift.Drift) {
		ref := &d.Resource
		if !aboutTable(ref.Kind, d.Pillar) || r.Tables[ref.ID] != nil {
			return
		}
		if all == nil {
			index()
		}
		t := &Table{At: make([]*snapshot.Resource, len(r.Environments)), Unseen: make([]bool, len(r.Environments))}
		for e := range r.Environments {
			env := r.Environments[e].Name
			name := ref.Name
			if own := ref.Names[env]; own != "" {
				name = own
			}
			found := all[key{env, d.Collector, ref.Kind, name}]
			if i := slices.IndexFunc(found, func(x *snapshot.Resource) bool { return x.Scope == ref.Scope }); i > 0 {
				found = found[i:] // two databases of an environment may have a table of one name
			}
			if len(found) > 0 {
				one := *found[0] // a copy, so that the rest of the snapshot is not kept in memory
				t.At[e] = &one
			} else {
				t.Unseen[e] = e < len(d.Sides) && d.Sides[e].State == drift.UnknownState
			}
		}
		if r.Tables == nil {
			r.Tables = map[string]*Table{}
		}
		r.Tables[ref.ID] = t
	}
	for i := range r.Findings {
		d := r.Findings[i].Drift
		add(d)
		for p := range d.Places {
			add(d.Places[p].Of(d))
		}
	}
}
