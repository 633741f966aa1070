package workspace

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/envparity/envparity/audit"
	"github.com/envparity/envparity/config"
	past "github.com/envparity/envparity/history"
	"github.com/envparity/envparity/journeys"
	"github.com/envparity/envparity/journeys/judge"
	"github.com/envparity/envparity/journeys/runfile"
	"github.com/envparity/envparity/report"
	"github.com/envparity/envparity/rules"
	"github.com/envparity/envparity/snapshot"
	"github.com/envparity/envparity/snapshot/store"
)

// Request is what to audit, from flags.
type Request struct {
	From         string        // a place with snapshots; "" to collect
	Since        string        // a place with earlier snapshots, or the label of a release; its findings are known
	Now          string        // the time of the audit, as text; "" for the clock's
	Journeys     string        // the file of a run of the journeys, or Latest for the newest in the store
	Release      bool          // a release is to be decided: read what its criteria need
	Plans        []string      // ENVIRONMENT=FILE: plans instead of their sources
	Environments []string      // only these and the reference
	Timeout      time.Duration // of reading all sources
	All          bool          // with equivalent attributes
}

// Session is one audit: its request, its input and its result.
type Session struct {
	Request
	Config    *config.Config
	May       *Permission
	Only      []string // Request.Environments with the reference; nil for all
	Clock     func() time.Time
	Options   audit.Options // with people's decisions
	Snapshots []*snapshot.Snapshot
	plans     []plan
	Past      []report.Past // the audits of Since
	Run       *journeys.Run // of the journeys; nil without one
	Result    *audit.Result // nil until observed

	Stale []string // messages about old snapshots
}

// Prepare does the parts that need no environment. It finds all mistakes in flags, config, rules and waivers.
func (w *Workspace) Prepare(ctx context.Context, r Request) (*Session, error) {
	now, err := w.ClockOf(r.Now)
	if err != nil {
		return nil, err
	}
	s := &Session{Request: r, Clock: now}
	if s.Config, err = w.Load(); err != nil {
		return nil, err
	}
	if s.Only, err = only(s.Config, r.Environments); err != nil {
		return nil, err
	}
	if err := audit.Check(s.Config, w.Types, s.Only); err != nil {
		return nil, err
	}
	if s.May, err = w.Permission(s.Config); err != nil {
		return nil, err
	}
	if err := errors.Join(s.May.inside(s.Config, s.Config.Waivers), s.May.inside(s.Config, s.Config.Baseline)); err != nil {
		return nil, err
	}
	decisions, err := audit.Decide(s.Config)
	if err != nil {
		return nil, err
	}
	s.Options = audit.Options{Now: now(), All: r.All, Frozen: r.Now != "", Decisions: decisions}
	if r.From == "" {
		s.Options.History, s.Options.Remarks = storyteller(ctx, s.Config), commentator(s.Config)
	}
	if s.plans, err = plansOf(s.Config, r); err != nil {
		return nil, err
	}
	if r.From == "" || r.From == Latest {
		s.Options.Stored = w.recaller(ctx, s)
	}
	if r.Since != "" {
		if err := w.since(ctx, s); err != nil {
			return nil, err
		}
	}
	return s, w.travel(ctx, s)
}

// travel reads the run of the journeys to audit.
func (w *Workspace) travel(ctx context.Context, s *Session) (err error) {
	asked := s.Request.Journeys
	if asked == "" && s.Release && s.Config.Gate.Journeys {
		asked = Latest
	}
	switch asked {
	case "":
		return nil
	case Latest:
		s.Run, err = w.newestRun(ctx, s)
		if err == nil && s.Run == nil && s.Request.Journeys != "" {
			err = errors.New("the store has no run of the journeys; `envparity journeys --keep` keeps one")
		}
	default:
		s.Run, err = runfile.Read(asked)
	}
	if err != nil {
		return fmt.Errorf("`--journeys`: %w", err)
	}
	if s.Run != nil {
		s.Options.Journeys = audit.ForAudit(judge.Run(s.Run, judge.Options{}), s.Config)
	}
	return nil
}

// Observe collects, or reads snapshots, and audits them. It calls events with the progress of collectors.
func (w *Workspace) Observe(ctx context.Context, s *Session, events func(audit.Event)) (err error) {
	if s.From != "" {
		s.Snapshots, err = w.stored(ctx, s)
	} else {
		s.May.PrintRefused(w, s.Config)
		s.Snapshots, err = w.Collect(ctx, s.Config, audit.CollectOptions{Only: s.Only, Now: s.Clock, Frozen: s.Options.Frozen, Deadline: s.Timeout, Refuse: s.May.Refuse}, events)
	}
	if err != nil {
		return err
	}
	w.noteClock(s)
	if len(s.plans) > 0 {
		return w.planned(ctx, s)
	}
	s.Result = audit.Audit(s.Snapshots, s.Config, s.Options)
	s.Result.Problems = append(s.Result.Problems, s.Stale...)
	return nil
}

