package audit

import (
	"testing"

	"github.com/envparity/envparity/config"
	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/rules"
	"github.com/envparity/envparity/snapshot"
)

func TestATableOfAFindingIsKeptAsEveryEnvironmentHasIt(t *testing.T) {
	table := func(env, scope, name, rows string) *snapshot.Snapshot {
		s := &snapshot.Snapshot{Environment: env}
		for _, n := range []string{name, "app.other"} {
			s.Resources = append(s.Resources, snapshot.Resource{
				Collector: "database", Kind: "table", Scope: scope, Name: n, Pillar: snapshot.Data,
				Root: snapshot.Node{Kind: snapshot.Map, Children: []snapshot.Node{{Key: "rows", Kind: snapshot.Number, Text: rows}}},
			})
		}
		return s
	}
	snaps := []*snapshot.Snapshot{table("dev", "elsewhere", "dev_app.orders", "0"), table("dev", "shop", "dev_app.orders", "1"), {Environment: "qa"}, {Environment: "staging"}, table("prod", "shop", "app.orders", "4")}
	r := &Result{}
	for _, e := range []string{"dev", "qa", "staging", "prod"} {
		r.Environments = append(r.Environments, config.Environment{Name: e})
	}
	ref := drift.ResourceRef{Kind: "table", Name: "app.orders", Scope: "shop", ID: "database/table/orders", Names: map[string]string{"dev": "dev_app.orders", "prod": "app.orders"}}
	d := &drift.Drift{Pillar: snapshot.Data, Collector: "database", Resource: ref, Sides: []drift.Side{{State: drift.Present}, {State: drift.AbsentState}, {State: drift.UnknownState}, {State: drift.Present}}}
	deployment := &drift.Drift{Pillar: snapshot.Infrastructure, Collector: "kubernetes", Resource: drift.ResourceRef{Kind: "table", ID: "kubernetes/table/x"}}
	r.Findings = []rules.Finding{{Drift: d}, {Drift: deployment}}
	r.tables(snaps)
	got := r.TableOf(d)
	if got == nil || len(r.Tables) != 1 {
		t.Fatalf("%+v", r.Tables)
	}
	for e, want := range []string{"1", "", "", "4"} {
		rows := ""
		if x := got.At[e]; x != nil {
			rows = x.Tree().Child("rows").Text
		}
		if rows != want || got.Unseen[e] != (e == 2) {
			t.Errorf("%s: rows %q, unseen %v; want rows %q", r.Environments[e].Name, rows, got.Unseen[e], want)
		}
	}
	if r.TableOf(deployment) != nil {
		t.Error("only tables of databases are kept")
	}
}
