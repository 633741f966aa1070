# One environment speaks another's name, host or account. Nothing may differ there, so no list of differences shows it.

rule "leaked-contact" {
  when    = drift.kind == "leaked" && named("@people") && !(leak.by_all_below && !has(environments, reference))
  verdict = "should-fix"
  reason  = "${wordlist(environments)} ${verb(environments, "names", "name")} ${leak.of}'s people or channel (${leak.word}): alarms and questions go to the wrong place."
  hint    = "Name the environment's own channel or team; waive it if one team really serves both."

  examples        = [{ resource = "Namespace/shop", path = "metadata.annotations.slack-channel", kind = "leaked", word = "staging", values = { staging = "ops-staging", prod = "ops-staging" } }]
  counterexamples = [{ path = "data.DB_HOST", kind = "leaked", word = "staging", values = { staging = "db.staging.shop.example", prod = "db.staging.shop.example" } }]
}

rule "leaked-in-code" {
  when    = drift.kind == "leaked" && drift.type == "terraform" && drift.whole && length(environments) == 1 && has(environments, reference) && !matches(resource.kind, "data.*")
  verdict = "should-fix"
  reason  = "The code of ${wordlist(environments)} ${verb(environments, "calls", "call")} this by ${leak.of}'s name: ${leak.word}. It was copied, or is meant for ${leak.of}."
  hint    = "See what it acts on, and call it by what it is."

  examples        = [{ collector = "terraform", resource = "aws_iam_policy/export_preprod", path = "", kind = "leaked", word = "preprod", values = { preprod = { a = 1 }, prod = { a = 1 } } }]
  counterexamples = [{ collector = "terraform", resource = "aws_s3_bucket/export", path = "bucket", kind = "leaked", word = "preprod", values = { preprod = "export-preprod", prod = "export-preprod" } }]
}

rule "leaked-cluster-to-deploy-to" {
  when       = drift.kind == "leaked" && resource.kind == "ApplicationSet" && matches(drift.path, "spec.generators[*].**")
  verdict    = "acceptable"
  reason     = "An ApplicationSet names the clusters that it deploys to, whatever they are called (${leak.word})."
  either_way = true

  examples        = [{ resource = "ApplicationSet/shop", path = "spec.generators[0].list.elements[1].cluster", kind = "leaked", word = "prod", values = { staging = "shop-prod-1", prod = "shop-prod-1" } }]
  counterexamples = [{ resource = "ApplicationSet/shop", path = "spec.template.spec.source.path", kind = "leaked", word = "prod", values = { staging = "overlays/prod", prod = "overlays/prod" } }]
}

rule "default-nobody-replaces" {
  when       = (drift.kind == "leaked" || drift.kind == "shared") && drift.type == "files" && one_line
  verdict    = "acceptable"
  reason     = "${wordlist(environments)} ${verb(environments, "goes", "go")} by the defaults that all share; what starts the program replaces them, or means them."
  either_way = true

  examples        = [{ collector = "files", path = "auth.environment", kind = "leaked", word = "dev", values = { dev = "dev", prod = "dev" }, facts = { one_line = true } }, { collector = "files", path = "db.password", kind = "shared", values = { staging = "s3cr3t", prod = "s3cr3t" }, facts = { one_line = true } }]
  counterexamples = [{ collector = "files", path = "auth.environment", kind = "leaked", word = "dev", values = { dev = "dev", prod = "dev" } }]
}

rule "leaked-on-purpose" {
  when    = drift.kind == "leaked" && drift.type == "terraform" && (!has(environments, reference) || matches(resource.kind, "data.*")) && length(split(lower(leak.word), lower(resource.name))) > 1
  verdict = "acceptable"
  either_way = true
  reason  = "${wordlist(environments)} ${verb(environments, "mentions", "mention")} ${leak.of}'s name (${leak.word}), and the code says so too: it calls it ${resource.name}."

  examples        = [{ collector = "terraform", resource = "data.aws_s3_bucket/prod_backups", path = "bucket", kind = "leaked", word = "prod", values = { staging = "backups-prod", prod = "backups-prod" } }, { collector = "terraform", resource = "data.aws_ssm_parameter/dev_account_id", path = "name", kind = "leaked", word = "dev", values = { dev = "/shop/dev/account", prod = "/shop/dev/account" } }]
  counterexamples = [{ collector = "terraform", resource = "data.aws_s3_bucket/backups", path = "bucket", kind = "leaked", word = "prod", values = { staging = "backups-prod", prod = "backups-prod" } }]
}

