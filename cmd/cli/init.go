package cli

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/envparity/envparity/config"
	"github.com/envparity/envparity/snapshot"
)

type initOptions struct {
	dir    string
	system string
	stdout bool
	force  bool
}

func (a *app) initCommand() *cobra.Command {
	var o initOptions
	cmd := &cobra.Command{
		Use:   "init [DIR]",
		Short: "Find the environments of this repository and write envparity.hcl",
		Long: `Look for the environments of the system in this folder: overlays, values files, env files, tfvars, folders and files whose names
differ in a word such as staging or prod alone, terragrunt trees; and write an envparity.hcl that says what to compare.
Nothing is contacted: the clusters of this machine's kubeconfig are suggested in comments only.`,
		Example: `  envparity init
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
	cmd.Flags().StringVar(&o.system, "system", "", "the `NAME` of the one system, where many lie side by side")
	cmd.Flags().BoolVar(&o.stdout, "stdout", false, "print the config instead of writing it")
	cmd.Flags().BoolVar(&o.force, "force", false, "replace an envparity.hcl that is there")
	return cmd
}

func (a *app) init(o initOptions) error {
	w := a.workspace()
	found, err := w.Discover(o.dir, o.system)
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
	write := func(f *os.File) error { _, err := f.Write(found.HCL); return err }
	if o.force {
		err = snapshot.WriteFile(path, 0o644, write)
	} else {
		err = snapshot.CreateFile(path, 0o644, write)
	}
	if errors.Is(err, os.ErrExist) {
		return fmt.Errorf("%s is there already; `--force` replaces it, `--stdout` shows what would be written", path)
	}
	if err != nil {
		return fmt.Errorf("write %q: %w", path, err)
	}
	a.notef("wrote %s; `envparity check` audits with it", path)
	return nil
}
