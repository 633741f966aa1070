package schema

import (
	"cmp"
	"slices"

	"github.com/envparity/envparity/snapshot"
)

// Kinds of the resources that a database yields.
const (
	KindDatabase   = "database"
	KindTable      = "table"
	KindView       = "view"
	KindMatView    = "materialized_view"
	KindMigrations = "migrations"
)

// Resources turns d into resources, in order of kind and name. name is what the config calls the database, "" for the server's name.
func (d *Database) Resources(name string) []snapshot.Resource {
	if name == "" {
		name = d.Name
	}
	out := []snapshot.Resource{d.database(name)}
	add := func(kind, object string, root snapshot.Node) {
		root.Kind = snapshot.Map
		out = append(out, snapshot.Resource{
			Kind: kind, Scope: name, Name: object, Pillar: snapshot.Data, Root: root,
			Source: snapshot.Source{Address: d.Address + " " + kind + " " + object},
		})
	}
	for i := range d.Tables {
		add(KindTable, d.Tables[i].Name, d.Tables[i].tree(d.Parts))
	}
	for i := range d.Views {
		kind := KindView
		if d.Views[i].Materialized {
			kind = KindMatView
		}
		add(kind, d.Views[i].Name, d.Views[i].tree(d.Parts))
	}
	for _, list := range [][]Object{d.Extensions, d.Routines, d.Types, d.Others} {
		for i := range list {
			add(list[i].Kind, list[i].Name, list[i].tree())
		}
	}
	for i := range d.Migrations {
		h := &d.Migrations[i]
		add(KindMigrations, h.Tool, history(h))
	}
	slices.SortFunc(out, func(a, b snapshot.Resource) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Name, b.Name))
	})
	return out
}

func (d *Database) database(name string) snapshot.Resource {
	var t tree
	t.text("engine", d.Engine)
	t.given("engine_version", d.Version)
	t.facts(d.Facts)
	t.part(d.Parts, PartIdentity, func(b *tree) {
		for _, f := range d.Identity {
			if f.Unknown {
				b.unknown(f.Name, f.Text)
				continue
			}
			// Sealed: equality is all that an audit needs of it.
			b.put(snapshot.Node{Key: f.Name, Kind: snapshot.String, Text: f.Text, Flags: snapshot.FlagSensitive})
		}
	})
	t.part(d.Parts, PartSettings, func(b *tree) {
		for k, v := range d.Settings {
			b.text(k, v)
		}
		for k, why := range d.Hidden {
			b.unknown(k, why)
		}
	})
	return snapshot.Resource{Kind: KindDatabase, Name: name, Pillar: snapshot.Data, Root: t.node, Source: snapshot.Source{Address: d.Address}}
}

func (x *Object) tree() snapshot.Node {
	t := tree{node: snapshot.Node{Kind: snapshot.Map}}
	t.facts(x.Facts)
	for _, l := range x.Lists {
		t.list(l)
	}
	return t.node
}

func (x *Table) tree(lost map[string]string) snapshot.Node {
	var t tree
	t.facts(x.Facts)
	t.part(lost, PartColumns, func(b *tree) { columns(b, x.Columns) })
	t.part(lost, PartIndexes, func(b *tree) { indexes(b, x.Indexes) })
	t.part(lost, PartConstraints, func(b *tree) { constraints(b, x.Constraints) })
	t.part(lost, PartTriggers, func(b *tree) { parts(b, x.Triggers) })
	t.part(lost, PartPolicies, func(b *tree) { parts(b, x.Policies) })
	return t.node
}

func (x *View) tree(lost map[string]string) snapshot.Node {
	var t tree
	t.facts(x.Facts)
	if why := lost[PartViewColumns]; why != "" {
		t.unknown("columns", why)
	} else {
		t.part(lost, PartColumns, func(b *tree) { columns(b, x.Columns) })
	}
	switch why := lost[PartDefinition]; {
	case why != "":
		t.unknown("definition", why)
	case x.Hidden != "":
		t.unknown("definition", x.Hidden)
	default:
		t.text("definition", x.Definition)
	}
	if x.Materialized {
		t.part(lost, PartIndexes, func(b *tree) { indexes(b, x.Indexes) })
	}
	return t.node
}

func columns(t *tree, list []Column) {
	for _, c := range list {
		t.under(c.Name, func(b *tree) {
			b.text("type", c.Type)
			b.flag("nullable", c.Nullable)
			if c.Hidden != "" {
				b.unknown("default", c.Hidden)
			}
			b.given("default", c.Default)
			b.given("identity", c.Identity)
			b.given("generated", c.Generated)
			b.given("collation", c.Collation)
		})
	}
}

func indexes(t *tree, list []Index) {
	slices.SortStableFunc(list, func(a, b Index) int { return cmp.Or(cmp.Compare(a.key(), b.key()), cmp.Compare(a.Name, b.Name)) })
	seen := unique{}
	for i := range list {
		x := &list[i]
		t.under(seen.key(x.key()), func(b *tree) {
			b.text("name", x.Name)
			b.flag("valid", !x.Invalid)
			b.given("predicate", x.Predicate)
			if x.NullsSame {
				b.flag("nulls_not_distinct", true)
			}
		})
	}
}

func constraints(t *tree, list []Constraint) {
	slices.SortStableFunc(list, func(a, b Constraint) int { return cmp.Or(cmp.Compare(a.key(), b.key()), cmp.Compare(a.Name, b.Name)) })
	seen := unique{}
	for i := range list {
		c := &list[i]
		t.under(seen.key(c.key()), func(b *tree) {
			b.text("name", c.Name)
			if c.Hidden != "" {
				b.unknown("definition", c.Hidden)
			}
			b.given("definition", c.Definition)
			b.flag("validated", !c.NotChecked)
			b.given("on_delete", c.OnDelete)
			b.given("on_update", c.OnUpdate)
			if c.Deferrable {
				b.flag("deferrable", true)
			}
			if c.NotEnforced {
				b.flag("enforced", false)
			}
		})
	}
}

func parts(t *tree, list []Part) {
	for _, p := range list {
		t.under(p.Name, func(b *tree) { b.facts(p.Facts) })
	}
}
