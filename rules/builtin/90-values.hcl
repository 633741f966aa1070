# The rest, told by the setting's name and the look of its values: what each environment sets for itself, and what it should not.

rule "type-differs" {
  when    = drift.kind == "type-changed" && !empty && !(shape == "expression") && !named("@ids") && !named("@addresses") && !named("@prose") && !meant
  verdict = "should-fix"
  reason  = "Another type of value: a number here is text there, a list here a single value there."
  hint    = "Write it in one way; strict parsers refuse the other."

  examples        = [{ path = "workers", kind = "type-changed", values = { staging = 4, prod = "four" } }]
  counterexamples = [{ path = "workers", values = { staging = 4, prod = 5 } }]
}

names "sandbox-endpoint-values" {
  patterns = [
    "*sandbox*",
    "*://test.*",
    "*.test.*",
    "*-test.*",
    "*simulator*",
    "*.mock.*",
    "*uat.*",
  ]
}

names "sandbox-endpoint-values-2" {
  patterns = [
    "*sandbox*",
    "*test*",
    "*simulator*",
    "*mock*",
    "*uat*",
    "*stag*",
    "*dev*",
    "*preprod*",
  ]
}

rule "sandbox-endpoint-in-reference" {
  when    = drift.kind == "changed" && like(ref.value, "@sandbox-endpoint-values") && !like(other.value, "@sandbox-endpoint-values-2") && oneof(shape, "url", "host")
  verdict = "must-fix"
  reason  = "${reference} talks to a partner's test system, and ${other.environment} to the real one."
  hint    = "Swap them."

  examples        = [{ path = "BANK_URL", values = { staging = "https://api.bank.example", prod = "https://api.sandbox.bank.example" } }]
  counterexamples = [{ path = "BANK_URL", values = { staging = "https://api.sandbox.bank.example", prod = "https://api.bank.example" } }]
}

names "scheme-weaker-values" {
  patterns = [
    "http://*",
    "ftp://*",
    "redis://*",
    "amqp://*",
    "ws://*",
    "ldap://*",
    "mqtt://*",
  ]
}

names "scheme-weaker-values-2" {
  patterns = [
    "https://*",
    "sftp://*",
    "ftps://*",
    "rediss://*",
    "amqps://*",
    "wss://*",
    "ldaps://*",
    "mqtts://*",
  ]
}

rule "scheme-weaker-in-reference" {
  when    = drift.kind == "changed" && (like(ref.value, "@scheme-weaker-values") && like(other.value, "@scheme-weaker-values-2")) && !ref.private
  verdict = "must-fix"
  reason  = "The connection is in the clear in ${reference}, and encrypted in ${other.environment}."
  hint    = "Use the encrypted scheme in ${reference}."

  examples        = [{ path = "API_URL", values = { staging = "https://api.staging.example", prod = "http://api.example" } }]
  counterexamples = [{ path = "API_URL", values = { staging = "http://api.staging.example", prod = "https://api.example" } }, { path = "API_URL", values = { staging = "https://api.staging.example", prod = "http://api.shop.internal" } }]
}

names "scheme-weaker-values-3" {
  patterns = [
    "http://*",
    "ftp://*",
    "redis://*",
    "amqp://*",
    "ws://*",
    "ldap://*",
  ]
}

names "scheme-weaker-values-4" {
  patterns = [
    "https://*",
    "sftp://*",
    "ftps://*",
    "rediss://*",
    "amqps://*",
    "wss://*",
    "ldaps://*",
  ]
}

rule "scheme-weaker" {
  when    = drift.kind == "changed" && (like(other.value, "@scheme-weaker-values-3") && like(ref.value, "@scheme-weaker-values-4")) && !other.private && !meant
  verdict = "should-fix"
  reason  = "The connection is in the clear in ${other.environment}: certificates, redirects and mixed content are not tested there."
  hint    = "Use the encrypted scheme everywhere."

  examples        = [{ path = "API_URL", values = { staging = "http://api.staging.example", prod = "https://api.example" } }]
  counterexamples = [{ path = "API_URL", values = { staging = "https://api.staging.example", prod = "https://api.example" } }]
}

rule "scheme-differs" {
  when    = drift.kind == "changed" && url.scheme_changed && !url.host_changed && !meant
  verdict = "should-fix"
  reason  = "Another protocol is used."
  hint    = "Speak the same everywhere."

  examples        = [{ path = "DB_URL", values = { staging = "mysql://db", prod = "postgres://db" }, facts = { "url.scheme_changed" = true } }]
  counterexamples = [{ path = "DB_URL", values = { staging = "mysql://a", prod = "mysql://b" } }]
}

