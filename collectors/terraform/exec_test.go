package terraform

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"github.com/envparity/envparity/collectors/collectortest"
	"github.com/envparity/envparity/fixtures/real"
	"github.com/envparity/envparity/snapshot"
)

const workload = `
variable "size" { default = 1 }
resource "terraform_data" "x" { input = "in ${terraform.workspace}" }
output "pw" {
  value     = "planted-output-secret"
  sensitive = true
}
`

// tofu runs OpenTofu in dir.
func tofu(t *testing.T, binary, dir string, args ...string) {
	t.Helper()
	cmd := exec.Command(binary, args...)
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %v\n%s", args, err, out)
	}
}

// digest hashes every file below dir with its name, mode and time of change.
func digest(t *testing.T, dir string) string {
	t.Helper()
	h := sha256.New()
	err := filepath.WalkDir(dir, func(p string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := e.Info()
		if err != nil {
			return err
		}
		fmt.Fprintln(h, p, info.Mode(), info.ModTime().UnixNano())
		if e.Type().IsRegular() {
			b, err := os.ReadFile(p)
			if err != nil {
				return err
			}
			h.Write(b)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("%x", h.Sum(nil))
}

// applied makes a working directory with the workload applied in the default workspace and in "prod".
func applied(t *testing.T, binary, backend string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "infra")
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "main.tf"), []byte(backend+workload), 0o600); err != nil {
		t.Fatal(err)
	}
	tofu(t, binary, dir, "init", "-no-color")
	tofu(t, binary, dir, "apply", "-auto-approve", "-no-color")
	tofu(t, binary, dir, "workspace", "new", "prod")
	tofu(t, binary, dir, "apply", "-auto-approve", "-no-color")
	tofu(t, binary, dir, "workspace", "select", "default")
	return dir
}

func TestStatesOfALocalBackendAreReadWithoutABinary(t *testing.T) {
	t.Setenv("TF_CLI_CONFIG_FILE", os.DevNull)
	dir := applied(t, real.Tofu(t), "")
	before := digest(t, dir)
	t.Setenv("PATH", t.TempDir())
	for name, want := range map[string]string{`workspace = "prod"`: "in prod", "": "in default"} {
		r := collectortest.Collect(t.Context(), t, Type(), filepath.Dir(dir), "dir = \"infra\"\n"+name)
		if r.Outcome.Status != snapshot.Complete {
			t.Fatalf("outcome %+v", r.Outcome)
		}
		if x := find(t, r, "terraform_data", "x"); !strings.Contains(show(x.Tree()), want) || !strings.HasPrefix(x.Source.File, "infra/") {
			t.Errorf("%s: %+v", show(x.Tree()), x.Source)
		}
		if got := show(find(t, r, "output", "pw").Tree()); got != "{value=secret}" {
			t.Error(got)
		}
	}
	r := collectortest.Collect(t.Context(), t, Type(), filepath.Dir(dir), "dir = \"infra\"\nworkspace = \"nope\"")
	if r.Outcome.Status != snapshot.Failed || !strings.Contains(r.Outcome.Error, `no state for workspace "nope"`) {
		t.Errorf("%+v", r.Outcome)
	}
	if digest(t, dir) != before {
		t.Error("the working directory was touched")
	}
}

