# Tried after all that knows more: switches, by their values alone.

names "auto-stop" {
  patterns = [
    "*_auto_start_stop",
    "*_auto_stop*",
    "auto_stop*",
    "*_auto_shutdown*",
    "*_scheduled_shutdown*",
    "*_downtime*",
    "downtime*",
    "*_hibernat*",
    "*_auto_pause*",
    "auto_pause*",
    "*_scale_to_zero*",
  ]
}

rule "auto-stop-in-reference" {
  when    = named("@auto-stop") && has(turned_on, reference)
  verdict = "must-fix"
  reason  = "${reference} is switched off by schedule, and ${other.environment} is not."
  hint    = "Take the schedule off ${reference}."

  examples        = [{ path = "enable_rds_auto_start_stop", values = { staging = false, prod = true } }]
  counterexamples = [{ path = "enable_rds_auto_start_stop", values = { staging = true, prod = false } }]
}

names "auto-stop-2" {
  patterns = [
    "*_auto_start_stop",
    "*_auto_stop*",
    "auto_stop*",
    "*_auto_shutdown*",
    "*_scheduled_shutdown*",
    "*_downtime*",
    "downtime*",
    "*_hibernat*",
    "*_sleep_schedule",
    "*_stop_schedule",
    "*_uptime_schedule",
    "*_auto_pause*",
    "auto_pause*",
    "*_scale_to_zero*",
  ]
}

rule "auto-stop" {
  when    = named("@auto-stop-2") && drift.kind != "missing" && !has(turned_on, reference) && (length(turned_on) > 0 || length(turned_off) == 0)
  verdict = "acceptable"
  reason  = "Switched off at night where nobody works then."

  examples        = [{ path = "enable_rds_auto_start_stop", values = { staging = true, prod = false } }, { path = "enable_rds_auto_start_stop", values = { staging = true, prod = null } }]
  counterexamples = [{ path = "enable_rds_auto_start_stop", values = { staging = false, prod = true } }]
}

rule "switch-explicit-default" {
  when       = drift.one_sided && drift.path != "" && length(turned_off) > 0 && length(turned_on) == 0 && !drift.variable
  verdict    = "acceptable"
  reason     = "Off where it is set, and not mentioned in ${wordlist(absent)}, which mostly is the same."
  either_way = true

  examples        = [{ path = "workers.enabled", values = { staging = null, prod = false } }]
  counterexamples = [{ path = "workers.enabled", values = { staging = null, prod = true } }]
}

rule "switch-on-off" {
  when    = length(turned_on) > 0 && length(turned_off) > 0 && !meant && drift.story != "on-its-way" && !(ref.state == "absent" && has(turned_off, other.environment))
  verdict = "should-fix"
  reason  = "Switched on in ${wordlist(turned_on)} and off in ${wordlist(turned_off)}, so tests take another path than users."
  hint    = "Set it alike, or write a rule that says why it differs."

  examples        = [{ path = "workers.enabled", values = { staging = true, prod = false } }]
  counterexamples = [{ path = "workers.enabled", values = { dev = true, staging = false, prod = null } }, { path = "workers.enabled", values = { staging = null, prod = true } }]
}

rule "switch-one-sided" {
  when    = drift.one_sided && drift.path != "" && length(turned_on) > 0 && !meant && drift.story != "on-its-way"
  verdict = "should-fix"
  reason  = "Switched on in ${wordlist(turned_on)}, and left to its default elsewhere."
  hint    = "Say it everywhere."

  examples        = [{ path = "workers.enabled", values = { staging = null, prod = true } }]
  counterexamples = [{ path = "workers.count", values = { staging = null, prod = 1 } }]
}
