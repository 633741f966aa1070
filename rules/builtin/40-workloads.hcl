# Probes, security contexts, identities: what a cluster holds a pod to.

names "probe-one-sided-paths" {
  patterns = [
    "**.livenessProbe",
    "**.readinessProbe",
    "**.startupProbe",
    "**.livenessProbe.httpGet",
    "**.readinessProbe.httpGet",
    "**.health_check",
    "**.healthcheck",
  ]
}

names "probe-one-sided" {
  patterns = [
    "liveness_probe",
    "readiness_probe",
    "startup_probe",
    "health_check",
    "*_healthcheck",
    "*_health_check_path",
  ]
}

rule "probe-one-sided" {
  when    = drift.one_sided && (matches(drift.path, "@probe-one-sided-paths") || named("@probe-one-sided")) && !meant
  verdict = "should-fix"
  reason  = "${only} ${wordlist(present)} ${verb(present, "probes", "probe")} it: traffic reaches pods that are not ready, or hung ones are never restarted."
  hint    = "Probe it everywhere in the same way."

  examples        = [{ resource = "Deployment/api", path = "spec.template.spec.containers[name=api].readinessProbe", values = { staging = null, prod = { periodSeconds = 5 } } }]
  counterexamples = [{ resource = "Deployment/api", path = "spec.template.spec.containers[name=api].readinessProbe.periodSeconds", values = { staging = 5, prod = 10 } }]
}

names "probe-target-paths" {
  patterns = [
    "**.livenessProbe.**",
    "**.readinessProbe.**",
    "**.startupProbe.**",
  ]
}

names "probe-target" {
  patterns = [
    "*_health_check_path",
    "*_health_check_type",
  ]
}

rule "probe-target" {
  when    = drift.kind == "changed" && (matches(drift.path, "@probe-target-paths") && named("path", "port", "command", "scheme", "service") || named("@probe-target")) && !meant
  verdict = "should-fix"
  reason  = "Another endpoint decides whether a pod is healthy."
  hint    = "Ask the same question everywhere."

  examples        = [{ resource = "Deployment/api", path = "spec.template.spec.containers[name=api].readinessProbe.httpGet.path", values = { staging = "/", prod = "/ready" } }]
  counterexamples = [{ resource = "Deployment/api", path = "spec.template.spec.containers[name=api].readinessProbe.timeoutSeconds", values = { staging = 1, prod = 5 } }]
}

names "probe-timing-paths" {
  patterns = [
    "**.livenessProbe.*",
    "**.readinessProbe.*",
    "**.startupProbe.*",
    "**.health_check.*",
    "**.livenessProbe.**",
    "**.readinessProbe.**",
    "**.startupProbe.**",
  ]
}

rule "probe-timing" {
  when    = matches(drift.path, "@probe-timing-paths") && drift.kind == "changed" && !meant
  verdict = "should-fix"
  reason  = "Probes are more patient in ${wordlist(environments)} than in ${reference}, or less, which hides slow starts."
  hint    = "Use the timings of ${reference}."

  examples        = [{ resource = "Deployment/api", path = "spec.template.spec.containers[name=api].readinessProbe.timeoutSeconds", values = { staging = 30, prod = 1 } }]
  counterexamples = [{ resource = "Deployment/api", path = "spec.template.spec.containers[name=api].timeoutSeconds", values = { staging = 30, prod = 1 } }]
}

names "security-context-weaker" {
  patterns = [
    "privileged",
    "*_allow_privilege_escalation",
    "allow_privilege_escalation",
    "host_network",
    "host_pid",
    "host_ipc",
    "*_privileged",
  ]
}

rule "security-context-weaker-in-reference" {
  when    = named("@security-context-weaker") && has(turned_on, reference) && (drift.kind == "changed" || matches(drift.path, "**.securityContext.**"))
  verdict = "must-fix"
  reason  = "Containers may do more in ${reference} than where they were tested."
  hint    = "Take the privilege away in ${reference}; ${other.environment} shows that it runs without."

  examples        = [{ resource = "Deployment/api", path = "spec.template.spec.containers[name=api].securityContext.privileged", values = { staging = false, prod = true } }]
  counterexamples = [{ resource = "Deployment/api", path = "spec.template.spec.containers[name=api].securityContext.privileged", values = { staging = true, prod = false } }]
}

