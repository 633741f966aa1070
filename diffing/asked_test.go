package diffing_test

import (
	"testing"

	"github.com/envparity/envparity/diffing"
	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/snapshot"
)

// Each collect block is for some environments. What it finds in them is missing in another environment only if a block for the same thing looks there.
func TestWhatNoBlockLooksForIsNotMissing(t *testing.T) {
	type reads map[string]string // by block: what it finds, "" for nothing
	for name, c := range map[string]struct {
		dev, staging, prod reads
		want               drift.State // of dev, at the queue of prod
	}{
		"accounts beside environments": {reads{"accounts": "trail"}, reads{"environments": "queue"}, reads{"accounts": "trail", "environments": "queue"}, drift.UnknownState},
		"one block for all":            {reads{"all": "topic"}, reads{"all": "queue"}, reads{"all": "queue"}, drift.AbsentState},
		"a block for each":             {reads{"dev": "topic"}, reads{"staging": "queue"}, reads{"prod": "queue"}, drift.AbsentState},
		"lower ones under one block":   {reads{"lower": "topic"}, reads{"lower": "queue"}, reads{"prod": "queue"}, drift.AbsentState},
		"snapshots that name no block": {reads{"": "topic"}, reads{"": "queue"}, reads{"": "queue"}, drift.AbsentState},
	} {
		t.Run(name, func(t *testing.T) {
			var envs []drift.Environment
			var snaps []*snapshot.Snapshot
			for i, of := range []reads{c.dev, c.staging, c.prod} {
				env := []string{"dev", "staging", "prod"}[i]
				envs = append(envs, drift.Environment{Name: env, Reference: env == "prod"})
				s := &snapshot.Snapshot{Environment: env}
				for block, what := range of {
					s.Outcomes = append(s.Outcomes, snapshot.Outcome{Collector: "terraform", Block: block, Status: snapshot.Complete})
					s.Resources = append(s.Resources, snapshot.Resource{
						Type: "terraform", Collector: "terraform", Kind: "aws_thing", Name: what, Block: block, Pillar: snapshot.Infrastructure,
						Root: snapshot.Node{Kind: snapshot.Map, Children: []snapshot.Node{{Key: "size", Kind: snapshot.Number, Text: "3"}}},
					})
				}
				s.Normalize()
				snaps = append(snaps, s)
			}
			for _, d := range diffing.Compare(envs, snaps, diffing.Options{}).Drifts {
				if d.Resource.Name == "queue" && d.Path == "" {
					if got := d.Sides[0].State; got != c.want {
						t.Errorf("in dev it is %s, want %s", got, c.want)
					}
					return
				}
			}
			if c.want == drift.AbsentState {
				t.Error("not reported")
			}
		})
	}
}
