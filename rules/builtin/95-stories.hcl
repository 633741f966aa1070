# What no other rule decides is decided by how it came about.

rule "extended-in-reference-alone" {
  when       = drift.story == "hot-fix" && !lowest_alone
  verdict    = "acceptable"
  either_way = true
  reason     = "Given to ${reference} alone: ${drift.story_text}."

  examples        = [{ collector = "files", path = "section.knob", kind = "missing", values = { staging = null, prod = "cold day" }, facts = { "drift.story" = "hot-fix", "drift.age_days" = 20 } }]
  counterexamples = [{ collector = "files", path = "section.knob", values = { staging = "warm day", prod = "cold day" }, facts = { "drift.story" = "never-the-same", "drift.age_days" = 20 } }]
}

rule "not-promoted" {
  when    = drift.story == "overdue" && !lowest_alone
  verdict = "should-fix"
  reason  = "Not promoted: ${drift.story_text}."
  hint    = "Promote it to ${reference}, or take it back."

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
