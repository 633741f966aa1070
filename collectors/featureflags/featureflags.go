// Package featureflags reads feature flags as each environment serves them: flagd definition files, OFREP evaluations, Unleash, LaunchDarkly and
// AWS AppConfig. For every service, a flag has a state (ENABLED or DISABLED) and the settings that decide beyond it. The package only reads.
// Tokens come from the process environment and are never shown.
package featureflags

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/gohcl"

	"github.com/envparity/envparity/collectors"
	"github.com/envparity/envparity/collectors/awsapi"
	"github.com/envparity/envparity/collectors/filetree"
	"github.com/envparity/envparity/collectors/parse"
	"github.com/envparity/envparity/names"
	"github.com/envparity/envparity/snapshot"
)

// Type returns the collector type `featureflags`.
func Type() collectors.Type {
	return collectors.Type{
		Name:    "featureflags",
		Summary: "feature flags: flagd files, OFREP, Unleash, LaunchDarkly, AWS AppConfig",
		Make:    newCollector,
	}
}

// block is the body of a collect block; exactly one of flagd, ofrep, unleash, launchdarkly and appconfig is given.
type block struct {
	Flagd   hcl.Expression `hcl:"flagd,optional"`
	Exclude hcl.Expression `hcl:"exclude,optional"`
	Git     hcl.Expression `hcl:"git,optional"`

	OFREP    string         `hcl:"ofrep,optional"`    // base URL
	Contexts hcl.Expression `hcl:"contexts,optional"` // evaluation contexts by name

	Unleash      string `hcl:"unleash,optional"` // base URL
	LaunchDarkly string `hcl:"launchdarkly,optional"`

	AppConfig  string   `hcl:"appconfig,optional"` // application
	Profiles   []string `hcl:"profiles,optional"`
	Region     string   `hcl:"region,optional"`
	AWSProfile string   `hcl:"aws_profile,optional"`
	RoleARN    string   `hcl:"role_arn,optional"`
	Endpoint   string   `hcl:"endpoint,optional"`

	Project     string `hcl:"project,optional"`
	Environment string `hcl:"environment,optional"`
	TokenEnv    string `hcl:"token_env,optional"`
}

func newCollector(body hcl.Body, ectx *hcl.EvalContext) (collectors.Collector, hcl.Diagnostics) {
	var b block
	diags := gohcl.DecodeBody(body, ectx, &b)
	if diags.HasErrors() {
		return nil, diags
	}
	at := body.MissingItemRange()
	wrong := func(summary, format string, args ...any) (collectors.Collector, hcl.Diagnostics) {
		return nil, append(diags, &hcl.Diagnostic{Severity: hcl.DiagError, Subject: &at, Summary: summary, Detail: fmt.Sprintf(format, args...)})
	}
	flagd := filetree.Given(b.Flagd, ectx)
	given := 0
	for _, is := range []bool{flagd, b.OFREP != "", b.Unleash != "", b.LaunchDarkly != "", b.AppConfig != ""} {
		if is {
			given++
		}
	}
	if given != 1 {
		return wrong("One source a block", "A featureflags block names exactly one of flagd, ofrep, unleash, launchdarkly or appconfig; write a block for each.")
	}
	if flagd {
		spec, d := filetree.Decode(filetree.Attributes{Path: b.Flagd, Exclude: b.Exclude, Git: b.Git}, ectx)
		return &flagdFiles{spec: spec}, append(diags, d...)
	}
	for _, u := range []string{b.OFREP, b.Unleash, b.LaunchDarkly} {
		if u != "" && !strings.HasPrefix(u, "http://") && !strings.HasPrefix(u, "https://") {
			return wrong("Not a URL", "%q must begin with https:// (or http://).", u)
		}
	}
	switch {
	case b.AppConfig != "":
		if b.Environment == "" {
			return wrong("Which environment", "appconfig needs environment, by its name in AppConfig.")
		}
		c := &appConfig{application: b.AppConfig, environment: b.Environment, profiles: b.Profiles, settings: awsapi.Settings{Profile: b.AWSProfile, RoleARN: b.RoleARN, Endpoint: b.Endpoint}}
		if b.Region != "" {
			c.settings.Regions = []string{b.Region}
		}
		return c, diags
	case b.OFREP != "":
		contexts, d := decodeContexts(b.Contexts, ectx)
		return &ofrep{base: b.OFREP, contexts: contexts, tokenEnv: or(b.TokenEnv, "OFREP_TOKEN")}, append(diags, d...)
	case b.Unleash != "":
		if (b.Project == "") != (b.Environment == "") {
			return wrong("Half of the admin API", "With project and environment, the admin API is read; with neither, the client API, whose token decides both.")
		}
		return &unleash{base: b.Unleash, project: b.Project, environment: b.Environment, tokenEnv: or(b.TokenEnv, "UNLEASH_TOKEN")}, diags
	default:
		if b.Project == "" || b.Environment == "" {
			return wrong("Which flags", "launchdarkly needs project and environment, by their keys.")
		}
		return &launchDarkly{base: b.LaunchDarkly, project: b.Project, environment: b.Environment, tokenEnv: or(b.TokenEnv, "LAUNCHDARKLY_ACCESS_TOKEN")}, diags
	}
}

