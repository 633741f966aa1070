package diffing

import (
	"strings"

	"github.com/envparity/envparity/diffing/leaks"
	"github.com/envparity/envparity/diffing/parallel"
	"github.com/envparity/envparity/diffing/place"
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
		l := &lesson{learner: c.Lexicon.Observer()}
		l.Reader = c.NewReader(l)
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
	place.Reader

	learner *vocabulary.Observer
	pairs   []leaks.Pair // of the present resource
}

// observe shows the learner the names, scopes and values that g groups.
func (l *lesson) observe(g *group) {
	from := -1
	for _, i := range l.First {
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
		peer := l.peer(from, i, func(k int) bool { return g.At[k] != nil })
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
func (l *lesson) peer(from, i int, has func(int) bool) int {
	if name := l.Columns[i].Member; name != "" && name != l.Columns[from].Member {
		for _, k := range l.Of[l.Columns[from].Env] {
			if l.Columns[k].Member == name && has(k) {
				return k
			}
		}
	}
	return from
}

// exchanged shows the learner two texts that stand in the same place in columns i and j. Members' own words are no environment's.
func (l *lesson) exchanged(i, j int, where string, pos vocabulary.Position, a, b string) {
	l.pairs = leaks.AppendPair(l.pairs, leaks.Pair{EnvA: l.Env(i), EnvB: l.Env(j), A: a, B: b})
	x, y := l.Lexicon.Unmembered(l.Columns[i].Voice, a), l.Lexicon.Unmembered(l.Columns[j].Voice, b)
	if strings.Count(x, vocabulary.Mark) == strings.Count(y, vocabulary.Mark) {
		l.learner.Observe(l.Env(i), l.Env(j), where, pos, x, y)
	}
}

// Scalars shows the learner the pairs of one attribute: the reference's (or the first present) value with each other's. Equal values are evidence
// too, of words that stay the same.
func (l *lesson) Scalars(nodes []*snapshot.Node) {
	from := -1
	for _, i := range l.First {
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
		peer := l.peer(from, i, func(k int) bool {
			return l.In(k) && nodes[k] != nil && nodes[k].Kind == snapshot.String && len(nodes[k].Text) > 1
		})
		a := nodes[peer]
		pos := max(l.Position(a.Text), l.Position(n.Text))
		if a.Text == n.Text {
			if pos == vocabulary.Identifier {
				l.learner.Observe(l.Env(from), l.Env(i), "", pos, a.Text, n.Text)
			}
			continue
		}
		l.exchanged(peer, i, l.Spot(), pos, a.Text, n.Text)
	}
}
