package dependencies

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/envparity/envparity/collectors/collectortest"
	"github.com/envparity/envparity/snapshot"
)

func TestLockFilesAndSBOMsAreThoseOfTheRefThatIsDeployed(t *testing.T) {
	git, err := exec.LookPath("git")
	if err != nil {
		t.Skip("git is not installed")
	}
	dir := t.TempDir()
	run := func(args ...string) {
		t.Helper()
		cmd := exec.Command(git, append([]string{"-C", filepath.Join(dir, "repo"), "-c", "user.name=n", "-c", "user.email=e@e", "-c", "commit.gpgsign=false", "-c", "tag.gpgsign=false"}, args...)...)
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("git %v: %s", args, out)
		}
	}
	must(t, os.MkdirAll(filepath.Join(dir, "repo", "api"), 0o755))
	release := func(tag, lock, bom string) {
		t.Helper()
		must(t, os.WriteFile(filepath.Join(dir, "repo", "api", "requirements.txt"), []byte("requests=="+lock+"\n"), 0o644))
		must(t, os.WriteFile(filepath.Join(dir, "repo", "bom.json"), sbomText(bom), 0o644))
		run("add", ".")
		run("commit", "-q", "-m", tag)
		run("tag", tag)
	}
	run("init", "-q")
	release("v1", "2.0", "1.0")
	release("v2", "2.5", "1.5")
	must(t, os.WriteFile(filepath.Join(dir, "repo", "api", "requirements.txt"), []byte("requests==9.9\n"), 0o644)) // on this disk
	for ref, want := range map[string][2]string{"v1": {"2.0", "1.0"}, "v2": {"2.5", "1.5"}} {
		at := "\ngit = { repo = \"repo\", ref = \"" + ref + "\" }\n"
		for i, block := range []string{`path = "api"` + at, `sbom = "bom.json"` + at} {
			r := collectortest.Collect(t.Context(), t, Type(), dir, block)
			p := find(t, r, "package", "requests")
			if v := p.Tree().Child("version").Text; v != want[i] || p.Source.Ref != ref || r.Outcome.Status != snapshot.Complete {
				t.Errorf("%s: version %s of %+v; %+v", block, v, p.Source, r.Outcome)
			}
		}
	}
	r := collectortest.Collect(t.Context(), t, Type(), dir, "path = \"api\"\ngit = { repo = \"repo\", ref = \"v9\" }\n")
	if r.Outcome.Status != snapshot.Failed || !strings.Contains(r.Outcome.Error, "v9") {
		t.Errorf("%+v", r.Outcome)
	}
}
