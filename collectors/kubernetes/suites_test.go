//go:build suites

package kubernetes_test

import (
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"sigs.k8s.io/kustomize/api/krusty"
	"sigs.k8s.io/kustomize/kyaml/filesys"

	"github.com/envparity/envparity/collectors/collectortest"
	"github.com/envparity/envparity/collectors/kubernetes"
	"github.com/envparity/envparity/fixtures/suites"
	"github.com/envparity/envparity/snapshot"
)

// TestSuiteKustomize builds every kustomization of kustomize's own repository, and holds its objects against what the library builds when it may do
// and read all that it wants. What the library itself refuses without a plugin or the network is left out.
func TestSuiteKustomize(t *testing.T) {
	top := suites.Dir(t, "kubernetes-sigs/kustomize")
	var y suites.Tally
	err := filepath.WalkDir(top, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || !slices.Contains([]string{"kustomization.yaml", "kustomization.yml", "Kustomization"}, e.Name()) {
			return err
		}
		dir, err := filepath.Rel(top, filepath.Dir(path))
		if err != nil {
			return err
		}
		options := krusty.MakeDefaultOptions()
		built, err := krusty.MakeKustomizer(options).Run(filesys.MakeFsOnDisk(), filepath.Join(top, dir))
		r := collectortest.Collect(t.Context(), t, kubernetes.Type(), top, fmt.Sprintf("kustomize = %q", dir))
		got := objectNames(r.Resources)
		if err != nil {
			if r.Outcome.Status == snapshot.Complete {
				y.Wrongly(fmt.Sprintf("%s: it is complete, and the library refuses it: %v", dir, err))
			} else {
				y.Left++
			}
			return nil
		}
		var want []string
		for _, o := range built.Resources() {
			want = append(want, o.GetKind()+" "+o.GetNamespace()+"/"+o.GetName())
		}
		slices.Sort(want)
		switch {
		case slices.Equal(got, want):
			y.Right++
		case r.Outcome.Status != snapshot.Complete:
			y.Refused++
			t.Logf("refused: %s: %s", dir, r.Outcome.Error)
		default:
			y.Wrongly(fmt.Sprintf("%s: yields %s, want %s", dir, strings.Join(got, ", "), strings.Join(want, ", ")))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	y.Report(t)
}

func objectNames(resources []snapshot.Resource) []string {
	var out []string
	for i := range resources {
		r := &resources[i]
		out = append(out, r.Kind+" "+r.Scope+"/"+r.Name)
	}
	slices.Sort(out)
	return out
}
