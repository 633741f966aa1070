# Who may do what: RBAC, IAM, roles.

names "access-wildcard-kinds" {
  patterns = [
    "Role",
    "ClusterRole",
    "aws_iam_policy",
    "aws_iam_role_policy",
    "aws_iam_user_policy",
    "data.aws_iam_policy_document",
  ]
}

names "access-wildcard" {
  patterns = [
    "actions",
    "*_actions",
    "resources",
    "verbs",
    "principals",
    "*_cors_origins",
    "*_allowed_origins",
  ]
}

rule "access-wildcard-in-reference" {
  when    = like(ref.value, "*:*", "*") && oneof(ref.value, "*", "*:*") && !oneof(other.value, "*", "*:*") && (oneof(resource.kind, "@access-wildcard-kinds") || named("@access-wildcard"))
  verdict = "must-fix"
  reason  = "${reference} allows everything where ${other.environment} names what it needs."
  hint    = "Allow in ${reference} what ${other.environment} allows."

  examples        = [{ resource = "Role/deployer", path = "rules[0].verbs[0]", values = { staging = "get", prod = "*" } }]
  counterexamples = [{ resource = "Role/deployer", path = "rules[0].verbs[0]", values = { staging = "*", prod = "get" } }]
}

rule "rbac-rule" {
  when    = oneof(resource.kind, "Role", "ClusterRole") && drift.path != "" && !matches(drift.path, "metadata.**") && !meant
  verdict = "should-fix"
  reason  = "The role allows other things: what a pipeline or program may do here it may not do there."
  hint    = "Allow the same everywhere, and no more than is needed."

  examples        = [{ resource = "Role/deployer", path = "rules[0].resources[=servicemonitors]", values = { staging = null, prod = "servicemonitors" } }]
  counterexamples = [{ resource = "RoleBinding/deployer", path = "subjects[0].name", values = { staging = "a", prod = "b" } }]
}

names "rbac-subject-paths" {
  patterns = [
    "**.subjects[*]",
    "**.subjects[*].**",
    "subjects",
    "**.subjects",
  ]
}

rule "rbac-subject" {
  when       = oneof(resource.kind, "RoleBinding", "ClusterRoleBinding") && matches(drift.path, "@rbac-subject-paths")
  verdict    = "acceptable"
  reason     = "Other people and groups look after this environment."
  either_way = true

  examples        = [{ resource = "RoleBinding/admin", path = "subjects[0].name", values = { staging = "github:devs", prod = "github:sre" } }]
  counterexamples = [{ resource = "RoleBinding/admin", path = "roleRef.name", values = { staging = "admin", prod = "view" } }]
}

rule "rbac-role-ref" {
  when    = oneof(resource.kind, "RoleBinding", "ClusterRoleBinding") && matches(drift.path, "**.roleRef.*", "roleRef.*") && !meant
  verdict = "should-fix"
  reason  = "The same people hold another role."
  hint    = "Bind the role that is needed; a program should hold the same one everywhere."

  examples        = [{ resource = "RoleBinding/admin", path = "roleRef.name", values = { staging = "admin", prod = "view" } }]
  counterexamples = [{ resource = "RoleBinding/admin", path = "subjects[0].name", values = { staging = "a", prod = "b" } }]
}

names "access-one-sided-kinds" {
  patterns = [
    "Role",
    "ClusterRole",
    "RoleBinding",
    "ClusterRoleBinding",
    "ServiceAccount",
    "aws_iam_role",
    "aws_iam_policy",
    "aws_iam_role_policy",
    "aws_iam_user_policy",
    "aws_iam_role_policy_attachment",
    "aws_iam_user",
    "google_project_iam_member",
    "azurerm_role_assignment",
    "aws_kms_key",
    "aws_s3_bucket_policy",
    "aws_sqs_queue_policy",
    "aws_lambda_permission",
  ]
}

rule "access-one-sided" {
  when    = drift.whole && drift.one_sided && oneof(resource.kind, "@access-one-sided-kinds") && !meant
  verdict = "should-fix"
  reason  = "${only} ${wordlist(present)} ${verb(present, "grants", "grant")} this: a call is allowed there and refused elsewhere."
  hint    = "Grant it everywhere or nowhere; rights of people alone can be waived."

  examples        = [{ resource = "aws_iam_policy/upload", values = { staging = null, prod = { policy = "x" } } }]
  counterexamples = [{ resource = "aws_iam_policy/upload", path = "policy", values = { staging = "a", prod = "b" } }]
}

