package snapshot

// Opener opens packed trees one after another and reuses their memory. The zero value is usable. Only one goroutine may use it.
type Opener struct {
	room []Node
}

// Reset reuses the memory of all trees that o has opened. Their nodes must not be used any more; their texts may be.
func (o *Opener) Reset() { o.room = o.room[:0] }

// Open returns the tree of r. It is valid until Reset, and must not be changed.
func (o *Opener) Open(r *Resource) *Node {
	if !r.Packed() {
		return &r.Root
	}
	n := int(r.nodes)
	if cap(o.room)-len(o.room) < n {
		o.room = make([]Node, 0, max(n, 2*cap(o.room), minRoom)) // trees that were opened before keep the old memory
	}
	at := len(o.room)
	o.room = o.room[:at+n]
	u := unpacking{text: r.packed, room: o.room[at : at+n : at+n], words: r.words.view()}
	root := &u.take(1)[0]
	u.head(root, false)
	u.below(root)
	return root
}

const minRoom = 256 // nodes

// unpacking reads the output of Packer, in the same order.
type unpacking struct {
	text  string
	at    int
	room  []Node
	words []string
	line  int32
}

// take returns memory for n adjacent nodes.
func (u *unpacking) take(n int) []Node {
	out := u.room[:n:n]
	u.room = u.room[n:]
	return out
}

func (u *unpacking) head(n *Node, keyed bool) {
	head := u.text[u.at]
	u.at++
	*n = Node{Kind: Kind(head & headKind)}
	if head&headFlags != 0 {
		n.Flags = Flags(u.text[u.at])
		u.at++
	}
	if head&headFile != 0 {
		n.File = int16(u.signed()) //nolint:gosec // it was one
	}
	u.line += int32(u.signed()) //nolint:gosec // the difference of two
	n.Line = u.line
	if keyed {
		n.Key = u.words[u.number()]
	}
	switch {
	case head&headWord != 0:
		n.Text = u.words[u.number()]
	case head&headNoText == 0:
		size := int(u.number()) //nolint:gosec // the length of a string
		n.Text = u.text[u.at : u.at+size]
		u.at += size
	}
	switch n.Kind {
	case Map, List, Secret:
		if count := u.number(); count > 0 {
			n.Children = u.take(int(count)) //nolint:gosec // the length of a slice
		}
	}
}

func (u *unpacking) below(n *Node) {
	for i := range n.Children {
		u.head(&n.Children[i], n.Kind == Map)
	}
	for i := range n.Children {
		if len(n.Children[i].Children) > 0 {
			u.below(&n.Children[i])
		}
	}
}

// number reads an unsigned varint; encoding/binary reads them from bytes only.
func (u *unpacking) number() uint64 {
	b := u.text[u.at]
	u.at++
	if b < 0x80 {
		return uint64(b)
	}
	v := uint64(b & 0x7f)
	for shift := 7; ; shift += 7 {
		b = u.text[u.at]
		u.at++
		v |= uint64(b&0x7f) << shift
		if b < 0x80 {
			return v
		}
	}
}

func (u *unpacking) signed() int64 {
	v := u.number()
	return int64(v>>1) ^ -int64(v&1) //nolint:gosec // zigzag
}
