package judge

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"
	"sort"
	"strings"
	"time"

	"github.com/envparity/envparity/journeys"
	"github.com/envparity/envparity/journeys/stats"
)

// PhaseGap is how much more time one part of a request takes here than in the reference, as medians.
type PhaseGap struct {
	Step  string         `json:"step"`
	Phase string         `json:"phase"`
	Ref   journeys.Nanos `json:"reference_ns"`
	Env   journeys.Nanos `json:"ns"`
	Share float64        `json:"share"` // of all that is slower
}

// explain names the part that makes most of the gap and what to look at.
func explain(run *journeys.Run, j *Judgement, steps []Judgement) {
	jr := run.Journey(j.Journey)
	if jr == nil || j.Outcome == NotComparable {
		return
	}
	j.Gap = gaps(jr, j.Environment, j.Reference)
	facts := factsOf(run, jr, j)
	j.Notes = append(j.Notes, facts.notes...)
	if j.Outcome != Exceeds && j.Outcome != Inconclusive && j.Outcome != TooFast {
		return
	}
	if j.Outcome == TooFast {
		j.Next = []string{"data: is the database empty or a mock?", "errors that look like answers", "cache"}
		return
	}
	if len(j.Gap) > 0 && j.Gap[0].Share >= 0.5 {
		g := j.Gap[0]
		where := ""
		if len(jr.Steps) > 1 {
			where = fmt.Sprintf(" of step %q", g.Step)
		}
		j.Notes = append([]string{fmt.Sprintf("%.0f %% of what is slower is %s%s", 100*g.Share, phaseWords(g.Phase), where)}, j.Notes...)
	}
	j.Next = next(j, jr, facts, steps)
}

// phaseNames in the order of time.
func phaseNames() []string {
	return []string{"blocked", "dns", "connect", "tls", "send", "wait", "receive"}
}

func phaseTime(p *journeys.Phases, n string) time.Duration {
	switch n {
	case "blocked":
		return p.Blocked
	case "dns":
		return p.DNS
	case "connect":
		return p.Connect
	case "tls":
		return p.TLS
	case "send":
		return p.Send
	case "wait":
		return p.Wait
	}
	return p.Receive
}

func phaseWords(p string) string {
	switch p {
	case "blocked":
		return "waiting for a connection"
	case "dns":
		return "looking up the name"
	case "connect":
		return "connecting (distance)"
	case "tls":
		return "the TLS handshake"
	case "send":
		return "sending the request"
	case "wait":
		return "waiting for the first byte (the server)"
	}
	return "receiving the answer (size, bandwidth)"
}

// gaps lists what is slower, largest first.
func gaps(jr *journeys.JourneyRun, env, ref string) []PhaseGap {
	var out []PhaseGap
	total := 0.0
	for i := range jr.Steps {
		for _, p := range phaseNames() {
			get := func(s *journeys.StepSample) float64 {
				if s.Phases == (journeys.Phases{}) {
					return math.NaN() // recorded or imported: nobody knows
				}
				return float64(phaseTime(&s.Phases, p))
			}
			r, e := stats.Median(known(values(jr, jr.Steps[i].Name, ref, get))), stats.Median(known(values(jr, jr.Steps[i].Name, env, get)))
			if math.IsNaN(r) || math.IsNaN(e) || e <= r {
				continue
			}
			total += e - r
			out = append(out, PhaseGap{Step: jr.Steps[i].Name, Phase: p, Ref: time.Duration(r), Env: time.Duration(e), Share: e - r})
		}
	}
	for i := range out {
		out[i].Share /= total
	}
	sort.SliceStable(out, func(a, b int) bool { return out[a].Share > out[b].Share })
	return out
}

// values reads one number off every good sample of a step.
func values(jr *journeys.JourneyRun, step, env string, get func(*journeys.StepSample) float64) []float64 {
	var out []float64
	for i := range jr.Samples {
		s := &jr.Samples[i]
		if s.Environment != env || s.Warmup || s.Failed || s.Mixed {
			continue
		}
		for k := range s.Steps {
			if s.Steps[k].Step == step {
				out = append(out, get(&s.Steps[k]))
			}
		}
	}
	return out
}

// known leaves out what is not a number.
func known(xs []float64) []float64 {
	return slices.DeleteFunc(xs, math.IsNaN)
}

