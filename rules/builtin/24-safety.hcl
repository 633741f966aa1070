# Backups, deletion protection, redundancy, encryption, public access: what must not be weaker where it counts.

names "deletion-protection-off" {
  patterns = [
    "*_deletion_protection*",
    "deletion_protection*",
    "*_delete_protection*",
    "delete_protection*",
    "prevent_destroy",
    "*_termination_protection",
    "enable_deletion_protection",
    "*_protect_from_scale_in",
    "*_prevent_deletion",
  ]
}

rule "deletion-protection-off-in-reference" {
  when    = named("@deletion-protection-off") && (has(unguarded, reference) || ref.value == null) && length(guarded) > 0
  verdict = "must-fix"
  reason  = "${reference} can be deleted by mistake, and ${wordlist(guarded)} cannot."
  hint    = "Protect ${reference}."

  examples        = [{ path = "deletion_protection", values = { staging = true, prod = false } }, { path = "deletion_protection", values = { staging = true, prod = null } }, { path = "DISABLE_DELETION_PROTECTION", values = { staging = false, prod = true } }]
  counterexamples = [{ path = "deletion_protection", values = { staging = false, prod = true } }]
}

names "destroyed-with-its-data" {
  patterns = [
    "force_destroy*",
    "*_force_destroy*",
    "force_delete*",
    "*_force_delete*",
    "skip_final_snapshot",
    "*_skip_final_snapshot",
    "delete_automated_backups",
  ]
}

rule "destroyed-with-its-data-in-reference" {
  when    = named("@destroyed-with-its-data") && has(turned_on, reference) && !has(turned_on, other.environment)
  verdict = "must-fix"
  reason  = "In ${reference} it goes with all its data when it is destroyed, and in ${other.environment} it does not."
  hint    = "Switch it off in ${reference}."

  examples        = [{ path = "force_destroy_s3", values = { staging = false, prod = true } }, { path = "force_destroy", values = { staging = null, prod = true } }]
  counterexamples = [{ path = "force_destroy_s3", values = { staging = true, prod = false } }]
}

rule "deletion-protection" {
  when    = named("@deletion-protection-off") && has(guarded, reference) || named("@destroyed-with-its-data") && !has(turned_on, reference) && length(turned_on) > 0
  verdict = "acceptable"
  reason  = "${reference} is protected against deletion; ${wordlist(environments)} may be rebuilt."

  examples        = [{ path = "deletion_protection", values = { staging = false, prod = true } }, { path = "deletion_protection", values = { staging = null, prod = true } }, { path = "force_destroy", values = { staging = true, prod = null } }]
  counterexamples = [{ path = "protection_level", values = { staging = "a", prod = "b" } }]
}

names "deletion-window" {
  patterns = [
    "*_recovery_window_in_days",
    "recovery_window_in_days",
    "*_deletion_window_in_days",
    "deletion_window_in_days",
  ]
}

rule "deletion-window" {
  when       = named("@deletion-window") && drift.kind == "changed"
  verdict    = "acceptable"
  reason     = "How long a thing that was deleted can be had back."
  either_way = true

  examples        = [{ path = "deletion_window_in_days", values = { staging = 7, prod = 30 } }]
  counterexamples = [{ path = "deletion_protection", values = { staging = false, prod = true } }]
}

names "backup-off" {
  patterns = [
    "*_backup_retention*",
    "backup_retention*",
    "*_backup_enabled",
    "backup*_enabled",
    "*_snapshot_retention*",
    "snapshot_retention*",
    "*_point_in_time_recovery*",
    "*_pitr*",
    "*_backups_enabled",
    "point_in_time_recovery*",
    "*_backups",
    "*_backup",
  ]
}

rule "backup-off-in-reference" {
  when    = named("@backup-off") && (ref.value == "0" || has(unguarded, reference)) && !(other.value == "0") && !has(unguarded, other.environment) && drift.kind == "changed"
  verdict = "must-fix"
  reason  = "${reference} keeps no backups, and ${other.environment} does."
  hint    = "Switch backups on in ${reference}, and try a restore."

  examples        = [{ path = "backup_retention_period", values = { staging = 7, prod = 0 } }, { path = "DISABLE_BACKUPS", values = { staging = false, prod = true } }]
  counterexamples = [{ path = "backup_retention_period", values = { staging = 1, prod = 14 } }]
}

