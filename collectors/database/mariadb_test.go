package database_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/envparity/envparity/collectors/collectortest"
	"github.com/envparity/envparity/collectors/database"
	"github.com/envparity/envparity/fixtures/real"
	"github.com/envparity/envparity/snapshot"
)

const mariaShop = `
create table customers (id bigint auto_increment primary key, mail varchar(200) not null unique, active int(11) default 1, note varchar(80) default '` + secret + `');
create table orders (id bigint primary key, customer_id bigint not null, state enum('open','paid') not null default 'open', total decimal(10,2), changed timestamp default current_timestamp on update current_timestamp,
  constraint fk foreign key (customer_id) references customers (id) on delete cascade, constraint kind check (total >= 0), key by_state (state, id));
create view open_orders as select id from orders where state = 'open';
create trigger touch before insert on orders for each row set new.total = coalesce(new.total, 0);
create table goose_db_version (id int auto_increment primary key, version_id bigint, is_applied tinyint(1));
insert into goose_db_version (version_id, is_applied) values (0, 1), (5, 1), (6, 1), (6, 0);
grant select (id, version_id, is_applied) on shop.goose_db_version to envparity@'%';
`

func TestMariaDB(t *testing.T) {
	root, log := real.MariaDB(t)
	real.SQL(t, root, "create database shop")
	grants, err := database.Grants("mysql", "shop")
	if err != nil {
		t.Fatal(err)
	}
	real.SQL(t, root, strings.Replace(grants, "choose a password", "hunter3hunter3", 1))
	real.SQL(t, strings.Replace(root, "/mysql", "/shop", 1), mariaShop)
	dsn := strings.NewReplacer("root@", "envparity:hunter3hunter3@", "/mysql?", "/shop?").Replace(root)

	check := func(dsn string) string {
		return collectortest.Check(t, database.Type(), t.TempDir(), `dsn_env = "DSN"`, map[string]string{"DSN": dsn})
	}
	collectortest.Says(t, check(dsn), `^ok reach: .*/shop answers$`, `^ok version: .*MariaDB`, `^ok identity: envparity@`, `^ok rights: sees the structure of 3 tables$`, `^ok clock: `)
	collectortest.Says(t, check(strings.Replace(root, "/mysql?", "/shop?", 1)), `^warning identity: root@.*, who is allowed everything on the server: `)
	collectortest.Says(t, check(strings.Replace(dsn, "hunter3hunter3", "planted-wrong-password", 1)), `^failed reach: .*Access denied.* -> check user and password`)

	got := collect(t, dsn, "")
	if got.Outcome.Status != snapshot.Complete {
		t.Errorf("%+v", got.Outcome)
	}
	for _, c := range []struct {
		kind, name, want string
		path             []string
	}{
		{"database", "shop", "mariadb", []string{"engine"}},
		{"table", "customers", "int", []string{"columns", "active", "type"}},
		{"table", "customers", "auto_increment", []string{"columns", "id", "identity"}},
		{"table", "customers", "mail", []string{"indexes", "unique btree (mail)", "name"}},
		{"table", "orders", "by_state", []string{"indexes", "btree (state, id)", "name"}},
		{"table", "orders", "cascade", []string{"constraints", "foreign key (customer_id) to customers (id)", "on_delete"}},
		{"table", "orders", "CURRENT_TIMESTAMP on update CURRENT_TIMESTAMP", []string{"columns", "changed", "default"}},
		{"table", "orders", "before insert", []string{"triggers", "touch", "fires"}},
		{"migrations", "goose", "5", []string{"latest"}},
	} {
		if n := find(t, got.Resources, c.kind, c.name).Get(c.path...); n == nil || !strings.EqualFold(n.Text, c.want) {
			t.Errorf("%s %s %s: %+v, want %q", c.kind, c.name, strings.Join(c.path, "."), n, c.want)
		}
	}
	if n := find(t, got.Resources, "view", "open_orders").Get("definition"); n == nil || n.Kind != snapshot.Unknown {
		t.Errorf("a view's text is hidden from this role, so it is unknown: %+v", n)
	}
	if text := collectortest.Bytes(t, got); strings.Contains(text, secret) {
		t.Error("a planted secret came out")
	}
	if a, b := collectortest.Bytes(t, got), collectortest.Bytes(t, collect(t, dsn, "")); a != b {
		t.Error("two runs differ")
	}
	t.Run("the folder of migrations is held against the journal", func(t *testing.T) {
		folder := lay(t, map[string]string{"db/5_a.sql": "-- +goose Up\nselect 1;\n", "db/6_b.sql": "-- +goose Up\nselect 1;\n"})
		real.SQL(t, root, "insert into shop.goose_db_version (version_id, is_applied) values (7, 1)")
		says(t, dsn, "goose", filepath.Join(folder, "db"), 2, 1, 1) // 5 and 7 are applied; 6 was rolled back
		real.SQL(t, root, "delete from shop.goose_db_version where version_id = 7")
	})

	t.Run("the newest day is read from an index", func(t *testing.T) {
		real.SQL(t, root, `create table shop.visits (id bigint primary key, at datetime, note text, key by_at (at));
insert into shop.visits select seq, date_sub(utc_timestamp(), interval seq day), 'x' from seq_3_to_400;
grant select (at) on shop.visits to envparity@'%'`)
		defer real.SQL(t, root, "drop table shop.visits")
		for limit, stale := range map[string]string{"2d": "true", "3d": "false"} {
			n := find(t, collect(t, dsn, `freshness = { "visits.at" = "`+limit+`" }`).Resources, "table", "visits").Get("freshness", "at", "stale")
			if n == nil || n.Text != stale {
				t.Errorf("data of three days ago, limit %s: %+v", limit, n)
			}
		}
		for column, why := range map[string]string{"visits.note": "which has no day", "visits.gone": "has no column gone", "orders.changed": "would take a scan of the table"} {
			if got := collect(t, dsn, `freshness = { "`+column+`" = "2d" }`); !strings.Contains(got.Outcome.Error, why) {
				t.Errorf("%s: %+v, want %q", column, got.Outcome, why)
			}
		}
	})

	content, err := os.ReadFile(log)
	if err != nil {
		t.Fatal(err)
	}
	for _, never := range []string{"from `customers`", "from `orders`", "FROM customers"} {
		if strings.Contains(string(content), never) {
			t.Errorf("the log of statements shows %q", never)
		}
	}
	for dsn, want := range map[string]string{
		"mysql://envparity:hunter2hunter2@127.0.0.1:1/shop":                            "cannot be reached",
		strings.Replace(dsn, "envparity:hunter3hunter3@", "nobody:hunter2hunter2@", 1): "check user and password",
		"mysql://x": "no MySQL URL",
	} {
		if got := collect(t, dsn, ""); got.Outcome.Status != snapshot.Failed || !strings.Contains(got.Outcome.Error, want) || strings.Contains(got.Outcome.Error, "hunter2") {
			t.Errorf("%+v, want %q", got.Outcome, want)
		}
	}
}
