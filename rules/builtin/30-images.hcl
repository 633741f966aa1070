# Container images.

rule "image-digest-under-one-tag" {
  when    = image.digest_changed && regex_match(ref.value, ":[^/]*@") && try(split("@", ref.value)[0] == split("@", other.value)[0], false)
  verdict = "must-fix"
  reason  = "One tag, two contents: what was tested as this tag is not what runs in ${reference}."
  hint    = "Never push a tag twice; deploy by digest."

  examples        = [{ resource = "Deployment/api", path = "spec.template.spec.containers[name=api].image", values = { staging = "shop/api:1.4@sha256:aaaa", prod = "shop/api:1.4@sha256:bbbb" }, facts = { "image.digest_changed" = true } }]
  counterexamples = [{ resource = "Deployment/api", path = "spec.template.spec.containers[name=api].image", values = { staging = "shop/api:1.5", prod = "shop/api:1.4" }, facts = { "image.tag_changed" = true } }, { resource = "Deployment/api", path = "spec.template.spec.containers[name=api].image", values = { staging = "registry.example:5000/api@sha256:aaaa", prod = "registry.example:5000/api@sha256:bbbb" } }]
}

rule "image-by-digest" {
  when       = image.digest_changed && !image.tag_changed && !image.name_changed && drift.kind == "changed" && drift.story != "overdue"
  verdict    = "acceptable"
  reason     = "Another build of the same image. It is fixed by its digest, which does not say which build is newer."
  either_way = true

  examples        = [{ resource = "Deployment/api", path = "spec.template.spec.containers[name=api].image", values = { staging = "registry.example:5000/api@sha256:aaaa", prod = "registry.example:5000/api@sha256:bbbb" } }]
  counterexamples = [{ resource = "Deployment/api", path = "spec.template.spec.containers[name=api].image", values = { staging = "shop/api:1.5", prod = "shop/api:1.4" }, facts = { "image.tag_changed" = true } }]
}

rule "image-other" {
  when    = image.name_changed && !matches(drift.path, "**.labels.**", "**.annotations.**") && drift.story != "on-its-way"
  verdict = "should-fix"
  reason  = "Another image altogether: not a build of the one that ${reference} runs."
  hint    = "Run the same image everywhere and tell environments apart by configuration."

  examples        = [{ path = "image", values = { staging = "shop/api-debug:1", prod = "shop/api:1" }, facts = { "image.name_changed" = true } }]
  counterexamples = [{ path = "image", values = { staging = "shop/api:2", prod = "shop/api:1" }, facts = { "image.tag_changed" = true } }]
}

rule "image-latest-below" {
  when    = image.latest && drift.kind == "changed" && !image.name_changed && regex_match(ref.value, "[:@][^/]*[0-9][^/]*$")
  verdict = "acceptable"
  reason  = "${other.environment} follows the newest image, and ${reference} runs a fixed one."

  examples        = [{ path = "image", values = { staging = "shop/api:latest", prod = "shop/api:1.4" }, facts = { "image.latest" = true } }]
  counterexamples = [{ resource = "Deployment/api", path = "spec.template.spec.containers[name=api].image", values = { staging = "shop/api:1.2.3", prod = "shop/api:latest" } }]
}

rule "image-latest" {
  when    = image.latest && (image.tag_changed || drift.kind == "changed") && !meant && !regex_match(ref.value, "[:@][^/]*[0-9][^/]*$")
  verdict = "should-fix"
  reason  = "An image without a fixed tag: each environment runs what was newest when its pod was last started."
  hint    = "Name a version or a digest."

  examples        = [{ resource = "Deployment/api", path = "spec.template.spec.containers[name=api].image", values = { staging = "shop/api:1.2.3", prod = "shop/api:latest" } }]
  counterexamples = [{ resource = "Deployment/api", path = "spec.template.spec.containers[name=api].image", values = { staging = "shop/api:latest", prod = "shop/api:1.2.3" } }, { path = "image", values = { staging = "shop/api:1.5", prod = "shop/api:1.4" } }]
}

rule "image-build" {
  when       = drift.kind == "changed" && image.tag_changed && !image.name_changed && !image.latest && !(like(ref.value, "*:*.*", "*:v*") && like(other.value, "*:*.*", "*:v*")) && drift.story != "overdue"
  verdict    = "acceptable"
  either_way = true
  reason     = "Another build of the same image. Builds go from one environment to the next, and their tags do not say which is newer."

  examples        = [{ path = "image", values = { staging = "shop/api:main-7f3c2d1", prod = "shop/api:main-09ab4e2" }, facts = { "image.tag_changed" = true } }]
  counterexamples = [{ path = "image", values = { staging = "shop/api:1.5", prod = "shop/api:1.4" }, facts = { "image.tag_changed" = true } }]
}

