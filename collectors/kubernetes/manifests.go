package kubernetes

import (
	"context"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/envparity/envparity/collectors"
	"github.com/envparity/envparity/collectors/filetree"
	"github.com/envparity/envparity/collectors/parse"
	"github.com/envparity/envparity/names"
	"github.com/envparity/envparity/snapshot"
)

// manifests reads objects from YAML and JSON files.
type manifests struct{ spec filetree.Spec }

func (c *manifests) Source() string { return c.spec.String() }

func (c *manifests) Collect(ctx context.Context, in collectors.Input) ([]snapshot.Resource, snapshot.Outcome) {
	var problems collectors.Problems
	found := c.spec.Find(ctx, in, &problems)
	there := len(found)
	found = slices.DeleteFunc(found, func(f filetree.File) bool { return c.format(f) == parse.None })
	if there > 0 && len(found) == 0 {
		problems.Fail("%s: found %s, and none is YAML or JSON by its name; name the files themselves", c.spec, names.Count(there, "file"))
	}
	var others []string
	all := objects{of: make([]int, len(found))}
	parsed := filetree.Each(ctx, in, found, c.format, &problems, func(file int, d *parse.Document) {
		all.add(&in, file, &found[file], d)
	})
	for i, p := range parsed {
		if all.of[i] == 0 && p.Count > 0 && !p.Lost {
			others = append(others, p.Path)
		}
	}
	resources := all.list
	switch n := len(others); {
	case n > 0 && len(resources) == 0:
		problems.Fail("%s: none of the files holds a Kubernetes object (apiVersion, kind and metadata.name)", c.spec)
	case n > 0:
		shown := others[:min(n, 5)]
		problems.Note("left to the files collector, because they hold no Kubernetes object, %s: %s", names.Count(n, "file"), strings.Join(shown, ", "))
	}
	Beyond(&problems)
	return resources, problems.Outcome(len(resources))
}

// Beyond records what files of objects cannot show and a live cluster can: its version and nodes, its Helm releases, and the containers'
// variables.
func Beyond(problems *collectors.Problems) {
	for kind, why := range map[string]string{
		"ClusterVersion": "files do not show which version the server has",
		"Nodes":          "files do not show which nodes there are",
		"Release":        "files do not show which Helm releases are deployed",
		"environment":    "files do not show the variables of containers",
	} {
		problems.Beyond(snapshot.Gap{Kind: kind, Why: why})
	}
}

// format returns a file's format by its name. A file that the config names itself, such as deployment-prod.tmpl, is read as YAML whatever its
// ending. JSON is YAML, too.
func (c *manifests) format(f filetree.File) parse.Format {
	switch d := parse.Detect(f.Path); {
	case d == parse.FormatJSON:
		return d
	case d == parse.FormatYAML, d == parse.None && c.spec.Names(f):
		return parse.FormatYAML11
	}
	return parse.None
}

// objects collects the resources of all files as they are read; the runner sorts them. It never copies the list, because resources are large and
// many.
type objects struct {
	mu   sync.Mutex
	list []snapshot.Resource
	of   []int // by file: number of its resources
	far  int   // number of files that were begun, in order
}

// add adds a document's resources: none where it is no Kubernetes object, several where it is a List.
func (o *objects) add(in *collectors.Input, file int, f *filetree.File, d *parse.Document) {
	each(d.Root, 0, func(root snapshot.Node) {
		r := Resource(root, in.Sealer)
		r.Source = snapshot.Source{File: f.Path, Line: int(max(root.Line, 1)), Ref: f.Ref}
		if first := firstLine(&root); first > 0 {
			r.Source.Line = first
		}
		in.Finish(&r)
		o.mu.Lock()
		defer o.mu.Unlock()
		o.far = max(o.far, file+1)
		o.grow()
		o.list = append(o.list, r)
		o.of[file]++
	})
}

// grow makes room for further resources, estimated from the files so far. The last of them may not be complete.
func (o *objects) grow() {
	n := len(o.list)
	if n < cap(o.list) || n < 64 {
		return
	}
	want := n + n/4
	if read := o.far - runtime.GOMAXPROCS(0); read > 0 {
		want = max(want, min(n*len(o.of)/read, 4*n)) + 16
	}
	o.list = slices.Grow(o.list, want-n)
}

func firstLine(n *snapshot.Node) int {
	first := 0
	for i := range n.Children {
		if l := int(n.Children[i].Line); l > 0 && (first == 0 || l < first) {
			first = l
		}
	}
	return first
}

// each calls visit with every object in a document, unwrapping Lists.
func each(root snapshot.Node, depth int, visit func(snapshot.Node)) {
	kind, version := text(&root, "kind"), text(&root, "apiVersion")
	if kind == "" || version == "" {
		return
	}
	if items := root.Child("items"); items != nil && strings.HasSuffix(kind, "List") && items.Kind == snapshot.List && depth < 4 {
		for i := range items.Children {
			each(items.Children[i], depth+1, visit)
		}
		return
	}
	if text(&root, "metadata", "name") == "" && text(&root, "metadata", "generateName") == "" {
		return
	}
	root.Key = ""
	visit(root)
}

func text(n *snapshot.Node, keys ...string) string {
	if c := n.Get(keys...); c != nil && c.Kind == snapshot.String {
		return c.Text
	} else if c != nil && (c.Kind == snapshot.Number || c.Kind == snapshot.Bool) {
		return c.Text
	}
	return ""
}
