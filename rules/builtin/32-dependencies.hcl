# Packages in lock files, SBOMs and images.

names "lock-file-missing-names" {
  patterns = [
    "*.lock",
    "*.lock.hcl",
    "*package-lock.json",
    "*pnpm-lock.yaml",
    "*go.sum",
  ]
}

rule "lock-file-missing" {
  when    = drift.whole && drift.one_sided && (like(resource.name, "@lock-file-missing-names") || like(resource.kind, "*lockfile*", "*lock_file*"))
  verdict = "should-fix"
  reason  = "${only} ${wordlist(present)} ${verb(present, "locks", "lock")} its dependencies; elsewhere every build takes what is newest."
  hint    = "Commit the lock file, and install from it."

  examples        = [{ pillar = "dependencies", resource = "file/.terraform.lock.hcl", values = { staging = { a = 1 }, prod = null } }]
  counterexamples = [{ pillar = "dependencies", resource = "package/left-pad", values = { staging = { version = "1" }, prod = null } }]
}

names "provider-version-kinds" {
  patterns = [
    "provider",
    "terraform_provider",
    "required_provider",
    "provider_lock",
  ]
}

names "provider-version-paths" {
  patterns = [
    "**.required_providers.**",
    "**.provider[*].version",
    "required_version",
    "**.required_version",
  ]
}

names "provider-version" {
  patterns = [
    "hashes",
    "constraints",
    "*_constraints",
    "source",
  ]
}

rule "provider-version" {
  when    = drift.kind == "changed" && (oneof(resource.kind, "@provider-version-kinds") || matches(drift.path, "@provider-version-paths")) && !named("@provider-version") && version.level != "precision"
  verdict = "should-fix"
  reason  = "Another version of a Terraform provider plans and applies the change."
  hint    = "Commit one .terraform.lock.hcl and copy it through the environments."

  examples        = [{ collector = "terraform", pillar = "dependencies", path = "required_providers.aws.version", values = { staging = "~> 5.0", prod = "~> 4.0" } }]
  counterexamples = [{ collector = "terraform", resource = "aws_db_instance/a", path = "engine_version", values = { staging = "5.0", prod = "4.0" } }]
}

rule "state-kept-elsewhere" {
  when       = resource.kind == "terraform" && matches(drift.path, "backend", "backend.**", "cloud", "cloud.**") && drift.kind != "leaked"
  verdict    = "acceptable"
  reason     = "Where Terraform keeps its state; programs do not see it."
  either_way = true

  examples        = [{ collector = "terraform", resource = "terraform/terraform", path = "backend", values = { dev = null, prod = { bucket = "a" } } }]
  counterexamples = [{ collector = "terraform", resource = "terraform/terraform", path = "required_version", values = { staging = "1.5", prod = "1.4" } }]
}

names "provider-one-sided-paths" {
  patterns = [
    "required_providers.*",
    "**.required_providers.*",
    "providers",
    "providers.*",
  ]
}

rule "provider-one-sided" {
  when       = drift.one_sided && (matches(drift.path, "@provider-one-sided-paths") || drift.whole && resource.kind == "provider_config")
  verdict    = "acceptable"
  reason     = "A provider that only ${wordlist(present)}'s resources need; those are compared by themselves."
  either_way = true

  examples        = [{ collector = "terraform", resource = "terraform/terraform", path = "required_providers.pingdom", values = { staging = null, prod = { source = "a/b" } } }]
  counterexamples = [{ collector = "terraform", resource = "terraform/terraform", path = "required_providers.aws.version", values = { staging = "5", prod = "4" } }]
}

names "provider-constraint-locked-kinds" {
  patterns = [
    "provider",
    "terraform_provider",
    "provider_lock",
  ]
}

rule "provider-constraint-locked" {
  when       = drift.kind == "changed" && oneof(resource.kind, "@provider-constraint-locked-kinds") && drift.path == "constraints"
  verdict    = "acceptable"
  reason     = "What modules allow, noted in the lock file; the version that is locked is compared by itself."
  either_way = true

  examples        = [{ collector = "terraform", resource = "provider/aws", path = "constraints", values = { staging = "~> 5.0", prod = "~> 4.0" } }]
  counterexamples = [{ collector = "terraform", resource = "terraform/terraform", path = "required_providers.aws.version_constraints", values = { staging = "~> 5.0", prod = "~> 4.0" } }]
}

rule "provider-constraint" {
  when    = drift.kind == "changed" && (named("constraints", "*_constraints") || oneof(resource.kind, "@provider-constraint-locked-kinds") && named("source"))
  verdict = "should-fix"
  reason  = "Another range of versions is allowed, so the environments will part at the next upgrade."
  hint    = "Keep one set of constraints."

  examples        = [{ collector = "terraform", resource = "terraform/terraform", path = "required_providers.aws.version_constraints", values = { staging = "~> 5.0", prod = "~> 4.0" } }]
  counterexamples = [{ collector = "terraform", resource = "provider/aws", path = "region", values = { staging = "eu-west-1", prod = "eu-west-2" } }]
}

names "lock-hashes" {
  patterns = [
    "hashes",
    "*_hashes",
    "integrity",
    "checksum",
    "checksums",
    "h1",
    "zh",
    "*_sri",
  ]
}

