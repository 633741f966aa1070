package cli

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strings"

	"github.com/spf13/cobra"

	"github.com/envparity/envparity/journeys"
	"github.com/envparity/envparity/journeys/importers"
	"github.com/envparity/envparity/journeys/importers/gor"
	"github.com/envparity/envparity/journeys/importers/har"
	"github.com/envparity/envparity/journeys/importers/hurl"
	"github.com/envparity/envparity/journeys/importers/k6"
	"github.com/envparity/envparity/journeys/runfile"
	"github.com/envparity/envparity/names"
)

type importOptions struct {
	format string
	name   string
	hosts  []string
	env    string
	out    string
	most   int
}

func (a *app) journeysImportCommand() *cobra.Command {
	var o importOptions
	cmd := &cobra.Command{
		Use:   "import FILE…",
		Short: "Make drafts of journeys from a HAR, GoReplay or Hurl file, or a run from k6 results",
		Long: `Read recorded traffic and print drafts of journeys for envparity.hcl. Values that an answer gave to a later request become
captures. Nothing secret survives: credentials and cookies are left out, and what looks like either becomes secret("NAME").

k6 results are measurements, not journeys: raw points (--out json=FILE) become a run file for "envparity journeys compare";
summaries are printed and cannot be judged.

Exit codes: 0 imported; 2 the file cannot be read.`,
		Example: `  envparity journeys import capture.har >> envparity.hcl
  envparity journeys import 'requests_*.gor.gz' --name shop
  envparity journeys import results.json --env staging --out runs/k6-staging.json`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(_ *cobra.Command, files []string) error { return a.journeysImport(files, o) },
	}
	f := cmd.Flags()
	f.StringVar(&o.format, "from-format", "", "har, gor, k6 or hurl (default: by the file's name)")
	f.StringVar(&o.name, "name", "", "`NAME` of the journey (default: the file's)")
	f.StringSliceVar(&o.hosts, "host", nil, "keep requests to these `HOSTS` (default: the one most went to)")
	f.StringVar(&o.env, "env", "", "the `ENVIRONMENT` that k6 measured")
	f.StringVarP(&o.out, "out", "o", "", "write the run of k6 points to `FILE`")
	f.IntVar(&o.most, "most", 3, "drafts of the `N` commonest sequences of a .gor file")
	return cmd
}

func (a *app) journeysImport(files []string, o importOptions) error {
	format, err := formatOf(files[0], o.format)
	if err != nil {
		return err
	}
	if o.name == "" {
		o.name = strings.NewReplacer("*", "", "?", "").Replace(strings.TrimSuffix(filepath.Base(files[0]), ".gz"))
		o.name, _, _ = strings.Cut(o.name, ".")
	}
	if o.out != "" && format != "k6" {
		return fmt.Errorf("`--out` takes the run of k6 points; the draft of a journey goes to stdout: write `> %s` instead", o.out)
	}
	if format == "gor" {
		return a.importGor(files, o)
	}
	for _, file := range files {
		if err := a.importFile(format, file, o); err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
	}
	return nil
}

func formatOf(file, given string) (string, error) {
	formats := []string{"gor", "har", "hurl", "k6"}
	if given != "" {
		if !slices.Contains(formats, given) {
			return "", fmt.Errorf("invalid value %q for `--from-format`, must be one of %s", given, strings.Join(formats, ", "))
		}
		return given, nil
	}
	base := strings.TrimSuffix(strings.NewReplacer("*", "", "?", "").Replace(strings.ToLower(file)), ".gz")
	for _, f := range []string{"har", "gor", "hurl"} {
		if strings.HasSuffix(base, "."+f) {
			return f, nil
		}
	}
	if strings.HasSuffix(base, ".json") || strings.HasSuffix(base, ".ndjson") {
		return "k6", nil
	}
	return "", fmt.Errorf("cannot tell the format of %q by its name: say `--from-format` har, gor, k6 or hurl", file)
}

