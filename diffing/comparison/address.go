package comparison

import (
	"slices"
	"strings"

	"golang.org/x/net/publicsuffix"

	"github.com/envparity/envparity/diffing/vocabulary"
	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/snapshot"
)

// fewestOwn is how many other environments must have an address of their own before one that uses the reference's is odd. With one, the two that
// agree may be right.
const fewestOwn = 2

// addressOfReference finds the one environment that uses the reference's address where others each have their own: hosts of one domain that
// mention the environments. It reports the address as shared.
func (w *Comparison) addressOfReference(nodes []*snapshot.Node) bool {
	if w.Without[addressForEach] || len(w.Names) < fewestOwn+2 {
		return false
	}
	ref := slices.IndexFunc(w.Of[w.Reference], func(i int) bool { return w.In(i) && nodes[i] != nil && nodes[i].Kind == snapshot.String })
	if ref < 0 {
		return false
	}
	ref = w.Of[w.Reference][ref]
	if _, foreign := w.Foreign(w.Env(ref), vocabulary.Identifier, nodes[ref].Text); foreign {
		return false // the address is another environment's, which is a leak
	}
	own, ok := w.ownAddresses(nodes, ref)
	if !ok {
		return false
	}
	w.Classes(nodes, func(i, j int) bool { return nodes[i].Text == nodes[j].Text })
	d := w.Emit(drift.Shared, nodes)
	for _, e := range own {
		d.Facts.OwnAddress = append(d.Facts.OwnAddress, w.Names[e])
	}
	return true
}

// ownAddresses returns the environments that have an address of their own beside the one in column ref, and whether exactly one environment has
// the reference's instead, and not from one line of code.
func (w *Comparison) ownAddresses(nodes []*snapshot.Node, ref int) (own []int, ok bool) {
	host := addressHost(nodes[ref].Text)
	if host == "" {
		return nil, false
	}
	sharer := -1
	hosts := map[string]bool{}
	for i, n := range w.Present(nodes) {
		e, h := w.Env(i), ""
		if n.Kind == snapshot.String {
			h = addressHost(n.Text)
		}
		switch {
		case e == w.Reference || h == "":
		case h == host:
			if sharer >= 0 && sharer != e || n.Text != nodes[ref].Text || w.oneFile(i, ref, n, nodes[ref]) {
				return nil, false
			}
			sharer = e
		case slices.Contains(own, e):
		case hosts[h]:
			return nil, false // two share one, too
		case domainOf(h) == domainOf(host) && w.Lexicon.Speaks(h):
			hosts[h] = true
			own = append(own, e)
		}
	}
	return own, sharer >= 0 && len(own) >= fewestOwn && !slices.Contains(own, sharer)
}

// addressHost returns the host of a URL, or the text if it is a host: one that is the same machine wherever it is looked up. "" for other texts.
func addressHost(text string) string {
	if !placed(text) {
		return ""
	}
	if _, rest, ok := strings.Cut(text, "://"); ok {
		text, _, _ = strings.Cut(rest, "/")
	}
	text = text[strings.LastIndexByte(text, '@')+1:]
	host, _, _ := strings.Cut(text, ":")
	if host = strings.ToLower(host); !everywhereOne(host) || strings.ContainsAny(host, "/_") {
		return ""
	}
	return host
}

// domainOf returns the part of a host that somebody registered: shop.example of api.shop.example. "" if it has none.
func domainOf(host string) string {
	domain, err := publicsuffix.EffectiveTLDPlusOne(host)
	if err != nil {
		return ""
	}
	return domain
}

// secretsBeside marks the shared addresses of one resource beside which the same environments share a secret: then the one can really act on the
// other.
func (w *Comparison) secretsBeside() {
	for i := range w.Drifts() {
		d := &w.Drifts()[i]
		if len(d.Facts.OwnAddress) == 0 {
			continue
		}
		d.Facts.SecretBeside = slices.ContainsFunc(w.Drifts(), func(s drift.Drift) bool {
			return s.Facts.SecretShared && slices.ContainsFunc(w.sharers(d), func(e int) bool {
				return e != w.Reference && s.Sides[e].State == drift.Present && s.Sides[e].Class == s.Sides[w.Reference].Class
			})
		})
	}
}

// sharers lists the environments with the reference's value.
func (w *Comparison) sharers(d *drift.Drift) []int {
	var out []int
	for e := range d.Sides {
		if d.Sides[e].State == drift.Present && d.Sides[e].Class == d.Sides[w.Reference].Class {
			out = append(out, e)
		}
	}
	return out
}
