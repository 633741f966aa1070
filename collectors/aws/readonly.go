package aws

import (
	"context"
	"fmt"
	"maps"
	"slices"

	awsmiddleware "github.com/aws/aws-sdk-go-v2/aws/middleware"
	"github.com/aws/smithy-go/middleware"
)

// allowed lists every operation this package may send, by service. All of them read. What is not here is refused before
// a request is built, whatever code asks for it.
func allowed() map[string][]string {
	return map[string][]string{
		"STS":             {"GetCallerIdentity", "AssumeRole", "AssumeRoleWithWebIdentity"},
		"SSM":             {"GetParametersByPath"},
		"Secrets Manager": {"ListSecrets", "GetSecretValue"},
		"ECS":             {"ListClusters", "ListServices", "DescribeServices", "DescribeTaskDefinition"},
		"Lambda":          {"ListFunctions"},
		"RDS":             {"DescribeDBInstances", "DescribeDBClusters", "DescribeDBParameters"},
		"ElastiCache":     {"DescribeReplicationGroups", "DescribeCacheClusters"},
		"SQS":             {"ListQueues", "GetQueueAttributes"},
		"S3": {
			"ListBuckets", "GetBucketLocation", "GetBucketVersioning", "GetBucketEncryption", "GetPublicAccessBlock",
			"GetBucketLifecycleConfiguration", "GetBucketPolicy", "GetBucketTagging",
		},
		"IAM":       {"GetRole", "ListAttachedRolePolicies", "ListRolePolicies", "GetRolePolicy"},
		"AppConfig": {"ListApplications", "ListEnvironments", "ListConfigurationProfiles"},
		"SSO":       {"GetRoleCredentials"},
		"SSO OIDC":  {"CreateToken"},
		"Signin":    {"CreateOAuth2Token"},
	}
}

// RefusedError says that an operation outside the read-only list was asked for. It is a fault of envparity, never of its user.
type RefusedError struct{ Service, Operation string }

func (e *RefusedError) Error() string {
	return fmt.Sprintf("%s %s is not on the list of read-only operations and was not sent", e.Service, e.Operation)
}

// readOnly adds the refusal to a client's stack, first of all steps, so that nothing of a refused call leaves the process.
func readOnly(stack *middleware.Stack) error {
	list := allowed()
	refuse := middleware.InitializeMiddlewareFunc("EnvparityReadOnly",
		func(ctx context.Context, in middleware.InitializeInput, next middleware.InitializeHandler) (middleware.InitializeOutput, middleware.Metadata, error) {
			service, operation := awsmiddleware.GetServiceID(ctx), awsmiddleware.GetOperationName(ctx)
			if !slices.Contains(list[service], operation) {
				return middleware.InitializeOutput{}, middleware.Metadata{}, &RefusedError{service, operation}
			}
			return next.HandleInitialize(ctx, in)
		})
	return stack.Initialize.Add(refuse, middleware.After)
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
