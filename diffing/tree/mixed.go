package tree

import (
	"github.com/envparity/envparity/diffing/values"
	"github.com/envparity/envparity/snapshot"
)

// mixed handles nodes of several kinds. Scalars of different types may still mean the same.
func (w *Walk) mixed(nodes []*snapshot.Node) {
	if w.meansNothing(nodes) { // null in one, an empty list or a default in another
		w.visit.Equal(nodes)
		return
	}
	scalars := true
	for _, n := range w.Present(nodes) {
		if !n.Scalar() {
			scalars = false
		}
	}
	if scalars {
		w.visit.Scalars(nodes)
		return
	}
	if w.oneOrMany(nodes) || w.halfInside(nodes) {
		return
	}
	w.visit.TypesDiffer(nodes)
}

// oneOrMany walks a scalar with a list of scalars where the format allows both: `"s3:GetObject"` for `["s3:GetObject"]`.
func (w *Walk) oneOrMany(nodes []*snapshot.Node) bool {
	if len(w.steps) == 0 || w.steps[len(w.steps)-1].Kind != snapshot.StepKey || !oneOrManyKey(w.steps[len(w.steps)-1].Name) {
		return false
	}
	wrapped := w.Row()
	defer w.Release()
	for i, n := range w.Present(nodes) {
		switch {
		case n.Kind == snapshot.Map:
			return false
		case n.Kind == snapshot.List:
			wrapped[i] = n
		default:
			inner := *n
			inner.Key = ""
			wrapped[i] = &snapshot.Node{Key: n.Key, Kind: snapshot.List, Line: n.Line, File: n.File, Children: []snapshot.Node{inner}}
		}
	}
	w.lists(wrapped)
	return true
}

// halfInside walks a document that is text in one column and a tree in another.
func (w *Walk) halfInside(nodes []*snapshot.Node) bool {
	row := w.Row()
	defer w.Release()
	c := w.Context()
	kind := snapshot.Absent
	for i, n := range w.Present(nodes) {
		row[i] = n
		if n.Kind == snapshot.String {
			if !values.Structured(n.Text) {
				return false
			}
			if row[i] = values.Expand(c, n); row[i] == nil {
				return false
			}
		}
		if kind != snapshot.Absent && row[i].Kind != kind {
			return false
		}
		kind = row[i].Kind
	}
	w.Below(snapshot.Step{Kind: snapshot.StepInside}, row)
	return true
}

func oneOrManyKey(key string) bool {
	switch key {
	case "Action", "NotAction", "Resource", "NotResource", "AWS", "Service", "Federated", "CanonicalUser", "command", "entrypoint",
		"env_file", "dns", "profiles":
		return true
	}
	return len(key) > 6 && key[:6] == "String" // a policy's conditions: StringEquals, StringLike
}
