package rules

import (
	"cmp"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"time"

	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/snapshot"
)

// Context is the input of a classification besides the drifts.
type Context struct {
	Environments []drift.Environment // in the order of the drifts' sides
	Now          time.Time           // the audit's date, for the expiry of waivers and certificates
	Waivers      *Waivers            // nil for none
	Baseline     *Baseline           // nil for none
	Owners       *Owners             // nil for none

	// Unseen names collectors that this audit did not see, or not completely. Baseline entries and waivers of their findings are then neither
	// fixed nor without a match.
	Unseen []string
}

// Outcome is the result of a classification besides the findings.
type Outcome struct {
	Findings []Finding      // sorted by verdict, pillar, resource, path
	Problems []string       // problems of the rules and waivers themselves
	Fixed    []string       // fingerprints in the baseline that are gone
	Matched  map[string]int // findings by the full name of the deciding rule
}

// Classify gives every drift a verdict. See Run.
func (s *Set) Classify(drifts []drift.Drift, in Context) []Finding {
	return s.Run(drifts, in).Findings
}

// Run gives every drift a verdict and compares the findings with waivers and baseline. A drift of several places yields one finding, unless its
// places have different verdicts. Run does not change the drifts, and the findings point into them.
func (s *Set) Run(drifts []drift.Drift, in Context) Outcome {
	s = s.indexed()
	parts := make([][]Finding, workers(len(drifts)))
	told := slices.ContainsFunc(drifts, func(d drift.Drift) bool { return d.Story != nil })
	var wg sync.WaitGroup
	size := (len(drifts) + len(parts) - 1) / max(1, len(parts))
	for p := range parts {
		chunk := drifts[min(p*size, len(drifts)):min((p+1)*size, len(drifts))]
		wg.Go(func() {
			r := newRun(in)
			r.history = told
			parts[p] = s.classifyAll(chunk, r)
		})
	}
	wg.Wait()
	findings := slices.Concat(parts...)
	unique(findings)
	out := Outcome{Findings: findings}
	out.Problems = in.Waivers.apply(findings, s, newRun(in), in.Unseen)
	out.Fixed = in.Baseline.apply(findings, in.Unseen)
	sortFindings(findings)
	out.Matched = map[string]int{}
	for i := range findings {
		out.Matched[findings[i].Rule]++
	}
	return out
}

// indexed returns the set with an index. A set that was loaded with mistakes has none.
func (s *Set) indexed() *Set {
	if s.index != nil {
		return s
	}
	out := *s
	out.index = newIndex(s.rules)
	return &out
}

// workers returns the number of goroutines. A small audit is done before a goroutine would start.
func workers(n int) int {
	if n < 2000 {
		return 1
	}
	return min(runtime.GOMAXPROCS(0), 16)
}

func (s *Set) classifyAll(drifts []drift.Drift, r *run) []Finding {
	w := &worker{set: s, facts: facts{run: r}, bits: newBitset(len(s.rules))}
	out := make([]Finding, 0, len(drifts)+len(drifts)/8)
	for i := range drifts {
		out = w.classify(out, &drifts[i])
	}
	return out
}

// worker holds the scratch memory of one goroutine.
type worker struct {
	set   *Set
	facts facts
	bits  bitset
}

// decision is the rule that decided, and the errors of the rules before it.
type decision struct {
	rule    *Rule
	verdict Verdict
	policy  *policy
	notes   []string
}

// classify appends the findings of one drift.
func (w *worker) classify(out []Finding, d *drift.Drift) []Finding {
	w.facts.point(d, nil)
	first := w.decide()
	if len(d.Places) == 0 {
		return append(out, w.finding(d, first))
	}
	decisions := make([]decision, len(d.Places))
	mixed := false
	for i := range d.Places {
		w.facts.point(d, &d.Places[i])
		decisions[i] = w.decide()
		mixed = mixed || decisions[i].verdict != first.verdict
	}
	if !mixed {
		w.facts.point(d, nil)
		return append(out, w.finding(d, first))
	}
	places := append([]drift.Place{{Resource: d.Resource, Path: d.Path, Key: d.Key, Sides: d.Sides, Story: d.Story}}, d.Places...)
	decisions = append([]decision{first}, decisions...)
	if oneAbsence(d) {
		byWorst(places, decisions)
	}
	return w.splitPlaces(out, d, places, decisions)
}

