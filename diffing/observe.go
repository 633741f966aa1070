package diffing

import (
	"strings"

	"github.com/envparity/envparity/diffing/parallel"
	"github.com/envparity/envparity/diffing/vocabulary"
	"github.com/envparity/envparity/snapshot"
)

// sampled bounds the resources that are shown to the learner: what is not said in so many is no word.
const sampled = 4000

// observe shows the vocabulary's learners what first alignment put together, and returns what they saw, with the pairs of texts of each
// resource.
func (c *comparer) observe(groups []group) ([]*vocabulary.Observer, [][]stemPair) {
	step := max(1, len(groups)/sampled)
	n := (len(groups) + step - 1) / step
	pairs := make([][]stemPair, n)
	walkers := parallel.Each(n, func() *walker {
		w := newWalker(c)
		w.watch = watchLeaf
		w.learner = c.lex.v.Observer()
		return w
	}, func(w *walker, k int) {
		w.pairs = nil
		w.observe(&groups[k*step])
		pairs[k] = w.pairs
	})
	learners := make([]*vocabulary.Observer, len(walkers))
	for k, w := range walkers {
		learners[k] = w.learner
	}
	return learners, pairs
}

// observe shows the learner what g puts together: names, scopes and the values inside.
func (w *walker) observe(g *group) {
	c := w.c
	from := -1
	for _, i := range c.first {
		if g.At[i] == nil {
			continue
		}
		if from < 0 {
			from = i
			continue
		}
		if w.env(i) == w.env(from) {
			continue
		}
		peer := c.peer(from, i, func(k int) bool { return g.At[k] != nil })
		a, b := g.At[peer], g.At[i]
		where := a.Kind + "/" + a.Name
		w.exchanged(peer, i, where, vocabulary.Identifier, a.Name, b.Name)
		if a.Scope != "" && b.Scope != "" {
			w.exchanged(peer, i, where, vocabulary.Identifier, a.Scope, b.Scope)
		}
	}
	w.begin(g)
	nodes := w.row()
	w.root(nodes)
	w.release()
}

// peer is the column that column i is held against: of from's environment the member of the same name, if it has something; else
// from.
func (c *comparer) peer(from, i int, has func(int) bool) int {
	if name := c.cols[i].member; name != "" && name != c.cols[from].member {
		for _, k := range c.ofEnv[c.cols[from].env] {
			if c.cols[k].member == name && has(k) {
				return k
			}
		}
	}
	return from
}

// exchanged shows the learner two texts that stand for one another in columns i and j. Members' own words are no environment's.
func (w *walker) exchanged(i, j int, where string, pos vocabulary.Position, a, b string) {
	c := w.c
	w.pairs = appendStemPair(w.pairs, stemPair{w.env(i), w.env(j), a, b})
	x, y := c.lex.unmembered(c.cols[i].voice, a), c.lex.unmembered(c.cols[j].voice, b)
	if strings.Count(x, vocabulary.Mark) == strings.Count(y, vocabulary.Mark) {
		w.learner.Observe(w.env(i), w.env(j), where, pos, x, y)
	}
}

// watchLeaf observes the pairs of one attribute: the reference's (or the first present) value with each other's. Equal values are
// evidence too, of words that are not exchanged.
func watchLeaf(w *walker, nodes []*snapshot.Node) {
	from := -1
	for _, i := range w.c.first {
		n := nodes[i]
		if w.state[i] != in || n == nil || n.Kind != snapshot.String || len(n.Text) < 2 {
			continue
		}
		if from < 0 {
			from = i
			continue
		}
		if w.env(from) == w.env(i) {
			continue
		}
		peer := w.c.peer(from, i, func(k int) bool {
			return w.state[k] == in && nodes[k] != nil && nodes[k].Kind == snapshot.String && len(nodes[k].Text) > 1
		})
		a := nodes[peer]
		pos := max(w.position(a.Text), w.position(n.Text))
		if a.Text == n.Text {
			if pos == vocabulary.Identifier {
				w.learner.Observe(w.env(from), w.env(i), "", pos, a.Text, n.Text)
			}
			continue
		}
		w.exchanged(peer, i, w.spot(), pos, a.Text, n.Text)
	}
}

// spot tells distinct things apart: the resource, and in a file that holds many things the element of its outermost list.
func (w *walker) spot() string {
	r := w.g.At[w.firstPresent()]
	for i := range w.steps {
		if s := &w.steps[i]; s.Kind == snapshot.StepElement {
			return r.Kind + "/" + r.Name + "/" + s.Value
		}
	}
	if len(w.steps) > 0 && (r.Kind == "file" || r.Kind == "environment") {
		return r.Kind + "/" + r.Name + "/" + w.steps[0].Name
	}
	return r.Kind + "/" + r.Name
}
