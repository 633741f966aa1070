package aws

// field selects a part of an answer, with the name and the form in which it is kept. The names are those of the Terraform provider for the same
// setting, so that one rule covers both. A part in no table is left out: counters, times, ids and states that the service generates, and whatever
// a later SDK adds.
type field struct {
	name string
	from string // a path into the answer: A.B descends, A[].B gathers of each element, A[0].B takes the first's, #A counts
	as   as
}

// as is the conversion of a value.
type as uint8

const (
	kept      as = iota // as it is, with the names inside it in snake case
	unordered           // a list whose order has no meaning
	typed               // a number or a boolean that the service writes as a string
	onOff               // enabled is true, disabled is false
	lastPart            // the part after the last slash of an ARN
	tagMap              // a list of Key and Value becomes a map
	lowered             // the names inside it lose their first capital, as in a task definition's JSON: taskRoleArn
)

// fieldsOf lists the fields of a kind.
func fieldsOf(kind string) []field {
	switch kind {
	case "aws_db_instance":
		return instanceFields()
	case "aws_rds_cluster":
		return clusterFields()
	case "aws_elasticache_replication_group":
		return groupFields()
	case "aws_elasticache_cluster":
		return cacheFields()
	case "aws_sqs_queue":
		return queueFields()
	case "aws_lambda_function":
		return functionFields()
	case "aws_ecs_service":
		return serviceFields()
	case "aws_ecs_task_definition":
		return taskFields()
	case "aws_iam_role":
		return roleFields()
	case "aws_secretsmanager_secret":
		return secretFields()
	}
	return nil
}

func instanceFields() []field {
	return []field{
		{"allocated_storage", "AllocatedStorage", kept},
		{"auto_minor_version_upgrade", "AutoMinorVersionUpgrade", kept},
		{"availability_zone", "AvailabilityZone", kept},
		{"backup_retention_period", "BackupRetentionPeriod", kept},
		{"backup_window", "PreferredBackupWindow", kept},
		{"ca_cert_identifier", "CACertificateIdentifier", kept},
		{"character_set_name", "CharacterSetName", kept},
		{"copy_tags_to_snapshot", "CopyTagsToSnapshot", kept},
		{"db_name", "DBName", kept},
		{"db_subnet_group_name", "DBSubnetGroup.DBSubnetGroupName", kept},
		{"dedicated_log_volume", "DedicatedLogVolume", kept},
		{"deletion_protection", "DeletionProtection", kept},
		{"enabled_cloudwatch_logs_exports", "EnabledCloudwatchLogsExports", unordered},
		{"engine", "Engine", kept},
		{"engine_version", "EngineVersion", kept},
		{"iam_database_authentication_enabled", "IAMDatabaseAuthenticationEnabled", kept},
		{"identifier", "DBInstanceIdentifier", kept},
		{"instance_class", "DBInstanceClass", kept},
		{"iops", "Iops", kept},
		{"kms_key_id", "KmsKeyId", kept},
		{"license_model", "LicenseModel", kept},
		{"maintenance_window", "PreferredMaintenanceWindow", kept},
		{"max_allocated_storage", "MaxAllocatedStorage", kept},
		{"monitoring_interval", "MonitoringInterval", kept},
		{"multi_az", "MultiAZ", kept},
		{"network_type", "NetworkType", kept},
		{"option_group_name", "OptionGroupMemberships[0].OptionGroupName", kept},
		{"parameter_group_name", "DBParameterGroups[0].DBParameterGroupName", kept},
		{"performance_insights_enabled", "PerformanceInsightsEnabled", kept},
		{"performance_insights_retention_period", "PerformanceInsightsRetentionPeriod", kept},
		{"port", "Endpoint.Port", kept},
		{"publicly_accessible", "PubliclyAccessible", kept},
		{"replicas", "#ReadReplicaDBInstanceIdentifiers", kept},
		{"replicate_source_db", "ReadReplicaSourceDBInstanceIdentifier", kept},
		{"storage_encrypted", "StorageEncrypted", kept},
		{"storage_throughput", "StorageThroughput", kept},
		{"storage_type", "StorageType", kept},
		{"tags", "TagList", tagMap},
		{"timezone", "Timezone", kept},
		{"username", "MasterUsername", kept},
		{"vpc_security_group_ids", "VpcSecurityGroups[].VpcSecurityGroupId", unordered},
	}
}

