package aws

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/envparity/envparity/snapshot"
)

// toNode turns an SDK answer into a tree of its fields by their API names, without nulls.
func toNode(v any) (snapshot.Node, error) {
	b, err := json.Marshal(v)
	if err != nil {
		return snapshot.Node{}, fmt.Errorf("read the answer: %w", err)
	}
	d := json.NewDecoder(strings.NewReader(string(b)))
	d.UseNumber()
	var tree any
	if err := d.Decode(&tree); err != nil {
		return snapshot.Node{}, fmt.Errorf("read the answer: %w", err)
	}
	n, _ := fromAny("", tree)
	return n, nil
}

// fromAny converts decoded JSON. It returns false for a null, which the SDK writes for every field that the service left out.
func fromAny(key string, v any) (snapshot.Node, bool) {
	switch v := v.(type) {
	case nil:
		return snapshot.Node{}, false
	case bool:
		return snapshot.Node{Key: key, Kind: snapshot.Bool, Text: strconv.FormatBool(v)}, true
	case json.Number:
		return snapshot.Node{Key: key, Kind: snapshot.Number, Text: v.String()}, true
	case string:
		return text(key, v), true
	case []any:
		n := snapshot.Node{Key: key, Kind: snapshot.List}
		for _, e := range v {
			if c, ok := fromAny("", e); ok {
				n.Children = append(n.Children, c)
			}
		}
		return n, true
	case map[string]any:
		n := snapshot.Node{Key: key, Kind: snapshot.Map}
		for k, e := range v {
			if k == "ResultMetadata" {
				continue
			}
			if c, ok := fromAny(k, e); ok {
				n.Children = append(n.Children, c)
			}
		}
		sortByKey(&n)
		return n, true
	}
	return text(key, fmt.Sprint(v)), true
}

// shape returns the parts of an answer that fields selects.
func shape(answer *snapshot.Node, fields []field) snapshot.Node {
	root := snapshot.Node{Kind: snapshot.Map}
	for _, f := range fields {
		got, ok := pick(answer, f.from)
		if !ok {
			continue
		}
		value := f.as.of(got)
		outer, inner, nested := strings.Cut(f.name, ".")
		if !nested {
			value.Key = outer
			put(&root, value)
			continue
		}
		value.Key = inner
		if root.Child(outer) == nil {
			put(&root, snapshot.Node{Key: outer, Kind: snapshot.Map})
		}
		put(root.Child(outer), value)
	}
	return root
}

// pick follows the path of a field.
func pick(n *snapshot.Node, path string) (snapshot.Node, bool) {
	if rest, ok := strings.CutPrefix(path, "#"); ok {
		list, found := pick(n, rest)
		return snapshot.Node{Kind: snapshot.Number, Text: strconv.Itoa(len(list.Children))}, found
	}
	head, rest, more := strings.Cut(path, ".")
	name, index, listed := strings.Cut(head, "[")
	c := n.Child(name)
	switch {
	case c == nil:
		return snapshot.Node{}, false
	case !listed && !more:
		return *c, true
	case !listed:
		return pick(c, rest)
	case index == "0]":
		if len(c.Children) == 0 {
			return snapshot.Node{}, false
		}
		return pick(&c.Children[0], rest)
	}
	out := snapshot.Node{Kind: snapshot.List}
	for i := range c.Children {
		if e, ok := pick(&c.Children[i], rest); ok {
			e.Key = ""
			out.Children = append(out.Children, e)
		}
	}
	return out, true
}

// of converts a value.
func (a as) of(n snapshot.Node) snapshot.Node {
	switch a {
	case typed:
		if _, err := strconv.ParseInt(n.Text, 10, 64); err == nil {
			n.Kind = snapshot.Number
		} else if n.Text == "true" || n.Text == "false" {
			n.Kind = snapshot.Bool
		}
		return n
	case onOff:
		on := strings.ToLower(n.Text)
		if on != "enabled" && on != "disabled" {
			return n // enabling, disabling: unchanged
		}
		return snapshot.Node{Kind: snapshot.Bool, Text: strconv.FormatBool(on == "enabled")}
	case lastPart:
		n.Text = last(n.Text)
		return n
	case tagMap:
		m := snapshot.Node{Kind: snapshot.Map}
		for i := range n.Children {
			if k := n.Children[i].Child("Key"); k != nil {
				v := text(k.Text, "")
				if c := n.Children[i].Child("Value"); c != nil {
					v.Text = c.Text
				}
				put(&m, v)
			}
		}
		return m
	case lowered:
		rename(&n, func(s string) string { return strings.ToLower(s[:1]) + s[1:] })
		return n
	case unordered:
		n.Flags |= snapshot.FlagSet
	}
	rename(&n, snake)
	return n
}

// rename renames the keys below n, except user data: the names of labels and of a log driver's options.
func rename(n *snapshot.Node, as func(string) string) {
	for i := range n.Children {
		c := &n.Children[i]
		data := c.Key == "DockerLabels" || c.Key == "Options" || c.Key == "Labels" || c.Key == "DriverOpts"
		if c.Key != "" {
			c.Key = as(c.Key)
		}
		if !data {
			rename(c, as)
		}
	}
	if n.Kind == snapshot.Map {
		sortByKey(n)
	}
}

// snake converts a name of the API to Terraform's form: KMSMasterKeyID is kms_master_key_id.
func snake(s string) string {
	var b strings.Builder
	r := []rune(s)
	for i, c := range r {
		turn := i > 0 && unicode.IsUpper(c) && (!unicode.IsUpper(r[i-1]) || i+1 < len(r) && unicode.IsLower(r[i+1]))
		if turn && r[i-1] != '_' {
			b.WriteByte('_')
		}
		b.WriteRune(unicode.ToLower(c))
	}
	return b.String()
}

// labels are the tags of a shaped resource, for owners and filters.
func labels(root *snapshot.Node) map[string]string {
	out := map[string]string{}
	if t := root.Child("tags"); t != nil {
		for i := range t.Children {
			out[t.Children[i].Key] = t.Children[i].Text
		}
	}
	return out
}

func text(key, value string) snapshot.Node {
	return snapshot.Node{Key: key, Kind: snapshot.String, Text: value}
}

func sortByKey(n *snapshot.Node) {
	slices.SortFunc(n.Children, func(a, b snapshot.Node) int { return strings.Compare(a.Key, b.Key) })
}

// put sets a child of a Map. It replaces one of the same key.
func put(n *snapshot.Node, c snapshot.Node) {
	for i := range n.Children {
		if n.Children[i].Key == c.Key {
			n.Children[i] = c
			return
		}
	}
	n.Children = append(n.Children, c)
	sortByKey(n)
}
