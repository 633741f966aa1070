package fleet

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"
)

// ClockSkew is how much the clocks of two machines may differ before one of them counts as wrong.
const ClockSkew = 5 * time.Minute

// Entry is one record of the store, as its name says.
type Entry struct {
	Name   string // in the store
	System string
	Run    string
	At     time.Time
	Brief  Brief
	Bad    bool // the name has no brief that can be read
}

// audited reports whether there is an audit in the record.
func (e *Entry) audited() bool { return !e.Bad && e.Brief.Status != Failed }

// runAt says when each run was: the time in the middle of its records, so that a few machines whose clocks are wrong move no run.
func runAt(entries []Entry) map[string]time.Time {
	times := map[string][]time.Time{}
	for i := range entries {
		if e := &entries[i]; e.Run != "" {
			times[e.Run] = append(times[e.Run], e.At)
		}
	}
	out := make(map[string]time.Time, len(times))
	for run, list := range times {
		slices.SortFunc(list, time.Time.Compare)
		out[run] = list[(len(list)-1)/2]
	}
	return out
}

// attempts is what the store has of all systems, in order.
type attempts struct {
	at      map[string]time.Time // of runs
	runs    []string             // oldest first
	systems map[string][]Entry   // one entry a run, and those of no run; oldest first
}

// when is the time by which an entry has its place: that of its run.
func (h *attempts) when(e *Entry) time.Time {
	if t, ok := h.at[e.Run]; ok {
		return t
	}
	return e.At
}

// inOrder puts entries in order. Of several attempts of one run at one system the one with an audit counts, and of several such the last: a pod that
// was started twice did the same thing twice.
func inOrder(entries []Entry) *attempts {
	h := &attempts{at: runAt(entries), systems: map[string][]Entry{}}
	h.runs = slices.SortedFunc(maps.Keys(h.at), func(a, b string) int { return cmp.Or(h.at[a].Compare(h.at[b]), strings.Compare(a, b)) })
	place := make(map[string]int, len(h.runs))
	for i, r := range h.runs {
		place[r] = i
	}
	for _, e := range entries {
		h.systems[e.System] = append(h.systems[e.System], e)
	}
	for name, list := range h.systems {
		slices.SortFunc(list, func(a, b Entry) int {
			return cmp.Or(h.when(&a).Compare(h.when(&b)), cmp.Compare(place[a.Run], place[b.Run]), strings.Compare(a.Run, b.Run), order(a.audited(), b.audited()), a.At.Compare(b.At), strings.Compare(a.Name, b.Name))
		})
		h.systems[name] = onePerRun(list)
	}
	return h
}

// order is -1 where only b holds, 1 where only a does.
func order(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}

// onePerRun keeps the last of the entries of each run.
func onePerRun(list []Entry) []Entry {
	out := list[:0]
	for i, e := range list {
		if e.Run != "" && i+1 < len(list) && list[i+1].Run == e.Run {
			continue
		}
		out = append(out, e)
	}
	return out
}

// newestRun is the last run that is not of a time to come; "" without one.
func (h *attempts) newestRun(now time.Time) string {
	for _, r := range slices.Backward(h.runs) {
		if !h.at[r].After(now.Add(ClockSkew)) {
			return r
		}
	}
	return ""
}

// newest and before are the last attempt at a system, and the last one before it that was audited; nil where there is none.
func (h *attempts) newest(system string) (newest, before *Entry) {
	list := h.systems[system]
	if len(list) == 0 {
		return nil, nil
	}
	newest = &list[len(list)-1]
	for i := len(list) - 2; i >= 0; i-- {
		if list[i].audited() {
			return newest, &list[i]
		}
	}
	return newest, nil
}
