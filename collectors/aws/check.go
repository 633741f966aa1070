package aws

import (
	"context"
	"fmt"

	awssdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/appconfig"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/elasticache"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/rds"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/ssm"

	"github.com/envparity/envparity/collectors"
	"github.com/envparity/envparity/collectors/awsapi"
)

// Check implements collectors.Checker. It checks the credentials, and sends the first call of each service with the smallest page that it allows.
func (c *collector) Check(ctx context.Context, in collectors.Input) []collectors.Check {
	var out collectors.Checks
	base, err := c.load(ctx)
	if err != nil {
		out.Fail("identity", awsapi.Explain("load the AWS configuration", err), "see ~/.aws/config, and the profile that the collect block names")
		return out
	}
	if !awsapi.SignIn(ctx, base, &out) {
		return out
	}
	regions := c.settings.Regions
	if len(regions) == 0 {
		regions = []string{base.Region}
	}
	for i, region := range regions {
		cfg := base.Copy()
		cfg.Region = region
		for _, service := range c.settings.Services {
			if i > 0 && (service == "iam" || service == "s3") {
				continue // global: once is enough
			}
			if err := c.probe(ctx, cfg, service); err != nil {
				out.Fail("rights", awsapi.Explain(service+" in "+region, err), "see the IAM policy of this identity")
			} else {
				out.OK("rights", "%s in %s answers", service, region)
			}
		}
	}
	return out
}

// probe sends the first call that reading a service takes.
func (c *collector) probe(ctx context.Context, cfg awssdk.Config, service string) error {
	var err error
	switch service {
	case "ssm":
		path := c.settings.ParameterPath
		if path == "" {
			path = "/"
		}
		_, err = ssm.NewFromConfig(cfg).GetParametersByPath(ctx, &ssm.GetParametersByPathInput{Path: awssdk.String(path), MaxResults: awssdk.Int32(1)})
	case "secretsmanager":
		_, err = secretsmanager.NewFromConfig(cfg).ListSecrets(ctx, &secretsmanager.ListSecretsInput{MaxResults: awssdk.Int32(1)})
	case "ecs":
		_, err = ecs.NewFromConfig(cfg).ListClusters(ctx, &ecs.ListClustersInput{MaxResults: awssdk.Int32(1)})
	case "lambda":
		_, err = lambda.NewFromConfig(cfg).ListFunctions(ctx, &lambda.ListFunctionsInput{MaxItems: awssdk.Int32(1)})
	case "rds":
		_, err = rds.NewFromConfig(cfg).DescribeDBInstances(ctx, &rds.DescribeDBInstancesInput{MaxRecords: awssdk.Int32(20)})
	case "elasticache":
		_, err = elasticache.NewFromConfig(cfg).DescribeCacheClusters(ctx, &elasticache.DescribeCacheClustersInput{MaxRecords: awssdk.Int32(20)})
	case "sqs":
		_, err = sqs.NewFromConfig(cfg).ListQueues(ctx, &sqs.ListQueuesInput{MaxResults: awssdk.Int32(1)})
	case "s3":
		client := s3.NewFromConfig(cfg, func(o *s3.Options) { o.UsePathStyle = c.settings.Endpoint != "" })
		_, err = client.ListBuckets(ctx, &s3.ListBucketsInput{MaxBuckets: awssdk.Int32(1)})
	case "iam": // the resources that use a role name it
		if _, err = lambda.NewFromConfig(cfg).ListFunctions(ctx, &lambda.ListFunctionsInput{MaxItems: awssdk.Int32(1)}); err == nil {
			_, err = ecs.NewFromConfig(cfg).ListClusters(ctx, &ecs.ListClustersInput{MaxResults: awssdk.Int32(1)})
		}
	case "appconfig":
		_, err = appconfig.NewFromConfig(cfg).ListApplications(ctx, &appconfig.ListApplicationsInput{MaxResults: awssdk.Int32(1)})
	default: // a reader without a check is a bug
		err = fmt.Errorf("there is no check of %s", service)
	}
	return err
}
