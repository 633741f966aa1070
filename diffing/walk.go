package diffing

import (
	"iter"
	"strings"

	"github.com/envparity/envparity/diffing/leaks"
	"github.com/envparity/envparity/diffing/values"
	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/snapshot"
)

// part is what comparing one group yields.
type part struct {
	drifts     []drift.Drift
	equivalent []drift.Drift // empty unless wanted; counted anyway
	counts     drift.Counts
	pairs      []drift.Counts // by environment, against the reference
	row        []drift.RowCell
}

// play is the part of a column in the walk at the present place.
type play uint8

const (
	in      play = iota // it has a node here, or could have one
	gone                // something above is absent in it
	unknown             // not observed
)

// walker compares one group at a time. It is used by one goroutine.
type walker struct {
	c       *comparer
	g       *group
	out     part
	steps   []snapshot.Step
	entries uint64 // by step: whether it leads to an entry of an inventory
	state   []play
	why     []string
	lost    []bool // with unknown: something went wrong
	arena   []*snapshot.Node
	class   []int
	path    []string // scratch of context
	flag    string   // of the element before the present one in a list of arguments: `host` of `--host`
	visit   visitor

	judge *leaks.Judge
	torn  []bool // while leftovers are paired: columns whose list or map was not read whole
	keep  bool   // keep equivalent drifts

	above   []*snapshot.Node // the maps around the walk, by column; nil outside of maps
	listing twins            // of the list without keys around the walk
	machine []machine
	uses    []partnerUse
	open    snapshot.Opener
}

func newWalker(c *comparer) *walker {
	n := len(c.cols)
	return &walker{
		c: c, visit: comparison{}, machine: make([]machine, len(c.envs)), state: make([]play, n), why: make([]string, n), lost: make([]bool, n), class: make([]int, n),
		judge: leaks.NewJudge(c.lex, c.stems, len(c.envs), c.ref, c.off),
	}
}

// row lends a slice of one node a column. Return it with release, the last one lent first.
func (w *walker) row() []*snapshot.Node {
	n := len(w.c.cols)
	if len(w.arena)+n > cap(w.arena) {
		grown := make([]*snapshot.Node, len(w.arena), 2*cap(w.arena)+64*n)
		copy(grown, w.arena) // rows lent before keep the old array, which is not written again
		w.arena = grown
	}
	at := len(w.arena)
	w.arena = w.arena[:at+n]
	r := w.arena[at : at+n : at+n]
	clear(r)
	return r
}

func (w *walker) release() { w.arena = w.arena[:len(w.arena)-len(w.c.cols)] }

// compare compares one group.
func (w *walker) compare(g *group) part {
	w.begin(g)
	nodes := w.row()
	w.root(nodes)
	w.release()
	w.mixedModes()
	w.names()
	w.secretsBeside()
	if len(w.out.drifts) > 1 {
		w.moved()
		w.distinguish()
	}
	w.detach()
	return w.out
}

func (w *walker) begin(g *group) {
	w.g = g
	w.open.Reset()
	w.steps = w.steps[:0]
	n := len(w.c.envs)
	w.out = part{pairs: make([]drift.Counts, n), row: make([]drift.RowCell, n)}
	w.listing, w.above = nil, nil
}

// root fills nodes with the roots, sets the columns' states, and walks.
func (w *walker) root(nodes []*snapshot.Node) {
	from := w.firstPresent()
	present, absent := 0, 0
	for i, r := range w.g.At {
		w.state[i], w.why[i], w.lost[i] = in, "", false
		if r != nil {
			nodes[i] = w.open.Open(r)
			present++
			continue
		}
		if why, lost := w.c.unknown(i, from, w.g.At[from]); why != "" {
			w.state[i], w.why[i], w.lost[i] = unknown, why, lost
		} else {
			absent++
		}
	}
	present -= w.hideBlank(nodes)
	w.presence()
	if absent > 0 {
		w.partly(nodes, true)
		return
	}
	if present < 2 {
		w.lonely(nodes)
		return
	}
	w.walk(nodes)
}

func (w *walker) firstPresent() int {
	for _, i := range w.c.ofEnv[w.c.ref] {
		if w.g.At[i] != nil {
			return i
		}
	}
	for i, r := range w.g.At {
		if r != nil {
			return i
		}
	}
	return 0
}

// presence fills the grid's row: an environment is present if any of its columns is.
func (w *walker) presence() {
	for e, cols := range w.c.ofEnv {
		state := drift.UnknownState
		for _, i := range cols {
			switch {
			case w.g.At[i] != nil:
				state = drift.Present
			case w.state[i] == in && state == drift.UnknownState:
				state = drift.AbsentState
			}
		}
		w.out.row[e].State = state
	}
}

