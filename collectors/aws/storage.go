package aws

import (
	"context"
	"errors"
	"strings"

	awssdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/smithy-go"

	"github.com/envparity/envparity/snapshot"
)

// bucketReader reads one aspect of a bucket and returns what to keep under key.
type bucketReader struct {
	key  string
	none []string // error codes that mean "not set", which is a setting too
	read func(ctx context.Context, c *s3.Client, bucket *string) (any, error)
}

func bucketReaders() []bucketReader {
	return []bucketReader{
		{"Versioning", nil, func(ctx context.Context, c *s3.Client, b *string) (any, error) {
			o, err := c.GetBucketVersioning(ctx, &s3.GetBucketVersioningInput{Bucket: b})
			return o, err
		}},
		{"Encryption", []string{"ServerSideEncryptionConfigurationNotFoundError"}, func(ctx context.Context, c *s3.Client, b *string) (any, error) {
			o, err := c.GetBucketEncryption(ctx, &s3.GetBucketEncryptionInput{Bucket: b})
			if err != nil {
				return nil, err
			}
			return o.ServerSideEncryptionConfiguration, nil
		}},
		{"PublicAccessBlock", []string{"NoSuchPublicAccessBlockConfiguration"}, func(ctx context.Context, c *s3.Client, b *string) (any, error) {
			o, err := c.GetPublicAccessBlock(ctx, &s3.GetPublicAccessBlockInput{Bucket: b})
			if err != nil {
				return nil, err
			}
			return o.PublicAccessBlockConfiguration, nil
		}},
		{"Lifecycle", []string{"NoSuchLifecycleConfiguration"}, func(ctx context.Context, c *s3.Client, b *string) (any, error) {
			o, err := c.GetBucketLifecycleConfiguration(ctx, &s3.GetBucketLifecycleConfigurationInput{Bucket: b})
			if err != nil {
				return nil, err
			}
			return o.Rules, nil
		}},
		{"Policy", []string{"NoSuchBucketPolicy"}, func(ctx context.Context, c *s3.Client, b *string) (any, error) {
			o, err := c.GetBucketPolicy(ctx, &s3.GetBucketPolicyInput{Bucket: b})
			if err != nil {
				return nil, err
			}
			return o.Policy, nil
		}},
		{"Tags", []string{"NoSuchTagSet"}, func(ctx context.Context, c *s3.Client, b *string) (any, error) {
			o, err := c.GetBucketTagging(ctx, &s3.GetBucketTaggingInput{Bucket: b})
			if err != nil {
				return nil, err
			}
			tags := map[string]string{}
			for _, t := range o.TagSet {
				tags[awssdk.ToString(t.Key)] = awssdk.ToString(t.Value)
			}
			return tags, nil
		}},
	}
}

// readBuckets reads the settings of S3 buckets, never an object. An aspect that may not be read is unknown; the rest counts.
func readBuckets(ctx context.Context, s *session) error {
	client := s3.NewFromConfig(s.cfg, func(o *s3.Options) { o.UsePathStyle = s.settings.Endpoint != "" })
	pages := s3.NewListBucketsPaginator(client, &s3.ListBucketsInput{})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return err
		}
		for _, b := range page.Buckets {
			if name := awssdk.ToString(b.Name); s.wanted(name) {
				s.bucket(ctx, client, name)
			}
		}
	}
	return nil
}

func (s *session) bucket(ctx context.Context, client *s3.Client, name string) {
	root := snapshot.Node{Kind: snapshot.Map}
	labels := map[string]string{}
	for _, r := range bucketReaders() {
		v, err := r.read(ctx, client, awssdk.String(name))
		if err != nil {
			if notSet(err, r.none) {
				continue
			}
			why := explain("s3-bucket "+name, err)
			put(&root, snapshot.Node{Key: r.key, Kind: snapshot.Unknown, Text: why})
			s.out.tell(why, false)
			continue
		}
		if tags, ok := v.(map[string]string); ok {
			labels = tags
		}
		n, err := toNode(s.service, v)
		if err != nil {
			s.gap("s3-bucket", name, err)
			continue
		}
		n.Key = r.key
		put(&root, n)
	}
	s.addNode("s3-bucket", name, "arn:aws:s3:::"+name, snapshot.Infrastructure, labels, root)
}

// notSet reports whether an error says that a setting does not exist.
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
