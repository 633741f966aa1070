package kubernetes

import (
	"fmt"
	"path/filepath"
	"strings"

	"go.yaml.in/yaml/v3"
	"sigs.k8s.io/kustomize/api/types"
	sigsyaml "sigs.k8s.io/yaml"

	"github.com/envparity/envparity/collectors/parse"
	"github.com/envparity/envparity/internal/bounds"
)

// Patches and replacements can copy a part of an object into itself, which doubles it. The library repeats this without a limit and cannot be
// stopped, so it gets at most bounds.Copies of them.

// movement is a replacement's source and target, as paths of fields.
type movement struct{ from, to string }

// grow counts copies of parts of objects, and fails when there are too many.
func (a *allower) grow(what string, n int) {
	if a.copies += n; a.copies > bounds.Copies {
		a.fail(fmt.Sprintf("%s: more than %d copies of parts of objects, each of which can double an object, are not made", what, bounds.Copies))
	}
}

// patch checks the text of a patch, which the library reads as written.
func (a *allower) patch(p types.Patch) {
	text := []byte(p.Patch)
	if p.Path != "" {
		var err error
		if text, err = a.FileSystem.ReadFile(filepath.Join(a.dir, p.Path)); err != nil {
			return // the library fails in the same way
		}
	}
	if parse.Expands(text) {
		a.fail("patches: " + errExpands.Error())
		return
	}
	if !strings.Contains(string(text), "copy") {
		return
	}
	var operations []struct {
		Op string `yaml:"op"`
	}
	if yaml.Unmarshal(text, &operations) != nil {
		return // no list of operations
	}
	n := 0
	for _, o := range operations {
		if o.Op == "copy" {
			n++
		}
	}
	a.grow("patches", n)
}

// replacements counts the replacements whose source another replacement has written, over the whole build.
func (a *allower) replacements(list []types.ReplacementField) {
	for _, r := range list {
		if r.Path != "" {
			a.replacementFile(r.Path)
			continue
		}
		a.replacement(r.Replacement)
	}
	n := 0
	for _, m := range a.moved {
		for _, other := range a.moved {
			if strings.HasPrefix(other.to, m.from+".") || other.to == m.from {
				n++
				break
			}
		}
	}
	if n > bounds.Copies {
		a.grow("replacements", n)
	}
}

func (a *allower) replacement(r types.Replacement) {
	if r.Source == nil {
		return
	}
	from := r.Source.FieldPath
	if from == "" {
		from = "metadata.name" // the library's default
	}
	for _, t := range r.Targets {
		if t == nil {
			continue
		}
		for _, to := range t.FieldPaths {
			a.moved = append(a.moved, movement{from, to})
		}
	}
}

// replacementFile checks a file with one or several replacements.
func (a *allower) replacementFile(name string) {
	text, err := a.FileSystem.ReadFile(filepath.Join(a.dir, name))
	if err != nil || parse.Expands(text) {
		return // the library fails in the same way when it reads the file
	}
	var several []types.Replacement
	if sigsyaml.Unmarshal(text, &several) != nil {
		var one types.Replacement
		if sigsyaml.Unmarshal(text, &one) != nil {
			return
		}
		several = []types.Replacement{one}
	}
	for _, r := range several {
		a.replacement(r)
	}
}

// plugged checks the patches and replacements in a plugin's configuration.
func (a *allower) plugged(doc map[string]any) {
	b, err := yaml.Marshal(doc)
	if err != nil {
		return
	}
	var in struct {
		Replacements []types.ReplacementField `json:"replacements"`
		Patch        string                   `json:"patch"`
		JSONOp       string                   `json:"jsonOp"`
	}
	if sigsyaml.Unmarshal(b, &in) != nil {
		return
	}
	a.replacements(in.Replacements)
	for _, text := range []string{in.Patch, in.JSONOp} {
		a.patch(types.Patch{Patch: text})
	}
}
