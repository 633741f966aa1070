package cli

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/envparity/envparity/audit"
	"github.com/envparity/envparity/collectors"
	"github.com/envparity/envparity/config"
	"github.com/envparity/envparity/journeys"
	"github.com/envparity/envparity/report"
	"github.com/envparity/envparity/rules"
	"github.com/envparity/envparity/snapshot"
	"github.com/envparity/envparity/snapshot/store"
	"github.com/envparity/envparity/query"
)

// auditOptions are the flags of every command that audits.
type auditOptions struct {
	format string
	failOn string
	from   string
	since  string
	filter string
	now    string
	run    string // a run of the journeys
	output string
	all    bool
	envs   []string

	timeout time.Duration // of reading all sources
}

// flags adds all of them.
func (o *auditOptions) flags(cmd *cobra.Command) {
	o.sourceFlags(cmd)
	f := cmd.Flags()
	f.StringVarP(&o.format, "format", "f", "text", "`FORMAT` of the report: "+strings.Join(report.Names(), ", "))
	f.StringVar(&o.failOn, "fail-on", "must-fix", "exit 1 from this `VERDICT` up: must-fix, should-fix or never")
	f.StringVar(&o.since, "since", "", "fail only on what is new since the snapshots in `DIR` (or s3://BUCKET/PREFIX), or of a release's label")
	f.StringVar(&o.filter, "filter", "", "report only findings that match `QUERY`, such as \"verdict:must env:prod\"; the exit code follows")
	f.StringVarP(&o.output, "output", "o", "", "write the report to `FILE` instead of stdout")
	f.BoolVar(&o.all, "all", false, "spell out everything, equivalent attributes too")
	_ = cmd.RegisterFlagCompletionFunc("format", cobra.FixedCompletions(report.Names(), cobra.ShellCompDirectiveNoFileComp))
	_ = cmd.RegisterFlagCompletionFunc("fail-on", cobra.FixedCompletions([]string{"must-fix", "should-fix", "never"}, cobra.ShellCompDirectiveNoFileComp))
}

// sourceFlags adds those that say what is audited.
func (o *auditOptions) sourceFlags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&o.from, "from", "", "audit the snapshots in `DIR` (or s3://BUCKET/PREFIX) instead of looking at the environments")
	f.StringVar(&o.now, "now", "", "the audit's `TIME` (RFC 3339 or a date), for the same bytes every time")
	f.StringSliceVar(&o.envs, "env", nil, "only these `ENVIRONMENTS` (and the reference)")
	f.StringVar(&o.run, "journeys", "", "audit what the run of the journeys in `FILE` showed as well")
	timeoutFlag(cmd, &o.timeout)
}

// defaultDeadline is long enough for slow sources one after another, and short enough for a scheduled job.
const defaultDeadline = 10 * time.Minute

func timeoutFlag(cmd *cobra.Command, timeout *time.Duration) {
	cmd.Flags().DurationVar(timeout, "timeout", defaultDeadline, "`DURATION` that reading all sources may take; what was not read by then is unknown")
}

// clockOf returns the audit's clock: --now stops it, so that a report depends on nothing but its input.
func (a *app) clockOf(now string) (func() time.Time, error) {
	if now == "" {
		return a.clock, nil
	}
	for _, layout := range []string{time.RFC3339, time.DateOnly} {
		if t, err := time.Parse(layout, now); err == nil {
			return func() time.Time { return t.UTC() }, nil
		}
	}
	return nil, fmt.Errorf("invalid value %q for `--now`: write a time such as 2026-11-20T10:00:00Z, or a date", now)
}

// load reads the config, wherever it is.
func (a *app) load() (*config.Config, error) {
	path := a.config
	if path == "" {
		found, ok := config.Find(".")
		if !ok {
			return a.discovered()
		}
		// As a person would have named it: it stands in errors and reports, which are the same wherever the repository lies.
		path = found
		if here, err := filepath.Abs("."); err == nil {
			if rel, err := filepath.Rel(here, found); err == nil {
				path = rel
			}
		}
	}
	cfg, err := config.Load(path, config.Options{CollectTypes: typeNames(a.types)})
	if err != nil {
		return nil, err
	}
	return cfg, checkKeymap(cfg)
}

func typeNames(types []collectors.Type) []string {
	names := make([]string, len(types))
	for i, t := range types {
		names[i] = t.Name
	}
	return names
}

// only narrows --env to what the config has, and adds the reference: nothing can be held against nothing.
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

