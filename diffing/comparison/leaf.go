package comparison

import (
	"strings"

	"github.com/envparity/envparity/diffing/record"
	"github.com/envparity/envparity/diffing/values"
	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/names"
	"github.com/envparity/envparity/snapshot"
)

// compareScalars compares scalars.
func (w *Comparison) compareScalars(nodes []*snapshot.Node) {
	first := -1
	same := true
	for i, n := range w.Present(nodes) {
		if first < 0 {
			first = i
			continue
		}
		if f := nodes[first]; n.Text != f.Text || n.Kind != f.Kind {
			same = false
			break
		}
	}
	if same {
		w.equalLeaf(nodes, nodes[first])
		return
	}
	w.unequalLeaf(nodes)
}

// equalLeaf handles a value that is the same in all columns. It reports nothing unless the value should differ.
func (w *Comparison) equalLeaf(nodes []*snapshot.Node, n *snapshot.Node) {
	if w.partnered(nodes, true) {
		return
	}
	switch n.Kind {
	case snapshot.Unknown:
		w.Count(record.Unknown, nodes)
		return
	case snapshot.Secret:
		if w.sealedLeaks(nodes) || w.sharedSecret(nodes) || w.lookedUpSecret(nodes) {
			return
		}
	case snapshot.String:
		if w.equalButWrong(nodes, n) || w.sameStore(nodes) || w.certificates(nodes) {
			return
		}
	}
	if w.debugsEverywhere(nodes, n) {
		return
	}
	w.Count(record.Identical, nodes)
}

// unequalLeaf handles values that differ as text.
func (w *Comparison) unequalLeaf(nodes []*snapshot.Node) {
	w.addresses(nodes)
	if w.partnered(nodes, false) || w.secrets(nodes) {
		return
	}
	if w.Inside(nodes) || w.options(nodes) {
		return
	}
	generated := w.refersByName()
	eachItself := w.membersNameThemselves(nodes)
	neutral := func(i, j int) bool {
		a, b := nodes[i], nodes[j]
		if a.Kind == b.Kind && a.Text == b.Text && !w.speaksOwn(i, j, a.Text, eachItself) {
			return true
		}
		if strings.Contains(a.Text, "${") && strings.Contains(b.Text, "${") && w.template(i, a.Text) == w.template(j, b.Text) {
			return true
		}
		if a.Text == b.Text && values.OtherNumber(a, b) {
			return values.Equal(w.Context(), a, b)
		}
		x, y := w.Lexicon.Key(w.Voice(i), a.Text), w.Lexicon.Key(w.Voice(j), b.Text)
		return w.textual(a) && w.textual(b) && (x == y || generated && names.StripHash(x) == names.StripHash(y))
	}
	if w.sameKey(nodes) || w.strayReference(nodes) || w.certificates(nodes) {
		return
	}
	if w.sameStore(nodes) || w.storeOfReference(nodes) || w.addressOfReference(nodes) {
		return
	}
	if w.Classes(nodes, neutral) == 1 {
		w.Count(record.Equivalent, nodes)
		w.EmitEquivalent(nodes)
		return
	}
	if w.leaks(nodes) {
		return
	}
	c := w.Context()
	meaning := func(i, j int) bool {
		return neutral(i, j) || (!eachItself || nodes[i].Text != nodes[j].Text) && values.Equal(c, nodes[i], nodes[j])
	}
	if w.Classes(nodes, meaning) == 1 {
		w.Count(record.Identical, nodes)
		return
	}
	if w.sharedAmongSome(nodes) {
		return
	}
	if w.AgreeByRole(nodes) {
		w.Count(record.Identical, nodes)
		return
	}
	w.Emit(w.changeKind(nodes), nodes)
}

// refersByName reports whether the value is the name of another object. The name may end in a hash of that object's content, and the object is
// compared by itself.
func (w *Comparison) refersByName() bool {
	n := len(w.Steps())
	return n >= 2 && w.Dialect().NamesObject(w.KeyAbove(), w.Steps()[n-1].Name)
}

// squeeze takes white space and trailing commas out of an expression. They have no meaning.
func squeeze(expression string) string {
	s := strings.Join(strings.Fields(expression), "")
	return strings.NewReplacer(",)", ")", ",]", "]", ",}", "}").Replace(s)
}

// template returns a text with references, as compared for column i. The literal parts lose the column's own words. The references lose every
// environment's words, because their names are internal to the code.
func (w *Comparison) template(i int, text string) string {
	var b strings.Builder
	for text != "" {
		from := strings.Index(text, "${")
		if from < 0 {
			from = len(text)
		}
		if from > 0 {
			b.WriteString(w.Lexicon.Key(w.Voice(i), text[:from]))
		}
		to := values.ReferenceEnd(text, from)
		b.WriteString(w.Lexicon.Bare(text[from:to]))
		text = text[to:]
	}
	return squeeze(b.String())
}

// membersNameThemselves reports whether two columns differ here only by their members' own words. Then a member with another member's value lacks
// its own word. Elsewhere one region that all name is just a common value.
func (w *Comparison) membersNameThemselves(nodes []*snapshot.Node) bool {
	if !w.Lexicon.HasMembers() {
		return false
	}
	first := map[string]string{}
	for i, n := range w.Present(nodes) {
		if !w.Lexicon.OfMember(w.Voice(i)) || !w.textual(n) {
			continue
		}
		own := w.Lexicon.Key(w.Voice(i), n.Text)
		if own == w.Lexicon.Key(w.Env(i), n.Text) {
			continue // it has no word of its own
		}
		if text, ok := first[own]; ok && text != w.Lexicon.Key(w.Env(i), n.Text) {
			return true
		}
		first[own] = w.Lexicon.Key(w.Env(i), n.Text)
	}
	return false
}

// textual reports whether environment words can be in n.
func (w *Comparison) textual(n *snapshot.Node) bool {
	return n.Kind == snapshot.String || n.Kind == snapshot.Number || n.Kind == snapshot.Unknown
}

// speaksOwn reports whether one text contains the own word of one column and not of the other. A member's words count only if members is true.
func (w *Comparison) speaksOwn(i, j int, text string, members bool) bool {
	if members {
		return w.Lexicon.Key(w.Voice(i), text) != w.Lexicon.Key(w.Voice(j), text)
	}
	return w.Lexicon.Key(w.Env(i), text) != w.Lexicon.Key(w.Env(j), text)
}

func (w *Comparison) changeKind(nodes []*snapshot.Node) drift.Kind {
	var first *snapshot.Node
	for _, n := range w.Present(nodes) {
		if first == nil {
			first = n
		} else if first.Kind != n.Kind {
			// Where the consumer reads one type as the other, only the value has changed.
			read := *n
			read.Kind = first.Kind
			if !values.Equal(w.Context(), &read, n) || values.WordForBool(first, n) || values.OtherNumber(first, n) {
				return drift.TypeChanged
			}
		}
	}
	return drift.Changed
}
