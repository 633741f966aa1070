package runner

import (
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"

	"github.com/envparity/envparity/journeys"
	"github.com/envparity/envparity/journeys/redact"
	"github.com/envparity/envparity/journeys/words"
	"github.com/envparity/envparity/names"
)

// Case is one journey as each environment has it: decoded once per environment, since env.name may occur in it. The steps
// and their names are the same everywhere.
type Case struct {
	Name string
	In   map[string]*journeys.Journey // by environment
}

// Plan is every request a run would send. Making one sends nothing.
type Plan struct {
	Cases    []PlannedCase
	Targets  []journeys.Target
	Requests int // at most, with warm-up, redirects not counted
	Problems []string
	Notes    []string
}

// PlannedCase is one journey with the environments it can run in.
type PlannedCase struct {
	Name    string
	Rounds  int
	Warmup  int
	In      map[string]*journeys.Journey
	Refused []journeys.Refusal
	Lines   []PlanLine
}

// PlanLine is one step in one environment, with how often it would be sent.
type PlanLine struct {
	Environment, Step, Method, URL string
	Effect                         journeys.Effect
	Times                          int
	Warnings                       []string
}

// PlanOptions say how much is to be run, and what a person takes responsibility for.
type PlanOptions struct {
	Names       []string // journeys; empty for all
	Only        []string // environments; empty for all
	Rounds      int      // 0: as the journey says
	Warmup      int      // -1: as the journey says
	AllowWrites []string // protected environments in which steps that declare their effect may run
	MaxRequests int      // 0: no budget
}

// MakePlan works out what would be sent where, and what is refused and why. An error means nothing can run.
func MakePlan(cases []Case, targets []journeys.Target, o PlanOptions) (*Plan, error) {
	p := &Plan{}
	for i := range targets {
		t := targets[i]
		if len(o.Only) > 0 && !slices.Contains(o.Only, t.Name) {
			continue
		}
		if t.BaseURL == "" {
			missing := fmt.Sprintf("environment %q has no base_url: no journey runs there", t.Name)
			if t.Reference || len(o.Only) > 0 {
				p.Problems = append(p.Problems, missing)
			} else { // nobody asked for it
				p.Notes = append(p.Notes, missing)
			}
			continue
		}
		if err := Check(&t); err != nil {
			return nil, err
		}
		p.Targets = append(p.Targets, t)
	}
	for _, n := range o.Only {
		if !slices.ContainsFunc(targets, func(t journeys.Target) bool { return t.Name == n }) {
			return nil, fmt.Errorf("no environment %q", n)
		}
	}
	for _, n := range o.Names {
		if !slices.ContainsFunc(cases, func(c Case) bool { return c.Name == n }) {
			return nil, fmt.Errorf("no journey %q in the config; it has %s", n, caseNames(cases))
		}
	}
	for _, c := range cases {
		if len(o.Names) > 0 && !slices.Contains(o.Names, c.Name) {
			continue
		}
		p.Cases = append(p.Cases, p.plan(c, o))
	}
	if o.MaxRequests > 0 && p.Requests > o.MaxRequests {
		return nil, fmt.Errorf("this would send %s, the budget is %d: lower --rounds, name fewer journeys, or raise --max-requests", names.Count(p.Requests, "request"), o.MaxRequests)
	}
	return p, nil
}

func (p *Plan) plan(c Case, o PlanOptions) PlannedCase {
	out := PlannedCase{Name: c.Name, In: map[string]*journeys.Journey{}, Rounds: journeys.DefaultRounds, Warmup: journeys.DefaultWarmup}
	var first *journeys.Journey
	for i := range p.Targets {
		t := &p.Targets[i]
		j := c.In[t.Name]
		if j == nil || len(j.Only) > 0 && !slices.Contains(j.Only, t.Name) {
			continue
		}
		if first == nil {
			first = j
			out.Rounds, out.Warmup = counts(j, o)
		}
		r := append(elsewhere(j, t), refuse(j, t, o)...)
		if why := overLimit(j, t); why != "" {
			r = append(r, journeys.Refusal{Environment: t.Name, Why: why})
		}
		if len(r) > 0 {
			out.Refused = append(out.Refused, r...)
			continue
		}
		if !sameSteps(first, j) {
			out.Refused = append(out.Refused, journeys.Refusal{Environment: t.Name, Why: "its steps are not those of the other environments: nothing would be compared"})
			continue
		}
		out.In[t.Name] = j
		for i, s := range append(slices.Clone(j.Steps), j.Cleanup...) {
			if i >= len(j.Steps) {
				s.Effect = cleanupEffect(j, &s)
			}
			line := PlanLine{Environment: t.Name, Step: s.Name, Method: s.Method, URL: planURL(t, &s), Effect: s.Effect, Times: out.Rounds + out.Warmup}
			if !t.Protected && !(safeMethod(s.Method) && s.Send.Empty()) && s.Effect == journeys.NoEffect {
				line.Warnings = append(line.Warnings, "declares no effect")
			}
			p.Requests += line.Times
			out.Lines = append(out.Lines, line)
		}
	}
	return out
}

