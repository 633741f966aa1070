# Secrets: never their values, only whether they are there, real, and each environment's own.

rule "secret-placeholder-in-reference" {
  when    = ref.value == "(secret)" && has(placeholders, reference) && !has(placeholders, other.environment) && !named("@testing")
  verdict = "must-fix"
  reason  = "${reference} holds a stand-in where a secret belongs."
  hint    = "Set the real secret. If nothing reads it there, remove it."

  examples        = [{ path = "API_TOKEN", values = { staging = "secret:aa11", prod = "secret:changeme" }, facts = { "secret.placeholder" = true } }]
  counterexamples = [{ path = "API_TOKEN", values = { staging = "secret:changeme", prod = "secret:aa11" }, facts = { "secret.placeholder" = true } }]
}

rule "secret-empty-in-reference" {
  when    = has(empties, reference) && length(empties) == 1 && length(present) > 2 && length(absent) == 0 && other.state == "present" && other.value == "(secret)" && secret.named
  verdict = "must-fix"
  reason  = "${reference} has an empty secret where ${other.environment} has one."
  hint    = "Set it, or remove it in both."

  examples        = [{ path = "API_TOKEN", values = { dev = "secret:cc33", staging = "secret:aa11", prod = "secret:" } }]
  counterexamples = [{ path = "API_TOKEN", values = { staging = "secret:aa11", prod = "secret:bb22" } }, { path = "API_TOKEN", values = { dev = "secret:aa11", staging = "secret:", prod = "secret:" } }]
}

rule "secret-empty-in-reference-as-in-others" {
  when    = has(empties, reference) && other.state == "present" && other.value == "(secret)" && !has(empties, other.environment) && !meant && !lowest_alone && secret.named
  verdict = "should-fix"
  reason  = "${reference} has an empty secret where ${other.environment} has one."
  hint    = "Set it, or remove it in both."

  examples        = [{ path = "API_TOKEN", values = { staging = "secret:aa11", prod = "secret:" } }]
  counterexamples = [{ path = "API_TOKEN", values = { dev = "secret:aa11", staging = "secret:", prod = "secret:" } }]
}

rule "secret-placeholder" {
  when    = (other.value == "(secret)" && length(placeholders) > 0 || ref.value == "(secret)" && length(placeholders) > 0) && !meant && !(drift.kind == "extra" && length(present) == 1 && length(absent) > 1)
  verdict = "should-fix"
  reason  = "A stand-in is where a secret belongs, so what needs the secret was never tried there."
  hint    = "Set a real secret for the environment, of its own."

  examples        = [{ path = "API_TOKEN", values = { staging = "secret:changeme", prod = "secret:aa11" }, facts = { "secret.placeholder" = true } }]
  counterexamples = [{ path = "API_TOKEN", values = { staging = "secret:aa11", prod = "secret:bb22" } }]
}

rule "secret-empty" {
  when    = drift.kind == "changed" && ref.value == "(secret)" && length(empties) > 0 && !meant
  verdict = "should-fix"
  reason  = "A secret is empty in ${wordlist(empties)}, so what needs it is not exercised there."
  hint    = "Set it, or remove it where it is not needed."

  examples        = [{ path = "API_TOKEN", values = { staging = "secret:", prod = "secret:bb22" }, facts = { "secret.empty" = true } }]
  counterexamples = [{ path = "API_TOKEN", values = { staging = "secret:aa11", prod = "secret:bb22" } }]
}

rule "secret-of-a-laptop" {
  when    = drift.kind == "extra" && other.value == "(secret)" && drift.type == "envvars" && length(present) == 1 && oneof(other.environment, "development", "local") && !named("@testing") && !meant
  verdict = "should-fix"
  reason  = "A developer's file has a secret that ${reference}'s file lacks; ${reference} may get it from elsewhere."
  hint    = "See that ${reference} gets it: collect what it runs with, or a list of what must be set."

  examples        = [{ collector = "envvars", path = "PAYMENT_TOKEN", values = { development = "secret:aa11", prod = null } }]
  counterexamples = [{ collector = "envvars", path = "PAYMENT_TOKEN", values = { staging = "secret:aa11", prod = null } }]
}

rule "secret-missing-in-reference" {
  when    = drift.kind == "extra" && length(present) > 1 && length(absent) == 1 && drift.path != "" && other.value == "(secret)" && !named("@testing") && !named("@settings") && secret.named && !meant
  verdict = "must-fix"
  reason  = "${other.environment} has a secret that ${reference} lacks: what reads it fails only in ${reference}."
  hint    = "Create it in ${reference} before the release that needs it, or remove it in ${other.environment}."

  examples        = [{ path = "PAYMENT_TOKEN", values = { dev = "secret:cc33", staging = "secret:aa11", prod = null } }]
  counterexamples = [{ path = "PAYMENT_TEST_TOKEN", values = { staging = "secret:aa11", prod = null } }, { path = "PAYMENT_TOKEN", values = { dev = "secret:aa11", staging = null, prod = null } }]
}