// bucket starts an S3 server with an empty bucket and points the process at it.
func bucket(t *testing.T) (*real.S3, *s3.Client) {
	t.Helper()
	server := real.StartS3(t)
	for _, kv := range server.Env() {
		k, v, _ := strings.Cut(kv, "=")
		t.Setenv(k, v)
	}
	t.Setenv("TF_CLI_CONFIG_FILE", os.DevNull)
	cfg, err := config.LoadDefaultConfig(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	client := s3.NewFromConfig(cfg, func(o *s3.Options) { o.UsePathStyle = true })
	if _, err := client.CreateBucket(t.Context(), &s3.CreateBucketInput{Bucket: aws.String("states")}); err != nil {
		t.Fatal(err)
	}
	return server, client
}

func s3Backend(server *real.S3) string {
	return fmt.Sprintf(`
terraform {
  backend "s3" {
    bucket                      = "states"
    key                         = "shop/terraform.tfstate"
    region                      = %q
    use_path_style              = true
    skip_credentials_validation = true
    skip_requesting_account_id  = true
    skip_metadata_api_check     = true
    skip_region_validation      = true
    endpoints                   = { s3 = %q }
  }
}
`, server.Region, server.URL)
}

func TestStatesOfAnS3BackendArePulledAndNothingIsTouched(t *testing.T) {
	binary := real.Tofu(t)
	server, client := bucket(t)
	dir := applied(t, binary, s3Backend(server))
	before, stored := digest(t, dir), digest(t, server.Dir)
	body := "dir = \"infra\"\nbinary = \"" + binary + "\"\n"
	r := collectortest.Collect(t.Context(), t, Type(), filepath.Dir(dir), body+`workspace = "prod"`)
	if r.Outcome.Status != snapshot.Complete {
		t.Fatalf("outcome %+v", r.Outcome)
	}
	if got := show(find(t, r, "terraform_data", "x").Tree()); !strings.Contains(got, "in prod") {
		t.Error(got)
	}
	r = collectortest.Collect(t.Context(), t, Type(), filepath.Dir(dir), body+`workspace = "nope"`)
	if r.Outcome.Status != snapshot.Failed || !strings.Contains(r.Outcome.Error, `there is no workspace "nope"; there is default, prod`) {
		t.Errorf("%+v", r.Outcome)
	}
	t.Run("straight from the bucket", func(t *testing.T) {
		r := collectortest.Collect(t.Context(), t, Type(), t.TempDir(), `state = "s3://states/env:/prod/shop/terraform.tfstate"`)
		if got := show(find(t, r, "terraform_data", "x").Tree()); !strings.Contains(got, "in prod") || r.Outcome.Status != snapshot.Complete {
			t.Errorf("%s %+v", got, r.Outcome)
		}
		for url, want := range map[string]string{"s3://states/nowhere": "no such object", "s3://nobucket/x": "no such bucket"} {
			r := collectortest.Collect(t.Context(), t, Type(), t.TempDir(), `state = "`+url+`"`)
			if r.Outcome.Status != snapshot.Failed || !strings.Contains(r.Outcome.Error, want) {
				t.Errorf("%+v", r.Outcome)
			}
		}
	})
	t.Run("a check says version and whether the state can be read", func(t *testing.T) {
		check := func(dir, config string) string { return collectortest.Check(t, Type(), dir, config, nil) }
		collectortest.Says(t, check(filepath.Dir(dir), body+`workspace = "prod"`), `^ok version: tofu 1\.`, `^ok read: [1-9]\d* resources?`)
		collectortest.Says(t, check(filepath.Dir(dir), body+`workspace = "nope"`), `^failed read: .*there is no workspace "nope" -> there is default, prod$`)
		collectortest.Says(t, check(filepath.Dir(dir), "dir = \"infra\"\nbinary = \"no-such-program\"\n"), `^failed version: neither tofu nor terraform was found .*-> `)
		collectortest.Says(t, check(t.TempDir(), `state = "s3://states/env:/prod/shop/terraform.tfstate"`), `^ok identity: access key `, `^ok read: s3://states/env:/prod/shop/terraform\.tfstate can be read$`, `^ok clock: `)
		collectortest.Says(t, check(t.TempDir(), `state = "s3://states/nowhere"`), `^failed read: .*no such object -> look at the key`)
	})
	t.Run("killed half-way", func(t *testing.T) {
		for _, after := range []time.Duration{time.Millisecond, 50 * time.Millisecond, 200 * time.Millisecond} {
			ctx, cancel := context.WithTimeout(t.Context(), after)
			r := collectortest.Collect(ctx, t, Type(), filepath.Dir(dir), body+`workspace = "prod"`)
			cancel()
			if r.Outcome.Status == snapshot.Complete && len(r.Resources) == 0 {
				t.Errorf("complete with nothing: %+v", r.Outcome)
			}
		}
	})
	t.Run("wrong credentials", func(t *testing.T) {
		t.Setenv("AWS_SECRET_ACCESS_KEY", "planted-wrong-secret")
		r := collectortest.Collect(t.Context(), t, Type(), filepath.Dir(dir), body)
		if r.Outcome.Status != snapshot.Failed || strings.Contains(r.Outcome.Error, "planted-wrong-secret") {
			t.Errorf("%+v", r.Outcome)
		}
		r = collectortest.Collect(t.Context(), t, Type(), t.TempDir(), `state = "s3://states/x"`)
		if r.Outcome.Status != snapshot.Failed || !strings.Contains(r.Outcome.Error, "not accepted") {
			t.Errorf("%+v", r.Outcome)
		}
	})
	if digest(t, dir) != before {
		t.Error("the working directory was touched")
	}
	if digest(t, server.Dir) != stored {
		t.Error("the bucket was touched")
	}
	out, err := client.GetObject(t.Context(), &s3.GetObjectInput{Bucket: aws.String("states"), Key: aws.String("shop/terraform.tfstate")})
	if err != nil {
		t.Fatal(err)
	}
	defer out.Body.Close()
	var b bytes.Buffer
	if _, err := b.ReadFrom(out.Body); err != nil || !strings.Contains(b.String(), "in default") {
		t.Error("the default workspace's state is not what it was")
	}
}

func TestABackendMaySpeakOfVariables(t *testing.T) {
	binary := real.Tofu(t)
	server, _ := bucket(t)
	t.Setenv("TF_VAR_bucket", "states")
	t.Setenv("TF_VAR_stage", "the file's value counts")
	backend := strings.Replace(s3Backend(server), `"states"`, "var.bucket", 1)
	backend = strings.Replace(backend, `"shop/terraform.tfstate"`, `"${var.stage}/terraform.tfstate"`, 1) + "variable \"bucket\" {}\nvariable \"stage\" {}\n"
	dir := filepath.Join(t.TempDir(), "infra")
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"main.tf": backend + workload, "terraform.tfvars": "stage = \"prod\"\n"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	tofu(t, binary, dir, "init", "-no-color")
	tofu(t, binary, dir, "apply", "-auto-approve", "-no-color")
	before := digest(t, dir)
	r := collectortest.Collect(t.Context(), t, Type(), filepath.Dir(dir), "dir = \"infra\"\nbinary = \""+binary+"\"\n")
	if r.Outcome.Status != snapshot.Complete {
		t.Fatalf("%+v", r.Outcome)
	}
	find(t, r, "terraform_data", "x")
	if digest(t, dir) != before {
		t.Error("the working directory was touched")
	}
}

func TestAWorkingDirectoryThatCannotBeAsked(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	remote := "terraform {\n backend \"s3\" {\n  bucket = \"b\"\n }\n}\n"
	for _, c := range []struct{ name, main, want string }{
		{"no binary", remote, "neither tofu nor terraform was found"},
		{"no configuration", "", "no Terraform configuration"},
		{"broken", "terraform {", "main.tf:1 is not valid hcl"},
		{"never applied", workload, "has no state"},
	} {
		t.Run(c.name, func(t *testing.T) {
			files := map[string]string{"infra/README": ""}
			if c.main != "" {
				files["infra/main.tf"] = c.main
			}
			r := read(t, `dir = "infra"`, files)
			if r.Outcome.Status != snapshot.Failed || !strings.Contains(r.Outcome.Error, c.want) {
				t.Errorf("%+v, want %q", r.Outcome, c.want)
			}
		})
	}
	if r := read(t, `dir = "nowhere"`, nil); r.Outcome.Status != snapshot.Failed {
		t.Errorf("%+v", r.Outcome)
	}
}
