package parse

import (
	"bytes"
	"fmt"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"sync"

	"go.yaml.in/yaml/v3"

	"github.com/envparity/envparity/snapshot"
)

// parallelFrom is the size in bytes from which one file's documents are parsed on all cores.
const parallelFrom = 256 << 10

// YAML parses a stream of YAML documents; see Text.
func YAML(src []byte) Result { return Text(FormatYAML, src) }

// YAML11 is YAML with plain scalars resolved as kubectl and Helm do.
func YAML11(src []byte) Result { return Text(FormatYAML11, src) }

// parseYAML parses each document by itself, so that a broken one does not affect the others.
func parseYAML(in *Interner, src []byte, s schema, each func(*Document)) Result {
	var chunks []chunk
	for _, c := range splitYAML(src) {
		if !blank(c.text) || c.behind > 0 {
			chunks = append(chunks, c)
		}
	}
	workers := runtime.GOMAXPROCS(0)
	if len(src) < parallelFrom || len(chunks) < 2*workers {
		workers = 1
	}
	docs := make([]Document, len(chunks))
	failed := make([]bool, len(chunks))
	problems := make([][]Problem, workers)
	var wg sync.WaitGroup
	for w := range workers {
		wg.Go(func() {
			b := newBuilder(in)
			b.schema = s
			b.slab = min(maxSlab, max(minSlab, len(src)/(32*workers)))
			// Each worker parses consecutive documents, so that their problems are in order.
			for i := w * len(chunks) / workers; i < (w+1)*len(chunks)/workers; i++ {
				b.document()
				docs[i], failed[i] = b.yamlDocument(chunks[i])
				docs[i].Index = i
				if each != nil && !failed[i] {
					failed[i] = b.hand(&docs[i], each)
				}
			}
			problems[w] = b.problems
		})
	}
	wg.Wait()
	res := Result{Docs: docs[:0], Count: len(chunks)}
	for i := range docs {
		if !failed[i] {
			res.Docs = append(res.Docs, docs[i])
		}
	}
	if len(res.Docs) == 0 {
		res.Docs = nil
	}
	for _, p := range problems {
		res.Problems = append(res.Problems, p...)
	}
	return res
}

// hand passes a document to the caller. A panic of each in a goroutine must not end the program.
func (b *builder) hand(doc *Document, each func(*Document)) (failed bool) {
	defer func() {
		if p := recover(); p != nil {
			b.problem(doc.Line, true, "the document that begins here could not be taken in; please report this")
			failed = true
		}
	}()
	each(doc)
	return false
}

func (b *builder) yamlDocument(c chunk) (doc Document, failed bool) {
	doc.Line = c.line
	defer func() {
		if p := recover(); p != nil {
			b.problem(c.line, true, "the yaml parser gave up on the document that begins here")
			failed = true
		}
	}()
	if len(c.text) > MaxDocument {
		b.problem(c.line, true, "a document of %d MB is too large for configuration (the limit is %d MB)", len(c.text)>>20, MaxDocument>>20)
		return doc, true
	}
	if c.behind > 0 {
		b.problem(c.behind, true, "not valid yaml: text behind the marker of a document's end")
		return doc, true
	}
	if root, ok := b.block.read(c.text, c.line); ok {
		doc.Root = root
		return doc, false
	}
	return b.libraryDocument(c)
}

