package workspace

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/envparity/envparity/collectors"
	"github.com/envparity/envparity/config"
	"github.com/envparity/envparity/snapshot"
	"github.com/envparity/envparity/snapshot/store"
)

// HistoryDir is where labelled snapshots go, beside the config, when nobody says otherwise.
const HistoryDir = ".envparity/snapshots"

var labelName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._+-]*$`)

// IsLabel reports whether a release may be called so: the label becomes a folder's name.
func IsLabel(name string) bool { return labelName.MatchString(name) }

// Place is where snapshots are written: where a person says, else in the release's own place among those that are kept.
func Place(cfg *config.Config, may *Permission, where, label string) (store.Place, error) {
	if where != "" {
		return store.Open(where)
	}
	kept, err := Kept(cfg, may)
	if err != nil {
		return nil, err
	}
	return kept.Within(label), nil
}

// Kept is where labelled snapshots are kept. A place outside the repository has to be agreed to.
func Kept(cfg *config.Config, may *Permission) (store.Place, error) {
	where := keptName(cfg)
	if strings.Contains(where, "://") {
		n := collectors.Need{Act: collectors.ActAsk, What: where, With: "your AWS credentials"}
		if why := may.Refuse(n); why != "" {
			return nil, UntrustedError{n.String(), why}
		}
	} else {
		if err := may.inside(cfg, where); err != nil {
			return nil, err
		}
		where = cfg.Resolve(where)
	}
	return store.Open(where)
}

// keptName names that place as the config does.
func keptName(cfg *config.Config) string {
	if cfg.Snapshots != "" {
		return cfg.Snapshots
	}
	return HistoryDir
}

// load reads the snapshots of a place, of all environments or of those in envs. A snapshot of an environment that the config does not
// know would be left out in silence, so it is an error.
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
