package judge

import (
	"fmt"
	"math"
	"slices"
	"sort"
	"strconv"
	"time"

	"github.com/envparity/envparity/journeys"
	"github.com/envparity/envparity/journeys/stats"
	"github.com/envparity/envparity/journeys/words"
	"github.com/envparity/envparity/names"
)

// point is one usable time, by round.
type point struct {
	round int
	took  time.Duration
}

// serie is one environment's times of a journey or step.
type serie struct {
	points   []point
	visits   int // measured rounds, whatever came of them
	failed   int
	mixed    int
	setup    int // visits that a mistake of the config ended
	protos   map[string]int
	statuses map[int]int
	hops     map[int]int
	missing  bool
}

func (s *serie) ms() []float64 {
	out := make([]float64, len(s.points))
	for i, p := range s.points {
		out[i] = float64(p.took) / float64(time.Millisecond)
	}
	return out
}

// series gathers the samples of env; step "" takes whole journeys. Failed visits are errors and never latencies; warm-up and
// warm rounds that had to open a connection are left out.
func series(j *journeys.JourneyRun, step, env string) serie {
	out := serie{protos: map[string]int{}, statuses: map[int]int{}, hops: map[int]int{}}
	for i := range j.Samples {
		s := &j.Samples[i]
		if s.Environment != env || s.Warmup && !s.Setup {
			continue
		}
		if s.Setup { // also of a warm-up: after it nothing is sent
			out.setup++
			continue
		}
		took, found, bad, mixed := s.Total, step == "", s.Failed, s.Mixed
		if step != "" {
			took, found, bad, mixed = stepTime(j, s, step)
		}
		if !found {
			continue
		}
		out.visits++
		if bad {
			out.failed++
			continue
		}
		n := 0
		for k := range s.Steps {
			st := &s.Steps[k]
			if step != "" && st.Step != step {
				continue
			}
			n++
			out.protos[st.Proto]++
			out.statuses[st.Status]++
		}
		out.hops[n]++
		if mixed {
			out.mixed++
			continue
		}
		out.points = append(out.points, point{s.Round, took})
	}
	out.missing = out.visits == 0
	sort.SliceStable(out.points, func(a, b int) bool { return out.points[a].round < out.points[b].round })
	return out
}

// stepTime adds up a step and its redirects in one visit.
func stepTime(j *journeys.JourneyRun, s *journeys.Sample, step string) (took time.Duration, found, bad, mixed bool) {
	for i := range s.Steps {
		st := &s.Steps[i]
		if st.Step != step {
			continue
		}
		found = true
		took += st.Total
		bad = bad || st.Broken()
		mixed = mixed || j.Connections == journeys.Warm && !overlapped(j) && st.Stream == journeys.NoStream && st.Proto != "" && (!st.Reused || st.Resent > 0)
	}
	return took, found, bad, mixed
}

// pairs returns the times of those rounds that both have, in milliseconds.
func pairs(a, b serie) (x, y []float64) {
	at := map[int]time.Duration{}
	for _, p := range a.points {
		at[p.round] = p.took
	}
	for _, p := range b.points {
		if t, ok := at[p.round]; ok {
			x = append(x, float64(t)/float64(time.Millisecond))
			y = append(y, float64(p.took)/float64(time.Millisecond))
		}
	}
	return x, y
}

// incomparable says why no ratio may be formed, or "".
func incomparable(j *journeys.JourneyRun, step, env, ref string, a, b *serie) (Outcome, string) {
	for _, r := range j.Refused {
		if r.Environment == env || r.Environment == ref {
			return NotComparable, fmt.Sprintf("it was not run in %s: %s", r.Environment, r.Why)
		}
	}
	for _, x := range []struct {
		s   *serie
		env string
	}{{a, ref}, {b, env}} {
		switch {
		case float64(x.s.setup) > 0.1*float64(x.s.visits+x.s.setup):
			return NotComparable, fmt.Sprintf("it cannot run in %s: %s", x.env, mistakes(j, x.env))
		case x.s.missing:
			return NotComparable, fmt.Sprintf("it was not measured in %s", x.env)
		case float64(x.s.failed) > 0.1*float64(x.s.visits):
			return NotComparable, fmt.Sprintf("%s failed in %s: what is quick there may be an error page", names.Of(x.s.failed, x.s.visits, "visit"), x.env)
		case len(x.s.points) == 0 && x.s.mixed > 0:
			return NotComparable, fmt.Sprintf("%s closes its connections, so no round was warm: use connections = \"cold\"", x.env)
		}
	}
	if p, q := most(a.protos), most(b.protos); p != q && p != "" && q != "" { // recordings do not know
		return NotComparable, fmt.Sprintf("%s answers over %s and %s over %s", ref, p, env, q)
	}
	if p, q := most(a.hops), most(b.hops); p != q {
		return NotComparable, fmt.Sprintf("%s takes %s and %s %d: redirects differ", ref, names.Count(p, "request"), env, q)
	}
	if step != "" || len(j.Steps) == 1 {
		if p, q := most(a.statuses), most(b.statuses); p != q {
			return NotComparable, fmt.Sprintf("%s answers %d and %s %d", ref, p, env, q)
		}
	}
	return "", ""
}

func most[K comparable](m map[K]int) K {
	var best K
	n := -1
	keys := make([]K, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(a, b K) int {
		switch x, y := fmt.Sprint(a), fmt.Sprint(b); {
		case x < y:
			return -1
		case x > y:
			return 1
		}
		return 0
	})
	for _, k := range keys {
		if m[k] > n {
			best, n = k, m[k]
		}
	}
	return best
}

