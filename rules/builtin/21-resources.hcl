# CPU and memory that containers ask for and may use.

names "limits-without-requests-paths" {
  patterns = [
    "**.*esources.requests",
    "**.*esources.requests.*",
    "**.defaultRequest",
    "**.defaultRequest.*",
  ]
}

rule "limits-without-requests" {
  when    = drift.one_sided && matches(drift.path, "@limits-without-requests-paths") && !meant
  verdict = "should-fix"
  reason  = "${only} ${wordlist(present)} ${verb(present, "asks", "ask")} for resources: the scheduler packs the pods otherwise, and they are evicted otherwise."
  hint    = "Set requests everywhere, smaller where there is less load."

  examples        = [{ resource = "Deployment/api", path = "spec.template.spec.containers[name=api].resources.requests.memory", values = { staging = null, prod = "512Mi" } }]
  counterexamples = [{ resource = "Deployment/api", path = "spec.template.spec.containers[name=api].resources.requests.memory", values = { staging = "256Mi", prod = "512Mi" } }]
}

names "limits-one-sided-paths" {
  patterns = [
    "**.*esources.limits",
    "**.*esources.limits.*",
    "**.*esources",
  ]
}

rule "limits-of-the-reference" {
  when       = drift.kind == "missing" && length(present) == 1 && matches(drift.path, "@limits-one-sided-paths")
  verdict    = "acceptable"
  reason     = "${only} ${reference} bounds it, for its load."

  examples        = [{ resource = "Deployment/api", path = "spec.template.spec.containers[name=api].resources.limits.memory", values = { staging = null, prod = "512Mi" } }]
  counterexamples = [{ resource = "Deployment/api", path = "spec.template.spec.containers[name=api].resources.limits.memory", values = { staging = "512Mi", prod = null } }, { resource = "Deployment/api", path = "spec.template.spec.containers[name=api].resources.limits.memory", values = { dev = null, staging = "512Mi", prod = "512Mi" } }]
}

rule "resources-absent-in-reference" {
  when    = drift.kind == "extra" && matches(drift.path, "**.*esources") && !meant
  verdict = "should-fix"
  reason  = "${reference} neither asks for CPU and memory nor bounds them, as ${wordlist(present)} ${verb(present, "does", "do")}: its pods are evicted first when a node is full."
  hint    = "Set requests and limits in ${reference}."

  examples        = [{ resource = "Deployment/api", path = "spec.template.spec.containers[name=api].resources", values = { staging = { requests = { cpu = 1 } }, prod = null } }]
  counterexamples = [{ resource = "Deployment/api", path = "spec.template.spec.containers[name=api].resources", values = { staging = null, prod = { requests = { cpu = 1 } } } }]
}

rule "limits-one-sided" {
  when    = drift.one_sided && matches(drift.path, "@limits-one-sided-paths")
  verdict = "acceptable"
  reason  = "${only} ${wordlist(present)} ${verb(present, "has", "have")} a limit: what is throttled or killed there is not elsewhere."

  examples        = [{ resource = "Deployment/api", path = "spec.template.spec.containers[name=api].resources.limits.memory", values = { staging = "512Mi", prod = null } }]
  counterexamples = [{ resource = "Deployment/api", path = "spec.template.spec.containers[name=api].resources.limits.memory", values = { staging = "256Mi", prod = "512Mi" } }]
}

names "resources-inverted-paths" {
  patterns = [
    "**.*esources.limits.*",
    "**.*esources.requests.*",
    "**.limits.*",
    "**.requests.*",
    "**.*esources.cpu",
    "**.*esources.memory",
    "**.default.memory",
    "**.default.cpu",
    "**.defaultRequest.*",
    "**.max.memory",
    "**.max.cpu",
  ]
}

names "resources-inverted" {
  patterns = [
    "*_memory",
    "*_cpu",
    "memory",
    "cpu",
    "*_memory_size",
    "*_heap*",
    "*_mem",
  ]
}

