package diffing

import (
	"strings"

	"github.com/envparity/envparity/diffing/leaks"
	"github.com/envparity/envparity/diffing/parallel"
	"github.com/envparity/envparity/diffing/vocabulary"
	"github.com/envparity/envparity/snapshot"
)

// sampled bounds how many resources the learner sees. A word that does not occur in so many is not worth learning.
const sampled = 4000

// observe shows the vocabulary's learners the groups of the first alignment. It returns the learners, with the pairs of texts of each resource.
func (c *comparer) observe(groups []group) ([]*vocabulary.Observer, [][]leaks.Pair) {
	step := max(1, len(groups)/sampled)
	n := (len(groups) + step - 1) / step
	pairs := make([][]leaks.Pair, n)
	lessons := parallel.Each(n, func() *lesson {
		l := &lesson{learner: c.lex.Observer(), w: newWalker(c)}
		l.w.visit = l
		return l
	}, func(l *lesson, k int) {
		l.pairs = nil
		l.observe(&groups[k*step])
		pairs[k] = l.pairs
	})
	learners := make([]*vocabulary.Observer, len(lessons))
	for k, l := range lessons {
		learners[k] = l.learner
	}
	return learners, pairs
}

// lesson is the visitor that shows texts of one attribute to the learner of the environments' words. It reports nothing and counts nothing.
type lesson struct {
	silence

	w       *walker
	learner *vocabulary.Observer
	pairs   []leaks.Pair // of the present resource
}

// observe shows the learner the names, scopes and values that g groups.
func (l *lesson) observe(g *group) {
	w, c := l.w, l.w.c
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
		l.exchanged(peer, i, where, vocabulary.Identifier, a.Name, b.Name)
		if a.Scope != "" && b.Scope != "" {
			l.exchanged(peer, i, where, vocabulary.Identifier, a.Scope, b.Scope)
		}
	}
	w.begin(g)
	nodes := w.row()
	w.root(nodes)
	w.release()
}

// peer returns the column that column i is compared with: the member of the same name in the environment of from, if it has a value; else from.
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

// exchanged shows the learner two texts that stand in the same place in columns i and j. Members' own words are no environment's.
func (l *lesson) exchanged(i, j int, where string, pos vocabulary.Position, a, b string) {
	w, c := l.w, l.w.c
	l.pairs = leaks.AppendPair(l.pairs, leaks.Pair{EnvA: w.env(i), EnvB: w.env(j), A: a, B: b})
	x, y := c.lex.Unmembered(c.cols[i].voice, a), c.lex.Unmembered(c.cols[j].voice, b)
	if strings.Count(x, vocabulary.Mark) == strings.Count(y, vocabulary.Mark) {
		l.learner.Observe(w.env(i), w.env(j), where, pos, x, y)
	}
}

// scalars shows the learner the pairs of one attribute: the reference's (or the first present) value with each other's. Equal values are evidence
// too, of words that stay the same.
func (l *lesson) scalars(w *walker, nodes []*snapshot.Node) {
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
				l.learner.Observe(w.env(from), w.env(i), "", pos, a.Text, n.Text)
			}
			continue
		}
		l.exchanged(peer, i, w.spot(), pos, a.Text, n.Text)
	}
}

// spot returns a name for the resource, and in a file of many things for the element of its outermost list.
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
