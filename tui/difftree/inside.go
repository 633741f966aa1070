package difftree

import (
	"github.com/envparity/envparity/diffing/values"
	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/snapshot"
)

// maxInside bounds the strings of one tree that are looked into, in bytes: a tree is made for every finding the cursor rests on.
const maxInside = 128 << 10

// inside returns sides with the documents that their strings hold in place of the strings, nil when that is not what they are:
// every side that is there must be such a string, or all the same text would be told twice.
func (b *builder) inside(key string, sides []Side) []Side {
	var out []Side
	for i := range sides {
		n := sides[i].Node
		if n == nil {
			continue
		}
		if n.Kind != snapshot.String || len(n.Text) > b.text {
			return nil
		}
	}
	for i := range sides {
		n := sides[i].Node
		if n == nil {
			continue
		}
		b.text -= len(n.Text)
		tree := values.Expand(values.Context{Path: []string{key}}, n)
		if tree == nil || len(tree.Children) == 0 {
			return nil
		}
		if out == nil {
			out = make([]Side, len(sides))
			for j := range sides {
				out[j] = Side{State: sides[j].State, Class: sides[j].Class}
			}
		}
		out[i] = Side{State: drift.Present, Node: tree, Class: sides[i].Class}
	}
	return out
}
