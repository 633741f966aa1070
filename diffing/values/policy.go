package values

import (
	"slices"
	"strings"

	"github.com/envparity/envparity/snapshot"
)

// policy reports whether a tree is an IAM policy document
// (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html).
func policy(n *snapshot.Node) bool {
	s := n.Child("Statement")
	return s != nil && (s.Kind == snapshot.List || s.Kind == snapshot.Map) && (n.Child("Version") != nil || hasEffect(s))
}

func hasEffect(s *snapshot.Node) bool {
	if s.Kind == snapshot.Map {
		return s.Child("Effect") != nil
	}
	return len(s.Children) > 0 && s.Children[0].Child("Effect") != nil
}

// canonicalPolicy brings a policy to one spelling: one element is a list of one, lists are sets, statements have no order, actions have no case.
func canonicalPolicy(n *snapshot.Node) {
	s := n.Child("Statement")
	if s.Kind == snapshot.Map {
		one := *s
		one.Key = ""
		*s = snapshot.Node{Key: s.Key, Kind: snapshot.List, Line: s.Line, Children: []snapshot.Node{one}}
	}
	s.Flags |= snapshot.FlagSet
	for i := range s.Children {
		canonicalStatement(&s.Children[i])
	}
	slices.SortStableFunc(s.Children, func(a, b snapshot.Node) int { return strings.Compare(flat(&a), flat(&b)) })
}

func canonicalStatement(st *snapshot.Node) {
	for i := range st.Children {
		c := &st.Children[i]
		switch c.Key {
		case "Action", "NotAction", "Resource", "NotResource":
			asSet(c)
			if strings.HasSuffix(c.Key, "Action") {
				for k := range c.Children {
					c.Children[k].Text = strings.ToLower(c.Children[k].Text)
				}
				sortTexts(c)
			}
		case "Principal", "NotPrincipal":
			for k := range c.Children {
				asSet(&c.Children[k])
			}
		case "Condition":
			for k := range c.Children {
				for l := range c.Children[k].Children {
					asSet(&c.Children[k].Children[l])
				}
			}
		}
	}
}

func asSet(n *snapshot.Node) {
	if n.Scalar() {
		one := *n
		one.Key = ""
		*n = snapshot.Node{Key: n.Key, Kind: snapshot.List, Line: n.Line, Children: []snapshot.Node{one}}
	}
	if n.Kind == snapshot.List {
		n.Flags |= snapshot.FlagSet
		sortTexts(n)
	}
}

func sortTexts(n *snapshot.Node) {
	slices.SortStableFunc(n.Children, func(a, b snapshot.Node) int { return strings.Compare(a.Text, b.Text) })
}

// flat writes a tree on one line, for sorting.
func flat(n *snapshot.Node) string {
	if n.Scalar() {
		return n.Key + "=" + n.Text
	}
	var b strings.Builder
	b.WriteString(n.Key + "(")
	for i := range n.Children {
		b.WriteString(flat(&n.Children[i]) + ",")
	}
	return b.String() + ")"
}
