package diffing

import (
	"testing"

	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/snapshot"
)

// cut marks the maps and lists of a resource as not read whole.
func cut(r snapshot.Resource) snapshot.Resource {
	r.Root.MarkPartial()
	return r
}

// What was not read is reported neither as missing nor as there under another name.
func TestWhatAPartialResourceLacksIsUnknown(t *testing.T) {
	for name, c := range map[string]struct {
		prod, staging m
		cut           string // the environment whose resource was not read whole
		want          []string
		unknown       int
	}{
		"a key":                      {m{"a": "1", "b": "2"}, m{"a": "1"}, "staging", nil, 1},
		"a key of the whole one":     {m{"a": "1", "b": "2"}, m{"a": "1"}, "prod", []string{`missing Deployment/api b <absent> "2"`}, 0},
		"a key under another":        {m{"DB_HOST": "db.example:5432"}, m{"DB-HOST": "db.example:5432"}, "staging", nil, 1},
		"a renamed key":              {m{"data": m{"DB_HOST": "db.example:5432"}}, m{"data": m{"API_DB_HOST": "db.example:5432"}}, "staging", nil, 1},
		"an element by name":         {m{"c": l{m{"name": "x", "v": "1"}, m{"name": "y", "v": "2"}}}, m{"c": l{m{"name": "x", "v": "1"}}}, "staging", nil, 1},
		"a scalar element":           {m{"c": l{"x", "y", "z"}}, m{"c": l{"x"}}, "staging", nil, 2},
		"an element by content":      {m{"c": l{m{"q": "1"}, m{"r": "2"}}}, m{"c": l{m{"q": "1"}}}, "staging", nil, 1},
		"what both have is compared": {m{"a": "1", "b": "2"}, m{"a": "3"}, "staging", []string{`changed Deployment/api a "3" "1"`}, 1},
		"a value at another type":    {m{"a": m{"b": "1"}}, m{"a": m{}}, "staging", nil, 1},
	} {
		t.Run(name, func(t *testing.T) {
			prod, staging := res("Deployment", "api", c.prod), res("Deployment", "api", c.staging)
			if c.cut == "prod" {
				prod = cut(prod)
			} else {
				staging = cut(staging)
			}
			r := compare(t, snap("staging", staging), snap("prod", prod))
			expect(t, r, c.want...)
			if r.Counts.Unknown != c.unknown {
				t.Errorf("%d unknown, want %d: %+v", r.Counts.Unknown, c.unknown, r.Counts)
			}
		})
	}
}

// The attribute is counted once, as unknown.
func TestAValueThatOneEnvironmentHidesCountsAsUnknownThoughOthersDiffer(t *testing.T) {
	prod := cut(res("Deployment", "api", m{"a": "1"}))
	r := Compare(environments("dev", "staging", "prod"), []*snapshot.Snapshot{
		snap("dev", res("Deployment", "api", m{"a": "1", "b": "2"})), snap("staging", res("Deployment", "api", m{"a": "1", "b": "3"})), snap("prod", prod),
	}, Options{})
	if len(r.Drifts) != 1 || r.Drifts[0].Sides[2].State != drift.UnknownState {
		t.Fatalf("%+v", r.Drifts)
	}
	d := []m{{"DB_HOST": "db.example:5432"}, {"DB-HOST": "db.example:5432"}, {"DB_HOST": "db.example:5433"}}
	other := Compare(environments("dev", "staging", "prod"), []*snapshot.Snapshot{
		snap("dev", res("Deployment", "api", d[0])), snap("staging", cut(res("Deployment", "api", d[1]))), snap("prod", res("Deployment", "api", d[2])),
	}, Options{})
	expect(t, other, `changed Deployment/api DB_HOST "db.example:5432" <unknown> "db.example:5433"`)
	if c := r.Counts; c.Unknown != 1 || c.Drifted != 0 || c.Compared != 2 || c.Identical != 1 {
		t.Errorf("%+v", c)
	}
}
