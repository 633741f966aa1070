package archive

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	awssdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"github.com/envparity/envparity/fixtures/real"
	"github.com/envparity/envparity/snapshot/store/objects"
)

// bucket starts an S3 server with a bucket called snapshots, behind a proxy that answers 503 where fail says so.
func bucket(t *testing.T, fail func(*http.Request) bool) *Archive {
	t.Helper()
	server := real.StartS3(t)
	client := s3.New(s3.Options{
		BaseEndpoint: awssdk.String(server.URL), UsePathStyle: true, Region: server.Region,
		Credentials: credentials.NewStaticCredentialsProvider(server.AccessKey, server.SecretKey, ""),
	})
	if _, err := client.CreateBucket(t.Context(), &s3.CreateBucketInput{Bucket: awssdk.String("snapshots")}); err != nil {
		t.Fatal(err)
	}
	to, err := url.Parse(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	proxy := httputil.NewSingleHostReverseProxy(to)
	front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if fail(r) {
			w.WriteHeader(http.StatusServiceUnavailable)
			_, _ = w.Write([]byte("<Error><Code>SlowDown</Code></Error>"))
			return
		}
		proxy.ServeHTTP(w, r)
	}))
	t.Cleanup(front.Close)
	for _, kv := range server.Env() {
		k, v, _ := strings.Cut(kv, "=")
		t.Setenv(k, v)
	}
	t.Setenv("AWS_ENDPOINT_URL_S3", front.URL)
	t.Setenv("AWS_MAX_ATTEMPTS", "2")
	t.Setenv("AWS_CONFIG_FILE", "/nonexistent")
	t.Setenv("AWS_SHARED_CREDENTIALS_FILE", "/nonexistent")
	a, err := Open("s3://snapshots/deep/down", Options{Clock: time.Now, Prune: true})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestABucketThatIsOutOfOrderLosesNothing(t *testing.T) {
	var broken atomic.Pointer[string]
	a := bucket(t, func(r *http.Request) bool {
		part := broken.Load()
		return part != nil && r.Method == http.MethodPut && strings.Contains(r.URL.Path, *part)
	})
	kept := 0
	for i, part := range []string{"/envparity-store.json", "/chunks/", "/recipes/", "/snapshots/prod/"} {
		s := shop("prod", noon.AddDate(0, 0, i), 30, i)
		broken.Store(&part)
		_, err := a.PutSnapshot(t.Context(), s)
		if i > 0 || err != nil { // the first object is there by now
			if err == nil || !strings.Contains(err.Error(), "SlowDown: the store gave up after several tries; try again later") {
				t.Errorf("%s: %v", part, err)
			}
		}
		broken.Store(nil)
		if _, err := a.PutSnapshot(t.Context(), s); err != nil {
			t.Errorf("%s, later: %v", part, err)
		}
		kept++
		v, err := a.Verify(t.Context())
		if err != nil || v.Damaged() > 0 || len(v.Documents) != kept {
			t.Errorf("%s: %v %+v", part, err, v)
		}
	}
}

// TestABucketThatIsTooSlowIsNamed lets the bucket answer later than a request may take, for one kind of object after the other.
func TestABucketThatIsTooSlowIsNamed(t *testing.T) {
	var slow atomic.Pointer[string]
	a := bucket(t, func(r *http.Request) bool {
		if part := slow.Load(); part != nil && strings.Contains(r.URL.Path, *part) {
			_, _ = io.Copy(io.Discard, r.Body) // else the server does not see that the client has given up
			select {
			case <-r.Context().Done():
			case <-time.After(time.Minute):
			}
			return true
		}
		return false
	})
	a.at.(*objects.Bucket).Patience = time.Second
	kept := 0
	for i, part := range []string{"/chunks/", "/recipes/", "/snapshots/prod/"} {
		s := shop("prod", noon.AddDate(0, 0, i), 30, i)
		slow.Store(&part)
		_, err := a.PutSnapshot(t.Context(), s)
		if err == nil || !strings.Contains(err.Error(), "the store did not answer in time, in none of several tries; try again later, or from a network nearer to it") {
			t.Errorf("%s: %v", part, err)
		}
		slow.Store(nil)
		if _, err := a.PutSnapshot(t.Context(), s); err != nil {
			t.Errorf("%s, later: %v", part, err)
		}
		kept++
		if v, err := a.Verify(t.Context()); err != nil || v.Damaged() > 0 || len(v.Documents) != kept {
			t.Errorf("%s: %v %+v", part, err, v)
		}
	}
}

func TestTwoHundredWritersToABucketAreAllThere(t *testing.T) {
	a := bucket(t, func(*http.Request) bool { return false })
	var wg sync.WaitGroup
	errs := make([]error, 200)
	for i := range errs {
		wg.Go(func() {
			_, errs[i] = a.PutSnapshot(t.Context(), shop([]string{"dev", "prod"}[i%2], noon.Add(time.Duration(i/4)*time.Second), 20, i%20))
		})
	}
	wg.Wait()
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
	v, err := a.Verify(t.Context())
	if err != nil || v.Damaged() > 0 || len(v.Documents) != 200 {
		t.Fatalf("%v: %d documents, %d damaged", err, len(v.Documents), v.Damaged())
	}
	gone, err := a.Plan(t.Context(), Policy{Keep: 10})
	if err != nil || len(gone) != 180 {
		t.Fatal(len(gone), err)
	}
	if p, err := a.Prune(t.Context(), gone, false); err != nil || p.Waiting == 0 || p.Objects != 0 {
		t.Errorf("%+v %v", p, err)
	}
	v, err = a.Verify(t.Context())
	if err != nil || v.Damaged() > 0 || len(v.Documents) != 20 {
		t.Errorf("%v: %d documents, %d damaged", err, len(v.Documents), v.Damaged())
	}
}

func TestABucketIsNotPrunedByAccident(t *testing.T) {
	bucket(t, func(*http.Request) bool { return false })
	a, err := Open("s3://snapshots/deep/down", Options{Clock: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	if err := a.at.Delete(context.Background(), "x"); err == nil || !strings.Contains(err.Error(), "was not sent") {
		t.Error(err)
	}
}
