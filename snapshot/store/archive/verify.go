package archive

import (
	"context"
	"io"
	"slices"
	"strings"
)

// Checked is what a check of one document found.
type Checked struct {
	Entry
	Err error // nil for a sound one
}

// Verified is what a check of a whole store found.
type Verified struct {
	Documents []Checked
	Objects   int // chunks and recipes
	Bytes     int64
	Unused    int   // objects that no document refers to
	UnusedOf  int64 // their bytes
}

// Damaged counts the documents that cannot be read.
func (v *Verified) Damaged() int {
	n := 0
	for i := range v.Documents {
		if v.Documents[i].Err != nil {
			n++
		}
	}
	return n
}

// Verify reads every document of the store as an audit would. An error means that the store could not be looked at.
func (a *Archive) Verify(ctx context.Context) (*Verified, error) {
	out := &Verified{}
	sizes, err := a.sizes(ctx)
	if err != nil {
		return nil, err
	}
	used := map[string]bool{}
	for _, kind := range Kinds() {
		entries, err := a.List(ctx, kind, "")
		if err != nil {
			return nil, err
		}
		slices.SortStableFunc(entries, func(x, y Entry) int { return strings.Compare(x.Group, y.Group) }) // those that share chunks one after the other
		last := &read{}
		for _, e := range entries {
			err := a.check(ctx, e, last, used)
			if ctx.Err() != nil {
				return nil, context.Cause(ctx)
			}
			out.Documents = append(out.Documents, Checked{e, err})
		}
	}
	for key, n := range sizes {
		out.Objects, out.Bytes = out.Objects+1, out.Bytes+n
		if !used[key] {
			out.Unused, out.UnusedOf = out.Unused+1, out.UnusedOf+n
		}
	}
	return out, nil
}

// read is the contents that were read last: documents that follow each other often have the same.
type read struct {
	id       string
	contents *contents
}

func (a *Archive) check(ctx context.Context, e Entry, last *read, used map[string]bool) error {
	m, err := a.manifest(ctx, e)
	if err != nil {
		return err
	}
	used[blobKey(recipeFolder, m.Recipe)] = true
	if last.id != m.Recipe {
		*last = read{}
		if err := a.usedBy(ctx, m.Recipe, used); err != nil {
			return err
		}
		c, err := a.contents(ctx, m.Recipe)
		if err != nil {
			return err
		}
		*last = read{m.Recipe, c}
	}
	return a.emit(io.Discard, e, m, last.contents)
}
