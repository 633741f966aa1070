package tuitest

import (
	"slices"
	"strings"

	"github.com/envparity/envparity/audit"
	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/rules"
	"github.com/envparity/envparity/snapshot"
)

// Tables returns an audit with findings about two tables of a database: one that all environments have, and one that dev lacks and that was not
// observed in staging.
func Tables() *audit.Result {
	r := Empty()
	orders, events := ref("table", "app.orders"), ref("table", "app.events")
	orders.Scope, events.Scope = "shop", "shop"
	r.Findings = []rules.Finding{
		{
			Fingerprint: fp(21), Verdict: rules.MustFix, State: rules.New, Rule: "builtin/schema-index-missing-in-reference",
			Reason: "prod lacks an index: queries are fast in staging and slow there.", Hint: "Build it in prod, or drop it elsewhere.",
			Drift: &drift.Drift{
				Kind: drift.Extra, Pillar: snapshot.Data, Collector: "database", Resource: orders, Path: `indexes["btree (customer_id, created_at desc)"]`, Confident: 1, Split: "prod alone",
				Sides: []drift.Side{Tree(*fields("name", "orders_c", "valid", "true"), 0, "", 0), Tree(*fields("name", "orders_c", "valid", "true"), 0, "", 0), Absent()},
			},
		},
		{
			Fingerprint: fp(22), Verdict: rules.ShouldFix, State: rules.New, Rule: "builtin/schema-object", Reason: "The schema differs.", Hint: "Look for the migration that makes the difference.",
			Drift: &drift.Drift{
				Kind: drift.Missing, Pillar: snapshot.Data, Collector: "database", Resource: events, Confident: 1,
				Sides: []drift.Side{Absent(), Unknown("app.events was locked by somebody else while it was read"), Tree(*events1(), 0, "", 0)},
			},
		},
	}
	count(r)
	r.Tables = map[string]*audit.Table{
		orders.ID: {At: []*snapshot.Resource{orders1("bigint", "'open'", true, true), orders1("bigint", "'open'", true, false), orders1("integer", "'new'", false, true)}, Unseen: make([]bool, 3)},
		events.ID: {At: []*snapshot.Resource{nil, nil, {Kind: "table", Name: "app.events", Root: *events1()}}, Unseen: []bool{false, true, false}},
	}
	return r
}

// fields makes a map of pairs of key and text. "true" and "false" are switches.
func fields(pairs ...string) *snapshot.Node {
	n := &snapshot.Node{Kind: snapshot.Map}
	for i := 0; i+1 < len(pairs); i += 2 {
		c := str(pairs[i], pairs[i+1])
		if pairs[i+1] == "true" || pairs[i+1] == "false" {
			c.Kind = snapshot.Bool
		}
		n.Children = append(n.Children, c)
	}
	return inOrder(n)
}

// inOrder sorts the keys of a map, as every snapshot has them.
func inOrder(n *snapshot.Node) *snapshot.Node {
	slices.SortFunc(n.Children, func(a, b snapshot.Node) int { return strings.Compare(a.Key, b.Key) })
	return n
}

func under(key string, kids ...*snapshot.Node) snapshot.Node {
	n := snapshot.Node{Key: key, Kind: snapshot.Map}
	for _, k := range kids {
		n.Children = append(n.Children, *k)
	}
	return *inOrder(&n)
}

func keyed(key string, n *snapshot.Node) *snapshot.Node {
	n.Key = key
	return n
}

// orders1 is the table of orders in one environment.
func orders1(total, state string, indexed, usable bool) *snapshot.Resource {
	note := fields("type", "text", "nullable", "true")
	note.Children = append(note.Children, snapshot.Node{Key: "default", Kind: snapshot.Secret, Text: "hmac:9f8e7d6c5b4a"})
	usableText := map[bool]string{true: "true", false: "false"}[usable]
	inOrder(note)
	indexes := []*snapshot.Node{keyed("btree (state)", fields("name", "orders_state_idx", "valid", usableText))}
	if indexed {
		indexes = append(indexes, keyed("btree (customer_id, created_at desc)", fields("name", "orders_c", "valid", "true")))
	}
	return &snapshot.Resource{Kind: "table", Scope: "shop", Name: "app.orders", Root: snapshot.Node{Kind: snapshot.Map, Children: []snapshot.Node{
		under("columns",
			keyed("created_at", fields("type", "timestamp with time zone", "nullable", "false", "default", "now()")),
			keyed("customer_id", fields("type", "bigint", "nullable", "false")),
			keyed("id", fields("type", "bigint", "nullable", "false", "identity", "always")),
			keyed("note", note),
			keyed("state", fields("type", "app.state", "nullable", "false", "default", state)),
			keyed("total", fields("type", total, "nullable", "false", "default", "0"))),
		under("constraints",
			keyed("check (total)", fields("name", "orders_total_check", "definition", "CHECK (total >= 0)", "validated", usableText)),
			keyed("foreign key (customer_id) to app.customers (id)", fields("name", "orders_customer_id_fkey", "validated", "true", "on_delete", "cascade")),
			keyed("primary key", fields("name", "orders_pkey", "validated", "true"))),
		under("indexes", indexes...),
		str("persistence", "permanent"),
		{Key: "rows", Kind: snapshot.Number, Text: "50000"},
	}}}
}

func events1() *snapshot.Node {
	return &snapshot.Node{Kind: snapshot.Map, Children: []snapshot.Node{
		under("columns", keyed("day", fields("type", "date", "nullable", "false")), keyed("id", fields("type", "bigint", "nullable", "true"))),
		under("indexes"),
	}}
}
