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
  reason  = "A tag is spelt otherwise in some environments, so what counts by it leaves them out."
  hint    = "Spell it in one way."

  examples        = [{ resource = "aws_iam_policy/shop", path = "tags.business-unit", kind = "misspelt", values = { staging = "HQ", prod = "HQ" } }, { resource = "provider_config/aws", path = "default_tags.tags.business_unit", kind = "misspelt", values = { staging = "HQ", prod = "HQ" } }]
  counterexamples = [{ path = "FLAG_X", kind = "misspelt", values = { staging = "true", prod = "true" } }]
}

rule "misspelt-key" {
  when    = drift.kind == "misspelt"
  verdict = "must-fix"
  reason  = "Some environments spell this key otherwise, so one of the two names does not set what it means to set."
  hint    = "Spell it in one way; look for a space before `=`, another case, a singular."

  examples        = [{ path = "FLAG_X", kind = "misspelt", values = { staging = "true", prod = "true" } }]
  counterexamples = [{ path = "FLAG_X", values = { staging = "true", prod = "false" } }]
}

rule "renamed-elsewhere-not-in-reference" {
  when    = renamed.by_commit && renamed.still == reference && drift.variable && named("@connections") && length(present) > 1 && drift.story != "on-its-way"
  verdict = "must-fix"
  reason  = "${reference} lacks ${drift.name} and still has ${renamed.old}, which one commit replaced in ${wordlist(renamed.in)}: what reads the new name fails only in ${reference}."
  hint    = "Rename it in ${reference} too, before the release that reads the new name."

  examples        = [{ path = "CACHE_REDIS_URL", kind = "extra", values = { dev = "redis://a.example", staging = "redis://b.example", prod = null }, facts = { "renamed.by_commit" = true, "renamed.old" = "REDIS_URL", "renamed.in" = "dev staging", "renamed.still" = "prod", "drift.story" = "overdue" } }]
  counterexamples = [{ path = "CACHE_REDIS_URL", kind = "extra", values = { dev = "redis://a.example", staging = "redis://b.example", prod = null }, facts = { "renamed.by_commit" = true, "renamed.old" = "REDIS_URL", "renamed.in" = "dev staging", "renamed.still" = "prod", "drift.story" = "on-its-way" } }, { path = "CACHE_REDIS_URL", kind = "missing", values = { dev = null, staging = "redis://b.example", prod = "redis://c.example" }, facts = { "renamed.by_commit" = true, "renamed.old" = "REDIS_URL", "renamed.in" = "staging prod", "renamed.still" = "dev" } }]
}

rule "renamed-elsewhere" {
  when    = renamed.by_commit && drift.variable && drift.story != "on-its-way"
  verdict = "should-fix"
  reason  = "${renamed.still} lacks ${drift.name} and still has ${renamed.old}, which one commit replaced in ${wordlist(renamed.in)}: the rename was not carried through."
  hint    = "Rename it in ${renamed.still} too."

  examples        = [{ path = "CACHE_MODE", kind = "missing", values = { dev = "warm", staging = null, prod = "warm" }, facts = { "renamed.by_commit" = true, "renamed.old" = "REDIS_MODE", "renamed.in" = "dev prod", "renamed.still" = "staging" } }]
  counterexamples = [{ path = "CACHE_MODE", kind = "missing", values = { dev = null, staging = "warm", prod = "warm" } }]
}

rule "called-otherwise" {
  when    = renamed.old != "" && !renamed.by_commit && drift.variable && drift.story != "on-its-way"
  verdict = "should-fix"
  reason  = "${renamed.still} alone calls this ${renamed.old}, with the value that the others have under another name: what reads one name does not find the other."
  hint    = "Use one name. If the program reads both, say so in a waiver."

  examples        = [{ path = "CACHE_REDIS_URL", values = { dev = "redis://a.example", staging = "redis://b.example", prod = "redis://c.example" }, facts = { "renamed.old" = "REDIS_URL", "renamed.in" = "dev prod", "renamed.still" = "staging" } }]
  counterexamples = [{ path = "CACHE_REDIS_URL", values = { dev = "redis://a.example", staging = "redis://b.example", prod = "redis://c.example" } }]
}

