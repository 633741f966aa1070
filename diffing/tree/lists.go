package tree

import (
	"github.com/envparity/envparity/snapshot"
)

// mergeKeys returns the fields by which elements of a list are aligned, in the order they are tried. The first that is unique and present in
// every element of every column wins. The first ones are those of the Kubernetes merge key schema.
func mergeKeys() []string {
	return []string{
		"name", "containerPort", "mountPath", "devicePath", "ip", "topologyKey", "key", "Sid", "sid", "id", "Id", "ID", "key_name", "alert",
		"record", "uid", "port", "host", "path", "type", "identifier", "title", "namespace", "package", "image", "domain", "value",
	}
}

// keysFor returns the fields that are tried first for some lists, such as a container's or a service's ports, whose names are optional.
func keysFor(list string) []string {
	switch list {
	case "ports":
		return []string{"containerPort", "port", "name", "target", "published"}
	case "volumeMounts":
		return []string{"mountPath"}
	case "volumes": // of a pod, which have a name; of a compose service
		return []string{"name", "target"}
	case "subjects":
		return []string{"name"}
	case "ownerReferences":
		return []string{"uid"}
	}
	return nil
}

// lists aligns the elements of lists: by merge key, as a set or sequence of scalars, or by content.
func (w *Walk) lists(nodes []*snapshot.Node) {
	name := ""
	if n := len(w.steps); n > 0 {
		name = w.steps[n-1].Name
	}
	nodes, named := w.setTwice(w.asEvaluated(name, nodes))
	switch {
	case w.scalarLists(nodes):
		w.sequences(nodes, name)
	case w.otherLists(nodes):
		w.visit.TypesDiffer(nodes)
	default:
		for _, k := range keysFor(name) {
			if w.keyed(nodes, k) {
				return
			}
		}
		if named {
			w.elements(nodes, "name") // the first merge key
			return
		}
		for _, k := range mergeKeys() {
			if w.keyed(nodes, k) {
				return
			}
			if k == "name" && w.mostlyNamed(nodes, k) {
				break // a name is what an element is, also where a few repeat; its value is not
			}
		}
		w.byContent(nodes)
	}
}

// otherLists reports whether one list is all scalars and another all trees. Those are two unrelated lists.
func (w *Walk) otherLists(nodes []*snapshot.Node) bool {
	flat, deep := false, false
	for _, n := range w.Present(nodes) {
		if len(n.Children) == 0 {
			continue
		}
		scalars := 0
		for k := range n.Children {
			if n.Children[k].Scalar() {
				scalars++
			}
		}
		flat = flat || scalars == len(n.Children)
		deep = deep || scalars == 0
	}
	return flat && deep
}

// scalarLists reports whether every element of every list is a scalar.
func (w *Walk) scalarLists(nodes []*snapshot.Node) bool {
	for _, n := range w.Present(nodes) {
		for k := range n.Children {
			if !n.Children[k].Scalar() {
				return false
			}
		}
	}
	return true
}

// keyed aligns elements by the field key, and reports whether that field identifies them.
func (w *Walk) keyed(nodes []*snapshot.Node, key string) bool {
	most := 0
	for _, n := range w.Present(nodes) {
		most = max(most, len(n.Children))
		for k := range n.Children {
			f := n.Children[k].Child(key)
			if f == nil || !f.Scalar() || f.Kind == snapshot.Unknown || f.Kind == snapshot.Null {
				return false
			}
		}
		if !uniqueField(n, key) {
			return false
		}
	}
	if most == 0 {
		return true
	}
	w.elements(nodes, key)
	return true
}

func uniqueField(n *snapshot.Node, key string) bool {
	if len(n.Children) <= 8 {
		for a := range n.Children {
			for b := range a {
				if n.Children[a].Child(key).Text == n.Children[b].Child(key).Text {
					return false
				}
			}
		}
		return true
	}
	seen := make(map[string]bool, len(n.Children))
	for k := range n.Children {
		t := n.Children[k].Child(key).Text
		if seen[t] {
			return false
		}
		seen[t] = true
	}
	return true
}