names "access-policy-paths" {
  patterns = [
    "**.policy.Statement[*].Action",
    "**.Statement[*].Action[*]",
    "**.Statement[*].Effect",
  ]
}

rule "alarm-actions" {
  when       = named("alarm_actions", "ok_actions", "insufficient_data_actions") && drift.kind != "leaked"
  verdict    = "acceptable"
  either_way = true
  reason     = "An alarm does something else in ${wordlist(environments)}. That allows nobody anything."

  examples        = [{ collector = "terraform", resource = "aws_cloudwatch_metric_alarm/cpu", path = "ok_actions", kind = "extra", values = { staging = "topic", prod = null } }]
  counterexamples = [{ collector = "terraform", resource = "aws_iam_policy/orders", path = "statement[sid=a].actions", values = { staging = "s3:Get", prod = "s3:Put" } }]
}

rule "access-policy" {
  when    = oneof(drift.kind, "changed", "missing", "extra") && (named("actions", "*_actions", "not_actions", "effect", "verbs") || matches(drift.path, "@access-policy-paths")) && !meant
  verdict = "should-fix"
  reason  = "Other things are allowed."
  hint    = "Allow the same everywhere, on the environment's own resources."

  examples        = [{ resource = "data.aws_iam_policy_document/s3", path = "statement[0].actions", values = { staging = ["s3:*"], prod = ["s3:GetObject"] } }]
  counterexamples = [{ resource = "data.aws_iam_policy_document/s3", path = "statement[0].sid", values = { staging = "a", prod = "b" } }]
}

names "access-policy-resource-kinds" {
  patterns = [
    "aws_iam_policy",
    "aws_iam_role_policy",
    "aws_iam_user_policy",
    "data.aws_iam_policy_document",
    "aws_s3_bucket_policy",
    "aws_sqs_queue_policy",
    "aws_sns_topic_subscription",
    "aws_iam_role",
  ]
}

names "access-policy-resource" {
  patterns = [
    "resources",
    "*_resources",
    "values",
    "variable",
    "test",
    "principals",
    "identifiers",
    "sid",
    "topic_arn",
    "name",
    "policy",
    "assume_role_policy",
  ]
}

rule "access-policy-resource" {
  when       = oneof(drift.kind, "changed", "missing", "extra") && (oneof(resource.kind, "@access-policy-resource-kinds") && named("@access-policy-resource"))
  verdict    = "acceptable"
  reason     = "Rights on the environment's own resources."
  either_way = true

  examples        = [{ resource = "data.aws_iam_policy_document/s3", path = "statement[0].resources", values = { staging = "arn:aws:s3:::a", prod = "arn:aws:s3:::b" } }]
  counterexamples = [{ resource = "data.aws_iam_policy_document/s3", path = "statement[0].actions", values = { staging = ["s3:*"], prod = ["s3:GetObject"] } }]
}

names "basic-auth" {
  patterns = [
    "*_basic_auth*",
    "basic_auth*",
    "*_htpasswd*",
    "*_ip_allow*",
    "*_allow_ips",
    "*_ip_whitelist*",
    "*_allowlist_source_range",
    "*_whitelist_source_range",
    "*_password_protect*",
    "*_robots*",
    "*_noindex*",
  ]
}

rule "basic-auth" {
  when    = drift.kind != "missing" && !has(turned_on, reference) && named("@basic-auth")
  verdict = "acceptable"
  reason  = "Environments that are not public are kept from the public."

  examples        = [{ path = "BASIC_AUTH_ENABLED", values = { staging = "true", prod = "false" } }]
  counterexamples = [{ path = "AUTH_ENABLED", values = { staging = "true", prod = "false" } }]
}

