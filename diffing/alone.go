package diffing

import (
	"slices"
	"strings"

	"github.com/envparity/envparity/diffing/leaks"
	"github.com/envparity/envparity/diffing/values"
	"github.com/envparity/envparity/diffing/vocabulary"
	"github.com/envparity/envparity/names"
	"github.com/envparity/envparity/snapshot"
)

// alone looks for leaks where no other environment has a value to compare with. It looks at every text and key and asks for a sign.
func (w *walker) alone(nodes []*snapshot.Node) {
	var changed []int
	for i, n := range nodes {
		if w.state[i] == in && n == nil {
			w.state[i] = gone
			changed = append(changed, i)
		}
	}
	if several(nodes) && smallOnly(nodes) {
		w.small(nodes)
	} else {
		for i, n := range w.present(nodes) {
			if !w.deliberate(i) {
				w.aloneIn(i, n)
			}
		}
	}
	for _, i := range changed {
		w.state[i] = in
	}
}

// several reports whether two columns or more have something.
func several(nodes []*snapshot.Node) bool {
	i, n := anyOf(nodes)
	return n != nil && slices.ContainsFunc(nodes[i+1:], func(n *snapshot.Node) bool { return n != nil })
}

// small looks for leaks in scalars, and in maps of scalars, that several columns have and some lack. A leak shows what the others have beside it.
func (w *walker) small(nodes []*snapshot.Node) {
	if scalarsOnly(nodes) {
		if w.addressOfReference(nodes) {
			return
		}
		w.leaking(nodes, func(i int, n *snapshot.Node) (vocabulary.Hit, bool) {
			if w.deliberate(i) || w.restored() {
				return vocabulary.Hit{}, false
			}
			return w.sign(i, n)
		})
		return
	}
	seen := map[string]bool{}
	row := w.row()
	defer w.release()
	for _, n := range w.present(nodes) {
		for k := range n.Children {
			key := n.Children[k].Key
			if seen[key] {
				continue
			}
			seen[key] = true
			for i, m := range nodes {
				if row[i] = nil; m != nil {
					row[i] = m.Child(key)
				}
			}
			w.push(snapshot.Step{Name: key})
			w.small(row)
			w.pop()
		}
	}
}

// sign returns the foreign word in a scalar of column col, if there is a sign that it is wrong there.
func (w *walker) sign(col int, n *snapshot.Node) (vocabulary.Hit, bool) {
	switch {
	case n.Kind == snapshot.Secret:
		return w.judge.Sealed(w.env(col), n.EnvironmentWords())
	case n.Kind == snapshot.String && len(n.Text) > 1 && !w.innocent(n.Text):
		return w.judge.Signed(w.at(w.env(col)), n.Text)
	}
	return vocabulary.Hit{}, false
}

func (w *walker) aloneIn(col int, n *snapshot.Node) {
	switch n.Kind {
	case snapshot.Map:
		both := w.namesSeveral(col, n)
		for k := range n.Children {
			c := &n.Children[k]
			above := w.here()
			w.push(snapshot.Step{Name: c.Key})
			if h, ok := w.judge.Key(leaks.At{Env: w.env(col), Name: c.Key}, above); ok && both {
				w.pop()
				continue
			} else if ok {
				w.leakAlone(col, c, h)
			} else {
				w.aloneIn(col, c)
			}
			w.pop()
		}
	case snapshot.List:
		if w.enumerates(col, n) {
			return
		}
		for k := range n.Children {
			c := &n.Children[k]
			step := snapshot.Step{Kind: snapshot.StepIndex, Index: k}
			if name := c.Child("name"); name != nil && name.Scalar() {
				step = snapshot.Step{Kind: snapshot.StepElement, Name: "name", Value: name.Text}
			}
			w.push(step)
			w.aloneIn(col, c)
			w.pop()
		}
	default:
		if n.Kind == snapshot.String && structured(n.Text) && !w.innocent(n.Text) {
			if inner := values.Expand(w.context(), n); inner != nil {
				w.push(snapshot.Step{Kind: snapshot.StepInside})
				w.aloneIn(col, inner)
				w.pop()
				return
			}
		}
		if h, ok := w.sign(col, n); ok {
			w.leakAlone(col, n, h)
		}
	}
}

// enumerates reports whether a list names this environment and others, each in an element of its own. Such a list is a choice, not a leak.
func (w *walker) enumerates(col int, list *snapshot.Node) bool {
	if w.c.off[choice] {
		return false
	}
	own, others := false, false
	var look func(n *snapshot.Node)
	look = func(n *snapshot.Node) {
		if n.Kind == snapshot.String && len(n.Text) <= leaks.LongText && !w.innocent(n.Text) {
			own = own || w.c.lex.Key(w.voice(col), n.Text) != n.Text
			_, foreign := w.foreign(w.env(col), vocabulary.Identifier, n.Text)
			others = others || foreign
		}
		for k := range n.Children {
			look(&n.Children[k])
		}
	}
	if len(list.Children) > 1 && len(list.Children) < 100 {
		look(list)
	}
	return own && others
}

// deliberate reports whether a resource or attribute that only this environment has reaches over to another one on purpose: a copy of its data,
// or a resource whose name says which environment it is for.
func (w *walker) deliberate(col int) bool {
	if w.c.off[reachesOver] {
		return false
	}
	r := w.g.At[col]
	for _, name := range []string{r.Name, textOf(w.open.Open(r).Get("metadata", "name"))} {
		for _, word := range names.Words(name) {
			for _, reach := range []string{"refresh", "restor", "copy", "migrat", "replic", "sync", "backup", "import", "cross", "dashboard"} {
				if strings.HasPrefix(word, reach) {
					return true
				}
			}
		}
	}
	_, over := w.foreign(w.env(col), vocabulary.Identifier, r.Name)
	return over && named(r) || w.servesAll(col)
}

func textOf(n *snapshot.Node) string {
	if n == nil {
		return ""
	}
	return n.Text
}

// restored reports whether a key on the path says that data is brought over from another environment.
func (w *walker) restored() bool {
	if w.c.off[dataBrought] {
		return false
	}
	for i := range w.steps {
		for _, word := range names.Words(w.steps[i].Name) {
			switch word {
			case "restore", "restores", "refresh", "copy", "copyback", "clone", "anonymise", "anonymize", "anonymiser", "anonymizer":
				return true
			}
		}
	}
	return false
}

func (w *walker) leakAlone(col int, n *snapshot.Node, h vocabulary.Hit) {
	if w.restored() {
		return
	}
	row := w.row()
	hits := make([]vocabulary.Hit, len(row))
	for i := range hits {
		hits[i].Owner = -1
	}
	row[col], hits[col] = n, h
	w.emitLeak(row, hits)
	w.release()
}
