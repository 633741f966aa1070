package discover

import (
	"cmp"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/envparity/envparity/config"
)

// search is the state of one search.
type search struct {
	fsys     fs.FS
	options  Options
	walker   walker
	entries  map[string][]fs.DirEntry
	coverage config.Coverage
	settled  map[string]bool // paths that are compared, or mentioned with a reason of their own
	places   []*place        // places with listed words
	forms    []*place        // places with unlisted words, in forms that programs use for environments
	peeked   int
	named    map[string]bool    // words that workflows use as environments, in lower case
	spare    []string           // files of a place's form that are samples or shared, by their names
	several  []config.NotTaken  // workflows for more than one environment
	taken    map[[2]string]bool // forms of names that are compared somewhere: prefix and suffix
}

// Look searches fsys.
func Look(fsys fs.FS, o Options) (*Found, error) {
	s := search{fsys: fsys, options: o, walker: walker{fsys: fsys, left: maxEntries}, entries: map[string][]fs.DirEntry{}, settled: map[string]bool{}, named: map[string]bool{}, taken: map[[2]string]bool{}}
	s.walker.all()
	s.workflows()
	s.gather()
	s.regions()
	s.apart()
	s.outermost()
	s.within()
	places, many, err := choose(s.places, o.System)
	if err != nil {
		return nil, err
	}
	cands := s.laptops(s.pipelines(s.readable(places)))
	if len(cands) > 0 {
		s.beside(cands)
		s.oneName(cands)
	} else if many == nil {
		if cands = s.unlistedOnly(); len(cands) == 0 {
			if cands = s.composePairs(); len(cands) == 0 {
				cands = s.folderPairs()
			}
		}
	}
	if len(cands) == 0 {
		if many != nil {
			return nil, many
		}
		return nil, s.nothing()
	}
	d := draft{options: o, envs: environments(cands), chart: func(dir string) bool {
		st, err := fs.Stat(fsys, path.Join(dir, "Chart.yaml"))
		return err == nil && st.Mode().IsRegular()
	}, exists: func(name string) bool {
		_, err := fs.Stat(fsys, name)
		return err == nil
	}}
	for _, c := range cands {
		d.add(c)
	}
	if len(d.blocks) == 0 {
		return nil, s.nothing()
	}
	if many != nil {
		d.notes = append(d.notes, fmt.Sprintf("left out %q, where %d systems have environments of their own; `--system %s` takes one of them", many.Parent, len(many.Names), many.Names[0]))
	}
	s.missed(&d, cands)
	if o.System != "" {
		s.coverage.NotTaken = nil // the other places belong to other systems
	}
	s.finish(len(d.taken))
	return &Found{HCL: d.write(), Environments: d.names(), Notes: d.notes, Coverage: s.coverage}, nil
}

// gather finds the places of every folder.
func (s *search) gather() {
	for _, f := range s.walker.folders {
		s.entries[f.path] = f.entries
	}
	of := func(dir string) []fs.DirEntry { return s.entries[dir] }
	for _, f := range s.walker.folders {
		found := families(f, transformed(s.fsys, f), of)
		found = append(found, base(s.fsys, f, found)...)
		taken := map[string]bool{}
		for _, p := range found {
			for _, o := range p.envs {
				taken[o.name] = true
			}
		}
		for _, e := range f.entries {
			if e.IsDir() || taken[e.Name()] || s.peeked >= maxKeyFiles {
				continue
			}
			if mayHoldKeys(e.Name()) {
				s.peeked++
				p, near := keyFile(s.fsys, f.path, e.Name())
				if near != nil && !inWorkflows(near) {
					s.miss(config.NotTaken{
						Path: near.shown(), Why: "keys that look like environments, below one that may be anything",
						Add: "`collect \"files\" { path = \"" + path.Join(f.path, e.Name()) + "\"  key = \"" + near.key + ".${env.name}\" }`",
					})
				}
				if p != nil && p.topLeft {
					s.miss(config.NotTaken{
						Path: path.Join(f.path, e.Name()), Why: "its top level is deployed too, and nothing says as which environment",
						Add: "a collect block with `key = \".\"` and `only`",
					})
				}
				if p != nil {
					found = append(found, p)
				} else if ext := path.Ext(e.Name()); ext == ".yml" || ext == ".yaml" {
					if p := s.lists(f.path, e.Name()); p != nil {
						found = append(found, p)
					}
				}
			}
		}
		s.places = append(s.places, found...)
		s.forms = append(s.forms, unlisted(f, of)...)
	}
}

