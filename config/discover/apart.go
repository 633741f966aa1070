package discover

import (
	"slices"
	"strings"

	"github.com/envparity/envparity/config"
)

// apart separates two environments if one file has both spellings of a word as keys. No file has the same environment twice, so "development" is
// one and "dev" another. The spelling in the names of files and folders keeps the meaning of the word.
func (s *search) apart() {
	other := map[string]class{} // by spelling
	for _, p := range s.places {
		if p.file == "" || len(p.spare) == 0 {
			continue
		}
		for _, o := range p.spare {
			kept := o // the one of the two that stands for the word
			for _, e := range p.envs {
				if e.class.name == o.class.name && !s.called(o) && (s.called(e) || len(e.word) < len(o.word)) {
					kept = e
				}
			}
			for _, e := range append(p.envs, o) {
				if e.class.name == o.class.name && e.word != kept.word {
					other[strings.ToLower(e.word)] = class{rank: e.class.rank - 1, name: strings.ToLower(e.word)}
				}
			}
		}
		p.envs, p.spare = append(p.envs, p.spare...), nil
	}
	if len(other) == 0 {
		return
	}
	for _, p := range s.places {
		for i := range p.envs {
			if c, ok := other[strings.ToLower(p.envs[i].word)]; ok {
				p.envs[i].class = c
			}
		}
		sortOccurrences(p.envs)
	}
}

// called reports whether files or folders have the spelling of an environment's word in their names.
func (s *search) called(o occurrence) bool {
	for _, p := range s.places {
		for _, e := range p.envs {
			if p.file == "" && e.word == o.word && configExt(p.suffix) {
				return true
			}
		}
	}
	return false
}

// within removes from a place what belongs to another place with a more specific form. In appsettings.{Production,DeployedQA}.json and
// appsettings.Deployed{Dev,QA,UAT,Prod}.json, DeployedQA is the file of QA, and no environment. Production is a second file of an environment in
// the other place, and may not be loaded. The more specific form has more environments. Otherwise they are two of a kind.
func (s *search) within() {
	for _, p := range s.places {
		if p.dir || p.file != "" {
			continue
		}
		for _, inner := range s.places {
			if inner == p || inner.dir || inner.file != "" || inner.parent != p.parent || inner.suffix != p.suffix || len(inner.envs) <= len(p.envs) ||
				len(inner.prefix) <= len(p.prefix) || !strings.HasPrefix(inner.prefix, p.prefix) || strings.Trim(inner.prefix[len(p.prefix):], letters) != "" {
				continue
			}
			s.takeFrom(p, inner)
		}
	}
	s.places = slices.DeleteFunc(s.places, func(p *place) bool { return len(p.envs) < 2 })
}

// takeFrom removes from p the names in inner, and second files of its environments.
func (s *search) takeFrom(p, inner *place) {
	twice := func(o occurrence) bool {
		return slices.ContainsFunc(inner.envs, func(e occurrence) bool { return e.class.name == o.class.name })
	}
	form := func(o occurrence) bool { return strings.HasPrefix(o.name, inner.prefix) }
	if !slices.ContainsFunc(p.envs, form) && !slices.ContainsFunc(p.envs, twice) {
		return
	}
	kept := p.envs[:0:0]
	for _, o := range p.envs {
		switch at := p.path(o); {
		case form(o):
			continue
		case twice(o):
			s.settled[at] = true
			s.miss(config.NotTaken{Path: at, Why: "a second file for " + o.class.name + " beside " + inner.shown() + ", and may not be loaded", Add: addBlock(p, at)})
		default:
			kept = append(kept, o)
		}
	}
	if len(kept) == 1 {
		s.settled[p.path(kept[0])] = true
		s.miss(config.NotTaken{Path: p.path(kept[0]), Why: "beside " + inner.shown() + ", but not named as those are", Add: addBlock(p, p.path(kept[0]))})
	}
	p.envs = kept
}
