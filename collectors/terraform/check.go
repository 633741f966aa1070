package terraform

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"github.com/envparity/envparity/collectors"
	"github.com/envparity/envparity/collectors/awsapi"
)

// Check implements collectors.Checker. It requests the first byte of the object, for which the right to read is enough.
func (c *s3State) Check(ctx context.Context, in collectors.Input) []collectors.Check {
	var out collectors.Checks
	cfg, err := c.load(ctx)
	if err != nil {
		out.Fail("identity", in.Sealer.SealText(err.Error()), "see ~/.aws/config, and the profile that the collect block names")
		return out
	}
	client := newS3(cfg)
	if client.Options().BaseEndpoint == nil { // another S3 server knows no STS
		if !awsapi.SignIn(ctx, cfg, &out) {
			return out
		}
	} else if keys, err := cfg.Credentials.Retrieve(ctx); err == nil {
		out.OK("identity", "access key %s", keys.AccessKeyID)
	}
	got, err := client.GetObject(ctx, &s3.GetObjectInput{Bucket: aws.String(c.bucket), Key: aws.String(c.key), Range: aws.String("bytes=0-0")})
	if err != nil {
		out.Fail("read", fmt.Sprintf("%s: %s", c.Source(), in.Sealer.SealText(s3Error(ctx, err).Error())), "see bucket, key and region in the collect block, and the IAM policy of this identity")
		return out
	}
	_ = got.Body.Close() // one byte is enough
	out.OK("read", "%s can be read", c.Source())
	return out
}

// Check implements collectors.Checker. It checks the program's version and pulls the state, because a backend shows in no other way whether it
// can be read. It makes no plan.
func (c *workspace) Check(ctx context.Context, in collectors.Input) []collectors.Check {
	var out collectors.Checks
	dir := c.dir
	if !filepath.IsAbs(dir) {
		dir = filepath.Join(in.Dir, dir)
	}
	if _, local, err := backendOf(in.Roots(), dir); err != nil || local == nil || c.refreshOnly {
		binary, err := c.find()
		if err != nil {
			out.Fail("version", err.Error(), "")
			return out
		}
		version, err := versionOf(ctx, binary)
		if err != nil {
			out.Fail("version", fmt.Sprintf("%s does not say its version: %v", filepath.Base(binary), err), "see that the program runs: `"+filepath.Base(binary)+" version`")
			return out
		}
		out.OK("version", "%s %s", filepath.Base(binary), version)
	}
	state := *c
	state.refreshOnly = false
	return append(out, collectors.ByReading(ctx, &state, in)...)
}

// versionOf returns the version of a program. Both tofu and terraform write it under terraform_version.
func versionOf(ctx context.Context, binary string) (string, error) {
	cmd := exec.CommandContext(ctx, binary, "version", "-json")
	cmd.Env = append(os.Environ(), "CHECKPOINT_DISABLE=1")
	cmd.Dir = os.TempDir() // so that it does not read the versions of a working directory's providers
	text, err := cmd.Output()
	if err != nil {
		return "", err
	}
	var v struct {
		Version string `json:"terraform_version"`
	}
	if err := json.Unmarshal(text, &v); err != nil {
		return "", err
	}
	return v.Version, nil
}
