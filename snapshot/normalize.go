package snapshot

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// MaxDepth is how deep attributes may nest. A deeper tree was made to break readers, and becomes an Unknown node.
const MaxDepth = 1000

// Normalize brings s into a canonical form: resources sorted, map keys sorted and single (the last of equal keys stays), text valid UTF-8,
// nesting bounded. A snapshot that was written to a file and read back equals the normalized one.
func (s *Snapshot) Normalize() {
	valid(&s.Project, &s.Environment, &s.Label)
	s.Taken = s.Taken.UTC()
	inChunks(len(s.Resources), func() func(int) { return func(i int) { s.Resources[i].normalize() } })
	SortResources(s.Resources, func(a, b *Resource) int {
		return cmp.Or(
			strings.Compare(a.Collector, b.Collector),
			strings.Compare(a.Kind, b.Kind),
			strings.Compare(a.Scope, b.Scope),
			strings.Compare(a.Name, b.Name),
			strings.Compare(a.Member, b.Member),
			strings.Compare(a.Source.File, b.Source.File),
			cmp.Compare(a.Source.Line, b.Source.Line),
		)
	})
	for i := range s.Outcomes {
		s.Outcomes[i].normalize()
	}
}

func (o *Outcome) normalize() {
	valid(&o.Collector, &o.Source, &o.Member, &o.Error)
	for _, list := range []*[]Gap{&o.Gaps, &o.Beyond} {
		for i := range *list {
			g := &(*list)[i]
			valid(&g.Kind, &g.Scope, &g.Name, &g.File, &g.Why)
		}
		if len(*list) == 0 {
			*list = nil
		}
	}
}

func (r *Resource) normalize() {
	valid(&r.Collector, &r.Kind, &r.Scope, &r.Name, &r.Member)
	valid(&r.Source.File, &r.Source.Cluster, &r.Source.Namespace, &r.Source.ResourceVersion, &r.Source.Address, &r.Source.Ref)
	for i := range r.Files {
		valid(&r.Files[i])
	}
	for k, v := range r.Labels {
		if !utf8.ValidString(k) || !utf8.ValidString(v) {
			delete(r.Labels, k)
			r.Labels[strings.ToValidUTF8(k, "\uFFFD")] = strings.ToValidUTF8(v, "\uFFFD")
		}
	}
	if len(r.Labels) == 0 {
		r.Labels = nil
	}
	if len(r.Files) == 0 {
		r.Files = nil
	}
	if r.Packed() {
		return // it was normalized before
	}
	r.Root.Key = ""
	r.Root.normalize(0)
}

func (n *Node) normalize(depth int) {
	valid(&n.Key, &n.Text)
	switch n.Kind {
	case Absent:
		n.Kind, n.Text = Null, ""
	case Null:
		n.Text = ""
	case Map, List:
		n.Text = ""
		if depth >= MaxDepth {
			*n = Node{Key: n.Key, Kind: Unknown, Line: n.Line, File: n.File, Text: fmt.Sprintf("nested deeper than %d levels", MaxDepth)}
			return
		}
	case Secret:
		words := n.EnvironmentWords()
		n.Children = nil
		n.keepWords(strings.ToValidUTF8(words, ""))
		return
	default:
		n.Children = nil
		return
	}
	if len(n.Children) == 0 {
		n.Children = nil
		return
	}
	sorted := true
	for i := range n.Children {
		c := &n.Children[i]
		if n.Kind == List {
			c.Key = ""
		}
		c.normalize(depth + 1)
		if i > 0 && n.Kind == Map && n.Children[i-1].Key >= c.Key {
			sorted = false
		}
	}
	if !sorted {
		n.Children = sortedOnce(n.Children)
	}
}

// sortedOnce sorts by key and keeps the last of equal keys, as most readers of most formats do.
func sortedOnce(children []Node) []Node {
	slices.SortStableFunc(children, func(a, b Node) int { return strings.Compare(a.Key, b.Key) })
	out := children[:0]
	for i := range children {
		if i+1 < len(children) && children[i+1].Key == children[i].Key {
			continue
		}
		out = append(out, children[i])
	}
	return out
}

// valid makes text valid UTF-8 in place.
func valid(texts ...*string) {
	for _, t := range texts {
		if !utf8.ValidString(*t) {
			*t = strings.ToValidUTF8(*t, "\uFFFD")
		}
	}
}
