package diffing

import (
	"strings"

	"github.com/envparity/envparity/diffing/align"
	"github.com/envparity/envparity/diffing/values"
	"github.com/envparity/envparity/diffing/vocabulary"
	"github.com/envparity/envparity/snapshot"
)

// foreign returns the first word in text that belongs to another environment than env, if it binds at this place.
func (w *walker) foreign(env int, pos vocabulary.Position, text string) (vocabulary.Hit, bool) {
	for _, h := range w.c.lex.v.Foreign(env, pos, literal(text)) {
		if h.Owner != env {
			return h, true
		}
	}
	return vocabulary.Hit{}, false
}

// literal blanks the references in a text: what they refer to is compared where it is defined.
func literal(text string) string {
	at := strings.Index(text, "${")
	if at < 0 {
		return text
	}
	b := []byte(text)
	depth := 0
	for i := at; i < len(b); i++ {
		switch {
		case b[i] == '$' && i+1 < len(b) && b[i+1] == '{':
			depth++
		case b[i] == '}' && depth > 0:
			depth--
			b[i] = ' '
		}
		if depth > 0 {
			b[i] = ' '
			if i+1 < len(b) && text[i] == '$' && text[i+1] == '{' {
				b[i+1] = ' '
				i++
			}
		}
	}
	return string(b)
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
	if structured(n.Text) && w.inside(nodes) {
		return true
	}
	hits := make([]vocabulary.Hit, len(nodes))
	found := false
	for i := range nodes {
		hits[i].Owner = -1
		if w.state[i] != in || nodes[i] == nil {
			continue
		}
		if h, ok := w.signed(w.env(i), n.Text); ok {
			hits[i], found = h, true
		}
	}
	if !found {
		return false
	}
	w.emitLeak(nodes, hits)
	return true
}

// besideOwn reports whether the identifier that has the foreign word in it names its own environment too: then the foreign word is
// part of a name, as in `dev-team-prod-orders`.
func (w *walker) besideOwn(env int, text string, h vocabulary.Hit) bool {
	const ends = "/:@, \t\n\"'=&?;()[]{}"
	from := strings.LastIndexAny(text[:h.Start], ends) + 1
	to := len(text)
	if n := strings.IndexAny(text[h.Start:], ends); n >= 0 {
		to = h.Start + n
	}
	return w.c.lex.Key(env, text[from:to]) != text[from:to]
}

// longText is more than an identifier: a script, a document. A word somewhere in it proves nothing.
const longText = 400

// signed returns the foreign word in a text of env, if there is a sign that it is wrong there, whatever others say.
func (w *walker) signed(env int, text string) (vocabulary.Hit, bool) {
	p := w.here()
	if p.prose || p.team || p.mode {
		return vocabulary.Hit{}, false
	}
	pos := positionOf(text)
	if pos == vocabulary.BareWord && !p.names {
		return vocabulary.Hit{}, false
	}
	h, ok := w.foreign(env, pos, text)
	if !ok || w.namesAll(text) {
		return h, false
	}
	if w.c.stems.knows(w.c.lex, h.Owner, text) {
		return h, true
	}
	return h, (p.names || p.bound && !h.Ordinary) && len(text) <= longText && !w.besideOwn(env, text, h)
}

// alone looks for leaks in what only some have and nobody compares: every text and key that is signed.
func (w *walker) alone(nodes []*snapshot.Node) {
	if w.watch != nil {
		return
	}
	var changed []int
	for i, n := range nodes {
		if w.state[i] == in && n == nil {
			w.state[i] = gone
			changed = append(changed, i)
		}
	}
	for i, n := range nodes {
		if w.state[i] == in && n != nil && !w.deliberate(i) {
			w.aloneIn(i, n)
		}
	}
	for _, i := range changed {
		w.state[i] = in
	}
}

