package tuitest

import (
	"fmt"
	"time"

	"github.com/envparity/envparity/fleet"
)

// Fleet returns the overview of n systems in all states, with one of everything else.
func Fleet(n int) *fleet.Overview {
	night := Now().Add(-8 * time.Hour)
	in := fleet.Input{Name: "platform", Described: true, Now: Now(), Loaded: map[string]fleet.Loaded{}}
	put := func(system string, days int, r *fleet.Record) {
		r.Schema, r.System, r.At = fleet.RecordSchema, system, night.AddDate(0, 0, -days)
		r.Run = r.At.Format("nightly-0102")
		name := system + "/" + r.Run
		in.Entries = append(in.Entries, fleet.Entry{Name: name, System: system, Run: r.Run, At: r.At, Brief: r.Brief()})
		in.Loaded[name] = fleet.Loaded{Record: r}
	}
	for i := range n {
		name := fmt.Sprintf("%s-%03d", []string{"orders", "billing", "search", "catalogue", "shipping"}[i%5], i)
		in.Systems = append(in.Systems, fleet.Described{Name: name, Owner: fmt.Sprintf("@team-%d", i%4), Tier: fmt.Sprint(1 + i%3)})
		put(name, 1, fleetRecord(i, true))
		switch i % 9 {
		case 4:
			put(name, 0, &fleet.Record{Head: fleet.Head{Status: fleet.Failed, Why: []string{"services/" + name + "/envparity.hcl:12: Unknown block: There is no block \"envs\"."}}})
		case 6: // it was killed
		default:
			put(name, 0, fleetRecord(i, false))
		}
	}
	in.Systems = append(in.Systems, fleet.Described{Name: "ghost", Owner: "@team-1", Tier: "1"})
	return fleet.Fold(in)
}

// fleetRecord is the audit of system i, that of the night before or of the last one.
func fleetRecord(i int, before bool) *fleet.Record {
	r := &fleet.Record{Head: fleet.Head{Status: fleet.Complete, Judged: "0123456789abcdef", Scores: map[string]float64{"staging": 0.99 - float64(i%7)/50}}}
	add := func(id, verdict, path string) {
		r.Findings = append(r.Findings, fleet.Finding{
			Fingerprint: fmt.Sprintf("%s%013d", id, i), Verdict: verdict, State: "new", Kind: "changed", Resource: "Deployment api", Path: path, About: "Deployment " + path,
			Rule: "builtin/" + id, Reason: "A test can pass in staging and the release still fail in prod.", Hint: "Give both the same.", Places: 1,
		})
	}
	if i%3 == 0 {
		add("a01", "must-fix", "spec.template.spec.containers[name=api].image")
		r.Counts.MustFix++
	}
	if i%2 == 0 && !before {
		add("b02", "should-fix", "spec.replicas")
		r.Counts.ShouldFix++
	}
	if i%5 == 0 && before {
		add("c03", "must-fix", "spec.strategy.type")
		r.Counts.MustFix++
	}
	if before {
		return r
	}
	key := "k1"
	switch i % 9 {
	case 5:
		r.Status, r.Why = fleet.Partial, []string{"prod, kubernetes eks-prod: failed: Forbidden: secrets is forbidden"}
	case 7:
		r.Judged = "fedcba9876543210"
	case 8:
		key = "k2"
	}
	r.Secrets = []fleet.Sealed{{Print: fmt.Sprintf("hmac:%d", i/2), Key: key, Places: []fleet.Place{{Environment: "prod", Resource: "Secret payments", Path: "data.API_TOKEN"}}}}
	if i == 2 {
		r.Waivers = []fleet.Waiver{{Name: "until the migration", Owner: "zoe", Expires: "2026-11-28", Findings: []string{"x"}}, {Name: "of last year", Owner: "adam", Expires: "2026-11-01", Expired: true}}
	}
	return r
}
