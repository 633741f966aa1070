package featureflags

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	awssdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/appconfig"
	"github.com/aws/aws-sdk-go-v2/service/appconfig/types"

	"github.com/envparity/envparity/collectors"
	"github.com/envparity/envparity/collectors/awsapi"
	"github.com/envparity/envparity/collectors/parse"
	"github.com/envparity/envparity/snapshot"
)

// flagsProfile is the type of a profile that holds feature flags; any other is free-form.
const flagsProfile = "AWS.AppConfig.FeatureFlags"

// appConfig reads what AWS AppConfig has deployed to an environment: of each profile the version of its last complete deployment. It uses the
// control plane's lists and gets. The data plane's GetLatestConfiguration would need a session, which AWS bills like a client's.
type appConfig struct {
	application string // name or id
	environment string
	profiles    []string // names; empty for all
	settings    awsapi.Settings
}

// appConfigReads lists the operations that this source may send.
func appConfigReads() awsapi.Operations {
	return awsapi.Operations{"AppConfig": {
		"ListApplications", "ListEnvironments", "ListConfigurationProfiles", "ListDeployments", "GetHostedConfigurationVersion",
	}}
}

// Source implements collectors.Collector.
func (c *appConfig) Source() string { return "AppConfig " + c.application + "/" + c.environment }

// Collect implements collectors.Collector.
func (c *appConfig) Collect(ctx context.Context, in collectors.Input) ([]snapshot.Resource, snapshot.Outcome) {
	var problems collectors.Problems
	cfg, err := awsapi.Load(ctx, c.settings, appConfigReads())
	if err != nil {
		problems.Fail("%s", awsapi.Explain("load the AWS configuration", err))
		return nil, problems.Outcome(0)
	}
	r := &deployed{appConfig: c, client: appconfig.NewFromConfig(cfg), problems: &problems, in: in}
	if err := r.read(ctx); err != nil {
		problems.Fail("%s", awsapi.Explain(c.Source(), err))
	}
	return r.out, problems.Outcome(len(r.out))
}

// deployed is one collection.
type deployed struct {
	*appConfig
	client   *appconfig.Client
	problems *collectors.Problems
	in       collectors.Input
	out      []snapshot.Resource
}

func (r *deployed) read(ctx context.Context) error {
	app, err := r.applicationID(ctx)
	if err != nil {
		return err
	}
	env, err := r.environmentID(ctx, app)
	if err != nil {
		return err
	}
	if app == "" || env == "" {
		return nil // reported already
	}
	versions, err := r.versions(ctx, app, env)
	if err != nil {
		return err
	}
	profiles, err := r.listProfiles(ctx, app)
	if err != nil {
		return err
	}
	for i := range profiles {
		r.in.Progress(i, len(profiles), awssdk.ToString(profiles[i].Name))
		r.profile(ctx, app, &profiles[i], versions)
	}
	return nil
}

func (r *deployed) applicationID(ctx context.Context) (string, error) {
	for page, err := range awsapi.Pages(ctx, r.client.ListApplications, &appconfig.ListApplicationsInput{}, awsapi.NextApplications) {
		if err != nil {
			return "", err
		}
		for _, a := range page.Items {
			if awssdk.ToString(a.Name) == r.application || awssdk.ToString(a.Id) == r.application {
				return awssdk.ToString(a.Id), nil
			}
		}
	}
	r.problems.Fail("AppConfig has no application %q in %s", r.application, r.client.Options().Region)
	return "", nil
}

func (r *deployed) environmentID(ctx context.Context, app string) (string, error) {
	if app == "" {
		return "", nil
	}
	for page, err := range awsapi.Pages(ctx, r.client.ListEnvironments, &appconfig.ListEnvironmentsInput{ApplicationId: awssdk.String(app)}, awsapi.NextEnvironments) {
		if err != nil {
			return "", err
		}
		for _, e := range page.Items {
			if awssdk.ToString(e.Name) == r.environment || awssdk.ToString(e.Id) == r.environment {
				return awssdk.ToString(e.Id), nil
			}
		}
	}
	r.problems.Fail("AppConfig's application %q has no environment %q", r.application, r.environment)
	return "", nil
}

// versions returns, by the profile's name, the version of the last deployment.
func (r *deployed) versions(ctx context.Context, app, env string) (map[string]string, error) {
	found := map[string]string{}
	var all []types.DeploymentSummary
	for page, err := range awsapi.Pages(ctx, r.client.ListDeployments, &appconfig.ListDeploymentsInput{ApplicationId: awssdk.String(app), EnvironmentId: awssdk.String(env)}, nextListDeployments) {
		if err != nil {
			return nil, err
		}
		all = append(all, page.Items...)
	}
	slices.SortFunc(all, func(a, b types.DeploymentSummary) int { return int(b.DeploymentNumber - a.DeploymentNumber) })
	for i := range all {
		name := awssdk.ToString(all[i].ConfigurationName)
		switch all[i].State {
		case types.DeploymentStateComplete:
			if found[name] == "" {
				found[name] = awssdk.ToString(all[i].ConfigurationVersion)
			}
		case types.DeploymentStateDeploying, types.DeploymentStateBaking, types.DeploymentStateRollingBack, types.DeploymentStateValidating:
			if found[name] == "" {
				r.problems.Note("%s: profile %q is being deployed; what was complete before is compared", r.Source(), name)
			}
		}
	}
	return found, nil
}

