package cli

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/envparity/envparity/config"
	"github.com/envparity/envparity/snapshot"
)

type initOptions struct {
	dir    string
	stdout bool
	force  bool
	dryRun bool
	yes    bool
}

func (a *app) initCommand() *cobra.Command {
	var o initOptions
	cmd := &cobra.Command{
		Use:   "init [DIR]",
		Short: "Find the environments of this repository and write envparity.hcl",
		Long: `Look for the environments of the system in this folder: overlays, values files, env files, tfvars, folders and files whose names
differ in a word such as staging or prod alone, terragrunt trees; and write an envparity.hcl that says what to compare.
Nothing is contacted: the clusters of this machine's kubeconfig are suggested in comments only.

On a terminal the config is shown first, and written when you agree. In a pipe, or with --yes, it is written at once.`,
		Example: `  envparity init
  envparity init --dry-run         # show it and write nothing
  envparity init --system orders   # where many systems lie side by side
  envparity init --stdout`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			if o.dir = "."; len(args) == 1 {
				o.dir = args[0]
			}
			return a.init(o)
		},
	}
	cmd.Flags().BoolVar(&o.stdout, "stdout", false, "print the config instead of writing it")
	cmd.Flags().BoolVar(&o.force, "force", false, "replace an envparity.hcl that is there")
	cmd.Flags().BoolVar(&o.dryRun, "dry-run", false, "show what would be written, and write nothing")
	cmd.Flags().BoolVarP(&o.yes, "yes", "y", false, "do not ask")
	return cmd
}

func (a *app) init(o initOptions) error {
	w := a.workspace()
	found, err := w.Discover(o.dir)
	if err != nil {
		return err
	}
	for _, n := range found.Notes {
		a.notef("found %s", n)
	}
	w.NotTaken(found)
	if o.stdout {
		_, err := a.out.Write(found.HCL)
		return err
	}
	path := filepath.Join(o.dir, config.FileName)
	_, statErr := os.Lstat(path)
	there := statErr == nil
	if o.dryRun {
		return a.showDraft(path, found.HCL, there, o.force)
	}
	if there && !o.force {
		return alreadyThere(path)
	}
	if a.term.In && a.term.Err && !o.yes {
		if err := a.agreeToDraft(path, found.HCL, there); err != nil {
			return err
		}
	}
	write := func(f *os.File) error { _, err := f.Write(found.HCL); return err }
	if o.force {
		err = snapshot.WriteFile(path, 0o644, write)
	} else {
		err = snapshot.CreateFile(path, 0o644, write)
	}
	if errors.Is(err, os.ErrExist) {
		return alreadyThere(path)
	}
	if err != nil {
		return err
	}
	a.notef("wrote %s; `envparity check` audits with it", path)
	return nil
}

func alreadyThere(path string) error {
	return fmt.Errorf("%s is there already; `--force` replaces it, `--stdout` shows what would be written", path)
}

// showDraft prints the config on stdout and says on stderr what a run without --dry-run would do with it.
func (a *app) showDraft(path string, text []byte, there, force bool) error {
	if _, err := a.out.Write(text); err != nil {
		return err
	}
	switch {
	case there && force:
		a.notef("nothing was written; without --dry-run this replaces %s", path)
	case there:
		a.notef("nothing was written; %s is there already, and only `--force` replaces it", path)
	default:
		a.notef("nothing was written; without --dry-run this is written to %s", path)
	}
	return nil
}

// agreeToDraft shows the config and asks whether to write it. An error means no.
func (a *app) agreeToDraft(path string, text []byte, there bool) error {
	for line := range strings.Lines(string(text)) {
		fmt.Fprintln(a.err, a.term.Clean(strings.TrimSuffix(line, "\n")))
	}
	question := "Write this to " + path + "?"
	if there {
		question = "Replace " + path + " with this?"
	}
	switch ok, err := a.confirm(question); {
	case err != nil:
		return err
	case !ok:
		return errors.New("nothing was written")
	}
	return nil
}
