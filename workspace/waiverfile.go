package workspace

import (
	"fmt"

	"github.com/envparity/envparity/config"
	"github.com/envparity/envparity/rules"
	"github.com/envparity/envparity/tui/screen"
)

// waiverFile writes the waiver file of a config.
type waiverFile struct {
	cfg *config.Config
}

func (w waiverFile) edit(src []byte, ws []screen.NewWaiver) ([]byte, error) {
	for _, n := range ws {
		x := rules.WaiverFor(n.Finding)
		x.Owner, x.Reason, x.Expires = n.Owner, n.Reason, n.Expires
		var err error
		if src, err = rules.AddWaiver(src, w.cfg.Waivers, x); err != nil {
			return nil, err
		}
	}
	return src, nil
}

// PreviewWaivers implements screen.Waivers. It shows missing input as "…" while somebody types.
func (w waiverFile) PreviewWaivers(ws []screen.NewWaiver) (screen.Change, error) {
	src, err := readFile(w.cfg.Resolve(w.cfg.Waivers))
	if err != nil {
		return screen.Change{}, err
	}
	for i := range ws {
		if ws[i].Reason == "" {
			ws[i].Reason = "…"
		}
		if ws[i].Owner == "" {
			ws[i].Owner = "…"
		}
	}
	out, err := w.edit(src, ws)
	return added(w.cfg.Waivers, src, out), err
}

// EditWaivers changes the waiver file of a config, completely or not at all. A file outside the repository needs an agreement.
func (w *Workspace) EditWaivers(cfg *config.Config, edit func(src []byte) ([]byte, error)) error {
	may, err := w.Permission(cfg)
	if err != nil {
		return err
	}
	if err := may.inside(cfg, cfg.Waivers); err != nil {
		return err
	}
	return editWaivers(cfg, edit)
}

func editWaivers(cfg *config.Config, edit func(src []byte) ([]byte, error)) error {
	path := cfg.Resolve(cfg.Waivers)
	unlock, err := lock(path)
	if err != nil {
		return fmt.Errorf("change %q: %w", path, err)
	}
	defer unlock()
	src, err := readFile(path)
	if err != nil {
		return fmt.Errorf("read %q: %w", path, err)
	}
	out, err := edit(src)
	if err != nil {
		return err
	}
	return writeWhole(path, out)
}

// WriteWaivers implements screen.Waivers.
func (w waiverFile) WriteWaivers(ws []screen.NewWaiver) (func() error, error) {
	path := w.cfg.Resolve(w.cfg.Waivers)
	unlock, err := lock(path)
	if err != nil {
		return nil, err
	}
	defer unlock()
	before, err := readFile(path)
	if err != nil {
		return nil, err
	}
	out, err := w.edit(before, ws)
	if err != nil {
		return nil, err
	}
	if err := writeWhole(path, out); err != nil {
		return nil, err
	}
	return takeBack(path, before, out, func(src []byte) ([]byte, error) {
		for _, n := range ws {
			var err error
			if src, err = rules.RemoveWaiver(src, w.cfg.Waivers, n.Finding.Fingerprint); err != nil {
				return nil, err
			}
		}
		return src, nil
	}), nil
}
