package diffing

import (
	"slices"
	"strings"

	"github.com/envparity/envparity/diffing/vocabulary"
	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/names"
	"github.com/envparity/envparity/snapshot"
)

// foreign returns the first word in text that belongs to another environment than env, if it binds at this place.
func (w *walker) foreign(env int, pos vocabulary.Position, text string) (vocabulary.Hit, bool) {
	for _, h := range w.c.lex.v.Foreign(env, pos, literal(text)) {
		if h.Owner != env && !w.forAll(env, h.Owner, text) && !w.promoted(env, h, text) {
			return h, true
		}
	}
	return vocabulary.Hit{}, false
}

// forAll reports whether text names production of somebody who serves all: of a certificate authority (`letsencrypt-prod` issues for staging
// as well), of Azure itself. That the reference gets its certificates from the authority's staging, which no browser trusts, is news.
func (w *walker) forAll(env, owner int, text string) bool {
	if owner != w.c.ref || env == w.c.ref || len(text) > longText {
		return false
	}
	text = strings.ToLower(text)
	return strings.Contains(text, "letsencrypt") || strings.Contains(text, "lets-encrypt") || strings.Contains(text, "prod-aks.azure.com")
}

// promoted reports whether a word of the reference is in the tag of an image that another environment runs: `shop:prod-4f1c2` is the build
// that the reference runs, too.
func (w *walker) promoted(env int, h vocabulary.Hit, text string) bool {
	if h.Owner != w.c.ref || env == w.c.ref {
		return false
	}
	slash, colon := strings.LastIndexByte(text, '/'), strings.LastIndexByte(text, ':')
	if slash > 0 && colon > slash && h.Start > colon {
		return true
	}
	return slash < 0 && lastWord(w.hereName()) == "tag"
}

func lastWord(name string) string {
	list := names.Words(name)
	if len(list) == 0 {
		return ""
	}
	return list[len(list)-1]
}

// literal blanks the references in a text, ${name} and $(name): what they refer to is compared where it is defined.
func literal(text string) string {
	if !strings.Contains(text, "$") {
		return text
	}
	return blanked(blanked(text, '{', '}'), '(', ')')
}