// stored reads the snapshots of From.
func (w *Workspace) stored(ctx context.Context, s *Session) ([]*snapshot.Snapshot, error) {
	where, found, err := w.named(ctx, s.Config, s.May, s.From)
	if err == nil && !found { // no release: then it should be a folder, which does not exist either
		where, err = w.open(ctx, s.From)
	}
	if err != nil {
		return nil, err
	}
	snaps, err := load(ctx, where, s.Config, s.Only)
	if v, ok := where.(interface{ Newest() bool }); err == nil && ok && v.Newest() {
		s.Stale = stale(snaps, s.Options.Now)
	}
	return snaps, err
}

// staleAfter is the age from which a message names a stored snapshot. Environments with scheduled snapshots write them at least daily.
const staleAfter = 24 * time.Hour

// stale returns messages about old snapshots, with their age.
func stale(snaps []*snapshot.Snapshot, now time.Time) []string {
	var out []string
	for _, x := range snaps {
		if age := now.Sub(x.Taken); age > staleAfter {
			out = append(out, fmt.Sprintf("the snapshot of %s is %s old (taken %s): later changes there are unknown", x.Environment, past.Days(age), x.Taken.UTC().Format(time.RFC3339)))
		}
	}
	return out
}

// noteClock reports that a snapshot has a time in the future. Then dates such as those of waivers may be judged by a wrong day.
func (w *Workspace) noteClock(s *Session) {
	if s.Options.Frozen {
		return
	}
	for _, snap := range s.Snapshots {
		if snap.Taken.After(s.Options.Now.Add(store.ClockSkew)) {
			w.Note("the snapshot of %s says that it was taken at %s, and here it is %s: one of the clocks is wrong; waivers are judged by this one",
				snap.Environment, snap.Taken.UTC().Format(time.RFC3339), s.Options.Now.UTC().Format(time.RFC3339))
		}
	}
}

// Collect takes snapshots, sealed with the key of this machine.
func (w *Workspace) Collect(ctx context.Context, cfg *config.Config, o audit.CollectOptions, events func(audit.Event)) ([]*snapshot.Snapshot, error) {
	sealer, err := w.Sealer()
	if err != nil {
		return nil, err
	}
	o.Sealer, o.Getenv = sealer, w.Getenv
	return audit.Collect(ctx, cfg, w.Types, o, events)
}

// only reduces a list of environments to those in the config, and adds the reference, which every comparison needs.
func only(cfg *config.Config, envs []string) ([]string, error) {
	if len(envs) == 0 {
		return nil, nil
	}
	for _, e := range envs {
		if cfg.Environment(e) == nil {
			return nil, fmt.Errorf("unknown environment %q in `--env`, must be one of %s", e, strings.Join(cfg.Names(), ", "))
		}
	}
	if ref := cfg.Ref().Name; !slices.Contains(envs, ref) {
		envs = append(slices.Clone(envs), ref)
	}
	return envs, nil
}

// since makes the findings of earlier snapshots the baseline.
func (w *Workspace) since(ctx context.Context, s *Session) error {
	place, found, err := w.named(ctx, s.Config, s.May, s.Since)
	if err != nil {
		return err
	}
	if !found {
		return fmt.Errorf("no snapshots %q for `--since`: neither a folder nor a release in %s; `envparity snapshot --label %s` keeps one", s.Since, keptName(s.Config), s.Since)
	}
	earlier, err := load(ctx, place, s.Config, s.Only)
	if err != nil {
		return err
	}
	then, decisions := s.Options.WithoutRepository(), *s.Options.Decisions // only the findings of that time are needed
	decisions.Baseline = nil
	then.Decisions = &decisions
	r := audit.Audit(earlier, s.Config, then)
	decisions.Baseline = rules.NewBaseline(s.Config.Project, r.Findings, then.Now)
	s.Options.Decisions = &decisions
	s.Past = []report.Past{pastOf(r, earlier)}
	return nil
}

// pastOf summarises an audit of earlier snapshots, with the time of the newest of them.
func pastOf(r *audit.Result, earlier []*snapshot.Snapshot) report.Past {
	out := report.Past{Summary: r.Summary, Scores: r.Scores}
	for _, s := range earlier {
		if s.Taken.After(out.At) {
			out.At, out.Label = s.Taken, s.Label
		}
	}
	return out
}
