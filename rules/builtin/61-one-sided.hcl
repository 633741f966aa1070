# What only one environment has, on purpose or by oversight.

names "downtime-names" {
  patterns = [
    "*downtime*",
    "*auto-stop*",
    "*auto_stop*",
    "*scheduled-stop*",
    "*nightly-stop*",
    "*scale-down*",
  ]
}

rule "downtime-in-reference" {
  when    = drift.whole && drift.kind == "missing" && like(resource.name, "@downtime-names") && !meant
  verdict = "should-fix"
  reason  = "${reference} is switched off by schedule, and ${wordlist(absent)} ${verb(absent, "is", "are")} not."
  hint    = "Take the schedule off ${reference}."

  examples        = [{ resource = "module/scheduled_downtime", values = { staging = null, prod = { a = 1 } } }]
  counterexamples = [{ resource = "module/scheduled_downtime", values = { staging = { a = 1 }, prod = null } }]
}

names "aid-outside-reference-names" {
  patterns = [
    "*downtime*",
    "*auto-stop*",
    "*auto_stop*",
    "*scale-down*",
    "*mock*",
    "*stub*",
    "*simulat*",
    "*fake*",
    "*mailhog*",
    "*mailcatcher*",
    "*mailpit*",
    "*localstack*",
    "*wiremock*",
    "*swagger*",
    "*adminer*",
    "*pgadmin*",
    "*seed*",
    "*sandbox*",
    "*playground*",
    "*toolbox*",
    "*service-pod*",
    "*service_pod*",
    "*port-forward*",
    "*debug*",
    "*e2e*",
    "*load-test*",
    "*loadtest*",
    "*perf-test*",
    "*cypress*",
    "*selenium*",
    "*k6*",
    "*zap*",
    "*preview*",
    "*-test",
    "*_test",
    "test-*",
    "*copy-back*",
    "*catch-all*",
    "*_to_prod",
    "*-to-prod",
    "*_to_production",
    "*-to-production",
    "*_from_prod",
    "*-from-prod",
    "*_from_production",
    "*-from-production",
    "*_to_live",
    "*-to-live",
    "*_from_live",
    "*-from-live",
  ]
}

rule "aid-outside-reference" {
  when    = drift.kind == "extra" && like(resource.name, "@aid-outside-reference-names")
  verdict = "acceptable"
  reason  = "An aid for testing, or a saving, that ${reference} does without."

  examples        = [{ resource = "module/scheduled_downtime", values = { staging = { a = 1 }, prod = null } }, { resource = "Deployment/payment-simulator", values = { staging = { a = 1 }, prod = null } }]
  counterexamples = [{ resource = "module/orders_queue", values = { staging = { a = 1 }, prod = null } }]
}

names "pipeline-plumbing-names" {
  patterns = [
    "*ecr*",
    "*circleci*",
    "*github*",
    "*gitlab*",
    "*jenkins*",
    "*ci-cd*",
    "*cicd*",
    "*deployer*",
    "*pipeline*",
    "*terraform*state*",
    "*tfstate*",
    "*registry*",
    "*artifact*",
    "*oidc*",
  ]
}

names "pipeline-plumbing-kinds" {
  patterns = [
    "aws_ecr_repository",
    "aws_ecr_lifecycle_policy",
    "github_actions_secret",
    "github_actions_environment_secret",
    "github_repository_environment",
    "aws_codepipeline",
    "aws_codebuild_project",
  ]
}

rule "pipeline-plumbing" {
  when       = drift.one_sided && (like(resource.name, "@pipeline-plumbing-names") || oneof(resource.kind, "@pipeline-plumbing-kinds"))
  verdict    = "acceptable"
  reason     = "Building and shipping happens in one place for all environments."
  either_way = true

  examples        = [{ resource = "module/ecr_credentials", values = { staging = { a = 1 }, prod = null } }]
  counterexamples = [{ resource = "module/orders_queue", values = { staging = { a = 1 }, prod = null } }]
}

names "mail-catch-all" {
  patterns = [
    "*_override",
    "*_email_override*",
    "*_address_override",
    "*_override_*",
    "*_catch_all*",
    "*_intercept*",
    "*_redirect_all*",
    "*_redirect_emails*",
    "*_allow_recipients*",
    "*_whitelist_recipients",
    "*_recipient_override*",
    "*_subject_prefix",
    "*_override_recipient",
    "override_*",
  ]
}

names "mail-catch-all-2" {
  patterns = [
    "*_mail*",
    "*_email*",
    "*_sms*",
    "*_recipient*",
    "*_address*",
    "*_subject*",
    "*_phone*",
    "*_notif*",
    "*_to",
    "*_intercept*",
  ]
}