rule "path-on-service" {
  when    = drift.kind == "changed" && url.path_changed && !url.host_changed && !url.query_changed && drift.variable && !meant
  verdict = "should-fix"
  reason  = "The same host under another path: another version of an interface, or another index or vhost."
  hint    = "Use the same path."

  examples        = [{ path = "API_URL", values = { staging = "https://api.example/v2", prod = "https://api.example/v1" }, facts = { "url.path_changed" = true } }]
  counterexamples = [{ path = "API_URL", values = { staging = "https://a.example/v2", prod = "https://b.example/v1" }, facts = { "url.path_changed" = true, "url.host_changed" = true } }]
}

rule "order-only" {
  when       = list.order_only && drift.kind == "changed"
  verdict    = "acceptable"
  reason     = "The same elements in another order."
  either_way = true

  examples        = [{ path = "clients", values = { staging = ["a", "b"], prod = ["b", "a"] }, facts = { "list.order_only" = true } }]
  counterexamples = [{ path = "clients", values = { staging = ["a"], prod = ["b"] } }]
}

rule "emptied-list" {
  when    = drift.kind == "changed" && empty && !has(empties, reference) && (named("@ids") || named("@addresses") || named("@people") || oneof(shape, "uuid", "host", "email", "url", "ip"))
  verdict = "acceptable"
  reason  = "A list of tenants or addresses that ${wordlist(empties)} ${verb(empties, "needs", "need")} none of."

  examples        = [{ path = "ONE_CLICK_UNSUB_SERVICE_IDS", values = { staging = "", prod = "e708b0dc-e61d-4533-82ae-9110cfc5474d" } }]
  counterexamples = [{ path = "BROKER_MODE", values = { staging = "", prod = "cluster" } }]
}

rule "empty-in-one" {
  when    = (drift.kind == "changed" || drift.kind == "type-changed" && has(empties, reference)) && empty && !meant
  verdict = "should-fix"
  reason  = "Set in some environments, and empty in ${wordlist(empties)}."
  hint    = "Set it, or remove it everywhere."

  examples        = [{ path = "BROKER_MODE", values = { staging = "", prod = "cluster" } }]
  counterexamples = [{ path = "BROKER_MODE", values = { staging = "single", prod = "cluster" } }]
}

rule "number-notation" {
  when    = drift.kind == "changed" && shape == "number" && ratio == 1 && (like(ref.value, "*e*") || like(other.value, "*e*")) && !named("@versions")
  verdict = "should-fix"
  reason  = "The same number in another notation, which not every program reads: 5.184e+06 is no integer to most of them."
  hint    = "Write it in digits; in a chart's values put it in quotes, or render it with `int64`."

  examples        = [{ path = "MAX_BYTES", values = { staging = "5184000", prod = "5.184e+06" } }]
  counterexamples = [{ path = "MAX_BYTES", values = { staging = "518400", prod = "5184000" } }, { path = "PYTHON", values = { staging = "3.1", prod = "3.10" } }, { path = "SHARD", values = { staging = "381870129706958858", prod = "381870129706958859" } }]
}

rule "own-address" {
  when       = drift.kind == "changed" && (oneof(shape, "url", "host", "email", "ip", "arn") && ratio == 0 || named("@addresses"))
  verdict    = "acceptable"
  reason     = "${alike == "" ? "Each environment has its own address" : "Environments have addresses of their own here, though ${alike}"}."
  either_way = true

  examples        = [{ path = "base_domain", values = { staging = "staging.notification.cdssandbox.xyz", prod = "notification.canada.ca" } }, { path = "SALESFORCE_DOMAIN", values = { staging = "test", prod = "login" } }]
  counterexamples = [{ path = "BASE_COLOUR_MODE", values = { staging = "red", prod = "blue" } }]
}

rule "own-id" {
  when       = drift.kind == "changed" && (oneof(shape, "uuid", "hex") || named("@ids") && !oneof(shape, "bool"))
  verdict    = "acceptable"
  reason     = "${alike == "" ? "Each environment has its own id" : "Environments have ids of their own here, though ${alike}"}."
  either_way = true

  examples        = [{ path = "HC_EN_SERVICE_ID", values = { staging = "c2fe9fac-2f28-40ca-b152-08ee41cd6843", prod = "9d7eb35c-e15f-46d0-b7a4-6859b843fedb" } }]
  counterexamples = [{ path = "ALGORITHM", values = { staging = "md5", prod = "sha256" } }]
}

