package history

import (
	"github.com/envparity/envparity/snapshot"
)

// nodeAt finds the node at a drift's path in a resource of an environment that may have other names for the elements of lists. inside is true if
// the path continues into a text; then the text is the result.
func nodeAt(root *snapshot.Node, path string, words *neutral) (n *snapshot.Node, inside bool) {
	p, err := snapshot.ParsePath(path)
	if err != nil {
		return nil, false
	}
	n = root
	for i := range p {
		if p[i].Kind == snapshot.StepInside {
			return n, true
		}
		if n = stepFrom(n, &p[i], words); n == nil {
			return nil, false
		}
	}
	return n, false
}

func stepFrom(n *snapshot.Node, s *snapshot.Step, words *neutral) *snapshot.Node {
	name := func(c *snapshot.Node) string { return c.Key }
	want := s.Name
	switch s.Kind {
	case snapshot.StepKey:
		if c := n.Child(s.Name); c != nil {
			return c
		}
	case snapshot.StepIndex:
		if n.Kind != snapshot.List || s.Index >= len(n.Children) {
			return nil
		}
		return &n.Children[s.Index]
	case snapshot.StepElement:
		want = s.Value
		name = func(c *snapshot.Node) string {
			if s.Name != "" {
				if c = c.Child(s.Name); c == nil {
					return ""
				}
			}
			return c.Text
		}
	}
	plain, _ := words.of(want)
	var alike *snapshot.Node
	for i := range n.Children {
		c := &n.Children[i]
		text := name(c)
		if text == want {
			return c
		}
		if other, env := words.of(text); env >= 0 && other == plain && alike == nil {
			alike = c
		}
	}
	return alike
}
