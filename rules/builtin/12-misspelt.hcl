# One key is missing here, and its near twin is there.

names "misspelt-tag-paths" {
  patterns = [
    "**.tags.*",
    "**.labels.*",
    "**.annotations.*",
  ]
}

rule "misspelt-tag" {
  when    = drift.kind == "misspelt" && matches(drift.path, "@misspelt-tag-paths")
  verdict = "should-fix"
  reason  = "A tag is spelt otherwise in one environment, so what counts by it leaves that environment out."
  hint    = "Spell it in one way."

  examples        = [{ resource = "aws_iam_policy/shop", path = "tags.business-unit", kind = "misspelt", values = { staging = "HQ", prod = "HQ" } }, { resource = "provider_config/aws", path = "default_tags.tags.business_unit", kind = "misspelt", values = { staging = "HQ", prod = "HQ" } }]
  counterexamples = [{ path = "FLAG_X", kind = "misspelt", values = { staging = "true", prod = "true" } }]
}

rule "misspelt-key" {
  when    = drift.kind == "misspelt"
  verdict = "must-fix"
  reason  = "One environment spells this key otherwise, so one of them does not set what it means to set."
  hint    = "Spell it in one way; look for a space before `=`, another case, a singular."

  examples        = [{ path = "FLAG_X", kind = "misspelt", values = { staging = "true", prod = "true" } }]
  counterexamples = [{ path = "FLAG_X", values = { staging = "true", prod = "false" } }]
}

rule "misspelt-value" {
  when    = drift.kind == "changed" && differs_in == "letter" && !named("@prose") && !oneof(shape, "text", "expression", "mixed") && drift.pillar != "dependencies"
  verdict = "should-fix"
  reason  = "The two differ by one letter of one word: one of them is misspelt, or two things have confusingly near names."
  hint    = "Compare the two letter by letter. If both names are meant, say so in a waiver."

  examples        = [{ path = "DB_SECRET_NAME", values = { staging = "orders-database", prod = "orders-databse" } }, { resource = "ExternalSecret/db", path = "spec.data[0].secretKey", values = { staging = "password", prod = "pasword" } }]
  counterexamples = [{ path = "DB_SECRET_NAME", values = { staging = "orders-db-one", prod = "orders-db-two" } }, { path = "DB_HOST", values = { staging = "replica1", prod = "replica2" } }]
}

rule "quotes-in-value" {
  when    = drift.kind == "changed" && differs_in == "quotes"
  verdict = "should-fix"
  reason  = "The same value, and in one environment the quotes are part of it: what reads it gets them, too."
  hint    = "Take the quotes out where the format keeps them, as a list of `KEY=value` in a compose file does."

  examples        = [{ path = "SITE_TITLE", values = { staging = "Shop", prod = "\"Shop\"" } }]
  counterexamples = [{ path = "SITE_TITLE", values = { staging = "Shop", prod = "\"Store\"" } }]
}
