package tree

import (
	"path"
	"strings"

	"github.com/envparity/envparity/snapshot"
)

// relaxed returns the fold by which a reader of the present file treats several spellings of a key as one, nil if it does not. Spring Boot reads
// maxPoolSize, max-pool-size, max_pool_size and MAXPOOLSIZE as one property (Spring Boot, "Relaxed Binding").
func (w *Walk) relaxed() func(key string) string {
	spring := w.resource.SourceType() == "files" && springFile(w.resource.Name)
	for i := range w.steps {
		if s := &w.steps[i]; i+1 < len(w.steps) && w.steps[i+1].Kind == snapshot.StepInside && springFile(s.Name) {
			spring = true
		}
	}
	if !spring {
		return nil
	}
	return func(key string) string { return strings.NewReplacer("-", "", "_", "").Replace(strings.ToLower(key)) }
}

// springFile reports whether Spring Boot loads its properties from a file of this name: application.yml, application-prod.properties, bootstrap.yml.
func springFile(name string) bool {
	name = path.Base(name)
	ext := path.Ext(name)
	if ext != ".properties" && ext != ".yml" && ext != ".yaml" {
		return false
	}
	base, _, _ := strings.Cut(strings.TrimSuffix(name, ext), "-")
	return base == "application" || base == "bootstrap"
}
