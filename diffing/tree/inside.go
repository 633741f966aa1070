package tree

import (
	"github.com/envparity/envparity/diffing/values"
	"github.com/envparity/envparity/snapshot"
)

// Inside walks the documents in strings, and reports whether every string holds one.
func (w *Walk) Inside(nodes []*snapshot.Node) bool {
	for _, n := range w.Present(nodes) {
		if n.Kind != snapshot.String || !values.Structured(n.Text) {
			return false
		}
	}
	row := w.Row()
	defer w.Release()
	c := w.Context()
	kind := snapshot.Absent
	for i, n := range w.Present(nodes) {
		if row[i] = values.Expand(c, n); row[i] == nil {
			return false
		}
		if row[i].Line == 0 {
			row[i].Line = n.Line
		}
		if kind != snapshot.Absent && kind != row[i].Kind {
			return false
		}
		kind = row[i].Kind
	}
	w.Below(snapshot.Step{Kind: snapshot.StepInside}, row)
	return true
}
