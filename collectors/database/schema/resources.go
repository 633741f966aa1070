package schema

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/envparity/envparity/collectors/database/migrations"
	"github.com/envparity/envparity/snapshot"
)

// Kinds of the resources that a database yields.
const (
	KindDatabase   = "database"
	KindTable      = "table"
	KindView       = "view"
	KindMatView    = "materialized_view"
	KindMigrations = snapshot.KindMigrations
	KindStatistics = "column_statistics" // `statistics` is PostgreSQL's CREATE STATISTICS
)

// Resources turns d into resources, in order of kind and name. name is what the config calls the database, "" for the server's name.
func (d *Database) Resources(name string) []snapshot.Resource {
	if name == "" {
		name = d.Name
	}
	out := []snapshot.Resource{d.database(name)}
	add := func(kind, object string, place Place, build func(*tree)) {
		r := snapshot.Resource{Kind: kind, Scope: name, Name: object, Pillar: snapshot.Data, Source: snapshot.Source{Address: d.Address + " " + kind + " " + object}}
		t := tree{node: snapshot.Node{Kind: snapshot.Map}, places: &places{own: place.File}}
		if place.Line > 0 {
			r.Source.File, r.Source.Line = place.File, place.Line
		}
		build(&t)
		r.Root, r.Files = t.node, t.places.more
		if d.FromFile {
			r.Root.Flags |= snapshot.FlagPartial
		}
		out = append(out, r)
	}
	for i := range d.Tables {
		x := &d.Tables[i]
		if x.Journal() {
			continue // what it says is a resource of its own, and the tool makes it as it likes
		}
		add(KindTable, x.Name, x.Place, func(t *tree) { x.tree(t, d.Parts) })
	}
	for i := range d.Views {
		x := &d.Views[i]
		kind := KindView
		if x.Materialized {
			kind = KindMatView
		}
		add(kind, x.Name, x.Place, func(t *tree) { x.tree(t, d.Parts) })
	}
	for _, list := range [][]Object{d.Extensions, d.Routines, d.Types, d.Others} {
		for i := range list {
			add(list[i].Kind, list[i].Name, list[i].Place, list[i].tree)
		}
	}
	for i := range d.Statistics {
		add(KindStatistics, d.Statistics[i].Table, Place{}, d.Statistics[i].tree)
	}
	for i := range d.Migrations {
		h := &d.Migrations[i]
		add(KindMigrations, h.Tool, Place{}, func(t *tree) { history(t, h) })
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
	if d.FromFile {
		t.node.Flags |= snapshot.FlagPartial
	}
	return snapshot.Resource{Kind: KindDatabase, Name: name, Pillar: snapshot.Data, Root: t.node, Source: snapshot.Source{Address: d.Address}}
}

func (x *Object) tree(t *tree) {
	t.facts(x.Facts)
	for _, l := range x.Lists {
		t.list(l)
	}
}

// Journal reports whether the table is a migration tool's own.
func (x *Table) Journal() bool {
	columns := make([]string, len(x.Columns))
	for i := range x.Columns {
		columns[i] = x.Columns[i].Name
	}
	return migrations.Own(x.Name[strings.LastIndexByte(x.Name, '.')+1:], columns)
}

func (x *Table) tree(t *tree, all map[string]string) {
	lost := all
	if len(x.Lost) > 0 {
		lost = map[string]string{}
		maps.Copy(lost, all)
		maps.Copy(lost, x.Lost)
	}
	t.facts(x.Facts)
	t.part(lost, PartColumns, func(b *tree) { columns(b, x.Columns) })
	t.part(lost, PartIndexes, func(b *tree) { indexes(b, x.Indexes) })
	t.part(lost, PartConstraints, func(b *tree) { constraints(b, x.Constraints) })
	t.part(lost, PartTriggers, func(b *tree) { parts(b, x.Triggers) })
	t.part(lost, PartPolicies, func(b *tree) { parts(b, x.Policies) })
	if x.Uneven != nil {
		x.Uneven.tree(t)
	}
	if len(x.Freshness) > 0 {
		t.under("freshness", func(b *tree) { freshness(b, x.Freshness) })
	}
}

func (x *View) tree(t *tree, lost map[string]string) {
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
}

func columns(t *tree, list []Column) {
	for _, c := range list {
		t.underAt(c.Name, c.Place, func(b *tree) {
			b.text("type", c.Type)
			b.hidden("type", c.HiddenType)
			b.flag("nullable", c.Nullable)
			b.hidden("default", c.Hidden)
			b.given("default", c.Default)
			b.hidden("identity", c.HiddenIdentity)
			b.given("identity", c.Identity)
			b.hidden("generated", c.HiddenGenerated)
			b.given("generated", c.Generated)
			b.given("collation", c.Collation)
		})
	}
}

func indexes(t *tree, list []Index) {
	slices.SortStableFunc(list, func(a, b Index) int { return cmp.Or(cmp.Compare(a.Key(), b.Key()), cmp.Compare(a.Name, b.Name)) })
	seen := unique{}
	for i := range list {
		x := &list[i]
		t.underAt(seen.key(x.Key()), x.Place, func(b *tree) {
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
	slices.SortStableFunc(list, func(a, b Constraint) int { return cmp.Or(cmp.Compare(a.Key(), b.Key()), cmp.Compare(a.Name, b.Name)) })
	seen := unique{}
	for i := range list {
		c := &list[i]
		t.underAt(seen.key(c.Key()), c.Place, func(b *tree) {
			b.text("name", c.Name)
			b.hidden("definition", c.Hidden)
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
