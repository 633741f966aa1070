package store

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	awssdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"github.com/envparity/envparity/fixtures/real"
	"github.com/envparity/envparity/snapshot/store/objects"
)

// served points the AWS chain at a server.
func served(t *testing.T, url string) {
	t.Helper()
	for k, v := range map[string]string{
		"AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "planted-key", "AWS_REGION": "us-east-1", "AWS_ENDPOINT_URL_S3": url, "AWS_MAX_ATTEMPTS": "2",
		"AWS_CONFIG_FILE": "/nonexistent", "AWS_SHARED_CREDENTIALS_FILE": "/nonexistent", "AWS_EC2_METADATA_DISABLED": "true",
	} {
		t.Setenv(k, v)
	}
}

func TestABucketKeepsOneObjectAnEnvironment(t *testing.T) {
	server := real.StartS3(t)
	served(t, server.URL)
	for _, kv := range server.Env() {
		k, v, _ := strings.Cut(kv, "=")
		t.Setenv(k, v)
	}
	client, err := (&objects.Bucket{Name: "bucket"}).Client(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	plain := s3.New(s3.Options{ // envparity's own client makes no bucket
		BaseEndpoint: awssdk.String(server.URL), UsePathStyle: true, Region: server.Region,
		Credentials: credentials.NewStaticCredentialsProvider(server.AccessKey, server.SecretKey, ""),
	})
	if _, err := plain.CreateBucket(t.Context(), &s3.CreateBucketInput{Bucket: awssdk.String("bucket")}); err != nil {
		t.Fatal(err)
	}
	p, err := Open("s3://bucket/deep/down/")
	if err != nil || p.String() != "s3://bucket/deep/down" {
		t.Fatal(p, err)
	}
	if _, err := p.Load(t.Context()); err == nil || !strings.Contains(err.Error(), "no snapshot") {
		t.Errorf("an empty prefix: %v", err)
	}
	for _, s := range []string{"prod", "dev", "prod"} {
		if _, err := p.Put(t.Context(), snap(s)); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := p.Within("v1").Put(t.Context(), snap("prod")); err != nil {
		t.Fatal(err)
	}
	got, err := p.Load(t.Context())
	if err != nil || len(got) != 2 || got[0].Environment != "dev" || got[1].Environment != "prod" {
		t.Errorf("%v %v", got, err)
	}
	if names, err := p.Names(t.Context()); err != nil || len(names) != 1 || names[0] != "v1" {
		t.Errorf("%v %v", names, err)
	}
	if _, err := client.DeleteObject(t.Context(), &s3.DeleteObjectInput{Bucket: awssdk.String("bucket"), Key: awssdk.String("deep/down/prod.snapshot.json")}); err == nil || !strings.Contains(err.Error(), "was not sent") {
		t.Errorf("a store deletes nothing: %v", err)
	}
	if got, err := p.Load(t.Context()); err != nil || len(got) != 2 {
		t.Errorf("%v %v", got, err)
	}
}

func TestAStoreThatIsOutOfOrderIsTold(t *testing.T) {
	release := make(chan struct{})
	t.Cleanup(func() { close(release) })
	for name, c := range map[string]struct {
		h    http.HandlerFunc
		want string
	}{
		"denied": {func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusForbidden)
			_, _ = w.Write([]byte("<Error><Code>AccessDenied</Code></Error>"))
		}, "this identity needs s3:"},
		"expired": {func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusBadRequest)
			_, _ = w.Write([]byte("<Error><Code>ExpiredToken</Code></Error>"))
		}, "sign in again"},
		"throttled": {func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusServiceUnavailable)
			_, _ = w.Write([]byte("<Error><Code>SlowDown</Code></Error>"))
		}, "try again later"},
		"reset": {func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, "cannot be reached"},
		"hangs": {func(_ http.ResponseWriter, r *http.Request) {
			select {
			case <-release:
			case <-r.Context().Done():
			}
		}, "stopped"},
	} {
		t.Run(name, func(t *testing.T) {
			var calls atomic.Int32
			ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
			defer cancel()
			s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				calls.Add(1)
				if name == "hangs" {
					cancel() // it was asked, and a person ends the command
				}
				c.h(w, r)
			}))
			t.Cleanup(s.Close)
			served(t, s.URL)
			p := Bucket{&objects.Bucket{Name: "b", Prefix: "x"}}
			_, err := p.Load(ctx)
			if err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "planted-key") {
				t.Errorf("load: %v", err)
			}
			if _, err := p.Put(ctx, snap("prod")); err == nil || strings.Contains(err.Error(), "planted-key") {
				t.Errorf("put: %v", err)
			}
			if calls.Load() == 0 {
				t.Error("nobody was asked")
			}
		})
	}
}

func TestABucketThatListsForEverIsAnError(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/xml")
		_, _ = w.Write([]byte(`<ListBucketResult><IsTruncated>true</IsTruncated><NextContinuationToken>again</NextContinuationToken><CommonPrefixes><Prefix>v1/</Prefix></CommonPrefixes></ListBucketResult>`))
	}))
	defer server.Close()
	served(t, server.URL)
	if names, err := (Bucket{&objects.Bucket{Name: "bucket"}}).Names(t.Context()); err == nil || !strings.Contains(err.Error(), "read before") {
		t.Errorf("%v, %v", names, err)
	}
}
