// Package discover finds the environments of a system in a folder, and writes an envparity.hcl for them. It reads names and the beginnings of
// files, and touches nothing live: a kube context is suggested, never used.
package discover

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/envparity/envparity/config"
)

// Options are the settings of a search.
type Options struct {
	Project  string   // name of the project, usually the folder's
	System   string   // the chosen system, in a folder with several
	Types    []string // the available collectors; empty for all
	Contexts []string // kube contexts of this machine, for suggestions
}

// Found is the result of a search.
type Found struct {
	HCL          []byte          // the config
	Environments []string        // their names, the reference last
	Notes        []string        // what was found, a line each
	Coverage     config.Coverage // the places that were seen, and those that are not compared
}

// Systems is the error for a folder with the environments of many systems side by side.
type Systems struct {
	Parent string
	Names  []string
}

func (s *Systems) Error() string {
	some := s.Names[:min(len(s.Names), 8)]
	return fmt.Sprintf("%d systems have their environments in %q (%s, …); say which one: `envparity --system %s`, or `envparity init --system %s` to write it down",
		len(s.Names), s.Parent, strings.Join(some, ", "), s.Names[0], s.Names[0])
}

// Nothing is the error for a folder without environments.
type Nothing struct {
	Missed []config.NotTaken // places that look like one
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

// manySystems is how many folders with environments may be side by side before they count as systems of their own, and alikeSystems how many if
// all have two environments in common: services of one organisation, as in a repository of Argo CD applications. Nobody wants more of them in one
// audit.
const (
	manySystems  = 8
	alikeSystems = 30
)

// maxCollects bounds the collect blocks written: a person has to read them.
const maxCollects = 40

// candidate is a place with its readable sources.
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

// choose selects one of several systems: the named one, or the places that are not among many. many is the rest.
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

// separate reports whether places side by side are systems of their own, to be audited one by one.
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

// systemName returns a folder's name without the environment.
func systemName(p *place) string {
	return strings.Trim(p.prefix, "-_.") + strings.TrimRight(p.suffix, "-_.")
}
