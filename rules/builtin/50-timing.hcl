# Timeouts, retries, pools, caches, queues: settings that decide how a system behaves under stress.

names "pool-size" {
  patterns = [
    "*_pool_size",
    "pool_size",
    "*_pool",
    "*_pool_max*",
    "*_max_pool*",
    "*_max_connections",
    "max_connections",
    "*_connection_limit",
    "*_worker_connections",
    "*_max_overflow",
    "*_db_pool*",
    "*_hikari*",
    "*_pool_min*",
  ]
}

rule "pool-size" {
  when    = drift.kind == "changed" && named("@pool-size") && ratio > 1 && !meant
  verdict = "should-fix"
  reason  = "${other.environment} holds more connections than ${reference}: exhaustion shows in ${reference} first."
  hint    = "Give ${reference} at least as many, if its database allows it."

  examples        = [{ path = "DB_POOL_SIZE", values = { staging = "20", prod = "5" } }]
  counterexamples = [{ path = "DB_POOL_SIZE", values = { staging = "5", prod = "20" } }]
}

names "retry-or-breaker" {
  patterns = [
    "*_retries",
    "retries",
    "*_retry*",
    "retry*",
    "*_backoff*",
    "backoff*",
    "*_circuit_breaker*",
    "*_max_attempts",
    "max_attempts",
    "*_failure_threshold",
    "*_bulkhead*",
    "*_fallback*",
    "max_receive_count",
    "*_max_receive_count",
    "*_dead_letter*",
  ]
}

rule "retry-or-breaker" {
  when    = named("@retry-or-breaker") && drift.kind == "changed" && !(shape == "url") && !(shape == "name") && !(shape == "arn") && !(shape == "expression") && !meant
  verdict = "should-fix"
  reason  = "Failures are met otherwise: what is retried into success in one environment is an error in another."
  hint    = "Use the same policy; it is code in disguise."

  examples        = [{ path = "HTTP_MAX_RETRIES", values = { staging = "10", prod = "0" } }]
  counterexamples = [{ path = "DEAD_LETTER_QUEUE_URL", values = { staging = "https://q.example/a", prod = "https://q.example/b" } }]
}

names "timeout" {
  patterns = [
    "*_timeout",
    "timeout",
    "*_timeout_*",
    "timeout_*",
    "*_timeouts",
    "*_deadline*",
    "*_read_timeout",
    "*_connect_timeout",
    "*_keepalive*",
    "keep_alive*",
    "*_max_wait*",
    "*_lease*_seconds",
    "*_visibility_timeout*",
    "visibility_timeout*",
    "active_deadline_seconds",
    "*_idle_*",
  ]
}

rule "timeout-meant" {
  when       = named("@timeout") && (drift.story == "on-its-way" || meant && (outlier == "" || outlier == reference || lowest_alone || length(present) < 4))
  verdict    = "acceptable"
  either_way = true
  reason     = "Another timeout, as somebody wants it: ${drift.story_text != "" ? drift.story_text : "the environment nearest to the reference agrees"}."

  examples        = [{ path = "HTTP_TIMEOUT", values = { staging = "60", prod = "5" }, facts = { "drift.story" = "never-the-same", "drift.age_days" = 90 } }]
  counterexamples = [{ path = "HTTP_TIMEOUT", values = { staging = "60", prod = "5" } }, { path = "HTTP_TIMEOUT", values = { dev = "5", qa = "5", staging = "60", prod = "5" }, facts = { "drift.story" = "never-the-same", "drift.age_days" = 90, outlier = "staging" } }]
}

rule "timeout" {
  when    = named("@timeout") && oneof(drift.kind, "changed", "missing", "extra", "type-changed") && !named("*_minimum_idle", "*_min_idle", "*_maximum_idle", "*_max_idle") && !decided
  verdict = "should-fix"
  reason  = "Another timeout: slowness that one environment waits out is an error in the other."
  hint    = "Use the timeouts of ${reference} everywhere; a slow test environment is better fixed than waited for."

  examples        = [{ path = "HTTP_TIMEOUT", values = { staging = "60", prod = "5" } }]
  counterexamples = [{ path = "DB_MINIMUM_IDLE", values = { staging = "1", prod = "5" } }, { path = "HTTP_TIMEOUT", values = { staging = "60", prod = "5" }, facts = { "drift.remark" = "the stub answers late" } }, { path = "HTTP_TIMEZONE", values = { staging = "UTC", prod = "CET" } }]
}

names "cache-behaviour" {
  patterns = [
    "*_cache_enabled",
    "*_caching_enabled",
    "*_cache_backend",
    "*_cache_store",
    "*_eviction_policy",
    "maxmemory_policy",
    "*_session_store",
    "*_cache_driver",
    "*_session_driver",
    "*_cache_type",
    "perform_caching",
  ]
}

