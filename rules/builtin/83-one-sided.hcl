# Tried after all that knows more: what only one environment has.

rule "variable-empty-and-one-sided" {
  when       = drift.one_sided && drift.path != "" && empty
  verdict    = "acceptable"
  either_way = true
  reason     = "Set to nothing in ${wordlist(present)}, and not at all elsewhere: for most programs the same."

  examples        = [{ path = "cloudwatch_opsgenie_alarm_webhook", values = { staging = "", prod = null } }]
  counterexamples = [{ path = "cloudwatch_opsgenie_alarm_webhook", values = { staging = "x", prod = null } }]
}

rule "variable-missing-in-reference" {
  when    = drift.kind == "extra" && length(present) > 1 && length(absent) == 1 && drift.variable && !drift.whole && length(unknown) == 0 && named("@connections") && !named("@testing") && !placeholder && !empty
  verdict = "must-fix"
  reason  = "${reference} lacks ${drift.name}, which ${wordlist(present)} ${verb(present, "has", "have")}: what reads it passes there and fails here."
  hint    = "Set it in ${reference} before the release that needs it; if nothing reads it any more, remove it."

  examples        = [{ path = "PAYMENT_API_URL", values = { dev = "https://pay.dev.example", staging = "https://pay.staging.example", prod = null } }]
  counterexamples = [{ path = "PAYMENT_COLOUR", values = { staging = "red", prod = null } }, { path = "MOCK_API_URL", values = { staging = "http://mock", prod = null } }]
}

rule "connection-missing-in-reference" {
  when    = drift.kind == "extra" && length(present) > 2 && drift.variable && !drift.whole && named("@connections") && !named("@testing") && !empty && !placeholder && !nearest_agrees && !decided
  verdict = "should-fix"
  reason  = "${wordlist(present)} set ${drift.name}, and ${reference} does not: there the program takes its default."
  hint    = "Set it in ${reference}, or say in a waiver what it uses instead."

  examples        = [{ path = "PAYMENT_API_URL", values = { demo = null, exp = "https://pay.exp.example", qa = "https://pay.qa.example", staging = "https://pay.stg.example", prod = null }, facts = { "drift.story" = "settled", "drift.age_days" = 800 } }]
  counterexamples = [{ path = "PAYMENT_API_URL", values = { dev = null, staging = "https://pay.stg.example", prod = null }, facts = { "drift.story" = "settled", "drift.age_days" = 800 } }, { path = "PAYMENT_COLOUR", values = { demo = null, exp = "red", qa = "red", staging = "red", prod = null } }]
}

rule "variable-elsewhere" {
  when       = history && drift.one_sided && drift.variable && drift.path != "" && !(drift.kind == "extra" && length(present) > 1 && length(absent) == 1 && drift.story != "on-its-way")
  verdict    = "acceptable"
  reason     = "${only} ${wordlist(present)} ${verb(present, "sets", "set")} ${drift.name}; elsewhere the program takes its default."
  either_way = true

  examples        = [{ path = "PAYMENT_API_URL", values = { staging = null, prod = "https://pay.example" }, facts = { "drift.story" = "on-its-way", "drift.age_days" = 5 } }]
  counterexamples = [{ path = "PAYMENT_API_URL", values = { dev = "https://pay.example", staging = "https://pay.example", prod = null }, facts = { "drift.story" = "hot-fix", "drift.age_days" = 5 } }, { path = "PAYMENT_API_URL", values = { staging = null, prod = "https://pay.example" } }]
}

rule "variable-missing" {
  when    = drift.one_sided && drift.variable && drift.path != "" && named("@connections") && !named("@testing") && !empty && !placeholder && !meant
  verdict = "should-fix"
  reason  = "${only} ${wordlist(present)} ${verb(present, "sets", "set")} ${drift.name}; elsewhere the program takes its default."
  hint    = "Set it everywhere, or nowhere."

  examples        = [{ path = "PAYMENT_API_URL", values = { staging = null, prod = "https://pay.example" } }]
  counterexamples = [{ path = "PAYMENT_COLOUR", values = { staging = null, prod = "red" } }]
}

