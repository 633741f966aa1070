package aws

import (
	"context"
	"errors"
	"fmt"
	"strings"

	awssdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	ecstypes "github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	lambdatypes "github.com/aws/aws-sdk-go-v2/service/lambda/types"

	"github.com/envparity/envparity/collectors/awsapi"
	"github.com/envparity/envparity/snapshot"
)

// describeAtOnce is the number of services one DescribeServices call takes.
const describeAtOnce = 10

// readECS reads every service with the task definition it runs, and the environment variables of each container.
func readECS(ctx context.Context, s *session) error {
	client := ecs.NewFromConfig(s.cfg)
	for page, err := range awsapi.Pages(ctx, client.ListClusters, &ecs.ListClustersInput{}, nextListClusters) {
		if err != nil {
			return err
		}
		for _, cluster := range page.ClusterArns {
			if err := s.ecsCluster(ctx, client, cluster); err != nil {
				s.gap(fmt.Errorf("cluster %s: %w", last(cluster), err), "", kindsOf("ecs")...)
			}
		}
	}
	return nil
}

func (s *session) ecsCluster(ctx context.Context, client *ecs.Client, cluster string) error {
	var arns []string
	for page, err := range awsapi.Pages(ctx, client.ListServices, &ecs.ListServicesInput{Cluster: awssdk.String(cluster)}, nextListServices) {
		if err != nil {
			return err
		}
		arns = append(arns, page.ServiceArns...)
	}
	for len(arns) > 0 {
		n := min(describeAtOnce, len(arns))
		out, err := client.DescribeServices(ctx, &ecs.DescribeServicesInput{
			Cluster: awssdk.String(cluster), Services: arns[:n], Include: []ecstypes.ServiceField{ecstypes.ServiceFieldTags},
		})
		if err != nil {
			return err
		}
		for i := range out.Services {
			if s.wanted(awssdk.ToString(out.Services[i].ServiceName)) {
				s.ecsService(ctx, client, &out.Services[i])
			}
		}
		for _, f := range out.Failures {
			s.gap(fmt.Errorf("%s was listed and not described: %s", last(awssdk.ToString(f.Arn)), awssdk.ToString(f.Reason)), last(awssdk.ToString(f.Arn)), kindsOf("ecs")...)
		}
		arns = arns[n:]
	}
	return nil
}

func (s *session) ecsService(ctx context.Context, client *ecs.Client, service *ecstypes.Service) {
	name := awssdk.ToString(service.ServiceName)
	s.add(kindService, name, awssdk.ToString(service.ServiceArn), snapshot.Infrastructure, service)
	out, err := client.DescribeTaskDefinition(ctx, &ecs.DescribeTaskDefinitionInput{
		TaskDefinition: service.TaskDefinition, Include: []ecstypes.TaskDefinitionField{ecstypes.TaskDefinitionFieldTags},
	})
	if err != nil {
		s.gap(err, name, kindTask, snapshot.KindEnvironment)
		return
	}
	td := out.TaskDefinition
	arn := awssdk.ToString(td.TaskDefinitionArn)
	for i := range td.ContainerDefinitions {
		c := &td.ContainerDefinitions[i]
		vars := make([]snapshot.Node, 0, len(c.Environment)+len(c.Secrets))
		for _, kv := range c.Environment {
			vars = append(vars, text(awssdk.ToString(kv.Name), awssdk.ToString(kv.Value)))
		}
		for _, ref := range c.Secrets {
			vars = append(vars, s.referred(ctx, awssdk.ToString(ref.Name), awssdk.ToString(ref.ValueFrom)))
		}
		carrier := snapshot.ServiceName(name, awssdk.ToString(c.Name), len(td.ContainerDefinitions))
		if len(c.EnvironmentFiles) > 0 {
			s.gap(errors.New("variables from an environment file in S3 are not read"), s.serviceName(carrier), snapshot.KindEnvironment)
		}
		s.environment(carrier, arn, vars)
		c.Environment = nil // reported once, as the service's environment
	}
	root, err := s.shaped(kindTask, td)
	if err != nil {
		s.gap(err, name, kindTask)
		return
	}
	if len(out.Tags) > 0 {
		m := snapshot.Node{Key: "tags", Kind: snapshot.Map}
		for _, t := range out.Tags {
			put(&m, text(awssdk.ToString(t.Key), awssdk.ToString(t.Value)))
		}
		put(&root, m)
	}
	s.addNode(kindTask, name, arn, snapshot.Infrastructure, root)
}

// environment adds the variables of one service, with the kind and name that all collectors use for variables.
func (s *session) environment(service, arn string, vars []snapshot.Node) {
	if len(vars) == 0 {
		return
	}
	root := snapshot.Node{Kind: snapshot.Map}
	for _, v := range vars {
		put(&root, v)
	}
	s.addNode(snapshot.KindEnvironment, s.serviceName(service), arn, snapshot.Configuration, root)
}

// serviceName removes the config's prefix, so that shop-prod-orders matches the orders of a compose file.
func (s *session) serviceName(name string) string {
	if short := strings.TrimPrefix(name, s.settings.NamePrefix); short != "" {
		return short
	}
	return name
}

// readFunctions reads Lambda functions, their variables and their tags.
func readFunctions(ctx context.Context, s *session) error {
	client := lambda.NewFromConfig(s.cfg)
	for page, err := range awsapi.Pages(ctx, client.ListFunctions, &lambda.ListFunctionsInput{}, nextListFunctions) {
		if err != nil {
			return err
		}
		for i := range page.Functions {
			if s.wanted(awssdk.ToString(page.Functions[i].FunctionName)) {
				s.function(ctx, client, &page.Functions[i])
			}
		}
	}
	return nil
}

func (s *session) function(ctx context.Context, client *lambda.Client, f *lambdatypes.FunctionConfiguration) {
	name, arn := awssdk.ToString(f.FunctionName), awssdk.ToString(f.FunctionArn)
	if e := f.Environment; e != nil {
		if e.Error != nil {
			s.gap(fmt.Errorf("its variables cannot be decrypted: %s", awssdk.ToString(e.Error.ErrorCode)), s.serviceName(name), snapshot.KindEnvironment)
		}
		var vars []snapshot.Node
		for k, v := range e.Variables {
			vars = append(vars, text(k, v))
		}
		s.environment(name, arn, vars)
	}
	root, err := s.shaped(kindFunction, f)
	if err != nil {
		s.gap(err, name, kindFunction)
		return
	}
	s.tagged(&root, kindFunction+" "+name, func() (map[string]string, error) {
		out, err := client.ListTags(ctx, &lambda.ListTagsInput{Resource: f.FunctionArn})
		if err != nil {
			return nil, err
		}
		return out.Tags, nil
	})
	s.addNode(kindFunction, name, arn, snapshot.Infrastructure, root)
}

// last returns the part after the last slash of an ARN.
func last(arn string) string { return arn[strings.LastIndexByte(arn, '/')+1:] }
