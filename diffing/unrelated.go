package diffing

import (
	"strings"

	"github.com/envparity/envparity/diffing/leaks"
	"github.com/envparity/envparity/diffing/vocabulary"
	"github.com/envparity/envparity/snapshot"
)

// unrelated reports whether two elements of lists are about different things, however alike their form is. At each place where both have names of
// things (ARNs, hosts, paths), no name of one is like a name of the other. Two statements that allow the same actions on two buckets are two
// statements, not one that was changed.
func (w *walker) unrelated(i int, a *snapshot.Node, j int, b *snapshot.Node) bool {
	if w.c.off[differentThings] {
		return false
	}
	mine, theirs := w.subjects(i, a), w.subjects(j, b)
	compared := false
	for at, list := range mine {
		other := theirs[at]
		if len(other) == 0 {
			continue
		}
		compared = true
		for _, x := range list {
			for _, y := range other {
				if x == y || likeWords(x, y) >= alikeNames {
					return false
				}
			}
		}
	}
	return compared
}

// subjects returns the names of things at and below n, by the keys that lead to them, each without its environment's words.
func (w *walker) subjects(col int, n *snapshot.Node) map[string][]string {
	out := map[string][]string{}
	var look func(n *snapshot.Node, at string)
	look = func(n *snapshot.Node, at string) {
		if n.Kind == snapshot.String && subject(n.Text) {
			out[at] = append(out[at], w.c.lex.Key(w.voice(col), n.Text))
		}
		for k := range n.Children {
			inner := at
			if key := n.Children[k].Key; key != "" {
				inner += "/" + key
			}
			look(&n.Children[k], inner)
		}
	}
	look(n, "")
	return out
}

// subject reports whether a text names one thing, and not a kind, a verb or an amount: an ARN, a host, a path, of at least three words.
func subject(text string) bool {
	return len(text) >= 12 && len(text) <= leaks.LongText && !strings.ContainsAny(text, " \n") && leaks.PositionOf(text) == vocabulary.Identifier &&
		(strings.HasPrefix(text, "arn:") || strings.Contains(text, "/") || strings.Count(text, ".") > 1) && len(masked(text)) > 2
}

// twins are, by column, the texts of a list that name the column's own environment, without its words.
type twins []map[string]bool

// listed gathers the twins of lists. In an account that holds several environments, or a proxy in front of them, one list names each of them. The
// names of the others are then no leaks.
func (w *walker) listed(nodes []*snapshot.Node) twins {
	out := make(twins, len(nodes))
	some := false
	for i, n := range w.present(nodes) {
		own := map[string]bool{}
		w.ownNames(i, n, own)
		if len(own) > 0 {
			out[i], some = own, true
		}
	}
	if !some {
		return nil
	}
	return out
}

func (w *walker) ownNames(col int, n *snapshot.Node, into map[string]bool) {
	if n.Kind == snapshot.String && len(n.Text) <= leaks.LongText && len(into) < mostPaired && w.c.lex.Speaks(n.Text) {
		if key := w.c.lex.Key(w.env(col), n.Text); key != n.Text {
			into[key] = true
		}
	}
	for k := range n.Children {
		w.ownNames(col, &n.Children[k], into)
	}
}

// beside reports whether the list around the walk has the text that names another environment a second time, with the column's own name.
func (w *walker) beside(col, owner int, text string) bool {
	if w.c.off[listedBeside] {
		return false
	}
	return w.listing != nil && w.listing[col] != nil && w.listing[col][w.c.lex.Key(owner, text)]
}
