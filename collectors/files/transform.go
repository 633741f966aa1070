package files

import (
	"regexp"
	"slices"
	"strings"

	"github.com/envparity/envparity/snapshot"
)

// An XML transform changes another file: Web.Staging.config changes Web.config. Its elements carry xdt:Transform, the change, and xdt:Locator,
// the element to change. See https://learn.microsoft.com/previous-versions/aspnet/dd465326(v=vs.110).
const (
	doing    = "xdt:Transform"
	locating = "xdt:Locator"
)

// transforms reports whether an XML document is a transform.
func transforms(n *snapshot.Node) bool {
	if n.Child(doing) != nil || n.Child(locating) != nil {
		return true
	}
	return slices.ContainsFunc(n.Children, func(c snapshot.Node) bool { return transforms(&c) })
}

// transform applies the elements below t to those below base. It returns the elements that could not be applied.
func transform(base, t *snapshot.Node) []string {
	var failed []string
	for i := range t.Children {
		c := &t.Children[i]
		switch c.Kind {
		case snapshot.List:
			for k := range c.Children {
				e := c.Children[k]
				e.Key = c.Key
				failed = append(failed, element(base, &e)...)
			}
		case snapshot.Map:
			failed = append(failed, element(base, c)...)
		}
	}
	return failed
}

// call is a name with arguments in parentheses: Match(name), SetAttributes(value).
var call = regexp.MustCompile(`^(\w+)(?:\((.*)\))?$`)

func called(n *snapshot.Node, key string) (name string, arguments []string, given string) {
	c := n.Child(key)
	if c == nil {
		return "", nil, ""
	}
	m := call.FindStringSubmatch(strings.TrimSpace(c.Text))
	if m == nil {
		return "?", nil, c.Text
	}
	for a := range strings.SplitSeq(m[2], ",") {
		if a = strings.TrimSpace(a); a != "" {
			arguments = append(arguments, a)
		}
	}
	return m[1], arguments, c.Text
}

// element applies one element of a transform to the elements of its name below base.
func element(base, t *snapshot.Node) []string {
	what, arguments, given := called(t, doing)
	located, by, where := called(t, locating)
	matches, ok := locate(base, t, located, by)
	if !ok {
		return []string{where}
	}
	switch what {
	case "Insert", "InsertBefore", "InsertAfter":
		insert(base, bare(t))
		return nil
	case "InsertIfMissing":
		if len(matches) == 0 {
			insert(base, bare(t))
		}
		return nil
	case "", "Replace", "Remove", "RemoveAll", "RemoveAttributes", "SetAttributes":
	default:
		return []string{given}
	}
	if len(matches) == 0 {
		return nil // nothing to change
	}
	first := matches[0]
	switch what {
	case "Replace":
		key := first.Key
		*first = bare(t)
		first.Key = key
		return nil
	case "Remove", "RemoveAll":
		gone := matches[:1]
		if what == "RemoveAll" {
			gone = matches
		}
		for _, n := range gone {
			n.Kind, n.Children = snapshot.Absent, nil
		}
		sweep(base)
		return nil
	}
	var failed []string
	for _, n := range matches {
		attributes(n, t, what, arguments)
		if n.Kind == snapshot.Map {
			failed = append(failed, transform(n, t)...)
		}
		if what == "" && located == "" {
			break // an element without a locator means the first of its name
		}
	}
	return failed
}

// attributes sets or removes attributes: the named ones, or all that the transform has.
func attributes(n, t *snapshot.Node, what string, named []string) {
	for i := range t.Children {
		a := &t.Children[i]
		if what != "SetAttributes" || a.Kind != snapshot.String || strings.HasPrefix(a.Key, "xdt:") || len(named) > 0 && !slices.Contains(named, a.Key) {
			continue
		}
		if old := n.Child(a.Key); old != nil {
			*old = *a.Copy()
			continue
		}
		n.Children = append(n.Children, *a.Copy())
	}
	if what == "RemoveAttributes" {
		n.Children = slices.DeleteFunc(n.Children, func(c snapshot.Node) bool {
			return c.Kind == snapshot.String && (len(named) == 0 || slices.Contains(named, c.Key))
		})
	}
	sorted(n)
}

func sorted(n *snapshot.Node) {
	slices.SortStableFunc(n.Children, func(a, b snapshot.Node) int { return strings.Compare(a.Key, b.Key) })
}

// condition matches the supported form of Condition(…): an attribute equals a text.
var condition = regexp.MustCompile(`^@([\w:.-]+)\s*=\s*['"]([^'"]*)['"]$`)

// locate finds the elements that a transform's element applies to: those of its name that match the locator. ok is false for an unsupported
// locator.
func locate(base, t *snapshot.Node, locator string, arguments []string) (matches []*snapshot.Node, ok bool) {
	var all []*snapshot.Node
	if c := base.Child(t.Key); c != nil {
		if c.Kind == snapshot.List {
			for i := range c.Children {
				all = append(all, &c.Children[i])
			}
		} else {
			all = append(all, c)
		}
	}
	want := map[string]string{}
	switch locator {
	case "":
		return all, true
	case "Match":
		for _, a := range arguments {
			if v := t.Child(a); v != nil {
				want[a] = v.Text
			}
		}
	case "Condition":
		for part := range strings.SplitSeq(strings.Join(arguments, ","), " and ") {
			m := condition.FindStringSubmatch(strings.TrimSpace(part))
			if m == nil {
				return nil, false
			}
			want[m[1]] = m[2]
		}
	default:
		return nil, false
	}
	for _, n := range all {
		fits := true
		for a, v := range want {
			c := n.Child(a)
			fits = fits && c != nil && c.Text == v
		}
		if fits {
			matches = append(matches, n)
		}
	}
	return matches, true
}

// bare returns an element as it is in the result, without the transform's attributes.
func bare(t *snapshot.Node) snapshot.Node {
	n := *t.Copy()
	strip(&n)
	return n
}

func strip(n *snapshot.Node) {
	n.Children = slices.DeleteFunc(n.Children, func(c snapshot.Node) bool { return strings.HasPrefix(c.Key, "xdt:") })
	for i := range n.Children {
		strip(&n.Children[i])
	}
}

// insert adds an element beside those of its name.
func insert(base *snapshot.Node, e snapshot.Node) {
	old := base.Child(e.Key)
	switch {
	case old == nil:
		base.Children = append(base.Children, e)
		sorted(base)
	case old.Kind == snapshot.List:
		e.Key = ""
		old.Children = append(old.Children, e)
	default:
		first := *old
		key := first.Key
		first.Key, e.Key = "", ""
		*old = snapshot.Node{Key: key, Kind: snapshot.List, Line: first.Line, File: first.File, Children: []snapshot.Node{first, e}}
	}
}

// sweep removes the deleted elements, and replaces a list of one element by that element.
func sweep(n *snapshot.Node) {
	gone := func(c snapshot.Node) bool { return c.Kind == snapshot.Absent }
	for i := range n.Children {
		c := &n.Children[i]
		if c.Kind != snapshot.List {
			continue
		}
		c.Children = slices.DeleteFunc(c.Children, gone)
		switch len(c.Children) {
		case 0:
			c.Kind = snapshot.Absent
		case 1:
			one := c.Children[0]
			one.Key = c.Key
			*c = one
		}
	}
	n.Children = slices.DeleteFunc(n.Children, gone)
}
