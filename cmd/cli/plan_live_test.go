package cli

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/envparity/envparity/fixtures/real"
	"github.com/envparity/envparity/report"
)

// TestAPlanOfTofuSaysWhatProdWillBe applies a configuration in two environments, changes it, and audits what the plan for prod would make of it.
func TestAPlanOfTofuSaysWhatProdWillBe(t *testing.T) {
	tofu := real.Tofu(t)
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	put := func(name, text string) {
		t.Helper()
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	run := func(env string, args ...string) []byte {
		t.Helper()
		cmd := exec.Command(tofu, args...)
		cmd.Dir, cmd.Env = filepath.Join(dir, env), append(os.Environ(), "HOME="+dir, "CHECKPOINT_DISABLE=1", "TF_CLI_CONFIG_FILE="+filepath.Join(dir, "tofurc"))
		out, err := cmd.Output()
		if err != nil {
			t.Fatalf("tofu %v in %s: %v\n%s", args, env, err, out)
		}
		return out
	}
	// terraform_data is built into OpenTofu: its output is known after apply only, wherever its input changes.
	code := func(version, secret, more string) string {
		return `variable "password" {
  sensitive = true
  default   = "` + secret + `"
}
resource "terraform_data" "engine" { input = "` + version + `" }
resource "terraform_data" "login" { input = var.password }
` + more
	}
	const more = `resource "terraform_data" "queue" { input = "jobs" }`
	put("tofurc", "")
	put("envparity.hcl", "environment \"staging\" {}\nenvironment \"prod\" {}\ncollect \"terraform\" { state = \"${env.name}/terraform.tfstate\" }\n")
	put("staging/main.tf", code("16", "planted-one-4711", more))
	put("prod/main.tf", code("15", "planted-two-4712", ""))
	for _, env := range []string{"staging", "prod"} {
		run(env, "init", "-input=false")
		run(env, "apply", "-auto-approve", "-input=false")
	}
	put("prod/main.tf", code("16", "planted-three-4713", more))
	run("prod", "plan", "-input=false", "-out=plan.bin")
	put("plan.json", string(run("prod", "show", "-json", "plan.bin")))

	cmd := exec.Command(self)
	cmd.Args, cmd.Dir = []string{"envparity", "check", "--plan", "prod=plan.json", "--fail-on", "never", "--format", "json"}, dir
	cmd.Env = append(os.Environ(), "HOME="+dir, "ENVPARITY_KEY=0123456789abcdef0123456789abcdef")
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v\n%s%s", err, out, stderr.String())
	}
	if strings.Contains(string(out), "planted-") {
		t.Errorf("a secret is in the report:\n%s", out)
	}
	var doc report.Document
	if err := json.Unmarshal(out, &doc); err != nil || len(doc.Planned) != 1 {
		t.Fatalf("%v\n%s", err, out)
	}
	p := doc.Planned[0]
	var did []string
	for _, c := range p.Changes {
		did = append(did, c.Action+" "+c.Resource.Name+" "+c.Path)
	}
	for _, want := range []string{"change engine input", "known-after-apply engine output", "create queue ", "change login input"} {
		if !strings.Contains(strings.Join(did, "\n")+"\n", want) {
			t.Errorf("the plan does not %s: %v", want, did)
		}
	}
	closes, undetermined := places(p.Closes), places(p.Undetermined)
	if !strings.Contains(closes, "terraform_data/engine input") || !strings.Contains(closes, "terraform_data/queue") {
		t.Errorf("it closes %s", closes)
	}
	if strings.Contains(closes, "output") || !strings.Contains(undetermined, "terraform_data/engine output") {
		t.Errorf("a value that is known after apply closes a drift: it closes %s, and leaves open %s", closes, undetermined)
	}
	for _, f := range doc.Findings {
		for env, v := range f.Values {
			if f.Path == "output" && env == "prod" && v.State == "absent" {
				t.Errorf("%s %s: what is not known before apply is called absent", f.Resource.Name, f.Path)
			}
		}
	}
}

func places(all []report.Gone) string {
	var out []string
	for _, g := range all {
		out = append(out, strings.TrimSpace(g.Resource+" "+g.Path))
	}
	return strings.Join(out, ", ")
}