rule "cache-behaviour" {
  when    = drift.kind == "changed" && (named("@cache-behaviour")) && !meant
  verdict = "should-fix"
  reason  = "What is cached, and where, differs: stale data that shows up in ${other.environment} may not in ${reference}, or the other way round."
  hint    = "Cache in the same way; shorten the times if tests need it."

  examples        = [{ path = "CACHE_BACKEND", values = { staging = "memory", prod = "redis" } }]
  counterexamples = [{ path = "CACHE_TTL", values = { staging = "10", prod = "300" } }]
}

names "cache-time" {
  patterns = [
    "*_ttl",
    "ttl",
    "*_ttl_*",
    "*_max_age",
    "max_age",
    "*_expiry*",
    "*_expiration*",
    "*_expires_in",
    "*_cache_seconds",
    "*_cache_control",
    "*_freshness*",
    "*_session_length*",
    "*_token_lifetime*",
    "*_valid_for*",
    "*_hsts*",
  ]
}

rule "cache-time" {
  when       = !(shape == "bool") && named("@cache-time") && oneof(drift.kind, "changed", "missing", "extra")
  verdict    = "acceptable"
  reason     = "Kept for a shorter or longer time."
  either_way = true

  examples        = [{ path = "CACHE_TTL", values = { staging = "10", prod = "300" } }]
  counterexamples = [{ path = "CACHE_BACKEND", values = { staging = "memory", prod = "redis" } }]
}

names "pool-much-smaller" {
  patterns = [
    "*_pool_size",
    "*_pool_max*",
    "*_max_pool*",
    "*_pool_max_*",
    "*_maximum_pool_size",
    "*_max_open*",
    "max_open*",
    "*_max_idle*",
    "max_connections",
    "*_max_connections",
  ]
}

rule "pool-much-smaller" {
  when    = drift.kind == "changed" && named("@pool-much-smaller") && ratio > 0 && ratio < 0.25
  verdict = "acceptable"
  reason  = "${other.environment}'s pool is a fraction of ${reference}'s, as its load is."

  examples        = [{ path = "DB_POOL_SIZE", values = { staging = 5, prod = 50 } }]
  counterexamples = [{ path = "DB_POOL_SIZE", values = { staging = 20, prod = 50 } }]
}

names "queue-events-paths" {
  patterns = [
    "**.eventType[*]",
    "**.event_types[*]",
    "**.eventTypes[*]",
    "**.filter_policy.**",
    "filter_policy.**",
    "**.event_pattern.**",
    "event_pattern.**",
    "**.events[*]",
    "events[*]",
    "**.detail-type[*]",
  ]
}

names "queue-events" {
  patterns = [
    "event_types",
    "*_event_types",
    "event_type",
    "event_pattern",
    "*_subscribed_events",
  ]
}

rule "queue-events" {
  when    = oneof(drift.kind, "missing", "extra", "changed") && drift.path != "" && (matches(drift.path, "@queue-events-paths") || named("@queue-events")) && !meant
  verdict = "should-fix"
  reason  = "Other events are subscribed to, so what they set off is not tested, or never happens."
  hint    = "Subscribe to the same events everywhere, ${reference} included."

  examples        = [{ resource = "aws_sns_topic_subscription/orders", path = "filter_policy.eventType[=order.cancelled]", values = { staging = "order.cancelled", prod = null } }]
  counterexamples = [{ resource = "aws_sns_topic_subscription/orders", path = "topic_arn", values = { staging = "a", prod = "b" } }]
}

names "queue-delivery" {
  patterns = [
    "fifo_queue",
    "*_is_fifo",
    "content_based_deduplication",
    "*_deduplication*",
    "*_ack*_mode",
    "*_acks",
    "acks",
    "*_offset_reset",
    "auto_offset_reset",
    "*_delivery_mode",
    "*_exactly_once*",
    "*_partition_key*",
    "enable_auto_commit",
    "*_raw_message_delivery",
    "raw_message_delivery",
    "filter_policy",
    "*_filter_policy",
  ]
}

rule "queue-delivery" {
  when    = named("@queue-delivery") && !drift.whole && !oneof(shape, "name", "host", "url", "arn", "expression") && !meant
  verdict = "should-fix"
  reason  = "Messages are delivered otherwise: order, doubles, losses or which of them come at all differ."
  hint    = "Set it alike everywhere."

  examples        = [{ path = "fifo_queue", values = { staging = false, prod = true } }]
  counterexamples = [{ path = "fifo_name", values = { staging = "a", prod = "b" } }]
}