func clusterFields() []field {
	return []field{
		{"allocated_storage", "AllocatedStorage", kept},
		{"availability_zones", "AvailabilityZones", unordered},
		{"backtrack_window", "BacktrackWindow", kept},
		{"backup_retention_period", "BackupRetentionPeriod", kept},
		{"cluster_identifier", "DBClusterIdentifier", kept},
		{"cluster_members", "DBClusterMembers[].DBInstanceIdentifier", unordered},
		{"copy_tags_to_snapshot", "CopyTagsToSnapshot", kept},
		{"database_name", "DatabaseName", kept},
		{"db_cluster_instance_class", "DBClusterInstanceClass", kept},
		{"db_cluster_parameter_group_name", "DBClusterParameterGroup", kept},
		{"db_subnet_group_name", "DBSubnetGroup", kept},
		{"deletion_protection", "DeletionProtection", kept},
		{"enable_http_endpoint", "HttpEndpointEnabled", kept},
		{"enabled_cloudwatch_logs_exports", "EnabledCloudwatchLogsExports", unordered},
		{"engine", "Engine", kept},
		{"engine_mode", "EngineMode", kept},
		{"engine_version", "EngineVersion", kept},
		{"iam_database_authentication_enabled", "IAMDatabaseAuthenticationEnabled", kept},
		{"iops", "Iops", kept},
		{"kms_key_id", "KmsKeyId", kept},
		{"master_username", "MasterUsername", kept},
		{"multi_az", "MultiAZ", kept},
		{"port", "Port", kept},
		{"preferred_backup_window", "PreferredBackupWindow", kept},
		{"preferred_maintenance_window", "PreferredMaintenanceWindow", kept},
		{"serverlessv2_scaling_configuration", "ServerlessV2ScalingConfiguration", kept},
		{"storage_encrypted", "StorageEncrypted", kept},
		{"storage_type", "StorageType", kept},
		{"tags", "TagList", tagMap},
		{"vpc_security_group_ids", "VpcSecurityGroups[].VpcSecurityGroupId", unordered},
	}
}

func groupFields() []field {
	return []field{
		{"at_rest_encryption_enabled", "AtRestEncryptionEnabled", kept},
		{"auth_token_enabled", "AuthTokenEnabled", kept},
		{"auto_minor_version_upgrade", "AutoMinorVersionUpgrade", kept},
		{"automatic_failover_enabled", "AutomaticFailover", onOff},
		{"cluster_mode", "ClusterMode", kept},
		{"data_tiering_enabled", "DataTiering", onOff},
		{"description", "Description", kept},
		{"engine", "Engine", kept},
		{"kms_key_id", "KmsKeyId", kept},
		{"log_delivery_configuration", "LogDeliveryConfigurations", unordered},
		{"multi_az_enabled", "MultiAZ", onOff},
		{"network_type", "NetworkType", kept},
		{"node_type", "CacheNodeType", kept},
		{"num_cache_clusters", "#MemberClusters", kept},
		{"num_node_groups", "#NodeGroups", kept},
		{"replication_group_id", "ReplicationGroupId", kept},
		{"snapshot_retention_limit", "SnapshotRetentionLimit", kept},
		{"snapshot_window", "SnapshotWindow", kept},
		{"transit_encryption_enabled", "TransitEncryptionEnabled", kept},
		{"transit_encryption_mode", "TransitEncryptionMode", kept},
		{"user_group_ids", "UserGroupIds", unordered},
	}
}

func cacheFields() []field {
	return []field{
		{"at_rest_encryption_enabled", "AtRestEncryptionEnabled", kept},
		{"auth_token_enabled", "AuthTokenEnabled", kept},
		{"auto_minor_version_upgrade", "AutoMinorVersionUpgrade", kept},
		{"cluster_id", "CacheClusterId", kept},
		{"engine", "Engine", kept},
		{"engine_version", "EngineVersion", kept},
		{"log_delivery_configuration", "LogDeliveryConfigurations", unordered},
		{"maintenance_window", "PreferredMaintenanceWindow", kept},
		{"network_type", "NetworkType", kept},
		{"node_type", "CacheNodeType", kept},
		{"num_cache_nodes", "NumCacheNodes", kept},
		{"parameter_group_name", "CacheParameterGroup.CacheParameterGroupName", kept},
		{"port", "ConfigurationEndpoint.Port", kept},
		{"security_group_ids", "SecurityGroups[].SecurityGroupId", unordered},
		{"snapshot_retention_limit", "SnapshotRetentionLimit", kept},
		{"snapshot_window", "SnapshotWindow", kept},
		{"subnet_group_name", "CacheSubnetGroupName", kept},
		{"transit_encryption_enabled", "TransitEncryptionEnabled", kept},
		{"transit_encryption_mode", "TransitEncryptionMode", kept},
	}
}

func queueFields() []field {
	return []field{
		{"content_based_deduplication", "ContentBasedDeduplication", typed},
		{"deduplication_scope", "DeduplicationScope", kept},
		{"delay_seconds", "DelaySeconds", typed},
		{"fifo_queue", "FifoQueue", typed},
		{"fifo_throughput_limit", "FifoThroughputLimit", kept},
		{"kms_data_key_reuse_period_seconds", "KmsDataKeyReusePeriodSeconds", typed},
		{"kms_master_key_id", "KmsMasterKeyId", kept},
		{"max_message_size", "MaximumMessageSize", typed},
		{"message_retention_seconds", "MessageRetentionPeriod", typed},
		{"policy", "Policy", kept},
		{"receive_wait_time_seconds", "ReceiveMessageWaitTimeSeconds", typed},
		{"redrive_allow_policy", "RedriveAllowPolicy", kept},
		{"redrive_policy", "RedrivePolicy", kept},
		{"sqs_managed_sse_enabled", "SqsManagedSseEnabled", typed},
		{"visibility_timeout_seconds", "VisibilityTimeout", typed},
	}
}