names "fleet-sizes" { # how many of them carry the load
  patterns = [
    "*_min_size",
    "*_max_size",
    "*_desired_size",
    "*_min_capacity",
    "*_max_capacity",
    "*_desired_capacity",
    "*_min_nodes",
    "*_max_nodes",
    "*_workers",
    "*_pods",
  ]
}

rule "size-inverted" {
  when    = drift.kind == "changed" && named("@fleet-sizes") && ratio > 1 && !meant
  verdict = "should-fix"
  reason  = "More of them may run in ${other.environment} than in ${reference}, against the usual order."
  hint    = "See which of the two is out of date."

  examples        = [{ path = "primary_worker_min_size", values = { staging = 4, prod = 3 } }]
  counterexamples = [{ path = "primary_worker_min_size", values = { staging = 3, prod = 4 } }, { path = "index_weight", values = { staging = 4, prod = 3 } }]
}

names "bounds" { # the most that is let through: what is above is refused
  patterns = [
    "max_*",
    "*_max_*",
    "*_maximum",
    "*_limit",
    "limit_*",
  ]
}

rule "bound-lower-in-reference" {
  when    = drift.kind == "changed" && named("@bounds") && !named("@fleet-sizes") && (drift.variable || drift.pillar == "configuration") && ratio >= 4 && !meant
  verdict = "should-fix"
  reason  = "${other.environment} lets through several times what ${reference} does: what passes a test there is refused in ${reference}."
  hint    = "Set the bound of ${reference} in ${other.environment}, or raise it in ${reference}."

  examples        = [{ path = "MAX_TOKENS", values = { staging = 4096, prod = 256 } }]
  counterexamples = [{ path = "MAX_TOKENS", values = { staging = 256, prod = 4096 } }, { path = "MAX_TOKENS", values = { staging = 300, prod = 256 } }]
}

names "floors" { # what is demanded at least
  patterns = [
    "min_*",
    "*_min_*",
    "*_min",
    "minimum_*",
    "*_minimum_*",
    "*_minimum",
    "*_at_least",
  ]
}

rule "floor-lower-in-reference" {
  when    = drift.kind == "changed" && named("@floors") && !named("@fleet-sizes") && !named("@replicas") && (inverted || ratio > 1) && !meant
  verdict = "should-fix"
  reason  = "${reference} demands less than ${other.environment}: what passes there is refused in tests."
  hint    = "Raise it in ${reference}, or write a rule that says why it is lower."

  examples        = [{ path = "password_policy.minimum_length", values = { staging = 14, prod = 6 } }]
  counterexamples = [{ path = "password_policy.minimum_length", values = { staging = 6, prod = 14 } }, { path = "batch_size", values = { staging = 14, prod = 6 } }]
}

rule "size-many-times-larger" {
  when    = drift.kind == "changed" && (inverted || named("@sizes")) && (ratio >= 4 || amount_ratio >= 4) && !meant
  verdict = "should-fix"
  reason  = "${other.environment} has several times what ${reference} has, against the usual order: what was tried there had more room."
  hint    = "See which of the two is out of date."

  examples        = [{ path = "batch_size", values = { staging = 64, prod = 8 } }]
  counterexamples = [{ path = "batch_size", values = { staging = 8, prod = 64 } }, { path = "batch_size", values = { staging = 4, prod = 3 } }]
}

rule "size-larger" {
  when       = drift.kind == "changed" && (inverted || named("@sizes") && ratio > 1)
  verdict    = "acceptable"
  reason     = "A size that is larger in ${other.environment} than in ${reference}; by itself that is seldom an oversight."
  either_way = true

  examples        = [{ path = "batch_size", values = { staging = 4, prod = 3 } }]
  counterexamples = [{ path = "batch_size", values = { staging = 3, prod = 4 } }]
}

rule "size" {
  when    = drift.kind == "changed" && named("@sizes") && !oneof(shape, "bool")
  verdict = "acceptable"
  reason  = "Smaller outside ${reference}, as is usual."

  examples        = [{ path = "sns_monthly_spend_limit", values = { staging = 100, prod = 30000 } }]
  counterexamples = [{ path = "MAX_MODE_ENABLED", values = { staging = true, prod = false } }]
}

