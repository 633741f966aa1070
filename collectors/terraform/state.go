package terraform

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/envparity/envparity/collectors/parse"
	"github.com/envparity/envparity/snapshot"
)

// json reads a state (raw, or the output of `show -json`) or a plan. States may have hundreds of megabytes, so a raw one is read resource by
// resource and never held as a tree.
func (d *document) json(m mode) {
	if bytes.HasPrefix(d.src, []byte("PK\x03\x04")) {
		d.problems.At(d.file.Path, 0, true, `this is a binary plan; write it out with "terraform show -json PLANFILE" and name that file`)
		return
	}
	w := walker{document: d, dec: jsontext.NewDecoder(bytes.NewBuffer(d.src), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))}
	err := w.walk()
	switch {
	case w.refused:
	case w.show:
		d.show(m)
		return
	case err != nil:
		d.problems.At(d.file.Path, w.line(w.dec.InputOffset()), true, "not valid json: %s; what comes after is unknown", jsonError(err))
	case w.version == "":
		d.problems.At(d.file.Path, 1, true, "no Terraform state: it has neither version nor format_version")
	case m == modePlan:
		d.problems.At(d.file.Path, 1, true, `this is a state, not a plan; name it as state = "…"`)
		return
	}
	if !w.refused {
		for i := range w.found {
			w.found[i].Source.Serial = d.serial
		}
		resolveIDs(w.found)
		d.out = append(d.out, w.found...)
	}
}

func jsonError(err error) string {
	if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
		return "it ends in the middle of a value"
	}
	var se *jsontext.SyntacticError
	if errors.As(err, &se) && se.Err != nil {
		return se.Err.Error()
	}
	return "it is malformed"
}

// walker reads the top level of a raw state once.
type walker struct {
	*document
	dec     *jsontext.Decoder
	version string
	show    bool
	refused bool
	found   []snapshot.Resource

	off, lines int // newlines before off
}

// line returns the 1-based line of a byte offset. Offsets must not decrease.
func (w *walker) line(off int64) int {
	to := min(int(off), len(w.src))
	if to > w.off {
		w.lines += bytes.Count(w.src[w.off:to], []byte{'\n'})
		w.off = to
	}
	return w.lines + 1
}

func (w *walker) walk() error {
	if w.dec.PeekKind() != '{' {
		if _, err := w.dec.ReadToken(); err != nil {
			return err
		}
		return errors.New("not an object")
	}
	if _, err := w.dec.ReadToken(); err != nil {
		return err
	}
	for w.dec.PeekKind() != '}' {
		name, err := w.dec.ReadToken()
		if err != nil {
			return err
		}
		switch key := name.String(); key {
		case "resources":
			err = w.resources()
		case "outputs":
			err = w.value(w.outputs)
		case "version", "format_version", "serial", "encrypted_data":
			err = w.head(key)
		default:
			err = w.dec.SkipValue()
		}
		if err != nil {
			return err
		}
		if w.show || w.refused {
			return nil
		}
	}
	_, err := w.dec.ReadToken()
	return err
}

// head reads a member that decides what kind of file it is.
func (w *walker) head(key string) error {
	v, err := w.dec.ReadValue()
	if err != nil {
		return err
	}
	text := string(v)
	switch key {
	case "format_version":
		w.show = true
	case "serial":
		w.serial, _ = strconv.ParseInt(text, 10, 64)
	case "encrypted_data":
		w.refuse(`the state is encrypted by OpenTofu; read it with dir = "…", or write it out with "tofu show -json"`)
	case "version":
		w.version = text
		n, err := strconv.Atoi(text)
		switch {
		case err != nil:
			w.refuse("the state's version is no number")
		case n < 4:
			w.refuse("a state of version %d, as Terraform before 0.12 wrote it; this program reads version 4: upgrade it with a newer Terraform (\"terraform refresh\")", n)
		case n > 4:
			w.refuse("a state of version %d is newer than this program knows (4); update envparity", n)
		}
	}
	return nil
}

