package comparison

import (
	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/snapshot"
)

// refused emits a drift where the reader of the source accepts the map at the present place in one environment and refuses it in another. A map
// that it refuses everywhere was never deployed from these files.
func (w *Comparison) refused(nodes []*snapshot.Node) {
	c := w.Context()
	d := w.Dialect()
	var why map[string]string
	accepted := false
	for i, n := range w.Present(nodes) {
		if s := d.Refused(c.Kind, c.Path, n); s == "" {
			accepted = true
		} else {
			if why == nil {
				why = map[string]string{}
			}
			why[w.Names[w.Env(i)]] = s
		}
	}
	if why == nil || !accepted {
		return
	}
	w.Classes(nodes, func(i, j int) bool {
		return why[w.Names[w.Env(i)]] == why[w.Names[w.Env(j)]]
	})
	w.Emit(drift.Changed, nodes).Facts.Refused = why
}
