package parse

import (
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/envparity/envparity/snapshot"
)

// The keys under which a list or map with a tag of its own carries the tag and, where it is a list, its elements: !And [a, b] is
// {"!items": [a, b], "!": "!And"}.
const (
	TagKey   = "!"
	ItemsKey = "!items"
)

// ownTag returns the tag of a list or map that is not one of YAML's own, or "".
func ownTag(n *yaml.Node) string {
	if tag := n.ShortTag(); strings.HasPrefix(tag, "!") && !strings.HasPrefix(tag, "!!") && tag != "!" {
		return tag
	}
	return ""
}

func (y *yamlTree) tag(tag string, line int) snapshot.Node {
	return snapshot.Node{Key: TagKey, Kind: snapshot.String, Text: y.b.intern(tag), Line: int32(line)} //nolint:gosec // a file has less lines than bytes, and those are bounded
}

// tagged returns the node of a list with a tag of its own.
func (y *yamlTree) tagged(key string, n *yaml.Node, tag string, line, depth int) snapshot.Node {
	items := snapshot.Node{Key: ItemsKey, Kind: snapshot.List, Line: int32(line)} //nolint:gosec // as above
	for _, c := range n.Content {
		items.Children = append(items.Children, y.node("", c, depth+2))
	}
	return snapshot.Node{Key: key, Kind: snapshot.Map, Line: items.Line, Children: []snapshot.Node{y.tag(tag, line), items}}
}

// Untagged returns a list or map without its tag.
func Untagged(n *snapshot.Node) *snapshot.Node {
	if n.Child(TagKey) == nil {
		return n
	}
	if items := n.Child(ItemsKey); items != nil {
		return items
	}
	return n
}