rule "leaked-link" {
  when    = drift.kind == "leaked" && shape == "url" && matches(drift.path, "**.annotations.*")
  verdict = "should-fix"
  reason  = "A link for people leads to ${leak.of} in ${wordlist(environments)} (${leak.word})."
  hint    = "Let it lead to what it is about."

  examples        = [{ resource = "PrometheusRule/shop", path = "spec.groups[name=a].rules[alert=Down].annotations.dashboard_url", kind = "leaked", word = "prod", values = { staging = "https://grafana.example/d/1?var-namespace=shop-prod", prod = "https://grafana.example/d/1?var-namespace=shop-prod" } }]
  counterexamples = [{ resource = "ConfigMap/shop", path = "data.API_URL", kind = "leaked", word = "prod", values = { staging = "https://shop-prod.example", prod = "https://shop-prod.example" } }]
}

rule "looked-up-at-one-below" {
  when       = drift.kind == "leaked" && matches(resource.kind, "data.*") && length(environments) > 1 && !has(environments, reference) && !has(leaks_of, reference)
  verdict    = "acceptable"
  either_way = true
  reason     = "${wordlist(environments)} all look this up at ${leak.of} (${leak.word}), and none of them at ${reference}: one for several."

  examples        = [{ collector = "terraform", resource = "data.azurerm_key_vault_secret/mail", path = "name", kind = "leaked", word = "dev", values = { dev = "mail-dev", qa = "mail-dev", staging = "mail-dev", prod = "mail-prod" } }]
  counterexamples = [{ collector = "terraform", resource = "data.kubernetes_secret/zone", path = "metadata.namespace", kind = "leaked", word = "prod", values = { dev = "shop-prod", staging = "shop-prod", prod = "shop-prod" } }]
}

rule "looked-up-by-all" {
  when    = drift.kind == "leaked" && matches(resource.kind, "data.*") && length(environments) > 1 && !has(environments, reference) && has(leaks_of, reference)
  verdict = "should-fix"
  reason  = "${wordlist(environments)} all look this up at ${leak.of} (${leak.word}): it is shared on purpose, as a zone or a role is, or copied to all."
  hint    = "See that what is tested there cannot act on ${leak.of}; then say so in a waiver."

  examples        = [{ collector = "terraform", resource = "data.kubernetes_secret/zone", path = "metadata.namespace", kind = "leaked", word = "prod", values = { dev = "shop-prod", staging = "shop-prod", prod = "shop-prod" } }]
  counterexamples = [{ collector = "terraform", resource = "data.kubernetes_secret/zone", path = "metadata.namespace", kind = "leaked", word = "prod", values = { dev = "shop-dev", staging = "shop-prod", prod = "shop-prod" } }]
}

rule "leaked-by-what-others-lack" {
  when    = drift.kind == "leaked" && length(absent) > 0 && length(present) == length(environments)
  verdict = "acceptable"
  reason  = "${only} ${wordlist(present)} ${verb(present, "has", "have")} this, and it mentions ${leak.of}: ${leak.word}. Nothing elsewhere shows what it should say."

  examples        = [{ resource = "NetworkPolicy/shop", path = "spec.ingress[0].from[1].namespaceSelector.matchLabels.name", kind = "leaked", word = "staging", values = { staging = null, prod = "billing-staging" } }]
  counterexamples = [{ resource = "ConfigMap/orders", path = "data.DB_HOST", kind = "leaked", word = "staging", values = { staging = "db.staging.shop.example", prod = "db.staging.shop.example" } }]
}

rule "named-so-in-code-of-all" {
  when       = drift.kind == "leaked" && drift.type == "terraform" && drift.whole
  verdict    = "acceptable"
  either_way = true
  reason     = "The code of ${wordlist(environments)} calls this by the word ${leak.word}, as that of ${leak.of} does: a name in code does nothing."

  examples        = [{ collector = "terraform", resource = "aws_sqs_queue/test_events", path = "", kind = "leaked", word = "test", values = { test = { a = 1 }, staging = { a = 1 }, prod = { a = 1 } } }]
  counterexamples = [{ collector = "terraform", resource = "aws_sqs_queue/export", path = "name", kind = "leaked", word = "preprod", values = { preprod = "export-preprod", prod = "export-preprod" } }]
}