rule "protocol-in-the-clear-below" {
  when    = drift.kind == "changed" && oneof(ref.value, "https", "wss") && oneof(other.value, "http", "ws")
  verdict = "acceptable"
  reason  = "${other.environment} speaks the protocol in the clear, and ${reference} the encrypted one."

  examples        = [{ path = "protocol", values = { staging = "http", prod = "https" } }]
  counterexamples = [{ path = "protocol", values = { staging = "https", prod = "http" } }]
}

rule "misspelt-value" {
  when    = drift.kind == "changed" && differs_in == "letter" && ref.state == "present" && !named("@prose") && !oneof(shape, "text", "expression", "mixed") && drift.pillar != "dependencies"
  verdict = "should-fix"
  reason  = "The two differ by one letter of one word: one of them is misspelt, or two things have confusingly near names."
  hint    = "Compare the two letter by letter. If both names are meant, say so in a waiver."

  examples        = [{ path = "DB_SECRET_NAME", values = { staging = "orders-database", prod = "orders-databse" } }, { resource = "ExternalSecret/db", path = "spec.data[0].secretKey", values = { staging = "password", prod = "pasword" } }]
  counterexamples = [{ path = "DB_SECRET_NAME", values = { staging = "orders-db-one", prod = "orders-db-two" } }, { path = "DB_HOST", values = { staging = "replica1", prod = "replica2" } }]
}

rule "quotes-in-value" {
  when    = drift.kind == "changed" && differs_in == "quotes"
  verdict = "should-fix"
  reason  = "The same value, and in some environments the quotes are part of it: what reads it gets them, too."
  hint    = "Take the quotes out where the format keeps them, as a list of `KEY=value` in a compose file does."

  examples        = [{ path = "SITE_TITLE", values = { staging = "Shop", prod = "\"Shop\"" } }]
  counterexamples = [{ path = "SITE_TITLE", values = { staging = "Shop", prod = "\"Store\"" } }]
}

rule "number-by-quotes" {
  when    = drift.kind == "type-changed" && ref.value == other.value && length(looked_up) == 0 && ref.value != "(secret)"
  verdict = "should-fix"
  reason  = "The letters are the same, and quotes decide: with them it is a text, and without them a number or a switch, of which a program sees another value: 3.1 for 3.10, 668 or 1234 for 01234, false for NO."
  hint    = "Write it in quotes everywhere if the letters count, as in a version, a postcode or a country."

  examples        = [{ path = "python_version", kind = "type-changed", values = { staging = "3.10", prod = "3.10" } }]
  counterexamples = [{ path = "python_version", kind = "type-changed", values = { staging = "3.10", prod = "3.1" } }, { path = "python_version", values = { staging = "3.10", prod = "3.11" } }]
}

rule "reference-by-quotes" {
  when    = length(looked_up) > 0 && looked_up_alike
  verdict = "should-fix"
  reason  = "The text is the same everywhere, and only ${wordlist(looked_up)} ${verb(looked_up, "looks", "look")} up what stands behind its dollar sign: quotes decide. Where nobody defines that name, the value loses a part."
  hint    = "Write it in single quotes everywhere, or with a backslash before the dollar sign, unless it is meant to be looked up."

  examples        = [{ type = "envvars", path = "REPORT_PATTERN", kind = "type-changed", values = { staging = "inv$year-.pdf", prod = "inv$year-.pdf" }, facts = { "looked_up" = "prod", "looked_up_alike" = true } }]
  counterexamples = [{ type = "envvars", path = "REPORT_PATTERN", kind = "type-changed", values = { staging = "inv.pdf", prod = "inv$year-.pdf" }, facts = { "looked_up" = "prod" } }]
}

rule "looked-up" {
  when       = length(looked_up) > 0
  verdict    = "acceptable"
  either_way = true
  reason     = "${wordlist(looked_up)} ${verb(looked_up, "takes", "take")} this from what the running environment defines, so its value is unknown here."

  examples        = [{ type = "envvars", path = "DB_HOST", kind = "type-changed", values = { staging = "db.staging.shop.example", prod = "unknown" }, facts = { "looked_up" = "prod" } }]
  counterexamples = [{ type = "envvars", path = "DB_HOST", kind = "type-changed", values = { staging = "db.staging.shop.example", prod = "db.shop.example" } }]
}
