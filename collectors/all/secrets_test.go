package all_test

import (
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/envparity/envparity/collectors"
	"github.com/envparity/envparity/collectors/all"
	"github.com/envparity/envparity/collectors/collectortest"
	"github.com/envparity/envparity/snapshot"
)

func TestNoPlantedSecretComesOutOfAnySource(t *testing.T) {
	files, secrets := collectortest.Planted("")
	dir := t.TempDir()
	for name, content := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if len(secrets) < 50 {
		t.Fatalf("%d secrets planted, want 50", len(secrets))
	}
	var jobs []collectors.Job
	for _, c := range []struct{ typ, config string }{
		{"kubernetes", `path = "k8s"`},
		{"kubernetes", `kustomize = "overlay"`},
		{"helm", `chart = "chart"`},
		{"envvars", `file = "env"`},
		{"envvars", `compose = "compose.yaml"`},
		{"envvars", `systemd = "api.service"`},
		{"files", `path = ["conf", "k8s", "env", "compose.yaml", "chart/values.yaml"]`},
		{"terraform", `state = "tf/terraform.tfstate"`},
		{"featureflags", `flagd = "flags.json"`},
		{"files", `path = "broken"`},
		{"envvars", `file = ["broken/a.env", "broken/b.env"]`},
		{"envvars", `compose = "broken/compose.yaml"`},
		{"envvars", `systemd = "broken/api.service"`},
		{"helm", `chart = "brokenchart"`},
		{"kubernetes", `kustomize = "brokenoverlay"`},
		{"terraform", `config = "tfcut"`},
		{"terraform", `state = "statecut.tfstate"`},
		{"terraform", `state = "showcut.json"`},
		{"featureflags", `flagd = "flagscut.json"`},
		{"dependencies", `path = "locks"`},
	} {
		for _, typ := range all.Types() {
			if typ.Name != c.typ {
				continue
			}
			made, diags := collectortest.Make(t, typ, c.config)
			if diags.HasErrors() {
				t.Fatal(c, diags)
			}
			jobs = append(jobs, collectors.Job{Collector: made, Name: c.typ})
		}
	}
	var told strings.Builder
	var writing sync.Mutex // a collector that reads files in parallel reports from several goroutines
	opt := collectors.Options{Dir: dir, Sealer: snapshot.NewSealer([]byte("k")), Parallel: 1, Event: func(e collectors.Event) {
		writing.Lock()
		defer writing.Unlock()
		if e.Outcome != nil {
			told.WriteString(e.Outcome.Error)
		}
		told.WriteString(e.What)
	}}
	for _, r := range collectors.Run(t.Context(), jobs, opt) {
		if len(r.Resources) == 0 && r.Outcome.Status == snapshot.Complete {
			t.Errorf("%s read nothing: %+v", r.Job.Name, r.Outcome)
		}
		t.Run(r.Job.Name+" "+r.Outcome.Source, func(t *testing.T) { collectortest.NoSecrets(t, collectortest.Bytes(t, r), secrets) })
	}
	collectortest.NoSecrets(t, told.String(), secrets)
}
