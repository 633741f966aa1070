package workspace

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	past "github.com/envparity/envparity/history"
	"github.com/envparity/envparity/internal/bounds"
	"github.com/envparity/envparity/names"
	"github.com/envparity/envparity/snapshot"
	"github.com/envparity/envparity/snapshot/store/archive"
)

// closely is the time for which all stored snapshots are read. Before that, one a week is enough, because an older difference needs no exact day.
const closely = 35 * 24 * time.Hour

// recaller returns a function that finds stories in the snapshots in the store of s, nil if the config switches that off.
func (w *Workspace) recaller(ctx context.Context, s *Session) func([]*snapshot.Snapshot, past.Input) (*past.Result, error) {
	if s.Config.History.Off || len(s.plans) > 0 {
		return nil
	}
	r := &recaller{w: w, s: s}
	return func(now []*snapshot.Snapshot, in past.Input) (*past.Result, error) {
		if r.result != nil && slices.Equal(r.now, now) && r.asked == len(in.Questions) { // the screens audit again after each decision
			return r.result, nil
		}
		res, err := r.recall(ctx, now, in)
		r.result, r.now, r.asked = res, now, len(in.Questions)
		return res, err
	}
}

type recaller struct {
	w      *Workspace
	s      *Session
	now    []*snapshot.Snapshot // the snapshots of result
	asked  int
	result *past.Result
}

func (r *recaller) recall(ctx context.Context, now []*snapshot.Snapshot, in past.Input) (*past.Result, error) {
	a, err := r.w.Store(r.s.Config, r.s.May, false)
	if err != nil {
		return nil, err
	}
	if there, err := a.Exists(ctx); err != nil || !there {
		return nil, err
	}
	entries, err := a.List(ctx, archive.Snapshots, "")
	if err != nil {
		return nil, err
	}
	entries = thinned(entries, now)
	extents := a.Extents(ctx, entries)
	var list []past.Stored
	budget, left, last := int64(bounds.StoredBytes), 0, map[string]string{}
	for i, e := range entries {
		if extents[i].Same == "" || extents[i].Same != last[e.Group] { // a snapshot that equals the next one is not read
			budget -= extents[i].Bytes
		}
		last[e.Group] = extents[i].Same
		if budget < 0 || len(list) == bounds.StoredSnapshots {
			left = len(entries) - i
			break
		}
		env, members, _ := strings.Cut(e.Group, "+")
		x := past.Stored{Environment: env, Taken: e.Taken, Label: e.Label, Same: extents[i].Same, Read: func() (*snapshot.Snapshot, error) { return a.Snapshot(ctx, e) }}
		if members != "" {
			x.Members = strings.Split(members, "+")
		}
		list = append(list, x)
	}
	res, err := past.Recall(ctx, now, list, in)
	if res != nil && left > 0 {
		res.Notes = append(res.Notes, fmt.Sprintf("the store has earlier snapshots that were not read for this: no more than %s or %d MB are", names.Count(bounds.StoredSnapshots, "snapshot"), bounds.StoredBytes>>20))
	}
	return res, err
}

// thinned returns the snapshots to read, the newest first: none later than the audited ones, all of the last weeks, and one a week before.
func thinned(entries []archive.Entry, now []*snapshot.Snapshot) []archive.Entry {
	taken := map[string]time.Time{}
	for _, s := range now {
		taken[archive.GroupOf(s)] = s.Taken
	}
	var out []archive.Entry
	weeks := map[string]bool{}
	for _, e := range slices.Backward(entries) {
		at, ok := taken[e.Group]
		if !ok || !e.Taken.Before(at) {
			continue
		}
		if at.Sub(e.Taken) > closely {
			year, week := e.Taken.ISOWeek()
			k := fmt.Sprint(e.Group, " ", year, week)
			if weeks[k] {
				continue
			}
			weeks[k] = true
		}
		out = append(out, e)
	}
	return out
}
