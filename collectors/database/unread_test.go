package database_test

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/envparity/envparity/collectors/collectortest"
	"github.com/envparity/envparity/fixtures/real"
)

// answer is what the server says to one statement, as text.
func answer(t *testing.T, dsn, statement string) string {
	t.Helper()
	conn, err := pgconn.Connect(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.WithoutCancel(t.Context()))
	results, err := conn.Exec(t.Context(), statement).ReadAll()
	if err != nil {
		t.Fatalf("%v\n%s", err, statement)
	}
	var out strings.Builder
	for _, row := range results[len(results)-1].Rows {
		for _, v := range row {
			out.WriteString(string(v) + "|")
		}
	}
	return out.String()
}

// touched is what the server counted of reads and writes of users' tables and indexes, but for the journal.
const touched = `select pg_stat_force_next_flush(), pg_stat_clear_snapshot();
select relname, seq_scan, seq_tup_read, coalesce(idx_scan, 0), coalesce(idx_tup_fetch, 0), n_tup_ins, n_tup_upd, n_tup_del from pg_stat_user_tables where relname not like 'flyway%' order by 1;`

// TestNoRowOfAUsersTableIsTouched reads as the owner, who could read and write everything, and holds the server's own counters against it.
func TestNoRowOfAUsersTableIsTouched(t *testing.T) {
	root, _ := real.Postgres(t)
	real.SQL(t, root, "create database shop")
	dsn := real.Database(t, root, "unleash", "shop")
	real.SQL(t, dsn, rental)
	before := answer(t, dsn, touched)
	for range 3 {
		collect(t, dsn, "")
	}
	if after := answer(t, dsn, touched); after != before {
		t.Errorf("the counters went from\n%s\nto\n%s", before, after)
	}
	answer(t, dsn, "select count(*) from shop.customer")
	if answer(t, dsn, touched) == before {
		t.Error("the counters do not see a read, so they prove nothing")
	}
}

// TestFiftySecretsInASchema plants a secret of its own in every place of a schema that takes a literal, and looks for each in what comes out.
func TestFiftySecretsInASchema(t *testing.T) {
	root, log := real.Postgres(t)
	real.SQL(t, root, "create database shop")
	dsn := real.Database(t, root, "unleash", "shop")
	secrets := 0
	next := func() string {
		secrets++
		return fmt.Sprintf("sk_live_%sPLANTED%02dc39HqLyjWDarjtT1zdp7dc", "", secrets)
	}
	statement := func(format string) string {
		args := make([]any, strings.Count(format, "%s"))
		for i := range args {
			args[i] = next()
		}
		return fmt.Sprintf(format, args...)
	}
	real.SQL(t, dsn, "create schema app", "create extension if not exists postgres_fdw")
	for i := range 5 {
		real.SQL(t, dsn, strings.ReplaceAll(statement(`
create type app.state_N_ as enum ('open', '%s');
create domain app.kind_N_ as text default '%s' check (value <> '%s');
create table app.t_N_ (id int primary key, a text default '%s', b text check (b <> '%s'), c text generated always as (coalesce(a, '%s')) stored, d text default lower('%s'),
  constraint many check (a in ('x', '%s')));
create index on app.t_N_ (a) where a = '%s';
create index on app.t_N_ ((a || '%s'));
create view app.v_N_ as select a, '%s' as k from app.t_N_ where b = '%s';
create materialized view app.m_N_ as select '%s'::text as k;
create function app.f_N_(x text default '%s') returns text language sql as $$ select '%s' || x $$;
create function app.g_N_() returns trigger language plpgsql as $$ begin perform '%s'; return new; end $$;
create trigger g before insert on app.t_N_ for each row when (new.a = '%s') execute function app.g_N_('%s');
create policy p on app.t_N_ using (a = '%s') with check (b = '%s');
comment on table app.t_N_ is '%s';
comment on column app.t_N_.a is '%s';
create server s_N_ foreign data wrapper postgres_fdw options (host '%s');
create user mapping for current_user server s_N_ options (password '%s');
create table app.parts_N_ (id int, k text) partition by list (k);
create table app.part_N_ partition of app.parts_N_ for values in ('%s');
alter function app.f_N_(text) set search_path = '%s';
create sequence app.q_N_;
comment on sequence app.q_N_ is '%s';
insert into app.t_N_ (id, a, b, d) values (1, 'x', '%s', '%s'), (2, 'x', '%s', '%s');
insert into app.t_N_ (id, a, b, d) select i, 'x', '%s', '%s' || i from generate_series(3, 500) i;
create materialized view app.kept_N_ as select b as "%s", d from app.t_N_;
analyze;
`), "_N_", fmt.Sprint(i)))
	}
	real.SQL(t, dsn, statement("alter database shop set search_path = 'app', '%s'"), statement("alter role unleash in database shop set application_name = '%s'"))
	real.SQL(t, dsn, statement(`create table app.schema_migrations (version varchar primary key); insert into app.schema_migrations values ('20260101000000');
create table app.ar_internal_metadata (key varchar primary key, value varchar); insert into app.ar_internal_metadata values ('environment', '%s'), ('schema_sha1', '%s');
create table app.databasechangelog (id text, author text, filename text, exectype text, md5sum text, contexts text, labels text, orderexecuted int);
insert into app.databasechangelog values ('1', 'amy', 'db.xml', 'EXECUTED', '9:a', '%s', '%s', 1);
create table app.seen (at timestamptz unique, k text); insert into app.seen values (now(), '%s'); analyze app.seen;`))
	if secrets < 50 {
		t.Fatalf("%d secrets", secrets)
	}
	got := collect(t, dsn, "statistics = \"select\"\nfreshness = { \"seen.at\" = \"1d\" }")
	find(t, got.Resources, "table", "app.t0")
	if n := find(t, got.Resources, "column_statistics", "app.t0").Get("columns", "d", "distinct"); n == nil {
		t.Error("the statistics were not read, so they prove nothing")
	}
	text := collectortest.Bytes(t, got)
	for _, r := range got.Resources {
		text += r.Kind + " " + r.Name + " " + r.Source.Address
	}
	for rest := text; ; {
		i := strings.Index(rest, "PLANTED")
		if i < 0 {
			break
		}
		t.Errorf("readable: …%s…", rest[max(0, i-120):min(len(rest), i+40)])
		rest = rest[i+7:]
	}
	if content, err := os.ReadFile(log); err != nil || !strings.Contains(string(content), "PLANTED01") {
		t.Errorf("%v: were they planted?", err)
	}
}
