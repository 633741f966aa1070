# Settings in which an environment says which one it is.

names "production-marker-inverted" {
  patterns = [
    "is_production",
    "is_prod",
    "*_is_production",
    "is_live",
    "production",
    "*_production_mode",
    "is_prod_*",
  ]
}

rule "production-marker-inverted" {
  when    = named("@production-marker-inverted") && has(turned_off, reference) && length(turned_on) > 0
  verdict = "must-fix"
  reason  = "${wordlist(turned_on)} ${verb(turned_on, "says", "say")} that it is production, and ${reference} says that it is not."
  hint    = "Swap them. Backups, alarms and limits hang on this marker."

  examples        = [{ path = "is_production", values = { staging = true, prod = false } }]
  counterexamples = [{ path = "is_production", values = { staging = false, prod = true } }]
}

names "production-marker" {
  patterns = [
    "is_production",
    "is_prod",
    "*_is_production",
    "*_is_prod",
    "is_live",
    "production",
    "*_production_mode",
    "is_staging",
    "is_dev",
    "is_non_prod",
    "*_nonprod",
    "non_prod",
    "is_preprod",
    "*_is_live",
  ]
}

rule "production-marker" {
  when    = drift.kind == "changed" && named("@production-marker")
  verdict = "acceptable"
  reason  = "The environment says whether it is production."

  examples        = [{ path = "variable.is_production.default", values = { staging = "false", prod = "true" } }]
  counterexamples = [{ path = "production_url", values = { staging = "a", prod = "b" } }]
}

names "framework-mode" {
  patterns = [
    "node_env",
    "rails_env",
    "rack_env",
    "flask_env",
    "django_env",
    "mix_env",
    "symfony_env",
    "app_env_mode",
    "gin_mode",
    "aspnetcore_environment",
    "spring_profiles_active",
    "*_profiles_active",
    "bundle_without",
    "quarkus_profile",
  ]
}

rule "framework-mode" {
  when    = named("@framework-mode") && drift.kind == "changed" && shape == "word" && !(other.value == ref.value) && (ref.value == "production" || ref.value == "release" || ref.value == "prod") && !meant
  verdict = "should-fix"
  reason  = "The framework runs in another mode: other caching, other error pages, other code loaded."
  hint    = "Run the framework in production mode everywhere but on laptops; tell environments apart by another variable."

  examples        = [{ path = "NODE_ENV", values = { staging = "development", prod = "production" } }]
  counterexamples = [{ path = "ENVIRONMENT", values = { staging = "staging", prod = "production" } }]
}

names "framework-mode-production" {
  patterns = ["production", "prod", "release", "live"]
}

rule "framework-mode-in-reference" {
  when    = named("@framework-mode") && drift.kind == "changed" && shape == "word" && !like(ref.value, "@framework-mode-production") && like(other.value, "@framework-mode-production")
  verdict = "must-fix"
  reason  = "The framework of ${reference} runs in another mode than production, and that of ${other.environment} in production's: other caching, other error pages, other code loaded."
  hint    = "Run ${reference} in production mode."

  examples        = [{ path = "NODE_ENV", values = { staging = "production", prod = "development" } }]
  counterexamples = [{ path = "NODE_ENV", values = { staging = "development", prod = "production" } }, { path = "ENVIRONMENT", values = { staging = "production", prod = "development" } }]
}

names "environment-name" {
  patterns = [
    "env",
    "environment",
    "environments",
    "*_env",
    "*_environment",
    "*_environment_name",
    "env_name",
    "*_env_name",
    "stage",
    "*_stage",
    "tier",
    "*_environment_type",
    "environment_type",
    "*_next_environment",
    "workspace",
    "*_deploy_env",
    "*_deployment",
    "*_landscape",
    "*_namespace",
    "namespace",
    "*_env_*_suffix",
    "*_environment_suffix",
  ]
}

rule "environment-name" {
  when       = drift.kind == "changed" && named("@environment-name")
  verdict    = "acceptable"
  reason     = "The environment names itself."
  either_way = true

  examples        = [{ path = "environment_name", values = { staging = "uat", prod = "live" } }]
  counterexamples = [{ path = "environment_name", kind = "shared", values = { staging = "dev", prod = "dev" } }]
}

rule "fleet" {
  when       = drift.fleet && (drift.one_sided || drift.kind == "changed" && differs_in == "ids")
  verdict    = "acceptable"
  reason     = "Each environment lists here what it calls by its own name, such as its machines: how many there are, and their ids, is its own."
  either_way = true

  examples        = [{ path = "web3-prod", values = { staging = null, prod = "i-078628d0df492" }, facts = { "drift.fleet" = true } }]
  counterexamples = [{ path = "web3-prod", values = { staging = null, prod = "i-078628d0df492" } }]
}
