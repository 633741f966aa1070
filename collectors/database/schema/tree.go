package schema

import (
	"cmp"
	"slices"

	"github.com/envparity/envparity/snapshot"
)

// tree builds a Map node. Keys may come in any order; of a key given twice the last one counts.
type tree struct{ node snapshot.Node }

func (t *tree) put(n snapshot.Node) {
	t.node.Kind = snapshot.Map
	i, found := slices.BinarySearchFunc(t.node.Children, n.Key, func(x snapshot.Node, k string) int { return cmp.Compare(x.Key, k) })
	if found {
		t.node.Children[i] = n
		return
	}
	t.node.Children = slices.Insert(t.node.Children, i, n)
}

func (t *tree) text(key, value string) {
	t.put(snapshot.Node{Key: key, Kind: snapshot.String, Text: value})
}

// given writes a text that is not empty.
func (t *tree) given(key, value string) {
	if value != "" {
		t.text(key, value)
	}
}

func (t *tree) flag(key string, value bool) {
	text := "false"
	if value {
		text = "true"
	}
	t.put(snapshot.Node{Key: key, Kind: snapshot.Bool, Text: text})
}

func (t *tree) unknown(key, why string) {
	t.put(snapshot.Node{Key: key, Kind: snapshot.Unknown, Text: why})
}

func (t *tree) facts(facts []Fact) {
	for _, f := range facts {
		kind := snapshot.String
		switch {
		case f.Unknown:
			kind = snapshot.Unknown
		case f.Number:
			kind = snapshot.Number
		}
		t.put(snapshot.Node{Key: f.Name, Kind: kind, Text: f.Text})
	}
}

func (t *tree) list(l Named) {
	n := snapshot.Node{Key: l.Name, Kind: snapshot.List}
	if l.Set {
		n.Flags |= snapshot.FlagSet
	}
	for _, v := range l.Values {
		n.Children = append(n.Children, snapshot.Node{Kind: snapshot.String, Text: v})
	}
	t.put(n)
}

// part puts what build writes below key, or the reason why that part was lost.
func (t *tree) part(lost map[string]string, key string, build func(*tree)) {
	if why := lost[key]; why != "" {
		t.unknown(key, why)
		return
	}
	t.under(key, build)
}

// under puts what build writes below key. An empty map is written too: it says that there are none.
func (t *tree) under(key string, build func(*tree)) {
	below := tree{node: snapshot.Node{Key: key, Kind: snapshot.Map}}
	build(&below)
	t.put(below.node)
}
