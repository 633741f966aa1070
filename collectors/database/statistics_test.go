package database_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/envparity/envparity/collectors"
	"github.com/envparity/envparity/collectors/collectortest"
	"github.com/envparity/envparity/collectors/database"
	"github.com/envparity/envparity/fixtures/real"
	"github.com/envparity/envparity/snapshot"
)

// visits has a bulk insert of one moment, which the bounds of a histogram leave out, and older single ones; columns that are empty, nearly empty and full;
// dates in the future and infinite ones; a partitioned table; and secrets in every column of text, common and rare.
const visits = `
create schema app;
create table app.visits (id bigint primary key, at timestamptz, local timestamp, day date, ends date, never text, rarely text, country text, token text);
create index on app.visits (at);
insert into app.visits select i, timestamptz '2026-03-01 12:00+00' - i * interval '1 hour', timestamp '2026-02-01' - i * interval '1 day', date '2026-01-15' - i,
  case when i % 2 = 0 then 'infinity'::date else date '2999-12-31' - i end, null, case when i % 40 = 0 then 'sk_live_PLANTEDrare' || i end,
  (array['de', 'fr', 'it'])[1 + i % 3], 'sk_live_PLANTEDtoken' || (i % 7) from generate_series(1, 4000) i;
insert into app.visits select i, timestamptz '2026-04-02 23:30+00', null, null, null, null, null, 'de', 'sk_live_PLANTEDtoken1' from generate_series(4001, 9000) i;
create table app.parts (id int, day date) partition by range (day);
create table app.parts_1 partition of app.parts for values from ('2026-01-01') to ('2026-02-01');
create table app.parts_2 partition of app.parts for values from ('2026-02-01') to ('2026-03-01');
insert into app.parts select i, date '2026-01-02' + i % 50 from generate_series(1, 500) i;
create table app.fresh (id int);
analyze app.visits; analyze app.parts;
`

func statisticsGrants(t *testing.T) string {
	t.Helper()
	sql, err := database.StatisticsGrants("postgres")
	if err != nil {
		t.Fatal(err)
	}
	return sql
}

// withHelper makes a database on the server with the visits, the least role and the helper, and returns its URL for the role and for the owner.
func withHelper(t *testing.T, root string) (role, owner string) {
	t.Helper()
	real.SQL(t, root, "create database shop")
	grants, err := database.Grants("postgres", "shop")
	if err != nil {
		t.Fatal(err)
	}
	owner = real.Database(t, root, "unleash", "shop")
	real.SQL(t, owner, grants, visits, statisticsGrants(t))
	return real.Database(t, root, "envparity", "shop"), owner
}

// checkStatistics holds what the role that may only connect gets of the planner's statistics against what the rows are.
func checkStatistics(t *testing.T, got collectors.Result) {
	t.Helper()
	visits := find(t, got.Resources, "column_statistics", "app.visits")
	for _, c := range []struct{ column, key, want string }{
		{"at", "newest", "2026-04-02"}, // the common value, not the newest bound of the histogram
		{"local", "newest", "2026-01-31"},
		{"day", "newest", "2026-01-14"},
		{"ends", "newest", ""}, // in the future, and infinite
		{"id", "distinct", "9000"},
		{"country", "distinct", "3"},
		{"country", "null_rate", "0"},
		{"never", "null_rate", "1"},
		{"never", "distinct", ""},
		{"rarely", "null_rate", "0.9"}, // 98.9 % of nulls are no empty column
		{"token", "newest", ""},
	} {
		text := ""
		if n := visits.Get("columns", c.column, c.key); n != nil {
			text = n.Text
		}
		if text != c.want {
			t.Errorf("%s.%s is %q, want %q", c.column, c.key, text, c.want)
		}
	}
	if n := find(t, got.Resources, "column_statistics", "app.parts").Get("columns", "day", "newest"); n == nil || n.Text != "2026-02-20" {
		t.Errorf("a partitioned table: %+v", n)
	}
	if n := find(t, got.Resources, "column_statistics", "app.fresh").Get("columns"); n == nil || n.Kind != snapshot.Unknown {
		t.Errorf("a table that was never analysed: %+v", n)
	}
	if slices.ContainsFunc(got.Resources, func(r snapshot.Resource) bool {
		return r.Kind == "column_statistics" && strings.Contains(r.Name, "parts_")
	}) {
		t.Error("a partition is no table of its own")
	}
	if slices.ContainsFunc(got.Resources, func(r snapshot.Resource) bool { return r.Kind == "routine" }) {
		t.Error("the helper is compared as a routine of the database")
	}
	if text := collectortest.Bytes(t, got); strings.Contains(text, "PLANTED") {
		t.Errorf("a value of a row came out: %s", text)
	}
}

