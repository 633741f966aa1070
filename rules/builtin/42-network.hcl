# Network policies, firewalls, ingress, names and certificates.

names "network-policy-one-sided-kinds" {
  patterns = [
    "NetworkPolicy",
    "CiliumNetworkPolicy",
    "AuthorizationPolicy",
    "PeerAuthentication",
    "aws_network_acl",
    "aws_wafv2_web_acl",
    "aws_wafv2_web_acl_association",
  ]
}

rule "network-policy-one-sided" {
  when    = drift.whole && drift.one_sided && oneof(resource.kind, "@network-policy-one-sided-kinds") && !meant
  verdict = "should-fix"
  reason  = "${only} ${wordlist(present)} ${verb(present, "filters", "filter")} this traffic: a connection that works in one environment is refused in another."
  hint    = "Filter everywhere alike; a policy that was never tried is found by an outage."

  examples        = [{ resource = "NetworkPolicy/default-deny", values = { staging = null, prod = { a = 1 } } }]
  counterexamples = [{ resource = "NetworkPolicy/default-deny", path = "spec.ingress[0].from[0].namespaceSelector.matchLabels.name", values = { staging = "a", prod = "b" } }]
}

names "network-policy-peer-paths" {
  patterns = [
    "**.matchLabels.**",
    "**.matchLabels[*]",
    "**.ipBlock.**",
    "**.from[*]",
    "**.to[*]",
  ]
}

rule "network-policy-peer" {
  when       = oneof(resource.kind, "NetworkPolicy", "CiliumNetworkPolicy") && matches(drift.path, "@network-policy-peer-paths")
  verdict    = "acceptable"
  reason     = "The peers are the environment's own."
  either_way = true

  examples        = [{ resource = "NetworkPolicy/api", path = "spec.ingress[0].from[0].namespaceSelector.matchLabels.name", values = { staging = "apply-uat", prod = "apply-live" } }]
  counterexamples = [{ resource = "NetworkPolicy/api", path = "spec.policyTypes", values = { staging = ["Ingress"], prod = ["Ingress", "Egress"] } }]
}

names "network-policy-rule-kinds" {
  patterns = [
    "NetworkPolicy",
    "CiliumNetworkPolicy",
    "AuthorizationPolicy",
    "PeerAuthentication",
  ]
}

rule "network-policy-rule" {
  when    = oneof(resource.kind, "@network-policy-rule-kinds") && drift.path != "" && !meant
  verdict = "should-fix"
  reason  = "Other traffic is let through."
  hint    = "Let the same traffic through everywhere."

  examples        = [{ resource = "NetworkPolicy/api", path = "spec.policyTypes", values = { staging = ["Ingress"], prod = ["Ingress", "Egress"] } }]
  counterexamples = [{ resource = "Service/api", path = "spec.type", values = { staging = "ClusterIP", prod = "LoadBalancer" } }]
}

names "firewall-open" {
  patterns = [
    "*_egress*",
    "*_destination_cidr*",
    "destination_cidr*",
  ]
}

names "everyone" { # the canned access lists of S3 that let strangers in
  patterns = ["public-read", "public-read-write", "authenticated-read"]
}

rule "readable-by-everyone-in-reference" {
  when    = drift.kind == "changed" && like(ref.value, "@everyone") && !like(other.value, "@everyone")
  verdict = "must-fix"
  reason  = "In ${reference} strangers may read it, and in ${other.environment} they may not."
  hint    = "Make it private, and serve what is public from a place of its own."

  examples        = [{ path = "acl", values = { staging = "private", prod = "public-read" } }]
  counterexamples = [{ path = "acl", values = { staging = "public-read", prod = "private" } }]
}

names "origins" {
  patterns = ["*_cors*", "cors*", "*_allowed_origin*", "allowed_origin*", "*_allow_origin*", "*_allowed_hosts", "allowed_hosts"]
}

rule "any-origin-in-reference" {
  when    = drift.kind == "changed" && named("@origins") && ref.value == "*" && !(other.value == "*")
  verdict = "must-fix"
  reason  = "${reference} takes requests from any site, and ${other.environment} names those that may send them."
  hint    = "Name the sites in ${reference}."

  examples        = [{ path = "CORS_ORIGIN", values = { staging = "https://shop.staging.example", prod = "*" } }]
  counterexamples = [{ path = "CORS_ORIGIN", values = { staging = "*", prod = "https://shop.example" } }]
}

names "embedded-stores" { # databases inside of the program, by the scheme of their address
  patterns = ["sqlite:*", "sqlite3:*", "jdbc:h2:*", "jdbc:hsqldb:*", "jdbc:derby:*", "jdbc:sqlite:*"]
}

