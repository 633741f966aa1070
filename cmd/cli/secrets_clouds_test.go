//go:build unix

package cli

import (
	"encoding/base64"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-containerregistry/pkg/authn"
	"github.com/google/go-containerregistry/pkg/name"
	"github.com/google/go-containerregistry/pkg/registry"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/empty"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/remote"

	"github.com/envparity/envparity/collectors/aws/awstest"
	"github.com/envparity/envparity/collectors/collectortest"
	"github.com/envparity/envparity/report"
)

// account plants into every service of an AWS account that holds secrets.
func (f *field) account(t *testing.T) *awstest.Account {
	t.Helper()
	a, s := awstest.New(t), f.s
	var parameters []string
	for i := range 6 {
		parameters = append(parameters, fmt.Sprintf(`{"Name":"/shop/prod/p%d","Type":"SecureString","Value":%q,"ARN":"arn:p"}`, i, s()))
	}
	parameters = append(parameters, fmt.Sprintf(`{"Name":"/shop/prod/db_password","Type":"String","Value":%q,"ARN":"arn:p"}`, s()))
	a.Answers["GetParametersByPath"] = awstest.Fixed(`{"Parameters":[` + strings.Join(parameters, ",") + `]}`)
	a.Answers["GetParameter"] = awstest.Fixed(fmt.Sprintf(`{"Parameter":{"Type":"SecureString","Value":%q}}`, s()))
	a.Answers["ListSecrets"] = awstest.Fixed(`{"SecretList":[{"Name":"one","ARN":"arn:s1"},{"Name":"two","ARN":"arn:s2"},{"Name":"bin","ARN":"arn:s3"}]}`)
	plain, object, binary := s(), fmt.Sprintf(`{"user":"u","password":%q,"anything":%q}`, s(), s()), base64.StdEncoding.EncodeToString([]byte(s()))
	a.Answers["GetSecretValue"] = func(in map[string]any) string {
		switch in["SecretId"] {
		case "arn:s1":
			return fmt.Sprintf(`{"SecretString":%q}`, plain)
		case "arn:s2":
			return fmt.Sprintf(`{"SecretString":%q}`, object)
		}
		return fmt.Sprintf(`{"SecretBinary":%q}`, binary)
	}
	a.Answers["DescribeTaskDefinition"] = awstest.Fixed(fmt.Sprintf(`{"taskDefinition":{"taskDefinitionArn":"arn:td:7","containerDefinitions":[{"name":"orders","image":"r/o:1","command":["--token",%q],"environment":[{"name":"API_TOKEN","value":%q},{"name":"URL","value":"postgres://u:%s@h/d"},{"name":"CFG","value":"{\"clientSecret\":\"%s\"}"}],"secrets":[{"name":"ANY","valueFrom":"/x"}],"dockerLabels":{"auth.token":%q}}]}}`, s(), s(), s(), s(), s()))
	a.Answers["ListFunctions"] = awstest.Fixed(fmt.Sprintf(`{"Functions":[{"FunctionName":"f","FunctionArn":"arn:f","Environment":{"Variables":{"SIGNING_SECRET":%q,"DSN":"Server=db;Password=%s;Port=1","GITHUB_TOKEN":%q}}}]}`, s(), s(), s()))
	a.Answers["GetQueueAttributes"] = awstest.Fixed(fmt.Sprintf(`{"Attributes":{"QueueArn":"arn:q","Policy":"{\"x\":\"https://u:%s@h\"}"}}`, s()))
	a.Answers["GetHostedConfigurationVersion"] = func(in map[string]any) string {
		if strings.Contains(in["Path"].(string), "/p1/") {
			return fmt.Sprintf(`{"version":"1","flags":{"a":{"name":"A"}},"values":{"a":{"enabled":true,"apiKey":%q}}}`, plain)
		}
		return "db:\n  password: " + plain + "\n"
	}
	return a
}

