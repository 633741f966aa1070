# Databases, caches and search: engine, settings, size, safety.

names "database-engine" {
  patterns = [
    "engine",
    "*_engine",
    "db_engine",
    "*_engine_type",
    "*_engine_mode",
    "*_db_type",
    "database_adapter",
    "*_dialect",
  ]
}

rule "database-engine" {
  when    = drift.kind == "changed" && (named("@database-engine") && shape == "word")
  verdict = "must-fix"
  reason  = "Another engine: other SQL, other locks, other types. A test there says nothing about ${reference}."
  hint    = "Run the engine that ${reference} runs, as small as you like."

  examples        = [{ resource = "aws_db_instance/orders", path = "engine", values = { staging = "mysql", prod = "postgres" } }]
  counterexamples = [{ resource = "aws_db_instance/orders", path = "engine_version", values = { staging = "14.1", prod = "15.2" } }]
}

names "database-version-major" {
  patterns = [
    "*_engine_version",
    "engine_version",
    "*_db_version",
    "*_postgres_version",
    "*_mysql_version",
    "*_redis_version",
    "*_opensearch_version",
    "*_elasticsearch_version",
    "*_database_version",
    "*_mongodb_version",
    "*_kafka_version",
  ]
}

rule "database-version-major" {
  when    = drift.kind == "changed" && named("@database-version-major") && version.level == "major" && !lowest_alone
  verdict = "must-fix"
  reason  = "Another major version of the engine: a query or a migration that works in ${other.environment} can fail in ${reference}."
  hint    = "Upgrade the one that is behind; until then test migrations against a copy of ${reference}."

  examples        = [{ path = "db_engine_version", values = { staging = "17", prod = "14" } }, { path = "db_engine_version", values = { staging = "15.4", prod = "14.9" } }]
  counterexamples = [{ path = "db_engine_version", values = { staging = "14.17", prod = "14.22" } }, { path = "db_engine_version", values = { staging = "16", prod = "16.8" } }]
}

rule "database-version-major-in-the-lowest" {
  when    = drift.kind == "changed" && named("@database-version-major") && version.level == "major" && lowest_alone
  verdict = "should-fix"
  reason  = "${only} ${wordlist(environments)} has another major version of the engine; ${wordlist(agree)} ${verb(agree, "has", "have")} the version of ${reference}."
  hint    = "Upgrade the one that is behind."

  examples        = [{ path = "db_engine_version", values = { dev = "16", staging = "17", prod = "17" } }]
  counterexamples = [{ path = "db_engine_version", values = { dev = "16", staging = "16", prod = "17" } }]
}

rule "database-version-minor" {
  when    = drift.kind == "changed" && named("@database-version-major")
  verdict = "should-fix"
  reason  = "Another minor version of the engine: planner, extensions and known bugs differ."
  hint    = "Upgrade the one that is behind, ${other.environment} first."

  examples        = [{ path = "db_engine_version", values = { staging = "14.17", prod = "14.22" } }]
  counterexamples = [{ path = "app_version", values = { staging = "1.0", prod = "1.1" } }]
}

names "database-family" {
  patterns = [
    "*_family",
    "family",
    "*_parameter_group_family",
    "*_parameter_group_name",
    "*_option_group_name",
    "parameter_group",
    "*_cluster_parameter_group",
  ]
}

rule "database-family" {
  when    = drift.kind == "changed" && named("@database-family") && version.level == "major"
  verdict = "must-fix"
  reason  = "The parameter group belongs to another major version of the engine."
  hint    = "Upgrade the one that is behind."

  examples        = [{ path = "rds_family", values = { staging = "postgres16", prod = "postgres14" } }]
  counterexamples = [{ path = "rds_family", values = { staging = "postgres16", prod = "postgres16" } }]
}

names "database-parameter-paths" {
  patterns = [
    "**.parameter[*].**",
    "**.parameter[*]",
    "**.db_parameter[*].**",
    "**.db_parameter[*]",
    "**.db_parameter",
    "**.parameters.*",
  ]
}

