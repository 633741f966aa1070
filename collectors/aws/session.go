package aws

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	awssdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/smithy-go"
	"github.com/aws/smithy-go/middleware"

	"github.com/envparity/envparity/collectors"
	"github.com/envparity/envparity/snapshot"
)

// apiOptions are the middleware every client gets.
func apiOptions() []func(*middleware.Stack) error {
	return []func(*middleware.Stack) error{readOnly}
}

// session is what one reader works with.
type session struct {
	cfg      awssdk.Config
	in       collectors.Input
	settings settings
	out      *results
	service  string
}

// wanted reports whether a thing of this name is in the config's scope.
func (s *session) wanted(name string) bool {
	return s.settings.NamePrefix == "" || strings.HasPrefix(name, s.settings.NamePrefix)
}

// add keeps one resource; v is the SDK's own struct of it.
func (s *session) add(kind, name, arn string, pillar snapshot.Pillar, labels map[string]string, v any) {
	root, err := toNode(s.service, v)
	if err != nil {
		s.gap(kind, name, err)
		return
	}
	s.addNode(kind, name, arn, pillar, labels, root)
}

func (s *session) addNode(kind, name, arn string, pillar snapshot.Pillar, labels map[string]string, root snapshot.Node) {
	s.out.mu.Lock()
	defer s.out.mu.Unlock()
	s.out.resources = append(s.out.resources, snapshot.Resource{
		Kind: kind, Scope: s.cfg.Region, Name: name, Pillar: pillar, Labels: labels, Root: root,
		Source: snapshot.Source{Address: arn},
	})
}

// gap tells that something could not be read; what it covers is unknown.
func (s *session) gap(kind, name string, err error) {
	what := s.service + " in " + s.cfg.Region
	if name != "" {
		what = kind + " " + name + " in " + s.cfg.Region
	}
	why := explain(what, err)
	if kind == "" {
		kinds := kindsOf(s.service)
		for _, k := range kinds {
			s.out.gap(snapshot.Gap{Kind: k, Scope: s.cfg.Region, Why: why})
		}
		s.out.tell(why, true)
		return
	}
	s.out.gap(snapshot.Gap{Kind: kind, Scope: s.cfg.Region, Name: name, Why: why})
	s.out.tell(why, false)
}

// kindsOf lists the resource kinds a service yields, for gaps.
func kindsOf(service string) []string {
	return map[string][]string{
		"ssm": {"ssm-parameter"}, "secretsmanager": {"secret"}, "ecs": {"ecs-service", "ecs-task-definition", "environment"},
		"lambda": {"lambda-function", "environment"}, "rds": {"rds-instance", "rds-cluster"}, "elasticache": {"elasticache-group"},
		"sqs": {"sqs-queue"}, "s3": {"s3-bucket"}, "iam": {"iam-role"}, "appconfig": {"appconfig-application"},
	}[service]
}

// explain turns an SDK error into a sentence with what to do.
func explain(what string, err error) string {
	var refused *RefusedError
	if errors.As(err, &refused) {
		return what + ": " + refused.Error()
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return what + ": not finished in time"
	}
	var api smithy.APIError
	if errors.As(err, &api) {
		op := ""
		var oe *smithy.OperationError
		if errors.As(err, &oe) {
			op = oe.OperationName
		}
		switch code := api.ErrorCode(); {
		case strings.Contains(code, "AccessDenied") || strings.Contains(code, "Unauthorized") || strings.Contains(code, "AuthorizationError"):
			return fmt.Sprintf("%s: the identity may not call %s; allow it, or leave this service out of services", what, op)
		case strings.Contains(code, "Expired") || code == "InvalidClientTokenId" || code == "UnrecognizedClientException":
			return what + ": the credentials have expired or are not valid; sign in again"
		case strings.Contains(code, "Throttl") || code == "TooManyRequestsException" || code == "SlowDown":
			return fmt.Sprintf("%s: still throttled after %d tries of %s; run again later or read fewer services at once", what, maxAttempts, op)
		default:
			return fmt.Sprintf("%s: %s answered %s", what, op, code)
		}
	}
	var oe *smithy.OperationError
	if errors.As(err, &oe) {
		return fmt.Sprintf("%s: %s got no answer that could be read; check the network, the region and the endpoint", what, oe.OperationName)
	}
	return what + ": " + err.Error()
}

// results gathers what all readers found.
type results struct {
	mu        sync.Mutex
	resources []snapshot.Resource
	gaps      []snapshot.Gap
	told      []string
	failed    int // services of which nothing was read
	finished  int
}

func (r *results) gap(g snapshot.Gap) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.gaps = append(r.gaps, g)
}

func (r *results) tell(why string, whole bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.told = append(r.told, why)
	if whole {
		r.failed++
	}
}

func (r *results) done() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.finished++
	return r.finished
}

// recover turns a reader's panic into a failed service: one fault never takes the others down.
func (r *results) recover(service string) {
	if p := recover(); p != nil {
		for _, k := range kindsOf(service) {
			r.gap(snapshot.Gap{Kind: k, Why: service + ": the reader broke"})
		}
		r.tell(fmt.Sprintf("%s: the reader broke (%v); this is a fault in envparity, please report it", service, p), true)
	}
}

// finish sorts everything and says how far the collection got.
func (r *results) finish(jobs int) ([]snapshot.Resource, snapshot.Outcome) {
	slices.SortFunc(r.resources, func(a, b snapshot.Resource) int {
		return strings.Compare(a.Kind+"\x00"+a.Scope+"\x00"+a.Name, b.Kind+"\x00"+b.Scope+"\x00"+b.Name)
	})
	slices.SortFunc(r.gaps, func(a, b snapshot.Gap) int {
		return strings.Compare(a.Kind+a.Scope+a.Name+a.Why, b.Kind+b.Scope+b.Name+b.Why)
	})
	slices.Sort(r.told)
	r.told = slices.Compact(r.told)
	o := snapshot.Outcome{Status: snapshot.Complete, Gaps: r.gaps, Error: strings.Join(r.told, "\n")}
	switch {
	case r.failed == jobs && len(r.resources) == 0:
		o.Status = snapshot.Failed
	case len(r.told) > 0:
		o.Status = snapshot.Partial
	}
	return r.resources, o
}
