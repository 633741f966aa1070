package comparison

import (
	"strings"

	"github.com/envparity/envparity/diffing/leaks"
	"github.com/envparity/envparity/diffing/values"
	"github.com/envparity/envparity/diffing/vocabulary"
	"github.com/envparity/envparity/snapshot"
)

// certificates finds certificates that were made for another environment's host. It compares the names in them, because keys and signatures are
// random text.
func (w *Comparison) certificates(nodes []*snapshot.Node) bool {
	for _, n := range w.Present(nodes) { // a cheap check, because every text comes here
		if n.Kind != snapshot.String || !strings.Contains(n.Text, "-----BEGIN CERT") {
			return false
		}
	}
	shown := make([]*snapshot.Node, len(nodes))
	all := make([][]string, len(nodes))
	for i, n := range w.Present(nodes) {
		if all[i] = values.CertificateNames(n.Text); len(all[i]) == 0 {
			return false
		}
		c := *n
		c.Text = all[i][0]
		shown[i] = &c
	}
	return w.leaks(shown) || w.leaking(nodes, func(i int, _ *snapshot.Node) (vocabulary.Hit, bool) { return w.foreignHost(i, all[i]) })
}

// foreignHost returns the word of another environment in one of a certificate's hosts. A certificate that names the environment itself, too, is
// for several.
func (w *Comparison) foreignHost(col int, hosts []string) (vocabulary.Hit, bool) {
	text := strings.Join(hosts, ",")
	if key := w.Lexicon.Key(w.Voice(col), text); key != text || w.Judge.NamesAll(text) {
		return vocabulary.Hit{}, false
	}
	at := leaks.At{Env: w.Env(col), Name: "hosts", Place: leaks.Place{Bound: true}}
	for _, host := range hosts {
		if h, ok := w.Judge.Signed(at, host); ok {
			return h, true
		}
	}
	return vocabulary.Hit{}, false
}