names "backup-retention-inverted" {
  patterns = [
    "*_backup_retention*",
    "backup_retention*",
    "*_snapshot_retention*",
    "snapshot_retention*",
  ]
}

rule "backup-retention-inverted" {
  when    = named("@backup-retention-inverted") && (ratio > 1 || drift.kind == "extra" && !drift.whole)
  verdict = "should-fix"
  reason  = "${other.environment} keeps its backups longer than ${reference}, whose data is real."
  hint    = "Keep those of ${reference} at least as long."

  examples        = [{ path = "backup_retention_period", values = { staging = 14, prod = 2 } }, { path = "backup_retention_period", values = { staging = 14, prod = null } }]
  counterexamples = [{ path = "backup_retention_period", values = { staging = 2, prod = 14 } }]
}

names "backup-retention" {
  patterns = [
    "*_backup",
    "*_backup*_*",
    "backup*_*",
    "*_snapshot_retention*",
    "snapshot_retention*",
    "*_point_in_time_recovery*",
    "point_in_time_recovery*",
    "*_pitr*",
    "*_versioning*",
    "*_replication_enabled",
    "*_cross_region*",
    "*_snapshot_window",
  ]
}

rule "backup-retention" {
  when    = ref.state == "present" && !(ratio > 1) && !has(turned_off, reference) && named("@backup-retention")
  verdict = "acceptable"
  reason  = "Backups are kept longer where the data is real."

  examples        = [{ path = "db_backup_retention_period", values = { staging = "2", prod = "7" } }]
  counterexamples = [{ path = "retention", values = { staging = "2", prod = "7" } }]
}

names "redundancy-off" {
  patterns = [
    "multi_az",
    "*_multi_az",
    "*_automatic_failover*",
    "automatic_failover*",
    "*_ha_enabled",
    "high_availability",
    "*_high_availability",
    "zone_redundant",
    "*_zone_redundant",
    "*_redundancy",
  ]
}

rule "redundancy-off-in-reference" {
  when    = named("@redundancy-off") && (has(turned_off, reference) || ref.value == null) && length(turned_on) > 0
  verdict = "must-fix"
  reason  = "${reference} stands on one zone, and ${wordlist(turned_on)} on several."
  hint    = "Swap them: ${reference} needs the redundancy first."

  examples        = [{ path = "multi_az", values = { staging = true, prod = false } }]
  counterexamples = [{ path = "multi_az", values = { staging = false, prod = true } }]
}

names "redundancy" {
  patterns = [
    "multi_az",
    "*_multi_az",
    "*_multi_az_enabled",
    "*_automatic_failover*",
    "automatic_failover*",
    "*_ha_enabled",
    "high_availability",
    "*_high_availability",
    "zone_redundant",
    "*_zone_redundant",
    "*_redundancy",
    "*_zones",
    "zones",
    "*_replica_mode",
    "*_ha",
    "ha",
    "dedicated_master*",
    "*_dedicated_master*",
    "zone_awareness*",
    "*_zone_awareness*",
  ]
}

rule "redundancy" {
  when         = ref.state == "present" && !has(turned_off, reference) && named("@redundancy")
  verdict      = "acceptable"
  reason       = "Redundancy is bought where an outage costs."
  compensation = "Fail-overs should be rehearsed in ${reference}, since nothing else can."

  examples        = [{ path = "multi_az", values = { staging = false, prod = true } }]
  counterexamples = [{ path = "azure", values = { staging = false, prod = true } }]
}

names "encryption" { # and its checking
  patterns = [
    "*_encrypted",
    "encrypted",
    "*_encryption",
    "encryption",
    "*_encryption_*enabled",
    "*_encryption_at_rest*",
    "*_at_rest_encryption*",
    "*_transit_encryption*",
    "*_encryption_in_transit*",
    "*_sse*",
    "*_force_ssl",
    "force_ssl",
    "*_require_ssl",
    "require_ssl",
    "*_ssl_enabled",
    "*_tls_enabled",
    "*_use_ssl",
    "*_use_tls",
    "*_ssl",
    "*_tls",
    "ssl",
    "tls",
    "*_enforce_https",
    "*_force_https",
    "force_https",
    "*_https_only",
    "https_only",
    "*_secure_cookies",
    "*_cookie_secure",
    "*_verify_ssl",
    "*_ssl_verify",
    "*_verify_tls",
    "*_verify_peer",
    "*_reject_unauthorized",
  ]
}

