package diffing

import "github.com/envparity/envparity/snapshot"

// dangling returns what the attribute at the present place refers to and an environment does not have, by environment. It returns nil unless the
// reference is good in another environment: what resolves nowhere may be made by something that no source shows.
func (w *walker) dangling(nodes []*snapshot.Node) map[string]string {
	c := w.context()
	d := w.dialect()
	if !d.Refers(c.Kind, c.Path) {
		return nil
	}
	var out map[string]string
	good := false
	for i, n := range w.present(nodes) {
		what := d.Dangling(w.g.At[i], c.Path, n, w.c.cover.resources[i])
		if what == "" {
			good = true
			continue
		}
		if out == nil {
			out = map[string]string{}
		}
		out[w.c.names[w.env(i)]] = what
	}
	if !good {
		return nil
	}
	return out
}
