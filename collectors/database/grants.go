package database

import (
	"fmt"
	"slices"
	"strings"

	"github.com/envparity/envparity/collectors/database/postgres"
)

// Engines lists the engines that have roles.
func Engines() []string { return []string{engineMySQL, enginePostgres} }

// Grants returns the statements that make the least role for reading a database called name: it shows structure and size, and not one
// row.
func Grants(engine, name string) (string, error) {
	switch engine {
	case enginePostgres:
		return strings.ReplaceAll(postgresGrants, "DATABASE", quoted(name, `"`)), nil
	case engineMySQL:
		return strings.ReplaceAll(mysqlGrants, "DATABASE", quoted(name, "`")), nil
	}
	return "", fmt.Errorf("unknown engine %q, must be one of %s", engine, strings.Join(slices.Sorted(slices.Values(Engines())), ", "))
}

// StatisticsGrants returns the statements that make the optional function for statistics of columns.
func StatisticsGrants(engine string) (string, error) {
	if engine != enginePostgres {
		return "", fmt.Errorf("statistics of columns are read of PostgreSQL alone, not of %s; leave out --statistics", engine)
	}
	return postgres.StatisticsGrants(), nil
}

func quoted(name, mark string) string { return mark + strings.ReplaceAll(name, mark, mark+mark) + mark }

const postgresGrants = `-- The right to connect shows the whole structure, the sizes and most settings, and not one row of a table.
create role envparity login connection limit 2;
alter role envparity set statement_timeout = '30s';
alter role envparity set lock_timeout = '1s';
alter role envparity set default_transaction_read_only = on;
grant connect on database DATABASE to envparity;

-- The journal of your migration tool, by its columns. Keep the line that is yours, and name its schema.
-- grant usage on schema public to envparity;
-- grant select (version, description, type, script, checksum, success, installed_rank) on public.flyway_schema_history to envparity;
-- grant select (id, author, filename, exectype, md5sum, contexts, orderexecuted) on public.databasechangelog to envparity;
-- grant select (locked) on public.databasechangeloglock to envparity;
-- grant select (version, dirty) on public.schema_migrations to envparity;          -- golang-migrate
-- grant select (version) on public.schema_migrations to envparity;                 -- Rails, dbmate, Ecto
-- grant select (key, value) on public.ar_internal_metadata to envparity;           -- Rails
-- grant select (app, name) on public.django_migrations to envparity;
-- grant select (version_num) on public.alembic_version to envparity;
-- grant select (migration_name, checksum, started_at, finished_at, rolled_back_at) on public._prisma_migrations to envparity;
-- grant select (id, version_id, is_applied) on public.goose_db_version to envparity;
-- grant select (name, batch) on public.knex_migrations to envparity;
-- grant select (name) on public."SequelizeMeta" to envparity;
-- grant select ("MigrationId") on public."__EFMigrationsHistory" to envparity;
-- grant select (version, description, success, checksum) on public._sqlx_migrations to envparity;
-- grant select (version) on public.__diesel_schema_migrations to envparity;
`

const mysqlGrants = "-- These rights show structure and size, and not one row. The text of a view needs SELECT on what it reads, so it is unknown with them.\n" +
	`create user envparity@'%' identified by 'choose a password' with max_user_connections 2;
grant references, show view, trigger, event on DATABASE.* to envparity@'%';

-- The journal of your migration tool, by its columns. Keep the line that is yours.
-- grant select (version, description, type, script, checksum, success, installed_rank) on DATABASE.flyway_schema_history to envparity@'%';
-- grant select (id, author, filename, exectype, md5sum, contexts, orderexecuted) on DATABASE.databasechangelog to envparity@'%';
-- grant select (version, dirty) on DATABASE.schema_migrations to envparity@'%';
-- grant select (id, version_id, is_applied) on DATABASE.goose_db_version to envparity@'%';
`