rule "image-tag" {
  when    = image.tag_changed && ref.state == "present" && regex_match(other.value, ":[^/]*[0-9][^/]*$") && !decided
  verdict = "should-fix"
  reason  = "Another version of the image. Ahead of a release that is as it should be for a while, and no longer."
  hint    = "Promote it, or find out why ${reference} stayed behind."

  examples        = [{ path = "image", values = { staging = "shop/api:1.5", prod = "shop/api:1.4" }, facts = { "image.tag_changed" = true } }]
  counterexamples = [{ path = "image", values = { test = "shop/api", staging = "shop/api:1.5", prod = null }, facts = { "image.tag_changed" = true } }, { path = "image", values = { staging = "a.example/shop/api:1.4", prod = "b.example/shop/api:1.4" }, facts = { "image.registry_changed" = true } }]
}

rule "image-registry" {
  when         = image.registry_changed
  verdict      = "acceptable"
  reason       = "The same image and tag from the registry of its own account."
  either_way   = true
  compensation = "Only as long as one is mirrored from the other; compare digests to be sure."

  examples        = [{ path = "image", values = { staging = "a.example/shop/api:1.4", prod = "b.example/shop/api:1.4" }, facts = { "image.registry_changed" = true } }]
  counterexamples = [{ path = "image", values = { staging = "shop/api:1.5", prod = "shop/api:1.4" }, facts = { "image.tag_changed" = true } }]
}

names "image-pull-policy" {
  patterns = [
    "image_pull_policy",
    "*_pull_policy",
    "pull_policy",
  ]
}

rule "image-pull-policy" {
  when    = named("@image-pull-policy")
  verdict = "acceptable"
  either_way = true
  reason  = "Images are pulled otherwise: with Always an image can change under a tag, with IfNotPresent a stale one stays."

  examples        = [{ path = "imagePullPolicy", values = { staging = "Always", prod = "IfNotPresent" } }]
  counterexamples = [{ path = "restartPolicy", values = { staging = "Always", prod = "Never" } }]
}

names "image-pull-secret-paths" {
  patterns = [
    "**.imagePullSecrets",
    "**.imagePullSecrets[*]",
    "**.imagePullSecrets[*].**",
  ]
}

rule "image-pull-secret" {
  when       = named("image_pull_secrets") || matches(drift.path, "@image-pull-secret-paths")
  verdict    = "acceptable"
  reason     = "What pulls the image has credentials for the registry that differ with the cluster."
  either_way = true

  examples        = [{ path = "spec.imagePullSecrets[0].name", values = { staging = "ecr-stg", prod = "ecr" } }]
  counterexamples = [{ path = "spec.image", values = { staging = "a", prod = "b" } }]
}

names "image-command-paths" {
  patterns = [
    "**.containers[*].command",
    "**.containers[*].command[*]",
    "**.containers[*].args",
    "**.containers[*].args[*]",
    "**.command",
    "**.entrypoint",
    "**.entry_point",
  ]
}

rule "image-command" {
  when    = matches(drift.path, "@image-command-paths") && drift.kind != "equivalent" && !meant
  verdict = "should-fix"
  reason  = "The program is started otherwise."
  hint    = "Start it alike everywhere, and differ by environment variables."

  examples        = [{ resource = "Deployment/api", path = "spec.template.spec.containers[name=api].args[0]", values = { staging = "--reload", prod = "--workers=4" } }]
  counterexamples = [{ resource = "Deployment/api", path = "spec.template.spec.containers[name=api].image", values = { staging = "a", prod = "b" } }]
}

names "container-one-sided-paths" {
  patterns = [
    "**.containers[*]",
    "**.initContainers[*]",
    "**.sidecars[*]",
  ]
}

rule "container-one-sided" {
  when    = matches(drift.path, "@container-one-sided-paths") && drift.one_sided && !meant
  verdict = "should-fix"
  reason  = "${only} ${wordlist(present)} ${verb(present, "runs", "run")} this container in the pod."
  hint    = "Run it everywhere: a proxy or a migration that is there once only changes what happens around it."

  examples        = [{ resource = "Deployment/api", path = "spec.template.spec.containers[name=envoy]", values = { staging = null, prod = { image = "envoy:1" } } }]
  counterexamples = [{ resource = "Deployment/api", path = "spec.template.spec.containers[name=api].image", values = { staging = "a", prod = "b" } }]
}