func counts(j *journeys.Journey, o PlanOptions) (rounds, warmup int) {
	rounds, warmup = j.Rounds, j.Warmup
	if rounds == 0 {
		rounds = journeys.DefaultRounds
	}
	if warmup < 0 {
		warmup = journeys.DefaultWarmup
	}
	if o.Rounds > 0 {
		rounds = o.Rounds
	}
	if o.Warmup >= 0 {
		warmup = o.Warmup
	}
	if j.Load.Overlaps() {
		warmup = max(warmup, rampVisits(&j.Load))
	}
	return rounds, warmup
}

// refuse says why a journey must not run in a target: one refusal for each step that must not be sent there.
func refuse(j *journeys.Journey, t *journeys.Target, o PlanOptions) []journeys.Refusal {
	if !t.Protected {
		return nil
	}
	allowed := slices.Contains(o.AllowWrites, t.Name)
	var out []journeys.Refusal
	for i, s := range append(slices.Clone(j.Steps), j.Cleanup...) {
		if i >= len(j.Steps) {
			s.Effect = cleanupEffect(j, &s)
		}
		why := ""
		switch {
		case safeMethod(s.Method) && s.Send.Empty():
			if w := riskyPath(s.URL.String()); w != "" && s.Harmless == "" {
				why = fmt.Sprintf("%s %s looks like it changes something (%q): say why it does not with `harmless = \"…\"`", s.Method, s.URL, w)
			}
		case s.Effect == journeys.NoEffect:
			why = fmt.Sprintf("%s %s, and %s is protected: declare `effect = \"login\"`, \"idempotent\" or \"write\" in the step and run with --allow-writes %s", s.Method, s.URL, t.Name, t.Name)
		case !allowed:
			why = fmt.Sprintf("%s %s has effect %q and %s is protected: run with --allow-writes %s if you mean it", s.Method, s.URL, s.Effect, t.Name, t.Name)
		case s.Effect == journeys.Write && len(j.Cleanup) == 0:
			why = fmt.Sprintf("%s %s writes and the journey has no `cleanup` step", s.Method, s.URL)
		}
		if why != "" {
			out = append(out, journeys.Refusal{Environment: t.Name, Step: s.Name, Why: why})
		}
	}
	return out
}

// cleanupEffect is what a cleanup step does: what it declares, else what the steps did that it undoes. A journey whose steps declare
// nothing has nothing to undo.
func cleanupEffect(j *journeys.Journey, s *journeys.Step) journeys.Effect {
	if s.Effect != journeys.NoEffect || safeMethod(s.Method) {
		return s.Effect
	}
	out := journeys.NoEffect
	for i := range j.Steps {
		switch e := j.Steps[i].Effect; {
		case e == journeys.Write, out == journeys.NoEffect, out == journeys.Idempotent && e == journeys.Login:
			out = e
		}
	}
	return out
}

func safeMethod(m string) bool {
	return m == http.MethodGet || m == http.MethodHead || m == http.MethodOptions
}

var risky = regexp.MustCompile(`(?i)(^|[/?&=._-])(log-?out|sign-?out|unsubscribe|delete|remove|destroy|purge|reset|cancel|disable|revoke|admin)([/?&=._-]|$)`)

// riskyPath returns the word in a path by which a GET gives away that it changes something.
func riskyPath(u string) string {
	m := risky.FindStringSubmatch(u)
	if m == nil {
		return ""
	}
	return m[2]
}

func sameSteps(a, b *journeys.Journey) bool {
	return slices.EqualFunc(a.Steps, b.Steps, func(x, y journeys.Step) bool { return x.Name == y.Name })
}

func planURL(t *journeys.Target, s *journeys.Step) string {
	u := redact.ShownURL(s.URL.String())
	if strings.HasPrefix(u, "/") {
		u = strings.TrimSuffix(t.BaseURL, "/") + u
	}
	for i, p := range s.Query {
		sep := "&"
		if i == 0 && !strings.Contains(u, "?") {
			sep = "?"
		}
		v := p.Value.String()
		if redact.SensitiveName(p.Name) {
			v = redact.Redacted
		}
		u += sep + p.Name + "=" + v
	}
	return words.Printable(u)
}

func caseNames(cases []Case) string {
	if len(cases) == 0 {
		return "none"
	}
	var out []string
	for _, c := range cases {
		out = append(out, fmt.Sprintf("%q", c.Name))
	}
	return strings.Join(out, ", ")
}

// SendsTo reports whether anything would be sent to an environment.
func (p *Plan) SendsTo(env string) bool {
	for _, c := range p.Cases {
		if c.In[env] != nil {
			return true
		}
	}
	return false
}