func (w *walker) aloneIn(col int, n *snapshot.Node) {
	switch n.Kind {
	case snapshot.Map:
		for k := range n.Children {
			c := &n.Children[k]
			w.push(snapshot.Step{Name: c.Key})
			if h, ok := w.foreignKey(w.env(col), c.Key); ok {
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
	case snapshot.String:
		if len(n.Text) < 2 || w.innocent(n.Text) {
			return
		}
		if structured(n.Text) {
			if inner := values.Expand(w.context(), n); inner != nil {
				w.push(snapshot.Step{Kind: snapshot.StepInside})
				w.aloneIn(col, inner)
				w.pop()
				return
			}
		}
		if h, ok := w.signed(w.env(col), n.Text); ok {
			w.leakAlone(col, n, h)
		}
	}
}

// enumerates reports whether a list names this environment and others, each in an element of its own: a choice, not a leak.
func (w *walker) enumerates(col int, list *snapshot.Node) bool {
	own, others := false, false
	var look func(n *snapshot.Node)
	look = func(n *snapshot.Node) {
		if n.Kind == snapshot.String && len(n.Text) <= longText && !w.innocent(n.Text) {
			own = own || w.c.lex.Key(w.env(col), n.Text) != n.Text
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

// deliberate reports whether what only this environment has is there to reach over to another: a copy of its data, a resource that
// says in its name whose it is.
func (w *walker) deliberate(col int) bool {
	r := w.g.At[col]
	for _, name := range []string{r.Name, textOf(r.Root.Get("metadata", "name"))} {
		for _, word := range align.Words(name) {
			for _, reach := range []string{"refresh", "restor", "copy", "migrat", "replic", "sync", "backup", "import", "cross", "dashboard"} {
				if strings.HasPrefix(word, reach) {
					return true
				}
			}
		}
	}
	_, over := w.foreign(w.env(col), vocabulary.Identifier, r.Name)
	return over && named(r)
}

func textOf(n *snapshot.Node) string {
	if n == nil {
		return ""
	}
	return n.Text
}

// foreignKey returns the foreign word in a key, if with its owner's word out it is an identifier known to vary.
func (w *walker) foreignKey(env int, key string) (vocabulary.Hit, bool) {
	if len(key) < 6 || !strings.ContainsAny(key, "-./:") || w.innocent(key) { // a plain identifier is the format's, not theirs
		return vocabulary.Hit{}, false
	}
	h, ok := w.foreign(env, vocabulary.Identifier, key)
	if !ok {
		return h, false
	}
	w.pop() // what the key stands in says what it is a key of
	bound := w.here().bound
	w.push(snapshot.Step{Name: key})
	return h, w.c.stems.knows(w.c.lex, h.Owner, key) || bound && !h.Ordinary && strings.ToUpper(key) != key && !w.besideOwn(env, key, h)
}

func (w *walker) leakAlone(col int, n *snapshot.Node, h vocabulary.Hit) {
	row := w.row()
	hits := make([]vocabulary.Hit, len(row))
	for i := range hits {
		hits[i].Owner = -1
	}
	row[col], hits[col] = n, h
	w.emitLeak(row, hits)
	w.release()
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
	p := w.here()
	if p.team || p.mode || w.references(nodes) {
		return false
	}
	hits := make([]vocabulary.Hit, len(nodes))
	found := false
	for i, n := range nodes {
		hits[i].Owner = -1
		if w.state[i] != in || n == nil || n.Kind != snapshot.String || len(n.Text) < 2 || w.innocent(n.Text) || w.namesAll(n.Text) {
			continue
		}
		h, ok := w.foreign(w.env(i), vocabulary.Identifier, n.Text)
		if !ok {
			continue
		}
		if pos := w.position(n.Text); !w.oddOneOut(nodes, i, h.Owner) && (pos == vocabulary.Prose || len(n.Text) > longText ||
			w.besideOwn(w.env(i), n.Text, h) || !p.names && (h.Ordinary || pos == vocabulary.BareWord)) {
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

// references reports whether all are expressions: what they refer to is compared where it is defined.
func (w *walker) references(nodes []*snapshot.Node) bool {
	for i, n := range nodes {
		if w.state[i] == in && n != nil && !unknowable(n) {
			return false
		}
	}
	return true
}

// oddOneOut reports whether column i, with the owner's words out, reads as another environment does with its own: all name
// themselves, and this one names the owner.
func (w *walker) oddOneOut(nodes []*snapshot.Node, i, owner int) bool {
	bare := w.c.lex.Key(owner, nodes[i].Text)
	for j, m := range nodes {
		if j != i && w.state[j] == in && m != nil && w.env(j) != w.env(i) && w.env(j) != owner && m.Kind == snapshot.String &&
			w.c.lex.Key(w.env(j), m.Text) == bare && bare != m.Text {
			return true
		}
	}
	return false
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
	for i := range w.out.drifts {
		if w.out.drifts[i].Kind == Leaked {
			return // it is told already
		}
	}
	first := w.g.At[w.firstPresent()]
	if !named(first) {
		return
	}
	hits := make([]vocabulary.Hit, len(w.g.At))
	nodes := w.row()
	defer w.release()
	found := false
	present := 0
	for i, r := range w.g.At {
		hits[i].Owner = -1
		if r == nil {
			continue
		}
		present++
		w.state[i] = in
		nodes[i] = &snapshot.Node{Kind: snapshot.String, Text: r.Name, Line: int32(min(r.Source.Line, 1<<30))} //nolint:gosec // a line
		if h, ok := w.foreign(w.env(i), vocabulary.Identifier, r.Name); ok && !w.namesAll(r.Name) && !reaches(r.Name[:h.Start]) {
			hits[i], found = h, true
		}
	}
	if found && present > 1 { // what only one has may well be there to reach another
		w.emitLeak(nodes, hits)
	}
}

// reaches reports whether a name goes on to the environment that it reaches: `access_to_prod`, `refresh_from_prod`.
func reaches(before string) bool {
	list := align.Words(before)
	if len(list) == 0 {
		return false
	}
	switch list[len(list)-1] {
	case "to", "from", "in", "for", "non", "not":
		return true
	}
	return false
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
