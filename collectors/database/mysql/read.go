package mysql

import (
	"cmp"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/envparity/envparity/collectors/database/migrations"
	"github.com/envparity/envparity/collectors/database/schema"
)

// statements is how many read counts.
const statements = 12

// variables lists the settings that decide how the server answers or what it guarantees: a list of what is read.
func variables() []string {
	return []string{
		"autocommit", "auto_increment_increment", "auto_increment_offset", "binlog_format", "character_set_database", "character_set_server", "collation_database", "collation_server",
		"default_storage_engine", "event_scheduler", "explicit_defaults_for_timestamp", "foreign_key_checks", "group_concat_max_len", "innodb_buffer_pool_size",
		"innodb_file_per_table", "innodb_flush_log_at_trx_commit", "innodb_lock_wait_timeout", "innodb_strict_mode", "interactive_timeout", "local_infile", "lock_wait_timeout",
		"log_bin", "lower_case_table_names", "max_allowed_packet", "max_connections", "max_statement_time", "max_execution_time", "optimizer_switch", "read_only", "require_secure_transport",
		"slow_query_log", "sql_mode", "sync_binlog", "time_zone", "transaction_isolation", "tx_isolation", "unique_checks", "version", "wait_timeout",
	}
}

func (r *reader) read() {
	r.server()
	r.rights()
	tables := r.tables()
	r.columns(tables)
	r.indexes(tables)
	r.keys(tables)
	r.checks(tables)
	r.triggers(tables)
	r.views(tables)
	r.routines()
	r.events()
	for _, name := range slices.Sorted(maps.Keys(tables)) {
		if t := tables[name]; t.view == nil {
			r.journal(&t.Table)
			r.out.Tables = append(r.out.Tables, t.Table)
		} else {
			r.out.Views = append(r.out.Views, *t.view)
		}
	}
}

func (r *reader) server() {
	quoted := "'" + strings.Join(variables(), "','") + "'"
	for _, row := range r.ask("settings", "", "show global variables where Variable_name in ("+quoted+",'server_uuid','server_uid')") {
		switch row[0] {
		case "version":
			r.out.Version, _, _ = strings.Cut(row[1], "-")
			if strings.Contains(strings.ToLower(row[1]), "mariadb") {
				r.out.Engine = "mariadb"
			}
		case "server_uuid", "server_uid":
			r.out.Identity = append(r.out.Identity, schema.Fact{Name: "instance", Text: row[1] + "/" + r.name}, schema.Fact{Name: "server", Text: row[1]})
		case "tx_isolation":
			r.out.Settings["transaction_isolation"] = row[1]
		default:
			r.out.Settings[row[0]] = row[1]
		}
	}
	for _, row := range r.ask("database", "", "select default_character_set_name, default_collation_name from information_schema.schemata where schema_name = ?", r.name) {
		r.out.Facts = []schema.Fact{{Name: "encoding", Text: charset(row[0])}, {Name: "collate", Text: charset(row[1])}}
	}
}

// rights reads which rights the role has on the database. The server leaves out what the role may not see, without an error: an empty answer
// says nothing then.
func (r *reader) rights() {
	r.may = map[string]bool{}
	for _, row := range r.ask("rights", "", `select privilege_type from information_schema.user_privileges
union select privilege_type from information_schema.schema_privileges where ? like table_schema`, r.name) {
		r.may[row[0]] = true
	}
}

// charset writes utf8 by its full name: MySQL 8 says utf8mb3 for what older servers and MariaDB call utf8.
func charset(s string) string {
	if s == "utf8" || strings.HasPrefix(s, "utf8_") {
		return "utf8mb3" + strings.TrimPrefix(s, "utf8")
	}
	return s
}

type table struct {
	schema.Table
	view *schema.View
}