rule "lock-hashes" {
  when       = named("@lock-hashes") && oneof(drift.pillar, "dependencies", "infrastructure", "configuration")
  verdict    = "acceptable"
  reason     = "Checksums for other platforms; the version is compared by itself."
  either_way = true

  examples        = [{ pillar = "dependencies", resource = "provider/aws", path = "hashes", values = { staging = ["h1:a"], prod = ["h1:b"] } }]
  counterexamples = [{ pillar = "dependencies", resource = "provider/aws", path = "version", values = { staging = "5.0", prod = "4.0" } }]
}

names "module-source" {
  patterns = [
    "source",
    "*_module_source",
    "*_chart",
    "chart",
    "*_repo_revision",
  ]
}

rule "module-source-meant" {
  when       = drift.kind == "changed" && oneof(resource.kind, "module", "terragrunt") && named("source") && meant && (drift.story == "never-the-same" || !like(other.value, "*ref=*"))
  verdict    = "acceptable"
  either_way = true
  reason     = "${other.environment} builds it from another source than ${reference}, and always did: ${drift.story_text}."

  examples        = [{ collector = "terraform", resource = "module/redis", path = "source", values = { staging = "../../modules/redis", prod = "git::https://git.example/redis?ref=v1.0.0" }, facts = { "drift.story" = "never-the-same", "drift.age_days" = 90 } }]
  counterexamples = [{ collector = "terraform", resource = "module/redis", path = "source", values = { staging = "github.com/org/redis?ref=v2.4.0", prod = "github.com/org/redis?ref=v1.0.0" }, facts = { "drift.story" = "settled", "drift.age_days" = 400 } }]
}

rule "module-source" {
  when    = oneof(drift.kind, "changed", "type-changed") && (resource.kind == "module" && named("source", "version") || named("@module-source") && like(ref.value, "*?ref=*", "git::*", "github.com/*", "*//*"))
  verdict = "should-fix"
  reason  = "Another version of the module or chart builds it."
  hint    = "Move ${other.environment} and ${reference} to the same version, one after the other."

  examples        = [{ collector = "terraform", resource = "module/redis", path = "source", values = { staging = "github.com/org/redis?ref=v2.4.0", prod = "github.com/org/redis?ref=v1.0.0" } }]
  counterexamples = [{ collector = "terraform", resource = "module/redis", path = "name", values = { staging = "a", prod = "b" } }]
}

rule "dependency-major" {
  when    = drift.pillar == "dependencies" && drift.kind == "changed" && (semver.level == "major" || semver.level == "" && version.level == "major")
  verdict = "must-fix"
  reason  = "Another major version of a dependency: its interface may differ from the one that was tested."
  hint    = "Build once, and promote that build."

  examples        = [{ pillar = "dependencies", resource = "package/django", path = "version", values = { staging = "5.0.1", prod = "4.2.11" } }]
  counterexamples = [{ pillar = "dependencies", resource = "package/django", path = "version", values = { staging = "4.2.12", prod = "4.2.11" } }]
}

rule "dependency-minor" {
  when    = drift.pillar == "dependencies" && drift.kind == "changed" && (semver.level == "minor" || semver.level == "" && version.level == "minor")
  verdict = "should-fix"
  reason  = "Another minor version of a dependency runs than was tested."
  hint    = "Build once, and promote that build."

  examples        = [{ pillar = "dependencies", resource = "package/django", path = "version", values = { staging = "4.3.0", prod = "4.2.11" } }]
  counterexamples = [{ pillar = "dependencies", resource = "package/django", path = "version", values = { staging = "4.2.12", prod = "4.2.11" } }]
}

names "dependency-development-names" {
  patterns = [
    "*pytest*",
    "*eslint*",
    "*jest*",
    "*mocha*",
    "*rspec*",
    "*rubocop*",
    "*debug*",
    "*@types/*",
    "*nodemon*",
    "*prettier*",
    "*faker*",
    "*storybook*",
    "*ipdb*",
    "*byebug*",
    "*pry*",
    "*coverage*",
    "*junit*",
    "*mockito*",
    "*testcontainers*",
  ]
}

rule "dependency-development" {
  when    = drift.pillar == "dependencies" && drift.whole && drift.kind == "extra" && like(resource.name, "@dependency-development-names")
  verdict = "acceptable"
  reason  = "A tool for testing, which ${reference} does without."

  examples        = [{ pillar = "dependencies", resource = "package/pytest", values = { staging = { version = "8.0" }, prod = null } }]
  counterexamples = [{ pillar = "dependencies", resource = "package/requests", values = { staging = { version = "2.0" }, prod = null } }]
}

rule "dependency-one-sided" {
  when       = drift.pillar == "dependencies" && drift.whole && drift.one_sided
  verdict    = "acceptable"
  reason     = "${only} ${wordlist(present)} ${verb(present, "has", "have")} this dependency; what uses it is compared by itself."
  either_way = true

  examples        = [{ pillar = "dependencies", resource = "package/requests", values = { staging = { version = "2.0" }, prod = null } }]
  counterexamples = [{ pillar = "dependencies", resource = "package/requests", path = "version", values = { staging = "2.0", prod = "2.1" } }]
}

rule "dependency-patch" {
  when    = drift.pillar == "dependencies" && drift.kind == "changed"
  verdict = "should-fix"
  reason  = "Another patch of a dependency runs than was tested."
  hint    = "Build once, and promote that build."

  examples        = [{ pillar = "dependencies", resource = "package/django", path = "version", values = { staging = "4.2.12", prod = "4.2.11" } }]
  counterexamples = [{ pillar = "configuration", resource = "x/django", path = "version", values = { staging = "4.2.12", prod = "4.2.11" } }]
}
