package kubernetes

import (
	"context"
	"errors"
	"fmt"
	"path"
	"path/filepath"
	"strings"
	"sync"

	"sigs.k8s.io/kustomize/kyaml/filesys"

	"github.com/envparity/envparity/collectors/parse"
	"github.com/envparity/envparity/internal/bounds"
	"github.com/envparity/envparity/snapshot"
)

// readOnly is the file system of kustomize. It refuses to write, stops when its context is done, checks the paths in kustomizations, and records
// which files were read.
type readOnly struct {
	filesys.FileSystem
	ctx   context.Context // of the collection; kustomize has no context
	base  string          // paths are shown relative to it
	shown string          // prefix of shown paths: the repository, for a git ref
	ref   string

	built   int // kustomizations
	copies  int // copies of parts of objects into themselves
	moved   []movement
	failure error // the first reason why a file was refused
	bytes   int64 // read
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

// errExpands is the error for a text whose aliases a library would expand beyond the bound.
var errExpands = fmt.Errorf("its aliases stand for more than %d values; write them out, or leave the file out", bounds.Aliased)

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

// ReadFile reads a file. For a kustomization it returns the allowed part.
func (f *readOnly) ReadFile(name string) ([]byte, error) {
	if err := f.ctx.Err(); err != nil {
		return nil, err
	}
	b, err := f.FileSystem.ReadFile(name)
	if err != nil {
		return nil, err
	}
	if f.bytes += int64(len(b)); len(b) > parse.MaxDocument || f.bytes > bounds.KustomizeBytes {
		return nil, fmt.Errorf("too large for configuration: %d MB of one file, %d MB of all are read", parse.MaxDocument>>20, bounds.KustomizeBytes>>20)
	}
	if parse.Expands(b) { // of any name, because the library parses every file of a field as YAML
		return nil, f.broken(fmt.Errorf("%s: %w", f.show(name), errExpands))
	}
	out := b
	if isKustomization(name) {
		if out, err = f.allowed(name, b); err != nil {
			return nil, f.broken(err)
		}
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.read = append(f.read, readFile{name, b})
	return out, nil
}

// broken keeps the first error, because the library only reports that there is no kustomization.
func (f *readOnly) broken(err error) error {
	if f.failure == nil {
		f.failure = err
	}
	return err
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

// show returns a path for people.
func (f *readOnly) show(name string) string {
	if rel, err := filepath.Rel(f.base, name); err == nil {
		name = rel
	}
	return path.Join(f.shown, filepath.ToSlash(name))
}

// remote reports whether kustomize would fetch s.
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

// seal registers with the sealer the secrets in the files that were read, so that no error shows them: sensitive values, and the sources of
// generated secrets.
func (f *readOnly) seal(s *snapshot.Sealer) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, r := range f.read {
		format := parse.Detect(r.path)
		if format == parse.None { // a file for a generator
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
