package diffing

import (
	"fmt"
	"strings"
	"testing"

	"github.com/envparity/envparity/snapshot"
)

func TestWhatChangesFromStepToStep(t *testing.T) {
	names := []string{"dev", "staging", "prod"}
	for name, c := range map[string]struct {
		values [3]any // nil: absent
		steps  string
	}{
		"prod alone":             {[3]any{"1", "1", "2"}, "staging>prod"},
		"dev alone":              {[3]any{"1", "2", "2"}, "dev>staging"},
		"all differ":             {[3]any{"1", "2", "3"}, "dev>staging staging>prod"},
		"staging alone":          {[3]any{"1", "2", "1"}, "dev>staging staging>prod"},
		"prod lacks it":          {[3]any{"1", "1", nil}, "staging>prod"},
		"staging leaks":          {[3]any{"db.dev.shop.example", "db.prod.shop.example", "db.prod.shop.example"}, "dev>staging staging>prod"},
		"dev leaks, only itself": {[3]any{"db.prod.shop.example", "db.staging.shop.example", "db.prod.shop.example"}, "dev>staging"},
	} {
		t.Run(name, func(t *testing.T) {
			var snaps []*snapshot.Snapshot
			for e, v := range c.values {
				root := m{"other": "x"}
				if v != nil {
					root["key"] = v
				}
				snaps = append(snaps, snap(names[e], res("D", "d", root)))
			}
			r := compare(t, snaps...)
			if len(r.Drifts) != 1 {
				t.Fatal(brief(r))
			}
			var steps []string
			for e := range len(names) - 1 {
				if r.Drifts[0].Changes(e, e+1) {
					steps = append(steps, fmt.Sprint(names[e], ">", names[e+1]))
				}
			}
			if got := strings.Join(steps, " "); got != c.steps {
				t.Errorf("%q, want %q\n%s", got, c.steps, brief(r))
			}
		})
	}
}
