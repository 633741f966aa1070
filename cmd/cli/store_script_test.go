package cli

import (
	"bytes"
	"io"
	"path/filepath"
	"strings"
	"testing"

	awssdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/rogpeppe/go-internal/testscript"

	"github.com/envparity/envparity/fixtures/real"
)

// TestStoreScripts runs the scripts below testdata/store beside a real S3 server with a bucket called snapshots.
func TestStoreScripts(t *testing.T) {
	server := real.StartS3(t)
	client := s3.New(s3.Options{
		BaseEndpoint: awssdk.String(server.URL), UsePathStyle: true, Region: server.Region,
		Credentials: credentials.NewStaticCredentialsProvider(server.AccessKey, server.SecretKey, ""),
	})
	bucket := awssdk.String("snapshots")
	if _, err := client.CreateBucket(t.Context(), &s3.CreateBucketInput{Bucket: bucket}); err != nil {
		t.Fatal(err)
	}
	get := func(ts *testscript.TestScript, key string) []byte {
		out, err := client.GetObject(t.Context(), &s3.GetObjectInput{Bucket: bucket, Key: awssdk.String(key)})
		ts.Check(err)
		defer func() { _ = out.Body.Close() }()
		b, err := io.ReadAll(out.Body)
		ts.Check(err)
		return b
	}
	put := func(ts *testscript.TestScript, key string, b []byte) {
		_, err := client.PutObject(t.Context(), &s3.PutObjectInput{Bucket: bucket, Key: awssdk.String(key), Body: bytes.NewReader(b)})
		ts.Check(err)
	}
	testscript.Run(t, testscript.Params{
		Dir: filepath.Join("testdata", "store"), RequireExplicitExec: true, RequireUniqueNames: true, UpdateScripts: *update,
		Setup: func(e *testscript.Env) error {
			e.Setenv("ENVPARITY_KEY", "0123456789abcdef0123456789abcdef")
			e.Setenv("HOME", filepath.Join(e.WorkDir, "home"))
			for _, kv := range server.Env() {
				k, v, _ := strings.Cut(kv, "=")
				e.Setenv(k, v)
			}
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits": exits,
			// same KEY FILE: the object holds the file's bytes
			"same": func(ts *testscript.TestScript, _ bool, args []string) {
				if string(get(ts, args[0])) != ts.ReadFile(args[1]) {
					ts.Fatalf("%s is not %s", args[0], args[1])
				}
			},
			// damage KEY: one character in the middle is another
			"damage": func(ts *testscript.TestScript, _ bool, args []string) {
				b := get(ts, args[0])
				b[len(b)/2] ^= 1
				put(ts, args[0], b)
			},
			// halve KEY: the second half is gone
			"halve": func(ts *testscript.TestScript, _ bool, args []string) {
				b := get(ts, args[0])
				put(ts, args[0], b[:len(b)/2])
			},
			// put KEY TEXT
			"put": func(ts *testscript.TestScript, _ bool, args []string) { put(ts, args[0], []byte(args[1])) },
		},
	})
}