names "encryption-switches" { # where they are switches
  patterns = [
    "*_ssl_*",
    "*_tls_*",
    "*_skip_verify",
    "*_insecure*",
    "insecure*",
    "*_cert_verif*",
  ]
}

rule "encryption-off-in-reference" {
  when    = named("@encryption", "@encryption-switches", "@ssl-modes") && has(unguarded, reference) && !has(unguarded, other.environment) && drift.kind == "changed"
  verdict = "must-fix"
  reason  = "Encryption or its checking is off in ${reference}, and not in ${other.environment}."
  hint    = "Switch it on in ${reference}; ${other.environment} shows that it works."

  examples        = [{ path = "storage_encrypted", values = { staging = true, prod = false } }, { path = "SKIP_TLS_VERIFY", values = { staging = false, prod = true } }, { path = "NODE_TLS_REJECT_UNAUTHORIZED", values = { staging = "1", prod = "0" } }, { path = "sslmode", values = { staging = "require", prod = "disable" } }]
  counterexamples = [{ path = "storage_encrypted", values = { staging = false, prod = true } }, { path = "INSECURE_SKIP_VERIFY", values = { staging = true, prod = false } }]
}

names "ssl-modes" {
  patterns = [
    "*_ssl_mode",
    "ssl_mode",
    "sslmode",
    "*_sslmode",
  ]
}

rule "encryption-off" {
  when    = drift.kind == "changed" && (named("@encryption", "@encryption-switches") && has(guarded, reference) || named("@encryption") && oneof(shape, "word", "name") || named("@ssl-modes"))
  verdict = "should-fix"
  reason  = "${reference} encrypts and ${other.environment} does not, so a client that cannot is not found out there."
  hint    = "Switch it on everywhere; certificates cost nothing."

  examples        = [{ path = "transit_encryption_enabled", values = { staging = false, prod = true } }, { path = "sslmode", values = { staging = "disable", prod = "require" } }, { path = "DB.value:sslmode", values = { staging = "disable", prod = "verify-full" } }]
  counterexamples = [{ path = "storage_encrypted", values = { staging = true, prod = false } }]
}

names "no-protection" { # values that say that nothing protects
  patterns = [
    "plaintext",
    "plain_text",
    "plain-text",
    "cleartext",
    "clear_text",
    "noop",
    "insecure",
    "unencrypted",
  ]
}

names "weak-protection" { # values that say so where the setting is about protection
  patterns = [
    "none",
    "null",
    "plain",
    "anonymous",
    "trust",
    "md5",
    "sha1",
    "sha-1",
    "des",
    "rc4",
    "crc32",
  ]
}

names "protection" {
  patterns = [
    "*_auth*",
    "auth*",
    "*_password_*",
    "password_*",
    "*_encoder",
    "*_encryption*",
    "*_cipher*",
    "cipher*",
    "*_hash*",
    "hash*",
    "*_signing*",
    "*_signature*",
    "*_algorithm",
    "*_verification*",
    "*_sasl_*",
    "*_security_*",
    "security_*",
  ]
}

rule "weaker-protection-in-reference" {
  when    = drift.kind == "changed" && (like(ref.value, "@no-protection") || like(ref.value, "@weak-protection") && named("@protection")) && !like(other.value, "@no-protection", "@weak-protection")
  verdict = "should-fix"
  reason  = "${reference} is protected by ${ref.value}, and ${other.environment} by ${other.value}: what counts most is protected least."
  hint    = "Use in ${reference} what ${other.environment} uses."

  examples        = [{ path = "PASSWORD_ENCODER", values = { staging = "bcrypt", prod = "plaintext" } }, { path = "JWT_HASH_ALGORITHM", values = { staging = "sha256", prod = "md5" } }, { path = "AUTH_PROVIDER", values = { staging = "oidc", prod = "none" } }]
  counterexamples = [{ path = "PASSWORD_ENCODER", values = { staging = "plaintext", prod = "bcrypt" } }, { path = "CACHE_BACKEND", values = { staging = "redis", prod = "none" } }]
}

