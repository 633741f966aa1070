package audit

import (
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
