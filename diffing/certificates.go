package diffing

import (
	"github.com/envparity/envparity/diffing/values"
	"github.com/envparity/envparity/snapshot"
)

// certificates finds certificates that were made for another environment's host. It compares the names in them, because keys and signatures are
// random text.
func (w *walker) certificates(nodes []*snapshot.Node) bool {
	shown := make([]*snapshot.Node, len(nodes))
	for i, n := range w.present(nodes) {
		if n.Kind != snapshot.String {
			return false
		}
		names := values.CertificateNames(n.Text)
		if names == "" {
			return false
		}
		c := *n
		c.Text = names
		shown[i] = &c
	}
	return w.leaks(shown)
}
