package tree

import (
	"strings"

	"github.com/envparity/envparity/diffing/heuristic"
	"github.com/envparity/envparity/diffing/vocabulary"
	"github.com/envparity/envparity/snapshot"
)

// Walk walks the trees of one resource at a time. It is used by one goroutine.
type Walk struct {
	columns   []Column
	of        [][]int
	first     []int
	reference int
	lexicon   *vocabulary.Lexicon
	coverage  Coverage
	off       heuristic.Off
	visit     Visitor

	at       []*snapshot.Resource // by column
	resource *snapshot.Resource   // of the reference, or else of the first column that has it
	open     snapshot.Opener

	state []play // by column
	why   []string
	lost  []bool // with unknown: something went wrong

	steps   []snapshot.Step
	entries uint64           // by step: whether it leads to an entry of an inventory
	above   []*snapshot.Node // the maps around the walk, by column; nil outside of maps
	list    List             // the list without keys around the walk
	keyless int              // lists without keys so far
	before  string           // the element before the present one in equal lists of scalars
	torn    []bool           // while leftovers are paired: columns whose list or map was not read whole

	arena []*snapshot.Node
	path  []string // scratch of Context
}

// List is a list whose elements have no key.
type List struct {
	ID    int              // tells the lists of one resource apart, from 1; 0 for none
	Nodes []*snapshot.Node // by column
}

// New returns a walk that hands each place to v.
func New(s Setup, v Visitor) *Walk {
	n := len(s.Columns)
	return &Walk{
		columns: s.Columns, of: s.Of, first: s.First, reference: s.Reference, lexicon: s.Lexicon, coverage: s.Coverage, off: s.Without, visit: v,
		state: make([]play, n), why: make([]string, n), lost: make([]bool, n),
	}
}

// Resource walks the trees of one aligned resource. at has it by column; at least one column has it. The trees are valid until the next call.
func (w *Walk) Resource(at []*snapshot.Resource) {
	from := w.begin(at)
	nodes := w.Row()
	defer w.Release()
	present, absent := 0, 0
	for i, r := range at {
		w.state[i], w.why[i], w.lost[i] = in, "", false
		if r != nil {
			nodes[i] = w.open.Open(r)
			present++
			continue
		}
		if why, lost := w.coverage.Unknown(i, from, w.resource); why != "" {
			w.Hide(i, why, lost)
		} else {
			absent++
		}
	}
	present -= w.hideBlank(nodes)
	switch {
	case absent > 0:
		w.partly(nodes, true)
	case present < 2:
		w.visit.Single(nodes)
	default:
		w.walk(nodes)
	}
}

// begin makes the walk ready for another resource, and returns the column that stands for it.
func (w *Walk) begin(at []*snapshot.Resource) int {
	from := w.standsFor(at)
	w.at, w.resource = at, at[from]
	w.open.Reset()
	w.steps = w.steps[:0]
	w.above, w.list, w.keyless = nil, List{}, 0
	return from
}

// standsFor returns the reference's first column that has the resource, or else the first one of all.
func (w *Walk) standsFor(at []*snapshot.Resource) int {
	for _, i := range w.of[w.reference] {
		if at[i] != nil {
			return i
		}
	}
	for i, r := range at {
		if r != nil {
			return i
		}
	}
	return 0
}

// hideBlank takes the columns out of play whose resource comes from a blank file, where another column holds something. It returns their number.
func (w *Walk) hideBlank(roots []*snapshot.Node) int {
	some := false
	for _, n := range roots {
		some = some || n != nil && len(n.Children) > 0
	}
	if !some {
		return 0
	}
	hidden := 0
	for i, n := range roots {
		if n == nil || len(n.Children) > 0 {
			continue
		}
		if why := w.coverage.Blank(i, w.at[i]); why != "" {
			w.Hide(i, why, true)
			roots[i] = nil
			hidden++
		}
	}
	return hidden
}

// walk walks nodes, one a column in play; none of them is absent.
func (w *Walk) walk(nodes []*snapshot.Node) {
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
		case Unknowable(n):
			hidden = true
		case kind == snapshot.Absent:
			kind = n.Kind
		case kind != n.Kind:
			mixed = true
		}
	}
	if hidden && !w.AllUnknowable(nodes) {
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
		w.visit.Scalars(nodes)
	}
}

// Unknowable reports whether n is an expression whose value only its surroundings know: unresolved, or a text that is all reference. It can be
// compared with another expression as text, but not with a value.
func Unknowable(n *snapshot.Node) bool {
	return n.Kind == snapshot.Unknown || n.Kind == snapshot.String && strings.HasPrefix(n.Text, "${") && strings.HasSuffix(n.Text, "}") &&
		strings.Count(n.Text, "${") == 1
}

// AllUnknowable reports whether all columns in play have such an expression.
func (w *Walk) AllUnknowable(nodes []*snapshot.Node) bool {
	for _, n := range w.Present(nodes) {
		if !Unknowable(n) {
			return false
		}
	}
	return true
}

// behind takes the columns with an unknowable value out of play and walks the rest.
func (w *Walk) behind(nodes []*snapshot.Node) {
	var changed []int
	left := 0
	for i, n := range w.Present(nodes) {
		if Unknowable(n) {
			w.Hide(i, "not knowable here: "+n.Text, false)
			changed = append(changed, i)
			continue
		}
		left++
	}
	found := w.visit.Found()
	if left > 1 {
		w.walk(nodes)
	} else {
		w.visit.Single(nodes)
	}
	if w.visit.Found() == found {
		w.visit.Unknowable(nodes, changed)
	}
	w.Show(changed)
}