rule "requests-inverted" {
  when    = drift.kind == "changed" && ratio > 1.1 && matches(drift.path, "**.requests.**", "requests.**")
  verdict = "acceptable"
  reason  = "${other.environment} asks for more than ${reference}. What is asked for reserves room on a node and limits nothing."

  examples        = [{ resource = "Deployment/api", path = "spec.template.spec.containers[name=api].resources.requests.memory", values = { staging = 1024, prod = 512 } }]
  counterexamples = [{ resource = "Deployment/api", path = "spec.template.spec.containers[name=api].resources.limits.memory", values = { staging = 1024, prod = 512 } }]
}

rule "resources-inverted" {
  when    = (drift.kind == "changed" && ratio > 1.1 && (matches(drift.path, "@resources-inverted-paths") || named("@resources-inverted"))) && !decided && !oneof(drift.story, "on-its-way", "settled")
  verdict = "should-fix"
  reason  = "${other.environment} has more than ${reference}: what fits there may be killed or throttled in ${reference}."
  hint    = "See which of the two is out of date; ${reference} is usually the larger."

  examples        = [{ resource = "Deployment/api", path = "spec.template.spec.containers[name=api].resources.limits.memory", values = { staging = 1024, prod = 512 } }]
  counterexamples = [{ resource = "Deployment/api", path = "spec.template.spec.containers[name=api].resources.limits.memory", values = { staging = 512, prod = 1024 } }]
}

names "room-paths" {
  patterns = [
    "**.*esources.limits.*",
    "**.*esources.requests.*",
    "**.limits.*",
    "**.requests.*",
    "**.*esources.cpu",
    "**.*esources.memory",
    "**.default.memory",
    "**.default.cpu",
    "**.defaultRequest.*",
    "**.max.memory",
    "**.max.cpu",
    "**.min.memory",
    "**.min.cpu",
    "**.max.storage",
  ]
}

names "resources-smaller" {
  patterns = [
    "*_memory",
    "*_cpu",
    "memory",
    "cpu",
    "*_memory_size",
    "*_heap*",
    "*_mem",
    "maxmemory",
  ]
}

rule "resources-smaller" {
  when    = drift.kind == "changed" && !(ratio > 1.1 || amount_ratio > 1.1) && oneof(shape, "number", "text", "word", "hex", "expression") && (matches(drift.path, "@room-paths") || named("@resources-smaller"))
  verdict = "acceptable"
  reason  = "Sized for the load that the environment has."

  examples        = [{ resource = "LimitRange/limitrange", path = "spec.limits[0].default.memory", values = { staging = "1000Mi", prod = "2048Mi" } }]
  counterexamples = [{ resource = "Deployment/api", path = "spec.template.spec.containers[name=api].image", values = { staging = "a:1", prod = "a:2" } }, { path = "resources.queue.visibilityTimeout", values = { staging = "30", prod = "60" } }]
}

names "quota-one-sided-kinds" {
  patterns = [
    "ResourceQuota",
    "LimitRange",
    "PriorityClass",
  ]
}

rule "quota-one-sided" {
  when    = drift.whole && oneof(resource.kind, "@quota-one-sided-kinds") && drift.one_sided && !(drift.kind == "missing" && length(present) == 1) && !meant
  verdict = "should-fix"
  reason  = "${only} ${wordlist(present)} ${verb(present, "bounds", "bound")} what a namespace may use, so what is admitted there differs."
  hint    = "Have it in every environment, with numbers that fit."

  examples        = [{ resource = "ResourceQuota/shop", values = { staging = { pods = 50 }, prod = null } }]
  counterexamples = [{ resource = "ResourceQuota/shop", path = "spec.hard.pods", values = { staging = 20, prod = 50 } }]
}

rule "quota-inverted" {
  when    = drift.kind == "changed" && oneof(resource.kind, "ResourceQuota", "LimitRange") && ratio > 1 && !meant
  verdict = "should-fix"
  reason  = "${other.environment} may use more than ${reference}: what is admitted there may not be in ${reference}."
  hint    = "See which of the two is out of date; ${reference} is usually the larger."

  examples        = [{ resource = "ResourceQuota/shop", path = "spec.hard.pods", values = { staging = "60", prod = "10" } }]
  counterexamples = [{ resource = "ResourceQuota/shop", path = "spec.hard.pods", values = { staging = "10", prod = "60" } }]
}