// libraryDocument parses one document with the library.
func (b *builder) libraryDocument(c chunk) (doc Document, failed bool) {
	doc.Line = c.line
	root, err := decodeYAML(c.text)
	if err != nil {
		line, text := yamlError(err, c.line)
		if bytes.Contains(c.text, []byte("{{")) || bytes.Contains(c.text, []byte("{%")) {
			b.problem(c.line, true, isTemplate)
			return doc, true
		}
		line = min(line, c.line+bytes.Count(bytes.TrimRight(c.text, "\r\n"), []byte("\n")))
		b.problem(line, true, "%s", text)
		return doc, true
	}
	if root.Kind == 0 || len(root.Content) == 0 {
		doc.Root = snapshot.Node{Kind: snapshot.Null, Line: int32(c.line)}
		return doc, false
	}
	y := yamlTree{b: b, offset: c.line - 1, limit: 200_000 + 20*len(c.text)/8}
	before := len(b.problems)
	doc.Root = y.node("", root.Content[0], 0)
	if y.mapKeys && bytes.Contains(c.text, []byte("{{")) {
		b.problems = b.problems[:before]
		b.problem(c.line, true, isTemplate)
		return doc, true
	}
	if y.refused != "" {
		b.problem(y.refusedLine, true, "%s", y.refused)
		return doc, true
	}
	return doc, false
}

const isTemplate = "a template with {{ … }}, which is not yaml before it is rendered; the helm collector renders charts"

// yamlLine matches the line in an error text of the library, which is the only place to find it.
func yamlLine() *regexp.Regexp { return regexp.MustCompile(`line (\d+): `) }

func yamlError(err error, first int) (int, string) {
	text := strings.TrimPrefix(err.Error(), "yaml: ")
	line := first
	if m := yamlLine().FindStringSubmatchIndex(text); m != nil {
		n, _ := strconv.Atoi(text[m[2]:m[3]])
		line = first + n - 1
		text = text[:m[0]] + text[m[1]:]
		if strings.Contains(text, "did not find expected") {
			line++ // the library counts lines from zero in errors of its parser, from one in those of its scanner
		}
	}
	if strings.HasPrefix(text, "unknown anchor") { // it quotes the text after the "*", which may be a value without its quotes
		text = "an alias to an anchor that does not exist (a value that begins with * must be quoted)"
	}
	if i := strings.Index(text, " `"); i > 0 { // the library quotes the value
		text = text[:i]
	}
	return line, "not valid yaml: " + text
}

// yamlTree converts one document.
type yamlTree struct {
	b           *builder
	offset      int // added to the library's lines
	anchors     map[*yaml.Node]anchored
	nodes       int // made so far, including those that aliases repeat
	limit       int
	mapKeys     bool // a key was a map, as "{{ x }}" is to yaml
	refused     string
	refusedLine int
}

type anchored struct {
	node   snapshot.Node
	leaves int
	open   bool
}

func (y *yamlTree) refuse(line int, format string, args ...any) snapshot.Node {
	if y.refused == "" {
		y.refused, y.refusedLine = fmt.Sprintf(format, args...), line
	}
	return snapshot.Node{Kind: snapshot.Null}
}

func (y *yamlTree) node(key string, n *yaml.Node, depth int) snapshot.Node {
	line := n.Line + y.offset
	if y.refused != "" {
		return snapshot.Node{}
	}
	if depth > maxDepth {
		return y.refuse(line, "nested more than %d levels deep", maxDepth)
	}
	if y.nodes++; y.nodes > y.limit {
		return y.refuse(line, "aliases that expand to more than %d values are refused", y.limit)
	}
	if n.Anchor == "" || n.Kind == yaml.AliasNode {
		return y.fresh(key, n, line, depth)
	}
	if y.anchors == nil {
		y.anchors = map[*yaml.Node]anchored{}
	}
	y.anchors[n] = anchored{open: true}
	before := y.nodes
	out := y.fresh(key, n, line, depth)
	y.anchors[n] = anchored{node: out, leaves: y.nodes - before + 1}
	return out
}

