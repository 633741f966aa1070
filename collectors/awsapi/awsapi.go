// Package awsapi is how collectors reach AWS: credentials from where the AWS tools keep them, retries and limits, errors as sentences, and a
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

// Bounds of what one collection spends.
const (
	maxAttempts    = bounds.AWSTries
	maxBackoff     = bounds.AWSPause
	requestTimeout = bounds.AWSTry
)

// Settings say as whom and where. All are optional.
type Settings struct {
	Regions  []string // the first is the default of every client
	Profile  string   // of the shared configuration files
	RoleARN  string   // to assume first
	Endpoint string   // another address for all services: a local stand-in
}

// Load finds credentials where the AWS tools keep them and adds what holds for every call: read-only, retries, limits.
func Load(ctx context.Context, s Settings, allow Operations) (awssdk.Config, error) {
	options := []func(*awsconfig.LoadOptions) error{
		awsconfig.WithLogger(logging.Nop{}), // the SDK would write to stderr by itself
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
	if s.Endpoint != "" { // only now: it is for what is read, and what signs in (SSO, web identity) hands its token to AWS alone
		cfg.BaseEndpoint = awssdk.String(s.Endpoint)
	}
	cfg.HTTPClient = httpguard.AroundAWS(cfg.HTTPClient, requestTimeout)
	if s.RoleARN != "" {
		cfg.Credentials = awssdk.NewCredentialsCache(stscreds.NewAssumeRoleProvider(sts.NewFromConfig(cfg), s.RoleARN,
			func(o *stscreds.AssumeRoleOptions) { o.RoleSessionName = "envparity" }))
	}
	return cfg, nil
}