names "behaviour-word" {
  patterns = [
    "*_mode",
    "mode",
    "*_strategy",
    "strategy",
    "*_type",
    "type",
    "*_policy",
    "policy",
    "*_backend",
    "*_driver",
    "*_adapter",
    "*_provider",
    "*_algorithm",
    "algorithm",
    "*_format",
    "*_method",
    "*_level",
    "*_behaviour",
    "*_behavior",
    "*_kind",
    "*_engine",
    "*_transport",
    "*_protocol",
    "protocol",
    "*_variant",
    "*_implementation",
    "*_class",
    "*_framework",
    "*_serializer",
    "*_compression",
    "*_codec",
    "*_lang*",
    "*_theme_mode",
    "*_state",
    "*_scheme",
    "*_action",
    "*_effect",
    "*_eviction*",
    "eviction*",
    "*_migrations",
    "*_ordering",
    "*_isolation",
    "*_validation",
    "*_authentication",
  ]
}

rule "behaviour-word" {
  when    = drift.kind == "changed" && (ratio == 0 || ratio == 1) && named("@behaviour-word") && !meant
  verdict = "should-fix"
  reason  = "It works in another way here than there."
  hint    = "Use what ${reference} uses."

  examples        = [{ path = "JOB_BACKEND", values = { staging = "inline", prod = "sidekiq" } }]
  counterexamples = [{ path = "JOB_NAME", values = { staging = "a", prod = "b" } }, { path = "vm_type", values = { staging = "r4.large", prod = "r4.xlarge" } }]
}

rule "another-source" {
  when    = oneof(drift.kind, "changed", "type-changed") && matches(drift.path, "required_providers.*.source")
  verdict = "should-fix"
  reason  = "Another publisher's provider does the work there."
  hint    = "Take the provider from one source everywhere."

  examples        = [{ path = "required_providers.cloudfoundry.source", values = { staging = "community/cloudfoundry", prod = "cloudfoundry/cloudfoundry" } }]
  counterexamples = [{ path = "source", values = { staging = "a/b", prod = "c/d" } }]
}

rule "own-name" {
  when       = drift.kind == "changed" && (named("@labels") || oneof(shape, "name", "path") && !drift.variable) && !oneof(shape, "bool", "number")
  verdict    = "acceptable"
  reason     = "${alike == "" ? "Each environment has its own name for its own thing" : "Environments have names of their own here, though ${alike}"}."
  either_way = true

  examples        = [{ path = "AIRTABLE_NEWSLETTER_TABLE_NAME", values = { staging = "Another list", prod = "Mailing List" } }]
  counterexamples = [{ path = "MODE", values = { staging = "a", prod = "b" } }]
}

rule "own-expression" {
  when       = drift.kind == "changed" && shape == "expression"
  verdict    = "acceptable"
  reason     = "It refers to other things of the same environment; what those are is compared by itself."
  either_way = true

  examples        = [{ collector = "terraform", resource = "aws_x/y", path = "target", values = { staging = "module.rds_a.arn", prod = "module.rds_b.arn" } }]
  counterexamples = [{ path = "target", values = { staging = "a", prod = "b" } }]
}

names "literal-or-expression-values" {
  patterns = [
    "var.*",
    "local.*",
    "module.*",
    "data.*",
    "*$${*",
    "aws_*.*",
  ]
}

rule "literal-or-expression" {
  when       = drift.kind == "changed" && drift.type == "terraform" && (like(ref.value, "@literal-or-expression-values") || like(other.value, "@literal-or-expression-values"))
  verdict    = "acceptable"
  reason     = "Written out in one environment and referred to in the other; the plan shows whether both give the same value."
  either_way = true

  examples        = [{ collector = "terraform", resource = "module/a", path = "input", values = { staging = "var.input", prod = "in" } }]
  counterexamples = [{ collector = "terraform", resource = "module/a", path = "input", values = { staging = "a", prod = "b" } }]
}

rule "number-smaller" {
  when    = drift.kind == "changed" && drift.pillar == "infrastructure" && ratio > 0 && ratio < 1
  verdict = "acceptable"
  reason  = "A number that is smaller outside ${reference}, as sizes are."

  examples        = [{ pillar = "infrastructure", path = "prewarmed", values = { staging = 5, prod = 50 } }]
  counterexamples = [{ pillar = "configuration", path = "rounding", values = { staging = 2, prod = 3 } }]
}

rule "own-text" {
  when       = drift.kind == "changed" && drift.variable && oneof(shape, "name", "path", "date")
  verdict    = "acceptable"
  reason     = "A name of the environment's own."
  either_way = true

  examples        = [{ path = "SENDER_TEMPLATE", values = { staging = "shop-a-template", prod = "shop-template" } }]
  counterexamples = [{ path = "SENDER_TEMPLATE", values = { staging = "a", prod = "b" } }]
}
