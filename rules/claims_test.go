package rules

import (
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/rules/builtin"
)

// A claim is what a form of words in a reason says about which environments agree, differ or have a value. contradicted returns false for a name that
// is no environment's.
type claim struct {
	words        *regexp.Regexp
	contradicted func(f *facts, match []string) bool
}

// claims lists the forms of words in which reasons of built-in rules speak of several environments.
func claims() []claim {
	const list = `([a-z]+(?:, [a-z]+)*(?: and [a-z]+)?)`
	observed := func(f *facts, i int) bool { return i >= 0 && f.sides[i].State != drift.UnknownState }
	return []claim{
		{regexp.MustCompile(`[Ee]ach environment('s own| has its own| is delivered)`), func(f *facts, _ []string) bool {
			return anyPair(f, func(a, b *drift.Side) bool {
				return a.State == drift.Present && b.State == drift.Present && letterByLetter(a, b)
			})
		}},
		{regexp.MustCompile(list + ` agrees? with ([a-z]+)`), func(f *facts, m []string) bool {
			ref := f.index(m[2])
			return ref < 0 || anyOf(f, m[1], func(i int) bool { return !observed(f, i) || !drift.Alike(&f.sides[i], &f.sides[ref]) })
		}},
		{regexp.MustCompile(`(?:though |, and )` + list + ` agree[,.]`), func(f *facts, m []string) bool {
			first := f.index(firstName(m[1]))
			return first < 0 || anyOf(f, m[1], func(i int) bool { return !observed(f, i) || !letterByLetter(&f.sides[i], &f.sides[first]) })
		}},
		{regexp.MustCompile(`^Only `), func(f *facts, _ []string) bool { return len(f.inState(drift.UnknownState)) > 0 }},
		{regexp.MustCompile(`[Oo]nly ` + list + ` differs?[,;]`), func(f *facts, m []string) bool {
			return !slices.Equal(namesIn(m[1]), f.where(func(i int) bool {
				return i != f.run.ref && observed(f, i) && !drift.Alike(&f.sides[i], &f.sides[f.run.ref])
			}))
		}},
		{regexp.MustCompile(`[Oo]nly ` + list + ` (has|have|sets?|runs?|mounts?|carries|carry|knows?|grants?|says?|bounds|probes?|overrides?|fixes|fix)\b`), func(f *facts, m []string) bool {
			return f.drift.Kind != drift.Leaked && !strings.Contains(m[0], "another major version") && f.oneSided() && !slices.Equal(namesIn(m[1]), f.inState(drift.Present))
		}},
		{regexp.MustCompile(`^` + list + ` (?:use|name|report to) one`), func(f *facts, m []string) bool {
			first := f.index(firstName(m[1]))
			return first < 0 || len(namesIn(m[1])) < 2 || anyOf(f, m[1], func(i int) bool { return f.sides[i].State != drift.Present || f.sides[i].Class != f.sides[first].Class })
		}},
		{regexp.MustCompile(`\bin ` + list + `, and not in ([a-z]+)\.`), func(f *facts, m []string) bool {
			out := f.index(m[2])
			return out < 0 || anyOf(f, m[1], func(i int) bool { return observed(f, out) && drift.Alike(&f.sides[i], &f.sides[out]) })
		}},
		{regexp.MustCompile(`nly ([a-z]+) differs, the environment farthest from ([a-z]+)`), func(f *facts, m []string) bool {
			for i := range f.sides {
				if observed(f, i) && i != f.run.ref {
					return f.run.envs[i].Name != m[1]
				}
			}
			return true
		}},
		{regexp.MustCompile(`^([a-z]+) has a store of its own`), func(f *facts, m []string) bool {
			i := f.index(m[1])
			return i < 0 || f.sides[i].State != drift.Present || anyPair(f, func(a, b *drift.Side) bool { return (a == &f.sides[i] || b == &f.sides[i]) && drift.Alike(a, b) })
		}},
		{regexp.MustCompile(`; ` + list + ` (?:runs?|has|have) the version of ([a-z]+)`), func(f *facts, m []string) bool {
			ref := f.index(m[2])
			return ref < 0 || anyOf(f, m[1], func(i int) bool { return !observed(f, i) || !drift.Alike(&f.sides[i], &f.sides[ref]) })
		}},
		{regexp.MustCompile(list + ` (?:does|do) without`), func(f *facts, m []string) bool {
			return anyOf(f, m[1], func(i int) bool { return i < 0 || f.sides[i].State != drift.AbsentState })
		}},
	}
}

func (f *facts) oneSided() bool { return f.drift.Kind == drift.Missing || f.drift.Kind == drift.Extra }

