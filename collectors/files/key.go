package files

import (
	"strings"

	"github.com/envparity/envparity/collectors"
	"github.com/envparity/envparity/collectors/filetree"
	"github.com/envparity/envparity/snapshot"
)

// below keeps the content below a key of each document: one environment's part of a file whose keys are environments. It reports a document
// without that key if no other document of the file has it, because its content is then unknown.
//
// A key is a path with dots between its steps. `elements[env=staging]` is the element of a list whose env is staging. If a step leads to a list
// without choosing an element, below uses the first element that has the rest of the path.
func below(p filetree.Parsed, key string, problems *collectors.Problems) filetree.Parsed {
	docs := p.Docs
	p.Docs = nil
	steps := keySteps(key)
	for _, d := range docs {
		node := at(&d.Root, steps)
		if node == nil || node.Kind == snapshot.Absent {
			continue
		}
		root := *node
		root.Key = ""
		if root.Line > 0 {
			d.Line = int(root.Line)
		}
		d.Root = root
		p.Docs = append(p.Docs, d)
	}
	if len(p.Docs) == 0 && p.Done && len(docs) > 0 {
		problems.Fail("%s: has no key %s, so nothing of it is read", p.Path, key)
	}
	return p
}

// keyStep is one step of a key: a key of a map, and the element to choose from the list there.
type keyStep struct{ name, field, value string }

// keySteps splits a key at its dots outside of brackets.
func keySteps(key string) []keyStep {
	var out []keyStep
	for key != "" {
		end, inside := 0, false
		for ; end < len(key) && (key[end] != '.' || inside); end++ {
			inside = inside && key[end] != ']' || key[end] == '['
		}
		s := keyStep{name: key[:end]}
		if name, choice, ok := strings.Cut(strings.TrimSuffix(s.name, "]"), "["); ok {
			s.name = name
			s.field, s.value, _ = strings.Cut(choice, "=")
		}
		out = append(out, s)
		key = strings.TrimPrefix(key[end:], ".")
	}
	return out
}

// at follows steps from n. It returns nil if they do not exist.
func at(n *snapshot.Node, steps []keyStep) *snapshot.Node {
	if len(steps) == 0 {
		return n
	}
	if n.Kind == snapshot.List {
		for i := range n.Children {
			if found := at(&n.Children[i], steps); found != nil {
				return found
			}
		}
		return nil
	}
	s := steps[0]
	c := n.Child(s.name)
	if c == nil || s.field == "" {
		if c == nil {
			return nil
		}
		return at(c, steps[1:])
	}
	for i := range c.Children {
		if f := c.Children[i].Child(s.field); c.Kind == snapshot.List && f != nil && f.Text == s.value {
			if found := at(&c.Children[i], steps[1:]); found != nil {
				return found
			}
		}
	}
	return nil
}
