package tree

import (
	"strings"

	"github.com/envparity/envparity/snapshot"
)

// The fewest entries of an inventory.
const (
	manyEntries = 8
	someEntries = 3 // in an entry of another
)

// inventory reports whether maps list things by name (front ends, service accounts, namespaces) rather than hold settings. Such a map has many
// entries, all of them trees that look alike, or its keys are names of the environment's own.
func (w *Walk) inventory(nodes []*snapshot.Node) bool {
	if w.off[listOfThings] {
		return false
	}
	if w.fleet(nodes) {
		return true
	}
	if len(w.steps) == 0 {
		return false
	}
	many := false
	for _, n := range w.Present(nodes) {
		for k := range n.Children {
			if c := &n.Children[k]; c.Kind != snapshot.Map && c.Kind != snapshot.List {
				return false
			}
		}
		least := manyEntries
		if w.entries&(1<<min(len(w.steps)-1, 63)) != 0 {
			least = someEntries
		}
		if len(n.Children) >= least {
			if !alikeInside(n) {
				return false
			}
			many = true
		}
	}
	return many
}

// fleet reports whether maps list things that each environment names for itself, mostly machines. Every key has the environment's word in it, and
// every value is one text. The name of a setting has no environment's word.
func (w *Walk) fleet(nodes []*snapshot.Node) bool {
	if w.Dialect().Variables() {
		return false // STAGING_DB_HOST is a setting, in a file of variables with such names
	}
	most := 0
	for i, n := range w.Present(nodes) {
		most = max(most, len(n.Children))
		for k := range n.Children {
			if c := &n.Children[k]; !c.Scalar() || w.lexicon.Key(w.Voice(i), c.Key) == c.Key {
				return false
			}
		}
	}
	return most >= manyEntries
}

// OfFleet reports whether the present place is an entry of a fleet.
func (w *Walk) OfFleet(nodes []*snapshot.Node) bool {
	n := len(w.steps)
	if n == 0 || n > 64 || w.entries&(1<<(n-1)) == 0 {
		return false
	}
	for _, c := range nodes {
		if c != nil && !c.Scalar() {
			return false
		}
	}
	return true
}

// alikeInside reports whether the entries of n have mostly the same fields, or are inventories themselves: lists, or maps that hold only trees of
// one kind.
func alikeInside(n *snapshot.Node) bool {
	names := map[string]bool{}
	fields, lists, deep := 0, 0, true
	for i := range n.Children {
		c := &n.Children[i]
		if c.Kind == snapshot.List {
			lists++
			continue
		}
		for k := range c.Children {
			fields++
			names[c.Children[k].Key] = true
			deep = deep && c.Children[k].Kind == snapshot.List
		}
	}
	maps := len(n.Children) - lists
	switch {
	case maps == 0:
		return true
	case lists > 0:
		return false
	default:
		return fields > 0 && (deep || len(names)*maps <= 3*fields)
	}
}

// inventoryList reports whether the elements of lists, aligned by key, are an inventory. Variables, which have a name and a value, are settings.
func (w *Walk) inventoryList(nodes []*snapshot.Node, key string) bool {
	many := false
	for _, n := range w.Present(nodes) {
		for k := range n.Children {
			c := &n.Children[k]
			if len(c.Children) < 2 || key == "name" && len(c.Children) < 4 && (c.Child("value") != nil || c.Child("valueFrom") != nil) {
				return false
			}
		}
		many = many || len(n.Children) >= manyEntries
	}
	return many
}

// enter pushes the step to an entry of a map or list. entry is true in an inventory.
func (w *Walk) enter(s snapshot.Step, entry bool) {
	w.Push(s)
	if n := len(w.steps); entry && n <= 64 {
		w.entries |= 1 << (n - 1)
	}
}

// Entry returns the present path without the names of the entries of inventories, "" outside of one. The same attribute in many entries has one
// such path.
func (w *Walk) Entry() string {
	if w.entries&(1<<min(len(w.steps), 63)-1) == 0 {
		return ""
	}
	var b strings.Builder
	for i := range w.steps {
		s := &w.steps[i]
		b.WriteByte('/')
		switch {
		case i < 64 && w.entries&(1<<i) != 0:
			b.WriteByte('*')
		case s.Kind == snapshot.StepIndex || s.Kind == snapshot.StepElement && s.Name == "":
			b.WriteByte('#')
		default:
			b.WriteString(s.Name)
			b.WriteByte('=')
			b.WriteString(s.Value)
		}
	}
	return b.String()
}
