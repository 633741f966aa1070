package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/names"
)

// Explanation shows people how a verdict came about.
type Explanation struct {
	Finding *Finding
	Facts   []Answer // the facts of this drift, by name, without zero ones
	Tried   []Trial  // in the order of trying, up to the one that decided
	Decided *Rule    // the rule whose verdict it is, before waivers and policies
	Edit    Edit
}

// Answer is one fact and its value.
type Answer struct{ Fact, Value string }

// Trial is one rule with its result.
type Trial struct {
	Rule    *Rule
	Matched bool
	Why     string // why it did not match: the first false part of the condition, and the facts in it
}

// Edit is the smallest change that would lead to another verdict.
type Edit struct {
	File string // the file to change
	Line int    // of the text to change; 0 for text to add
	Say  string // one sentence
	HCL  string // text to add or to replace the old text with
}

// Explain returns how a finding got its verdict. The finding must come from this Set with the same Context.
func (s *Set) Explain(x *Finding, in Context) Explanation {
	f := &facts{run: newRun(in)}
	f.point(x.Drift, nil)
	out := Explanation{Finding: x, Facts: s.answers(f)}
	for _, r := range s.rules {
		t := s.try(f, r)
		out.Tried = append(out.Tried, t)
		if t.Matched {
			out.Decided = r
			break
		}
	}
	out.Edit = s.edit(x, out.Decided, f)
	return out
}

// answers lists the facts with a value.
func (s *Set) answers(f *facts) []Answer {
	var out []Answer
	for _, d := range schemaFacts() {
		if text := factText(&d, f); text != "" {
			out = append(out, Answer{Fact: d.name, Value: text})
		}
	}
	f.err = nil
	return out
}

// factText formats a fact; "" for one that does not apply.
func factText(d *fact, f *facts) string {
	switch {
	case d.str != nil:
		if s, ok := d.str(f); ok && s != "" {
			return quote(cutText(s))
		}
	case d.num != nil:
		if n := d.num(f); n != 0 && n != 36500 && n != -1 { //nolint:mnd // expires_in of nothing, age without history
			return trimFloat(n)
		}
	case d.yes != nil:
		if d.yes(f) {
			return "true"
		}
	case d.list != nil:
		if l := d.list(f); len(l) > 0 {
			return "[" + strings.Join(l, ", ") + "]"
		}
	default:
		return mapText(d, f)
	}
	return ""
}

func mapText(d *fact, f *facts) string {
	keys := f.envNames()
	if d.keys != nil {
		keys = d.keys(f)
	}
	var parts []string
	for _, k := range keys {
		if d.counts != nil {
			if n := d.counts(f, k); n != 0 {
				parts = append(parts, k+" = "+trimFloat(n))
			}
		} else if t, ok := d.texts(f, k); ok {
			parts = append(parts, k+" = "+quote(cutText(t)))
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return "{ " + strings.Join(parts, ", ") + " }"
}

func trimFloat(n float64) string { return fmt.Sprintf("%.6g", n) }

// cutText shortens long values to fit a line.
func cutText(s string) string {
	if r := []rune(s); len(r) > 120 {
		return string(r[:117]) + "…"
	}
	return s
}

func (s *Set) try(f *facts, r *Rule) Trial {
	t := Trial{Rule: r}
	t.Matched = r.applies(f)
	if err := f.err; err != nil {
		f.err, t.Matched = nil, false
		t.Why = "failed to evaluate: " + err.Error()
		return t
	}
	if t.Matched {
		return t
	}
	for _, p := range r.parts {
		holds := p.holds(f)
		f.err = nil
		if !holds {
			t.Why = cutText(p.source) + " is false" + s.because(f, p.expr)
			return t
		}
	}
	t.Why = fmt.Sprintf("it is for %s, and this differs in %s", names.And(r.Environments), names.And(f.environments()))
	return t
}

// because returns the facts in a part of a condition, with their values.
func (s *Set) because(f *facts, e hclsyntax.Expression) string {
	if e == nil {
		return ""
	}
	var said []string
	_ = hclsyntax.VisitAll(e, func(n hclsyntax.Node) hcl.Diagnostics {
		name, text := s.mention(f, n)
		if name != "" && len(said) < 4 {
			if part := name + " is " + text; !slices.Contains(said, part) {
				said = append(said, part)
			}
		}
		return nil
	})
	if len(said) == 0 {
		return ""
	}
	return ": " + strings.Join(said, ", ")
}

// mention formats the fact that a node names.
func (s *Set) mention(f *facts, n hclsyntax.Node) (name, text string) {
	switch n := n.(type) {
	case *hclsyntax.FunctionCallExpr:
		if n.Name == "named" {
			return "drift.name", quote(f.subject())
		}
	case *hclsyntax.ScopeTraversalExpr:
		d, _ := s.compiler.lookup(n.Traversal)
		if d == nil {
			return "", ""
		}
		if text = factText(d, f); text == "" {
			text = zeroText(d)
		}
		return d.name, text
	}
	return "", ""
}

func zeroText(d *fact) string {
	switch d.ctyType() {
	case cty.Bool:
		return "false"
	case cty.Number:
		return "0"
	case cty.String:
		return `""`
	}
	return "empty"
}

// edit finds the smallest change: of the team's own rule or waiver if it decided, else a rule to add.
func (s *Set) edit(x *Finding, decided *Rule, f *facts) Edit {
	switch {
	case x.State == Waived && x.Waiver != nil:
		return Edit{File: x.Waiver.File, Line: x.Waiver.Line, Say: fmt.Sprintf("Remove the waiver %q to have the finding back.", x.Waiver.Name)}
	case decided != nil && strings.HasPrefix(decided.Name, "team/"):
		return Edit{File: decided.File, Line: decided.Line, Say: fmt.Sprintf("Change the verdict of rule %q, or narrow its condition.", strings.TrimPrefix(decided.Name, "team/"))}
	}
	to := Acceptable
	if x.Verdict == Acceptable {
		to = MustFix
	}
	when := fmt.Sprintf("drift.name == %q", f.subject())
	if f.path == "" {
		when = fmt.Sprintf("drift.whole && resource.name == %q", f.res.Name)
	}
	if f.res.Kind != "" {
		when += fmt.Sprintf(" && resource.kind == %q", f.res.Kind)
	}
	return Edit{
		File: "envparity.hcl", Say: fmt.Sprintf("Add a rule; yours are tried before the built-in ones. This one makes it %s.", to),
		HCL: fmt.Sprintf("rule %q {\n  when    = %s\n  verdict = %q\n  reason  = \"Why this is so.\"\n}\n", slug(f.subject()), when, to),
	}
}

// slug makes a block label from a name.
func slug(name string) string {
	s := strings.Join(names.AppendWords(nil, name), "-")
	if len(s) > 60 {
		s = strings.TrimRight(s[:60], "-")
	}
	if s == "" {
		return "finding"
	}
	return s
}

// WaiverName proposes a name for a waiver of d.
func WaiverName(d *drift.Drift) string {
	name := d.Resource.Name
	if subject := nameOf(splitPath(d.Path), d.Resource.Name); subject != name {
		name += " " + subject
	}
	return slug(name)
}
