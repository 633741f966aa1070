package workspace

import (
	"bytes"
	"context"
	"fmt"
	"time"

	"github.com/envparity/envparity/audit"
	"github.com/envparity/envparity/config"
	"github.com/envparity/envparity/internal/bounds"
	"github.com/envparity/envparity/journeys"
	"github.com/envparity/envparity/journeys/judge"
	"github.com/envparity/envparity/journeys/runfile"
	"github.com/envparity/envparity/names"
	"github.com/envparity/envparity/snapshot/store/archive"
)

// KeepRun stores a run of the journeys in the store of cfg. kept is false if the store already has it.
func (w *Workspace) KeepRun(ctx context.Context, cfg *config.Config, may *Permission, run *journeys.Run, values bool) (k archive.Kept, kept bool, err error) {
	a, err := w.Store(cfg, may, false)
	if err != nil {
		return k, false, err
	}
	entries, err := a.List(ctx, archive.Journeys, allGroup)
	if err != nil {
		return k, false, err
	}
	for _, e := range entries {
		if !e.Taken.Equal(run.StartedAt.UTC().Truncate(time.Millisecond)) {
			continue
		}
		if there, err := storedRun(ctx, a, e); err == nil && there.RunID == run.RunID {
			return archive.Kept{Entry: e}, false, nil
		}
	}
	text, err := runfile.Encode(run, values)
	if err != nil {
		return k, false, err
	}
	label := run.Label
	if !IsLabel(label) { // a run's label is any text
		label = ""
	}
	k, err = a.Put(ctx, archive.Document{Kind: archive.Journeys, Group: allGroup, Label: label, Taken: run.StartedAt, Text: text})
	if err != nil {
		return k, false, fmt.Errorf("the run of the journeys: %w", err)
	}
	return k, true, nil
}

func storedRun(ctx context.Context, a *archive.Archive, e archive.Entry) (*journeys.Run, error) {
	text, err := a.Get(ctx, e)
	if err != nil {
		return nil, err
	}
	run, err := runfile.DecodeRun(bytes.NewReader(text))
	if err != nil {
		return nil, fmt.Errorf("%s/%s: %w", a, e.Name, err)
	}
	return run, nil
}

// newestRun reads the newest run of the journeys in the store, nil if there is none.
func (w *Workspace) newestRun(ctx context.Context, s *Session) (*journeys.Run, error) {
	a, err := w.Store(s.Config, s.May, false)
	if err != nil {
		return nil, err
	}
	entries, err := a.List(ctx, archive.Journeys, allGroup)
	if err != nil || len(entries) == 0 {
		return nil, err
	}
	return storedRun(ctx, a, entries[len(entries)-1])
}

// runs judges the runs of the journeys in the store with today's rules, oldest first. It notes and leaves out one that cannot be read.
func (w *Workspace) runs(ctx context.Context, s *Session, a *archive.Archive) (out []audit.Run, notes []string, err error) {
	entries, err := a.List(ctx, archive.Journeys, allGroup)
	if err != nil {
		return nil, nil, err
	}
	if n := len(entries) - bounds.StoredRuns; n > 0 {
		entries = entries[n:]
		notes = append(notes, fmt.Sprintf("of the runs of the journeys the newest %d were judged; %s before them", len(entries), names.Count(n, "run")))
	}
	d := ofThen(s.Options).Decisions
	for _, e := range entries {
		run, err := storedRun(ctx, a, e)
		if ctx.Err() != nil {
			return nil, nil, context.Cause(ctx)
		}
		if err != nil {
			notes = append(notes, err.Error())
			continue
		}
		judged := judge.Run(run, judge.Options{})
		envs := environmentsOf(s.Config, run, judged.Reference)
		findings := audit.Journeys(judged, envs, d, s.Options.Now)
		r := audit.OfJourneys(s.Config.Project, judged, findings, envs, false, judged.Complete, run.StartedAt)
		out = append(out, audit.Run{At: run.StartedAt.UTC(), Label: e.Label, Judged: judged, Record: r.Record(JudgedBy(s.Config, w.Version))})
	}
	return out, notes, nil
}
