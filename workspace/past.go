package workspace

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/envparity/envparity/audit"
	"github.com/envparity/envparity/config"
	"github.com/envparity/envparity/report"
	"github.com/envparity/envparity/rules"
	"github.com/envparity/envparity/snapshot"
	"github.com/envparity/envparity/snapshot/store/archive"
)

// allGroup is the group of documents about all environments.
const allGroup = "all"

// Keep stores the result of an audit, and the snapshots that were collected for it. It returns what it stored.
func (w *Workspace) Keep(ctx context.Context, s *Session) ([]archive.Kept, error) {
	a, err := w.Store(s.Config, s.May, false)
	if err != nil {
		return nil, err
	}
	var out []archive.Kept
	if s.From == "" {
		if !s.Options.Frozen {
			if err := (archive.View{Archive: a}).Overtakes(ctx, s.Snapshots); err != nil {
				return nil, err
			}
		}
		for _, x := range s.Snapshots {
			k, err := a.PutSnapshot(ctx, x)
			if err != nil {
				return out, err
			}
			out = append(out, k)
		}
	}
	if s.Run != nil {
		k, kept, err := w.KeepRun(ctx, s.Config, s.May, s.Run, false)
		if err != nil {
			return out, err
		}
		if kept {
			out = append(out, k)
		}
	}
	text, err := s.Result.Record(JudgedBy(s.Config, w.Version)).Encode()
	if err != nil {
		return out, err
	}
	k, err := a.Put(ctx, archive.Document{Kind: archive.Audits, Group: allGroup, Taken: s.Result.GeneratedAt, Text: text})
	if err != nil {
		return out, fmt.Errorf("the audit: %w", err)
	}
	return append(out, k), nil
}

// JudgedBy returns a digest of everything that decides verdicts: the program with its built-in rules, and the rules and policies of the team.
func JudgedBy(cfg *config.Config, version string) string {
	sum := sha256.New()
	_, _ = fmt.Fprintln(sum, version)
	for _, list := range [][]*hcl.Block{cfg.Rules, cfg.Policies} {
		for _, b := range list {
			body, ok := b.Body.(*hclsyntax.Body)
			file := cfg.Sources[b.DefRange.Filename]
			if !ok || file == nil {
				continue
			}
			r := body.SrcRange
			_, _ = fmt.Fprintln(sum, strings.Join(b.Labels, " "))
			sum.Write(file.Bytes[min(r.Start.Byte, len(file.Bytes)):min(r.End.Byte, len(file.Bytes))])
		}
	}
	return hex.EncodeToString(sum.Sum(nil)[:8])
}

// Records reads the stored audits, oldest first. It names and leaves out one that cannot be read.
func (w *Workspace) Records(ctx context.Context, a *archive.Archive) ([]*audit.Record, error) {
	entries, err := a.List(ctx, archive.Audits, allGroup)
	if err != nil {
		return nil, err
	}
	out := w.recordsOf(ctx, a, entries)
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	return out, nil
}

// recordsOf reads entries until it is interrupted.
func (w *Workspace) recordsOf(ctx context.Context, a *archive.Archive, entries []archive.Entry) []*audit.Record {
	var out []*audit.Record
	for _, e := range entries {
		text, err := a.Get(ctx, e)
		var r *audit.Record
		if err == nil {
			r, err = audit.DecodeRecord(text)
		}
		switch {
		case ctx.Err() != nil:
			return out
		case err != nil:
			w.Note("%v; it is left out", err)
		default:
			out = append(out, r)
		}
	}
	return out
}

// Past is the results of earlier audits.
type Past struct {
	Records []*audit.Record // oldest first
	Runs    []audit.Run     // of the journeys, oldest first
	Basis   string          // report.BasisSnapshots or report.BasisAudits
	States  int             // number of states in the store
	Audited int             // number of audited ones
	Notes   []string
}

// PastOf looks back: by the stored audits, or by auditing the stored snapshots with today's rules, each different state once. If quick is true,
// it audits only as many as a binary search needs.
func (w *Workspace) PastOf(ctx context.Context, s *Session, recorded, quick bool) (*Past, error) {
	a, err := w.Store(s.Config, s.May, false)
	if err != nil {
		return nil, err
	}
	runs, notes, err := w.runs(ctx, s, a)
	if err != nil {
		return nil, err
	}
	if recorded {
		records, err := w.Records(ctx, a)
		return &Past{Records: records, Runs: runs, Basis: report.BasisAudits, Notes: notes}, err
	}
	states, err := a.States(ctx, func(entries []archive.Entry) bool {
		for _, e := range s.Config.Environments {
			if !slices.ContainsFunc(entries, func(x archive.Entry) bool { return x.Environment() == e.Name }) {
				return false
			}
		}
		return true
	})
	if err != nil {
		return nil, err
	}
	b := bisection{w: w, s: s, a: a, states: states, quick: quick, notes: notes, audited: map[string]*audit.Result{}, at: map[int]*audit.Record{}, failed: map[int]bool{}}
	if len(states) > 0 {
		b.between(ctx, 0, len(states)-1)
	}
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	if quick && len(b.at) < len(states) {
		b.notes = append(b.notes, "a search by halves (`--quick`): what came and went between two audited states with the same findings is not seen, and what is still there may have been gone meanwhile")
	}
	out := &Past{Runs: runs, Basis: report.BasisSnapshots, States: len(states), Audited: len(b.audited), Notes: b.notes}
	for _, i := range slices.Sorted(maps.Keys(b.at)) {
		out.Records = append(out.Records, b.at[i])
	}
	return out, nil
}

