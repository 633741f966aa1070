package aws

import (
	"context"
	"strings"

	awssdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	ecstypes "github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/aws/aws-sdk-go-v2/service/lambda"

	"github.com/envparity/envparity/snapshot"
)

// describeAtOnce is the number of services one DescribeServices call takes.
const describeAtOnce = 10

// readECS reads every service with the task definition it runs, and the environment variables of each container.
func readECS(ctx context.Context, s *session) error {
	client := ecs.NewFromConfig(s.cfg)
	clusters := ecs.NewListClustersPaginator(client, &ecs.ListClustersInput{})
	for clusters.HasMorePages() {
		page, err := clusters.NextPage(ctx)
		if err != nil {
			return err
		}
		for _, cluster := range page.ClusterArns {
			if err := s.ecsCluster(ctx, client, cluster); err != nil {
				s.gap("ecs-service", "", err)
				s.out.tell(explain("cluster "+last(cluster), err), false)
			}
		}
	}
	return nil
}

func (s *session) ecsCluster(ctx context.Context, client *ecs.Client, cluster string) error {
	var arns []string
	pages := ecs.NewListServicesPaginator(client, &ecs.ListServicesInput{Cluster: awssdk.String(cluster)})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
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
		for _, service := range out.Services {
			if s.wanted(awssdk.ToString(service.ServiceName)) {
				s.ecsService(ctx, client, service)
			}
		}
		arns = arns[n:]
	}
	return nil
}

func (s *session) ecsService(ctx context.Context, client *ecs.Client, service ecstypes.Service) {
	name := awssdk.ToString(service.ServiceName)
	labels := map[string]string{}
	for _, t := range service.Tags {
		labels[awssdk.ToString(t.Key)] = awssdk.ToString(t.Value)
	}
	definition := awssdk.ToString(service.TaskDefinition)
	service.TaskDefinition = nil // names a revision; the definition itself follows
	s.add("ecs-service", name, awssdk.ToString(service.ServiceArn), snapshot.Infrastructure, labels, service)
	out, err := client.DescribeTaskDefinition(ctx, &ecs.DescribeTaskDefinitionInput{TaskDefinition: awssdk.String(definition)})
	if err != nil {
		s.gap("ecs-task-definition", name, err)
		s.gap("environment", name, err)
		return
	}
	td := out.TaskDefinition
	for i := range td.ContainerDefinitions {
		c := &td.ContainerDefinitions[i]
		vars := map[string]string{}
		for _, kv := range c.Environment {
			vars[awssdk.ToString(kv.Name)] = awssdk.ToString(kv.Value)
		}
		unknown := map[string]string{}
		for _, ref := range c.Secrets {
			unknown[awssdk.ToString(ref.Name)] = awssdk.ToString(ref.ValueFrom)
		}
		s.environment(name, awssdk.ToString(c.Name), awssdk.ToString(td.TaskDefinitionArn), vars, unknown)
		c.Environment = nil // told once, as the service's environment
	}
	s.add("ecs-task-definition", name, awssdk.ToString(td.TaskDefinitionArn), snapshot.Infrastructure, labels, td)
}

// environment adds the variables of one service under the kind all carriers of variables share. References to secrets
// are kept as references.
func (s *session) environment(service, container, arn string, vars, refs map[string]string) {
	if len(vars)+len(refs) == 0 {
		return
	}
	root := snapshot.Node{Kind: snapshot.Map}
	for k, v := range vars {
		root.Children = append(root.Children, text(k, v))
	}
	for k, ref := range refs {
		if _, ok := vars[k]; !ok {
			root.Children = append(root.Children, text(k, ref))
		}
	}
	sortByKey(&root)
	name := service
	if container != "" && container != service {
		name += "/" + container
	}
	s.addNode("environment", name, arn, snapshot.Configuration, nil, root)
}

// readFunctions reads Lambda functions and their variables.
func readFunctions(ctx context.Context, s *session) error {
	pages := lambda.NewListFunctionsPaginator(lambda.NewFromConfig(s.cfg), &lambda.ListFunctionsInput{})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return err
		}
		for _, f := range page.Functions {
			name := awssdk.ToString(f.FunctionName)
			if !s.wanted(name) {
				continue
			}
			if f.Environment != nil {
				s.environment(name, "", awssdk.ToString(f.FunctionArn), f.Environment.Variables, nil)
				f.Environment = nil
			}
			s.add("lambda-function", name, awssdk.ToString(f.FunctionArn), snapshot.Infrastructure, nil, f)
		}
	}
	return nil
}

// last returns what follows the last slash of an ARN.
func last(arn string) string { return arn[strings.LastIndexByte(arn, '/')+1:] }
