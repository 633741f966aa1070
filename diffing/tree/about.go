package tree

import (
	"github.com/envparity/envparity/diffing/values"
	"github.com/envparity/envparity/snapshot"
)

// about returns the kind and name of the object that an element of a list is about, without the environment's words; "" if the element names
// none. An element names its object in a map that selects it (the target of a patch), or in a manifest that it holds as a text. Elements about
// two objects never match, whatever else they have in common.
func (w *Walk) about(col int, n *snapshot.Node) string {
	if n.Kind != snapshot.Map {
		return ""
	}
	if s := w.object(col, n); s != "" {
		return s
	}
	for i := range n.Children {
		switch c := &n.Children[i]; {
		case c.Kind == snapshot.Map && selects(c):
			if s := w.object(col, c); s != "" {
				return s
			}
			return c.Child("kind").Text + "/"
		case c.Kind == snapshot.String && values.Structured(c.Text):
			if in := values.Expand(w.Context(), c); in != nil && in.Kind == snapshot.Map {
				if s := w.object(col, in); s != "" {
					return s
				}
			}
		}
	}
	return ""
}

// object returns the kind and name in a map that is an object of Kubernetes or a reference to one; "" for any other map.
func (w *Walk) object(col int, n *snapshot.Node) string {
	kind, name := n.Child("kind"), n.Child("name")
	if name == nil {
		name = n.Get("metadata", "name")
	}
	if kind == nil || name == nil || kind.Kind != snapshot.String || !name.Scalar() || name.Text == "" {
		return ""
	}
	return kind.Text + "/" + w.lexicon.Key(w.Voice(col), name.Text)
}

// selects reports whether a map only selects objects by their kind, as the target of a patch does.
func selects(n *snapshot.Node) bool {
	kind := n.Child("kind")
	if kind == nil || kind.Kind != snapshot.String {
		return false
	}
	for i := range n.Children {
		switch n.Children[i].Key {
		case "group", "version", "apiVersion", "kind", "name", "namespace", "labelSelector", "annotationSelector":
		default:
			return false
		}
	}
	return true
}
