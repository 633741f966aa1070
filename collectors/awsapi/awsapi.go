// Package awsapi connects collectors to AWS: credentials from the sources of the AWS tools, retries and limits, errors as sentences, and a
// middleware that refuses every operation outside the caller's list of reads.
package awsapi

import (
	"context"

	awssdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	awsconfig "github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/credentials/stscreds"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/aws/smithy-go/logging"
	"github.com/aws/smithy-go/middleware"

	"github.com/envparity/envparity/internal/bounds"
	"github.com/envparity/envparity/internal/httpguard"
)

// Bounds on one collection.
const (
	maxAttempts    = bounds.AWSTries
	maxBackoff     = bounds.AWSPause
	requestTimeout = bounds.AWSTry
)

// Settings select the identity and the address of requests. All are optional.
type Settings struct {
	Regions  []string // the first is every client's default
	Profile  string   // of the shared configuration files
	RoleARN  string   // to assume first
	Endpoint string   // another address for all services: a local stand-in
}

// Load finds credentials in the sources of the AWS tools and configures every call: read-only, retries, limits.
func Load(ctx context.Context, s Settings, allow Operations) (awssdk.Config, error) {
	options := []func(*awsconfig.LoadOptions) error{
		awsconfig.WithLogger(logging.Nop{}), // the SDK would write to stderr
		awsconfig.WithAPIOptions([]func(*middleware.Stack) error{ReadOnly(allow), httpguard.AWSPages(), answered}),
		awsconfig.WithHTTPClient(awshttp.NewBuildableClient().WithTimeout(requestTimeout)),
		awsconfig.WithRetryer(func() awssdk.Retryer {
			return retry.NewStandard(func(o *retry.StandardOptions) {
				o.MaxAttempts, o.MaxBackoff = maxAttempts, maxBackoff
			})
		}),
	}
	if s.Profile != "" {
		options = append(options, awsconfig.WithSharedConfigProfile(s.Profile))
	}
	if len(s.Regions) > 0 {
		options = append(options, awsconfig.WithRegion(s.Regions[0]))
	}
	cfg, err := awsconfig.LoadDefaultConfig(ctx, options...)
	if err != nil {
		return cfg, err
	}
	if s.Endpoint != "" { // set late, so that it applies to reads only: requests that sign in (SSO, web identity) send their token to AWS only
		cfg.BaseEndpoint = awssdk.String(s.Endpoint)
	}
	cfg.HTTPClient = httpguard.AroundAWS(cfg.HTTPClient, requestTimeout, nil)
	if s.RoleARN != "" {
		cfg.Credentials = awssdk.NewCredentialsCache(stscreds.NewAssumeRoleProvider(sts.NewFromConfig(cfg), s.RoleARN,
			func(o *stscreds.AssumeRoleOptions) { o.RoleSessionName = "envparity" }))
	}
	return cfg, nil
}
