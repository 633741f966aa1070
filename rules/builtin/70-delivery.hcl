# Helm, Flux, Argo CD, Kustomize, Cloud Foundry: how things get there.

rule "delivery-source" {
  when    = drift.kind == "changed" && (oneof(resource.kind, "HelmRelease", "Application", "ApplicationSet", "GitRepository", "HelmRepository", "OCIRepository", "Kustomization") && named("branch", "target_revision", "tag", "semver", "version", "ref", "commit"))
  verdict = "should-fix"
  reason  = "Another revision is delivered."
  hint    = "Promote by changing the revision, environment by environment."

  examples        = [{ resource = "HelmRelease/redis", path = "spec.chart.spec.version", values = { staging = ">=1.0.0-alpha", prod = ">=1.0.0" } }]
  counterexamples = [{ resource = "HelmRelease/redis", path = "spec.values.host", values = { staging = "a.example", prod = "b.example" } }]
}

rule "delivery-rights" {
  when    = resource.kind == "AppProject" && drift.path != "" && drift.kind != "leaked" || resource.kind == "Application" && (matches(drift.path, "spec.info", "spec.info[*]", "spec.info[*].value", "spec.syncPolicy.retry.**") && drift.kind != "leaked")
  verdict = "acceptable"
  reason  = "Who may deliver what, when, and what people are told of it, is each environment's own."

  examples        = [{ resource = "AppProject/shop", path = "spec.syncWindows[0].schedule", values = { staging = "0 9 * * *", prod = "0 10 * * 2" } }, { resource = "Application/shop", path = "spec.info[name=Criticality].value", values = { staging = "low", prod = "high" } }]
  counterexamples = [{ resource = "Application/shop", path = "spec.source.chart", values = { staging = "a", prod = "b" } }]
}

rule "delivery-notes" {
  when    = drift.kind != "leaked" && like(drift.name, "notifications.argoproj.io/*") || drift.kind != "leaked" && like(drift.name, "argocd.argoproj.io/*")
  verdict = "acceptable"
  reason  = "How it is delivered, and who is told."

  examples        = [{ resource = "Application/shop", path = "metadata.annotations[\"notifications.argoproj.io/subscribe.on-sync-failed.slack\"]", values = { staging = null, prod = "shop" } }]
  counterexamples = [{ resource = "Deployment/shop", path = "metadata.labels.tier", values = { staging = null, prod = "front" } }]
}

rule "delivery-automation" {
  when    = named("*_automated", "automated", "*_auto_sync", "auto_sync", "*_self_heal", "self_heal", "prune", "*_prune", "*_auto_promote", "*_sync_policy", "sync_policy", "*_manual_approval", "*_post_sync*", "post_sync*", "promote_deployment", "*_auto_deploy*", "auto_deploy*", "wait_for*") && drift.kind != "leaked"
  verdict = "acceptable"
  reason  = "Changes reach ${reference} by a person's hand, others by themselves."

  examples        = [{ resource = "Application/shop", path = "spec.syncPolicy.automated.selfHeal", values = { staging = true, prod = false } }]
  counterexamples = [{ resource = "Application/shop", path = "spec.project", values = { staging = "a", prod = "b" } }]
}

rule "delivery-path" {
  when    = drift.kind == "changed" && oneof(resource.kind, "HelmRelease", "Application", "ApplicationSet", "GitRepository", "Kustomization", "ImagePolicy", "ImageUpdateAutomation") && named("path", "url", "repo_url", "project", "name", "namespace", "server", "cluster", "depends_on", "interval", "timeout", "value_files", "pattern")
  verdict = "acceptable"
  reason  = "Each environment is delivered from its own folder or cluster."

  examples        = [{ resource = "Kustomization/apps", path = "spec.path", values = { staging = "./apps/a", prod = "./apps/b" } }]
  counterexamples = [{ resource = "Deployment/apps", path = "spec.path", values = { staging = "./apps/a", prod = "./apps/b" } }]
}

rule "migration-switch" {
  when    = named("*_migrate*", "*_migration*_enabled", "*_run_migrations", "run_migrations", "*_db_migration_enabled", "db_migration_enabled", "*_auto_migrate", "auto_migrate", "*_ddl_auto", "*_synchronize", "*_hbm2ddl*") && oneof(shape, "bool", "word")
  verdict = "must-fix"
  reason  = "The schema is migrated by itself in one environment and not in another: the migration that counts was never rehearsed."
  hint    = "Migrate in the same way everywhere."

  examples        = [{ path = "RUN_MIGRATIONS", values = { staging = "true", prod = "false" } }]
  counterexamples = [{ path = "MIGRANT_NAME", values = { staging = "a", prod = "b" } }]
}

rule "build-kind" {
  when    = drift.kind == "changed" && named("buildpack", "buildpacks", "*_buildpack", "*_dockerfile", "dockerfile", "*_build_target", "build_target", "*_build_args", "*_optimization*", "*_minif*", "*_source_maps", "stack")
  verdict = "should-fix"
  reason  = "It is built otherwise, so what was tested is not what runs."
  hint    = "Build once, and promote that build."

  examples        = [{ path = "buildpack", values = { staging = "python_buildpack", prod = "https://github.com/x/y#v1" } }]
  counterexamples = [{ path = "builder_name", values = { staging = "a", prod = "b" } }]
}

rule "made-only-somewhere" {
  when    = drift.kind == "changed" && drift.collector == "terraform" && resource.kind != "module" && drift.path == "count" && all([for e, v in value : v == null || oneof(v, "0", "1")])
  verdict = "should-fix"
  reason  = "It is made in some environments and not in the others."
  hint    = "See that what goes without it is tested that way, or make it everywhere."

  examples        = [{ collector = "terraform", resource = "aws_lambda_function/stop", path = "count", values = { staging = 1, prod = 0 } }]
  counterexamples = [{ collector = "terraform", resource = "aws_instance/web", path = "count", values = { staging = 1, prod = 4 } }, { collector = "terraform", resource = "module/stop", path = "count", values = { staging = 1, prod = 0 } }]
}

rule "module-toggle" {
  when    = resource.kind == "module" && named("count", "for_each", "enabled", "create", "enable*", "create*") && drift.kind == "changed"
  verdict = "should-fix"
  reason  = "A whole part of the infrastructure exists in one environment only."
  hint    = "Create it everywhere, small."

  examples        = [{ collector = "terraform", resource = "module/read_replica", path = "count", values = { staging = 0, prod = 1 } }]
  counterexamples = [{ collector = "terraform", resource = "module/read_replica", path = "name", values = { staging = "a", prod = "b" } }]
}
