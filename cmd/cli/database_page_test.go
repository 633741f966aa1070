package cli

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/envparity/envparity/fixtures/real"
	"github.com/envparity/envparity/report"
	"github.com/envparity/envparity/snapshot"
)

const databasePage = "docs/collectors/database.md"

// The schema of the page's example: app.orders has the column that `freshness` names.
const (
	pageTables = `
create table app.customers (id bigint primary key, mail text not null unique);
create table app.orders (id bigint primary key, customer_id bigint not null references app.customers (id), note text, created_at timestamptz not null default now());
create index on app.orders (created_at);
`
	pageIndex  = "create index on app.orders (customer_id);\n"
	pageOthers = `
create view app.recent as select id from app.orders;
create materialized view app.totals as select count(*) as orders from app.orders;
create type app.state as enum ('open', 'paid');
create sequence app.numbers;
create extension pg_trgm;
create publication orders for table app.orders;
create foreign data wrapper files;
create server archive foreign data wrapper files;
create statistics app.dependent on customer_id, note from app.orders;
create function app.twice(n int) returns int language sql as 'select n * 2';
create function app.noted() returns event_trigger language plpgsql as 'begin end';
create event trigger noted on ddl_command_end execute function app.noted();
create table public.schema_migrations (version bigint not null primary key, dirty boolean not null);
insert into app.customers select i, i || '@shop.example' from generate_series(1, 400) i;
insert into app.orders select i, i, null, now() from generate_series(1, 400) i;
analyze;
`
)

// TestThePageOfDatabasesHoldsOnEachEngine follows docs/collectors/database.md: it makes the roles by the commands of the page, takes the config, the forms of
// DSNs and the grants in the text as they stand there, and looks for every kind of resource that the page lists.
func TestThePageOfDatabasesHoldsOnEachEngine(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("..", "..", filepath.FromSlash(databasePage)))
	if err != nil {
		t.Fatal(err)
	}
	kinds := map[string]bool{}
	t.Run("PostgreSQL", func(t *testing.T) { onPostgreSQL(t, string(text), kinds) })
	t.Run("MariaDB", func(t *testing.T) { onMariaDB(t, string(text), kinds) })
	t.Run("SQLite", onSQLite)
	t.Run("schema", onSchema)
	if t.Failed() || testing.Short() {
		return
	}
	for _, kind := range pageKinds(t, string(text)) {
		if !kinds[kind] {
			t.Errorf("the page lists the kind %s, which no server of this test gave", kind)
		}
	}
}

// pageBlocks returns the `collect` blocks of the page, and whole configs, that contain a text.
func pageBlocks(t *testing.T, word string) string {
	t.Helper()
	for _, b := range docsBlocks(t) {
		if b.file != databasePage || b.kind() != "hcl" {
			continue
		}
		block := strings.Join(b.lines, "\n")
		if strings.Contains(block, "environment ") {
			if strings.Contains(block, word) {
				return block + "\n"
			}
			continue
		}
		for _, one := range regexp.MustCompile(`(?m)^collect`).Split(block, -1) {
			if strings.Contains(one, word) {
				return "collect" + one + "\n"
			}
		}
	}
	t.Fatalf("no example of config on %s has %q", databasePage, word)
	return ""
}

// pageGrants runs the commands of the page that print a role for an engine, and returns what they print.
func pageGrants(t *testing.T, engine string) []string {
	t.Helper()
	var out []string
	for _, b := range docsBlocks(t) {
		if b.file != databasePage || b.kind() != "console" {
			continue
		}
		for _, c := range b.commands() {
			if strings.Contains(c.line, "--engine "+engine) {
				text, code := docsRun(t, t.TempDir(), c.line)
				if code != 0 {
					t.Fatalf("`%s` exits %d:\n%s", c.line, code, text)
				}
				out = append(out, text)
			}
		}
	}
	if len(out) == 0 {
		t.Fatalf("%s shows no command for the role of %s", databasePage, engine)
	}
	return out
}

// pageJournal returns the line of a role that lets it read the journal of a tool. The role has it as a comment.
func pageJournal(t *testing.T, role, of string) string {
	t.Helper()
	m := regexp.MustCompile(`(?m)^-- (grant select .*` + regexp.QuoteMeta(of) + `.*)$`).FindStringSubmatch(role)
	if m == nil {
		t.Fatalf("the role has no line for %s:\n%s", of, role)
	}
	return m[1]
}

