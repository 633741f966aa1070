package discover

import (
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/envparity/envparity/config"
)

// workflowFolder is the folder of GitHub's workflows.
const workflowFolder = ".github/workflows"

func inWorkflows(p *place) bool {
	return p.parent == workflowFolder || strings.HasSuffix(p.parent, "/"+workflowFolder)
}

var (
	// jobEnvironment matches a job's `environment: staging`, or the name below `environment:`.
	jobEnvironment = regexp.MustCompile(`(?m)^\s+(?:environment|deployment):[ \t]*(?:\n\s+name:[ \t]*)?["']?([A-Za-z][\w-]*)["']?[ \t]*(?:#.*)?$`)
	// inputEnvironment matches an input by which a person chooses an environment.
	inputEnvironment = regexp.MustCompile(`(?m)^( +)(?:target_?|deploy_?)?env(?:ironment)?:[ \t]*\n((?: +.*\n| *\n)*)`)
	choice           = regexp.MustCompile(`(?m)^\s+-[ \t]*["']?([A-Za-z][\w-]*)["']?[ \t]*$`)
)

// workflows reads the environments that the workflows of GitHub, GitLab and Bitbucket deploy to. Any word that a job or its input uses as one
// counts.
func (s *search) workflows() {
	for _, f := range s.walker.folders {
		for _, e := range f.entries {
			ext := path.Ext(e.Name())
			if !(inWorkflows(&place{parent: f.path}) && (ext == ".yml" || ext == ".yaml") || e.Name() == ".gitlab-ci.yml" || e.Name() == "bitbucket-pipelines.yml") {
				continue
			}
			text := peek(s.fsys, path.Join(f.path, e.Name()))
			var words []string
			add := func(word string) {
				word = strings.ToLower(word)
				if s.named[word] = true; !slices.Contains(words, word) {
					words = append(words, word)
				}
			}
			for _, m := range jobEnvironment.FindAllSubmatch(text, -1) {
				add(string(m[1]))
			}
			for _, m := range inputEnvironment.FindAllSubmatch(text, -1) {
				for _, line := range choice.FindAllSubmatch(indented(m[2], len(m[1])), -1) {
					add(string(line[1]))
				}
			}
			if len(words) >= 2 {
				s.several = append(s.several, config.NotTaken{
					Path: path.Join(f.path, e.Name()), Why: "a workflow for " + strings.Join(words, ", ") + ", of which each has its jobs or its runs in one file",
					Add: "where its jobs are named for them, `collect \"files\" { path = \"" + path.Join(f.path, e.Name()) + "\"  key = \"jobs.${env.name}\" }`",
				})
			}
		}
	}
}

// indented returns the lines before the first one that is indented by n or less.
func indented(text []byte, n int) []byte {
	end := 0
	for _, line := range strings.SplitAfter(string(text), "\n") {
		if t := strings.TrimLeft(line, " "); strings.TrimSpace(t) != "" && len(line)-len(t) <= n {
			break
		}
		end += len(line)
	}
	return text[:end]
}

// pipelines removes workflows if anything else was found, because they describe how an environment is deployed and tested, not its content.
func (s *search) pipelines(cands []*candidate) []*candidate {
	rest := slices.DeleteFunc(slices.Clone(cands), func(c *candidate) bool { return inWorkflows(c.place) })
	for _, m := range s.several {
		s.miss(m)
	}
	if len(rest) == 0 {
		return cands
	}
	for _, c := range cands {
		if inWorkflows(c.place) {
			s.missPlace(c.place, config.NotTaken{
				Path: c.place.shown(), Why: "workflows, which deploy and test environments and are no part of them",
				Add: "`collect \"files\" { path = \"" + path.Join(c.place.parent, c.place.prefix+"${env.name}"+c.place.suffix) + "\" }`",
			})
		}
	}
	return rest
}