func (r *reader) tables() map[string]*table {
	out := map[string]*table{}
	bytes := 0.0
	for _, row := range r.ask("tables", schema.KindTable, `select table_name, table_type, engine, table_collation, table_rows, create_options, data_length + index_length from information_schema.tables where table_schema = ?`, r.name) {
		t := &table{Table: schema.Table{Name: row[0]}}
		out[row[0]] = t
		if strings.HasSuffix(row[1], "VIEW") {
			t.view = &schema.View{Name: row[0]}
			continue
		}
		t.Facts = []schema.Fact{{Name: "storage_engine", Text: row[2]}, {Name: "collation", Text: charset(row[3])}}
		if options := strings.TrimSpace(strings.ReplaceAll(row[5], "partitioned", "")); options != "" {
			t.Facts = append(t.Facts, schema.Fact{Name: "options", Text: options})
		}
		if n, err := strconv.ParseFloat(row[6], 64); err == nil {
			bytes += n
		}
		if n, err := strconv.ParseFloat(row[4], 64); err == nil {
			t.Facts = append(t.Facts, schema.Rows(n))
		}
	}
	if len(out) > 0 {
		r.out.Facts = append(r.out.Facts, schema.Fact{Name: "size", Text: schema.OneDigit(bytes), Number: true})
	}
	return out
}

// displayWidth is a number in an integer type that says how wide a client shows it. MySQL 8 left it off; it never limited a value.
var displayWidth = regexp.MustCompile(`^((?:tiny|small|medium|big)?int)\(\d+\)`)

func columnType(s string) string {
	if s == "tinyint(1)" { // what drivers take for a boolean
		return s
	}
	return displayWidth.ReplaceAllString(s, "$1")
}

var currentTimestamp = regexp.MustCompile(`(?i)current_timestamp\(\)`)

func expression(s string) string {
	return schema.Expression(currentTimestamp.ReplaceAllString(s, "CURRENT_TIMESTAMP"))
}

func (r *reader) columns(tables map[string]*table) {
	for _, row := range r.ask("columns", "", `select table_name, column_name, column_type, is_nullable, column_default, extra, collation_name, generation_expression
from information_schema.columns where table_schema = ? order by table_name, ordinal_position`, r.name) {
		t := tables[row[0]]
		if t == nil {
			continue
		}
		c := schema.Column{Name: row[1], Type: columnType(row[2]), Nullable: row[3] == "YES", Default: expression(row[4]), Collation: charset(row[6]), Generated: expression(row[7])}
		if c.Default == "NULL" { // MariaDB writes out the default that MySQL leaves off
			c.Default = ""
		}
		extra := strings.ToLower(row[5])
		if strings.Contains(extra, "auto_increment") {
			c.Identity = "auto_increment"
		}
		if strings.Contains(extra, "on update") {
			c.Default = strings.TrimSpace(c.Default + " on update CURRENT_TIMESTAMP")
		}
		if t.view != nil {
			t.view.Columns = append(t.view.Columns, c)
		} else {
			t.Columns = append(t.Columns, c)
		}
	}
}

func (r *reader) indexes(tables map[string]*table) {
	at := map[string]int{}
	for _, row := range r.ask("indexes", "", `select table_name, index_name, non_unique, coalesce(column_name, '<expression>'), collation, sub_part, index_type
from information_schema.statistics where table_schema = ? order by table_name, index_name, seq_in_index`, r.name) {
		t := tables[row[0]]
		if t == nil || row[1] == "PRIMARY" {
			continue
		}
		column := row[3]
		if row[5] != "" {
			column += "(" + row[5] + ")"
		}
		if row[4] == "D" {
			column += " desc"
		}
		id := row[0] + "\x00" + row[1]
		if _, known := at[id]; !known {
			at[id] = len(t.Indexes)
			t.Indexes = append(t.Indexes, schema.Index{Name: row[1], Method: strings.ToLower(row[6]), Unique: row[2] == "0"})
		}
		x := &t.Indexes[at[id]]
		x.Columns = append(x.Columns, column)
	}
}

