rule "shared-secret" {
  when    = drift.kind == "shared" && secret.shared
  verdict = "must-fix"
  reason  = "One secret is used in several environments."
  hint    = "Give each environment a secret of its own."
}

rule "placeholder-value" {
  when    = placeholder
  verdict = "should-fix"
  reason  = "A stand-in value was never replaced."
  hint    = "Set the real value, or remove the setting where nothing reads it."
  examples        = [{ path = "HC_SERVICE_ID", values = { staging = "changeme", prod = "3e2589c4-a0d7-4592-9eb9-c178cddf2b1f" } }]
  counterexamples = [{ path = "REGION", values = { staging = "ca-central-1", prod = "us-east-1" } }]
}

rule "replicas-single" {
  when    = named("replicas", "*_replicas", "replica_count", "*_replica_count") && other.value == "1" && drift.kind == "changed"
  verdict = "should-fix"
  reason  = "One replica hides what happens between several: no concurrency, no rolling update."
  hint    = "Run at least two replicas outside prod as well."
  examples        = [{ resource = "Deployment/api", path = "spec.replicas", values = { staging = 1, prod = 4 } }]
  counterexamples = [{ resource = "Deployment/api", path = "spec.replicas", values = { staging = 2, prod = 4 } }]
}

rule "replicas-scale" {
  when    = named("replicas", "*_replicas", "replica_count", "*_replica_count", "*_workers", "*_threads", "*_size") && ratio > 0 && ratio < 1
  verdict = "acceptable"
  reason  = "Smaller on purpose outside the reference."
  examples        = [{ resource = "Deployment/api", path = "spec.replicas", values = { staging = 2, prod = 4 } }]
  counterexamples = [{ resource = "Deployment/api", path = "spec.replicas", values = { staging = 8, prod = 4 } }]
}