// elements walks elements that the field key identifies, in the order of the first column in play, then the elements that only later columns
// have.
func (w *Walk) elements(nodes []*snapshot.Node, key string) {
	row := w.Row()
	index := make([]elementIndex, len(nodes))
	for i, n := range w.Present(nodes) {
		index[i] = indexElements(n, key)
	}
	var odd []oddKey
	list := w.inventoryList(nodes, key)
	for from, n := range w.Present(nodes) {
		for k := range n.Children {
			text := n.Children[k].Child(key).Text
			all, earlier := true, false
			for i := range nodes {
				row[i] = nil
				if w.state[i] != in || nodes[i] == nil {
					continue
				}
				if row[i] = index[i].find(text, k); row[i] == nil {
					all = false
				} else if i < from {
					earlier = true
				}
			}
			if earlier {
				continue
			}
			if !all {
				at := make([]*snapshot.Node, len(row))
				copy(at, row)
				odd = append(odd, oddKey{key: text, at: at})
				continue
			}
			w.enter(snapshot.Step{Kind: snapshot.StepElement, Name: key, Value: text}, list)
			w.walk(row)
			w.Pop()
		}
	}
	w.Release()
	if len(odd) > 0 {
		w.oddElements(odd, key, w.holes(nodes), list, w.relaxedVariables(nodes))
	}
}

// elementIndex finds elements of one list by their key. A long list has a map. A short list is searched, from the index of the element in the
// list before.
type elementIndex struct {
	list *snapshot.Node
	key  string
	by   map[string]*snapshot.Node
}

func indexElements(n *snapshot.Node, key string) elementIndex {
	x := elementIndex{list: n, key: key}
	if len(n.Children) > 16 {
		x.by = make(map[string]*snapshot.Node, len(n.Children))
		for k := range n.Children {
			x.by[n.Children[k].Child(key).Text] = &n.Children[k]
		}
	}
	return x
}

func (x *elementIndex) find(text string, hint int) *snapshot.Node {
	if hint < len(x.list.Children) {
		if c := &x.list.Children[hint]; c.Child(x.key).Text == text {
			return c
		}
	}
	if x.by != nil {
		return x.by[text]
	}
	for k := range x.list.Children {
		if c := &x.list.Children[k]; c.Child(x.key).Text == text {
			return c
		}
	}
	return nil
}

// oddElements pairs elements whose keys differ by environment words, then elements whose keys are near twins. It walks the rest as missing. fold
// makes the keys that the reader treats as one equal; nil if it tells all apart.
func (w *Walk) oddElements(odd []oddKey, key string, holes []bool, list bool, fold func(name string) string) {
	if len(odd) > 1 {
		w.torn = holes
		w.pairBy(odd, false, func(o *oddKey, col int) string { return w.lexicon.Key(w.Voice(col), o.at[col].Child(key).Text) })
		if fold != nil {
			w.pairBy(odd, false, func(o *oddKey, col int) string { return fold(w.lexicon.Key(w.Voice(col), o.at[col].Child(key).Text)) })
			w.oneSpelling(odd, key, fold)
		}
		w.pairBy(odd, true, func(o *oddKey, col int) string { return Twin(w.lexicon.Key(w.Voice(col), o.at[col].Child(key).Text)) })
		w.pairSlips(odd, func(o *oddKey, col int) string { return w.lexicon.Key(w.Voice(col), o.at[col].Child(key).Text) }, func(a, b *oddKey) bool { return w.sameBut(a, b, key) || w.variables(a, b, key) })
		w.pairRenamed(odd, func(a, b *oddKey) float64 {
			if label(key) {
				return w.alikeBut(a, b, key)
			}
			if !w.sameBut(a, b, key) {
				return 0
			}
			return likeWords(w.bareText(a, key), w.bareText(b, key))
		})
		if containers(w.steps) { // a pod refers to none of them by name
			w.pairLast(odd, func(a, b *oddKey) bool { return w.alikeBut(a, b, key) >= alikeNames })
		}
		w.torn = nil
	}
	for k := range odd {
		o := &odd[k]
		if o.dead {
			continue
		}
		value := o.key
		for _, i := range w.of[w.reference] {
			if o.at[i] != nil {
				value = o.at[i].Child(key).Text
			}
		}
		w.enter(snapshot.Step{Kind: snapshot.StepElement, Name: key, Value: value}, list)
		hidden := w.hide(o.at, holes)
		if o.misspelt && !oneName(o.at, func(n *snapshot.Node) string { return n.Child(key).Text }) {
			w.visit.Renamed(o.at, o.names(func(n *snapshot.Node) string { return n.Child(key).Text }), true)
		} else {
			w.leftover(o.at)
		}
		w.Show(hidden)
		w.Pop()
	}
}
