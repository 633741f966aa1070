package postgres

import (
	"slices"
	"strings"

	"github.com/envparity/envparity/collectors/database/schema"
)

// query is one statement of the fixed list. Nothing else is ever sent, but for the statements that begin and end the transaction and
// those that read a migration journal. The columns that a version lacks are written as null.
type query struct {
	name string // what is unknown when it fails, for messages
	kind string // kind of the resources that are unknown then; "" for attributes of others
	sql  string
}

// part is the attribute that a query without a kind fills.
func (q *query) part() string {
	switch q.name {
	case "views":
		return schema.PartDefinition
	case "role settings":
		return schema.PartSettings
	}
	return q.name
}

// Versions of PostgreSQL as server_version_num, at which the catalogue changed.
const (
	v14 = 140000
	v15 = 150000
	v17 = 170000
	v18 = 180000
)

// unlocked leaves out relations that somebody holds exclusively: the functions that describe them would wait, and the whole answer would
// be lost. They are read by the query locks, and reported as unknown.
const unlocked = ` not in (select l.relation from pg_catalog.pg_locks l where l.mode = 'AccessExclusiveLock' and l.relation is not null)`

// ours leaves out the system's schemas and what extensions own.
const ours = ` n.nspname !~ '^pg_' and n.nspname <> 'information_schema'`

func owned(class, oid string) string {
	return ` and not exists (select 1 from pg_catalog.pg_depend e where e.classid = 'pg_catalog.` + class + `'::pg_catalog.regclass and e.objid = ` + oid + ` and e.deptype = 'e')`
}

func since(version, at int, column string) string {
	if version < at {
		return "null"
	}
	return column
}

// estimate is the planner's number of rows, -1 where the table was never analysed. Before version 14 that was 0, as for an empty one.
func estimate(version int) string {
	if version < v14 {
		return "case when c.relpages = 0 then -1 else c.reltuples end"
	}
	return "c.reltuples"
}