rule "embedded-store-in-reference" {
  when    = drift.kind == "changed" && like(ref.value, "@embedded-stores") && !like(other.value, "@embedded-stores")
  verdict = "must-fix"
  reason  = "${reference} keeps its data in a file of the program, and ${other.environment} in a database server."
  hint    = "Give ${reference} the address of its database."

  examples        = [{ path = "DATABASE_URL", values = { staging = "postgres://db.staging.example/shop", prod = "sqlite:///tmp/shop.db" } }]
  counterexamples = [{ path = "DATABASE_URL", values = { staging = "sqlite:///tmp/shop.db", prod = "postgres://db.example/shop" } }]
}

names "everywhere" { # all addresses
  patterns = [
    "*0.0.0.0/0*",
    "*::/0*",
  ]
}

rule "firewall-open-in-reference" {
  when    = !drift.whole && drift.kind != "leaked" && like(ref.value, "@everywhere") && !like(other.value, "@everywhere") && !matches(drift.path, "egress**", "**.egress**") && !named("@firewall-open")
  verdict = "must-fix"
  reason  = "${reference} is open to all addresses, and ${other.environment} is not."
  hint    = "Name the addresses that need it."

  examples        = [{ path = "ingress_cidr_blocks", values = { staging = "10.0.0.0/8", prod = "0.0.0.0/0" } }]
  counterexamples = [{ path = "ingress_cidr_blocks", values = { staging = "0.0.0.0/0", prod = "10.0.0.0/8" } }]
}

names "firewall-ports" {
  patterns = [
    "from_port",
    "to_port",
    "*_ingress_ports",
    "port_range",
  ]
}

names "firewall-ports-paths" {
  patterns = [
    "ingress[*]",
    "egress[*]",
    "**.ingress[*]",
    "**.egress[*]",
  ]
}

names "firewall-ports-kinds" {
  patterns = [
    "aws_security_group",
    "aws_security_group_rule",
  ]
}

names "firewall-ports-kinds-2" {
  patterns = [
    "aws_security_group_rule",
    "aws_vpc_security_group_ingress_rule",
    "aws_vpc_security_group_egress_rule",
    "google_compute_firewall",
    "azurerm_network_security_rule",
  ]
}

rule "firewall-ports" {
  when    = named("@firewall-ports") && drift.kind == "changed" && !meant
  verdict = "should-fix"
  reason  = "Other ports or peers are let through."
  hint    = "Keep the same rules, with the environment's own addresses."

  examples        = [{ resource = "aws_security_group_rule/db", path = "from_port", values = { staging = 0, prod = 5432 } }]
  counterexamples = [{ resource = "aws_security_group_rule/db", path = "cidr_blocks", values = { staging = "10.0.0.0/16", prod = "10.1.0.0/16" } }]
}

rule "firewall-rule-one-sided" {
  when    = drift.one_sided && (drift.whole && oneof(resource.kind, "@firewall-ports-kinds-2") || matches(drift.path, "@firewall-ports-paths") && oneof(resource.kind, "@firewall-ports-kinds")) && !meant
  verdict = "should-fix"
  reason  = "${only} ${wordlist(present)} ${verb(present, "lets", "let")} this traffic through."
  hint    = "Keep the same rules, with the environment's own addresses."

  examples        = [{ resource = "aws_security_group/db", path = "ingress[0]", values = { staging = null, prod = { from_port = 5432 } } }]
  counterexamples = [{ resource = "aws_security_group/db", path = "tags", values = { staging = null, prod = { a = "b" } } }]
}

names "network-range" {
  patterns = [
    "*_cidr",
    "*_cidrs",
    "*_cidr_block*",
    "cidr_block*",
    "*_subnet*",
    "subnet*",
    "*_vpc*",
    "vpc*",
    "*_security_group*",
    "security_group*",
    "*_ip_range*",
    "*_trusted_proxies",
    "*_target_group_arn*",
    "*_peering*",
    "*_web_acl*",
    "wafv2_acl_arn",
    "*_nat_*",
  ]
}

rule "network-range" {
  when       = (drift.kind == "changed" || shape == "ip") && (type == "cidr" || shape == "ip" || named("@network-range")) && !has(empties, reference)
  verdict    = "acceptable"
  reason     = "${alike == "" ? "Each environment has its own network" : "Environments have networks of their own here, though ${alike}"}."
  either_way = true

  examples        = [{ path = "cidr_blocks", values = { staging = "10.27.76.128/25", prod = "10.27.69.128/25" } }]
  counterexamples = [{ path = "port", values = { staging = 80, prod = 8080 } }]
}

names "service-exposure" {
  patterns = [
    "*_service_type",
    "load_balancer_type",
    "*_scheme",
    "scheme",
    "*_target_type",
    "external_traffic_policy",
    "session_affinity",
    "*_sticky_sessions",
    "*_stickiness*",
    "internal",
  ]
}

