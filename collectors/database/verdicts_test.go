package database_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/envparity/envparity/fixtures/real"
	"github.com/envparity/envparity/snapshot"
)

// TestVerdictsAboutData plants in one of two equal databases what statistics, freshness and notes of migration tools show, and expects that finding and no
// other that is not acceptable.
func TestVerdictsAboutData(t *testing.T) {
	root, _ := real.Postgres(t)
	dsn := map[string]string{}
	today := time.Now().UTC()
	for _, env := range []string{"staging", "prod"} {
		real.SQL(t, root, "create database "+env)
		dsn[env] = real.Database(t, root, "unleash", env)
		real.SQL(t, dsn[env], strings.ReplaceAll(statisticsGrants(t), "to envparity", "to unleash"), fmt.Sprintf(`create schema app;
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
		{
			"a production database whose note says development", "prod", "update app.ar_internal_metadata set value = 'development' where key = 'environment'", "update app.ar_internal_metadata set value = 'prod' where key = 'environment'",
			"must-fix builtin/schema-unprotected migrations/rails or dbmate environment",
		},
		{"a changeset of a context", "staging", "insert into app.databasechangelog values ('t', 'amy', 'db.xml', 'EXECUTED', '9:t', 'test', null, 2)", "delete from app.databasechangelog where id = 't'", ""},
		{"a changeset without one", "prod", "insert into app.databasechangelog values ('t', 'amy', 'db.xml', 'EXECUTED', '9:t', null, null, 4)", "delete from app.databasechangelog where id = 't'", "must-fix builtin/schema-migration-missing migrations/liquibase applied[\"db.xml::t::amy\"]"},
	} {
		t.Run(c.name, func(t *testing.T) {
			real.SQL(t, dsn[c.in], c.change)
			defer real.SQL(t, dsn[c.in], c.back)
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

// TestAPartitionUnlikeItsSiblings changes single partitions of one of two equal databases. Partitions that are more, or that everywhere differ alike, are no finding.
func TestAPartitionUnlikeItsSiblings(t *testing.T) {
	root, _ := real.Postgres(t)
	dsn := map[string]string{}
	for _, env := range []string{"staging", "prod"} {
		real.SQL(t, root, "create database "+env)
		dsn[env] = real.Database(t, root, "unleash", env)
		real.SQL(t, dsn[env], `create schema app; create table app.events (id bigint not null, day date not null, kind text, note text default 'sk_live_PLANTED') partition by range (day);
create table app.old partition of app.events for values from ('2025-01-01') to ('2026-01-01') partition by list (kind);
create table app.old_a partition of app.old for values in ('a'); create table app.old_b partition of app.old for values in ('b');
create index old_a_kind on app.old_a (kind); create index old_b_kind on app.old_b (kind);`)
		for month := 1; month < map[string]int{"staging": 4, "prod": 7}[env]; month++ {
			real.SQL(t, dsn[env], fmt.Sprintf(`create table app.events_%[1]d partition of app.events for values from ('2026-0%[1]d-01') to ('2026-0%[2]d-01');
create index events_%[1]d_id on app.events_%[1]d (id) where note <> 'sk_live_PLANTED'; alter table app.events_%[1]d add check (day >= '2026-0%[1]d-01')`, month, month+1))
		}
	}
	graveOf := func() string { return strings.Join(grave(auditAll(t, dsn)), "\n") }
	const must, should, of = "must-fix builtin/schema-partition-uneven", "should-fix builtin/schema-partition-uneven-elsewhere", " table/app.events uneven_partitions"
	const index = `["index btree (id) where (note <> '…')"]`
	for _, c := range []struct{ name, in, change, back, want string }{
		{"partitions that are alike", "prod", "select 1", "select 1", ""},
		{"an index that one partition of the reference lacks", "prod", "drop index app.events_2_id", "create index events_2_id on app.events_2 (id) where note <> 'sk_live_PLANTED'", must + of + index},
		{"an index that one partition elsewhere lacks", "staging", "drop index app.events_2_id", "create index events_2_id on app.events_2 (id) where note <> 'sk_live_PLANTED'", should + of + index},
		{"an index that no query uses", "prod", "update pg_index set indisvalid = false where indexrelid = 'app.events_2_id'::regclass", "update pg_index set indisvalid = true where indexrelid = 'app.events_2_id'::regclass", must + of + index},
		{"an index in one partition alone", "prod", "create index extra on app.events_2 (day)", "drop index app.extra", should + of + `["index btree (day)"]`},
		{"a default that one partition lacks", "prod", "alter table app.events_3 alter note drop default", "alter table app.events_3 alter note set default 'x'", must + of + `["column note default"]`},
		{"a column that may be null in all partitions but one", "staging", "alter table app.events_3 alter kind set not null", "alter table app.events_3 alter kind drop not null", should + of + `["column kind not null"]`},
		{"a key of one partition", "staging", "alter table app.events_3 add unique (id, day)", "alter table app.events_3 drop constraint events_3_id_day_key", should + of + `["constraint unique (id, day)"]`},
		{"a partition of a partition", "prod", "drop index app.old_b_kind", "create index old_b_kind on app.old_b (kind)", must + of + `["index btree (kind)"]`},
		{"a partition more", "prod", "create table app.events_9 partition of app.events for values from ('2026-09-01') to ('2026-10-01'); create index events_9_id on app.events_9 (id) where note <> 'sk_live_PLANTED'", "drop table app.events_9", ""},
		{"one that is not logged", "prod", "alter table app.events_3 set unlogged", "alter table app.events_3 set logged", should + of + `.unlogged`},
	} {
		t.Run(c.name, func(t *testing.T) {
			real.SQL(t, dsn[c.in], c.change)
			defer real.SQL(t, dsn[c.in], c.back)
			if got := graveOf(); got != c.want {
				t.Errorf("%s\nwant\n%s", got, c.want)
			}
		})
	}
	t.Run("one that is missing elsewhere in another partition", func(t *testing.T) {
		real.SQL(t, dsn["staging"], "drop index app.events_1_id")
		real.SQL(t, dsn["prod"], "drop index app.events_2_id")
		if got := graveOf(); got != "" {
			t.Error(got)
		}
	})
	t.Run("one that somebody has locked leaves it unknown", func(t *testing.T) {
		holder, err := pgconn.Connect(t.Context(), dsn["prod"])
		if err != nil {
			t.Fatal(err)
		}
		defer holder.Close(context.WithoutCancel(t.Context()))
		if _, err := holder.Exec(t.Context(), "begin; lock table app.events_3 in access exclusive mode").ReadAll(); err != nil {
			t.Fatal(err)
		}
		got := collect(t, dsn["prod"], "")
		if n := find(t, got.Resources, "table", "app.events").Child("uneven_partitions"); n == nil || n.Kind != snapshot.Unknown || !strings.Contains(n.Text, "events_3 was locked") {
			t.Errorf("%+v", n)
		}
	})
}