func or(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// The states, as flagd writes them. The other services' states are converted to these.
const (
	enabled  = "ENABLED"
	disabled = "DISABLED"
)

// flagdFiles reads flagd definition files.
type flagdFiles struct{ spec filetree.Spec }

// Source implements collectors.Collector.
func (c *flagdFiles) Source() string { return c.spec.String() }

// Collect implements collectors.Collector.
func (c *flagdFiles) Collect(ctx context.Context, in collectors.Input) ([]snapshot.Resource, snapshot.Outcome) {
	var problems collectors.Problems
	var out []snapshot.Resource
	files := c.spec.Find(ctx, in, &problems)
	known := 0
	for i, f := range files {
		if ctx.Err() != nil {
			problems.At(f.Path, 0, true, "not read: the collection was cut short")
			continue
		}
		in.Progress(i, len(files), f.Path)
		format := parse.Detect(f.Path)
		if format != parse.FormatJSON && format != parse.FormatYAML {
			if len(files) > 1 {
				continue
			}
			format = parse.FormatJSON
		}
		known++
		src, err := f.Read()
		if err != nil {
			problems.At(f.Path, 0, true, "cannot be read: %v", err)
			continue
		}
		res := parse.Text(format, src)
		for _, p := range res.Problems {
			problems.At(f.Path, p.Line, p.Lost, "%s", p.Text)
		}
		for d := range res.Docs {
			out = append(out, flagd(&res.Docs[d].Root, f, &problems)...)
		}
	}
	if len(files) > 0 && known == 0 {
		problems.Fail("%q matches %s, and none is JSON or YAML", c.spec, names.Count(len(files), "file"))
	}
	return out, problems.Outcome(len(out))
}

// flagd makes resources of one definition document.
func flagd(root *snapshot.Node, f filetree.File, problems *collectors.Problems) []snapshot.Resource {
	flags := root.Child("flags")
	if flags == nil || flags.Kind != snapshot.Map {
		problems.At(f.Path, max(int(root.Line), 1), true, "no flagd definitions: it has no map of flags")
		return nil
	}
	var out []snapshot.Resource
	for i := range flags.Children {
		flag := flags.Children[i]
		if flag.Kind != snapshot.Map {
			problems.At(f.Path, int(flag.Line), true, "flag %q is no map", flag.Key)
			continue
		}
		resolve(&flag, root.Child("$evaluators"), 0)
		name := flag.Key
		flag.Key = ""
		variants := flag.Child("variants")
		if d := flag.Child("defaultVariant"); d != nil && d.Kind == snapshot.String && variants != nil && variants.Child(d.Text) == nil {
			problems.Note("%s:%d: flag %q falls back to variant %q, which it does not have", f.Path, d.Line, name, d.Text)
		}
		out = append(out, resource(name, snapshot.Source{File: f.Path, Ref: f.Ref, Line: int(flag.Line)}, flag))
	}
	return out
}

// resolve replaces references to shared evaluators in targeting by their content, so that a rule that was moved there makes no difference.
func resolve(n, evaluators *snapshot.Node, depth int) {
	if evaluators == nil || depth > 32 {
		return
	}
	for i := range n.Children {
		c := &n.Children[i]
		if ref := c.Child("$ref"); ref != nil && len(c.Children) == 1 {
			if e := evaluators.Child(ref.Text); e != nil {
				key := c.Key
				*c = clone(*e)
				c.Key = key
			}
		}
		resolve(c, evaluators, depth+1)
	}
}

func clone(n snapshot.Node) snapshot.Node {
	n.Children = append([]snapshot.Node(nil), n.Children...)
	for i := range n.Children {
		n.Children[i] = clone(n.Children[i])
	}
	return n
}

// resource makes the resource of a flag.
func resource(name string, src snapshot.Source, root snapshot.Node) snapshot.Resource {
	r := snapshot.Resource{Kind: "flag", Name: name, Pillar: snapshot.Behaviour, Source: src, Root: root}
	if tags := root.Child("tags"); tags != nil && tags.Kind == snapshot.Map {
		r.Labels = map[string]string{}
		for i := range tags.Children {
			r.Labels[tags.Children[i].Key] = tags.Children[i].Text
		}
	}
	return r
}
