package comparison

import (
	"github.com/envparity/envparity/diffing/values"
	"github.com/envparity/envparity/snapshot"
)

// options compares connection strings by target and by each of their options (sslmode, pool_size), which are independent and have no order. It
// reports whether the values are such strings.
func (w *Comparison) options(nodes []*snapshot.Node) bool {
	targets, row := w.Row(), w.Row()
	defer w.Release()
	defer w.Release()
	some := false
	for i, n := range w.Present(nodes) {
		target, options, ok := values.Options(n)
		if !ok {
			return false
		}
		some = some || len(options.Children) > 0
		t := *n
		t.Text = target
		targets[i], row[i] = &t, options
	}
	if !some {
		return false
	}
	w.compareScalars(targets)
	w.Below(snapshot.Step{Kind: snapshot.StepInside}, row)
	return true
}
