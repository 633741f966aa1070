package kubernetes

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
	"sigs.k8s.io/kustomize/api/types"
	sigsyaml "sigs.k8s.io/yaml"

	"github.com/envparity/envparity/internal/bounds"
	"github.com/envparity/envparity/internal/confine"
)

// The kustomize library runs git for any name that looks like a repository, even if a folder has that name, and fetches any name that begins with
// http. So it never gets a kustomization as written. Each is decoded here by the library's own types, so that no alias, repeated key or other
// spelling is left. Every field that can hold a path is checked. The result has only paths that begin with "./" or "../" and lead to files and
// folders of the repository. None of them can be taken for a URL.

// allowed decodes one kustomization and returns the allowed part. An error means that it cannot be built as it was meant.
func (f *readOnly) allowed(name string, text []byte) ([]byte, error) {
	if f.built++; f.built > bounds.Kustomizations {
		return nil, fmt.Errorf("more than %d kustomizations are built into one", bounds.Kustomizations)
	}
	var k types.Kustomization
	if err := k.Unmarshal(text); err != nil {
		return nil, err
	}
	if k.Bases == nil && k.Resources == nil && k.Kind == "" && len(strings.TrimSpace(string(text))) == 0 { //nolint:staticcheck // people still write it
		return text, nil // the library reports that it is empty
	}
	k.FixKustomization()
	a := allower{readOnly: f, file: name, dir: filepath.Dir(name)}
	a.resources(&k)
	a.generated(&k)
	a.changing(&k)
	if len(k.HelmCharts) > 0 {
		a.refuse("helmCharts are not rendered here; use collect \"helm\" for them")
	}
	k.HelmCharts, k.HelmGlobals, k.HelmChartInflationGenerator = nil, nil, nil
	if a.err != nil {
		return nil, a.err
	}
	return sigsyaml.Marshal(&k)
}

// allower checks one kustomization.
type allower struct {
	*readOnly
	file, dir string
	err       error // the first reason why the objects would not be the environment's
}

// refuse records a part that is left out. The objects of the other parts are still right.
func (a *allower) refuse(why string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.refused = append(a.refused, refusal{a.show(a.file), why})
}

// fail records that nothing can be built, because the missing part changes the objects.
func (a *allower) fail(why string) {
	if a.err == nil {
		a.err = errors.New(a.show(a.file) + ": " + why)
	}
}

// local returns a path in a form that can only be a path, or the reason why it is none.
func (a *allower) local(p string) (path, why string) {
	switch {
	case p == "":
		return "", "an empty path"
	case remote(p):
		return "", "remote base " + quoteShort(p) + " is not fetched; render it or check it out beside this folder"
	case filepath.IsAbs(p) || strings.ContainsAny(p, "\x00\n"):
		return "", quoteShort(p) + " is no relative path"
	}
	full := filepath.Join(a.dir, p)
	if c, ok := a.FileSystem.(confined); ok {
		if _, err := c.roots.Resolve(full); errors.Is(err, confine.ErrOutside) {
			return "", quoteShort(p) + ": " + confine.ErrOutside.Error()
		}
	}
	if !a.Exists(full) {
		return "", quoteShort(p) + " is not in the repository"
	}
	rel, err := filepath.Rel(a.dir, full)
	if err != nil {
		return "", quoteShort(p) + " is no relative path"
	}
	rel = filepath.ToSlash(rel)
	if rel != ".." && !strings.HasPrefix(rel, "../") {
		rel = "./" + rel
	}
	return rel, ""
}

// resources checks the parts that are objects themselves. Without one of them the others are unchanged.
func (a *allower) resources(k *types.Kustomization) {
	kept := k.Resources[:0]
	for _, p := range k.Resources {
		if path, why := a.local(p); why == "" {
			kept = append(kept, path)
		} else {
			a.refuse(why)
		}
	}
	k.Resources = kept
}

// generated checks the objects that are made from files. One whose files do not exist is left out.
func (a *allower) generated(k *types.Kustomization) {
	k.ConfigMapGenerator = slices.DeleteFunc(k.ConfigMapGenerator, func(g types.ConfigMapArgs) bool { return !a.sources("configMapGenerator", &g.GeneratorArgs) })
	k.SecretGenerator = slices.DeleteFunc(k.SecretGenerator, func(g types.SecretArgs) bool { return !a.sources("secretGenerator", &g.GeneratorArgs) })
}

func (a *allower) sources(what string, g *types.GeneratorArgs) bool {
	ok := true
	say := func(why string) {
		ok = false
		a.refuse(fmt.Sprintf("%s %q is not made: %s", what, g.Name, why))
	}
	for i, s := range g.FileSources {
		key, p, keyed := strings.Cut(s, "=")
		if !keyed {
			key, p = filepath.Base(filepath.ToSlash(s)), s
		}
		path, why := a.local(p)
		if why != "" {
			say(why)
			continue
		}
		if strings.Contains(key, "=") || strings.Contains(path, "=") { // the library would split it at another place
			say(quoteShort(s) + " has more than one =")
			continue
		}
		g.FileSources[i] = key + "=" + path
	}
	for i, s := range g.EnvSources {
		path, why := a.local(s)
		if why != "" {
			say(why)
			continue
		}
		g.EnvSources[i] = path
	}
	return ok
}