// facts are what headers and sizes say about a gap.
type facts struct {
	notes    []string
	cached   bool   // the reference answers from a cache, this one does not
	distance bool   // the way there explains most
	server   string // the Server-Timing entry with most of the gap
	bigger   bool
	encoding bool
}

func factsOf(run *journeys.Run, jr *journeys.JourneyRun, j *Judgement) facts {
	var f facts
	gap := j.EnvMedian.Value - j.RefMedian.Value // ms
	here, there := rtt(run, j.Environment), rtt(run, j.Reference)
	rttGap := float64(here-there) / float64(time.Millisecond) * float64(len(jr.Steps))
	if gap > 0 && there > 0 && rttGap > 0.5*gap && rttGap > 1 {
		f.distance = true
		f.notes = append(f.notes, fmt.Sprintf("%s is further away: about %.0f ms of round trips", j.Environment, rttGap))
	}
	for i := range jr.Steps {
		f.step(jr, jr.Steps[i].Name, j)
	}
	return f
}

func (f *facts) step(jr *journeys.JourneyRun, step string, j *Judgement) {
	at := func(s string) string {
		if len(jr.Steps) > 1 {
			return "step " + fmt.Sprintf("%q", step) + ": " + s
		}
		return s
	}
	hit := func(s *journeys.StepSample) float64 {
		if strings.Contains(strings.ToUpper(s.Cache), "HIT") || s.Age != "" && s.Age != "0" {
			return 1
		}
		return 0
	}
	if rh, eh := mean(values(jr, step, j.Reference, hit)), mean(values(jr, step, j.Environment, hit)); math.Abs(rh-eh) > 0.5 {
		with, without := j.Reference, j.Environment
		if eh > rh {
			with, without = without, with
		} else {
			f.cached = true
		}
		f.notes = append(f.notes, at(fmt.Sprintf("%s answers from a cache, %s does not", with, without)))
	}
	size := func(s *journeys.StepSample) float64 { return float64(s.BodyBytes) }
	rs, es := stats.Median(values(jr, step, j.Reference, size)), stats.Median(values(jr, step, j.Environment, size))
	if big, small := math.Max(rs, es), math.Min(rs, es); small > 0 && big > 1.5*small && big-small > 1024 {
		f.bigger = f.bigger || es > rs
		f.notes = append(f.notes, at(fmt.Sprintf("answers are %s in %s and %s in %s", bytesWords(rs), j.Reference, bytesWords(es), j.Environment)))
	}
	if re, ee := common(jr, step, j.Reference, func(s *journeys.StepSample) string { return s.Encoding }), common(jr, step, j.Environment, func(s *journeys.StepSample) string { return s.Encoding }); re != ee {
		f.encoding = true
		f.notes = append(f.notes, at(fmt.Sprintf("answers are compressed as %q in %s and %q in %s", re, j.Reference, ee, j.Environment)))
	}
	proto := func(s *journeys.StepSample) string { return s.Proto }
	told := common(jr, step, j.Reference, proto) != "" && common(jr, step, j.Environment, proto) != ""
	if rt, et := common(jr, step, j.Reference, func(s *journeys.StepSample) string { return s.TLS }), common(jr, step, j.Environment, func(s *journeys.StepSample) string { return s.TLS }); told && rt != et {
		f.notes = append(f.notes, at(fmt.Sprintf("%s in %s and %s in %s", cmp.Or(rt, "no TLS"), j.Reference, cmp.Or(et, "no TLS"), j.Environment)))
	}
	f.timing(jr, step, j, at)
}

