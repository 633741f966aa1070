package groundtruth

import (
	"encoding/csv"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// System is one system of a repository whose environments are to be audited as they stand in one commit.
type System struct {
	Name, Repo, Commit string
	Envs               []Place
	Paths              []string // {env} stands for an environment's word in the repository
}

// Place is an environment and the word that the repository's paths have for it.
type Place struct{ Env, Word string }

// every as a system's name stands for all systems that its one path finds, {system} and {env} being whatever stands there.
const every = "*"

// kustomized before a path says that it is an overlay, to be built in the whole tree.
const kustomized = "kustomize:"

// ReadSystems reads systems from CSV with the header system, repo, commit, environments, paths. Environments and paths are lists
// with spaces between; an environment may be written as name=word. An empty commit is HEAD.
func ReadSystems(r io.Reader) ([]System, error) {
	all, err := csv.NewReader(r).ReadAll()
	if err != nil {
		return nil, err
	}
	if len(all) == 0 || strings.Join(all[0], ",") != "system,repo,commit,environments,paths" {
		return nil, fmt.Errorf("the header is not system,repo,commit,environments,paths")
	}
	list := make([]System, 0, len(all)-1)
	for _, rec := range all[1:] {
		s := System{Name: rec[0], Repo: rec[1], Commit: rec[2], Paths: strings.Fields(rec[4])}
		if s.Commit == "" {
			s.Commit = "HEAD"
		}
		for _, e := range strings.Fields(rec[3]) {
			name, word, mapped := strings.Cut(e, "=")
			if !mapped {
				word = name
			}
			s.Envs = append(s.Envs, Place{name, word})
		}
		list = append(list, s)
	}
	return list, nil
}

// Expand gives the systems that s stands for: itself, or those of at least three environments that its path finds in the clone.
func (s System) Expand(repo string) ([]System, error) {
	if s.Name != every {
		return []System{s}, nil
	}
	dir := path.Dir(s.Paths[0])
	entries, err := lister(repo, s.Commit)(dir)
	if err != nil {
		return nil, err
	}
	found := map[string]*System{}
	for _, e := range entries {
		shape, env, written := pattern(e)
		name := loose(shape)
		if env == "" || name == "" {
			continue
		}
		of := found[name]
		if of == nil {
			of = &System{Name: name, Repo: s.Repo, Commit: s.Commit, Paths: []string{dir + "/{env}"}}
			found[name] = of
		}
		if !slices.ContainsFunc(of.Envs, func(p Place) bool { return role(p.Env) == env }) {
			of.Envs = append(of.Envs, Place{written, e})
		}
	}
	var list []System
	for _, of := range found {
		if len(of.Envs) >= 3 {
			list = append(list, *of)
		}
	}
	slices.SortFunc(list, func(a, b System) int { return strings.Compare(a.Name, b.Name) })
	return list, nil
}

// Lay writes the system's environments below dir, a folder each, and a config beside them that has nothing but environments and
// paths.
func (s System) Lay(repo, dir string) error {
	var envs []string
	var overlays []string
	for _, e := range s.Envs {
		envs = append(envs, e.Env)
	}
	for _, p := range s.Paths {
		if rest, ok := strings.CutPrefix(p, kustomized); ok {
			overlays = append(overlays, rest)
			continue
		}
		for _, e := range s.Envs {
			if err := s.layOne(repo, strings.ReplaceAll(p, "{env}", e.Word), strings.ReplaceAll(path.Base(p), "{env}", "env"), filepath.Join(dir, e.Env)); err != nil {
				return err
			}
		}
	}
	config := configFor(dir, envs)
	if len(overlays) > 0 {
		if err := extract(repo, s.Commit, "", filepath.Join(dir, "tree"), layout{}); err != nil {
			return err
		}
		for _, e := range s.Envs {
			for _, o := range overlays {
				config += fmt.Sprintf("collect \"kubernetes\" {\n  kustomize = %q\n  only = [%q]\n}\n", "tree/"+strings.ReplaceAll(o, "{env}", e.Word), e.Env)
			}
		}
	}
	return os.WriteFile(filepath.Join(dir, "envparity.hcl"), []byte(config), 0o600)
}

// layOne writes what stands at one path: a folder's content to to itself, or below it where the system has several paths; a file
// under a name that is the same in all environments.
func (s System) layOne(repo, at, name, to string) error {
	kind, err := git(repo, "cat-file", "-t", s.Commit+":"+at)
	if err != nil {
		return err
	}
	if strings.TrimSpace(string(kind)) == "blob" {
		return extract(repo, s.Commit, at, to, layout{file: true, rel: name})
	}
	if len(s.Paths) > 1 {
		to = filepath.Join(to, strings.Trim(strings.ReplaceAll(name, "env", path.Base(path.Dir(at))), "-_."))
	}
	return extract(repo, s.Commit, at, to, layout{})
}
