package terraform

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/envparity/envparity/collectors"
	"github.com/envparity/envparity/collectors/collectortest"
	"github.com/envparity/envparity/fixtures/real"
	"github.com/envparity/envparity/snapshot"
)

// drifting is a working directory with a module beside it, whose two resources are files: one has changed since, the other is gone.
func drifting(t *testing.T, backend string) (dir string) {
	t.Helper()
	t.Setenv("TF_CLI_CONFIG_FILE", real.ProbeProvider(t))
	t.Setenv("TF_VAR_secret", "planted-secret-from-the-environment")
	top := t.TempDir()
	put := func(name, text string) {
		path := filepath.Join(top, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	const required = "terraform {\n  required_providers {\n    probe = { source = \"test/probe\" }\n  }\n}\n"
	put("stack/infra/main.tf", backend+required+`
variable "secret" { sensitive = true }
variable "where" {}
resource "probe_file" "changed" {
  path    = "${var.where}/changed"
  content = "as applied"
  secret  = var.secret
}
resource "probe_file" "same" {
  path    = "${var.where}/same"
  content = file("../text")
}
module "below" {
  source = "../module"
  path   = "${var.where}/gone"
}
output "text" { value = probe_file.changed.content }
`)
	put("stack/text", "a text beside")
	put("stack/module/main.tf", required+"variable \"path\" {}\nresource \"probe_file\" \"gone\" {\n  path    = var.path\n  content = \"x\"\n}\n")
	things := filepath.Join(top, "things")
	put("things/.keep", "")
	put("stack/vars.tfvars", "where = \""+things+"\"\n")
	dir = filepath.Join(top, "stack", "infra")
	binary := real.Tofu(t)
	tofu(t, binary, dir, "init", "-no-color")
	tofu(t, binary, dir, "apply", "-auto-approve", "-no-color", "-var-file=../vars.tfvars")
	put("things/changed", `{"Content":"by hand","Secret":"planted-secret-by-hand"}`)
	if err := os.Remove(filepath.Join(things, "gone")); err != nil {
		t.Fatal(err)
	}
	return dir
}

func refreshBody(t *testing.T) string {
	return "dir = \"stack/infra\"\nrefresh_only = true\nvar_files = \"stack/vars.tfvars\"\nbinary = \"" + real.Tofu(t) + "\"\n"
}

func wantsDrift(t *testing.T, r collectors.Result) {
	t.Helper()
	if r.Outcome.Status != snapshot.Complete || len(r.Outcome.Notes) != 1 || !strings.Contains(r.Outcome.Notes[0], "module.below.probe_file.gone, output.text, probe_file.changed") {
		t.Fatalf("outcome %+v", r.Outcome)
	}
	if got := show(find(t, r, "drift", "probe_file.changed").Tree()); got != "{content={now=by hand state=as applied} secret={now=secret state=secret}}" {
		t.Error(got)
	}
	if gone := find(t, r, "drift", "probe_file.gone"); show(gone.Tree()) != "{gone=true}" || gone.Scope != "module.below" {
		t.Errorf("%s %+v", show(gone.Tree()), gone)
	}
	if got := show(find(t, r, "drift", "output.text").Tree()); got != "{value={now=by hand state=as applied}}" {
		t.Error(got)
	}
	if got := show(find(t, r, "probe_file", "changed").Tree()); !strings.Contains(got, "as applied") {
		t.Errorf("the state is what is compared: %s", got)
	}
	for i := range r.Resources {
		if r.Resources[i].Kind == "drift" && strings.Contains(r.Resources[i].Name, "same") {
			t.Error("a drift that is none")
		}
	}
	collectortest.NoSecrets(t, collectortest.Bytes(t, r), []string{"planted-secret-from-the-environment", "planted-secret-by-hand"})
}

func TestARefreshOnlyPlanShowsWhatIsNotAsTheStateSays(t *testing.T) {
	tmp, err := os.MkdirTemp("", "e") // short: the provider listens on a socket in it
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(tmp) })
	t.Setenv("TMPDIR", tmp)
	dir := drifting(t, "")
	top := filepath.Dir(filepath.Dir(dir))
	before := digest(t, top)
	r := collectortest.Collect(t.Context(), t, Type(), top, refreshBody(t))
	wantsDrift(t, r)
	if digest(t, top) != before {
		t.Error("something was touched")
	}
	t.Run("killed half-way", func(t *testing.T) {
		t.Setenv("PROBE_HANG", "1")
		for _, after := range []time.Duration{20 * time.Millisecond, 300 * time.Millisecond, 2 * time.Second} {
			ctx, cancel := context.WithTimeout(t.Context(), after)
			start := time.Now()
			r := collectortest.Collect(ctx, t, Type(), top, refreshBody(t))
			cancel()
			if r.Outcome.Status == snapshot.Complete || time.Since(start) > after+5*time.Second {
				t.Errorf("after %s: %+v", time.Since(start), r.Outcome)
			}
			for _, x := range r.Resources {
				if x.Kind == "drift" {
					t.Error("a drift nobody observed")
				}
			}
		}
		if digest(t, top) != before {
			t.Error("something was touched")
		}
	})
	t.Run("what hinders it leaves the state", func(t *testing.T) {
		r := collectortest.Collect(t.Context(), t, Type(), top, strings.Replace(refreshBody(t), "var_files = \"stack/vars.tfvars\"\n", "", 1))
		if r.Outcome.Status != snapshot.Partial || len(r.Outcome.Gaps) != 1 || r.Outcome.Gaps[0].Kind != "drift" || !strings.Contains(r.Outcome.Error, "where") {
			t.Errorf("%+v", r.Outcome)
		}
		find(t, r, "probe_file", "changed")
		t.Setenv("PATH", t.TempDir())
		r = collectortest.Collect(t.Context(), t, Type(), top, "dir = \"stack/infra\"\nrefresh_only = true\n")
		if r.Outcome.Status != snapshot.Partial || !strings.Contains(r.Outcome.Error, "neither tofu nor terraform was found") {
			t.Errorf("%+v", r.Outcome)
		}
	})
	if left, err := filepath.Glob(filepath.Join(tmp, "envparity-terraform-*")); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v %v", left, err)
	}
}

func TestARefreshOnlyPlanOfAnS3BackendTouchesNothing(t *testing.T) {
	server, _ := bucket(t)
	dir := drifting(t, s3Backend(server))
	top := filepath.Dir(filepath.Dir(dir))
	before, stored := digest(t, top), digest(t, server.Dir)
	wantsDrift(t, collectortest.Collect(t.Context(), t, Type(), top, refreshBody(t)))
	if digest(t, top) != before {
		t.Error("the working directory was touched")
	}
	if digest(t, server.Dir) != stored {
		t.Error("the bucket was touched")
	}
}
