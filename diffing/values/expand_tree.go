package values

import (
	"encoding/json"
	"encoding/xml"
	"io"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/envparity/envparity/snapshot"
)

// maxDepth bounds how deep a document may nest; deeper ones are compared as text.
const maxDepth = 200

// sortUnique sorts a Map by key. It returns false for a duplicate key, because the tree would lose part of the text.
func sortUnique(n *snapshot.Node) bool {
	slices.SortStableFunc(n.Children, func(a, b snapshot.Node) int { return strings.Compare(a.Key, b.Key) })
	for i := 1; i < len(n.Children); i++ {
		if n.Children[i].Key == n.Children[i-1].Key {
			return false
		}
	}
	return true
}

func expandJSON(s string, at *lines) *snapshot.Node {
	if end := s[len(s)-1]; end != '}' && end != ']' {
		return nil
	}
	d := json.NewDecoder(strings.NewReader(s))
	d.UseNumber()
	n, ok := jsonValue(d, at, 0)
	if !ok || len(n.Children) == 0 {
		return nil
	}
	if _, err := d.Token(); err != io.EOF {
		return nil
	}
	return &n
}

func jsonValue(d *json.Decoder, at *lines, depth int) (n snapshot.Node, ok bool) {
	t, err := d.Token()
	if err != nil || depth > maxDepth {
		return n, false
	}
	n.Line = at.offset(d.InputOffset())
	switch t := t.(type) {
	case nil:
		n.Kind = snapshot.Null
	case bool:
		n.Kind, n.Text = snapshot.Bool, "false"
		if t {
			n.Text = "true"
		}
	case json.Number:
		n.Kind, n.Text = snapshot.Number, t.String()
	case string:
		n.Kind, n.Text = snapshot.String, t
	case json.Delim:
		return jsonContainer(d, at, n.Line, t, depth)
	default:
		return n, false
	}
	return n, true
}

func jsonContainer(d *json.Decoder, at *lines, line int32, open json.Delim, depth int) (n snapshot.Node, ok bool) {
	n.Kind, n.Line = snapshot.List, line
	if open == '{' {
		n.Kind = snapshot.Map
	}
	for d.More() {
		key := ""
		if n.Kind == snapshot.Map {
			t, err := d.Token()
			if err != nil {
				return n, false
			}
			key, ok = t.(string)
			if !ok {
				return n, false
			}
		}
		c, ok := jsonValue(d, at, depth+1)
		if !ok {
			return n, false
		}
		c.Key = key
		n.Children = append(n.Children, c)
	}
	if _, err := d.Token(); err != nil {
		return n, false
	}
	return n, n.Kind == snapshot.List || sortUnique(&n)
}

// expandYAML parses a text only if it is a mapping or a list of several lines throughout. Prose with a colon in it is not.
func expandYAML(s string, at *lines) *snapshot.Node {
	for l := range strings.SplitSeq(s, "\n") {
		t := strings.TrimSpace(l)
		if t == "" || t[0] == '#' || t == "---" {
			continue
		}
		key, rest, ok := strings.Cut(t, ":")
		if strings.HasPrefix(t, "- ") || ok && !strings.ContainsAny(key, " \t") && (rest == "" || rest[0] == ' ') {
			break
		}
		return nil
	}
	var doc yaml.Node
	if err := yaml.Unmarshal([]byte(s), &doc); err != nil || len(doc.Content) != 1 {
		return nil
	}
	budget := 20_000
	n, ok := yamlNode(doc.Content[0], at, 0, &budget)
	if !ok || n.Kind != snapshot.Map && n.Kind != snapshot.List || len(n.Children) == 0 {
		return nil
	}
	return &n
}

func yamlNode(y *yaml.Node, at *lines, depth int, budget *int) (n snapshot.Node, ok bool) {
	*budget--
	if depth > maxDepth || *budget < 0 {
		return n, false
	}
	n.Line = at.numbered(y.Line)
	switch y.Kind {
	case yaml.AliasNode:
		return yamlNode(y.Alias, at, depth+1, budget)
	case yaml.ScalarNode:
		n.Text = y.Value
		switch y.ShortTag() {
		case "!!null":
			n.Kind, n.Text = snapshot.Null, ""
		case "!!bool":
			n.Kind, n.Text = snapshot.Bool, strings.ToLower(y.Value)
		case "!!int", "!!float":
			n.Kind = snapshot.Number
		default:
			n.Kind = snapshot.String
		}
		return n, true
	case yaml.SequenceNode:
		n.Kind = snapshot.List
		for _, c := range y.Content {
			e, ok := yamlNode(c, at, depth+1, budget)
			if !ok {
				return n, false
			}
			n.Children = append(n.Children, e)
		}
		return n, true
	case yaml.MappingNode:
		n.Kind = snapshot.Map
		for i := 0; i+1 < len(y.Content); i += 2 {
			if y.Content[i].Kind != yaml.ScalarNode || y.Content[i].ShortTag() == "!!merge" {
				return n, false
			}
			e, ok := yamlNode(y.Content[i+1], at, depth+1, budget)
			if !ok {
				return n, false
			}
			e.Key, e.Line = y.Content[i].Value, at.numbered(y.Content[i].Line)
			n.Children = append(n.Children, e)
		}
		return n, sortUnique(&n)
	}
	return n, false
}

// expandXML reads an XML document: attributes as "@name", text as "#text", several elements of one name as a list.
func expandXML(s string, at *lines) *snapshot.Node {
	if s[len(s)-1] != '>' {
		return nil
	}
	d := xml.NewDecoder(strings.NewReader(s))
	for {
		t, err := d.Token()
		if err != nil {
			return nil
		}
		start, ok := t.(xml.StartElement)
		if !ok {
			continue
		}
		if strings.EqualFold(start.Name.Local, "html") {
			return nil
		}
		n, ok := xmlElement(d, at, start, 0)
		if !ok {
			return nil
		}
		n.Key = start.Name.Local
		return &snapshot.Node{Kind: snapshot.Map, Line: at.first, Children: []snapshot.Node{n}}
	}
}

func xmlElement(d *xml.Decoder, at *lines, start xml.StartElement, depth int) (n snapshot.Node, ok bool) {
	if depth > maxDepth {
		return n, false
	}
	n.Kind, n.Line = snapshot.Map, at.offset(d.InputOffset())
	groups := map[string][]snapshot.Node{}
	for _, a := range start.Attr {
		groups["@"+a.Name.Local] = []snapshot.Node{{Kind: snapshot.String, Text: a.Value, Line: n.Line}}
	}
	var text strings.Builder
	for {
		t, err := d.Token()
		if err != nil {
			return n, false
		}
		switch t := t.(type) {
		case xml.CharData:
			text.Write(t)
		case xml.StartElement:
			c, ok := xmlElement(d, at, t, depth+1)
			if !ok {
				return n, false
			}
			groups[t.Name.Local] = append(groups[t.Name.Local], c)
		case xml.EndElement:
			content := strings.TrimSpace(text.String())
			if len(groups) == 0 {
				return snapshot.Node{Kind: snapshot.String, Text: content, Line: n.Line}, true
			}
			if content != "" {
				groups["#text"] = []snapshot.Node{{Kind: snapshot.String, Text: content, Line: n.Line}}
			}
			for k, g := range groups {
				c := g[0]
				if len(g) > 1 {
					c = snapshot.Node{Kind: snapshot.List, Line: g[0].Line, Children: g}
				}
				c.Key = k
				n.Children = append(n.Children, c)
			}
			return n, sortUnique(&n)
		}
	}
}
