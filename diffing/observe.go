package diffing

import (
	"strings"

	"github.com/envparity/envparity/diffing/leaks"
	"github.com/envparity/envparity/diffing/parallel"
	"github.com/envparity/envparity/diffing/tree"
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
		l := &lesson{learner: c.lex.Observer()}
		l.reader = c.reader(l)
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
	tree.Silence
	reader

	learner *vocabulary.Observer
	pairs   []leaks.Pair // of the present resource
}

// observe shows the learner the names, scopes and values that g groups.
func (l *lesson) observe(g *group) {
	l.g = g
	c := l.c
	from := -1
	for _, i := range c.first {
		if g.At[i] == nil {
			continue
		}
		if from < 0 {
			from = i
			continue
		}
		if l.Env(i) == l.Env(from) {
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
	l.Resource(g.At)
}

// peer returns the column that column i is compared with: the member of the same name in the environment of from, if it has a value; else from.
func (c *comparer) peer(from, i int, has func(int) bool) int {
	if name := c.cols[i].Member; name != "" && name != c.cols[from].Member {
		for _, k := range c.ofEnv[c.cols[from].Env] {
			if c.cols[k].Member == name && has(k) {
				return k
			}
		}
	}
	return from
}

// exchanged shows the learner two texts that stand in the same place in columns i and j. Members' own words are no environment's.
func (l *lesson) exchanged(i, j int, where string, pos vocabulary.Position, a, b string) {
	c := l.c
	l.pairs = leaks.AppendPair(l.pairs, leaks.Pair{EnvA: l.Env(i), EnvB: l.Env(j), A: a, B: b})
	x, y := c.lex.Unmembered(c.cols[i].Voice, a), c.lex.Unmembered(c.cols[j].Voice, b)
	if strings.Count(x, vocabulary.Mark) == strings.Count(y, vocabulary.Mark) {
		l.learner.Observe(l.Env(i), l.Env(j), where, pos, x, y)
	}
}

// Scalars shows the learner the pairs of one attribute: the reference's (or the first present) value with each other's. Equal values are evidence
// too, of words that stay the same.
func (l *lesson) Scalars(nodes []*snapshot.Node) {
	from := -1
	for _, i := range l.c.first {
		n := nodes[i]
		if !l.In(i) || n == nil || n.Kind != snapshot.String || len(n.Text) < 2 {
			continue
		}
		if from < 0 {
			from = i
			continue
		}
		if l.Env(from) == l.Env(i) {
			continue
		}
		peer := l.c.peer(from, i, func(k int) bool {
			return l.In(k) && nodes[k] != nil && nodes[k].Kind == snapshot.String && len(nodes[k].Text) > 1
		})
		a := nodes[peer]
		pos := max(l.position(a.Text), l.position(n.Text))
		if a.Text == n.Text {
			if pos == vocabulary.Identifier {
				l.learner.Observe(l.Env(from), l.Env(i), "", pos, a.Text, n.Text)
			}
			continue
		}
		l.exchanged(peer, i, l.spot(), pos, a.Text, n.Text)
	}
}

// spot returns a name for the resource, and in a file of many things for the element of its outermost list.
func (w *reader) spot() string {
	r := w.Main()
	for i := range w.Steps() {
		if s := &w.Steps()[i]; s.Kind == snapshot.StepElement {
			return r.Kind + "/" + r.Name + "/" + s.Value
		}
	}
	if len(w.Steps()) > 0 && (r.Kind == "file" || r.Kind == "environment") {
		return r.Kind + "/" + r.Name + "/" + w.Steps()[0].Name
	}
	return r.Kind + "/" + r.Name
}
