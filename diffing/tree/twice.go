package tree

import "github.com/envparity/envparity/snapshot"

// setTwice takes out of lists of variables what a later entry of the same name replaces: the reader takes the last. Without that, one name that
// one environment has twice would leave the whole list without names. named is true for lists of variables, each of which has a name of its own
// in the result.
func (w *Walk) setTwice(nodes []*snapshot.Node) (out []*snapshot.Node, named bool) {
	some := false
	for _, n := range w.Present(nodes) {
		if !variableList(n) {
			return nodes, false
		}
		some = some || !uniqueField(n, "name")
	}
	if !some {
		return nodes, true
	}
	out = make([]*snapshot.Node, len(nodes))
	copy(out, nodes)
	for i, n := range w.Present(nodes) {
		out[i] = lastOfEachName(n)
	}
	return out, true
}

// variableList reports whether all elements of a list are variables: a name with a value, or with where it comes from.
func variableList(n *snapshot.Node) bool {
	for i := range n.Children {
		c := &n.Children[i]
		name := c.Child("name")
		if name == nil || name.Kind != snapshot.String || len(c.Children) > 2 || len(c.Children) == 2 && c.Child("value") == nil && c.Child("valueFrom") == nil {
			return false
		}
	}
	return n.Kind == snapshot.List
}

// lastOfEachName returns the list without the elements that a later one of the same name replaces.
func lastOfEachName(n *snapshot.Node) *snapshot.Node {
	last := make(map[string]int, len(n.Children))
	for i := range n.Children {
		last[n.Children[i].Child("name").Text] = i
	}
	if len(last) == len(n.Children) {
		return n
	}
	out := *n
	out.Children = make([]snapshot.Node, 0, len(last))
	for i := range n.Children {
		if last[n.Children[i].Child("name").Text] == i {
			out.Children = append(out.Children, n.Children[i])
		}
	}
	return &out
}