func (w *walker) refuse(format string, args ...any) {
	w.refused, w.found = true, nil
	w.problems.At(w.file.Path, w.line(w.dec.InputOffset()), true, format, args...)
}

// value passes the next value to use, as a tree.
func (w *walker) value(use func(*snapshot.Node)) error {
	raw, err := w.dec.ReadValue()
	if err != nil {
		return err
	}
	w.tree(raw, w.line(w.dec.InputOffset()-int64(len(raw))), use)
	return nil
}

// tree parses a text that begins on line start.
func (w *walker) tree(text []byte, start int, use func(*snapshot.Node)) {
	res := parse.JSON(text)
	for _, p := range res.Problems {
		w.problems.At(w.file.Path, start+max(p.Line, 1)-1, p.Lost, "%s", p.Text)
	}
	if len(res.Docs) == 1 {
		root := &res.Docs[0].Root
		shift(root, int32(start-1))
		use(root)
	}
}

func shift(n *snapshot.Node, by int32) {
	if n.Line > 0 {
		n.Line += by
	}
	for i := range n.Children {
		shift(&n.Children[i], by)
	}
}

// maxBatch is how many bytes of resources are parsed at once: enough to share strings, and few enough to save memory.
const maxBatch = 1 << 20

// resources parses the list batch by batch. It keeps what comes before an error.
func (w *walker) resources() error {
	if w.dec.PeekKind() != '[' {
		return w.dec.SkipValue()
	}
	if _, err := w.dec.ReadToken(); err != nil {
		return err
	}
	start, end := int64(-1), int64(0)
	flush := func() {
		if start >= 0 {
			w.batch(start, end)
		}
		start = -1
	}
	defer flush()
	for w.dec.PeekKind() != ']' {
		raw, err := w.dec.ReadValue()
		if err != nil {
			return err
		}
		end = w.dec.InputOffset()
		if start < 0 {
			start = end - int64(len(raw))
		}
		if end-start > maxBatch {
			flush()
		}
	}
	_, err := w.dec.ReadToken()
	return err
}

// batch parses the resources between two offsets.
func (w *walker) batch(start, end int64) {
	text := make([]byte, 0, end-start+2)
	text = append(append(append(text, '['), w.src[start:end]...), ']')
	w.tree(text, w.line(start), func(list *snapshot.Node) {
		for i := range list.Children {
			w.resource(&list.Children[i])
		}
	})
}

func (w *walker) outputs(n *snapshot.Node) {
	for i := range n.Children {
		o := &n.Children[i]
		v := o.Child("value")
		if v == nil {
			continue
		}
		if s := o.Child("sensitive"); s != nil && s.Text == "true" {
			seal(w.in.Sealer, v)
		}
		w.found = append(w.found, w.output(o.Key, v, int(o.Line)))
	}
}

// output makes the resource of an output with its value.
func (d *document) output(name string, v *snapshot.Node, line int) snapshot.Resource {
	v.Key = "value"
	return snapshot.Resource{
		Kind: "output", Name: name, Scope: d.scope, Pillar: pillarOf("output"),
		Source: snapshot.Source{File: d.file.Path, Ref: d.file.Ref, Line: line, Address: "output." + name, Serial: d.serial},
		Root:   snapshot.Node{Kind: snapshot.Map, Line: int32(line), Children: []snapshot.Node{*v}},
	}
}

func text(n *snapshot.Node, key string) string {
	if c := n.Child(key); c != nil && c.Kind == snapshot.String {
		return c.Text
	}
	return ""
}

