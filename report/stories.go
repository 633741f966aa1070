package report

import (
	"math"
	"time"

	"github.com/envparity/envparity/audit"
	"github.com/envparity/envparity/drift"
)

// stories writes what is known of how differences came about.
type stories struct {
	authors bool // name who changed a value
}

func (s stories) story(x *drift.Story) *Story {
	if x == nil {
		return nil
	}
	out := &Story{
		Kind: string(x.Kind), Environment: x.Environment, Against: x.Against, Since: s.origin(&x.Since), AgeDays: tenth(x.AgeDays), Once: x.Once, Alone: x.Alone, Text: x.Text,
	}
	if x.Lag.To != "" {
		l := lag(&x.Lag)
		out.Lag = &l
	}
	return out
}

func (s stories) origin(x *drift.Origin) *Origin {
	if x == nil {
		return nil
	}
	out := &Origin{Commit: x.Commit, Subject: x.Subject, Snapshot: x.Label, Uncommitted: x.Uncommitted, AtLeast: x.AtLeast, Stored: x.Snapshot}
	if !x.Before.IsZero() {
		t := x.Before.UTC().Truncate(time.Second)
		out.Before = &t
	}
	if !x.Time.IsZero() {
		t := x.Time.UTC().Truncate(time.Second)
		out.Time = &t
	}
	if s.authors {
		out.Author = x.Author
	}
	return out
}

func lag(l *drift.Lag) Lag {
	return Lag{From: l.From, To: l.To, UsualDays: tenth(l.Usual.Hours() / 24), LateDays: tenth(l.Late.Hours() / 24), Count: l.Count, Basis: l.Basis}
}

func historyOf(h *audit.History) *History {
	if !h.Read && len(h.Notes) == 0 {
		return nil
	}
	out := &History{Read: h.Read, Notes: h.Notes}
	for i := range h.Lags {
		out.Lags = append(out.Lags, lag(&h.Lags[i]))
	}
	return out
}

// tenth rounds to one decimal: days are read, not computed with.
func tenth(v float64) float64 { return math.Round(v*10) / 10 }
