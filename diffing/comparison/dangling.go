package comparison

import (
	"sync"

	"github.com/envparity/envparity/diffing/dialect"
	"github.com/envparity/envparity/diffing/values"
	"github.com/envparity/envparity/snapshot"
)

// dangling returns what the attribute at the present place refers to and an environment does not have, by environment. It returns nil unless the
// reference is good in another environment: what resolves nowhere may be made by something that no source shows.
func (w *Comparison) dangling(c values.Context, nodes []*snapshot.Node) map[string]string {
	d := w.Dialect()
	if !d.Refers(c.Kind, c.Path) {
		return nil
	}
	var out map[string]string
	good := false
	for i, n := range w.Present(nodes) {
		what := w.targets.of(i, c.Type, d, w.Cover.Resources[i]).Dangling(w.Resources()[i], c.Path, n)
		if what == "" {
			good = true
			continue
		}
		if out == nil {
			out = map[string]string{}
		}
		out[w.Names[w.Env(i)]] = what
	}
	if !good {
		return nil
	}
	return out
}

// Targets holds what references may lead to, by column and type of source. It is found when the first reference asks.
type Targets struct {
	mu    sync.Mutex
	known map[columnType]dialect.Targets
}

type columnType struct {
	column int
	source string
}

func (t *Targets) of(column int, source string, d dialect.Dialect, all []*snapshot.Resource) dialect.Targets {
	t.mu.Lock()
	defer t.mu.Unlock()
	at := columnType{column, source}
	if t.known[at] == nil {
		if t.known == nil {
			t.known = map[columnType]dialect.Targets{}
		}
		t.known[at] = d.Targets(all)
	}
	return t.known[at]
}
