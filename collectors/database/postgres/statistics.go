package postgres

import (
	"context"
	"slices"
	"strings"

	"github.com/envparity/envparity/collectors/database/schema"
)

// columnStatistics is what is read of the planner's statistics. Two columns of the view hold values of rows, the most common ones and the bounds of
// the histogram. Of them the newest day alone leaves the statement, for columns of dates: the greatest of both, since the bounds leave out the values
// that are common, and one bulk insert makes one day common. Days in the future are deadlines, and say nothing about how new the data is.
//
// A rate of nulls is 1 only where there are nulls alone, so that an almost empty column does not pass for an empty one.
const columnStatistics = `select distinct on (s.schemaname, s.tablename, s.attname) s.schemaname::text, s.tablename::text, s.attname::text,
  case when s.null_frac = 1 then 1 else least(pg_catalog.round(s.null_frac::numeric, 1), 0.9) end,
  case when d.n >= 1 then pg_catalog.round(d.n, -pg_catalog.floor(pg_catalog.log(d.n))::int) end,
  case a.atttypid
    when 'pg_catalog.date'::pg_catalog.regtype then (select pg_catalog.max(v) from pg_catalog.unnest(s.most_common_vals::text::date[] || s.histogram_bounds::text::date[]) v where pg_catalog.isfinite(v) and v <= current_date)
    when 'pg_catalog.timestamp'::pg_catalog.regtype then (select pg_catalog.max(v)::date from pg_catalog.unnest(s.most_common_vals::text::timestamp[] || s.histogram_bounds::text::timestamp[]) v where pg_catalog.isfinite(v) and v < current_date + 1)
    when 'pg_catalog.timestamptz'::pg_catalog.regtype then (select (pg_catalog.max(v) at time zone 'UTC')::date from pg_catalog.unnest(s.most_common_vals::text::timestamptz[] || s.histogram_bounds::text::timestamptz[]) v where pg_catalog.isfinite(v) and v <= pg_catalog.now())
  end
from pg_catalog.pg_stats s
join pg_catalog.pg_namespace n on n.nspname = s.schemaname
join pg_catalog.pg_class c on c.relnamespace = n.oid and c.relname = s.tablename
join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attname = s.attname
cross join lateral (select case when s.n_distinct >= 0 then s.n_distinct when c.reltuples >= 0 then -s.n_distinct * c.reltuples end::numeric as n) d
where s.schemaname !~ '^pg_' and s.schemaname <> 'information_schema' and not c.relispartition
order by s.schemaname, s.tablename, s.attname, s.inherited desc`

// helper is the function that `envparity grants` prints. It shows to a role that may read no table what the planner knows of its columns.
const helper = "envparity.column_statistics()"

// StatisticsGrants are the statements that make the optional function. Whoever runs them must be able to read the tables, since the function shows what
// its owner may see of the planner's statistics. The function finds no object by a search path that a caller sets.
func StatisticsGrants() string {
	return `
-- Statistics of columns, optional. The function shows the share of nulls, a number of distinct values with one digit, and the newest day of columns of
-- dates, all from what the planner keeps. It shows no value of a row. Run this as a user who may read the tables.
create schema if not exists envparity;
create or replace function ` + helper + `
returns table (schema_name text, table_name text, column_name text, null_rate numeric, distinct_values numeric, newest_day date)
language sql stable security definer set search_path = pg_catalog, pg_temp
as $envparity$
` + columnStatistics + `
$envparity$;
revoke all on function ` + helper + ` from public;
grant usage on schema envparity to envparity;
grant execute on function ` + helper + ` to envparity;
`
}

const day = "'YYYY-MM-DD'"

// statistics reads what the planner keeps of the columns, where the config asks.
func (s *session) statistics(ctx context.Context, from schema.Source) {
	var rows [][]string
	lost := len(s.db.Unread)
	switch from {
	case schema.HelperStatistics:
		if !s.helped(ctx) {
			return
		}
		rows = s.ask(ctx, "statistics by the helper")
	case schema.SelectStatistics:
		rows = s.ask(ctx, "statistics of columns")
	default:
		s.db.Unread = append(s.db.Unread, schema.Unread{Kind: schema.KindStatistics, Why: "statistics of columns are not read, by the config", Beyond: true})
		return
	}
	if len(s.db.Unread) > lost {
		return // the statement failed, and said so
	}
	if len(rows) == 0 {
		why := "the owner of " + helper + " sees no statistics: run ANALYZE, and let a user own the function who may read the tables"
		if from == schema.SelectStatistics {
			why = `the role sees no statistics, since it may read no table that was analysed; statistics = "helper" needs no such right`
		}
		s.db.Unread = append(s.db.Unread, schema.Unread{Kind: schema.KindStatistics, Why: why})
		return
	}
	known := map[string]map[string]schema.ColumnStatistics{}
	for _, row := range rows {
		if !s.wanted(row[0]) {
			continue
		}
		table := row[0] + "." + row[1]
		if known[table] == nil {
			known[table] = map[string]schema.ColumnStatistics{}
		}
		known[table][row[2]] = schema.ColumnStatistics{Name: row[2], NullRate: trimmed(row[3]), Distinct: row[4], Newest: row[5]}
	}
	for i := range s.db.Tables {
		if t := &s.db.Tables[i]; !t.Journal() {
			s.db.Statistics = append(s.db.Statistics, statisticsOf(t, known[t.Name]))
		}
	}
}

