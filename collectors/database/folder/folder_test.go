package folder

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
)

func list(f *Folder) string {
	var out []string
	for _, m := range f.Migrations {
		out = append(out, m.ID)
	}
	return strings.Join(out, " ")
}

func TestAFolderShowsWhoseItIsAndItsMigrationsHaveTheIDsOfTheJournal(t *testing.T) {
	for _, c := range []struct {
		name  string
		files []string // NAME or NAME=TEXT
		tool  string   // given by a journal
		want  string
	}{
		{"flyway, by the parts of the version", []string{"V1__a.sql", "V10__b.sql", "v2/V2.1__c.sql", "V2__d.sql", "U2__d.sql", "R__views.sql", "README.md"}, "", "flyway: 1 2 2.1 10 R__views.sql"},
		{"goose, without what is no migration", []string{"00001_a.sql=-- +goose Up", "2_b.sql", "3_c.go=goose.AddMigrationContext(x)", "helper_test.go", "4_d.go=package x"}, "", "goose: 1 2 3"},
		{"golang-migrate", []string{"000001_a.up.sql", "000001_a.down.sql", "10_b.up.sql", "2_c.up.sql"}, "", "golang-migrate: 1 2 10"},
		{"dbmate keeps the text of the version", []string{"20260101_a.sql=-- migrate:up\nx\n-- migrate:down"}, "", "dbmate: 20260101"},
		{"prisma", []string{"20260101_a/migration.sql", "migration_lock.toml=provider = \"postgresql\""}, "", "prisma: 20260101_a"},
		{"diesel leaves dashes out", []string{"2026-01-02-030405_a/up.sql", "2026-01-02-030405_a/down.sql", "00000000000000_diesel_initial_setup/up.sql"}, "", "diesel: 00000000000000 20260102030405"},
		{"rails", []string{"20260101000000_a.rb", "20260102000000_b.rb"}, "", "rails: 20260101000000 20260102000000"},
		{"ecto", []string{"20260101_a.exs"}, "", "ecto: 20260101"},
		{"knex", []string{"20260101_a.js", "20260102_b.ts"}, "", "knex: 20260101_a.js 20260102_b.ts"},
		{"sequelize, as its journal says", []string{"20260101-a.js"}, "sequelize", "sequelize: 20260101-a.js"},
		{"typeorm", []string{"1700000000000-AddOrders.ts"}, "", "typeorm: AddOrders1700000000000"},
		{"laravel", []string{"2026_01_01_000000_create_orders.php"}, "", "laravel: 2026_01_01_000000_create_orders"},
		{"ef core", []string{"20260101000000_Init.cs", "20260101000000_Init.Designer.cs", "ShopModelSnapshot.cs"}, "", "ef-core: 20260101000000_Init"},
		{"sqlx", []string{"0001_a.sql", "2_b.sql"}, "", "sqlx: 1 2"},
		{"alembic", []string{"versions/a.py=revision = 'aa'\ndown_revision = None\n", "versions/b.py=revision: str = \"bb\"\ndown_revision: Union[str, None] = \"aa\"\n", "env.py=x"}, "", "alembic: aa bb"},
		{"django", []string{"orders/migrations/0001_initial.py=class Migration(migrations.Migration):", "orders/migrations/__init__.py", "orders/views.py=x"}, "", "django: orders.0001_initial"},
		{"liquibase", []string{"log.xml=<databaseChangeLog><changeSet id=\"1\" author=\"me\"/></databaseChangeLog>", "b.yaml=databaseChangeLog:\n  - changeSet:\n      id: 2\n      author: you\n", "c.sql=--liquibase formatted sql\n--changeset me:3\nselect 1;"}, "liquibase", "liquibase: b.yaml::2::you c.sql::3::me log.xml::1::me"},
	} {
		t.Run(c.name, func(t *testing.T) {
			fsys := fstest.MapFS{}
			for _, f := range c.files {
				name, text, _ := strings.Cut(f, "=")
				fsys[name] = &fstest.MapFile{Data: []byte(text)}
			}
			f, err := Read(fsys, "shop/db", c.tool)
			if err != nil {
				t.Fatal(err)
			}
			if got := fmt.Sprintf("%s: %s", f.Tool, list(f)); got != c.want {
				t.Errorf("%s, want %s", got, c.want)
			}
		})
	}
}

func TestChecksumsAreThoseOfTheTools(t *testing.T) {
	text := "create table orders (id int);\nselect 1;\n"
	for _, c := range []struct{ tool, name, want string }{
		// sha256sum and sha384sum of the file; zlib.crc32 over its lines without their ends, as a signed number
		{"prisma", "a/migration.sql", "3b9ed9f8ad2e9b897c63995ebaa9f936a35605a453e445b94c9a572be5bdfd20"},
		{"sqlx", "1_a.sql", "afccb49d6fffc9ab353808fd4a657cdf0f6a5bb4d255f52b0848232cb0f6edfdbc3ed67d65047186f230624bf971ce31"},
		{"flyway", "V1__a.sql", "-198311875"},
	} {
		f, err := Read(fstest.MapFS{c.name: {Data: []byte(text)}}, "db", c.tool)
		if err != nil || len(f.Migrations) != 1 || f.Migrations[0].Sum != c.want {
			t.Errorf("%s: %+v %v, want %s", c.tool, f, err, c.want)
		}
	}
	f, err := Read(fstest.MapFS{"meta/_journal.json": {Data: []byte(`{"dialect":"postgresql","entries":[{"idx":0,"tag":"0000_a"}]}`)}, "0000_a.sql": {Data: []byte(text)}}, "db", "")
	if err != nil || f.Tool != "drizzle" || f.Migrations[0].ID != "3b9ed9f8ad2e9b897c63995ebaa9f936a35605a453e445b94c9a572be5bdfd20" {
		t.Errorf("drizzle: %+v %v", f, err)
	}
}

func TestOnlyTheWayUpIsKeptAndLinesStayWhereTheyAre(t *testing.T) {
	got := section("+goose Up", "+goose Down")("-- +goose Up\na;\n-- +goose Down\nb;\n-- +goose Up\nc;\n")
	if got != "-- +goose Up\na;\n\n\n-- +goose Up\nc;\n" {
		t.Errorf("%q", got)
	}
}
