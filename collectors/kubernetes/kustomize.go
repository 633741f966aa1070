package kubernetes

import (
	"context"
	"errors"
	"fmt"
	"path"
	"path/filepath"
	"regexp"
	"strings"

	"sigs.k8s.io/kustomize/api/krusty"
	"sigs.k8s.io/kustomize/api/types"
	"sigs.k8s.io/kustomize/kyaml/filesys"

	"github.com/envparity/envparity/collectors"
	"github.com/envparity/envparity/collectors/filetree"
	"github.com/envparity/envparity/collectors/parse"
	"github.com/envparity/envparity/snapshot"
)

// kustomization renders folders with the kustomize library, without network, programs, plugins or charts. It writes nothing, and reads only the
// repository's files.
type kustomization struct {
	dirs []string
	git  *filetree.Git
}

func (c *kustomization) Source() string {
	s := strings.Join(c.dirs, ", ")
	if c.git != nil {
		s += " at " + c.git.Ref
	}
	return s
}

func (c *kustomization) Collect(ctx context.Context, in collectors.Input) ([]snapshot.Resource, snapshot.Outcome) {
	var problems collectors.Problems
	var resources []snapshot.Resource
	for i, dir := range c.dirs {
		if ctx.Err() != nil {
			problems.Fail("%s: not rendered: %v", dir, context.Cause(ctx))
			break
		}
		fsys, root, err := c.filesystem(ctx, in, dir, &problems)
		if err != nil {
			problems.Fail("%s: %v", dir, err)
			continue
		}
		got := build(ctx, in, fsys, root, dir, &problems)
		resources = append(resources, got...)
		in.Progress(i+1, len(c.dirs), dir)
	}
	Beyond(&problems)
	return resources, problems.Outcome(len(resources))
}

// filesystem returns what kustomize may read: the disk, or the tree of a git ref in memory.
func (c *kustomization) filesystem(ctx context.Context, in collectors.Input, dir string, problems *collectors.Problems) (*readOnly, string, error) {
	if c.git == nil {
		root := filepath.FromSlash(dir)
		if !filepath.IsAbs(root) {
			root = filepath.Join(in.Dir, root)
		}
		return newReadOnly(ctx, confined{roots: in.Roots()}, in.Dir), root, nil
	}
	mem := filesys.MakeFsInMemory()
	spec := filetree.Spec{Patterns: []string{"."}, Git: c.git}
	for _, f := range spec.Find(ctx, in, problems) {
		src, err := f.Read()
		if err != nil {
			return nil, "", err
		}
		if err := mem.WriteFile("/"+f.Rel, src); err != nil {
			return nil, "", err
		}
	}
	fsys := newReadOnly(ctx, mem, "/")
	fsys.shown, fsys.ref = c.git.Repo, c.git.Ref
	return fsys, path.Join("/", filepath.ToSlash(dir)), nil
}

func build(ctx context.Context, in collectors.Input, fsys *readOnly, root, dir string, problems *collectors.Problems) []snapshot.Resource {
	if !fsys.IsDir(root) {
		problems.Nothing("kustomization %q is no folder; it is relative to the config's folder", dir)
		return nil
	}
	opts := krusty.MakeDefaultOptions()
	opts.Reorder = krusty.ReorderOptionNone
	opts.LoadRestrictions = types.LoadRestrictionsNone // within the repository, which is all that fsys has
	opts.PluginConfig = types.DisabledPluginConfig()
	rendered, err := krusty.MakeKustomizer(opts).Run(fsys, root)
	for _, r := range fsys.refused {
		problems.Gap(snapshot.Gap{File: r.file, Why: fmt.Sprintf("%s: %s", r.file, r.why)})
	}
	if err != nil {
		switch {
		case ctx.Err() != nil:
			err = context.Cause(ctx)
		case fsys.failure != nil:
			err = fsys.failure
		}
		fsys.seal(in.Sealer) // the library quotes what it cannot parse
		problems.Fail("kustomization %q does not build: %v", dir, fsys.relative(err))
		return nil
	}
	places := fsys.places()
	var out []snapshot.Resource
	for _, res := range rendered.Resources() {
		text, err := res.AsYAML()
		if err != nil {
			problems.Fail("kustomization %q: %s %s: %v", dir, res.GetKind(), res.GetName(), err)
			continue
		}
		parsed := parse.YAML11(text)
		for i := range parsed.Docs {
			each(parsed.Docs[i].Root, 0, func(o snapshot.Node) {
				r := Resource(o, in.Sealer)
				places.locate(&r, fsys.show(fsys.kustomizationFile(root)))
				r.Source.Ref = fsys.ref
				out = append(out, r)
			})
		}
	}
	return out
}

var (
	// quotedText matches what the library quotes.
	quotedText = regexp.MustCompile("\"(?:[^\"\\\\]|\\\\.)*\"|'[^']*'|`[^`]*`")
	// plainQuote matches a path, a name or a kind in quotes or brackets.
	plainQuote = regexp.MustCompile(`^["'\[][\w./@~-]{0,200}["'\]]$`)
	// conflict matches the key of a map that the library names without quotes, and the map.
	conflict = regexp.MustCompile(`cannot add key \S+|map\[.*\]`)
)

// withoutQuotes removes from an error of the library what it quotes, except paths and names: patches, documents, maps with their values.
func withoutQuotes(text string) string {
	text, _, _ = strings.Cut(strings.TrimSpace(text), "\n")
	text = conflict.ReplaceAllStringFunc(text, func(s string) string {
		if strings.HasPrefix(s, "map[") {
			return "map[…]"
		}
		return "cannot add a key"
	})
	for from := 0; ; { // documents in brackets contain brackets
		at := strings.IndexByte(text[from:], '[')
		if at < 0 {
			break
		}
		at += from
		end := strings.IndexByte(text[at:], ']')
		if end > 0 && (plainQuote.MatchString(text[at:at+end+1]) || text[at:at+end+1] == "[…]") {
			from = at + end
			continue
		}
		text, from = text[:at]+"[…]"+text[max(at+1, strings.LastIndexByte(text, ']')+1):], at+len("[…]")
	}
	return quotedText.ReplaceAllStringFunc(text, func(s string) string {
		if plainQuote.MatchString(s) {
			return s
		}
		return s[:1] + "…" + s[len(s)-1:]
	})
}

// mostOfAnError is how many bytes of an error of the library are quoted. It quotes whole documents.
const mostOfAnError = 1000

// relative removes the machine's folders and memory addresses from an error, because they differ between two runs on the same files.
func (f *readOnly) relative(err error) error {
	text := regexp.MustCompile(`\s*&\{0x[0-9a-f]+[^}]*\}|\s*\(?0x[0-9a-f]{8,}\)?`).ReplaceAllString(err.Error(), "")
	if f.base != "/" {
		text = strings.ReplaceAll(text, f.base+string(filepath.Separator), "")
		text = strings.ReplaceAll(text, f.base, ".")
	}
	text = withoutQuotes(text)
	if len(text) > mostOfAnError {
		text = strings.ToValidUTF8(text[:mostOfAnError], "") + "…"
	}
	return errors.New(strings.TrimSpace(text))
}
