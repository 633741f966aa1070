package diffing

import (
	"slices"
	"strings"

	"github.com/envparity/envparity/diffing/values"
	"github.com/envparity/envparity/diffing/vocabulary"
	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/names"
	"github.com/envparity/envparity/snapshot"
)

// sharedDomains takes back leaks into a domain that several environments live in and that is no one's: `test.shop.example`, where qa and
// staging have their hosts and the environment called test, which may be that of unit tests, has none. Only ordinary words are taken
// back.
func (c *comparer) sharedDomains(list []drift.Drift) []drift.Drift {
	type use struct {
		envs  map[int]bool
		owner bool // the owner itself lives there
	}
	uses := map[string]*use{}
	each := func(d *drift.Drift, f func(e int, owner, domain string)) {
		if d.Kind != drift.Leaked {
			return
		}
		for e := range d.Sides {
			if s := &d.Sides[e]; s.Word != "" && s.Node != nil && c.lex.v.Ordinary(s.Word) {
				f(e, s.WordOf, domainOf(s.Node.Text, s.Word))
			}
		}
	}
	for i := range list {
		d := &list[i]
		each(d, func(e int, owner, domain string) {
			if domain == "" {
				return
			}
			u := uses[domain]
			if u == nil {
				u = &use{envs: map[int]bool{}}
				uses[domain] = u
			}
			u.envs[e] = true
			for o := range d.Sides {
				if n := d.Sides[o].Node; c.names[o] == owner && n != nil && n.Kind == snapshot.String && strings.Contains(n.Text, domain) {
					u.owner = true
				}
			}
		})
	}
	if len(uses) == 0 {
		return list
	}
	told := map[[2]string]bool{} // a value that only some have is told beside its leak
	for i := range list {
		if d := &list[i]; d.Kind != drift.Leaked {
			told[[2]string{d.Resource.ID, d.Path}] = true
		}
	}
	out := list[:0]
	for i := range list {
		d := &list[i]
		back, hits := 0, 0
		each(d, func(_ int, _, domain string) {
			if u := uses[domain]; u != nil && len(u.envs) > 1 && !u.owner {
				back++
			}
		})
		for e := range d.Sides {
			if d.Sides[e].Word != "" {
				hits++
			}
		}
		if back > 0 && back == hits {
			if told[[2]string{d.Resource.ID, d.Path}] {
				continue
			}
			c.noLeak(d)
		}
		out = append(out, *d)
	}
	return out
}

// noLeak makes of a leak the difference that it also is.
func (c *comparer) noLeak(d *drift.Drift) {
	present := 0
	for e := range d.Sides {
		s := &d.Sides[e]
		s.Word, s.WordOf = "", ""
		if s.State != drift.AbsentState {
			present++
		}
	}
	d.Key = d.Path
	switch {
	case present == len(d.Sides):
		d.Kind = drift.Changed
	case d.Sides[c.ref].State == drift.AbsentState:
		d.Kind = drift.Extra
	default:
		d.Kind = drift.Missing
	}
}

// domainOf is the domain that begins with word in text, "" where word is no label of a host with at least two more after it.
func domainOf(text, word string) string {
	at := strings.Index(text, word+".")
	if at < 0 || at > 0 && text[at-1] != '.' {
		return ""
	}
	end := at
	for end < len(text) && values.InName(text[end]) && text[end] != '_' {
		end++
	}
	domain := strings.Trim(text[at:end], ".")
	if strings.Count(domain, ".") < 2 {
		return ""
	}
	return domain
}

// suffixOfAll reports whether the word that was hit ends the domain of a host that three environments or more have alike: `db.corp.stage`,
// where the company's own domain ends in that label. The sign against it is a host that is known to end in each environment's own word.
func (w *walker) suffixOfAll(nodes []*snapshot.Node, text string, h vocabulary.Hit) bool {
	const fewest = 3 // two environments with one host are a copy as often as a domain
	end := h.Start + len(h.Word)
	if !strings.Contains(text, "://") && !namesHost(w.hereName()) || h.Start < 2 || text[h.Start-1] != '.' || end < len(text) && strings.IndexByte(":/", text[end]) < 0 {
		return false
	}
	from := h.Start
	for from > 0 && values.InName(text[from-1]) && text[from-1] != '_' {
		from--
	}
	envs := map[int]bool{}
	for i, n := range nodes {
		if w.state[i] == in && n != nil {
			envs[w.env(i)] = true
		}
	}
	return strings.Count(text[from:end], ".") > 1 && len(envs) >= fewest &&
		!w.c.stems.knows(w.c.lex, h.Owner, text) && !w.c.stems.begins(w.c.lex, h.Owner, text)
}

// namesHost reports whether a key says that its value is a host.
func namesHost(key string) bool {
	return slices.ContainsFunc(names.Words(key), func(word string) bool {
		return slices.Contains([]string{"host", "hostname", "url", "uri", "endpoint", "domain", "origin", "address", "server", "dns"}, word)
	})
}
