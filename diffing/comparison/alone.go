package comparison

import (
	"strings"

	"github.com/envparity/envparity/diffing/leaks"
	"github.com/envparity/envparity/diffing/tree"
	"github.com/envparity/envparity/diffing/values"
	"github.com/envparity/envparity/diffing/vocabulary"
	"github.com/envparity/envparity/names"
	"github.com/envparity/envparity/snapshot"
)

// alone looks for leaks where no other environment has a value to compare with. It looks at every text and key and asks for a sign.
func (w *Comparison) alone(nodes []*snapshot.Node) {
	left := w.Leave(nodes)
	if several(nodes) && tree.Small(nodes) {
		w.small(nodes)
	} else {
		for i, n := range w.Present(nodes) {
			if !w.deliberate(i) {
				w.aloneIn(i, n)
			}
		}
	}
	w.Show(left)
}

// several reports whether two columns or more have something.
func several(nodes []*snapshot.Node) bool {
	have := 0
	for _, n := range nodes {
		if n != nil {
			have++
		}
	}
	return have > 1
}

// small looks for leaks in scalars, and in maps of scalars, that several columns have and some lack. A leak shows what the others have beside it.
func (w *Comparison) small(nodes []*snapshot.Node) {
	if tree.Scalars(nodes) {
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
	row := w.Row()
	defer w.Release()
	for _, n := range w.Present(nodes) {
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
			w.Push(snapshot.Step{Name: key})
			w.small(row)
			w.Pop()
		}
	}
}

// sign returns the foreign word in a scalar of column col, if there is a sign that it is wrong there.
func (w *Comparison) sign(col int, n *snapshot.Node) (vocabulary.Hit, bool) {
	switch {
	case n.Kind == snapshot.Secret:
		return w.Judge.Sealed(w.Env(col), n.EnvironmentWords())
	case n.Kind == snapshot.String && len(n.Text) > 1 && !w.Innocent(n.Text):
		return w.Judge.Signed(w.At(w.Env(col)), n.Text)
	}
	return vocabulary.Hit{}, false
}

func (w *Comparison) aloneIn(col int, n *snapshot.Node) {
	switch n.Kind {
	case snapshot.Map:
		both := w.namesSeveral(col, n)
		for k := range n.Children {
			c := &n.Children[k]
			above := w.Here()
			w.Push(snapshot.Step{Name: c.Key})
			if h, ok := w.Judge.Key(leaks.At{Env: w.Env(col), Name: c.Key}, above); ok && both {
				w.Pop()
				continue
			} else if ok {
				w.leakAlone(col, c, h)
			} else {
				w.aloneIn(col, c)
			}
			w.Pop()
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
			w.Push(step)
			w.aloneIn(col, c)
			w.Pop()
		}
	default:
		if n.Kind == snapshot.String && values.Structured(n.Text) && !w.Innocent(n.Text) {
			if inner := values.Expand(w.Context(), n); inner != nil {
				w.Push(snapshot.Step{Kind: snapshot.StepInside})
				w.aloneIn(col, inner)
				w.Pop()
				return
			}
		}
		if h, ok := w.sign(col, n); ok {
			w.leakAlone(col, n, h)
		}
	}
}

// enumerates reports whether a list names this environment and others, each in an element of its own. Such a list is a choice, not a leak.
func (w *Comparison) enumerates(col int, list *snapshot.Node) bool {
	if w.Without[choice] {
		return false
	}
	own, others := false, false
	var look func(n *snapshot.Node)
	look = func(n *snapshot.Node) {
		if n.Kind == snapshot.String && len(n.Text) <= vocabulary.LongText && !w.Innocent(n.Text) {
			own = own || w.Lexicon.Key(w.Voice(col), n.Text) != n.Text
			_, foreign := w.Foreign(w.Env(col), vocabulary.Identifier, n.Text)
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

// namesSeveral reports whether the keys of a map name this environment and another one, each in an entry of its own. Such a map is a list of
// environments, not a leak.
func (w *Comparison) namesSeveral(col int, n *snapshot.Node) bool {
	if w.Without[choice] {
		return false
	}
	own, others := false, false
	for k := range n.Children {
		key := n.Children[k].Key
		if w.Lexicon.Key(w.Voice(col), key) != key {
			own = true
		} else if _, foreign := w.Foreign(w.Env(col), vocabulary.Identifier, key); foreign {
			others = true
		}
	}
	return own && others
}

// deliberate reports whether a resource or attribute that only this environment has reaches over to another one on purpose: a copy of its data,
// or a resource whose name says which environment it is for.
func (w *Comparison) deliberate(col int) bool {
	if w.Without[reachesOver] {
		return false
	}
	r := w.Resources()[col]
	for _, name := range []string{r.Name, textOf(w.Root(r).Get("metadata", "name"))} {
		for _, word := range names.Words(name) {
			for _, reach := range []string{"refresh", "restor", "copy", "migrat", "replic", "sync", "backup", "import", "cross", "dashboard"} {
				if strings.HasPrefix(word, reach) {
					return true
				}
			}
		}
	}
	_, over := w.Foreign(w.Env(col), vocabulary.Identifier, r.Name)
	return over && named(r) || w.Cover.ServesAll(col, r)
}

func textOf(n *snapshot.Node) string {
	if n == nil {
		return ""
	}
	return n.Text
}

// restored reports whether a key on the path says that data is brought over from another environment.
func (w *Comparison) restored() bool {
	if w.Without[dataBrought] {
		return false
	}
	for i := range w.Steps() {
		for _, word := range names.Words(w.Steps()[i].Name) {
			switch word {
			case "restore", "restores", "refresh", "copy", "copyback", "clone", "anonymise", "anonymize", "anonymiser", "anonymizer":
				return true
			}
		}
	}
	return false
}

// leakAlone emits the leak h of column col, unless data is brought over on purpose.
func (w *Comparison) leakAlone(col int, n *snapshot.Node, h vocabulary.Hit) {
	if w.restored() {
		return
	}
	row := w.Row()
	defer w.Release()
	row[col] = n
	w.leaking(row, func(int, *snapshot.Node) (vocabulary.Hit, bool) { return h, true })
}
