package difftree

import (
	"strconv"

	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/snapshot"
)

// MaxNodes bounds a tree.
const MaxNodes = 20000

// Node is one place in a structured value, with what every environment has there.
type Node struct {
	Key    string // map key, or "[name=api]", "[3]" for a list element
	Sides  []Side
	Kids   []*Node
	Same   int  // leaves below in which all observed sides agree
	Differ int  // leaves below in which they do not
	Cut    int  // children left out because the tree was full
	Inside bool // its children are what a document inside a string holds; Sides are the string
}

// Side is what one environment has at a node.
type Side struct {
	State drift.State
	Node  *snapshot.Node // nil unless present
	Class int            // equality class among the present sides; -1 when not present
}

// Leaf reports whether n has nothing below it.
func (n *Node) Leaf() bool { return len(n.Kids) == 0 }

// Equal reports whether all observed sides agree.
func (n *Node) Equal() bool { return n.Differ == 0 }

// FromSides builds the tree of a drift's sides.
func FromSides(sides []drift.Side) *Node {
	in := make([]Side, len(sides))
	for i := range sides {
		in[i] = Side{State: sides[i].State, Node: sides[i].Node, Class: -1}
		if sides[i].State == drift.Present && sides[i].Node == nil {
			in[i].Node = &snapshot.Node{Kind: snapshot.String, Text: sides[i].Text}
		}
	}
	b := &builder{nodes: MaxNodes, text: maxInside}
	return b.build("", in)
}

// builder keeps a tree within its bounds.
type builder struct {
	nodes int // how many more nodes there may be
	text  int // how many more bytes of strings may be looked into
}

func (b *builder) build(key string, sides []Side) *Node {
	b.nodes--
	n := &Node{Key: key, Sides: sides}
	classify(sides)
	if in := b.inside(key, sides); in != nil {
		n.Inside, sides = true, in
	}
	keyed := children(sides)
	if keyed == nil {
		if agree(sides) {
			n.Same = 1
		} else {
			n.Differ = 1
		}
		return n
	}
	for i, k := range keyed.order {
		if b.nodes <= 0 {
			n.Cut = len(keyed.order) - i
			break
		}
		kid := make([]Side, len(sides))
		for s := range sides {
			kid[s] = Side{State: sides[s].State, Class: -1}
			if sides[s].State != drift.Present {
				continue
			}
			if c := keyed.by[s][k]; c != nil {
				kid[s].Node = c
			} else {
				kid[s].State = drift.AbsentState
			}
		}
		// Where the whole branch is absent in one environment, its leaves are told once, by the branch.
		child := b.build(k, kid)
		n.Same += child.Same
		n.Differ += child.Differ
		n.Kids = append(n.Kids, child)
	}
	return n
}

type keyedChildren struct {
	order []string
	by    []map[string]*snapshot.Node
}

// children aligns the children of all container sides by key, merge key or position; nil when no side is a container, or
// when containers meet scalars.
func children(sides []Side) *keyedChildren {
	kind := snapshot.Absent
	for i := range sides {
		n := sides[i].Node
		if n == nil {
			continue
		}
		if n.Kind != snapshot.Map && n.Kind != snapshot.List || len(n.Children) == 0 && kind == snapshot.Absent && onlyOne(sides) {
			return nil
		}
		if kind == snapshot.Absent {
			kind = n.Kind
		}
		if n.Kind != kind {
			return nil
		}
	}
	if kind == snapshot.Absent {
		return nil
	}
	out := &keyedChildren{by: make([]map[string]*snapshot.Node, len(sides))}
	seen := map[string]bool{}
	mergeKey := ""
	if kind == snapshot.List {
		mergeKey = commonMergeKey(sides)
	}
	for i := range sides {
		n := sides[i].Node
		if n == nil {
			continue
		}
		out.by[i] = make(map[string]*snapshot.Node, len(n.Children))
		for j := range n.Children {
			k := childKey(n, j, mergeKey, out.by[i])
			out.by[i][k] = &n.Children[j]
			if !seen[k] {
				seen[k] = true
				out.order = append(out.order, k)
			}
		}
	}
	if len(out.order) == 0 {
		return nil
	}
	return out
}

func onlyOne(sides []Side) bool {
	n := 0
	for i := range sides {
		if sides[i].Node != nil {
			n++
		}
	}
	return n == 1
}

func childKey(n *snapshot.Node, j int, mergeKey string, taken map[string]*snapshot.Node) string {
	c := &n.Children[j]
	switch {
	case n.Kind == snapshot.Map:
		return c.Key
	case mergeKey != "":
		k := "[" + mergeKey + "=" + c.Child(mergeKey).Text + "]"
		if taken[k] == nil {
			return k
		}
	case n.Flags&snapshot.FlagSet != 0 && c.Scalar():
		k := "[" + c.Text + "]"
		if taken[k] == nil {
			return k
		}
	}
	return "[" + strconv.Itoa(j) + "]"
}

// commonMergeKey returns the key by which the elements of all lists can be told apart, "" when there is none.
func commonMergeKey(sides []Side) string {
next:
	for _, key := range []string{"name", "key", "id", "Name", "Sid", "containerPort", "port"} {
		any := false
		for i := range sides {
			n := sides[i].Node
			if n == nil {
				continue
			}
			seen := make(map[string]bool, len(n.Children))
			for j := range n.Children {
				c := n.Children[j].Child(key)
				if c == nil || !c.Scalar() || seen[c.Text] {
					continue next
				}
				seen[c.Text] = true
				any = true
			}
		}
		if any {
			return key
		}
	}
	return ""
}

// classify gives equal present sides equal classes, in order of appearance.
func classify(sides []Side) {
	next := 0
	for i := range sides {
		if sides[i].Node == nil {
			continue
		}
		sides[i].Class = -1
		for j := range i {
			if sides[j].Node != nil && Equal(sides[j].Node, sides[i].Node) {
				sides[i].Class = sides[j].Class
				break
			}
		}
		if sides[i].Class < 0 {
			sides[i].Class = next
			next++
		}
	}
}

// agree reports whether all observed sides are the same.
func agree(sides []Side) bool {
	first := -1
	for i := range sides {
		if sides[i].State == drift.UnknownState {
			continue
		}
		if first < 0 {
			first = i
		} else if sides[i].State != sides[first].State || sides[i].Class != sides[first].Class {
			return false
		}
	}
	return true
}

// Equal reports whether two values are the same, node by node.
func Equal(a, b *snapshot.Node) bool {
	if a == b {
		return true
	}
	if a.Kind != b.Kind || a.Text != b.Text || len(a.Children) != len(b.Children) {
		return false
	}
	for i := range a.Children {
		if a.Children[i].Key != b.Children[i].Key || !Equal(&a.Children[i], &b.Children[i]) {
			return false
		}
	}
	return true
}
