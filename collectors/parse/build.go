package parse

import (
	"fmt"
	"slices"
	"strings"

	"github.com/envparity/envparity/snapshot"
)

// builder builds the trees of one text. Only one goroutine may use it.
type builder struct {
	problems []Problem
	strings  *Interner
	recent   []string        // strings that were interned last, by a hash: most lookups end here, without a lock
	room     []snapshot.Node // the array that keep cuts children from
	block    blockReader
	schema   schema // of plain scalars, in YAML
	slab     int    // number of nodes in the next room
	rooms    int    // number of rooms of the present document
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

// internBytes is intern for bytes that the caller overwrites later.
func (b *builder) internBytes(s []byte) string {
	if len(s) == 0 {
		return ""
	}
	if len(s) > maxInterned {
		return string(s)
	}
	h := uint32(2166136261) // FNV-1a
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

// The sizes of a room in nodes: small for a small text, and never so large that the unused rest matters.
const (
	minSlab = 16
	maxSlab = 512
)

// keep returns a copy of children, cut from a larger array. Otherwise many small maps would be many small allocations.
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

// nearlyFull is how many free nodes a room must have for a new document to begin in it.
const nearlyFull = 64

// document must be called before each document. A tree in two rooms keeps both in memory, and with the trees that share them, a whole chain of
// rooms, even after most documents are dropped. So document avoids such trees, and begins no document in a room where one ended.
func (b *builder) document() {
	if b.rooms > 1 || len(b.room) < min(nearlyFull, b.slab/4) {
		b.room = nil
	}
	b.rooms = 0
	if b.room != nil {
		b.rooms = 1
	}
}

// mapNode finishes a Map: children sorted by key, each key once. The last value of a repeated key wins, as in most readers, and the repetition is
// reported.
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

// sortNodes sorts by key, stably. It is fast for small and for sorted maps.
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

// lineCounter converts increasing byte offsets to lines.
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
