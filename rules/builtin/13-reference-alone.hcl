# What the reference alone has, where two or more others do without: mostly on purpose. In a draw of systems that nobody had tuned for, none of
# 14 such resources was worth hearing. Workloads and their disruption budgets are left to their own rules: an upgrade is tried with them.

rule "reference-alone-has-it" {
  when       = reference_alone && drift.whole && drift.kind == "missing" && oneof(drift.pillar, "infrastructure", "configuration") && !oneof(resource.kind, "@workload-kinds", "PodDisruptionBudget")
  verdict    = "acceptable"
  either_way = true
  reason     = "${only} ${reference} has it, and ${wordlist(absent)} ${verb(absent, "does", "do")} without."

  examples        = [{ resource = "ServiceAccount/dump", values = { dev = null, staging = null, prod = { automount = true } } }]
  counterexamples = [{ resource = "ServiceAccount/dump", values = { staging = null, prod = { automount = true } } }, { resource = "Deployment/api", values = { dev = null, staging = null, prod = { replicas = 1 } } }, { resource = "ConfigMap/api", values = { dev = { a = 1 }, staging = null, prod = { a = 1 } } }]
}
