package terraform

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"github.com/envparity/envparity/collectors"
	"github.com/envparity/envparity/collectors/collectortest"
	"github.com/envparity/envparity/fixtures/real"
	"github.com/envparity/envparity/snapshot"
)

// timed runs a collector under a timeout.
func timed(t *testing.T, dir, config string, timeout time.Duration) collectors.Result {
	t.Helper()
	c, diags := collectortest.Make(t, Type(), config)
	if diags.HasErrors() {
		t.Fatal(errors.Join(diags.Errs()...))
	}
	return collectors.Run(t.Context(), []collectors.Job{{Collector: c, Name: "terraform", Timeout: timeout}},
		collectors.Options{Dir: dir, Sealer: snapshot.NewSealer([]byte("k"))})[0]
}

// TestFaultsBeforeABucketAreOutcomes puts a proxy before a real S3 server that delays, resets, truncates, refuses, talks nonsense and hangs.
func TestFaultsBeforeABucketAreOutcomes(t *testing.T) {
	server, client := bucket(t)
	state := `{"version":4,"serial":7,"lineage":"x","outputs":{"a":{"value":"here","type":"string"},"pw":{"value":"planted-state-secret","type":"string","sensitive":true}},"resources":[` +
		strings.Repeat(`{"mode":"managed","type":"terraform_data","name":"x","provider":"provider[\"terraform.io/builtin/terraform\"]","instances":[]},`, 200) +
		`{"mode":"managed","type":"terraform_data","name":"last","provider":"provider[\"terraform.io/builtin/terraform\"]","instances":[{"attributes":{"input":"in"}}]}]}`
	if _, err := client.PutObject(t.Context(), &s3.PutObjectInput{Bucket: aws.String("states"), Key: aws.String("s"), Body: bytes.NewReader([]byte(state))}); err != nil {
		t.Fatal(err)
	}
	target, err := url.Parse(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	proxy := httputil.NewSingleHostReverseProxy(target)
	var asked atomic.Int64
	type spoiler func(w http.ResponseWriter, r *http.Request) bool
	first := func(n int64, s spoiler) spoiler {
		return func(w http.ResponseWriter, r *http.Request) bool { return asked.Add(1) <= n && s(w, r) }
	}
	answer := func(status int, body string) spoiler {
		return func(w http.ResponseWriter, _ *http.Request) bool {
			w.WriteHeader(status)
			fmt.Fprint(w, body)
			return true
		}
	}
	reset := func(http.ResponseWriter, *http.Request) bool { panic(http.ErrAbortHandler) }
	delay := func(http.ResponseWriter, *http.Request) bool { time.Sleep(300 * time.Millisecond); return false }
	hang := func(_ http.ResponseWriter, r *http.Request) bool { <-r.Context().Done(); return true }
	truncate := func(w http.ResponseWriter, r *http.Request) bool {
		rec := httptest.NewRecorder()
		proxy.ServeHTTP(rec, r)
		w.Header().Set("Content-Length", fmt.Sprint(rec.Body.Len()))
		_, _ = io.CopyN(w, rec.Body, int64(rec.Body.Len()/2))
		panic(http.ErrAbortHandler)
	}
	const slow = `<?xml version="1.0"?><Error><Code>SlowDown</Code><Message>planted-server-secret</Message></Error>`
	var spoil atomic.Pointer[spoiler]
	front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if s := spoil.Load(); s != nil && (*s)(w, r) {
			return
		}
		proxy.ServeHTTP(w, r)
	}))
	t.Cleanup(front.Close)
	t.Cleanup(front.CloseClientConnections)
	t.Setenv("AWS_ENDPOINT_URL_S3", front.URL)
	for name, test := range map[string]struct {
		spoil   spoiler
		heals   bool
		says    string
		timeout time.Duration
	}{
		"a delay":                {first(2, delay), true, "", 0},
		"a reset connection":     {first(1, reset), true, "", 0},
		"a truncated answer":     {first(1, truncate), true, "", 0},
		"throttling":             {first(1, answer(503, slow)), true, "", 0},
		"an error of the server": {first(1, answer(500, "planted-server-secret")), true, "", 0},
		"resets without end":     {reset, false, "cannot be reached", 0},
		"truncation without end": {truncate, false, "broke off", 0},
		"throttling without end": {answer(429, slow), false, "SlowDown", 0},
		"errors without end":     {answer(500, "planted-server-secret"), false, "500", 0},
		"a login page":           {answer(200, "<html>log in</html>"), false, "not valid json", 0},
		"a server that hangs":    {hang, false, "longer than its timeout", 1500 * time.Millisecond},
		"an answer that never comes": {first(99, func(w http.ResponseWriter, r *http.Request) bool {
			w.WriteHeader(200)
			fmt.Fprint(w, `{"version":4,`)
			_ = http.NewResponseController(w).Flush()
			<-r.Context().Done()
			return true
		}), false, "timeout", 1500 * time.Millisecond},
	} {
		t.Run(name, func(t *testing.T) {
			asked.Store(0)
			spoil.Store(&test.spoil)
			defer spoil.Store(nil)
			start := time.Now()
			r := timed(t, t.TempDir(), `state = "s3://states/s"`, test.timeout)
			if took := time.Since(start); took > 40*time.Second {
				t.Errorf("it took %s", took)
			}
			collectortest.NoSecrets(t, collectortest.Bytes(t, r), []string{"planted-state-secret", "planted-server-secret", server.SecretKey})
			if test.heals {
				if r.Outcome.Status != snapshot.Complete {
					t.Fatalf("%+v", r.Outcome)
				}
				find(t, r, "terraform_data", "last")
				return
			}
			if r.Outcome.Status != snapshot.Failed || len(r.Resources) != 0 || !strings.Contains(r.Outcome.Error, test.says) {
				t.Errorf("want %q: %+v, %d resources", test.says, r.Outcome, len(r.Resources))
			}
		})
	}
}

// TestABackendThatHangsIsLeft asks through OpenTofu for a state whose server takes every request and answers none.
func TestABackendThatHangsIsLeft(t *testing.T) {
	server, _ := bucket(t)
	dir := applied(t, real.Tofu(t), s3Backend(server))
	hang := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }))
	t.Cleanup(hang.Close)
	t.Cleanup(hang.CloseClientConnections)
	before := digest(t, dir)
	body := fmt.Sprintf("dir = \"infra\"\nbinary = %q\nbackend_config = [\"secret_key=planted-backend-secret\", \"endpoints={s3=\\\"%s\\\"}\"]\n", real.Tofu(t), hang.URL)
	start := time.Now()
	r := timed(t, filepath.Dir(dir), body, 3*time.Second)
	if took := time.Since(start); took > 6*time.Second || r.Outcome.Status != snapshot.Failed || len(r.Resources) != 0 {
		t.Errorf("after %s: %+v", took, r.Outcome)
	}
	collectortest.NoSecrets(t, collectortest.Bytes(t, r), []string{"planted-backend-secret", server.SecretKey})
	if digest(t, dir) != before {
		t.Error("the working directory was touched")
	}
}
