package workspace

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/charmbracelet/x/ansi"
	"github.com/envparity/envparity/config"
	"github.com/envparity/envparity/config/discover"
	"github.com/envparity/envparity/internal/confine"
	"github.com/envparity/envparity/names"
)

// Discover finds the environments of the system in dir. If there are several systems, System names the one.
func (w *Workspace) Discover(dir string) (*discover.Found, error) {
	return w.discover(dir, true)
}

// discover is Discover. contexts is true if it may suggest the clusters of the user's own kubeconfig, which is outside the repository.
func (w *Workspace) discover(dir string, contexts bool) (*discover.Found, error) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	if st, err := os.Stat(abs); err != nil || !st.IsDir() {
		return nil, fmt.Errorf("no folder %q", dir)
	}
	project := filepath.Base(abs)
	if w.System != "" {
		project = w.System
	}
	ctx := w.Until
	if ctx == nil {
		ctx = context.Background()
	}
	o := discover.Options{Project: project, System: w.System, Types: w.typeNames()}
	if contexts {
		o.Contexts = discover.Contexts(w.Getenv)
	}
	found, err := discover.Look(confine.New(confine.Top(abs)).FS(ctx, abs), o)
	if ctx.Err() != nil {
		return nil, fmt.Errorf("the search for environments was cut short: %w", context.Cause(ctx))
	}
	return found, err
}

// discovered returns the config of a folder without a config file, and prints the sources of the config.
func (w *Workspace) discovered() (*config.Config, error) {
	found, err := w.discover(".", false)
	if err != nil {
		return nil, fmt.Errorf("no %s in this folder or above it, and %w", config.FileName, err)
	}
	dir, err := filepath.Abs(".")
	if err != nil {
		return nil, err
	}
	cfg, err := config.Parse(found.HCL, "discovered.hcl", dir, config.Options{CollectTypes: w.typeNames()})
	if err != nil {
		return nil, err
	}
	cfg.File, cfg.Discovered = "", true
	w.Note("no %s here; using the files that were found (`envparity init` writes it down):", config.FileName)
	w.taken(found.Notes)
	w.NotTaken(found)
	cfg.Coverage = &found.Coverage
	return cfg, nil
}

// mostLines is how many lines of one list are printed, so that they fit on a screen beside the findings.
const mostLines = 20

// taken prints the sources of the config, a line each. A repository may have a thousand folders with a hundred environments each, so it shortens
// both.
func (w *Workspace) taken(notes []string) {
	const widest = 300 // three lines of a wide terminal
	for i, n := range notes {
		if i == mostLines {
			w.Note("  and %d more; `envparity init --dry-run` prints the whole configuration", len(notes)-mostLines)
			return
		}
		w.Note("  %s", ansi.Truncate(n, widest, "…"))
	}
}

// NotTaken prints the places that look like an environment's and are not compared, a line each.
func (w *Workspace) NotTaken(found *discover.Found) {
	c := &found.Coverage
	if c.Small() {
		w.Note("this is a small part of what looks like environments here: %s", names.Of(c.Taken, c.Seen, "place"))
	}
	for i, m := range c.NotTaken {
		if i == mostLines {
			w.Note("not taken: %d more; `envparity check --format json` lists them under coverage", len(c.NotTaken)-mostLines)
			return
		}
		w.Note("not taken: %s", m)
	}
}
