# Dates and generated values that have to differ.

names "rotation-date" {
  patterns = [
    "*_rotated*",
    "*_rotated_date",
    "*_rotated_at",
    "*_last_changed",
    "last_changed",
    "*_rotation_date",
    "*_rotation_time",
    "*_last_rotated",
    "*_keepers*",
    "*_timestamp",
    "*_created_at",
    "*_updated_at",
    "*_modified",
    "*_issued_at",
    "*_generated*",
    "*_review_date",
    "*_review_after",
    "*_restarted_at",
    "restarted_at",
    "*_last_applied*",
    "*_build_date",
    "*_created",
    "*_deployed_at",
  ]
}

rule "rotation-date" {
  when       = named("@rotation-date") && !oneof(shape, "bool")
  verdict    = "acceptable"
  reason     = "The day on which something was rotated, made or restarted."
  either_way = true

  examples        = [{ path = "keepers.last_changed", values = { staging = "2023-05-24", prod = "2023-06-26" } }]
  counterexamples = [{ path = "expiry_date", values = { staging = "2023-05-24", prod = "2023-06-26" } }]
}

rule "expiry-near" {
  when    = expires_in < 21
  verdict = "must-fix"
  reason  = "A certificate expires in less than three weeks."
  hint    = "Renew it, and find out why it was not renewed by itself."

  examples        = [{ path = "tls.crt", values = { staging = "a", prod = "b" }, facts = { "expires_in" = 3 } }]
  counterexamples = [{ path = "tls.crt", values = { staging = "a", prod = "b" } }]
}

rule "certificate-of-its-own" {
  when       = type == "certificate" && drift.kind == "changed"
  verdict    = "acceptable"
  reason     = "${alike == "" ? "Each environment has its own certificate" : "Environments have certificates of their own here, though ${alike}"}."
  either_way = true

  examples        = [{ path = "tls.crt", values = { staging = "a", prod = "b" }, facts = { type = "certificate" } }]
  counterexamples = [{ path = "tls.key", values = { staging = "a", prod = "b" } }]
}

rule "generated-suffix" {
  when       = drift.kind == "changed" && differs_in == "ids" && type != "image" && !named("@versions") && !named("@replicas")
  verdict    = "acceptable"
  reason     = "No more than a generated id or an account number differs."
  either_way = true

  examples        = [{ path = "name", values = { staging = "cloud-platform-15b2b4a6af7714848baeaf5f41c85fcd", prod = "cloud-platform-97e6567cf80881a8a52290ff2c269b08" } }]
  counterexamples = [{ path = "name", values = { staging = "orders-a", prod = "orders-b" } }]
}
