package objects

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"path"
	"slices"
	"strings"
	"sync"
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

	"github.com/envparity/envparity/internal/bounds"
	"github.com/envparity/envparity/internal/httpguard"
)

// Scheme begins the name of a bucket.
const Scheme = "s3://"

const requestTimeout = 2 * time.Minute // of one try of one request

// Bucket is a prefix in an S3 bucket. Credentials, region and another server's address (AWS_ENDPOINT_URL_S3) come from where the AWS
// tools keep them. It lists, gets and puts; it deletes nothing unless Deletes says so.
type Bucket struct {
	Name    string
	Prefix  string // without slashes at its ends
	Deletes bool   // Delete may be called: of a store that is pruned

	Patience time.Duration // of one try of one request; 0 for two minutes

	once   sync.Once
	s3     *s3.Client
	failed error
}

// ParseBucket reads s3://bucket/prefix.
func ParseBucket(where string) (*Bucket, error) {
	name, prefix, _ := strings.Cut(strings.TrimPrefix(where, Scheme), "/")
	if name == "" {
		return nil, fmt.Errorf("%q names no bucket; write s3://BUCKET/PREFIX", where)
	}
	return &Bucket{Name: name, Prefix: strings.Trim(prefix, "/")}, nil
}

func (b *Bucket) String() string { return Scheme + path.Join(b.Name, b.Prefix) }

// Where is the address of an object.
func (b *Bucket) Where(key string) string { return Scheme + b.Name + "/" + b.key(key) }

// key is the key of an object in the bucket.
func (b *Bucket) key(key string) string {
	if b.Prefix == "" {
		return key
	}
	return b.Prefix + "/" + key
}

// Client returns the client of this bucket's server.
func (b *Bucket) Client(ctx context.Context) (*s3.Client, error) {
	b.once.Do(func() { b.s3, b.failed = b.client(ctx) })
	return b.s3, b.failed
}

func (b *Bucket) client(ctx context.Context) (*s3.Client, error) {
	cfg, err := awsconfig.LoadDefaultConfig(
		ctx,
		awsconfig.WithAPIOptions([]func(*middleware.Stack) error{b.keeping, httpguard.AWSPages()}),
		awsconfig.WithLogger(logging.Nop{}), // the SDK would write to stderr by itself
		awsconfig.WithHTTPClient(awshttp.NewBuildableClient().WithTimeout(b.patience())),
	)
	if err != nil {
		return nil, fmt.Errorf("%s: the AWS configuration cannot be loaded: %w", b, err)
	}
	cfg.HTTPClient = httpguard.AroundAWS(cfg.HTTPClient, b.patience(), b.writes)
	return s3.NewFromConfig(cfg, func(o *s3.Options) {
		o.UsePathStyle = o.BaseEndpoint != nil // another server, which seldom has a name for every bucket
	}), nil
}

// patience is how long a try of a request may take.
func (b *Bucket) patience() time.Duration { return cmp.Or(b.Patience, requestTimeout) }

// writes reports whether a request writes an object of this store: into its bucket, below its prefix. It deletes where Deletes says so.
func (b *Bucket) writes(req *http.Request) bool {
	if req.Method != http.MethodPut && (req.Method != http.MethodDelete || !b.Deletes) {
		return false
	}
	for name := range req.URL.Query() {
		if name != "x-id" { // by which the SDK names the operation; others name the policy of an object, its tags and the like
			return false
		}
	}
	key, inPath := strings.CutPrefix(req.URL.Path, "/"+b.Name+"/")
	if !inPath { // the bucket is in the name of the host
		if !strings.HasPrefix(req.URL.Hostname(), b.Name+".") {
			return false
		}
		key = strings.TrimPrefix(req.URL.Path, "/")
	}
	if b.Prefix != "" {
		var below bool
		if key, below = strings.CutPrefix(key, b.Prefix+"/"); !below {
			return false
		}
	}
	return key != "" && path.Clean("/"+key) == "/"+key // no key of ours leads out of the prefix
}

// keeping refuses every operation of S3 but those that keep objects, before anything leaves the process.
func (b *Bucket) keeping(stack *middleware.Stack) error {
	return stack.Initialize.Add(middleware.InitializeMiddlewareFunc("EnvparityStore",
		func(ctx context.Context, in middleware.InitializeInput, next middleware.InitializeHandler) (middleware.InitializeOutput, middleware.Metadata, error) {
			op := awsmiddleware.GetOperationName(ctx)
			allowed := op == "ListObjectsV2" || op == "GetObject" || op == "PutObject" || op == "DeleteObject" && b.Deletes
			if awsmiddleware.GetServiceID(ctx) == s3.ServiceID && !allowed {
				return middleware.InitializeOutput{}, middleware.Metadata{}, fmt.Errorf("a store has no use for %s, which was not sent", op)
			}
			return next.HandleInitialize(ctx, in)
		}), middleware.After)
}

