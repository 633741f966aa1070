# Stand-ins that somebody meant to replace.

rule "placeholder-value" {
  when    = placeholder && !meant && !(drift.one_sided && matches(drift.path, "**[*]"))
  verdict = "should-fix"
  reason  = "A stand-in was never replaced in ${wordlist(placeholders)}."
  hint    = "Set the real value; if nothing reads it there, remove the setting."

  examples        = [{ path = "HC_SERVICE_ID", values = { staging = "changeme", prod = "3e2589c4-a0d7-4592-9eb9-c178cddf2b1f" } }]
  counterexamples = [{ path = "REGION", values = { staging = "ca-central-1", prod = "us-east-1" } }, { path = "subnet_ids[=changeme]", kind = "missing", values = { staging = null, prod = "changeme" } }]
}

names "placeholder-template-values" {
  patterns = [
    "*<no value>*",
    "*{{ . }}*",
    "*%!s(*",
    "*[object Object]*",
  ]
}

names "placeholder-template-values-2" {
  patterns = [
    "*<no value>*",
    "*%!s(*",
    "*[object Object]*",
  ]
}

rule "placeholder-template" {
  when    = like(ref.value, "@placeholder-template-values") || regex_match(ref.value, "(^|[/=:@.-])undefined($|[/?&:.-])") || like(other.value, "@placeholder-template-values-2")
  verdict = "must-fix"
  reason  = "A template was rendered without its value."
  hint    = "Give the template the value it asks for in this environment."

  examples        = [{ path = "API_URL", values = { staging = "https://api.example", prod = "https://<no value>" } }]
  counterexamples = [{ path = "API_URL", values = { staging = "https://a.example", prod = "https://b.example" } }, { path = "expr", values = { staging = "x > 1", prod = "# it starts as undefined\nx > 2" } }]
}

names "stand-ins" {
  patterns = [
    "*localhost*",
    "*127.0.0.1*",
    "*://example.com*",
    "*.invalid",
    "0.0.0.0",
  ]
}

names "placeholder-address" {
  patterns = [
    "*_bind*",
    "*_listen*",
    "*_bind_address",
    "*_trusted_*",
  ]
}

rule "placeholder-address" {
  when    = drift.kind == "changed" && (drift.variable || oneof(shape, "url", "host")) && like(ref.value, "@stand-ins") && !like(other.value, "*localhost*", "*127.0.0.1*") && !named("@placeholder-address")
  verdict = "must-fix"
  reason  = "${reference} points at a stand-in address, and ${other.environment} at a real one."
  hint    = "Point ${reference} at its own service. If it is a sidecar, use one everywhere."

  examples        = [{ path = "REDIS_URL", values = { staging = "redis://redis.internal:6379", prod = "redis://localhost:6379" } }, { path = "redisUrl", values = { staging = "redis://redis.internal:6379", prod = "redis://localhost:6379" } }]
  counterexamples = [{ path = "BIND_ADDRESS", values = { staging = "10.0.0.1", prod = "0.0.0.0" } }]
}

names "placeholder-address-outside-values" {
  patterns = [
    "*localhost*",
    "*127.0.0.1*",
    "*://example.com*",
    "*.invalid",
  ]
}

rule "placeholder-address-outside" {
  when    = drift.kind == "changed" && drift.variable && like(other.value, "@placeholder-address-outside-values") && !named("@placeholder-address") && !meant
  verdict = "should-fix"
  reason  = "${other.environment} points at a stand-in address, so this connection is never tried there."
  hint    = "Run the service in ${other.environment} too, or a stub of it that fails as it does."

  examples        = [{ path = "REDIS_URL", values = { staging = "redis://localhost:6379", prod = "redis://redis.internal:6379" } }]
  counterexamples = [{ path = "REDIS_URL", values = { staging = "redis://redis.staging:6379", prod = "redis://redis.internal:6379" } }]
}
