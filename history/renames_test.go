package history_test

import (
	"testing"

	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/history"
	"github.com/envparity/envparity/snapshot"
)

// oneSided makes the drift of a setting: by environment, "+c" has it since commit c, "-c" lost it with c, "" never had it.
func oneSided(path string, sides ...string) drift.Drift {
	d := drift.Drift{Kind: drift.Missing, Resource: drift.ResourceRef{ID: "api"}, Path: path}
	for _, s := range sides {
		side := drift.Side{State: drift.AbsentState}
		if s != "" {
			side.Since = &drift.Origin{Commit: s[1:]}
			if s[0] == '+' {
				side.State, side.Node = drift.Present, &snapshot.Node{Kind: snapshot.String, Text: "x"}
			}
		}
		d.Sides = append(d.Sides, side)
	}
	return d
}

func TestARenameThatOneEnvironmentMissed(t *testing.T) {
	environments := []string{"dev", "staging", "prod"}
	for name, c := range map[string]struct {
		drifts []drift.Drift
		want   string // the old name, recorded in the first drift
	}{
		"one commit replaced it in two":           {[]drift.Drift{oneSided("CACHE_REDIS_URL", "+1", "", "+2"), oneSided("REDIS_URL", "-1", "+0", "-2")}, "REDIS_URL"},
		"one commit replaced it in one":           {[]drift.Drift{oneSided("CACHE_REDIS_URL", "+1", "", "+2"), oneSided("REDIS_URL", "-1", "+0", "")}, "REDIS_URL"},
		"the reference missed it":                 {[]drift.Drift{oneSided("CACHE_REDIS_URL", "+1", "+2", ""), oneSided("REDIS_URL", "-1", "-2", "+0")}, "REDIS_URL"},
		"the old name went with another commit":   {[]drift.Drift{oneSided("CACHE_REDIS_URL", "+1", "", "+1"), oneSided("REDIS_URL", "-2", "+0", "-3")}, ""},
		"the others never had the old name":       {[]drift.Drift{oneSided("CACHE_REDIS_URL", "+1", "", "+1"), oneSided("REDIS_URL", "", "+0", "")}, ""},
		"two still have the old name":             {[]drift.Drift{oneSided("CACHE_REDIS_URL", "", "", "+2"), oneSided("REDIS_URL", "+0", "+0", "-2")}, ""},
		"the names have nothing in common":        {[]drift.Drift{oneSided("CACHE_HOST", "+1", "", "+2"), oneSided("REDIS_URL", "-1", "+0", "-2")}, ""},
		"another one is nearer":                   {[]drift.Drift{oneSided("REDIS_MAIN_CACHE_URL", "+1", "", "+1"), oneSided("REDIS_URL", "-1", "+0", "-1"), oneSided("REDIS_CACHE_URL", "+1", "", "+1")}, ""},
		"two are as near":                         {[]drift.Drift{oneSided("CACHE_REDIS_URL", "+1", "", "+1"), oneSided("REDIS_URL", "-1", "+0", "-1"), oneSided("STORE_REDIS_URL", "+1", "", "+1")}, ""},
		"they have only the first word in common": {[]drift.Drift{oneSided("REDIS_SOURCE_TOKEN", "+1", "", "+2"), oneSided("REDIS_URL", "-1", "+0", "-2")}, ""},
		"in another map":                          {[]drift.Drift{oneSided("a.CACHE_REDIS_URL", "+1", "", "+2"), oneSided("b.REDIS_URL", "-1", "+0", "-2")}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			history.MarkRenames(c.drifts, environments)
			got := ""
			if r := c.drifts[0].Facts.Renamed; r != nil {
				got = r.Old
			}
			if got != c.want {
				t.Errorf("the old name is %q, want %q", got, c.want)
			}
		})
	}
}

func TestARenameIsRecordedAtAPlace(t *testing.T) {
	head, at, old := oneSided("CACHE_PORT", "+1", "", "+1"), oneSided("CACHE_REDIS_URL", "+1", "", "+1"), oneSided("REDIS_URL", "-1", "+0", "-1")
	head.Places = []drift.Place{{Resource: at.Resource, Path: at.Path, Sides: at.Sides}}
	list := []drift.Drift{head, old}
	history.MarkRenames(list, []string{"dev", "staging", "prod"})
	own := list[0].Places[0].Own
	if own == nil || own.Facts.Renamed == nil || own.Facts.Renamed.Still != "staging" || own.Path != "CACHE_REDIS_URL" || len(own.Places) > 0 {
		t.Fatalf("the place has %+v", own)
	}
	if list[0].Facts.Renamed != nil {
		t.Error("the drift itself was marked")
	}
}
