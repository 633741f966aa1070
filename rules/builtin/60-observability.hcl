# Alerts, dashboards, monitors.

names "alert-kinds" {
  patterns = [
    "PrometheusRule",
    "aws_cloudwatch_metric_alarm",
    "datadog_monitor",
    "grafana_rule_group",
    "newrelic_alert_condition",
    "google_monitoring_alert_policy",
    "azurerm_monitor_metric_alert",
    "AlertmanagerConfig",
  ]
}

names "alert-files" {
  patterns = [
    "*alert*",
    "*alarm*",
    "*prometheus*rule*",
  ]
}

rule "alert-missing-in-reference" {
  when    = drift.kind == "extra" && drift.whole && (oneof(resource.kind, "@alert-kinds") || resource.kind == "file" && like(resource.name, "@alert-files")) && !meant
  verdict = "should-fix"
  reason  = "${wordlist(present)} ${verb(present, "has", "have")} an alert that ${reference} lacks: a fault there would wake nobody."
  hint    = "Add it to ${reference}."

  examples        = [{ pillar = "observability", resource = "PrometheusRule/slow", values = { staging = { a = 1 }, prod = null } }]
  counterexamples = [{ pillar = "observability", resource = "PrometheusRule/slow", values = { staging = null, prod = { a = 1 } } }]
}

rule "alert-of-the-reference" {
  when         = drift.whole && drift.kind == "missing" && length(absent) > 1 && length(present) == 1 && oneof(resource.kind, "@alert-kinds")
  verdict      = "acceptable"
  reason       = "${only} ${reference} rings bells."
  compensation = "An alert that exists nowhere else has never been tried: bring its fault about once, on purpose."

  examples        = [{ pillar = "observability", resource = "PrometheusRule/slow", values = { dev = null, staging = null, prod = { a = 1 } } }]
  counterexamples = [{ pillar = "observability", resource = "PrometheusRule/slow", values = { dev = { a = 1 }, staging = null, prod = { a = 1 } } }, { pillar = "observability", resource = "PrometheusRule/slow", values = { staging = null, prod = { a = 1 } } }]
}

rule "alert-missing" {
  when    = drift.kind == "missing" && drift.whole && (oneof(resource.kind, "@alert-kinds") || resource.kind == "file" && like(resource.name, "@alert-files")) && !meant
  verdict = "should-fix"
  reason  = "${only} ${wordlist(present)} ${verb(present, "has", "have")} these alerts, so a fault that tests bring about rings no bell, and the alert itself is never tried."
  hint    = "Have them everywhere, with another receiver."

  examples        = [{ pillar = "observability", resource = "PrometheusRule/slow", values = { staging = null, prod = { a = 1 } } }]
  counterexamples = [{ pillar = "observability", resource = "PrometheusRule/slow", path = "spec.groups[name=a].rules[alert=Slow].labels.severity", values = { staging = "a", prod = "b" } }]
}

rule "alert-rule-missing" {
  when    = drift.kind == "missing" && drift.pillar == "observability" && matches(drift.path, "**.rules[*]") && !meant
  verdict = "should-fix"
  reason  = "${only} ${wordlist(present)} ${verb(present, "has", "have")} this alert, so it was never tried."
  hint    = "Have it everywhere, with another receiver."

  examples        = [{ pillar = "observability", resource = "PrometheusRule/slow", path = "spec.groups[name=a].rules[alert=Slow]", values = { staging = null, prod = { alert = "Slow" } } }]
  counterexamples = [{ pillar = "observability", resource = "PrometheusRule/slow", path = "spec.groups[name=a].rules[alert=Slow].labels.severity", values = { staging = "a", prod = "b" } }]
}

rule "alert-rule-missing-in-reference" {
  when    = drift.kind == "extra" && drift.pillar == "observability" && matches(drift.path, "**.rules[*]") && !meant
  verdict = "should-fix"
  reason  = "${wordlist(present)} ${verb(present, "has", "have")} an alert that ${reference} lacks: a fault there would wake nobody."
  hint    = "Add it to ${reference}."

  examples        = [{ pillar = "observability", resource = "PrometheusRule/slow", path = "spec.groups[name=a].rules[alert=Slow]", values = { staging = { alert = "Slow" }, prod = null } }]
  counterexamples = [{ pillar = "observability", resource = "PrometheusRule/slow", path = "spec.groups[name=a].rules[alert=Slow].labels.severity", values = { staging = "a", prod = "b" } }]
}

