// Package cli is the command line: a file a subcommand, each of which parses its flags, makes one call and returns an error. What
// the error means for the exit code is decided in exit.go alone, and nothing below this package ends the process.
package cli

import (
	"context"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"slices"
	"sync/atomic"
	"time"

	"charm.land/fang/v2"
	"github.com/spf13/cobra"

	"github.com/envparity/envparity/collectors"
	"github.com/envparity/envparity/collectors/all"
	"github.com/envparity/envparity/internal/term"
	"github.com/envparity/envparity/workspace"
)

// app is what the commands share: the process as it was started. Tests make their own.
type app struct {
	in       io.Reader
	out, err io.Writer
	commands io.Writer // stdout for what a CI system shall obey; nil for out
	term     term.Facts
	getenv   func(string) string
	clock    func() time.Time
	types    []collectors.Type

	config  string // --config
	system  string // --system
	quiet   bool   // --quiet
	trusted bool   // --trust
	offline bool   // --offline

	progressForm string // --progress

	memory      uint64          // bytes of data that the program may hold; 0 for no limit
	exit        func(code int)  // ends the process; of what does not end by itself
	over        chan struct{}   // closed when the command has returned
	discovering context.Context // ends the search for environments; nil for the command's own
	full        atomic.Bool     // the memory limit was reached
	onScreen    atomic.Bool     // the screens are up
	noColor     bool            // --no-color, read by term before flags are parsed; here so that help lists it
}

// workspace is where the commands work: the config that the flags name, and this process.
func (a *app) workspace() *workspace.Workspace {
	return &workspace.Workspace{File: a.config, System: a.system, Getenv: a.getenv, Clock: a.clock, Types: a.types, Version: version(), Trusted: a.trusted, Offline: a.offline, Until: a.discovering, Note: a.notef}
}

// Main runs the program and returns its exit code. It calls exit, which ends the process, for a command that was asked to end and
// does not.
func Main(args []string, exit func(code int)) (code int) {
	defer func() {
		// A panic would exit 2 by itself, but with a dump that says nothing to the person at the terminal.
		if r := recover(); r != nil {
			fmt.Fprintf(term.Log(os.Stderr), "envparity broke: %s\n\nPlease report this with what follows.\n\n%s", term.Sanitize(fmt.Sprint(r)), debug.Stack())
			code = exitError
		}
	}()
	defer tendHeap(os.Getenv)()
	all.Quiet()
	facts := term.Look(os.Stdin, os.Stdout, os.Stderr, os.Getenv, slices.Contains(args, "--no-color"))
	a := &app{
		in: os.Stdin, out: logged(os.Stdout, facts.Out), err: logged(os.Stderr, facts.Err), commands: os.Stdout,
		term: facts, getenv: os.Getenv, clock: time.Now, types: collectorTypes(), memory: memoryLimit(os.Getenv, "/"), exit: exit,
	}
	return a.run(context.Background(), args)
}

// logged is a stream that may end in the log of a job, unless it is a terminal.
func logged(f *os.File, terminal bool) io.Writer {
	if terminal {
		return f
	}
	return term.Log(f)
}

func (a *app) run(ctx context.Context, args []string) int {
	if a.exit == nil {
		a.exit = func(int) {} // of a test: what does not end is waited for
	}
	a.over = make(chan struct{})
	defer close(a.over)
	ctx, stop := a.ending(ctx)
	defer stop()
	a.discovering = ctx
	root := a.rootCommand()
	flow(root)
	root.SetArgs(args)
	root.SetIn(a.in)
	root.SetOut(a.out)
	root.SetErr(a.err)
	err := fang.Execute(ctx, root,
		fang.WithVersion(version()),
		fang.WithErrorHandler(a.printError))
	if a.full.Load() {
		fmt.Fprintln(a.err, "envparity: "+a.fullText())
		return exitMemory
	}
	return exitCode(err)
}

func (a *app) rootCommand() *cobra.Command {
	root := &cobra.Command{
		Use:   "envparity",
		Short: "Audit how faithfully the environments of one system match each other",
		Long: `envparity takes a snapshot of each environment of one system, compares them all at once, and gives every
difference a verdict with the rule and the reason behind it. It only reads the environments, always.

Without a subcommand it audits and opens a terminal interface, or prints a summary when stdout is no terminal.
Without a config file it looks for environments in the current folder, and says what it found.`,
		Example: `  envparity demo
  envparity init
  envparity
  envparity check --format json`,
		Args:          cobra.NoArgs,
		SilenceUsage:  true,
		SilenceErrors: true,
	}
	flags := root.PersistentFlags()
	flags.StringVarP(&a.config, "config", "c", "", "config `FILE` (default: envparity.hcl here, or above within the repository)")
	flags.StringVar(&a.system, "system", "", "without a config file: the `NAME` of the one system, where many lie side by side")
	flags.BoolVarP(&a.quiet, "quiet", "q", false, "print nothing but the report and errors")
	flags.BoolVar(&a.trusted, "trust", false, "let the config run, ask and read all it names on this run (`envparity trust` shows what)")
	flags.BoolVar(&a.offline, "offline", false, "send nothing and run no program, whatever was agreed to")
	flags.StringVar(&a.progressForm, "progress", progressAuto, "`FORM` of progress on stderr: auto (a bar on a terminal, nothing in a pipe), plain (a line for each source), none")
	_ = root.RegisterFlagCompletionFunc("progress", cobra.FixedCompletions([]string{progressAuto, progressPlain, progressNone}, cobra.ShellCompDirectiveNoFileComp))
	flags.BoolVar(&a.noColor, "no-color", false, "no colours (NO_COLOR does the same)")
	o := auditOptions{format: "text", failOn: "must-fix"}
	var f screenFlags
	f.add(root)
	o.sourceFlags(root)
	root.Flags().StringVar(&o.filter, "filter", "", "only findings that match `QUERY`, such as \"verdict:must env:prod\"")
	root.PersistentPreRunE = func(cmd *cobra.Command, _ []string) error {
		a.limit(cmd)
		return a.checkProgress()
	}
	root.RunE = func(cmd *cobra.Command, _ []string) error {
		if a.interactive() || f.plain {
			return a.watch(cmd.Context(), a.workspace(), o, f, "")
		}
		return a.check(cmd.Context(), a.workspace(), o)
	}
	root.AddCommand(a.initCommand(), a.checkCommand(), a.snapshotCommand(), a.explainCommand(), a.waiveCommand(),
		a.baselineCommand(), a.rulesCommand(), a.rbacCommand(), a.grantsCommand(), a.tourCommand(), a.demoCommand(), a.journeysCommand(),
		a.smokeCommand(), a.trustCommand(), a.fmtCommand(), a.doctorCommand(), a.ciCommand(), a.storeCommand(), a.historyCommand(), a.trendCommand(), a.gateCommand(), a.fleetCommand())
	a.completions(root)
	return root
}

// release is set by the linker in a release.
var release string //nolint:gochecknoglobals // the linker can set nothing else

// version is the release's, or that of the module this program was built from.
func version() string {
	if release != "" {
		return release
	}
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" && info.Main.Version != "(devel)" {
		return info.Main.Version
	}
	return "unreleased"
}
