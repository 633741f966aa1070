package featureflags

import (
	"context"
	"fmt"
	"net/http"
	"net/url"

	"github.com/aws/aws-sdk-go-v2/service/appconfig"

	"github.com/envparity/envparity/collectors"
	"github.com/envparity/envparity/collectors/awsapi"
	"github.com/envparity/envparity/snapshot"
)

// triesOfCheck is how often a check sends a request. A person waits for it, and the check should report a failing service.
const triesOfCheck = 2

const lookAtService = "see that the address in the collect block is the service's, that it is up, and that this machine can reach it"

// holder reports who owns the token, as far as its name shows.
func holder(cl *client, out *collectors.Checks) {
	if cl.token == "" {
		out.Warn("identity", fmt.Sprintf("set %s if the service wants a token", cl.tokenEnv), "nobody: %s is not set", cl.tokenEnv)
		return
	}
	out.OK("identity", "the token in %s", cl.tokenEnv)
}

// list checks that an answer holds the expected list.
func list(source, what string, answer *snapshot.Node, err error, out *collectors.Checks) {
	switch n := answer.Child(what); {
	case err != nil:
		out.Fail("reach", err.Error(), lookAtService)
	case n == nil || n.Kind != snapshot.List:
		out.Fail("read", fmt.Sprintf("%s answers without a list of %s", source, what), lookAtService)
	default:
		out.OK("read", "%s answers with its %s", source, what)
	}
}

// Check implements collectors.Checker. It evaluates the flags in the first context.
func (c *ofrep) Check(ctx context.Context, in collectors.Input) []collectors.Check {
	var out collectors.Checks
	cl := newClient(c.base, "Authorization: Bearer ", c.tokenEnv, in.Getenv)
	cl.patience.Tries = triesOfCheck
	holder(cl, &out)
	answer, err := cl.ask(ctx, http.MethodPost, "/ofrep/v1/evaluate/flags", c.contexts[0].body)
	list(c.Source(), "flags", answer, err, &out)
	return out
}

// Check implements collectors.Checker.
func (c *unleash) Check(ctx context.Context, in collectors.Input) []collectors.Check {
	var out collectors.Checks
	cl := newClient(c.base, "Authorization: ", c.tokenEnv, in.Getenv)
	cl.patience.Tries = triesOfCheck
	holder(cl, &out)
	if c.project == "" {
		answer, err := cl.ask(ctx, http.MethodGet, "/api/client/features", nil)
		list(c.Source(), "features", answer, err, &out)
		return out
	}
	answer, err := cl.ask(ctx, http.MethodGet, "/api/admin/projects/"+url.PathEscape(c.project)+"/features", nil)
	list(c.Source(), "features", answer, err, &out)
	if err != nil {
		return out
	}
	var problems collectors.Problems
	if c.nowhere(ctx, cl, &problems); problems.Outcome(0).Error != "" {
		out.Fail("read", problems.Outcome(0).Error, "correct project and environment in the collect block")
	}
	return out
}

// Check implements collectors.Checker. LaunchDarkly's answer names the owner of a token.
func (c *launchDarkly) Check(ctx context.Context, in collectors.Input) []collectors.Check {
	var out collectors.Checks
	cl := newClient(c.base, "Authorization: ", c.tokenEnv, in.Getenv)
	cl.patience.Tries = triesOfCheck
	who := fmt.Sprintf("the token in %s", c.tokenEnv)
	if answer, err := cl.ask(ctx, http.MethodGet, "/api/v2/caller-identity", nil); err == nil {
		for _, key := range []string{"tokenName", "tokenKind"} {
			if n := answer.Child(key); n != nil && n.Text != "" {
				who += ", " + n.Text
			}
		}
	}
	out.OK("identity", "%s", who)
	answer, err := cl.ask(ctx, http.MethodGet, "/api/v2/flags/"+url.PathEscape(c.project)+"?"+url.Values{"env": {c.environment}, "limit": {"1"}}.Encode(), nil)
	list(c.Source(), "items", answer, err, &out)
	return out
}

// Check implements collectors.Checker.
func (c *appConfig) Check(ctx context.Context, in collectors.Input) []collectors.Check {
	var out collectors.Checks
	cfg, err := awsapi.Load(ctx, c.settings, appConfigReads())
	if err != nil {
		out.Fail("identity", awsapi.Explain("load the AWS configuration", err), "see ~/.aws/config, and aws_profile in the collect block")
		return out
	}
	if !awsapi.SignIn(ctx, cfg, &out) {
		return out
	}
	var problems collectors.Problems
	r := &deployed{appConfig: c, client: appconfig.NewFromConfig(cfg), problems: &problems, in: in}
	app, err := r.applicationID(ctx)
	if err == nil {
		_, err = r.environmentID(ctx, app)
	}
	switch {
	case err != nil:
		out.Fail("rights", awsapi.Explain(c.Source(), err), "see the IAM policy of this identity")
	case problems.Outcome(0).Error != "":
		out.Fail("read", problems.Outcome(0).Error, "correct appconfig, environment and region in the collect block")
	default:
		out.OK("read", "%s is there in %s", c.Source(), cfg.Region)
	}
	return out
}
