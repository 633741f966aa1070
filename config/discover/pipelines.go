package discover

import (
	"bytes"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/envparity/envparity/config"
	"github.com/envparity/envparity/names"
)

// pipelineFiles lists the files at the top of a repository in which services describe how it is built and deployed.
func pipelineFiles() []string {
	return []string{
		".circleci/config.yml", ".drone.yml", ".woodpecker.yml", ".travis.yml", ".buildkite/pipeline.yml", ".semaphore/semaphore.yml", ".gitlab-ci.yml",
		"bitbucket-pipelines.yml", "azure-pipelines.yml", "cloudbuild.yaml", "buildspec.yml", "appveyor.yml", "Jenkinsfile", "skaffold.yaml",
	}
}

// word matches a word of a text, in which a number distinguishes environments.
var word = regexp.MustCompile(`[A-Za-z][A-Za-z0-9]*`)

// namedIn lists the words of a text that can only mean environments, each environment once, in order.
func namedIn(text []byte) []string {
	var out []string
	seen := map[string]bool{}
	for _, m := range word.FindAll(text, -1) {
		w := strings.ToLower(string(m))
		r := names.RoleOf(w, names.Certain)
		if r == nil || r.Many || seen[r.Name] || r.Rank < names.Production && !names.OnlyAnEnvironment(w) {
			continue
		}
		seen[r.Name] = true
		out = append(out, w)
	}
	return out
}

// deployed mentions pipelines that name two environments or more and are not mentioned yet: all workflows of GitHub in one line, and any other
// file. They say how environments are deployed, and at times with which settings.
func (s *search) deployed() {
	var files, words []string
	for _, f := range s.walker.folders {
		if !inWorkflows(&place{parent: f.path}) {
			continue
		}
		for _, e := range f.entries {
			at := path.Join(f.path, e.Name())
			if here := namedIn(peek(s.fsys, at)); len(here) > 1 && !s.mentions(at) {
				files = append(files, e.Name())
				words = union(words, here)
			}
		}
	}
	if len(files) > 0 {
		at := path.Join(workflowFolder, files[0])
		if len(files) > 1 {
			at = workflowFolder + "/{" + strings.Join(files[:min(len(files), 6)], ",") + "}" + more(max(len(files)-6, 0))
		}
		s.miss(config.NotTaken{Path: at, Why: "workflows that name " + names.And(words) + "; what they set is not read"})
	}
	for _, at := range pipelineFiles() {
		if here := namedIn(peek(s.fsys, at)); len(here) > 1 && !s.mentions(at) {
			s.miss(config.NotTaken{Path: at, Why: "a pipeline that names " + names.And(here) + "; what it sets is not read"})
		}
	}
}

func union(a, b []string) []string {
	for _, w := range b {
		if !slices.Contains(a, w) {
			a = append(a, w)
		}
	}
	return a
}

// mentions reports whether a path is compared, or mentioned already.
func (s *search) mentions(at string) bool {
	return s.settled[at] || slices.ContainsFunc(s.coverage.NotTaken, func(m config.NotTaken) bool {
		return m.Path == at || strings.HasPrefix(m.Path, at+":") || strings.Contains(m.Path, "{") && path.Dir(m.Path) == path.Dir(at) && strings.Contains(m.Path, path.Base(at))
	})
}

// frameworks mentions the files of frameworks that take the environment when they deploy, so that no file names one: the values of each stand in
// code, or in what a variable refers to.
func (s *search) frameworks() {
	for _, f := range s.walker.folders {
		for _, e := range f.entries {
			at := path.Join(f.path, e.Name())
			if e.IsDir() || s.mentions(at) || slices.ContainsFunc(s.places, func(p *place) bool { return p.parent == f.path && p.file == e.Name() }) {
				continue
			}
			if why := s.framework(e, at); why != "" {
				s.miss(config.NotTaken{Path: at, Why: why})
			}
		}
	}
}

func (s *search) framework(e fs.DirEntry, at string) string {
	switch name := e.Name(); {
	case name == "cdk.json":
		return "an app of the AWS CDK; what its stacks set for each environment is code, which is not read"
	case strings.HasPrefix(name, "serverless") && isYAML(path.Ext(name)):
		text := peek(s.fsys, at)
		if bytes.Contains(text, []byte("opt:stage")) || bytes.Contains(text, []byte("sls:stage")) {
			return "one file for every stage, which `--stage` chooses; its references are not followed"
		}
	}
	return ""
}
