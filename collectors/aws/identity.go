package aws

import (
	"context"
	"fmt"
	"net/url"
	"slices"

	awssdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/appconfig"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/lambda"

	"github.com/envparity/envparity/collectors/awsapi"
	"github.com/envparity/envparity/snapshot"
)

// readRoles reads the IAM roles that ECS tasks and Lambda functions run as, with their policies.
func readRoles(ctx context.Context, s *session) error {
	client := iam.NewFromConfig(s.cfg)
	for _, name := range s.usedRoles(ctx) {
		if err := s.role(ctx, client, name); err != nil {
			s.gap(err, name, kindRole)
		}
	}
	return nil
}

// usedRoles collects role names from the workloads of every region, because IAM has no regions. If a workload API cannot be read, it reports the
// roles as unknown.
func (s *session) usedRoles(ctx context.Context) []string {
	var names []string
	for _, region := range s.regions {
		cfg := s.cfg.Copy()
		cfg.Region = region
		names = append(names, s.functionRoles(ctx, lambda.NewFromConfig(cfg))...)
		names = append(names, s.taskRoles(ctx, ecs.NewFromConfig(cfg))...)
	}
	slices.Sort(names)
	names = slices.Compact(names)
	return slices.DeleteFunc(names, func(n string) bool { return n == "" })
}

func (s *session) functionRoles(ctx context.Context, client *lambda.Client) []string {
	var names []string
	for page, err := range awsapi.Pages(ctx, client.ListFunctions, &lambda.ListFunctionsInput{}, nextListFunctions) {
		if err != nil {
			s.gap(fmt.Errorf("roles of Lambda functions: %w", err), "", kindRole)
			break
		}
		for i := range page.Functions {
			if f := &page.Functions[i]; s.wanted(awssdk.ToString(f.FunctionName)) {
				names = append(names, last(awssdk.ToString(f.Role)))
			}
		}
	}
	return names
}

func (s *session) taskRoles(ctx context.Context, client *ecs.Client) []string {
	var names []string
	for page, err := range awsapi.Pages(ctx, client.ListClusters, &ecs.ListClustersInput{}, nextListClusters) {
		if err != nil {
			s.gap(fmt.Errorf("roles of ECS services: %w", err), "", kindRole)
			break
		}
		for _, cluster := range page.ClusterArns {
			more, err := s.clusterRoles(ctx, client, cluster)
			if err != nil {
				s.gap(fmt.Errorf("roles of ECS cluster %s: %w", last(cluster), err), "", kindRole)
			}
			names = append(names, more...)
		}
	}
	return names
}

func (s *session) clusterRoles(ctx context.Context, client *ecs.Client, cluster string) ([]string, error) {
	var names []string
	for page, err := range awsapi.Pages(ctx, client.ListServices, &ecs.ListServicesInput{Cluster: awssdk.String(cluster), MaxResults: awssdk.Int32(describeAtOnce)}, nextListServices) {
		if err != nil {
			return names, err
		}
		if len(page.ServiceArns) == 0 {
			continue
		}
		out, err := client.DescribeServices(ctx, &ecs.DescribeServicesInput{Cluster: awssdk.String(cluster), Services: page.ServiceArns})
		if err != nil {
			return names, err
		}
		for _, service := range out.Services {
			if !s.wanted(awssdk.ToString(service.ServiceName)) {
				continue
			}
			td, err := client.DescribeTaskDefinition(ctx, &ecs.DescribeTaskDefinitionInput{TaskDefinition: service.TaskDefinition})
			if err != nil {
				return names, err
			}
			names = append(names, last(awssdk.ToString(td.TaskDefinition.TaskRoleArn)), last(awssdk.ToString(td.TaskDefinition.ExecutionRoleArn)))
		}
	}
	return names, nil
}

