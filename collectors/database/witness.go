package database

import (
	"slices"

	"github.com/envparity/envparity/collectors/database/folder"
	"github.com/envparity/envparity/collectors/database/migrations"
	"github.com/envparity/envparity/collectors/database/schema"
	"github.com/envparity/envparity/collectors/database/sqlfile"
)

// witness holds the schema that the applied migrations make against the database's own: what a migration makes that the journal lists and the
// database lacks, and which migration each part of the database comes from. Nothing is said where a migration is a program.
func witness(db *schema.Database, h *migrations.History, f *folder.Folder, name string, wanted func(table string) bool) {
	applied := map[string]bool{}
	for _, e := range h.Applied {
		applied[e.ID] = e.State == migrations.Applied
	}
	edited := map[string]bool{}
	for _, id := range h.Edited {
		edited[id] = true // what it did was another text
	}
	list, programs := steps(f, name, func(id string) bool { return applied[id] })
	if programs > 0 || len(list) == 0 || h.NewestOf || !f.Postgres() {
		return
	}
	h.Witnessed = true
	made := sqlfile.Replay(db.Name, name, list)
	live := map[string]*schema.Table{}
	for i := range db.Tables {
		live[db.Tables[i].Name] = &db.Tables[i]
	}
	unread := map[string]bool{}
	for _, u := range append(slices.Clone(made.Unread), db.Unread...) {
		unread[u.Kind+" "+u.Name] = true
	}
	w := &hearing{h: h, edited: edited}
	for i := range made.Tables {
		t := &made.Tables[i]
		switch there := live[t.Name]; {
		case !wanted(t.Name):
		case there != nil:
			w.table(t, there, db.Parts)
		case !unread["table "] && !unread["table "+t.Name]:
			w.miss(t.Place, "table "+t.Name)
		}
	}
}

// hearing collects what one journal claims and the schema does not show.
type hearing struct {
	h      *migrations.History
	edited map[string]bool
}

func (w *hearing) miss(p schema.Place, object string) {
	if !w.edited[p.By] {
		w.h.Absent = append(w.h.Absent, migrations.Missed{ID: p.By, Object: object})
	}
}

// table looks for the parts of one table, and notes on those that are there which migration makes them.
func (w *hearing) table(made, live *schema.Table, lost map[string]string) {
	live.Place = made.Place
	columns := map[string]*schema.Column{}
	for i := range live.Columns {
		columns[live.Columns[i].Name] = &live.Columns[i]
	}
	for _, c := range made.Columns {
		if there := columns[c.Name]; there != nil {
			there.Place = c.Place
		} else if lost[schema.PartColumns] == "" {
			w.miss(c.Place, "column "+made.Name+"."+c.Name)
		}
	}
	indexes := map[string]*schema.Index{}
	for i := range live.Indexes {
		indexes[live.Indexes[i].Key()] = &live.Indexes[i]
	}
	for i := range made.Indexes {
		x := &made.Indexes[i]
		if there := indexes[x.Key()]; there != nil {
			there.Place = x.Place
		} else if lost[schema.PartIndexes] == "" && made.Lost[schema.PartIndexes] == "" {
			w.miss(x.Place, "index "+x.Key()+" of "+made.Name)
		}
	}
	constraints := map[string]*schema.Constraint{}
	for i := range live.Constraints {
		constraints[live.Constraints[i].Key()] = &live.Constraints[i]
	}
	for i := range made.Constraints {
		c := &made.Constraints[i]
		if there := constraints[c.Key()]; there != nil {
			there.Place = c.Place
		} else if lost[schema.PartConstraints] == "" {
			w.miss(c.Place, c.Key()+" of "+made.Name)
		}
	}
}