// flagsOf serves Unleash, LaunchDarkly and OFREP, with secrets in what they say; below /broken it says them in errors.
func (f *field) flagsOf(t *testing.T) string {
	t.Helper()
	s := f.s
	unleash := fmt.Sprintf(`{"features":[{"name":"a","enabled":true,"strategies":[{"name":"x","parameters":{"apiToken":%q,"url":"https://u:%s@h"}}]}]}`, s(), s())
	ld := fmt.Sprintf(`{"items":[{"key":"a","variations":[{"value":{"password":%q}}],"environments":{"one":{"on":true},"two":{"on":true}}}]}`, s())
	ofrep := fmt.Sprintf(`{"flags":[{"key":"a","value":{"clientSecret":%q}}]}`, s())
	broken := fmt.Sprintf(`{"error":"token=%s"`, s())
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch p := r.URL.Path; {
		case strings.HasPrefix(p, "/broken"):
			w.WriteHeader(http.StatusForbidden)
			_, _ = io.WriteString(w, broken)
		case p == "/api/client/features":
			_, _ = io.WriteString(w, unleash)
		case strings.HasPrefix(p, "/api/v2/flags/"):
			_, _ = io.WriteString(w, ld)
		case strings.HasPrefix(p, "/ofrep/"):
			_, _ = io.WriteString(w, ofrep)
		default:
			_, _ = io.WriteString(w, `{"items":[]}`)
		}
	}))
	t.Cleanup(srv.Close)
	return srv.URL
}

// hub is a registry with an image that has secrets in it, behind a password of Docker's configuration in home.
func (f *field) hub(t *testing.T, home string) string {
	t.Helper()
	password := f.s()
	inner := registry.New(registry.Logger(log.New(io.Discard, "", 0)))
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, got, _ := r.BasicAuth(); got != password {
			w.Header().Set("WWW-Authenticate", `Basic realm="hub"`)
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		inner.ServeHTTP(w, r)
	}))
	t.Cleanup(srv.Close)
	host := strings.TrimPrefix(srv.URL, "http://")
	config := fmt.Sprintf(`{"auths":{%q:{"auth":%q}}}`, host, base64.StdEncoding.EncodeToString([]byte("robot:"+password)))
	if err := os.WriteFile(filepath.Join(home, "config.json"), []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("DOCKER_CONFIG", home)
	img, err := mutate.Config(empty.Image, v1.Config{
		Env:    []string{"API_TOKEN=" + f.s(), "URL=amqp://u:" + f.s() + "@mq"},
		Labels: map[string]string{"build.token": f.s(), "note": "password=" + f.s()}, Cmd: []string{"--db-password=" + f.s()},
	})
	if err != nil {
		t.Fatal(err)
	}
	ref, err := name.ParseReference(host + "/shop/api:1")
	if err != nil {
		t.Fatal(err)
	}
	if err := remote.Write(ref, img, remote.WithAuthFromKeychain(authn.DefaultKeychain)); err != nil {
		t.Fatal(err)
	}
	return host
}

