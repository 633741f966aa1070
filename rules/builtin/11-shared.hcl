# What must be an environment's own is the same in two.

rule "shared-stand-in-of-code" {
  when       = drift.kind == "shared" && secret.placeholder && oneof(resource.kind, "variable", "module")
  verdict    = "acceptable"
  either_way = true
  reason     = "A stand-in is the default of a variable of the code; who applies the code gives the real one."

  examples        = [{ collector = "terraform", resource = "variable/runner_token", path = "default", kind = "shared", values = { staging = "secret:invalid-token", prod = "secret:invalid-token" }, facts = { "secret.placeholder" = true } }]
  counterexamples = [{ collector = "terraform", resource = "aws_db_instance/orders", path = "password", kind = "shared", values = { staging = "secret:changeme", prod = "secret:changeme" }, facts = { "secret.placeholder" = true } }]
}

rule "shared-secret-among-others" {
  when       = drift.kind == "shared" && secret.shared && !has(environments, reference)
  verdict    = "acceptable"
  reason     = "One secret is used in ${wordlist(environments)}, and not in ${reference}."
  either_way = true

  examples        = [{ path = "DB_PASSWORD", kind = "shared", values = { dev = "secret:aa11", staging = "secret:aa11", prod = "secret:bb22" }, facts = { "secret.shared" = true } }]
  counterexamples = [{ path = "DB_PASSWORD", kind = "shared", values = { staging = "secret:aa11", prod = "secret:aa11" }, facts = { "secret.shared" = true } }]
}

names "shared-bucket-in-secret" {
  patterns = [
    "*_bucket*",
    "bucket*",
    "*_arn",
    "arn",
    "*_arns",
  ]
}

rule "shared-bucket-in-secret" {
  when    = drift.kind == "shared" && secret.shared && named("@shared-bucket-in-secret")
  verdict = "should-fix"
  reason  = "A Secret names one bucket or resource in ${wordlist(environments)}: what is tested in one acts on the others' data."
  hint    = "Give each environment its own, or say in a waiver why they share it."

  examples        = [{ resource = "kubernetes_secret/exports", path = "data.bucket_arn", kind = "shared", values = { staging = "secret:aa11", prod = "secret:aa11" }, facts = { "secret.shared" = true } }]
  counterexamples = [{ path = "DB_PASSWORD", kind = "shared", values = { staging = "secret:aa11", prod = "secret:aa11" }, facts = { "secret.shared" = true } }]
}

rule "shared-secret-by-form" {
  when    = drift.kind == "shared" && secret.shared && !secret.named
  verdict = "should-fix"
  reason  = "One value that looks random is used in ${drift.kind == "shared" ? wordlist(environments) : "the environments that have it"}; neither its name nor its place says that it is a secret."
  hint    = "If it is a secret, give each environment its own. If it is an id, show it in the clear."

  examples        = [{ path = "statement.sid", kind = "shared", values = { staging = "secret:aa11", prod = "secret:aa11" }, facts = { "secret.shared" = true } }]
  counterexamples = [{ path = "DB_PASSWORD", kind = "shared", values = { staging = "secret:aa11", prod = "secret:aa11" }, facts = { "secret.shared" = true } }]
}

rule "shared-secret" {
  when    = drift.kind == "shared" && secret.shared
  verdict = "must-fix"
  reason  = "One secret is used in ${drift.kind == "shared" ? wordlist(environments) : "the environments that have it"}: whoever has the weaker environment has them all."
  hint    = "Give each environment a secret of its own, and rotate the one that was shared."

  examples        = [{ path = "DB_PASSWORD", kind = "shared", values = { staging = "secret:aa11", prod = "secret:aa11" }, facts = { "secret.shared" = true } }, { path = "DB_PASSWORD", kind = "shared", values = { dev = "local", staging = "secret:aa11", prod = "secret:aa11" }, facts = { "secret.shared" = true } }]
  counterexamples = [{ path = "DB_PASSWORD", values = { staging = "secret:aa11", prod = "secret:bb22" } }]
}

names "shared-environment-name" {
  patterns = [
    "env",
    "environment",
    "*_env",
    "*_environment",
    "*_environment_name",
    "env_name",
    "stage",
    "*_stage",
    "*_deployment_environment",
    "tier",
    "environment_type",
    "*_environment_type",
  ]
}

rule "shared-environment-name-among-others" {
  when    = drift.kind == "shared" && named("@shared-environment-name") && !has(environments, reference)
  verdict = "should-fix"
  reason  = "The setting that says which environment this is says the same in ${wordlist(environments)}, and not in ${reference}."
  hint    = "Let each environment name itself, unless one of them really uses the other's system."

  examples        = [{ path = "SENTRY_ENVIRONMENT", kind = "shared", values = { dev = "dev", staging = "dev", prod = "prod" } }]
  counterexamples = [{ path = "SENTRY_ENVIRONMENT", kind = "shared", values = { staging = "staging", prod = "staging" } }]
}

rule "shared-environment-name" {
  when    = drift.kind == "shared" && named("@shared-environment-name")
  verdict = "must-fix"
  reason  = "The setting that says which environment this is says the same in ${wordlist(environments)}."
  hint    = "Let each environment name itself; logs, alerts and feature flags tell them apart by it."

  examples        = [{ path = "SENTRY_ENVIRONMENT", kind = "shared", values = { staging = "staging", prod = "staging" } }]
  counterexamples = [{ path = "bucket", kind = "shared", values = { staging = "shop-files", prod = "shop-files" } }]
}

