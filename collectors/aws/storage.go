package aws

import (
	"context"
	"errors"
	"strings"

	awssdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/smithy-go"

	"github.com/envparity/envparity/collectors/awsapi"
	"github.com/envparity/envparity/snapshot"
)

// bucketReader reads one aspect of a bucket and returns the value to keep under key.
type bucketReader struct {
	key  string
	none []string // error codes that mean "not set", which is a value too
	read func(ctx context.Context, c *s3.Client, bucket *string) (any, error)
}

func bucketReaders() []bucketReader {
	return []bucketReader{
		{"versioning", nil, func(ctx context.Context, c *s3.Client, b *string) (any, error) {
			o, err := c.GetBucketVersioning(ctx, &s3.GetBucketVersioningInput{Bucket: b})
			return o, err
		}},
		{"server_side_encryption_configuration", []string{"ServerSideEncryptionConfigurationNotFoundError"}, func(ctx context.Context, c *s3.Client, b *string) (any, error) {
			o, err := c.GetBucketEncryption(ctx, &s3.GetBucketEncryptionInput{Bucket: b})
			if err != nil {
				return nil, err
			}
			return o.ServerSideEncryptionConfiguration, nil
		}},
		{"public_access_block", []string{"NoSuchPublicAccessBlockConfiguration"}, func(ctx context.Context, c *s3.Client, b *string) (any, error) {
			o, err := c.GetPublicAccessBlock(ctx, &s3.GetPublicAccessBlockInput{Bucket: b})
			if err != nil {
				return nil, err
			}
			return o.PublicAccessBlockConfiguration, nil
		}},
		{"lifecycle_rule", []string{"NoSuchLifecycleConfiguration"}, func(ctx context.Context, c *s3.Client, b *string) (any, error) {
			o, err := c.GetBucketLifecycleConfiguration(ctx, &s3.GetBucketLifecycleConfigurationInput{Bucket: b})
			if err != nil {
				return nil, err
			}
			return o.Rules, nil
		}},
		{"policy", []string{"NoSuchBucketPolicy"}, func(ctx context.Context, c *s3.Client, b *string) (any, error) {
			o, err := c.GetBucketPolicy(ctx, &s3.GetBucketPolicyInput{Bucket: b})
			if err != nil {
				return nil, err
			}
			return o.Policy, nil
		}},
		{"tags", []string{"NoSuchTagSet"}, func(ctx context.Context, c *s3.Client, b *string) (any, error) {
			o, err := c.GetBucketTagging(ctx, &s3.GetBucketTaggingInput{Bucket: b})
			if err != nil {
				return nil, err
			}
			return o.TagSet, nil
		}},
		{"logging", nil, func(ctx context.Context, c *s3.Client, b *string) (any, error) {
			o, err := c.GetBucketLogging(ctx, &s3.GetBucketLoggingInput{Bucket: b})
			if err != nil {
				return nil, err
			}
			return o.LoggingEnabled, nil
		}},
		{"cors_rule", []string{"NoSuchCORSConfiguration"}, func(ctx context.Context, c *s3.Client, b *string) (any, error) {
			o, err := c.GetBucketCors(ctx, &s3.GetBucketCorsInput{Bucket: b})
			if err != nil {
				return nil, err
			}
			return o.CORSRules, nil
		}},
		{"ownership_controls", []string{"OwnershipControlsNotFoundError"}, func(ctx context.Context, c *s3.Client, b *string) (any, error) {
			o, err := c.GetBucketOwnershipControls(ctx, &s3.GetBucketOwnershipControlsInput{Bucket: b})
			if err != nil {
				return nil, err
			}
			return o.OwnershipControls, nil
		}},
		{"object_lock_configuration", []string{"ObjectLockConfigurationNotFoundError"}, func(ctx context.Context, c *s3.Client, b *string) (any, error) {
			o, err := c.GetObjectLockConfiguration(ctx, &s3.GetObjectLockConfigurationInput{Bucket: b})
			if err != nil {
				return nil, err
			}
			return o.ObjectLockConfiguration, nil
		}},
	}
}

// readBuckets reads the settings of S3 buckets, never an object. An aspect that cannot be read is unknown, and the others are kept. Requests for
// a bucket go to its own region.
func readBuckets(ctx context.Context, s *session) error {
	client := s3.NewFromConfig(s.cfg, func(o *s3.Options) { o.UsePathStyle = s.settings.Endpoint != "" })
	for page, err := range awsapi.Pages(ctx, client.ListBuckets, &s3.ListBucketsInput{MaxBuckets: awssdk.Int32(1000)}, nextListBuckets) {
		if err != nil {
			return err
		}
		for _, b := range page.Buckets {
			name := awssdk.ToString(b.Name)
			if !s.wanted(name) {
				continue
			}
			own := *s
			own.cfg = s.cfg.Copy()
			if region := awssdk.ToString(b.BucketRegion); region != "" {
				own.cfg.Region = region
			}
			own.bucket(ctx, s3.NewFromConfig(own.cfg, func(o *s3.Options) { o.UsePathStyle = s.settings.Endpoint != "" }), name)
		}
	}
	return nil
}

func (s *session) bucket(ctx context.Context, client *s3.Client, name string) {
	root := snapshot.Node{Kind: snapshot.Map, Children: []snapshot.Node{text("bucket", name)}}
	for _, r := range bucketReaders() {
		v, err := r.read(ctx, client, awssdk.String(name))
		if err != nil {
			if notSet(err, r.none) {
				continue
			}
			why := awsapi.Explain(kindBucket+" "+name, err)
			put(&root, snapshot.Node{Key: r.key, Kind: snapshot.Unknown, Text: why})
			s.out.problem(why)
			continue
		}
		answer, err := toNode(v)
		if err != nil {
			s.gap(err, name, kindBucket)
			continue
		}
		if answer.Kind == snapshot.Absent {
			continue // an empty answer: it is not set
		}
		how := kept
		if r.key == "tags" {
			how = tagMap
		}
		n := how.of(answer)
		n.Key = r.key
		put(&root, n)
	}
	s.addNode(kindBucket, name, "arn:aws:s3:::"+name, snapshot.Infrastructure, root)
}

// notSet reports whether an error means that a setting does not exist.
func notSet(err error, codes []string) bool {
	var api smithy.APIError
	if !errors.As(err, &api) {
		return false
	}
	for _, c := range codes {
		if strings.EqualFold(api.ErrorCode(), c) {
			return true
		}
	}
	return false
}
