package archive

import "context"

// Extent says what reading a document takes.
type Extent struct {
	Same  string // two documents of one group with the same text here have the same resources; "" where the manifest cannot be read
	Bytes int64
}

// Extents reads the manifests of entries.
func (a *Archive) Extents(ctx context.Context, entries []Entry) []Extent {
	out := make([]Extent, len(entries))
	Parallel(len(entries), side, func(i int) {
		if m, err := a.manifest(ctx, entries[i]); err == nil {
			out[i] = Extent{m.Recipe, m.Bytes}
		}
	})
	return out
}
