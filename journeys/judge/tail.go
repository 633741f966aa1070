package judge

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"sort"
	"strings"
	"time"

	"github.com/envparity/envparity/journeys"
	"github.com/envparity/envparity/journeys/stats"
	"github.com/envparity/envparity/journeys/words"
	"github.com/envparity/envparity/names"
)

// Tail holds the slowest answers of an environment against the reference's. Times are milliseconds.
type Tail struct {
	Outcome  Outcome  `json:"outcome"` // within, exceeds, inconclusive
	Why      string   `json:"why"`
	Allowed  float64  `json:"allowed"` // how many times the reference's p95 an answer may take
	Bar      float64  `json:"bar_ms"`  // that, in milliseconds
	Ref      int      `json:"reference_beyond"`
	Env      int      `json:"beyond"` // answers that took longer than the bar
	P        float64  `json:"p"`
	Adjusted float64  `json:"p_adjusted"` // by Holm over all journeys
	Shared   []string `json:"shared,omitempty"`

	refN, envN int
	load       bool
	floor      time.Duration
}

// tailOf counts what lies beyond the bar and tests it. decideTails gives the outcome.
func tailOf(j *Judgement, xs, ys []float64) *Tail {
	if len(xs) == 0 || len(ys) == 0 {
		return nil
	}
	t := &Tail{Allowed: j.Allowed, refN: len(xs), envN: len(ys), floor: j.floor}
	if j.tailAllowed > 0 {
		t.Allowed = j.tailAllowed
	}
	t.Bar = t.bar(j.RefP95.Value)
	t.Ref, t.Env = stats.Beyond(xs, t.Bar), stats.Beyond(ys, t.Bar)
	t.P = stats.TailTest(xs, ys, t.bar)
	t.Adjusted = t.P
	return t
}

// bar is how long an answer may take where the reference's takes x.
func (t *Tail) bar(x float64) float64 {
	return math.Max(t.Allowed*x, x+float64(t.floor)/float64(time.Millisecond))
}

// underLoad tests the p95 of blocks instead of single answers: those wait behind one another.
func (t *Tail) underLoad(xs, ys []float64) {
	t.load = true
	size := stats.BlockSize(len(xs))
	x, y := stats.Blocks(xs, size, 0.95), stats.Blocks(ys, size, 0.95)
	d := make([]float64, len(x))
	for i := range x {
		d[i] = math.Log(y[i]) - math.Log(t.bar(x[i]))
	}
	t.P = stats.SignedRankTest(d).Greater
	t.Adjusted = t.P
}

// decideTails gives outcomes to the tails of all journeys at once.
func decideTails(all []Judgement, o Options) {
	var with []*Judgement
	var p []float64
	for i := range all {
		if all[i].Tail != nil {
			with, p = append(with, &all[i]), append(p, all[i].Tail.P)
		}
	}
	for i, adjusted := range stats.Holm(p) {
		with[i].Tail.Adjusted = adjusted
		with[i].tailOutcome(o)
	}
}

func (j *Judgement) tailOutcome(o Options) {
	t := j.Tail
	share := fmt.Sprintf("%s of %s's answers take longer than %s× %s's p95 (%d of %d; %d of %d in %s)", percentOf(t.Env, t.envN), j.Environment, words.Trim(t.Allowed), j.Reference, t.Env, t.envN, t.Ref, t.refN, j.Reference)
	switch {
	case t.Adjusted < 1-o.Confidence:
		t.Outcome, t.Why = Exceeds, share
	case j.EnvP95.Value > t.Bar:
		t.Outcome, t.Why = Inconclusive, share+": not enough to tell"
		if more := t.moreRounds(1 - o.Confidence); more > 0 {
			t.Why += fmt.Sprintf(", about %s would", names.Count(more, "more round"))
		}
	default:
		t.Outcome, t.Why = Within, share
	}
}

// moreRounds is how many more rounds would tell if the shares stay as they are, 0 when no sensible number would.
func (t *Tail) moreRounds(alpha float64) int {
	for times := 2; times <= 20 && !t.load; times++ {
		if stats.Exceedance(t.refN*times, t.envN*times, max(1, t.Ref*times), t.Env*times) < alpha/2 {
			return (times - 1) * t.envN
		}
	}
	return 0
}

func percentOf(k, n int) string {
	if n == 0 {
		return "none"
	}
	return strings.TrimSuffix(words.Trim(100*float64(k)/float64(n)), ".0") + " %"
}

// explainTail says what the slow answers of an environment have in common that its others have not: the phase in which they lose their
// time, a server, a new connection, a miss of a cache, an entry of Server-Timing.
func explainTail(jr *journeys.JourneyRun, j *Judgement) {
	if j.Tail == nil || j.Tail.Outcome != Exceeds {
		return
	}
	var slow, rest []*journeys.StepSample
	for i := range jr.Samples {
		s := &jr.Samples[i]
		if s.Environment != j.Environment || s.Warmup || s.Failed || s.Mixed {
			continue
		}
		for k := range s.Steps {
			if float64(s.Total)/float64(time.Millisecond) > j.Tail.Bar {
				slow = append(slow, &s.Steps[k])
			} else {
				rest = append(rest, &s.Steps[k])
			}
		}
	}
	if len(slow) == 0 || len(rest) == 0 {
		return
	}
	step, a, b := slowestStep(slow, rest)
	if phase := slowestPhase(a, b); phase != "" {
		where := ""
		if len(jr.Steps) > 1 {
			where = fmt.Sprintf(" of step %q", step)
		}
		j.Tail.Shared = append(j.Tail.Shared, "the slow answers lose their time "+phaseIn(phase)+where)
	}
	j.Tail.Shared = append(j.Tail.Shared, inCommon(a, b)...)
}

