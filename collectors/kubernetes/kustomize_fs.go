package kubernetes

import (
	"context"
	"errors"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"go.yaml.in/yaml/v3"
	"sigs.k8s.io/kustomize/kyaml/filesys"

	"github.com/envparity/envparity/collectors/parse"
	"github.com/envparity/envparity/snapshot"
)

// readOnly is a file system that kustomize reads through: it refuses to write, stops when its context is done, takes out of
// kustomizations what would call the network or another program, and remembers what was read.
type readOnly struct {
	filesys.FileSystem
	ctx   context.Context // of the collection; kustomize knows none
	base  string          // paths are shown relative to it
	shown string          // put before them: the repository, for a git ref
	ref   string

	mu      sync.Mutex
	read    []readFile
	refused []refusal
}

type readFile struct {
	path string
	text []byte
}

// refusal is a part of a kustomization that was left out.
type refusal struct{ file, why string }

var errReadOnly = errors.New("envparity does not write")

func newReadOnly(ctx context.Context, fsys filesys.FileSystem, base string) *readOnly {
	return &readOnly{FileSystem: fsys, ctx: ctx, base: base}
}

func (f *readOnly) Create(string) (filesys.File, error) { return nil, errReadOnly }
func (f *readOnly) Mkdir(string) error                  { return errReadOnly }
func (f *readOnly) MkdirAll(string) error               { return errReadOnly }
func (f *readOnly) RemoveAll(string) error              { return errReadOnly }
func (f *readOnly) WriteFile(string, []byte) error      { return errReadOnly }
func (f *readOnly) Open(name string) (filesys.File, error) {
	if err := f.ctx.Err(); err != nil {
		return nil, err
	}
	return f.FileSystem.Open(name)
}

