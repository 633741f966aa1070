package tree

import (
	"path"
	"slices"
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
	return springFold
}

// relaxedVariables returns the same fold for a list of variables whose program is Spring Boot: some of them are properties of Spring's own
// (spring.profiles.active, SPRING_DATASOURCE_URL), nil for other lists.
func (w *Walk) relaxedVariables(nodes []*snapshot.Node) func(name string) string {
	for _, n := range w.Present(nodes) {
		if !variableList(n) {
			return nil
		}
		for i := range n.Children {
			if name := strings.ToLower(n.Children[i].Child("name").Text); strings.HasPrefix(name, "spring.") || strings.HasPrefix(name, "spring_") {
				return func(name string) string { return strings.ReplaceAll(springFold(name), ".", "") }
			}
		}
	}
	return nil
}

func springFold(key string) string {
	return strings.NewReplacer("-", "", "_", "").Replace(strings.ToLower(key))
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

// oneSpelling gives the field key of an element one spelling in all columns whose spellings the reader treats as one. The elements are copies.
func (w *Walk) oneSpelling(odd []oddKey, key string, fold func(name string) string) {
	for k := range odd {
		o := &odd[k]
		if o.dead {
			continue
		}
		for i, n := range o.at {
			if n == nil {
				continue
			}
			if text := n.Child(key).Text; text != o.key && fold(text) == fold(o.key) {
				spelled := *n
				spelled.Children = slices.Clone(n.Children)
				spelled.Child(key).Text = o.key
				o.at[i] = &spelled
			}
		}
	}
}
