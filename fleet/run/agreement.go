package run

import (
	"maps"
	"slices"

	"github.com/envparity/envparity/fleet/fleetfile"
	"github.com/envparity/envparity/workspace"
	"github.com/envparity/envparity/workspace/trust"
)

// Asking is a file of a fleet with what it would do.
type Asking struct {
	Name       string // of the system; "" for the fleet's own file
	File       string
	Permission *workspace.Permission
}

// Askings are the fleet's file and the configs of its systems. note is called for a config that cannot be loaded, which may do nothing.
func Askings(w *workspace.Workspace, f *fleetfile.File, note func(format string, args ...any)) []Asking {
	out := []Asking{{File: f.Path, Permission: Permission(w, f)}}
	for i := range f.Systems {
		s := &f.Systems[i]
		own := w.Beside(s.Config)
		var p *workspace.Permission
		cfg, err := own.Load()
		if err == nil {
			p, err = own.Permission(cfg)
		}
		if err != nil {
			note("%s is left out: %v", s.Name, err)
			continue
		}
		out = append(out, Asking{s.Name, cfg.File, p})
	}
	return out
}

// Digest is the digest of all that a fleet asks; "" where it asks nothing.
func Digest(all []Asking) string {
	digests := digestsOf(all)
	if len(digests) == 0 {
		return ""
	}
	return trust.Together(digests)
}

func digestsOf(all []Asking) map[string]string {
	out := map[string]string{}
	for _, x := range all {
		if x.Permission.Digest != "" {
			out[x.Name] = x.Permission.Digest
		}
	}
	return out
}

// Agree lets the fleet's file and the configs of its systems do what they ask for where the process variable has the digest of all of them. Each keeps
// its own digest: a config that is changed while other systems run is not agreed to.
func Agree(w *workspace.Workspace, f *fleetfile.File) {
	given := w.Getenv(workspace.TrustVariable)
	if given == "" || w.Trusted {
		return
	}
	all := Askings(w, f, func(string, ...any) {}) // what cannot be loaded fails by itself, and says why
	if digest := Digest(all); digest != "" && trust.Matches(given, digest) {
		w.Agreed = slices.Collect(maps.Values(digestsOf(all)))
	}
}
