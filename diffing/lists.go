package diffing

import (
	"slices"
	"sort"
	"strings"

	"github.com/envparity/envparity/diffing/align"
	"github.com/envparity/envparity/snapshot"
)

// mergeKeys are the fields by which elements of a list are told apart, in the order they are tried; the first that is unique and
// present in every element of every column wins. The first are those of the Kubernetes merge key schema.
func mergeKeys() []string {
	return []string{
		"name", "containerPort", "mountPath", "devicePath", "ip", "topologyKey", "key", "Sid", "sid", "id", "Id", "ID", "key_name", "alert",
		"record", "uid", "port", "host", "path", "type", "identifier", "title", "namespace", "package", "image", "domain", "value",
	}
}

// portKeys come first for a container's or a service's ports, whose names are optional.
func keysFor(list string) []string {
	switch list {
	case "ports":
		return []string{"containerPort", "port", "name", "target", "published"}
	case "volumeMounts":
		return []string{"mountPath"}
	case "subjects":
		return []string{"name"}
	case "ownerReferences":
		return []string{"uid"}
	}
	return nil
}

// lists aligns the elements of lists: by merge key, as a set or sequence of scalars, or by content.
func (w *walker) lists(nodes []*snapshot.Node) {
	name := ""
	if n := len(w.steps); n > 0 {
		name = w.steps[n-1].Name
	}
	switch {
	case w.scalarLists(nodes):
		w.scalars(nodes, name)
	case w.otherLists(nodes):
		w.classes(nodes, func(i, j int) bool { return w.sameTree(i, nodes[i], j, nodes[j]) })
		w.emit(TypeChanged, nodes)
	default:
		for _, k := range keysFor(name) {
			if w.keyed(nodes, k) {
				return
			}
		}
		for _, k := range mergeKeys() {
			if w.keyed(nodes, k) {
				return
			}
		}
		w.byContent(nodes)
	}
}

