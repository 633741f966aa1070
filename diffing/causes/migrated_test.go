package causes

import (
	"testing"

	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/snapshot"
)

// of returns a drift of a database: staging has something and prod lacks it, or the other way round.
func of(kind, name, path, file string, inProd bool) drift.Drift {
	d := drift.Drift{Kind: drift.Extra, Pillar: snapshot.Data, Collector: "database", Resource: drift.ResourceRef{Kind: kind, Name: name, Scope: "shop"}, Path: path, Key: path}
	d.Sides = []drift.Side{{State: drift.Present, Source: snapshot.Source{File: file}}, {State: drift.AbsentState}}
	if inProd {
		d.Kind = drift.Missing
		d.Sides = []drift.Side{{State: drift.AbsentState}, {State: drift.Present, Source: snapshot.Source{File: file}}}
	}
	return d
}

func TestAMigrationExplainsWhatOnlyItsEnvironmentsHave(t *testing.T) {
	for _, c := range []struct {
		name string
		list []drift.Drift
		want string // the migration of the second drift
		one  bool   // first and second have one cause
	}{
		{"a column, without a folder of migrations", []drift.Drift{of("migrations", "goose", `applied["8"]`, "", false), of("table", "orders", "columns.total", "", false)}, "8", true},
		{"a table that the migration's file makes", []drift.Drift{of("migrations", "goose", `applied["8"]`, "db/8.sql", false), of("table", "orders", "", "db/8.sql", false)}, "8", true},
		{"a table that another file makes", []drift.Drift{of("migrations", "goose", `applied["8"]`, "db/8.sql", false), of("table", "orders", "", "db/7.sql", false)}, "", false},
		{"a column that the reference alone has, by the migration's file", []drift.Drift{of("migrations", "goose", `applied["8"]`, "db/8.sql", true), of("table", "orders", "columns.total", "db/8.sql", true)}, "8", true},
		{"a column that the reference alone has, without a known migration", []drift.Drift{of("migrations", "goose", `applied["8"]`, "", true), of("table", "orders", "columns.total", "", true)}, "", false},
		{"what the other environment has", []drift.Drift{of("migrations", "goose", `applied["8"]`, "", false), of("table", "orders", "columns.total", "", true)}, "", false},
		{"a setting of a migration is none", []drift.Drift{of("migrations", "goose", "locked", "", false), of("table", "orders", "columns.total", "", false)}, "", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			causes := []string{"a", "b"}
			migrated(c.list, causes)
			if got := c.list[1].Facts.Migration; got != c.want || (causes[0] == causes[1]) != c.one {
				t.Errorf("explained by %q, causes %v", got, causes)
			}
		})
	}
}