// slowestStep picks the step in which the slow visits lose most, and its samples in slow and other visits.
func slowestStep(slow, rest []*journeys.StepSample) (step string, a, b []*journeys.StepSample) {
	best := math.Inf(-1)
	for _, n := range stepNames(slow) {
		x, y := ofStep(slow, n), ofStep(rest, n)
		total := func(s *journeys.StepSample) float64 { return float64(s.Total) }
		if d := medianOf(x, total) - medianOf(y, total); d > best {
			best, step, a, b = d, n, x, y
		}
	}
	return step, a, b
}

func stepNames(in []*journeys.StepSample) []string {
	var out []string
	for _, s := range in {
		if !slices.Contains(out, s.Step) {
			out = append(out, s.Step)
		}
	}
	return out
}

func ofStep(in []*journeys.StepSample, step string) []*journeys.StepSample {
	var out []*journeys.StepSample
	for _, s := range in {
		if s.Step == step {
			out = append(out, s)
		}
	}
	return out
}

func medianOf(in []*journeys.StepSample, get func(*journeys.StepSample) float64) float64 {
	xs := make([]float64, len(in))
	for i, s := range in {
		xs[i] = get(s)
	}
	return stats.Median(xs)
}

// slowestPhase is the phase that makes more than half of what the slow answers lose, "" for none.
func slowestPhase(slow, rest []*journeys.StepSample) string {
	total, best, phase := 0.0, 0.0, ""
	for _, p := range phaseNames() {
		get := func(s *journeys.StepSample) float64 { return float64(phaseTime(&s.Phases, p)) }
		d := medianOf(slow, get) - medianOf(rest, get)
		if !(d > 0) {
			continue
		}
		total += d
		if d > best {
			best, phase = d, p
		}
	}
	if best < 0.5*total {
		return ""
	}
	return phase
}

func phaseIn(p string) string {
	switch p {
	case "send":
		return "sending the request"
	case "receive":
		return "receiving the answer"
	}
	return phaseWords(p)
}

// inCommon names what at least four in five of the slow answers share and at most half of the others have.
func inCommon(slow, rest []*journeys.StepSample) []string {
	var out []string
	for _, c := range []struct {
		words string
		get   func(*journeys.StepSample) string
	}{
		{"came from the server %s", func(s *journeys.StepSample) string { return s.Remote }},
		{"opened a new connection", func(s *journeys.StepSample) string {
			if s.Proto != "" && !s.Reused {
				return "new"
			}
			return ""
		}},
		{"missed the cache (%s)", func(s *journeys.StepSample) string {
			if strings.Contains(strings.ToUpper(s.Cache), "MISS") {
				return s.Cache
			}
			return ""
		}},
	} {
		value, n := commonest(slow, c.get)
		if value == "" || n*5 < len(slow)*4 {
			continue
		}
		others := 0
		for _, s := range rest {
			if c.get(s) == value {
				others++
			}
		}
		if others*2 > len(rest) {
			continue
		}
		words := c.words
		if strings.Contains(words, "%s") {
			words = fmt.Sprintf(words, value)
		}
		out = append(out, fmt.Sprintf("%s and %s %s", names.Of(n, len(slow), "slow answer"), names.Of(others, len(rest), "other"), words))
	}
	return append(out, timingInCommon(slow, rest)...)
}

// timingInCommon names the entry of Server-Timing that explains more than half of what the slow answers lose.
func timingInCommon(slow, rest []*journeys.StepSample) []string {
	total := func(s *journeys.StepSample) float64 { return float64(s.Total) }
	lost := medianOf(slow, total) - medianOf(rest, total)
	names := map[string]bool{}
	for _, s := range slow {
		for _, t := range s.Server {
			names[t.Name] = true
		}
	}
	for _, n := range slices.Sorted(maps.Keys(names)) {
		get := func(s *journeys.StepSample) float64 {
			for _, t := range s.Server {
				if t.Name == n {
					return float64(t.Took)
				}
			}
			return 0
		}
		x, y := medianOf(slow, get), medianOf(rest, get)
		if x-y > 0.5*lost {
			return []string{fmt.Sprintf("its servers say that %q takes %s in the slow answers and %s in the others", n, words.Round(time.Duration(x)), words.Round(time.Duration(y)))}
		}
	}
	return nil
}

func commonest(in []*journeys.StepSample, get func(*journeys.StepSample) string) (string, int) {
	m := map[string]int{}
	for _, s := range in {
		if v := get(s); v != "" {
			m[v]++
		}
	}
	if len(m) == 0 {
		return "", 0
	}
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	sort.Slice(keys, func(a, b int) bool {
		if m[keys[a]] != m[keys[b]] {
			return m[keys[a]] > m[keys[b]]
		}
		return keys[a] < keys[b]
	})
	return keys[0], m[keys[0]]
}
