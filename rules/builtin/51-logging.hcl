# Log levels, debugging, tracing, sampling, retention.

rule "debug-in-reference" {
  when    = named("@debugging") && has(guarded, reference) && !has(guarded, other.environment) && oneof(drift.kind, "changed", "missing") && !named("*_profil*", "*_openapi*", "*_swagger*")
  verdict = "must-fix"
  reason  = "Debugging is on in ${reference}: it shows internals to users, and costs."
  hint    = "Switch it off in ${reference}."

  examples        = [{ path = "DEBUG", values = { staging = "false", prod = "true" } }]
  counterexamples = [{ path = "DEBUG", values = { staging = "true", prod = "false" } }, { path = "DISABLE_DEBUG_TOOLBAR", values = { staging = "false", prod = "true" } }]
}

rule "debug-outside" {
  when    = named("@debugging") && drift.kind != "leaked" && drift.kind != "missing" && !has(guarded, reference)
  verdict = "acceptable"
  reason  = "Debugging aids are on outside ${reference} only."

  examples        = [{ path = "API_SQLALCHEMY_DEBUG_POOL_LOGGING", values = { staging = "true", prod = "false" } }, { path = "ALLOW_DEBUG_ROUTE", values = { staging = "true", prod = "false" } }]
  counterexamples = [{ path = "FEATURE_CHECKOUT", values = { staging = "true", prod = "false" } }]
}

names "log-level-verbose" {
  patterns = [
    "*_log_level",
    "log_level",
    "*_loglevel",
    "loglevel",
    "rust_log",
    "*_logging_level*",
    "logging_level*",
    "*_log_verbosity",
    "verbosity",
    "*_level",
  ]
}

names "log-level-verbose-values" {
  patterns = [
    "debug",
    "trace",
    "all",
    "silly",
    "verbose",
    "*debug*",
  ]
}

rule "log-level-verbose-in-reference" {
  when    = named("@log-level-verbose") && like(ref.value, "@log-level-verbose-values") && !like(other.value, "debug", "trace", "all", "silly", "verbose")
  verdict = "should-fix"
  reason  = "${reference} logs more than ${other.environment}: personal data and costs end up in its logs."
  hint    = "Set it back once the fault is found."

  examples        = [{ path = "LOG_LEVEL", values = { staging = "info", prod = "debug" } }]
  counterexamples = [{ path = "LOG_LEVEL", values = { staging = "debug", prod = "info" } }]
}

names "log-level" {
  patterns = [
    "*_log_level",
    "log_level",
    "*_loglevel",
    "loglevel",
    "rust_log",
    "*_logging_level*",
    "logging_level*",
    "*_log_verbosity",
    "verbosity",
    "*_log_levels",
  ]
}

names "log-level-values" {
  patterns = [
    "debug",
    "info",
    "warn",
    "warning",
    "error",
    "trace",
    "fatal",
  ]
}

rule "log-level" {
  when    = drift.kind == "changed" && (named("@log-level") || named("level", "*_level") && like(ref.value, "@log-level-values"))
  verdict = "acceptable"
  reason  = "More is logged outside ${reference}, as is usual."

  examples        = [{ path = "LOG_LEVEL", values = { staging = "debug", prod = "info" } }]
  counterexamples = [{ path = "LOG_FORMAT", values = { staging = "text", prod = "json" } }]
}

names "log-format" {
  patterns = [
    "*_log_format",
    "log_format",
    "*_logging_format",
    "*_log_driver",
    "log_driver",
    "*_log_output",
    "*_log_to_*",
    "log_to_*",
    "*_logger*",
    "rails_log_to_stdout",
    "*_log_formatter",
  ]
}

rule "log-format" {
  when    = named("@log-format") && !meant
  verdict = "should-fix"
  reason  = "Logs come in another form or go elsewhere, so queries and alerts written for one do not read the other."
  hint    = "Log in one format everywhere but on laptops."

  examples        = [{ path = "LOG_FORMAT", values = { staging = "text", prod = "json" } }]
  counterexamples = [{ path = "LOG_LEVEL", values = { staging = "debug", prod = "info" } }]
}

names "sampling" {
  patterns = [
    "*_sample_rate",
    "sample_rate",
    "*_sampling*",
    "sampling*",
    "*_sample_ratio",
    "*_traces_sample*",
    "*_sampler*",
    "*_trace_ratio",
    "*_scrape_interval",
    "scrape_interval",
    "interval",
    "*_interval",
    "*_frequency",
    "*_polling*",
    "*_resolution",
  ]
}

rule "sampling" {
  when       = named("@sampling") && !(shape == "expression")
  verdict    = "acceptable"
  reason     = "How often and how much is measured follows the traffic."
  either_way = true

  examples        = [{ path = "SENTRY_TRACES_SAMPLE_RATE", values = { staging = "1.0", prod = "0.05" } }]
  counterexamples = [{ path = "SAMPLE_SIZE", values = { staging = "10", prod = "5" } }]
}

names "log-retention-inverted" {
  patterns = [
    "*_retention*",
    "retention*",
    "*_expiration_days",
    "*_keep_days",
    "*_history_limit",
  ]
}

rule "log-retention-inverted" {
  when    = drift.kind == "changed" && named("@log-retention-inverted") && ratio > 1 && !meant
  verdict = "should-fix"
  reason  = "${other.environment} keeps it longer than ${reference}: check which of the two the policy means, for sensitive data above all."
  hint    = "Keep what is sensitive as briefly everywhere, and what is evidence as long."

  examples        = [{ path = "sensitive_log_retention_period_days", values = { staging = 14, prod = 7 } }]
  counterexamples = [{ path = "log_retention_period_days", values = { staging = 7, prod = 365 } }]
}

names "log-retention" {
  patterns = [
    "*_retention*",
    "retention*",
    "*_expiration_days",
    "*_keep_days",
    "*_history_limit",
    "*_max_age_days",
    "*_lifecycle*",
    "*_transition_days",
    "expiration",
  ]
}

rule "log-retention" {
  when       = named("@log-retention")
  verdict    = "acceptable"
  reason     = "Kept as long as the environment needs it; zero means for ever with most clouds."
  either_way = true

  examples        = [{ path = "log_retention_period_days", values = { staging = 365, prod = 0 } }]
  counterexamples = [{ path = "log_format", values = { staging = "a", prod = "b" } }]
}