names "security-context-stricter" {
  patterns = [
    "run_as_non_root",
    "read_only_root_filesystem",
    "*_readonly_root_filesystem",
  ]
}

names "security-context-stricter-2" {
  patterns = [
    "privileged",
    "allow_privilege_escalation",
    "host_network",
  ]
}

rule "security-context-stricter-in-reference" {
  when    = (named("@security-context-stricter") && has(turned_on, reference) || named("@security-context-stricter-2") && has(turned_off, reference)) && drift.kind == "changed"
  verdict = "must-fix"
  reason  = "${reference} is stricter: a container that writes to its file system or runs as root passes in ${other.environment} and is refused here."
  hint    = "Be as strict in ${other.environment}."

  examples        = [{ resource = "Deployment/api", path = "spec.template.spec.containers[name=api].securityContext.readOnlyRootFilesystem", values = { staging = false, prod = true } }]
  counterexamples = [{ resource = "Deployment/api", path = "spec.template.spec.containers[name=api].securityContext.readOnlyRootFilesystem", values = { staging = true, prod = false } }]
}

names "security-context-paths" {
  patterns = [
    "**.securityContext",
    "**.securityContext.**",
    "**.podSecurityContext.**",
    "**.containerSecurityContext.**",
  ]
}

names "security-context" {
  patterns = [
    "run_as_user",
    "run_as_group",
    "fs_group",
    "seccomp_profile",
    "*_capabilities",
    "run_as_non_root",
    "read_only_root_filesystem",
  ]
}

rule "security-context" {
  when    = matches(drift.path, "@security-context-paths") || named("@security-context")
  verdict = "should-fix"
  reason  = "Containers run with other rights."
  hint    = "Use the stricter security context everywhere."

  examples        = [{ resource = "Deployment/api", path = "spec.template.spec.securityContext.runAsUser", values = { staging = 0, prod = 1000 } }, { resource = "Deployment/api", path = "spec.template.spec.securityContext", values = { staging = null, prod = { runAsUser = 1000 } } }]
  counterexamples = [{ resource = "Deployment/api", path = "spec.template.spec.serviceAccountName", values = { staging = "a", prod = "b" } }]
}

names "admission-label-names" {
  patterns = [
    "pod-security.kubernetes.io/*",
    "*istio-injection*",
    "istio.io/rev",
    "*linkerd.io/inject*",
    "policies.kyverno.io/*",
    "*gatekeeper*",
    "*sidecar.istio.io/inject*",
  ]
}

rule "admission-label" {
  when    = like(drift.name, "@admission-label-names") && !like(drift.name, "*-version")
  verdict = "must-fix"
  reason  = "The cluster admits or changes pods otherwise: what is let in, or gets a sidecar, in one environment is not in another."
  hint    = "Set the same admission labels on the namespace everywhere."

  examples        = [{ resource = "Namespace/shop", path = "metadata.labels[\"pod-security.kubernetes.io/enforce\"]", values = { staging = "baseline", prod = "restricted" } }]
  counterexamples = [{ resource = "Namespace/shop", path = "metadata.labels.team", values = { staging = "a", prod = "b" } }]
}

names "service-account-token" {
  patterns = [
    "automount_service_account_token",
    "*_create_service_account",
    "service_account_create",
  ]
}

rule "service-account-token" {
  when    = named("@service-account-token")
  verdict = "should-fix"
  reason  = "${length(turned_off) > 0 ? "Pods get no token to the cluster's API in ${wordlist(turned_off)}${length(turned_on) > 0 ? ", and one in ${wordlist(turned_on)}" : ""}" : "Pods get a token to the cluster's API in ${wordlist(turned_on)}"}${length(absent) > 0 ? "; ${wordlist(absent)} ${verb(absent, "leaves", "leave")} it to the default, which gives one" : ""}."
  hint    = "Switch it off everywhere, unless the program calls the API."

  examples        = [{ path = "automountServiceAccountToken", values = { staging = true, prod = false } }, { path = "automountServiceAccountToken", values = { staging = false, prod = null } }]
  counterexamples = [{ path = "serviceAccountName", values = { staging = "a", prod = "b" } }]
}

names "service-account" {
  patterns = [
    "service_account_name",
    "*_service_account",
    "service_account",
    "*_service_account_name",
    "*_execution_role*",
    "*_task_role*",
    "*_irsa*",
    "role_arn",
    "*_instance_profile",
  ]
}