// variables lays out what carries environment variables on disk, and starts a process that has some.
func (f *field) variables(t *testing.T, dir, env string) (pid int) {
	t.Helper()
	s := f.s
	for file, text := range map[string]string{
		".env":         "API_TOKEN=" + s() + "\nDATABASE_URL=postgres://u:" + s() + "@h/d\nCOPY=$API_TOKEN\n",
		"cut.env":      "API_TOKEN=\"" + s() + "\n",
		"compose.yaml": "services:\n  a:\n    image: x\n    env_file: [secret.env]\n    environment: {PASSWORD: " + s() + ", URL: 'redis://:" + s() + "@h', FROM: '${DB_PASSWORD}'}\n",
		"secret.env":   "SMTP_PASSWORD=" + s() + "\nSTRIPE_SECRET_KEY=" + s() + "\n",
		"bad.yaml":     "services:\n  a:\n    environment: {PASSWORD: " + s() + ", X: '${'}\n    image: [1\n",
		"api.service":  "[Service]\nEnvironment=\"API_SECRET=" + s() + "\" TOKEN=" + s() + "\nEnvironmentFile=unit.env\n",
		"unit.env":     "DB_PASSWORD=" + s() + "\n",
		"print":        "#!/bin/sh\necho 'API_KEY=" + s() + "'\necho 'URL=https://u:" + s() + "@h'\n",
		"fail":         "#!/bin/sh\necho 'login failed: password=" + s() + "' >&2\necho 'Authorization: Bearer " + s() + "' >&2\nexit 3\n",
	} {
		path := filepath.Join(dir, env, file)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.Command("sleep", "300")
	cmd.Env = []string{"API_TOKEN=" + s(), "DB_PASSWORD=" + s(), "URL=https://u:" + s() + "@h", "AWS_SECRET_ACCESS_KEY=" + s()}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	return cmd.Process.Pid
}

const cloudBlocks = `
collect "aws" {
  services = ["ssm", "secretsmanager", "ecs", "lambda", "sqs"]
  region   = "eu-west-1"
  endpoint = env.vars.aws
}
collect "featureflags" {
  as          = "appconfig"
  appconfig   = "shop"
  environment = "live"
  region      = "eu-west-1"
  endpoint    = env.vars.aws
  profiles    = ["flags", "limits"]
}
collect "featureflags" {
  as      = "unleash"
  unleash = env.vars.flags
}
collect "featureflags" {
  as      = "refused"
  unleash = "${env.vars.flags}/broken"
}
collect "featureflags" {
  as           = "launchdarkly"
  launchdarkly = env.vars.flags
  project      = "shop"
  environment  = env.name
}
collect "featureflags" {
  as    = "ofrep"
  ofrep = env.vars.flags
}
collect "dependencies" { image = ["HOST/shop/api:1"] }
collect "envvars" {
  file    = "${env.name}/.env"
  service = "a"
}
collect "envvars" {
  as   = "cut"
  file = "${env.name}/cut.env"
}
collect "envvars" {
  as       = "compose"
  compose  = "${env.name}/compose.yaml"
  env_file = "${env.name}/secret.env"
}
collect "envvars" {
  as      = "bad"
  compose = "${env.name}/bad.yaml"
}
collect "envvars" {
  as      = "unit"
  systemd = "${env.name}/api.service"
}
collect "envvars" {
  as      = "print"
  exec    = ["${env.name}/print"]
  service = "printed"
}
collect "envvars" {
  as   = "fail"
  exec = ["${env.name}/fail"]
}
collect "envvars" {
  as      = "process"
  process = env.vars.pid
  service = "running"
}
`

// TestNoPlantedSecretOfCloudsAndVariablesLeavesTheProgram plants into every source that is no cluster and no Terraform, sound and out of order, prints all
// it can in every format, and looks for them in whatever came out.
func TestNoPlantedSecretOfCloudsAndVariablesLeavesTheProgram(t *testing.T) {
	var f field
	dir, home, out := t.TempDir(), t.TempDir(), t.TempDir()
	host := f.hub(t, home)
	config := "project = \"planted\"\n"
	for _, env := range []string{"one", "two"} {
		pid := f.variables(t, dir, env)
		config += fmt.Sprintf("environment %q {\n  reference = %t\n  vars = { aws = %q, flags = %q, pid = %q }\n}\n", env, env == "two", f.account(t).URL, f.flagsOf(t), strconv.Itoa(pid))
	}
	if err := os.WriteFile(filepath.Join(dir, "envparity.hcl"), []byte(config+strings.ReplaceAll(cloudBlocks, "HOST", host)), 0o600); err != nil {
		t.Fatal(err)
	}
	unleash, ld, ofrep := f.s(), f.s(), f.s()
	f.planted = append(f.planted, "planted-secret-access-key")
	if len(f.planted) < 100 {
		t.Fatalf("%d secrets planted, want 100", len(f.planted))
	}
	env := append(os.Environ(), "HOME="+dir, "ENVPARITY_KEY=0123456789abcdef0123456789abcdef", "UNLEASH_TOKEN="+unleash, "LAUNCHDARKLY_ACCESS_TOKEN="+ld, "OFREP_TOKEN="+ofrep)
	run := func(args ...string) string { return sayAll(t, dir, env, args...) }
	said := run("snapshot", "--trust", "-o", filepath.Join(out, "snaps"))
	for _, broken := range []string{"refused", "cut", "bad", "fail"} {
		if !strings.Contains(said, " "+broken+" ") {
			t.Errorf("%s is not told:\n%s", broken, said)
		}
	}
	for _, sound := range []string{"aws", "appconfig", "unleash", "launchdarkly", "ofrep", "dependencies", "compose", "unit", "print", "process"} {
		if strings.Contains(said, "one: "+sound+" ") {
			t.Errorf("%s was not read whole:\n%s", sound, said)
		}
	}
	t.Logf("%d secrets planted; %s", len(f.planted), said)
	collectortest.NoSecrets(t, said, f.planted)
	for _, format := range report.Names() {
		said := run("check", "--from", filepath.Join(out, "snaps"), "--all", "--format", format)
		if len(said) < 100 {
			t.Errorf("%s says %q", format, said)
		}
		collectortest.NoSecrets(t, said, f.planted)
	}
	collectortest.NoSecrets(t, run("check", "--trust", "--all", "--format", "json", "-o", filepath.Join(out, "report.json")), f.planted)
	noSecretsBelow(t, f.planted, out, filepath.Join(dir, ".envparity"))
}