// ReadFile reads a file; of a kustomization it returns what may be built.
func (f *readOnly) ReadFile(name string) ([]byte, error) {
	if err := f.ctx.Err(); err != nil {
		return nil, err
	}
	if remote(name) {
		return nil, errors.New("a remote file; envparity does not fetch")
	}
	b, err := f.FileSystem.ReadFile(name)
	if err != nil {
		return nil, err
	}
	if len(b) > parse.MaxDocument {
		return nil, errors.New("too large for configuration")
	}
	if isKustomization(name) {
		b = f.tame(name, b)
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.read = append(f.read, readFile{name, b})
	return b, nil
}

func isKustomization(name string) bool {
	switch filepath.Base(name) {
	case "kustomization.yaml", "kustomization.yml", "Kustomization":
		return true
	}
	return false
}

func (f *readOnly) kustomizationFile(root string) string {
	for _, n := range []string{"kustomization.yaml", "kustomization.yml", "Kustomization"} {
		if p := filepath.Join(root, n); f.Exists(p) {
			return p
		}
	}
	return root
}

// show is a path as people know it.
func (f *readOnly) show(name string) string {
	if rel, err := filepath.Rel(f.base, name); err == nil {
		name = rel
	}
	return path.Join(f.shown, filepath.ToSlash(name))
}

// tame takes remote entries and helm charts out of a kustomization. Text that does not parse is left to kustomize's own error.
func (f *readOnly) tame(name string, b []byte) []byte {
	var doc yaml.Node
	if yaml.Unmarshal(b, &doc) != nil || len(doc.Content) == 0 || doc.Content[0].Kind != yaml.MappingNode {
		return b
	}
	root, changed := doc.Content[0], false
	refuse := func(why string) {
		changed = true
		f.mu.Lock()
		f.refused = append(f.refused, refusal{f.show(name), why})
		f.mu.Unlock()
	}
	for i := 0; i+1 < len(root.Content); i += 2 {
		switch key, value := root.Content[i].Value, root.Content[i+1]; key {
		case "helmCharts", "helmChartInflationGenerator":
			refuse(key + " are not rendered here; use collect \"helm\" for them")
			root.Content = slices.Delete(root.Content, i, i+2)
			i -= 2
		case "resources", "bases", "components", "crds", "configurations", "generators", "transformers", "validators", "patchesStrategicMerge":
			value.Content = slices.DeleteFunc(value.Content, func(n *yaml.Node) bool {
				if n.Kind == yaml.ScalarNode && remote(n.Value) && !f.Exists(filepath.Join(filepath.Dir(name), n.Value)) {
					refuse("remote base " + quoteShort(n.Value) + " is not fetched; render it or check it out beside this folder")
					return true
				}
				return false
			})
		case "patches", "patchesJson6902", "replacements", "openapi":
			value.Content = slices.DeleteFunc(value.Content, func(n *yaml.Node) bool {
				if p := field(n, "path"); p != "" && remote(p) {
					refuse("remote file " + quoteShort(p) + " is not fetched")
					return true
				}
				return false
			})
		}
	}
	changed = f.modernise(root, filepath.Dir(name)) || changed
	if !changed {
		return b
	}
	out, err := yaml.Marshal(&doc)
	if err != nil {
		return b
	}
	return out
}

// modernise moves deprecated fields to what replaced them, as "kustomize edit fix" does: the library builds both alike, but writes a
// warning to the terminal for the old ones.
func (f *readOnly) modernise(root *yaml.Node, dir string) bool {
	changed := false
	for i := 0; i+1 < len(root.Content); i += 2 {
		key, old := root.Content[i].Value, root.Content[i+1]
		var add []*yaml.Node
		to := "patches"
		switch key {
		case "bases":
			to, add = "resources", old.Content
		case "imageTags":
			to, add = "images", old.Content
		case "patchesJson6902":
			add = old.Content
		case "patchesStrategicMerge":
			for _, p := range old.Content {
				field := "patch"
				if !strings.Contains(p.Value, "\n") && f.Exists(filepath.Join(dir, p.Value)) {
					field = "path"
				}
				add = append(add, mapping(scalar(field), p))
			}
		case "commonLabels":
			to = "labels"
			add = []*yaml.Node{mapping(scalar("pairs"), old, scalar("includeSelectors"), &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!bool", Value: "true"})}
		default:
			continue
		}
		root.Content = slices.Delete(root.Content, i, i+2)
		i -= 2
		appendTo(root, to, add)
		changed = true
	}
	return changed
}

func scalar(s string) *yaml.Node          { return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: s} }
func mapping(kv ...*yaml.Node) *yaml.Node { return &yaml.Node{Kind: yaml.MappingNode, Content: kv} }

func appendTo(root *yaml.Node, key string, items []*yaml.Node) {
	for i := 0; i+1 < len(root.Content); i += 2 {
		if root.Content[i].Value == key && root.Content[i+1].Kind == yaml.SequenceNode {
			root.Content[i+1].Content = append(root.Content[i+1].Content, items...)
			return
		}
	}
	root.Content = append(root.Content, scalar(key), &yaml.Node{Kind: yaml.SequenceNode, Content: items})
}

func field(n *yaml.Node, key string) string {
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			return n.Content[i+1].Value
		}
	}
	return ""
}

// remote reports whether kustomize would fetch what this names.
func remote(s string) bool {
	if strings.Contains(s, "://") || strings.Contains(s, "?ref=") || strings.Contains(s, "?version=") || strings.Contains(s, ".git/") || strings.HasSuffix(s, ".git") {
		return true
	}
	for _, p := range []string{"git@", "git::", "github.com/", "github.com:", "gitlab.com/", "bitbucket.org/", "gh:"} {
		if strings.HasPrefix(s, p) {
			return true
		}
	}
	return false
}

func quoteShort(s string) string {
	if len(s) > 120 {
		s = s[:120] + "…"
	}
	return `"` + s + `"`
}

// seal makes known to the sealer what is secret in the files that were read, so that no error shows it: sensitive values, and whatever
// secrets are made of.
func (f *readOnly) seal(s *snapshot.Sealer) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, r := range f.read {
		format := parse.Detect(r.path)
		if format == parse.None { // a file that a generator reads
			format = parse.FormatEnv
		}
		res := parse.Text(format, r.text)
		for i := range res.Docs {
			root := &res.Docs[i].Root
			for _, v := range snapshot.SensitiveValues(root) {
				s.Fingerprint(v)
			}
			list := root.Child("secretGenerator")
			if list == nil {
				continue
			}
			for g := range list.Children {
				literals := list.Children[g].Child("literals")
				if literals == nil {
					continue
				}
				for k := range literals.Children {
					text := literals.Children[k].Text
					s.Fingerprint(text)
					if _, v, ok := strings.Cut(text, "="); ok {
						s.Fingerprint(v)
					}
				}
			}
		}
	}
}
