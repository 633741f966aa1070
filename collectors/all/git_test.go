package all_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/envparity/envparity/collectors"
	"github.com/envparity/envparity/collectors/all"
	"github.com/envparity/envparity/collectors/collectortest"
	"github.com/envparity/envparity/snapshot"
)

// deployed is a repository: VALUE stands in every file that a collector reads.
func deployed(value string) map[string]string {
	return map[string]string{
		"k8s/app.yaml":              "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: app}\ndata: {A: " + value + "}\n",
		"base/kustomization.yaml":   "resources: [app.yaml]\n",
		"base/app.yaml":             "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: app}\ndata: {A: " + value + "}\n",
		"over/kustomization.yaml":   "resources: [../base]\nnamePrefix: x-\n",
		"chart/Chart.yaml":          "apiVersion: v2\nname: c\nversion: 1.0.0\n",
		"chart/templates/x.yaml":    "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: h}\ndata: {A: '{{ .Values.a }}'}\n",
		"values.yaml":               "a: " + value + "\n",
		"tf/main.tf":                "variable \"a\" {}\nlocals {\n  b = var.a\n}\n",
		"tf/prod.tfvars":            "a = \"" + value + "\"\n",
		"tf/terraform.tfstate":      `{"version":4,"serial":1,"lineage":"x","resources":[],"outputs":{"a":{"value":"` + value + `","type":"string"}}}`,
		"tf/.terraform.lock.hcl":    "provider \"registry.opentofu.org/hashicorp/aws\" {\n  version = \"" + strings.TrimPrefix(value, "v") + ".0.0\"\n}\n",
		"config/app.env":            "A=" + value + "\n",
		"config/app.yaml":           "a: " + value + "\n",
		"flags.json":                `{"flags":{"f":{"state":"ENABLED","variants":{"x":"` + value + `"},"defaultVariant":"x"}}}`,
		"compose.yaml":              "services:\n  a:\n    image: x:" + value + "\n    environment: {A: " + value + "}\n",
		"release/go.mod":            "module example.com/x\n\ngo 1.26\n\nrequire example.com/y v" + strings.TrimPrefix(value, "v") + ".0.0\n",
		"release/go.sum":            "",
		"release/package-lock.json": `{"name":"x","lockfileVersion":3,"packages":{"":{"name":"x"},"node_modules/y":{"version":"` + strings.TrimPrefix(value, "v") + `.0.0"}}}`,
	}
}

func git(t *testing.T, dir string, args ...string) {
	t.Helper()
	cmd := exec.Command("git", append([]string{"-C", dir, "-c", "user.name=n", "-c", "user.email=e@example.com", "-c", "commit.gpgsign=false", "-c", "protocol.file.allow=always"}, args...)...)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("git %v: %v\n%s", args, err, out)
	}
}