names "dashboard-forgotten-kinds" {
  patterns = [
    "GrafanaDashboard",
    "grafana_dashboard",
    "aws_cloudwatch_dashboard",
    "datadog_dashboard",
    "google_monitoring_dashboard",
    "newrelic_dashboard",
    "grafana_folder",
  ]
}

rule "dashboard-forgotten" {
  when    = drift.kind == "missing" && length(present) > 1 && length(absent) == 1 && (oneof(resource.kind, "@dashboard-forgotten-kinds") || like(resource.name, "*dashboard*", "*grafana*")) && !meant
  verdict = "should-fix"
  reason  = "${wordlist(present)} have this dashboard, and ${wordlist(absent)} has not: it looks forgotten rather than left out."
  hint    = "Add it, or say in a rule that it is not wanted there."

  examples        = [{ pillar = "observability", resource = "ConfigMap/status-codes-dashboard", values = { uat = null, staging = { a = 1 }, prod = { a = 1 } } }]
  counterexamples = [{ pillar = "observability", resource = "ConfigMap/status-codes-dashboard", values = { staging = null, prod = { a = 1 } } }]
}

rule "dashboard-one-sided" {
  when       = drift.one_sided && (oneof(resource.kind, "@dashboard-forgotten-kinds") || like(resource.name, "*dashboard*", "*grafana*"))
  verdict    = "acceptable"
  reason     = "A dashboard is drawn where people look."
  either_way = true

  examples        = [{ pillar = "observability", resource = "ConfigMap/status-codes-dashboard", values = { staging = null, prod = { a = 1 } } }]
  counterexamples = [{ pillar = "observability", resource = "PrometheusRule/slow", values = { staging = null, prod = { a = 1 } } }]
}

names "uptime-check-one-sided-kinds" {
  patterns = [
    "pingdom_check",
    "aws_route53_health_check",
    "google_monitoring_uptime_check_config",
    "statuscake_uptime_check",
    "uptimerobot_monitor",
    "checkly_check",
    "aws_synthetics_canary",
    "datadog_synthetics_test",
    "Probe",
  ]
}

names "uptime-check-one-sided-names" {
  patterns = [
    "*pingdom*",
    "*uptime*",
    "*statuscake*",
    "*heartbeat*",
  ]
}

rule "uptime-check-one-sided" {
  when    = drift.kind == "missing" && (oneof(resource.kind, "@uptime-check-one-sided-kinds") || like(resource.name, "@uptime-check-one-sided-names"))
  verdict = "acceptable"
  reason  = "Outside checks are paid for where users are."

  examples        = [{ pillar = "observability", resource = "pingdom_check/site", values = { staging = null, prod = { host = "shop.example" } } }]
  counterexamples = [{ pillar = "observability", resource = "ServiceMonitor/site", values = { staging = null, prod = { a = 1 } } }]
}

names "scrape-one-sided-kinds" {
  patterns = [
    "ServiceMonitor",
    "PodMonitor",
    "aws_cloudwatch_log_group",
    "aws_cloudwatch_log_metric_filter",
    "aws_cloudwatch_log_subscription_filter",
    "OpenTelemetryCollector",
    "Flow",
    "Output",
  ]
}

rule "scrape-one-sided" {
  when    = drift.whole && drift.one_sided && oneof(resource.kind, "@scrape-one-sided-kinds") && !meant
  verdict = "should-fix"
  reason  = "${only} ${wordlist(present)} ${verb(present, "collects", "collect")} these metrics or logs, so a fault cannot be compared between environments."
  hint    = "Collect them everywhere."

  examples        = [{ pillar = "observability", resource = "ServiceMonitor/api", values = { staging = null, prod = { a = 1 } } }]
  counterexamples = [{ pillar = "observability", resource = "ServiceMonitor/api", path = "spec.endpoints[0].interval", values = { staging = "30s", prod = "60s" } }]
}

names "alert-routing" {
  patterns = [
    "severity",
    "*_severity",
    "*_receiver",
    "receiver",
    "*_priority",
    "notify*",
    "send_notification*",
    "sendnotification*",
    "*_integrationids",
    "integrationids",
    "*_escalation*",
    "*_alert_target",
    "*_alarm_actions",
    "alarm_actions",
    "ok_actions",
    "*_contact_groups",
    "teamids",
    "userids",
    "*_pager*",
    "*_opsgenie*",
    "*_notification_channel*",
    "*_webhook",
  ]
}

