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
	"github.com/envparity/envparity/tui/screen"
)

// maxHistory is how many labelled snapshots are read, the newest.
const maxHistory = 12

// history audits earlier labelled snapshots with today's rules, once, on first use.
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
		kept, err := h.w.Kept(h.cfg, h.may)
		if err != nil {
			return
		}
		names, err := kept.Names(ctx)
		if err != nil {
			return // no history yet
		}
		for _, name := range names {
			if ctx.Err() != nil {
				continue
			}
			snaps, err := load(ctx, kept.Within(name), h.cfg, nil)
			if err != nil || len(snaps) == 0 {
				continue // one unreadable release does not affect the others
			}
			then := earlier{label: name, at: snaps[0].Taken}
			then.result = audit.Audit(snaps, h.cfg, ofThen(h.options))
			h.then = append(h.then, then)
		}
		sort.SliceStable(h.then, func(i, j int) bool { return h.then[i].at.Before(h.then[j].at) })
		h.then = h.then[max(0, len(h.then)-maxHistory):]
	})
	return h.then
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
		p := screen.Point{At: e.at, Label: e.label, MustFix: e.result.Summary.MustFix, ShouldFix: e.result.Summary.ShouldFix}
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
