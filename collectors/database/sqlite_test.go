package database_test

import (
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/envparity/envparity/collectors/collectortest"
	"github.com/envparity/envparity/collectors/database"
	"github.com/envparity/envparity/snapshot"
)

const shop = `
create table customers (id integer primary key, mail text not null unique, note text default 'none');
create table orders (id integer primary key, customer_id integer not null references customers (id) on delete cascade, state text not null default 'open', token text default 'sk_live_PLANTEDPLANTEDPLANTED12');
create index orders_state on orders (state) where state <> 'done';
create view open_orders as select id from orders where state = 'open';
create table schema_migrations (version integer, dirty boolean);
insert into schema_migrations values (7, 0);
`

func build(t *testing.T, path string, statements ...string) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range statements {
		if _, err := db.Exec(s); err != nil {
			t.Fatalf("%s: %v", s, err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestSQLiteConforms(t *testing.T) {
	collectortest.Run(t, collectortest.Subject{
		Type: database.Type(), Config: `file = "shop.db"`, Missing: `file = "none.db"`, Empty: `file = "empty.db"`, Truncated: `file = "torn.db"`,
		Secrets: []string{"sk_live_PLANTEDPLANTEDPLANTED12"},
		Setup: func(t *testing.T, dir string) {
			build(t, filepath.Join(dir, "shop.db"), shop)
			whole, err := os.ReadFile(filepath.Join(dir, "shop.db"))
			if err != nil {
				t.Fatal(err)
			}
			for name, content := range map[string][]byte{"empty.db": nil, "torn.db": whole[:5000]} {
				if err := os.WriteFile(filepath.Join(dir, name), content, 0o600); err != nil {
					t.Fatal(err)
				}
			}
		},
	})
}

func find(t *testing.T, resources []snapshot.Resource, kind, name string) *snapshot.Node {
	t.Helper()
	for i := range resources {
		if resources[i].Kind == kind && resources[i].Name == name {
			return resources[i].Tree()
		}
	}
	t.Fatalf("no %s %s", kind, name)
	return nil
}

func TestWhatSQLiteShows(t *testing.T) {
	dir := t.TempDir()
	build(t, filepath.Join(dir, "shop.db"), shop)
	got := collectortest.Collect(t.Context(), t, database.Type(), dir, `file = "shop.db"`)
	if got.Outcome.Status != snapshot.Complete {
		t.Fatalf("%+v", got.Outcome)
	}
	orders := find(t, got.Resources, "table", "orders")
	for _, c := range []struct {
		want string
		path []string
	}{
		{"integer", []string{"columns", "customer_id", "type"}},
		{"false", []string{"columns", "customer_id", "nullable"}},
		{"'open'", []string{"columns", "state", "default"}},
		{"orders_state", []string{"indexes", "btree (state) where state <> '…'", "name"}},
		{"cascade", []string{"constraints", "foreign key (customer_id) to customers (id)", "on_delete"}},
	} {
		if n := orders.Get(c.path...); n == nil || n.Text != c.want {
			t.Errorf("%s: %+v, want %q", strings.Join(c.path, "."), n, c.want)
		}
	}
	if n := find(t, got.Resources, "migrations", "golang-migrate").Get("version"); n == nil || n.Text != "7" {
		t.Errorf("the journal: %+v", n)
	}
}

// A reader of a database must leave no file beside it, and must see what stands in the log only.
func TestADatabaseWithALogIsReadAndNotTouched(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "shop.db")
	db, err := sql.Open("sqlite", "file:"+path+"?_pragma=journal_mode(wal)&_pragma=wal_autocheckpoint(0)")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(shop); err != nil {
		t.Fatal(err)
	}
	before := files(t, dir)
	got := collectortest.Collect(t.Context(), t, database.Type(), dir, `file = "shop.db"`)
	if after := files(t, dir); after != before {
		t.Errorf("the folder changed from\n%s\nto\n%s", before, after)
	}
	find(t, got.Resources, "table", "orders")
}

func files(t *testing.T, dir string) string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, e := range entries {
		content, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasSuffix(e.Name(), "-shm") { // its readers' locks
			out = append(out, e.Name()+" "+string(content))
		}
	}
	return strings.Join(out, "\n")
}
