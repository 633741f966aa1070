package aws

import (
	"context"

	awssdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/elasticache"
	"github.com/aws/aws-sdk-go-v2/service/rds"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	sqstypes "github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"github.com/envparity/envparity/snapshot"
)

// readDatabases reads RDS instances and clusters, and the parameters a person has set in their groups.
func readDatabases(ctx context.Context, s *session) error {
	client := rds.NewFromConfig(s.cfg)
	groups := map[string]bool{}
	pages := rds.NewDescribeDBInstancesPaginator(client, &rds.DescribeDBInstancesInput{})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return err
		}
		for _, db := range page.DBInstances {
			name := awssdk.ToString(db.DBInstanceIdentifier)
			if !s.wanted(name) {
				continue
			}
			for _, g := range db.DBParameterGroups {
				groups[awssdk.ToString(g.DBParameterGroupName)] = true
			}
			labels := map[string]string{}
			for _, t := range db.TagList {
				labels[awssdk.ToString(t.Key)] = awssdk.ToString(t.Value)
			}
			s.add("rds-instance", name, awssdk.ToString(db.DBInstanceArn), snapshot.Data, labels, db)
		}
	}
	clusters := rds.NewDescribeDBClustersPaginator(client, &rds.DescribeDBClustersInput{})
	for clusters.HasMorePages() {
		page, err := clusters.NextPage(ctx)
		if err != nil {
			s.gap("rds-cluster", "", err)
			s.out.tell(explain("rds clusters in "+s.cfg.Region, err), false)
			break
		}
		for _, c := range page.DBClusters {
			if name := awssdk.ToString(c.DBClusterIdentifier); s.wanted(name) {
				s.add("rds-cluster", name, awssdk.ToString(c.DBClusterArn), snapshot.Data, nil, c)
			}
		}
	}
	for g := range groups {
		if err := s.parameterGroup(ctx, client, g); err != nil {
			s.gap("rds-parameter-group", g, err)
		}
	}
	return nil
}

// parameterGroup reads what differs from the engine's defaults: thousands of parameters, of which a person set a few.
func (s *session) parameterGroup(ctx context.Context, client *rds.Client, group string) error {
	root := snapshot.Node{Kind: snapshot.Map}
	pages := rds.NewDescribeDBParametersPaginator(client, &rds.DescribeDBParametersInput{
		DBParameterGroupName: awssdk.String(group), Source: awssdk.String("user"),
	})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return err
		}
		for _, p := range page.Parameters {
			if p.ParameterValue != nil {
				put(&root, text(awssdk.ToString(p.ParameterName), *p.ParameterValue))
			}
		}
	}
	s.addNode("rds-parameter-group", group, "rds parameter group "+group, snapshot.Data, nil, root)
	return nil
}

// readCaches reads ElastiCache replication groups, and the engine version of the nodes in them.
func readCaches(ctx context.Context, s *session) error {
	client := elasticache.NewFromConfig(s.cfg)
	versions := map[string]string{}
	nodes := elasticache.NewDescribeCacheClustersPaginator(client, &elasticache.DescribeCacheClustersInput{})
	for nodes.HasMorePages() {
		page, err := nodes.NextPage(ctx)
		if err != nil {
			return err
		}
		for _, c := range page.CacheClusters {
			group := awssdk.ToString(c.ReplicationGroupId)
			if group != "" {
				versions[group] = awssdk.ToString(c.EngineVersion)
				continue
			}
			if name := awssdk.ToString(c.CacheClusterId); s.wanted(name) {
				s.add("elasticache-group", name, awssdk.ToString(c.ARN), snapshot.Data, nil, c)
			}
		}
	}
	groups := elasticache.NewDescribeReplicationGroupsPaginator(client, &elasticache.DescribeReplicationGroupsInput{})
	for groups.HasMorePages() {
		page, err := groups.NextPage(ctx)
		if err != nil {
			return err
		}
		for _, g := range page.ReplicationGroups {
			name := awssdk.ToString(g.ReplicationGroupId)
			if !s.wanted(name) {
				continue
			}
			root, err := toNode(s.service, g)
			if err != nil {
				return err
			}
			if v := versions[name]; v != "" {
				put(&root, text("EngineVersion", v))
			}
			s.addNode("elasticache-group", name, awssdk.ToString(g.ARN), snapshot.Data, nil, root)
		}
	}
	return nil
}

// readQueues reads SQS queues' settings. The service gives every attribute as a string.
func readQueues(ctx context.Context, s *session) error {
	client := sqs.NewFromConfig(s.cfg)
	in := &sqs.ListQueuesInput{MaxResults: awssdk.Int32(1000)}
	if s.settings.NamePrefix != "" {
		in.QueueNamePrefix = awssdk.String(s.settings.NamePrefix)
	}
	pages := sqs.NewListQueuesPaginator(client, in)
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return err
		}
		for _, url := range page.QueueUrls {
			out, err := client.GetQueueAttributes(ctx, &sqs.GetQueueAttributesInput{
				QueueUrl: awssdk.String(url), AttributeNames: []sqstypes.QueueAttributeName{sqstypes.QueueAttributeNameAll},
			})
			if err != nil {
				s.gap("sqs-queue", last(url), err)
				continue
			}
			s.add("sqs-queue", last(url), out.Attributes["QueueArn"], snapshot.Infrastructure, nil, out.Attributes)
		}
	}
	return nil
}
