package tree

import (
	"strings"

	"github.com/envparity/envparity/diffing/dialect"
	"github.com/envparity/envparity/diffing/dialect/known"
	"github.com/envparity/envparity/diffing/values"
	"github.com/envparity/envparity/snapshot"
)

// Steps returns the way from the root of the resource to the present place. It is valid until the walk goes on.
func (w *Walk) Steps() []snapshot.Step { return w.steps }

// Push goes down one step.
func (w *Walk) Push(s snapshot.Step) {
	w.steps = append(w.steps, s)
	if n := len(w.steps); n <= 64 {
		w.entries &^= 1 << (n - 1)
	}
}

// Pop goes back up one step.
func (w *Walk) Pop() { w.steps = w.steps[:len(w.steps)-1] }

// Below walks the nodes that stand one step below the present place.
func (w *Walk) Below(s snapshot.Step, nodes []*snapshot.Node) {
	w.Push(s)
	w.walk(nodes)
	w.Pop()
}

// Main returns the resource of the reference, or else of the first column that has it.
func (w *Walk) Main() *snapshot.Resource { return w.resource }

// Resources returns the present resource by column.
func (w *Walk) Resources() []*snapshot.Resource { return w.at }

// Root returns the tree of a resource.
func (w *Walk) Root(r *snapshot.Resource) *snapshot.Node { return w.open.Open(r) }

// Dialect returns the dialect of the resource's source.
func (w *Walk) Dialect() dialect.Dialect { return known.Of(w.resource.SourceType()) }

// Context returns the present place for package values. It is valid until the next call.
func (w *Walk) Context() values.Context {
	w.path = w.path[:0]
	for i := range w.steps {
		if s := &w.steps[i]; s.Kind == snapshot.StepKey {
			w.path = append(w.path, s.Name)
		} else {
			w.path = append(w.path, s.String())
		}
	}
	return values.Context{Type: w.resource.SourceType(), Kind: w.resource.Kind, Path: w.path}
}

// Around returns the maps around the present place, by column; nil outside of maps.
func (w *Walk) Around() []*snapshot.Node { return w.above }

// List returns the innermost list without keys around the present place.
func (w *Walk) List() List { return w.list }

// Before returns the text of the element before the present one in equal lists of scalars, such as the flag before an argument; "" elsewhere.
func (w *Walk) Before() string { return w.before }

// FitsPath reports whether a text is short enough to name an element in a path.
func FitsPath(text string) bool {
	const longest = 80 // in bytes
	return len(text) <= longest && !strings.ContainsRune(text, '\n')
}
