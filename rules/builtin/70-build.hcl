# How it is built, and what is made of it where.

names "migration-switch" {
  patterns = [
    "*_migrate*",
    "*_migration*_enabled",
    "*_run_migrations",
    "run_migrations",
    "*_db_migration_enabled",
    "db_migration_enabled",
    "*_auto_migrate",
    "auto_migrate",
    "*_ddl_auto",
    "*_synchronize",
    "*_hbm2ddl*",
  ]
}

rule "migration-switch-one-sided" {
  when    = drift.one_sided && named("@migration-switch") && oneof(shape, "bool", "word") && !meant
  verdict = "should-fix"
  reason  = "${only} ${wordlist(present)} ${verb(present, "says", "say")} whether the schema is migrated by itself."
  hint    = "Say so everywhere, and migrate in the same way."

  examples        = [{ path = "RUN_MIGRATIONS", values = { staging = null, prod = "true" } }]
  counterexamples = [{ path = "RUN_MIGRATIONS", values = { staging = "true", prod = "false" } }]
}

rule "migration-switch" {
  when    = named("@migration-switch") && oneof(shape, "bool", "word") && !meant
  verdict = "should-fix"
  reason  = "The schema is migrated by itself in one environment and not in another: the migration that counts was never rehearsed."
  hint    = "Migrate in the same way everywhere."

  examples        = [{ path = "RUN_MIGRATIONS", values = { staging = "true", prod = "false" } }]
  counterexamples = [{ path = "MIGRANT_NAME", values = { staging = "a", prod = "b" } }]
}

names "build-kind" {
  patterns = [
    "buildpack",
    "buildpacks",
    "*_buildpack",
    "*_dockerfile",
    "dockerfile",
    "*_build_target",
    "build_target",
    "*_build_args",
    "*_optimization*",
    "*_minif*",
    "*_source_maps",
    "stack",
  ]
}

rule "build-kind" {
  when    = drift.kind == "changed" && named("@build-kind") && !meant
  verdict = "should-fix"
  reason  = "It is built otherwise, so what was tested is not what runs."
  hint    = "Build once, and promote that build."

  examples        = [{ path = "buildpack", values = { staging = "python_buildpack", prod = "https://github.com/x/y#v1" } }]
  counterexamples = [{ path = "builder_name", values = { staging = "a", prod = "b" } }]
}

rule "made-only-somewhere" {
  when    = drift.kind == "changed" && drift.type == "terraform" && resource.kind != "module" && drift.path == "count" && all([for e, v in value : v == null || oneof(v, "0", "1")]) && !meant
  verdict = "should-fix"
  reason  = "It is made in some environments and not in the others."
  hint    = "See that what goes without it is tested that way, or make it everywhere."

  examples        = [{ collector = "terraform", resource = "aws_lambda_function/stop", path = "count", values = { staging = 1, prod = 0 } }]
  counterexamples = [{ collector = "terraform", resource = "aws_instance/web", path = "count", values = { staging = 1, prod = 4 } }, { collector = "terraform", resource = "module/stop", path = "count", values = { staging = 1, prod = 0 } }]
}

names "module-toggle" {
  patterns = [
    "count",
    "for_each",
    "enabled",
    "create",
    "enable*",
    "create*",
  ]
}

rule "module-toggle" {
  when    = resource.kind == "module" && named("@module-toggle") && drift.kind == "changed" && !meant
  verdict = "should-fix"
  reason  = "A whole part of the infrastructure exists in some environments and not in others."
  hint    = "Create it everywhere, small."

  examples        = [{ collector = "terraform", resource = "module/read_replica", path = "count", values = { staging = 0, prod = 1 } }]
  counterexamples = [{ collector = "terraform", resource = "module/read_replica", path = "name", values = { staging = "a", prod = "b" } }]
}
