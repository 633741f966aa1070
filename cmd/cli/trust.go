package cli

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/envparity/envparity/collectors"
	"github.com/envparity/envparity/workspace"
	"github.com/envparity/envparity/workspace/trust"
)

type trustOptions struct{ yes, show, revoke bool }

func (a *app) trustCommand() *cobra.Command {
	var o trustOptions
	cmd := &cobra.Command{
		Use:   "trust",
		Short: "Show what this config would run, ask and read, and allow it",
		Long: `A config may name programs to run, hosts to ask with your credentials, and places outside its repository. None of that is done
before you agree to it here: the sources that need it are gaps until then, and "check" exits 3.

The agreement is kept on this machine, for this config and the programs and code of the repository that it runs, as they are now. When any of
them changes, it has to be given anew. A config that only reads the repository's files needs none.

In CI set ENVPARITY_TRUST to the digest that is printed here, or pass --trust where the repository is your own.
Do neither for pull requests of strangers: see docs/security.md.`,
		Example: `  envparity trust
  envparity trust --show       # only show
  envparity trust --revoke
  ENVPARITY_TRUST=sha256:… envparity check`,
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error { return a.trust(o) },
	}
	f := cmd.Flags()
	f.BoolVarP(&o.yes, "yes", "y", false, "do not ask")
	f.BoolVar(&o.show, "show", false, "show it and its digest, and allow nothing")
	f.BoolVar(&o.revoke, "revoke", false, "take the agreement back")
	return cmd
}

func (a *app) trust(o trustOptions) error {
	w := a.workspace()
	cfg, err := w.Load()
	if err != nil {
		return err
	}
	if cfg.Discovered {
		return errors.New("there is no config here; without one nothing is run, sent or read outside the repository")
	}
	store, err := trust.Open(a.getenv)
	if err != nil {
		return err
	}
	if o.revoke {
		was, err := store.Revoke(cfg.File)
		if err == nil && !was {
			a.notef("nothing of %s had been agreed to", cfg.File)
		} else if err == nil {
			a.notef("%s may run, ask and read outside nothing any more", cfg.File)
		}
		return err
	}
	p, err := w.Permission(cfg)
	if err != nil {
		return err
	}
	if len(p.Needs) == 0 {
		_, err := fmt.Fprintf(a.out, "%s runs no program, asks no host and reads nothing outside its repository: there is nothing to agree to.\n", a.term.Clean(cfg.File))
		return err
	}
	before, agreed := store.Find(cfg.File)
	if err := a.printNeeds(cfg.File, p, before, agreed); err != nil || o.show {
		return err
	}
	if agreed && before.Digest == p.Digest {
		a.notef("You have agreed to it already.")
		return nil
	}
	if a.term.In && a.term.Err && !o.yes {
		ok, err := a.confirm("Allow all of it?")
		if err != nil {
			return err
		}
		if !ok {
			return errors.New("nothing is allowed")
		}
	}
	if err := store.Record(cfg.File, p.Digest, p.Needs); err != nil {
		return fmt.Errorf("the agreement could not be kept: %w", err)
	}
	a.notef("Allowed, until the config or what it runs changes. `envparity trust --revoke` takes it back.")
	return nil
}

// printNeeds lists what a config, or the file of a fleet, would do, act by act; + stands before what an earlier agreement has not.
func (a *app) printNeeds(file string, p *workspace.Permission, before trust.Agreement, agreed bool) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s would\n", file)
	for _, act := range []struct {
		act   collectors.Act
		title string
	}{{collectors.ActRun, "run"}, {collectors.ActAsk, "ask"}, {collectors.ActRead, "read, outside the repository"}} {
		begun := false
		for i := range p.Needs {
			n := &p.Needs[i]
			if n.Act != act.act {
				continue
			}
			if !begun {
				fmt.Fprintf(&b, "\n  %s\n", act.title)
				begun = true
			}
			sign := " "
			if agreed && !slices.Contains(before.Needs, n.String()) {
				sign = "+"
			}
			fmt.Fprintf(&b, "   %s %s\n", sign, n.What)
			if n.With != "" {
				fmt.Fprintf(&b, "       with %s\n", n.With)
			}
		}
	}
	if agreed && before.Digest != p.Digest {
		b.WriteString("\nIt has changed since you agreed to it")
		if strings.Contains(b.String(), "   + ") {
			b.WriteString("; + is new")
		}
		b.WriteString(".\n")
	}
	fmt.Fprintf(&b, "\ndigest %s\n", p.Digest)
	for line := range strings.Lines(b.String()) {
		if _, err := fmt.Fprintln(a.out, a.term.Clean(strings.TrimSuffix(line, "\n"))); err != nil {
			return err
		}
	}
	return nil
}