// splitPlaces makes one finding for each verdict among a drift's places, of which each has its decision.
func (w *worker) splitPlaces(out []Finding, d *drift.Drift, places []drift.Place, decisions []decision) []Finding {
	for _, v := range []Verdict{MustFix, ShouldFix, Acceptable} {
		var part *drift.Drift
		var dec decision
		apart := false // a place was split off
		take := func(p drift.Place, by decision) {
			if by.verdict != v {
				return
			}
			if part == nil {
				c := *p.Of(d)
				apart = p.Own != nil
				c.Resource, c.Path, c.Key, c.Sides, c.Places, c.Cause, c.Story = p.Resource, p.Path, p.Key, p.Sides, nil, d.Cause, storyOf(d, &p)
				part, dec = &c, by
				return
			}
			if p.Own == nil && apart {
				own := *d
				own.Resource, own.Path, own.Key, own.Sides, own.Places = p.Resource, p.Path, p.Key, p.Sides, nil
				p.Own = &own
			}
			part.Places = append(part.Places, p)
		}
		for i := range places {
			take(places[i], decisions[i])
		}
		if part != nil {
			w.facts.point(part, nil)
			out = append(out, w.finding(part, dec))
		}
	}
	return out
}

// decide tries the rules in order; the first that matches decides. A rule that fails to evaluate decides nothing. But the finding reports that,
// and is never better than should-fix.
func (w *worker) decide() decision {
	var d decision
	w.set.index.candidates(&w.facts, w.bits)
	for i := w.bits.next(0); i >= 0; i = w.bits.next(i + 1) {
		r := w.set.rules[i]
		ok := r.applies(&w.facts)
		if w.facts.err != nil {
			d.notes = append(d.notes, fmt.Sprintf("rule %s failed to evaluate: %v", r.Name, w.facts.err))
			w.facts.err = nil
			continue
		}
		if ok {
			d.rule, d.verdict = r, r.Verdict
			break
		}
	}
	if d.rule == nil {
		d.rule, d.verdict = &Rule{Name: "default/other", Reason: unknownDifference}, Acceptable
	}
	d.policy = w.set.policyFor(&w.facts, d.rule)
	if d.policy != nil {
		d.verdict = d.policy.lighten(d.verdict)
	}
	if len(d.notes) > 0 && d.verdict == Acceptable {
		d.verdict = ShouldFix
	}
	if e := w.facts.clouded(); e != "" && d.verdict != Acceptable {
		d.notes = append(d.notes, fmt.Sprintf("%s by what was observed, and nobody knows whether it would be with %s, which was not", d.verdict, e))
		d.verdict = Acceptable
	}
	return d
}

// applies reports whether the rule's condition is true and its environments fit.
func (r *Rule) applies(f *facts) bool {
	if !r.condition(f) || f.err != nil {
		return false
	}
	if len(r.Environments) == 0 {
		return true
	}
	in := func(e string) bool { return slices.Contains(r.Environments, e) }
	differ := f.environments()
	if r.Verdict == Acceptable { // a difference that is accepted in dev is not thereby accepted in staging
		return len(differ) > 0 && !slices.ContainsFunc(differ, func(e string) bool { return !in(e) })
	}
	return slices.ContainsFunc(differ, in)
}

func (w *worker) finding(d *drift.Drift, by decision) Finding {
	r := by.rule
	out := Finding{
		Fingerprint: FingerprintOf(d), Drift: d, Verdict: by.verdict, State: New, Rule: r.Name, Reason: r.Reason, Hint: r.Hint,
		Owner: r.Owner, Compensation: r.Compensation, Notes: by.notes,
	}
	for _, t := range r.texts {
		w.say(&out, r, t)
	}
	if out.Owner == "" {
		out.Owner = w.facts.ownerName()
	}
	if by.policy != nil && by.verdict != r.Verdict {
		out.Notes = append(out.Notes, fmt.Sprintf("policy %s: %s instead of %s", by.policy.name, by.verdict, r.Verdict))
	}
	return out
}

// unique gives a distinct fingerprint to the second finding with the same one. That happens only if one attribute has two drifts.
func unique(findings []Finding) {
	seen := make(map[string]int, len(findings))
	for i := range findings {
		f := &findings[i]
		n := seen[f.Fingerprint]
		seen[f.Fingerprint] = n + 1
		if n > 0 {
			f.Fingerprint = numbered(f.Fingerprint, n)
		}
	}
}

func pillarRank(p snapshot.Pillar) int {
	if i := slices.Index(snapshot.Pillars(), p); i >= 0 {
		return i
	}
	return len(snapshot.Pillars()) // an unknown one comes last
}

func sortFindings(fs []Finding) {
	slices.SortStableFunc(fs, func(a, b Finding) int {
		return cmp.Or(
			a.Verdict.Rank()-b.Verdict.Rank(),
			pillarRank(a.Drift.Pillar)-pillarRank(b.Drift.Pillar),
			cmp.Compare(a.Drift.Resource.Kind, b.Drift.Resource.Kind),
			cmp.Compare(a.Drift.Resource.Name, b.Drift.Resource.Name),
			cmp.Compare(a.Drift.Path, b.Drift.Path),
			cmp.Compare(a.Fingerprint, b.Fingerprint),
		)
	})
}