// queries lists the statements for a server of a version, in the order they are sent. The first column of all but the first three is
// what the row belongs to.
func queries(version int) map[string]query { //nolint:funlen // one table, a statement a row
	locale := "null"
	switch {
	case version >= v17:
		locale = "d.datlocale"
	case version >= v15:
		locale = "d.daticulocale"
	}
	list := []query{
		{name: "properties of the database", sql: `select d.datname, pg_catalog.pg_encoding_to_char(d.encoding), d.datcollate, d.datctype, ` +
			since(version, v15, "d.datlocprovider") + `, ` + locale + `, ` + since(version, v15, "d.datcollversion") + `, ` +
			since(version, v15, "pg_catalog.pg_database_collation_actual_version(d.oid)") + `, pg_catalog.pg_is_in_recovery()
from pg_catalog.pg_database d where d.datname = pg_catalog.current_database()`},
		{name: "size", sql: `select pg_catalog.pg_database_size(d.oid) from pg_catalog.pg_database d where d.datname = pg_catalog.current_database()`},
		{name: "identity", sql: `select system_identifier, pg_catalog.pg_postmaster_start_time() from pg_catalog.pg_control_system()`},
		{name: "settings", sql: `select name, setting, coalesce(unit, '') from pg_catalog.pg_settings where name in ('` + strings.Join(settings(), `', '`) + `')`},
		{name: "role settings", sql: `select coalesce(r.rolname, ''), case when s.setdatabase = 0 then '' else 'database' end, pg_catalog.unnest(s.setconfig)
from pg_catalog.pg_db_role_setting s left join pg_catalog.pg_roles r on r.oid = s.setrole
where s.setdatabase in (0, (select d.oid from pg_catalog.pg_database d where d.datname = pg_catalog.current_database()))`},
		{name: "locks", sql: `select c.oid::pg_catalog.regclass::text, c.relkind from pg_catalog.pg_locks l join pg_catalog.pg_class c on c.oid = l.relation
where l.mode = 'AccessExclusiveLock' and l.database = (select d.oid from pg_catalog.pg_database d where d.datname = pg_catalog.current_database())`},
		{name: "extensions", kind: "extension", sql: `select e.extname, e.extversion, n.nspname, coalesce(a.default_version, '')
from pg_catalog.pg_extension e join pg_catalog.pg_namespace n on n.oid = e.extnamespace left join pg_catalog.pg_available_extensions a on a.name = e.extname`},
		{name: "relations", kind: "table", sql: `select c.oid, n.nspname, c.relname, c.relkind, c.relpersistence, c.relrowsecurity, c.relforcerowsecurity, coalesce(c.reloptions::text, ''),
` + estimate(version) + `, c.relispartition, case when c.relkind = 'p' then pg_catalog.pg_get_partkeydef(c.oid) else '' end, coalesce(i.inhparent, 0), c.relispopulated
from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace left join pg_catalog.pg_inherits i on i.inhrelid = c.oid and c.relispartition
where c.relkind in ('r', 'p', 'v', 'm', 'f') and` + ours + owned("pg_class", "c.oid")},
		{name: "columns", sql: `select a.attrelid, a.attnum, a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity, a.attgenerated,
coalesce(pg_catalog.pg_get_expr(d.adbin, d.adrelid), ''), case when a.attcollation <> t.typcollation then coalesce(o.collname, '') else '' end
from pg_catalog.pg_attribute a join pg_catalog.pg_class c on c.oid = a.attrelid join pg_catalog.pg_namespace n on n.oid = c.relnamespace
join pg_catalog.pg_type t on t.oid = a.atttypid left join pg_catalog.pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
left join pg_catalog.pg_collation o on o.oid = a.attcollation
where a.attnum > 0 and not a.attisdropped and c.relkind in ('r', 'p', 'v', 'm', 'f') and` + ours + ` and c.oid` + unlocked},
		{name: "indexes", sql: `select x.indrelid, i.relname, m.amname, x.indisunique, x.indisvalid and x.indisready, ` + since(version, v15, "x.indnullsnotdistinct") + `,
(select pg_catalog.string_agg(pg_catalog.pg_get_indexdef(x.indexrelid, k, false) ||
  case when x.indoption[k - 1] & 1 = 1 then ' desc' else '' end || case when x.indoption[k - 1] & 3 in (1, 2) then ' nulls ' || case when x.indoption[k - 1] & 2 = 2 then 'first' else 'last' end else '' end,
  E'\x01' order by k) from pg_catalog.generate_series(1, x.indnkeyatts) k),
coalesce((select pg_catalog.string_agg(pg_catalog.pg_get_indexdef(x.indexrelid, k, false), E'\x01' order by k) from pg_catalog.generate_series(x.indnkeyatts + 1, x.indnatts) k), ''),
coalesce(pg_catalog.pg_get_expr(x.indpred, x.indrelid), '')
from pg_catalog.pg_index x join pg_catalog.pg_class i on i.oid = x.indexrelid join pg_catalog.pg_am m on m.oid = i.relam
join pg_catalog.pg_class c on c.oid = x.indrelid join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where` + ours + ` and not exists (select 1 from pg_catalog.pg_constraint o where o.conindid = x.indexrelid and o.contype in ('p', 'u', 'x')) and x.indrelid` + unlocked},
		{name: "constraints", sql: `select o.conrelid, o.conname, o.contype, pg_catalog.pg_get_constraintdef(o.oid), o.convalidated, o.condeferrable, o.confdeltype, o.confupdtype,
coalesce(f.nspname || '.' || fc.relname, ''),
coalesce((select pg_catalog.string_agg(a.attname, E'\x01' order by k.n) from pg_catalog.unnest(o.conkey) with ordinality k (num, n) join pg_catalog.pg_attribute a on a.attrelid = o.conrelid and a.attnum = k.num), ''),
coalesce((select pg_catalog.string_agg(a.attname, E'\x01' order by k.n) from pg_catalog.unnest(o.confkey) with ordinality k (num, n) join pg_catalog.pg_attribute a on a.attrelid = o.confrelid and a.attnum = k.num), ''), ` +
			since(version, v18, "o.conenforced") + `
from pg_catalog.pg_constraint o join pg_catalog.pg_class c on c.oid = o.conrelid join pg_catalog.pg_namespace n on n.oid = c.relnamespace
left join pg_catalog.pg_class fc on fc.oid = o.confrelid left join pg_catalog.pg_namespace f on f.oid = fc.relnamespace
where o.contype in ('p', 'u', 'f', 'c', 'x') and` + ours + ` and o.conrelid` + unlocked},
		{name: "triggers", sql: `select g.tgrelid, g.tgname, pg_catalog.pg_get_triggerdef(g.oid, true), g.tgenabled
from pg_catalog.pg_trigger g join pg_catalog.pg_class c on c.oid = g.tgrelid join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where not g.tgisinternal and` + ours + ` and g.tgrelid` + unlocked},
		{name: "policies", sql: `select p.polrelid, p.polname, p.polcmd, p.polpermissive, coalesce((select pg_catalog.string_agg(r.rolname, ', ' order by r.rolname) from pg_catalog.pg_roles r where r.oid = any (p.polroles)), 'public'),
coalesce(pg_catalog.pg_get_expr(p.polqual, p.polrelid), ''), coalesce(pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid), '')
from pg_catalog.pg_policy p join pg_catalog.pg_class c on c.oid = p.polrelid join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where` + ours + ` and p.polrelid` + unlocked},
		{name: "views", sql: `select c.oid, pg_catalog.pg_get_viewdef(c.oid) from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where c.relkind in ('v', 'm') and` + ours + owned("pg_class", "c.oid") + ` and c.oid` + unlocked},
		{name: "routines", kind: "routine", sql: `select n.nspname, p.proname, pg_catalog.pg_get_function_identity_arguments(p.oid), coalesce(pg_catalog.pg_get_function_result(p.oid), ''), l.lanname, p.provolatile,
p.prosecdef, coalesce(p.proconfig::text, ''), p.prokind, pg_catalog.md5(pg_catalog.regexp_replace(p.prosrc, '\s+', ' ', 'g'))
from pg_catalog.pg_proc p join pg_catalog.pg_namespace n on n.oid = p.pronamespace join pg_catalog.pg_language l on l.oid = p.prolang
where` + ours + owned("pg_proc", "p.oid")},
		{name: "types", kind: "type", sql: `select n.nspname, t.typname, t.typtype, coalesce((select pg_catalog.string_agg(e.enumlabel, E'\x01' order by e.enumsortorder) from pg_catalog.pg_enum e where e.enumtypid = t.oid), ''),
case when t.typtype = 'd' then pg_catalog.format_type(t.typbasetype, t.typtypmod) else '' end,
coalesce((select pg_catalog.string_agg(pg_catalog.pg_get_constraintdef(o.oid), E'\x01' order by o.conname) from pg_catalog.pg_constraint o where o.contypid = t.oid and o.contype = 'c'), '')
from pg_catalog.pg_type t join pg_catalog.pg_namespace n on n.oid = t.typnamespace where t.typtype in ('e', 'd') and` + ours + owned("pg_type", "t.oid")},
		{name: "sequences", kind: "sequence", sql: `select n.nspname, c.relname, pg_catalog.format_type(s.seqtypid, null), s.seqincrement, s.seqmin, s.seqmax, s.seqcache, s.seqcycle
from pg_catalog.pg_sequence s join pg_catalog.pg_class c on c.oid = s.seqrelid join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where` + ours + owned("pg_class", "c.oid") + ` and not exists (select 1 from pg_catalog.pg_depend o where o.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and o.objid = c.oid and o.deptype in ('a', 'i') and o.refobjsubid > 0)`},
		{name: "publications", kind: "publication", sql: `select pubname, puballtables, pubinsert, pubupdate, pubdelete, pubtruncate from pg_catalog.pg_publication`},
		{name: "foreign servers", kind: "foreign_server", sql: `select s.srvname, w.fdwname, coalesce((select pg_catalog.string_agg(pg_catalog.split_part(o, '=', 1), ', ' order by o) from pg_catalog.unnest(s.srvoptions) o), '')
from pg_catalog.pg_foreign_server s join pg_catalog.pg_foreign_data_wrapper w on w.oid = s.srvfdw`},
		{name: "event triggers", kind: "event_trigger", sql: `select evtname, evtevent, evtenabled from pg_catalog.pg_event_trigger`},
		{name: "statistics", kind: "statistics", sql: `select n.nspname, s.stxname, c.oid::pg_catalog.regclass::text, s.stxkind::text,
coalesce((select pg_catalog.string_agg(a.attname, ', ' order by a.attname) from pg_catalog.pg_attribute a where a.attrelid = s.stxrelid and a.attnum = any (s.stxkeys::pg_catalog.int2[])), '')
from pg_catalog.pg_statistic_ext s join pg_catalog.pg_class c on c.oid = s.stxrelid join pg_catalog.pg_namespace n on n.oid = s.stxnamespace where` + ours},
	}
	out := make(map[string]query, len(list))
	for _, q := range slices.Concat(list, statisticsQueries()) {
		out[q.name] = q
	}
	return out
}

