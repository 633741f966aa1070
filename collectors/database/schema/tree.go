package schema

import (
	"cmp"
	"math"
	"slices"

	"github.com/envparity/envparity/snapshot"
)

// tree builds a Map node. Keys may come in any order; of a key given twice the last one counts.
type tree struct {
	node   snapshot.Node
	places *places // nil where nothing stands in a file
}

// places are the files that one resource's attributes stand in.
type places struct {
	own  string // the resource's own file
	more []string
}

// at notes where the node stands.
func (p *places) at(n *snapshot.Node, place Place) {
	if p == nil || place.Line == 0 {
		return
	}
	n.Line = int32(min(place.Line, math.MaxInt32)) //nolint:gosec // bounded in the line
	if place.File == p.own {
		return
	}
	i := slices.Index(p.more, place.File)
	if i < 0 {
		if i = len(p.more); i >= math.MaxInt16 {
			n.Line = 0
			return
		}
		p.more = append(p.more, place.File)
	}
	n.File = int16(i + 1) //nolint:gosec // bounded above
}

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

// hidden writes why a value is unknown, where there is a reason.
func (t *tree) hidden(key, why string) {
	if why != "" {
		t.unknown(key, why)
	}
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
func (t *tree) under(key string, build func(*tree)) { t.underAt(key, Place{}, build) }

// underAt is under for what stands at a place of a file.
func (t *tree) underAt(key string, place Place, build func(*tree)) {
	below := tree{node: snapshot.Node{Key: key, Kind: snapshot.Map}, places: t.places}
	build(&below)
	t.places.at(&below.node, place)
	for i := range below.node.Children {
		if below.node.Children[i].Scalar() {
			t.places.at(&below.node.Children[i], place)
		}
	}
	t.put(below.node)
}
