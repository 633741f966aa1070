package rules

import (
	"fmt"
	"strings"

	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/snapshot"
)

// Comparer finds the drifts between snapshots, one an environment. Examples are compared as real observations are.
type Comparer func([]drift.Environment, []*snapshot.Snapshot) []drift.Drift

// ExampleFailure is an example with an unexpected result.
type ExampleFailure struct {
	Rule string
	File string
	Line int
	What string
}

// ExampleCheck is the result of running examples.
type ExampleCheck struct {
	Failures []ExampleFailure
	Examples int // examples and counterexamples that were run
	Compared int // examples that were also compared
	Turned   int // variants of acceptable rules' examples, see CheckExamples
}

// CheckExamples runs the examples of the rules whose full name has the prefix, in three ways:
//
// - Against the rule alone: it matches its examples and none of its counterexamples.
// - Through the whole set, in order: the rule decides its examples, or the rule in the example's decided_by does. If compare is set and comparing
// reports the example as written, it is judged once more as compared.
// - Variants of an acceptable rule's examples: the environments exchanged, a switch inverted, a value absent instead of present. The rule must
// not decide those, unless it has either_way.
func (s *Set) CheckExamples(prefix string, compare Comparer) ExampleCheck {
	s = s.indexed()
	c := exampleChecker{set: s, compare: compare}
	for _, r := range s.all {
		if strings.HasPrefix(r.Name, prefix) && r.condition != nil {
			c.rule(r)
		}
	}
	return c.ExampleCheck
}

type exampleChecker struct {
	ExampleCheck

	set     *Set
	compare Comparer
}

func (c *exampleChecker) fail(r *Rule, line int, format string, args ...any) {
	c.Failures = append(c.Failures, ExampleFailure{Rule: r.Name, File: r.File, Line: line, What: fmt.Sprintf(format, args...)})
}

func (c *exampleChecker) rule(r *Rule) {
	examples, diags := c.set.ExamplesOf(r)
	for _, d := range diags {
		c.fail(r, d.Subject.Start.Line, "%s", d.Detail)
	}
	for _, ex := range examples {
		c.Examples++
		if what := aloneFails(r, ex); what != "" {
			c.fail(r, ex.Line, "%s", what)
			continue
		}
		if r.Disabled {
			continue
		}
		c.inOrder(r, ex)
		if ex.Match && r.Verdict == Acceptable && !r.EitherWay && ex.Drift.decidedBy == "" {
			c.turned(r, ex)
		}
	}
}

// aloneFails runs an example against its own rule alone, and returns what is wrong; "" if nothing is.
func aloneFails(r *Rule, ex Example) string {
	d, in := ex.Drift.build()
	f := &facts{run: newRun(in)}
	f.point(d, nil)
	got := r.applies(f)
	switch {
	case f.err != nil:
		return "the condition failed to evaluate: " + f.err.Error()
	case got && !ex.Match:
		return "the rule matches this counterexample"
	case !got && ex.Match:
		for _, p := range r.parts {
			if !p.holds(f) {
				return "the rule does not match this example: " + p.source + " is false"
			}
		}
		return "the rule does not match this example"
	}
	return ""
}

// inOrder runs an example through the whole set, as written and as comparing reports it.
func (c *exampleChecker) inOrder(r *Rule, ex Example) {
	want := ex.Drift.decidedBy
	if want == "" && ex.Match {
		want = r.Name
	}
	d, in := ex.Drift.build()
	if by := c.set.decides(d, in); want != "" && by.Name != want {
		c.fail(r, ex.Line, "%s decides this example, and not %s: %s, %s", by.Name, want, by.Verdict, by.Reason)
		return
	}
	if c.compare == nil {
		return
	}
	real, in := ex.Drift.compared(c.compare)
	if real == nil {
		return
	}
	c.Compared++
	if by := c.set.decides(real, in); want != "" && by.Name != want || !ex.Match && by == r {
		c.fail(r, ex.Line, "once compared, %s decides this example: %s, %s", by.Name, by.Verdict, by.Reason)
	}
}

// decides returns the rule that decides one drift.
func (s *Set) decides(d *drift.Drift, in Context) *Rule {
	w := &worker{set: s, facts: facts{run: newRun(in)}, bits: newBitset(len(s.rules))}
	w.facts.point(d, nil)
	return w.decide().rule
}

// turned runs the variants of an acceptable rule's example.
func (c *exampleChecker) turned(r *Rule, ex Example) {
	for _, t := range ex.Drift.turns() {
		c.Turned++
		d, in := t.drift.build()
		if c.set.decides(d, in) == r {
			c.fail(r, ex.Line, "the rule also accepts this example with %s: %s. Narrow the condition, or say either_way = true if the reason holds then, too", t.how, t.drift.said())
			return
		}
	}
}
