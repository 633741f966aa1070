package envvars

import (
	"regexp"
	"slices"
	"strings"

	"github.com/compose-spec/compose-go/v2/loader"
	"github.com/compose-spec/compose-go/v2/types"
	"go.yaml.in/yaml/v3"

	"github.com/envparity/envparity/snapshot"
)

// maxUndefined is how many values with an undefined variable of one project are tried one by one, each with one load of the project. Of a project
// with more of them all are left out.
const maxUndefined = 64

// undefinedValue is a value of a compose file that names a variable which nothing defines.
type undefinedValue struct {
	file string // as shown to people
	abs  string
	line int32
	text string
	at   int // the place of its file in the project
	node *yaml.Node
}

// required matches the beginning of a variable that must be defined, up to its message: ${TAG:?say which}.
var required = regexp.MustCompile(`\$\{\w+:?\?`)

// withoutMessage takes the messages of required variables out of a text: Compose prints them, and what stands there can be a secret. A message ends
// at the brace that closes the variable, or where the text does.
func withoutMessage(text string) string {
	var out strings.Builder
	for {
		at := required.FindStringIndex(text)
		if at == nil {
			out.WriteString(text)
			return out.String()
		}
		out.WriteString(text[:at[1]])
		text = text[at[1]:]
		end, open := len(text), 1
		for i := range len(text) {
			switch text[i] {
			case '{':
				open++
			case '}':
				open--
			}
			if open == 0 {
				end = i
				break
			}
		}
		text = text[end:]
	}
}

// load merges and decodes the files of a project. A value that cannot be decoded because a variable is undefined, such as "${PORT}:80", is left
// out and recorded in r.left: it is unknown, and the rest of the project is read.
func (r *composeReader) load(details types.ConfigDetails, base bool) (map[string]any, *loader.Options, error) {
	r.open = false
	model, opts, err := r.model(details, base)
	if err == nil && r.open && !base {
		err = r.decodable(clone(model).(map[string]any), opts, details)
	}
	if err == nil {
		return model, opts, nil
	}
	values, docs := r.undefined(details)
	all := func(*undefinedValue) bool { return true }
	if len(values) == 0 || r.ctx.Err() != nil || r.decodes(without(details, docs, values, all), base) != nil {
		return nil, nil, err
	}
	left := map[*undefinedValue]bool{}
	for i := range values {
		v := &values[i]
		left[v] = len(values) > maxUndefined || r.decodes(without(details, docs, values, func(o *undefinedValue) bool { return o != v }), base) != nil
	}
	details = without(details, docs, values, func(v *undefinedValue) bool { return left[v] })
	for i := range values {
		if left[&values[i]] {
			r.left = append(r.left, values[i])
		}
	}
	return r.model(details, base)
}

// decodes returns the error of loading the files by themselves. The services of a file that is extended are decoded with those that extend them.
func (r *composeReader) decodes(details types.ConfigDetails, base bool) error {
	model, opts, err := r.model(details, base)
	if err != nil || base {
		return err
	}
	return r.decodable(model, opts, details)
}

// decodable returns the error of decoding a model, which it uses up, without the files that are included.
func (r *composeReader) decodable(model map[string]any, opts *loader.Options, details types.ConfigDetails) error {
	delete(model, "include")
	_, err := r.decode(model, opts, details)
	return err
}

// undefined lists the values outside the variables of services that name an undefined variable, with the parsed documents of each file.
func (r *composeReader) undefined(details types.ConfigDetails) ([]undefinedValue, []*yaml.Node) {
	var (
		values []undefinedValue
		docs   []*yaml.Node
	)
	for i, f := range details.ConfigFiles {
		var doc yaml.Node
		if yaml.Unmarshal(f.Content, &doc) != nil {
			return nil, nil
		}
		docs = append(docs, &doc)
		var walk func(n *yaml.Node, top bool)
		walk = func(n *yaml.Node, top bool) {
			if n.Kind == yaml.ScalarNode && !top {
				if _, undefined, err := r.resolve(n.Value, details.LookupEnv); undefined && err == nil {
					values = append(values, undefinedValue{r.shown(f.Filename), f.Filename, int32(n.Line), n.Value, i, n}) //nolint:gosec // a document has a bound
				}
			}
			for k, c := range n.Content {
				if n.Kind == yaml.MappingNode && (k%2 == 0 || n.Content[k-1].Value == "environment") {
					continue
				}
				walk(c, n.Kind == yaml.DocumentNode)
			}
		}
		walk(&doc, true)
	}
	return values, docs
}

