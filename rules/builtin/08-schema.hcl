# The structure of databases, as the database collector reads it: identity, migrations, indexes, constraints, columns, settings, volume.

rule "schema-one-database" {
  when    = drift.kind == "shared" && resource.kind == "database" && drift.path == "identity.instance"
  verdict = "must-fix"
  reason  = "${wordlist(environments)} use one database: a test in one changes the data of the other."
  hint    = "Give each environment a database of its own."

  examples        = [{ resource = "database/shop", path = "identity.instance", kind = "shared", values = { staging = "secret:aa11", prod = "secret:aa11" }, facts = { "secret.shared" = true } }]
  counterexamples = [{ resource = "database/shop", path = "identity.server", kind = "shared", values = { staging = "secret:aa11", prod = "secret:aa11" }, facts = { "secret.shared" = true } }]
}

rule "schema-one-server" {
  when    = drift.kind == "shared" && resource.kind == "database" && drift.path == "identity.server"
  verdict = "should-fix"
  reason  = "The databases of ${wordlist(environments)} run on one server: load, upgrades and outages of one reach the other."
  hint    = "Run the reference on a server of its own."

  examples        = [{ resource = "database/shop", path = "identity.server", kind = "shared", values = { staging = "secret:aa11", prod = "secret:aa11" }, facts = { "secret.shared" = true } }]
  counterexamples = [{ resource = "database/shop", path = "identity.copy", kind = "shared", values = { staging = "secret:aa11", prod = "secret:aa11" }, facts = { "secret.shared" = true } }]
}

rule "schema-copy" {
  when    = drift.kind == "shared" && resource.kind == "database" && drift.path == "identity.copy"
  verdict = "should-fix"
  reason  = "The databases of ${wordlist(environments)} go back to one: real data may stand outside ${reference}."
  hint    = "Mask the copy, or say in a waiver how it is masked."

  examples        = [{ resource = "database/shop", path = "identity.copy", kind = "shared", values = { staging = "secret:aa11", prod = "secret:aa11" }, facts = { "secret.shared" = true } }]
  counterexamples = [{ resource = "ConfigMap/shop", path = "identity.copy", kind = "shared", values = { staging = "a", prod = "a" } }]
}

rule "schema-restored" {
  when    = resource.kind == "database" && drift.path == "restored" && ref.state == "absent"
  verdict = "should-fix"
  reason  = "The newest data in ${wordlist(present)} is older than the server's counters: a copy was loaded there and nobody has written to it since. Real data may stand outside ${reference}, and it ages."
  hint    = "Find out where the copy comes from and mask it. Load a new one where tests need recent data."

  examples        = [{ resource = "database/shop", path = "restored", values = { staging = "counting since 2026-11-02, newest data of 2026-04-02", prod = null } }]
  counterexamples = [{ resource = "database/shop", path = "restored", values = { staging = null, prod = "counting since 2026-11-02, newest data of 2026-04-02" } }]
}

rule "schema-counting" {
  when       = resource.kind == "database" && drift.path == "restored"
  verdict    = "acceptable"
  reason     = "The reference's counters are younger than its newest data, as after a crash or a move to another server."
  either_way = true

  examples        = [{ resource = "database/shop", path = "restored", values = { staging = null, prod = "counting since 2026-11-02, newest data of 2026-11-01" } }]
  counterexamples = [{ resource = "database/shop", path = "settings.restored", values = { staging = "a", prod = "b" } }]
}

rule "schema-replica" {
  when       = resource.kind == "database" && drift.path == "in_recovery"
  verdict    = "acceptable"
  reason     = "One of the databases is read from a replica. It has the schema and the data of its primary."
  either_way = true

  examples        = [{ resource = "database/shop", path = "in_recovery", values = { staging = "false", prod = "true" } }]
  counterexamples = [{ resource = "database/shop", path = "settings.default_transaction_read_only", values = { staging = "off", prod = "on" } }]
}

