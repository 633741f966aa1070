package rules

import (
	"regexp"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/envparity/envparity/names"
)

// call compiles rules' own functions if their patterns are literal.
func (c *compiler) call(e *hclsyntax.FunctionCallExpr) (code, bool) {
	if e.ExpandFinal || len(e.Args) == 0 {
		return code{}, false
	}
	if e.Name == "named" {
		return c.namedCall(e)
	}
	first, ok := c.compile(e.Args[0])
	if !ok {
		return code{}, false
	}
	if e.Name == "has" && len(e.Args) == 2 && first.list != nil {
		second, ok := c.compile(e.Args[1])
		if !ok || second.str == nil {
			return code{}, false
		}
		return code{yes: func(f *facts) bool {
			s, ok := second.str(f)
			return ok && slices.Contains(first.list(f), s)
		}}, true
	}
	if e.Name == "wordlist" && first.list != nil && len(e.Args) == 1 {
		return code{str: func(f *facts) (string, bool) { return names.And(first.list(f)), true }}, true
	}
	if e.Name == "verb" && first.list != nil && len(e.Args) == 3 {
		if args, ok := literalTexts(c, e.Args[1:]); ok {
			return code{str: func(f *facts) (string, bool) { return args[min(1, max(0, len(first.list(f))-1))], true }}, true
		}
	}
	if e.Name == "length" && first.list != nil && len(e.Args) == 1 {
		return code{num: func(f *facts) float64 { return float64(len(first.list(f))) }}, true
	}
	if first.str == nil {
		return code{}, false
	}
	args, ok := literalTexts(c, e.Args[1:])
	if !ok {
		return code{}, false
	}
	return textCall(e, first.str, c.expand(args))
}

func textCall(e *hclsyntax.FunctionCallExpr, s func(*facts) (string, bool), args []string) (code, bool) {
	switch e.Name {
	case "matches":
		return matchesCall(e, s, args), true
	case "like":
		patterns := lowered(args)
		return code{yes: func(f *facts) bool { v, ok := s(f); return ok && likeAny(strings.ToLower(v), patterns) }}, true
	case "oneof":
		return code{yes: func(f *facts) bool { v, ok := s(f); return ok && slices.Contains(args, v) }}, true
	case "regex_match":
		res := make([]*regexp.Regexp, len(args))
		for i, a := range args {
			re, err := regexp.Compile(a)
			if err != nil {
				return code{}, false
			}
			res[i] = re
		}
		return code{yes: func(f *facts) bool {
			v, ok := s(f)
			return ok && slices.ContainsFunc(res, func(re *regexp.Regexp) bool { return re.MatchString(v) })
		}}, true
	}
	return code{}, false
}

// matchesCall compiles matches(). For the drift's own path it uses the parts, which are split once for all rules.
func matchesCall(e *hclsyntax.FunctionCallExpr, s func(*facts) (string, bool), args []string) code {
	globs := make([]pathGlob, len(args))
	for i, a := range args {
		globs[i] = compilePathGlob(a)
	}
	matchAny := func(parts []string) bool {
		return slices.ContainsFunc(globs, func(g pathGlob) bool { return g.match(parts) })
	}
	if isDriftPath(e.Args[0]) {
		return code{yes: func(f *facts) bool { return matchAny(f.pathParts()) }}
	}
	return code{yes: func(f *facts) bool { v, ok := s(f); return ok && matchAny(splitPath(v)) }}
}

func isDriftPath(e hclsyntax.Expression) bool {
	t, ok := e.(*hclsyntax.ScopeTraversalExpr)
	if !ok || len(t.Traversal) != 2 || t.Traversal.RootName() != "drift" {
		return false
	}
	name, _ := stepName(t.Traversal[1])
	return name == "path"
}

func (c *compiler) namedCall(e *hclsyntax.FunctionCallExpr) (code, bool) {
	args, ok := literalTexts(c, e.Args)
	if !ok {
		return code{}, false
	}
	set := c.namedSet(args)
	return code{yes: func(f *facts) bool { return set.match(f.naming()) }}, true
}

// namedSet returns the patterns of a call. Equal arguments share one.
func (c *compiler) namedSet(args []string) *namedSet {
	key := strings.Join(args, "\x00")
	if c.named[key] == nil {
		c.named[key] = &namedSet{id: len(c.named), patterns: c.patterns(args)}
	}
	return c.named[key]
}

// patterns compiles name patterns.
func (c *compiler) patterns(args []string) []namePattern {
	args = c.expand(args)
	out := make([]namePattern, 0, len(args))
	for _, a := range args {
		out = append(out, compileName(a))
	}
	return out
}

// expand replaces the name of a group, such as "@sizes", by the group's patterns. A text that is not a group's name stays, because values may
// begin with @.
func (c *compiler) expand(texts []string) []string {
	if !slices.ContainsFunc(texts, func(t string) bool { return strings.HasPrefix(t, "@") }) {
		return texts
	}
	out := make([]string, 0, len(texts))
	for _, t := range texts {
		if group := c.groups[strings.TrimPrefix(t, "@")]; group != nil && t[0] == '@' {
			out = append(out, group...)
			continue
		}
		out = append(out, t)
	}
	return out
}

func literalTexts(c *compiler, exprs []hclsyntax.Expression) ([]string, bool) {
	out := make([]string, len(exprs))
	for i, e := range exprs {
		k, ok := c.compile(e)
		if !ok || k.str == nil || !k.lit {
			return nil, false
		}
		out[i], _ = k.str(nil)
	}
	return out, true
}