func sampleNotes(j *journeys.JourneyRun, env, ref string, a, b *serie) []string {
	var out []string
	for _, x := range []struct {
		s   *serie
		env string
	}{{a, ref}, {b, env}} {
		ms := x.s.ms()
		if x.s.failed > 0 {
			out = append(out, fmt.Sprintf("%s failed in %s and %s not in the times", names.Of(x.s.failed, x.s.visits, "visit"), x.env, names.Verb(x.s.failed, "is", "are")))
		}
		if x.s.mixed > 0 {
			out = append(out, fmt.Sprintf("%s in %s opened a new connection, and %s left out", names.Of(x.s.mixed, x.s.visits, "round"), x.env, names.Verb(x.s.mixed, "is", "are")))
		}
		if stats.FirstIsOutlier(ms) {
			out = append(out, fmt.Sprintf("the first round in %s still stands out: more warm-up may be needed", x.env))
		}
		if stats.TwoModes(ms) {
			out = append(out, fmt.Sprintf("the times of %s fall into two groups, as cache hits and misses do", x.env))
		}
	}
	if note := loadNote(j); note != "" {
		out = append(out, note)
	}
	return out
}

func quantile(ms []float64, q, confidence float64) Estimate {
	if len(ms) == 0 {
		return Estimate{Value: math.NaN()}
	}
	return estimate(stats.Quantile(ms, q, confidence))
}

func estimate(i stats.Interval) Estimate {
	e := Estimate{Value: i.Estimate, N: i.N}
	if !math.IsInf(i.Low, 0) && !math.IsNaN(i.Low) && i.Low != 0 {
		e.Low = &i.Low
	}
	if !math.IsInf(i.High, 0) && !math.IsNaN(i.High) {
		e.High = &i.High
	}
	return e
}

// MarshalJSON writes null for what is not a number.
func (e Estimate) MarshalJSON() ([]byte, error) {
	if math.IsNaN(e.Value) || math.IsInf(e.Value, 0) {
		return []byte("null"), nil
	}
	b := append([]byte(`{"value":`), num(e.Value)...)
	if e.Low != nil {
		b = append(append(b, `,"low":`...), num(*e.Low)...)
	}
	if e.High != nil {
		b = append(append(b, `,"high":`...), num(*e.High)...)
	}
	return append(strconv.AppendInt(append(b, `,"n":`...), int64(e.N), 10), '}'), nil
}

func num(f float64) []byte { return strconv.AppendFloat(nil, math.Round(f*1e4)/1e4, 'f', -1, 64) }

func clientNotes(run *journeys.Run) []string {
	var out []string
	if run.Client.CPUShare > 0.8 {
		out = append(out, fmt.Sprintf("the measuring machine was %.0f %% busy with measuring: its own times are in the numbers", 100*run.Client.CPUShare))
	}
	if run.Client.MaxJitter > 5*time.Millisecond {
		out = append(out, fmt.Sprintf("timers of the measuring machine came up to %s late: it was busy with something else", words.Round(run.Client.MaxJitter)))
	}
	return out
}

// functional tells steps that fail every time in an environment: not a matter of chance, so no test is asked.
func functional(j *journeys.JourneyRun, env, ref string) []Functional {
	var out []Functional
	for i := range j.Steps {
		name := j.Steps[i].Name
		failed, of, what := failures(j, name, env)
		refFailed, refOf, _ := failures(j, name, ref)
		if of == 0 || failed < of {
			if failed > 0 {
				out = append(out, Functional{Journey: j.Name, Step: name, Source: j.Steps[i].Source, Environment: env, What: what, Failed: failed, Of: of, Everywhere: env != ref && refFailed > 0})
			}
			continue
		}
		out = append(out, Functional{Journey: j.Name, Step: name, Source: j.Steps[i].Source, Environment: env, What: what, Failed: failed, Of: of, Everywhere: env != ref && refOf > 0 && refFailed == refOf})
	}
	return out
}

// failures counts the visits in which a step failed, of those that came to it.
func failures(j *journeys.JourneyRun, step, env string) (failed, of int, what string) {
	for i := range j.Samples {
		s := &j.Samples[i]
		if s.Environment != env || s.Warmup || s.Setup {
			continue
		}
		seen, bad := false, false
		for k := range s.Steps {
			if st := &s.Steps[k]; st.Step == step {
				seen, bad = true, bad || st.Broken()
				if st.Broken() {
					what = st.Trouble()
				}
			}
		}
		if seen {
			of++
		}
		if bad {
			failed++
		}
	}
	return failed, of, what
}

// mistakes says what of the config keeps a journey from being run in an environment, "" for nothing.
func mistakes(j *journeys.JourneyRun, env string) string {
	for i := range j.Samples {
		if s := &j.Samples[i]; s.Environment == env && s.Setup {
			last := s.Steps[len(s.Steps)-1]
			return fmt.Sprintf("step %q: %s", last.Step, last.Error)
		}
	}
	return ""
}

// AtLeast prints a percentile in milliseconds; one that the sample does not bound from above as "≥" its lower end.
func (e Estimate) AtLeast() string {
	switch {
	case math.IsNaN(e.Value) || e.N == 0:
		return "unknown"
	case e.High == nil && e.Low != nil:
		return "≥ " + words.Millis(*e.Low)
	case e.High == nil:
		return "not known from " + names.Count(e.N, "round")
	}
	return words.Millis(e.Value)
}
