# What scales by itself, and between which bounds.

names "autoscaling-one-sided-kinds" {
  patterns = [
    "HorizontalPodAutoscaler",
    "VerticalPodAutoscaler",
    "ScaledObject",
    "aws_appautoscaling_target",
    "aws_appautoscaling_policy",
    "aws_autoscaling_policy",
  ]
}

rule "autoscaling-one-sided" {
  when    = drift.whole && drift.one_sided && oneof(resource.kind, "@autoscaling-one-sided-kinds") && !(drift.kind == "missing" && length(present) == 1) && !meant
  verdict = "should-fix"
  reason  = "${only} ${wordlist(present)} ${verb(present, "scales", "scale")} by itself: how the system behaves while it grows and shrinks is not tested elsewhere."
  hint    = "Scale everywhere, between smaller bounds."

  examples        = [{ resource = "HorizontalPodAutoscaler/api", values = { staging = { maxReplicas = 9 }, prod = null } }]
  counterexamples = [{ resource = "HorizontalPodAutoscaler/api", path = "spec.maxReplicas", values = { staging = 3, prod = 9 } }]
}

names "autoscaling-switch" {
  patterns = [
    "*_autoscaling_enabled",
    "autoscaling",
    "*_autoscaling",
    "*_auto_scaling*",
    "*_hpa_enabled",
    "*_autoscale*",
  ]
}

rule "autoscaling-switch" {
  when    = named("@autoscaling-switch") && length(turned_on) > 0 && !has(turned_on, reference) && !meant
  verdict = "should-fix"
  reason  = "${wordlist(turned_on)} ${verb(turned_on, "scales", "scale")} by itself, and ${reference} does not."
  hint    = "Scale everywhere, between smaller bounds."

  examples        = [{ path = "api.autoscaling_enabled", values = { staging = true, prod = false } }]
  counterexamples = [{ path = "api.autoscaling.maxReplicas", values = { staging = 2, prod = 10 } }]
}

names "load-kinds" {
  patterns = [
    "HorizontalPodAutoscaler",
    "VerticalPodAutoscaler",
    "ScaledObject",
    "aws_appautoscaling_target",
    "aws_appautoscaling_policy",
    "aws_autoscaling_policy",
    "ResourceQuota",
    "LimitRange",
    "PriorityClass",
  ]
}

rule "scales-in-reference-alone" {
  when         = drift.kind == "missing" && length(present) == 1 && drift.whole && oneof(resource.kind, "@load-kinds") || named("@autoscaling-switch") && has(turned_on, reference)
  verdict      = "acceptable"
  reason       = "${reference} scales or is bounded, where the load is${length(absent) > 0 ? "; ${wordlist(absent)} ${verb(absent, "does", "do")} without" : ""}."
  compensation = "How it behaves while it grows shows in ${reference} first: try it once under load."

  examples        = [{ resource = "HorizontalPodAutoscaler/api", values = { staging = null, prod = { maxReplicas = 9 } } }, { path = "api.autoscaling_enabled", values = { staging = false, prod = true } }]
  counterexamples = [{ resource = "HorizontalPodAutoscaler/api", values = { staging = { maxReplicas = 9 }, prod = null } }]
}

names "autoscaling-bounds" {
  patterns = [
    "*_min_replicas",
    "*_max_replicas",
    "min_replicas",
    "max_replicas",
    "*_min_capacity",
    "*_max_capacity",
    "min_capacity",
    "max_capacity",
    "*_min_size",
    "*_max_size",
    "*_desired_size",
  ]
}

rule "autoscaling-bounds" {
  when    = drift.kind == "changed" && named("@autoscaling-bounds") && ratio > 0 && ratio <= 1
  verdict = "acceptable"
  reason  = "Smaller bounds outside ${reference}."

  examples        = [{ resource = "aws_autoscaling_group/api", path = "max_size", values = { staging = 3, prod = 9 } }]
  counterexamples = [{ resource = "HorizontalPodAutoscaler/api", path = "spec.maxReplicas", values = { staging = 9, prod = 3 } }]
}

names "autoscaling-target" {
  patterns = [
    "average_utilization",
    "*_target_value",
    "target_cpu*",
    "*_target_utilization*",
    "target_memory*",
    "*_cooldown*",
    "stabilization_window_seconds",
    "*_scale_in_*",
    "*_scale_out_*",
    "polling_interval",
  ]
}

rule "autoscaling-target" {
  when       = drift.kind == "changed" && (matches(drift.path, "**.behavior.**", "behavior.**") || named("@autoscaling-target"))
  verdict    = "acceptable"
  reason     = "When it scales follows the load that the environment has."
  either_way = true

  examples        = [{ resource = "HorizontalPodAutoscaler/api", path = "spec.metrics[0].resource.target.averageUtilization", values = { staging = 80, prod = 60 } }]
  counterexamples = [{ resource = "HorizontalPodAutoscaler/api", path = "spec.maxReplicas", values = { staging = 9, prod = 3 } }]
}

rule "disruption-budget-missing" {
  when    = drift.one_sided && (drift.whole && resource.kind == "PodDisruptionBudget" || !drift.whole && named("pod_disruption_budget", "*_pdb", "pdb")) && !meant
  verdict = "should-fix"
  reason  = "${only} ${wordlist(present)} ${verb(present, "keeps", "keep")} a minimum of pods while nodes are drained."
  hint    = "Have the budget everywhere, so that an upgrade of the nodes is tried with it; ${reference} needs it most."

  examples        = [{ resource = "PodDisruptionBudget/api", values = { staging = { minAvailable = 1 }, prod = null } }]
  counterexamples = [{ resource = "PodDisruptionBudget/api", path = "spec.minAvailable", values = { staging = 1, prod = 2 } }]
}

rule "disruption-budget-blocks" {
  when    = drift.kind == "changed" && named("max_unavailable") && (resource.kind == "PodDisruptionBudget" || matches(drift.path, "**.podDisruptionBudget.*")) && any([for e, v in value : oneof(v, "0", "0%")])
  verdict = "should-fix"
  reason  = "A budget of zero lets no pod be evicted: nodes are drained in one environment and hang in another."
  hint    = "Allow one pod to be away, and run two or more."

  examples        = [{ resource = "PodDisruptionBudget/api", path = "spec.maxUnavailable", values = { staging = 1, prod = 0 } }]
  counterexamples = [{ resource = "PodDisruptionBudget/api", path = "spec.maxUnavailable", values = { staging = 1, prod = 2 } }, { resource = "Deployment/api", path = "spec.strategy.rollingUpdate.maxUnavailable", values = { staging = 1, prod = 0 } }]
}

rule "disruption-budget-size" {
  when    = drift.kind == "changed" && (resource.kind == "PodDisruptionBudget" || named("min_available") || matches(drift.path, "**.podDisruptionBudget.*")) && !(ratio > 1)
  verdict = "acceptable"
  reason  = "The budget follows the number of replicas, of which ${reference} has more."

  examples        = [{ resource = "PodDisruptionBudget/api", path = "spec.minAvailable", values = { staging = 1, prod = 2 } }]
  counterexamples = [{ resource = "Deployment/api", path = "spec.replicas", values = { staging = 1, prod = 2 } }]
}
