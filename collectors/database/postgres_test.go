package database_test

import (
	"context"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/envparity/envparity/collectors"
	"github.com/envparity/envparity/collectors/collectortest"
	"github.com/envparity/envparity/collectors/database"
	"github.com/envparity/envparity/fixtures/real"
	"github.com/envparity/envparity/snapshot"
)

// secret is planted where a schema can hold a literal.
const secret = "sk_live_" + "PLANTED4eC39HqLyjWDarjtT1zdp7dc"

const pgShop = `
create schema app;
create type app.state as enum ('open', 'paid', 'done');
create domain app.cents as bigint check (value >= 0);
create table app.customers (id bigserial primary key, mail text not null unique, country varchar(2) default 'de');
create table app.orders (
  id bigint generated always as identity primary key, customer_id bigint not null references app.customers (id) on delete cascade,
  state app.state not null default 'open', total app.cents not null default 0, tax numeric(10, 2) generated always as (1) stored,
  note text default '` + secret + `', created_at timestamptz not null default now(), constraint kind check (note in ('a', 'b', '` + secret + `')));
create index on app.orders (customer_id, created_at desc) include (total) where state <> 'done';
create index orders_hook on app.orders (note) where note = '` + secret + `';
create table app.events (id bigint, day date not null) partition by range (day);
create table app.events_1 partition of app.events for values from ('2026-01-01') to ('2026-02-01');
create table app.events_2 partition of app.events for values from ('2026-02-01') to ('2026-03-01');
create view app.open_orders as select id, total from app.orders where state = 'open' and note <> '` + secret + `';
create materialized view app.totals as select customer_id, sum(total) as total from app.orders group by customer_id;
create function app.hook() returns trigger language plpgsql as $$ begin perform '` + secret + `'; return new; end $$;
create trigger touch before update on app.orders for each row execute function app.hook();
alter table app.orders enable row level security;
create policy mine on app.orders for select using (note = '` + secret + `');
create sequence app.numbers increment 5;
create table app.schema_migrations (version bigint, dirty boolean);
insert into app.schema_migrations values (20260101, false);
insert into app.customers (mail) select 'user' || i || '@shop.example' from generate_series(1, 5234) i;
comment on table app.orders is '` + secret + `';
analyze;
`

func collect(t *testing.T, dsn, config string) collectors.Result {
	t.Helper()
	c, diags := collectortest.Make(t, database.Type(), `dsn_env = "DSN"`+"\n"+config)
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	return collectors.Run(t.Context(), []collectors.Job{{Collector: c, Name: "database", Environment: "prod"}}, collectors.Options{
		Dir: t.TempDir(), Sealer: snapshot.NewSealer([]byte("a key for the database tests of some length")),
		Getenv: func(name string) string {
			if name == "DSN" {
				return dsn
			}
			return ""
		},
	})[0]
}

