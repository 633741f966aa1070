package database_test

import (
	"strings"
	"testing"

	"github.com/envparity/envparity/collectors/database/prismafile"
	"github.com/envparity/envparity/collectors/database/schemarb"
)

const rails = `# This file is auto-generated from the current state of the database.
ActiveRecord::Schema[7.1].define(version: 2026_11_02_101500) do
  # These are extensions that must be enabled in order to support this database
  enable_extension "plpgsql"

  create_enum "mood", ["sad", "ok"]

  create_table "customers", force: :cascade do |t|
    t.string "mail", limit: 200, default: "", null: false
    t.decimal "credit", precision: 10, scale: 2, default: "0.0"
    t.datetime "created_at", null: false
    t.datetime "seen_at", precision: nil
    t.jsonb "data", default: {}
    t.string "tags", default: [], array: true
    t.enum "feeling", default: "ok", enum_type: "mood"
    t.virtual "loud", type: :string, as: "upper((mail)::text)", stored: true
    t.integer "size", limit: 8, default: -1, comment: "it's #1"
    t.index "lower((mail)::text)", name: "index_customers_on_lower_mail", unique: true
    t.index ["created_at", "seen_at"], name: "by_time", order: { seen_at: :desc }, where: "(seen_at IS NOT NULL)"
    t.check_constraint "size > 0", name: "size_positive"
  end

  create_table "orders", id: :uuid, default: -> { "gen_random_uuid()" }, force: :cascade do |t|
    t.bigint "customer_id", null: false
    t.index ["customer_id"], name: "index_orders_on_customer_id"
  end

  create_table "joins", primary_key: ["a", "b"], force: :cascade do |t|
    t.bigint "a", null: false
    t.bigint "b", null: false
  end

  create_table "shapes", id: false, force: :cascade do |t|
    t.st_point "where_it_is", srid: 4326
  end

  create_view "busy", sql_definition: <<-SQL
      SELECT id FROM orders;
  SQL
  add_foreign_key "orders", "customers", on_delete: :cascade
  create_hypertable "orders", time_column: "created_at"
end
`

func TestASchemaOfRails(t *testing.T) {
	db, err := schemarb.Parse("shop", "db/schema.rb", rails)
	if err != nil {
		t.Fatal(err)
	}
	want := `public.customers (line 8)
  id bigint not null default nextval(its own sequence) :8
  mail character varying(200) not null default '' :9
  credit numeric(10,2) default 0.0 :10
  created_at timestamp(6) without time zone not null :11
  seen_at timestamp without time zone :12
  data jsonb default '{}' :13
  tags character varying[] default '{}' :14
  feeling public.mood default 'ok' :15
  loud character varying ? :16
  size bigint default '-1' :17
  index_customers_on_lower_mail = unique btree (lower((mail)::text)) :21
  by_time = btree (created_at, seen_at desc) where (seen_at IS NOT NULL) :21
  customers_pkey = primary key
  size_positive = check (size)
public.joins (line 28)
  a bigint not null :29
  b bigint not null :30
  joins_pkey = primary key
type public.mood [{labels [sad ok] false}]
unread table public.orders: db/schema.rb:41: the call create_hypertable is not known
unread table public.shapes: db/schema.rb:34: the call t.st_point is not known
`
	if got := outline(db); got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
	if len(db.Views) != 1 || db.Views[0].Name != "public.busy" || db.Views[0].Place.Line != 37 {
		t.Errorf("%+v", db.Views)
	}
}

func TestAForeignKeyOfRailsHasTheNameThatActiveRecordGivesIt(t *testing.T) {
	db, err := schemarb.Parse("shop", "schema.rb", strings.Replace(rails, `  create_hypertable "orders", time_column: "created_at"`+"\n", "", 1))
	if err != nil {
		t.Fatal(err)
	}
	// ActiveRecord: "fk_rails_" + the first ten digits of the SHA-256 of "orders_customer_id_fk".
	if got := outline(db); !strings.Contains(got, "fk_rails_3dad120da9 = foreign key (customer_id) to public.customers (id) on delete cascade") {
		t.Error(got)
	}
}

func TestWhichRailsMadeTheKeysIsNotKnownWithoutItsVersion(t *testing.T) {
	db, err := schemarb.Parse("shop", "schema.rb", "ActiveRecord::Schema.define(version: 2019_01_01) do\n  create_table \"a\", force: :cascade do |t|\n    t.datetime \"at\", precision: 6\n    t.datetime \"on\"\n  end\nend\n")
	if err != nil {
		t.Fatal(err)
	}
	if got := outline(db); !strings.Contains(got, "id bigint not null default nextval(its own sequence) ? :2") || !strings.Contains(got, "at timestamp(6) without") || !strings.Contains(got, "on timestamp without") {
		t.Error(got)
	}
}

