# Network policies, firewalls, ingress, names and certificates.

rule "network-policy-one-sided" {
  when    = drift.whole && oneof(drift.kind, "missing", "extra") && oneof(resource.kind, "NetworkPolicy", "CiliumNetworkPolicy", "AuthorizationPolicy", "PeerAuthentication", "aws_network_acl", "aws_wafv2_web_acl", "aws_wafv2_web_acl_association")
  verdict = "should-fix"
  reason  = "Only ${wordlist(present)} filters this traffic: a connection that works in one environment is refused in another."
  hint    = "Filter everywhere alike; a policy that was never tried is found by an outage."

  examples        = [{ resource = "NetworkPolicy/default-deny", values = { staging = null, prod = { a = 1 } } }]
  counterexamples = [{ resource = "NetworkPolicy/default-deny", path = "spec.ingress[0].from[0].namespaceSelector.matchLabels.name", values = { staging = "a", prod = "b" } }]
}

rule "network-policy-peer" {
  when    = oneof(resource.kind, "NetworkPolicy", "CiliumNetworkPolicy") && matches(drift.path, "**.matchLabels.**", "**.matchLabels[*]", "**.ipBlock.**", "**.from[*]", "**.to[*]")
  verdict = "acceptable"
  reason  = "The peers are the environment's own."
  either_way = true

  examples        = [{ resource = "NetworkPolicy/api", path = "spec.ingress[0].from[0].namespaceSelector.matchLabels.name", values = { staging = "apply-uat", prod = "apply-live" } }]
  counterexamples = [{ resource = "NetworkPolicy/api", path = "spec.policyTypes", values = { staging = ["Ingress"], prod = ["Ingress", "Egress"] } }]
}

rule "network-policy-rule" {
  when    = oneof(resource.kind, "NetworkPolicy", "CiliumNetworkPolicy", "AuthorizationPolicy", "PeerAuthentication") && drift.path != ""
  verdict = "should-fix"
  reason  = "Other traffic is let through."
  hint    = "Let the same traffic through everywhere."

  examples        = [{ resource = "NetworkPolicy/api", path = "spec.policyTypes", values = { staging = ["Ingress"], prod = ["Ingress", "Egress"] } }]
  counterexamples = [{ resource = "Service/api", path = "spec.type", values = { staging = "ClusterIP", prod = "LoadBalancer" } }]
}

rule "firewall-open-in-reference" {
  when    = (like(ref.value, "*0.0.0.0/0*", "*::/0*")) && !like(other.value, "*0.0.0.0/0*", "*::/0*") && oneof(drift.kind, "changed", "missing") && !matches(drift.path, "egress**", "**.egress**") && !named("*_egress*", "*_destination_cidr*", "destination_cidr*")
  verdict = "must-fix"
  reason  = "${reference} is open to all addresses, and ${other.environment} is not."
  hint    = "Name the addresses that need it."

  examples        = [{ path = "ingress_cidr_blocks", values = { staging = "10.0.0.0/8", prod = "0.0.0.0/0" } }]
  counterexamples = [{ path = "ingress_cidr_blocks", values = { staging = "0.0.0.0/0", prod = "10.0.0.0/8" } }]
}

rule "firewall-ports" {
  when    = named("from_port", "to_port", "*_ingress_ports", "port_range") && drift.kind == "changed" || oneof(drift.kind, "missing", "extra") && (matches(drift.path, "ingress[*]", "egress[*]", "**.ingress[*]", "**.egress[*]") && oneof(resource.kind, "aws_security_group", "aws_security_group_rule")) || drift.whole && oneof(drift.kind, "missing", "extra") && oneof(resource.kind, "aws_security_group_rule", "aws_vpc_security_group_ingress_rule", "aws_vpc_security_group_egress_rule", "google_compute_firewall", "azurerm_network_security_rule")
  verdict = "should-fix"
  reason  = "Other ports or peers are let through."
  hint    = "Keep the same rules, with the environment's own addresses."

  examples        = [{ resource = "aws_security_group_rule/db", path = "from_port", values = { staging = 0, prod = 5432 } }]
  counterexamples = [{ resource = "aws_security_group_rule/db", path = "cidr_blocks", values = { staging = "10.0.0.0/16", prod = "10.1.0.0/16" } }]
}

