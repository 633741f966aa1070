# What the same user journeys showed in each environment: how long they take, what they expect, what they are answered.

rule "journey-slower-than-documented" {
  when    = resource.kind == "journey" && drift.path == "latency"
  verdict = "must-fix"
  reason  = "This journey takes longer than is documented, by an interval that leaves no doubt."
  hint    = "Look at what the journey report names first: data and indexes, cache, hardware, configuration, external dependencies. If the ratio is as it should be, document it with `allow`."

  examples        = [{ collector = "journeys", pillar = "behaviour", resource = "journey/search", path = "latency", values = { staging = "3400 ms", prod = "1200 ms" } }]
  counterexamples = [{ collector = "journeys", pillar = "behaviour", resource = "journey/search", path = "latency.too_fast", values = { staging = "3 ms", prod = "1200 ms" } }]
}

rule "journey-undocumented-ratio" {
  when    = resource.kind == "journey" && drift.path == "latency.undocumented"
  verdict = "should-fix"
  reason  = "This journey is slower here, and nobody has documented by how much it may be."
  hint    = "Find the cause, or document the ratio: expected_ratio in the environment or `allow` in the journey, with the reason."

  examples        = [{ collector = "journeys", pillar = "behaviour", resource = "journey/search", path = "latency.undocumented", values = { staging = "1700 ms", prod = "1200 ms" } }]
  counterexamples = [{ collector = "journeys", pillar = "behaviour", resource = "journey/search", path = "latency", values = { staging = "3400 ms", prod = "1200 ms" } }]
}

rule "journey-too-fast" {
  when    = resource.kind == "journey" && drift.path == "latency.too_fast"
  verdict = "should-fix"
  reason  = "This journey is suspiciously fast here: an empty database, a mock, or an error that looks like an answer."
  hint    = "Compare the amount of data and what is answered; if it should be this fast, say so with `allow { faster = … }`."

  examples        = [{ collector = "journeys", pillar = "behaviour", resource = "journey/search", path = "latency.too_fast", values = { staging = "3 ms", prod = "1200 ms" } }]
  counterexamples = [{ collector = "journeys", pillar = "behaviour", resource = "journey/search", path = "latency", values = { staging = "3400 ms", prod = "1200 ms" } }]
}

rule "journey-tail" {
  when    = resource.kind == "journey" && drift.path == "tail"
  verdict = "must-fix"
  reason  = "The slowest answers of this journey take longer than is documented, or twice as long, though its median is as it should be."
  hint    = "Look at what the slow answers share: a server, a new connection, a cache miss, a step. If the tail is as it should be, document it with `allow { p95_ratio = … }`."

  examples        = [{ collector = "journeys", pillar = "behaviour", resource = "journey/search", path = "tail", values = { staging = "668 ms", prod = "15 ms" } }]
  counterexamples = [{ collector = "journeys", pillar = "behaviour", resource = "journey/search", path = "latency", values = { staging = "3400 ms", prod = "1200 ms" } }]
}

rule "journey-undocumented-tail" {
  when    = resource.kind == "journey" && drift.path == "tail.undocumented"
  verdict = "should-fix"
  reason  = "The slowest answers of this journey are slower here, and nobody has documented by how much they may be."
  hint    = "Find what the slow answers share, or document the tail with `allow { p95_ratio = … }` and the reason."

  examples        = [{ collector = "journeys", pillar = "behaviour", resource = "journey/search", path = "tail.undocumented", values = { staging = "24 ms", prod = "15 ms" } }]
  counterexamples = [{ collector = "journeys", pillar = "behaviour", resource = "journey/search", path = "tail", values = { staging = "668 ms", prod = "15 ms" } }]
}

rule "journey-over-limit" {
  when    = resource.kind == "journey" && matches(drift.path, "limit.*")
  verdict = "must-fix"
  reason  = "This journey takes longer than its configuration allows anywhere, whatever the reference takes."
  hint    = "Look at the slow steps with `envparity journeys -v`. If the limit is out of date, change `p95` or its like in the journey."

  examples        = [{ collector = "journeys", pillar = "behaviour", resource = "journey/search", path = "limit.p95", values = { staging = "668 ms", prod = "15 ms" } }]
  counterexamples = [{ collector = "journeys", pillar = "behaviour", resource = "journey/search", path = "tail", values = { staging = "668 ms", prod = "15 ms" } }]
}

rule "journey-error-rate" {
  when    = resource.kind == "journey" && drift.path == "errors"
  verdict = "must-fix"
  reason  = "This journey fails now and then, and by an exact test more often in one environment than in another."
  hint    = "Look at the failures that the finding lists. If the rate is known, document it with `allow { error_rate = … }`."

  examples        = [{ collector = "journeys", pillar = "behaviour", resource = "journey/search", path = "errors", values = { staging = "9 of 400 visits fail", prod = "0 of 400 visits fail" } }]
  counterexamples = [{ collector = "journeys", pillar = "behaviour", resource = "step/search", path = "expectation", values = { staging = "status 503", prod = "holds" } }]
}

rule "journey-step-fails" {
  when    = resource.kind == "step" && drift.path == "expectation"
  verdict = "must-fix"
  reason  = "This step fails every time in some environment: what was tested elsewhere does not work there."
  hint    = "Send the request by hand there (`envparity smoke`), and look at what it answers."

  examples        = [{ collector = "journeys", pillar = "behaviour", resource = "step/checkout-pay", path = "expectation", values = { staging = "status 500, expected 200", prod = "holds" } }]
  counterexamples = [{ collector = "journeys", pillar = "behaviour", resource = "answer/checkout-pay", path = "status", values = { staging = "500", prod = "200" } }]
}

