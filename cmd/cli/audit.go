package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/envparity/envparity/audit"
	"github.com/envparity/envparity/config"
	"github.com/envparity/envparity/query"
	"github.com/envparity/envparity/report"
	"github.com/envparity/envparity/rules"
	"github.com/envparity/envparity/snapshot"
	"github.com/envparity/envparity/workspace"
)

// auditOptions are the flags of every command that audits.
type auditOptions struct {
	workspace.Request
	format, failOn, filter, output string // of the report
	also                           []string
	keep                           bool // in the store
}

// flags adds all of them.
func (o *auditOptions) flags(cmd *cobra.Command) {
	o.sourceFlags(cmd)
	f := cmd.Flags()
	f.StringVarP(&o.format, "format", "f", "text", "`FORMAT` of the report: "+strings.Join(report.Names(), ", "))
	f.StringVar(&o.failOn, "fail-on", "must-fix", "exit 1 from this `VERDICT` up: must-fix, should-fix or never; overdue: must-fix, and changes not promoted in the usual time")
	f.StringVar(&o.Since, "since", "", "fail only on what is new since the snapshots in `DIR` (or s3://BUCKET/PREFIX), or of a release's label")
	f.StringArrayVar(&o.Plans, "plan", nil, "audit what `ENVIRONMENT=PLAN` will be: the JSON of a Terraform plan, or a folder of rendered manifests; fail on what it opens")
	f.StringVar(&o.filter, "filter", "", "report only findings that match `QUERY`, such as \"verdict:must env:prod\"; the exit code follows")
	f.StringVarP(&o.output, "output", "o", "", "write the report to `FILE` instead of stdout")
	f.StringArrayVar(&o.also, "also", nil, "write the same result in another format too, as `FORMAT=FILE`; may be given again")
	f.BoolVar(&o.keep, "keep", false, "keep what was found, and the snapshots, in the store, for history and trend")
	f.BoolVar(&o.All, "all", false, "spell out everything, equivalent attributes too")
	_ = cmd.RegisterFlagCompletionFunc("format", cobra.FixedCompletions(report.Names(), cobra.ShellCompDirectiveNoFileComp))
	_ = cmd.RegisterFlagCompletionFunc("fail-on", cobra.FixedCompletions([]string{"must-fix", "should-fix", "overdue", "never"}, cobra.ShellCompDirectiveNoFileComp))
}

// sourceFlags adds those that say what is audited.
func (o *auditOptions) sourceFlags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&o.From, "from", "", "audit the snapshots in `DIR` (or s3://BUCKET/PREFIX) instead of looking at the environments")
	f.StringVar(&o.Now, "now", "", "the audit's `TIME` (RFC 3339 or a date), for the same bytes every time")
	f.StringSliceVar(&o.Environments, "env", nil, "only these `ENVIRONMENTS` (and the reference)")
	f.StringVar(&o.Journeys, "journeys", "", "audit what the run of the journeys in `FILE` showed as well; latest is the newest run in the store")
	timeoutFlag(cmd, &o.Timeout)
}

// defaultDeadline is long enough for slow sources one after another, and short enough for a scheduled job.
const defaultDeadline = 10 * time.Minute

func timeoutFlag(cmd *cobra.Command, timeout *time.Duration) {
	cmd.Flags().DurationVar(timeout, "timeout", defaultDeadline, "`DURATION` that reading all sources may take; what was not read by then is unknown")
}

// check audits and prints the report.
func (a *app) check(ctx context.Context, w *workspace.Workspace, o auditOptions) error {
	format, err := report.Find(o.format)
	if err != nil {
		return fmt.Errorf("%w (`--format`)", err)
	}
	also, err := alsoFormats(o.also)
	if err != nil {
		return err
	}
	if !slices.Contains([]string{"must-fix", "should-fix", "overdue", "never"}, o.failOn) {
		return fmt.Errorf("invalid value %q for `--fail-on`, must be one of must-fix, should-fix, overdue, never", o.failOn)
	}
	if o.keep && len(o.Plans) > 0 {
		return errors.New("`--keep` keeps what was observed, and `--plan` audits what is not there yet: leave out one of them")
	}
	s, err := a.auditSoFar(ctx, w, o)
	if err != nil {
		return err
	}
	if ctx.Err() != nil {
		a.notef("interrupted: what was not read by then is unknown")
	}
	if o.Since == "" && wantsPast(format, also) {
		if s.Past, err = w.Earlier(ctx, s); err != nil {
			a.notef("the report shows no earlier audits: %v", err)
		}
	}
	unkept := a.keep(ctx, w, s, o)
	whole := *s.Result // a filter is for the eye
	whole.Findings = slices.Clone(whole.Findings)
	if err := filter(s.Result, o.filter, a.notef); err != nil {
		return err
	}
	if err := a.write(o.output, func(out io.Writer) error {
		if format.Name == "github" && out == a.out && a.commands != nil {
			out = a.commands
		}
		return format.Write(out, s.Result, a.reportOptions(s, o))
	}); err != nil {
		return err
	}
	for _, x := range also {
		o := o
		o.output, o.format = x.file, x.format.Name
		if err := a.write(o.output, func(out io.Writer) error {
			return x.format.Write(out, s.Result, a.reportOptions(s, o))
		}); err != nil {
			return err
		}
	}
	if o.format != "text" {
		for _, text := range s.Stale {
			a.notef("%s", text)
		}
		a.notef("envparity: %s", report.Line(s.Result, audit.FailOn(o.failOn)))
	}
	a.notify(ctx, w, s, &whole, o)
	return judgeKept(s.Result, audit.FailOn(o.failOn), unkept)
}

