package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/envparity/envparity/audit"
	"github.com/envparity/envparity/internal/bounds"
	"github.com/envparity/envparity/report"
)

type gateOptions struct {
	auditOptions
	signOffs []string
	signed   string
}

func (a *app) gateCommand() *cobra.Command {
	var o gateOptions
	cmd := &cobra.Command{
		Use:   "gate",
		Short: "Decide whether a release may go, by the criteria of the config, with the evidence for each",
		Long: `Hold the criteria of the config's gate block against an audit: go, no-go, or undecided where something was not observed or a person has to
confirm it. The evidence for each criterion is printed, and what a person has to do.

Exit codes: 0 go; 1 no-go; 2 usage or config error; 3 undecided.`,
		Example: `  envparity gate --since v1.7.0 --sign-off product=ada
  envparity gate --from latest --format markdown -o gate.md`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.gate(cmd.Context(), o) },
	}
	o.sourceFlags(cmd)
	f := cmd.Flags()
	f.StringVarP(&o.format, "format", "f", "text", "`FORMAT` of the result: "+strings.Join(report.GateFormats(), ", "))
	f.StringVarP(&o.output, "output", "o", "", "write to `FILE` instead of stdout")
	f.StringVar(&o.Since, "since", "", "findings are new that were not there in the snapshots in `DIR`, or of a release's label")
	f.StringArrayVar(&o.signOffs, "sign-off", nil, "`NAME=WHO`: who gave the sign-off called NAME; may be given again")
	f.StringVar(&o.signed, "sign-offs", "", "read sign-offs from `FILE`, a line NAME=WHO each")
	_ = cmd.RegisterFlagCompletionFunc("format", fixed(report.GateFormats()...))
	return cmd
}

func (a *app) gate(ctx context.Context, o gateOptions) error {
	if !slices.Contains(report.GateFormats(), o.format) {
		return fmt.Errorf("invalid value %q for `--format`, must be one of %s", o.format, strings.Join(report.GateFormats(), ", "))
	}
	signed, err := o.signatures()
	if err != nil {
		return err
	}
	o.Release = true
	s, err := a.audit(ctx, a.workspace(), o.auditOptions)
	if err != nil {
		return err
	}
	gate := s.Config.Gate
	if !gate.Asked {
		return errors.New("the config has no criteria: add a block such as `gate { no_new_must_fix = true }`; docs/release.md lists them")
	}
	for name := range signed {
		if !slices.Contains(gate.SignOffs, name) {
			return fmt.Errorf("the gate asks for no sign-off %q; it asks for %s", name, orNone(gate.SignOffs))
		}
	}
	release := audit.Release{Gate: gate, Since: o.Since, Snapshots: s.Snapshots, SignOffs: signed, Now: s.Options.Now}
	if s.Run != nil {
		release.Travelled = s.Run.StartedAt
	}
	criteria := s.Result.Judge(release)
	g := &report.Gate{Schema: report.GateSchema, Project: s.Config.Project, At: s.Options.Now.UTC(), Since: o.Since, Decision: audit.DecideRelease(criteria), Criteria: criteria}
	if g.Criteria == nil {
		return errors.New("the gate asks for nothing: give it a criterion, such as `no_new_must_fix = true`; docs/release.md lists them")
	}
	g.ExitCode = gateCode(g.Decision)
	if err := a.write(o.output, func(w io.Writer) error { return report.WriteGate(w, o.format, g) }); err != nil {
		return err
	}
	if g.ExitCode != exitClean {
		return verdictError{g.ExitCode}
	}
	return nil
}

func orNone(list []string) string {
	if len(list) == 0 {
		return "none"
	}
	return strings.Join(list, ", ")
}

// signatures reads who signed what.
func (o *gateOptions) signatures() (map[string]string, error) {
	lines := o.signOffs
	if o.signed != "" {
		info, err := os.Stat(o.signed)
		if err != nil {
			return nil, fmt.Errorf("`--sign-offs`: %w", err)
		}
		if !info.Mode().IsRegular() || info.Size() > bounds.Key {
			return nil, fmt.Errorf("`--sign-offs`: %q is no file of sign-offs", o.signed)
		}
		text, err := os.ReadFile(o.signed)
		if err != nil {
			return nil, fmt.Errorf("`--sign-offs`: %w", err)
		}
		for line := range strings.Lines(string(text)) {
			if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
				lines = append(lines, line)
			}
		}
	}
	out := map[string]string{}
	for _, line := range lines {
		name, who, ok := strings.Cut(line, "=")
		name, who = strings.TrimSpace(name), strings.TrimSpace(who)
		if !ok || name == "" || who == "" {
			return nil, fmt.Errorf("invalid sign-off %q: write NAME=WHO", line)
		}
		out[name] = who
	}
	return out, nil
}
