# What is drawn for people to look at.

rule "dashboard-drawn" {
  when       = oneof(drift.kind, "changed", "missing", "extra", "type-changed") && like(drift.path, "*.json*:*") && (like(drift.path, "*dashboard*:*") || like(resource.name, "*dashboard*"))
  verdict    = "acceptable"
  reason     = "How a picture is drawn."
  either_way = true

  examples        = [{ pillar = "observability", resource = "ConfigMap/shop-dashboard", path = "data[\"shop-dashboard.json\"]:uid", values = { staging = "a1", prod = "b2" } }]
  counterexamples = [{ pillar = "observability", resource = "ConfigMap/shop", path = "data[\"shop.json\"]:uid", values = { staging = "a1", prod = "b2" } }]
}
