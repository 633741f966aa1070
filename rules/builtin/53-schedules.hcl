# Cron jobs and schedules.

rule "schedule-jitter" {
  when       = cron.same_cadence && drift.kind == "changed"
  verdict    = "acceptable"
  reason     = "As often, at another minute."
  either_way = true

  examples        = [{ resource = "CronJob/report", path = "spec.schedule", values = { staging = "15 11 * * *", prod = "40 9 * * *" }, facts = { "cron.same_cadence" = true } }]
  counterexamples = [{ resource = "CronJob/report", path = "spec.schedule", values = { staging = "0 8 * * 0", prod = "0 0 1 11 *" }, facts = { "cron.same_cadence" = false } }]
}

names "schedule-suspended" {
  patterns = [
    "suspend",
    "*_suspend",
    "suspended",
    "*_cron_disabled",
    "*_jobs_disabled",
    "suspend_*",
  ]
}

rule "schedule-suspended-in-reference" {
  when    = named("@schedule-suspended") && has(turned_on, reference) && !has(turned_on, other.environment) && !meant
  verdict = "must-fix"
  reason  = "The job does not run in ${reference}, and does in ${other.environment}."
  hint    = "Resume it in ${reference}."

  examples        = [{ resource = "CronJob/report", path = "spec.suspend", values = { staging = false, prod = true } }]
  counterexamples = [{ resource = "CronJob/report", path = "spec.suspend", values = { staging = true, prod = false } }]
}

rule "schedule-suspended" {
  when    = named("@schedule-suspended") && length(turned_on) > 0 && !has(turned_on, reference) && !meant
  verdict = "should-fix"
  reason  = "The job is suspended outside ${reference}, so nobody sees it fail before it does there."
  hint    = "Let it run, on less data."

  examples        = [{ resource = "CronJob/report", path = "spec.suspend", values = { staging = true, prod = false } }]
  counterexamples = [{ resource = "CronJob/report", path = "spec.schedule", values = { staging = "a", prod = "b" } }]
}

names "schedule-cadence" {
  patterns = [
    "schedule",
    "*_schedule",
    "*_schedule_expression",
    "schedule_expression",
    "*_cron",
    "cron",
    "*_cron_expression",
    "*_cron_schedule",
  ]
}

rule "schedule-of-other-fields" {
  when    = drift.kind == "changed" && cron.other_fields
  verdict = "should-fix"
  reason  = "One schedule has six fields and the other five. In six the first one is seconds, so all others mean something else, where a program takes them at all."
  hint    = "Write as many fields everywhere as the scheduler reads."

  examples        = [{ path = "BACKEND_CRON_UPDATE", values = { staging = "*/15 * * * *", prod = "30 8,12,20 * * * *" } }]
  counterexamples = [{ path = "BACKEND_CRON_UPDATE", values = { staging = "*/15 * * * *", prod = "30 8,12,20 * * *" } }, { path = "NUMBERS", values = { staging = "1 2 3", prod = "1 2 3 4" } }]
}

rule "schedule-never-the-same" {
  when       = drift.kind == "changed" && (type == "cron" || named("@schedule-cadence")) && oneof(drift.story, "never-the-same", "settled")
  verdict    = "acceptable"
  reason     = "The pace is ${alike == "" ? "each environment's own" : "not the same everywhere, though ${alike}"}, from the beginning or for more than a year: ${drift.story_text}."
  either_way = true

  examples        = [{ resource = "CronJob/report", path = "spec.schedule", values = { staging = "*/15 * * * *", prod = "0 8 * * 1" }, facts = { "drift.story" = "never-the-same", "drift.age_days" = 400 } }]
  counterexamples = [{ resource = "CronJob/report", path = "spec.schedule", values = { staging = "*/15 * * * *", prod = "0 8 * * 1" }, facts = { "drift.story" = "hot-fix", "drift.age_days" = 40 } }]
}

rule "schedule-cadence" {
  when    = drift.kind == "changed" && (type == "cron" || named("@schedule-cadence")) && !meant
  verdict = "should-fix"
  reason  = "It runs at another pace: weekly turned yearly is a job that is not tested."
  hint    = "Run it as often everywhere; jitter the minute if you like."

  examples        = [{ resource = "CronJob/report", path = "spec.schedule", values = { staging = "0 8 * * 0", prod = "0 0 1 11 *" } }]
  counterexamples = [{ resource = "CronJob/report", path = "spec.suspend", values = { staging = true, prod = false } }]
}

