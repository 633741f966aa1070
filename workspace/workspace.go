package workspace

import (
	"context"
	"fmt"
	"path/filepath"
	"sync"
	"time"

	"github.com/envparity/envparity/audit"
	"github.com/envparity/envparity/collectors"
	"github.com/envparity/envparity/config"
	"github.com/envparity/envparity/snapshot"
)

// Workspace is a config file and the process that works with it.
type Workspace struct {
	File    string                           // the config file; "" to look for one here and above
	System  string                           // without a config file, the one system that is meant where many lie side by side; "" for all
	Getenv  func(string) string              // of the process
	Clock   func() time.Time                 // of the process
	Types   []collectors.Type                // all there are
	Version string                           // of the program, for what it writes
	Trusted bool                             // the config may do all that it names on this run, whoever has agreed to it or not
	Offline bool                             // nothing is sent and no program is run, whatever was agreed to
	Until   context.Context                  // ends the search for environments; nil for none
	Note    func(format string, args ...any) // tells a person something besides the result

	beside  *Workspace // the one whose key this one uses; nil for its own
	keyOnce sync.Once  // a key that no program made takes a twentieth of a second to derive
	key     []byte
	keyErr  error
}

// Beside returns the workspace of another config file in the same process.
func (w *Workspace) Beside(file string) *Workspace {
	return &Workspace{
		File: file, Getenv: w.Getenv, Clock: w.Clock, Types: w.Types, Version: w.Version, Trusted: w.Trusted, Offline: w.Offline, Until: w.Until, Note: w.Note, beside: w,
	}
}

// Load reads the config, wherever it is. Without one it is made from what the folder holds.
func (w *Workspace) Load() (*config.Config, error) {
	path := w.File
	if path == "" {
		found, ok := config.Find(".")
		if !ok {
			return w.discovered()
		}
		// As a person would have named it: it stands in errors and reports, which are the same wherever the repository lies.
		path = found
		if here, err := filepath.Abs("."); err == nil {
			if rel, err := filepath.Rel(here, found); err == nil {
				path = rel
			}
		}
	}
	if w.System != "" {
		return nil, fmt.Errorf("--system names one of several systems where there is no config file, and %s is there: leave --system out", path)
	}
	cfg, err := config.Load(path, config.Options{CollectTypes: w.typeNames()})
	if err != nil {
		return nil, err
	}
	return cfg, checkKeymap(cfg)
}

// Configured reads the config where there is one, and returns nil where there is none.
func (w *Workspace) Configured() (*config.Config, error) {
	if _, ok := config.Find("."); !ok && w.File == "" {
		return nil, nil
	}
	return w.Load()
}

// Sealer makes the Sealer from the key of this machine.
func (w *Workspace) Sealer() (*snapshot.Sealer, error) {
	if w.beside != nil {
		return w.beside.Sealer()
	}
	w.keyOnce.Do(func() {
		w.key, w.keyErr = audit.Key(w.Getenv, func(text string) {
			if w.Note != nil {
				w.Note("%s", text)
			}
		})
	})
	if w.keyErr != nil {
		return nil, w.keyErr
	}
	return snapshot.NewSealer(w.key), nil
}

// ClockOf returns the clock of an audit: a time that somebody gives with --now stops it, so that a report depends on its input alone.
func (w *Workspace) ClockOf(now string) (func() time.Time, error) {
	if now == "" {
		return w.Clock, nil
	}
	for _, layout := range []string{time.RFC3339, time.DateOnly} {
		if t, err := time.Parse(layout, now); err == nil {
			return func() time.Time { return t.UTC() }, nil
		}
	}
	return nil, fmt.Errorf("invalid value %q for `--now`: write a time such as 2026-11-20T10:00:00Z, or a date", now)
}

func (w *Workspace) typeNames() []string {
	names := make([]string, len(w.Types))
	for i, t := range w.Types {
		names[i] = t.Name
	}
	return names
}