func (a *app) importGor(files []string, o importOptions) error {
	r, err := gor.Open(files...)
	if err != nil {
		return err
	}
	defer func() { _ = r.Close() }() // only read from
	js, notes, err := gor.Drafts(r, importers.Options{Name: o.name, Hosts: o.hosts}, o.most)
	if err != nil {
		return err
	}
	for i := range js {
		var n []string
		if i == 0 {
			n = notes
		}
		if err := importers.WriteHCL(a.out, &js[i], n); err != nil {
			return err
		}
	}
	return nil
}

func (a *app) importFile(format, file string, o importOptions) error {
	f, err := os.Open(file)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }() // only read from
	switch format {
	case "har":
		xs, notes, err := har.Read(f)
		if err != nil {
			return err
		}
		j, more := importers.Draft(xs, importers.Options{Name: o.name, Hosts: o.hosts})
		if len(j.Steps) == 0 {
			return errors.New("no request in it that a journey could be made of: " + strings.Join(append(notes, more...), "; "))
		}
		return importers.WriteHCL(a.out, &j, append(notes, more...))
	case "hurl":
		src, err := io.ReadAll(io.LimitReader(f, 16<<20))
		if err != nil {
			return err
		}
		return a.importHurl(file, src, o)
	}
	return a.importK6(f, o)
}

// importHurl writes a draft in which what a step cannot express stands as a TODO where it belongs.
func (a *app) importHurl(file string, src []byte, o importOptions) error {
	f := hurl.Read(file, src)
	if len(f.Steps) == 0 {
		if len(f.Problems) > 0 {
			return fmt.Errorf("no request in it that a step could be made of: %w", f.Problems[0])
		}
		return errors.New("no request in it that a step could be made of")
	}
	j := journeys.Journey{Name: o.name, Steps: f.Steps}
	var notes []string
	inSteps := map[int][]string{}
	add := func(p *hurl.Problem, lead string) {
		if p.Step < 0 {
			notes = append(notes, fmt.Sprintf("line %d: %s", p.Line, p.What))
			return
		}
		inSteps[p.Step] = append(inSteps[p.Step], fmt.Sprintf("%sline %d: %s", lead, p.Line, p.What))
	}
	for _, p := range f.Problems {
		add(p, "TODO ")
	}
	for _, p := range f.Notes {
		add(p, "")
	}
	notes = append(notes, f.Local(o.hosts)...)
	notes = append(notes, importers.Clean(&j)...)
	if n := len(f.Problems); n > 0 {
		a.notef("%s: %s left as TODO in the draft", file, names.Count(n, "line"))
	}
	return importers.WriteDraft(a.out, &j, notes, inSteps)
}

func (a *app) importK6(f io.Reader, o importOptions) error {
	if o.env == "" {
		return errors.New("say with `--env` which environment k6 measured")
	}
	r, err := k6.Read(f, o.env)
	if err != nil {
		return err
	}
	for _, n := range r.Notes {
		a.notef("%s", n)
	}
	for _, c := range r.Checks {
		a.notef("%s", c.String())
	}
	for _, t := range r.Held {
		a.notef("threshold that held: %s", t)
	}
	for _, t := range r.Failed {
		a.notef("threshold that did not hold: %s", t)
	}
	for _, t := range r.Undetermined {
		a.notef("threshold that these points cannot decide: %s", t)
	}
	if r.Run == nil {
		for _, m := range r.Summary {
			keys := make([]string, 0, len(m.Values))
			for k := range m.Values {
				keys = append(keys, k)
			}
			sort.Strings(keys)
			var parts []string
			for _, k := range keys {
				parts = append(parts, fmt.Sprintf("%s=%g", k, m.Values[k]))
			}
			fmt.Fprintf(a.out, "%s in %s: %s (not testable: no samples)\n", a.term.Clean(m.Name), o.env, a.term.Clean(strings.Join(parts, " ")))
		}
		return nil
	}
	if o.out == "" {
		return errors.New("these are raw points: say with `--out FILE` where the run goes, then compare it with another")
	}
	if err := runfile.Write(r.Run, o.out, false); err != nil {
		return err
	}
	a.notef("%s written to %s", names.Count(len(r.Run.Journeys), "journey"), o.out)
	return nil
}