func (r *reader) keys(tables map[string]*table) {
	var last *schema.Constraint
	for _, row := range r.ask("keys", "", `select k.table_name, k.constraint_name, k.column_name, coalesce(k.referenced_table_name, ''), coalesce(k.referenced_column_name, ''), coalesce(f.delete_rule, ''), coalesce(f.update_rule, '')
from information_schema.key_column_usage k left join information_schema.referential_constraints f
on f.constraint_schema = k.constraint_schema and f.constraint_name = k.constraint_name and f.table_name = k.table_name
where k.table_schema = ? and (k.constraint_name = 'PRIMARY' or k.referenced_table_name is not null) order by k.table_name, k.constraint_name, k.ordinal_position`, r.name) {
		t := tables[row[0]]
		if t == nil {
			continue
		}
		if n := len(t.Constraints); n == 0 || t.Constraints[n-1].Name != row[1] {
			c := schema.Constraint{Name: row[1], Kind: "primary key"}
			if row[3] != "" {
				c = schema.Constraint{Name: row[1], Kind: "foreign key", Target: row[3], OnDelete: rule(row[5]), OnUpdate: rule(row[6])}
			}
			t.Constraints = append(t.Constraints, c)
		}
		last = &t.Constraints[len(t.Constraints)-1]
		last.KeyColumns = append(last.KeyColumns, row[2])
		if row[3] == "" {
			last.Definition = "PRIMARY KEY (" + strings.Join(last.KeyColumns, ", ") + ")"
		} else {
			last.TargetKey = append(last.TargetKey, row[4])
		}
	}
}

// rule writes an action of a foreign key. InnoDB does the same for RESTRICT and NO ACTION, and servers differ in which they say.
func rule(s string) string {
	if s == "RESTRICT" {
		return "no action"
	}
	return strings.ToLower(s)
}

func (r *reader) checks(tables map[string]*table) {
	query := `select t.table_name, c.constraint_name, c.check_clause from information_schema.check_constraints c join information_schema.table_constraints t
on t.constraint_schema = c.constraint_schema and t.constraint_name = c.constraint_name where c.constraint_schema = ? and t.constraint_type = 'CHECK'`
	if r.out.Engine == "mariadb" { // there one name may stand in several tables
		query = `select table_name, constraint_name, check_clause from information_schema.check_constraints where constraint_schema = ?`
	}
	for _, row := range r.ask("checks", "", query, r.name) {
		if t := tables[row[0]]; t != nil {
			t.Constraints = append(t.Constraints, schema.Constraint{Name: row[1], Kind: "check", Definition: schema.Expression(row[2])})
		}
	}
}

func (r *reader) triggers(tables map[string]*table) {
	rows := r.ask("triggers", "", `select event_object_table, trigger_name, action_timing, event_manipulation, action_statement from information_schema.triggers where trigger_schema = ?`, r.name)
	if len(rows) == 0 && !r.may["TRIGGER"] {
		r.out.Lose(schema.PartTriggers, "the role has no right to see triggers; `envparity grants --engine mysql` prints the rights that are needed")
	}
	for _, row := range rows {
		if t := tables[row[0]]; t != nil {
			t.Triggers = append(t.Triggers, schema.Part{Name: row[1], Facts: []schema.Fact{
				{Name: "fires", Text: strings.ToLower(row[2] + " " + row[3])}, {Name: "definition", Text: schema.Expression(row[4])},
			}})
		}
	}
}

func (r *reader) views(tables map[string]*table) {
	for _, row := range r.ask("views", "", `select table_name, view_definition, security_type, check_option from information_schema.views where table_schema = ?`, r.name) {
		t := tables[row[0]]
		if t == nil || t.view == nil {
			continue
		}
		t.view.Facts = []schema.Fact{{Name: "security", Text: strings.ToLower(row[2])}, {Name: "check_option", Text: strings.ToLower(row[3])}}
		if row[1] == "" {
			t.view.Hidden = "the server shows a view's text to users with SHOW VIEW and SELECT only"
			continue
		}
		// The server writes its own database's name before every table.
		t.view.Definition = schema.Query(strings.ReplaceAll(strings.ReplaceAll(row[1], "`"+r.name+"`.", ""), "`", ""))
	}
}

