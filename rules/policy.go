package rules

import (
	"path"
	"slices"
	"strings"

	"github.com/zclconf/go-cty/cty"

	"github.com/envparity/envparity/drift"
)

// A policy makes rules milder for some environments:
//
//	policy "previews" {
//	  environments = ["pr-*"]          # globs; or ephemeral = true
//	  must_fix     = "should-fix"      # what a must-fix becomes here
//	  should_fix   = "acceptable"
//	  except       = ["builtin/leak*"] # rules whose verdict stays
//	}
//
// It applies only if it covers every environment that a drift is about. A drift of staging and a preview keeps staging's verdict.
type policy struct {
	name         string
	environments []string
	ephemeral    bool
	becomes      map[Verdict]Verdict
	except       []string
}

// builtinPolicy returns the policy for ephemeral environments if the config has none for them.
func builtinPolicy() policy {
	return policy{
		name: "ephemeral", ephemeral: true, becomes: map[Verdict]Verdict{MustFix: ShouldFix, ShouldFix: Acceptable},
		except: []string{"builtin/leak*", "builtin/shared*", "team/*"},
	}
}

func (l *loader) policies() []policy {
	var out []policy
	for _, b := range l.policyBlocks {
		if len(b.Labels) != 1 {
			l.diags = append(l.diags, problem(b.DefRange, "Policy without a name", `Write policy "NAME" { … }.`))
			continue
		}
		attrs, _ := l.attributes(b, "policy", map[string]bool{"environments": true, "ephemeral": true, "must_fix": true, "should_fix": true, "except": true})
		p := policy{name: b.Labels[0], becomes: map[Verdict]Verdict{}}
		for name, a := range attrs {
			switch name {
			case "environments":
				p.environments = l.texts(a)
			case "except":
				p.except = l.texts(a)
			case "ephemeral":
				if v := l.value(a, cty.Bool); v != cty.NilVal {
					p.ephemeral = v.True()
				}
			case "must_fix":
				p.becomes[MustFix] = l.verdict(a)
			case "should_fix":
				p.becomes[ShouldFix] = l.verdict(a)
			}
		}
		if len(p.environments) == 0 && !p.ephemeral {
			l.diags = append(l.diags, problem(b.DefRange, "Policy for nobody", "A policy needs environments = [\"pr-*\"] or ephemeral = true."))
		}
		out = append(out, p)
	}
	return append(out, builtinPolicy())
}

func (p *policy) covers(e *drift.Environment) bool {
	return p.ephemeral && e.Ephemeral || slices.ContainsFunc(p.environments, func(g string) bool { return textMatch(g, e.Name) })
}

func (p *policy) lighten(v Verdict) Verdict {
	if to, ok := p.becomes[v]; ok && to.Rank() > v.Rank() {
		return to
	}
	return v
}

// policyFor returns the first policy that covers every environment the drift is about, or nil.
func (s *Set) policyFor(f *facts, r *Rule) *policy {
	var names []string
	for i := range s.policies {
		p := &s.policies[i]
		if p.ephemeral && len(p.environments) == 0 && len(f.run.ephemeral) == 0 {
			continue
		}
		if names == nil {
			if names = f.environments(); len(names) == 0 {
				return nil
			}
		}
		if p.coversAll(f, names) && !p.excepts(r.Name) {
			return p
		}
	}
	return nil
}

func (p *policy) coversAll(f *facts, names []string) bool {
	for _, n := range names {
		i := f.index(n)
		if i < 0 || f.run.envs[i].Reference || !p.covers(&f.run.envs[i]) {
			return false
		}
	}
	return true
}

func (p *policy) excepts(rule string) bool {
	return slices.ContainsFunc(p.except, func(g string) bool {
		ok, err := path.Match(g, rule)
		return ok || err != nil && strings.HasPrefix(rule, g)
	})
}