rule "one-for-all-below" {
  when       = drift.kind == "leaked" && leak.by_all_below && !has(environments, reference) && has(present, reference) && leak.of != reference && length(environments) > 1
  verdict    = "acceptable"
  reason     = "Below ${reference}, ${wordlist(environments)} ${verb(environments, "uses", "use")} ${leak.of}'s (${leak.word}), and ${reference} has its own: one for those below."

  examples        = [{ resource = "ConfigMap/orders", path = "data.SSO_HOST", kind = "leaked", word = "staging", values = { dev = "sso.staging.example", qa = "sso.staging.example", staging = "sso.staging.example", prod = "sso.example" } }]
  counterexamples = [{ resource = "ConfigMap/orders", path = "data.QUEUE", kind = "leaked", word = "dev", values = { dev = "orders-dev", staging = "orders-dev", prod = "orders" } }]
}

rule "leaked-by-the-lowest" {
  when         = drift.kind == "leaked" && leak.by_lowest && leak.of != reference
  verdict      = "acceptable"
  reason       = "${only} ${wordlist(environments)}, farthest from ${reference} of those that have it, uses ${leak.of}'s (${leak.word})."
  compensation = "What is tested nearer to ${reference} is tested with its own."

  examples        = [{ resource = "ConfigMap/orders", path = "data.SSO_HOST", kind = "leaked", word = "qa", values = { dev = "sso.qa.example", qa = "sso.qa.example", prod = "sso.example" } }]
  counterexamples = [{ resource = "ConfigMap/orders", path = "data.QUEUE", kind = "leaked", word = "prod", values = { dev = "orders-prod", staging = "orders-staging", prod = "orders-prod" } }]
}

rule "said-alike-by-all" {
  when       = drift.kind == "leaked" && leak.by_several && (one_line || length(environments) > 2 && length(environments) + 1 >= length(present)) && !named("@shared-environment-name")
  verdict    = "acceptable"
  either_way = true
  reason     = "${wordlist(environments)} all mention ${leak.of}'s name (${leak.word}): one for all, as a constant or a place that they share is."

  examples        = [{ resource = "Pipeline/shop", path = "spec.signer", kind = "leaked", word = "dev", values = { dev = "signer-dev", uat = "signer-dev", staging = "signer-dev", prod = "signer-dev" } }]
  counterexamples = [{ resource = "Ingress/shop", path = "metadata.annotations.snippet", kind = "leaked", word = "dev", values = { dev = "app.shop-dev", qa = "app.shop-qa", uat = "app.shop-dev", prod = "app.shop-dev" } }]
}

rule "said-alike-by-several" {
  when    = drift.kind == "leaked" && has(environments, reference) && leak.by_several
  verdict = "should-fix"
  reason  = "${wordlist(environments)} all mention ${leak.of}'s name: ${leak.word}. It is shared on purpose, or was copied to all."
  hint    = "See that ${reference} does not act on ${leak.of}. If all share this, say so with `vocabulary` in the environment's block."

  examples        = [{ resource = "Ingress/shop", path = "metadata.annotations.snippet", kind = "leaked", word = "dev", values = { dev = "app.shop-dev", uat = "app.shop-dev", prod = "app.shop-dev" } }]
  counterexamples = [{ resource = "ConfigMap/orders", path = "data.DB_HOST", kind = "leaked", word = "staging", values = { staging = "db.staging.shop.example", prod = "db.staging.shop.example" } }]
}

rule "image-of-the-reference" {
  when       = drift.kind == "leaked" && leak.of == reference && !has(environments, reference) && matches(drift.path, "**.image", "**.image.repository", "**.image.registry", "**.images[*].**")
  verdict    = "acceptable"
  either_way = true
  reason     = "${wordlist(environments)} ${verb(environments, "runs", "run")} an image that is called after ${reference} (${leak.word}): the build, or its registry, is one for all."

  examples        = [{ resource = "Deployment/shop", path = "spec.template.spec.containers[name=api].image", kind = "leaked", word = "prod", values = { dev = "shopprod.example/api:1.4", staging = "shopprod.example/api:1.4", prod = "shopprod.example/api:1.4" } }]
  counterexamples = [{ resource = "ConfigMap/orders", path = "data.IMAGES_HOST", kind = "leaked", word = "prod", values = { dev = "images.dev.example", staging = "images.prod.example", prod = "images.prod.example" } }]
}

rule "leaked-into-reference" {
  when    = drift.kind == "leaked" && has(environments, reference)
  verdict = "must-fix"
  reason  = "${reference} points at ${leak.of}: it contains the word ${leak.word}."
  hint    = "Point it at ${reference}'s own. If both really share this, say so with `vocabulary` in the environment's block."

  examples        = [{ resource = "ConfigMap/orders", path = "data.DB_HOST", kind = "leaked", word = "staging", values = { staging = "db.staging.shop.example", prod = "db.staging.shop.example" } }]
  counterexamples = [{ resource = "ConfigMap/orders", path = "data.DB_HOST", values = { staging = "db.staging.shop.example", prod = "db.shop.example" } }]
}