rule "answer-security-header-lost" {
  when    = resource.kind == "answer" && drift.kind == "extra" && can(regex("^header:(strict-transport|content)-security|^header:x-(frame|content-type)-options|^header:(referrer|permissions)-policy", drift.path))
  verdict = "must-fix"
  reason  = "The reference answers without a header that protects its users, and other environments send it."
  hint    = "Find where the header is lost: another proxy, a CDN that strips it, a configuration of its own."

  examples        = [{ collector = "journeys", pillar = "behaviour", resource = "answer/checkout", path = "header:strict-transport-security", values = { staging = "max-age=31536000", prod = null } }]
  counterexamples = [{ collector = "journeys", pillar = "behaviour", resource = "answer/checkout", path = "header:strict-transport-security", values = { staging = null, prod = "max-age=31536000" } }]
}

rule "answer-header" {
  when    = resource.kind == "answer" && matches(drift.path, "header:**") && drift.path != "header:content-type" && drift.kind != "leaked"
  verdict = "should-fix"
  reason  = "The same request is answered with other headers: browsers and caches behave differently here."
  hint    = "Set the header in one place for all environments, or look at the proxy or CDN that adds or removes it."

  examples        = [{ collector = "journeys", pillar = "behaviour", resource = "answer/checkout", path = "header:cache-control", values = { staging = null, prod = "max-age=60" } }]
  counterexamples = [{ collector = "journeys", pillar = "behaviour", resource = "answer/checkout", path = "body.currency", values = { staging = "USD", prod = "EUR" } }]
}

rule "answer-shape" {
  when    = resource.kind == "answer" && (oneof(drift.kind, "missing", "type-changed") || drift.path == "status")
  verdict = "must-fix"
  reason  = "The same request is answered in another shape, so clients that work against one environment break against the other."
  hint    = "Deploy the same version of the service, or the flag that adds the field, to both."

  examples        = [{ collector = "journeys", pillar = "behaviour", resource = "answer/checkout", path = "status", values = { staging = "404", prod = "200" } }, { collector = "journeys", pillar = "behaviour", resource = "answer/checkout", path = "body.vat", values = { staging = null, prod = "number" } }]
  counterexamples = [{ collector = "journeys", pillar = "behaviour", resource = "answer/checkout", path = "body.vat", values = { staging = "number", prod = null } }]
}

rule "answer-order" {
  when    = resource.kind == "answer" && matches(drift.path, "order:**")
  verdict = "should-fix"
  reason  = "The same request is answered with the same elements in another order."
  hint    = "Look at what the list is sorted by: a sort with ties, another collation, no ORDER BY. If the order means nothing, say so with `compare { unordered = […] }`."

  examples        = [{ collector = "journeys", pillar = "behaviour", resource = "answer/search", path = "order:body.hits", values = { staging = "2, 1", prod = "1, 2" } }]
  counterexamples = [{ collector = "journeys", pillar = "behaviour", resource = "answer/search", path = "body.hits", values = { staging = "2 elements", prod = "3 elements" } }]
}

rule "connection-differs" {
  when    = resource.kind == "connection"
  verdict = "should-fix"
  reason  = "The same client agrees on another version of TLS or HTTP here: something else ends its connections."
  hint    = "Compare the load balancers or proxies in front of the environments: versions, ciphers, ALPN."

  examples        = [{ collector = "journeys", pillar = "behaviour", resource = "connection/https", path = "tls", values = { staging = "TLS 1.2", prod = "TLS 1.3" } }]
  counterexamples = [{ collector = "journeys", pillar = "behaviour", resource = "answer/checkout", path = "status", values = { staging = "500", prod = "200" } }]
}

rule "answer-address-of-the-reference" {
  when    = resource.kind == "answer" && drift.kind == "leaked" && leak.of == reference && !has(environments, reference) && !leak.the_owners
  verdict = "must-fix"
  reason  = "${wordlist(environments)} ${verb(environments, "answers", "answer")} with an address that has ${leak.of}'s name (${leak.word}), and ${leak.of} answers with another: whoever follows it acts on ${leak.of}."
  hint    = "Let the environment answer with its own address. If both really share this, say so with `vocabulary` in the environment's block."

  examples        = [{ collector = "journeys", pillar = "behaviour", resource = "answer/checkout", path = "body.api", kind = "leaked", word = "prod", values = { staging = "https://api.prod.shop.example/v1", prod = "https://api.shop.example/v1" } }]
  counterexamples = [{ collector = "journeys", pillar = "behaviour", resource = "answer/checkout", path = "body.api", kind = "leaked", word = "prod", values = { staging = "https://api.prod.shop.example/v1", prod = "https://api.prod.shop.example/v1" } }]
}

rule "answer-value" {
  when    = resource.kind == "answer" && drift.kind != "leaked"
  verdict = "should-fix"
  reason  = "The same request is answered with another value or an additional field, every time."
  hint    = "If it is test data, leave the field out with `compare { ignore = […] }`; else find out why the environments disagree."

  examples        = [{ collector = "journeys", pillar = "behaviour", resource = "answer/checkout", path = "body.currency", values = { staging = "USD", prod = "EUR" } }]
  counterexamples = [{ collector = "journeys", pillar = "behaviour", resource = "step/checkout", path = "expectation", values = { staging = "fails", prod = "holds" } }]
}
