package migrations

import (
	"encoding/hex"
	"strings"
)

// Tools lists the journals that are known. Several tools call their table schema_migrations; the columns tell them apart.
func Tools() []Tool { //nolint:funlen // one table
	return []Tool{
		{
			Name: "flyway", Table: "flyway_schema_history", Columns: []string{"version", "checksum", "success"},
			Read: []string{"version", "description", "type", "script", "checksum", "success"}, Order: "installed_rank", entry: flyway,
		},
		{
			Name: "liquibase", Table: "databasechangelog", Columns: []string{"id", "author", "md5sum"},
			Read: []string{"id", "author", "filename", "exectype", "md5sum", "contexts"}, Order: "orderexecuted", entry: liquibase,
			Lock: &Lock{Table: "databasechangeloglock", Column: "locked"},
		},
		{
			Name: "golang-migrate", Table: "schema_migrations", Columns: []string{"version", "dirty"},
			Read: []string{"version", "dirty"}, entry: golangMigrate, Newest: true,
		},
		{
			Name: "ecto", Table: "schema_migrations", Columns: []string{"version", "inserted_at"},
			Read: []string{"version"}, entry: first,
		},
		{
			Name: RailsOrDbmate, Table: "schema_migrations", Columns: []string{"version"}, Without: []string{"dirty", "inserted_at", "statements"},
			Read: []string{"version"}, entry: first,
		},
		{
			// Supabase keeps the statements too. They may hold anything, and are never read.
			Name: "supabase", Table: "schema_migrations", Columns: []string{"version", "statements"},
			Read: []string{"version"}, entry: first,
		},
		{
			Name: "django", Table: "django_migrations", Columns: []string{"app", "name"},
			Read: []string{"app", "name"}, entry: pair("."),
		},
		{
			Name: "alembic", Table: "alembic_version", Columns: []string{"version_num"},
			Read: []string{"version_num"}, entry: first, Newest: true, Chained: true,
		},
		{
			// Prisma's column logs may quote data, and is never read.
			Name: "prisma", Table: "_prisma_migrations", Columns: []string{"migration_name", "checksum", "finished_at"},
			Read: []string{"migration_name", "checksum", "finished_at", "rolled_back_at"}, Order: "started_at", entry: prisma,
		},
		{
			Name: "goose", Table: "goose_db_version", Columns: []string{"version_id", "is_applied"},
			Read: []string{"version_id", "is_applied"}, Order: "id", entry: goose,
		},
		{
			Name: "knex", Table: "knex_migrations", Columns: []string{"name", "batch"},
			Read: []string{"name"}, entry: first, Lock: &Lock{Table: "knex_migrations_lock", Column: "is_locked"},
		},
		{
			Name: "sequelize", Table: "SequelizeMeta", Columns: []string{"name"},
			Read: []string{"name"}, entry: first,
		},
		{
			Name: "typeorm", Table: "migrations", Columns: []string{"timestamp", "name"},
			Read: []string{"timestamp", "name"}, entry: second,
		},
		{
			Name: "laravel", Table: "migrations", Columns: []string{"migration", "batch"},
			Read: []string{"migration"}, entry: first,
		},
		{
			Name: "ef-core", Table: "__EFMigrationsHistory", Columns: []string{"MigrationId"},
			Read: []string{"MigrationId"}, entry: first,
		},
		{
			Name: "sqlx", Table: "_sqlx_migrations", Columns: []string{"version", "success"},
			Read: []string{"version", "description", "success", "checksum"}, entry: sqlx,
		},
		{
			Name: "diesel", Table: "__diesel_schema_migrations", Columns: []string{"version"},
			Read: []string{"version"}, entry: first,
		},
		{
			// Atlas notes an error beside its statement, which may quote data: how many statements ran says enough.
			Name: "atlas", Table: "atlas_schema_revisions", Columns: []string{"version", "applied", "total", "hash"},
			Read: []string{"version", "description", "applied", "total", "hash"}, entry: atlas,
		},
		{
			Name: "doctrine", Table: "doctrine_migration_versions", Columns: []string{"version", "executed_at"},
			Read: []string{"version"}, entry: first,
		},
		{
			Name: "refinery", Table: "refinery_schema_history", Columns: []string{"version", "checksum"},
			Read: []string{"version", "name", "checksum"}, entry: refinery,
		},
		{
			Name: "sql-migrate", Table: "gorp_migrations", Columns: []string{"id", "applied_at"},
			Read: []string{"id"}, entry: first,
		},
		{
			Name: "drizzle", Table: "__drizzle_migrations", Columns: []string{"hash"},
			Read: []string{"hash"}, entry: first,
		},
	}
}

