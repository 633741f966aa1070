package aws

import (
	"maps"
	"slices"

	"github.com/envparity/envparity/collectors/awsapi"
)

// allowed lists every operation that this package may send, by service. All of them read. Any other operation is refused before its request is
// built.
func allowed() awsapi.Operations {
	return awsapi.Operations{
		"SSM":             {"GetParametersByPath", "GetParameter"},
		"Secrets Manager": {"ListSecrets", "GetSecretValue"},
		"ECS":             {"ListClusters", "ListServices", "DescribeServices", "DescribeTaskDefinition"},
		"Lambda":          {"ListFunctions", "ListTags"},
		"RDS": {
			"DescribeDBInstances", "DescribeDBClusters", "DescribeDBParameters", "DescribeDBParameterGroups",
			"DescribeDBClusterParameters", "DescribeDBClusterParameterGroups",
		},
		"ElastiCache": {
			"DescribeReplicationGroups", "DescribeCacheClusters", "DescribeCacheParameters", "DescribeCacheParameterGroups", "ListTagsForResource",
		},
		"SQS": {"ListQueues", "GetQueueAttributes", "ListQueueTags"},
		"S3": {
			"ListBuckets", "GetBucketLocation", "GetBucketVersioning", "GetBucketEncryption", "GetPublicAccessBlock",
			"GetBucketLifecycleConfiguration", "GetBucketPolicy", "GetBucketTagging", "GetBucketLogging", "GetBucketCors",
			"GetBucketOwnershipControls", "GetObjectLockConfiguration",
		},
		"IAM":       {"GetRole", "ListAttachedRolePolicies", "ListRolePolicies", "GetRolePolicy"},
		"AppConfig": {"ListApplications", "ListEnvironments", "ListConfigurationProfiles"},
	}
}

// Permissions returns the IAM actions the collector needs, sorted, for docs and for `envparity rbac`-like helpers.
func Permissions() []string {
	prefix := map[string]string{
		"SSM": "ssm", "Secrets Manager": "secretsmanager", "ECS": "ecs", "Lambda": "lambda", "RDS": "rds",
		"ElastiCache": "elasticache", "SQS": "sqs", "IAM": "iam", "AppConfig": "appconfig",
	}
	s3 := map[string]string{
		"ListBuckets": "ListAllMyBuckets", "GetBucketEncryption": "GetEncryptionConfiguration",
		"GetPublicAccessBlock": "GetBucketPublicAccessBlock", "GetBucketLifecycleConfiguration": "GetLifecycleConfiguration",
		"GetBucketCors": "GetBucketCORS", "GetObjectLockConfiguration": "GetBucketObjectLockConfiguration",
	}
	var out []string
	ops := allowed()
	for _, service := range slices.Sorted(maps.Keys(ops)) {
		for _, op := range ops[service] {
			switch {
			case service == "S3":
				if name, ok := s3[op]; ok {
					op = name
				}
				out = append(out, "s3:"+op)
			case prefix[service] != "":
				out = append(out, prefix[service]+":"+op)
			}
		}
	}
	slices.Sort(out)
	return out
}
