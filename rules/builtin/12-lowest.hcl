# The environment farthest from the reference, where it alone is otherwise: a laptop, a review app, a stub.

rule "guarded-in-the-lowest-alone" {
  when    = (lowest_alone || laptops_alone) && (named("@guards") && has(unguarded, reference) || named("@debugging") && has(guarded, reference))
  verdict = "should-fix"
  reason  = "${only} ${wordlist(environments)}, the lowest environment, is safe here; ${reference} is not."
  hint    = "Set it in ${reference} as it is in ${wordlist(environments)}, or say in a waiver why not."

  examples        = [{ path = "AUTH_ENABLED", values = { dev = true, staging = false, prod = false } }, { path = "AUTH_ENABLED", values = { dev = true, prod = false }, facts = { "laptops_alone" = "dev" } }, { path = "DEBUG", values = { dev = false, staging = true, prod = true } }]
  counterexamples = [{ path = "AUTH_ENABLED", values = { dev = false, staging = true, prod = true } }]
}

rule "laptop" {
  when         = laptops_alone && drift.kind != "extra" && !like(ref.value, "@here") && expires_in > 21 && !has(placeholders, reference) && drift.pillar != "dependencies" && type != "image" && !named("@versions")
  verdict      = "acceptable"
  reason       = "${only} ${wordlist(environments)} ${verb(environments, "differs", "differ")}, a developer's machine by its addresses: they are on the machine itself."
  compensation = "Nothing is deployed from it."

  examples        = [{ path = "CELERY_BROKER_URL", values = { dev = "redis://localhost:6379/0", prod = "redis://redis.shop.example:6379/0" }, facts = { "laptops_alone" = "dev" } }, { path = "MAIL_PASSWORD", values = { dev = null, prod = "secret:aa" }, facts = { "laptops_alone" = "dev" } }]
  counterexamples = [{ path = "CELERY_BROKER_URL", values = { dev = "redis://localhost:6379/0", prod = "redis://redis.shop.example:6379/0" } }, { path = "CELERY_BROKER_URL", values = { dev = "redis://redis.shop.example:6379/0", prod = "redis://localhost:6379/0" }, facts = { "laptops_alone" = "dev" } }, { path = "MAIL_PASSWORD", values = { dev = "secret:aa", prod = null }, facts = { "laptops_alone" = "dev" } }, { path = "MAIL_PASSWORD", values = { dev = null, staging = null, prod = "secret:aa" }, facts = { "laptops_alone" = "dev" } }, { path = "API_TAG", values = { dev = "f3d0498", prod = "701ac57" }, facts = { "laptops_alone" = "dev" } }]
}

rule "lowest-alone" {
  when         = lowest_alone && expires_in > 21 && !has(placeholders, reference) && !has(empties, reference) && drift.pillar != "dependencies" && type != "image" && !named("@versions")
  verdict      = "acceptable"
  reason       = "${only} ${wordlist(environments)} ${verb(environments, "differs", "differ")}, the environment farthest from ${reference}; ${wordlist(agree)} ${verb(agree, "agrees", "agree")} with ${reference}${written_alike ? "" : ", but for names of ${verb(agree, "its", "their")} own or notation"}."
  compensation = "What is tested nearer to ${reference} is tested as it is there."

  examples        = [{ path = "QUEUE_MODE", values = { dev = "inline", staging = "sqs", prod = "sqs" } }, { path = "PAYMENT_URL", values = { dev = null, staging = "https://pay.example", prod = "https://pay.example" } }]
  counterexamples = [{ path = "QUEUE_MODE", values = { staging = "inline", prod = "sqs" } }, { path = "QUEUE_MODE", values = { dev = "inline", staging = "inline", prod = "sqs" } }, { path = "API_TAG", values = { dev = "f3d0498", staging = "701ac57", prod = "701ac57" } }]
}