rule "database-parameter-one-sided" {
  when       = history && drift.one_sided && matches(drift.path, "@database-parameter-paths") && oneof(drift.pillar, "infrastructure", "data")
  verdict    = "acceptable"
  either_way = true
  reason     = "${only} ${wordlist(present)} ${verb(present, "sets", "set")} this parameter of the engine; elsewhere the default holds, which may be the same."

  examples        = [{ resource = "Cluster/orders", pillar = "infrastructure", path = "spec.postgresql.parameters.wal_sender_timeout", kind = "missing", values = { staging = null, prod = "5s" }, facts = { "drift.story" = "hot-fix", "drift.age_days" = 5 } }]
  counterexamples = [{ resource = "aws_db_parameter_group/orders", pillar = "infrastructure", path = "parameter[name=max_connections].value", values = { staging = "100", prod = "500" }, facts = { "drift.story" = "hot-fix", "drift.age_days" = 5 } }]
}

rule "database-parameter" {
  when    = matches(drift.path, "@database-parameter-paths") && oneof(drift.pillar, "infrastructure", "data") && !meant
  verdict = "should-fix"
  reason  = "The engine runs with other parameters: isolation, timeouts, extensions or limits differ."
  hint    = "Use one parameter group; sizes that follow memory can be formulas."

  examples        = [{ resource = "aws_db_parameter_group/orders", pillar = "infrastructure", path = "parameter[name=max_connections].value", values = { staging = "100", prod = "500" } }]
  counterexamples = [{ path = "db_engine_version", values = { staging = "14", prod = "15" } }]
}

names "database-snapshot-source" {
  patterns = [
    "*_snapshot_identifier",
    "snapshot_identifier",
    "*_replicate_source_db",
    "replicate_source_db",
    "*_final_snapshot_*",
    "final_snapshot_identifier",
    "*_restore_*",
    "source_db_*",
    "*_maintenance_window",
    "maintenance_window",
    "*_backup_window",
    "backup_window",
    "*_preferred_*_window",
    "preferred_*_window",
    "*_availability_zone*",
    "availability_zone*",
    "*_azs",
  ]
}

rule "database-snapshot-source" {
  when       = !drift.whole && named("@database-snapshot-source") && length(turned_on) + length(turned_off) == 0
  verdict    = "acceptable"
  reason     = "Where the data once came from, and when it is looked after."
  either_way = true

  examples        = [{ path = "maintenance_window", values = { staging = "mon:01:00-mon:02:00", prod = "sun:03:00-sun:04:00" } }]
  counterexamples = [{ path = "multi_az", values = { staging = false, prod = true } }, { path = "skip_final_snapshot", values = { staging = false, prod = true } }]
}

names "database-upgrade-switch" {
  patterns = [
    "*_major_version_upgrade",
    "allow_major_version_upgrade",
    "*_auto_minor_version_upgrade",
    "auto_minor_version_upgrade",
    "prepare_for_major_upgrade",
    "*_force_upgrade",
    "force_upgrade",
    "apply_immediately",
    "*_auto_upgrade",
  ]
}

rule "database-upgrade-switch" {
  when    = named("@database-upgrade-switch") && !(drift.one_sided && length(turned_on) == 0) && !meant
  verdict = "should-fix"
  reason  = "Upgrades come about in another way, so the versions will drift apart."
  hint    = "Once the upgrade is done everywhere, set it back to the same."

  examples        = [{ path = "allow_major_version_upgrade", values = { staging = true, prod = false } }]
  counterexamples = [{ path = "auto_rollback", values = { staging = true, prod = false } }, { path = "allow_major_version_upgrade", values = { staging = null, prod = false } }]
}

names "database-insights" {
  patterns = [
    "*_performance_insights*",
    "performance_insights*",
    "*_enhanced_monitoring*",
    "*_monitoring_interval",
    "monitoring_interval",
    "*_monitoring_role_arn",
    "enabled_cloudwatch_logs_exports",
    "*_slow_query*",
  ]
}

rule "database-insights" {
  when    = ref.state == "present" && !has(turned_off, reference) && !(ratio > 1) && named("@database-insights")
  verdict = "acceptable"
  reason  = "The database is watched more closely where it matters more."

  examples        = [{ path = "performance_insights_enabled", values = { staging = false, prod = true } }]
  counterexamples = [{ path = "monitoring_enabled", values = { staging = false, prod = true } }]
}