// TestNoSchemaFilePanics cuts and mixes schema files.
func TestNoSchemaFilePanics(t *testing.T) {
	for from := 0; from < len(rails); from += 31 {
		for _, s := range []string{rails[:from], "ActiveRecord::Schema\n" + rails[from:], rails[:from] + "\"" + rails[from:], rails[:from] + "{[(" + rails[from:], rails[:from] + "<<-X\n" + rails[from:]} {
			_, _ = schemarb.Parse("x", "x.rb", s)
		}
	}
	for from := 0; from < len(prisma); from += 7 {
		for _, s := range []string{prisma[:from], prisma[from:], prisma[:from] + "\"" + prisma[from:], prisma[:from] + "([" + prisma[from:]} {
			_, _ = prismafile.Parse("x", "x.prisma", s)
		}
	}
	deep := strings.Repeat("[ ", 1_000_000)
	if db, err := schemarb.Parse("x", "x.rb", "ActiveRecord::Schema.define do\ncreate_enum \"a\", "+deep+"\nend"); err != nil || !strings.Contains(outline(db), "another form") {
		t.Errorf("%v", err)
	}
	if _, err := prismafile.Parse("x", "x.prisma", "model A {\n id Int @default("+deep); err == nil {
		t.Error("no error")
	}
}

const prisma = `// a comment
generator client {
  provider = "prisma-client-js"
}
datasource db {
  provider = "postgresql"
  url      = env("DATABASE_URL") // not read
}
enum Role {
  USER
  ADMIN @map("admin")
  @@map("role")
}
model User {
  id        Int      @id @default(autoincrement())
  mail      String   @unique @db.VarChar(200)
  role      Role     @default(ADMIN)
  name      String?
  made      DateTime @default(now()) @map("made_at")
  price     Decimal  @default(0)
  tags      String[]
  note      String   @default("it's")
  uid       String   @default(dbgenerated("gen_random_uuid()")) @db.Uuid
  client    String   @default(cuid())
  posts     Post[]   @relation("writes")
  seen      DateTime? @db.Timestamptz(6)
  @@index([name(sort: Desc), made], map: "by_name")
  @@map("users")
}
model Post {
  userId Int
  n      BigInt
  user   User @relation("writes", fields: [userId], references: [id], onDelete: Cascade)
  old    Int?
  oldUser User? @relation("was", fields: [old], references: [id])
  geo    Unsupported("point")?
  cats   Category[]
  @@id([userId, n])
  @@unique([n, userId])
}
model Category {
  id    String @id @default(uuid())
  posts Post[]
}
`

func TestASchemaOfPrisma(t *testing.T) {
	db, err := prismafile.Parse("shop", "schema.prisma", prisma)
	if err != nil {
		t.Fatal(err)
	}
	want := `public.users (line 14)
  id integer not null default nextval(its own sequence) :15
  mail character varying(200) not null :16
  role public.role not null default 'admin' :17
  name text :18
  made_at timestamp(3) without time zone not null default CURRENT_TIMESTAMP :19
  price numeric(65,30) not null default 0 :20
  tags text[] :21
  note text not null default 'it''s' :22
  uid uuid not null default gen_random_uuid() :23
  client text not null :24
  seen timestamp(6) with time zone :26
  users_mail_key = unique btree (mail) :26
  by_name = btree (name desc, made_at) :27
  users_pkey = primary key
public.Post (line 30)
  userId integer not null :31
  n bigint not null :32
  old integer :34
  geo point :36
  Post_n_userId_key = unique btree (n, "userId") :39
  Post_pkey = primary key
  Post_userId_fkey = foreign key (userId) to public.users (id) on delete cascade
  Post_old_fkey = foreign key (old) to public.users (id) on delete set null
public.Category (line 41)
  id text not null :42
  Category_pkey = primary key
type public.role [{labels [USER admin] false}]
unread table public._CategoryToPost: schema.prisma:37: the table of a relation has another form in each version of Prisma
`
	if got := outline(db); got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
	for text, want := range map[string]string{
		"datasource db {\n provider = \"mysql\"\n}": "its datasource is mysql",
		"model A {\n id Int ???\n}":                 "line 2: the field id has a form that is not known",
	} {
		if _, err := prismafile.Parse("x", "x.prisma", text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
}
