package align

import (
	"strings"

	"github.com/envparity/envparity/snapshot"
)

// called merges leftovers of Terraform that are one object under two addresses: the object has the same name in all environments, whatever the
// code calls it.
func (a *Aligner) called() {
	by := map[foldKey][]*cluster{}
	var order []foldKey
	for _, c := range a.clusters {
		if c.into != nil || c.fixed || c.n == 0 || c.n == len(a.cols) || !strings.Contains(c.first().Kind, "_") {
			continue
		}
		for ci, r := range c.at {
			if r == nil {
				continue
			}
			name := a.n.Key(a.cols[ci].Voice, a.nameInside(r))
			if !identifies(name) {
				continue
			}
			k := foldKey{kind: a.kind(r.Collector, r.Kind), name: name}
			list := by[k]
			if list == nil {
				order = append(order, k)
			}
			if len(list) == 0 || list[len(list)-1] != c {
				by[k] = append(list, c)
			}
		}
	}
	for _, k := range order {
		if len(by[k]) > 1 {
			a.mergeAll(by[k], 0.85)
		}
	}
}

// nameInside returns the name of an object in its own attributes, "" if they have none.
func (a *Aligner) nameInside(r *snapshot.Resource) string {
	a.open.Reset()
	root := a.open.Open(r)
	if meta := root.Child("metadata"); meta != nil {
		if meta.Kind == snapshot.List && len(meta.Children) == 1 {
			meta = &meta.Children[0]
		}
		root = meta
	}
	for _, key := range []string{"name", "bucket", "function_name", "identifier"} {
		if n := root.Child(key); n != nil && (n.Kind == snapshot.String || n.Kind == snapshot.Unknown) {
			return n.Text
		}
	}
	return ""
}

// identifies reports whether the literal part of a name is enough to identify an object: `${var.name}` is not.
func identifies(name string) bool {
	letters := 0
	for name != "" {
		text, rest, _ := strings.Cut(name, "${")
		for i := range len(text) {
			if c := text[i] | 0x20; c >= 'a' && c <= 'z' {
				letters++
			}
		}
		_, name, _ = strings.Cut(rest, "}")
	}
	return letters >= 4
}