rule "quota-size" {
  when    = drift.kind == "changed" && oneof(resource.kind, "ResourceQuota", "LimitRange")
  verdict = "acceptable"
  reason  = "The quota follows the size of the environment."

  examples        = [{ resource = "ResourceQuota/shop", path = "spec.hard.pods", values = { staging = 20, prod = 50 } }]
  counterexamples = [{ resource = "Deployment/shop", path = "spec.x", values = { staging = 20, prod = 50 } }]
}

names "qos-class" {
  patterns = [
    "priority_class_name",
    "*_priority_class*",
    "runtime_class_name",
    "preemption_policy",
  ]
}

rule "qos-class-missing-in-reference" {
  when    = named("@qos-class") && drift.kind == "extra" && length(present) > 1
  verdict = "should-fix"
  reason  = "${wordlist(present)} ${verb(present, "has", "have")} a priority or runtime class, and ${reference} has none: under pressure its pods go first."
  hint    = "Give ${reference} a class of its own."

  examples        = [{ resource = "Deployment/api", path = "spec.template.spec.priorityClassName", values = { dev = "low", staging = "high", prod = null } }]
  counterexamples = [{ resource = "Deployment/api", path = "spec.template.spec.priorityClassName", values = { staging = "low", prod = "high" } }]
}

rule "qos-class" {
  when       = named("@qos-class") && !oneof(drift.kind, "leaked", "shared")
  verdict    = "acceptable"
  either_way = true
  reason     = "Which pods go first under pressure: clusters name their classes themselves."

  examples        = [{ resource = "Deployment/api", path = "spec.template.spec.priorityClassName", values = { staging = "low", prod = "high" } }]
  counterexamples = [{ resource = "Deployment/api", path = "spec.template.spec.schedulerName2", values = { staging = "low", prod = "high" } }]
}

names "placement-paths" {
  patterns = [
    "**.nodeSelector",
    "**.nodeSelector.*",
    "**.tolerations",
    "**.tolerations[*]",
    "**.tolerations[*].**",
    "**.affinity",
    "**.affinity.**",
    "**.topologySpreadConstraints",
    "**.topologySpreadConstraints[*]",
    "**.topologySpreadConstraints[*].**",
  ]
}

rule "placement" {
  when       = matches(drift.path, "@placement-paths") && !like(drift.path, "*arch*")
  verdict    = "acceptable"
  reason     = "Pods are placed according to the nodes that the environment has."
  either_way = true

  examples        = [{ resource = "Deployment/api", path = "spec.template.spec.nodeSelector.pool", values = { staging = "spot", prod = "main" } }]
  counterexamples = [{ resource = "Deployment/api", path = "spec.template.spec.nodeSelector.arch", values = { staging = "arm64", prod = "amd64" } }]
}

names "architecture" {
  patterns = [
    "arch",
    "*_arch",
    "*_architecture",
    "architecture",
    "architectures",
    "cpu_architecture",
  ]
}

names "architecture-paths" {
  patterns = [
    "**.nodeSelector[\"kubernetes.io/arch\"]",
    "**.nodeSelector.arch",
  ]
}

rule "architecture" {
  when    = (named("@architecture") || matches(drift.path, "@architecture-paths")) && !matches(drift.path, "**.tolerations[*]", "**.tolerations[*].**", "tolerations[*]", "tolerations[*].**") && !meant
  verdict = "should-fix"
  reason  = "Another processor architecture: another build of the image and of every native library runs."
  hint    = "Test on the architecture that ${reference} runs on."

  examples        = [{ path = "arch", values = { staging = "arm64", prod = "amd64" } }]
  counterexamples = [{ path = "archive", values = { staging = "a", prod = "b" } }]
}
