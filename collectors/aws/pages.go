package aws

import (
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/elasticache"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/rds"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/ssm"
)

// Where the lists of AWS keep the token of the next page, see awsapi.Pages.

func nextListClusters(in *ecs.ListClustersInput, page *ecs.ListClustersOutput) (**string, *string) {
	return &in.NextToken, page.NextToken
}

func nextListServices(in *ecs.ListServicesInput, page *ecs.ListServicesOutput) (**string, *string) {
	return &in.NextToken, page.NextToken
}

func nextDescribeCacheClusters(in *elasticache.DescribeCacheClustersInput, page *elasticache.DescribeCacheClustersOutput) (**string, *string) {
	return &in.Marker, page.Marker
}

func nextDescribeCacheParameters(in *elasticache.DescribeCacheParametersInput, page *elasticache.DescribeCacheParametersOutput) (**string, *string) {
	return &in.Marker, page.Marker
}

func nextDescribeReplicationGroups(in *elasticache.DescribeReplicationGroupsInput, page *elasticache.DescribeReplicationGroupsOutput) (**string, *string) {
	return &in.Marker, page.Marker
}

func nextListAttachedRolePolicies(in *iam.ListAttachedRolePoliciesInput, page *iam.ListAttachedRolePoliciesOutput) (**string, *string) {
	return &in.Marker, page.Marker
}

func nextListRolePolicies(in *iam.ListRolePoliciesInput, page *iam.ListRolePoliciesOutput) (**string, *string) {
	return &in.Marker, page.Marker
}

func nextListFunctions(in *lambda.ListFunctionsInput, page *lambda.ListFunctionsOutput) (**string, *string) {
	return &in.Marker, page.NextMarker
}

func nextDescribeDBClusterParameters(in *rds.DescribeDBClusterParametersInput, page *rds.DescribeDBClusterParametersOutput) (**string, *string) {
	return &in.Marker, page.Marker
}

func nextDescribeDBClusters(in *rds.DescribeDBClustersInput, page *rds.DescribeDBClustersOutput) (**string, *string) {
	return &in.Marker, page.Marker
}

func nextDescribeDBInstances(in *rds.DescribeDBInstancesInput, page *rds.DescribeDBInstancesOutput) (**string, *string) {
	return &in.Marker, page.Marker
}

func nextDescribeDBParameters(in *rds.DescribeDBParametersInput, page *rds.DescribeDBParametersOutput) (**string, *string) {
	return &in.Marker, page.Marker
}

func nextListBuckets(in *s3.ListBucketsInput, page *s3.ListBucketsOutput) (**string, *string) {
	return &in.ContinuationToken, page.ContinuationToken
}

func nextListSecrets(in *secretsmanager.ListSecretsInput, page *secretsmanager.ListSecretsOutput) (**string, *string) {
	return &in.NextToken, page.NextToken
}

func nextListQueues(in *sqs.ListQueuesInput, page *sqs.ListQueuesOutput) (**string, *string) {
	return &in.NextToken, page.NextToken
}

func nextGetParametersByPath(in *ssm.GetParametersByPathInput, page *ssm.GetParametersByPathOutput) (**string, *string) {
	return &in.NextToken, page.NextToken
}
