# Systems of other companies, for tests or live: PayPal's sandbox, Stripe's test keys, Let's Encrypt's staging. What is wrong here is wrong whatever
# the other environments say.

rule "partner-modes-mixed" {
  when    = length(partner.mixed) > 0
  verdict = "must-fix"
  reason  = "${wordlist(partner.mixed)} has a ${partner.name} key of one mode and an endpoint of the other: calls are refused, or do for real what was meant as a test."
  hint    = "Take key and endpoint from the same mode."

  examples        = [{ path = "PAYPAL_URL", values = { staging = "https://api-m.sandbox.paypal.com", prod = "https://api-m.paypal.com" }, facts = { "partner.mixed" = "staging" } }]
  counterexamples = [{ path = "PAYPAL_URL", values = { staging = "https://api-m.sandbox.paypal.com", prod = "https://api-m.paypal.com" } }]
}

rule "partner-test-in-reference" {
  when    = has(partner.test, reference)
  verdict = "must-fix"
  reason  = "${reference} uses ${partner.name}'s system for tests: nothing that it does there is real."
  hint    = "Give ${reference} the live system and its keys."

  examples        = [{ path = "PAYPAL_URL", values = { staging = "https://api-m.paypal.com", prod = "https://api-m.sandbox.paypal.com" } }, { path = "PAYPAL_URL", kind = "shared", values = { staging = "https://api-m.sandbox.paypal.com", prod = "https://api-m.sandbox.paypal.com" } }, { path = "ADYEN_ENV", values = { staging = "live", prod = "test" } }]
  counterexamples = [{ path = "PAYPAL_URL", values = { staging = "https://api-m.sandbox.paypal.com", prod = "https://api-m.paypal.com" } }]
}

rule "partner-live-outside" {
  when    = partner.moves && (length(partner.live) > 1 || length(partner.live) == 1 && !has(partner.live, reference))
  verdict = "must-fix"
  reason  = "${wordlist(partner.live)} use ${partner.name}'s live system: a test there moves real money or reaches real people."
  hint    = "Use the system for tests everywhere but in ${reference}."

  examples        = [{ path = "PAYPAL_URL", kind = "shared", values = { staging = "https://api-m.paypal.com", prod = "https://api-m.paypal.com" } }]
  counterexamples = [{ path = "PAYPAL_URL", values = { staging = "https://api-m.sandbox.paypal.com", prod = "https://api-m.paypal.com" } }, { path = "STRIPE_KEY", kind = "shared", values = { staging = "pk_live_51HkqQdA8sK2mPq0zTccD", prod = "pk_live_51HkqQdA8sK2mPq0zTccD" } }]
}

rule "partner-live-outside-harmless" {
  when    = length(partner.live) > 1 || length(partner.live) == 1 && !has(partner.live, reference)
  verdict = "should-fix"
  reason  = "${wordlist(partner.live)} use ${partner.name}'s live system, so what is tested there shows up among what is real."
  hint    = "Use the system for tests everywhere but in ${reference}."

  examples        = [{ path = "STRIPE_KEY", kind = "shared", values = { staging = "pk_live_51HkqQdA8sK2mPq0zTccD", prod = "pk_live_51HkqQdA8sK2mPq0zTccD" } }]
  counterexamples = [{ path = "STRIPE_KEY", values = { staging = "pk_test_51HkqQdA8sK2mPq0zTccD", prod = "pk_live_51HkqQdA8sK2mPq0zTccD" } }]
}

rule "test-double-in-reference" {
  when    = !drift.whole && oneof(drift.kind, "changed", "missing") && like(ref.value, "@test-doubles") && !like(other.value, "@test-doubles") && type != "image" && !named("@versions")
  verdict = "must-fix"
  reason  = "${reference} talks to a program that only stands in for another system in tests, and ${other.environment} does not."
  hint    = "Give ${reference} the address of the real system."

  examples        = [{ path = "SMTP_HOST", values = { staging = "smtp.relay.example", prod = "mailhog" } }, { path = "s3_endpoint", values = { staging = "", prod = "http://localstack:4566" } }, { path = "sms.stub-url", values = { staging = null, prod = "http://wiremock:8080" } }]
  counterexamples = [{ path = "SMTP_HOST", values = { staging = "mailhog", prod = "smtp.relay.example" } }, { path = "SMTP_HOST", values = { staging = "mailhog", prod = "mailhog:1025" } }]
}