rule "mail-catch-all" {
  when    = named("@mail-catch-all") && named("@mail-catch-all-2") && (!has(present, reference) || has(empties, reference))
  verdict = "acceptable"
  reason  = "Outside ${reference}, messages are caught before they reach real people."

  examples        = [{ path = "EMAIL_ADDRESS_OVERRIDE", values = { staging = "qa@shop.example", prod = null } }]
  counterexamples = [{ path = "EMAIL_ADDRESS_OVERRIDE", values = { staging = null, prod = "qa@shop.example" } }]
}

names "mail-catch-all-3" {
  patterns = [
    "*_email_override*",
    "*_address_override",
    "*_catch_all*",
    "*_mail_intercept*",
    "*_redirect_all*",
    "*_redirect_emails*",
    "*_recipient_override*",
    "*_override_recipient",
  ]
}

rule "mail-catch-all-in-reference" {
  when    = named("@mail-catch-all-3") && has(present, reference) && drift.kind == "missing"
  verdict = "should-fix"
  reason  = "In ${reference}, messages are redirected away from the people they are for, and in ${wordlist(absent)} they are not."
  hint    = "Remove it from ${reference}."

  examples        = [{ path = "EMAIL_ADDRESS_OVERRIDE", values = { staging = null, prod = "qa@shop.example" } }]
  counterexamples = [{ path = "EMAIL_ADDRESS_OVERRIDE", values = { staging = "qa@shop.example", prod = null } }]
}

rule "analytics" {
  when    = named("@analytics") && oneof(drift.kind, "changed", "missing") && !(shape == "bool" && has(turned_off, reference))
  verdict = "acceptable"
  reason  = "Visits are counted apart, or only where visitors are."

  examples        = [{ path = "GOOGLE_TAG_MANAGER_ID", values = { staging = null, prod = "GTM-5T5SVMQX" } }]
  counterexamples = [{ path = "ANALYTICS_DB_ENABLED", values = { staging = "true", prod = "false" } }]
}

names "variable-of-alerting" {
  patterns = [
    "*_slack_*",
    "*_pagerduty_*",
    "*_opsgenie_*",
    "*_statuspage_*",
    "*_zendesk_*",
    "*_freshdesk_*",
    "*_intercom_*",
    "*_hubspot_*",
    "*_sentry_*",
    "*_newrelic_*",
    "*_new_relic_*",
    "*_datadog_*",
    "*_dd_*",
    "*_rollbar_*",
    "*_bugsnag_*",
    "*_cronitor_*",
    "*_healthchecks_*",
  ]
}

rule "variable-of-alerting" {
  when    = drift.kind == "missing" && drift.variable && drift.path != "" && named("@variable-of-alerting")
  verdict = "acceptable"
  reason  = "Bells ring and tickets are filed from ${wordlist(present)}, and not from ${wordlist(absent)}."

  examples        = [{ path = "SLACK_WEBHOOK_URL", values = { staging = null, prod = "https://hooks.slack.example/1" } }]
  counterexamples = [{ path = "PAYMENT_URL", values = { staging = null, prod = "https://pay.example/1" } }]
}

names "here" { # the machine itself
  patterns = [
    "*localhost*",
    "*127.0.0.1*",
  ]
}

rule "variable-of-a-laptop" {
  when    = drift.type == "envvars" && drift.kind == "extra" && length(present) < 2 && oneof(other.environment, "development", "local") && (empty || placeholder || like(other.value, "@here") || named("*env"))
  verdict = "acceptable"
  reason  = "A developer's machine has its own setting for this; ${reference} gets it from elsewhere, or not at all."

  examples        = [{ collector = "envvars", path = "API_URL", values = { development = "http://localhost:8080", prod = null } }]
  counterexamples = [{ collector = "envvars", path = "API_URL", values = { development = "https://api.shop.example", prod = null } }]
}

names "list-element-of-tenants" {
  patterns = [
    "*_domains",
    "*_sending_domains",
    "*_customers",
    "*_clients",
    "*_tenants",
    "*_services",
    "*_service_ids",
    "*_accounts",
    "*_users",
    "*_organisations",
    "*_organizations",
    "*_emails",
    "*_origins",
    "*_hosts",
    "*_aliases",
    "*_allowed_*",
    "*_approved_*",
    "*_topic_clients",
    "*_subscribers",
    "*_members",
    "*_partners",
    "*_buckets",
    "*_principals",
    "*_repositories",
    "*_ips",
    "*_cidrs",
    "*_accounts_ids",
    "*_arns",
    "*_ids",
  ]
}

rule "list-element-of-tenants" {
  when       = drift.one_sided && drift.path != "" && !drift.variable && (named("@list-element-of-tenants"))
  verdict    = "acceptable"
  reason     = "Customers, callers and peers differ from environment to environment."
  either_way = true

  examples        = [{ path = "allowed_tenants[=acme]", values = { staging = null, prod = "acme" } }]
  counterexamples = [{ path = "actions[=s3:GetObject]", values = { staging = null, prod = "s3:GetObject" } }]
}

