package workspace

import (
	"context"
	"errors"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"

	"github.com/envparity/envparity/collectors"
	"github.com/envparity/envparity/config"
	"github.com/envparity/envparity/snapshot"
	"github.com/envparity/envparity/snapshot/store"
	"github.com/envparity/envparity/snapshot/store/archive"
)

const (
	// StoreDir is the default folder of the store, beside the config.
	StoreDir = ".envparity/store"
	// HistoryDir is the old folder of labelled snapshots, before there was a store. It is still read.
	HistoryDir = ".envparity/snapshots"
	// Latest can replace a label. It means the newest snapshots of the store.
	Latest = "latest"
)

var labelName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._+-]*$`)

// IsLabel reports whether a name is valid for a release. The label becomes part of a file's name.
func IsLabel(name string) bool { return labelName.MatchString(name) && name != Latest }

// Place returns where to write snapshots: where, or else the store.
func (w *Workspace) Place(ctx context.Context, cfg *config.Config, may *Permission, where, label string) (store.Place, error) {
	if where != "" {
		return w.open(ctx, where)
	}
	kept, err := w.Kept(cfg, may)
	if err != nil {
		return nil, err
	}
	if label == "" && onlyReleases(cfg) {
		return nil, fmt.Errorf("nowhere to write to: give a folder with `-o DIR`, or a release with `--label NAME`, or say `store = %q` in the config: `snapshots` keeps releases only", StoreDir)
	}
	if label == "" {
		return kept, nil
	}
	return kept.Within(label), nil
}

// open returns the place at where: a store if there is one, else a folder or a prefix of snapshot files.
func (w *Workspace) open(ctx context.Context, where string) (store.Place, error) {
	a, err := archive.Open(where, w.archiveOptions())
	if err != nil {
		return nil, err
	}
	if there, err := a.Exists(ctx); err == nil && there { // the reader of the place reports its errors
		return archive.View{Archive: a}, nil
	}
	return store.Open(where)
}

func (w *Workspace) archiveOptions() archive.Options {
	return archive.Options{Clock: w.Clock, Note: w.Note}
}

// onlyReleases reports whether a config keeps its snapshots in the old way, without a store.
func onlyReleases(cfg *config.Config) bool { return cfg.Snapshots != "" && cfg.Store.At == "" }

// Store returns the store of a config. A place outside the repository needs an agreement.
func (w *Workspace) Store(cfg *config.Config, may *Permission, prune bool) (*archive.Archive, error) {
	where := cfg.Store.At
	if where == "" {
		where = StoreDir
	}
	where, err := allowed(cfg, may, where)
	if err != nil {
		return nil, err
	}
	o := w.archiveOptions()
	o.Prune = prune
	return archive.Open(where, o)
}

// allowed resolves a place in the config, or returns why it may not be used.
func allowed(cfg *config.Config, may *Permission, where string) (string, error) {
	if strings.Contains(where, "://") {
		n := collectors.Need{Act: collectors.ActAsk, What: where, With: "your AWS credentials"}
		if why := may.Refuse(n); why != "" {
			return "", UntrustedError{n.String(), why}
		}
		return where, nil
	}
	return cfg.Resolve(where), may.inside(cfg, where)
}

// Kept returns the place of stored snapshots: the store, and the old releases before it. A place outside the repository needs an agreement.
func (w *Workspace) Kept(cfg *config.Config, may *Permission) (store.Place, error) {
	old := cfg.Snapshots
	if old == "" {
		old = HistoryDir
	}
	where, err := allowed(cfg, may, old)
	if err != nil {
		return nil, err
	}
	before, err := store.Open(where)
	if err != nil || onlyReleases(cfg) {
		return before, err
	}
	a, err := w.Store(cfg, may, false)
	if err != nil {
		return nil, err
	}
	return kept{View: archive.View{Archive: a}, before: before}, nil
}

// keptName returns that place's name in the config.
func keptName(cfg *config.Config) string {
	switch {
	case cfg.Store.At != "":
		return cfg.Store.At
	case cfg.Snapshots != "":
		return cfg.Snapshots
	}
	return StoreDir
}

// kept is a store, and the old releases before it.
type kept struct {
	archive.View
	before store.Place
}

// Within implements store.Place.
func (k kept) Within(label string) store.Place {
	return release{Place: k.View.Within(label), label: label, kept: k}
}

// Names implements store.Place.
func (k kept) Names(ctx context.Context) ([]string, error) {
	names, err := k.View.Names(ctx)
	old, oldErr := k.before.Names(ctx)
	names = append(names, old...)
	slices.Sort(names)
	return slices.Compact(names), errors.Join(err, oldErr)
}

// release is a release in the store, or in the old folder.
type release struct {
	store.Place
	label string
	kept  kept
}

// Load implements store.Place.
func (r release) Load(ctx context.Context) ([]*snapshot.Snapshot, error) {
	names, err := r.kept.View.Names(ctx)
	if err != nil {
		return nil, err
	}
	if !slices.Contains(names, r.label) {
		return r.kept.before.Within(r.label).Load(ctx)
	}
	return r.Place.Load(ctx)
}

// Overtakes is the store's Overtakes.
func (r release) Overtakes(ctx context.Context, snaps []*snapshot.Snapshot) error {
	return r.kept.Overtakes(ctx, snaps)
}

// named finds the place for a flag's value: a place, a stored release, or the newest snapshots of the store.
func (w *Workspace) named(ctx context.Context, cfg *config.Config, may *Permission, name string) (place store.Place, found bool, err error) {
	if _, err := os.Stat(name); err == nil || !labelName.MatchString(name) {
		place, err := w.open(ctx, name)
		return place, true, err
	}
	kept, err := w.Kept(cfg, may)
	if err != nil {
		return nil, false, err
	}
	if name == Latest {
		return kept, true, nil
	}
	names, err := kept.Names(ctx)
	if err != nil {
		return nil, false, err
	}
	return kept.Within(name), slices.Contains(names, name), nil
}

// load reads the snapshots of a place, of all environments or of those in envs. A snapshot of an environment that the config does not have is an
// error, because it would be ignored silently.
func load(ctx context.Context, where store.Place, cfg *config.Config, envs []string) ([]*snapshot.Snapshot, error) {
	snaps, err := where.Load(ctx)
	if err != nil {
		return nil, err
	}
	for _, s := range snaps {
		if cfg.Environment(s.Environment) == nil {
			return nil, fmt.Errorf("%s holds a snapshot of %q, which is no environment of %s (%s)", where, s.Environment, cfg.Name(), strings.Join(cfg.Names(), ", "))
		}
	}
	if len(envs) > 0 {
		snaps = slices.DeleteFunc(snaps, func(s *snapshot.Snapshot) bool { return !slices.Contains(envs, s.Environment) })
	}
	return snaps, nil
}