func first(row []string) (Entry, bool) {
	return Entry{ID: row[0], State: Applied}, row[0] != ""
}

func second(row []string) (Entry, bool) {
	return Entry{ID: row[1], State: Applied}, row[1] != ""
}

// pair joins two columns to one id.
func pair(by string) func([]string) (Entry, bool) {
	return func(row []string) (Entry, bool) {
		return Entry{ID: row[0] + by + row[1], State: Applied}, row[1] != ""
	}
}

// yes reads a boolean as PostgreSQL ("t", "true"), MySQL ("1") and MySQL's bit type write it.
func yes(s string) bool {
	switch strings.ToLower(s) {
	case "t", "true", "1", "\x01", "y", "yes":
		return true
	}
	return false
}

func flyway(row []string) (Entry, bool) {
	version, description, kind, script, checksum, success := row[0], row[1], row[2], row[3], row[4], row[5]
	if kind == "SCHEMA" || kind == "BASELINE" && version == "" {
		return Entry{}, false
	}
	e := Entry{ID: version, State: Applied, Checksum: checksum, Description: description}
	if version == "" { // a repeatable migration has no version
		e.ID = script
	}
	if !yes(success) {
		e.State = Failed
	}
	return e, e.ID != ""
}

func liquibase(row []string) (Entry, bool) {
	id, author, file, exec, sum, contexts := row[0], row[1], row[2], row[3], row[4], row[5]
	e := Entry{ID: file + "::" + id + "::" + author, State: Applied, Checksum: sum, Context: contexts}
	if exec == "FAILED" {
		e.State = Failed
	}
	return e, id != ""
}

func golangMigrate(row []string) (Entry, bool) {
	e := Entry{ID: row[0], State: Applied}
	if yes(row[1]) {
		e.State = Dirty
	}
	return e, row[0] != ""
}

func prisma(row []string) (Entry, bool) {
	name, sum, finished, rolledBack := row[0], row[1], row[2], row[3]
	e := Entry{ID: name, State: Applied, Checksum: sum}
	switch {
	case rolledBack != "":
		return Entry{}, false
	case finished == "":
		e.State = Failed
	}
	return e, name != ""
}

// goose writes a row for each step up and down; the newest row of a version counts.
func goose(row []string) (Entry, bool) {
	if row[0] == "0" || row[0] == "" {
		return Entry{}, false
	}
	e := Entry{ID: row[0]}
	if yes(row[1]) {
		e.State = Applied
	}
	return e, true
}

// sqlx keeps a checksum of bytes, which PostgreSQL writes as \x and hexadecimal digits, and MySQL as they are.
func sqlx(row []string) (Entry, bool) {
	e := Entry{ID: row[0], State: Applied, Description: row[1], Checksum: hexadecimal(row[3])}
	if !yes(row[2]) {
		e.State = Failed
	}
	return e, row[0] != ""
}

func hexadecimal(s string) string {
	if digits, ok := strings.CutPrefix(s, `\x`); ok {
		return digits
	}
	if _, err := hex.DecodeString(s); err == nil {
		return strings.ToLower(s)
	}
	return hex.EncodeToString([]byte(s))
}

// atlas writes a row of its own, which names no version, when it begins.
func atlas(row []string) (Entry, bool) {
	version, description, applied, total, hash := row[0], row[1], row[2], row[3], row[4]
	e := Entry{ID: version, State: Applied, Description: description, Checksum: hash}
	if applied != total {
		e.State = Failed
	}
	return e, version != "" && !strings.HasPrefix(version, ".")
}

func refinery(row []string) (Entry, bool) {
	return Entry{ID: row[0], State: Applied, Description: row[1], Checksum: row[2]}, row[0] != ""
}
