//go:build suites

package terraform

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/envparity/envparity/collectors/collectortest"
	"github.com/envparity/envparity/fixtures/real"
	"github.com/envparity/envparity/fixtures/suites"
	"github.com/envparity/envparity/snapshot"
)

// TestSuiteTerraformByValue takes every root of OpenTofu's own test data that OpenTofu plans without a provider of its own, and holds each output that has
// a value before anything is applied against what is read here. A value that is unknown here is left out: it claims nothing.
func TestSuiteTerraformByValue(t *testing.T) {
	binary := real.Tofu(t)
	top := suites.Dir(t, "opentofu/opentofu")
	var y suites.Tally
	for _, below := range []string{"internal/configs/testdata/valid-modules", "internal/command/testdata", "internal/tofu/testdata"} {
		entries, err := os.ReadDir(filepath.Join(top, below))
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			dir := filepath.Join(top, below, e.Name())
			if !e.IsDir() || !asksForNothing(dir) {
				continue
			}
			root := t.TempDir()
			if err := os.CopyFS(filepath.Join(root, "m"), os.DirFS(dir)); err != nil {
				t.Fatal(err)
			}
			want, ok := plannedOutputs(t, binary, filepath.Join(root, "m"))
			if !ok {
				continue
			}
			r := collectortest.Collect(t.Context(), t, Type(), root, `config = "m"`)
			for name, value := range want {
				hold(&y, below+"/"+e.Name()+" "+name, &r.Resources, name, value)
			}
		}
	}
	y.Report(t)
}

func hold(y *suites.Tally, at string, resources *[]snapshot.Resource, name, want string) {
	for i := range *resources {
		o := &(*resources)[i]
		if o.Kind != "output" || o.Name != name {
			continue
		}
		n := o.Tree().Child("value")
		switch {
		case n == nil:
			y.Wrongly(fmt.Sprintf("%s: has no value, want %s", at, want))
		case unknownIn(n), n.Kind == snapshot.Secret, strings.HasPrefix(n.Text, "${"): // an expression that is kept as it is written claims no value
			y.Left++
		case asJSON(n) == want:
			y.Right++
		default:
			y.Wrongly(fmt.Sprintf("%s: is %s, want %s", at, asJSON(n), want))
		}
		return
	}
	y.Wrongly(at + ": is not there")
}

func unknownIn(n *snapshot.Node) bool {
	if n.Kind == snapshot.Unknown {
		return true
	}
	for i := range n.Children {
		if unknownIn(&n.Children[i]) {
			return true
		}
	}
	return false
}

// asksForNothing reports whether a root has outputs, and nothing that a provider, a backend or a test would be needed for.
func asksForNothing(dir string) bool {
	outputs, asks := false, false
	_ = filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || !strings.HasSuffix(path, ".tf") && !strings.HasSuffix(path, ".tf.json") {
			return nil //nolint:nilerr // what cannot be read asks for nothing
		}
		src, _ := os.ReadFile(path)
		outputs = outputs || strings.Contains(string(src), "output")
		for _, word := range []string{"resource \"", "data \"", "backend \"", "cloud {", "provider \"", "required_providers", "\"resource\"", "ephemeral \""} {
			asks = asks || strings.Contains(string(src), word)
		}
		return nil
	})
	return outputs && !asks
}

// plannedOutputs is what OpenTofu says of the outputs in a plan, as JSON; ok is false where it plans nothing.
func plannedOutputs(t *testing.T, binary, dir string) (out map[string]string, ok bool) {
	t.Helper()
	run := func(args ...string) ([]byte, error) {
		cmd := exec.Command(binary, args...)
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "TF_IN_AUTOMATION=1", "CHECKPOINT_DISABLE=1", "TF_INPUT=0")
		return cmd.Output()
	}
	if _, err := run("init", "-input=false"); err != nil {
		return nil, false
	}
	if _, err := run("plan", "-input=false", "-out=plan"); err != nil {
		return nil, false
	}
	src, err := run("show", "-json", "plan")
	if err != nil {
		return nil, false
	}
	if i := bytes.IndexByte(src, '{'); i > 0 { // warnings come first
		src = src[i:]
	}
	var plan struct {
		Planned struct {
			Outputs map[string]struct {
				Value     json.RawMessage
				Sensitive bool
			}
		} `json:"planned_values"`
	}
	if err := json.Unmarshal(src, &plan); err != nil {
		t.Fatal(err)
	}
	out = map[string]string{}
	for name, o := range plan.Planned.Outputs {
		if len(o.Value) > 0 && !o.Sensitive {
			out[name] = compacted(o.Value)
		}
	}
	_ = os.Remove(filepath.Join(dir, "plan"))
	return out, true
}
