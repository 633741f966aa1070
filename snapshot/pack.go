package snapshot

import "encoding/binary"

// A packed tree is the text of its nodes one after the other: a node's children all together, and behind them what is below each. A node is
//
//	head    a byte: its Kind, and which of the following differ from what they mostly are
//	flags   a byte, if any
//	file    a number, if any
//	line    the difference from the node before
//	key     its number in Words, for the children of a Map
//	text    its number in Words, or its length and itself
//	count   of children, for a Map, a List and a Secret
//
// Numbers are written as encoding/binary's varints. Nothing of it ever leaves the process.
const (
	headKind   = 0x0f
	headFlags  = 0x10
	headFile   = 0x20
	headWord   = 0x40 // the text is a number in Words
	headNoText = 0x80
)

// Packer packs trees. The zero value is not usable. Only one goroutine may use it.
type Packer struct {
	words  *Words
	recent map[string]uint32 // cache of word numbers: most lookups need no lock
	out    []byte
	line   int32
	nodes  int
}

// NewPacker returns a Packer that numbers keys with w.
func NewPacker(w *Words) *Packer {
	return &Packer{words: w, recent: map[string]uint32{}}
}

// Pack packs the tree of r, which must be normalized, to about a tenth of its size, and empties Root. Only Opener and Tree can read it then. A
// packed tree is left unchanged.
func (p *Packer) Pack(r *Resource) {
	if r.Packed() {
		return
	}
	p.out, p.line, p.nodes = p.out[:0], 0, 1
	p.head(&r.Root, false)
	p.below(&r.Root)
	r.packed, r.words, r.nodes = string(p.out), p.words, int32(p.nodes) //nolint:gosec // nodes of one resource
	r.Root = Node{}
}

func (p *Packer) head(n *Node, keyed bool) {
	at := len(p.out)
	head := byte(n.Kind) & headKind
	p.out = append(p.out, 0)
	if n.Flags != 0 {
		head |= headFlags
		p.out = append(p.out, byte(n.Flags))
	}
	if n.File != 0 {
		head |= headFile
		p.out = binary.AppendVarint(p.out, int64(n.File))
	}
	p.out = binary.AppendVarint(p.out, int64(n.Line)-int64(p.line))
	p.line = n.Line
	if keyed {
		k, _ := p.number(n.Key, true)
		p.out = binary.AppendUvarint(p.out, uint64(k))
	}
	if n.Text == "" {
		head |= headNoText
	} else if k, ok := p.word(n); ok {
		head |= headWord
		p.out = binary.AppendUvarint(p.out, uint64(k))
	} else {
		p.out = binary.AppendUvarint(p.out, uint64(len(n.Text)))
		p.out = append(p.out, n.Text...)
	}
	switch n.Kind {
	case Map, List, Secret:
		p.out = binary.AppendUvarint(p.out, uint64(len(n.Children)))
		p.nodes += len(n.Children)
	}
	p.out[at] = head
}

// word returns a number for a text that may repeat. A fingerprint rarely does.
func (p *Packer) word(n *Node) (uint32, bool) {
	if len(n.Text) > longestWord || n.Kind == Secret {
		return 0, false
	}
	return p.number(n.Text, false)
}

func (p *Packer) number(s string, must bool) (uint32, bool) {
	if k, ok := p.recent[s]; ok {
		return k, true
	}
	k, own, ok := p.words.number(s, must)
	if ok {
		p.recent[own] = k
	}
	return k, ok
}

func (p *Packer) below(n *Node) {
	switch n.Kind {
	case Map, List, Secret:
	default:
		return
	}
	for i := range n.Children {
		p.head(&n.Children[i], n.Kind == Map)
	}
	for i := range n.Children {
		p.below(&n.Children[i])
	}
}