rule "network-range" {
  when    = (drift.kind == "changed" || shape == "ip") && (type == "cidr" || shape == "ip" || named("*_cidr", "*_cidrs", "*_cidr_block*", "cidr_block*", "*_subnet*", "subnet*", "*_vpc*", "vpc*", "*_security_group*", "security_group*", "*_ip_range*", "*_trusted_proxies", "*_target_group_arn*", "*_peering*", "*_web_acl*", "wafv2_acl_arn", "*_nat_*"))
  verdict = "acceptable"
  reason  = "Each environment has its own network."
  either_way = true

  examples        = [{ path = "cidr_blocks", values = { staging = "10.27.76.128/25", prod = "10.27.69.128/25" } }]
  counterexamples = [{ path = "port", values = { staging = 80, prod = 8080 } }]
}

rule "service-exposure" {
  when    = drift.kind == "changed" && (resource.kind == "Service" && named("type") || named("*_service_type", "load_balancer_type", "*_scheme", "scheme", "*_target_type", "external_traffic_policy", "session_affinity", "*_sticky_sessions", "*_stickiness*", "internal"))
  verdict = "should-fix"
  reason  = "It is reached in another way: other load balancer, other source addresses, other affinity."
  hint    = "Expose it alike."

  examples        = [{ resource = "Service/api", path = "spec.type", values = { staging = "NodePort", prod = "LoadBalancer" } }]
  counterexamples = [{ resource = "Secret/api", path = "type", values = { staging = "Opaque", prod = "tls" } }]
}

rule "port" {
  when    = drift.kind == "changed" && (named("port", "*_port", "target_port", "container_port", "node_port", "*_listen_port")) && !(shape == "expression")
  verdict = "should-fix"
  reason  = "Another port: firewalls, probes and clients that know the one do not know the other."
  hint    = "Use the same port everywhere."

  examples        = [{ path = "DB_PORT", values = { staging = "5432", prod = "6432" } }]
  counterexamples = [{ path = "DB_HOST", values = { staging = "a", prod = "b" } }]
}

rule "ingress-class" {
  when    = named("ingress_class_name", "*_ingress_class", "gateway_class_name", "*_load_balancer_class")
  verdict = "should-fix"
  reason  = "Another ingress controller answers: other limits, headers and timeouts."
  hint    = "Use the same controller; its name may differ only by the environment."

  examples        = [{ resource = "Ingress/web", path = "spec.ingressClassName", values = { staging = "nginx", prod = "alb" } }]
  counterexamples = [{ resource = "Ingress/web", path = "spec.rules[0].host", values = { staging = "a.example", prod = "b.example" } }]
}

rule "ingress-weight" {
  when    = like(drift.name, "*external-dns*", "*aws-weight*", "*set-identifier*", "*cert-manager.io/*issuer*", "*certificate-arn*", "*wafv2*", "*security-groups", "*group.name", "*group.order", "*load-balancer-name*", "*load-balancer-attributes*", "*tags*", "*whitelist-source-range*", "*allowlist*", "*server-snippet*", "*configuration-snippet*") && drift.kind == "changed" && !like(drift.name, "*snippet*")
  verdict = "acceptable"
  reason  = "Names, certificates and weights of the environment's own entrance."
  either_way = true

  examples        = [{ resource = "Ingress/web", path = "metadata.annotations[\"external-dns.alpha.kubernetes.io/aws-weight\"]", values = { staging = "100", prod = "50" } }]
  counterexamples = [{ resource = "Ingress/web", path = "metadata.annotations[\"nginx.ingress.kubernetes.io/proxy-body-size\"]", values = { staging = "1m", prod = "20m" } }]
}

