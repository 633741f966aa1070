# Groups of names that many rules ask about; any rule may write named("@sizes"). A pattern is words, in whatever spelling
# (LOG_LEVEL, logLevel, log-level); `*` is any number of words.

names "testing" {
  patterns = [
    "test_*", "*_test", "*_test_*", "*_tests", "*_testing", "*_benchmark_*", "*_benchmark", "benchmark_*", "*_perf_*", "perf_*", "*_loadtest_*", "*_load_test_*",
    "*_mock*", "*_mock*_*", "mock*_*", "*_stub*", "*_fake*", "*_fake*_*", "fake*_*", "*_simulat*", "*_simulat*_*", "*_sandbox", "*_sandbox_*", "*_dummy_*", "*_demo", "*_demo_*", "demo_*",
    "*_seed", "*_seed_*", "*_fixture*", "*_e2e_*", "*_smoke_*", "*_preview", "*_preview_*", "*_dry_run", "*_dryrun", "*_playground", "*_smoketest*", "*_cypress_*", "*_pentest*",
  ]
}

names "debugging" {
  patterns = [
    "debug", "*_debug", "debug_*", "*_debug_*", "*_verbose", "verbose", "*_trace_enabled", "*_tracing_debug", "*_profil*", "*_profil*_*", "*_swagger*", "*_swagger*_*", "*_openapi*", "*_graphiql*", "*_playground_*",
    "*_introspection*", "*_devtools*", "*_actuator*", "*_stacktrace*", "*_show_errors", "*_display_errors", "display_errors", "*_pprof*", "*_xdebug*", "*_show_sql", "*_log_sql", "*_sql_logging", "*_echo_sql",
  ]
}

names "outreach" { # what reaches real people or real money
  patterns = [
    "*_mail_*", "*_email_*", "*_emails_*", "*_sms_*", "*_notify_*", "*_notification*_*", "*_pager*_*", "*_pagerduty_*", "*_opsgenie_*", "*_slack_*", "*_zendesk_*", "*_fresh_desk_*", "*_freshdesk_*", "*_helpdesk_*",
    "*_support_*", "*_ticket*_*", "*_statuspage_*", "*_payment*_*", "*_billing_*", "*_charge_*", "*_webhook*_*", "*_crm_*", "*_salesforce_*", "*_hubspot_*", "*_intercom_*", "*_mailchimp_*", "*_newsletter_*", "*_hotjar_*",
    "*_analytics_*", "*_gtm_*", "*_tag_manager_*", "*_pixel_*", "*_tracking_*", "*_ads_*", "*_indexing_*", "*_robots_*", "*_sitemap_*", "*_seo_*", "*_push_*", "*_postal_*", "*_letter*_*", "*_sentry_*", "*_newrelic_*", "*_datadog_*",
  ]
}

names "analytics" {
  patterns = [
    "*_gtm_*", "*_gtm", "*_google_tag_manager_*", "*_tag_manager_*", "*_google_analytics_*", "*_google_analytics", "*_ga4_*", "*_ga4", "*_ga_*", "*_tracking_id", "*_analytics_*", "*_analytics", "*_hotjar_*", "*_matomo_*",
    "*_mixpanel_*", "*_segment_write_key", "*_amplitude_*", "*_fullstory_*", "*_pixel_id", "*_plausible_*", "*_posthog_*", "*_recaptcha_*", "*_site_verification*", "*_account_frontend",
  ]
}

names "people" { # who looks after it, and where they talk
  patterns = [
    "*_team", "team", "*_team_name", "*_teams", "*_owner", "*_owners", "*_contact*", "*_maintainer*", "*_slack_channel", "slack_*_topic", "*_slack_channel_name", "*_alert_channel", "*_channel", "*_channel_name", "*_oncall*", "*_on_call*",
    "*_support_email*", "*_infrastructure_support", "*_business_unit", "*_service_area", "*_cost_cent*", "*_cost_code", "*_billing_code", "*_billing_tag*", "*_department", "*_division", "*_runbook*", "*_runbook_url", "*_source_code", "*_repo_url",
    "*_github_team*", "*_github_repositor*", "*_repository_url", "*_application_name", "application", "*_review_after", "*_reviewers", "*_approvers", "*_required_reviewers", "*_squad", "*_email_contact", "*_maintained_by", "*_product",
  ]
}

