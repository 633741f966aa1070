package database_test

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	envaudit "github.com/envparity/envparity/audit"
	"github.com/envparity/envparity/collectors"
	"github.com/envparity/envparity/collectors/database"
	"github.com/envparity/envparity/config"
	"github.com/envparity/envparity/fixtures/real"
	"github.com/envparity/envparity/snapshot"
)

// audit audits two databases with the built-in rules and returns "VERDICT RULE KIND/NAME PATH" for each finding.
func audit(t *testing.T, staging, prod string) []string {
	t.Helper()
	return auditAll(t, map[string]string{"staging": staging, "prod": prod})
}

// auditAll audits the databases of several environments, of which prod is the reference. For the environment declared dsn holds the text of a schema
// file.
func auditAll(t *testing.T, dsn map[string]string) []string {
	t.Helper()
	return auditWith(t, dsn, "")
}

// auditWith is auditAll with more attributes in the collect block.
func auditWith(t *testing.T, dsn map[string]string, more string) []string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "envparity.hcl")
	text := "environment \"prod\" { reference = true }\n"
	for _, env := range slices.Sorted(maps.Keys(dsn)) {
		if env != "prod" {
			text += "environment \"" + env + "\" {}\n"
		}
	}
	text += "collect \"database\" {\n  dsn_env  = env.name == \"declared\" ? \"\" : env.name\n  schema   = env.name == \"declared\" ? \"structure.sql\" : \"\"\n  database = \"shop\"\n" + more + "\n}\n"
	if declared := dsn["declared"]; declared != "" {
		if err := os.WriteFile(filepath.Join(filepath.Dir(file), "structure.sql"), []byte(declared), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	cfg, err := config.Load(file, config.Options{CollectTypes: []string{"database"}})
	if err != nil {
		t.Fatal(err)
	}
	decisions, err := envaudit.Decide(cfg)
	if err != nil {
		t.Fatal(err)
	}
	snaps, err := envaudit.Collect(t.Context(), cfg, []collectors.Type{database.Type()}, envaudit.CollectOptions{
		Now: time.Now, Sealer: snapshot.NewSealer([]byte("a key for the database tests of some length")), Getenv: func(name string) string { return dsn[name] },
		Refuse: func(collectors.Need) string { return "" },
	}, nil)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, f := range envaudit.Audit(snaps, cfg, envaudit.Options{Now: time.Date(2026, 11, 29, 0, 0, 0, 0, time.UTC), Decisions: decisions}).Findings {
		out = append(out, fmt.Sprintf("%s %s %s/%s %s", f.Verdict, f.Rule, f.Drift.Resource.Kind, f.Drift.Resource.Name, f.Drift.Path))
	}
	return out
}

// TestPlantedDrifts changes one thing at a time in one of two equal databases, and holds what an audit reports against it.
func TestPlantedDrifts(t *testing.T) {
	root, _ := real.Postgres(t)
	real.SQL(t, root, "create database staging", "create database prod")
	for _, name := range []string{"staging", "prod"} {
		real.SQL(t, real.Database(t, root, "unleash", name), pgShop)
	}
	staging, prod := real.Database(t, root, "unleash", "staging"), real.Database(t, root, "unleash", "prod")

	same := audit(t, staging, prod)
	for _, f := range same {
		if !strings.Contains(f, "identity.server") {
			t.Errorf("two equal databases: %s", f)
		}
	}
	for _, c := range []struct{ name, in, change, back, want string }{
		{"an index that prod lacks", prod, "drop index app.orders_hook", "create index orders_hook on app.orders (note) where note = '" + secret + "'", "must-fix builtin/schema-index-missing-in-reference"},
		{"an index that staging lacks", staging, "drop index app.orders_hook", "create index orders_hook on app.orders (note) where note = '" + secret + "'", "should-fix builtin/schema-index-missing"},
		{"another name of an index", prod, "alter index app.orders_hook rename to other", "alter index app.other rename to orders_hook", "acceptable builtin/schema-name"},
		{"another type", staging, "alter table app.customers alter country type text", "alter table app.customers alter country type varchar(2)", "must-fix builtin/schema-column-type"},
		{"a column more", staging, "alter table app.customers add extra text", "alter table app.customers drop extra", "should-fix builtin/schema-column"},
		{"another default", prod, "alter table app.customers alter country set default 'fr'", "alter table app.customers alter country set default 'de'", "should-fix builtin/schema-column"},
		{"a unique constraint that staging lacks", staging, "alter table app.customers drop constraint customers_mail_key", "alter table app.customers add unique (mail)", "must-fix builtin/schema-constraint"},
		{
			"another action on delete", prod, "alter table app.orders drop constraint orders_customer_id_fkey, add foreign key (customer_id) references app.customers (id)",
			"alter table app.orders drop constraint orders_customer_id_fkey, add foreign key (customer_id) references app.customers (id) on delete cascade", "must-fix builtin/schema-constraint",
		},
		{"row security off in prod", prod, "alter table app.orders disable row level security", "alter table app.orders enable row level security", "must-fix builtin/schema-row-security"},
		{"a trigger that is off", prod, "alter table app.orders disable trigger touch", "alter table app.orders enable trigger touch", "should-fix builtin/schema-object"},
		{
			"another body of a function", staging, "create or replace function app.hook() returns trigger language plpgsql as $$ begin return old; end $$",
			"create or replace function app.hook() returns trigger language plpgsql as $$ begin perform '" + secret + "'; return new; end $$", "should-fix builtin/schema-object",
		},
		{"a table more", staging, "create table app.extra (id int)", "drop table app.extra", "should-fix builtin/schema-object"},
		{"a migration on its way", staging, "update app.schema_migrations set version = 20260202", "update app.schema_migrations set version = 20260101", "acceptable builtin/schema-migration-latest"},
		{"a hot fix in prod", prod, "update app.schema_migrations set version = 20260202", "update app.schema_migrations set version = 20260101", "must-fix builtin/schema-migration-behind"},
		{"a dirty migration", prod, "update app.schema_migrations set dirty = true", "update app.schema_migrations set dirty = false", "must-fix builtin/schema-migration-stuck"},
		{"another isolation level", prod, "alter database prod set default_transaction_isolation = 'serializable'", "alter database prod reset default_transaction_isolation", "must-fix builtin/schema-semantics"},
		{"an empty table", staging, "truncate app.customers cascade; analyze app.customers", "insert into app.customers (mail) select 'user' || i || '@shop.example' from generate_series(1, 5234) i; analyze app.customers", "should-fix builtin/schema-rows-empty"},
	} {
		t.Run(c.name, func(t *testing.T) {
			real.SQL(t, c.in, c.change)
			defer real.SQL(t, c.in, c.back)
			got := audit(t, staging, prod)
			hit := false
			for _, f := range got {
				hit = hit || strings.HasPrefix(f, c.want+" ")
				if !strings.HasPrefix(f, c.want+" ") && !strings.HasPrefix(f, "acceptable ") && !strings.Contains(f, "identity.server") {
					t.Errorf("besides: %s", f)
				}
			}
			if !hit {
				t.Errorf("want %s, got\n%s", c.want, strings.Join(got, "\n"))
			}
		})
	}
}
