package leaks

import (
	"strings"

	"github.com/envparity/envparity/diffing/stores"
	"github.com/envparity/envparity/diffing/vocabulary"
	"github.com/envparity/envparity/names"
)

// Signed returns the foreign word in a text, if a sign shows that it is wrong there, whatever other environments have.
func (j *Judge) Signed(at At, text string) (vocabulary.Hit, bool) {
	if at.Place.Command && strings.ContainsAny(text, " \t\n") {
		return j.inCommand(at, text)
	}
	if name, value, ok := assignment(text); ok {
		at.Place = j.PlaceOf(name)
		at.Place.Argument = text[0] == '-'
		return moved(text, value)(j.Signed(at, value))
	}
	p := at.Place
	p.Bound = p.Bound || p.Command && strings.Contains(text, "://") || p.Argument && address(text) || stores.Of(text) != ""
	if p.Team || p.Plan {
		return vocabulary.Hit{}, false
	}
	if p.Mode {
		return j.ModeOfAnother(at, text)
	}
	pos := vocabulary.PositionOf(text)
	if p.Prose {
		return j.shouted(at.Env, text)
	}
	if pos == vocabulary.BareWord && !p.Names {
		return vocabulary.Hit{}, false
	}
	h, ok := j.Foreign(at, pos, text)
	if !ok || j.NamesAll(text) {
		return h, false
	}
	if j.Known(h.Owner, text) {
		return h, true
	}
	sign := p.Names || p.Bound && !h.Ordinary
	if !h.Learned { // a learned word may be a part of the system's own name
		sign = sign || p.Bound && Tail(text, h) || p.Label && !h.Ordinary || segment(text, h)
	}
	return h, sign && len(text) <= j.longest && !j.BesideOwn(at.Env, text, h)
}

// Corroborated returns the foreign word in a text that another environment has literally, where names with the same beginning have the
// environment's own word elsewhere: `github-repos-dev-lock` in prod, beside `github-repos-prod-state`. The reference's word is no such sign,
// because all environments often share what is named after it.
func (j *Judge) Corroborated(at At, text string) (vocabulary.Hit, bool) {
	if name, value, ok := assignment(text); ok {
		at.Place, text = j.PlaceOf(name), value
	}
	p := at.Place
	if p.Team || p.Mode || p.Plan || p.Prose || len(text) > j.longest || vocabulary.PositionOf(text) != vocabulary.Identifier {
		return vocabulary.Hit{}, false
	}
	h, ok := j.Foreign(at, vocabulary.Identifier, text)
	return h, ok && h.Owner != j.reference && !h.Ordinary && !j.NamesAll(text) && !j.BesideOwn(at.Env, text, h) &&
		j.stems.begins(j.lex.Vocabulary, h.Owner, text)
}

// Proven reports whether names of this text's form vary with the environment, or the word ends a name at a place that mostly belongs to one
// environment. `/dev-login/` is the path of a page in all environments.
func (j *Judge) Proven(at At, h vocabulary.Hit, text string) bool {
	if _, ok := j.Signed(at, text); !ok {
		_, ok = j.Corroborated(at, text)
		return ok
	}
	return at.Place.Names || Tail(text, h) || segment(text, h) || j.Known(h.Owner, text)
}

// ModeOfAnother returns the word of another environment that the reference has as the mode of a framework. In other environments a mode proves
// nothing: staging runs in the mode "production" to behave like production.
func (j *Judge) ModeOfAnother(at At, text string) (vocabulary.Hit, bool) {
	if at.Env != j.reference {
		return vocabulary.Hit{}, false
	}
	h, ok := j.Foreign(at, vocabulary.BareWord, text)
	return h, ok && !h.Ordinary
}

// Key returns the foreign word in the key of a map, if the key without its owner's word is an identifier that varies with the environment. at is
// the key's own place, and above the place around the map.
func (j *Judge) Key(at At, above Place) (vocabulary.Hit, bool) {
	key := at.Name
	plain := !strings.ContainsAny(key, "-./:") // a plain identifier comes from the format, not from the team, unless it is long and known to vary
	if len(key) < 6 || plain && strings.Count(key, "_") < 2 || j.Innocent(key, key) {
		return vocabulary.Hit{}, false
	}
	h, ok := j.Foreign(at, vocabulary.Identifier, key)
	if !ok {
		return h, false
	}
	return h, j.Known(h.Owner, key) ||
		!plain && above.Bound && !h.Ordinary && strings.ToUpper(key) != key && !j.BesideOwn(at.Env, key, h)
}

// Binds reports whether a foreign word in a text of that position leaks, if the environments' values differ. It must be in an identifier, and no
// part of a name of the environment's own. An ordinary word does not leak at a place where such words are common.
func (j *Judge) Binds(at At, pos vocabulary.Position, text string, h vocabulary.Hit) bool {
	if pos == vocabulary.Prose || len(text) > j.longest || j.BesideOwn(at.Env, text, h) {
		return false
	}
	if at.Place.Names {
		return true
	}
	return pos != vocabulary.BareWord && !(h.Ordinary && (h.Learned || !at.Place.Bound || !Tail(text, h)))
}

