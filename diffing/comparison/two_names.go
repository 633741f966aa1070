package comparison

import (
	"fmt"

	"github.com/envparity/envparity/diffing/tree"
	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/snapshot"
)

// twoNames emits one drift for a key or an element that has two names. names has the name by column. The key of a drift about a misspelt name does
// not depend on which environments are observed.
func (w *Comparison) twoNames(nodes []*snapshot.Node, names []string, misspelt bool) {
	w.Classes(nodes, func(i, j int) bool { return names[i] == names[j] })
	if !misspelt {
		d := w.Emit(drift.Changed, nodes)
		d.Facts.Renamed = w.renamedBut(nodes, names)
		w.noteNames(d, nodes, names)
		return
	}
	d := w.Emit(drift.Misspelt, nodes)
	p := append(snapshot.Path(nil), w.Steps()...)
	last := &p[len(p)-1]
	if last.Kind == snapshot.StepKey {
		last.Name = tree.Twin(w.Lexicon.Bare(last.Name))
	} else {
		last.Value = tree.Twin(w.Lexicon.Bare(last.Value))
	}
	d.Key = w.Key(p)
	w.noteNames(d, nodes, names)
}

// renamedBut returns the fact that one environment alone has another name for a key than all others, at least two; nil if that is not so. Names
// that differ by the environments' words are the same.
func (w *Comparison) renamedBut(nodes []*snapshot.Node, names []string) *drift.RenameFact {
	envs := map[string][]int{} // by name
	written := map[string]string{}
	for i, n := range nodes {
		if n == nil {
			continue
		}
		name := w.Lexicon.Key(w.Voice(i), names[i])
		written[name] = names[i]
		if list := envs[name]; len(list) == 0 || list[len(list)-1] != w.Env(i) {
			envs[name] = append(list, w.Env(i))
		}
	}
	if len(envs) != 2 {
		return nil
	}
	fact := &drift.RenameFact{}
	for name, list := range envs {
		if len(list) == 1 {
			fact.Old, fact.Still = written[name], w.Names[list[0]]
			continue
		}
		for _, e := range list {
			fact.In = append(fact.In, w.Names[e])
		}
	}
	if fact.Old == "" || len(fact.In) < 2 {
		return nil
	}
	return fact
}

// noteNames notes how each environment writes a name.
func (w *Comparison) noteNames(d *drift.Drift, nodes []*snapshot.Node, names []string) {
	for e, cols := range w.Of {
		for _, i := range cols {
			if nodes[i] != nil {
				d.Facts.Notes = append(d.Facts.Notes, fmt.Sprintf("%s writes %q", w.Names[e], names[i]))
				break
			}
		}
	}
}
