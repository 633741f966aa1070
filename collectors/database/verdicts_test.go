package database_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/envparity/envparity/fixtures/real"
)

// TestVerdictsAboutData plants in one of two equal databases what statistics, freshness and notes of migration tools show, and expects that finding and no
// other that is not acceptable.
func TestVerdictsAboutData(t *testing.T) {
	root, _ := real.Postgres(t)
	dsn := map[string]string{}
	today := time.Now().UTC()
	for _, env := range []string{"staging", "prod"} {
		admin(t, root, "create database "+env)
		dsn[env] = as(t, root, "unleash", env)
		admin(t, dsn[env], strings.ReplaceAll(statisticsGrants(t), "to envparity", "to unleash"), fmt.Sprintf(`create schema app;
create table app.orders (id bigint primary key, created_at timestamptz, note text);
create index on app.orders (created_at);
insert into app.orders select i, timestamptz '%s' - i * interval '1 hour', 'note ' || i %% 4 from generate_series(0, 4000) i;
create table app.schema_migrations (version varchar primary key); insert into app.schema_migrations values ('20260101000000');
create table app.ar_internal_metadata (key varchar primary key, value varchar); insert into app.ar_internal_metadata values ('environment', '%s'), ('schema_sha1', 'PLANTED');
create table app.databasechangelog (id text, author text, filename text, exectype text, md5sum text, contexts text, labels text, orderexecuted int);
insert into app.databasechangelog values ('1', 'amy', 'db.xml', 'EXECUTED', '9:a', null, null, 1), ('2', 'amy', 'db.xml', 'EXECUTED', '9:b', null, null, 3);
analyze;`, today.Format(time.DateOnly), env))
	}
	const config = `  statistics = "helper"
  freshness  = { "orders.created_at" = "14d" }`
	graveOf := func() []string { return grave(auditWith(t, dsn, config)) }
	if got := graveOf(); len(got) > 0 {
		t.Fatalf("two equal databases: %s", strings.Join(got, "\n"))
	}
	for _, c := range []struct{ name, in, change, back, want string }{
		{
			"the newest order is older than the limit", "staging", "update app.orders set created_at = created_at - interval '15 days'; analyze app.orders", "update app.orders set created_at = created_at + interval '15 days'; analyze app.orders",
			"should-fix builtin/schema-stale table/app.orders freshness.created_at.stale\nshould-fix builtin/schema-restored database/shop restored",
		},
		{
			"the newest order is older in the reference", "prod", "update app.orders set created_at = created_at - interval '15 days'; analyze app.orders", "update app.orders set created_at = created_at + interval '15 days'; analyze app.orders",
			"should-fix builtin/schema-stale table/app.orders freshness.created_at.stale",
		},
		{
			"a column that holds nothing", "staging", "update app.orders set note = null; analyze app.orders", "update app.orders set note = 'note ' || id % 4; analyze app.orders",
			"should-fix builtin/schema-column-empty column_statistics/app.orders columns.note.null_rate",
		},
		{"a column that holds nothing in the reference", "prod", "update app.orders set note = null; analyze app.orders", "update app.orders set note = 'note ' || id % 4; analyze app.orders", ""},
		{"a copy of prod as Rails notes it", "staging", "update app.ar_internal_metadata set value = 'prod' where key = 'environment'", "update app.ar_internal_metadata set value = 'staging' where key = 'environment'", "should-fix builtin/schema-made-elsewhere migrations/rails or dbmate environment"},
		{"a changeset of a context", "staging", "insert into app.databasechangelog values ('t', 'amy', 'db.xml', 'EXECUTED', '9:t', 'test', null, 2)", "delete from app.databasechangelog where id = 't'", ""},
		{"a changeset without one", "prod", "insert into app.databasechangelog values ('t', 'amy', 'db.xml', 'EXECUTED', '9:t', null, null, 4)", "delete from app.databasechangelog where id = 't'", "must-fix builtin/schema-migration-missing migrations/liquibase applied[\"db.xml::t::amy\"]"},
	} {
		t.Run(c.name, func(t *testing.T) {
			admin(t, dsn[c.in], c.change)
			defer admin(t, dsn[c.in], c.back)
			got := graveOf()
			want := strings.Split(c.want, "\n")
			slices.Sort(got)
			slices.Sort(want)
			if strings.Join(got, "\n") != strings.Join(want, "\n") {
				t.Errorf("%s\nwant\n%s", strings.Join(got, "\n"), c.want)
			}
		})
	}
}
