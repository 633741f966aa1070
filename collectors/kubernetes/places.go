package kubernetes

import (
	"slices"
	"strings"

	"github.com/envparity/envparity/collectors/parse"
	"github.com/envparity/envparity/snapshot"
)

// places finds where the values of rendered objects were written. kustomize and helm drop the lines, so places searches the files that were read.
// A value in none of them (a generated name, a common label) gets the kustomization as its source.
type places struct {
	docs map[string][]place // by kind
}

type place struct {
	file string
	name string
	root snapshot.Node
}

func (f *readOnly) places() *places {
	f.mu.Lock()
	defer f.mu.Unlock()
	p := &places{docs: map[string][]place{}}
	seen := map[string]bool{}
	for _, r := range f.read {
		if seen[r.path] {
			continue
		}
		seen[r.path] = true
		if d := parse.Detect(r.path); d != parse.FormatYAML && d != parse.FormatJSON || isKustomization(r.path) {
			continue
		}
		res := parse.Text(parse.Detect(r.path), r.text)
		for i := range res.Docs {
			p.add(f.show(r.path), res.Docs[i].Root)
		}
	}
	return p
}

func (p *places) add(file string, root snapshot.Node) {
	kind := text(&root, "kind")
	if kind != "" {
		p.docs[kind] = append(p.docs[kind], place{file, text(&root, "metadata", "name"), root})
	}
}

// locate sets the source of r and the file and line of its values.
func (p *places) locate(r *snapshot.Resource, fallback string) {
	r.Source.File = fallback
	var from []place
	best := 0
	for _, d := range p.docs[r.Kind] {
		// Prefixes and suffixes are added to names, never taken away.
		if d.name != "" && strings.Contains(r.Name, d.name) {
			best = max(best, len(d.name))
			from = append(from, d)
		}
	}
	from = slices.DeleteFunc(from, func(d place) bool { return len(d.name) < best })
	if len(from) == 0 {
		clearLines(&r.Root)
		return
	}
	// The document with the most values is the object, the others are patches of it.
	slices.SortStableFunc(from, func(a, b place) int { return b.root.Leaves() - a.root.Leaves() })
	r.Source.File, r.Source.Line = from[0].file, max(firstLine(&from[0].root), 1)
	l := locator{r: r, index: map[string]int16{from[0].file: 0}}
	candidates := make([]at, len(from))
	for i := range from {
		candidates[i] = at{from[i].file, &from[i].root}
	}
	// The rendered tree was parsed for this resource only, so its children are not shared.
	l.walk(&r.Root, candidates)
}

type at struct {
	file string
	node *snapshot.Node
}

type locator struct {
	r     *snapshot.Resource
	index map[string]int16
}

func (l *locator) file(name string) int16 {
	if i, ok := l.index[name]; ok {
		return i
	}
	if len(l.r.Files) >= 1<<14 {
		return 0
	}
	l.r.Files = append(l.r.Files, name)
	l.index[name] = int16(len(l.r.Files))
	return l.index[name]
}

// walk gives n the place of the candidate with the same value. It tries later candidates first, because they are patches.
func (l *locator) walk(n *snapshot.Node, from []at) {
	n.Line, n.File = 0, 0
	n.Flags &^= snapshot.FlagBlock // the form of the rendered text does not matter
	for i := len(from) - 1; i >= 0; i-- {
		if c := from[i]; !n.Scalar() || n.Kind == snapshot.Secret || c.node.Text == n.Text {
			n.Line, n.File = c.node.Line, l.file(c.file)
			n.Flags |= c.node.Flags & snapshot.FlagBlock
			if n.Scalar() {
				break
			}
		}
	}
	for i := range n.Children {
		c := &n.Children[i]
		var below []at
		for _, f := range from {
			if m := counterpart(n, i, f.node); m != nil {
				below = append(below, at{f.file, m})
			}
		}
		l.walk(c, below)
	}
}

// counterpart returns the child of other that matches child i of n: by key, for list elements by name, else by position.
func counterpart(n *snapshot.Node, i int, other *snapshot.Node) *snapshot.Node {
	c := &n.Children[i]
	if n.Kind == snapshot.Map {
		if m := other.Child(c.Key); m != nil {
			return m
		}
		if c.Key == "data" { // of a Secret
			return other.Child("stringData")
		}
		return nil
	}
	if other.Kind != snapshot.List {
		return nil
	}
	name := text(c, "name")
	if name == "" {
		if i < len(other.Children) {
			return &other.Children[i]
		}
		return nil
	}
	for j := range other.Children {
		if text(&other.Children[j], "name") == name {
			return &other.Children[j]
		}
	}
	return nil
}

// clearLines removes lines, because nobody can open the rendered text.
func clearLines(n *snapshot.Node) {
	n.Line = 0
	n.Flags &^= snapshot.FlagBlock
	for i := range n.Children {
		clearLines(&n.Children[i])
	}
}