rule "schema-unprotected" {
  when    = resource.kind == "migrations" && drift.path == "environment" && (drift.kind != "leaked" || has(environments, reference)) && ref.state == "present" && !oneof(ref.value, "production", reference)
  verdict = "must-fix"
  reason  = "Rails noted in the database of ${reference} that it belongs to ${ref.value}. Rails refuses to drop or reload a database only where the note says production, so nothing stops such a command here."
  hint    = "Run rails db:environment:set RAILS_ENV=production there, and find out whether the data came from elsewhere. Where config.active_record.protected_environments names another environment, write a rule that accepts it."

  examples        = [{ resource = "migrations/rails or dbmate", path = "environment", values = { staging = "qa", prod = "development" } }]
  counterexamples = [{ resource = "migrations/rails or dbmate", path = "environment", values = { staging = "qa", prod = "production" } }, { resource = "migrations/rails or dbmate", path = "environment", values = { staging = "qa", prod = "prod" } }]
}

rule "schema-made-elsewhere" {
  when    = resource.kind == "migrations" && drift.path == "environment"
  verdict = "should-fix"
  reason  = "Rails noted another environment than this one beside its journal: the database is a copy from there, or RAILS_ENV says so here."
  hint    = "Mask the copy, and run rails db:environment:set with this environment's name. Where RAILS_ENV is the same everywhere on purpose, write a rule that accepts it."

  examples        = [{ resource = "migrations/rails or dbmate", path = "environment", values = { staging = "qa", prod = "production" } }]
  counterexamples = [{ resource = "migrations/rails or dbmate", path = "latest", values = { staging = "8", prod = "7" } }]
}

rule "schema-migration-stuck" {
  when    = resource.kind == "migrations" && matches(drift.path, "stuck.*")
  verdict = "must-fix"
  reason  = "A migration stopped half-way in ${wordlist(present)}: the schema there is neither the old one nor the new one."
  hint    = "Repair the schema, then clear the mark in the journal as the tool's manual says."

  examples        = [{ resource = "migrations/flyway", path = "stuck.7", values = { staging = null, prod = "failed" } }]
  counterexamples = [{ resource = "migrations/flyway", path = "applied.7.checksum", values = { staging = "1", prod = "2" } }]
}

rule "schema-migration-absent" {
  when    = resource.kind == "migrations" && matches(drift.path, "applied.*.absent", "applied.*.absent[*]")
  verdict = "must-fix"
  reason  = "A journal lists this migration as applied, and the schema lacks what the migration makes: the journal is wrong there, or somebody took it away by hand."
  hint    = "Look at what the list names. Make it again by a new migration: the tool does not run this one a second time."

  examples        = [{ resource = "migrations/flyway", path = "applied.7.absent", values = { staging = [], prod = ["index btree (mail) of app.users"] } }]
  counterexamples = [{ resource = "migrations/flyway", path = "applied.7.after", values = { staging = "6", prod = "5" } }]
}

rule "schema-migration-rewritten" {
  when    = resource.kind == "migrations" && matches(drift.path, "edited", "edited[*]")
  verdict = "must-fix"
  reason  = "The folder has another text for a migration than the one that was applied: a new database gets another schema than the ones that are there."
  hint    = "Restore the file, and write a new migration for the change."

  examples        = [{ resource = "migrations/flyway", path = "edited", values = { staging = [], prod = ["7"] } }]
  counterexamples = [{ resource = "migrations/flyway", path = "pending", values = { staging = [], prod = ["7"] } }]
}

rule "schema-migration-behind" {
  when    = resource.kind == "migrations" && drift.path == "version" && number[other.environment] < number[reference]
  verdict = "must-fix"
  reason  = "${reference} has newer migrations than ${other.environment}: what is tested there is an older schema."
  hint    = "Apply them in ${other.environment} too."

  examples        = [{ resource = "migrations/golang-migrate", path = "version", values = { staging = 7, prod = 8 } }]
  counterexamples = [{ resource = "migrations/golang-migrate", path = "version", values = { staging = 8, prod = 7 } }]
}

