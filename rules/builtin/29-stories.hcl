# How a difference came about, where the environments once had the same value. Leaks, sharing and safety are judged before, whatever their age.

rule "the-references-alone-for-long" {
  when       = drift.kind == "missing" && length(present) == 1 && !drift.whole && drift.story == "settled" && drift.pillar != "dependencies"
  verdict    = "acceptable"
  reason     = "${only} ${reference} has it, for more than a year: ${drift.story_text}."
  either_way = true

  examples        = [{ path = "spec.serviceAccountName", values = { staging = null, prod = "backup" }, facts = { "drift.story" = "settled", "drift.age_days" = 853 } }]
  counterexamples = [{ path = "spec.serviceAccountName", values = { staging = null, prod = "backup" }, facts = { "drift.story" = "hot-fix", "drift.age_days" = 40 } }, { path = "spec.serviceAccountName", values = { staging = "backup", prod = null }, facts = { "drift.story" = "settled", "drift.age_days" = 853 } }, { path = "spec.serviceAccountName", values = { dev = null, staging = "backup", prod = "backup" }, facts = { "drift.story" = "settled", "drift.age_days" = 853 } }]
}

rule "hot-fix" {
  when    = drift.story == "hot-fix" && drift.once_the_same && !meant && type != "cron" && (ratio == 0 || ratio >= 1) && (amount_ratio == 0 || amount_ratio >= 1)
  verdict = "should-fix"
  reason  = "Changed in ${reference} alone: ${drift.story_text}."
  hint    = "Make the same change in ${other.environment}, so that what is tested is what runs."

  examples        = [{ path = "SECTION_KNOB", values = { staging = "warm", prod = "cold" }, facts = { "drift.story" = "hot-fix", "drift.once_the_same" = true, "drift.age_days" = 20 } }]
  counterexamples = [{ path = "SECTION_KNOB", values = { staging = "warm", prod = "cold" }, facts = { "drift.story" = "hot-fix", "drift.once_the_same" = true, "drift.age_days" = 40 } }, { path = "SECTION_KNOB", values = { staging = "warm", prod = "cold" }, facts = { "drift.story" = "never-the-same", "drift.age_days" = 40 } }]
}

rule "overdue" {
  when    = drift.story == "overdue" && drift.once_the_same && !meant && (named("@versions") || type == "semver" || image.tag_changed || image.name_changed || length(turned_on) > 0 && length(turned_off) > 0)
  verdict = "should-fix"
  reason  = "A change that was not promoted: ${drift.story_text}."
  hint    = "Promote it to ${reference}, or take it back."

  examples        = [{ path = "SECTION_KNOB", values = { staging = true, prod = false }, facts = { "drift.story" = "overdue", "drift.once_the_same" = true, "drift.age_days" = 140 } }]
  counterexamples = [{ path = "POOL_SIZE_LIMIT", values = { staging = "25", prod = "10" }, facts = { "drift.story" = "overdue", "drift.once_the_same" = true, "drift.age_days" = 140 } }, { path = "POOL_SIZE_LIMIT", values = { staging = "25", prod = "10" }, facts = { "drift.story" = "settled", "drift.once_the_same" = true, "drift.age_days" = 540 } }]
}

rule "address-changed-below" {
  when       = drift.story == "on-its-way" && drift.kind == "changed" && oneof(shape, "url", "host", "ip", "email") && type != "image"
  verdict    = "acceptable"
  either_way = true
  reason     = "Changed on ${drift.since}. An address is either promoted or the environment's own, and its story does not show which."

  examples        = [{ path = "ISSUER", values = { staging = "https://login.shop.example/realms/shop-test", prod = "https://login.shop.example/realms/shop" }, facts = { "drift.story" = "on-its-way", "drift.age_days" = 4 } }]
  counterexamples = [{ path = "ISSUER", values = { staging = "https://login.shop.example/realms/shop-test", prod = "https://login.shop.example/realms/shop" }, facts = { "drift.story" = "never-the-same", "drift.age_days" = 4 } }]
}

rule "on-its-way" {
  when    = drift.story == "on-its-way" && drift.once_the_same
  verdict = "acceptable"
  either_way = true # the story says which way it goes
  reason  = "A promotion under way: ${drift.story_text}."

  examples        = [{ path = "POOL_SIZE_LIMIT", values = { staging = "25", prod = "10" }, facts = { "drift.story" = "on-its-way", "drift.once_the_same" = true, "drift.age_days" = 4 } }]
  counterexamples = [{ path = "POOL_SIZE_LIMIT", values = { staging = "25", prod = "10" }, facts = { "drift.story" = "overdue", "drift.once_the_same" = true, "drift.age_days" = 140 } }]
}