names "deployers" { # who may deploy, and from where
  patterns = [
    "*_branch_patterns", "*_branches", "*_deployers", "deployers", "*_reviewers", "reviewers", "reviewer_*", "*_reviewer_teams", "*_reviewer_users", "*_approvers", "approvers", "*_branch_policy", "*_protected_branches", "*_approval*",
    "*_deployment_policy", "*_required_approv*", "*_prevent_self_review", "*_can_admins_bypass", "github_repositories", "*_github_repositories", "github_owner", "*_github_owner",
  ]
}

names "prose" {
  patterns = [
    "*_description", "description", "*_message", "*_summary", "*_title", "*_comment", "*_comments", "*_note", "*_notes", "*_help_text", "*_help", "*_documentation", "*_docs", "*_display_name", "*_banner", "*_banner_text", "*_subject", "*_text",
    "*_notice", "*_subject_prefix", "*_welcome_*", "*_label_text", "*_reason", "*_message_template", "*_prefix_text", "*_greeting",
  ]
}

names "sizes" {
  patterns = [
    "*_size", "*_sizes", "size", "*_capacity", "*_count", "count", "*_counts", "*_nodes", "*_node_count", "*_workers", "*_threads", "*_thread_count", "*_concurrency", "*_connections", "*_processes", "*_procs", "*_instances",
    "*_instance_count", "*_shards", "*_partitions", "*_brokers", "*_units", "*_capacity_units", "*_throughput", "*_iops", "*_bandwidth", "*_quota", "*_quotas", "*_budget*", "*_budget_*", "*_spend_*", "*_spend", "*_rate_limit*", "*_limit",
    "*_limits", "limit*", "*_max", "*_min", "max_*", "min_*", "*_max_*", "*_min_*", "*_maximum", "*_minimum", "*_batch_*", "*_parallel*", "*_prefetch*", "*_burst", "*_rps", "*_qps", "*_tps", "*_per_*", "*_weight", "*_buffer*",
    "*_chunk_*", "*_length", "*_depth", "*_gb", "*_mb", "*_gib", "*_mib", "*_bytes", "*_acu", "*_vcpu*", "*_cpus", "*_pods", "*_slots", "memory", "*_memory", "maxmemory", "cpu", "*_cpu", "*_scale", "*_desired_*", "desired_*",
  ]
}

names "settings" { # what is no secret, though a Secret may hold it
  patterns = [
    "*_period", "*_interval", "*_ttl", "*_retries", "*_concurrency", "max_*", "min_*", "*_max_*", "*_limit", "*_count", "*_mode", "*_enabled", "use_*", "*_region", "*_port", "*_tenant_id", "*_subscription_id", "*_timeout", "*_level",
  ]
}

names "replicas" {
  patterns = [
    "replicas", "*_replicas", "*_replica_count", "replica_count", "*_instances", "instances", "*_desired_count", "desired_count", "*_desired_capacity", "*_num_replicas", "*_task_count", "*_instance_count", "*_number_cache_clusters",
    "*_num_cache_nodes", "*_num_cache_clusters", "*_num_node_groups", "*_cluster_size", "*_node_count", "*_dyno_count", "*_machine_count",
  ]
}

names "classes" { # sizes that are spelt out
  patterns = [
    "*_instance_class", "instance_class", "*_instance_type", "instance_type", "*_instance_types", "*_node_type", "node_type", "*_machine_type", "*_vm_size", "*_sku", "*_sku_name", "*_tier", "*_plan", "*_plan_name", "*_service_plan",
    "*_instance_size", "*_flavor", "*_flavour", "*_cpu_class", "*_cache_node_type", "*_broker_instance_type", "*_compute_type", "*_dyno_type",
  ]
}