// wantsPast reports whether a format draws earlier audits.
func wantsPast(format report.Format, also []alsoFormat) bool {
	return format.Name == "html" || slices.ContainsFunc(also, func(x alsoFormat) bool { return x.format.Name == "html" })
}

// keep keeps the audit in the store where the flag or the config says so. The error is told at once: the report is printed all the same.
func (a *app) keep(ctx context.Context, w *workspace.Workspace, s *workspace.Session, o auditOptions) error {
	if !o.keep && !s.Config.Store.Keep || ctx.Err() != nil || len(o.Plans) > 0 { // what a plan makes was not observed
		return nil //nolint:nilerr // an interrupted audit says so itself, and is not kept
	}
	kept, err := w.Keep(ctx, s)
	for _, k := range kept {
		a.notef("kept %s (%d bytes)", k.Name, k.Written)
	}
	if err != nil {
		a.notef("the audit was not kept: %v", err)
	}
	return err
}

// notify sends what is worth a message. A failure is said, even with --quiet, and the verdict is the same. What may become of a plan, and what was
// interrupted, is no message.
func (a *app) notify(ctx context.Context, w *workspace.Workspace, s *workspace.Session, r *audit.Result, o auditOptions) {
	if ctx.Err() != nil || len(o.Plans) > 0 {
		return
	}
	if err := w.Notify(ctx, s.Config, r, audit.FailOn(o.failOn)); err != nil {
		fmt.Fprintln(a.err, a.term.Clean(err.Error()))
	}
}

// alsoFormat is one more form of a report.
type alsoFormat struct {
	format report.Format
	file   string
}

// alsoFormats reads what --also says, before anything is audited.
func alsoFormats(texts []string) ([]alsoFormat, error) {
	var out []alsoFormat
	for _, text := range texts {
		name, file, ok := strings.Cut(text, "=")
		if !ok || file == "" || file == "-" {
			return nil, fmt.Errorf("invalid value %q for `--also`: write FORMAT=FILE, such as markdown=summary.md", text)
		}
		format, err := report.Find(name)
		if err != nil {
			return nil, fmt.Errorf("%w (`--also`)", err)
		}
		out = append(out, alsoFormat{format, file})
	}
	return out, nil
}

// audit collects, or reads snapshots, and audits. One that was interrupted is an error: nothing is to be decided by it.
func (a *app) audit(ctx context.Context, w *workspace.Workspace, o auditOptions) (*workspace.Session, error) {
	s, err := a.auditSoFar(ctx, w, o)
	if err != nil {
		return nil, err
	}
	return s, ctx.Err()
}

// auditSoFar is audit with what had been collected when it was interrupted.
func (a *app) auditSoFar(ctx context.Context, w *workspace.Workspace, o auditOptions) (*workspace.Session, error) {
	s, err := w.Prepare(ctx, o.Request)
	if err != nil {
		return nil, err
	}
	bar := a.progress()
	err = w.Observe(ctx, s, bar.event)
	bar.done()
	if err != nil {
		return nil, err
	}
	return s, nil
}

// filter leaves the findings of r that match a query as the TUI's filter line reads it.
func filter(r *audit.Result, text string, note func(string, ...any)) error {
	if text == "" {
		return nil
	}
	q := query.Parse(text)
	if len(q.Problems) > 0 {
		return fmt.Errorf("invalid value %q for `--filter`: %s", text, strings.Join(q.Problems, "; "))
	}
	for _, n := range q.Notes {
		note("`--filter`: %s", n)
	}
	scope := query.Scope{}
	for i, e := range r.Environments {
		scope.Envs = append(scope.Envs, e.Name)
		if e.Reference {
			scope.Ref = i
		}
	}
	if none := q.UnknownNames(scope.Envs); len(none) > 0 {
		return fmt.Errorf("invalid value %q for `--filter`: no environment is called %s; there are %s", text, strings.Join(none, ", "), strings.Join(scope.Envs, ", "))
	}
	m := query.Compile(q, scope)
	r.Keep(func(f *rules.Finding) bool { return m.Match(f, "") })
	return nil
}

// write hands stdout, or the file called path, to fn. A file appears whole or not at all.
func (a *app) write(path string, fn func(io.Writer) error) error {
	if path == "" || path == "-" {
		return fn(a.out)
	}
	return snapshot.WriteFile(path, 0o644, func(f *os.File) error { return fn(f) })
}

// reportOptions say what the place the report goes to can show.
func (a *app) reportOptions(s *workspace.Session, o auditOptions) report.Options {
	cfg := s.Config
	toFile := o.output != "" && o.output != "-"
	return report.Options{
		Color: a.term.Color && !toFile, Width: a.term.Width, Whole: !a.term.Out || toFile, Unicode: a.term.Unicode || toFile, All: o.All, Version: version(),
		FailOn: audit.FailOn(o.failOn), Authors: authors(cfg, o.format), Prefix: config.InRepository(cfg.Dir), Past: s.Past,
	}
}

// authors reports whether a report names who changed a value: as the config says, else where people read it and nothing keeps it.
func authors(cfg *config.Config, format string) bool {
	if a := cfg.History.Authors; a != nil {
		return *a
	}
	return format == "text" || format == ""
}
