# What is drawn for people to look at.

names "dashboards" {
  patterns = [
    "*dashboard*",
  ]
}

rule "dashboard" {
  when       = oneof(drift.kind, "changed", "missing", "extra", "type-changed") && drift.path != "" && (like(resource.kind, "@dashboards") || resource.kind == "file" && like(resource.name, "@dashboards"))
  verdict    = "acceptable"
  reason     = "How a dashboard is drawn, and what it asks."
  either_way = true

  examples        = [{ type = "terraform", pillar = "observability", resource = "google_monitoring_dashboard/summary", path = "dashboard_json:mosaicLayout.tiles[0].widget.xyChart.dataSets[0].timeSeriesQuery.timeSeriesFilter.filter", values = { staging = "cluster=\"shop-2\" x", prod = "cluster=\"shop-3\" y" } }]
  counterexamples = [{ type = "terraform", pillar = "observability", resource = "google_monitoring_alert_policy/summary", path = "conditions[0].condition_threshold.filter", values = { staging = "cluster=\"shop-2\" x", prod = "cluster=\"shop-3\" y" } }]
}

rule "dashboard-drawn" {
  when       = oneof(drift.kind, "changed", "missing", "extra", "type-changed") && like(drift.path, "*.json*:*") && (like(drift.path, "*dashboard*:*") || like(resource.name, "*dashboard*"))
  verdict    = "acceptable"
  reason     = "How a picture is drawn."
  either_way = true

  examples        = [{ pillar = "observability", resource = "ConfigMap/shop-dashboard", path = "data[\"shop-dashboard.json\"]:uid", values = { staging = "a1", prod = "b2" } }]
  counterexamples = [{ pillar = "observability", resource = "ConfigMap/shop", path = "data[\"shop.json\"]:uid", values = { staging = "a1", prod = "b2" } }]
}
