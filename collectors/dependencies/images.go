package dependencies

import (
	"path"
	"strings"

	"github.com/envparity/envparity/collectors/filetree"
	"github.com/envparity/envparity/collectors/parse"
	"github.com/envparity/envparity/snapshot"
)

// images finds the container images that a manifest names: `image: registry/name:tag` anywhere in YAML or JSON, and {repository, tag} as Helm
// values have it. It returns 1 if there are any or the file is damaged, else 0.
func (r *reader) images(f filetree.File) int {
	format := parse.Detect(f.Path)
	if format != parse.FormatYAML && format != parse.FormatJSON {
		return 0
	}
	src, err := f.Read()
	if err != nil {
		r.problems.At(f.Path, 0, true, "cannot be read: %v", err)
		return 1
	}
	res := parse.Text(format, src)
	for _, p := range res.Problems {
		r.problems.At(f.Path, p.Line, p.Lost, "%s", p.Text)
	}
	before := len(r.found)
	w := imageWalk{reader: r, file: f, seen: map[string]bool{}}
	for i := range res.Docs {
		w.node(&res.Docs[i].Root)
	}
	if len(r.found) > before || len(res.Problems) > 0 {
		return 1
	}
	return 0
}

type imageWalk struct {
	*reader
	file filetree.File
	seen map[string]bool
}

func (w *imageWalk) node(n *snapshot.Node) {
	if n.Kind == snapshot.Map {
		if repo := n.Child("repository"); repo != nil && repo.Kind == snapshot.String && !strings.Contains(repo.Text, "://") {
			ref := repo.Text
			if reg := n.Child("registry"); reg != nil && reg.Kind == snapshot.String && reg.Text != "" {
				ref = reg.Text + "/" + ref
			}
			tag, digest := n.Child("tag"), n.Child("digest")
			if tag != nil && tag.Text != "" {
				ref += ":" + tag.Text
			}
			if digest != nil && digest.Text != "" {
				ref += "@" + digest.Text
			}
			if tag != nil || digest != nil {
				w.image(ref, repo.Line)
			}
		}
		if c := n.Child("image"); c != nil && c.Kind == snapshot.String {
			w.image(c.Text, c.Line)
		}
	}
	for i := range n.Children {
		w.node(&n.Children[i])
	}
}

// image adds one reference, once a file.
func (w *imageWalk) image(ref string, line int32) {
	registry, name, tag, digest := splitImage(ref)
	if name == "" || strings.ContainsAny(ref, " {}$\n") || w.seen[ref] {
		return
	}
	w.seen[ref] = true
	root := snapshot.Node{Kind: snapshot.Map, Line: line}
	for _, a := range [][2]string{{"digest", digest}, {"registry", registry}, {"tag", tag}} {
		if a[1] != "" {
			root.Children = append(root.Children, snapshot.Node{Key: a[0], Kind: snapshot.String, Text: a[1], Line: line})
		}
	}
	scope := path.Dir(w.file.Rel)
	if scope == "." {
		scope = ""
	}
	w.found = append(w.found, snapshot.Resource{
		Kind: "image", Name: name, Scope: scope, Pillar: snapshot.Dependencies,
		Source: snapshot.Source{File: w.file.Path, Ref: w.file.Ref, Line: int(line)}, Root: root,
	})
}

// splitImage splits a reference. A bare name stands for docker.io and library/.
func splitImage(ref string) (registry, name, tag, digest string) {
	name = ref
	if i := strings.IndexByte(name, '@'); i >= 0 {
		name, digest = name[:i], name[i+1:]
	}
	if i := strings.LastIndexByte(name, ':'); i > strings.LastIndexByte(name, '/') {
		name, tag = name[:i], name[i+1:]
	}
	registry = "docker.io"
	if i := strings.IndexByte(name, '/'); i > 0 && (strings.ContainsAny(name[:i], ".:") || name[:i] == "localhost") {
		registry, name = name[:i], name[i+1:]
	}
	if registry == "docker.io" || registry == "index.docker.io" {
		registry, name = "docker.io", strings.TrimPrefix(name, "library/")
	}
	if tag == "" && digest == "" {
		tag = "latest"
	}
	return registry, name, tag, digest
}
