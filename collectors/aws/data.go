package aws

import (
	"context"

	awssdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/rds"
	rdstypes "github.com/aws/aws-sdk-go-v2/service/rds/types"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	sqstypes "github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"github.com/envparity/envparity/collectors/awsapi"
	"github.com/envparity/envparity/snapshot"
)

// readDatabases reads RDS instances and clusters, and the parameters a person has set in their groups.
func readDatabases(ctx context.Context, s *session) error {
	client := rds.NewFromConfig(s.cfg)
	groups := map[string]bool{}
	for page, err := range awsapi.Pages(ctx, client.DescribeDBInstances, &rds.DescribeDBInstancesInput{}, nextDescribeDBInstances) {
		if err != nil {
			return err
		}
		for i := range page.DBInstances {
			db := &page.DBInstances[i]
			if name := awssdk.ToString(db.DBInstanceIdentifier); s.wanted(name) {
				for _, g := range db.DBParameterGroups {
					groups[awssdk.ToString(g.DBParameterGroupName)] = true
				}
				s.add(kindInstance, name, awssdk.ToString(db.DBInstanceArn), snapshot.Data, db)
			}
		}
	}
	for g := range groups {
		if err := s.parameterGroup(ctx, client, g); err != nil {
			s.gap(err, g, kindParameterGroup)
		}
	}
	if err := s.clusters(ctx, client); err != nil {
		s.gap(err, "", kindCluster, kindClusterParameterGroup)
	}
	return nil
}

func (s *session) clusters(ctx context.Context, client *rds.Client) error {
	groups := map[string]bool{}
	for page, err := range awsapi.Pages(ctx, client.DescribeDBClusters, &rds.DescribeDBClustersInput{}, nextDescribeDBClusters) {
		if err != nil {
			return err
		}
		for i := range page.DBClusters {
			c := &page.DBClusters[i]
			if name := awssdk.ToString(c.DBClusterIdentifier); s.wanted(name) {
				groups[awssdk.ToString(c.DBClusterParameterGroup)] = true
				s.add(kindCluster, name, awssdk.ToString(c.DBClusterArn), snapshot.Data, c)
			}
		}
	}
	delete(groups, "")
	for g := range groups {
		if err := s.clusterParameterGroup(ctx, client, g); err != nil {
			s.gap(err, g, kindClusterParameterGroup)
		}
	}
	return nil
}

// parameterGroup reads the parameters that differ from the engine's defaults: of thousands, a person sets a few.
func (s *session) parameterGroup(ctx context.Context, client *rds.Client, group string) error {
	described, err := client.DescribeDBParameterGroups(ctx, &rds.DescribeDBParameterGroupsInput{DBParameterGroupName: awssdk.String(group)})
	if err != nil {
		return err
	}
	family := ""
	if len(described.DBParameterGroups) > 0 {
		family = awssdk.ToString(described.DBParameterGroups[0].DBParameterGroupFamily)
	}
	root := parameterRoot(group, family)
	for page, err := range awsapi.Pages(ctx, client.DescribeDBParameters, &rds.DescribeDBParametersInput{
		DBParameterGroupName: awssdk.String(group), Source: awssdk.String("user"),
	}, nextDescribeDBParameters) {
		if err != nil {
			return err
		}
		addParameters(&root, page.Parameters)
	}
	s.addNode(kindParameterGroup, group, "rds parameter group "+group, snapshot.Data, root)
	return nil
}

func (s *session) clusterParameterGroup(ctx context.Context, client *rds.Client, group string) error {
	described, err := client.DescribeDBClusterParameterGroups(ctx, &rds.DescribeDBClusterParameterGroupsInput{DBClusterParameterGroupName: awssdk.String(group)})
	if err != nil {
		return err
	}
	family := ""
	if len(described.DBClusterParameterGroups) > 0 {
		family = awssdk.ToString(described.DBClusterParameterGroups[0].DBParameterGroupFamily)
	}
	root := parameterRoot(group, family)
	for page, err := range awsapi.Pages(ctx, client.DescribeDBClusterParameters, &rds.DescribeDBClusterParametersInput{
		DBClusterParameterGroupName: awssdk.String(group), Source: awssdk.String("user"),
	}, nextDescribeDBClusterParameters) {
		if err != nil {
			return err
		}
		addParameters(&root, page.Parameters)
	}
	s.addNode(kindClusterParameterGroup, group, "rds cluster parameter group "+group, snapshot.Data, root)
	return nil
}

// parameterRoot returns the root of a parameter group's resource.
func parameterRoot(name, family string) snapshot.Node {
	return snapshot.Node{Kind: snapshot.Map, Children: []snapshot.Node{
		text("family", family), text("name", name), {Key: "parameter", Kind: snapshot.List, Flags: snapshot.FlagSet},
	}}
}

func addParameters(root *snapshot.Node, list []rdstypes.Parameter) {
	for i := range list {
		if list[i].ParameterValue != nil {
			addParameter(root, awssdk.ToString(list[i].ParameterName), *list[i].ParameterValue)
		}
	}
}

func addParameter(root *snapshot.Node, name, value string) {
	into := root.Child("parameter")
	into.Children = append(into.Children, snapshot.Node{Kind: snapshot.Map, Children: []snapshot.Node{text("name", name), text("value", value)}})
}

// readQueues reads SQS queues' settings and tags.
func readQueues(ctx context.Context, s *session) error {
	client := sqs.NewFromConfig(s.cfg)
	in := &sqs.ListQueuesInput{MaxResults: awssdk.Int32(1000)}
	if s.settings.NamePrefix != "" {
		in.QueueNamePrefix = awssdk.String(s.settings.NamePrefix)
	}
	for page, err := range awsapi.Pages(ctx, client.ListQueues, in, nextListQueues) {
		if err != nil {
			return err
		}
		for _, url := range page.QueueUrls {
			if err := s.queue(ctx, client, url); err != nil {
				s.gap(err, last(url), kindQueue)
			}
		}
	}
	return nil
}

func (s *session) queue(ctx context.Context, client *sqs.Client, url string) error {
	out, err := client.GetQueueAttributes(ctx, &sqs.GetQueueAttributesInput{
		QueueUrl: awssdk.String(url), AttributeNames: []sqstypes.QueueAttributeName{sqstypes.QueueAttributeNameAll},
	})
	if err != nil {
		return err
	}
	root, err := s.shaped(kindQueue, out.Attributes)
	if err != nil {
		return err
	}
	put(&root, text("name", last(url)))
	s.tagged(&root, kindQueue+" "+last(url), func() (map[string]string, error) {
		t, err := client.ListQueueTags(ctx, &sqs.ListQueueTagsInput{QueueUrl: awssdk.String(url)})
		if err != nil {
			return nil, err
		}
		return t.Tags, nil
	})
	s.addNode(kindQueue, last(url), out.Attributes["QueueArn"], snapshot.Infrastructure, root)
	return nil
}

// tagged adds tags that need a call of their own. If that call fails, only the tags are unknown.
func (s *session) tagged(root *snapshot.Node, what string, read func() (map[string]string, error)) {
	found, err := read()
	if err != nil {
		why := awsapi.Explain("tags of "+what+" in "+s.cfg.Region, err)
		put(root, snapshot.Node{Key: "tags", Kind: snapshot.Unknown, Text: why})
		s.out.problem(why)
		return
	}
	m := snapshot.Node{Key: "tags", Kind: snapshot.Map}
	for k, v := range found {
		m.Children = append(m.Children, text(k, v))
	}
	sortByKey(&m)
	put(root, m)
}
