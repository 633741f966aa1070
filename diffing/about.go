package diffing

import (
	"github.com/envparity/envparity/diffing/values"
	"github.com/envparity/envparity/snapshot"
)

// about returns the kind and name of the object that an element of a list is for, without the environment's words; "" where the element names
// none. The element says so itself, in a map that selects the object (the target of a patch), or in a manifest that it holds as a text.
// Elements for two objects are two elements, whatever else they have in common.
func (w *walker) about(col int, n *snapshot.Node) string {
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
		case c.Kind == snapshot.String && structured(c.Text):
			if in := values.Expand(w.context(), c); in != nil && in.Kind == snapshot.Map {
				if s := w.object(col, in); s != "" {
					return s
				}
			}
		}
	}
	return ""
}

// object is the kind and name that a map gives itself, as an object of Kubernetes or a reference to one does; "" where it gives none.
func (w *walker) object(col int, n *snapshot.Node) string {
	kind, name := n.Child("kind"), n.Child("name")
	if name == nil {
		name = n.Get("metadata", "name")
	}
	if kind == nil || name == nil || kind.Kind != snapshot.String || !name.Scalar() || name.Text == "" {
		return ""
	}
	return kind.Text + "/" + w.c.lex.Key(w.voice(col), name.Text)
}

// selects reports whether a map selects objects by their kind, and says nothing else, as the target of a patch does.
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