rule "service-selector" {
  when    = oneof(drift.kind, "changed", "missing", "extra") && resource.kind == "Service" && matches(drift.path, "spec.selector", "spec.selector.*") && !meant
  verdict = "should-fix"
  reason  = "The service selects pods by other labels, so it may reach other pods, or none."
  hint    = "Select by the same labels, and see that pods of ${reference} carry them."

  examples        = [{ resource = "Service/web", path = "spec.selector.app", values = { staging = "web", prod = "webb" } }]
  counterexamples = [{ resource = "Service/web", path = "metadata.labels.app", values = { staging = "web", prod = "webb" } }]
}

rule "service-exposure" {
  when    = drift.kind == "changed" && (resource.kind == "Service" && named("type") || named("@service-exposure")) && !meant
  verdict = "should-fix"
  reason  = "It is reached in another way: other load balancer, other source addresses, other affinity."
  hint    = "Expose it alike."

  examples        = [{ resource = "Service/api", path = "spec.type", values = { staging = "NodePort", prod = "LoadBalancer" } }]
  counterexamples = [{ resource = "Secret/api", path = "type", values = { staging = "Opaque", prod = "tls" } }]
}

names "port" {
  patterns = [
    "port",
    "*_port",
    "target_port",
    "container_port",
    "node_port",
    "*_listen_port",
  ]
}

rule "port" {
  when    = drift.kind == "changed" && (named("@port")) && !(shape == "expression") && !meant
  verdict = "should-fix"
  reason  = "Another port: firewalls, probes and clients that know the one do not know the other."
  hint    = "Use the same port everywhere."

  examples        = [{ path = "DB_PORT", values = { staging = "5432", prod = "6432" } }]
  counterexamples = [{ path = "DB_HOST", values = { staging = "a", prod = "b" } }]
}

names "ingress-class" {
  patterns = [
    "ingress_class_name",
    "*_ingress_class",
    "gateway_class_name",
    "*_load_balancer_class",
  ]
}

rule "ingress-class" {
  when    = named("@ingress-class") && !meant
  verdict = "should-fix"
  reason  = "Another ingress controller answers: other limits, headers and timeouts."
  hint    = "Use the same controller; its name may differ only by the environment."

  examples        = [{ resource = "Ingress/web", path = "spec.ingressClassName", values = { staging = "nginx", prod = "alb" } }]
  counterexamples = [{ resource = "Ingress/web", path = "spec.rules[0].host", values = { staging = "a.example", prod = "b.example" } }]
}

names "ingress-weight-names" {
  patterns = [
    "*external-dns*",
    "*aws-weight*",
    "*set-identifier*",
    "*cert-manager.io/*issuer*",
    "*certificate-arn*",
    "*wafv2*",
    "*security-groups",
    "*group.name",
    "*group.order",
    "*load-balancer-name*",
    "*load-balancer-attributes*",
    "*tags*",
    "*whitelist-source-range*",
    "*allowlist*",
    "*server-snippet*",
    "*configuration-snippet*",
  ]
}

rule "ingress-weight" {
  when       = like(drift.name, "@ingress-weight-names") && drift.kind == "changed" && !like(drift.name, "*snippet*") && (length(turned_on) == 0 || length(turned_off) == 0)
  verdict    = "acceptable"
  reason     = "Names, certificates and weights of the environment's own entrance."
  either_way = true

  examples        = [{ resource = "Ingress/web", path = "metadata.annotations[\"external-dns.alpha.kubernetes.io/aws-weight\"]", values = { staging = "100", prod = "50" } }]
  counterexamples = [{ resource = "Ingress/web", path = "metadata.annotations[\"nginx.ingress.kubernetes.io/proxy-body-size\"]", values = { staging = "1m", prod = "20m" } }, { path = "ENFORCE_ALLOWLIST", values = { staging = "false", prod = "true" } }]
}

names "ingress-behaviour-kinds" {
  patterns = [
    "Ingress",
    "HTTPRoute",
    "VirtualService",
    "Gateway",
  ]
}

names "ingress-behaviour-paths" {
  patterns = [
    "spec.rules[*].http.**",
    "spec.http[*].**",
    "spec.tls[*]",
    "spec.tls",
  ]
}

names "ingress-behaviour" {
  patterns = [
    "environment",
    "*_environment",
    "env",
    "host",
    "hosts",
    "secret_name",
    "*_host",
    "name",
    "*_name",
  ]
}

