package audit

import (
	"regexp"
	"slices"
	"time"

	"github.com/envparity/envparity/config"
	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/history"
	"github.com/envparity/envparity/snapshot"
)

// migrationStories adds stories to drifts of databases that have none: the date of a migration that only some environments have is in its id, as
// most tools write it.
func (r *Result) migrationStories(d *drift.Result, now time.Time) {
	for i := range d.Drifts {
		x := &d.Drifts[i]
		if x.Story == nil {
			x.Story = r.migrationStory(x, now)
		}
		for k := range x.Places {
			p := &x.Places[k]
			if p.Story == nil {
				p.Story = r.migrationStory(p.Of(x), now)
			}
			if p.Own != nil && p.Own.Story == nil {
				p.Own.Story = p.Story
			}
		}
	}
}

// migrationStory returns the story by the date of the migration that made the difference, nil if there is none or it has no date.
func (r *Result) migrationStory(d *drift.Drift, now time.Time) *drift.Story {
	id := d.Facts.Migration
	if p, err := snapshot.ParsePath(d.Path); id == "" && err == nil && d.Resource.Kind == "migrations" && len(p) == 2 && p[0].Name == "applied" {
		id = p[1].Name
	}
	if id == "" || d.Pillar != snapshot.Data {
		return nil
	}
	at, ok := dateOf(id)
	if !ok || at.After(now) {
		return nil
	}
	ref := slices.IndexFunc(r.Environments, func(e config.Environment) bool { return e.Name == r.Reference })
	if ref < 0 || ref >= len(d.Sides) || d.Sides[ref].State == drift.UnknownState {
		return nil
	}
	for e := len(r.Environments) - 1; e >= 0; e-- { // the last one is usually nearest to the reference
		if e == ref || e >= len(d.Sides) || d.Sides[e].State == drift.UnknownState || d.Sides[e].State == d.Sides[ref].State {
			continue
		}
		return history.Dated(r.Environments[e].Name, r.Environments[ref].Name, d.Sides[ref].State == drift.Present, at, now, r.History.Lags)
	}
	return nil
}

// day matches a date in the id of a migration: 20260102_orders.js, 20260102103000, 2026_01_02_103000_orders.
var day = regexp.MustCompile(`(?:^|\D)(20\d\d)[-_.]?(\d\d)[-_.]?(\d\d)(?:[-_.T]?\d{4}(?:\d\d)?)?(?:\D|$)`)

// milliseconds matches a time in the id of a migration, in milliseconds since 1970: Orders1767348600000.
var milliseconds = regexp.MustCompile(`(?:^|\D)(1[0-9]{12})(?:\D|$)`)

func dateOf(id string) (time.Time, bool) {
	if m := day.FindStringSubmatch(id); m != nil {
		at, err := time.Parse("20060102", m[1]+m[2]+m[3])
		return at, err == nil
	}
	if m := milliseconds.FindStringSubmatch(id); m != nil {
		var ms int64
		for _, digit := range m[1] {
			ms = ms*10 + int64(digit-'0')
		}
		return time.UnixMilli(ms).UTC(), true
	}
	return time.Time{}, false
}