func (r *reader) routines() {
	rows := r.ask("routines", "routine", `select routine_name, routine_type, coalesce(dtd_identifier, ''), is_deterministic, sql_data_access, security_type, coalesce(md5(routine_definition), '')
from information_schema.routines where routine_schema = ?`, r.name)
	if !r.may["EXECUTE"] && !r.may["SHOW ROUTINE"] && !r.may["SHOW_ROUTINE"] && !r.may["SHOW CREATE ROUTINE"] && !r.may["ALTER ROUTINE"] && !r.may["CREATE ROUTINE"] {
		// A right to see routines without the right to call them is younger than most servers.
		r.out.Unread = append(r.out.Unread, schema.Unread{Kind: "routine", Why: "the role sees only routines that it may call", Beyond: true})
	}
	for _, row := range rows {
		o := schema.Object{Kind: "routine", Name: row[0], Facts: []schema.Fact{
			{Name: "kind", Text: strings.ToLower(row[1])},
			{Name: "returns", Text: row[2]},
			{Name: "deterministic", Text: strconv.FormatBool(row[3] == "YES")},
			{Name: "access", Text: strings.ToLower(row[4])},
			{Name: "security", Text: strings.ToLower(row[5])},
		}}
		body := schema.Fact{Name: "body", Text: "md5:" + row[6]}
		if row[6] == "" {
			body = schema.Fact{Name: "body", Text: "the server shows a routine's text to its definer only", Unknown: true}
		}
		o.Facts = append(o.Facts, body)
		r.out.Routines = append(r.out.Routines, o)
	}
}

func (r *reader) events() {
	rows := r.ask("events", "event", `select event_name, event_type, coalesce(interval_value, ''), coalesce(interval_field, ''), status, coalesce(md5(event_definition), '') from information_schema.events where event_schema = ?`, r.name)
	if len(rows) == 0 && !r.may["EVENT"] {
		r.out.Unread = append(r.out.Unread, schema.Unread{Kind: "event", Why: "the role has no right to see events; `envparity grants --engine mysql` prints the rights that are needed"})
	}
	for _, row := range rows {
		r.out.Others = append(r.out.Others, schema.Object{Kind: "event", Name: row[0], Facts: []schema.Fact{
			{Name: "type", Text: strings.ToLower(row[1])},
			{Name: "every", Text: strings.TrimSpace(row[2] + " " + strings.ToLower(row[3]))},
			{Name: "status", Text: strings.ToLower(row[4])},
			{Name: "body", Text: "md5:" + row[5]},
		}})
	}
	slices.SortFunc(r.out.Others, func(a, b schema.Object) int { return cmp.Compare(a.Name, b.Name) })
}

// journal reads t where it is a migration tool's journal.
func (r *reader) journal(t *schema.Table) {
	var names []string
	for _, c := range t.Columns {
		names = append(names, c.Name)
	}
	tool := migrations.Detect(t.Name, names)
	if tool == nil {
		return
	}
	columns := make([]string, len(tool.Read))
	for i, c := range tool.Read {
		columns[i] = "cast(" + quote(c) + " as char)"
	}
	query := "select " + strings.Join(columns, ", ") + " from " + quote(t.Name)
	if tool.Order != "" {
		query += " order by " + quote(tool.Order)
	}
	rows, err := r.rows(query)
	if err != nil {
		r.out.Unread = append(r.out.Unread, schema.Unread{Kind: schema.KindMigrations, Name: tool.Name, Why: "the journal of " + tool.Name + " (" + t.Name + ") was not read: " + brief(err).Error()})
		return
	}
	h := tool.Make(t.Name, rows)
	if tool.Lock != nil {
		if locks, err := r.rows("select cast(" + quote(tool.Lock.Column) + " as char) from " + quote(tool.Lock.Table)); err == nil {
			h.Locked = slices.ContainsFunc(locks, func(row []string) bool { return row[0] == "1" || row[0] == "\x01" })
		}
	}
	r.out.Migrations = append(r.out.Migrations, h)
}

func quote(name string) string { return "`" + strings.ReplaceAll(name, "`", "``") + "`" }