// settings lists the settings that decide how the server answers or what it guarantees. It is a list of what is read, never of what is
// left out: some settings hold passwords (primary_conninfo) or commands (archive_command).
func settings() []string {
	return []string{
		"DateStyle", "IntervalStyle", "TimeZone", "autovacuum", "bytea_output", "client_encoding", "default_statistics_target", "default_text_search_config",
		"default_toast_compression", "default_transaction_deferrable", "default_transaction_isolation", "default_transaction_read_only", "deadlock_timeout",
		"effective_cache_size", "enable_hashjoin", "enable_indexonlyscan", "enable_indexscan", "enable_mergejoin", "enable_nestloop", "enable_partition_pruning",
		"enable_seqscan", "extra_float_digits", "fsync", "full_page_writes", "idle_in_transaction_session_timeout", "idle_session_timeout", "jit", "lc_messages", "lc_monetary",
		"lc_numeric", "lc_time", "lock_timeout", "log_min_duration_statement", "log_statement", "maintenance_work_mem", "max_connections", "max_locks_per_transaction",
		"max_parallel_workers_per_gather", "max_prepared_transactions", "max_replication_slots", "max_wal_senders", "max_wal_size", "password_encryption", "plan_cache_mode",
		"random_page_cost", "row_security", "search_path", "seq_page_cost", "session_replication_role", "shared_buffers", "shared_preload_libraries", "ssl", "ssl_min_protocol_version",
		"standard_conforming_strings", "statement_timeout", "synchronous_commit", "temp_buffers", "track_commit_timestamp", "transaction_timeout", "transform_null_equals",
		"wal_level", "work_mem", "xmlbinary", "xmloption",
	}
}
