package discover

import "strings"

// apart tells two environments from one another where one file has both spellings of a word for its keys: no file says the same environment
// twice, so "development" is one and "dev" another. The spelling by which files and folders are called keeps the meaning of the word.
func (s *search) apart() {
	other := map[string]class{} // by spelling
	for _, p := range s.places {
		if p.file == "" || len(p.spare) == 0 {
			continue
		}
		for _, o := range p.spare {
			kept := o // of the two, what stands for the word
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

// called reports whether files or folders are called by the spelling of an environment's word.
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
