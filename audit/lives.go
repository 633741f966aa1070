package audit

import (
	"slices"
	"strings"
	"time"

	"github.com/envparity/envparity/journeys"
	"github.com/envparity/envparity/journeys/judge"
	"github.com/envparity/envparity/rules"
)

// Life is the times during which a finding existed, as far as audits show.
type Life struct {
	RecordFinding // in its last state
	Spans         []Span
}

// Span is one time during which a finding existed. It began between After and From, and ended between Last and Until.
type Span struct {
	From  time.Time  // the first audit that has it
	After *time.Time // the last audit before that, without it; nil if there is none: it may be older
	Last  time.Time  // the last audit that has it
	Until *time.Time // the first audit after that, without it; nil if it still exists
}

// Open reports whether the finding still exists.
func (l *Life) Open() bool { return l.Spans[len(l.Spans)-1].Until == nil }

// travelled reports whether only a run of the journeys can find it.
func (l *Life) travelled() bool { return l.Collector == journeys.CollectorName }

// Lasted returns how long the finding existed, from the first audit with it to the first without, or to now.
func (s Span) Lasted(now time.Time) time.Duration {
	if s.Until != nil {
		now = *s.Until
	}
	return max(0, now.Sub(s.From))
}

// Run is a run of the journeys at one time.
type Run struct {
	At     time.Time
	Label  string
	Judged *judge.Judged
	Record *Record // its findings
}

// LivesOf returns the lives of all findings: those of audits, and those of separate runs of the journeys.
func LivesOf(records []*Record, runs []Run) []Life {
	out := Lives(records)
	known := map[string]bool{}
	for i := range out {
		known[out[i].Fingerprint] = true
	}
	alone := make([]*Record, len(runs))
	for i := range runs {
		alone[i] = runs[i].Record
	}
	for _, l := range Lives(alone) {
		if !known[l.Fingerprint] { // the audits with that run have better data
			out = append(out, l)
		}
	}
	slices.SortFunc(out, compareLives)
	return out
}

// Lives returns the lives of the findings of must-fix or should-fix. records are sorted by time. An incomplete audit, or one of fewer
// environments, ends no span, because a missing finding may still exist. An audit without a run of the journeys does not end their findings.
func Lives(records []*Record) []Life {
	most := 0
	for _, r := range records {
		most = max(most, len(r.Environments))
	}
	lives := map[string]*Life{}
	var without, withoutRun *time.Time // the last complete audit, and the last one with a run of the journeys
	for _, r := range records {
		here := map[string]bool{}
		for _, f := range r.Findings {
			if here[f.Fingerprint] {
				continue
			}
			here[f.Fingerprint] = true
			l := lives[f.Fingerprint]
			if l == nil {
				l = &Life{}
				lives[f.Fingerprint] = l
			}
			l.RecordFinding = f
			if n := len(l.Spans); n > 0 && l.Spans[n-1].Until == nil {
				l.Spans[n-1].Last = r.At
			} else {
				after := without
				if l.travelled() {
					after = withoutRun
				}
				l.Spans = append(l.Spans, Span{From: r.At, After: after, Last: r.At})
			}
		}
		if !r.Complete || len(r.Environments) < most {
			continue
		}
		at := r.At
		for fp, l := range lives {
			if s := &l.Spans[len(l.Spans)-1]; !here[fp] && s.Until == nil && (r.Journeys != "" || !l.travelled()) {
				s.Until = &at
			}
		}
		without = &at
		if r.Journeys != "" {
			withoutRun = &at
		}
	}
	out := make([]Life, 0, len(lives))
	for _, l := range lives {
		out = append(out, *l)
	}
	slices.SortFunc(out, compareLives)
	return out
}

// compareLives sorts open findings first, then by verdict, then the oldest first.
func compareLives(a, b Life) int {
	if a.Open() != b.Open() {
		if a.Open() {
			return -1
		}
		return 1
	}
	if d := a.Verdict.Rank() - b.Verdict.Rank(); d != 0 {
		return d
	}
	if d := a.Spans[0].From.Compare(b.Spans[0].From); d != 0 {
		return d
	}
	return strings.Compare(a.Resource+"\x00"+a.Path+"\x00"+a.Fingerprint, b.Resource+"\x00"+b.Path+"\x00"+b.Fingerprint)
}

// Lifetime is how long findings of a verdict exist.
type Lifetime struct {
	Open, Closed int
	Median       time.Duration // of the closed ones; 0 without
	Oldest       time.Duration // of the open ones; 0 without
}

// LifetimeOf measures the findings of a verdict.
func LifetimeOf(lives []Life, v rules.Verdict, now time.Time) Lifetime {
	var out Lifetime
	var closed []time.Duration
	for i := range lives {
		if lives[i].Verdict != v {
			continue
		}
		for _, s := range lives[i].Spans {
			if s.Until == nil {
				out.Open++
				out.Oldest = max(out.Oldest, s.Lasted(now))
			} else {
				closed = append(closed, s.Lasted(now))
			}
		}
	}
	if out.Closed = len(closed); out.Closed > 0 {
		slices.Sort(closed)
		out.Median = closed[len(closed)/2]
	}
	return out
}
