# One environment speaks another's name, host or account. Nothing may differ there, so no list of differences shows it.

rule "leaked-reference" {
  when    = drift.kind == "leaked"
  verdict = "must-fix"
  reason  = "${wordlist(environments)} speaks ${leak.of}'s name: ${leak.word}."
  hint    = "Point it at its own environment; if both really share this, add the word to a `vocabulary` or waive it."

  examples = [
    { resource = "ConfigMap/orders", path = "data.DB_HOST", kind = "leaked", word = "staging", values = { staging = "db.staging.shop.example", prod = "db.staging.shop.example" } },
  ]
  counterexamples = [
    { resource = "ConfigMap/orders", path = "data.DB_HOST", values = { staging = "db.staging.shop.example", prod = "db.shop.example" } },
  ]
}
