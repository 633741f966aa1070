package discover

import (
	"os"
	"path/filepath"
	"slices"

	"go.yaml.in/yaml/v3"

	"github.com/envparity/envparity/internal/bounds"
	"github.com/envparity/envparity/internal/confine"
)

// Contexts lists the names of this machine's kube contexts, sorted. It reads nothing else of a kubeconfig, and ignores one that cannot be read.
func Contexts(getenv func(string) string) []string {
	files := filepath.SplitList(getenv("KUBECONFIG"))
	if len(files) == 0 {
		if home, err := os.UserHomeDir(); err == nil {
			files = []string{filepath.Join(home, ".kube", "config")}
		}
	}
	var out []string
	for _, f := range files {
		text, err := confine.Regular(f, bounds.Document, nil)
		if err != nil {
			continue
		}
		var doc struct {
			Contexts []struct {
				Name string `yaml:"name"`
			} `yaml:"contexts"`
		}
		if err := yaml.Unmarshal(text, &doc); err != nil {
			continue
		}
		for _, c := range doc.Contexts {
			if c.Name != "" && !slices.Contains(out, c.Name) {
				out = append(out, c.Name)
			}
		}
	}
	slices.Sort(out)
	return out
}