func TestPostgreSQL(t *testing.T) {
	root, log := real.Postgres(t)
	real.SQL(t, root, "create database shop")
	grants, err := database.Grants("postgres", "shop")
	if err != nil {
		t.Fatal(err)
	}
	real.SQL(t, root, grants)
	real.SQL(t, real.Database(t, root, "unleash", "shop"), pgShop)
	dsn := real.Database(t, root, "envparity", "shop")

	t.Run("a role that may only connect sees the structure", func(t *testing.T) {
		got := collect(t, dsn, "")
		if got.Outcome.Status != snapshot.Partial || !strings.Contains(got.Outcome.Error, "schema_migrations") || strings.Contains(got.Outcome.Error, "\n") {
			t.Errorf("only the journal needs a right of its own: %+v", got.Outcome)
		}
		orders := find(t, got.Resources, "table", "app.orders")
		for _, c := range []struct {
			want string
			path []string
		}{
			{"bigint", []string{"columns", "customer_id", "type"}},
			{"false", []string{"columns", "customer_id", "nullable"}},
			{"'open'", []string{"columns", "state", "default"}},
			{"always", []string{"columns", "id", "identity"}},
			{"cascade", []string{"constraints", "foreign key (customer_id) to app.customers (id)", "on_delete"}},
			{"true", []string{"indexes", "btree (customer_id, created_at desc) include (total) where (state <> '…')", "valid"}},
			{"true", []string{"row_level_security"}},
			{"select", []string{"policies", "mine", "command"}},
			{"origin", []string{"triggers", "touch", "enabled"}},
		} {
			if n := orders.Get(c.path...); n == nil || n.Text != c.want {
				t.Errorf("%s: %+v, want %q", strings.Join(c.path, "."), n, c.want)
			}
		}
		if n := find(t, got.Resources, "table", "app.customers").Get("rows"); n == nil || n.Text != "5000" {
			t.Errorf("rows: %+v", n)
		}
		if n := find(t, got.Resources, "table", "app.events").Get("partitions"); n == nil || n.Text != "2" {
			t.Errorf("partitions: %+v", n)
		}
		if n := find(t, got.Resources, "database", "shop").Get("identity", "instance"); n == nil || n.Kind != snapshot.Secret {
			t.Errorf("the identity is sealed: %+v", n)
		}
		if slices.ContainsFunc(got.Resources, func(r snapshot.Resource) bool { return r.Name == "app.events_1" }) {
			t.Error("a partition is no table of its own")
		}
		if text := collectortest.Bytes(t, got); strings.Contains(text, secret) {
			t.Errorf("a planted secret came out: %s", text[max(0, strings.Index(text, secret)-200):strings.Index(text, secret)+60])
		}
	})

	t.Run("two runs give the same bytes", func(t *testing.T) {
		if a, b := collectortest.Bytes(t, collect(t, dsn, "")), collectortest.Bytes(t, collect(t, dsn, "")); a != b {
			t.Error("they differ")
		}
	})

	t.Run("the journal is read with the right to its columns", func(t *testing.T) {
		real.SQL(t, real.Database(t, root, "unleash", "shop"), "grant usage on schema app to envparity", "grant select (version, dirty) on app.schema_migrations to envparity")
		got := collect(t, dsn, "")
		if got.Outcome.Status != snapshot.Complete {
			t.Errorf("%+v", got.Outcome)
		}
		if n := find(t, got.Resources, "migrations", "golang-migrate").Get("version"); n == nil || n.Text != "20260101" {
			t.Errorf("%+v", n)
		}
	})

	t.Run("a table that somebody has locked is unknown and the rest is read", func(t *testing.T) {
		holder, err := pgconn.Connect(t.Context(), real.Database(t, root, "unleash", "shop"))
		if err != nil {
			t.Fatal(err)
		}
		defer holder.Close(context.WithoutCancel(t.Context()))
		if _, err := holder.Exec(t.Context(), "begin; lock table app.customers in access exclusive mode").ReadAll(); err != nil {
			t.Fatal(err)
		}
		got := collect(t, dsn, "")
		find(t, got.Resources, "table", "app.orders")
		if got.Outcome.Status != snapshot.Partial || !slices.ContainsFunc(got.Outcome.Gaps, func(g snapshot.Gap) bool { return g.Kind == "table" && g.Name == "app.customers" }) {
			t.Errorf("%+v", got.Outcome)
		}
	})

	t.Run("a check says version, user and rights", func(t *testing.T) {
		check := func(dsn string) string {
			return collectortest.Check(t, database.Type(), t.TempDir(), `dsn_env = "DSN"`, map[string]string{"DSN": dsn})
		}
		collectortest.Says(t, check(dsn), `^ok reach: .*/shop answers$`, `^ok version: PostgreSQL \d+`, `^ok identity: envparity$`, `^ok rights: sees the structure of [1-9]\d* tables$`, `^ok clock: `)
		collectortest.Says(t, check(real.Database(t, root, "unleash", "shop")), `^warning identity: unleash, who is a superuser: .*-> .envparity grants --engine postgres. prints a role`)
		collectortest.Says(t, check(real.Database(t, root, "envparity", "nowhere")), `^failed reach: .*nowhere.* does not exist.*-> check the database's name`)
		collectortest.Says(t, check("postgres://envparity@127.0.0.1:9/shop"), `^failed reach: 127\.0\.0\.1:9/shop cannot be reached: .*-> check host, port and firewall`)
		collectortest.Says(t, check(""), `^failed identity: \$DSN is not set -> it holds the DSN`)
		collectortest.Says(t, check("oracle://x"), `^failed identity: \$DSN holds no DSN that is known -> it begins with`)
	})

	t.Run("only the fixed statements are sent, and no table of a user is read", func(t *testing.T) {
		checkStatements(t, log)
		conn, err := pgconn.Connect(t.Context(), real.Database(t, root, "unleash", "shop"))
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close(context.WithoutCancel(t.Context()))
		rows, err := conn.Exec(t.Context(), "select coalesce(sum(seq_scan + coalesce(idx_scan, 0)), 0) from pg_stat_user_tables where relname not in ('schema_migrations', 'orders', 'customers')").ReadAll()
		if err != nil || string(rows[0].Rows[0][0]) != "0" {
			t.Errorf("%v: tables were read: %s", err, rows[0].Rows)
		}
	})

	t.Run("mistakes are said without the password", func(t *testing.T) {
		for dsn, want := range map[string]string{
			"postgres://envparity:hunter2hunter2@127.0.0.1:1/shop":                                                       "cannot be reached",
			strings.Replace(real.Database(t, root, "envparity", "nosuch"), "envparity@", "envparity:hunter2hunter2@", 1): "check the database's name",
			"postgres://%zz": "no PostgreSQL URL",
			"oracle://x/y":   "begins with postgres://",
			"":               "is not set",
		} {
			got := collect(t, dsn, "")
			if got.Outcome.Status != snapshot.Failed || !strings.Contains(got.Outcome.Error, want) || strings.Contains(got.Outcome.Error, "hunter2") {
				t.Errorf("%s: %+v, want %q", dsn, got.Outcome, want)
			}
		}
	})
}

