package kubernetes_test

import (
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/envparity/envparity/collectors/collectortest"
	"github.com/envparity/envparity/collectors/kubernetes"
	"github.com/envparity/envparity/snapshot"
)

func TestAKustomizationIsBuiltAtAGitRef(t *testing.T) {
	git, err := exec.LookPath("git")
	if err != nil {
		t.Skip("git is not installed")
	}
	dir := t.TempDir()
	for name, content := range overlay() {
		write(t, dir, "repo/"+name, content)
	}
	run := func(args ...string) {
		t.Helper()
		cmd := exec.Command(git, append([]string{"-C", filepath.Join(dir, "repo"), "-c", "user.name=n", "-c", "user.email=e@e", "-c", "commit.gpgsign=false"}, args...)...)
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("git %v: %s", args, out)
		}
	}
	run("init", "-q")
	run("add", ".")
	run("commit", "-q", "-m", "one")
	run("tag", "v1")
	write(t, dir, "repo/overlays/prod/replicas.yaml", "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: api}\nspec: {replicas: 9}\n")
	r := collectortest.Collect(t.Context(), t, kubernetes.Type(), dir, "kustomize = \"overlays/prod\"\ngit = { repo = \"repo\", ref = \"v1\" }\n")
	d := find(r, "Deployment")
	replicas := d.Tree().Get("spec", "replicas")
	if r.Outcome.Status != snapshot.Complete || replicas == nil || replicas.Text != "5" {
		t.Fatalf("replicas %+v, outcome %+v", replicas, r.Outcome)
	}
	if src := d.SourceOf(replicas); src.File != "repo/overlays/prod/replicas.yaml" || src.Line != 6 || src.Ref != "v1" {
		t.Errorf("%+v", src)
	}
}