names "guards" { # what turns people and requests away
  patterns = [
    "*_auth_enabled",
    "auth_enabled",
    "*_authentication*",
    "*_require_auth*",
    "*_login_required",
    "*_mfa*",
    "*_csrf*",
    "*_enforce_mfa",
    "*_rate_limit_enabled",
    "*_rate_limiting_enabled",
    "*_waf_enabled",
    "waf_enabled",
    "*_csp_enabled",
    "*_authentication_enabled",
    "*_disable_auth*",
    "*_skip_auth*",
    "*_auth_disabled",
    "*_bypass*",
    "*_auth",
    "auth",
    "*_auth_*",
    "*_rate_limit",
    "*_rate_limiting*",
    "*_hsts*",
    "hsts*",
    "*_login_bypass*",
    "*_anti_forgery*",
    "*_captcha*",
    "*_signature_verification*",
  ]
}

rule "authentication-off-in-reference" {
  when    = named("@guards") && has(unguarded, reference) && length(unguarded) == 1 && length(guarded) > 0 && !meant
  verdict = "must-fix"
  reason  = "A guard is off in ${reference} alone; it is on in ${wordlist(guarded)}."
  hint    = "Switch it on in ${reference}."

  examples        = [{ path = "AUTH_ENABLED", values = { staging = "true", prod = "false" } }, { path = "DISABLE_AUTH", values = { staging = "false", prod = "true" } }, { path = "HSTS_ENABLED", values = { staging = true, prod = false } }, { path = "NO_AUTH", values = { staging = "0", prod = "1" } }, { path = "security.csrf.disabled", values = { staging = false, prod = true } }]
  counterexamples = [{ path = "AUTHENTICATION_FALLBACK", values = { staging = "true", prod = "false" } }, { path = "LOGIN_BYPASS_DISABLED", values = { staging = "false", prod = "true" } }, { path = "AUTH_ENABLED", values = { staging = "false", prod = "true" } }]
}

rule "authentication-off" {
  when    = named("@guards") && length(guarded) > 0 && length(unguarded) > 0 && !named("@testing") && !meant
  verdict = "should-fix"
  reason  = "A guard is off in ${wordlist(unguarded)} and on in ${wordlist(guarded)}, so nobody sees everywhere whom it turns away."
  hint    = "Switch it on there as well."

  examples        = [{ path = "AUTH_ENABLED", values = { staging = "false", prod = "true" } }]
  counterexamples = [{ path = "AUTHOR", values = { staging = "a", prod = "b" } }]
}

names "access-statement-one-sided-paths" {
  patterns = [
    "**.statement[*]",
    "statement[*]",
    "**.Statement[*]",
    "**.role_policy_arns.*",
    "role_policy_arns.*",
    "**.policies.*",
    "**.policy_arns[*]",
    "**.Condition.**",
    "**.condition[*]",
    "condition[*]",
  ]
}

names "access-statement-one-sided" {
  patterns = [
    "*_bucket_policy",
    "*_user_policy",
    "*_queue_policy",
    "bucket_policy",
    "user_policy",
    "inline_policy",
    "*_cors_rule",
    "cors_rule",
    "*_cors*",
    "role_policy_arns",
    "*_policies",
  ]
}

rule "access-statement-one-sided" {
  when    = drift.one_sided && !drift.variable && drift.path != "" && (matches(drift.path, "@access-statement-one-sided-paths") || named("@access-statement-one-sided")) && !(shape == "bool") && !meant
  verdict = "should-fix"
  reason  = "${only} ${wordlist(present)} ${verb(present, "grants", "grant")} this: a call is allowed there and refused elsewhere."
  hint    = "Grant it everywhere, on the environment's own resources."

  examples        = [{ resource = "module/irsa", path = "role_policy_arns.athena", values = { staging = null, prod = "module.athena.policy_arn" } }]
  counterexamples = [{ resource = "module/irsa", path = "namespace", values = { staging = null, prod = "shop" } }, { resource = "module/cdn", path = "attach_bucket_policy", values = { staging = null, prod = false } }]
}

rule "access-deployers" {
  when       = drift.kind != "leaked" && named("@deployers")
  verdict    = "acceptable"
  reason     = "Other people and branches may deploy there."
  either_way = true

  examples        = [{ resource = "module/api", path = "selected_branch_patterns", values = { staging = ["**"], prod = ["main"] } }, { resource = "module/api", path = "reviewer_teams", values = { staging = null, prod = ["leads"] } }]
  counterexamples = [{ resource = "module/api", path = "branch_office", values = { staging = "a", prod = "b" } }]
}