// resource reads one element of a raw state's resources with all its instances.
func (w *walker) resource(n *snapshot.Node) {
	kind, name := text(n, "type"), text(n, "name")
	if kind == "" || name == "" {
		w.problems.At(w.file.Path, int(n.Line), true, "a resource without type or name")
		return
	}
	if text(n, "mode") == "data" {
		kind = "data." + kind
	}
	list := n.Child("instances")
	if list == nil {
		return
	}
	for i := range list.Children {
		inst := &list.Children[i]
		if text(inst, "deposed") != "" { // to be destroyed; the current one is another instance
			continue
		}
		root := inst.Child("attributes")
		if root == nil || root.Kind != snapshot.Map {
			root = inst.Child("attributes_flat")
		}
		if root == nil || root.Kind != snapshot.Map {
			w.problems.At(w.file.Path, int(inst.Line), true, "%s.%s has no attributes", kind, name)
			continue
		}
		for _, p := range sensitivePaths(inst.Child("sensitive_attributes")) {
			sealPath(w.in.Sealer, root, p)
		}
		w.found = append(w.found, w.managed(kind, name, text(n, "module"), indexKey(inst.Child("index_key")), root))
		if text(inst, "status") == "tainted" {
			r := &w.found[len(w.found)-1]
			put(&r.Root, snapshot.Node{Key: "(tainted)", Kind: snapshot.Bool, Text: "true", Line: inst.Line})
		}
	}
}

// managed makes the resource of one instance. module is its module's address, key "[0]" or `["a"]` or "".
func (d *document) managed(kind, name, module, key string, root *snapshot.Node) snapshot.Resource {
	sealKnown(d.in.Sealer, kind, root)
	sealTwins(d.in.Sealer, root)
	address := kind + "." + name + key
	if module != "" {
		address = module + "." + address
	}
	r := snapshot.Resource{
		Kind: kind, Name: name + key, Scope: within(d.scope, module), Pillar: pillarOf(kind),
		Source: snapshot.Source{File: d.file.Path, Ref: d.file.Ref, Line: int(root.Line), Address: address, Serial: d.serial},
		Root:   *root,
	}
	r.Root.Key = ""
	r.Labels = labels(&r.Root)
	tidy(kind, &r.Root)
	return r
}

// sensitivePaths reads the cty paths of a state's sensitive_attributes.
func sensitivePaths(n *snapshot.Node) [][]string {
	if n == nil {
		return nil
	}
	var out [][]string
	for i := range n.Children {
		path := []string{}
		steps := &n.Children[i]
		for j := range steps.Children {
			v := steps.Children[j].Child("value")
			if v != nil && v.Kind == snapshot.Map { // {"value": …, "type": …}
				v = v.Child("value")
			}
			if v == nil || v.Kind == snapshot.Map || v.Kind == snapshot.List || v.Kind == snapshot.Null {
				break
			}
			path = append(path, v.Text)
		}
		if len(path) > 0 {
			out = append(out, path)
		}
	}
	return out
}

// indexKey formats a count or for_each key as in addresses.
func indexKey(n *snapshot.Node) string {
	switch {
	case n == nil, n.Kind == snapshot.Null:
		return ""
	case n.Kind == snapshot.Number:
		return "[" + n.Text + "]"
	default:
		return fmt.Sprintf("[%q]", n.Text)
	}
}

// labels returns tags or labels with scalar values.
func labels(root *snapshot.Node) map[string]string {
	for _, key := range []string{"tags", "labels"} {
		n := root.Child(key)
		if n == nil || n.Kind != snapshot.Map {
			continue
		}
		out := map[string]string{}
		for i := range n.Children {
			if c := &n.Children[i]; c.Kind == snapshot.String && c.Flags&snapshot.FlagSensitive == 0 {
				out[c.Key] = c.Text
			}
		}
		if len(out) > 0 {
			return out
		}
	}
	return nil
}

// put sets a child of a Map.
func put(n *snapshot.Node, c snapshot.Node) {
	i := 0
	for i < len(n.Children) && strings.Compare(n.Children[i].Key, c.Key) < 0 {
		i++
	}
	if i < len(n.Children) && n.Children[i].Key == c.Key {
		n.Children[i] = c
		return
	}
	n.Children = append(n.Children, snapshot.Node{})
	copy(n.Children[i+1:], n.Children[i:])
	n.Children[i] = c
}