// sealer makes the Sealer from the key of this machine.
func (a *app) sealer() (*snapshot.Sealer, error) {
	key, err := audit.Key(a.getenv)
	if err != nil {
		return nil, err
	}
	return snapshot.NewSealer(key), nil
}

// check audits and prints the report.
func (a *app) check(ctx context.Context, o auditOptions) error {
	format, err := report.Find(o.format)
	if err != nil {
		return fmt.Errorf("%w (`--format`)", err)
	}
	if !slices.Contains([]string{"must-fix", "should-fix", "never"}, o.failOn) {
		return fmt.Errorf("invalid value %q for `--fail-on`, must be one of must-fix, should-fix, never", o.failOn)
	}
	s, err := a.auditSoFar(ctx, o)
	if err != nil {
		return err
	}
	if ctx.Err() != nil {
		a.notef("interrupted: what was not read by then is unknown")
	}
	if err := filter(s.result, o.filter); err != nil {
		return err
	}
	if err := a.write(o.output, func(w io.Writer) error {
		return format.Write(w, s.result, a.reportOptions(s.config, o))
	}); err != nil {
		return err
	}
	return judge(s.result, audit.FailOn(o.failOn))
}

// session is one audit with all that led to it.
type session struct {
	from      string
	only      []string
	clock     func() time.Time
	deadline  time.Duration
	config    *config.Config
	snapshots []*snapshot.Snapshot
	decisions *audit.Decisions
	options   audit.Options
	result    *audit.Result
}

// audit collects, or reads snapshots, and audits. One that was interrupted is an error: nothing is to be decided by it.
func (a *app) audit(ctx context.Context, o auditOptions) (*session, error) {
	s, err := a.auditSoFar(ctx, o)
	if err != nil {
		return nil, err
	}
	return s, ctx.Err()
}

// auditSoFar is audit with what had been collected when it was interrupted.
func (a *app) auditSoFar(ctx context.Context, o auditOptions) (*session, error) {
	s, err := a.prepare(ctx, o)
	if err != nil {
		return nil, err
	}
	bar := a.progress()
	err = a.observe(ctx, s, bar.event)
	bar.done()
	if err != nil {
		return nil, err
	}
	return s, nil
}

// prepare does what needs no environment: all that can be wrong with flags, config, rules and waivers is wrong here.
func (a *app) prepare(ctx context.Context, o auditOptions) (*session, error) {
	now, err := a.clockOf(o.now)
	if err != nil {
		return nil, err
	}
	s := &session{from: o.from, clock: now, deadline: o.timeout}
	if s.config, err = a.load(); err != nil {
		return nil, err
	}
	if s.only, err = only(s.config, o.envs); err != nil {
		return nil, err
	}
	if s.decisions, err = audit.Decide(s.config); err != nil {
		return nil, err
	}
	if err := audit.Check(s.config, a.types, s.only); err != nil {
		return nil, err
	}
	s.options = audit.Options{Now: now(), All: o.all, Frozen: o.now != "", Decisions: s.decisions}
	if o.since != "" {
		if err := s.since(ctx, o.since, s.only); err != nil {
			return nil, err
		}
	}
	if o.run != "" {
		run, err := journeys.Read(o.run)
		if err != nil {
			return nil, fmt.Errorf("`--journeys`: %w", err)
		}
		s.options.Journeys = audit.ForAudit(journeys.Judge(run, journeys.JudgeOptions{}), s.config)
	}
	return s, nil
}

// observe collects, or reads snapshots, and audits what it got.
func (a *app) observe(ctx context.Context, s *session, events func(audit.Event)) (err error) {
	if s.from != "" {
		s.snapshots, err = fromWhere(ctx, s.from, s.config, s.only)
	} else {
		s.snapshots, err = a.collect(ctx, s.config, audit.CollectOptions{Only: s.only, Now: s.clock, Frozen: s.options.Frozen, Getenv: a.getenv, Deadline: s.deadline}, events)
	}
	if err != nil {
		return err
	}
	s.result = audit.Audit(s.snapshots, s.config, s.options)
	return nil
}

// since makes the findings of earlier snapshots the baseline.
func (s *session) since(ctx context.Context, where string, envs []string) error {
	place, err := s.earlier(ctx, where)
	if err != nil {
		return err
	}
	earlier, err := fromPlace(ctx, place, s.config, envs)
	if err != nil {
		return err
	}
	then := s.options
	decisions := *s.decisions
	decisions.Baseline = nil
	then.Decisions = &decisions
	r := audit.Audit(earlier, s.config, then)
	decisions.Baseline = rules.NewBaseline(s.config.Project, r.Findings, then.Now)
	s.decisions, s.options.Decisions = &decisions, &decisions
	return nil
}

