# How many of a thing there are. Fewer outside the reference is thrift; one instead of several hides a class of bugs.

rule "replicas-decided-elsewhere" {
  when       = drift.path == "spec.replicas" && length(scaled) > 0
  verdict    = "acceptable"
  reason     = "An autoscaler or a Rollout decides in ${wordlist(scaled)} how many run."
  either_way = true

  examples        = [{ resource = "Deployment/api", path = "spec.replicas", values = { staging = 2, prod = 0 }, facts = { scaled = "prod" } }]
  counterexamples = [{ resource = "Deployment/api", path = "spec.replicas", values = { staging = 2, prod = 0 } }]
}

rule "replicas-zero-in-reference" {
  when    = named("@replicas") && drift.kind == "changed" && ref.value == "0" && !(other.value == "0")
  verdict = "must-fix"
  reason  = "${reference} runs none of it, and ${other.environment} does."
  hint    = "Scale it up in ${reference}, or remove it everywhere if it is retired."

  examples        = [{ resource = "Deployment/api", path = "spec.replicas", values = { staging = 2, prod = 0 } }]
  counterexamples = [{ resource = "Deployment/api", path = "spec.replicas", values = { staging = 2, prod = 3 } }]
}

rule "replicas-zero" {
  when    = named("@replicas") && drift.kind == "changed" && other.value == "0" && !(ref.value == "0") && !meant
  verdict = "should-fix"
  reason  = "${other.environment} runs none of it, so nothing that needs it is tested there."
  hint    = "Run at least one there, or say in a waiver what stands in for it."

  examples        = [{ resource = "Deployment/api", path = "spec.replicas", values = { staging = 0, prod = 3 } }]
  counterexamples = [{ resource = "Deployment/api", path = "spec.replicas", values = { staging = 1, prod = 3 } }]
}

names "replicas-single" {
  patterns = [
    "replicas",
    "*_replicas",
    "*_replica_count",
    "replica_count",
    "*_min_replicas",
  ]
}

names "replicas-single-kinds" {
  patterns = [
    "Deployment",
    "StatefulSet",
    "Rollout",
    "HorizontalPodAutoscaler",
    "ReplicaSet",
    "DeploymentConfig",
  ]
}

rule "replicas-single" {
  when    = named("@replicas-single") && oneof(resource.kind, "@replicas-single-kinds") && other.value == "1" && ratio > 0 && ratio < 1 && all([for e, v in value : e == reference || v == null || v == "1"])
  verdict = "acceptable"
  reason  = "One replica in ${other.environment} and ${ref.value} in ${reference}: a size. Races between replicas and rolling updates go unseen there."

  examples        = [{ resource = "Deployment/api", path = "spec.replicas", values = { staging = 1, prod = 4 } }]
  counterexamples = [{ resource = "Deployment/api", path = "spec.replicas", values = { staging = 2, prod = 4 } }, { resource = "Deployment/api", path = "spec.replicas", values = { dev = 1, staging = 2, prod = 4 } }]
}

names "cluster-single-node" {
  patterns = [
    "*_instance_count",
    "*_cluster_size",
    "*_number_cache_clusters",
    "*_num_cache_clusters",
    "*_num_cache_nodes",
    "*_num_node_groups",
    "*_number_of_broker_nodes",
    "*_node_count",
    "*_broker_count",
  ]
}

rule "cluster-single-node" {
  when    = drift.kind == "changed" && named("@cluster-single-node") && other.value == "1" && ratio > 0 && ratio < 1
  verdict = "acceptable"
  reason  = "A single node in ${other.environment} and ${ref.value} in ${reference}: a size. Failover goes unseen there."

  examples        = [{ path = "rds_instance_count", values = { staging = 1, prod = 3 } }]
  counterexamples = [{ path = "rds_instance_count", values = { staging = 2, prod = 3 } }]
}

names "replicas-single-2" {
  patterns = [
    "replicas",
    "*_replicas",
    "*_replica_count",
    "replica_count",
  ]
}

rule "replicas-single-in-reference" {
  when    = drift.kind == "changed" && named("@replicas-single-2") && ref.value == "1" && ratio > 1 && !meant
  verdict = "should-fix"
  reason  = "${reference} runs a single one, and ${other.environment} more: any restart in ${reference} is an outage."
  hint    = "Run two or more in ${reference}, or as few elsewhere."

  examples        = [{ resource = "Deployment/api", path = "spec.replicas", values = { staging = 3, prod = 1 } }]
  counterexamples = [{ resource = "Deployment/api", path = "spec.replicas", values = { staging = 1, prod = 3 } }]
}

rule "replicas-inverted" {
  when    = drift.kind == "changed" && named("@replicas") && ratio > 1 && !meant
  verdict = "should-fix"
  reason  = "${other.environment} runs more of them than ${reference}: load that it carries may be too much for ${reference}."
  hint    = "See which of the two is out of date."

  examples        = [{ path = "worker_desired_capacity", values = { staging = 4, prod = 3 } }]
  counterexamples = [{ path = "worker_desired_capacity", values = { staging = 2, prod = 3 } }]
}

