# Feature flags and switches.

rule "says-what-only-the-reference-is" {
  when    = drift.kind == "changed" && length(split(lower(reference), lower(drift.name))) > 1 && has(turned_on, reference) && length(turned_on) > 1 && length(turned_off) > 0
  verdict = "should-fix"
  reason  = "A switch that is called after ${reference} is on in ${wordlist(turned_on)}, and off in ${wordlist(turned_off)}."
  hint    = "See that what it says of the environment is true; live data outside ${reference} needs the protection that it has there."

  examples        = [{ path = "CONTAINS_PROD_DATA", values = { dev = "false", qa = "false", staging = "true", prod = "true" } }]
  counterexamples = [{ path = "IS_PROD_SYSTEM", values = { dev = "false", staging = "false", prod = "true" } }, { path = "NEW_CHECKOUT", values = { dev = "false", staging = "true", prod = "true" } }]
}

names "flags" {
  patterns = [
    "ff_*",
    "*_ff_*",
    "feature_*",
    "*_feature_*",
    "*_feature",
    "features_*",
    "*_flag",
    "flag_*",
    "*_flags_*",
    "*_toggle*",
    "*_toggle_*",
    "toggle_*",
    "*_experiment*",
    "*_rollout*",
    "*_beta",
    "*_beta_*",
    "*_canary*",
    "*_killswitch*",
    "*_kill_switch",
    "enable_new_*",
    "use_new_*",
    "*_v2_enabled",
  ]
}

rule "flag-testing" {
  when    = named("@testing") && !drift.whole && oneof(drift.kind, "changed", "extra") && !has(turned_on, reference) && !named("mock_outputs*_*")
  verdict = "acceptable"
  reason  = "An aid for testing, which is not switched on in ${reference}."

  examples        = [{ path = "FF_BENCHMARK_ENDPOINT", values = { staging = "true", prod = "false" } }, { path = "PAYMENT_MOCK_URL", values = { staging = "http://mock", prod = null } }]
  counterexamples = [{ path = "FF_BENCHMARK_ENDPOINT", values = { staging = "false", prod = "true" } }]
}

names "flag-testing" {
  patterns = [
    "*_mock*",
    "mock*",
    "*_stub*",
    "*_fake*",
    "fake*",
    "*_simulat*",
    "*_sandbox",
    "*_sandbox_mode",
    "*_dry_run",
    "*_dryrun",
    "*_test_mode",
    "test_mode",
    "*_demo_mode",
    "demo_mode",
  ]
}

rule "flag-testing-in-reference" {
  when    = named("@flag-testing") && has(turned_on, reference) && length(turned_off) > 0
  verdict = "must-fix"
  reason  = "${reference} runs in a testing mode that ${wordlist(turned_off)} ${verb(turned_off, "does", "do")} not run in."
  hint    = "Switch it off in ${reference}."

  examples        = [{ path = "PAYMENT_SANDBOX_MODE", values = { staging = "false", prod = "true" } }]
  counterexamples = [{ path = "PAYMENT_SANDBOX_MODE", values = { staging = "true", prod = "false" } }]
}

rule "testing-aid-in-reference-alone" {
  when    = drift.kind == "missing" && !drift.whole && named("@testing") && oneof(shape, "url", "host", "ip") && !named("mock_outputs*_*")
  verdict = "should-fix"
  reason  = "By its name an aid for testing, which ${wordlist(present)} ${verb(present, "has", "have")} and ${wordlist(absent)} ${verb(absent, "does", "do")} not."
  hint    = "See what ${reference} uses it for; take it out, or name it by what it is."

  examples        = [{ path = "PAYMENT_MOCK_URL", values = { staging = null, prod = "http://mock:9000" } }]
  counterexamples = [{ path = "PAYMENT_MOCK_URL", values = { staging = "http://mock:9000", prod = null } }]
}

rule "flag-outreach" {
  when         = named("@outreach") && has(turned_on, reference) && has(turned_off, other.environment) && !named("@flags")
  verdict      = "acceptable"
  reason       = "Real people, money or tickets are reached from ${wordlist(turned_on)}, and not from ${wordlist(turned_off)}."
  compensation = "What sends them needs a test of its own against a catch-all."

  examples        = [{ path = "FRESH_DESK_ENABLED", values = { staging = "false", prod = "true" } }]
  counterexamples = [{ path = "FRESH_DESK_ENABLED", values = { staging = "true", prod = "false" } }]
}

names "flag-age" {
  patterns = [
    "created_at",
    "creation_date",
    "last_seen_at",
  ]
}

