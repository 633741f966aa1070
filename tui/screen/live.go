package screen

import (
	"slices"
	"time"

	"github.com/envparity/envparity/audit"
	"github.com/envparity/envparity/snapshot"
)

// Running says where a source stands.
type Running uint8

// The states of a source.
const (
	Waiting Running = iota
	Working
	Finished
)

// SourceState is one collector in one environment, as far as it got.
type SourceState struct {
	Environment, Member, Collector, Source string

	State       Running
	Done, Total int
	What        string
	Started     time.Time
	Ended       time.Time
	Outcome     *snapshot.Outcome // with Finished
}

// Live is the state of all sources, made of events and, when there were none, of a result's outcomes.
type Live struct {
	Sources []SourceState // in order of appearance
	Started time.Time
	Over    bool // the audit is done
	index   map[[4]string]int
}

// NewLive returns an empty state.
func NewLive() *Live { return &Live{index: map[[4]string]int{}} }

// Apply takes in one event.
func (l *Live) Apply(e audit.Event) {
	if l.Started.IsZero() {
		l.Started = e.At
	}
	switch e.Kind {
	case audit.AuditDone:
		l.Over = true
		return
	case audit.CollectorStarted, audit.CollectorProgress, audit.CollectorDone:
	default:
		return
	}
	s := l.at(e.Environment, e.Member, e.Collector, e.Source)
	switch e.Kind {
	case audit.CollectorStarted:
		*s = SourceState{Environment: e.Environment, Member: e.Member, Collector: e.Collector, Source: e.Source, State: Working, Started: e.At}
		l.Over = false
	case audit.CollectorProgress:
		s.State, s.Done, s.Total, s.What = Working, e.Done, e.Total, e.What
		if s.Started.IsZero() {
			s.Started = e.At
		}
	default:
		s.State, s.Outcome, s.Ended = Finished, e.Outcome, e.At
	}
}

// Outcomes takes in a result's outcomes, for sources of which no event told.
func (l *Live) Outcomes(r *audit.Result) {
	for i := range r.Outcomes {
		o := &r.Outcomes[i]
		s := l.at(o.Environment, o.Member, o.Collector, o.Source)
		if s.State != Working {
			s.State, s.Outcome = Finished, &o.Outcome
		}
	}
}

func (l *Live) at(env, member, collector, source string) *SourceState {
	k := [4]string{env, member, collector, source}
	i, ok := l.index[k]
	if !ok {
		i = len(l.Sources)
		l.index[k] = i
		l.Sources = append(l.Sources, SourceState{Environment: env, Member: member, Collector: collector, Source: source})
	}
	return &l.Sources[i]
}

// Order lists the sources' indexes by environment, in the order of envs. Environments that are not among them, as while a result is still to come,
// are first, in the order of appearance.
func (l *Live) Order(envs []string) []int {
	at := map[string]int{}
	for i, e := range envs {
		at[e] = i
	}
	out := make([]int, len(l.Sources))
	for i := range out {
		out[i] = i
		if _, known := at[l.Sources[i].Environment]; !known {
			at[l.Sources[i].Environment] = i - len(l.Sources)
		}
	}
	slices.SortStableFunc(out, func(a, b int) int { return at[l.Sources[a].Environment] - at[l.Sources[b].Environment] })
	return out
}

// Count returns how many sources are finished, how many of those not completely, and how many there are.
func (l *Live) Count() (finished, troubled, total int) {
	for i := range l.Sources {
		s := &l.Sources[i]
		if s.State == Finished {
			finished++
			if s.Outcome != nil && s.Outcome.Status != snapshot.Complete {
				troubled++
			}
		}
	}
	return finished, troubled, len(l.Sources)
}

// Elapsed is how long the source has been at work, as of now.
func (s *SourceState) Elapsed(now time.Time) time.Duration {
	switch {
	case s.State == Finished && s.Outcome != nil && s.Outcome.Took > 0:
		return s.Outcome.Took
	case s.Started.IsZero():
		return 0
	case s.State == Finished:
		return s.Ended.Sub(s.Started)
	}
	return now.Sub(s.Started)
}