// shouted returns the foreign word in capitals in a text for people: `SHOP DEV - 3 errors`. Only capitals make it a name there; `development of`
// is English.
func (j *Judge) shouted(env int, text string) (vocabulary.Hit, bool) {
	if len(text) > j.longest || strings.ToUpper(text) == text || j.NamesAll(text) || j.lex.Key(env, text) != text {
		return vocabulary.Hit{}, false
	}
	for _, h := range j.lex.Foreign(env, vocabulary.Identifier, literal(text)) {
		before, after := h.Start, h.Start+len(h.Word)
		if h.Owner != env && !h.Ordinary && len(h.Word) > 2 && strings.ToUpper(h.Word) == h.Word &&
			(before == 0 || text[before-1] == ' ' || text[before-1] == '[') && (after == len(text) || strings.IndexByte(" ]:,", text[after]) >= 0) {
			return h, true
		}
	}
	return vocabulary.Hit{}, false
}

// OfAnOwner reports whether a word is a part of a longer name in the path of a URL, such as the name of a repository's owner
// (`https://raw.example.org/codes-development/list.json`) or in the path of an image (`ghcr.io/staging-labs/runner:3.1`), and no environment has
// such a name with a word of its own.
func (j *Judge) OfAnOwner(text string, h vocabulary.Hit) bool {
	if j.off[ownerOfURL] {
		return false
	}
	end := h.Start + len(h.Word)
	host := 0 // where it begins
	if scheme := strings.Index(text, "://"); scheme >= 0 {
		host = scheme + 3
	} else if name, _, ok := strings.Cut(text, "/"); !ok || !strings.ContainsAny(name, ".:") || !strings.Contains(text[end:], "/") {
		return false
	}
	path := strings.IndexByte(text[host:], '/')
	if path < 0 || h.Start < host+path {
		return false
	}
	joined := strings.IndexByte("-_.", text[h.Start-1]) >= 0 || end < len(text) && strings.IndexByte("-_", text[end]) >= 0
	return joined && !j.knownOrBegins(h.Owner, text)
}

// EndsDomain reports whether the word ends the domain of a host that the environments do not name after themselves: `db.corp.stage`, where the
// company's own domain ends in that label. A host that ends in each environment's own word is the sign against it.
func (j *Judge) EndsDomain(name, text string, h vocabulary.Hit) bool {
	if j.off[domainOfAll] {
		return false
	}
	end := h.Start + len(h.Word)
	if !strings.Contains(text, "://") && !namesHost(name) || h.Start < 2 || text[h.Start-1] != '.' || end < len(text) && strings.IndexByte(":/", text[end]) < 0 {
		return false
	}
	from := h.Start
	for from > 0 && inHost(text[from-1]) {
		from--
	}
	return strings.Count(text[from:end], ".") > 1 && !j.knownOrBegins(h.Owner, text)
}

// ofAPartner reports whether the word is a whole label of a host in whose domain no environment names itself: `api.test.partner.org` is the test
// system of somebody else, who has no environments of ours.
func (j *Judge) ofAPartner(text string, h vocabulary.Hit) bool {
	if j.off[domainOfPartner] || h.Learned {
		return false
	}
	end := h.Start + len(h.Word)
	if end >= len(text) || text[end] != '.' || h.Start > 0 && strings.IndexByte("./@", text[h.Start-1]) < 0 {
		return false
	}
	from := h.Start
	for from > 0 && inHost(text[from-1]) {
		from--
	}
	for end < len(text) && inHost(text[end]) {
		end++
	}
	domain := names.Domain(text[from:end])
	return domain != "" && len(domain) < end-h.Start && !j.homes()[domain]
}

// InRoute reports whether the word is a part of a longer name in the route of an API: `/orders/{id}/submit-for-testing`. Such a path is the same in
// all environments. beside is true if the texts of the same name in the other elements of the list are routes.
func (j *Judge) InRoute(text string, h vocabulary.Hit, beside func() bool) bool {
	if j.off[wordInRoute] || !strings.HasPrefix(text, "/") || !Route(text) && !beside() {
		return false
	}
	end := h.Start + len(h.Word)
	joined := strings.IndexByte("-_.", text[h.Start-1]) >= 0 || end < len(text) && strings.IndexByte("-_", text[end]) >= 0
	return joined && !j.knownOrBegins(h.Owner, text)
}

// Route reports whether a segment of a path stands for any text: {id}, <id>, :id, *.
func Route(path string) bool {
	if !strings.HasPrefix(path, "/") {
		return false
	}
	for segment := range strings.SplitSeq(path[1:], "/") {
		if segment == "" {
			continue
		}
		switch first, last := segment[0], segment[len(segment)-1]; {
		case segment == "*" || segment == "**", first == '{' && last == '}', first == '<' && last == '>', first == ':' && len(segment) > 1:
			return true
		}
	}
	return false
}
