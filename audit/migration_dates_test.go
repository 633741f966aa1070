package audit

import (
	"strings"
	"testing"
	"time"

	"github.com/envparity/envparity/config"
	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/snapshot"
)

func TestAMigrationsDateIsAStory(t *testing.T) {
	now := time.Date(2026, 11, 30, 0, 0, 0, 0, time.UTC)
	present, absent, unseen := drift.Side{State: drift.Present}, drift.Side{State: drift.AbsentState}, drift.Side{State: drift.UnknownState}
	for _, c := range []struct {
		name, id string
		sides    []drift.Side
		kind     drift.StoryKind
		text     string
	}{
		{"a new one in staging", "20261120101500", []drift.Side{absent, present, absent}, drift.OnItsWay, "on its way from staging to prod since 20 November 2026; "},
		{"an old one in staging", "2026_05_01_101500_create_orders", []drift.Side{absent, present, absent}, drift.Overdue, "overdue: changed in staging 1 May 2026 and not yet in prod; "},
		{"a new one in prod alone", "20261120_fix.js", []drift.Side{absent, absent, present}, drift.HotFix, "prod was changed alone 20 November 2026, and staging did not follow"},
		{"of years ago", "Orders1577836800000", []drift.Side{absent, present, absent}, drift.Settled, "staging and prod came apart 1 January 2020; "},
		{"of dev alone", "20261120101500", []drift.Side{present, absent, absent}, drift.OnItsWay, "on its way from dev to prod since 20 November 2026; "},
		{"not observed in the reference", "20261120101500", []drift.Side{present, present, unseen}, "", ""},
		{"a number", "7", []drift.Side{absent, present, absent}, "", ""},
		{"a number with as many digits as a date", "20269920", []drift.Side{absent, present, absent}, "", ""},
		{"tomorrow", "20261201", []drift.Side{absent, present, absent}, "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := &Result{Reference: "prod"}
			for _, e := range []string{"dev", "staging", "prod"} {
				r.Environments = append(r.Environments, config.Environment{Name: e})
			}
			journal := drift.Drift{Kind: drift.Extra, Pillar: snapshot.Data, Resource: drift.ResourceRef{Kind: "migrations"}, Path: snapshot.Path{{Name: "applied"}, {Name: c.id}}.String(), Sides: c.sides}
			table := drift.Drift{Kind: drift.Extra, Pillar: snapshot.Data, Resource: drift.ResourceRef{Kind: "table"}, Path: "columns.total", Sides: c.sides, Facts: drift.Facts{Migration: c.id}}
			other := drift.Drift{Kind: drift.Extra, Pillar: snapshot.Data, Resource: drift.ResourceRef{Kind: "table"}, Path: "columns." + c.id, Sides: c.sides}
			journal.Places = []drift.Place{{Resource: table.Resource, Path: table.Path, Sides: table.Sides, Own: &table}}
			d := &drift.Result{Drifts: []drift.Drift{journal, other}}
			r.migrationStories(d, now)
			for _, s := range []*drift.Story{d.Drifts[0].Story, d.Drifts[0].Places[0].Story, d.Drifts[0].Places[0].Own.Story} {
				switch {
				case c.kind == "" && s == nil:
				case s == nil || s.Kind != c.kind || !strings.HasPrefix(s.Text, c.text):
					t.Errorf("%+v, want %s", s, c.kind)
				}
			}
			if d.Drifts[1].Story != nil {
				t.Errorf("a difference that no migration explains: %+v", d.Drifts[1].Story)
			}
		})
	}
}
