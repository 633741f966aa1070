package tuitest

import (
	"fmt"
	"strings"
	"time"

	"github.com/envparity/envparity/audit"
	"github.com/envparity/envparity/config"
	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/rules"
	"github.com/envparity/envparity/snapshot"
)

// Eight returns an audit of eight environments with their history: a change that is overdue, one on its way, a hot fix, a leak, and a long
// value that differs at its end.
func Eight() *audit.Result {
	names := []string{"dev", "qa", "test", "uat", "perf", "staging", "preprod", "prod"}
	r := &audit.Result{Project: "shop", GeneratedAt: Now(), Reference: "prod", Complete: true}
	for _, e := range names {
		r.Environments = append(r.Environments, config.Environment{Name: e, Reference: e == "prod"})
	}
	day := func(days int) time.Time { return Now().AddDate(0, 0, -days) }
	origin := func(days int, who, subject string) *drift.Origin {
		return &drift.Origin{Time: day(days), Commit: strings.Repeat(fmt.Sprintf("%08x", days*0x9E3779), 5), Author: who, Subject: subject}
	}
	r.History = audit.History{Read: true}
	for i, e := range names[:7] {
		r.History.Lags = append(r.History.Lags, drift.Lag{From: e, To: "prod", Usual: time.Duration(14-2*i) * 24 * time.Hour, Late: 30 * 24 * time.Hour, Count: 16, Basis: "pair"})
	}
	add := func(v rules.Verdict, rule, resource, key string, values []string, story *drift.Story, since map[int]*drift.Origin, risk float64) {
		d := &drift.Drift{
			Kind: drift.Changed, Pillar: snapshot.Configuration, Collector: "kubernetes", Resource: ref("ConfigMap", resource), Path: "data." + key, Confident: 1, Story: story,
		}
		classes := map[string]int{}
		for i, v := range values {
			class, ok := classes[v]
			if !ok {
				class = len(classes)
				classes[v] = class
			}
			side := Value(v, class, "deploy/"+names[i]+"/all.yaml", 10+i)
			side.Since = origin(400, "Ada", "Begin")
			if o := since[i]; o != nil {
				side.Since = o
			}
			d.Sides = append(d.Sides, side)
		}
		f := rules.Finding{
			Fingerprint: fp(len(r.Findings) + 1), Verdict: v, State: rules.New, Rule: rule, Reason: "A reason that a person can read.", Hint: "Do something about it.",
			Drift: d, Risk: risk, Evidence: []drift.Sign{{Name: "age-quarter", Weight: 0.88, Text: "They came apart a month to a quarter ago."}, {Name: "list", Weight: -0.36, Text: "It is a list."}},
		}
		r.Findings = append(r.Findings, f)
	}
	same := func(all, prod string) []string {
		out := strings.Split(strings.Repeat(all+"\x00", 7), "\x00")[:7]
		return append(out, prod)
	}
	leak := same("db.own.shop.example", "db.preprod.shop.example")
	moved := origin(11, "Linus", "Move shipping to the new database")
	add(rules.MustFix, "builtin/leaked-into-reference", "shipping", "DB_HOST", leak,
		&drift.Story{Kind: drift.Standing, Environment: "prod", Since: *moved, AgeDays: 11, Text: "so in prod since 9 November 2026"}, map[int]*drift.Origin{7: moved}, 0.83)
	d := r.Findings[0].Drift
	d.Kind, d.Sides[7].Word, d.Sides[7].WordOf = drift.Leaked, "preprod", "preprod"
	for i := range 7 {
		d.Sides[i].Text, d.Sides[i].Node = "db."+names[i]+".shop.example", &snapshot.Node{Kind: snapshot.String, Text: "db." + names[i] + ".shop.example"}
	}
	minute := origin(120, "Grace", "Give orders a minute: the importer is slow")
	raised := map[int]*drift.Origin{}
	for i := range 7 {
		raised[i] = minute
	}
	add(rules.ShouldFix, "builtin/overdue", "orders", "TIMEOUT", same("60", "30"),
		&drift.Story{Kind: drift.Overdue, Environment: "preprod", Against: "prod", Since: *minute, AgeDays: 120, Text: "overdue: changed in preprod 23 July 2026 and not yet in prod"}, raised, 0.71)
	fix := origin(40, "Ada", "Hot fix: search times out")
	add(rules.ShouldFix, "builtin/hot-fix", "search", "POOL_SIZE", same("50", "80"),
		&drift.Story{Kind: drift.HotFix, Environment: "preprod", Against: "prod", Since: *fix, AgeDays: 40, Text: "prod was changed alone 11 October 2026, and preprod did not follow"}, map[int]*drift.Origin{7: fix}, 0.42)
	release := origin(3, "Grace", "Release cart 1.9.0 to test")
	add(rules.Acceptable, "builtin/on-its-way", "cart", "VERSION", []string{"1.9.0", "1.9.0", "1.9.0", "1.8.0", "1.8.0", "1.8.0", "1.8.0", "1.8.0"},
		&drift.Story{Kind: drift.OnItsWay, Environment: "test", Against: "prod", Since: *release, AgeDays: 3, Text: "on its way from test to prod since 17 November 2026"}, map[int]*drift.Origin{0: release, 1: release, 2: release}, 0.12)
	tried := origin(5, "Linus", "Try this and that")
	add(rules.Acceptable, "builtin/never-the-same", "notifications", "TIMEOUT", []string{"31", "30", "30", "32", "33", "30", "30", "30"},
		&drift.Story{Kind: drift.Settled, Environment: "perf", Against: "prod", Since: *tried, AgeDays: 800, Text: "perf and prod came apart 12 September 2024"}, map[int]*drift.Origin{0: tried, 3: tried, 4: tried}, 0.05)
	long := strings.Repeat("abcdefgh ", 330)
	add(rules.Acceptable, "builtin/own-text", "rules-eu-west-1", "TEXT", same(long+"staging", long+"prod"), nil, nil, 0.2)
	add(rules.Acceptable, "builtin/own-text", "rules-eu-west-2", "TEXT", same("1", "2"), nil, nil, 0.2)
	count(r)
	return r
}