// outermost removes places in an environment's folder, because they belong to that environment. But if most folders of a place have environments
// of their own and are beside others, they are no environments: a department may have the name development.
func (s *search) outermost() {
	slices.SortStableFunc(s.places, func(a, b *place) int { return cmp.Compare(depth(a.parent), depth(b.parent)) })
	var out []*place
	for i, p := range s.places {
		if slices.ContainsFunc(out, func(o *place) bool { return o.holds(p.parent) }) {
			continue
		}
		if slices.Contains(strings.Split(p.parent, "/"), "test") {
			s.miss(config.NotTaken{Path: p.shown(), Why: "is in a folder of tests"})
			continue
		}
		if p.dir && p.prefix+p.suffix == "" && !holdsEnvironments(path.Base(p.parent)) && s.department(p, s.places[i+1:]) {
			s.miss(config.NotTaken{Path: p.shown(), Why: "folders that have environments of their own, so these are not"})
			continue
		}
		out = append(out, p)
	}
	s.places = out
}

func depth(at string) int {
	if at == "." {
		return 0
	}
	return strings.Count(at, "/") + 1
}

func (s *search) department(p *place, deeper []*place) bool {
	with := 0
	for _, o := range p.envs {
		at := p.path(o)
		if slices.ContainsFunc(deeper, func(q *place) bool {
			return strings.HasPrefix(q.parent+"/", at+"/") && q.dir && convincing(q.envs) && len(sourcesOf(s.fsys, q)) > 0
		}) {
			with++
		}
	}
	return with > 0 && with*2 >= len(p.envs)
}

// readable keeps the places that some source reads.
func (s *search) readable(places []*place) []*candidate {
	var cands []*candidate
	for _, p := range places {
		before := slices.Clone(p.envs)
		c := &candidate{place: p, sources: sourcesOf(s.fsys, p)}
		if len(s.options.Types) > 0 {
			c.sources = slices.DeleteFunc(c.sources, func(src source) bool { return !slices.Contains(s.options.Types, src.typ) })
		}
		if len(c.sources) > 0 && (len(before) == len(p.envs) || credible(p)) {
			cands = append(cands, c)
			s.leftOut(p, before)
			continue
		}
		if len(c.sources) > 0 {
			continue // the rest does not look like environments
		}
		s.unreadable(p)
	}
	return cands
}

// credible reports whether the remaining words of a place still look like environments.
func credible(p *place) bool {
	return convincing(p.envs) || hasBase(p.envs) || environmentSlot(p.parent, p.prefix, p.suffix, p.dir) != ""
}

// leftOut mentions environments of a place whose content differs from the others'.
func (s *search) leftOut(p *place, before []occurrence) {
	for _, o := range before {
		if !slices.Contains(p.envs, o) {
			s.miss(config.NotTaken{Path: p.path(o), Why: "holds something else than its neighbours, or nothing that is read"})
		}
	}
}

