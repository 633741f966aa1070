// Package discover looks around in a folder for the environments of a system, and writes the envparity.hcl that describes what it
// found. It reads names and the beginnings of files, and refuses to touch anything live: a kube context is suggested, never used.
package discover

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/envparity/envparity/config"
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
	HCL          []byte          // the config
	Environments []string        // their names, the reference last
	Notes        []string        // what was found, a line each
	Coverage     config.Coverage // what was seen, and what of it was not taken
}

// Systems is the error of a folder in which many systems have their environments side by side.
type Systems struct {
	Parent string
	Names  []string
}

func (s *Systems) Error() string {
	some := s.Names[:min(len(s.Names), 8)]
	return fmt.Sprintf("%d systems have their environments in %q (%s, …); say which one: `envparity --system %s`, or `envparity init --system %s` to write it down",
		len(s.Names), s.Parent, strings.Join(some, ", "), s.Names[0], s.Names[0])
}

// Nothing is the error of a folder without environments.
type Nothing struct {
	Missed []config.NotTaken // what looks like one
}

func (n Nothing) Error() string {
	seen := ""
	if len(n.Missed) > 0 {
		lines := make([]string, 0, 8)
		for _, m := range n.Missed[:min(len(n.Missed), 8)] {
			lines = append(lines, "  "+m.String())
		}
		seen = "\nseen, and not taken:\n" + strings.Join(lines, "\n")
	}
	return "no environments found here: no folders or files whose names differ in a word such as staging or prod alone " +
		"(overlays/prod, values-prod.yaml, .env.prod, prod.tfvars); write an envparity.hcl by hand, `envparity demo` shows one at work" + seen
}

// manySystems is how many folders with environments may lie side by side before they are taken for systems of their own, and alikeSystems
// how many where all have two environments in common: services of one organisation, as a repository of Argo CD applications has them. More
// than that nobody reads as one audit.
const (
	manySystems  = 8
	alikeSystems = 30
)

// maxCollects bounds the collect blocks written: a person has to read them.
const maxCollects = 40

// candidate is a place with what can be read there.
type candidate struct {
	place   *place
	sources []source
}

func (c *candidate) weight() int {
	if c.place.file != "" {
		return 3 * len(c.place.envs)
	}
	w := 0
	for _, s := range c.sources {
		w += s.weight
	}
	return w * len(c.place.envs)
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
	if len(parents) > 0 && separate(byParent[parents[0]]) {
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

// separate reports whether places side by side are systems of their own, of which a person looks at one.
func separate(places []*place) bool {
	if len(places) <= manySystems {
		return false
	}
	return len(places) > alikeSystems || len(inAll(places)) < 2
}

// inAll returns the classes of environments that each of places has.
func inAll(places []*place) map[string]bool {
	var all map[string]bool
	for _, p := range places {
		here := map[string]bool{}
		for _, o := range p.envs {
			if all == nil || all[o.class.name] {
				here[o.class.name] = true
			}
		}
		all = here
	}
	return all
}

// systemName is what a folder's name says besides the environment.
func systemName(p *place) string {
	return strings.Trim(p.prefix, "-_.") + strings.TrimRight(p.suffix, "-_.")
}
