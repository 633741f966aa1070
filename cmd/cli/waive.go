package cli

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/envparity/envparity/rules"
)

type waiveOptions struct {
	auditOptions
	reason, expires, owner string
	remove                 bool
}

func (a *app) waiveCommand() *cobra.Command {
	var o waiveOptions
	cmd := &cobra.Command{
		Use:   "waive FINGERPRINT",
		Short: "Accept one finding, with a reason, an owner and a last day",
		Long: `Write down in the waiver file (envparity.waivers.hcl) that a finding is acceptable: who says so, why, and until when. The file is
kept with the code and reviewed like code; comments and order in it stay. An expired waiver no longer counts, and says so.`,
		Example: `  envparity waive 9f2c01 --reason "load tests run elsewhere" --expires 2026-12-31 --owner @data
  envparity waive 9f2c01 --remove`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error { return a.waive(cmd.Context(), args[0], o) },
	}
	o.sourceFlags(cmd)
	f := cmd.Flags()
	f.StringVar(&o.reason, "reason", "", "`WHY` it is acceptable")
	f.StringVar(&o.expires, "expires", "", "the last `DAY` on which it is: a date such as 2026-12-31, or a span such as 30d, 12w, 6m, 1y")
	f.StringVar(&o.owner, "owner", "", "`WHO` decides anew then (default: the finding's owner)")
	f.BoolVar(&o.remove, "remove", false, "take the waiver of the finding away")
	return cmd
}

func (a *app) waive(ctx context.Context, fingerprint string, o waiveOptions) error {
	w := a.workspace()
	if o.remove {
		cfg, err := w.Load()
		if err != nil {
			return err
		}
		if err := w.EditWaivers(cfg, func(src []byte) ([]byte, error) { return rules.RemoveWaiver(src, cfg.Waivers, fingerprint) }); err != nil {
			return err
		}
		a.notef("took the waiver of %s out of %s", fingerprint, cfg.Waivers)
		return nil
	}
	if o.reason == "" || o.expires == "" {
		return errors.New("a waiver needs `--reason` and `--expires`")
	}
	if _, err := rules.ParseExpiry(o.expires, time.Time{}); err != nil { // before anything is read
		return fmt.Errorf("invalid value for `--expires`: %w", err)
	}
	s, err := a.audit(ctx, w, o.auditOptions)
	if err != nil {
		return err
	}
	expires, err := rules.ParseExpiry(o.expires, s.Options.Now)
	if err != nil {
		return fmt.Errorf("invalid value for `--expires`: %w", err)
	}
	f, err := s.Result.Find(fingerprint)
	if err != nil {
		return err
	}
	x := rules.WaiverFor(f)
	x.Reason, x.Expires, x.Owner = o.reason, expires, o.owner
	if x.Owner == "" {
		x.Owner = f.Owner
	}
	if err := w.EditWaivers(s.Config, func(src []byte) ([]byte, error) { return rules.AddWaiver(src, s.Config.Waivers, x) }); err != nil {
		return err
	}
	a.notef("waived %s until %s in %s", f.Fingerprint, expires.Format(time.DateOnly), s.Config.Waivers)
	return nil
}
