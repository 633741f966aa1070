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

// Workspace is a config file with the process that works on it.
type Workspace struct {
	File    string                           // the config file; "" to search for it in this folder and above
	System  string                           // without a config file, the chosen system of several; "" for all
	Getenv  func(string) string              // of the process
	Clock   func() time.Time                 // of the process
	Types   []collectors.Type                // all collector types
	Version string                           // of the program, for written files
	Trusted bool                             // the config may do everything on this run, without an agreement
	Agreed  []string                         // digests that were agreed to together, such as those of a fleet
	Offline bool                             // send nothing and run no program, even with an agreement
	Until   context.Context                  // ends the search for environments; nil for none
	Note    func(format string, args ...any) // prints a message besides the result

	beside  *Workspace // the one whose key this one uses; nil for its own
	keyOnce sync.Once  // deriving a key that no program generated takes a twentieth of a second
	key     []byte
	keyErr  error
}

// Beside returns the workspace of another config file in the same process.
func (w *Workspace) Beside(file string) *Workspace {
	return &Workspace{
		File: file, Getenv: w.Getenv, Clock: w.Clock, Types: w.Types, Version: w.Version, Trusted: w.Trusted, Agreed: w.Agreed, Offline: w.Offline, Until: w.Until, Note: w.Note, beside: w,
	}
}

// Load reads the config. Without a config file it discovers one.
func (w *Workspace) Load() (*config.Config, error) {
	path := w.File
	if path == "" {
		found, ok := config.Find(".")
		if !ok {
			return w.discovered()
		}
		// As a person would name it, because errors and reports are the same wherever the repository is.
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

// Configured reads the config, and returns nil if there is no config file.
func (w *Workspace) Configured() (*config.Config, error) {
	if _, ok := config.Find("."); !ok && w.File == "" {
		return nil, nil
	}
	return w.Load()
}

// Sealer returns a Sealer with the key of this machine.
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

// ClockOf returns the clock of an audit. A time in --now stops it, so that a report depends only on its input.
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
