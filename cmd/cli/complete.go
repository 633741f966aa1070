package cli

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/envparity/envparity/audit"
	"github.com/envparity/envparity/collectors/database"
	"github.com/envparity/envparity/config"
	"github.com/envparity/envparity/query"
	"github.com/envparity/envparity/report"
	"github.com/envparity/envparity/workspace"
)

// completeWithin bounds the audit behind the completion of a fingerprint. A shell waits for it, and a person for the shell; what was
// found by then is offered.
const completeWithin = 5 * time.Second

// mostOffered bounds what is offered for one word of a query: shells show longer lists page by page.
const mostOffered = 200

// completer is what completes one word of the command line.
type completer = func(cmd *cobra.Command, args []string, word string) ([]cobra.Completion, cobra.ShellCompDirective)

// completions adds to every command what completes its arguments and flags. Flags of one name mean one thing in all commands.
func (a *app) completions(root *cobra.Command) {
	flags := map[string]completer{
		"env": a.environmentList, "allow-writes": a.environmentList, "to": a.environment, "against": a.environment,
		"filter": a.queryWord, "since": a.release,
		"engine": fixed(database.Engines()...), "from-format": fixed("har", "gor", "k6", "hurl"),
		"also": withSpace(false, prefixed(report.Names(), "=")),
	}
	arguments := map[string]completer{
		"explain": first(a.fingerprint), "waive": first(a.fingerprint), "journeys": a.journey, "plan": a.journey, "smoke": a.journey,
	}
	var walk func(*cobra.Command)
	walk = func(cmd *cobra.Command) {
		for name, f := range flags {
			if cmd.LocalNonPersistentFlags().Lookup(name) != nil {
				_ = cmd.RegisterFlagCompletionFunc(name, f) // an error means that the command has its own
			}
		}
		if f, ok := arguments[cmd.Name()]; ok && cmd.ValidArgsFunction == nil {
			cmd.ValidArgsFunction = f
		}
		for _, sub := range cmd.Commands() {
			walk(sub)
		}
	}
	walk(root)
}

func fixed(words ...string) completer {
	return cobra.FixedCompletions(words, cobra.ShellCompDirectiveNoFileComp)
}

func prefixed(words []string, end string) completer {
	out := make([]cobra.Completion, len(words))
	for i, w := range words {
		out[i] = w + end
	}
	return cobra.FixedCompletions(out, cobra.ShellCompDirectiveDefault)
}

// withSpace says whether the shell ends the word after a completion.
func withSpace(space bool, f completer) completer {
	return func(cmd *cobra.Command, args []string, word string) ([]cobra.Completion, cobra.ShellCompDirective) {
		out, d := f(cmd, args, word)
		if !space {
			d |= cobra.ShellCompDirectiveNoSpace
		}
		return out, d
	}
}

