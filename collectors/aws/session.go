package aws

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	awssdk "github.com/aws/aws-sdk-go-v2/aws"

	"github.com/envparity/envparity/collectors"
	"github.com/envparity/envparity/collectors/awsapi"
	"github.com/envparity/envparity/snapshot"
)

// session is the state of one reader.
type session struct {
	cfg      awssdk.Config
	in       collectors.Input
	settings settings
	out      *results
	service  string
	scope    string   // of gaps: the region, or "" if only one is read, because another environment's region may have another name
	regions  []string // all regions to read
}

// wanted reports whether the config selects a thing of this name.
func (s *session) wanted(name string) bool {
	return s.settings.NamePrefix == "" || strings.HasPrefix(name, s.settings.NamePrefix)
}

// add keeps one resource. v is the SDK's struct of it. fieldsOf(kind) selects the fields that are kept.
func (s *session) add(kind, name, arn string, pillar snapshot.Pillar, v any) {
	root, err := s.shaped(kind, v)
	if err != nil {
		s.gap(err, name, kind)
		return
	}
	s.addNode(kind, name, arn, pillar, root)
}

func (s *session) shaped(kind string, v any) (snapshot.Node, error) {
	answer, err := toNode(v)
	if err != nil {
		return snapshot.Node{}, err
	}
	return shape(&answer, fieldsOf(kind)), nil
}

func (s *session) addNode(kind, name, arn string, pillar snapshot.Pillar, root snapshot.Node) {
	s.out.mu.Lock()
	defer s.out.mu.Unlock()
	s.out.resources = append(s.out.resources, snapshot.Resource{
		Kind: kind, Scope: s.cfg.Region, Name: name, Pillar: pillar, Labels: labels(&root), Root: root,
		Source: snapshot.Source{Address: arn},
	})
}

// lost records that the service was not read, or not to its end. All its kinds are unknown here.
func (s *session) lost(err error) {
	s.gap(err, "", kindsOf(s.service)...)
	s.out.mu.Lock()
	defer s.out.mu.Unlock()
	s.out.failed++
}

// gap records that something could not be read, so that it is unknown. Without a name the gap covers every resource of the kinds.
func (s *session) gap(err error, name string, kinds ...string) {
	what := s.service
	if name != "" {
		what = kinds[0] + " " + name
	}
	why := awsapi.Explain(what+" in "+s.cfg.Region, err)
	for _, k := range kinds {
		s.out.gap(snapshot.Gap{Kind: k, Scope: s.scope, Name: name, Why: why})
	}
	s.out.problem(why)
}

// kindsOf lists the resource kinds a service yields, for gaps.
func kindsOf(service string) []string {
	return map[string][]string{
		"ssm":            {kindParameter},
		"secretsmanager": {kindSecret},
		"ecs":            {kindService, kindTask, snapshot.KindEnvironment},
		"lambda":         {kindFunction, snapshot.KindEnvironment},
		"rds":            {kindInstance, kindCluster, kindParameterGroup, kindClusterParameterGroup},
		"elasticache":    {kindReplicationGroup, kindCache, kindCacheParameterGroup},
		"sqs":            {kindQueue},
		"s3":             {kindBucket},
		"iam":            {kindRole},
		"appconfig":      {kindApplication},
	}[service]
}

// The kinds, named like the resource types of Terraform's provider.
const (
	kindParameter             = "aws_ssm_parameter"
	kindSecret                = "aws_secretsmanager_secret" //nolint:gosec // a kind
	kindService               = "aws_ecs_service"
	kindTask                  = "aws_ecs_task_definition"
	kindFunction              = "aws_lambda_function"
	kindInstance              = "aws_db_instance"
	kindCluster               = "aws_rds_cluster"
	kindParameterGroup        = "aws_db_parameter_group"
	kindClusterParameterGroup = "aws_rds_cluster_parameter_group"
	kindReplicationGroup      = "aws_elasticache_replication_group"
	kindCache                 = "aws_elasticache_cluster"
	kindCacheParameterGroup   = "aws_elasticache_parameter_group"
	kindQueue                 = "aws_sqs_queue"
	kindBucket                = "aws_s3_bucket"
	kindRole                  = "aws_iam_role"
	kindApplication           = "aws_appconfig_application"
)

// results gathers what all readers found.
type results struct {
	mu        sync.Mutex
	resources []snapshot.Resource
	gaps      []snapshot.Gap
	errors    []string
	failed    int // services that were not read at all
	finished  int
}

func (r *results) gap(g snapshot.Gap) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.gaps = append(r.gaps, g)
}

func (r *results) problem(why string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.errors = append(r.errors, why)
}

func (r *results) done() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.finished++
	return r.finished
}

// recover turns a reader's panic into a failed service, so that other services are still read.
func (r *results) recover(service string) {
	if p := recover(); p != nil {
		for _, k := range kindsOf(service) {
			r.gap(snapshot.Gap{Kind: k, Why: service + ": the reader broke"})
		}
		r.problem(fmt.Sprintf("%s: the reader broke (%v); this is a fault in envparity, please report it", service, p))
		r.mu.Lock()
		defer r.mu.Unlock()
		r.failed++
	}
}

// finish sorts the resources and returns the outcome of the collection.
func (r *results) finish(jobs int) ([]snapshot.Resource, snapshot.Outcome) {
	slices.SortFunc(r.resources, func(a, b snapshot.Resource) int {
		return strings.Compare(a.Kind+"\x00"+a.Scope+"\x00"+a.Name, b.Kind+"\x00"+b.Scope+"\x00"+b.Name)
	})
	slices.SortFunc(r.gaps, func(a, b snapshot.Gap) int {
		return strings.Compare(a.Kind+a.Scope+a.Name+a.Why, b.Kind+b.Scope+b.Name+b.Why)
	})
	slices.Sort(r.errors)
	r.errors = slices.Compact(r.errors)
	o := snapshot.Outcome{Status: snapshot.Complete, Gaps: r.gaps, Error: strings.Join(r.errors, "\n")}
	switch {
	case r.failed == jobs && len(r.resources) == 0:
		o.Status = snapshot.Failed
	case len(r.errors) > 0:
		o.Status = snapshot.Partial
	}
	return r.resources, o
}