names "public" {
  patterns = [
    "*_publicly_accessible",
    "publicly_accessible",
    "*_public_access",
    "public_access*",
    "*_public_network_access*",
    "*_public",
    "*_allow_public*",
    "*_public_ip",
    "associate_public_ip_address",
    "*_anonymous*",
    "*_allow_anonymous*",
    "*_open_to_world",
  ]
}

rule "public-in-reference" {
  when    = named("@public") && has(turned_on, reference) && length(turned_off) > 0
  verdict = "must-fix"
  reason  = "It is open to the public in ${reference} and closed in ${wordlist(turned_off)}."
  hint    = "Close it, or say in a waiver why it must be open."

  examples        = [{ path = "publicly_accessible", values = { staging = false, prod = true } }]
  counterexamples = [{ path = "publicly_accessible", values = { staging = true, prod = false } }]
}

names "public-outside" {
  patterns = [
    "*_publicly_accessible",
    "publicly_accessible",
    "*_public_access",
    "public_access*",
    "*_public_network_access*",
    "*_allow_public*",
    "*_public_ip",
    "associate_public_ip_address",
    "*_anonymous*",
    "*_allow_anonymous*",
    "block_public_*",
    "restrict_public_*",
    "ignore_public_*",
  ]
}

rule "public-outside" {
  when    = named("@public-outside") && resource.kind != "output" && !meant
  verdict = "should-fix"
  reason  = "It is open to more people in one environment than in another; environments hold copies of real data more often than one thinks."
  hint    = "Close it everywhere."

  examples        = [{ path = "publicly_accessible", values = { staging = true, prod = false } }]
  counterexamples = [{ path = "public_key", values = { staging = "a", prod = "b" } }]
}

names "storage-inverted" {
  patterns = [
    "*_storage",
    "*_storage_size",
    "*_volume_size",
    "volume_size",
    "*_allocated_storage",
    "*_disk_size*",
    "disk_size*",
    "*_ebs_*_size",
    "*_storage_gb",
    "*_disk_gb",
    "disk_gb",
    "storage",
  ]
}

rule "storage-inverted" {
  when    = drift.kind == "changed" && named("@storage-inverted") && (ratio > 1 || inverted) && !meant
  verdict = "should-fix"
  reason  = "There is more storage outside ${reference} than in it."
  hint    = "See which of the two is out of date; a volume that is full is an outage."

  examples        = [{ path = "db_allocated_storage", values = { staging = 100, prod = 50 } }]
  counterexamples = [{ path = "db_allocated_storage", values = { staging = 50, prod = 100 } }]
}

names "storage-class" {
  patterns = [
    "storage_class*",
    "*_storage_class*",
    "storage_type",
    "*_storage_type",
    "volume_type",
    "*_volume_type",
    "*_disk_type",
    "access_modes",
    "*_volume_mode",
  ]
}

rule "storage-class" {
  when    = oneof(drift.kind, "changed", "missing", "extra") && drift.path != "" && named("@storage-class") && !meant
  verdict = "should-fix"
  reason  = "Another kind of disk: latency and durability differ, and a volume may not attach."
  hint    = "Use the same class, smaller."

  examples        = [{ path = "storage_type", values = { staging = "gp2", prod = "io1" } }]
  counterexamples = [{ path = "allocated_storage", values = { staging = 10, prod = 20 } }]
}

names "storage-size" {
  patterns = [
    "*_storage",
    "*_storage_size",
    "*_volume_size",
    "volume_size",
    "*_allocated_storage",
    "*_disk_size*",
    "disk_size*",
    "*_storage_gb",
    "storage",
    "*_iops",
    "iops",
    "*_throughput",
    "throughput",
    "*_max_allocated_storage",
    "nfs_storage",
  ]
}

rule "storage-size" {
  when    = ref.state == "present" && !(ratio > 1) && named("@storage-size")
  verdict = "acceptable"
  reason  = "Storage that fits the data of the environment."

  examples        = [{ path = "db_max_allocated_storage", values = { staging = "500", prod = "10000" } }]
  counterexamples = [{ path = "storage_type", values = { staging = "gp2", prod = "io1" } }]
}