rule "secret-missing-elsewhere" {
  when    = drift.kind == "extra" && drift.path != "" && other.value == "(secret)" && !named("@testing") && !meant && secret.named
  verdict = "should-fix"
  reason  = "${wordlist(present)} ${verb(present, "has", "have")} a secret that ${wordlist(absent)} ${verb(absent, "lacks", "lack")}."
  hint    = "Create it in ${reference} before the release that needs it, or remove it."

  examples        = [{ path = "PAYMENT_TOKEN", values = { staging = "secret:aa11", prod = null } }]
  counterexamples = [{ path = "PAYMENT_TOKEN", values = { staging = null, prod = "secret:aa11" } }]
}

rule "secret-of-the-reference" {
  when    = drift.kind == "missing" && drift.path != "" && ref.value == "(secret)" && length(present) == 1 && oneof(drift.story, "never-the-same", "settled")
  verdict = "acceptable"
  reason  = "${only} ${reference} has this secret, from the beginning or for more than a year: ${drift.story_text}."

  examples        = [{ path = "PAYMENT_TOKEN", values = { staging = null, prod = "secret:aa11" }, facts = { "drift.story" = "never-the-same", "drift.age_days" = 300 } }]
  counterexamples = [{ path = "PAYMENT_TOKEN", values = { staging = null, prod = "secret:aa11" } }, { path = "PAYMENT_TOKEN", values = { dev = null, staging = "secret:bb", prod = "secret:aa11" }, facts = { "drift.story" = "never-the-same", "drift.age_days" = 300 } }]
}

rule "secret-missing" {
  when    = drift.kind == "missing" && drift.path != "" && ref.value == "(secret)" && !named("@analytics") && !meant && secret.named
  verdict = "should-fix"
  reason  = "${wordlist(absent)} ${verb(absent, "lacks", "lack")} a secret that ${reference} has, so what uses it is not exercised there."
  hint    = "Create one of its own there."

  examples        = [{ path = "PAYMENT_TOKEN", values = { staging = null, prod = "secret:aa11" } }]
  counterexamples = [{ path = "GOOGLE_ANALYTICS_KEY", values = { staging = null, prod = "secret:aa11" } }]
}

rule "secret-of-its-own" {
  when       = drift.kind == "changed" && ref.value == "(secret)" && other.value == "(secret)"
  verdict    = "acceptable"
  reason     = "${alike == "" ? "Each environment has its own secret, as it should" : "Environments have secrets of their own here, though ${alike}"}."
  either_way = true

  examples        = [{ path = "API_TOKEN", values = { staging = "secret:aa11", prod = "secret:bb22" } }]
  counterexamples = [{ path = "API_TOKEN", values = { staging = "plain", prod = "secret:bb22" } }]
}

rule "secret-in-the-clear" {
  when    = oneof(drift.kind, "changed", "type-changed") && (ref.value == "(secret)") != (other.value == "(secret)") && !meant
  verdict = "should-fix"
  reason  = "${ref.value == "(secret)" ? reference : other.environment} keeps this as a secret, and ${ref.value == "(secret)" ? other.environment : reference} in the clear."
  hint    = "Keep it as a secret in all of them."

  examples        = [{ path = "API_USER", values = { staging = "shop", prod = "secret:bb22" } }]
  counterexamples = [{ path = "API_USER", kind = "type-changed", values = { staging = 1, prod = "one" } }]
}

names "secret-source-differs" {
  patterns = [
    "*_secret_store*",
    "*_secret_key_ref",
    "*_secret_ref",
    "*_remote_ref",
    "*_refresh_interval",
    "*_secret_store_ref",
  ]
}

rule "secret-source-differs" {
  when    = drift.kind == "changed" && named("@secret-source-differs") && !(shape == "expression") && !meant
  verdict = "should-fix"
  reason  = "The environments fetch this secret from different kinds of places."
  hint    = "Use one store and one naming scheme, with the environment's name as the only difference."

  examples        = [{ resource = "ExternalSecret/db", path = "spec.secretStoreRef", values = { staging = "vault", prod = "aws" } }]
  counterexamples = [{ resource = "ExternalSecret/db", path = "spec.target.name", values = { staging = "vault", prod = "aws" } }]
}