// pageKinds returns the kinds of the table "What is compared".
func pageKinds(t *testing.T, text string) []string {
	t.Helper()
	_, table, found := strings.Cut(text, "| kind | attributes |")
	table, _, _ = strings.Cut(table, "\n\n")
	var out []string
	for _, row := range strings.Split(table, "\n") {
		cells := strings.Split(row, "|")
		if len(cells) > 2 {
			for _, m := range regexp.MustCompile("`(\\w+)`").FindAllStringSubmatch(cells[1], -1) {
				out = append(out, m[1])
			}
		}
	}
	if !found || len(out) < 10 {
		t.Fatalf("the kinds of %s were not found: %v", databasePage, out)
	}
	return out
}

// pageAudit takes a snapshot of staging and prod in dir, notes the kinds of the resources, and audits it.
func pageAudit(t *testing.T, dir string, kinds map[string]bool) *report.Document {
	t.Helper()
	if out, code := docsRun(t, dir, "envparity snapshot --trust -o kept"); code != 0 {
		t.Fatalf("snapshot exits %d:\n%s", code, out)
	}
	files, err := filepath.Glob(filepath.Join(dir, "kept", "*"))
	if err != nil || len(files) != 2 {
		t.Fatalf("%v, %v", files, err)
	}
	for _, name := range files {
		f, err := os.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		s, err := snapshot.Read(f)
		_ = f.Close()
		if err != nil {
			t.Fatal(err)
		}
		for i := range s.Resources {
			kinds[s.Resources[i].Kind] = true
		}
	}
	out, code := docsRun(t, dir, "envparity check --trust --from kept --all --format json --fail-on never")
	var doc report.Document
	if err := json.NewDecoder(strings.NewReader(out)).Decode(&doc); err != nil || code != 0 {
		t.Fatalf("check exits %d, %v:\n%s", code, err, brief(out))
	}
	return &doc
}

// pageFinds fails where a document lacks a finding about a path with a verdict.
func pageFinds(t *testing.T, doc *report.Document, resource, path, verdict string) {
	t.Helper()
	var all []string
	for i := range doc.Findings {
		f := &doc.Findings[i]
		if f.Resource.Name == resource && f.Path == path && f.Verdict == verdict {
			return
		}
		all = append(all, fmt.Sprint(f.Resource.Kind, " ", f.Resource.Name, " ", f.Path, ": ", f.Verdict))
	}
	t.Errorf("no finding about %s %s is %s:\n%s", resource, path, verdict, strings.Join(all, "\n"))
}

func onPostgreSQL(t *testing.T, page string, kinds map[string]bool) {
	root, log := real.Postgres(t)
	roles := pageGrants(t, "postgres")
	if len(roles) != 2 {
		t.Fatalf("want a role, and a role with statistics: %q", roles)
	}
	dir := t.TempDir()
	lay(t, dir, map[string]string{
		"envparity.hcl":                      "environment \"staging\" {}\nenvironment \"prod\" { reference = true }\n" + pageBlocks(t, "statistics"),
		"db/migrate/000001_first.up.sql":     "create schema app;" + pageTables,
		"db/migrate/000002_customers.up.sql": pageIndex,
	})
	dsn := regexp.MustCompile("`(postgres://[^`]*)`").FindStringSubmatch(page)
	closed := regexp.MustCompile("`(grant select \\([^`]*) to envparity`").FindStringSubmatch(page)
	if dsn == nil || closed == nil {
		t.Fatalf("the page has no DSN or no grant for freshness: %q, %q", dsn, closed)
	}
	for env, name := range map[string]string{"STAGING": "shop_staging", "PROD": "shop"} {
		real.SQL(t, root, "create database "+name)
		admin := real.Database(t, root, "", name)
		index, version := pageIndex, "2"
		if env == "STAGING" {
			index, version = "", "1"
		}
		real.SQL(t, admin, "create schema app", pageTables, index, pageOthers, "insert into public.schema_migrations values ("+version+", false)")
		role := roles[1]
		if env == "STAGING" {
			role = strings.ReplaceAll(role, `database "shop"`, `database "shop_staging"`)
		}
		if i := strings.Index(role, "create role"); real.HasRole(t, root, "envparity") {
			role = role[:i] + role[strings.Index(role, "grant connect"):]
		}
		real.SQL(t, admin, role, "grant usage on schema public, app to envparity", pageJournal(t, role, "golang-migrate"), closed[1]+" to envparity")
		server := strings.TrimPrefix(strings.SplitN(root, "?", 2)[0], "postgres://")
		host := server[strings.Index(server, "@")+1 : strings.Index(server, "/")]
		t.Setenv("SHOP_DB_DSN_"+env, strings.NewReplacer("db.internal:5432", host, "/shop?", "/"+name+"?", "verify-full", "disable").Replace(dsn[1]))
	}
	doc := pageAudit(t, dir, kinds)
	if !doc.Complete {
		t.Errorf("%+v", doc.Outcomes)
	}
	pageFinds(t, doc, "golang-migrate", "applied.2", "must-fix")
	if len(doc.DataFidelity) != 1 {
		t.Errorf("%+v", doc.DataFidelity)
	}
	statements, err := os.ReadFile(log)
	if err != nil {
		t.Fatal(err)
	}
	if !regexp.MustCompile(`(?i)max\("?created_at"?\)`).Match(statements) {
		t.Error("the newest value of orders.created_at was not read")
	}
}

