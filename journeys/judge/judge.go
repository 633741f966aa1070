// Package judge says whether an environment takes longer, fails more often or answers otherwise than the reference, and how sure that is. It
// reads no clock and no file: the same run gives the same judgement.
package judge

import (
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/envparity/envparity/journeys"
	"github.com/envparity/envparity/journeys/answers"
	"github.com/envparity/envparity/journeys/stats"
	"github.com/envparity/envparity/journeys/words"
	"github.com/envparity/envparity/names"
)

// Outcome is what can be said of one environment's latency against the reference's.
type Outcome string

// The outcomes.
const (
	Within        Outcome = "within"         // the whole interval lies below what is allowed
	Exceeds       Outcome = "exceeds"        // the whole interval lies above
	TooFast       Outcome = "too-fast"       // suspiciously: an empty database, a mock, an error page
	Inconclusive  Outcome = "inconclusive"   // the interval straddles the allowed ratio: more rounds would tell
	NotComparable Outcome = "not-comparable" // errors, another protocol, too few rounds
)

// Judgement holds one journey or step in one environment against the reference. Times are milliseconds.
type Judgement struct {
	Journey      string           `json:"journey"`
	Step         string           `json:"step,omitempty"` // "" for the whole journey
	Environment  string           `json:"environment"`
	Reference    string           `json:"reference"`
	Source       string           `json:"source,omitempty"` // file:line of the journey or step
	Outcome      Outcome          `json:"outcome"`
	Why          string           `json:"why"`
	Ratio        Estimate         `json:"ratio"`
	RefMedian    Estimate         `json:"reference_median_ms"`
	EnvMedian    Estimate         `json:"median_ms"`
	RefP90       Estimate         `json:"reference_p90_ms"`
	EnvP90       Estimate         `json:"p90_ms"`
	RefP95       Estimate         `json:"reference_p95_ms"`
	EnvP95       Estimate         `json:"p95_ms"`
	RefP99       Estimate         `json:"reference_p99_ms"`
	EnvP99       Estimate         `json:"p99_ms"`
	Tail         *Tail            `json:"tail,omitempty"`         // of a whole journey whose median could be compared
	Distribution *Distribution    `json:"distribution,omitempty"` // of a whole journey
	Allowed      float64          `json:"allowed"`
	Documented   bool             `json:"documented"`
	Reason       string           `json:"reason,omitempty"`
	P            float64          `json:"p"`
	Adjusted     float64          `json:"p_adjusted"` // by Holm for journeys, by Benjamini-Hochberg for steps
	MoreRounds   int              `json:"more_rounds,omitempty"`
	Errors       Errors           `json:"errors"`
	Gap          []PhaseGap       `json:"gap,omitempty"`
	Notes        []string         `json:"notes,omitempty"`
	Next         []string         `json:"next,omitempty"` // what to look at, likeliest first
	Baseline     *BaselineVerdict `json:"baseline,omitempty"`

	block       int // rounds that count as one, under load; 0 for one
	floor       time.Duration
	faster      float64
	tailAllowed float64 // documented for the tail, 0 for the ratio of the medians
}

// Estimate is a number with its interval; an end that the sample cannot bound is absent.
type Estimate struct {
	Value float64  `json:"value"`
	Low   *float64 `json:"low,omitempty"`
	High  *float64 `json:"high,omitempty"`
	N     int      `json:"n"`
}

// Errors counts visits that failed, with Fisher's exact test of "both fail at one rate".
type Errors struct {
	Ref      int      `json:"reference_failed"`
	RefN     int      `json:"reference_visits"`
	Env      int      `json:"failed"`
	EnvN     int      `json:"visits"`
	P        float64  `json:"p"`
	Adjusted float64  `json:"p_adjusted,omitempty"` // by Holm over all journeys
	Allowed  float64  `json:"allowed,omitempty"`    // the rate that is documented
	Differs  bool     `json:"differs,omitempty"`    // the rates differ, and not because one fails every time
	Why      string   `json:"why,omitempty"`
	Causes   []string `json:"causes,omitempty"` // what went wrong, the most frequent first
}

// Functional is an expectation that does not hold, told without a test because it is not a matter of chance.
type Functional struct {
	Journey     string `json:"journey"`
	Step        string `json:"step"`
	Environment string `json:"environment"`
	What        string `json:"what"`
	Failed      int    `json:"failed"`
	Of          int    `json:"of"`
	Everywhere  bool   `json:"everywhere,omitempty"` // the reference fails as well
	Source      string `json:"source,omitempty"`     // file:line of the step
}