rule "runtime-memory-inverted" {
  when    = drift.kind == "changed" && named("@runtime-memory") && amount_ratio > 1.1 && !meant
  verdict = "should-fix"
  reason  = "The program gets more memory in ${other.environment} than in ${reference}: what fits there may not in ${reference}."
  hint    = "See which of the two is out of date; ${reference} is usually the larger."

  examples        = [{ path = "JAVA_OPTS", values = { staging = "-Xmx2g", prod = "-Xmx512m" } }]
  counterexamples = [{ path = "JAVA_OPTS", values = { staging = "-Xmx512m", prod = "-Xmx2048m" } }]
}

names "runtime-options" {
  patterns = [
    "java_opts",
    "java_tool_options",
    "*_java_opts",
    "jvm_opts",
    "*_jvm_opts",
    "*_jvm_options",
    "catalina_opts",
    "node_options",
    "gogc",
    "gomemlimit",
    "gomaxprocs",
    "pythonoptimize",
    "pythonunbuffered",
    "ruby_gc_*",
    "malloc_arena_max",
    "ruby_yjit_enable",
    "*_gc_opts",
    "gc_opts",
    "dotnet_gc*",
    "ld_preload",
    "uv_threadpool_size",
    "web_concurrency_*",
    "*_php_ini*",
    "opcache*",
    "*_opcache*",
  ]
}

rule "runtime-options" {
  when    = named("@runtime-options") && !(drift.kind == "changed" && differs_in == "numbers") && !meant
  verdict = "should-fix"
  reason  = "The runtime is started with other options: memory, garbage collection, agents."
  hint    = "Differ in sizes only."

  examples        = [{ path = "JAVA_OPTS", values = { staging = "-Xmx512m", prod = "-Xmx2g -XX:+UseZGC" } }]
  counterexamples = [{ path = "JAVA_OPTS", values = { staging = "-Xmx512m", prod = "-Xmx2048m" } }]
}

names "runtime-memory" {
  patterns = [
    "java_opts",
    "java_tool_options",
    "*_java_opts",
    "jvm_opts",
    "*_jvm_opts",
    "*_jvm_options",
    "catalina_opts",
    "node_options",
    "gomemlimit",
    "gomaxprocs",
    "*_heap*",
    "*_xmx*",
    "*_xms*",
    "web_concurrency",
    "*_max_heap*",
  ]
}

rule "runtime-memory" {
  when       = named("@runtime-memory")
  verdict    = "acceptable"
  reason     = "Memory and threads that fit the container."
  either_way = true

  examples        = [{ path = "JAVA_OPTS", values = { staging = "-Xmx512m", prod = "-Xmx2048m" } }]
  counterexamples = [{ path = "JAVA_HOME", values = { staging = "/a", prod = "/b" } }]
}

names "locale" {
  patterns = [
    "tz",
    "timezone",
    "*_timezone",
    "*_time_zone",
    "time_zone",
    "lang",
    "lc_all",
    "*_locale",
    "locale",
    "*_charset",
    "*_collation",
    "collation",
    "*_encoding",
    "character_set*",
    "*_currency",
    "*_default_language",
    "*_date_format",
  ]
}

rule "locale" {
  when    = named("@locale") && !meant
  verdict = "should-fix"
  reason  = "Another time zone, language or character set: sorting, dates and texts come out otherwise."
  hint    = "Use the same everywhere, UTC and UTF-8 for servers."

  examples        = [{ path = "TZ", values = { staging = "UTC", prod = "Europe/London" } }]
  counterexamples = [{ path = "ZONE_ID", values = { staging = "a", prod = "b" } }]
}

names "body-limit" {
  patterns = [
    "*_body_size",
    "*_max_body*",
    "client_max_body_size",
    "*_upload_limit*",
    "*_max_upload*",
    "*_max_file_size*",
    "*_payload_limit*",
    "*_max_request_size",
    "*_max_message_size*",
    "*_header_size*",
    "*_max_content_length",
    "*_proxy_buffer*",
    "*_page_size",
    "*_rate_limit*",
    "rate_limit*",
    "*_throttl*",
    "throttl*",
    "*_requests_per_*",
    "*_burst_limit",
  ]
}

rule "body-limit" {
  when    = !(shape == "bool") && named("@body-limit") && !meant
  verdict = "should-fix"
  reason  = "Another limit on requests: what is accepted in one environment is refused in another."
  hint    = "Use the limits of ${reference}."

  examples        = [{ path = "NGINX_CLIENT_MAX_BODY_SIZE", values = { staging = "500M", prod = "20M" } }]
  counterexamples = [{ path = "ANNUAL_BUDGET", values = { staging = "500", prod = "20" } }]
}
