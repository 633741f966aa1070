# Tried after all that knows more: versions, by the setting's name.

rule "version-one-sided" {
  when    = drift.one_sided && drift.path != "" && named("@versions") && !meant && !(drift.variable && history)
  verdict = "should-fix"
  reason  = "${only} ${wordlist(present)} ${verb(present, "fixes", "fix")} the version; elsewhere it is whatever the default says."
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
  reason  = "${other.environment} runs whatever was built last; ${wordlist(agree)} ${verb(agree, "runs", "run")} the version of ${reference}."

  examples        = [{ path = "API_DOCKER_TAG", values = { dev = "latest", staging = "701ac57", prod = "701ac57" } }]
  counterexamples = [{ path = "API_DOCKER_TAG", values = { dev = "latest", staging = "f3d0498", prod = "701ac57" } }, { path = "API_DOCKER_TAG", values = { staging = "latest", prod = "701ac57" } }]
}

rule "version-same-build" {
  when       = drift.kind == "changed" && named("@versions") && differs_in == "remark"
  verdict    = "acceptable"
  either_way = true
  reason     = "The same build; one of the two has a remark behind it."

  examples        = [{ path = "images[name=shop].newTag", values = { staging = "main-792416c7-20260604", prod = "main-792416c7-20260604-approved" } }]
  counterexamples = [{ path = "images[name=shop].newTag", values = { staging = "main-792416c7-20260604", prod = "main-6953bee3-20260504-approved" } }, { path = "images[name=shop].newTag", values = { staging = "1.2.3", prod = "1.2.3-rc1" } }]
}

rule "version-a-patch-apart" {
  when       = drift.kind == "changed" && drift.type == "terraform" && drift.pillar == "infrastructure" && named("@versions") && version.level == "patch" && drift.story != "overdue"
  verdict    = "acceptable"
  either_way = true
  reason     = "A patch apart: such versions behave alike."

  examples        = [{ collector = "terraform", resource = "module/cluster", path = "addon_storage_version", pillar = "infrastructure", values = { staging = "v1.26.0", prod = "v1.26.1" } }]
  counterexamples = [{ collector = "terraform", resource = "module/cluster", path = "addon_storage_version", pillar = "infrastructure", values = { staging = "v1.25.0", prod = "v1.26.1" } }, { path = "API_TAG", values = { staging = "v1.26.0", prod = "v1.26.1" } }]
}

rule "version-without-order" {
  when       = oneof(drift.kind, "changed", "type-changed") && named("@versions") && drift.story != "overdue" && (oneof(shape, "uuid") || regex_match(ref.value, "^(sha256:)?[0-9a-f]{48,}$"))
  verdict    = "acceptable"
  either_way = true
  reason     = "A hash or a generated id, which does not show which one is newer."

  examples        = [{ path = "cf_aud_tag", values = { staging = "3a069a38522a7ef33aed95d4e58671081380c261391fa14d3433f637f4a0da2a", prod = "7bd981f24369c85f68a65377878aacf56c32de6bd10688074524b51ad7c98f08" } }]
  counterexamples = [{ path = "api_tag", values = { staging = "df7be2670607bdebd888f0c97633a58f83e9bc42", prod = "cbf4322a0607bdebd888f0c97633a58f83e9bc42" } }]
}

rule "version-of-another-scheme" {
  when       = history && drift.kind == "changed" && named("@versions") && drift.story != "overdue" && !(regex_match(ref.value, "[0-9][.][0-9]") && regex_match(other.value, "[0-9][.][0-9]"))
  verdict    = "acceptable"
  either_way = true
  reason     = "A branch or a build in one environment, and a release in another: nothing shows which is newer."

  examples        = [{ path = "image.tag", values = { staging = "main", prod = "1.14.1" }, facts = { "drift.story" = "never-the-same", "drift.age_days" = 90 } }]
  counterexamples = [{ path = "image.tag", values = { staging = "1.13.0", prod = "1.14.1" }, facts = { "drift.story" = "never-the-same", "drift.age_days" = 90 } }, { path = "image.tag", values = { staging = "main", prod = "1.14.1" } }]
}

rule "version-ahead-below" {
  when    = history && drift.kind == "changed" && named("@versions") && version.ahead && drift.story != "overdue"
  verdict = "acceptable"
  reason  = "${other.environment} tries a newer version before ${reference} has it."

  examples        = [{ path = "image.tag", values = { staging = "1.15.0", prod = "1.14.1" }, facts = { "drift.story" = "never-the-same", "drift.age_days" = 90 } }]
  counterexamples = [{ path = "image.tag", values = { staging = "1.13.0", prod = "1.14.1" }, facts = { "drift.story" = "never-the-same", "drift.age_days" = 90 } }]
}

rule "version-skew" {
  when    = oneof(drift.kind, "changed", "type-changed") && named("@versions") && !named("*_name_tag", "*_cost_tag") && regex_match(ref.value, "[0-9]") && !decided && drift.story != "on-its-way"
  verdict = "should-fix"
  reason  = "Another version is deployed. While a release is on its way that is as it should be; left standing, it is what nobody tested."
  hint    = "Promote it, or find out why ${reference} stayed behind."

  examples        = [{ path = "API_DOCKER_TAG", values = { staging = "f3d0498", prod = "701ac57" } }]
  counterexamples = [{ path = "API_KEY", values = { staging = "f3d0498", prod = "701ac57" } }]
}
