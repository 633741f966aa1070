package envvars

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"path"
	"path/filepath"
	"strings"

	composeenv "github.com/compose-spec/compose-go/v2/dotenv"
	"github.com/compose-spec/compose-go/v2/loader"
	"github.com/compose-spec/compose-go/v2/types"

	"github.com/envparity/envparity/collectors"
	"github.com/envparity/envparity/collectors/filetree"
)

// gitRoot stands for the repository's folder where the library wants paths of the disk. Nothing is ever read there: the compose files are
// handed over as text, env files are read by envFiles, and other files are refused by treeOnly.
func gitRoot(in collectors.Input) string { return filepath.Join(in.Dir, "git-tree") }

// treeOnly keeps the library from taking from the disk, whose files are another version, what a project at a git ref includes.
type treeOnly struct{}

// Accept is for every file that a project includes or extends a service of.
func (treeOnly) Accept(string) bool { return true }

// Load refuses; the file would be read from the disk.
func (treeOnly) Load(_ context.Context, name string) (string, error) {
	return "", fmt.Errorf("%q is included or extended: at a git ref only the files that compose names are read; name it there too, or check the ref out", name)
}

// Dir is not reached, since nothing is loaded.
func (treeOnly) Dir(name string) string { return filepath.Dir(name) }

var _ loader.ResourceLoader = treeOnly{}

// atGit tells the library that the project is in no folder.
func atGit(o *loader.Options) {
	o.ResourceLoaders = []loader.ResourceLoader{treeOnly{}}
	o.SkipResolveEnvironment = true // envFiles does that
	o.SkipResolveLabels = true      // label files say nothing of variables
}

// envFiles gives every service the variables of its env files, from the git tree, as the library does from the disk: references in an env
// file see the project's variables, then the service's own; of a variable given twice the later file counts, and the service's own before all.
func (c *compose) envFiles(ctx context.Context, in collectors.Input, project *types.Project, problems *collectors.Problems) error {
	for name := range project.Services {
		service := project.Services[name]
		service.Environment = service.Environment.Resolve(project.Environment.Resolve)
		own := service.Environment
		vars := own.ToMapping()
		lookup := func(key string) (string, bool) {
			if v, ok := project.Environment.Resolve(key); ok {
				return v, true
			}
			if v, ok := own[key]; ok && v != nil {
				return *v, true
			}
			return "", false
		}
		for _, f := range service.EnvFiles {
			src, shown, err := c.envFile(ctx, in, f, problems)
			if err != nil {
				return fmt.Errorf("service %q: %w", name, err)
			}
			if err := composeenv.ParseWithFormat(bytes.NewReader(src), shown, vars, lookup, f.Format); err != nil {
				return fmt.Errorf("service %q: env file %q is no dotenv file", name, shown) // the library's error quotes the line, which may hold a secret
			}
		}
		service.Environment = vars.ToMappingWithEquals().OverrideBy(own)
		project.Services[name] = service
	}
	return nil
}

// envFile reads one env file of the tree; one that is not there and need not be is empty.
func (c *compose) envFile(ctx context.Context, in collectors.Input, f types.EnvFile, problems *collectors.Problems) (src []byte, shown string, err error) {
	rel, err := filepath.Rel(gitRoot(in), f.Path)
	rel = filepath.ToSlash(rel)
	if err != nil || rel == ".." || strings.HasPrefix(rel, "../") {
		return nil, "", errors.New("an env file lies outside the repository, so what it says at that ref is not known")
	}
	into := problems
	if !f.Required {
		into = &collectors.Problems{}
	}
	found := filetree.Spec{Patterns: []string{rel}, Git: c.spec.Git}.Find(ctx, in, into)
	if len(found) == 0 {
		if f.Required {
			return nil, "", fmt.Errorf("env file %q is not in the repository at %q", rel, c.spec.Git.Ref)
		}
		return nil, rel, nil
	}
	src, err = found[0].Read()
	return src, found[0].Path, err
}

// inTree is a found file's path within the repository.
func inTree(f filetree.File) string { return path.Join(f.Root, f.Rel) }