names "shared-telemetry" {
  patterns = [
    "*_insights*",
    "*_insights_*",
    "*_dsn",
    "*_sentry_*",
    "*_newrelic_*",
    "*_datadog_*",
    "*_telemetry_*",
    "*_log_group*",
    "*_workspace_id",
    "*_instrumentation_key",
    "*_service_name",
  ]
}

rule "shared-telemetry" {
  when    = drift.kind == "shared" && named("@shared-telemetry")
  verdict = "should-fix"
  reason  = "${wordlist(environments)} report to one place in monitoring, so nobody can tell whose fault is whose."
  hint    = "Give each environment its own project, or tag what it sends."

  examples        = [{ path = "application_insights_instance", kind = "shared", values = { staging = "dev", prod = "dev" } }]
  counterexamples = [{ path = "DB_NAME", kind = "shared", values = { staging = "orders", prod = "orders" } }]
}

names "shared-datastore" {
  patterns = [
    "*_database*",
    "*_db_*",
    "*_db",
    "*_queue*",
    "*_queue_url",
    "*_topic*",
    "*_stream*",
    "*_redis*",
    "*_redis_*",
    "*_mongo*",
    "*_mongo*_*",
    "*_kafka_*",
    "*_elasticsearch_*",
    "*_dsn_url",
    "*_jdbc_*",
  ]
}

rule "shared-datastore" {
  when    = drift.kind == "shared" && named("@shared-datastore") && drift.type != "terraform"
  verdict = "must-fix"
  reason  = "${wordlist(environments)} use one data store or queue: a test writes where users read."
  hint    = "Give each environment its own."

  examples        = [{ path = "SQS_QUEUE_URL", kind = "shared", values = { staging = "https://sqs.eu-west-1.amazonaws.com/1/orders", prod = "https://sqs.eu-west-1.amazonaws.com/1/orders" } }]
  counterexamples = [{ path = "kms_key_id", kind = "shared", values = { staging = "15bdd743-ecd7-4059-86ff-b8b6a72054c4", prod = "15bdd743-ecd7-4059-86ff-b8b6a72054c4" } }]
}

rule "shared-address-and-secret" {
  when    = drift.kind == "shared" && length(own_address) > 0 && secret.beside
  verdict = "must-fix"
  reason  = "${wordlist(environments)} use one address and share a secret beside it; ${wordlist(own_address)} each have their own. What is tested can act where users are."
  hint    = "Give each environment its own address, and a secret of its own."

  examples        = [{ path = "SEARCH_URL", kind = "shared", values = { dev = "https://search.dev.shop.example", qa = "https://search.qa.shop.example", staging = "https://search.shop.example", prod = "https://search.shop.example" }, facts = { "own_address" = "dev qa", "secret.beside" = true } }]
  counterexamples = [{ path = "SEARCH_URL", kind = "shared", values = { dev = "https://search.dev.shop.example", qa = "https://search.qa.shop.example", staging = "https://search.shop.example", prod = "https://search.shop.example" }, facts = { "own_address" = "dev qa" } }]
}

rule "shared-address" {
  when    = drift.kind == "shared" && length(own_address) > 0
  verdict = "should-fix"
  reason  = "${wordlist(environments)} use one address, and ${wordlist(own_address)} each have their own: what is tested there reaches ${reference}'s."
  hint    = "Give it an address of its own, or say in a waiver why it uses ${reference}'s."

  examples        = [{ path = "SEARCH_URL", kind = "shared", values = { dev = "https://search.dev.shop.example", qa = "https://search.qa.shop.example", staging = "https://search.shop.example", prod = "https://search.shop.example" }, facts = { "own_address" = "dev qa" } }]
  counterexamples = [{ path = "SEARCH_URL", values = { dev = "https://search.dev.shop.example", qa = "https://search.qa.shop.example", staging = "https://search.shop.example", prod = "https://search.shop.example" } }]
}

rule "shared-store" {
  when    = drift.kind == "shared" && outlier != "" && has(present, outlier) && has(environments, reference) && drift.type != "terraform"
  verdict = "must-fix"
  reason  = "${outlier} has a store of its own, and ${wordlist(environments)} use one: a test writes where users read."
  hint    = "Give each environment its own."

  examples        = [{ path = "UPLOAD_BUCKET", kind = "shared", values = { dev = "shop-dev-uploads", staging = "shop-uploads", prod = "shop-uploads" } }]
  counterexamples = [{ path = "UPLOAD_BUCKET", kind = "shared", values = { staging = "shop-uploads", prod = "shop-uploads" } }]
}

rule "shared-resource" {
  when    = drift.kind == "shared"
  verdict = "should-fix"
  reason  = "${wordlist(environments)} name one and the same thing where each should have its own."
  hint    = "Give each environment its own, or say in a waiver why they share it."

  examples        = [{ path = "kms_key_id", kind = "shared", values = { staging = "15bdd743-ecd7-4059-86ff-b8b6a72054c4", prod = "15bdd743-ecd7-4059-86ff-b8b6a72054c4" } }]
  counterexamples = [{ path = "kms_key_id", values = { staging = "15bdd743-ecd7-4059-86ff-b8b6a72054c4", prod = "e2e4b6f3-1111-4e59-9bd2-000000000000" } }]
}