names "ids" {
  patterns = [
    "*_id", "*_ids", "id", "ids", "*_uuid", "*_uuids", "*_guid", "*_arn", "*_arns", "*_account", "*_accounts", "*_account_id*", "*_identifier*", "*_key_id", "*_client_id", "*_tenant*", "*_org", "*_organisation*", "*_organization*", "*_project",
    "*_project_id", "*_subscription*", "*_fingerprint", "*_thumbprint", "*_serial", "*_checksum", "*_hash", "*_etag", "*_nonce", "*_random*", "*_suffix", "*_service_ids", "*_services", "*_template_id*", "*_zone_id", "*_vpc*", "*_subnet*",
    "*_security_group*", "*_ami", "*_ami_id", "*_integrationids", "*_app_id", "*_measurement_id", "*_workspace*", "*_datasource*", "*_dsn", "*_number", "*_phone*", "*_allowlist*", "*_allow_list*", "*_whitelist*", "*_user_ids", "*_users",
  ]
}

names "addresses" {
  patterns = [
    "*_url", "*_urls", "url", "*_uri", "*_uris", "uri", "*_host", "*_hosts", "host", "hosts", "*_hostname*", "*_domain", "*_domains", "domain", "domains", "*_domain_*", "*_endpoint", "*_endpoints", "*_server", "*_servers", "*_origin", "*_origins",
    "*_address", "*_addresses", "*_fqdn", "*_dns_name*", "dns_names", "*_base_path", "*_callback*", "*_redirect*", "*_issuer", "*_audience", "*_email", "*_emails", "*_sender", "*_from", "*_reply_to", "*_recipient*", "*_mail_address",
    "*_cname*", "*_alias", "*_aliases", "*_route", "*_routes", "*_ip", "*_ips", "*_cidr*", "*_cidrs", "*_ip_ranges", "*_ip_range", "*_brokers_list", "*_bootstrap_servers", "*_connection_string", "*_jdbc_url", "*_registry", "*_records",
    "*_server_name*", "*_sans", "*_subject_alternative_names", "*_rewrite_target", "*_allowed_hosts", "*_cors_*", "*_sending_domains", "*_nameservers", "*_webhook", "*_webhook_url",
  ]
}

names "labels" { # what things are called
  patterns = [
    "*_name", "name", "*_names", "*_label", "*_labels", "*_prefix", "*_bucket", "*_buckets", "*_queue", "*_queues", "*_topic", "*_topics", "*_stream", "*_table", "*_tables", "*_database", "*_db", "*_index", "*_collection", "*_namespace", "namespace",
    "*_cluster", "*_realm", "*_vhost", "*_schema_name", "*_folder", "*_directory", "*_path", "*_file", "*_role", "*_roles", "*_secret_name", "*_secret_ref", "*_parameter", "*_repo", "*_repository", "*_branch", "*_space", "*_app", "*_group",
    "*_user", "*_username", "*_login", "*_theme", "*_logo*", "*_colour", "*_color", "*_favicon*", "*_location", "*_instance", "*_tag_value", "*_resource_group",
  ]
}

names "connections" { # without them a program does not start, or does not reach what it needs
  patterns = [
    "*_url", "*_uri", "*_host", "*_hostname", "*_endpoint", "*_dsn", "*_key", "*_token", "*_secret", "*_password", "*_passwd", "*_credentials", "*_bucket", "*_bucket_name", "*_queue", "*_queue_name", "*_queue_url", "*_topic", "*_topic_arn",
    "*_table", "*_table_name", "*_database", "*_db_name", "*_port", "*_user", "*_username", "*_client_id", "*_issuer", "*_brokers", "*_servers", "*_region", "*_arn", "*_connection_string", "*_api_base",
  ]
}

names "versions" {
  patterns = [
    "*_version", "version", "*_versions", "*_docker_tag", "*_image_tag", "*_tag", "*_release", "*_revision", "*_commit", "*_commit_sha", "*_git_sha", "*_sha", "*_build", "*_build_number", "*_target_revision", "*_chart_version", "*_app_version", "*_ref", "*_git_ref", "*_image_version",
    "*_semver", "*_ami_version", "*_runtime_version", "*_image_digest", "*_digest",
  ]
}
