package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/envparity/envparity/history"
	"github.com/envparity/envparity/names"
	"github.com/envparity/envparity/snapshot/store/archive"
	"github.com/envparity/envparity/workspace"
)

func (a *app) storeCommand() *cobra.Command {
	var at string
	group := &cobra.Command{
		Use:   "store",
		Short: "List, check and tidy the store of snapshots, audits and runs of journeys",
		Long: `The store keeps snapshots, audits and runs of journeys of many weeks, what did not change once. It is a folder (.envparity/store beside the
config) or s3://BUCKET/PREFIX; "store" in the config says which.`,
		Args: cobra.NoArgs,
	}
	group.PersistentFlags().StringVar(&at, "store", "", "the store at `DIR` or s3://BUCKET/PREFIX instead of the config's")
	group.AddCommand(a.storeListCommand(&at), a.storePruneCommand(&at), a.storeVerifyCommand(&at), a.storeImportCommand(&at))
	return group
}

func (a *app) storeListCommand(at *string) *cobra.Command {
	var format string
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List what the store has",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if format != "text" && format != "json" {
				return fmt.Errorf("invalid value %q for `--format`, must be one of text, json", format)
			}
			s, err := a.workspace().Stored(*at, false)
			if err != nil {
				return err
			}
			var all []archive.Entry
			for _, kind := range archive.Kinds() {
				list, err := s.List(cmd.Context(), kind, "")
				if err != nil {
					return err
				}
				all = append(all, list...)
			}
			if format == "json" {
				return a.entriesJSON(s.String(), all)
			}
			if len(all) == 0 {
				a.notef("nothing is kept in %s yet; `envparity snapshot` keeps a snapshot of each environment", s)
				return nil
			}
			return a.entries(all)
		},
	}
	cmd.Flags().StringVarP(&format, "format", "f", "text", "`FORMAT` of the list: text, json")
	_ = cmd.RegisterFlagCompletionFunc("format", fixed("text", "json"))
	return cmd
}

// entries prints entries as a table.
func (a *app) entries(all []archive.Entry) error {
	w := tabwriter.NewWriter(a.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "TAKEN\tAGE\tLABEL\tNAME")
	for _, e := range all {
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", e.Taken.Format(time.RFC3339), history.Days(max(0, a.clock().Sub(e.Taken))), orDash(e.Label), a.term.Clean(e.Name))
	}
	return w.Flush()
}

// storeSchema names the document that "store list --format json" prints.
const storeSchema = "envparity.store-list/v1"

// entriesJSON prints entries for machines.
func (a *app) entriesJSON(at string, all []archive.Entry) error {
	type document struct {
		Name  string    `json:"name"`
		Kind  string    `json:"kind"`
		Group string    `json:"group"` // an environment with its members, or "all"
		Taken time.Time `json:"taken"`
		Label string    `json:"label,omitempty"`
	}
	list := []document{}
	for _, e := range all {
		list = append(list, document{e.Name, string(e.Kind), e.Group, e.Taken, e.Label})
	}
	enc := json.NewEncoder(a.out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(struct {
		Schema    string     `json:"schema"`
		Store     string     `json:"store"`
		Documents []document `json:"documents"`
	}{storeSchema, at, list})
}

func orDash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}

func (a *app) storePruneCommand(at *string) *cobra.Command {
	var p archive.Policy
	var older string
	var yes bool
	cmd := &cobra.Command{
		Use:   "prune [NAME...]",
		Short: "Remove what is old; without --yes only say what would go",
		Long: `Remove snapshots, audits and runs that are not among the newest --keep of their environment and older than --older-than; with one of the
two flags that one decides. The newest of each stays, and so do releases unless --labels is given. NAMES (of "envparity store list") are removed
whatever their age.

Without --yes nothing is removed. Chunks that nothing refers to are removed by the first run a day or more after the one that found them, since a
snapshot that is being written may use them.`,
		Example: `  envparity store prune --keep 60
  envparity store prune --older-than 180d --yes`,
		RunE: func(cmd *cobra.Command, args []string) error {
			var err error
			if p.Older, err = parseAge(older, "--older-than"); err != nil {
				return err
			}
			if p.Keep < 0 {
				return fmt.Errorf("invalid value %d for `--keep`: write how many are to stay", p.Keep)
			}
			for _, name := range args {
				p.Names = append(p.Names, strings.TrimSuffix(name, ".json"))
			}
			return a.prune(cmd.Context(), *at, p, yes)
		},
	}
	f := cmd.Flags()
	f.IntVar(&p.Keep, "keep", 0, "the newest `N` of each environment stay")
	f.StringVar(&older, "older-than", "", "what is younger than `AGE` (30d, 12w) stays")
	f.BoolVar(&p.Labels, "labels", false, "releases are removed like all others")
	f.BoolVarP(&yes, "yes", "y", false, "remove")
	return cmd
}

