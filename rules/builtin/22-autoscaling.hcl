# What scales by itself, and between which bounds.

rule "autoscaling-one-sided" {
  when    = drift.whole && oneof(drift.kind, "missing", "extra") && oneof(resource.kind, "HorizontalPodAutoscaler", "VerticalPodAutoscaler", "ScaledObject", "aws_appautoscaling_target", "aws_appautoscaling_policy", "aws_autoscaling_policy")
  verdict = "should-fix"
  reason  = "Only ${wordlist(present)} scales by itself: how the system behaves while it grows and shrinks is not tested elsewhere."
  hint    = "Scale everywhere, between smaller bounds."

  examples        = [{ resource = "HorizontalPodAutoscaler/api", values = { staging = null, prod = { maxReplicas = 9 } } }]
  counterexamples = [{ resource = "HorizontalPodAutoscaler/api", path = "spec.maxReplicas", values = { staging = 3, prod = 9 } }]
}

rule "autoscaling-switch" {
  when    = named("*_autoscaling_enabled", "autoscaling", "*_autoscaling", "*_auto_scaling*", "*_hpa_enabled", "*_autoscale*") && length(turned_on) > 0
  verdict = "should-fix"
  reason  = "Only ${wordlist(turned_on)} scales by itself."
  hint    = "Scale everywhere, between smaller bounds."

  examples        = [{ path = "api.autoscaling_enabled", values = { staging = false, prod = true } }]
  counterexamples = [{ path = "api.autoscaling.maxReplicas", values = { staging = 2, prod = 10 } }]
}

rule "autoscaling-bounds" {
  when    = drift.kind == "changed" && named("*_min_replicas", "*_max_replicas", "min_replicas", "max_replicas", "*_min_capacity", "*_max_capacity", "min_capacity", "max_capacity", "*_min_size", "*_max_size", "*_desired_size") && ratio > 0 && ratio <= 1
  verdict = "acceptable"
  reason  = "Smaller bounds outside ${reference}."

  examples        = [{ resource = "HorizontalPodAutoscaler/api", path = "spec.maxReplicas", values = { staging = 3, prod = 9 } }]
  counterexamples = [{ resource = "HorizontalPodAutoscaler/api", path = "spec.maxReplicas", values = { staging = 9, prod = 3 } }]
}

rule "autoscaling-target" {
  when    = drift.kind == "changed" && (matches(drift.path, "**.behavior.**", "behavior.**") || named("average_utilization", "*_target_value", "target_cpu*", "*_target_utilization*", "target_memory*", "*_cooldown*", "stabilization_window_seconds", "*_scale_in_*", "*_scale_out_*", "polling_interval"))
  verdict = "acceptable"
  reason  = "When it scales follows the load that the environment has."

  examples        = [{ resource = "HorizontalPodAutoscaler/api", path = "spec.metrics[0].resource.target.averageUtilization", values = { staging = 80, prod = 60 } }]
  counterexamples = [{ resource = "HorizontalPodAutoscaler/api", path = "spec.maxReplicas", values = { staging = 9, prod = 3 } }]
}

rule "disruption-budget-missing" {
  when    = drift.whole && resource.kind == "PodDisruptionBudget" && oneof(drift.kind, "missing", "extra") || !drift.whole && oneof(drift.kind, "missing", "extra") && named("pod_disruption_budget", "*_pdb", "pdb")
  verdict = "should-fix"
  reason  = "Only ${wordlist(present)} keeps a minimum of pods while nodes are drained."
  hint    = "Have the budget everywhere, so that an upgrade of the nodes is tried with it; ${reference} needs it most."

  examples        = [{ resource = "PodDisruptionBudget/api", values = { staging = { minAvailable = 1 }, prod = null } }]
  counterexamples = [{ resource = "PodDisruptionBudget/api", path = "spec.minAvailable", values = { staging = 1, prod = 2 } }]
}

rule "disruption-budget-size" {
  when    = resource.kind == "PodDisruptionBudget" || named("min_available") || matches(drift.path, "**.podDisruptionBudget.*")
  verdict = "acceptable"
  reason  = "The budget follows the number of replicas."

  examples        = [{ resource = "PodDisruptionBudget/api", path = "spec.minAvailable", values = { staging = 1, prod = 2 } }]
  counterexamples = [{ resource = "Deployment/api", path = "spec.replicas", values = { staging = 1, prod = 2 } }]
}
