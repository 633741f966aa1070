package terraform

import (
	"strings"

	"github.com/envparity/envparity/snapshot"
)

type prefixPillar struct {
	prefix string
	pillar snapshot.Pillar
}

// pillars maps prefixes of resource types to pillars. The first match counts. Without a match the pillar is infrastructure.
func pillars() []prefixPillar {
	return []prefixPillar{
		{"aws_cloudwatch_", snapshot.Observability},
		{"aws_synthetics_", snapshot.Observability},
		{"aws_xray_", snapshot.Observability},
		{"aws_prometheus_", snapshot.Observability},
		{"aws_grafana_", snapshot.Observability},
		{"azurerm_monitor_", snapshot.Observability},
		{"azurerm_application_insights", snapshot.Observability},
		{"azurerm_log_analytics_", snapshot.Observability},
		{"google_monitoring_", snapshot.Observability},
		{"google_logging_", snapshot.Observability},
		{"datadog_", snapshot.Observability},
		{"grafana_", snapshot.Observability},
		{"newrelic_", snapshot.Observability},
		{"pagerduty_", snapshot.Observability},
		{"opsgenie_", snapshot.Observability},
		{"pingdom_", snapshot.Observability},
		{"statuscake_", snapshot.Observability},
		{"sentry_", snapshot.Observability},

		{"aws_db_", snapshot.Data},
		{"aws_rds_", snapshot.Data},
		{"aws_dynamodb_", snapshot.Data},
		{"aws_docdb_", snapshot.Data},
		{"aws_neptune_", snapshot.Data},
		{"aws_redshift_", snapshot.Data},
		{"aws_backup_", snapshot.Data},
		{"aws_dms_", snapshot.Data},
		{"aws_glue_", snapshot.Data},
		{"aws_athena_", snapshot.Data},
		{"google_sql_", snapshot.Data},
		{"google_bigquery_", snapshot.Data},
		{"google_spanner_", snapshot.Data},
		{"google_firestore_", snapshot.Data},
		{"azurerm_mssql_", snapshot.Data},
		{"azurerm_mysql_", snapshot.Data},
		{"azurerm_postgresql_", snapshot.Data},
		{"azurerm_cosmosdb_", snapshot.Data},
		{"mongodbatlas_", snapshot.Data},
		{"postgresql_", snapshot.Data},
		{"mysql_", snapshot.Data},
		{"snowflake_", snapshot.Data},

		{"aws_ssm_parameter", snapshot.Configuration},
		{"aws_appconfig_", snapshot.Configuration},
		{"aws_secretsmanager_", snapshot.Configuration},
		{"kubernetes_config_map", snapshot.Configuration},
		{"kubernetes_secret", snapshot.Configuration},
		{"consul_key", snapshot.Configuration},
		{"vault_", snapshot.Configuration},
		{"launchdarkly_", snapshot.Configuration},
		{"unleash_", snapshot.Configuration},
	}
}

// pillarOf returns the pillar of a resource by its kind.
func pillarOf(kind string) snapshot.Pillar {
	switch kind {
	case "variable", "local", "output", "terragrunt":
		return snapshot.Configuration
	case "provider":
		return snapshot.Dependencies
	}
	kind = strings.TrimPrefix(kind, "data.")
	for _, p := range pillars() {
		if strings.HasPrefix(kind, p.prefix) {
			return p.pillar
		}
	}
	return snapshot.Infrastructure
}
