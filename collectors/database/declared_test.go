package database_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/envparity/envparity/collectors"
	"github.com/envparity/envparity/collectors/collectortest"
	"github.com/envparity/envparity/collectors/database"
	"github.com/envparity/envparity/fixtures/real"
	"github.com/envparity/envparity/snapshot"
)

// dump is the schema of a database as pg_dump writes it.
func dump(t *testing.T, dsn string) string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "pg_dump", "--schema-only", "--no-owner", "--no-privileges", dsn).Output()
	if err != nil {
		t.Fatalf("pg_dump: %v", err)
	}
	return string(out)
}

// TestLiveAgainstDeclared holds a database against the schema file that was made of it: first both are equal, then the database changes.
func TestLiveAgainstDeclared(t *testing.T) {
	root, _ := real.Postgres(t)
	real.SQL(t, root, "create database prod")
	prod := real.Database(t, root, "unleash", "prod")
	real.SQL(t, prod, rental, pgShop, pgWide)
	dsn := map[string]string{"declared": dump(t, prod), "prod": prod}
	if got := grave(auditAll(t, dsn)); len(got) > 0 {
		t.Errorf("a file that was made of the database:\n%s", strings.Join(got, "\n"))
	}
	for _, c := range []struct{ change, back, want string }{
		{"drop index shop.film_title", "create index film_title on shop.film (title)", `must-fix builtin/schema-index-missing-in-reference table/shop.film indexes["btree (title)"]`},
		{"alter table shop.film alter length type integer", "alter table shop.film alter length type smallint", "must-fix builtin/schema-column-type table/shop.film columns.length.type"},
		{"alter table shop.customer alter country set default 'FR'", "alter table shop.customer alter country set default 'DE'", "should-fix builtin/schema-column table/shop.customer columns.country.default"},
		{"create table shop.by_hand (id int)", "drop table shop.by_hand", "should-fix builtin/schema-object table/shop.by_hand"},
		{"alter table shop.film drop constraint rate_is_positive", "alter table shop.film add constraint rate_is_positive check (rate > 0)", `must-fix builtin/schema-constraint table/shop.film constraints["check (rate)"]`},
		{"alter type shop.rating rename value 'R' to 'X'", "alter type shop.rating rename value 'X' to 'R'", "must-fix builtin/schema-enum type/shop.rating labels"},
		{"create or replace view shop.active as select id, mail from shop.customer where not active", "create or replace view shop.active as select id, mail from shop.customer where active", "should-fix builtin/schema-object view/shop.active definition"},
		{"alter table shop.customer disable row level security", "alter table shop.customer enable row level security", "must-fix builtin/schema-row-security table/shop.customer row_level_security"},
	} {
		t.Run(c.change, func(t *testing.T) {
			real.SQL(t, prod, c.change)
			defer real.SQL(t, prod, c.back)
			got := grave(auditAll(t, dsn))
			if len(got) != 1 || !strings.HasPrefix(got[0], c.want) {
				t.Errorf("%s\nwant %s", strings.Join(got, "\n"), c.want)
			}
		})
	}
}

// TestMigrationsWhoseJournalIsInAnotherSchemaAreUnknown reads the schema of an application alone, while the journal is in public.
func TestMigrationsWhoseJournalIsInAnotherSchemaAreUnknown(t *testing.T) {
	root, _ := real.Postgres(t)
	real.SQL(t, root, "create schema app", "create table app.orders (id int)", "create table public.schema_migrations (version bigint, dirty boolean)", "insert into public.schema_migrations values (1, false)")
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "000001_orders.up.sql"), []byte("create table app.orders (id int);"), 0o600); err != nil {
		t.Fatal(err)
	}
	for schemas, want := range map[string]string{`["app"]`: "the schemas app hold no journal of a migration tool; add the journal's schema", `["app", "public"]`: ""} {
		c, diags := collectortest.Make(t, database.Type(), "dsn_env = \"DSN\"\nmigrations = \".\"\nschemas = "+schemas)
		if diags.HasErrors() {
			t.Fatal(diags)
		}
		got := collectors.Run(t.Context(), []collectors.Job{{Collector: c, Name: "database", Environment: "prod"}}, collectors.Options{
			Dir: dir, Sealer: snapshot.NewSealer([]byte("a key for the database tests of some length")), Getenv: func(string) string { return root },
		})[0]
		if want == "" && got.Outcome.Status != snapshot.Complete || !strings.Contains(got.Outcome.Error, want) {
			t.Errorf("schemas %s: %+v", schemas, got.Outcome)
		}
	}
}
