package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"
	"time"

	awssdk "github.com/aws/aws-sdk-go-v2/aws"
	awsmiddleware "github.com/aws/aws-sdk-go-v2/aws/middleware"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	awsconfig "github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/aws/smithy-go"
	"github.com/aws/smithy-go/logging"
	"github.com/aws/smithy-go/middleware"

	"github.com/envparity/envparity/internal/httpguard"
	"github.com/envparity/envparity/snapshot"
)

const (
	scheme         = "s3://"
	requestTimeout = 2 * time.Minute // of one try of one request
)

// Bucket is a prefix in an S3 bucket. Credentials, region and another server's address (AWS_ENDPOINT_URL_S3) come from where the AWS
// tools keep them. It lists, gets and puts; it deletes nothing.
type Bucket struct {
	Name   string
	Prefix string // without slashes at its ends
}

// parseBucket reads s3://bucket/prefix.
func parseBucket(where string) (Bucket, error) {
	name, prefix, _ := strings.Cut(strings.TrimPrefix(where, scheme), "/")
	if name == "" {
		return Bucket{}, fmt.Errorf("%q names no bucket; write s3://BUCKET/PREFIX", where)
	}
	return Bucket{Name: name, Prefix: strings.Trim(prefix, "/")}, nil
}

func (b Bucket) String() string { return scheme + path.Join(b.Name, b.Prefix) }

// Within implements Place.
func (b Bucket) Within(name string) Place {
	return Bucket{Name: b.Name, Prefix: path.Join(b.Prefix, name)}
}

// folder is the prefix as S3 lists by it.
func (b Bucket) folder() string {
	if b.Prefix == "" {
		return ""
	}
	return b.Prefix + "/"
}

func (b Bucket) client(ctx context.Context) (*s3.Client, error) {
	cfg, err := awsconfig.LoadDefaultConfig(
		ctx,
		awsconfig.WithAPIOptions([]func(*middleware.Stack) error{keeping, httpguard.AWSPages()}),
		awsconfig.WithLogger(logging.Nop{}), // the SDK would write to stderr by itself
		awsconfig.WithHTTPClient(awshttp.NewBuildableClient().WithTimeout(requestTimeout)),
	)
	if err != nil {
		return nil, fmt.Errorf("%s: the AWS configuration cannot be loaded: %w", b, err)
	}
	cfg.HTTPClient = httpguard.AroundAWS(cfg.HTTPClient, requestTimeout)
	return s3.NewFromConfig(cfg, func(o *s3.Options) {
		o.UsePathStyle = o.BaseEndpoint != nil // another server, which seldom has a name for every bucket
	}), nil
}

// keeping refuses every operation of S3 but the three that keep snapshots, before anything leaves the process.
func keeping(stack *middleware.Stack) error {
	return stack.Initialize.Add(middleware.InitializeMiddlewareFunc("EnvparityStore",
		func(ctx context.Context, in middleware.InitializeInput, next middleware.InitializeHandler) (middleware.InitializeOutput, middleware.Metadata, error) {
			op := awsmiddleware.GetOperationName(ctx)
			if awsmiddleware.GetServiceID(ctx) == s3.ServiceID && op != "ListObjectsV2" && op != "GetObject" && op != "PutObject" {
				return middleware.InitializeOutput{}, middleware.Metadata{}, fmt.Errorf("a store has no use for %s, which was not sent", op)
			}
			return next.HandleInitialize(ctx, in)
		}), middleware.After)
}

// Put implements Place. The server checks what it got against a SHA-256 before it keeps it; a reader sees the object that was there
// or the new one, never a part.
func (b Bucket) Put(ctx context.Context, s *snapshot.Snapshot) (string, error) {
	client, err := b.client(ctx)
	if err != nil {
		return "", err
	}
	var buf bytes.Buffer
	if err := snapshot.Write(&buf, s); err != nil {
		return "", err
	}
	key := b.folder() + s.Environment + Suffix
	where := scheme + b.Name + "/" + key
	_, err = client.PutObject(ctx, &s3.PutObjectInput{
		Bucket: awssdk.String(b.Name), Key: awssdk.String(key), Body: bytes.NewReader(buf.Bytes()),
		ContentType: awssdk.String("application/json"), ChecksumAlgorithm: types.ChecksumAlgorithmSha256,
	})
	if err != nil {
		return "", fmt.Errorf("write snapshot %s: %w", where, explain(ctx, err, "s3:PutObject"))
	}
	return where, nil
}

