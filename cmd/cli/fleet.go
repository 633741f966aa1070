package cli

import (
	"errors"
	"fmt"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/envparity/envparity/fleet"
	"github.com/envparity/envparity/fleet/fleetfile"
	"github.com/envparity/envparity/fleet/run"
	"github.com/envparity/envparity/internal/term"
	"github.com/envparity/envparity/snapshot/store/archive"
	"github.com/envparity/envparity/workspace"
)

// fleetOptions are the flags of all commands of a fleet.
type fleetOptions struct{ file, store string }

func (a *app) fleetCommand() *cobra.Command {
	var o fleetOptions
	group := &cobra.Command{
		Use:   "fleet",
		Short: "Audit many systems, each by itself, and see all of them in one overview",
		Long: `A fleet is many systems, each with an envparity.hcl of its own. fleet.hcl lists them. "fleet run" audits some of them and keeps a record of each in
the store; "fleet report" makes one overview of all records. Workers need no lock and know nothing of each other: each pod of an indexed Kubernetes Job
runs its part, and "fleet manifests" writes that Job.

Without a subcommand it opens the overview in the terminal interface, or prints it when stdout is no terminal.

docs/fleet.md describes the file and the overview.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			overview, err := a.fleetOverview(cmd.Context(), &fleetReportOptions{fleetOptions: &o, format: "text", failOn: "never", days: fleet.DefaultDays})
			if err != nil {
				return err
			}
			return a.fleetScreen(cmd.Context(), overview)
		},
	}
	group.PersistentFlags().StringVar(&o.file, "fleet", "", "the fleet's `FILE` (default: fleet.hcl here)")
	group.PersistentFlags().StringVar(&o.store, "store", "", "the store at `DIR` or s3://BUCKET/PREFIX instead of the file's")
	group.AddCommand(a.fleetRunCommand(&o), a.fleetReportCommand(&o), a.fleetListCommand(&o), a.fleetTrustCommand(&o), a.fleetManifestsCommand(&o))
	return group
}

// fleetWorkspace is where the commands of a fleet work: the systems bring their own configs.
func (a *app) fleetWorkspace() (*workspace.Workspace, error) {
	switch {
	case a.config != "":
		return nil, errors.New("`--config` names the config of one system, and a fleet has many: name the fleet's file with `--fleet`")
	case a.system != "":
		return nil, errors.New("`--system` is for a folder without a config: name the systems of the fleet after `envparity fleet run`")
	}
	return a.workspace(), nil
}

// loadFleet reads the fleet's file.
func (o *fleetOptions) load() (*fleetfile.File, error) {
	path := o.file
	if path == "" {
		found, ok := fleetfile.Find(".")
		if !ok {
			return nil, fmt.Errorf("there is no %s here; docs/fleet.md shows one, `--fleet FILE` names one that lies elsewhere", fleetfile.FileName)
		}
		path = found
	}
	return fleetfile.Load(path)
}

// loadOptional is load, and nil where nobody named a file, there is none here, and the store is given: then the records say which systems there are.
func (o *fleetOptions) loadOptional() (*fleetfile.File, error) {
	if _, ok := fleetfile.Find("."); !ok && o.file == "" && o.store != "" {
		return nil, nil
	}
	return o.load()
}

func (o *fleetOptions) open(w *workspace.Workspace, f *fleetfile.File) (*archive.Archive, error) {
	if f == nil {
		return w.Stored(o.store, false)
	}
	return run.Store(w, f, o.store)
}

func (a *app) fleetListCommand(o *fleetOptions) *cobra.Command {
	return &cobra.Command{
		Use:   "list",
		Short: "List the systems of the fleet, with the index of each",
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			if _, err := a.fleetWorkspace(); err != nil {
				return err
			}
			f, err := o.load()
			if err != nil {
				return err
			}
			w := tabwriter.NewWriter(a.out, 0, 0, 2, ' ', 0)
			_, _ = fmt.Fprintln(w, "INDEX\tSYSTEM\tTIER\tOWNER\tCONFIG")
			for i := range f.Systems {
				s := &f.Systems[i]
				_, _ = fmt.Fprintf(w, "%d\t%s\t%s\t%s\t%s\n", i, s.Name, orDash(term.Line(s.Tier)), orDash(term.Line(s.Owner)), term.Line(s.Config))
			}
			return w.Flush()
		},
	}
}

// named picks systems by their names.
func named(f *fleetfile.File, names []string) ([]fleetfile.System, error) {
	var out []fleetfile.System
	for _, name := range names {
		at := -1
		for i := range f.Systems {
			if f.Systems[i].Name == name {
				at = i
			}
		}
		if at < 0 {
			return nil, fmt.Errorf("%s has no system %q; `envparity fleet list` lists %d", f.Path, name, len(f.Systems))
		}
		out = append(out, f.Systems[at])
	}
	return out, nil
}

// systemNames completes the names of systems that were not given yet.
func (o *fleetOptions) systemNames(_ *cobra.Command, args []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
	f, err := o.load()
	if err != nil { // a shell has no place for it; the command itself says it
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	var out []cobra.Completion
	for i := range f.Systems {
		s := &f.Systems[i]
		if !strings.Contains(" "+strings.Join(args, " ")+" ", " "+s.Name+" ") {
			out = append(out, cobra.CompletionWithDesc(s.Name, s.Owner))
		}
	}
	return out, cobra.ShellCompDirectiveNoFileComp
}
