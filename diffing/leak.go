package diffing

import (
	"strings"

	"github.com/envparity/envparity/diffing/vocabulary"
	"github.com/envparity/envparity/snapshot"
)

// foreign returns the first word in text that belongs to another environment than env, if it binds at this place.
func (w *walker) foreign(env int, pos vocabulary.Position, text string) (vocabulary.Hit, bool) {
	for _, h := range w.c.lex.v.Foreign(env, pos, text) {
		if h.Owner != env {
			return h, true
		}
	}
	return vocabulary.Hit{}, false
}

// equalButWrong finds what should differ and does not: the one value that all environments have speaks the name of one of
// them, or names the environment itself. Where all say the same, sharing on purpose is the rule; so it takes a sign: an identifier
// known to vary, or a place that mostly belongs to one environment.
func (w *walker) equalButWrong(nodes []*snapshot.Node, n *snapshot.Node) bool {
	if len(n.Text) < 2 {
		return false
	}
	if w.innocent(n.Text) {
		return w.sharedByAll(nodes, n)
	}
	p := w.here()
	if p.prose || p.team || p.mode {
		return false
	}
	pos := w.position(n.Text)
	if pos == vocabulary.BareWord && !p.names {
		return false
	}
	hits := make([]vocabulary.Hit, len(nodes))
	found := false
	for i := range nodes {
		hits[i].Owner = -1
		if w.state[i] != in || nodes[i] == nil {
			continue
		}
		if h, ok := w.foreign(w.env(i), pos, n.Text); ok && (p.names || p.bound && !h.Ordinary || w.c.stems.knows(w.c.lex, h.Owner, n.Text)) {
			hits[i], found = h, true
		}
	}
	if !found || w.namesAll(n.Text) {
		return false
	}
	w.emitLeak(nodes, hits)
	return true
}

// innocent reports whether text speaks no environment's words at all; answers are remembered.
func (w *walker) innocent(text string) bool {
	no, ok := w.told[text]
	if ok {
		return no
	}
	no = true
	for e := range w.c.envs {
		if _, hit := w.foreign(e, vocabulary.Identifier, text); hit {
			no = false
			break
		}
		if _, hit := w.foreign(e, vocabulary.BareWord, text); hit {
			no = false
			break
		}
	}
	if len(w.told) > remembered {
		clear(w.told)
	}
	w.told[text] = no
	return no
}

// namesAll reports whether text speaks the words of every environment: a list, not a leak.
func (w *walker) namesAll(text string) bool {
	for e := range w.c.envs {
		if w.c.lex.Key(e, text) == text {
			return false
		}
	}
	return len(w.c.envs) > 1
}

// leaks is for values that differ: it finds the columns that speak another environment's words.
func (w *walker) leaks(nodes []*snapshot.Node) bool {
	place := w.here()
	if place.prose || place.team || place.mode {
		return false
	}
	hits := make([]vocabulary.Hit, len(nodes))
	found := false
	for i, n := range nodes {
		hits[i].Owner = -1
		if w.state[i] != in || n == nil || n.Kind != snapshot.String || len(n.Text) < 2 || w.innocent(n.Text) || w.namesAll(n.Text) {
			continue
		}
		h, ok := w.foreign(w.env(i), w.position(n.Text), n.Text)
		if !ok {
			continue
		}
		// The strong case: with the owner's words out, it reads as the others do with theirs.
		strong := false
		bare := w.c.lex.Key(h.Owner, n.Text)
		for j, m := range nodes {
			if j != i && w.state[j] == in && m != nil && w.env(j) != w.env(i) && m.Kind == snapshot.String &&
				w.c.lex.Key(w.env(j), m.Text) == bare && bare != m.Text {
				strong = true
			}
		}
		if !strong && !place.names && (h.Ordinary || w.position(n.Text) == vocabulary.BareWord) {
			continue
		}
		hits[i], found = h, true
	}
	if !found {
		return false
	}
	w.emitLeak(nodes, hits)
	return true
}

// emitLeak emits a leaked drift; hits has one entry a column, Owner -1 where nothing leaks.
func (w *walker) emitLeak(nodes []*snapshot.Node, hits []vocabulary.Hit) {
	w.classes(nodes, func(i, j int) bool {
		return hits[i].Owner == hits[j].Owner && nodes[i].Text == nodes[j].Text ||
			w.c.lex.Key(w.env(i), nodes[i].Text) == w.c.lex.Key(w.env(j), nodes[j].Text)
	})
	d := w.emit(Leaked, nodes)
	for e, cols := range w.c.ofEnv {
		for _, i := range cols {
			if hits[i].Owner >= 0 && d.Sides[e].Word == "" {
				d.Sides[e].Word = hits[i].Word
				d.Sides[e].WordOf = w.c.names[hits[i].Owner]
			}
		}
	}
}

// names finds other environments' words in the resource's own name, where the name is an identity that people gave it and that no
// attribute repeats: a Terraform module or resource.
func (w *walker) names() {
	if w.watch != nil {
		return
	}
	first := w.g.At[w.firstPresent()]
	if !named(first) {
		return
	}
	hits := make([]vocabulary.Hit, len(w.g.At))
	nodes := w.row()
	defer w.release()
	found := false
	for i, r := range w.g.At {
		hits[i].Owner = -1
		if r == nil {
			continue
		}
		nodes[i] = &snapshot.Node{Kind: snapshot.String, Text: r.Name, Line: int32(min(r.Source.Line, 1<<30))} //nolint:gosec // a line
		if h, ok := w.foreign(w.env(i), vocabulary.Identifier, r.Name); ok && !w.namesAll(r.Name) {
			hits[i], found = h, true
		}
	}
	if found {
		w.emitLeak(nodes, hits)
	}
}

// named reports whether r's name is one that people gave it and that stands nowhere else.
func named(r *snapshot.Resource) bool {
	switch r.Kind {
	case "module":
		return true
	case "variable", "output", "local":
		return false
	}
	return r.Collector == "terraform" && strings.Contains(r.Kind, "_")
}
