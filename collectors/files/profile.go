package files

import (
	"strings"

	"github.com/envparity/envparity/collectors"
	"github.com/envparity/envparity/collectors/filetree"
	"github.com/envparity/envparity/collectors/parse"
	"github.com/envparity/envparity/snapshot"
)

// underProfile merges the documents of a Spring Boot file that apply under a profile, each over those above it. A document names its profiles by
// spring.config.activate.on-profile, or spring.profiles before Spring Boot 2.4. One that names none always applies. If a document cannot be read,
// the result is incomplete. See https://docs.spring.io/spring-boot/reference/features/external-config.html (multi-document files).
func underProfile(p filetree.Parsed, profile string, problems *collectors.Problems) filetree.Parsed {
	var out *parse.Document
	for i := range p.Docs {
		d := p.Docs[i]
		if d.Root.Kind != snapshot.Map {
			continue
		}
		names, given := profilesOf(&d.Root)
		if given && !active(names, profile) {
			continue
		}
		over := *d.Root.Copy()
		forgetActivation(&over)
		if out == nil {
			d.Root = over
			out = &d
			continue
		}
		lay(&over, &out.Root)
		out.Root = over
	}
	if out == nil {
		if p.Done && p.Count > 0 {
			problems.Fail("%s: no document of it holds under the profile %q, so nothing of it is read", p.Path, profile)
		}
		p.Docs = nil
		return p
	}
	if p.Lost {
		out.Root.MarkPartial()
	}
	out.Line = 1
	p.Docs, p.Count = []parse.Document{*out}, 1
	return p
}

// activations returns the keys by which a document names its profiles, in YAML's spellings.
func activations() [][]string {
	return [][]string{
		{"spring", "config", "activate", "on-profile"},
		{"spring.config.activate.on-profile"},
		{"spring", "config.activate.on-profile"},
		{"spring.config.activate", "on-profile"},
		{"spring", "profiles"}, // a text or a list; a map holds other settings
		{"spring.profiles"},
	}
}

// profilesOf lists the expressions by which a document names its profiles.
func profilesOf(root *snapshot.Node) (expressions []string, given bool) {
	for _, path := range activations() {
		n := root.Get(path...)
		switch {
		case n == nil || n.Kind == snapshot.Map || n.Kind == snapshot.Null:
		case n.Kind == snapshot.List:
			for i := range n.Children {
				expressions = append(expressions, n.Children[i].Text)
			}
			return expressions, true
		default:
			return strings.Split(n.Text, ","), true
		}
	}
	return nil, false
}

// forgetActivation removes the keys that name a document's profiles.
func forgetActivation(root *snapshot.Node) {
	for _, path := range activations() {
		if n := root.Get(path...); n == nil || n.Kind == snapshot.Map {
			continue
		}
		drop(root, path)
	}
}

// drop removes the node at path, and the maps that would be empty.
func drop(n *snapshot.Node, path []string) {
	for i := range n.Children {
		c := &n.Children[i]
		if c.Key != path[0] {
			continue
		}
		if len(path) > 1 {
			if drop(c, path[1:]); len(c.Children) > 0 {
				return
			}
		}
		n.Children = append(n.Children[:i], n.Children[i+1:]...)
		return
	}
}

// active reports whether one of the expressions is true if profile is the only active one.
func active(expressions []string, profile string) bool {
	for _, e := range expressions {
		if p := (profileParser{rest: e, profile: profile}); p.or() && strings.TrimSpace(p.rest) == "" {
			return true
		}
	}
	return false
}

// profileParser evaluates an expression of profiles: names, !, &, | and parentheses.
type profileParser struct{ rest, profile string }

func (p *profileParser) take(c byte) bool {
	p.rest = strings.TrimLeft(p.rest, " \t")
	if p.rest == "" || p.rest[0] != c {
		return false
	}
	p.rest = p.rest[1:]
	return true
}

func (p *profileParser) or() bool {
	holds := p.and()
	for p.take('|') {
		right := p.and()
		holds = holds || right
	}
	return holds
}

func (p *profileParser) and() bool {
	holds := p.not()
	for p.take('&') {
		right := p.not()
		holds = holds && right
	}
	return holds
}

func (p *profileParser) not() bool {
	negated := false
	for p.take('!') {
		negated = !negated
	}
	holds := false
	if p.take('(') {
		holds = p.or()
		p.take(')')
	} else {
		end := strings.IndexAny(p.rest, "!&|() \t")
		if end < 0 {
			end = len(p.rest)
		}
		holds = p.rest[:end] == p.profile
		p.rest = p.rest[end:]
	}
	return holds != negated
}
