// Package discover looks around in a folder for the environments of a system, and writes the envparity.hcl that describes what it
// found. It reads names and the beginnings of files, and refuses to touch anything live: a kube context is suggested, never used.
package discover

import (
	"cmp"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// Options say what to look for.
type Options struct {
	Project  string   // name of the project, mostly that of the folder
	System   string   // of a folder with many systems, the one that is meant
	Types    []string // collectors there are; empty for all
	Contexts []string // kube contexts of this machine, to be suggested
}

// Found is what discovery found.
type Found struct {
	HCL          []byte   // the config
	Environments []string // their names, the reference last
	Notes        []string // what was found, a line each
}

// Systems is the error of a folder in which many systems have their environments side by side.
type Systems struct {
	Parent string
	Names  []string
}

func (s *Systems) Error() string {
	some := s.Names[:min(len(s.Names), 8)]
	return fmt.Sprintf("%d systems have their environments in %q (%s, …); say which one: `envparity init --system %s`",
		len(s.Names), s.Parent, strings.Join(some, ", "), s.Names[0])
}

// Nothing is the error of a folder without environments.
type Nothing struct{}

func (Nothing) Error() string {
	return "no environments found here: no folders or files whose names differ in a word such as staging or prod alone " +
		"(overlays/prod, values-prod.yaml, .env.prod, prod.tfvars); write an envparity.hcl by hand, `envparity demo` shows one at work"
}

// manySystems is how many folders with environments may lie side by side before they are taken for systems of their own.
const manySystems = 8

// maxCollects bounds the collect blocks written: a person has to read them.
const maxCollects = 40

// candidate is a place with what can be read there.
type candidate struct {
	place   *place
	sources []source
}

func (c *candidate) weight() int {
	w := 0
	for _, s := range c.sources {
		w += s.weight
	}
	return w * len(c.place.envs)
}

// Look searches fsys.
func Look(fsys fs.FS, o Options) (*Found, error) {
	w := walker{fsys: fsys, left: maxEntries}
	w.all()
	places, many, err := choose(w.places, o.System)
	if err != nil {
		return nil, err
	}
	var cands []*candidate
	for _, p := range places {
		c := &candidate{place: p, sources: sourcesOf(fsys, p)}
		if len(o.Types) > 0 {
			c.sources = slices.DeleteFunc(c.sources, func(s source) bool { return !slices.Contains(o.Types, s.typ) })
		}
		if len(c.sources) > 0 {
			cands = append(cands, c)
		}
	}
	switch {
	case len(cands) == 0 && many != nil:
		return nil, many
	case len(cands) == 0:
		return nil, Nothing{}
	}
	envs := environments(cands)
	d := draft{options: o, envs: envs, chart: func(dir string) bool {
		st, err := fs.Stat(fsys, path.Join(dir, "Chart.yaml"))
		return err == nil && st.Mode().IsRegular()
	}}
	for _, c := range cands {
		d.add(c)
	}
	if len(d.blocks) == 0 {
		return nil, Nothing{}
	}
	if many != nil {
		d.notes = append(d.notes, fmt.Sprintf("left out %q, where %d systems have environments of their own; --system names one", many.Parent, len(many.Names)))
	}
	if w.stopped {
		d.notes = append(d.notes, fmt.Sprintf("stopped looking after %d files", maxEntries))
	}
	return &Found{HCL: d.write(), Environments: d.names(), Notes: d.notes}, nil
}

// choose leaves one system of many: the one that is named, or what does not lie among many. many is what was left out.
func choose(places []*place, system string) (left []*place, many *Systems, err error) {
	byParent := map[string][]*place{}
	for _, p := range places {
		if p.dir && p.prefix+p.suffix != "" {
			byParent[p.parent] = append(byParent[p.parent], p)
		}
	}
	if system != "" {
		var out []*place
		var all []string
		for _, p := range places {
			if name := systemName(p); name != "" {
				all = append(all, name)
				if strings.EqualFold(name, system) {
					out = append(out, p)
				}
			}
		}
		if len(out) == 0 {
			return nil, nil, fmt.Errorf("no system %q with environments here; there are %s", system, strings.Join(all[:min(len(all), 20)], ", "))
		}
		return out, nil, nil
	}
	parents := make([]string, 0, len(byParent))
	for parent := range byParent {
		parents = append(parents, parent)
	}
	slices.SortFunc(parents, func(a, b string) int {
		return cmp.Or(len(byParent[b])-len(byParent[a]), strings.Compare(a, b))
	})
	if len(parents) > 0 && len(byParent[parents[0]]) > manySystems {
		s := &Systems{Parent: parents[0]}
		for _, p := range byParent[parents[0]] {
			s.Names = append(s.Names, systemName(p))
		}
		slices.Sort(s.Names)
		outside := slices.DeleteFunc(slices.Clone(places), func(p *place) bool {
			return p.parent == s.Parent || strings.HasPrefix(p.parent, s.Parent+"/")
		})
		return outside, s, nil
	}
	return places, nil, nil
}

// systemName is what a folder's name says besides the environment.
func systemName(p *place) string {
	return strings.Trim(p.prefix, "-_.") + strings.TrimRight(p.suffix, "-_.")
}
