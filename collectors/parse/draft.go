package parse

import "github.com/envparity/envparity/snapshot"

// draft is a tree under construction, for formats that can return to an earlier table.
type draft struct {
	key      string
	text     string
	kind     snapshot.Kind
	line     int32
	partial  bool // a part of it could not be read
	children []*draft
	index    map[string]*draft // of a Map's children, the last of each key
}

func (d *draft) child(key string) *draft { return d.index[key] }

func (d *draft) add(key string, kind snapshot.Kind, line int32) *draft {
	c := &draft{key: key, kind: kind, line: line}
	d.children = append(d.children, c)
	if d.kind == snapshot.Map {
		if d.index == nil {
			d.index = map[string]*draft{}
		}
		d.index[key] = c
	}
	return c
}

func (d *draft) scalar(key string, kind snapshot.Kind, line int32, text string) {
	d.add(key, kind, line).text = text
}

func (d *draft) node(b *builder, key string) snapshot.Node {
	switch d.kind {
	case snapshot.Map:
		children := make([]snapshot.Node, len(d.children))
		for i, c := range d.children {
			children[i] = c.node(b, c.key)
		}
		n := b.mapNode(key, d.line, children)
		n.Flags = d.flags()
		return n
	case snapshot.List:
		n := snapshot.Node{Key: key, Kind: snapshot.List, Line: d.line, Flags: d.flags()}
		for _, c := range d.children {
			n.Children = append(n.Children, c.node(b, ""))
		}
		return n
	default:
		return snapshot.Node{Key: key, Kind: d.kind, Line: d.line, Text: d.text}
	}
}

func (d *draft) flags() snapshot.Flags {
	if d.partial {
		return snapshot.FlagPartial
	}
	return 0
}