// bisection audits states of a store until it knows between which two each finding came or went.
type bisection struct {
	w       *Workspace
	s       *Session
	a       *archive.Archive
	states  []archive.State
	quick   bool
	audited map[string]*audit.Result // by the content of a state
	at      map[int]*audit.Record
	failed  map[int]bool
	notes   []string
}

// between audits the states from lo to hi. If quick is true and the findings at both ends are the same, it assumes the same for those between.
func (b *bisection) between(ctx context.Context, lo, hi int) {
	first, last := b.record(ctx, lo), b.record(ctx, hi)
	if hi-lo <= 1 || ctx.Err() != nil || b.quick && first != nil && last != nil && sameFindings(first, last) {
		return
	}
	mid := lo + (hi-lo)/2
	b.between(ctx, lo, mid)
	b.between(ctx, mid, hi)
}

func sameFindings(a, b *audit.Record) bool {
	return slices.EqualFunc(a.Findings, b.Findings, func(x, y audit.RecordFinding) bool { return x.Fingerprint == y.Fingerprint && x.Verdict == y.Verdict })
}

// record audits a state. It returns nil for one that cannot be read.
func (b *bisection) record(ctx context.Context, i int) *audit.Record {
	if r := b.at[i]; r != nil || b.failed[i] || ctx.Err() != nil {
		return r
	}
	state := &b.states[i]
	result := b.audited[state.Same]
	if result == nil {
		snaps, err := snapshotsIn(ctx, b.a, b.s.Config, state)
		if err != nil {
			b.failed[i] = true
			b.notes = append(b.notes, err.Error())
			return nil
		}
		result = audit.Audit(snaps, b.s.Config, ofThen(b.s.Options))
		result.Findings, result.Grid = slices.Clone(result.Findings), nil
		b.audited[state.Same] = result
	}
	r := result.Record(JudgedBy(b.s.Config, b.w.Version))
	r.At, r.Label = state.At, state.Label
	b.at[i] = r
	return r
}

// ofThen returns the options of today's audit without those that do not apply to earlier states: journeys, the baseline, and the repository.
func ofThen(o audit.Options) audit.Options {
	o = o.WithoutRepository()
	o.Journeys = nil
	if o.Decisions != nil {
		d := *o.Decisions
		d.Baseline = nil
		o.Decisions = &d
	}
	return o
}

// snapshotsIn reads the snapshots of a state, but for environments that the config no longer has.
func snapshotsIn(ctx context.Context, a *archive.Archive, cfg *config.Config, state *archive.State) ([]*snapshot.Snapshot, error) {
	var out []*snapshot.Snapshot
	for _, e := range state.Entries {
		if cfg.Environment(e.Environment()) == nil {
			continue
		}
		x, err := a.Snapshot(ctx, e)
		if err != nil {
			return nil, err
		}
		out = append(out, x)
	}
	return out, nil
}

// mostPast is how many earlier audits a report draws: those of a year of weeks, and then some.
const mostPast = 60

// Earlier are the audits that the store of s has of earlier times, for the lines of a report; none where no store was ever written. One that cannot be read
// is noted and left out.
func (w *Workspace) Earlier(ctx context.Context, s *Session) ([]report.Past, error) {
	a, err := w.Store(s.Config, s.May, false)
	if err != nil {
		return nil, err
	}
	entries, err := a.List(ctx, archive.Audits, allGroup)
	if err != nil {
		return nil, err
	}
	entries = slices.DeleteFunc(entries, func(e archive.Entry) bool { return !e.Taken.Before(s.Options.Now.Truncate(time.Millisecond)) })
	var out []report.Past
	for _, r := range w.recordsOf(ctx, a, entries[max(0, len(entries)-mostPast):]) {
		p := report.Past{At: r.At, Label: r.Label}
		for i := range r.Findings {
			switch r.Findings[i].Verdict {
			case rules.MustFix:
				p.Summary.MustFix++
			case rules.ShouldFix:
				p.Summary.ShouldFix++
			}
		}
		for _, env := range slices.Sorted(maps.Keys(r.Scores)) {
			p.Scores = append(p.Scores, rules.Score{Environment: env, Value: r.Scores[env]})
		}
		out = append(out, p)
	}
	return out, nil
}