// Judged is what a run says.
type Judged struct {
	RunID       string               `json:"run_id,omitempty"`
	Reference   string               `json:"reference"`
	Journeys    []Judgement          `json:"journeys"`
	Steps       []Judgement          `json:"steps"`
	Functional  []Functional         `json:"functional,omitempty"`
	Answers     []answers.AnswerDiff `json:"answers,omitempty"`
	Limits      []LimitResult        `json:"limits,omitempty"`
	Visits      []Visit              `json:"visits,omitempty"` // slow and failed ones behind the findings, with their traces
	Connections []ConnectionDiff     `json:"connections,omitempty"`
	Problems    []string             `json:"problems,omitempty"`
	Notes       []string             `json:"notes,omitempty"`
	Complete    bool                 `json:"complete"` // all that was asked for was measured

	// Times are the milliseconds that the journeys took, by journey and environment, shortest first: what the judgements rest on.
	Times map[string]map[string][]float64 `json:"-"`
}

// Options say what is held against what.
type Options struct {
	Reference  string        // "" for the run's
	Floor      time.Duration // least difference of medians that matters; 0: DefaultFloor
	Confidence float64       // 0: 95 %
	Baseline   *journeys.Run // an earlier run, to tell whether the gap has grown
}

// Run is a pure function of a run.
func Run(run *journeys.Run, o Options) *Judged {
	if o.Confidence == 0 {
		o.Confidence = stats.Confidence
	}
	if o.Floor == 0 {
		o.Floor = journeys.DefaultFloor
	}
	run = withoutRecording(run)
	out := &Judged{RunID: run.RunID, Reference: o.Reference, Journeys: []Judgement{}, Steps: []Judgement{}, Problems: slices.Clone(run.Problems), Complete: len(run.Problems) == 0}
	if out.Reference == "" {
		out.Reference = referenceOf(run)
	}
	out.Notes = append(clientNotes(run), run.Notes...)
	for i := range run.Journeys {
		out.journey(run, &run.Journeys[i], o)
	}
	out.Connections = connections(run)
	decide(out.Journeys, stats.Holm, o)
	decide(out.Steps, stats.BenjaminiHochberg, o)
	decideTails(out.Journeys, o)
	decideErrors(run, out.Journeys, o)
	decideLimits(out.Limits, o)
	for i := range out.Journeys {
		j := &out.Journeys[i]
		explain(run, j, out.Steps)
		explainTail(run.Journey(j.Journey), j)
		if o.Baseline != nil {
			against(run, o.Baseline, j, o.Confidence)
		}
		out.Complete = out.Complete && j.Outcome != NotComparable
	}
	for i := range run.Journeys {
		out.visits(run, &run.Journeys[i])
	}
	return out
}

// journey holds one journey in each environment against the reference.
func (out *Judged) journey(run *journeys.Run, j *journeys.JourneyRun, o Options) {
	envs := environments(run, j)
	standIn := standInFor(j, envs, out.Reference)
	for _, env := range envs {
		out.Functional = append(out.Functional, functional(j, env, out.Reference)...)
		if env == out.Reference {
			continue
		}
		ref := out.Reference
		if standIn != "" && env != standIn {
			ref = standIn
		}
		whole := judge(run, j, nil, env, ref, o)
		if ref != out.Reference {
			whole.Notes = append(whole.Notes, fmt.Sprintf("nothing was measured in %s: %s stands in for it", out.Reference, ref))
		}
		out.Journeys = append(out.Journeys, whole)
		for k := range j.Steps {
			if len(j.Steps) > 1 {
				out.Steps = append(out.Steps, judge(run, j, &j.Steps[k], env, ref, o))
			}
		}
	}
	for _, env := range envs {
		out.took(j, env)
	}
	out.limits(run, j, o)
	out.Answers = append(out.Answers, answers.Differences(j, out.Reference, o.Baseline)...)
}

// took keeps the times of a journey in an environment.
func (out *Judged) took(j *journeys.JourneyRun, env string) {
	s := series(j, "", env)
	if len(s.points) == 0 {
		return
	}
	if out.Times == nil {
		out.Times = map[string]map[string][]float64{}
	}
	if out.Times[j.Name] == nil {
		out.Times[j.Name] = map[string][]float64{}
	}
	ms := s.ms()
	slices.Sort(ms)
	out.Times[j.Name][env] = ms
}

// standInFor returns the last other environment that a journey was measured in where nothing was measured in the reference, else "". The
// others are then compared with one another, and only the stand-in is not comparable.
func standInFor(j *journeys.JourneyRun, envs []string, ref string) string {
	if s := series(j, "", ref); !s.missing {
		return ""
	}
	for _, env := range slices.Backward(envs) {
		if s := series(j, "", env); env != ref && !s.missing {
			return env
		}
	}
	return ""
}