// changing checks the parts that change other objects. Without one of them no object would be right.
func (a *allower) changing(k *types.Kustomization) {
	need := func(what string, p *string) {
		path, why := a.local(*p)
		if why != "" {
			a.fail(what + ": " + why)
			return
		}
		*p = path
	}
	for i := range k.Components {
		need("components", &k.Components[i])
	}
	for i := range k.Crds {
		need("crds", &k.Crds[i])
	}
	for i := range k.Configurations {
		need("configurations", &k.Configurations[i])
	}
	for i := range k.Replacements {
		if k.Replacements[i].Path != "" {
			need("replacements", &k.Replacements[i].Path)
		}
	}
	a.replacements(k.Replacements)
	if p, ok := k.OpenAPI["path"]; ok {
		need("openapi", &p)
		k.OpenAPI["path"] = p
	}
	a.patches(k, need)
	for _, list := range []struct {
		what  string
		items []string
	}{{"generators", k.Generators}, {"transformers", k.Transformers}, {"validators", k.Validators}} {
		for i := range list.items {
			list.items[i] = a.plugin(list.what, list.items[i])
		}
	}
}

// patches gathers the deprecated kinds of patches in the one that replaced them, in the order in which the library applies them: for
// the old ones it writes a warning to the terminal.
//
//nolint:staticcheck // people still write the deprecated fields
func (a *allower) patches(k *types.Kustomization, need func(string, *string)) {
	var all []types.Patch
	for _, p := range k.PatchesStrategicMerge {
		if text := string(p); strings.Contains(text, "\n") || strings.Contains(text, "{") {
			all = append(all, types.Patch{Patch: text})
		} else {
			all = append(all, types.Patch{Path: text})
		}
	}
	all = append(append(all, k.Patches...), k.PatchesJson6902...)
	for i := range all {
		if all[i].Path != "" {
			need("patches", &all[i].Path)
		}
		a.patch(all[i])
	}
	k.PatchesStrategicMerge, k.PatchesJson6902, k.Patches = nil, nil, all
	if len(k.CommonLabels) > 0 {
		k.Labels = append(k.Labels, types.Label{Pairs: k.CommonLabels, IncludeSelectors: true})
		k.CommonLabels = nil
	}
}

// plugins lists the generators and transformers that are part of the library and need only their own text.
func plugins() []string {
	return []string{
		"AnnotationsTransformer", "ConfigMapGenerator", "HashTransformer", "ImageTagTransformer", "LabelTransformer", "LegacyOrderTransformer",
		"NamespaceTransformer", "PatchJson6902Transformer", "PatchStrategicMergeTransformer", "PatchTransformer", "PrefixTransformer",
		"PrefixSuffixTransformer", "ReplacementTransformer", "ReplicaCountTransformer", "SecretGenerator", "SortOrderTransformer", "SuffixTransformer",
	}
}

// reading reports whether such a plugin reads files through the field, in any spelling that its decoder accepts.
func reading(field string) bool {
	return slices.ContainsFunc([]string{"path", "paths", "files", "envs", "env", "targetFilePath"}, func(f string) bool { return strings.EqualFold(f, field) })
}

// plugin returns the configuration of one or several plugins, inline in place of the file that holds it.
func (a *allower) plugin(what, entry string) string {
	text := []byte(entry)
	if !strings.Contains(entry, "\n") && !strings.Contains(entry, "{") {
		path, why := a.local(entry)
		if why == "" && a.IsDir(filepath.Join(a.dir, path)) {
			why = quoteShort(entry) + " is a folder; list its files"
		}
		if why != "" {
			a.fail(what + ": " + why)
			return ""
		}
		var err error
		if text, err = a.ReadFile(filepath.Join(a.dir, path)); err != nil {
			a.fail(what + ": " + quoteShort(entry) + ": " + err.Error())
			return ""
		}
	}
	var out []string
	for dec := yaml.NewDecoder(strings.NewReader(string(text))); ; {
		var doc map[string]any
		if err := dec.Decode(&doc); err != nil {
			break // the end, or an error: then the plugin yields nothing and is not used
		}
		if why := unsuitable(doc); why != "" {
			a.fail(what + ": " + why)
			return ""
		}
		a.plugged(doc)
		b, err := yaml.Marshal(doc)
		if err != nil {
			a.fail(what + ": " + err.Error())
			return ""
		}
		out = append(out, string(b))
	}
	if len(out) == 0 {
		a.fail(what + ": " + quoteShort(entry) + " configures nothing")
	}
	return strings.Join(out, "---\n")
}

// unsuitable returns the reason why a plugin is not run.
func unsuitable(doc map[string]any) string {
	kind, _ := doc["kind"].(string)
	if version, _ := doc["apiVersion"].(string); version != "builtin" || !slices.Contains(plugins(), kind) {
		return quoteShort(kind) + " is not run: only plugins that are part of kustomize and read no file are"
	}
	lists := []any{doc}
	for key, v := range doc {
		if strings.EqualFold(key, "replacements") {
			list, _ := v.([]any)
			lists = append(lists, list...)
		}
	}
	for _, item := range lists {
		m, _ := item.(map[string]any)
		for key := range m {
			if reading(key) {
				return quoteShort(kind) + " is not run: it reads files (" + key + ")"
			}
		}
	}
	return ""
}
