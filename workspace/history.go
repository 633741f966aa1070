package workspace

import (
	"context"
	"sort"
	"sync"
	"time"

	"github.com/envparity/envparity/audit"
	"github.com/envparity/envparity/config"
	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/rules"
	"github.com/envparity/envparity/snapshot"
	"github.com/envparity/envparity/snapshot/store"
	"github.com/envparity/envparity/snapshot/store/archive"
	"github.com/envparity/envparity/tui/screen"
)

// maxHistory is how many earlier times are read, the newest.
const maxHistory = 12

// history audits earlier snapshots of the store and earlier releases with today's rules, once, on first use.
type history struct {
	w       *Workspace
	cfg     *config.Config
	may     *Permission
	options audit.Options
	once    sync.Once
	then    []earlier
}

type earlier struct {
	label  string
	at     time.Time
	result *audit.Result
}

func (h *history) load(ctx context.Context) []earlier {
	h.once.Do(func() {
		for _, s := range append(h.releases(ctx), h.states(ctx)...) {
			if ctx.Err() != nil {
				break
			}
			snaps, err := s.read()
			if err != nil || len(snaps) == 0 {
				continue // one unreadable state does not affect the others
			}
			h.then = append(h.then, earlier{label: s.label, at: s.at, result: audit.Audit(snaps, h.cfg, ofThen(h.options))})
		}
		sort.SliceStable(h.then, func(i, j int) bool { return h.then[i].at.Before(h.then[j].at) })
		h.then = h.then[max(0, len(h.then)-maxHistory):]
	})
	return h.then
}

// shown is what the environments were at an earlier time.
type shown struct {
	label string
	at    time.Time
	read  func() ([]*snapshot.Snapshot, error)
}

// releases are those that were kept as files, before there was a store.
func (h *history) releases(ctx context.Context) []shown {
	at := h.cfg.Snapshots
	if at == "" {
		at = HistoryDir
	}
	where, err := allowed(h.cfg, h.may, at)
	if err != nil {
		return nil
	}
	before, err := store.Open(where)
	if err != nil {
		return nil
	}
	names, err := before.Names(ctx)
	if err != nil {
		return nil // none is there
	}
	var out []shown
	for _, name := range names {
		snaps, err := load(ctx, before.Within(name), h.cfg, nil)
		if err == nil && len(snaps) > 0 {
			out = append(out, shown{name, snaps[0].Taken, func() ([]*snapshot.Snapshot, error) { return snaps, nil }})
		}
	}
	return out
}

// states are the newest of the store that differ from the one before, and its releases among them.
func (h *history) states(ctx context.Context) []shown {
	if onlyReleases(h.cfg) {
		return nil
	}
	a, err := h.w.Store(h.cfg, h.may, false)
	if err != nil {
		return nil
	}
	states, err := a.States(ctx, func(entries []archive.Entry) bool { return len(entries) > 0 })
	if err != nil {
		return nil
	}
	var out []shown
	for i := len(states) - 1; i >= 0 && len(out) < maxHistory; i-- {
		if s := &states[i]; i == 0 || s.Label != "" || s.Same != states[i-1].Same {
			out = append(out, shown{s.Label, s.At, func() ([]*snapshot.Snapshot, error) { return snapshotsIn(ctx, a, h.cfg, s) }})
		}
	}
	return out
}

// Finding implements screen.History.
func (h *history) Finding(ctx context.Context, fingerprint string) ([]screen.Seen, error) {
	var out []screen.Seen
	for _, e := range h.load(ctx) {
		s := screen.Seen{At: e.at, Label: e.label}
		for i := range e.result.Findings {
			f := &e.result.Findings[i]
			if f.Fingerprint != fingerprint {
				continue
			}
			s.Verdict, s.Values = f.Verdict, valuesThen(e.result, f)
		}
		out = append(out, s)
	}
	return out, nil
}

func valuesThen(r *audit.Result, f *rules.Finding) map[string]string {
	out := map[string]string{}
	for i, env := range r.Environments {
		if i < len(f.Drift.Sides) {
			switch s := &f.Drift.Sides[i]; s.State {
			case drift.Present:
				out[env.Name] = s.Text
			default:
				out[env.Name] = string(s.State)
			}
		}
	}
	return out
}

// Newest implements screen.History.
func (h *history) Newest(ctx context.Context) (*screen.Since, error) {
	all := h.load(ctx)
	if len(all) == 0 {
		return nil, ctx.Err()
	}
	last := all[len(all)-1]
	for _, e := range all { // what is new is new since a release, where there is one
		if e.label != "" && (last.label == "" || !e.at.Before(last.at)) {
			last = e
		}
	}
	out := &screen.Since{At: last.at, Label: last.label, Known: map[string]bool{}}
	for i := range last.result.Findings {
		if f := &last.result.Findings[i]; f.Verdict != rules.Acceptable {
			out.Known[f.Fingerprint] = true
		}
	}
	return out, nil
}

// Trend implements screen.History.
func (h *history) Trend(ctx context.Context) ([]screen.Point, error) {
	var out []screen.Point
	for _, e := range h.load(ctx) {
		p := screen.Point{At: e.at, Label: e.label, MustFix: e.result.Summary.MustFix, ShouldFix: e.result.Summary.ShouldFix, Found: screen.FoundIn(e.result.Findings)}
		n := 0
		for _, s := range e.result.Scores {
			if s.Pillar == "" {
				p.Score += s.Value
				n++
			}
		}
		if n > 0 {
			p.Score /= float64(n)
			out = append(out, p)
		}
	}
	return out, nil
}
