package audit

import (
	"strings"
	"testing"

	"github.com/envparity/envparity/snapshot"
)

func rows(env string, tables map[string]string) *snapshot.Snapshot {
	s := &snapshot.Snapshot{Environment: env}
	for name, n := range tables {
		kind := snapshot.Number
		if n == "" {
			kind = snapshot.Unknown
		}
		s.Resources = append(s.Resources, snapshot.Resource{
			Collector: "database", Kind: "table", Scope: "shop", Name: name, Pillar: snapshot.Data,
			Root: snapshot.Node{Kind: snapshot.Map, Children: []snapshot.Node{{Key: "rows", Kind: kind, Text: n}}},
		})
	}
	return s
}

func TestDataIsMeasuredAgainstTheReference(t *testing.T) {
	prod := rows("prod", map[string]string{"a": "1000", "b": "50000", "c": "200", "empty": "0", "unknown": ""})
	for _, c := range []struct {
		name  string
		other map[string]string
		want  string
	}{
		{"as much", map[string]string{"a": "1000", "b": "50000", "c": "200", "empty": "0"}, "rows in all of 3 tables, about 100% of the rows in all"},
		{"an empty one and one with few rows", map[string]string{"a": "0", "b": "500", "c": "200"}, "1 of 3 tables empty, 1 of 3 tables at 1% of the rows or less, about 1% of the rows in all"},
		{"what was never analysed does not count", map[string]string{"a": "", "b": "20", "unknown": "5"}, "1 of 1 table at 1% of the rows or less, about 0.04% of the rows in all"},
		{"what the reference has not does not count", map[string]string{"extra": "9", "empty": "4"}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := fidelity([]*snapshot.Snapshot{rows("staging", c.other), prod}, "prod")
			says := ""
			if len(got) > 0 {
				says = got[0].Says()
			}
			if says != c.want {
				t.Errorf("%q, want %q", says, c.want)
			}
		})
	}
	if got := fidelity([]*snapshot.Snapshot{rows("staging", map[string]string{"a": "1"})}, "prod"); got != nil {
		t.Errorf("without a reference: %+v", got)
	}
}

// newest is an environment with two tables of data and the newest days of their columns, by statistics and by freshness.
func newest(env string, orders, created string) *snapshot.Snapshot {
	s := rows(env, map[string]string{"orders": "5000"})
	column := func(name, day string) snapshot.Node {
		n := snapshot.Node{Key: name, Kind: snapshot.Unknown, Text: "not analysed"}
		if day != "" {
			n = snapshot.Node{Key: name, Kind: snapshot.Map, Children: []snapshot.Node{{Key: "newest", Kind: snapshot.String, Text: day}}}
		}
		return snapshot.Node{Kind: snapshot.Map, Children: []snapshot.Node{n}}
	}
	statistics, freshness := column("day", orders), column("created_at", created)
	statistics.Key, freshness.Key = "columns", "freshness"
	s.Resources = append(s.Resources,
		snapshot.Resource{Collector: "database", Kind: "column_statistics", Scope: "shop", Name: "orders", Pillar: snapshot.Data, Root: snapshot.Node{Kind: snapshot.Map, Children: []snapshot.Node{statistics}}},
		snapshot.Resource{Collector: "database", Kind: "table", Scope: "shop", Name: "visits", Pillar: snapshot.Data, Root: snapshot.Node{Kind: snapshot.Map, Children: []snapshot.Node{freshness}}},
	)
	return s
}

func TestTheNewestDataIsHeldAgainstTheReferences(t *testing.T) {
	for _, c := range []struct {
		name            string
		orders, created string
		want            int
	}{
		{"as new", "2026-11-20", "2026-11-28", 0},
		{"newer than the reference's", "2026-11-29", "2026-11-30", 0},
		{"older in the newest column", "2026-11-20", "2026-10-20", 8}, // the newest of staging is of 20 November, that of prod of 28 November
		{"older in all", "2026-10-01", "2026-10-20", 39},
		{"one column is not known", "2026-11-01", "", 19},
		{"none is known", "", "", 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := fidelity([]*snapshot.Snapshot{newest("staging", c.orders, c.created), newest("prod", "2026-11-20", "2026-11-28")}, "prod")
			if len(got) != 1 || got[0].DaysBehind != c.want {
				t.Errorf("%+v, want %d days", got, c.want)
			}
			if says := got[0].Says(); strings.Contains(says, "newest data") != (c.want > 0) {
				t.Error(says)
			}
		})
	}
}