rule "schema-migration-explains-missing" {
  when    = migration != "" && ref.state == "present"
  verdict = "must-fix"
  reason  = "The migration ${migration} of ${reference} makes it, and ${wordlist(absent)} ${verb(absent, "lacks", "lack")} that migration."
  hint    = "Apply the migration there too."

  examples        = [{ resource = "table/app.orders", pillar = "data", path = "columns.total", values = { staging = null, prod = { type = "bigint" } }, facts = { migration = "8" } }]
  counterexamples = [{ resource = "table/app.orders", pillar = "data", path = "columns.total", values = { staging = { type = "bigint" }, prod = null }, facts = { migration = "8" } }]
}

rule "schema-migration-explains" {
  when    = migration != "" && ref.state == "absent"
  verdict = "acceptable"
  reason  = "The migration ${migration} makes it, which is on its way to ${reference}."

  examples        = [{ resource = "table/app.orders", pillar = "data", path = "", values = { staging = { columns = { id = 1 } }, prod = null }, facts = { migration = "8" } }]
  counterexamples = [{ resource = "table/app.orders", pillar = "data", path = "", values = { staging = { columns = { id = 1 } }, prod = null } }]
}

rule "schema-migration-edited" {
  when    = resource.kind == "migrations" && matches(drift.path, "applied.*.checksum", "in_context.*.*.checksum")
  verdict = "must-fix"
  reason  = "One migration has two checksums: it was changed after it had been applied, and did other things in ${other.environment} than in ${reference}."
  hint    = "Compare the two versions of the file, and write a new migration for what is missing."

  examples        = [{ resource = "migrations/flyway", path = "applied.7.checksum", values = { staging = "11", prod = "22" } }]
  counterexamples = [{ resource = "file/sums", path = "applied.7.checksum", values = { staging = "11", prod = "22" } }]
}

rule "schema-migration-skipped" {
  when    = resource.kind == "migrations" && matches(drift.path, "applied.*.after")
  verdict = "must-fix"
  reason  = "Before this migration comes ${other.value} in ${other.environment} and ${ref.value} in ${reference}: one of them jumped over a migration."
  hint    = "Apply it, or write down why not. Later migrations may count on it."

  examples        = [{ resource = "migrations/flyway", path = "applied.8.after", values = { staging = "7", prod = "6" } }]
  counterexamples = [{ resource = "migrations/flyway", path = "latest", values = { staging = "8", prod = "7" } }]
}

rule "schema-migration-in-context" {
  when         = resource.kind == "migrations" && matches(drift.path, "in_context.*", "in_context.*.*")
  verdict      = "acceptable"
  reason       = "The changeset names the contexts in which it is applied, and not every environment is one of them."
  compensation = "Liquibase applies it wherever its context is asked for."
  either_way   = true

  examples        = [{ resource = "migrations/liquibase", path = "in_context.test", values = { staging = { "db.xml::7::amy" = { state = "applied" } }, prod = null } }]
  counterexamples = [{ resource = "migrations/liquibase", path = "in_context.test[\"db.xml::7::amy\"].checksum", values = { staging = "9:a", prod = "9:b" } }]
}

rule "schema-migration-missing" {
  when    = resource.kind == "migrations" && matches(drift.path, "applied.*") && ref.state == "present" && other.state == "absent"
  verdict = "must-fix"
  reason  = "${reference} has a migration that ${other.environment} lacks: what is tested there is an older schema."
  hint    = "Apply it in ${other.environment} too."

  examples        = [{ resource = "migrations/flyway", path = "applied.7", values = { staging = null, prod = { state = "applied" } } }]
  counterexamples = [{ resource = "migrations/flyway", path = "applied.7", values = { staging = { state = "applied" }, prod = null } }]
}

