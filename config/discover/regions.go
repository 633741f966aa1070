package discover

import (
	"path"
	"slices"

	"github.com/envparity/envparity/names"
)

// regions joins places in the folders of several countries or regions into one whose environments have these as members:
// india/{staging,production} and bangladesh/{staging,production}.
func (s *search) regions() {
	type form struct {
		above, prefix, suffix string
		dir                   bool
	}
	groups := map[form][]*place{}
	var order []form
	for _, p := range s.places {
		if p.file != "" || p.parent == "." || hasBase(p.envs) || slices.ContainsFunc(p.envs, func(o occurrence) bool { return o.member != "" }) {
			continue
		}
		k := form{path.Dir(p.parent), p.prefix, p.suffix, p.dir}
		if groups[k] == nil {
			order = append(order, k)
		}
		groups[k] = append(groups[k], p)
	}
	for _, k := range order {
		var folders []string
		for _, p := range groups[k] {
			folders = append(folders, path.Base(p.parent))
		}
		if len(folders) < 2 || !names.Geographic(folders) {
			continue
		}
		joined := &place{parent: k.above, suffix: k.suffix, dir: k.dir}
		for _, p := range groups[k] {
			joined.envs = append(joined.envs, inRegion(p)...)
		}
		joined.envs = append(joined.envs, s.oneEnvironment(groups[k][0], folders)...)
		sortOccurrences(joined.envs)
		s.places = slices.DeleteFunc(s.places, func(p *place) bool { return slices.Contains(groups[k], p) })
		s.places = append(s.places, joined)
	}
}

// inRegion returns a place's environments as members named for the folder that they are in.
func inRegion(p *place) []occurrence {
	region := path.Base(p.parent)
	out := slices.Clone(p.envs)
	for i := range out {
		out[i].member, out[i].last, out[i].name = region, true, region+"/"+out[i].name
	}
	return out
}

// oneEnvironment finds regions beside known ones that have one environment alone, so that they are no place: nepal/production.
func (s *search) oneEnvironment(like *place, known []string) []occurrence {
	var out []occurrence
	above := path.Dir(like.parent)
	for _, e := range s.entries[above] {
		if !e.IsDir() || slices.Contains(known, e.Name()) || !names.Geographic([]string{e.Name()}) {
			continue
		}
		alone := &place{parent: path.Join(above, e.Name()), prefix: like.prefix, suffix: like.suffix, dir: like.dir}
		for _, f := range s.entries[alone.parent] {
			for _, t := range tokens(f.Name()) {
				if f.IsDir() == like.dir && t.prefix == like.prefix && t.suffix == like.suffix && !t.glued {
					alone.envs = append(alone.envs, occurrence{class: t.class, env: t.word, word: t.word, name: f.Name()})
				}
			}
		}
		if len(alone.envs) == 1 {
			out = append(out, inRegion(alone)...)
		}
	}
	return out
}