// otherLists reports whether one list is all scalars and another all trees: not one list with other elements, but another list.
func (w *walker) otherLists(nodes []*snapshot.Node) bool {
	flat, deep := false, false
	for i, n := range nodes {
		if w.state[i] != in || n == nil || len(n.Children) == 0 {
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
func (w *walker) scalarLists(nodes []*snapshot.Node) bool {
	for i, n := range nodes {
		if w.state[i] != in || n == nil {
			continue
		}
		for k := range n.Children {
			if !n.Children[k].Scalar() {
				return false
			}
		}
	}
	return true
}

// keyed aligns elements by field key, and reports whether that field tells them apart.
func (w *walker) keyed(nodes []*snapshot.Node, key string) bool {
	most := 0
	for i, n := range nodes {
		if w.state[i] != in || n == nil {
			continue
		}
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

// elements walks elements that are told apart by field key, in the order of the first column in play, then what only later ones
// have.
func (w *walker) elements(nodes []*snapshot.Node, key string) {
	row := w.row()
	index := make([]elementIndex, len(nodes))
	for i, n := range nodes {
		if w.state[i] == in && n != nil {
			index[i] = indexElements(n, key)
		}
	}
	var odd []oddKey
	for from, n := range nodes {
		if w.state[from] != in || n == nil {
			continue
		}
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
			w.push(snapshot.Step{Kind: snapshot.StepElement, Name: key, Value: text})
			w.walk(row)
			w.pop()
		}
	}
	w.release()
	if len(odd) > 0 {
		w.oddElements(odd, key)
	}
}

// elementIndex finds elements of one list by their key: long lists by a map, short ones by looking, where it stood elsewhere
// first.
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

func (w *walker) oddElements(odd []oddKey, key string) {
	if len(odd) > 1 {
		w.pairBy(odd, false, func(o *oddKey, col int) string { return w.c.lex.Key(w.env(col), o.at[col].Child(key).Text) })
		w.pairBy(odd, true, func(o *oddKey, col int) string { return twin(w.c.lex.Key(w.env(col), o.at[col].Child(key).Text)) })
		w.pairRenamed(odd, func(a, b *oddKey) float64 {
			if !w.sameBut(a, b, key) {
				return 0
			}
			return likeWords(w.bareText(a, key), w.bareText(b, key))
		})
	}
	for k := range odd {
		o := &odd[k]
		if o.dead {
			continue
		}
		value := o.key
		for _, i := range w.c.ofEnv[w.c.ref] {
			if o.at[i] != nil {
				value = o.at[i].Child(key).Text
			}
		}
		w.push(snapshot.Step{Kind: snapshot.StepElement, Name: key, Value: value})
		switch {
		case o.misspelt:
			w.misspeltElement(o, key)
		case w.complete(o.at):
			w.walk(o.at)
		default:
			w.partly(o.at, false)
		}
		w.pop()
	}
}

// misspeltElement is one drift for an element whose name is written in two ways.
func (w *walker) misspeltElement(o *oddKey, key string) {
	if w.watch == nil {
		w.classes(o.at, func(i, j int) bool { return o.at[i].Child(key).Text == o.at[j].Child(key).Text })
		w.emit(Misspelt, o.at)
	}
}

// scalars compares lists of scalars. What the lists have in common stands still; every other element is one drift.
func (w *walker) scalars(nodes []*snapshot.Node, name string) {
	same := true
	var first *snapshot.Node
	for i, n := range nodes {
		if w.state[i] != in || n == nil {
			continue
		}
		if first == nil {
			first = n
			continue
		}
		if len(n.Children) != len(first.Children) {
			same = false
			break
		}
		for k := range n.Children {
			if n.Children[k].Text != first.Children[k].Text || n.Children[k].Kind != first.Children[k].Kind {
				same = false
				break
			}
		}
	}
	if same {
		row := w.row()
		for k := range first.Children {
			for i, n := range nodes {
				row[i] = nil
				if w.state[i] == in && n != nil {
					row[i] = &n.Children[k]
				}
			}
			w.push(snapshot.Step{Kind: snapshot.StepIndex, Index: k})
			w.walk(row)
			w.pop()
		}
		w.release()
		return
	}
	w.bag(nodes, name)
}

// bag pairs equal elements wherever they stand, then neutral ones; what remains is paired by position where the elements are
// replacements of one another, else missing or extra. In a sequence whose elements all met, the order is compared.
func (w *walker) bag(nodes []*snapshot.Node, name string) {
	type slot struct {
		text  string
		again int
	}
	by := map[slot]int{}
	var odd []oddKey
	for i, n := range nodes {
		if w.state[i] != in || n == nil {
			continue
		}
		for k := range n.Children {
			s := slot{text: n.Children[k].Text}
			at, ok := by[s]
			for ok && odd[at].at[i] != nil {
				s.again++
				at, ok = by[s]
			}
			if !ok {
				at = len(odd)
				by[s] = at
				odd = append(odd, oddKey{key: n.Children[k].Text, at: make([]*snapshot.Node, len(nodes)), place: make([]int, len(nodes))})
			}
			odd[at].at[i], odd[at].place[i] = &n.Children[k], k
		}
	}
	w.pairBy(odd, false, func(o *oddKey, col int) string { return w.c.lex.Key(w.env(col), o.at[col].Text) })
	w.pairBy(odd, false, func(o *oddKey, col int) string { return w.unhashed(col, o.at[col].Text) })
	w.pairBy(odd, false, func(o *oddKey, col int) string { return stem(o.at[col].Text) })
	w.pairRenamed(odd, func(a, b *oddKey) float64 { return likeWords(w.bareText(a, ""), w.bareText(b, "")) })
	moved := false
	for k := range odd {
		o := &odd[k]
		if o.dead {
			continue
		}
		if w.complete(o.at) {
			moved = moved || !samePlace(o)
		}
		w.push(snapshot.Step{Kind: snapshot.StepElement, Value: w.scalarName(o)})
		if w.complete(o.at) {
			w.walk(o.at)
		} else {
			w.partly(o.at, false)
		}
		w.pop()
	}
	if moved && ordered(name) && w.sameCount(nodes) && w.watch == nil {
		w.classes(nodes, func(i, j int) bool { return w.sameTree(i, nodes[i], j, nodes[j]) })
		w.emit(Changed, nodes)
	}
}

func (w *walker) scalarName(o *oddKey) string {
	if s := stem(o.key); s != "" {
		return s // a value's name must not hold the value: fingerprints are made of it
	}
	for _, i := range w.c.ofEnv[w.c.ref] {
		if o.at[i] != nil {
			return o.at[i].Text
		}
	}
	return o.key
}

// stem is what an argument is about: `--replicas` of `--replicas=3`. Other elements have none.
func stem(text string) string {
	if len(text) < 2 || text[0] != '-' {
		return ""
	}
	for i := range len(text) {
		if text[i] == '=' || text[i] == ' ' {
			return text[:i]
		}
	}
	return ""
}

// ordered names the lists whose order their consumer reads.
func ordered(name string) bool {
	return name == "command" || name == "args" || name == "entrypoint" || name == "middleware" || name == "pipeline"
}

func (w *walker) sameCount(nodes []*snapshot.Node) bool {
	n := -1
	for i := range nodes {
		if w.state[i] != in || nodes[i] == nil {
			continue
		}
		if n >= 0 && n != len(nodes[i].Children) {
			return false
		}
		n = len(nodes[i].Children)
	}
	return true
}

// samePlace reports whether the element stands at one index in all lists.
func samePlace(o *oddKey) bool {
	index := -1
	for i, n := range o.at {
		if n == nil {
			continue
		}
		if index >= 0 && index != o.place[i] {
			return false
		}
		index = o.place[i]
	}
	return true
}

// byContent aligns elements without a key: equal ones first, then the most alike, one to one.
func (w *walker) byContent(nodes []*snapshot.Node) {
	var rows []oddKey
	for i, n := range nodes {
		if w.state[i] != in || n == nil {
			continue
		}
		w.joinByContent(&rows, n, i)
	}
	row := w.row()
	for k := range rows {
		copy(row, rows[k].at)
		w.push(snapshot.Step{Kind: snapshot.StepIndex, Index: w.indexOf(&rows[k])})
		if w.complete(row) {
			w.walk(row)
		} else {
			w.partly(row, false)
		}
		w.pop()
	}
	w.release()
}

// indexOf is where the element stands in the reference's list, else in the first that has it.
func (w *walker) indexOf(o *oddKey) int {
	for _, i := range w.c.first {
		if o.at[i] != nil {
			return o.place[i]
		}
	}
	return 0
}

type likeness struct {
	row, element int
	score        float64
}

// joinByContent puts the elements of column i's list into rows: what reads the same without environment words first, then by
// likeness.
func (w *walker) joinByContent(rows *[]oddKey, n *snapshot.Node, i int) {
	used := make([]bool, len(n.Children))
	old := len(*rows)
	if old > 0 {
		by := map[uint64][]int{}
		for r := range old {
			j, other := anyOf((*rows)[r].at)
			h := w.c.treeHash(w.env(j), other, 0)
			by[h] = append(by[h], r)
		}
		for k := range n.Children {
			h := w.c.treeHash(w.env(i), &n.Children[k], 0)
			if list := by[h]; len(list) > 0 {
				(*rows)[list[0]].at[i], (*rows)[list[0]].place[i] = &n.Children[k], k
				by[h] = list[1:]
				used[k] = true
			}
		}
	}
	w.joinByLikeness(*rows, n, i, used)
	for k := range n.Children {
		if !used[k] {
			o := oddKey{at: make([]*snapshot.Node, len(w.c.cols)), place: make([]int, len(w.c.cols))}
			o.at[i], o.place[i] = &n.Children[k], k
			*rows = append(*rows, o)
		}
	}
}

// mostLikened bounds how many pairs of elements are compared with one another; beyond it, only equal ones meet.
const mostLikened = 1 << 14

func (w *walker) joinByLikeness(rows []oddKey, n *snapshot.Node, i int, used []bool) {
	open := 0
	for _, u := range used {
		if !u {
			open++
		}
	}
	if open*len(rows) > mostLikened {
		return
	}
	var likely []likeness
	for k := range n.Children {
		for r := range rows {
			if used[k] || rows[r].at[i] != nil {
				continue
			}
			j, other := anyOf(rows[r].at)
			s := w.alike(j, other, i, &n.Children[k])
			if len(rows) == 1 && len(n.Children) == 1 && sameShape(other, &n.Children[k]) {
				s++ // the only one here and the only one there
			}
			if s <= 0.3 {
				continue
			}
			if k == r {
				s += 0.001
			}
			likely = append(likely, likeness{r, k, s})
		}
	}
	sort.SliceStable(likely, func(a, b int) bool { return likely[a].score > likely[b].score })
	for _, l := range likely {
		if !used[l.element] && rows[l.row].at[i] == nil {
			rows[l.row].at[i], rows[l.row].place[i] = &n.Children[l.element], l.element
			used[l.element] = true
		}
	}
}

// sameShape reports whether two maps have at least half their keys in common.
func sameShape(a, b *snapshot.Node) bool {
	both := 0
	for k := range a.Children {
		if b.Child(a.Children[k].Key) != nil {
			both++
		}
	}
	return a.Kind == b.Kind && 2*both >= max(len(a.Children), len(b.Children))
}

func anyOf(at []*snapshot.Node) (int, *snapshot.Node) {
	for i, n := range at {
		if n != nil {
			return i, n
		}
	}
	return 0, nil
}

// alike is the share of leaves that two trees have in common, each without its environment's words.
func (w *walker) alike(i int, a *snapshot.Node, j int, b *snapshot.Node) float64 {
	same, all := 0, 0
	w.overlap(i, a, j, b, &same, &all)
	if all == 0 {
		return 1
	}
	return float64(same) / float64(all)
}

func (w *walker) overlap(i int, a *snapshot.Node, j int, b *snapshot.Node, same, all *int) {
	if a.Kind == snapshot.Map && b.Kind == snapshot.Map {
		for k := range a.Children {
			x := &a.Children[k]
			if y := b.Child(x.Key); y != nil {
				w.overlap(i, x, j, y, same, all)
			} else {
				*all += x.Leaves()
			}
		}
		for k := range b.Children {
			if a.Child(b.Children[k].Key) == nil {
				*all += b.Children[k].Leaves()
			}
		}
		return
	}
	if a.Kind == snapshot.List && b.Kind == snapshot.List {
		for k := range max(len(a.Children), len(b.Children)) {
			switch {
			case k >= len(a.Children):
				*all += b.Children[k].Leaves()
			case k >= len(b.Children):
				*all += a.Children[k].Leaves()
			default:
				w.overlap(i, &a.Children[k], j, &b.Children[k], same, all)
			}
		}
		return
	}
	if w.sameTree(i, a, j, b) {
		n := a.Leaves()
		*same += n
		*all += n
		return
	}
	*all += max(a.Leaves(), b.Leaves())
}

const (
	alikeNames = 0.5 // words that two names must share to be one renamed
	mostPaired = 64  // leftovers that are compared with one another
)

// pairRenamed joins leftovers that are alike, best first: one replaced by the other is one drift.
func (w *walker) pairRenamed(odd []oddKey, alike func(a, b *oddKey) float64) {
	var open []int
	for k := range odd {
		if !odd[k].dead && !w.complete(odd[k].at) {
			open = append(open, k)
		}
	}
	if len(open) < 2 || len(open) > mostPaired {
		return
	}
	var likely []likeness
	for x, a := range open {
		for _, b := range open[x+1:] {
			if disjoint(odd[a].at, odd[b].at) {
				if s := alike(&odd[a], &odd[b]); s >= alikeNames {
					likely = append(likely, likeness{a, b, s})
				}
			}
		}
	}
	sort.SliceStable(likely, func(i, j int) bool { return likely[i].score > likely[j].score })
	for _, l := range likely {
		a, b := &odd[l.row], &odd[l.element]
		if a.dead || b.dead || !disjoint(a.at, b.at) {
			continue
		}
		a.take(b)
	}
}

// bareText is the scalar, or the field key, of the first column that has the element, without environment words.
func (w *walker) bareText(o *oddKey, key string) string {
	i, n := anyOf(o.at)
	if key != "" {
		n = n.Child(key)
	}
	return w.c.lex.Key(w.env(i), n.Text)
}

// sameBut reports whether two elements are equal but for field key, and the rest says something.
func (w *walker) sameBut(a, b *oddKey, key string) bool {
	i, x := anyOf(a.at)
	j, y := anyOf(b.at)
	if x.Kind != snapshot.Map || y.Kind != snapshot.Map || len(x.Children) != len(y.Children) || len(x.Children) < 2 {
		return false
	}
	says := false
	for k := range x.Children {
		p, q := &x.Children[k], &y.Children[k]
		if p.Key != q.Key {
			return false
		}
		if p.Key == key {
			continue
		}
		if !w.sameTree(i, p, j, q) {
			return false
		}
		says = says || !weightless(p)
	}
	return says
}

// likeWords is the share of words that two texts have in common.
func likeWords(a, b string) float64 {
	x, y := masked(a), masked(b)
	if len(x) == 0 || len(y) == 0 {
		return 0
	}
	both := 0
	for _, s := range x {
		if slices.Contains(y, s) {
			both++
		}
	}
	return float64(both) / float64(len(x)+len(y)-both)
}

// masked returns the words of a text, those made by machines (ids, hashes, account numbers) all alike.
func masked(text string) []string {
	list := align.Words(text)
	for i, s := range list {
		if len(s) >= 4 && strings.Trim(s, "0123456789abcdef") == "" && strings.ContainsAny(s, "0123456789") {
			list[i] = "#"
		}
	}
	return list
}
