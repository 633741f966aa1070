package cli

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/envparity/envparity/fleet/run"
	"github.com/envparity/envparity/workspace/trust"
)

func (a *app) fleetTrustCommand(shared *fleetOptions) *cobra.Command {
	var o trustOptions
	cmd := &cobra.Command{
		Use:   "trust",
		Short: "Show what the fleet's file and the configs of its systems would run, ask and read, and allow it",
		Long: `Show what the fleet's file and the config of each of its systems would do beyond reading its own repository, and allow all of it at once. It is the same as
"envparity trust" in the folder of each system. An agreement holds until the file or config changes.

In CI set ENVPARITY_TRUST to the digest of the fleet, which is printed last: it stands for all of them together, and for no change of any.`,
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error { return a.fleetTrust(shared, o) },
	}
	f := cmd.Flags()
	f.BoolVarP(&o.yes, "yes", "y", false, "do not ask")
	f.BoolVar(&o.show, "show", false, "show it and the digests, and allow nothing")
	f.BoolVar(&o.revoke, "revoke", false, "take the agreements back")
	return cmd
}

func (a *app) fleetTrust(shared *fleetOptions, o trustOptions) error {
	store, err := trust.Open(a.getenv)
	if err != nil {
		return err
	}
	w, err := a.fleetWorkspace()
	if err != nil {
		return err
	}
	f, err := shared.load()
	if err != nil {
		return err
	}
	all := run.Askings(w, f, a.notef)
	var open []run.Asking
	for _, x := range all {
		before, agreed := store.Find(x.File)
		if o.revoke {
			if _, err := store.Revoke(x.File); err != nil {
				return err
			}
			continue
		}
		if len(x.Permission.Needs) == 0 {
			continue
		}
		if err := a.printNeeds(x.File, x.Permission, before, agreed); err != nil {
			return err
		}
		if !agreed || before.Digest != x.Permission.Digest {
			open = append(open, x)
		}
	}
	if digest := run.Digest(all); digest != "" && !o.revoke {
		if _, err := fmt.Fprintf(a.out, "digest of the fleet %s\n", digest); err != nil {
			return err
		}
	}
	switch {
	case o.revoke:
		a.notef("the fleet's file and the configs of its systems may run, ask and read outside nothing any more")
		return nil
	case o.show:
		return nil
	case len(open) == 0:
		a.notef("there is nothing to agree to that was not agreed to already")
		return nil
	}
	return a.agree(store, open, o.yes)
}

// agree asks once for all and records each.
func (a *app) agree(store trust.Store, open []run.Asking, yes bool) error {
	if a.term.In && a.term.Err && !yes {
		ok, err := a.confirm("Allow all of it?")
		if err != nil {
			return err
		}
		if !ok {
			return errors.New("nothing is allowed")
		}
	}
	for _, x := range open {
		if err := store.Record(x.File, x.Permission.Digest, x.Permission.Needs); err != nil {
			return fmt.Errorf("the agreement could not be kept: %w", err)
		}
	}
	a.notef("Allowed, until the files or what they run change. `envparity fleet trust --revoke` takes it back.")
	return nil
}
