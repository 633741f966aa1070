package cli

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/envparity/envparity/config"
	"github.com/envparity/envparity/fleet/run"
	"github.com/envparity/envparity/workspace"
	"github.com/envparity/envparity/workspace/trust"
)

func (a *app) fleetTrustCommand(shared *fleetOptions) *cobra.Command {
	var o trustOptions
	cmd := &cobra.Command{
		Use:   "trust",
		Short: "Show what the fleet's file and the configs of its systems would run, ask and read, and allow it",
		Long: `Show what the fleet's file and the config of each of its systems would do beyond reading its own repository, and allow all of it at once. It is the same as
"envparity trust" in the folder of each system. An agreement holds until the file or config changes.`,
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error { return a.fleetTrust(shared, o) },
	}
	f := cmd.Flags()
	f.BoolVarP(&o.yes, "yes", "y", false, "do not ask")
	f.BoolVar(&o.show, "show", false, "show it and the digests, and allow nothing")
	f.BoolVar(&o.revoke, "revoke", false, "take the agreements back")
	return cmd
}

// asking is a file with what it would do.
type asking struct {
	file string
	p    *workspace.Permission
}

func (a *app) fleetTrust(shared *fleetOptions, o trustOptions) error {
	store, err := trust.Open(a.getenv)
	if err != nil {
		return err
	}
	all, err := a.askings(shared)
	if err != nil {
		return err
	}
	var open []asking
	for _, x := range all {
		before, agreed := store.Find(x.file)
		if o.revoke {
			if _, err := store.Revoke(x.file); err != nil {
				return err
			}
			continue
		}
		if len(x.p.Needs) == 0 {
			continue
		}
		if err := a.printNeeds(x.file, x.p, before, agreed); err != nil {
			return err
		}
		if !agreed || before.Digest != x.p.Digest {
			open = append(open, x)
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

// askings are the fleet's file and the configs of its systems. A config that cannot be loaded is named and left out.
func (a *app) askings(shared *fleetOptions) ([]asking, error) {
	w, err := a.fleetWorkspace()
	if err != nil {
		return nil, err
	}
	f, err := shared.load()
	if err != nil {
		return nil, err
	}
	out := []asking{{f.Path, run.Permission(w, f)}}
	for i := range f.Systems {
		own := w.Beside(f.Systems[i].Config)
		var p *workspace.Permission
		var cfg *config.Config
		if cfg, err = own.Load(); err == nil {
			p, err = own.Permission(cfg)
		}
		if err != nil {
			a.notef("%s is left out: %v", f.Systems[i].Name, err)
			continue
		}
		out = append(out, asking{cfg.File, p})
	}
	return out, nil
}

// agree asks once for all and records each.
func (a *app) agree(store trust.Store, open []asking, yes bool) error {
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
		if err := store.Record(x.file, x.p.Digest, x.p.Needs); err != nil {
			return fmt.Errorf("the agreement could not be kept: %w", err)
		}
	}
	a.notef("Allowed, until the files or what they run change. `envparity fleet trust --revoke` takes it back.")
	return nil
}