rule "schema-migration-on-its-way" {
  when    = resource.kind == "migrations" && matches(drift.path, "applied.*") && ref.state == "absent"
  verdict = "acceptable"
  reason  = "A newer migration was applied outside ${reference} and is on its way there."

  examples        = [{ resource = "migrations/flyway", path = "applied.7", values = { staging = { state = "applied" }, prod = null } }]
  counterexamples = [{ resource = "migrations/flyway", path = "applied.7", values = { staging = null, prod = { state = "applied" } } }]
}

rule "schema-migration-latest" {
  when       = resource.kind == "migrations" && matches(drift.path, "latest", "pending", "pending[*]", "version")
  verdict    = "acceptable"
  reason     = "The newest migration differs. The findings about single migrations say which ones make the difference."
  either_way = true

  examples        = [{ resource = "migrations/flyway", path = "latest", values = { staging = "8", prod = "7" } }]
  counterexamples = [{ resource = "migrations/flyway", path = "locked", values = { staging = true, prod = false } }]
}

rule "schema-migration-journal" {
  when    = resource.kind == "migrations"
  verdict = "should-fix"
  reason  = "The journals of migrations do not agree."
  hint    = "Look at what was applied by hand, or from another branch."

  examples        = [{ resource = "migrations/flyway", path = "undeclared", values = { staging = ["9"], prod = [] } }]
  counterexamples = [{ resource = "table/app.orders", path = "undeclared", values = { staging = "a", prod = "b" } }]
}

rule "schema-index-unusable" {
  when    = matches(drift.path, "indexes.*.valid") && oneof(resource.kind, "table", "materialized_view")
  verdict = "must-fix"
  reason  = "The index exists, and in some environment no query uses it: building it failed."
  hint    = "Drop it there and build it again, concurrently."

  examples        = [{ resource = "table/app.orders", path = "indexes[\"btree (customer_id)\"].valid", values = { staging = true, prod = false } }]
  counterexamples = [{ resource = "table/app.orders", path = "indexes[\"btree (customer_id)\"].name", values = { staging = "a", prod = "b" } }]
}

rule "schema-index-missing-in-reference" {
  when    = matches(drift.path, "indexes.*") && oneof(resource.kind, "table", "materialized_view") && ref.state == "absent"
  verdict = "must-fix"
  reason  = "${reference} lacks an index: queries are fast in ${other.environment} and slow there."
  hint    = "Build it in ${reference}, or drop it elsewhere."

  examples        = [{ resource = "table/app.orders", path = "indexes[\"btree (customer_id)\"]", values = { staging = { name = "a" }, prod = null } }]
  counterexamples = [{ resource = "table/app.orders", path = "indexes[\"btree (customer_id)\"]", values = { staging = null, prod = { name = "a" } } }]
}

rule "schema-index-missing" {
  when    = matches(drift.path, "indexes.*") && oneof(resource.kind, "table", "materialized_view")
  verdict = "should-fix"
  reason  = "${wordlist(absent)} ${verb(absent, "lacks", "lack")} an index that ${reference} has: timings there say little about ${reference}."
  hint    = "Build it there too."

  examples        = [{ resource = "table/app.orders", path = "indexes[\"btree (customer_id)\"]", values = { staging = null, prod = { name = "a" } } }]
  counterexamples = [{ resource = "table/app.orders", path = "indexes[\"btree (customer_id)\"].valid", values = { staging = true, prod = false } }]
}

rule "schema-name" {
  when       = matches(drift.path, "indexes.*.name", "constraints.*.name") && oneof(resource.kind, "table", "materialized_view")
  verdict    = "acceptable"
  reason     = "One index or constraint under two names. Names are often generated."
  either_way = true

  examples        = [{ resource = "table/app.orders", path = "constraints[\"unique (mail)\"].name", values = { staging = "a_key", prod = "a_key1" } }]
  counterexamples = [{ resource = "table/app.orders", path = "constraints[\"unique (mail)\"].definition", values = { staging = "a", prod = "b" } }]
}