// walk compares nodes, one a column in play; none of them is absent.
func (w *walker) walk(nodes []*snapshot.Node) {
	kind := snapshot.Absent
	mixed := false
	hidden := false
	for i, n := range nodes {
		if w.state[i] != in {
			continue
		}
		switch {
		case n == nil:
			continue
		case unknowable(n):
			hidden = true
		case kind == snapshot.Absent:
			kind = n.Kind
		case kind != n.Kind:
			mixed = true
		}
	}
	if hidden && !w.allHidden(nodes) {
		w.behind(nodes)
		return
	}
	switch {
	case mixed:
		w.mixed(nodes)
	case kind == snapshot.Map:
		w.maps(nodes)
	case kind == snapshot.List:
		w.lists(nodes)
	default:
		w.visit.scalars(w, nodes)
	}
}

// unknowable reports whether n is an expression whose value only its surroundings know: unresolved, or a text that is all reference. It can be
// compared with another expression as text, but not with a value.
func unknowable(n *snapshot.Node) bool {
	return n.Kind == snapshot.Unknown || n.Kind == snapshot.String && strings.HasPrefix(n.Text, "${") && strings.HasSuffix(n.Text, "}") &&
		strings.Count(n.Text, "${") == 1
}

func (w *walker) allHidden(nodes []*snapshot.Node) bool {
	for _, n := range w.present(nodes) {
		if !unknowable(n) {
			return false
		}
	}
	return true
}

// behind takes the columns with an unknowable value out of play and compares the rest.
func (w *walker) behind(nodes []*snapshot.Node) {
	var changed []int
	left := 0
	for i, n := range w.present(nodes) {
		if unknowable(n) {
			w.state[i], w.why[i], w.lost[i] = unknown, "not knowable here: "+n.Text, false
			changed = append(changed, i)
			continue
		}
		left++
	}
	before := len(w.out.drifts)
	if left > 1 {
		w.walk(nodes)
	} else {
		w.lonely(nodes)
	}
	if len(w.out.drifts) == before {
		w.visit.open(w, nodes, changed)
	}
	for _, i := range changed {
		w.state[i], w.why[i] = in, ""
	}
}

// lonely handles a value that only one column has while the others are unknown. There is nothing to compare, but it may still contain another
// environment's name.
func (w *walker) lonely(nodes []*snapshot.Node) {
	w.visit.counted(w, tallyUnknown, nodes)
	w.visit.alone(w, nodes)
}

// context returns the place of the walk for package values. It is valid until the next call.
func (w *walker) context() values.Context {
	w.path = w.path[:0]
	for i := range w.steps {
		if s := &w.steps[i]; s.Kind == snapshot.StepKey {
			w.path = append(w.path, s.Name)
		} else {
			w.path = append(w.path, s.String())
		}
	}
	r := w.g.At[w.firstPresent()]
	return values.Context{Type: r.SourceType(), Kind: r.Kind, Path: w.path}
}

func (w *walker) push(s snapshot.Step) {
	w.steps = append(w.steps, s)
	if n := len(w.steps); n <= 64 {
		w.entries &^= 1 << (n - 1)
	}
}

func (w *walker) pop() { w.steps = w.steps[:len(w.steps)-1] }

// present yields the columns in play that have a node, and the node.
func (w *walker) present(nodes []*snapshot.Node) iter.Seq2[int, *snapshot.Node] {
	return func(yield func(int, *snapshot.Node) bool) {
		for i, n := range nodes {
			if n != nil && w.state[i] == in && !yield(i, n) {
				return
			}
		}
	}
}

// env returns the environment of column i.
func (w *walker) env(i int) int { return w.c.cols[i].env }

// voice returns the lexicon's number for column i: of its environment, or of its member.
func (w *walker) voice(i int) int { return w.c.cols[i].voice }

// sameTree reports whether two trees are equal without each environment's own words.
func (w *walker) sameTree(i int, a *snapshot.Node, j int, b *snapshot.Node) bool {
	if a == nil || b == nil {
		return a == b
	}
	if a.Kind != b.Kind || len(a.Children) != len(b.Children) {
		return false
	}
	if a.Text != b.Text && w.c.lex.Key(w.voice(i), a.Text) != w.c.lex.Key(w.voice(j), b.Text) {
		return false
	}
	for k := range a.Children {
		x, y := &a.Children[k], &b.Children[k]
		if x.Key != y.Key && w.c.lex.Key(w.voice(i), x.Key) != w.c.lex.Key(w.voice(j), y.Key) {
			return false
		}
		if !w.sameTree(i, x, j, y) {
			return false
		}
	}
	return true
}

// classes groups the present columns into equality classes, in order of appearance, and returns their number.
func (w *walker) classes(nodes []*snapshot.Node, same func(i, j int) bool) int {
	n := 0
	for i := range nodes {
		w.class[i] = -1
		if w.state[i] != in || nodes[i] == nil {
			continue
		}
		for j := range i {
			if w.class[j] >= 0 && same(i, j) {
				w.class[i] = w.class[j]
				break
			}
		}
		if w.class[i] < 0 {
			w.class[i] = n
			n++
		}
	}
	return n
}