func blanked(text string, open, end byte) string {
	at := strings.Index(text, "$"+string(open))
	if at < 0 {
		return text
	}
	b := []byte(text)
	depth := 0
	for i := at; i < len(b); i++ {
		switch {
		case b[i] == '$' && i+1 < len(b) && b[i+1] == open:
			depth++
		case b[i] == end && depth > 0:
			depth--
			b[i] = ' '
		}
		if depth > 0 {
			b[i] = ' '
			if i+1 < len(b) && text[i] == '$' && text[i+1] == open {
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
	if w.dialect().Parameter(w.g.ref.Kind) && len(w.steps) > 0 && w.steps[0].Name == "default" && w.oneCode() {
		return false // what code holds for the case that an environment says nothing is no environment's value
	}
	if structured(n.Text) && w.inside(nodes) {
		return true
	}
	hits := make([]vocabulary.Hit, len(nodes))
	found, oneSource := false, w.oneSource(nodes)
	for i := range nodes {
		hits[i].Owner = -1
		if w.state[i] != in || nodes[i] == nil {
			continue
		}
		h, ok := w.signed(w.env(i), n.Text)
		if !ok {
			h, ok = w.corroborated(w.env(i), n.Text)
		}
		if ok && !(oneSource && w.ofAnOwner(n.Text, h)) && !w.suffixOfAll(nodes, n.Text, h) && !w.ownState(i, h.Owner) {
			hits[i], found = h, true
		}
	}
	if !found {
		return false
	}
	w.emitLeak(nodes, hits)
	return true
}

// oneSource reports whether all environments have the value from one line of one file: of defaults, or of code that all share.
func (w *walker) oneSource(nodes []*snapshot.Node) bool {
	file, line, seen := "", int32(0), 0
	for i, n := range nodes {
		if w.state[i] != in || n == nil {
			continue
		}
		r := w.g.At[i]
		at := r.Source.File
		if k := int(n.File); k > 0 && k <= len(r.Files) {
			at = r.Files[k-1]
		}
		if seen++; seen == 1 {
			file, line = at, n.Line
		} else if at != file || n.Line != line {
			return false
		}
	}
	return seen > 1 && file != ""
}

// ofAnOwner reports whether a word is a part of a longer name in the path of a URL, such as the owner's of a repository
// (`https://raw.example.org/codes-development/list.json`), while no environment calls anything by such a name and a word of its own.
func (w *walker) ofAnOwner(text string, h vocabulary.Hit) bool {
	scheme := strings.Index(text, "://")
	if scheme < 0 {
		return false
	}
	path := strings.IndexByte(text[scheme+3:], '/')
	if path < 0 || h.Start < scheme+3+path {
		return false
	}
	end := h.Start + len(h.Word)
	joined := strings.IndexByte("-_.", text[h.Start-1]) >= 0 || end < len(text) && strings.IndexByte("-_", text[end]) >= 0
	return joined && !w.c.stems.knows(w.c.lex, h.Owner, text) && !w.c.stems.begins(w.c.lex, h.Owner, text)
}

// corroborated returns the foreign word in a text that another environment has literally, where names that begin in the same way say the
// environment's own word elsewhere: `github-repos-dev-lock` in prod, beside `github-repos-prod-state`. What is called after the reference
// is often shared by all, and proves nothing.
func (w *walker) corroborated(env int, text string) (vocabulary.Hit, bool) {
	p := w.here()
	if name, value, ok := assignment(text); ok {
		p, text = w.placeOf(name), value
	}
	if p.team || p.mode || p.plan || p.prose || len(text) > longText || positionOf(text) != vocabulary.Identifier {
		return vocabulary.Hit{}, false
	}
	h, ok := w.foreign(env, vocabulary.Identifier, text)
	return h, ok && h.Owner != w.c.ref && !h.Ordinary && !w.namesAll(text) && !w.besideOwn(env, text, h) && w.c.stems.begins(w.c.lex, h.Owner, text)
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
	if name, value, ok := assignment(text); ok {
		p, text = w.placeOf(name), value
	}
	if p.team || p.plan {
		return vocabulary.Hit{}, false
	}
	if p.mode {
		return w.modeOfAnother(env, text)
	}
	pos := positionOf(text)
	if p.prose {
		return w.shouted(env, text)
	}
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
	sign := p.names || p.bound && !h.Ordinary
	if !h.Learned { // what was learned may be a part of the system's own name
		sign = sign || p.bound && tail(text, h) || p.label && !h.Ordinary || segment(text, h)
	}
	return h, sign && len(text) <= longText && !w.besideOwn(env, text, h)
}

// modeOfAnother returns the word of another environment that the reference takes for the mode of a framework. Elsewhere a mode proves nothing:
// staging runs in the mode "production" so that it runs as production does.
func (w *walker) modeOfAnother(env int, text string) (vocabulary.Hit, bool) {
	if env != w.c.ref {
		return vocabulary.Hit{}, false
	}
	h, ok := w.foreign(env, vocabulary.BareWord, text)
	return h, ok && !h.Ordinary
}

// assignment splits `NAME=value`, as lists of variables have it, and `--flag=value`, as arguments of a command have it.
func assignment(text string) (name, value string, ok bool) {
	if flag := strings.TrimLeft(text, "-"); flag != text {
		name, value, ok = strings.Cut(flag, "=")
		return name, value, ok && name != "" && value != "" && !strings.ContainsAny(name, " \t\n\"'")
	}
	at := strings.IndexByte(text, '=')
	if at < 2 || at == len(text)-1 || text[0] < 'A' || text[0] > 'Z' {
		return "", "", false
	}
	for i := range at {
		if c := text[i]; c != '_' && (c < 'A' || c > 'Z') && (c < '0' || c > '9') {
			return "", "", false
		}
	}
	return text[:at], text[at+1:], true
}

// tail reports whether a word is the last of a name, or a label of its own in a host's: `orders-test`, `orders.test.shop.example`,
// `https://test.shop.example`. `test-orders` may be anything.
func tail(text string, h vocabulary.Hit) bool {
	end := h.Start + len(h.Word)
	if strings.HasSuffix(text[:h.Start], "://") && end < len(text) && text[end] == '.' {
		return true
	}
	return h.Start > 1 && strings.IndexByte("-_.", text[h.Start-1]) >= 0 && (end == len(text) || text[end] == '/' || text[end] == '.')
}

// segment reports whether a word is a whole part of a path of keys: `staging/shop/key`. A device, a link, a file and a relative path, which
// is the repository's, are none. In an ARN an ordinary word counts too.
func segment(text string, h vocabulary.Hit) bool {
	end := h.Start + len(h.Word)
	arn := strings.HasPrefix(text, "arn:")
	if h.Ordinary && !arn || strings.ContainsAny(text, " .,\n") || strings.Contains(text, "://") || strings.HasPrefix(text, "/dev/") ||
		strings.Count(text, "/") < 2 || !arn && strings.Contains(text, ":") {
		return false
	}
	return (h.Start == 0 || text[h.Start-1] == '/') && end < len(text) && text[end] == '/'
}

// shouted returns the foreign word that stands in capitals in a text for people: `SHOP DEV - 3 errors`. In such a text only
// that is a name; `development of` is English.
func (w *walker) shouted(env int, text string) (vocabulary.Hit, bool) {
	if len(text) > longText || strings.ToUpper(text) == text || w.namesAll(text) || w.c.lex.Key(env, text) != text {
		return vocabulary.Hit{}, false
	}
	for _, h := range w.c.lex.v.Foreign(env, vocabulary.Identifier, literal(text)) {
		before, after := h.Start, h.Start+len(h.Word)
		if h.Owner != env && !h.Ordinary && len(h.Word) > 2 && strings.ToUpper(h.Word) == h.Word &&
			(before == 0 || text[before-1] == ' ' || text[before-1] == '[') && (after == len(text) || strings.IndexByte(" ]:,", text[after]) >= 0) {
			return h, true
		}
	}
	return vocabulary.Hit{}, false
}

// innocent reports whether text speaks no environment's words at all at this place.
func (w *walker) innocent(text string) bool {
	if !w.c.lex.v.Speaks(text) {
		return true
	}
	for e := range w.c.envs {
		if _, hit := w.foreign(e, vocabulary.Identifier, text); hit {
			return false
		}
		if _, hit := w.foreign(e, vocabulary.BareWord, text); hit {
			return false
		}
	}
	return true
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
	if p.plan || w.references(nodes) || w.choosesMode(nodes) {
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
		if !ok || w.beside(i, h.Owner, n.Text) || w.ownState(i, h.Owner) || w.spelledOtherwise(nodes, h) {
			continue
		}
		if w.saidByMany(nodes, i, h.Owner) && !w.proven(w.env(i), h, n.Text) {
			continue
		}
		if p.team || p.mode { // such a place proves nothing by itself: it takes the others, that name themselves there
			odd := w.oddOneOut(nodes, i, h.Owner) && (p.team || h.Owner != w.c.ref)
			if _, another := w.modeOfAnother(w.env(i), n.Text); odd || p.mode && another {
				hits[i], found = h, true
			}
			continue
		}
		if pos := w.position(n.Text); !w.oddOneOut(nodes, i, h.Owner) && (pos == vocabulary.Prose || len(n.Text) > longText ||
			w.besideOwn(w.env(i), n.Text, h) || !p.names && (h.Ordinary && (h.Learned || !p.bound || !tail(n.Text, h)) || pos == vocabulary.BareWord)) {
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

// saidByMany reports whether the owner of a word and two other environments at least have the value of column i: one value for several, as where all
// have the same. Then it takes a sign that it is wrong.
func (w *walker) saidByMany(nodes []*snapshot.Node, i, owner int) bool {
	others, own := map[int]bool{}, false
	for j, m := range nodes {
		if w.state[j] == in && m != nil && m.Kind == snapshot.String && m.Text == nodes[i].Text {
			own = own || w.env(j) == owner
			others[w.env(j)] = true
		}
	}
	return own && len(others) > 2
}

// proven reports whether names that vary with the environment are called as this one is, or the word ends a name at a place that mostly belongs to
// one environment. `/dev-login/` is the path of a page in all environments.
func (w *walker) proven(env int, h vocabulary.Hit, text string) bool {
	if _, ok := w.signed(env, text); !ok {
		_, ok = w.corroborated(env, text)
		return ok
	}
	return w.here().names || tail(text, h) || segment(text, h) || w.c.stems.knows(w.c.lex, h.Owner, text)
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

// strayReference finds the column whose reference says another environment's name where the others' say their own:
// `${net-prod}`, `${net-dev}`, and `${net-dev}` once more. A reference with a dot leads to something else that was read, and is told there.
func (w *walker) strayReference(nodes []*snapshot.Node) bool {
	if !w.references(nodes) {
		return false
	}
	hits := make([]vocabulary.Hit, len(nodes))
	found := false
	for i, n := range nodes {
		hits[i].Owner = -1
		if w.state[i] != in || n == nil || n.Kind != snapshot.String || strings.Contains(n.Text, ".") || w.namesAll(n.Text) {
			continue
		}
		for _, h := range w.c.lex.v.Foreign(w.env(i), vocabulary.Identifier, n.Text) {
			if h.Owner != w.env(i) && !h.Learned && w.oddOneOut(nodes, i, h.Owner) {
				hits[i], found = h, true
				break
			}
		}
	}
	if found {
		w.emitLeak(nodes, hits)
	}
	return found
}

// oddOneOut reports whether column i, with the owner's words out, reads as another environment does with its own: all name
// themselves, and this one names the owner.
func (w *walker) oddOneOut(nodes []*snapshot.Node, i, owner int) bool {
	bare := w.c.lex.Key(owner, nodes[i].Text)
	for j, m := range nodes {
		if j != i && w.state[j] == in && m != nil && w.env(j) != w.env(i) && w.env(j) != owner && m.Kind == snapshot.String &&
			w.c.lex.Key(w.voice(j), m.Text) == bare && bare != m.Text {
			return true
		}
	}
	return false
}

// leakKey is the key of a leak in a list: by what leaks, not by where in the list it stands or what it met in the others', which depend
// on who was observed. "" where the key is as it should be.
func (w *walker) leakKey(nodes []*snapshot.Node, hits []vocabulary.Hit) string {
	n := len(w.steps)
	if n == 0 || w.steps[n-1].Kind != snapshot.StepIndex && w.steps[n-1].Kind != snapshot.StepElement || w.steps[n-1].Name != "" {
		return ""
	}
	for i := range hits {
		if hits[i].Owner < 0 || !nodes[i].Scalar() {
			continue
		}
		if len(nodes[i].Text) > longName || strings.ContainsRune(nodes[i].Text, '\n') {
			return ""
		}
		p := append(snapshot.Path(nil), w.steps...)
		p[n-1] = snapshot.Step{Kind: snapshot.StepElement, Value: nodes[i].Text}
		return w.key(p)
	}
	return ""
}

// emitLeak emits a leaked drift; hits has one entry a column, Owner -1 where nothing leaks.
func (w *walker) emitLeak(nodes []*snapshot.Node, hits []vocabulary.Hit) {
	w.classes(nodes, func(i, j int) bool {
		return hits[i].Owner == hits[j].Owner && nodes[i].Text == nodes[j].Text ||
			w.c.lex.Key(w.voice(i), nodes[i].Text) == w.c.lex.Key(w.voice(j), nodes[j].Text)
	})
	d := w.emit(drift.Leaked, nodes)
	if k := w.leakKey(nodes, hits); k != "" {
		d.Key = k
	}
	for e, cols := range w.c.ofEnv {
		for _, i := range cols {
			if hits[i].Owner < 0 || d.Sides[e].Word != "" {
				continue
			}
			s := &d.Sides[e]
			s.Word, s.WordOf = hits[i].Word, w.c.names[hits[i].Owner]
			if len(s.Members) > 0 { // whatever the others say, this one is the news
				class := s.Members[slices.IndexFunc(s.Members, func(m drift.MemberSide) bool { return m.Member == w.c.cols[i].member })].Class
				w.show(s, i, nodes)
				s.Class = class
			}
		}
	}
}