rule "schema-constraint-unproven" {
  when    = matches(drift.path, "constraints.*.validated", "constraints.*.enforced") && resource.kind == "table"
  verdict = "must-fix"
  reason  = "The constraint is there, and rows from before it were not checked everywhere."
  hint    = "Validate it there; rows that break it show up then."

  examples        = [{ resource = "table/app.orders", path = "constraints[\"check (total)\"].validated", values = { staging = true, prod = false } }]
  counterexamples = [{ resource = "table/app.orders", path = "constraints[\"check (total)\"].name", values = { staging = "a", prod = "b" } }]
}

rule "schema-constraint" {
  when    = matches(drift.path, "constraints.*", "constraints.*.*") && resource.kind == "table"
  verdict = "must-fix"
  reason  = "The constraint differs: what is written without an error in one environment fails in another."
  hint    = "Bring the constraint to the same form, by a migration."

  examples        = [{ resource = "table/app.orders", path = "constraints[\"unique (mail)\"]", values = { staging = null, prod = { name = "a" } } }, { resource = "table/app.orders", path = "constraints[\"foreign key (a) to b (c)\"].on_delete", values = { staging = "cascade", prod = "no action" } }]
  counterexamples = [{ resource = "table/app.orders", path = "columns.total.type", values = { staging = "int", prod = "bigint" } }]
}

rule "schema-column-type" {
  when    = matches(drift.path, "columns.*.type", "columns.*.nullable", "columns.*.generated", "columns.*.collation", "columns.*.identity") && oneof(resource.kind, "table", "view", "materialized_view")
  verdict = "must-fix"
  reason  = "A column is of another type: values that fit in one environment fail or are cut in another, or sort in another order."
  hint    = "Change the column by a migration."

  examples        = [{ resource = "table/app.orders", path = "columns.total.type", values = { staging = "bigint", prod = "integer" } }, { resource = "table/app.orders", path = "columns.note.nullable", values = { staging = true, prod = false } }]
  counterexamples = [{ resource = "table/app.orders", path = "columns.total.default", values = { staging = "0", prod = "1" } }]
}

rule "schema-column" {
  when    = matches(drift.path, "columns.*", "columns.*.default") && oneof(resource.kind, "table", "view", "materialized_view")
  verdict = "should-fix"
  reason  = "The columns differ, so the same statement can fail or write other values."
  hint    = "Look for the migration that makes the difference, and apply it where it is missing."

  examples        = [{ resource = "table/app.orders", path = "columns.total", values = { staging = { type = "bigint" }, prod = null } }, { resource = "table/app.orders", path = "columns.total.default", values = { staging = "0", prod = "1" } }]
  counterexamples = [{ resource = "file/report.yml", path = "columns.total", values = { staging = "a", prod = "b" } }]
}

rule "schema-row-security" {
  when    = resource.kind == "table" && (matches(drift.path, "row_level_security", "row_level_security_forced") && ref.value != "true" || matches(drift.path, "policies.*") && ref.state == "absent")
  verdict = "must-fix"
  reason  = "${reference} shows rows that ${other.environment} hides: a policy is off or missing there."
  hint    = "Switch row level security on in ${reference}, with the same policies."

  examples        = [{ resource = "table/app.orders", path = "row_level_security", values = { staging = "true", prod = "false" } }]
  counterexamples = [{ resource = "table/app.orders", path = "row_level_security", values = { staging = "false", prod = "true" } }]
}

rule "schema-stale" {
  when    = resource.kind == "table" && matches(drift.path, "freshness.*.stale")
  verdict = "should-fix"
  reason  = "In ${wordlist([for e, v in value : e if v == "true"])} the newest value of the column is older than freshness in the config allows: what works on recent data has none there."
  hint    = "Load newer data, or find out what stopped writing it."

  examples        = [{ resource = "table/app.orders", path = "freshness.created_at.stale", values = { staging = true, prod = false } }]
  counterexamples = [{ resource = "table/app.orders", path = "freshness.created_at.newest", values = { staging = "2026-04-02", prod = "2026-11-28" } }]
}

