package database_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/envparity/envparity/fixtures/real"
)

// rental is the schema of a video shop, as a product has it after some years.
const rental = `
create extension if not exists btree_gist;
create schema shop;
create type shop.rating as enum ('G', 'PG', 'R');
create domain shop.year as integer check (value between 1901 and 2155);
create table shop.actor (id serial primary key, first_name text not null, last_name text not null, updated timestamptz not null default now());
create index actor_last on shop.actor (last_name);
create table shop.language (id serial primary key, name varchar(20) not null);
create table shop.film (id serial primary key, title varchar(255) not null, year shop.year, language_id int not null references shop.language (id), rating shop.rating default 'G',
  rate numeric(4,2) not null default 4.99, length smallint, cost numeric(5,2) not null default 19.99, tags text[], search tsvector generated always as (to_tsvector('simple'::regconfig, title)) stored,
  constraint rate_is_positive check (rate > 0), constraint cost_is_positive check (cost > 0));
create index film_title on shop.film (title);
create index film_search on shop.film using gin (search);
create unique index film_lower on shop.film (lower(title), year);
create index film_cheap on shop.film (cost) where rate < 1;
create table shop.cast_of (actor_id int references shop.actor (id) on delete cascade, film_id int references shop.film (id) on delete cascade, primary key (actor_id, film_id));
create table shop.customer (id bigint generated always as identity primary key, mail text not null, country char(2) default 'DE', active boolean not null default true, note text, credit int default 0,
  constraint mail_once unique (mail));
create table shop.store (id serial primary key, city text not null collate "C", opened date);
create table shop.item (id serial primary key, film_id int not null references shop.film (id) on update cascade, store_id int not null references shop.store (id));
create table shop.rental (id bigserial primary key, item_id int not null references shop.item (id), customer_id bigint not null references shop.customer (id), during tstzrange not null,
  returned timestamptz, exclude using gist (item_id with =, during with &&));
create index rental_customer on shop.rental (customer_id, returned desc) include (item_id);
create table shop.payment (id bigserial, customer_id bigint not null, amount numeric(7,2) not null check (amount >= 0), paid date not null) partition by range (paid);
create table shop.payment_2026_01 partition of shop.payment for values from ('2026-01-01') to ('2026-02-01');
create index payment_customer on shop.payment (customer_id);
create table shop.audit (id bigserial primary key, what jsonb not null default '{}', at timestamptz not null default clock_timestamp());
create view shop.films_by_actor as select a.last_name, f.title from shop.actor a join shop.cast_of c on c.actor_id = a.id join shop.film f on f.id = c.film_id;
create view shop.active as select id, mail from shop.customer where active;
create materialized view shop.takings as select customer_id, sum(amount) as total from shop.payment group by customer_id;
create unique index takings_once on shop.takings (customer_id);
create function shop.touch() returns trigger language plpgsql as $$ begin new.updated := now(); return new; end $$;
create function shop.net(gross numeric) returns numeric immutable language sql as $$ select gross / 1.19 $$;
create function shop.secure(n int) returns int security definer set search_path = shop language sql as $$ select n $$;
create trigger touch before update on shop.actor for each row execute function shop.touch();
alter table shop.customer enable row level security;
create policy own on shop.customer using (id > 0);
create sequence shop.invoice increment 10;
create statistics shop.film_stats on rating, rate from shop.film;
create publication outbound for table shop.film;
create table shop.flyway_schema_history (installed_rank int primary key, version text, description text, type text, script text, checksum int, installed_by text, installed_on timestamp default now(), execution_time int, success boolean);
insert into shop.flyway_schema_history (installed_rank, version, description, type, script, checksum, success) select i, i::text, 'step ' || i, 'SQL', 'V' || i || '__step.sql', i * 7, true from generate_series(1, 9) i;
insert into shop.language (name) select 'language ' || i from generate_series(1, 20) i;
insert into shop.customer (mail) select 'user' || i || '@shop.example' from generate_series(1, 3000) i;
analyze;
`

// noise changes what is allowed to differ: generated names, the order of columns, owners, grants, comments, partitions made by date, storage.
const noise = `
create role other_owner_%[1]s;
alter index shop.film_title rename to film_title_idx1_%[1]s;
alter table shop.film rename constraint cost_is_positive to film_cost_check_%[1]s;
alter table shop.store owner to other_owner_%[1]s;
grant select on shop.actor to other_owner_%[1]s;
comment on table shop.film is 'as %[1]s has it';
create table shop.payment_2026_02 partition of shop.payment for values from ('2026-02-01') to ('2026-03-01');
alter table shop.audit set (fillfactor = 70);
alter table shop.language rename column name to old_name; alter table shop.language add name varchar(20); update shop.language set name = old_name;
alter table shop.language alter name set not null; alter table shop.language drop column old_name;
select setval('shop.invoice', 500);
reindex table shop.film;
insert into shop.customer (mail) select 'more' || i || '@shop.example' from generate_series(1, 900) i;
analyze;
`