func TestStatisticsOfColumns(t *testing.T) {
	root, log := real.Postgres(t)
	dsn, owner := withHelper(t, root)
	const helper = `statistics = "helper"`

	t.Run("a role that may only connect gets rates, numbers and days, and no value", func(t *testing.T) {
		before := answer(t, owner, touched)
		got := collect(t, dsn, helper)
		if got.Outcome.Status != snapshot.Complete {
			t.Errorf("%+v", got.Outcome)
		}
		checkStatistics(t, got)
		if after := answer(t, owner, touched); after != before {
			t.Errorf("the counters went from\n%s\nto\n%s", before, after)
		}
		if a, b := collectortest.Bytes(t, got), collectortest.Bytes(t, collect(t, dsn, helper)); a != b {
			t.Error("two runs differ")
		}
	})

	t.Run("a role with a date style and a time zone of its own reads the same days", func(t *testing.T) {
		real.SQL(t, owner, "alter role envparity set datestyle = 'SQL, DMY'", "alter role envparity set timezone = 'Asia/Tokyo'")
		defer real.SQL(t, owner, "alter role envparity reset datestyle", "alter role envparity reset timezone")
		checkStatistics(t, collect(t, dsn, helper))
	})

	t.Run("a pooler passes them on", func(t *testing.T) { checkStatistics(t, collect(t, real.PgBouncer(t, owner), helper)) })

	t.Run("a role that may read the tables needs no helper", func(t *testing.T) {
		checkStatistics(t, collect(t, owner, `statistics = "select"`))
		if got := collect(t, dsn, `statistics = "select"`); !gap(got, "column_statistics", `statistics = "helper" needs no such right`) {
			t.Errorf("the least role: %+v", got.Outcome)
		}
	})

	t.Run("nobody who may not call the helper learns from it", func(t *testing.T) {
		real.SQL(t, owner, "create role stranger login")
		if got := collect(t, real.Database(t, root, "stranger", "shop"), helper); !gap(got, "column_statistics", "the role may not call") {
			t.Errorf("%+v", got.Outcome)
		}
	})

	t.Run("without the helper statistics are unknown, and the rest is read", func(t *testing.T) {
		real.SQL(t, root, "create database plain")
		if got := collect(t, real.Database(t, root, "envparity", "plain"), helper); !gap(got, "column_statistics", "`envparity grants --engine postgres --statistics` prints it") {
			t.Errorf("%+v", got.Outcome)
		}
	})

	t.Run("a helper that somebody else wrote is not called", func(t *testing.T) {
		for _, c := range []struct{ change, back string }{
			{"alter function envparity.column_statistics() security invoker", "alter function envparity.column_statistics() security definer"},
			{
				"create or replace function envparity.column_statistics() returns table (schema_name text, table_name text, column_name text, null_rate numeric, distinct_values numeric, newest_day date) language sql stable security definer set search_path = pg_catalog, pg_temp as $$ select 'app', 'visits', 'at', 0.5, 1::numeric, current_date $$",
				statisticsGrants(t),
			},
			{"alter function envparity.column_statistics() set search_path = public", "alter function envparity.column_statistics() set search_path = pg_catalog, pg_temp"},
			{
				"drop function envparity.column_statistics(); create function envparity.column_statistics() returns table (schema_name text, table_name text, column_name text, null_rate numeric, distinct_values numeric, newest_day date) language plpgsql security definer set search_path = pg_catalog, pg_temp as $$ begin raise exception 'the trap was called'; end $$; grant execute on function envparity.column_statistics() to public",
				"drop function envparity.column_statistics();" + statisticsGrants(t),
			},
		} {
			real.SQL(t, owner, c.change)
			if got := collect(t, dsn, helper); !gap(got, "column_statistics", "is not the one that this envparity prints") {
				t.Errorf("%s: %+v", c.change, got.Outcome)
			}
			real.SQL(t, owner, c.back)
		}
		checkStatistics(t, collect(t, dsn, helper))
		if content, err := os.ReadFile(log); err != nil || strings.Contains(string(content), "the trap was called\n") {
			t.Errorf("%v: the trap was called", err)
		}
	})

	checkStatements(t, log)
}

