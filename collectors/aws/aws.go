// Package aws reads settings of AWS services into resources: parameters, secrets (as fingerprints), services, functions, databases, caches,
// queues, buckets, roles. It sends only operations on a read-only list and refuses any other inside the process.
package aws

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	awssdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/gohcl"

	"github.com/envparity/envparity/collectors"
	"github.com/envparity/envparity/collectors/awsapi"
	"github.com/envparity/envparity/snapshot"
)

// Type returns the collector type `aws`.
func Type() collectors.Type {
	return collectors.Type{
		Name:    "aws",
		Summary: "settings of AWS services, through their read-only operations",
		Make:    makeCollector,
	}
}

// settings is the body of a `collect "aws"` block.
type settings struct {
	Services      []string `hcl:"services"`
	Region        string   `hcl:"region,optional"`
	Regions       []string `hcl:"regions,optional"`
	Profile       string   `hcl:"profile,optional"`
	RoleARN       string   `hcl:"role_arn,optional"`
	ParameterPath string   `hcl:"parameter_path,optional"`
	NamePrefix    string   `hcl:"name_prefix,optional"`
	Endpoint      string   `hcl:"endpoint,optional"`
}

// reader reads one service in one region.
type reader func(ctx context.Context, s *session) error

// readers lists the services by their names in the config. The roles to read from IAM are those that other services' resources name.
func readers() map[string]reader {
	return map[string]reader{
		"ssm": readParameters, "secretsmanager": readSecrets, "ecs": readECS, "lambda": readFunctions, "rds": readDatabases,
		"elasticache": readCaches, "sqs": readQueues, "s3": readBuckets, "iam": readRoles, "appconfig": readAppConfig,
	}
}

func makeCollector(body hcl.Body, ectx *hcl.EvalContext) (collectors.Collector, hcl.Diagnostics) {
	var s settings
	diags := gohcl.DecodeBody(body, ectx, &s)
	if diags.HasErrors() {
		return nil, diags
	}
	known := slices.Sorted(maps.Keys(readers()))
	for _, name := range s.Services {
		if !slices.Contains(known, name) {
			diags = diags.Append(&hcl.Diagnostic{
				Severity: hcl.DiagError, Summary: fmt.Sprintf("Unknown AWS service %q", name),
				Detail:  "services takes a list of " + strings.Join(known, ", ") + ".",
				Subject: body.MissingItemRange().Ptr(),
			})
		}
	}
	if len(s.Services) == 0 {
		diags = diags.Append(&hcl.Diagnostic{
			Severity: hcl.DiagError, Summary: "No AWS service named",
			Detail:  "services takes a list of " + strings.Join(known, ", ") + ".",
			Subject: body.MissingItemRange().Ptr(),
		})
	}
	if s.Region != "" {
		s.Regions = append([]string{s.Region}, s.Regions...)
	}
	return &collector{settings: s}, diags
}

type collector struct{ settings settings }

// Source names the services and their regions.
func (c *collector) Source() string {
	where := strings.Join(c.settings.Regions, "+")
	if c.settings.Profile != "" {
		where = strings.TrimPrefix(c.settings.Profile+"/"+where, "/")
	}
	if where == "" {
		return strings.Join(c.settings.Services, ",")
	}
	return where + ": " + strings.Join(c.settings.Services, ",")
}

// load finds the credentials and refuses every operation that is not a listed read.
func (c *collector) load(ctx context.Context) (awssdk.Config, error) {
	return awsapi.Load(ctx, awsapi.Settings{
		Regions: c.settings.Regions, Profile: c.settings.Profile, RoleARN: c.settings.RoleARN, Endpoint: c.settings.Endpoint,
	}, allowed())
}

// Collect reads every service in every region at once, a bounded number at a time.
func (c *collector) Collect(ctx context.Context, in collectors.Input) ([]snapshot.Resource, snapshot.Outcome) {
	out := &results{}
	base, err := c.load(ctx)
	if err != nil {
		return nil, snapshot.Outcome{Status: snapshot.Failed, Error: awsapi.Explain("load the AWS configuration", err)}
	}
	regions := c.settings.Regions
	if len(regions) == 0 {
		if base.Region == "" {
			return nil, snapshot.Outcome{Status: snapshot.Failed, Error: "no AWS region: set region in the collect block, or AWS_REGION, or one in the profile"}
		}
		regions = []string{base.Region}
	}
	type job struct {
		region, service string
	}
	var jobs []job
	for i, region := range regions {
		for _, service := range c.settings.Services {
			if i > 0 && (service == "iam" || service == "s3") {
				continue // global: once is enough
			}
			jobs = append(jobs, job{region, service})
		}
	}
	var wg sync.WaitGroup
	slots := make(chan struct{}, 8)
	for _, j := range jobs {
		wg.Go(func() {
			slots <- struct{}{}
			defer func() { <-slots }()
			defer out.recover(j.service)
			cfg := base.Copy()
			cfg.Region = j.region
			s := &session{cfg: cfg, in: in, settings: c.settings, out: out, service: j.service, regions: regions}
			if len(regions) > 1 {
				s.scope = j.region
			}
			if err := readers()[j.service](ctx, s); err != nil {
				s.lost(err)
			}
			in.Progress(out.done(), len(jobs), j.service)
		})
	}
	wg.Wait()
	return out.finish(len(jobs))
}