func layOut(t *testing.T, dir string, files map[string]string) {
	t.Helper()
	for name, content := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

func collectOne(t *testing.T, dir, typ, config string) collectors.Result {
	t.Helper()
	for _, ty := range all.Types() {
		if ty.Name == typ {
			return collectortest.Collect(t.Context(), t, ty, dir, config)
		}
	}
	t.Fatalf("no collector %q", typ)
	return collectors.Result{}
}

// TestEveryFileCollectorReadsAGitRef reads what was tagged, from a bare repository and from a clone whose working tree says otherwise.
func TestEveryFileCollectorReadsAGitRef(t *testing.T) {
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("git is not installed")
	}
	dir := t.TempDir()
	repo := filepath.Join(dir, "repo")
	layOut(t, repo, deployed("v1"))
	git(t, dir, "init", "-q", "repo")
	git(t, repo, "add", "-A", "-f")
	git(t, repo, "commit", "-q", "-m", "one")
	git(t, repo, "tag", "-a", "release/1", "-m", "annotated")
	layOut(t, repo, deployed("v2"))
	git(t, repo, "commit", "-q", "-am", "two")
	git(t, repo, "branch", "next")
	layOut(t, repo, deployed("v3")) // not committed
	git(t, dir, "clone", "-q", "--bare", "repo", "bare.git")
	for _, c := range []struct{ typ, config string }{
		{"kubernetes", `path = "k8s"`},
		{"kubernetes", `kustomize = "over"`},
		{"helm", "chart = \"chart\"\nvalues = \"values.yaml\""},
		{"terraform", "config = \"tf\"\nvar_files = \"tf/prod.tfvars\""},
		{"terraform", `state = "tf/terraform.tfstate"`},
		{"terraform", `lock = "tf/.terraform.lock.hcl"`},
		{"envvars", `file = "config/app.env"`},
		{"envvars", `compose = "compose.yaml"`},
		{"files", `path = "config/*.yaml"`},
		{"featureflags", `flagd = "flags.json"`},
		{"dependencies", `path = "release"`},
	} {
		t.Run(c.typ+" "+c.config, func(t *testing.T) {
			for repo, ref := range map[string]string{"bare.git": "release/1", "repo": "release/1"} {
				r := collectOne(t, dir, c.typ, c.config+"\ngit = { repo = \""+repo+"\", ref = \""+ref+"\" }\n")
				text := collectortest.Bytes(t, r)
				if r.Outcome.Status != snapshot.Complete || !strings.Contains(text, "v1") && !strings.Contains(text, "1.0.0") {
					t.Errorf("%s: %+v\n%s", repo, r.Outcome, text)
				}
				for _, other := range []string{"v2", "v3", "2.0.0", "3.0.0"} {
					if strings.Contains(text, `"`+other+`"`) {
						t.Errorf("%s: %s is of another commit", repo, other)
					}
				}
				for _, res := range r.Resources {
					if res.Source.Ref != ref {
						t.Errorf("%s %s is of ref %q", res.Kind, res.Name, res.Source.Ref)
					}
				}
			}
			r := collectOne(t, dir, c.typ, c.config+"\ngit = { repo = \"bare.git\", ref = \"next\" }\n")
			if text := collectortest.Bytes(t, r); !strings.Contains(text, "v2") && !strings.Contains(text, "2.0.0") {
				t.Errorf("a branch: %s", text)
			}
			r = collectOne(t, dir, c.typ, c.config+"\ngit = { repo = \"bare.git\", ref = \"v9\" }\n")
			if r.Outcome.Status != snapshot.Failed || !strings.Contains(r.Outcome.Error, "v9") || len(r.Resources) != 0 {
				t.Errorf("a ref that is not there: %+v", r.Outcome)
			}
			r = collectOne(t, dir, c.typ, c.config+"\ngit = { repo = \"nowhere\", ref = \"v1\" }\n")
			if r.Outcome.Status != snapshot.Failed || !strings.Contains(r.Outcome.Error, "nowhere") {
				t.Errorf("a repository that is not there: %+v", r.Outcome)
			}
		})
	}
}

func TestLinksAndSubmodulesOfATreeAreTold(t *testing.T) {
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("git is not installed")
	}
	dir := t.TempDir()
	repo, other := filepath.Join(dir, "repo"), filepath.Join(dir, "other")
	layOut(t, other, map[string]string{"x.yaml": "a: 1\n"})
	git(t, dir, "init", "-q", "other")
	git(t, other, "add", "-A")
	git(t, other, "commit", "-q", "-m", "one")
	layOut(t, repo, map[string]string{"conf/real.yaml": "a: 1\n", "shared/common.yaml": "b: 2\n"})
	for link, to := range map[string]string{"conf/link.yaml": "../shared/common.yaml", "conf/out.yaml": "../../secret.yaml", "conf/loop.yaml": "loop.yaml", "conf/folder": "../shared"} {
		if err := os.Symlink(to, filepath.Join(repo, link)); err != nil {
			t.Fatal(err)
		}
	}
	layOut(t, dir, map[string]string{"secret.yaml": "outside: true\n"})
	git(t, dir, "init", "-q", "repo")
	git(t, repo, "submodule", "add", "-q", other, "conf/sub")
	git(t, repo, "add", "-A")
	git(t, repo, "commit", "-q", "-m", "one")
	r := collectOne(t, dir, "files", "path = \"conf\"\ngit = { repo = \"repo\", ref = \"HEAD\" }\n")
	text := collectortest.Bytes(t, r)
	if !strings.Contains(text, `"b"`) || strings.Contains(text, "outside") {
		t.Error(text)
	}
	for _, want := range []string{"conf/out.yaml: cannot be read: a symbolic link to", "conf/loop.yaml: cannot be read: a symbolic link that leads in a circle"} {
		if !strings.Contains(r.Outcome.Error, want) {
			t.Errorf("%q is not in %s", want, r.Outcome.Error)
		}
	}
	notes := strings.Join(r.Outcome.Notes, "\n")
	if !strings.Contains(notes, "conf/sub: a submodule") || !strings.Contains(notes, "conf/folder: a symbolic link to a folder") {
		t.Errorf("%q", r.Outcome.Notes)
	}
	if r.Outcome.Status != snapshot.Partial {
		t.Errorf("%+v", r.Outcome)
	}
}