names "alert-routing-2" {
  patterns = [
    "severity",
    "tags",
    "team",
    "route",
    "labels",
    "channel",
    "dashboard_url",
    "runbook_url",
  ]
}

rule "alert-routing" {
  when       = (named("@alert-routing") && !named("@outreach") || drift.pillar == "observability" && named("@alert-routing-2")) && drift.kind == "changed"
  verdict    = "acceptable"
  reason     = "Alarms go to other people, or are called more or less urgent."
  either_way = true

  examples        = [{ pillar = "observability", resource = "PrometheusRule/slow", path = "spec.groups[name=a].rules[alert=Slow].labels.severity", values = { staging = "shop-nonprod", prod = "shop" } }]
  counterexamples = [{ pillar = "observability", resource = "PrometheusRule/slow", path = "spec.groups[name=a].rules[alert=Slow].expr", values = { staging = "a > 1", prod = "b > 1" } }]
}

names "alarms" {
  patterns = [
    "*_alarm_*",
    "alarm_*",
    "*_alert_*",
    "alert_*",
    "*_threshold*",
    "threshold*",
  ]
}

names "marks" {
  patterns = [
    "*_threshold*",
    "threshold*",
    "for",
    "evaluation_periods",
    "period",
    "datapoints_to_alarm",
    "*_window",
    "treat_missing_data",
    "alarm_*",
    "alert_*",
    "*_alarm_*",
    "*_alert_*",
  ]
}

names "queries" {
  patterns = [
    "expr",
    "query",
    "*_query",
  ]
}

rule "alert-threshold" {
  when       = drift.kind == "changed" && !oneof(shape, "email", "url") && (drift.pillar == "observability" || named("@alarms")) && (named("@marks") || named("@queries") && oneof(differs_in, "numbers", "ids"))
  verdict    = "acceptable"
  reason     = "The alarm goes off at another mark, which follows the traffic."
  either_way = true

  examples        = [{ pillar = "observability", resource = "PrometheusRule/slow", path = "spec.groups[name=a].rules[alert=Slow].expr", values = { staging = "rate(x[5m]) > 1", prod = "rate(x[5m]) > 20" } }]
  counterexamples = [{ pillar = "observability", resource = "PrometheusRule/slow", path = "spec.groups[name=a].rules[alert=Slow].expr", values = { staging = "rate(x[5m]) > 1", prod = "rate(y[5m]) > 1" } }]
}

names "alert-condition" {
  patterns = [
    "expr",
    "query",
    "*_query",
    "metric_name",
    "comparison_operator",
    "statistic",
    "alert",
    "query_source",
    "filter",
    "pattern",
  ]
}

rule "alert-condition" {
  when    = drift.kind == "changed" && (resource.kind == "PrometheusRule" || drift.pillar == "observability") && named("@alert-condition") && !meant
  verdict = "should-fix"
  reason  = "The alert asks another question, so it was not tried as it runs in ${reference}."
  hint    = "Ask the same; let thresholds differ."

  examples        = [{ pillar = "observability", resource = "PrometheusRule/slow", path = "spec.groups[name=a].rules[alert=Slow].expr", values = { staging = "rate(x[5m]) > 1", prod = "rate(y[5m]) > 1" } }]
  counterexamples = [{ pillar = "observability", resource = "PrometheusRule/slow", path = "spec.groups[name=a].rules[alert=Slow].for", values = { staging = "1m", prod = "5m" } }]
}

names "dashboard-content-kinds" {
  patterns = [
    "GrafanaDashboard",
    "grafana_dashboard",
    "aws_cloudwatch_dashboard",
  ]
}

rule "dashboard-content" {
  when       = drift.path != "" && (oneof(resource.kind, "@dashboard-content-kinds") || like(resource.name, "*dashboard*") || like(drift.name, "*dashboard*.json", "*dashboard_body*"))
  verdict    = "acceptable"
  reason     = "Dashboards are drawn by hand, for people."
  either_way = true

  examples        = [{ pillar = "observability", resource = "ConfigMap/shop-dashboard", path = "data[\"shop.json\"]", values = { staging = "{}", prod = "{\"a\":1}" } }]
  counterexamples = [{ pillar = "observability", resource = "ConfigMap/shop", path = "data.LOG", values = { staging = "a", prod = "b" } }]
}
