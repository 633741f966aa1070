package run

import (
	"path/filepath"
	"strings"

	"github.com/envparity/envparity/collectors"
	"github.com/envparity/envparity/fleet/fleetfile"
	"github.com/envparity/envparity/internal/confine"
	"github.com/envparity/envparity/snapshot/store/archive"
	"github.com/envparity/envparity/workspace"
)

// StoreDir is where the records are, beside the fleet's file, when nobody says otherwise.
const StoreDir = ".envparity/fleet"

// credentials are what a bucket is asked with.
const credentials = "your AWS credentials"

// place is what a fleet's file needs for a place that it names: nothing for one inside its repository.
func place(f *fleetfile.File, where string) []collectors.Need {
	if where == "" {
		return nil
	}
	if strings.Contains(where, "://") {
		return []collectors.Need{{Act: collectors.ActAsk, What: where, With: credentials}}
	}
	path := where
	if !filepath.IsAbs(path) {
		path = filepath.Join(f.Dir, path)
	}
	if confine.New(confine.Top(f.Dir)).Holds(path) {
		return nil
	}
	return []collectors.Need{{Act: collectors.ActRead, What: where, Path: filepath.Clean(path)}}
}

// ofSystem is what the fleet's file needs for one system. What the system's own config needs is agreed to by itself.
func ofSystem(f *fleetfile.File, s *fleetfile.System) []collectors.Need {
	out := place(f, s.Dir)
	if strings.Contains(s.From, "://") || filepath.IsAbs(s.From) {
		out = append(out, place(f, s.From)...)
	}
	return out
}

// Permission finds out what a fleet's file would have this program do beyond reading its repository, and whether somebody has agreed to it.
func Permission(w *workspace.Workspace, f *fleetfile.File) *workspace.Permission {
	needs := place(f, f.Store)
	for i := range f.Systems {
		needs = append(needs, ofSystem(f, &f.Systems[i])...)
	}
	return w.PermissionOf(f.Path, f.Text, f.Dir, needs)
}

func refused(p *workspace.Permission, needs []collectors.Need) error {
	for _, n := range needs {
		if why := p.Refuse(n); why != "" {
			return workspace.UntrustedError{What: n.String(), Why: strings.Replace(why, "`envparity trust`", "`envparity fleet trust`", 1)}
		}
	}
	return nil
}

// Refuse returns what says of a system why the fleet's file may not lead to it.
func Refuse(f *fleetfile.File, p *workspace.Permission) func(*fleetfile.System) error {
	return func(s *fleetfile.System) error { return refused(p, ofSystem(f, s)) }
}

// Store opens the store of a fleet, or the one called at: what a person names on the command line needs no other agreement.
func Store(w *workspace.Workspace, f *fleetfile.File, at string) (*archive.Archive, error) {
	if at != "" {
		return w.Stored(at, false)
	}
	where := f.Store
	if where == "" {
		where = StoreDir
	}
	if err := refused(Permission(w, f), place(f, where)); err != nil {
		return nil, err
	}
	if !strings.Contains(where, "://") && !filepath.IsAbs(where) {
		where = filepath.Join(filepath.Dir(f.Path), where)
	}
	return w.Stored(where, false)
}