rule "ingress-behaviour" {
  when    = oneof(resource.kind, "@ingress-behaviour-kinds") && (matches(drift.path, "metadata.annotations.**") || matches(drift.path, "@ingress-behaviour-paths")) && !named("@ingress-behaviour") && !meant
  verdict = "should-fix"
  reason  = "Requests are routed, rewritten, limited or buffered otherwise."
  hint    = "Use the same routes and annotations; only hosts differ."

  examples        = [{ resource = "Ingress/web", path = "metadata.annotations[\"nginx.ingress.kubernetes.io/proxy-body-size\"]", values = { staging = "1m", prod = "20m" } }]
  counterexamples = [{ resource = "Ingress/web", path = "spec.rules[0].host", values = { staging = "a.example", prod = "b.example" } }]
}

names "dns-records-paths" {
  patterns = [
    "**.additional_dns_records[*]",
    "**.additional_dns_records[*].**",
    "**.dns_records[*]",
    "**.dns_records[*].**",
    "**.dns_records.**",
    "**.dns_delegation_records.**",
  ]
}

rule "dns-records" {
  when       = drift.kind != "leaked" && drift.kind != "shared" && matches(drift.path, "@dns-records-paths")
  verdict    = "acceptable"
  reason     = "DNS records prove and delegate the environment's own domains."
  either_way = true

  examples        = [{ path = "additional_dns_records[name=_dmarc]", values = { staging = null, prod = "v=DMARC1" } }]
  counterexamples = [{ path = "dns_servers", values = { staging = null, prod = "10.0.0.2" } }]
}

names "public-names" {
  patterns = [
    "**.dnsNames[*]",
    "**.hosts[*]",
    "**.tls[*].hosts[*]",
    "**.subject_alternative_names[*]",
    "**.aliases[*]",
    "**.allowed_origins[*]",
    "**.domains[*]",
    "**.domains.*",
    "**.spec.rules[*]",
  ]
}

rule "dns-name-one-sided" {
  when       = drift.one_sided && !drift.whole && (resource.kind == "Certificate" || matches(drift.path, "@public-names") || named("@addresses") && oneof(shape, "host", "email", "url") && !drift.variable)
  verdict    = "acceptable"
  reason     = "A name under which the environment, or one of its customers, is reached."
  either_way = true

  examples        = [{ resource = "Certificate/api", path = "spec.dnsNames[=pay.example.com]", values = { staging = null, prod = "pay.example.com" } }]
  counterexamples = [{ path = "PAY_HOST", values = { staging = null, prod = "pay.example.com" } }]
}

names "dns-one-sided-kinds" {
  patterns = [
    "aws_route53_zone",
    "aws_route53_record",
    "google_dns_record_set",
    "google_dns_managed_zone",
    "azurerm_dns_zone",
    "azurerm_dns_a_record",
    "azurerm_dns_cname_record",
    "cloudflare_record",
    "Certificate",
    "aws_acm_certificate",
    "aws_acm_certificate_validation",
    "DNSEndpoint",
    "aws_ses_domain_identity",
    "aws_ses_domain_dkim",
  ]
}

rule "dns-one-sided" {
  when       = drift.one_sided && (oneof(resource.kind, "@dns-one-sided-kinds") || like(resource.name, "*route53*", "*dns-zone*", "*dns_zone*"))
  verdict    = "acceptable"
  reason     = "Public names and their certificates belong to the environment that has them."
  either_way = true

  examples        = [{ resource = "aws_route53_zone/main", values = { staging = null, prod = { name = "shop.example" } } }]
  counterexamples = [{ resource = "aws_s3_bucket/main", values = { staging = null, prod = { name = "shop" } } }]
}

names "dns-ttl-kinds" {
  patterns = [
    "aws_route53_record",
    "google_dns_record_set",
    "cloudflare_record",
    "DNSEndpoint",
  ]
}

rule "dns-ttl" {
  when       = named("ttl", "*_ttl", "*_record_ttl") && oneof(resource.kind, "@dns-ttl-kinds")
  verdict    = "acceptable"
  reason     = "How long a name is remembered."
  either_way = true

  examples        = [{ resource = "aws_route53_record/www", path = "ttl", values = { staging = 60, prod = 3600 } }]
  counterexamples = [{ resource = "ConfigMap/www", path = "cache_ttl", values = { staging = 60, prod = 3600 } }]
}

names "region" {
  patterns = [
    "region",
    "*_region",
    "aws_default_region",
    "location",
    "*_geo",
  ]
}

rule "region" {
  when    = drift.kind == "changed" && named("@region") && !meant
  verdict = "should-fix"
  reason  = "Another region: services, quotas and latency differ, and data may not leave it."
  hint    = "Use the same region in an account of its own."

  examples        = [{ path = "aws_region", values = { staging = "us-west-2", prod = "us-gov-west-1" } }]
  counterexamples = [{ path = "aws_profile", values = { staging = "a", prod = "b" } }]
}
