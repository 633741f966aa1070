package history

import (
	"context"
	"hash/maphash"
	"slices"
	"strings"
	"time"

	"github.com/envparity/envparity/snapshot"
)

// Stored is a snapshot of an earlier time.
type Stored struct {
	Environment string
	Members     []string // those that it is of, as in the snapshot
	Taken       time.Time
	Label       string
	Same        string // two of one environment and its members with the same text have the same resources; "" where that is not known
	Read        func() (*snapshot.Snapshot, error)
}

// series of snapshots of one environment, or of some of its members.
func (s *Stored) series() string { return seriesOf(s.Environment, s.Members) }

func seriesOf(env string, members []string) string {
	return strings.Join(append([]string{env}, members...), "\x00")
}

// Recall answers the questions of in from snapshots: now are those that the questions were asked about, before are earlier ones, in any order. What was not
// observed at a time is taken for what it was before. A snapshot that cannot be read is left out, and noted. The result is nil where nothing earlier is known.
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

// recall is what a tracer knows of snapshots.
type recall struct {
	taken  []map[int]moment                // by round and environment
	things map[string][]*snapshot.Resource // of now, by environment, collector, kind and name
	parts  map[string][]string             // by a resource of an environment: the files of its members
	begun  map[string]int32                // by environment and collector: the oldest round in which it was observed
	wanted map[string][]wanted             // by file
	found  map[place]uint64                // the paths of what is asked for
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
