# What no other rule decides is decided by how it came about.

rule "written-down" {
  when       = decided
  verdict    = "acceptable"
  either_way = true
  reason     = "Somebody decided it and wrote it down: ${drift.remark != "" ? "beside it stands “${drift.remark}”" : drift.story_text}."

  examples        = [{ collector = "files", path = "section.knob", values = { staging = "warm day", prod = "cold day" }, facts = { "drift.remark" = "it is warmer there on purpose" } }, { collector = "files", path = "section.knob", kind = "extra", values = { staging = "cold day", prod = null }, facts = { "drift.story" = "overdue", "drift.age_days" = 200, "drift.alone" = true } }]
  counterexamples = [{ collector = "files", path = "section.knob", kind = "extra", values = { staging = "cold day", prod = null }, facts = { "drift.story" = "overdue", "drift.age_days" = 120, "drift.alone" = true } }, { collector = "files", path = "section.knob", values = { staging = "warm day", prod = "cold day" }, facts = { "drift.story" = "hot-fix", "drift.age_days" = 200, "drift.alone" = true } }]
}

rule "nearest-agrees" {
  when         = nearest_agrees && !drift.whole && drift.pillar != "dependencies"
  verdict      = "acceptable"
  either_way   = true
  reason       = "${only} ${wordlist(environments)} ${verb(environments, "differs", "differ")}; ${wordlist(agree)} ${verb(agree, "agrees", "agree")} with ${reference}${written_alike ? "" : ", but for names of ${verb(agree, "its", "their")} own or notation"}."
  compensation = "What is tested nearest to ${reference} is tested as it is there."

  examples        = [{ collector = "files", path = "section.knob", values = { dev = "warm day", qa = "mild day", staging = "cold day", prod = "cold day" } }]
  counterexamples = [{ collector = "files", path = "section.knob", values = { dev = "cold day", qa = "cold day", staging = "warm day", prod = "cold day" }, facts = { "drift.story" = "overdue", "drift.age_days" = 120 } }]
}

rule "given-by-code" {
  when       = meant && one_line && !drift.whole
  verdict    = "acceptable"
  either_way = true
  reason     = "One line of code gives ${wordlist(environments)} another value by a variable or a condition; variables are compared where they stand."

  examples        = [{ collector = "terraform", resource = "module/app", path = "settings.mode", values = { staging = "warm day", prod = "cold day" }, facts = { one_line = true } }]
  counterexamples = [{ collector = "files", path = "section.knob", values = { staging = "warm day", prod = "cold day" }, facts = { one_line = true, "drift.story" = "overdue", "drift.age_days" = 120 } }]
}

rule "extended-in-reference-alone" {
  when       = drift.story == "hot-fix" && !lowest_alone
  verdict    = "acceptable"
  either_way = true
  reason     = "Given to ${reference} alone: ${drift.story_text}."

  examples        = [{ collector = "files", path = "section.knob", kind = "missing", values = { staging = null, prod = "cold day" }, facts = { "drift.story" = "hot-fix", "drift.age_days" = 20 } }]
  counterexamples = [{ collector = "files", path = "section.knob", values = { staging = "warm day", prod = "cold day" }, facts = { "drift.story" = "never-the-same", "drift.age_days" = 20 } }]
}

rule "left-behind" {
  when       = drift.story == "left-behind"
  verdict    = "acceptable"
  either_way = true
  reason     = "Given to the others together: ${drift.story_text}."

  examples        = [{ collector = "files", path = "section.knob", kind = "missing", values = { staging = null, prod = "cold day" }, facts = { "drift.story" = "left-behind", "drift.age_days" = 20 } }]
  counterexamples = [{ collector = "files", path = "section.knob", values = { staging = "warm day", prod = "cold day" }, facts = { "drift.story" = "never-the-same", "drift.age_days" = 20 } }]
}

rule "not-in-the-reference-yet" {
  when       = drift.story == "overdue"
  verdict    = "acceptable"
  either_way = true
  reason     = "Given to an environment below and not promoted: ${drift.story_text}."

  examples        = [{ collector = "files", path = "section.knob", kind = "extra", values = { staging = "cold day", prod = null }, facts = { "drift.story" = "overdue", "drift.age_days" = 120 } }]
  counterexamples = [{ collector = "files", path = "section.knob", values = { staging = "warm day", prod = "cold day" }, facts = { "drift.story" = "settled", "drift.age_days" = 620 } }]
}

rule "being-promoted" {
  when    = drift.story == "on-its-way"
  verdict = "acceptable"
  either_way = true
  reason  = "A promotion under way: ${drift.story_text}."

  examples        = [{ collector = "files", path = "section.knob", kind = "extra", values = { staging = "cold day", prod = null }, facts = { "drift.story" = "on-its-way", "drift.age_days" = 3 } }]
  counterexamples = [{ collector = "files", path = "section.knob", values = { staging = "warm day", prod = "cold day" }, facts = { "drift.story" = "overdue", "drift.age_days" = 140 } }]
}

rule "never-the-same" {
  when       = drift.story == "never-the-same"
  verdict    = "acceptable"
  reason     = "So by design, as far as history shows: ${drift.story_text}."
  either_way = true

  examples        = [{ collector = "files", path = "section.knob", values = { staging = "warm day", prod = "cold day" }, facts = { "drift.story" = "never-the-same", "drift.age_days" = 900 } }]
  counterexamples = [{ collector = "files", path = "section.knob", values = { staging = "warm day", prod = "cold day" }, facts = { "drift.story" = "hot-fix", "drift.age_days" = 9 } }]
}

rule "settled" {
  when       = drift.story == "settled"
  verdict    = "acceptable"
  reason     = "Settled: ${drift.story_text}."
  either_way = true

  examples        = [{ collector = "files", path = "section.knob", values = { staging = "warm day", prod = "cold day" }, facts = { "drift.story" = "settled", "drift.age_days" = 900 } }]
  counterexamples = [{ collector = "files", path = "section.knob", values = { staging = "warm day", prod = "cold day" }, facts = { "drift.story" = "hot-fix", "drift.age_days" = 9 } }]
}