func (s *search) unreadable(p *place) {
	ext := path.Ext(p.suffix)
	if !p.dir && code(p.prefix+p.suffix) {
		if program(ext) {
			why := "code of a program, which is not read for its values"
			if more := s.othersOf(p); len(more) > 0 && holdsEnvironments(path.Base(p.parent)) {
				why += " (beside it: " + strings.Join(more[:min(len(more), 6)], ", ") + ")"
			}
			s.missPlace(p, config.NotTaken{Path: p.shown(), Why: why, Counts: holdsEnvironments(path.Base(p.parent))})
		}
		return
	}
	if p.dir {
		inside := s.extensions(p)
		switch {
		case slices.ContainsFunc(p.envs, func(o occurrence) bool { return isComponent(s.fsys, p.path(o)) }):
			s.missPlace(p, config.NotTaken{Path: p.shown() + "/", Why: "components of kustomize, which are read where an overlay builds with them"})
		case len(inside) > 0:
			s.missPlace(p, config.NotTaken{Path: p.shown() + "/", Why: "nothing reads what lies in these folders (" + strings.Join(inside, ", ") + ")"})
		}
		return
	}
	if ext == "" {
		ext = "such files"
	}
	s.missPlace(p, config.NotTaken{
		Path: p.shown(), Why: "nothing reads " + ext, Counts: true,
		Add: "if it is one of " + formats + ", `collect \"files\" { path = \"…\"  format = \"…\" }`",
	})
}

// othersOf lists the files of a place's form that are in no place.
func (s *search) othersOf(p *place) []string {
	var out []string
	for _, e := range s.entries[p.parent] {
		name := e.Name()
		if !e.IsDir() && strings.HasPrefix(name, p.prefix) && strings.HasSuffix(name, p.suffix) &&
			!slices.ContainsFunc(slices.Concat(p.envs, p.spare), func(o occurrence) bool { return o.name == name }) {
			out = append(out, name)
		}
	}
	return out
}

const formats = "yaml, json, toml, hcl, xml, properties, ini, dotenv, nginx, conf, hocon"

// extensions lists the kinds of files at the top of a place's folders.
func (s *search) extensions(p *place) []string {
	var out []string
	for _, o := range p.envs {
		for _, e := range s.entries[p.path(o)] {
			if ext := path.Ext(e.Name()); !e.IsDir() && ext != "" && !slices.Contains(out, ext) && ext != ".md" && len(out) < 4 {
				out = append(out, ext)
			}
		}
	}
	slices.Sort(out)
	return out
}

// ofParts reports whether a folder name that may mean environments often means parts of a system.
func ofParts(name string) bool {
	switch strings.ToLower(name) {
	case "stacks", "tiers", "clusters", "overlay":
		return true
	}
	return false
}

// mostUnlisted is how many unlisted names may be environments without a listed one among them. More are services or customers.
const mostUnlisted = 8

// unlistedOnly accepts unlisted names as environments if a program uses their form for environments and the files have mostly the same keys.
func (s *search) unlistedOnly() []*candidate {
	var places []*place
	for _, p := range s.forms {
		if slices.ContainsFunc(places, func(o *place) bool { return o.holds(p.parent) }) || ofParts(path.Base(p.parent)) {
			continue
		}
		p.envs = slices.DeleteFunc(p.envs, func(o occurrence) bool { return dotenvName(o.name) && !p.dir && !s.setsVariables(p.path(o)) })
		if p.envs = resembling(s.fsys, p); len(p.envs) >= 2 && len(p.envs) <= mostUnlisted {
			places = append(places, p)
		}
	}
	cands := s.readable(places)
	slices.SortStableFunc(cands, func(a, b *candidate) int { return cmp.Compare(b.weight(), a.weight()) })
	if len(cands) == 0 {
		return nil
	}
	if first := cands[0].place; !hasProduction(first.envs) {
		s.miss(config.NotTaken{
			Path: first.shown(), Why: "no name says which of these is production, so the last one is the reference",
			Add: "`reference = true` in another environment's block",
		})
	}
	return cands
}

// setsVariables reports whether most lines of a file set variables. An .env file that does not is something else, such as a template's output.
func (s *search) setsVariables(at string) bool {
	share, _, _ := assigns(peek(s.fsys, at))
	return share > 0.5
}

// nothing returns the error of a search without a place to compare.
func (s *search) nothing() error {
	for _, f := range s.walker.folders {
		s.singles(f, nil)
		s.alone(f)
	}
	s.forReaders()
	s.frameworks()
	s.deployed()
	s.bounds()
	s.finish(0)
	return Nothing{Missed: s.coverage.NotTaken}
}