func (r *deployed) listProfiles(ctx context.Context, app string) ([]types.ConfigurationProfileSummary, error) {
	var out []types.ConfigurationProfileSummary
	there := map[string]bool{}
	for page, err := range awsapi.Pages(ctx, r.client.ListConfigurationProfiles, &appconfig.ListConfigurationProfilesInput{ApplicationId: awssdk.String(app)}, awsapi.NextProfiles) {
		if err != nil {
			return nil, err
		}
		for i := range page.Items {
			name := awssdk.ToString(page.Items[i].Name)
			there[name] = true
			if len(r.profiles) == 0 || slices.Contains(r.profiles, name) {
				out = append(out, page.Items[i])
			}
		}
	}
	for _, name := range r.profiles {
		if !there[name] {
			r.problems.Gap(snapshot.Gap{Kind: "flag", Why: fmt.Sprintf("AppConfig's application %q has no profile %q", r.application, name)})
		}
	}
	return out, nil
}

// profile reads the deployed version of one profile. A profile that was never deployed here has no flags here.
func (r *deployed) profile(ctx context.Context, app string, p *types.ConfigurationProfileSummary, versions map[string]string) {
	name := awssdk.ToString(p.Name)
	version, ok := versions[name]
	if !ok {
		r.problems.Note("%s: profile %q was never deployed", r.Source(), name)
		return
	}
	lost := func(format string, args ...any) {
		r.problems.Gap(snapshot.Gap{Kind: "flag", Why: fmt.Sprintf("profile %q of %s was not read: %s", name, r.Source(), fmt.Sprintf(format, args...))})
	}
	number, err := strconv.ParseInt(version, 10, 32)
	if awssdk.ToString(p.LocationUri) != "hosted" || err != nil {
		where, _, _ := strings.Cut(awssdk.ToString(p.LocationUri), ":")
		lost("it is kept in %s and not in AppConfig; read it from there", where)
		return
	}
	out, err := r.client.GetHostedConfigurationVersion(ctx, &appconfig.GetHostedConfigurationVersionInput{
		ApplicationId: awssdk.String(app), ConfigurationProfileId: p.Id, VersionNumber: awssdk.Int32(int32(number)),
	})
	if err != nil {
		lost("%s", awsapi.Explain("version "+version, err))
		return
	}
	if int64(out.VersionNumber) != number { // a proxy may have answered: its page is no configuration
		lost("the answer is not version %s", version)
		return
	}
	doc, why := document(out.Content)
	if why != "" {
		lost("version %s %s", version, why)
		return
	}
	src := snapshot.Source{Address: r.Source() + "/" + name + " version " + version}
	switch {
	case awssdk.ToString(p.Type) == flagsProfile:
		flags, why := appConfigFlags(doc, src)
		if why != "" {
			lost("version %s %s", version, why)
		}
		r.out = append(r.out, flags...)
	default:
		r.out = append(r.out, resource(name, src, *doc))
	}
}

// document parses a free-form configuration: JSON, YAML, or text, which is kept as one value.
func document(content []byte) (doc *snapshot.Node, why string) {
	got := parse.JSON(content)
	if len(got.Docs) == 1 && !got.Lost() && got.Docs[0].Root.Kind == snapshot.Map {
		doc = &got.Docs[0].Root
	} else if got = parse.YAML(content); len(got.Docs) == 1 && !got.Lost() && got.Docs[0].Root.Kind == snapshot.Map {
		doc = &got.Docs[0].Root
	} else if trimmed := strings.TrimSpace(string(content)); strings.HasPrefix(trimmed, "{") {
		return nil, "is damaged JSON"
	} else {
		doc = &snapshot.Node{Kind: snapshot.Map, Children: []snapshot.Node{str("text", strings.ToValidUTF8(string(content), "\uFFFD"))}}
	}
	unline(doc)
	return doc, ""
}

// appConfigFlags makes a resource of each flag in a document of the feature-flag schema (version 1): its definition is under "flags", its value
// under "values".
func appConfigFlags(doc *snapshot.Node, src snapshot.Source) (out []snapshot.Resource, why string) {
	flags := doc.Child("flags")
	if flags == nil || flags.Kind != snapshot.Map {
		return nil, "has no map of flags"
	}
	values := doc.Child("values")
	for i := range flags.Children {
		f := &flags.Children[i]
		root := pick(f, "_deprecation", "description")
		set := values.Child(f.Key)
		if set == nil {
			put(&root, snapshot.Node{Key: "state", Kind: snapshot.Unknown, Text: "the document sets no value for it"})
			out = append(out, resource(f.Key, src, root))
			continue
		}
		put(&root, state(set.Child("enabled")))
		attributes := snapshot.Node{Key: "attributes", Kind: snapshot.Map}
		for _, c := range set.Children {
			if !strings.HasPrefix(c.Key, "_") && c.Key != "enabled" {
				put(&attributes, c)
			}
		}
		if len(attributes.Children) > 0 {
			put(&root, attributes)
		}
		if v := set.Child("_variants"); v != nil { // the first one whose rule holds is served, so their order matters
			variants := *v
			variants.Key = "variants"
			put(&root, variants)
			if set.Child("enabled") == nil {
				put(&root, snapshot.Node{Key: "state", Kind: snapshot.String, Text: enabled})
			}
		}
		out = append(out, resource(f.Key, src, root))
	}
	return out, ""
}

// nextListDeployments is where the list keeps the token of the next page, see awsapi.Pages.
func nextListDeployments(in *appconfig.ListDeploymentsInput, page *appconfig.ListDeploymentsOutput) (**string, *string) {
	return &in.NextToken, page.NextToken
}
