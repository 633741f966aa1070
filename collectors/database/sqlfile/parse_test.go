package sqlfile

import (
	"strings"
	"testing"

	"github.com/envparity/envparity/collectors/database/schema"
)

func columnOf(t *testing.T, db *schema.Database, table, name string) schema.Column {
	t.Helper()
	for _, x := range db.Tables {
		for _, c := range x.Columns {
			if x.Name == table && c.Name == name {
				return c
			}
		}
	}
	t.Fatalf("no column %s.%s in %+v", table, name, db.Tables)
	return schema.Column{}
}

func TestASchemaFileWrittenByHand(t *testing.T) {
	db, err := Parse("shop", "schema.sql", `
-- a comment, with ); and 'quotes'
CREATE TABLE users (
  id bigserial PRIMARY KEY,
  mail varchar(200) NOT NULL UNIQUE, -- a comment
  "Odd, ""name""" int DEFAULT 3,
  seen timestamptz(3) DEFAULT now(), tags text[] , team int REFERENCES teams (id) ON DELETE CASCADE,
  note text COLLATE "C" CHECK (note <> ')')
);
create unique index on users (lower(mail) text_pattern_ops, seen desc nulls last) where note is not null;
`)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, kind string
		nullable   bool
	}{
		{"id", "bigint", false},
		{"mail", "character varying(200)", false},
		{`Odd, "name"`, "integer", true},
		{"seen", "timestamp(3) with time zone", true},
		{"tags", "text[]", true},
		{"team", "integer", true},
		{"note", "text", true},
	} {
		if got := columnOf(t, db, "public.users", c.name); got.Type != c.kind || got.Nullable != c.nullable {
			t.Errorf("%s: %+v, want %s nullable %v", c.name, got, c.kind, c.nullable)
		}
	}
	x := db.Tables[0].Indexes[0]
	if strings.Join(x.Columns, "; ") != "lower((mail)::text); seen desc nulls last" || x.Predicate != "(note IS NOT NULL)" || !x.Unique {
		t.Errorf("%+v", x)
	}
	kinds := map[string]schema.Constraint{}
	for _, c := range db.Tables[0].Constraints {
		kinds[c.Kind] = c
	}
	if fk := kinds["foreign key"]; fk.Target != "public.teams" || fk.OnDelete != "cascade" || strings.Join(fk.KeyColumns, " ") != "team" {
		t.Errorf("%+v", fk)
	}
	if check := kinds["check"]; check.Definition != "" || check.Hidden == "" || strings.Join(check.KeyColumns, " ") != "note" {
		t.Errorf("the form of an expression written by hand is not the server's: %+v", check)
	}
}

func TestWhatIsNoSchemaFileSaysSo(t *testing.T) {
	for text, want := range map[string]string{
		"CREATE TABEL x (id int);":            `refuses it on line 1: syntax error`,
		"PGDMP\x00\x01":                       "pg_dump --schema-only --format=plain",
		strings.Repeat("-- x\n", MaxSize/5+1): "more than 8 MB",
	} {
		if _, err := Parse("shop", "x.sql", text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
}

// TestNoTextPanics tries texts made by cutting and mixing schemas. The parser runs too slowly under Go's fuzzing to be tried by it.
func TestNoTextPanics(t *testing.T) {
	whole := `create table a.t (id serial primary key, "x ""y" text default 'it''s' check (id > 0), constraint c unique (id) deferrable);
create index on a.t using btree (lower("x ""y") desc nulls last, id) include (id) where id > 3; create domain d as text check (value <> '');
alter table a.t alter column id set default nextval('a.s'), add constraint k check (id < 9) not valid; create view v as
select 1; create type e as enum ('a'); create sequence s increment 5; comment on table a.t is $x$ ); $x$; -- ');
`
	parsed := 0
	for from := 0; from < len(whole); from += 7 {
		for _, s := range []string{whole[from:], whole[:from], whole[:from] + ";" + whole[from:], whole[:from] + "'" + whole[from:], whole[:from] + "/*" + whole[from:]} {
			if db, err := Parse("x", "x.sql", s); err == nil {
				db.Resources("x")
				parsed++
			}
		}
	}
	if parsed < 20 {
		t.Errorf("only %d texts were parsed", parsed)
	}
}

func TestNestingWithoutEndIsAnError(t *testing.T) {
	for _, depth := range []int{1_000, 20_000, 500_000} {
		if _, err := Parse("x", "x.sql", "create table t (a int default "+strings.Repeat("(", depth)+"1"+strings.Repeat(")", depth)+");"); err == nil && depth > 100_000 {
			t.Error("no error")
		}
		if _, err := Parse("x", "x.sql", "create table t (a int default "+strings.Repeat("- ", depth)+"1);"); err == nil && depth > 100_000 {
			t.Error("no error")
		}
	}
	if _, err := Parse("x", "x.sql", "create table t (a int);"); err != nil {
		t.Errorf("the parser is broken after that: %v", err)
	}
}
