# Tried after all that knows more: how a rollout goes.

names "rollout-surge" {
  patterns = [
    "max_surge",
    "max_unavailable",
    "min_ready_seconds",
    "*_max_surge",
    "progress_deadline_seconds",
    "revision_history_limit",
  ]
}

rule "rollout-surge" {
  when       = named("@rollout-surge") && drift.kind == "changed"
  verdict    = "acceptable"
  reason     = "How fast a rollout goes follows the number of replicas."
  either_way = true

  examples        = [{ resource = "Deployment/api", path = "spec.strategy.rollingUpdate.maxSurge", values = { staging = 1, prod = "25%" } }]
  counterexamples = [{ resource = "Deployment/api", path = "spec.replicas", values = { staging = 1, prod = 2 } }]
}