// without returns details without the values for which leave is true: no such entry of a map, no such element of a list.
func without(details types.ConfigDetails, docs []*yaml.Node, values []undefinedValue, leave func(*undefinedValue) bool) types.ConfigDetails {
	gone := map[*yaml.Node]bool{}
	changed := map[int]bool{}
	for i := range values {
		if leave(&values[i]) {
			gone[values[i].node], changed[values[i].at] = true, true
		}
	}
	details.ConfigFiles = slices.Clone(details.ConfigFiles)
	for i := range details.ConfigFiles {
		if !changed[i] {
			continue
		}
		if text, err := yaml.Marshal(pruned(docs[i], gone)); err == nil {
			details.ConfigFiles[i].Content = text
		}
	}
	return details
}

// pruned copies n without the nodes of gone. An anchor that stands on one of them stays, since an alias may lead to it.
func pruned(n *yaml.Node, gone map[*yaml.Node]bool) *yaml.Node {
	out := *n
	out.Content = nil
	for k := 0; k < len(n.Content); k++ {
		switch {
		case n.Kind == yaml.MappingNode && k+1 < len(n.Content):
			if !gone[n.Content[k+1]] {
				out.Content = append(out.Content, pruned(n.Content[k], gone), pruned(n.Content[k+1], gone))
			}
			k++
		case !gone[n.Content[k]]:
			out.Content = append(out.Content, pruned(n.Content[k], gone))
		}
	}
	return &out
}

// fill puts the values that were left out into a service's settings, as unknown. One that no file has below this service came from a service that
// it extends, so that the settings are not whole.
func (r *composeReader) fill(res *snapshot.Resource) {
	for i := range r.left {
		v, placed := &r.left[i], false
		for _, d := range r.places.docs {
			services := d.root.Child("services")
			if services == nil || d.file != v.file {
				continue
			}
			placed = placed || holds(services, v)
			if own := services.Child(res.Name); own != nil {
				for k := range own.Children {
					fillFrom(&res.Root, own.Children[k].Key, v, r.places.number(res, d.file), &own.Children[k])
				}
			}
		}
		if !placed || r.bases[v.abs] != nil {
			res.Root.Flags |= snapshot.FlagPartial
		}
	}
}

// fillFrom puts v into the entry key of n where written, the entry as the file has it, holds v.
func fillFrom(n *snapshot.Node, key string, v *undefinedValue, number int16, written *snapshot.Node) {
	unknown := snapshot.Node{Key: key, Kind: snapshot.Unknown, Text: withoutMessage(v.text), Line: v.line, File: number}
	var inner *snapshot.Node // not by Child, since unknown values stand at the end until the snapshot is sorted
	for i := range n.Children {
		if n.Children[i].Key == key {
			inner = &n.Children[i]
		}
	}
	switch {
	case written.Line == v.line && written.Text == v.text && written.Scalar():
		if inner == nil {
			n.Children = append(n.Children, unknown)
		}
	case !holds(written, v):
	case inner == nil || written.Kind != inner.Kind || written.Kind != snapshot.Map && written.Kind != snapshot.List:
		if inner == nil {
			n.Children = append(n.Children, unknown)
		} else {
			*inner = unknown
		}
	case written.Kind == snapshot.List: // an unknown element beside the others would have no key to align it by
		inner.Flags |= snapshot.FlagPartial
	default:
		for i := range written.Children {
			fillFrom(inner, written.Children[i].Key, v, number, &written.Children[i])
		}
	}
}

// holds reports whether v stands at or below n.
func holds(n *snapshot.Node, v *undefinedValue) bool {
	return n.Scalar() && n.Line == v.line && n.Text == v.text || slices.ContainsFunc(n.Children, func(c snapshot.Node) bool { return holds(&c, v) })
}