// Put implements Objects. The server checks what it got against a SHA-256 before it keeps it; a reader sees the object that was there
// or the new one, never a part.
func (b *Bucket) Put(ctx context.Context, key string, data []byte) error {
	client, err := b.Client(ctx)
	if err != nil {
		return err
	}
	_, err = client.PutObject(ctx, &s3.PutObjectInput{
		Bucket: awssdk.String(b.Name), Key: awssdk.String(b.key(key)), Body: bytes.NewReader(data),
		ContentType: awssdk.String(contentType(key)), ChecksumAlgorithm: types.ChecksumAlgorithmSha256,
	})
	if err != nil {
		return fmt.Errorf("write %s: %w", b.Where(key), explain(ctx, err, "s3:PutObject"))
	}
	return nil
}

func contentType(key string) string {
	if strings.HasSuffix(key, ".json") {
		return "application/json"
	}
	return "application/octet-stream"
}

// Get implements Objects.
func (b *Bucket) Get(ctx context.Context, key string) ([]byte, error) {
	body, err := b.Open(ctx, key)
	if err != nil {
		return nil, err
	}
	defer func() { _ = body.Close() }() // what matters was read
	data, err := io.ReadAll(io.LimitReader(body, bounds.StoreObject+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("%s: %w", b.Where(key), explain(ctx, err, "s3:GetObject"))
	case len(data) > bounds.StoreObject:
		return nil, tooLarge(b.String(), key)
	}
	return data, nil
}

// Open begins to read an object.
func (b *Bucket) Open(ctx context.Context, key string) (io.ReadCloser, error) {
	client, err := b.Client(ctx)
	if err != nil {
		return nil, err
	}
	out, err := client.GetObject(ctx, &s3.GetObjectInput{Bucket: awssdk.String(b.Name), Key: awssdk.String(b.key(key))})
	if err != nil {
		return nil, fmt.Errorf("%s: %w", b.Where(key), explain(ctx, err, "s3:GetObject"))
	}
	return out.Body, nil
}

// List implements Objects.
func (b *Bucket) List(ctx context.Context, prefix string) ([]Info, error) {
	out, _, err := b.list(ctx, b.key(prefix), "")
	return out, err
}

// Level describes the objects directly at the prefix, and names what has objects below it.
func (b *Bucket) Level(ctx context.Context) (here []Info, below []string, err error) {
	return b.list(ctx, b.key(""), "/")
}

func (b *Bucket) list(ctx context.Context, prefix, delimiter string) (here []Info, below []string, err error) {
	client, err := b.Client(ctx)
	if err != nil {
		return nil, nil, err
	}
	in := &s3.ListObjectsV2Input{Bucket: awssdk.String(b.Name), Prefix: awssdk.String(prefix)}
	if delimiter != "" {
		in.Delimiter = awssdk.String(delimiter)
	}
	for pages := s3.NewListObjectsV2Paginator(client, in); pages.HasMorePages(); {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, nil, fmt.Errorf("list %s: %w", b, explain(ctx, err, "s3:ListBucket"))
		}
		for _, o := range page.Contents {
			key := strings.TrimPrefix(awssdk.ToString(o.Key), b.key(""))
			here = append(here, Info{Key: key, Size: awssdk.ToInt64(o.Size), Modified: awssdk.ToTime(o.LastModified)})
		}
		for _, p := range page.CommonPrefixes {
			below = append(below, path.Base(awssdk.ToString(p.Prefix)))
		}
	}
	slices.SortFunc(here, func(x, y Info) int { return strings.Compare(x.Key, y.Key) })
	slices.Sort(below)
	return here, below, nil
}

// Delete implements Objects.
func (b *Bucket) Delete(ctx context.Context, key string) error {
	client, err := b.Client(ctx)
	if err != nil {
		return err
	}
	_, err = client.DeleteObject(ctx, &s3.DeleteObjectInput{Bucket: awssdk.String(b.Name), Key: awssdk.String(b.key(key))})
	if err = explain(ctx, err, "s3:DeleteObject"); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("remove %s: %w", b.Where(key), err)
	}
	return nil
}

// Settle implements Objects: the server keeps what it has answered for.
func (b *Bucket) Settle(context.Context) error { return nil }

// Sweep implements Objects: an object that was cut short never appeared.
func (b *Bucket) Sweep(context.Context) error { return nil }

// explain says what an answer means and what to do.
func explain(ctx context.Context, err error, permission string) error {
	if err == nil {
		return nil
	}
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
		var late net.Error
		if errors.As(err, &late) && late.Timeout() {
			return fmt.Errorf("the store did not answer in time, in none of several tries; try again later, or from a network nearer to it (%w)", err)
		}
		return fmt.Errorf("the store cannot be reached: %w", err)
	}
	hint := ""
	switch code := api.ErrorCode(); {
	case code == "NoSuchBucket":
		hint = ": there is no such bucket; look at its name and region"
	case code == "NoSuchKey" || code == "NotFound":
		return fmt.Errorf("%s: %w", code, fs.ErrNotExist)
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