rule "leaked-among-others" {
  when    = drift.kind == "leaked" && leak.of != reference && !has(environments, reference) && (leak.against_others || named("@shared-environment-name"))
  verdict = "should-fix"
  reason  = "${wordlist(environments)} ${verb(environments, "mentions", "mention")} ${leak.of}'s name: ${leak.word}. What is tested there acts on ${leak.of}, or never reaches its own."
  hint    = "Point it at its own environment. If both really share this, say so with `vocabulary` in the environment's block."

  examples        = [{ resource = "ConfigMap/orders", path = "data.QUEUE", kind = "leaked", word = "dev", values = { dev = "orders-dev", staging = "orders-dev", prod = "orders" } }]
  counterexamples = [{ resource = "ConfigMap/orders", path = "data.QUEUE", kind = "leaked", word = "staging", values = { staging = "orders-staging", prod = "orders-staging" } }, { resource = "ConfigMap/orders", path = "data.QUEUE", kind = "leaked", word = "dev", values = { dev = "orders-dev", qa = "orders-dev", uat = "orders-dev", preprod = "orders-dev", staging = "orders-staging", prod = "orders" } }]
}

rule "leaked-among-others-uncontradicted" {
  when       = drift.kind == "leaked" && leak.of != reference && !has(environments, reference)
  verdict    = "acceptable"
  either_way = true
  reason     = "${wordlist(environments)} ${verb(environments, "mentions", "mention")} ${leak.of}'s name (${leak.word}), and no other environment shows what it should say."

  examples        = [{ resource = "ConfigMap/orders", path = "data.QUEUE", kind = "leaked", word = "dev", values = { dev = "orders-dev", qa = "orders-dev", uat = "orders-dev", preprod = "orders-dev", staging = "orders-staging", prod = "orders" } }]
  counterexamples = [{ resource = "ConfigMap/orders", path = "data.QUEUE", kind = "leaked", word = "prod", values = { dev = "orders-dev", staging = "orders-prod", prod = "orders-prod" } }]
}

rule "leaked-reference" {
  when    = drift.kind == "leaked" && leak.against_others
  verdict = "must-fix"
  reason  = "${wordlist(environments)} ${verb(environments, "mentions", "mention")} ${leak.of}'s name: ${leak.word}. What is tested there acts on ${leak.of}, or never reaches its own."
  hint    = "Point it at its own environment. If both really share this, say so with `vocabulary` in the environment's block."

  examples        = [{ resource = "ConfigMap/orders", path = "data.QUEUE", kind = "leaked", word = "prod", values = { dev = "orders-dev", staging = "orders-prod", prod = "orders-prod" } }]
  counterexamples = [{ resource = "ConfigMap/orders", path = "data.QUEUE", values = { staging = "orders-staging", prod = "orders" } }, { resource = "ConfigMap/orders", path = "data.QUEUE", kind = "leaked", word = "prod", values = { staging = "orders-prod", prod = "orders-prod" } }]
}

rule "leaked-reference-by-its-word" {
  when    = drift.kind == "leaked" && leak.the_owners
  verdict = "should-fix"
  reason  = "${wordlist(environments)} ${verb(environments, "has", "have")} the value of ${leak.of}, with its name in it: ${leak.word}. No other environment shows what it should say."
  hint    = "See whether what is tested there may act on ${leak.of}; then say so in a waiver, or point it at its own environment."

  examples        = [{ resource = "ConfigMap/orders", path = "data.QUEUE", kind = "leaked", word = "prod", values = { staging = "orders-prod", prod = "orders-prod" } }]
  counterexamples = [{ resource = "ConfigMap/orders", path = "data.QUEUE", kind = "leaked", word = "prod", values = { staging = "orders-2-prod", prod = "orders-1-prod" } }]
}

rule "leaked-name-of-the-reference" {
  when       = drift.kind == "leaked"
  verdict    = "acceptable"
  either_way = true
  reason     = "${wordlist(environments)} ${verb(environments, "mentions", "mention")} ${leak.of}'s name (${leak.word}) in a value that ${leak.of} does not have: it may be called so."

  examples        = [{ resource = "ConfigMap/orders", path = "data.QUEUE", kind = "leaked", word = "prod", values = { staging = "orders-2-prod", prod = "orders-1-prod" } }]
  counterexamples = [{ resource = "ConfigMap/orders", path = "data.QUEUE", values = { staging = "orders-staging", prod = "orders" } }]
}
