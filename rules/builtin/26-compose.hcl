# Services of compose projects: all that they are run with but their variables.

rule "compose-port-of-the-reference" {
  when    = resource.kind == "service" && drift.kind == "missing" && matches(drift.path, "ports[*]", "ports") && !meant
  verdict = "should-fix"
  reason  = "${only} ${wordlist(present)} ${verb(present, "publishes", "publish")} this port: what listens there can be reached from outside the host, and nobody tests that."
  hint    = "Publish it everywhere, or nowhere. A list of ports in a second file is added to the first one's, not put in its place: `!override` replaces it."

  examples        = [{ type = "envvars", resource = "service/web", path = "ports[target=2342]", values = { staging = null, prod = { target = 2342 } } }]
  counterexamples = [{ type = "envvars", resource = "service/web", path = "ports[target=2342]", values = { staging = { target = 2342 }, prod = null } }]
}

rule "compose-port-bound-wider-in-reference" {
  when    = resource.kind == "service" && matches(drift.path, "ports[*].host_ip") && (ref.state == "absent" || ref.value == "0.0.0.0")
  verdict = "should-fix"
  reason  = "${reference} publishes the port on every address of its host, and ${other.environment} on ${other.value} alone."
  hint    = "Bind it in ${reference} to the address that it is meant for."

  examples        = [{ type = "envvars", resource = "service/db", path = "ports[target=5432].host_ip", values = { staging = "127.0.0.1", prod = null } }]
  counterexamples = [{ type = "envvars", resource = "service/db", path = "ports[target=5432].host_ip", values = { staging = null, prod = "127.0.0.1" } }]
}

rule "compose-port" {
  when       = resource.kind == "service" && matches(drift.path, "ports", "ports[*]", "ports[*].**")
  verdict    = "acceptable"
  either_way = true
  reason     = "Which port of the host leads to it: each host has its own, and developers open some."

  examples        = [{ type = "envvars", resource = "service/web", path = "ports[target=80].published", values = { staging = "8080", prod = "80" } }]
  counterexamples = [{ type = "envvars", resource = "service/web", path = "expose[=80]", values = { staging = "80", prod = null } }]
}

rule "compose-kept-elsewhere-only" {
  when    = resource.kind == "service" && drift.kind == "extra" && matches(drift.path, "volumes[*]") && like(other.value, "*type*volume*") && !meant
  verdict = "should-fix"
  reason  = "${wordlist(present)} ${verb(present, "keeps", "keep")} this folder on a volume; in ${reference} it is lost with the container."
  hint    = "Give ${reference} a volume for it, or take it away elsewhere."

  examples        = [{ type = "envvars", resource = "service/db", path = "volumes[target=\"/data\"]", values = { staging = { source = "data", target = "/data", type = "volume" }, prod = null } }]
  counterexamples = [{ type = "envvars", resource = "service/db", path = "volumes[target=\"/app\"]", values = { staging = { source = ".", target = "/app", type = "bind" }, prod = null } }]
}

rule "compose-runs-something-else" {
  when    = resource.kind == "service" && drift.kind != "leaked" && matches(drift.path, "command", "command[*]", "entrypoint", "entrypoint[*]") && !meant
  verdict = "should-fix"
  reason  = "Another program runs, or the same one with other arguments."
  hint    = "Run the same everywhere, and let variables say what differs."

  examples        = [{ type = "envvars", resource = "service/api", path = "command[1]", values = { staging = "--reload", prod = "--workers=4" } }]
  counterexamples = [{ type = "envvars", resource = "service/api", path = "labels.a", values = { staging = "1", prod = "2" } }]
}

rule "compose-not-restarted-in-reference" {
  when    = resource.kind == "service" && drift.path == "restart" && (ref.state == "absent" || oneof(ref.value, "no", "false"))
  verdict = "should-fix"
  reason  = "${reference} leaves the service stopped when it ends, and ${other.environment} starts it again (${other.value})."
  hint    = "Set `restart` in ${reference} as well."

  examples        = [{ type = "envvars", resource = "service/api", path = "restart", values = { staging = "always", prod = null } }]
  counterexamples = [{ type = "envvars", resource = "service/api", path = "restart", values = { staging = null, prod = "always" } }]
}

rule "compose-health-unchecked-in-reference" {
  when    = resource.kind == "service" && drift.kind == "extra" && matches(drift.path, "healthcheck", "healthcheck.test") && !meant
  verdict = "should-fix"
  reason  = "${wordlist(present)} ${verb(present, "checks", "check")} whether the service is healthy, and ${reference} does not: what waits for it starts too early there."
  hint    = "Check it in ${reference} as well."

  examples        = [{ type = "envvars", resource = "service/api", path = "healthcheck", values = { staging = { interval = "30s" }, prod = null } }]
  counterexamples = [{ type = "envvars", resource = "service/api", path = "healthcheck", values = { staging = null, prod = { interval = "30s" } } }]
}

names "compose-of-a-host-paths" {
  patterns = [
    "container_name",
    "hostname",
    "extra_hosts**",
    "labels**",
    "annotations**",
    "logging**",
    "profiles**",
    "networks**",
    "dns**",
    "build",
    "build.**",
    "develop**",
    "tty",
    "stdin_open",
    "attach",
    "pull_policy",
    "depends_on",
    "depends_on.**",
    "healthcheck",
    "healthcheck.**",
    "volumes",
    "volumes[*]",
    "volumes[*].**",
    "restart",
  ]
}

rule "compose-of-a-host" {
  when       = resource.kind == "service" && drift.kind != "leaked" && drift.kind != "shared" && matches(drift.path, "@compose-of-a-host-paths")
  verdict    = "acceptable"
  either_way = true
  reason     = "How a service is built, named, wired and watched on one host."

  examples        = [{ type = "envvars", resource = "service/api", path = "container_name", values = { staging = "api-stg", prod = "api-1" } }]
  counterexamples = [{ type = "envvars", resource = "service/api", path = "user", values = { staging = "root", prod = "1000" } }]
}
