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