rule "variable-forgotten" {
  when    = drift.one_sided && drift.variable && drift.path != "" && length(present) > 1 && length(absent) == 1 && !empty && !meant
  verdict = "should-fix"
  reason  = "${wordlist(present)} set ${drift.name}, and ${wordlist(absent)} does not: it looks forgotten."
  hint    = "Set it there too, or take it out everywhere."

  examples        = [{ path = "PAYMENT_COLOUR", values = { dev = "red", staging = null, prod = "blue" } }]
  counterexamples = [{ path = "PAYMENT_COLOUR", values = { dev = "red", staging = null, prod = null } }]
}

rule "variable-one-sided" {
  when       = drift.one_sided && drift.variable && drift.path != ""
  verdict    = "acceptable"
  reason     = "${only} ${wordlist(present)} ${verb(present, "sets", "set")} ${drift.name}; elsewhere the program takes its default."
  either_way = true

  examples        = [{ path = "PAYMENT_COLOUR", values = { staging = null, prod = "red" } }]
  counterexamples = [{ path = "PAYMENT_COLOUR", values = { staging = "blue", prod = "red" } }]
}

rule "size-one-sided" {
  when       = drift.one_sided && drift.path != "" && (named("@sizes") || named("@classes")) && (shape == "number" || shape == "word" || shape == "name" || shape == "host")
  verdict    = "acceptable"
  reason     = "${only} ${wordlist(present)} ${verb(present, "overrides", "override")} the usual size."
  either_way = true

  examples        = [{ path = "worker_count", values = { staging = null, prod = 4 } }]
  counterexamples = [{ path = "worker_url", values = { staging = null, prod = "http://a" } }]
}

rule "variable-undeclared" {
  when       = drift.declaration && !(length(absent) == 1 && length(present) > 1)
  verdict    = "acceptable"
  reason     = "A variable that is declared does nothing by itself; what uses it is compared where it stands."
  either_way = true

  examples        = [{ collector = "terraform", resource = "variable/repo_name", values = { staging = { default = "shop" }, prod = null } }]
  counterexamples = [{ collector = "terraform", resource = "variable/pool_domain", values = { dev = { default = "a" }, staging = null, prod = { default = "b" } } }, { collector = "terraform", resource = "variable/repo_name", values = { staging = { value = "shop" }, prod = null } }, { resource = "module/repo", values = { staging = { a = 1 }, prod = null } }]
}

rule "resource-missing-in-reference" {
  when    = drift.whole && drift.kind == "extra" && !meant && resource.kind != "output" && (!history || length(present) > 1 && length(absent) == 1)
  verdict = "should-fix"
  reason  = "${only} ${wordlist(present)} ${verb(present, "has", "have")} it; ${reference} does not."
  hint    = "Create it in ${reference} if anything counts on it, or remove it."

  examples        = [{ resource = "ConfigMap/extra", values = { staging = { a = 1 }, prod = null } }]
  counterexamples = [{ resource = "ConfigMap/extra", values = { staging = null, prod = { a = 1 } } }]
}

rule "resource-missing" {
  when    = drift.whole && drift.kind == "missing" && !meant && (!history || length(present) > 1 && length(absent) == 1)
  verdict = "should-fix"
  reason  = "${wordlist(absent)} ${verb(absent, "lacks", "lack")} it, so what uses it in ${reference} is not tested there."
  hint    = "Create it there too, or waive it with the reason."

  examples        = [{ resource = "ConfigMap/extra", values = { staging = null, prod = { a = 1 } } }]
  counterexamples = [{ resource = "ConfigMap/extra", path = "data.a", values = { staging = null, prod = 1 } }]
}
