package aws

import (
	"context"

	awssdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/elasticache"
	"github.com/aws/aws-sdk-go-v2/service/elasticache/types"

	"github.com/envparity/envparity/collectors/awsapi"
	"github.com/envparity/envparity/snapshot"
)

// readCaches reads ElastiCache replication groups with the settings that only their nodes have (engine version, parameter group, maintenance
// window), clusters that are in no group, and the parameters that a person has set.
func readCaches(ctx context.Context, s *session) error {
	client := elasticache.NewFromConfig(s.cfg)
	members := map[string]snapshot.Node{}
	parameters := map[string]bool{}
	for page, err := range awsapi.Pages(ctx, client.DescribeCacheClusters, &elasticache.DescribeCacheClustersInput{}, nextDescribeCacheClusters) {
		if err != nil {
			return err
		}
		for i := range page.CacheClusters {
			c := &page.CacheClusters[i]
			if err := s.cache(ctx, client, c, members, parameters); err != nil {
				s.gap(err, awssdk.ToString(c.CacheClusterId), kindCache)
			}
		}
	}
	for page, err := range awsapi.Pages(ctx, client.DescribeReplicationGroups, &elasticache.DescribeReplicationGroupsInput{}, nextDescribeReplicationGroups) {
		if err != nil {
			return err
		}
		for i := range page.ReplicationGroups {
			g := &page.ReplicationGroups[i]
			if name := awssdk.ToString(g.ReplicationGroupId); s.wanted(name) {
				if err := s.replicationGroup(ctx, client, g, members[name]); err != nil {
					s.gap(err, name, kindReplicationGroup)
				}
			}
		}
	}
	delete(parameters, "")
	for name := range parameters {
		if err := s.cacheParameters(ctx, client, name); err != nil {
			s.gap(err, name, kindCacheParameterGroup)
		}
	}
	return nil
}

// cache keeps a cluster of its own, or adds a node's settings to its group.
func (s *session) cache(ctx context.Context, client *elasticache.Client, c *types.CacheCluster, members map[string]snapshot.Node, parameters map[string]bool) error {
	name, group := awssdk.ToString(c.CacheClusterId), awssdk.ToString(c.ReplicationGroupId)
	if !s.wanted(name) && !s.wanted(group) {
		return nil
	}
	if c.CacheParameterGroup != nil {
		parameters[awssdk.ToString(c.CacheParameterGroup.CacheParameterGroupName)] = true
	}
	root, err := s.shaped(kindCache, c)
	if err != nil {
		return err
	}
	if group != "" {
		members[group] = root
		return nil
	}
	s.cacheTags(ctx, client, &root, kindCache+" "+name, c.ARN)
	s.addNode(kindCache, name, awssdk.ToString(c.ARN), snapshot.Data, root)
	return nil
}

func (s *session) replicationGroup(ctx context.Context, client *elasticache.Client, g *types.ReplicationGroup, member snapshot.Node) error {
	root, err := s.shaped(kindReplicationGroup, g)
	if err != nil {
		return err
	}
	for _, key := range []string{"engine", "engine_version", "maintenance_window", "parameter_group_name", "security_group_ids", "subnet_group_name"} {
		if n := member.Child(key); n != nil {
			put(&root, *n)
		}
	}
	name := awssdk.ToString(g.ReplicationGroupId)
	s.cacheTags(ctx, client, &root, kindReplicationGroup+" "+name, g.ARN)
	s.addNode(kindReplicationGroup, name, awssdk.ToString(g.ARN), snapshot.Data, root)
	return nil
}

func (s *session) cacheTags(ctx context.Context, client *elasticache.Client, root *snapshot.Node, what string, arn *string) {
	s.tagged(root, what, func() (map[string]string, error) {
		out, err := client.ListTagsForResource(ctx, &elasticache.ListTagsForResourceInput{ResourceName: arn})
		if err != nil {
			return nil, err
		}
		found := map[string]string{}
		for _, t := range out.TagList {
			found[awssdk.ToString(t.Key)] = awssdk.ToString(t.Value)
		}
		return found, nil
	})
}

func (s *session) cacheParameters(ctx context.Context, client *elasticache.Client, group string) error {
	described, err := client.DescribeCacheParameterGroups(ctx, &elasticache.DescribeCacheParameterGroupsInput{CacheParameterGroupName: awssdk.String(group)})
	if err != nil {
		return err
	}
	family := ""
	if len(described.CacheParameterGroups) > 0 {
		family = awssdk.ToString(described.CacheParameterGroups[0].CacheParameterGroupFamily)
	}
	root := parameterRoot(group, family)
	for page, err := range awsapi.Pages(ctx, client.DescribeCacheParameters, &elasticache.DescribeCacheParametersInput{
		CacheParameterGroupName: awssdk.String(group), Source: awssdk.String("user"),
	}, nextDescribeCacheParameters) {
		if err != nil {
			return err
		}
		for i := range page.Parameters {
			if p := &page.Parameters[i]; p.ParameterValue != nil {
				addParameter(&root, awssdk.ToString(p.ParameterName), *p.ParameterValue)
			}
		}
	}
	s.addNode(kindCacheParameterGroup, group, "elasticache parameter group "+group, snapshot.Data, root)
	return nil
}
