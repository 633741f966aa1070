# What is wrong in an environment by itself, whatever the other environments say.

rule "refused" {
  when    = length(refused) > 0
  verdict = "must-fix"
  reason  = "${wordlist(refused)} cannot apply this: ${refused_because} exclude each other."
  hint    = "Keep one of the two. A patch that sets the one has to remove the other."

  examples        = [{ resource = "Deployment/broker", path = "spec.template.spec.containers[broker].env[HOST]", values = { staging = "a", prod = "b" }, facts = { "refused" = "prod" } }]
  counterexamples = [{ resource = "Deployment/broker", path = "spec.template.spec.containers[broker].env[HOST].value", values = { staging = "a", prod = "b" } }]
}

rule "dangling-reference-in-reference" {
  when    = has(dangling, reference)
  verdict = "must-fix"
  reason  = "This refers to something that ${reference} does not have: there is no ${dangling_target}."
  hint    = "Name what is there, or add it."

  examples        = [{ resource = "Ingress/web", path = "spec.defaultBackend.service.name", values = { staging = "web", prod = "web-svc" }, facts = { "dangling" = "prod" } }]
  counterexamples = [{ resource = "Ingress/web", path = "spec.defaultBackend.service.name", values = { staging = "web", prod = "web-svc" } }]
}

rule "dangling-reference" {
  when    = length(dangling) > 0
  verdict = "should-fix"
  reason  = "This refers to something that ${wordlist(dangling)} ${verb(dangling, "does", "do")} not have: there is no ${dangling_target}."
  hint    = "Name what is there, or add it."

  examples        = [{ resource = "Ingress/web", path = "spec.defaultBackend.service.name", values = { staging = "web-svc", prod = "web" }, facts = { "dangling" = "staging" } }]
  counterexamples = [{ resource = "Ingress/web", path = "spec.defaultBackend.service.name", values = { staging = "web", prod = "web-svc" } }]
}

rule "debug-everywhere" {
  when    = drift.kind == "shared" && named("debug", "*_debug") && has(turned_on, reference)
  verdict = "should-fix"
  reason  = "Debugging is on in ${wordlist(turned_on)}: it shows internals to users, and costs."
  hint    = "Switch it off in ${reference}."

  examples        = [{ path = "APP_DEBUG", kind = "shared", values = { staging = "true", prod = "true" } }]
  counterexamples = [{ path = "APP_DEBUG", kind = "shared", values = { staging = "false", prod = "false" } }, { path = "APP_DEBUG", values = { staging = "true", prod = "false" } }]
}

names "alert-test-paths" {
  patterns = [
    "tests[*].alert_rule_test",
    "tests[*].alert_rule_test[*]",
    "tests[*].alert_rule_test[*].**",
    "tests[*].promql_expr_test[*].**",
    "tests[*].input_series[*].**",
    "tests[*].external_labels.**",
  ]
}

rule "test-of-alerts" {
  when       = drift.type == "files" && matches(drift.path, "@alert-test-paths")
  verdict    = "acceptable"
  either_way = true
  reason     = "A unit test of alerts, as `promtool test rules` takes it. No environment runs it."

  examples        = [{ collector = "files", path = "tests[name=slow].external_labels.environment", kind = "shared", values = { staging = "test", prod = "test" } }, { collector = "files", path = "tests[name=slow].alert_rule_test[0].exp_alerts[0].exp_labels.database_engine", values = { staging = "mysql", prod = "postgres" } }]
  counterexamples = [{ collector = "files", path = "groups[name=slow].rules[alert=Slow].labels.environment", kind = "shared", values = { staging = "test", prod = "test" } }]
}
