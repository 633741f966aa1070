# Versions of what is deployed: by the setting's name, where it is no image reference.

names "version-major" {
  patterns = [
    "*_kubernetes_version",
    "kubernetes_version",
    "cluster_version",
    "*_cluster_version",
    "*_eks_version",
    "*_runtime",
    "runtime",
    "*_node_version",
    "*_python_version",
    "*_java_version",
    "*_ruby_version",
    "*_php_version",
    "*_dotnet_version",
    "*_go_version",
    "*_stack",
    "platform_version",
    "solution_stack_name",
    "*_lambda_runtime",
  ]
}

rule "version-major" {
  when    = drift.kind == "changed" && named("@version-major") && oneof(version.level, "major", "minor")
  verdict = "must-fix"
  reason  = "Another version of the runtime or platform: APIs are removed and defaults change between them."
  hint    = "Upgrade ${other.environment} first, then ${reference}, within days."

  examples        = [{ path = "runtime", values = { staging = "python3.12", prod = "python3.9" } }, { path = "cluster_version", values = { staging = "1.31", prod = "1.29" } }]
  counterexamples = [{ path = "runtime", values = { staging = "python3.12", prod = "python3.12" } }]
}

rule "version-behind-its-siblings" {
  when    = drift.kind == "changed" && lagging.environment != ""
  verdict = "should-fix"
  reason  = "${lagging.environment} is ${lagging.minors} minor versions behind here, beside a ${lagging.beside} that is as new there as elsewhere: what is upgraded together was not."
  hint    = "Upgrade it with what is beside it; see which versions fit together."

  examples        = [{ path = "addon_proxy_version", values = { staging = "v1.28.1", prod = "v1.24.17" }, facts = { "lagging.environment" = "prod", "lagging.minors" = 4, "lagging.beside" = "cluster_version" } }]
  counterexamples = [{ path = "addon_proxy_version", values = { staging = "v1.28.1", prod = "v1.28.2" } }]
}

names "version-api" {
  patterns = [
    "api_version",
    "*_api_version",
    "protocol_version",
    "*_protocol_version",
    "*_schema_version",
    "schema_version",
    "*_payload_format_version",
    "*_tls_version",
    "*_minimum_tls_version",
    "ssl_policy",
    "*_ssl_policy",
    "*_security_policy",
    "min_tls_version",
    "minimum_protocol_version",
    "*_cipher*",
  ]
}

rule "version-api" {
  when    = named("@version-api") && drift.kind == "changed" && !meant
  verdict = "should-fix"
  reason  = "Another version of the interface is used, so a client that works in one environment can be refused in another."
  hint    = "Speak the same version everywhere."

  examples        = [{ path = "ssl_policy", values = { staging = "ELBSecurityPolicy-2016-08", prod = "ELBSecurityPolicy-TLS13-1-2-2021-06" } }]
  counterexamples = [{ path = "app_version", values = { staging = "1", prod = "2" } }]
}