rule "replicas-default-in-reference" {
  when    = drift.kind == "extra" && !drift.whole && named("@replicas") && number[other.environment] > 1 && !meant
  verdict = "should-fix"
  reason  = "${other.environment} asks for ${other.value}, and ${reference} takes the default, which is mostly one."
  hint    = "Say in ${reference} how many are to run."

  examples        = [{ path = "replicaCount", values = { staging = 9, prod = null } }]
  counterexamples = [{ path = "replicaCount", values = { staging = null, prod = 9 } }, { path = "replicaCount", values = { staging = 1, prod = null } }]
}

rule "replicas-fewer" {
  when    = named("@replicas") && !drift.whole && (drift.kind == "missing" || ratio > 0 && ratio < 1)
  verdict = "acceptable"
  reason  = "Fewer of them outside ${reference}, or as many as is usual."

  examples        = [{ resource = "Deployment/api", path = "spec.replicas", values = { staging = 2, prod = 9 } }, { path = "replicaCount", values = { staging = null, prod = 9 } }]
  counterexamples = [{ resource = "Deployment/api", path = "spec.replicas", values = { staging = 9, prod = 2 } }]
}

names "update-strategy-paths" {
  patterns = [
    "spec.strategy.type",
    "spec.updateStrategy.type",
    "**.strategy.type",
    "**.deploymentStrategy",
    "**.podManagementPolicy",
  ]
}

rule "update-strategy" {
  when    = matches(drift.path, "@update-strategy-paths") && !meant
  verdict = "should-fix"
  reason  = "Releases roll out in another way, so a rollout that works in one environment can stall in another."
  hint    = "Use one strategy everywhere."

  examples        = [{ resource = "Deployment/api", path = "spec.strategy.type", values = { staging = "Recreate", prod = "RollingUpdate" } }]
  counterexamples = [{ resource = "Deployment/api", path = "spec.type", values = { staging = "A", prod = "B" } }]
}

names "workload-kinds" {
  patterns = [
    "Deployment",
    "StatefulSet",
    "DaemonSet",
    "Service",
    "aws_ecs_service",
    "aws_lambda_function",
    "google_cloud_run_service",
  ]
}

names "workload-missing-names" {
  patterns = [
    "*mock*",
    "*stub*",
    "*simulat*",
    "*fake*",
    "*test*",
    "*debug*",
    "*mailhog*",
    "*mailcatcher*",
    "*mailpit*",
    "*localstack*",
    "*wiremock*",
    "*swagger*",
    "*adminer*",
    "*seed*",
    "*demo*",
    "*sandbox*",
    "*playground*",
    "*toolbox*",
    "*service-pod*",
    "*port-forward*",
    "*runner*",
  ]
}

rule "workload-missing-in-reference" {
  when    = drift.whole && drift.kind == "extra" && length(present) > 1 && length(absent) == 1 && oneof(resource.kind, "@workload-kinds") && !like(resource.name, "@workload-missing-names") && !meant
  verdict = "must-fix"
  reason  = "${wordlist(present)} ${verb(present, "runs", "run")} it and ${reference} does not: what depends on it passes there and fails here."
  hint    = "Deploy it to ${reference} before what calls it, or remove it; a tool for testing is best named as one."

  examples        = [{ resource = "Deployment/recommendations", path = "", values = { dev = { replicas = 1 }, staging = { replicas = 1 }, prod = null } }]
  counterexamples = [{ resource = "Deployment/payment-simulator", path = "", values = { staging = { replicas = 1 }, prod = null } }, { resource = "Deployment/recommendations", path = "", values = { dev = { replicas = 1 }, staging = null, prod = null } }]
}

rule "workload-extra" {
  when    = drift.whole && drift.kind == "extra" && oneof(resource.kind, "@workload-kinds") && !like(resource.name, "@workload-missing-names") && !meant
  verdict = "should-fix"
  reason  = "${wordlist(present)} ${verb(present, "runs", "run")} it and ${reference} does not: it is on its way, or left over."
  hint    = "Deploy it to ${reference} before what calls it, or remove it."

  examples        = [{ resource = "Deployment/recommendations", values = { staging = { replicas = 1 }, prod = null } }]
  counterexamples = [{ resource = "Deployment/payment-simulator", values = { staging = { replicas = 1 }, prod = null } }]
}

rule "workload-missing" {
  when    = drift.whole && drift.kind == "missing" && oneof(resource.kind, "@workload-kinds") && !meant && (!history || length(present) > 1 && length(absent) == 1)
  verdict = "should-fix"
  reason  = "${wordlist(absent)} ${verb(absent, "does", "do")} not run it, so nothing that talks to it is tested there."
  hint    = "Run it there too, as small as you like."

  examples        = [{ resource = "Deployment/recommendations", path = "", values = { staging = null, prod = { replicas = 1 } } }]
  counterexamples = [{ resource = "ConfigMap/recommendations", path = "", values = { staging = null, prod = { a = 1 } } }]
}
