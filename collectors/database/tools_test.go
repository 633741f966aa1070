package database_test

import (
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/envparity/envparity/collectors"
	"github.com/envparity/envparity/collectors/collectortest"
	"github.com/envparity/envparity/collectors/database"
	"github.com/envparity/envparity/fixtures/real"
	"github.com/envparity/envparity/snapshot"
)

// projects are two migrations in the form of each tool: the first makes a table, the second adds a column.
func projects() map[string][2]map[string]string {
	knex := func(up string) string {
		return "exports.up = (db) => db.raw(`" + up + "`);\nexports.down = () => {};\n"
	}
	sequelize := func(up string) string {
		return "module.exports = { up: (q) => q.sequelize.query(`" + up + "`), down: async () => {} };\n"
	}
	typeorm := func(name, up string) string {
		return "exports." + name + " = class " + name + " { name = \"" + name + "\"; async up(q) { await q.query(`" + up + "`); } async down() {} };\n"
	}
	alembic := func(id, before, up string) string {
		return "revision = '" + id + "'\ndown_revision = " + before + "\nfrom alembic import op\ndef upgrade():\n    op.execute('" + up + "')\ndef downgrade():\n    pass\n"
	}
	django := func(before, up string) string {
		return "from django.db import migrations\nclass Migration(migrations.Migration):\n    dependencies = [" + before + "]\n    operations = [migrations.RunSQL('" + up + "')]\n"
	}
	const a, b = "create table orders (id bigint primary key)", "alter table orders add column total numeric"
	return map[string][2]map[string]string{
		"goose":          {{"001_a.sql": "-- +goose Up\n" + a + ";\n"}, {"002_b.sql": "-- +goose Up\n" + b + ";\n-- +goose Down\ndrop table orders;\n"}},
		"golang-migrate": {{"000001_a.up.sql": a, "000001_a.down.sql": "drop table orders"}, {"000002_b.up.sql": b, "000002_b.down.sql": "select 1"}},
		"knex":           {{"20260101_a.js": knex(a)}, {"20260102_b.js": knex(b)}},
		"sequelize":      {{"20260101-a.js": sequelize(a)}, {"20260102-b.js": sequelize(b)}},
		"typeorm":        {{"1700000000000-First.js": typeorm("First1700000000000", a)}, {"1700000000001-Second.js": typeorm("Second1700000000001", b)}},
		"drizzle": {
			{"0000_a.sql": a, "meta/_journal.json": `{"version":"7","dialect":"postgresql","entries":[{"idx":0,"version":"7","when":1700000000000,"tag":"0000_a","breakpoints":true}]}`},
			{"0001_b.sql": b, "meta/_journal.json": `{"version":"7","dialect":"postgresql","entries":[{"idx":0,"version":"7","when":1700000000000,"tag":"0000_a","breakpoints":true},{"idx":1,"version":"7","when":1700000000001,"tag":"0001_b","breakpoints":true}]}`},
		},
		"alembic": {
			{"versions/first.py": alembic("aa11", "None", a), "env.py": "from alembic import context\nfrom sqlalchemy import create_engine\ne = create_engine(context.config.get_main_option('sqlalchemy.url'))\nwith e.connect() as c:\n    context.configure(connection=c)\n    with context.begin_transaction():\n        context.run_migrations()\n"},
			{"versions/second.py": alembic("bb22", "'aa11'", b)},
		},
		"django": {
			{"orders/migrations/0001_initial.py": django("", a), "orders/migrations/__init__.py": "", "orders/__init__.py": ""},
			{"orders/migrations/0002_total.py": django("('orders', '0001_initial')", b)},
		},
	}
}

// TestRealMigrationTools lets each tool apply one of two migrations, and reads its journal with the folder of both: the first is applied, the second
// pending. Then the tool applies the second, and nothing is pending. Then the folder loses it, and it is undeclared.
func TestRealMigrationTools(t *testing.T) {
	root, _ := real.Postgres(t)
	for tool, steps := range projects() {
		t.Run(tool, func(t *testing.T) {
			name := "shop_" + strings.ReplaceAll(tool, "-", "_")
			real.SQL(t, root, "create database "+name)
			dsn := real.Database(t, root, "unleash", name)
			half := lay(t, steps[0])
			both := maps.Clone(steps[0])
			maps.Copy(both, steps[1])
			whole := lay(t, both)

			real.Migrate(t, tool, dsn, half)
			says(t, dsn, tool, whole, 1, 1, 0)
			real.Migrate(t, tool, dsn, whole)
			says(t, dsn, tool, whole, 2, 0, 0)
			if tool == "alembic" { // it keeps the newest one, which this folder does not lead to
				says(t, dsn, tool, half, -1, -1, 1)
				return
			}
			says(t, dsn, tool, half, 2, 0, 1)
		})
	}
}

// says holds the numbers of applied, pending and undeclared migrations against a journal; -1 for one that is not known.
func says(t *testing.T, dsn, tool, folder string, applied, pending, undeclared int) {
	t.Helper()
	c, diags := collectortest.Make(t, database.Type(), "dsn_env = \"DSN\"\nmigrations = "+`"`+filepath.ToSlash(folder)+`"`)
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	got := collectors.Run(t.Context(), []collectors.Job{{Collector: c, Name: "database", Environment: "prod"}}, collectors.Options{
		Dir: folder, Sealer: snapshot.NewSealer([]byte("a key for the database tests of some length")), Getenv: func(string) string { return dsn },
	})[0]
	if got.Outcome.Error != "" {
		t.Fatalf("%+v", got.Outcome)
	}
	n := find(t, got.Resources, "migrations", tool)
	count := func(key string) int {
		x := n.Child(key)
		if x == nil || x.Kind == snapshot.Unknown {
			return -1
		}
		return len(slices.DeleteFunc(slices.Clone(x.Children), func(c snapshot.Node) bool { return strings.HasPrefix(c.Key, "contenttypes.") })) // of Django itself
	}
	if count("applied") != applied || count("pending") != pending || count("undeclared") != undeclared || count("stuck") != 0 {
		t.Errorf("%d applied, %d pending, %d undeclared; want %d, %d, %d", count("applied"), count("pending"), count("undeclared"), applied, pending, undeclared)
	}
	for _, r := range got.Resources {
		if r.Kind == "table" && strings.HasPrefix(r.Name, "public.") && r.Name != "public.orders" && !strings.HasPrefix(r.Name, "public.django_content_type") {
			t.Errorf("the tool's own table %s is compared", r.Name)
		}
	}
}