func onMariaDB(t *testing.T, page string, kinds map[string]bool) {
	root, _ := real.MariaDB(t)
	role := pageGrants(t, "mysql")[0]
	dsn := regexp.MustCompile("`(mysql://[^`]*)`").FindStringSubmatch(page)
	if dsn == nil {
		t.Fatal("the page has no DSN of MySQL")
	}
	var config []string
	for _, line := range strings.Split(pageBlocks(t, "statistics"), "\n") {
		if !strings.Contains(line, "PostgreSQL") && !strings.Contains(line, "migrations") {
			config = append(config, line)
		}
	}
	dir := t.TempDir()
	lay(t, dir, map[string]string{"envparity.hcl": "environment \"staging\" {}\nenvironment \"prod\" { reference = true }\n" + strings.Join(config, "\n")})
	host := root[strings.Index(root, "@")+1 : strings.LastIndex(root, "/")]
	for env, name := range map[string]string{"STAGING": "shop_staging", "PROD": "shop"} {
		real.SQL(t, root, "create database "+name)
		admin := real.Database(t, root, "", name)
		index := ""
		if env == "PROD" {
			index = ", key by_customer (customer_id)"
		}
		real.SQL(t, admin, "create table orders (id bigint primary key, customer_id bigint, created_at datetime, key (created_at)"+index+`);
create view recent as select id from orders;
create trigger touch before insert on orders for each row set new.created_at = coalesce(new.created_at, now());
create event tidy on schedule every 1 day do set @a = 1;
create table goose_db_version (id int auto_increment primary key, version_id bigint, is_applied tinyint(1));
insert into goose_db_version (version_id, is_applied) values (0, 1), (5, 1)`)
		own := strings.NewReplacer("choose a password", "hunter3hunter3", "`shop`", "`"+name+"`", "create user ", "create user if not exists ").Replace(role)
		real.SQL(t, root, own, pageJournal(t, own, "goose_db_version"), "grant select (created_at) on "+name+".orders to envparity@'%'")
		t.Setenv("SHOP_DB_DSN_"+env, strings.NewReplacer("PASSWORD", "hunter3hunter3", "db.internal:3306", host, "/shop?tls=true", "/"+name).Replace(dsn[1]))
	}
	doc := pageAudit(t, dir, kinds)
	pageFinds(t, doc, "orders", `indexes["btree (customer_id)"]`, "should-fix")
}

func onSQLite(t *testing.T) {
	dir := t.TempDir()
	lay(t, dir, map[string]string{"envparity.hcl": "environment \"staging\" {}\nenvironment \"prod\" { reference = true }\n" + pageBlocks(t, ".db\"")})
	if err := os.Mkdir(filepath.Join(dir, "data"), 0o755); err != nil {
		t.Fatal(err)
	}
	for env, index := range map[string]string{"staging": "", "prod": "create index by_customer on orders (customer_id)"} {
		db, err := sql.Open("sqlite", filepath.Join(dir, "data", env+".db"))
		if err != nil {
			t.Fatal(err)
		}
		_, err = db.Exec("create table orders (id integer primary key, customer_id integer);" + index)
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	doc := pageAudit(t, dir, map[string]bool{})
	pageFinds(t, doc, "orders", `indexes["btree (customer_id)"]`, "should-fix")
}

func onSchema(t *testing.T) {
	config := pageBlocks(t, `environment "declared"`)
	root, _ := real.Postgres(t)
	dir := t.TempDir()
	lay(t, dir, map[string]string{
		"envparity.hcl":                           config + "collect \"database\" {\n  only = [\"prod\"]\n  dsn_env = \"SHOP_DB_DSN\"\n  database = \"shop\"\n}\n",
		"db/migrations/20260101000000_first.sql":  "-- +goose Up\ncreate schema app;" + pageTables,
		"db/migrations/20260201000000_second.sql": "-- +goose Up\n" + pageIndex,
	})
	real.SQL(t, root, "create database shop")
	admin := real.Database(t, root, "", "shop")
	real.SQL(t, admin, "create schema app", pageTables, "create table public.goose_db_version (id int, version_id bigint, is_applied boolean)",
		"insert into public.goose_db_version values (1, 0, true), (2, 20260101000000, true)")
	t.Setenv("SHOP_DB_DSN", admin)
	doc := pageAudit(t, dir, map[string]bool{})
	pageFinds(t, doc, "goose", "applied.20260201000000", "acceptable")
}
