package tree

import "github.com/envparity/envparity/snapshot"

// naming returns the field that names the elements of lists although some names repeat: the first merge key that every element has, with a name
// of its own for most of them. "" if there is none. A list of variables in which one is given twice is such a list.
func (w *Walk) naming(nodes []*snapshot.Node) string {
	for _, key := range mergeKeys() {
		if w.mostlyNamed(nodes, key) {
			return key
		}
	}
	return ""
}

func (w *Walk) mostlyNamed(nodes []*snapshot.Node, key string) bool {
	for _, n := range w.Present(nodes) {
		count := make(map[string]int, len(n.Children))
		for k := range n.Children {
			f := n.Children[k].Child(key)
			if f == nil || !f.Scalar() || f.Kind == snapshot.Unknown || f.Kind == snapshot.Null {
				return false
			}
			count[f.Text]++
		}
		single := 0
		for _, c := range count {
			if c == 1 {
				single++
			}
		}
		if single*2 <= len(n.Children) && len(n.Children) > 0 {
			return false
		}
	}
	return true
}

// joinByName puts the elements of column i's list that are still open into the rows of the same name, where the name is that of one element and
// one row.
func (w *Walk) joinByName(rows []oddKey, n *snapshot.Node, i int, used []bool, field string) {
	if field == "" {
		return
	}
	open := map[string]int{}
	for r := range rows {
		if rows[r].at[i] == nil {
			j, other := anyOf(rows[r].at)
			once(open, w.lexicon.Key(w.Voice(j), other.Child(field).Text), r)
		}
	}
	mine := map[string]int{}
	for k := range n.Children {
		if !used[k] {
			once(mine, w.lexicon.Key(w.Voice(i), n.Children[k].Child(field).Text), k)
		}
	}
	for name, k := range mine {
		if r, ok := open[name]; ok && r >= 0 && k >= 0 {
			rows[r].at[i], rows[r].place[i] = &n.Children[k], k
			used[k] = true
		}
	}
}

// once notes the place of a name, -1 if it has several.
func once(places map[string]int, name string, at int) {
	if _, ok := places[name]; ok {
		at = -1
	}
	places[name] = at
}

// lastNamed returns for every name the last of the rows that have it. Of a variable that is given twice, programs take the last.
func lastNamed(rows []oddKey, field string) map[string]int {
	last := map[string]int{}
	for r := range rows {
		if name := rowName(&rows[r], field); name != "" {
			last[name] = r
		}
	}
	return last
}

// rowName returns the name that all elements of a row have, "" if they differ.
func rowName(o *oddKey, field string) string {
	name := ""
	for _, n := range o.at {
		if n == nil || field == "" {
			continue
		}
		text := n.Child(field).Text
		if name != "" && text != name {
			return ""
		}
		name = text
	}
	return name
}

// stepOf returns the step to row k: by the element's name if it has one, else by its index.
func (w *Walk) stepOf(rows []oddKey, k int, field string, last map[string]int) snapshot.Step {
	if name := rowName(&rows[k], field); name != "" && last[name] == k {
		return snapshot.Step{Kind: snapshot.StepElement, Name: field, Value: name}
	}
	return snapshot.Step{Kind: snapshot.StepIndex, Index: w.indexOf(&rows[k])}
}