func (y *yamlTree) fresh(key string, n *yaml.Node, line, depth int) snapshot.Node {
	switch n.Kind {
	case yaml.MappingNode:
		return y.mapping(key, n, line, depth)
	case yaml.SequenceNode:
		if tag := ownTag(n); tag != "" {
			return y.tagged(key, n, tag, line, depth)
		}
		out := snapshot.Node{Key: key, Kind: snapshot.List, Line: int32(line)}
		if len(n.Content) > 0 {
			out.Children = make([]snapshot.Node, 0, len(n.Content))
		}
		for _, c := range n.Content {
			out.Children = append(out.Children, y.node("", c, depth+1))
		}
		return out
	case yaml.AliasNode:
		a, ok := y.anchors[n.Alias]
		if !ok { // an alias inside a merged map that was not walked yet
			return y.node(key, n.Alias, depth+1)
		}
		if a.open {
			return y.refuse(line, "anchor %q contains itself", clip(n.Value))
		}
		if y.nodes += a.leaves; y.nodes > y.limit {
			return y.refuse(line, "aliases that expand to more than %d values are refused", y.limit)
		}
		a.node.Key = key
		return a.node
	default:
		return y.scalar(key, n, line)
	}
}

func (y *yamlTree) mapping(key string, n *yaml.Node, line, depth int) snapshot.Node {
	children := make([]snapshot.Node, 0, len(n.Content)/2)
	var flags snapshot.Flags
	var merged []*yaml.Node
	if tag := ownTag(n); tag != "" {
		children = append(children, y.tag(tag, line))
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		k, v := n.Content[i], n.Content[i+1]
		if k.Kind == yaml.AliasNode {
			k = k.Alias
		}
		if k.Kind != yaml.ScalarNode {
			y.mapKeys = true
			flags = snapshot.FlagPartial
			y.b.problem(k.Line+y.offset, true, "a key that is itself a map or list is not supported")
			continue
		}
		if k.Value == "<<" && k.Tag == "!!merge" {
			merged = append(merged, v)
			continue
		}
		c := y.node(y.b.intern(k.Value), v, depth+1)
		if y.refused != "" {
			return c
		}
		// A value's line is its key's, because people look for that.
		c.Line = int32(k.Line + y.offset)
		children = append(children, c)
	}
	out := y.b.mapNode(key, int32(line), children)
	out.Flags |= flags
	for _, m := range merged {
		y.merge(&out, m, depth)
	}
	return out
}

// merge adds the values of a merge key under the map's own. Of several sources the earlier wins.
func (y *yamlTree) merge(out *snapshot.Node, m *yaml.Node, depth int) {
	sources := []*yaml.Node{m}
	if m.Kind == yaml.SequenceNode {
		sources = m.Content
	}
	for _, src := range sources {
		from := y.node("", src, depth+1)
		if from.Kind != snapshot.Map {
			if y.refused == "" && from.Kind != snapshot.Null {
				y.b.problem(m.Line+y.offset, true, "a merge key must name a map")
			}
			continue
		}
		children := make([]snapshot.Node, 0, len(out.Children)+len(from.Children))
		children = append(children, out.Children...)
		for _, c := range from.Children {
			if out.Child(c.Key) == nil {
				children = append(children, c)
			}
		}
		sortNodes(children)
		out.Children = children
	}
}

func (y *yamlTree) scalar(key string, n *yaml.Node, line int) snapshot.Node {
	out := snapshot.Node{Key: key, Kind: snapshot.String, Line: int32(line)}
	if n.Style&yaml.LiteralStyle != 0 {
		out.Flags = snapshot.FlagBlock
	}
	if n.Style == 0 && n.Value != "" && !strings.HasPrefix(n.Value, "<<") {
		plain := y.b.plainScalar([]byte(n.Value))
		plain.Key, plain.Line = key, out.Line
		return plain
	}
	switch tag := n.ShortTag(); tag {
	case "!!null":
		out.Kind = snapshot.Null
	case "!!bool":
		out.Kind, out.Text = snapshot.Bool, y.b.boolean([]byte(n.Value))
	case "!!int", "!!float":
		out.Kind, out.Text = snapshot.Number, n.Value
		if y.b.schema == yaml11 {
			out.Text = decimal(n.Value)
		}
	case "!!str", "!!timestamp", "!!binary", "!!merge":
		out.Text = n.Value
	default: // !Ref, !vault, !env…: the tag is part of the value
		out.Text = tag
		if n.Value != "" {
			out.Text += " " + n.Value
		}
	}
	out.Text = y.b.intern(out.Text)
	return out
}
