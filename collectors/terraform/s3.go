package terraform

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/smithy-go"
	"github.com/aws/smithy-go/logging"
	"github.com/aws/smithy-go/middleware"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"github.com/envparity/envparity/collectors"
	"github.com/envparity/envparity/collectors/awsapi"
	"github.com/envparity/envparity/collectors/filetree"
	"github.com/envparity/envparity/collectors/parse"
	"github.com/envparity/envparity/internal/httpguard"
	"github.com/envparity/envparity/snapshot"
)

// s3State reads a state from a bucket, with GetObject only. Credentials come from AWS's own chain.
type s3State struct {
	bucket, key     string
	region, profile string
}

// parseS3 splits s3://bucket/key.
func parseS3(url string) (bucket, key string, ok bool) {
	rest, ok := strings.CutPrefix(url, "s3://")
	if !ok {
		return "", "", false
	}
	bucket, key, _ = strings.Cut(rest, "/")
	return bucket, key, true
}

// Source implements collectors.Collector.
func (c *s3State) Source() string { return "s3://" + c.bucket + "/" + c.key }

// Collect implements collectors.Collector.
func (c *s3State) Collect(ctx context.Context, in collectors.Input) ([]snapshot.Resource, snapshot.Outcome) {
	r := &reader{in: in, problems: &collectors.Problems{}}
	src, err := c.get(ctx)
	if err != nil {
		r.problems.Fail("%s: %s", c.Source(), in.Sealer.SealText(err.Error()))
		return nil, r.problems.Outcome(0)
	}
	d := document{reader: r, file: filetree.File{Path: c.Source()}, src: src}
	d.json(modeState)
	r.problems.Beyond(snapshot.Gap{Kind: kindDrift, Why: "a state does not show whether the environment still matches it"})
	return r.out, r.problems.Outcome(len(r.out))
}

// load finds the credentials, and refuses every operation but GetObject.
func (c *s3State) load(ctx context.Context) (aws.Config, error) {
	options := []func(*config.LoadOptions) error{
		config.WithLogger(logging.Nop{}), // the SDK would write to stderr
		config.WithAPIOptions([]func(*middleware.Stack) error{awsapi.ReadOnly(awsapi.Operations{"S3": {"GetObject"}})}),
	}
	if c.region != "" {
		options = append(options, config.WithRegion(c.region))
	}
	if c.profile != "" {
		options = append(options, config.WithSharedConfigProfile(c.profile))
	}
	cfg, err := config.LoadDefaultConfig(ctx, options...)
	if err != nil {
		return cfg, fmt.Errorf("AWS's configuration cannot be loaded: %w", err)
	}
	cfg.HTTPClient = httpguard.AroundAWS(cfg.HTTPClient, 0, nil) // a state may be large; the collection has its own deadline
	return cfg, nil
}

func newS3(cfg aws.Config) *s3.Client { //nolint:gocritic // the SDK passes it so
	return s3.NewFromConfig(cfg, func(o *s3.Options) {
		o.UsePathStyle = o.BaseEndpoint != nil // another S3 server, which seldom has a name for every bucket
	})
}

func (c *s3State) get(ctx context.Context) (src []byte, err error) {
	cfg, err := c.load(ctx)
	if err != nil {
		return nil, err
	}
	client := newS3(cfg)
	for range downloads { // the client retries until an answer begins, but not when it breaks off
		if src, err = c.download(ctx, client); err == nil || !errors.Is(err, errBrokeOff) || ctx.Err() != nil {
			break
		}
	}
	if err != nil && ctx.Err() != nil {
		err = fmt.Errorf("it was stopped: %w", context.Cause(ctx))
	}
	return src, err
}

// downloads is how often a state is requested if its download breaks off.
const downloads = 3

var errBrokeOff = errors.New("the download broke off")

func (c *s3State) download(ctx context.Context, client *s3.Client) ([]byte, error) {
	out, err := client.GetObject(ctx, &s3.GetObjectInput{Bucket: aws.String(c.bucket), Key: aws.String(c.key)})
	if err != nil {
		return nil, s3Error(ctx, err)
	}
	defer func() { _ = out.Body.Close() }() // the content is already read
	src, err := io.ReadAll(io.LimitReader(out.Body, parse.MaxFile+1))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errBrokeOff, err)
	}
	if len(src) > parse.MaxFile {
		return nil, fmt.Errorf("more than %d MB are too large for a state", parse.MaxFile>>20)
	}
	return src, nil
}

// s3Error describes an error with advice.
func s3Error(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return fmt.Errorf("it was stopped: %w", context.Cause(ctx))
	}
	var api smithy.APIError
	var answer *smithyhttp.ResponseError
	var refused *httpguard.RefusedError
	switch {
	case errors.As(err, &refused):
		return refused
	case errors.As(err, &api):
	case errors.As(err, &answer) && answer.HTTPStatusCode() > 0: // perhaps a proxy's answer, so its text is not shown
		return fmt.Errorf("the server answers %d %s, and not as S3 does", answer.HTTPStatusCode(), http.StatusText(answer.HTTPStatusCode()))
	default:
		return fmt.Errorf("it cannot be reached: %w", err)
	}
	hint := ""
	switch api.ErrorCode() {
	case "NoSuchBucket":
		hint = ": there is no such bucket; look at its name and region"
	case "NoSuchKey", "NotFound":
		hint = ": there is no such object; look at the key (a workspace's is env:/WORKSPACE/KEY)"
	case "AccessDenied":
		hint = ": this identity may not read it; it needs s3:GetObject (and kms:Decrypt where it is encrypted)"
	case "ExpiredToken", "ExpiredTokenException", "RequestExpired":
		hint = ": the credentials have expired; log in again"
	case "InvalidAccessKeyId", "SignatureDoesNotMatch":
		hint = ": these credentials are not accepted"
	}
	if hint == "" && errors.As(err, &answer) && answer.HTTPStatusCode() > 0 {
		hint = fmt.Sprintf(" (%d %s), and still after several attempts", answer.HTTPStatusCode(), http.StatusText(answer.HTTPStatusCode()))
	}
	return fmt.Errorf("%s%s", api.ErrorCode(), hint)
}