// withoutRecording leaves out what a capture says was answered then, unless that is the reference: it is no environment to judge.
func withoutRecording(r *journeys.Run) *journeys.Run {
	i := slices.IndexFunc(r.Targets, func(t journeys.TargetInfo) bool { return t.Recorded && !t.Reference })
	if i < 0 {
		return r
	}
	name, out := r.Targets[i].Name, *r
	out.Targets = slices.Delete(slices.Clone(r.Targets), i, i+1)
	out.Journeys = slices.Clone(r.Journeys)
	for k := range out.Journeys {
		j := &out.Journeys[k]
		j.Samples = slices.DeleteFunc(slices.Clone(j.Samples), func(s journeys.Sample) bool { return s.Environment == name })
		j.Steps = slices.Clone(j.Steps)
		for n := range j.Steps {
			j.Steps[n].Answers = slices.DeleteFunc(slices.Clone(j.Steps[n].Answers), func(a journeys.AnswerFields) bool { return a.Environment == name })
		}
	}
	return &out
}

func referenceOf(run *journeys.Run) string {
	for _, t := range run.Targets {
		if t.Reference {
			return t.Name
		}
	}
	if len(run.Targets) > 0 {
		return run.Targets[len(run.Targets)-1].Name
	}
	return ""
}

// environments lists those that have samples, or were refused, in the order of the targets.
func environments(run *journeys.Run, j *journeys.JourneyRun) []string {
	var out []string
	for _, t := range run.Targets {
		has := slices.ContainsFunc(j.Samples, func(s journeys.Sample) bool { return s.Environment == t.Name }) ||
			slices.ContainsFunc(j.Refused, func(r journeys.Refusal) bool { return r.Environment == t.Name })
		if has {
			out = append(out, t.Name)
		}
	}
	return out
}

// judge measures; decide, which knows all comparisons, gives the outcome.
func judge(run *journeys.Run, j *journeys.JourneyRun, s *journeys.StepRun, env, ref string, o Options) Judgement {
	out := Judgement{Journey: j.Name, Environment: env, Reference: ref, Source: j.Source, P: 1, Adjusted: 1}
	step := ""
	if s != nil {
		out.Step, out.Source, step = s.Name, s.Source, s.Name
	}
	allowance(run, j, s, &out, o)
	a, b := series(j, step, ref), series(j, step, env)
	errorsAllowed := out.Errors.Allowed
	out.Errors = Errors{Allowed: errorsAllowed, Ref: a.failed, RefN: a.visits, Env: b.failed, EnvN: b.visits, P: stats.Fisher(a.failed, a.visits, b.failed, b.visits)}
	refMS, envMS := a.ms(), b.ms()
	for _, q := range []struct {
		q        float64
		ref, env *Estimate
	}{{0.5, &out.RefMedian, &out.EnvMedian}, {0.9, &out.RefP90, &out.EnvP90}, {0.95, &out.RefP95, &out.EnvP95}, {0.99, &out.RefP99, &out.EnvP99}} {
		*q.ref, *q.env = quantile(refMS, q.q, o.Confidence), quantile(envMS, q.q, o.Confidence)
	}
	if s == nil {
		out.Distribution = Distribute(refMS, envMS, DistributionBins)
	}
	if out.Outcome, out.Why = incomparable(j, step, env, ref, &a, &b); out.Outcome != "" {
		out.Ratio = Estimate{Value: math.NaN()}
		return out
	}
	if s == nil {
		out.Tail = tailOf(&out, refMS, envMS)
		if out.Tail != nil && overlapped(j) {
			out.Tail.underLoad(pairs(a, b))
		}
	}
	bar := math.Log(out.Allowed)
	var ratio stats.Interval
	if j.Paired {
		x, y := pairs(a, b)
		if overlapped(j) {
			out.block = stats.BlockSize(len(x))
			x, y = stats.Blocks(x, out.block, 0.5), stats.Blocks(y, out.block, 0.5)
		}
		ratio = stats.PairedRatio(x, y, o.Confidence)
		d := make([]float64, len(x))
		for i := range x {
			d[i] = math.Log(y[i]) - math.Log(x[i]) - bar
		}
		out.P = stats.SignedRankTest(d).Greater
	} else {
		x, y := refMS, envMS
		ratio = stats.UnpairedRatio(x, y, o.Confidence)
		scaled := make([]float64, len(y))
		for i := range y {
			scaled[i] = y[i] / out.Allowed
		}
		out.P = stats.MannWhitney(scaled, x).Greater
		out.Notes = append(out.Notes, "samples of the two environments were not taken side by side: what drifted between them is in the ratio")
	}
	out.P = math.Min(1, 2*out.P) // two-sided, so that it agrees with the interval
	out.Ratio = estimate(ratio)
	out.Notes = append(out.Notes, ratio.Warnings...)
	out.Notes = append(out.Notes, sampleNotes(j, env, ref, &a, &b)...)
	return out
}