// Load implements Place. Every snapshot carries the SHA-256 of its bytes, which is checked as it is read.
func (b Bucket) Load(ctx context.Context) ([]*snapshot.Snapshot, error) {
	client, err := b.client(ctx)
	if err != nil {
		return nil, err
	}
	keys, _, err := b.list(ctx, client)
	if err != nil {
		return nil, err
	}
	var snaps []*snapshot.Snapshot
	var paths []string
	for _, key := range keys {
		where := scheme + b.Name + "/" + key
		s, err := b.get(ctx, client, key)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", where, err)
		}
		snaps, paths = append(snaps, s), append(paths, where)
	}
	if len(snaps) == 0 {
		return nil, fmt.Errorf("no snapshot (*%s) in %s; `envparity snapshot -o %s` writes them", Suffix, b, b)
	}
	return snaps, distinct(snaps, paths)
}

func (b Bucket) get(ctx context.Context, client *s3.Client, key string) (*snapshot.Snapshot, error) {
	out, err := client.GetObject(ctx, &s3.GetObjectInput{Bucket: awssdk.String(b.Name), Key: awssdk.String(key)})
	if err != nil {
		return nil, explain(ctx, err, "s3:GetObject")
	}
	defer func() { _ = out.Body.Close() }() // what matters was read
	s, err := snapshot.Read(out.Body)
	if err != nil && ctx.Err() != nil {
		return nil, fmt.Errorf("it was stopped: %w", context.Cause(ctx))
	}
	return s, err
}

// Names implements Place.
func (b Bucket) Names(ctx context.Context) ([]string, error) {
	client, err := b.client(ctx)
	if err != nil {
		return nil, err
	}
	_, names, err := b.list(ctx, client)
	return names, err
}

// list returns the snapshots' keys at the prefix, and the names of what is below it.
func (b Bucket) list(ctx context.Context, client *s3.Client) (keys, names []string, err error) {
	pages := s3.NewListObjectsV2Paginator(client, &s3.ListObjectsV2Input{
		Bucket: awssdk.String(b.Name), Prefix: awssdk.String(b.folder()), Delimiter: awssdk.String("/"),
	})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, nil, fmt.Errorf("list %s: %w", b, explain(ctx, err, "s3:ListBucket"))
		}
		for _, o := range page.Contents {
			if key := awssdk.ToString(o.Key); named(path.Base(key)) {
				keys = append(keys, key)
			}
		}
		for _, p := range page.CommonPrefixes {
			names = append(names, path.Base(awssdk.ToString(p.Prefix)))
		}
	}
	slices.Sort(keys)
	slices.Sort(names)
	return keys, names, nil
}

// explain says what an answer means and what to do.
func explain(ctx context.Context, err error, permission string) error {
	if ctx.Err() != nil {
		return fmt.Errorf("it was stopped: %w", context.Cause(ctx))
	}
	var refused *httpguard.RefusedError
	if errors.As(err, &refused) {
		return refused
	}
	var endless *httpguard.PagesError
	if errors.As(err, &endless) {
		return endless
	}
	var api smithy.APIError
	if !errors.As(err, &api) {
		return fmt.Errorf("the store cannot be reached: %w", err)
	}
	hint := ""
	switch code := api.ErrorCode(); {
	case code == "NoSuchBucket":
		hint = ": there is no such bucket; look at its name and region"
	case code == "NoSuchKey" || code == "NotFound":
		hint = ": it is gone since it was listed"
	case strings.Contains(code, "AccessDenied"):
		hint = ": this identity needs " + permission
	case strings.Contains(code, "Expired"):
		hint = ": the credentials have expired; sign in again"
	case code == "InvalidAccessKeyId" || code == "SignatureDoesNotMatch":
		hint = ": these credentials are not accepted"
	case code == "SlowDown" || code == "ServiceUnavailable" || code == "InternalError":
		hint = ": the store gave up after several tries; try again later"
	}
	return fmt.Errorf("%s%s", api.ErrorCode(), hint)
}
