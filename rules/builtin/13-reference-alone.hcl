# What the reference alone has, where two or more others do without: mostly on purpose. In a draw of systems that nobody had tuned for, none of
# 14 such resources was worth hearing.

rule "reference-alone-has-it" {
  when       = reference_alone && drift.whole && drift.kind == "missing" && drift.pillar != "dependencies" && drift.pillar != "data" && drift.pillar != "observability" && !oneof(resource.kind, "@workload-kinds")
  verdict    = "acceptable"
  either_way = true
  reason     = "Only ${reference} has it, and ${wordlist(absent)} do without."

  examples        = [{ resource = "PodDisruptionBudget/redis", values = { dev = null, staging = null, prod = { minAvailable = 1 } } }]
  counterexamples = [{ resource = "PodDisruptionBudget/redis", values = { staging = null, prod = { minAvailable = 1 } } }, { resource = "Deployment/api", values = { dev = null, staging = null, prod = { replicas = 1 } } }, { resource = "ConfigMap/api", values = { dev = { a = 1 }, staging = null, prod = { a = 1 } } }]
}