// statisticsOf puts together what is known of a table. What the planner has not looked at is unknown.
func statisticsOf(t *schema.Table, known map[string]schema.ColumnStatistics) schema.Statistics {
	out := schema.Statistics{Table: t.Name}
	if known == nil {
		out.Unknown = "the table was never analysed, or has no row"
		return out
	}
	for _, c := range t.Columns {
		x, ok := known[c.Name]
		if !ok {
			x = schema.ColumnStatistics{Name: c.Name, Unknown: "the column was not analysed"}
		}
		out.Columns = append(out.Columns, x)
	}
	return out
}

// trimmed writes 0.0 as 0, and leaves 0.3.
func trimmed(number string) string { return strings.TrimSuffix(number, ".0") }

// helped reports whether the database has the function as `envparity grants` prints it. Another function of the name is never called: whoever made it
// decides what it does, and it would do that with the rights of the role that calls.
func (s *session) helped(ctx context.Context) bool {
	unread := len(s.db.Unread)
	rows := s.ask(ctx, "facts about the helper")
	why := ""
	switch {
	case len(s.db.Unread) > unread:
		return false
	case len(rows) == 0:
		why = "the database has no function " + helper + "; `envparity grants --engine postgres --statistics` prints it"
	case !slices.Equal(strings.Fields(rows[0][0]), strings.Fields(columnStatistics)) || !yes(rows[0][1]) || rows[0][2] != "sql" || rows[0][3] != "search_path=pg_catalog, pg_temp":
		why = "the function " + helper + " is not the one that this envparity prints, so it is not called; make it again with `envparity grants --engine postgres --statistics`"
	case !yes(rows[0][4]):
		why = "the role may not call " + helper + "; `envparity grants --engine postgres --statistics` prints the rights"
	}
	if why != "" {
		s.db.Unread = append(s.db.Unread, schema.Unread{Kind: schema.KindStatistics, Why: why})
	}
	return why == ""
}

// statisticsQueries are the statements about statistics of columns. One that the config does not ask for is not sent.
func statisticsQueries() []query {
	read := func(from string) string {
		return `select schema_name, table_name, column_name, null_rate, coalesce(distinct_values::text, ''), coalesce(pg_catalog.to_char(newest_day, ` + day + `), '') from ` + from
	}
	return []query{
		{name: "facts about the helper", kind: schema.KindStatistics, sql: `select p.prosrc, p.prosecdef, l.lanname, coalesce(pg_catalog.array_to_string(p.proconfig, '|'), ''), pg_catalog.has_schema_privilege(n.oid, 'usage') and pg_catalog.has_function_privilege(p.oid, 'execute')
from pg_catalog.pg_proc p join pg_catalog.pg_namespace n on n.oid = p.pronamespace join pg_catalog.pg_language l on l.oid = p.prolang
where n.nspname = 'envparity' and p.proname = 'column_statistics' and p.pronargs = 0`},
		{name: "statistics by the helper", kind: schema.KindStatistics, sql: read(helper)},
		{name: "statistics of columns", kind: schema.KindStatistics, sql: read("(" + columnStatistics + ") s (schema_name, table_name, column_name, null_rate, distinct_values, newest_day)")},
		{name: "counters", kind: schema.KindStatistics, sql: `select coalesce(pg_catalog.to_char(greatest((select d.stats_reset from pg_catalog.pg_stat_database d where d.datname = pg_catalog.current_database()),
(select b.stats_reset from pg_catalog.pg_stat_bgwriter b)) at time zone 'UTC', ` + day + `), '')`},
	}
}

// restored notes where the newest data that is known is older than the server's counters. A copy that is loaded into a server begins counting anew. So
// does a server that crashed, which says nothing as long as its data grows.
func (s *session) restored(ctx context.Context) {
	newest := s.db.Newest()
	standby := slices.ContainsFunc(s.db.Facts, func(f schema.Fact) bool { return f.Name == "in_recovery" && f.Text == "true" })
	if newest == "" || standby { // a standby is a copy that follows, and counts for itself
		return
	}
	for _, row := range s.ask(ctx, "counters") {
		if row[0] > newest {
			s.db.Facts = append(s.db.Facts, schema.Fact{Name: "restored", Text: "counting since " + row[0] + ", newest data of " + newest})
		}
	}
}
