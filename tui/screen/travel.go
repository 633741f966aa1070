package screen

import (
	"cmp"
	"slices"

	"github.com/envparity/envparity/audit"
	"github.com/envparity/envparity/journeys"
	"github.com/envparity/envparity/journeys/answers"
	"github.com/envparity/envparity/journeys/judge"
	"github.com/envparity/envparity/rules"
)

// JourneyState is what is known of the journeys.
type JourneyState struct {
	Judged   *judge.Judged // nil before the first run
	Running  bool
	Progress []journeys.Event // the newest event of each journey and environment, in order of appearance
	Trouble  string           // why they could not be run
	Plan     *JourneyPlan     // what would be sent, while somebody is asked whether it should; else nil
	Sent     int              // requests of the run under way
}

// Apply takes in one event.
func (j *JourneyState) Apply(e journeys.Event) {
	if !j.Running { // it came late: the run is over
		return
	}
	j.Sent = max(j.Sent, e.Requests)
	if e.Environment == "" {
		return
	}
	for i := range j.Progress {
		if p := &j.Progress[i]; p.Journey == e.Journey && p.Environment == e.Environment {
			*p = e
			return
		}
	}
	j.Progress = append(j.Progress, e)
}

// Done takes in what a run says.
func (j *JourneyState) Done(d *judge.Judged, err error) {
	j.Running, j.Progress, j.Plan, j.Sent = false, nil, nil, 0
	if err != nil {
		j.Trouble = err.Error()
		return
	}
	j.Judged, j.Trouble = d, ""
}

// The messages about running journeys.
type (
	// PlanJourneys asks what would be sent.
	PlanJourneys struct{}
	// RunJourneys asks that it be sent.
	RunJourneys struct{}
	// StopJourneys asks that no more is.
	StopJourneys struct{}
)

// Travels finds what the rules made of the journeys in a result.
type Travels struct {
	of *audit.Result
	by map[string]*rules.Finding
}

// In readies t for a result; it costs something only when the result is another one than before.
func (t *Travels) In(r *audit.Result) *Travels {
	if r == t.of && t.by != nil {
		return t
	}
	t.of, t.by = r, map[string]*rules.Finding{}
	if r == nil {
		return t
	}
	for i := range r.Findings {
		f := &r.Findings[i]
		if f.Drift.Resource.Type == journeys.CollectorName {
			t.by[travelKey(f.Drift.Resource.Kind, f.Drift.Resource.Name, f.Drift.Key)] = f
		}
	}
	return t
}

func travelKey(kind, name, key string) string { return kind + "\x00" + name + "\x00" + key }

// Journey returns the gravest finding about a whole journey in an environment: its latency, its tail, its errors or a limit. It returns nil
// where there is none, or where the result was made without the journeys.
func (t *Travels) Journey(x *judge.Judgement) *rules.Finding {
	if x.Step != "" {
		return nil
	}
	return t.worst(x.Journey, x.Environment, append(slow(), "errors"))
}

// slow are the keys of findings about the time that a journey takes.
func slow() []string {
	return []string{"latency", "tail", "limit.p50", "limit.p90", "limit.p95", "limit.p99"}
}

// Visit returns the gravest finding that a slow or failed visit is behind, or nil.
func (t *Travels) Visit(v *judge.Visit) *rules.Finding {
	if v.Failure == "" {
		return t.worst(v.Journey, v.Environment, slow())
	}
	if f := t.by[travelKey("step", v.Journey+"/"+v.Step, "expectation")]; f != nil {
		return f
	}
	return t.by[travelKey("journey", v.Journey, "errors")]
}

func (t *Travels) worst(journey, env string, keys []string) *rules.Finding {
	var worst *rules.Finding
	for _, key := range keys {
		f := t.by[travelKey("journey", journey, key)]
		if f == nil || !slices.Contains(f.Drift.Facts.Differ, env) {
			continue
		}
		if worst == nil || f.Verdict.Rank() < worst.Verdict.Rank() {
			worst = f
		}
	}
	return worst
}

// Failed returns the finding about an expectation that does not hold, or nil.
func (t *Travels) Failed(x *judge.Functional) *rules.Finding {
	return t.by[travelKey("step", x.Journey+"/"+x.Step, "expectation")]
}

// Answer returns the finding about an answer that differs, or nil.
func (t *Travels) Answer(x *answers.AnswerDiff) *rules.Finding {
	return t.by[travelKey("answer", x.Journey+"/"+x.Step, x.Path)]
}

// TravelVerdict is the word for a judgement of a whole journey: the rules' where they have one.
func TravelVerdict(f *rules.Finding, x *judge.Judgement) string {
	if f != nil {
		return string(f.Verdict)
	}
	return x.Severity()
}

// WorstFirst orders the judgements of whole journeys by what they ask for: what must be fixed, what should be, what could not be judged, the rest.
func WorstFirst(t *Travels, d *judge.Judged) []int {
	out, rank := make([]int, len(d.Journeys)), make([]int, len(d.Journeys))
	for i := range d.Journeys {
		x := &d.Journeys[i]
		out[i] = i
		rank[i] = slices.Index([]string{"must-fix", "should-fix", "not comparable", string(judge.Inconclusive), "acceptable"}, TravelVerdict(t.Journey(x), x))
	}
	slices.SortStableFunc(out, func(a, b int) int { return cmp.Compare(rank[a], rank[b]) })
	return out
}

// NothingCompared says what to do about an audit in which nothing was compared: run the journeys where there are any, else say what to
// collect.
func NothingCompared(env *Env) string {
	if env.Services.Journeys != nil {
		return "Its journeys can be run on the journeys screen."
	}
	return "No two environments have anything in common that was read."
}