// parseAge reads a duration, in days and weeks too. No text is no duration.
func parseAge(text, flag string) (time.Duration, error) {
	if text == "" {
		return 0, nil
	}
	unit := map[byte]time.Duration{'d': 24 * time.Hour, 'w': 7 * 24 * time.Hour}[text[len(text)-1]]
	if n, err := strconv.Atoi(text[:len(text)-1]); unit > 0 && err == nil && n > 0 && n < 100_000 {
		return time.Duration(n) * unit, nil
	}
	if d, err := time.ParseDuration(text); err == nil && d > 0 {
		return d, nil
	}
	return 0, fmt.Errorf("invalid value %q for `%s`: write an age such as 30d, 12w or 36h", text, flag)
}

func (a *app) prune(ctx context.Context, at string, p archive.Policy, yes bool) error {
	s, err := a.workspace().Stored(at, true)
	if err != nil {
		return err
	}
	gone, err := s.Plan(ctx, p)
	if err != nil {
		return err
	}
	out, err := s.Prune(ctx, gone, !yes)
	if err != nil {
		return err
	}
	if len(gone) > 0 {
		if err := a.entries(gone); err != nil {
			return err
		}
	}
	would, will := "would remove", "would go"
	if yes {
		would, will = "removed", "go"
	}
	a.notef("%s %s, and %s (%d bytes) that nothing has used for a day", would, names.Count(len(gone), "document"), names.Count(out.Objects, "chunk"), out.Bytes)
	if out.Waiting > 0 {
		a.notef("%s (%d bytes) %s with the first run a day from now", names.Count(out.Waiting, "chunk"), out.Frees, will)
	}
	if !yes {
		a.notef("nothing was removed; `--yes` does it")
	}
	return nil
}

func (a *app) storeVerifyCommand(at *string) *cobra.Command {
	return &cobra.Command{
		Use:   "verify",
		Short: "Read all that the store has, and name what is damaged",
		Long: `Read every document of the store as an audit would, and check it against its digest.

Exit codes: 0 all is sound; 1 something is damaged; 2 the store cannot be looked at.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			s, err := a.workspace().Stored(*at, false)
			if err != nil {
				return err
			}
			v, err := s.Verify(cmd.Context())
			if err != nil {
				return err
			}
			return a.verified(a.out, s, v)
		},
	}
}

func (a *app) verified(w io.Writer, s *archive.Archive, v *archive.Verified) error {
	for _, d := range v.Documents {
		if d.Err != nil {
			fmt.Fprintf(w, "damaged  %s: %s\n", a.term.Clean(d.Name), a.term.Clean(d.Err.Error()))
		}
	}
	fmt.Fprintf(w, "%s: %s, %d damaged; %s (%d bytes), of which %d (%d bytes) are used by none\n", a.term.Clean(s.String()),
		names.Count(len(v.Documents), "document"), v.Damaged(), names.Count(v.Objects, "chunk"), v.Bytes, v.Unused, v.UnusedOf)
	if v.Damaged() == 0 {
		return nil
	}
	a.notef("take the damaged snapshots again, or bring back the files from a copy; `envparity store prune NAME --yes` removes a damaged one")
	return verdictError{exitFindings}
}

func (a *app) storeImportCommand(at *string) *cobra.Command {
	return &cobra.Command{
		Use:     "import DIR",
		Short:   "Keep the snapshot files of a folder or s3://BUCKET/PREFIX in the store, those of releases with their labels",
		Example: `  envparity store import .envparity/snapshots`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return errors.New("name the folder, or s3://BUCKET/PREFIX, whose snapshots are to be kept")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			s, err := a.workspace().Stored(*at, false)
			if err != nil {
				return err
			}
			return workspace.Import(cmd.Context(), s, args[0], func(k archive.Kept) { a.notef("kept %s/%s (%d bytes)", s, k.Name, k.Written) })
		},
	}
}
