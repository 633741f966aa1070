# Tried after all that knows more: versions, by the setting's name.

rule "version-one-sided" {
  when    = drift.one_sided && drift.path != "" && named("@versions")
  verdict = "should-fix"
  reason  = "Only ${wordlist(present)} fixes the version; elsewhere it is whatever the default says."
  hint    = "Fix it everywhere."

  examples        = [{ path = "chart_version", values = { staging = null, prod = "1.2.3" } }]
  counterexamples = [{ path = "chart_name", values = { staging = null, prod = "redis" } }]
}

names "follows-the-latest-values" {
  patterns = [
    "latest",
    "edge",
    "nightly",
    "main",
    "master",
    "develop",
    "dev",
    "snapshot",
  ]
}

rule "follows-the-latest" {
  when    = drift.kind == "changed" && named("@versions") && length(environments) == 1 && length(present) > 2 && oneof(other.value, "@follows-the-latest-values")
  verdict = "acceptable"
  reason  = "${other.environment} runs whatever was built last; the others run one version."

  examples        = [{ path = "API_DOCKER_TAG", values = { dev = "latest", staging = "701ac57", prod = "701ac57" } }]
  counterexamples = [{ path = "API_DOCKER_TAG", values = { dev = "latest", staging = "f3d0498", prod = "701ac57" } }, { path = "API_DOCKER_TAG", values = { staging = "latest", prod = "701ac57" } }]
}

rule "version-skew" {
  when    = oneof(drift.kind, "changed", "type-changed") && named("@versions") && !named("*_name_tag", "*_cost_tag")
  verdict = "should-fix"
  reason  = "Another version is deployed. While a release is on its way that is as it should be; left standing, it is what nobody tested."
  hint    = "Promote it, or find out why ${reference} stayed behind."

  examples        = [{ path = "API_DOCKER_TAG", values = { staging = "f3d0498", prod = "701ac57" } }]
  counterexamples = [{ path = "API_KEY", values = { staging = "f3d0498", prod = "701ac57" } }]
}
