package parse

import (
	"fmt"
	"slices"
	"strings"

	"github.com/envparity/envparity/snapshot"
)

// builder collects what one text yields. It is used by one goroutine.
type builder struct {
	problems []Problem
	strings  *Interner
	recent   []string        // of what was interned last, by a hash: most lookups end here, without a lock
	room     []snapshot.Node // where keep puts children
	block    blockReader
	schema   schema // of plain scalars, in YAML
	slab     int    // how many nodes to make room for at once
	rooms    int    // that the present document lies in
}

func newBuilder(in *Interner) *builder {
	b := &builder{strings: in, slab: minSlab}
	b.block.b = b
	return b
}

func (b *builder) problem(line int, lost bool, format string, args ...any) {
	b.problems = append(b.problems, Problem{Line: line, Text: fmt.Sprintf(format, args...), Lost: lost})
}

func (b *builder) intern(s string) string { return b.strings.Intern(s) }

// recentSize is a power of two.
const recentSize = 1 << 10

// internBytes is intern for a text that the caller goes on to overwrite.
func (b *builder) internBytes(s []byte) string {
	if len(s) == 0 {
		return ""
	}
	if len(s) > maxInterned {
		return string(s)
	}
	h := uint32(2166136261) // FNV-1a, over all of so short a text
	for _, c := range s {
		h = (h ^ uint32(c)) * 16777619
	}
	if b.recent == nil {
		b.recent = make([]string, recentSize)
	}
	slot := &b.recent[h%recentSize]
	if *slot != string(s) {
		*slot = b.strings.InternBytes(s)
	}
	return *slot
}

// The nodes a builder makes room for at once: little for a small text, never so much that what is left over counts.
const (
	minSlab = 16
	maxSlab = 512
)

// keep returns a copy of children cut from a larger array: a tree of many small maps would be as many small allocations.
func (b *builder) keep(children []snapshot.Node) []snapshot.Node {
	n := len(children)
	if n == 0 {
		return nil
	}
	if n > len(b.room) {
		if n > b.slab/4 {
			return slices.Clone(children)
		}
		b.room = make([]snapshot.Node, b.slab)
		b.rooms++
	}
	kept := b.room[:n:n]
	b.room = b.room[n:]
	copy(kept, children)
	return kept
}

// nearlyFull is how many nodes must be left of a room for another document to begin in it.
const nearlyFull = 64

// document is called before each document. A tree that lies in two rooms lets the later one hold on to the earlier, that to the one
// before it, and so on, long after all documents in them are forgotten: so few trees as possible do, and no document begins where
// such a one ended.
func (b *builder) document() {
	if b.rooms > 1 || len(b.room) < min(nearlyFull, b.slab/4) {
		b.room = nil
	}
	b.rooms = 0
	if b.room != nil {
		b.rooms = 1
	}
}

// mapNode finishes a Map: children sorted by key, each key once. Of a key given twice the last one counts, as in most
// readers, and it is told.
func (b *builder) mapNode(key string, line int32, children []snapshot.Node) snapshot.Node {
	n := snapshot.Node{Key: key, Kind: snapshot.Map, Line: line}
	sortNodes(children)
	out := children[:0]
	for _, c := range children {
		if len(out) > 0 && out[len(out)-1].Key == c.Key {
			b.problem(int(c.Line), false, "key %q is given twice, first on line %d; the last one counts", clip(c.Key), out[len(out)-1].Line)
			out[len(out)-1] = c
			continue
		}
		out = append(out, c)
	}
	clear(children[len(out):])
	if len(out) > 0 {
		n.Children = slices.Clip(out)
	}
	return n
}

// sortNodes sorts by key, stably; most maps are small, and many are sorted already.
func sortNodes(c []snapshot.Node) {
	if len(c) <= 12 {
		for i := 1; i < len(c); i++ {
			for j := i; j > 0 && c[j].Key < c[j-1].Key; j-- {
				c[j], c[j-1] = c[j-1], c[j]
			}
		}
		return
	}
	slices.SortStableFunc(c, func(x, y snapshot.Node) int { return strings.Compare(x.Key, y.Key) })
}

func clip(s string) string {
	if len(s) > 80 {
		return strings.ToValidUTF8(s[:80], "") + "…"
	}
	return s
}

// lineCounter turns rising byte offsets into lines.
type lineCounter struct {
	src  []byte
	off  int
	line int
}

func (l *lineCounter) at(off int) int {
	if off > len(l.src) {
		off = len(l.src)
	}
	if off < l.off { // rare: start over
		l.off, l.line = 0, 0
	}
	for _, c := range l.src[l.off:off] {
		if c == '\n' {
			l.line++
		}
	}
	l.off = off
	return l.line + 1
}
