package workspace

import (
	"context"

	"github.com/envparity/envparity/snapshot/store"
	"github.com/envparity/envparity/snapshot/store/archive"
)

// Stored opens the store of the config, or the one at at. prune is true if objects may be removed.
func (w *Workspace) Stored(at string, prune bool) (*archive.Archive, error) {
	if at != "" {
		o := w.archiveOptions()
		o.Prune = prune
		return archive.Open(at, o)
	}
	cfg, err := w.Load()
	if err != nil {
		return nil, err
	}
	may, err := w.Permission(cfg)
	if err != nil {
		return nil, err
	}
	return w.Store(cfg, may, prune)
}

// Import adds the snapshots of a folder or prefix to a store: those directly in it, and those of each release below it. It calls report for each.
func Import(ctx context.Context, a *archive.Archive, from string, report func(archive.Kept)) error {
	place, err := store.Open(from)
	if err != nil {
		return err
	}
	labels, err := place.Names(ctx)
	if err != nil {
		return err
	}
	places := []store.Place{}
	for _, l := range labels {
		places = append(places, place.Within(l))
	}
	if len(places) == 0 {
		places = append(places, place)
	}
	for i, p := range places {
		snaps, err := p.Load(ctx)
		if err != nil {
			return err
		}
		for _, s := range snaps {
			if i < len(labels) && s.Label == "" && IsLabel(labels[i]) {
				s.Label = labels[i]
			}
			k, err := a.PutSnapshot(ctx, s)
			if err != nil {
				return err
			}
			report(k)
		}
	}
	return nil
}