rule "schema-newest" {
  when       = resource.kind == "table" && matches(drift.path, "freshness", "freshness.*", "freshness.*.newest")
  verdict    = "acceptable"
  reason     = "The newest day differs, and stands within what freshness in the config allows."
  either_way = true

  examples        = [{ resource = "table/app.orders", path = "freshness.created_at.newest", values = { staging = "2026-11-20", prod = "2026-11-28" } }]
  counterexamples = [{ resource = "table/app.orders", path = "freshness.created_at.stale", values = { staging = true, prod = false } }]
}

rule "schema-column-empty" {
  when    = resource.kind == "column_statistics" && matches(drift.path, "columns.*.null_rate") && any([for e in environments : value[e] == "1"]) && ref.value != "1"
  verdict = "should-fix"
  reason  = "The column holds nothing but nulls in ${wordlist([for e, v in value : e if v == "1"])}, and values in ${reference}: what reads it was never tested on data."
  hint    = "Fill the column there with test data that look like the reference's."

  examples        = [{ resource = "column_statistics/app.orders", path = "columns.note.null_rate", values = { staging = 1, prod = 0.3 } }]
  counterexamples = [{ resource = "column_statistics/app.orders", path = "columns.note.null_rate", values = { staging = 0.9, prod = 0.3 } }, { resource = "column_statistics/app.orders", path = "columns.note.null_rate", values = { staging = 0.3, prod = 1 } }]
}

rule "schema-column-statistics" {
  when       = resource.kind == "column_statistics"
  verdict    = "acceptable"
  reason     = "The planner's statistics follow the data."
  either_way = true

  examples        = [{ resource = "column_statistics/app.orders", path = "columns.note.distinct", values = { staging = 30, prod = 5000 } }, { resource = "column_statistics/app.orders", path = "", values = { staging = null, prod = { columns = {} } } }]
  counterexamples = [{ resource = "statistics/app.together", path = "columns", values = { staging = "a", prod = "a, b" } }]
}

rule "schema-rows-empty" {
  when    = resource.kind == "table" && drift.path == "rows" && any([for e in environments : value[e] == "0"]) && ref.value != "0"
  verdict = "should-fix"
  reason  = "The table is empty in ${other.environment} and full in ${reference}: what reads it was never tested on data."
  hint    = "Load test data, as much as plans and screens need."

  examples        = [{ resource = "table/app.orders", path = "rows", values = { staging = 0, prod = 50000 } }]
  counterexamples = [{ resource = "table/app.orders", path = "rows", values = { staging = 4000, prod = 50000 } }]
}

rule "schema-rows-few" {
  when    = resource.kind == "table" && drift.path == "rows" && ref.value != "0" && (ratio > 0 && ratio <= 0.01 || ratio >= 100)
  verdict = "should-fix"
  reason  = "The tables differ in size by a factor of a hundred and more: the planner chooses other plans, so timings say little."
  hint    = "Load more data where there is little, or measure slow queries where there is much."

  examples        = [{ resource = "table/app.orders", path = "rows", values = { staging = 400, prod = 50000 } }]
  counterexamples = [{ resource = "table/app.orders", path = "rows", values = { staging = 4000, prod = 50000 } }]
}

rule "schema-partition-uneven" {
  when    = resource.kind == "table" && matches(drift.path, "uneven_partitions.*") && drift.one_sided && like(ref.value, "missing in *")
  verdict = "must-fix"
  reason  = "Some partitions of the table in ${reference} lack what their siblings have, and no partition elsewhere does. It is ${ref.value}: statements that reach these rows are slow there, or write what a constraint forbids elsewhere."
  hint    = "Make it in those partitions too, and find out why whatever makes partitions left it out."

  examples        = [{ resource = "table/app.events", path = "uneven_partitions[\"index btree (id)\"]", values = { staging = null, prod = "missing in app.events_2026_05" } }]
  counterexamples = [{ resource = "table/app.events", path = "uneven_partitions[\"index btree (id)\"]", values = { staging = null, prod = "only in app.events_2026_05" } }]
}