// gap reports whether a kind is unknown for a reason.
func gap(got collectors.Result, kind, why string) bool {
	return slices.ContainsFunc(got.Outcome.Gaps, func(g snapshot.Gap) bool { return g.Kind == kind && strings.Contains(g.Why, why) })
}

func TestFreshness(t *testing.T) {
	root, log := real.Postgres(t)
	dsn, owner := withHelper(t, root)
	today := time.Now().UTC()
	day := func(days int) string { return today.AddDate(0, 0, -days).Format(time.DateOnly) }
	real.SQL(t, owner, "grant usage on schema app to envparity", "grant select (at) on app.visits to envparity",
		fmt.Sprintf(`create table app.orders (id bigint primary key, at timestamptz, "Paid" date, late timestamp, note text, hidden timestamptz, part timestamptz);
create index on app.orders (at desc nulls last); create unique index on app.orders ("Paid", id); create index on app.orders (note); create index on app.orders using brin (late); create index on app.orders (part) where id > 5;
insert into app.orders select i, timestamptz '%s 23:30+00' - i * interval '1 day', date '%s' - i, now(), 'PLANTED', now(), now() from generate_series(0, 2000) i;
create table app.secured (at timestamptz unique); alter table app.secured enable row level security; insert into app.secured values (now());
create table app.nothing (at date unique);
create table app.many (at date) partition by range (at); create table app.many_1 partition of app.many for values from ('2020-01-01') to ('2099-01-01'); create index on app.many (at); insert into app.many values ('%s');
create schema other; create table other.orders (at date);
grant select (at, "Paid", late, note, part) on app.orders to envparity; grant select on app.secured, app.nothing, app.many to envparity; analyze;`, day(20), day(3), day(5)))

	for _, c := range []struct{ name, column, limit, newest, stale, why string }{
		{"newer than the limit", "app.orders.at", "21d", day(20), "false", ""},
		{"on the last day of the limit", "app.orders.at", "20d", day(20), "false", ""},
		{"older than the limit", "app.orders.at", "19d", day(20), "true", ""},
		{"a name with capitals, first of two columns of a unique index", "app.orders.Paid", "2d", day(3), "true", ""},
		{"a table without its schema", "visits.at", "3650d", "2026-04-02", "false", ""},
		{"a partitioned table", "app.many.at", "5d", day(5), "false", ""},
		{"a table name in two schemas", "orders.at", "1d", "", "", "write the schema before it"},
		{"a column without an index", "app.orders.hidden", "1d", "", "", "would take a scan of the table"},
		{"an index of another method", "app.orders.late", "1d", "", "", "would take a scan of the table"},
		{"an index of some rows", "app.orders.part", "1d", "", "", "would take a scan of the table"},
		{"a text", "app.orders.note", "1d", "", "", "is of type text, which has no day"},
		{"no such column", "app.orders.gone", "1d", "", "", "app.orders has no column gone"},
		{"no such table", "gone.at", "1d", "", "", "has no table gone"},
		{"rows that a policy hides", "app.secured.at", "1d", "", "", "row level security hides rows"},
		{"an empty table", "app.nothing.at", "1d", "", "", "app.nothing has no value of at"},
		{"no right to the column", "app.fresh.at", "1d", "", "", "permission denied"},
		{"no index, and statistics that know", "app.visits.day", "1d", "2026-01-14", "true", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			if c.why == "permission denied" {
				real.SQL(t, owner, "alter table app.fresh add at date unique")
			}
			config := fmt.Sprintf("freshness = { %q = %q }\n", c.column, c.limit)
			if c.newest != "" {
				config += `statistics = "helper"`
			}
			got := collect(t, dsn, config)
			dot := strings.LastIndex(c.column, ".")
			var freshness *snapshot.Node
			for i := range got.Resources {
				if r := &got.Resources[i]; r.Kind == "table" && strings.HasSuffix(r.Name, c.column[:dot]) && r.Tree().Child("freshness") != nil {
					freshness = r.Tree().Get("freshness", c.column[dot+1:])
				}
			}
			if c.why != "" {
				told := got.Outcome.Error
				if freshness != nil {
					told += freshness.Text
				}
				if !strings.Contains(told, c.why) || freshness != nil && freshness.Kind != snapshot.Unknown {
					t.Errorf("%+v %+v, want %q", got.Outcome, freshness, c.why)
				}
				return
			}
			if freshness == nil || freshness.Child("newest") == nil || freshness.Child("newest").Text != c.newest || freshness.Child("stale").Text != c.stale {
				t.Errorf("%+v, want %s, stale %s: %s", freshness, c.newest, c.stale, got.Outcome.Error)
			}
		})
	}

	t.Run("an index answers, and no table is scanned", func(t *testing.T) {
		const scans = `select pg_stat_force_next_flush(), pg_stat_clear_snapshot(); select sum(seq_scan), sum(seq_tup_read) from pg_stat_user_tables`
		before := answer(t, owner, scans)
		collect(t, dsn, `freshness = { "app.orders.at" = "1d", "app.orders.Paid" = "1d", "app.many.at" = "1d", "app.orders.hidden" = "1d" }`)
		if after := answer(t, owner, scans); after != before {
			t.Errorf("scans went from %s to %s", before, after)
		}
	})
	checkStatements(t, log)

	for config, want := range map[string]string{
		`freshness = { "orders" = "14d" }`:        `"orders" = "14d"; write the table with its column`,
		`freshness = { "orders.at" = "2 weeks" }`: "a number of days from 1 to 36500",
		`freshness = { "orders.at" = "0d" }`:      "a number of days from 1 to 36500",
		`freshness = { ".at" = "14d" }`:           "write the table with its column",
		`statistics = "all"`:                      `statistics is "all", and must be "none", "helper"`,
	} {
		if _, diags := collectortest.Make(t, database.Type(), `dsn_env = "DSN"`+"\n"+config); !diags.HasErrors() || !strings.Contains(diags.Error(), want) {
			t.Errorf("%s: %v, want %q", config, diags, want)
		}
	}
}

// TestARestoredCopyIsNoticed loads old data into a new server, whose counters began today.
func TestARestoredCopyIsNoticed(t *testing.T) {
	root, _ := real.Postgres(t)
	dsn, owner := withHelper(t, root)
	restored := func() string {
		if n := find(t, collect(t, dsn, `statistics = "helper"`).Resources, "database", "shop").Get("restored"); n != nil {
			return n.Text
		}
		return ""
	}
	if got := restored(); !strings.HasPrefix(got, "counting since ") || !strings.HasSuffix(got, ", newest data of 2026-04-02") {
		t.Errorf("data of April in a server that counts since today: %q", got)
	}
	real.SQL(t, owner, "insert into app.visits (id, at) select i, now() from generate_series(10001, 14000) i; analyze app.visits")
	if got := restored(); got != "" {
		t.Errorf("the data grows, so it is no copy: %q", got)
	}
}
