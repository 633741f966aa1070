package history

import (
	"context"
	"hash/maphash"
	"slices"
	"strings"
	"time"

	"github.com/envparity/envparity/snapshot"
)

// Stored is an earlier snapshot.
type Stored struct {
	Environment string
	Members     []string // the members in it, as in the snapshot
	Taken       time.Time
	Label       string
	Same        string // snapshots of one environment and its members with the same text have the same resources; "" if unknown
	Read        func() (*snapshot.Snapshot, error)
}

// series identifies the snapshots of one environment, or of some of its members.
func (s *Stored) series() string { return seriesOf(s.Environment, s.Members) }

func seriesOf(env string, members []string) string {
	return strings.Join(append([]string{env}, members...), "\x00")
}

// Recall answers the questions of in from snapshots. now are those of the questions, before are earlier ones, in any order. It assumes that an
// unobserved value did not change. It leaves out a snapshot that cannot be read, and notes that. The result is nil if there is no earlier
// snapshot.
func Recall(ctx context.Context, now []*snapshot.Snapshot, before []Stored, in Input) (*Result, error) {
	t := &tracer{in: in, neutral: newNeutral(in.Environments), sum: sum{maphash.MakeSeed()}, stored: true}
	list := t.columns(now, before)
	if !slices.ContainsFunc(list, func(c *column) bool { return len(c.earlier) > 0 }) {
		return nil, nil //nolint:nilnil // no history is no error
	}
	t.rounds(list)
	t.index(now)
	t.ask()
	if err := t.follow(ctx, list); err != nil {
		return nil, err
	}
	t.merge(list)
	t.learn()
	res := &Result{Answers: make([]Answer, len(in.Questions)), Lags: t.lags, Notes: t.notes}
	t.answer(res.Answers)
	return res, nil
}

// recall is a tracer's data from snapshots.
type recall struct {
	taken  []map[int]moment                // by round and environment
	things map[string][]*snapshot.Resource // of now, by environment, collector, kind and name
	parts  map[string][]string             // by a resource of an environment: the files of its members
	begun  map[string]int32                // by environment and collector: the oldest round in which it was observed
	wanted map[string][]wanted             // by file
	found  map[place]uint64                // the paths of the places in question
}

// moment is a snapshot of an environment in a round.
type moment struct {
	at    time.Time
	label string
}

// place is one place of a question.
type place struct{ question, environment int }

// wanted is a place to find in the newest version of a resource.
type wanted struct {
	place
	path string
}