rule "schema-partition-uneven-elsewhere" {
  when    = resource.kind == "table" && matches(drift.path, "uneven_partitions.*") && drift.one_sided
  verdict = "should-fix"
  reason  = "In ${wordlist(present)} only some partitions of the table have something that their siblings lack, so that it depends on the row what a statement costs or allows."
  hint    = "Bring the partitions to one form, and find out why whatever makes them did not."

  examples        = [{ resource = "table/app.events", path = "uneven_partitions[\"index btree (id)\"]", values = { staging = "missing in app.events_2026_05", prod = null } }]
  counterexamples = [{ resource = "table/app.events", path = "uneven_partitions[\"index btree (id)\"]", values = { staging = "missing in app.events_1", prod = "missing in app.events_2" } }]
}

rule "schema-partition-uneven-everywhere" {
  when       = resource.kind == "table" && matches(drift.path, "uneven_partitions", "uneven_partitions.*")
  verdict    = "acceptable"
  reason     = "In each environment only some partitions have it. Partitions are often made by date, and old ones kept as they were."
  either_way = true

  examples        = [{ resource = "table/app.events", path = "uneven_partitions[\"index btree (id)\"]", values = { staging = "missing in app.events_1", prod = "missing in app.events_2" } }]
  counterexamples = [{ resource = "table/app.events", path = "partitions", values = { staging = 2, prod = 24 } }]
}

names "schema-storage" {
  patterns = [
    "rows",
    "partitions",
    "options",
    "available",
    "cache",
  ]
}

rule "schema-storage" {
  when       = named("@schema-storage") && oneof(resource.kind, "table", "sequence", "extension", "materialized_view") || drift.path == "size" && resource.kind == "database"
  verdict    = "acceptable"
  reason     = "Volume, partitions and storage options follow the amount of data."
  either_way = true

  examples        = [{ resource = "table/app.orders", path = "rows", values = { staging = 4000, prod = 50000 } }, { resource = "table/app.events", path = "partitions", values = { staging = 2, prod = 24 } }, { resource = "database/shop", path = "size", values = { staging = 20000000, prod = 7000000000 } }]
  counterexamples = [{ resource = "table/app.orders", path = "persistence", values = { staging = "unlogged", prod = "permanent" } }]
}

rule "schema-extension-missing" {
  when    = resource.kind == "extension" && (drift.whole && ref.state == "absent" || drift.path == "version" && version.level == "major")
  verdict = "must-fix"
  reason  = "${reference} lacks the extension, or has another major version of it: statements that use it fail there."
  hint    = "Install the same version in ${reference} before the release."

  examples        = [{ resource = "extension/pg_trgm", path = "", values = { staging = { version = "1.6" }, prod = null } }, { resource = "extension/postgis", path = "version", values = { staging = "3.3.2", prod = "2.5.5" } }]
  counterexamples = [{ resource = "extension/pg_trgm", path = "", values = { staging = null, prod = { version = "1.6" } } }]
}

rule "schema-enum" {
  when    = resource.kind == "type"
  verdict = "must-fix"
  reason  = "The type takes other values: what can be written in one environment is refused in another."
  hint    = "Add the missing values by a migration, in the same order."

  examples        = [{ resource = "type/app.state", path = "labels", values = { staging = ["open", "paid"], prod = ["open"] } }]
  counterexamples = [{ resource = "table/app.orders", path = "labels", values = { staging = ["a"], prod = ["b"] } }]
}