// earlier finds what --since names: a place, or a release among those that are kept.
func (s *session) earlier(ctx context.Context, where string) (store.Place, error) {
	if _, err := os.Stat(where); err == nil || !labelName.MatchString(where) {
		return store.Open(where)
	}
	kept, err := keptSnapshots(s.config)
	if err != nil {
		return nil, err
	}
	names, err := kept.Names(ctx)
	if err != nil {
		return nil, err
	}
	if !slices.Contains(names, where) {
		return nil, fmt.Errorf("no snapshots %q for `--since`: neither a folder nor a release in %s; `envparity snapshot --label %s` keeps one", where, s.kept(), where)
	}
	return kept.Within(where), nil
}

// kept names the place of the releases as the config does.
func (s *session) kept() string {
	if s.config.Snapshots != "" {
		return s.config.Snapshots
	}
	return historyDir
}

// filter leaves the findings of r that match a query as the TUI's filter line reads it.
func filter(r *audit.Result, text string) error {
	if text == "" {
		return nil
	}
	q := query.Parse(text)
	if len(q.Problems) > 0 {
		return fmt.Errorf("invalid value %q for `--filter`: %s", text, strings.Join(q.Problems, "; "))
	}
	scope := query.Scope{}
	for i, e := range r.Environments {
		scope.Envs = append(scope.Envs, e.Name)
		if e.Reference {
			scope.Ref = i
		}
	}
	if none := q.Strangers(scope.Envs); len(none) > 0 {
		return fmt.Errorf("invalid value %q for `--filter`: no environment is called %s; there are %s", text, strings.Join(none, ", "), strings.Join(scope.Envs, ", "))
	}
	m := query.Compile(q, scope)
	r.Keep(func(f *rules.Finding) bool { return m.Match(f, "") })
	return nil
}

// fromWhere reads the snapshots of a folder or a bucket.
func fromWhere(ctx context.Context, where string, cfg *config.Config, envs []string) ([]*snapshot.Snapshot, error) {
	p, err := store.Open(where)
	if err != nil {
		return nil, err
	}
	return fromPlace(ctx, p, cfg, envs)
}

// fromPlace reads the snapshots of a place, of all environments or of those in envs. A snapshot of an environment that the config does
// not know would be left out in silence, so it is an error.
func fromPlace(ctx context.Context, where store.Place, cfg *config.Config, envs []string) ([]*snapshot.Snapshot, error) {
	snaps, err := where.Load(ctx)
	if err != nil {
		return nil, err
	}
	for _, s := range snaps {
		if cfg.Environment(s.Environment) == nil {
			return nil, fmt.Errorf("%s holds a snapshot of %q, which is no environment of %s (%s)", where, s.Environment, cfg.Name(), strings.Join(cfg.Names(), ", "))
		}
	}
	if len(envs) > 0 {
		snaps = slices.DeleteFunc(snaps, func(s *snapshot.Snapshot) bool { return !slices.Contains(envs, s.Environment) })
	}
	return snaps, nil
}

// collect takes the snapshots.
func (a *app) collect(ctx context.Context, cfg *config.Config, o audit.CollectOptions, events func(audit.Event)) ([]*snapshot.Snapshot, error) {
	sealer, err := a.sealer()
	if err != nil {
		return nil, err
	}
	o.Sealer = sealer
	return audit.Collect(ctx, cfg, a.types, o, events)
}

// write hands stdout, or the file called path, to fn. A file appears whole or not at all.
func (a *app) write(path string, fn func(io.Writer) error) error {
	if path == "" || path == "-" {
		return fn(a.out)
	}
	return snapshot.WriteFile(path, 0o644, func(f *os.File) error { return fn(f) })
}

// reportOptions say what the place the report goes to can show.
func (a *app) reportOptions(cfg *config.Config, o auditOptions) report.Options {
	toFile := o.output != "" && o.output != "-"
	return report.Options{
		Color: a.term.Color && !toFile, Width: a.term.Width, Unicode: a.term.Unicode || toFile, All: o.all, Version: version(),
		FailOn: audit.FailOn(o.failOn), Prefix: config.InRepository(cfg.Dir),
	}
}