// allowance finds what is documented: for the step, the journey, the environment; else the default, which is said.
func allowance(run *journeys.Run, j *journeys.JourneyRun, s *journeys.StepRun, out *Judgement, o Options) {
	out.Allowed, out.floor, out.faster = journeys.DefaultRatio, o.Floor, 1/journeys.DefaultFaster
	for _, t := range run.Targets {
		if t.Name == out.Environment && t.ExpectedRatio > 0 {
			out.Allowed, out.Documented, out.Reason = t.ExpectedRatio, true, t.RatioReason
		}
	}
	lists := [][]journeys.Allow{j.Allow}
	if s != nil {
		lists = append(lists, s.Allow)
	}
	for _, l := range lists {
		for _, a := range l {
			if a.Environment != out.Environment {
				continue
			}
			if a.Ratio > 0 {
				out.Allowed, out.Documented, out.Reason = a.Ratio, true, a.Reason
			}
			if a.Floor > 0 {
				out.floor = a.Floor
			}
			if a.P95Ratio > 0 {
				out.tailAllowed = a.P95Ratio
			}
			if a.ErrorRate > 0 {
				out.Errors.Allowed = a.ErrorRate
			}
			if a.Faster > 0 {
				out.faster = a.Faster
			}
		}
	}
}

// decide gives outcomes to all judgements of one family at once.
func decide(all []Judgement, adjust func([]float64) []float64, o Options) {
	var idx []int
	var p []float64
	for i := range all {
		if all[i].Outcome == "" {
			idx = append(idx, i)
			p = append(p, all[i].P)
		}
	}
	for k, adj := range adjust(p) {
		j := &all[idx[k]]
		j.Adjusted = adj
		j.Outcome, j.Why = outcome(j, len(p), o)
	}
}

func outcome(j *Judgement, family int, o Options) (Outcome, string) {
	r := j.Ratio
	if r.Low == nil || r.High == nil {
		return NotComparable, fmt.Sprintf("%s too few, it takes %d", rounds(r.N), stats.MinRounds(1, o.Confidence))
	}
	allowed := fmt.Sprintf("%s× is allowed", words.Trim(j.Allowed))
	if !j.Documented {
		allowed = fmt.Sprintf("nothing is documented for %s, %s× is taken", j.Environment, words.Trim(j.Allowed))
	}
	interval := fmt.Sprintf("%s× (%s to %s)", words.Trim(r.Value), words.Trim(*r.Low), words.Trim(*r.High))
	// The whole interval must lie below the floor: a ratio that may be 5 is not small because the medians happen to be near.
	most := math.Max(math.Abs(*r.High-1), math.Abs(1-*r.Low)) * j.RefMedian.Value
	small := time.Duration(most*float64(time.Millisecond)) < j.floor
	switch {
	case *r.High <= j.Allowed && *r.High < j.faster && !small:
		return TooFast, fmt.Sprintf("%s: suspiciously fast, below %s× of %s", interval, words.Trim(j.faster), j.Reference)
	case *r.High <= j.Allowed:
		return Within, fmt.Sprintf("%s; %s", interval, allowed)
	case small:
		return Within, fmt.Sprintf("%s, and that is less than %s, the least difference that counts", interval, j.floor)
	case *r.Low > j.Allowed && j.Adjusted < 1-o.Confidence:
		return Exceeds, fmt.Sprintf("%s; %s", interval, allowed)
	case *r.Low > j.Allowed:
		j.MoreRounds = max(1, stats.MinRounds(family, o.Confidence)-r.N) * max(1, j.block)
		return Inconclusive, fmt.Sprintf("%s; %s; alone it would count, among %d comparisons it does not yet", interval, allowed, family)
	}
	more, ok := stats.MoreRounds(stats.Interval{Estimate: r.Value, Low: *r.Low, High: *r.High, N: r.N}, j.Allowed)
	if !ok {
		return Inconclusive, fmt.Sprintf("%s; %s; too close to tell with any sensible number of rounds", interval, allowed)
	}
	more *= max(1, j.block)
	j.MoreRounds = more
	return Inconclusive, fmt.Sprintf("%s; %s; about %s would decide it", interval, allowed, names.Count(more, "more round"))
}

// rounds counts them, with the verb.
func rounds(n int) string {
	return names.Count(n, "round") + " " + names.Verb(n, "is", "are")
}