// TestFortyDriftsAmongNoise plants forty drifts in development and staging, among differences that are allowed, and holds every finding that is
// not acceptable against the list.
func TestFortyDriftsAmongNoise(t *testing.T) {
	root, _ := real.Postgres(t)
	dsn := map[string]string{}
	for _, env := range []string{"dev", "staging", "prod"} {
		real.SQL(t, root, "create database "+env)
		dsn[env] = real.Database(t, root, "unleash", env)
		real.SQL(t, dsn[env], rental)
	}
	real.SQL(t, dsn["dev"], fmt.Sprintf(noise, "dev"))
	real.SQL(t, dsn["staging"], fmt.Sprintf(noise, "staging"))
	if got := grave(auditAll(t, dsn)); len(got) > 0 {
		t.Fatalf("noise alone:\n%s", strings.Join(got, "\n"))
	}

	planted := []struct{ in, change, want string }{
		{"staging", "drop index shop.actor_last", "should-fix builtin/schema-index-missing table/shop.actor indexes"},
		{"prod", "drop index shop.film_search", "must-fix builtin/schema-index-missing-in-reference table/shop.film indexes"},
		{"staging", "drop index shop.film_lower; create index film_lower on shop.film (lower(title), year)", "table/shop.film indexes[\"unique btree (lower((title)::text), year)\"]"},
		{"dev", "drop index shop.film_cheap; create index film_cheap on shop.film (cost) where rate < 2", "table/shop.film indexes[\"btree (cost) where"},
		{"staging", "drop index shop.rental_customer; create index rental_customer on shop.rental (customer_id, returned) include (item_id)", "table/shop.rental indexes"},
		{"prod", "update pg_index set indisvalid = false where indexrelid = 'shop.payment_customer'::regclass", "must-fix builtin/schema-index-unusable table/shop.payment indexes"},
		{"dev", "drop index shop.takings_once", "materialized_view/shop.takings indexes"},
		{"staging", "alter table shop.film alter length type integer", "must-fix builtin/schema-column-type table/shop.film columns.length.type"},
		{"staging", "alter table shop.film alter rate type numeric(6,2)", "must-fix builtin/schema-column-type table/shop.film columns.rate.type"},
		{"dev", "update shop.customer set note = ''; alter table shop.customer alter note set not null", "must-fix builtin/schema-column-type table/shop.customer columns.note.nullable"},
		{"staging", "alter table shop.customer alter country set default 'FR'", "should-fix builtin/schema-column table/shop.customer columns.country.default"},
		{"dev", "alter table shop.customer drop credit", "should-fix builtin/schema-column table/shop.customer columns.credit"},
		{"staging", "alter table shop.customer add hotfix text", "should-fix builtin/schema-column table/shop.customer columns.hotfix"},
		{"staging", "alter table shop.customer alter id set generated by default", "must-fix builtin/schema-column-type table/shop.customer columns.id.identity"},
		{"dev", "alter table shop.film drop search; alter table shop.film add search tsvector generated always as (to_tsvector('english'::regconfig, title)) stored; create index film_search on shop.film using gin (search)", "must-fix builtin/schema-column-type table/shop.film columns.search.generated"},
		{"staging", "alter table shop.store alter city type text collate \"POSIX\"", "must-fix builtin/schema-column-type table/shop.store columns.city.collation"},
		{"staging", "alter table shop.film drop constraint rate_is_positive", "must-fix builtin/schema-constraint table/shop.film constraints[\"check (rate)\"]"},
		{"prod", "alter table shop.store add constraint dated check (opened > '2000-01-01') not valid", "must-fix builtin/schema-constraint table/shop.store constraints"},
		{"staging", "alter table shop.customer drop constraint mail_once", "must-fix builtin/schema-constraint table/shop.customer constraints[\"unique (mail)\"]"},
		{"dev", "alter table shop.cast_of drop constraint cast_of_actor_id_fkey, add constraint cast_of_actor_id_fkey foreign key (actor_id) references shop.actor (id)", "must-fix builtin/schema-constraint table/shop.cast_of constraints[\"foreign key (actor_id) to shop.actor (id)\"].on_delete"},
		{"staging", "alter table shop.item drop constraint item_film_id_fkey, add constraint item_film_id_fkey foreign key (film_id) references shop.film (id) on update cascade not valid", "must-fix builtin/schema-constraint-unproven table/shop.item"},
		{"staging", "alter table shop.rental drop constraint rental_item_id_during_excl", "must-fix builtin/schema-constraint table/shop.rental constraints[\"exclude (item_id, during)\"]"},
		{"dev", "alter table shop.actor disable trigger touch", "should-fix builtin/schema-object table/shop.actor triggers.touch.enabled"},
		{"prod", "alter table shop.customer disable row level security", "must-fix builtin/schema-row-security table/shop.customer row_level_security"},
		{"staging", "drop policy own on shop.customer; create policy own on shop.customer using (id > 1)", "table/shop.customer policies.own.using"},
		{"staging", "alter table shop.audit set unlogged", "should-fix builtin/schema-object table/shop.audit persistence"},
		{"staging", "create table shop.leftover (id int)", "should-fix builtin/schema-object table/shop.leftover"},
		{"staging", "create or replace view shop.active as select id, mail from shop.customer where not active", "should-fix builtin/schema-object view/shop.active definition"},
		{"staging", "create or replace function shop.net(gross numeric) returns numeric immutable language sql as $$ select gross / 1.16 $$", "should-fix builtin/schema-object routine/shop.net(gross numeric) body"},
		{"dev", "alter function shop.secure(int) security invoker", "should-fix builtin/schema-object routine/shop.secure(n integer) security_definer"},
		{"prod", "alter type shop.rating add value 'NC-17'", "must-fix builtin/schema-enum type/shop.rating labels"},
		{"staging", "alter domain shop.year drop constraint year_check", "must-fix builtin/schema-enum type/shop.year checks"},
		{"staging", "alter sequence shop.invoice increment 1", "should-fix builtin/schema-object sequence/shop.invoice increment"},
		{"dev", "drop statistics shop.film_stats", "statistics/shop.film_stats"},
		{"dev", "alter publication outbound set (publish = 'insert')", "should-fix builtin/schema-object publication/outbound"},
		{"staging", "create extension pg_trgm", "must-fix builtin/schema-extension-missing extension/pg_trgm"},
		{"staging", "update shop.flyway_schema_history set checksum = 1 where version = '4'", "must-fix builtin/schema-migration-edited migrations/flyway applied.4.checksum"},
		{"staging", "delete from shop.flyway_schema_history where version = '6'", "must-fix builtin/schema-migration-missing migrations/flyway applied.6"},
		{"dev", "update shop.flyway_schema_history set success = false where version = '9'", "must-fix builtin/schema-migration-stuck migrations/flyway stuck.9"},
		{"prod", "alter database prod set default_transaction_isolation = 'serializable'", "must-fix builtin/schema-semantics database/shop settings"},
		{"staging", "alter database staging set statement_timeout = '5s'", "should-fix builtin/schema-behaviour database/shop settings"},
		{"staging", "truncate shop.language cascade; analyze shop.language", "should-fix builtin/schema-rows-empty table/shop.language rows"},
	}
	for _, p := range planted {
		real.SQL(t, dsn[p.in], p.change)
	}
	got := auditAll(t, dsn)
	// Where the sixth step is missing, the seventh comes after the fifth: the same news a second time, as a step that was jumped over.
	// And the ninth, which stopped half-way in development, was not applied there.
	explained := map[string]bool{"must-fix builtin/schema-migration-skipped migrations/flyway applied.7.after": true, "must-fix builtin/schema-migration-missing migrations/flyway applied.9": true}
	for _, p := range planted {
		hit := false
		for _, f := range got {
			if strings.Contains(f, p.want) {
				hit, explained[f] = true, true
			}
		}
		if !hit {
			t.Errorf("%s: %s\n  want %s", p.in, p.change, p.want)
		}
	}
	for _, f := range grave(got) {
		if !explained[f] {
			t.Errorf("besides: %s", f)
		}
	}
	t.Logf("%d planted, %d findings, of these %d not acceptable", len(planted), len(got), len(grave(got)))
}

// grave leaves the findings that are neither acceptable nor about the server that the test's databases share.
func grave(findings []string) []string {
	return slices.DeleteFunc(slices.Clone(findings), func(f string) bool {
		return strings.HasPrefix(f, "acceptable ") || strings.Contains(f, "identity.server")
	})
}
