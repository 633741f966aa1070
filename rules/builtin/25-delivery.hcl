# Helm, Flux, Argo CD, Kustomize: how things get there.

names "delivery-source-kinds" {
  patterns = [
    "HelmRelease",
    "Application",
    "ApplicationSet",
    "GitRepository",
    "HelmRepository",
    "OCIRepository",
    "Kustomization",
  ]
}

names "delivery-source" {
  patterns = [
    "branch",
    "target_revision",
    "tag",
    "semver",
    "version",
    "ref",
    "commit",
  ]
}

rule "delivery-source" {
  when    = drift.kind == "changed" && (oneof(resource.kind, "@delivery-source-kinds") && named("@delivery-source")) && !meant && drift.story != "on-its-way"
  verdict = "should-fix"
  reason  = "Another revision is delivered."
  hint    = "Promote by changing the revision, environment by environment."

  examples        = [{ resource = "HelmRelease/redis", path = "spec.chart.spec.version", values = { staging = ">=1.0.0-alpha", prod = ">=1.0.0" } }]
  counterexamples = [{ resource = "HelmRelease/redis", path = "spec.values.host", values = { staging = "a.example", prod = "b.example" } }]
}

names "delivery-rights-paths" {
  patterns = [
    "spec.info",
    "spec.info[*]",
    "spec.info[*].value",
    "spec.syncPolicy.retry.**",
  ]
}

rule "delivery-rights" {
  when       = resource.kind == "AppProject" && drift.path != "" && drift.kind != "leaked" || resource.kind == "Application" && (matches(drift.path, "@delivery-rights-paths") && drift.kind != "leaked")
  verdict    = "acceptable"
  reason     = "Who may deliver what, when, and who is notified of it, differs with the environment."
  either_way = true

  examples        = [{ resource = "AppProject/shop", path = "spec.syncWindows[0].schedule", values = { staging = "0 9 * * *", prod = "0 10 * * 2" } }, { resource = "Application/shop", path = "spec.info[name=Criticality].value", values = { staging = "low", prod = "high" } }]
  counterexamples = [{ resource = "Application/shop", path = "spec.source.chart", values = { staging = "a", prod = "b" } }]
}

rule "delivery-notes" {
  when       = drift.kind != "leaked" && like(drift.name, "notifications.argoproj.io/*") || drift.kind != "leaked" && like(drift.name, "argocd.argoproj.io/*")
  verdict    = "acceptable"
  reason     = "How it is delivered, and who is notified."
  either_way = true

  examples        = [{ resource = "Application/shop", path = "metadata.annotations[\"notifications.argoproj.io/subscribe.on-sync-failed.slack\"]", values = { staging = null, prod = "shop" } }]
  counterexamples = [{ resource = "Deployment/shop", path = "metadata.labels.tier", values = { staging = null, prod = "front" } }]
}

names "delivery-automation" {
  patterns = [
    "*_automated",
    "automated",
    "*_auto_sync",
    "auto_sync",
    "*_self_heal",
    "self_heal",
    "prune",
    "*_prune",
    "*_auto_promote",
    "*_sync_policy",
    "sync_policy",
    "*_manual_approval",
    "*_post_sync*",
    "post_sync*",
    "promote_deployment",
    "*_auto_deploy*",
    "auto_deploy*",
    "wait_for*",
  ]
}

rule "delivery-automation" {
  when    = named("@delivery-automation") && drift.kind != "leaked" && drift.kind != "missing" && !has(turned_on, reference)
  verdict = "acceptable"
  reason  = "Changes reach ${reference} by a person's hand, and ${wordlist(environments)} by themselves."

  examples        = [{ resource = "Application/shop", path = "spec.syncPolicy.automated.selfHeal", values = { staging = true, prod = false } }]
  counterexamples = [{ resource = "Application/shop", path = "spec.project", values = { staging = "a", prod = "b" } }]
}

names "delivery-path-kinds" {
  patterns = [
    "HelmRelease",
    "Application",
    "ApplicationSet",
    "GitRepository",
    "Kustomization",
    "ImagePolicy",
    "ImageUpdateAutomation",
  ]
}

names "delivery-path" {
  patterns = [
    "path",
    "url",
    "repo_url",
    "project",
    "name",
    "namespace",
    "server",
    "cluster",
    "depends_on",
    "interval",
    "timeout",
    "value_files",
    "pattern",
  ]
}

rule "delivery-version-path" {
  when    = drift.kind == "changed" && oneof(resource.kind, "@delivery-path-kinds") && named("path", "url", "repo_url") && (differs_in == "version" || differs_in == "numbers" && version.level != "")
  verdict = "should-fix"
  reason  = "The path names its version, and another version is delivered."
  hint    = "Promote by changing the version, environment by environment."

  examples        = [{ resource = "Kustomization/cost", path = "spec.path", values = { staging = "./components/cost", prod = "./components/cost/v0.79.0" } }, { resource = "Kustomization/cost", path = "spec.path", values = { staging = "./components/cost/v1.2", prod = "./components/cost/v1.1" } }]
  counterexamples = [{ resource = "Kustomization/cost", path = "spec.path", values = { staging = "./components/cost", prod = "./components/costs/v0.79.0" } }, { resource = "Kustomization/cost", path = "spec.path", values = { staging = "./apps/a", prod = "./apps/b" } }]
}

rule "delivery-path" {
  when       = drift.kind == "changed" && oneof(resource.kind, "@delivery-path-kinds") && named("@delivery-path")
  verdict    = "acceptable"
  reason     = "${alike == "" ? "Each environment is delivered from its own folder or cluster" : "Environments are delivered from other folders or clusters, though ${alike}"}."
  either_way = true

  examples        = [{ resource = "Kustomization/apps", path = "spec.path", values = { staging = "./apps/a", prod = "./apps/b" } }]
  counterexamples = [{ resource = "Deployment/apps", path = "spec.path", values = { staging = "./apps/a", prod = "./apps/b" } }]
}
