package aws

import (
	"slices"
	"strings"
	"testing"

	awssdk "github.com/aws/aws-sdk-go-v2/aws"
	awsconfig "github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"github.com/envparity/envparity/collectors/collectortest"
	"github.com/envparity/envparity/fixtures/real"
	"github.com/envparity/envparity/snapshot"
)

func TestBucketsOfARealServer(t *testing.T) {
	server := real.StartS3(t)
	for _, e := range server.Env() {
		k, v, _ := strings.Cut(e, "=")
		t.Setenv(k, v)
	}
	t.Setenv("AWS_CONFIG_FILE", "/nonexistent")
	t.Setenv("AWS_SHARED_CREDENTIALS_FILE", "/nonexistent")
	cfg, err := awsconfig.LoadDefaultConfig(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	client := s3.NewFromConfig(cfg, func(o *s3.Options) { o.UsePathStyle = true })
	bucket := awssdk.String("shop-prod-images")
	do := func(what string, err error) {
		t.Helper()
		if err != nil {
			t.Fatalf("%s: %v", what, err)
		}
	}
	for _, b := range []string{"shop-prod-images", "shop-prod-invoices", "other"} {
		_, err = client.CreateBucket(t.Context(), &s3.CreateBucketInput{Bucket: awssdk.String(b)})
		do("create", err)
	}
	_, err = client.PutBucketTagging(t.Context(), &s3.PutBucketTaggingInput{Bucket: bucket, Tagging: &types.Tagging{TagSet: []types.Tag{{Key: awssdk.String("team"), Value: awssdk.String("media")}}}})
	do("tag", err)
	_, err = client.PutBucketPolicy(t.Context(), &s3.PutBucketPolicyInput{Bucket: bucket, Policy: awssdk.String(`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::shop-prod-images/*"}]}`)})
	do("policy", err)
	_, err = client.PutObject(t.Context(), &s3.PutObjectInput{Bucket: bucket, Key: awssdk.String("x"), Body: strings.NewReader("planted-object-content")})
	do("object", err)

	r := collectortest.Collect(t.Context(), t, Type(), t.TempDir(), "services = [\"s3\"]\nregion = \"us-east-1\"\nname_prefix = \"shop-\"\nendpoint = \""+server.URL+"\"\n")
	images := find(t, r, "aws_s3_bucket", "shop-prod-images")
	if images.Labels["team"] != "media" || !strings.Contains(images.Tree().Get("policy").Text, "s3:GetObject") {
		t.Errorf("%+v", images)
	}
	invoices := find(t, r, "aws_s3_bucket", "shop-prod-invoices")
	if invoices.Tree().Get("policy") != nil || len(invoices.Labels) > 0 {
		t.Errorf("%+v", invoices)
	}
	if len(r.Resources) != 2 {
		t.Errorf("%d buckets, want the two of the prefix", len(r.Resources))
	}
	// What this server does not implement is unknown by name; nothing else is.
	for i := range images.Tree().Children {
		c := images.Tree().Children[i]
		known := !slices.Contains([]string{"public_access_block", "server_side_encryption_configuration", "lifecycle_rule", "logging"}, c.Key)
		if c.Kind == snapshot.Unknown && known {
			t.Errorf("%s: %s", c.Key, c.Text)
		}
	}
	t.Logf("outcome %s: %s", r.Outcome.Status, r.Outcome.Error)
	collectortest.NoSecrets(t, collectortest.Bytes(t, r), []string{"planted-object-content", server.SecretKey})
	left, err := client.ListObjectVersions(t.Context(), &s3.ListObjectVersionsInput{Bucket: bucket})
	do("list", err)
	if len(left.Versions) != 1 {
		t.Errorf("%d objects are in the bucket, one was", len(left.Versions))
	}
}