// checkStatements holds the server's own log of the role against what the documentation says is sent.
func checkStatements(t *testing.T, log string) {
	t.Helper()
	content, err := os.ReadFile(log)
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for line := range strings.Lines(string(content)) {
		user, rest, ok := strings.Cut(line, "|")
		if !ok || user != "envparity" {
			continue
		}
		_, statement, ok := strings.Cut(rest, "statement: ")
		if !ok {
			if _, statement, ok = strings.Cut(rest, "execute <unnamed>: "); !ok {
				continue
			}
		}
		seen++
		if !slices.ContainsFunc([]string{
			"begin isolation level repeatable read read only", "set local ", "savepoint part", "rollback to savepoint part", "rollback",
			"select pg_catalog.current_setting('server_version_num')", "select d.datname,", "select system_identifier,", "select name, setting,",
			"select coalesce(r.rolname, '')", "select c.oid", "select e.extname", "select a.attrelid", "select x.indrelid", "select o.conrelid", "select g.tgrelid",
			"select p.polrelid", "select n.nspname", "select pubname", "select s.srvname", "select evtname", "select current_user, r.rolsuper", "select p.prosrc, p.prosecdef", "select pg_catalog.pg_database_size(",
			"select schema_name, table_name, column_name, null_rate, ", "select coalesce(pg_catalog.to_char(greatest((select d.stats_reset", "select pg_catalog.to_char(pg_catalog.now() at time zone 'UTC'",
			`select coalesce(pg_catalog.to_char(pg_catalog.max("at")`, `select coalesce(pg_catalog.to_char(pg_catalog.max("Paid")`, `select "version"::text, "dirty"::text from "app"."schema_migrations"`,
		}, func(known string) bool { return strings.HasPrefix(statement, known) }) {
			t.Errorf("a statement that is on no list: %s", statement)
		}
	}
	if seen < 50 {
		t.Errorf("the log shows %d statements of the role; was it read?", seen)
	}
}