func namesIn(list string) []string {
	return strings.FieldsFunc(strings.ReplaceAll(list, " and ", ","), func(r rune) bool { return r == ',' || r == ' ' })
}

func firstName(list string) string { return namesIn(list)[0] }

// anyOf reports whether test is true for an environment of a list. A word that names none is skipped: it belongs to the sentence before the list.
func anyOf(f *facts, list string, test func(i int) bool) bool {
	for _, name := range namesIn(list) {
		if i := slices.IndexFunc(f.run.envs, func(e drift.Environment) bool { return e.Name == name }); i >= 0 && test(i) {
			return true
		}
	}
	return false
}

func anyPair(f *facts, test func(a, b *drift.Side) bool) bool {
	for i := range f.sides {
		for k := range i {
			if test(&f.sides[k], &f.sides[i]) {
				return true
			}
		}
	}
	return false
}

// TestNoReasonContradictsTheValues draws drifts of two to five environments from the values of the rules' own examples, in which some environments have
// no value and some were not observed.
func TestNoReasonContradictsTheValues(t *testing.T) {
	set, diags := Load(nil, nil, builtin.FS())
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	set = set.indexed()
	r := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // the same drifts every time
	forms, checked := claims(), map[string]int{}
	const draws = 30 // of each example; ten times as many found nothing more
	for _, rule := range set.rules {
		examples, _ := set.ExamplesOf(rule)
		for _, x := range examples {
			for range draws {
				d, in := randomDrift(r, x.Drift)
				w := &worker{set: set, facts: facts{run: newRun(in)}, bits: newBitset(len(set.rules))}
				for _, found := range w.classify(nil, d) {
					w.facts.point(d, nil)
					for _, c := range forms {
						if m := c.words.FindStringSubmatch(found.Reason); m != nil {
							checked[c.words.String()]++
							if c.contradicted(&w.facts, m) {
								t.Errorf("%s says %q\nof %s", found.Rule, found.Reason, told(d, in))
							}
						}
					}
				}
			}
		}
	}
	for _, c := range forms {
		if checked[c.words.String()] == 0 {
			t.Errorf("no reason says %s, so that nothing was checked", c.words)
		}
	}
}

// randomDrift gives each of two to five environments a value that some environment of the example has, none, or one that was not observed.
func randomDrift(r *rand.Rand, x exampleDrift) (*drift.Drift, Context) {
	given := slices.Clone(x.nodes)
	last := len(x.nodes) - 1
	for _, e := range []string{"alpha", "bravo", "delta"} {
		if len(x.envs) < 5 && !slices.Contains(x.envs, e) && r.IntN(2) == 0 {
			x.envs = slices.Insert(slices.Clone(x.envs), 0, e)
			x.nodes = slices.Insert(slices.Clone(x.nodes), 0, given[r.IntN(len(given))])
		}
	}
	x.nodes = slices.Clone(x.nodes)
	for i := range x.nodes[:len(x.nodes)-1] {
		switch r.IntN(6) {
		case 0:
			x.nodes[i] = nil
		case 1:
			x.nodes[i] = given[last]
		}
	}
	d, in := x.build()
	for i := range d.Sides[:len(d.Sides)-1] {
		if r.IntN(8) == 0 {
			d.Sides[i] = drift.Side{State: drift.UnknownState, Class: -1}
		}
	}
	if k := d.Kind; k == drift.Missing || k == drift.Extra || x.kind == "" {
		d.Kind = x.guessKind(d.Sides)
	}
	differ, alone := drift.Apart(d.Sides, len(d.Sides)-1)
	d.Facts.Differ, d.Facts.Outlier = nil, ""
	for _, e := range differ {
		d.Facts.Differ = append(d.Facts.Differ, x.envs[e])
	}
	if alone >= 0 {
		d.Facts.Outlier = x.envs[alone]
	}
	return d, in
}

func told(d *drift.Drift, in Context) string {
	var b strings.Builder
	for i := range d.Sides {
		b.WriteString(in.Environments[i].Name + "=" + string(d.Sides[i].State) + " " + d.Sides[i].Text + "; ")
	}
	return string(d.Kind) + " " + d.Path + ": " + b.String()
}

// TestReasonsSayWhichEnvironments keeps out words that are wrong as soon as there are more than two environments, or one was not observed.
func TestReasonsSayWhichEnvironments(t *testing.T) {
	set, diags := Load(nil, nil, builtin.FS())
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	vague := regexp.MustCompile(`one environment only|[Tt]wo environments|two of them|all nearer|"Only \$|[Aa]ll others (have|agree)`)
	for _, rule := range set.rules {
		if vague.MatchString(rule.Reason) {
			t.Errorf("%s names no environments: %q", rule.Name, rule.Reason)
		}
	}
}
