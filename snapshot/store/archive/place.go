package archive

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/envparity/envparity/snapshot"
	"github.com/envparity/envparity/snapshot/store"
)

// View is what a store shows of its snapshots: the newest of each environment, of all or of those with a label, up to a time.
type View struct {
	Archive *Archive
	Label   string    // "" for all
	Until   time.Time // zero for no end
}

func (v View) String() string {
	if v.Label != "" {
		return v.Label + " in " + v.Archive.String()
	}
	return v.Archive.String()
}

// Newest reports whether the view is of what is so now, and not of a release or of an earlier time.
func (v View) Newest() bool { return v.Label == "" && v.Until.IsZero() }

// Put implements store.Place.
func (v View) Put(ctx context.Context, s *snapshot.Snapshot) (string, error) {
	k, err := v.Archive.PutSnapshot(ctx, s)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("%s/%s (%d bytes)", v.Archive, k.Name, k.Written), nil
}

// Within implements store.Place: the snapshots with a label.
func (v View) Within(label string) store.Place {
	return View{Archive: v.Archive, Label: label, Until: v.Until}
}

// Names implements store.Place: the labels there are.
func (v View) Names(ctx context.Context) ([]string, error) {
	entries, err := v.Archive.List(ctx, Snapshots, "")
	if err != nil {
		return nil, err
	}
	var out []string
	for _, e := range entries {
		if e.Label != "" {
			out = append(out, e.Label)
		}
	}
	slices.Sort(out)
	return slices.Compact(out), nil
}

// Load implements store.Place. A snapshot that cannot be read is an error: an older one in its place would show what is no longer so.
func (v View) Load(ctx context.Context) ([]*snapshot.Snapshot, error) {
	entries, err := v.Archive.List(ctx, Snapshots, "")
	if err != nil {
		return nil, err
	}
	var snaps []*snapshot.Snapshot
	for _, e := range v.newest(entries) {
		s, err := v.Archive.Snapshot(ctx, e)
		if err != nil {
			return nil, err
		}
		snaps = append(snaps, s)
	}
	if len(snaps) == 0 {
		return nil, fmt.Errorf("no snapshot in %s; `envparity snapshot` with `store = %q` in the config writes them", v, v.Archive)
	}
	return snaps, nil
}

// newest picks the newest snapshot of each environment, or of each of its members where they were taken one by one. An older one that has a
// member of a newer one is left out.
func (v View) newest(entries []Entry) []Entry {
	var out []Entry
	for _, e := range slices.Backward(entries) {
		if v.Label != "" && e.Label != v.Label || !v.Until.IsZero() && e.Taken.After(v.Until) {
			continue
		}
		if !slices.ContainsFunc(out, func(o Entry) bool { return overlap(o.Group, e.Group) }) {
			out = append(out, e)
		}
	}
	slices.SortStableFunc(out, func(x, y Entry) int { return strings.Compare(x.Group, y.Group) })
	return out
}

// overlap reports whether two groups tell of the same: of one environment, as a whole or with a member in common.
func overlap(a, b string) bool {
	envA, membersA, someA := strings.Cut(a, "+")
	envB, membersB, someB := strings.Cut(b, "+")
	if envA != envB {
		return false
	}
	if !someA || !someB {
		return true
	}
	list := strings.Split(membersB, "+")
	return slices.ContainsFunc(strings.Split(membersA, "+"), func(m string) bool { return slices.Contains(list, m) })
}

// Overtakes is an error where the store has a snapshot of one of these environments that says it was taken later: a clock is wrong, and the
// new one would never count as the newest.
func (v View) Overtakes(ctx context.Context, snaps []*snapshot.Snapshot) error {
	for _, s := range snaps {
		entries, err := v.Archive.List(ctx, Snapshots, GroupOf(s))
		if err != nil {
			return err
		}
		if len(entries) == 0 {
			continue
		}
		last := entries[len(entries)-1]
		if last.Taken.After(s.Taken.Add(ClockSkew)) {
			return fmt.Errorf("%s/%s says that it was taken at %s, and here it is %s: one of the clocks is wrong; set this one right, or remove that one with `envparity store prune %s --yes`; nothing was written",
				v.Archive, last.Name, last.Taken.Format(time.RFC3339), s.Taken.UTC().Format(time.RFC3339), last.Name)
		}
	}
	return nil
}

// State is what a store showed from a time on, until the next state.
type State struct {
	At      time.Time
	Label   string
	Entries []Entry // the newest of each environment
	Same    string  // two states with one text here have the same resources
}

// States lists what the store showed after each snapshot, oldest first, from the time on at which there was one of each group in want. Snapshots that
// were taken at the same time are one state.
func (a *Archive) States(ctx context.Context, want func([]Entry) bool) ([]State, error) {
	entries, err := a.List(ctx, Snapshots, "")
	if err != nil {
		return nil, err
	}
	recipes, errs := make([]string, len(entries)), make([]error, len(entries))
	Parallel(len(entries), side, func(i int) {
		var m *manifest
		if m, errs[i] = a.manifest(ctx, entries[i]); errs[i] == nil {
			recipes[i] = m.Recipe
		}
	})
	var out []State
	of := map[string]string{}
	for i, e := range entries {
		of[e.Name] = recipes[i]
		if errs[i] != nil { // one that cannot be read must not take the others down: its state is told when it is audited
			of[e.Name] = e.Name
		}
		if i+1 < len(entries) && entries[i+1].Taken.Equal(e.Taken) {
			continue
		}
		s := State{At: e.Taken, Label: e.Label, Entries: View{}.newest(entries[:i+1])}
		if !want(s.Entries) {
			continue
		}
		for _, x := range s.Entries {
			s.Same += x.Group + " " + of[x.Name] + "\n"
		}
		out = append(out, s)
	}
	return out, nil
}
