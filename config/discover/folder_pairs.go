package discover

import (
	"io/fs"
	"path"
	"slices"
)

// folderPairs treats a folder named for an environment and the files beside it as two environments, if nothing else is found and most files of
// the folder have a namesake there: jobs/development/api.nomad beside jobs/api.nomad. The files beside it are production's, or development's if
// the folder is production's.
func (s *search) folderPairs() []*candidate {
	var places []*place
	for _, f := range s.walker.folders {
		files := map[string]bool{}
		for _, e := range f.entries {
			files[e.Name()] = !e.IsDir()
		}
		for _, e := range f.entries {
			c, ok := wordClass(e.Name())
			if !ok || !e.IsDir() || skipped(e.Name()) || c.name == "test" || !namesakes(s.entries[path.Join(f.path, e.Name())], files) {
				continue
			}
			word := "prod"
			if c.rank >= productionRank {
				word = "dev"
			}
			k, _ := knownWord(word)
			p := &place{parent: f.path, dir: true, envs: []occurrence{
				{class: c, env: e.Name(), word: e.Name(), name: e.Name()}, {class: k, env: word, word: word, base: true, whole: true},
			}}
			sortOccurrences(p.envs)
			places = append(places, p)
		}
	}
	return s.readable(places)
}

// namesakes reports whether at least two files of settings in a folder, and most of them, have a namesake beside the folder.
func namesakes(entries []fs.DirEntry, beside map[string]bool) bool {
	with, all := 0, 0
	for _, e := range entries {
		if e.IsDir() || !ofSettings(e) {
			continue
		}
		all++
		if beside[e.Name()] {
			with++
		}
	}
	return with >= 2 && with*2 > all
}

// pairSources returns what can be read alike in a folder and beside it: files of one ending, without those of the folders below.
func pairSources(fsys fs.FS, p *place) []source {
	var out []source
	for _, o := range p.envs {
		if o.base {
			continue
		}
		for _, s := range folderSources(fsys, p.path(o)) {
			if s.typ == "files" && path.Dir(s.below) == "/" && !slices.Contains(out, s) {
				out = append(out, s)
			}
		}
	}
	return out
}