names "schema-semantics" {
  patterns = [
    "encoding",
    "collate",
    "ctype",
    "locale_provider",
    "icu_locale",
    "default_transaction_isolation",
    "transaction_isolation",
    "time_zone",
    "timezone",
    "date_style",
    "standard_conforming_strings",
    "search_path",
    "sql_mode",
    "lower_case_table_names",
    "character_set_*",
    "collation_database",
    "collation_server",
    "foreign_keys",
    "bytea_output",
  ]
}

rule "schema-semantics" {
  when    = resource.kind == "database" && named("@schema-semantics")
  verdict = "must-fix"
  reason  = "The setting changes what statements mean: order, comparison, times or isolation differ between ${other.environment} and ${reference}."
  hint    = "Set it to the same value, for the database or the role."

  examples        = [{ resource = "database/shop", path = "settings.default_transaction_isolation", values = { staging = "read committed", prod = "serializable" } }, { resource = "database/shop", path = "collate", values = { staging = "C", prod = "de_DE.utf8" } }]
  counterexamples = [{ resource = "database/shop", path = "settings.max_connections", values = { staging = "100", prod = "400" } }]
}

rule "schema-collation-outdated" {
  when    = resource.kind == "database" && drift.path == "collation_outdated"
  verdict = "must-fix"
  reason  = "The library that sorts text was changed below ${wordlist(present)}: indexes over text may miss rows, and a unique index may hold doubles."
  hint    = "Reindex what depends on the collation, then run alter database ... refresh collation version."

  examples        = [{ resource = "database/shop", path = "collation_outdated", values = { staging = null, prod = "made with 2.31, now 2.36" } }]
  counterexamples = [{ resource = "database/shop", path = "collation_actual", values = { staging = "2.31", prod = "2.36" } }]
}

names "schema-behaviour" {
  patterns = [
    "*_timeout",
    "wal_level",
    "shared_preload_libraries",
    "jit",
    "enable_*",
    "random_page_cost",
    "plan_cache_mode",
    "event_scheduler",
    "innodb_strict_mode",
    "max_allowed_packet",
    "collation_version",
    "collation_actual",
    "synchronous_commit",
    "fsync",
  ]
}

rule "schema-behaviour" {
  when    = resource.kind == "database" && named("@schema-behaviour")
  verdict = "should-fix"
  reason  = "The setting changes plans, limits or durability, so a test in ${other.environment} shows another behaviour."
  hint    = "Set it to the same value."

  examples        = [{ resource = "database/shop", path = "settings.statement_timeout", values = { staging = "0ms", prod = "30000ms" } }]
  counterexamples = [{ resource = "database/shop", path = "settings.shared_buffers", values = { staging = "16384", prod = "1048576" } }]
}

rule "schema-setting" {
  when       = resource.kind == "database" && matches(drift.path, "settings.*")
  verdict    = "acceptable"
  reason     = "Memory, connections and logging follow the size of the server."
  either_way = true

  examples        = [{ resource = "database/shop", path = "settings.shared_buffers", values = { staging = "16384", prod = "1048576" } }]
  counterexamples = [{ resource = "database/shop", path = "in_recovery", values = { staging = "false", prod = "true" } }]
}

rule "schema-object" {
  when    = oneof(resource.kind, "table", "view", "materialized_view", "routine", "extension", "sequence", "publication", "event_trigger", "foreign_server", "statistics", "event") && drift.pillar == "data"
  verdict = "should-fix"
  reason  = "The schema differs. What is tested in ${other.environment} is not what runs in ${reference}."
  hint    = "Look for the migration that makes the difference."

  examples        = [{ resource = "view/app.open_orders", pillar = "data", path = "definition", values = { staging = "select 1", prod = "select 2" } }, { resource = "table/app.orders", pillar = "data", path = "", values = { staging = { columns = { id = 1 } }, prod = null } }]
  counterexamples = [{ resource = "view/app.open_orders", path = "definition", values = { staging = "select 1", prod = "select 2" } }]
}