names "reference-only-publication" {
  patterns = [
    "*_security_txt*",
    "security_txt*",
    "*_robots_txt*",
    "*_ads_txt*",
    "*_sitemap*",
    "*_humans_txt*",
    "*_apple_app_site*",
    "*_assetlinks*",
    "*_favicon*",
    "*_site_verification*",
    "*_legal_*",
    "*_imprint*",
    "*_privacy_policy*",
    "*_cookie_banner*",
  ]
}

rule "reference-only-publication" {
  when    = drift.kind == "missing" && drift.path != "" && named("@reference-only-publication")
  verdict = "acceptable"
  reason  = "What is published is published from ${wordlist(present)}, and not from ${wordlist(absent)}."

  examples        = [{ path = "security_txt_content", values = { staging = null, prod = "Contact: mailto:security@shop.example" } }]
  counterexamples = [{ path = "security_group", values = { staging = null, prod = "sg-1" } }]
}

names "label-one-sided-paths" {
  patterns = [
    "metadata.labels.*",
    "metadata.annotations.*",
    "**.labels.*",
    "**.annotations.*",
    "**.metadata.labels",
    "**.metadata.annotations",
  ]
}

names "label-one-sided-names" {
  patterns = [
    "prometheus.io/*",
    "*sidecar*",
    "*inject*",
    "iam.*",
    "eks.*",
  ]
}

rule "label-not-promoted" {
  when    = drift.story == "overdue" && matches(drift.path, "@label-one-sided-paths") && !oneof(resource.kind, "Ingress", "Service", "Gateway") && !like(drift.name, "@label-one-sided-names") && !meant
  verdict = "should-fix"
  reason  = "${only} ${wordlist(present)} ${verb(present, "carries", "carry")} this label or annotation, and the others were to follow: ${drift.story_text}."
  hint    = "Label alike everywhere."

  examples        = [{ resource = "Deployment/api", path = "metadata.labels.tier", values = { staging = "front", prod = null }, facts = { "drift.story" = "overdue", "drift.age_days" = 140 } }]
  counterexamples = [{ resource = "Deployment/api", path = "metadata.labels.tier", values = { staging = "front", prod = null } }]
}

rule "label-one-sided" {
  when       = drift.one_sided && matches(drift.path, "@label-one-sided-paths") && !oneof(resource.kind, "Ingress", "Service", "Gateway") && !like(drift.name, "@label-one-sided-names")
  verdict    = "acceptable"
  either_way = true
  reason     = "${only} ${wordlist(present)} ${verb(present, "carries", "carry")} this label or annotation."

  examples        = [{ resource = "Deployment/api", path = "metadata.labels.tier", values = { staging = "front", prod = null } }]
  counterexamples = [{ resource = "Deployment/api", path = "spec.replicas", values = { staging = 1, prod = null } }]
}

names "migration-leftover-names" {
  patterns = [
    "*migrat*",
    "*-old",
    "*_old",
    "*-legacy*",
    "*_legacy*",
    "*-tmp*",
    "*_tmp*",
    "*-temp*",
    "*backup*",
    "*-copy*",
    "*deprecated*",
    "*-poc*",
    "*_poc*",
    "*-v0*",
  ]
}

rule "migration-leftover" {
  when    = drift.whole && drift.kind == "extra" && like(resource.name, "@migration-leftover-names") && !meant
  verdict = "should-fix"
  reason  = "By its name a leftover: ${wordlist(present)} ${verb(present, "has", "have")} it, and ${reference} does not."
  hint    = "Remove it when it has served."

  examples        = [{ resource = "aws_sqs_queue/orders-old", values = { staging = { a = 1 }, prod = null } }]
  counterexamples = [{ resource = "aws_sqs_queue/orders", values = { staging = { a = 1 }, prod = null } }]
}

names "keys-of-clients-kinds" {
  patterns = [
    "aws_api_gateway_api_key",
    "aws_api_gateway_usage_plan_key",
    "aws_cognito_user_pool_client",
    "auth0_client",
  ]
}

rule "keys-of-clients" {
  when       = drift.one_sided && oneof(resource.kind, "@keys-of-clients-kinds") && matches(drift.path, "for_each[*]", "for_each.*")
  verdict    = "acceptable"
  reason     = "Clients differ from environment to environment."
  either_way = true

  examples        = [{ collector = "terraform", resource = "aws_api_gateway_api_key/clients", path = "for_each[=acme]", values = { staging = null, prod = "acme" } }]
  counterexamples = [{ collector = "terraform", resource = "aws_sqs_queue/orders", path = "for_each[=acme]", values = { staging = null, prod = "acme" } }]
}
