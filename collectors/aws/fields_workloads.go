package aws

func functionFields() []field {
	return []field{
		{"architectures", "Architectures", unordered},
		{"code_signing", "SigningProfileVersionArn", kept},
		{"dead_letter_config", "DeadLetterConfig", kept},
		{"description", "Description", kept},
		{"ephemeral_storage", "EphemeralStorage", kept},
		{"file_system_config", "FileSystemConfigs", kept},
		{"function_name", "FunctionName", kept},
		{"handler", "Handler", kept},
		{"image_config", "ImageConfigResponse.ImageConfig", kept},
		{"kms_key_arn", "KMSKeyArn", kept},
		{"layers", "Layers[].Arn", kept},
		{"logging_config", "LoggingConfig", kept},
		{"memory_size", "MemorySize", kept},
		{"package_type", "PackageType", kept},
		{"role", "Role", kept},
		{"runtime", "Runtime", kept},
		{"snap_start", "SnapStart.ApplyOn", kept},
		{"timeout", "Timeout", kept},
		{"tracing_config", "TracingConfig", kept},
		{"vpc_config.security_group_ids", "VpcConfig.SecurityGroupIds", unordered},
		{"vpc_config.subnet_ids", "VpcConfig.SubnetIds", unordered},
	}
}

func serviceFields() []field {
	return []field{
		{"availability_zone_rebalancing", "AvailabilityZoneRebalancing", kept},
		{"capacity_provider_strategy", "CapacityProviderStrategy", unordered},
		{"cluster", "ClusterArn", lastPart},
		{"deployment_circuit_breaker", "DeploymentConfiguration.DeploymentCircuitBreaker", kept},
		{"deployment_controller", "DeploymentController", kept},
		{"deployment_maximum_percent", "DeploymentConfiguration.MaximumPercent", kept},
		{"deployment_minimum_healthy_percent", "DeploymentConfiguration.MinimumHealthyPercent", kept},
		{"desired_count", "DesiredCount", kept},
		{"enable_ecs_managed_tags", "EnableECSManagedTags", kept},
		{"enable_execute_command", "EnableExecuteCommand", kept},
		{"health_check_grace_period_seconds", "HealthCheckGracePeriodSeconds", kept},
		{"launch_type", "LaunchType", kept},
		{"load_balancer", "LoadBalancers", unordered},
		{"name", "ServiceName", kept},
		{"network_configuration.assign_public_ip", "NetworkConfiguration.AwsvpcConfiguration.AssignPublicIp", onOff},
		{"network_configuration.security_groups", "NetworkConfiguration.AwsvpcConfiguration.SecurityGroups", unordered},
		{"network_configuration.subnets", "NetworkConfiguration.AwsvpcConfiguration.Subnets", unordered},
		{"ordered_placement_strategy", "PlacementStrategy", kept},
		{"placement_constraints", "PlacementConstraints", unordered},
		{"platform_version", "PlatformVersion", kept},
		{"propagate_tags", "PropagateTags", kept},
		{"scheduling_strategy", "SchedulingStrategy", kept},
		{"service_registries", "ServiceRegistries", unordered},
		{"tags", "Tags", tagMap},
	}
}

func taskFields() []field {
	return []field{
		{"container_definitions", "ContainerDefinitions", lowered},
		{"cpu", "Cpu", kept},
		{"ephemeral_storage", "EphemeralStorage", kept},
		{"execution_role_arn", "ExecutionRoleArn", kept},
		{"family", "Family", kept},
		{"ipc_mode", "IpcMode", kept},
		{"memory", "Memory", kept},
		{"network_mode", "NetworkMode", kept},
		{"pid_mode", "PidMode", kept},
		{"placement_constraints", "PlacementConstraints", unordered},
		{"requires_compatibilities", "RequiresCompatibilities", unordered},
		{"runtime_platform", "RuntimePlatform", kept},
		{"task_role_arn", "TaskRoleArn", kept},
		{"volume", "Volumes", unordered},
	}
}

func roleFields() []field {
	return []field{
		{"assume_role_policy", "AssumeRolePolicyDocument", kept},
		{"description", "Description", kept},
		{"max_session_duration", "MaxSessionDuration", kept},
		{"name", "RoleName", kept},
		{"path", "Path", kept},
		{"permissions_boundary", "PermissionsBoundary.PermissionsBoundaryArn", kept},
		{"tags", "Tags", tagMap},
	}
}

func secretFields() []field {
	return []field{
		{"description", "Description", kept},
		{"kms_key_id", "KmsKeyId", kept},
		{"name", "Name", kept},
		{"primary_region", "PrimaryRegion", kept},
		{"rotation_enabled", "RotationEnabled", kept},
		{"rotation_lambda_arn", "RotationLambdaARN", kept},
		{"rotation_rules", "RotationRules", kept},
		{"tags", "Tags", tagMap},
	}
}