// first completes the first argument alone.
func first(f completer) completer {
	return func(cmd *cobra.Command, args []string, word string) ([]cobra.Completion, cobra.ShellCompDirective) {
		if len(args) > 0 {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		return f(cmd, args, word)
	}
}

// silent is the workspace of a completion: it says nothing, runs no program and sends nothing. A key press is no agreement.
func (a *app) silent(ctx context.Context) *workspace.Workspace {
	a.quiet, a.offline = true, true
	if a.discovering == nil {
		a.discovering = ctx
	}
	return a.workspace()
}

func (a *app) configForCompletion(cmd *cobra.Command) *config.Config {
	cfg, err := a.silent(cmd.Context()).Load()
	if err != nil { // a shell has no place for it; the command itself says it
		return nil
	}
	return cfg
}

// environment completes the name of an environment.
func (a *app) environment(cmd *cobra.Command, _ []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
	cfg := a.configForCompletion(cmd)
	if cfg == nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	return described(cfg), cobra.ShellCompDirectiveNoFileComp
}

// described are the environments with what the config says that they are for.
func described(cfg *config.Config) []cobra.Completion {
	var out []cobra.Completion
	for i := range cfg.Environments {
		e := &cfg.Environments[i]
		help := e.Purpose
		if help == "" && e.Name == cfg.Ref().Name {
			help = "the reference"
		}
		out = append(out, cobra.CompletionWithDesc(e.Name, help))
	}
	return out
}

// environmentList completes the last name of a list such as "dev,staging". A name that the list has already is not offered.
func (a *app) environmentList(cmd *cobra.Command, args []string, word string) ([]cobra.Completion, cobra.ShellCompDirective) {
	all, directive := a.environment(cmd, args, word)
	before := word[:strings.LastIndexByte(word, ',')+1]
	given := strings.Split(before, ",")
	out := make([]cobra.Completion, 0, len(all))
	for _, c := range all {
		name, _, _ := strings.Cut(c, "\t")
		if !slices.Contains(given, name) {
			out = append(out, before+c)
		}
	}
	return out, directive | cobra.ShellCompDirectiveNoSpace
}

// journey completes the name of a journey that was not given yet.
func (a *app) journey(cmd *cobra.Command, args []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
	cfg := a.configForCompletion(cmd)
	if cfg == nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	var out []cobra.Completion
	for _, j := range cfg.Journeys {
		if !slices.Contains(args, j.Name) {
			out = append(out, j.Name)
		}
	}
	return out, cobra.ShellCompDirectiveNoFileComp
}

// release completes a label under which snapshots are kept on this machine, and the names of folders.
func (a *app) release(cmd *cobra.Command, _ []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
	cfg := a.configForCompletion(cmd)
	if cfg == nil {
		return nil, cobra.ShellCompDirectiveFilterDirs
	}
	w := a.silent(cmd.Context())
	may, err := w.Permission(cfg)
	if err != nil {
		return nil, cobra.ShellCompDirectiveFilterDirs
	}
	kept, err := w.Kept(cfg, may) // a bucket is refused: nothing is sent
	if err != nil {
		return nil, cobra.ShellCompDirectiveFilterDirs
	}
	names, err := kept.Names(cmd.Context())
	if err != nil || len(names) == 0 {
		return nil, cobra.ShellCompDirectiveFilterDirs
	}
	return names, cobra.ShellCompDirectiveNoFileComp
}

// fingerprint completes the fingerprint of a finding, worst first, with what it is about.
func (a *app) fingerprint(cmd *cobra.Command, _ []string, word string) ([]cobra.Completion, cobra.ShellCompDirective) {
	const directive = cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveKeepOrder
	if remove := cmd.Flags().Lookup("remove"); remove != nil && remove.Changed {
		return a.waived(cmd), directive
	}
	s := a.glance(cmd.Context())
	if s == nil {
		return nil, directive
	}
	var out []cobra.Completion
	for i := range s.Result.Findings {
		f := &s.Result.Findings[i]
		if strings.HasPrefix(f.Fingerprint, word) {
			out = append(out, cobra.CompletionWithDesc(f.Fingerprint, a.term.Clean(fmt.Sprintf("%s: %s %s", f.Verdict, f.Drift.Resource.Name, f.Drift.Path))))
		}
		if len(out) == mostOffered {
			break
		}
	}
	return out, directive
}

// glance audits what can be read in a short time without asking anybody. nil is a config that does not load.
func (a *app) glance(ctx context.Context) *workspace.Session {
	w := a.silent(ctx)
	s, err := w.Prepare(ctx, workspace.Request{Timeout: completeWithin})
	if err != nil {
		return nil
	}
	if err := w.Observe(ctx, s, nil); err != nil {
		return nil
	}
	return s
}

// waived completes the fingerprint of a waiver.
func (a *app) waived(cmd *cobra.Command) []cobra.Completion {
	cfg := a.configForCompletion(cmd)
	if cfg == nil {
		return nil
	}
	d, err := audit.Decide(cfg)
	if err != nil || d.Waivers == nil {
		return nil
	}
	var out []cobra.Completion
	for fingerprint, reason := range d.Waivers.ByFingerprint() {
		out = append(out, cobra.CompletionWithDesc(fingerprint, a.term.Clean(reason)))
	}
	slices.Sort(out)
	return out
}

// queryWord completes the last word of a query: a field, or one of the values that a field has whatever an audit finds.
func (a *app) queryWord(cmd *cobra.Command, _ []string, word string) ([]cobra.Completion, cobra.ShellCompDirective) {
	values := func(field string) []string {
		cfg := a.configForCompletion(cmd)
		switch {
		case cfg == nil:
		case field == "env":
			return cfg.Names()
		case field == "step":
			return cfg.Names()
		case field == "rule":
			return a.ruleNames()
		case field == "collector":
			var out []string
			for i := range cfg.Collects {
				out = append(out, cfg.Collects[i].As)
			}
			slices.Sort(out)
			return slices.Compact(out)
		}
		return nil
	}
	var out []cobra.Completion
	for _, c := range query.Complete(word, values, mostOffered) {
		out = append(out, cobra.CompletionWithDesc(c.Text, c.Help))
	}
	return out, cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
}

func (a *app) ruleNames() []string {
	set, err := a.ruleSet()
	if err != nil {
		return nil
	}
	var out []string
	for _, r := range set.Rules() {
		out = append(out, r.Name)
	}
	return out
}
