package history

import (
	"strconv"
	"strings"

	"github.com/envparity/envparity/collectors/parse"
	"github.com/envparity/envparity/snapshot"
)

// value is the value at one path of one version: hashes of its text as written, and of its text without environments' words.
type value struct {
	raw, plain uint64
	leaf       bool // a scalar, or a list or map without elements
}

// absent is no value.
var absent = value{} //nolint:gochecknoglobals // a constant of a type that Go has none for

// version is one version of a file: the value at each path. Paths are hashes of neutral names, so that the files of two environments share them.
type version map[uint64]value

// flattener turns trees into versions. Only one goroutine may use it.
type flattener struct {
	neutral *neutral
	sum     sum
	names   map[string]uint64 // cache of keys' hashes
	intern  *parse.Interner
	out     version
	found   func(path uint64, n *snapshot.Node) // called for every node; may be nil
	stored  bool                                // for resources of snapshots, which do not record how a text was written
}

func newFlattener(n *neutral, s sum) *flattener {
	return &flattener{neutral: n, sum: s, names: map[string]uint64{}, intern: parse.NewInterner()}
}

// Reads reports whether history can follow values through the versions of a file, by its name: it needs a format with keys. SQL has none.
func Reads(file string) bool { return formatOf(file) != parse.None }

func formatOf(file string) parse.Format {
	if format := parse.Template(file); format != parse.None {
		return format
	}
	return parse.Detect(file)
}

// flatten parses one version. It returns nil for a text that cannot be read.
func (f *flattener) flatten(name string, text []byte, found func(uint64, *snapshot.Node)) version {
	format := formatOf(name)
	if format == parse.None {
		return nil
	}
	res := parse.TextWith(f.intern, format, text)
	if res.Lost() {
		return nil
	}
	f.out, f.found = make(version, 64), found
	seen := map[uint64]bool{}
	for i := range res.Docs {
		d := &res.Docs[i]
		at := f.sum.text("document")
		if res.Count > 1 {
			at = mix(at, f.name(document(&d.Root, d.Index)))
			if seen[at] {
				at = mix(at, uint64(d.Index)) //nolint:gosec // a small number
			}
			seen[at] = true
		}
		f.node(at, &d.Root)
	}
	return f.out
}

// tree flattens the tree of a resource.
func (f *flattener) tree(root *snapshot.Node, found func(uint64, *snapshot.Node)) version {
	f.out, f.found = make(version, 16), found
	f.node(f.sum.text("resource"), root)
	return f.out
}

// document names one of several documents in a file.
func document(root *snapshot.Node, i int) string {
	kind, name := root.Child("kind"), root.Get("metadata", "name")
	if kind != nil && name != nil {
		return kind.Text + "/" + name.Text
	}
	return strconv.Itoa(i)
}

func (f *flattener) name(s string) uint64 {
	h, ok := f.names[s]
	if !ok {
		plain, _ := f.neutral.of(s)
		h = f.sum.text(plain)
		f.names[s] = h
	}
	return h
}

func (f *flattener) node(at uint64, n *snapshot.Node) value {
	if f.found != nil {
		f.found(at, n)
	}
	var v value
	switch {
	case n.Kind == snapshot.Map && len(n.Children) > 0:
		v = value{raw: 1, plain: 1}
		for i := range n.Children {
			c := &n.Children[i]
			w := f.node(mix(at, f.name(c.Key)), c)
			v.raw, v.plain = mix(mix(v.raw, f.name(c.Key)), w.raw), mix(mix(v.plain, f.name(c.Key)), w.plain)
		}
	case n.Kind == snapshot.List && len(n.Children) > 0:
		v = value{raw: 2, plain: 2}
		used := map[uint64]int{}
		for i := range n.Children {
			step := f.element(&n.Children[i], i)
			used[step]++
			if k := used[step]; k > 1 {
				step = mix(step, uint64(k)) //nolint:gosec // a small number
			}
			w := f.node(mix(at, step), &n.Children[i])
			v.raw, v.plain = mix(v.raw, w.raw), mix(v.plain, w.plain)
		}
	default:
		text := n.Text
		plain, env := f.neutral.of(text)
		kind := uint64(0) // 8080 and "8080" are one value here
		if n.Kind == snapshot.Null || !n.Scalar() {
			kind = uint64(n.Kind)
		}
		v = value{raw: mix(f.sum.text(text), kind), leaf: true}
		v.plain = v.raw
		if env >= 0 {
			v.plain = mix(f.sum.text(plain), kind)
		}
		if n.Flags&snapshot.FlagBlock != 0 || f.stored && n.Kind == snapshot.String && strings.Contains(n.Text, "\n") {
			f.lines(at, n)
		}
	}
	f.out[at] = v
	return v
}

// lines reads a text of several lines as settings, one a line, each named by the text before its first = or :.
func (f *flattener) lines(at uint64, n *snapshot.Node) {
	f.each(at, n, func(at uint64, inner *snapshot.Node) { f.node(at, inner) })
}

// each calls fn with the path and the setting of each line of n, which is at the path at.
func (f *flattener) each(at uint64, n *snapshot.Node, fn func(uint64, *snapshot.Node)) {
	at = mix(at, 6)
	used := map[uint64]int{}
	line := n.Line
	for text := range strings.Lines(n.Text) {
		line++
		text = strings.TrimSpace(text)
		i := strings.IndexAny(text, "=:")
		if i <= 0 {
			continue
		}
		inner := snapshot.Node{Key: strings.Trim(text[:i], " \"'-"), Text: strings.Trim(text[i+1:], " \"',"), Line: line, Kind: snapshot.String}
		step := f.name(inner.Key)
		used[step]++
		if k := used[step]; k > 1 {
			step = mix(step, uint64(k)) //nolint:gosec // a small number
		}
		fn(mix(at, step), &inner)
	}
}

// element names an element of a list so that the name stays when others are added or removed: by its own name, by the text before the first = or
// :, or by its index.
func (f *flattener) element(n *snapshot.Node, i int) uint64 {
	if n.Scalar() {
		key, _, _ := strings.Cut(n.Text, "=")
		key, _, _ = strings.Cut(key, ":")
		return mix(3, f.name(key))
	}
	for _, by := range []string{"name", "key", "id", "Name", "Id"} {
		if c := n.Child(by); c != nil && c.Scalar() && c.Text != "" {
			return mix(4, f.name(c.Text))
		}
	}
	return mix(5, uint64(i)) //nolint:gosec // an index
}

// candidate is a node at the line of a place.
type candidate struct {
	path uint64
	node *snapshot.Node
}

// locate finds the path of a place among the nodes at its line.
func locate(list []candidate, p *Place, whole bool) (uint64, bool) {
	best, score := -1, 0
	for i, c := range list {
		s := 1
		switch {
		case whole && !c.node.Scalar():
			s += 2
			if c.node.Key == "" && p.Line <= 1 || c.node.Key != "" && c.node.Key == p.Key {
				s += 4
			}
		case whole:
		case c.node.Scalar() && p.Text != "" && c.node.Text == p.Text:
			s += 6
			if c.node.Key == p.Key {
				s += 2
			}
		case c.node.Key != "" && c.node.Key == p.Key:
			s += 4
		case c.node.Scalar():
			s++
		}
		if s > score {
			best, score = i, s
		}
	}
	if best < 0 {
		return 0, false
	}
	return list[best].path, true
}