names "database-option-missing-kinds" {
  patterns = [
    "aws_db_option_group",
    "aws_db_parameter_group",
    "aws_rds_cluster_parameter_group",
    "aws_elasticache_parameter_group",
    "google_sql_database_instance",
    "azurerm_postgresql_flexible_server_configuration",
  ]
}

rule "database-option-missing" {
  when    = drift.whole && drift.one_sided && oneof(resource.kind, "@database-option-missing-kinds") && !meant
  verdict = "should-fix"
  reason  = "${only} ${wordlist(present)} ${verb(present, "sets", "set")} these options, so what needs them cannot be tried elsewhere."
  hint    = "Set the same options everywhere."

  examples        = [{ resource = "aws_db_option_group/s3", values = { staging = null, prod = { a = 1 } } }]
  counterexamples = [{ resource = "aws_db_instance/s3", values = { staging = null, prod = { a = 1 } } }]
}

names "store-kinds" {
  patterns = [
    "aws_db_instance",
    "aws_rds_cluster",
    "aws_elasticache_cluster",
    "aws_elasticache_replication_group",
    "aws_dynamodb_table",
    "aws_sqs_queue",
    "aws_sns_topic",
    "aws_s3_bucket",
    "aws_kinesis_stream",
    "aws_msk_cluster",
    "aws_opensearch_domain",
    "google_sql_database_instance",
    "google_pubsub_topic",
    "azurerm_storage_account",
    "azurerm_servicebus_queue",
  ]
}

names "database-missing-names" {
  patterns = [
    "*test*",
    "*mock*",
    "*sandbox*",
    "*demo*",
    "*temp*",
    "*tmp*",
    "*migrat*",
    "*backup*",
    "*poc*",
    "*copy*",
    "*-old*",
    "*_old*",
    "*legacy*",
    "*deprecated*",
  ]
}

rule "database-missing-in-reference" {
  when    = drift.whole && drift.kind == "extra" && length(present) > 1 && length(absent) == 1 && oneof(resource.kind, "@store-kinds") && !like(resource.name, "@database-missing-names") && !meant
  verdict = "must-fix"
  reason  = "${wordlist(present)} ${verb(present, "has", "have")} a data store, queue or bucket that ${reference} lacks: code that uses it passes there and fails here."
  hint    = "Create it in ${reference} before the release, or remove the leftover."

  examples        = [{ resource = "aws_sqs_queue/refunds", values = { dev = { name = "refunds" }, staging = { name = "refunds" }, prod = null } }]
  counterexamples = [{ resource = "aws_sqs_queue/migration", values = { staging = { name = "m" }, prod = null } }]
}

rule "database-missing" {
  when    = drift.whole && drift.kind == "missing" && oneof(resource.kind, "@store-kinds") && !meant
  verdict = "should-fix"
  reason  = "${wordlist(absent)} ${verb(absent, "lacks", "lack")} a data store, queue or bucket that ${reference} has."
  hint    = "Create a small one there, so that what uses it is tested."

  examples        = [{ resource = "aws_sqs_queue/refunds", values = { staging = null, prod = { name = "refunds" } } }]
  counterexamples = [{ resource = "aws_sqs_queue/refunds", path = "name", values = { staging = "a", prod = "b" } }]
}

rule "instance-class-inverted" {
  when    = drift.kind == "changed" && named("@classes") && ratio > 1 && !meant
  verdict = "should-fix"
  reason  = "${other.environment} runs on a larger machine than ${reference}."
  hint    = "See which of the two is out of date; performance measured there does not hold in ${reference}."

  examples        = [{ path = "db_instance_class", values = { staging = "db.t4g.medium", prod = "db.t4g.micro" } }]
  counterexamples = [{ path = "db_instance_class", values = { staging = "db.t4g.micro", prod = "db.t4g.medium" } }]
}

rule "instance-class" {
  when       = drift.kind == "changed" && named("@classes")
  verdict    = "acceptable"
  reason     = "A machine that fits the load of the environment."
  either_way = true

  examples        = [{ path = "db_instance_class", values = { staging = "db.t4g.micro", prod = "db.r6g.large" } }, { path = "redis_plan_name", values = { staging = "redis-dev", prod = "redis-3node-large" } }]
  counterexamples = [{ path = "db_engine", values = { staging = "mysql", prod = "postgres" } }]
}