rule "ingress-behaviour" {
  when    = oneof(resource.kind, "Ingress", "HTTPRoute", "VirtualService", "Gateway") && (matches(drift.path, "metadata.annotations.**") || matches(drift.path, "spec.rules[*].http.**", "spec.http[*].**", "spec.tls[*]", "spec.tls")) && !named("host", "hosts", "secret_name", "*_host", "name", "*_name")
  verdict = "should-fix"
  reason  = "Requests are routed, rewritten, limited or buffered otherwise."
  hint    = "Use the same routes and annotations; only hosts differ."

  examples        = [{ resource = "Ingress/web", path = "metadata.annotations[\"nginx.ingress.kubernetes.io/proxy-body-size\"]", values = { staging = "1m", prod = "20m" } }]
  counterexamples = [{ resource = "Ingress/web", path = "spec.rules[0].host", values = { staging = "a.example", prod = "b.example" } }]
}

rule "dns-records" {
  when    = drift.kind != "leaked" && drift.kind != "shared" && matches(drift.path, "**.additional_dns_records[*]", "**.additional_dns_records[*].**", "**.dns_records[*]", "**.dns_records[*].**", "**.dns_records.**", "**.dns_delegation_records.**")
  verdict = "acceptable"
  reason  = "DNS records prove and delegate the environment's own domains."
  either_way = true

  examples        = [{ path = "additional_dns_records[name=_dmarc]", values = { staging = null, prod = "v=DMARC1" } }]
  counterexamples = [{ path = "dns_servers", values = { staging = null, prod = "10.0.0.2" } }]
}

rule "dns-name-one-sided" {
  when    = oneof(drift.kind, "missing", "extra") && (resource.kind == "Certificate" || matches(drift.path, "**.dnsNames[*]", "**.hosts[*]", "**.tls[*].hosts[*]", "**.subject_alternative_names[*]", "**.aliases[*]", "**.allowed_origins[*]", "**.domains[*]", "**.domains.*", "**.spec.rules[*]") || named("@addresses") && oneof(shape, "host", "email", "url") && !drift.variable && drift.path != "")
  verdict = "acceptable"
  reason  = "A name under which the environment, or one of its customers, is reached."
  either_way = true

  examples        = [{ resource = "Certificate/api", path = "spec.dnsNames[=pay.example.com]", values = { staging = null, prod = "pay.example.com" } }]
  counterexamples = [{ path = "PAY_HOST", values = { staging = null, prod = "pay.example.com" } }]
}

rule "dns-one-sided" {
  when    = oneof(drift.kind, "missing", "extra") && (oneof(resource.kind, "aws_route53_zone", "aws_route53_record", "google_dns_record_set", "google_dns_managed_zone", "azurerm_dns_zone", "azurerm_dns_a_record", "azurerm_dns_cname_record", "cloudflare_record", "Certificate", "aws_acm_certificate", "aws_acm_certificate_validation", "DNSEndpoint", "aws_ses_domain_identity", "aws_ses_domain_dkim") || like(resource.name, "*route53*", "*dns-zone*", "*dns_zone*"))
  verdict = "acceptable"
  reason  = "Public names and their certificates belong to the environment that has them."
  either_way = true

  examples        = [{ resource = "aws_route53_zone/main", values = { staging = null, prod = { name = "shop.example" } } }]
  counterexamples = [{ resource = "aws_s3_bucket/main", values = { staging = null, prod = { name = "shop" } } }]
}

rule "dns-ttl" {
  when    = named("ttl", "*_ttl", "*_record_ttl") && oneof(resource.kind, "aws_route53_record", "google_dns_record_set", "cloudflare_record", "DNSEndpoint")
  verdict = "acceptable"
  reason  = "How long a name is remembered."
  either_way = true

  examples        = [{ resource = "aws_route53_record/www", path = "ttl", values = { staging = 60, prod = 3600 } }]
  counterexamples = [{ resource = "ConfigMap/www", path = "cache_ttl", values = { staging = 60, prod = 3600 } }]
}

rule "region" {
  when    = drift.kind == "changed" && named("region", "*_region", "aws_default_region", "location", "*_geo")
  verdict = "should-fix"
  reason  = "Another region: services, quotas and latency differ, and data may not leave it."
  hint    = "Use the same region in an account of its own."

  examples        = [{ path = "aws_region", values = { staging = "us-west-2", prod = "us-gov-west-1" } }]
  counterexamples = [{ path = "aws_profile", values = { staging = "a", prod = "b" } }]
}