rule "flag-age" {
  when       = resource.kind == "flag" && !drift.whole && named("@flag-age") && oneof(drift.kind, "changed", "missing", "extra")
  verdict    = "acceptable"
  reason     = "When a flag was made and last asked for decides nothing; it shows how much it is used where."
  either_way = true

  examples        = [{ collector = "featureflags", pillar = "behaviour", resource = "flag/new-checkout", path = "lastSeenAt", values = { staging = "2026-01-01T00:00:00Z", prod = "2026-02-01T00:00:00Z" } }]
  counterexamples = [{ collector = "featureflags", pillar = "behaviour", resource = "flag/new-checkout", path = "state", values = { staging = "ENABLED", prod = "DISABLED" } }]
}

names "telemetry-switch" {
  patterns = [
    "*_xray_*",
    "*_tracing_*",
    "*_traces_*",
    "*_apm_*",
    "*_metrics_enabled",
    "*_cloudwatch_metrics_*",
    "*_telemetry_*",
    "*_profiler_*",
  ]
}

rule "telemetry-switch" {
  when    = named("@telemetry-switch") && has(turned_on, reference) && length(turned_off) == 1 && length(turned_on) > 1
  verdict = "acceptable"
  reason  = "${wordlist(turned_off)} is not measured; ${wordlist(turned_on)} are."

  examples        = [{ path = "AWS_XRAY_TRACING_ENABLED", values = { dev = "true", staging = "false", prod = "true" } }]
  counterexamples = [{ path = "AWS_XRAY_TRACING_ENABLED", values = { dev = "false", staging = "false", prod = "true" } }, { path = "AWS_XRAY_TRACING_ENABLED", values = { staging = "true", prod = "false" } }]
}

rule "flag-one-sided" {
  when    = drift.one_sided && (drift.whole && (resource.kind == "flag" || drift.type == "featureflags") || named("@flags") && !drift.whole && length(turned_on) + length(turned_off) > 0) && !meant
  verdict = "should-fix"
  reason  = "${only} ${wordlist(present)} ${verb(present, "knows", "know")} this flag; elsewhere the program takes its default."
  hint    = "Declare it everywhere, off where it is not wanted; remove it where it has served its time."

  examples        = [{ collector = "featureflags", pillar = "behaviour", resource = "flag/new-checkout", values = { staging = { state = "ENABLED" }, prod = null } }]
  counterexamples = [{ collector = "featureflags", pillar = "behaviour", resource = "flag/new-checkout", path = "state", values = { staging = "ENABLED", prod = "DISABLED" } }]
}

rule "flag-untested-in-reference" {
  when    = resource.kind == "flag" && named("state", "enabled", "default_variant", "on") && like(ref.value, "enabled", "on", "true") && like(other.value, "disabled", "off", "false") && !meant
  verdict = "must-fix"
  reason  = "The flag is on in ${reference} and off in ${other.environment}: users run what no test runs."
  hint    = "Switch it on in ${other.environment} first."

  examples        = [{ collector = "featureflags", pillar = "behaviour", resource = "flag/new-checkout", path = "defaultVariant", values = { staging = "off", prod = "on" } }]
  counterexamples = [{ collector = "featureflags", pillar = "behaviour", resource = "flag/new-checkout", path = "defaultVariant", values = { staging = "on", prod = "off" } }]
}

rule "flag-ahead" {
  when    = drift.kind == "changed" && (named("@flags") || resource.kind == "flag" || drift.type == "featureflags") && shape == "bool" && !meant
  verdict = "should-fix"
  reason  = "The flag is on in ${wordlist(turned_on)} and off in ${wordlist(turned_off)}, so tests take another path than users."
  hint    = "Finish the rollout, or test both ways until then."

  examples        = [{ path = "FF_IMPROVE_CELERY_WORKER_ISOLATION", values = { staging = "true", prod = "false" } }]
  counterexamples = [{ path = "FF_COLOUR", values = { staging = "blue", prod = "green" } }]
}

rule "flag-targeting" {
  when    = drift.kind != "leaked" && (resource.kind == "flag" || drift.type == "featureflags") && !meant
  verdict = "should-fix"
  reason  = "The flag is given to other people, or has other variants."
  hint    = "Keep variants and targeting alike; name the environment's own people by a segment."

  examples        = [{ collector = "featureflags", pillar = "behaviour", resource = "flag/new-checkout", path = "targeting.if[2]", values = { staging = "on", prod = "half" } }]
  counterexamples = [{ path = "targeting", values = { staging = "on", prod = "half" } }]
}