// timing asks the servers themselves.
func (f *facts) timing(jr *journeys.JourneyRun, step string, j *Judgement, at func(string) string) {
	names := map[string]bool{}
	collect := func(s *journeys.StepSample) float64 {
		for _, t := range s.Server {
			names[t.Name] = true
		}
		return 0
	}
	values(jr, step, j.Environment, collect)
	best, what := 0.0, ""
	for _, n := range slices.Sorted(maps.Keys(names)) {
		get := func(s *journeys.StepSample) float64 {
			for _, t := range s.Server {
				if t.Name == n {
					return float64(t.Took) / float64(time.Millisecond)
				}
			}
			return math.NaN()
		}
		r, e := stats.Median(known(values(jr, step, j.Reference, get))), stats.Median(known(values(jr, step, j.Environment, get)))
		switch {
		case e-r > best:
			best, what, f.server = e-r, fmt.Sprintf("its servers say %q takes %.0f ms in %s and %.0f ms in %s", n, r, j.Reference, e, j.Environment), n
		case math.IsNaN(r) && e > best: // the reference's do not say
			best, what, f.server = e, fmt.Sprintf("its servers say %q takes %.0f ms in %s", n, e, j.Environment), n
		}
	}
	if gap := j.EnvMedian.Value - j.RefMedian.Value; what != "" && best > 0.3*gap && best > 1 {
		f.notes = append(f.notes, at(what))
	} else {
		f.server = ""
	}
}

// next orders what to look at by what the measurements point to.
func next(j *Judgement, jr *journeys.JourneyRun, f facts, steps []Judgement) []string {
	var out []string
	add := func(s string) {
		if !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	phase := ""
	if len(j.Gap) > 0 {
		phase = j.Gap[0].Phase
	}
	if overlapped(jr) && (phase == "wait" || phase == "blocked" || phase == "") {
		add("a pool of connections or workers that is too small")
	}
	if f.cached {
		add("cache")
	}
	switch s := strings.ToLower(f.server); {
	case s == "":
	case strings.Contains(s, "db"), strings.Contains(s, "sql"), strings.Contains(s, "query"), strings.Contains(s, "search"):
		add("data and indexes")
	case strings.Contains(s, "cache"):
		add("cache")
	case strings.Contains(s, "ext"), strings.Contains(s, "upstream"), strings.Contains(s, "http"), strings.Contains(s, "auth"):
		add("external dependency")
	}
	switch {
	case f.distance || phase == "connect":
		add("distance and network")
	case phase == "dns":
		add("name resolution")
	case phase == "tls":
		add("TLS termination and certificate chain")
	case phase == "receive" && f.encoding:
		add("compression")
	case phase == "receive" && f.bigger:
		add("size of the answer and bandwidth")
	case phase == "receive":
		add("an answer sent in pieces (flushing, a proxy's buffers)")
		add("bandwidth")
	case phase == "blocked":
		add("connection limits")
	}
	if alike(j, jr, steps) {
		add("hardware")
		add("configuration (debug logging, worker counts)")
	}
	for _, s := range []string{"data and indexes", "cache", "hardware", "configuration", "external dependency"} {
		if len(out) < 3 {
			add(s)
		}
	}
	return out
}

// alike reports whether all steps are slower by about one factor, which speaks for the machine rather than for one query.
func alike(j *Judgement, jr *journeys.JourneyRun, steps []Judgement) bool {
	lo, hi, n := math.Inf(1), 0.0, 0
	for i := range steps {
		s := &steps[i]
		if s.Journey != j.Journey || s.Environment != j.Environment || math.IsNaN(s.Ratio.Value) || s.Ratio.N == 0 {
			continue
		}
		lo, hi, n = math.Min(lo, s.Ratio.Value), math.Max(hi, s.Ratio.Value), n+1
	}
	return n > 1 && n == len(jr.Steps) && lo > 1.15 && hi/lo < 1.4
}

func rtt(run *journeys.Run, env string) time.Duration {
	for _, t := range run.Targets {
		if t.Name == env {
			return t.RTT
		}
	}
	return 0
}

func mean(xs []float64) float64 {
	sum := 0.0
	for _, x := range xs {
		sum += x
	}
	if len(xs) == 0 {
		return 0
	}
	return sum / float64(len(xs))
}

func common(jr *journeys.JourneyRun, step, env string, get func(*journeys.StepSample) string) string {
	m := map[string]int{}
	values(jr, step, env, func(s *journeys.StepSample) float64 { m[get(s)]++; return 0 })
	if len(m) == 0 {
		return ""
	}
	return most(m)
}

func bytesWords(b float64) string {
	switch {
	case b >= 1<<20:
		return fmt.Sprintf("%.1f MB", b/(1<<20))
	case b >= 1<<10:
		return fmt.Sprintf("%.1f kB", b/(1<<10))
	}
	return fmt.Sprintf("%.0f bytes", b)
}