rule "service-account" {
  when       = named("@service-account") && drift.kind == "changed"
  verdict    = "acceptable"
  reason     = "${alike == "" ? "Each environment has its own identity" : "Environments have identities of their own here, though ${alike}"}; what it may do is compared by itself."
  either_way = true

  examples        = [{ path = "spec.template.spec.serviceAccountName", values = { staging = "module-a-sa", prod = "orders" } }]
  counterexamples = [{ path = "spec.template.spec.serviceAccountName", values = { staging = null, prod = "orders" } }]
}

names "service-account-one-sided" {
  patterns = [
    "service_account_name",
    "*_service_account",
    "service_account",
    "*_service_account_name",
    "*_execution_role*",
    "*_task_role*",
    "*_irsa",
    "role_arn",
  ]
}

rule "service-account-one-sided" {
  when    = drift.one_sided && (named("@service-account-one-sided") && drift.path != "") && !meant
  verdict = "should-fix"
  reason  = "${only} ${wordlist(present)} ${verb(present, "runs", "run")} under an identity of its own: calls to the cloud are allowed there and refused elsewhere, or the other way round."
  hint    = "Give it one everywhere."

  examples        = [{ path = "spec.template.spec.serviceAccountName", values = { staging = null, prod = "orders" } }]
  counterexamples = [{ path = "spec.template.spec.serviceAccountName", values = { staging = "a", prod = "orders" } }]
}

names "lifecycle-paths" {
  patterns = [
    "**.lifecycle",
    "**.lifecycle.**",
    "**.terminationGracePeriodSeconds",
    "**.preStop.**",
  ]
}

names "lifecycle" {
  patterns = [
    "*_grace_period*",
    "*_pre_stop*",
    "termination_grace_period_seconds",
    "*_deregistration_delay*",
    "*_drain*",
    "*_shutdown_timeout*",
    "stop_timeout",
  ]
}

rule "lifecycle" {
  when    = (matches(drift.path, "@lifecycle-paths") || named("@lifecycle")) && !meant
  verdict = "should-fix"
  reason  = "Pods stop in another way in ${wordlist(environments)} than in ${reference}: requests that are cut off during a release in one are not in the other."
  hint    = "Use the same grace period and hooks."

  examples        = [{ resource = "Deployment/api", path = "spec.template.spec.terminationGracePeriodSeconds", values = { staging = 0, prod = 60 } }]
  counterexamples = [{ resource = "Deployment/api", path = "spec.template.spec.activeDeadlineSeconds", values = { staging = 0, prod = 60 } }]
}

names "volume-one-sided-paths" {
  patterns = [
    "**.volumes[*]",
    "**.volumeMounts[*]",
    "**.volumeMounts",
    "**.volumes",
  ]
}

rule "volume-one-sided" {
  when    = drift.one_sided && matches(drift.path, "@volume-one-sided-paths") && !meant
  verdict = "should-fix"
  reason  = "${only} ${wordlist(present)} ${verb(present, "mounts", "mount")} this volume."
  hint    = "Mount it everywhere; a file that is missing is found when it is read."

  examples        = [{ resource = "Deployment/api", path = "spec.template.spec.volumes[name=cache]", values = { staging = null, prod = { emptyDir = {} } } }]
  counterexamples = [{ resource = "Deployment/api", path = "spec.template.spec.volumes[name=cache].emptyDir.sizeLimit", values = { staging = "1Gi", prod = "2Gi" } }]
}

names "volume-kind-paths" {
  patterns = [
    "**.volumes[*].*",
    "**.volumeClaimTemplates[*].**",
  ]
}

rule "volume-kind" {
  when    = oneof(drift.kind, "changed", "type-changed", "missing", "extra") && matches(drift.path, "@volume-kind-paths") && !named("name") && !meant
  verdict = "should-fix"
  reason  = "Another kind of volume: what survives a restart differs."
  hint    = "Mount the same kind of volume, as small as you like."

  examples        = [{ resource = "Deployment/api", path = "spec.template.spec.volumes[name=cache].emptyDir", values = { staging = {}, prod = null } }]
  counterexamples = [{ resource = "Deployment/api", path = "spec.template.spec.volumes[name=cache]", values = { staging = {}, prod = null } }]
}
