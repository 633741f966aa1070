package tree

import (
	"strings"

	"github.com/envparity/envparity/diffing/vocabulary"
	"github.com/envparity/envparity/snapshot"
)

// unrelated reports whether two elements of lists are about different things, however alike their form is. At each place where both have names of
// things (ARNs, hosts, paths), no name of one is like a name of the other. Two statements that allow the same actions on two buckets are two
// statements, not one that was changed.
func (w *Walk) unrelated(i int, a *snapshot.Node, j int, b *snapshot.Node) bool {
	if w.off[differentThings] {
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
func (w *Walk) subjects(col int, n *snapshot.Node) map[string][]string {
	out := map[string][]string{}
	var look func(n *snapshot.Node, at string)
	look = func(n *snapshot.Node, at string) {
		if n.Kind == snapshot.String && subject(n.Text) {
			out[at] = append(out[at], w.lexicon.Key(w.Voice(col), n.Text))
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
	return len(text) >= 12 && len(text) <= vocabulary.LongText && !strings.ContainsAny(text, " \n") && vocabulary.PositionOf(text) == vocabulary.Identifier &&
		(strings.HasPrefix(text, "arn:") || strings.Contains(text, "/") || strings.Count(text, ".") > 1) && len(masked(text)) > 2
}