names "schedule-kinds" {
  patterns = [
    "CronJob",
    "aws_cloudwatch_event_rule",
    "aws_scheduler_schedule",
    "google_cloud_scheduler_job",
  ]
}

names "job-intended-outside-paths" {
  patterns = [
    "**.cronTasks[*]",
    "**.cronTasks[*].*",
    "**.cronJobs[*].*",
    "**.cronJobs[*]",
    "**.jobs[*]",
    "**.cronJobs.*",
  ]
}

names "job-intended-outside-names" {
  patterns = [
    "*downtime*",
    "*auto-stop*",
    "*copy-back*",
    "*copyback*",
    "*restore*",
    "*refresh*",
    "*sync-from*",
    "*reset*",
    "*reseed*",
    "*seed*",
    "*cleanup*",
    "*clean-up*",
    "*purge*",
    "*anonymi*",
    "*scrub*",
    "*obfuscat*",
    "*reimport*",
    "*import*",
    "*simulat*",
    "*smoke*",
    "*e2e*",
    "*load-test*",
    "*loadtest*",
    "*test*",
  ]
}

rule "job-intended-outside" {
  when    = drift.kind == "extra" && (drift.whole && oneof(resource.kind, "@schedule-kinds") || matches(drift.path, "@job-intended-outside-paths")) && like(drift.name, "@job-intended-outside-names")
  verdict = "acceptable"
  reason  = "A chore of environments that are not production: resetting, copying back, switching off at night."

  examples        = [{ resource = "CronJob/db-restore", values = { staging = { schedule = "0 1 * * *" }, prod = null } }]
  counterexamples = [{ resource = "CronJob/send-invoices", values = { staging = { schedule = "0 1 * * *" }, prod = null } }]
}

names "job-missing-paths" {
  patterns = [
    "**.cronTasks[*]",
    "**.cronTasks[*].*",
    "**.cronJobs[*].*",
    "**.cronJobs[*]",
    "**.cronJobs.*",
  ]
}

rule "job-missing-in-reference" {
  when    = drift.kind == "extra" && (drift.whole && oneof(resource.kind, "@schedule-kinds") || matches(drift.path, "@job-missing-paths")) && !meant
  verdict = "should-fix"
  reason  = "${wordlist(present)} ${verb(present, "runs", "run")} a job that ${reference} does not."
  hint    = "Schedule it in ${reference}, or remove it."

  examples        = [{ resource = "CronJob/send-invoices", values = { staging = { schedule = "0 1 * * *" }, prod = null } }]
  counterexamples = [{ resource = "CronJob/close-orders", values = { staging = null, prod = { schedule = "0 1 * * *" } } }]
}

names "job-of-reference-paths" {
  patterns = [
    "**.cronTasks[*]",
    "**.cronJobs[*]",
    "**.cronJobs.*",
  ]
}

names "job-of-reference-names" {
  patterns = [
    "*report*",
    "*remind*",
    "*notif*",
    "*mail*",
    "*slack*",
    "*alert*",
    "*backup*",
    "*billing*",
    "*invoice*",
    "*export*",
    "*bigquery*",
    "*analytics*",
    "*suspend*",
    "*sitemap*",
  ]
}

rule "job-of-reference" {
  when         = drift.kind == "missing" && (drift.whole && oneof(resource.kind, "@schedule-kinds") || matches(drift.path, "@job-of-reference-paths")) && like(drift.name, "@job-of-reference-names")
  verdict      = "acceptable"
  reason       = "A job that reaches people, or feeds reports, and so runs in ${reference} only."
  compensation = "Try it by hand in ${wordlist(absent)} when it changes."

  examples        = [{ resource = "CronJob/send-invoices-by-mail", values = { staging = null, prod = { schedule = "0 1 * * *" } } }]
  counterexamples = [{ resource = "CronJob/close-orders", values = { staging = null, prod = { schedule = "0 1 * * *" } } }]
}

rule "job-missing" {
  when    = drift.kind == "missing" && (drift.whole && oneof(resource.kind, "@schedule-kinds") || matches(drift.path, "@job-missing-paths")) && !meant
  verdict = "should-fix"
  reason  = "${reference} runs a job that ${wordlist(absent)} ${verb(absent, "does", "do")} not, so it is not tested there."
  hint    = "Run it there too, on less data; waive it if it reaches real people."

  examples        = [{ resource = "CronJob/close-orders", values = { staging = null, prod = { schedule = "0 1 * * *" } } }]
  counterexamples = [{ resource = "Deployment/send-invoices", values = { staging = null, prod = { a = 1 } } }]
}