func (s *session) role(ctx context.Context, client *iam.Client, name string) error {
	out, err := client.GetRole(ctx, &iam.GetRoleInput{RoleName: awssdk.String(name)})
	if err != nil {
		return err
	}
	out.Role.AssumeRolePolicyDocument = unescape(out.Role.AssumeRolePolicyDocument)
	root, err := s.shaped(kindRole, out.Role)
	if err != nil {
		return err
	}
	attached := snapshot.Node{Key: "managed_policy_arns", Kind: snapshot.List, Flags: snapshot.FlagSet}
	for page, err := range awsapi.Pages(ctx, client.ListAttachedRolePolicies, &iam.ListAttachedRolePoliciesInput{RoleName: awssdk.String(name)}, nextListAttachedRolePolicies) {
		if err != nil {
			return err
		}
		for _, p := range page.AttachedPolicies {
			attached.Children = append(attached.Children, text("", awssdk.ToString(p.PolicyArn)))
		}
	}
	put(&root, attached)
	inline := snapshot.Node{Key: "inline_policy", Kind: snapshot.List, Flags: snapshot.FlagSet}
	for page, err := range awsapi.Pages(ctx, client.ListRolePolicies, &iam.ListRolePoliciesInput{RoleName: awssdk.String(name)}, nextListRolePolicies) {
		if err != nil {
			return err
		}
		for _, p := range page.PolicyNames {
			doc, err := client.GetRolePolicy(ctx, &iam.GetRolePolicyInput{RoleName: awssdk.String(name), PolicyName: awssdk.String(p)})
			if err != nil {
				return err
			}
			inline.Children = append(inline.Children, snapshot.Node{Kind: snapshot.Map, Children: []snapshot.Node{
				text("name", p), text("policy", awssdk.ToString(unescape(doc.PolicyDocument))),
			}})
		}
	}
	put(&root, inline)
	s.addNode(kindRole, name, awssdk.ToString(out.Role.Arn), snapshot.Infrastructure, root)
	return nil
}

// unescape undoes the percent encoding IAM puts around policy documents.
func unescape(doc *string) *string {
	if doc == nil {
		return nil
	}
	if plain, err := url.QueryUnescape(*doc); err == nil {
		return &plain
	}
	return doc
}

// readAppConfig reads applications with their environments and profiles. The flags themselves are the featureflags collector's.
func readAppConfig(ctx context.Context, s *session) error {
	client := appconfig.NewFromConfig(s.cfg)
	for page, err := range awsapi.Pages(ctx, client.ListApplications, &appconfig.ListApplicationsInput{}, awsapi.NextApplications) {
		if err != nil {
			return err
		}
		for _, app := range page.Items {
			name := awssdk.ToString(app.Name)
			if !s.wanted(name) {
				continue
			}
			if err := s.application(ctx, client, app.Id, name, awssdk.ToString(app.Description)); err != nil {
				s.gap(err, name, kindApplication)
			}
		}
	}
	return nil
}

func (s *session) application(ctx context.Context, client *appconfig.Client, id *string, name, description string) error {
	root := snapshot.Node{Kind: snapshot.Map, Children: []snapshot.Node{text("description", description), text("name", name)}}
	envs, profiles := snapshot.Node{Key: "environments", Kind: snapshot.Map}, snapshot.Node{Key: "profiles", Kind: snapshot.Map}
	for page, err := range awsapi.Pages(ctx, client.ListEnvironments, &appconfig.ListEnvironmentsInput{ApplicationId: id}, awsapi.NextEnvironments) {
		if err != nil {
			return err
		}
		for _, e := range page.Items {
			put(&envs, text(awssdk.ToString(e.Name), awssdk.ToString(e.Description)))
		}
	}
	for page, err := range awsapi.Pages(ctx, client.ListConfigurationProfiles, &appconfig.ListConfigurationProfilesInput{ApplicationId: id}, awsapi.NextProfiles) {
		if err != nil {
			return err
		}
		for _, p := range page.Items {
			put(&profiles, text(awssdk.ToString(p.Name), awssdk.ToString(p.Type)))
		}
	}
	put(&root, envs)
	put(&root, profiles)
	s.addNode(kindApplication, name, "appconfig/"+awssdk.ToString(id), snapshot.Configuration, root)
	return nil
}
