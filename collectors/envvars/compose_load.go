package envvars

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/compose-spec/compose-go/v2/interpolation"
	"github.com/compose-spec/compose-go/v2/loader"
	"github.com/compose-spec/compose-go/v2/override"
	"github.com/compose-spec/compose-go/v2/types"

	"github.com/envparity/envparity/collectors"
	"github.com/envparity/envparity/collectors/filetree"
	"github.com/envparity/envparity/collectors/parse"
	"github.com/envparity/envparity/internal/bounds"
	"github.com/envparity/envparity/internal/confine"
	"github.com/envparity/envparity/snapshot"
)

// Bounds on one project.
const (
	maxComposeFiles = bounds.ComposeFiles
	maxComposeDepth = bounds.ComposeDepth
)

// composeReader reads the files of one project. The compose library would read any file that a project names, anywhere on the disk. So it gets
// the text of each file and never a name to open. composeReader reads the files that a project includes, extends and takes variables from, and
// only files of the repository.
type composeReader struct {
	*compose
	ctx      context.Context // of the collection
	in       collectors.Input
	problems *collectors.Problems
	places   *composePlaces
	read     int                       // files
	expanded int                       // size in bytes of the expanded references and env files
	bases    map[string]map[string]any // services of files that are extended, by path
	guessed  bool                      // a file that references are resolved from was not read whole
	unread   map[string]*unreadFiles   // by service
	open     bool                      // a text with an undefined reference was resolved
	left     []undefinedValue          // left out, since only a variable makes them readable
	secrets  []string                  // values of variables with the name of a secret
}

// gitRoot is the repository's folder for the library, which needs paths of a disk. Nothing is read there.
func gitRoot(in collectors.Input) string { return filepath.Join(in.Dir, "git-tree") }

// inTree returns a found file's path within the repository.
func inTree(f filetree.File) string { return path.Join(f.Root, f.Rel) }

// shown returns a path for people.
func (r *composeReader) shown(abs string) string {
	root := r.in.Dir
	if r.spec.Git != nil {
		root = gitRoot(r.in)
	}
	if rel, err := filepath.Rel(root, abs); err == nil {
		return filepath.ToSlash(rel)
	}
	return filepath.ToSlash(abs)
}

// file reads a file that a project names. The error is fs.ErrNotExist if it does not exist. Its text follows the name in a sentence.
func (r *composeReader) file(abs string) (src []byte, shown string, err error) {
	if r.read++; r.read > maxComposeFiles {
		return nil, r.shown(abs), fmt.Errorf("is one too many: a project of more than %d files is not read", maxComposeFiles)
	}
	shown = r.shown(abs)
	if r.spec.Git == nil {
		src, err = r.in.Roots().Read(abs, parse.MaxDocument, nil)
		if errors.Is(err, confine.ErrOutside) {
			return nil, filepath.Base(shown), fmt.Errorf("lies outside the repository: %w", confine.ErrOutside)
		}
		return src, shown, unreadable(err)
	}
	if shown == ".." || strings.HasPrefix(shown, "../") {
		return nil, path.Base(shown), errors.New("is outside the repository, so its content at that ref is unknown")
	}
	var quiet collectors.Problems
	found := filetree.Spec{Patterns: []string{shown}, Git: r.spec.Git}.Find(r.ctx, r.in, &quiet)
	if len(found) == 0 {
		return nil, shown, fs.ErrNotExist
	}
	src, err = found[0].Read()
	return src, found[0].Path, unreadable(err)
}

// unreadable makes of a reader's error what follows a file's name in a sentence, without the path.
func unreadable(err error) error {
	var pe *fs.PathError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &pe):
		return fmt.Errorf("cannot be read: %w", pe.Err)
	}
	return fmt.Errorf("cannot be read: %w", err)
}

// text returns the text of a compose file, without what the library must not get.
func (r *composeReader) text(shown string, src []byte) ([]byte, error) {
	res := parse.YAML(src)
	for _, p := range res.Problems {
		r.problems.At(shown, p.Line, p.Lost, "%s", p.Text)
	}
	if line := deepReference(src); line > 0 {
		r.problems.At(shown, line, true, "references are nested more than %d deep", maxReferences)
		return nil, errReported
	}
	if res.Lost() {
		return nil, errReported
	}
	r.places.add(shown, res.Docs)
	return withoutVersion(src), nil
}

// errReported stands for an error that is in the problems already.
var errReported = errors.New("a file of the project was not read")

// named reads compose files that a project names.
func (r *composeReader) named(what string, paths []string) ([]types.ConfigFile, error) {
	var out []types.ConfigFile
	for _, p := range paths {
		src, shown, err := r.file(p)
		if errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("%s %q is not in the repository", what, r.shown(p))
		} else if err != nil {
			return nil, fmt.Errorf("%s %q %w", what, shown, err)
		}
		if src, err = r.text(shown, src); err != nil {
			return nil, err
		}
		out = append(out, types.ConfigFile{Filename: p, Content: src})
	}
	return out, nil
}

// project loads a project with all files that it includes and extends, and with the whole environment of its services.
func (r *composeReader) project(details types.ConfigDetails, depth int) (*types.Project, error) {
	model, opts, err := r.load(details, false)
	if err != nil {
		return nil, err
	}
	includes, _ := model["include"].([]any)
	delete(model, "include")
	if err := r.extend(model, details); err != nil {
		return nil, err
	}
	project, err := r.decode(model, opts, details)
	if err != nil {
		return nil, err
	}
	for _, in := range includes {
		if depth >= maxComposeDepth {
			return nil, fmt.Errorf("includes are nested more than %d deep", maxComposeDepth)
		}
		if err := r.include(project, details, in, depth); err != nil {
			return nil, err
		}
	}
	whole := map[string]types.ServiceConfig{}
	for name := range project.Services {
		s := project.Services[name]
		r.envFiles(project, name, &s)
		whole[name] = s
	}
	project.Services = whole
	return project, nil
}

// model lets the library merge files that were read here; it opens none itself. base is true for a file that is extended, which need not be a
// valid project.
func (r *composeReader) model(details types.ConfigDetails, base bool) (model map[string]any, opts *loader.Options, err error) {
	defer func() {
		if recover() != nil {
			err = errGaveUp
		}
	}()
	options := []func(*loader.Options){loader.WithProfiles([]string{"*"}), func(o *loader.Options) {
		o.SetProjectName("envparity", true)
		o.SkipConsistencyCheck = true
		o.SkipInclude, o.SkipExtends, o.SkipResolveEnvironment = true, true, true // this package does all of it
		o.SkipResolveLabels = true                                                // label files are not read
		o.SkipNormalization, o.SkipValidation = base, base
		if o.Interpolate == nil {
			o.Interpolate = &interpolation.Options{}
		}
		o.Interpolate.Substitute = r.substitute
	}}
	if err := r.ports(details); err != nil {
		return nil, nil, err
	}
	opts = loader.ToOptions(&details, options)
	model, err = loader.LoadModelWithContext(r.ctx, details, options...)
	return model, opts, err
}

// errGaveUp is the error after a panic of the compose library.
var errGaveUp = errors.New("the compose library gave up on it")

// decode makes a project from a model.
func (r *composeReader) decode(model map[string]any, opts *loader.Options, details types.ConfigDetails) (p *types.Project, err error) {
	defer func() {
		if recover() != nil {
			err = errGaveUp
		}
	}()
	if model, err = override.EnforceUnicity(model); err != nil {
		return nil, err
	}
	return loader.ModelToProject(model, opts, details)
}

// include adds the services of an included project. Services of the including project override them.
func (r *composeReader) include(project *types.Project, details types.ConfigDetails, entry any, depth int) error {
	m, ok := entry.(map[string]any)
	if !ok {
		m = map[string]any{"path": entry}
	}
	var files []string
	for _, p := range texts(m["path"]) {
		files = append(files, filetree.Under(details.WorkingDir, p))
	}
	if len(files) == 0 {
		return errors.New("an include names no file")
	}
	dir := filepath.Dir(files[0])
	if d, ok := m["project_directory"].(string); ok && d != "" {
		dir = filetree.Under(details.WorkingDir, d)
	}
	env := details.Environment.Clone()
	given := texts(m["env_file"])
	for i := range given {
		given[i] = filetree.Under(details.WorkingDir, given[i])
	}
	var unread []string
	required := len(given) > 0
	if !required {
		given = []string{filepath.Join(dir, ".env")}
	}
	for _, f := range given {
		if f == os.DevNull {
			continue
		}
		src, shown, err := r.file(f)
		if errors.Is(err, fs.ErrNotExist) && !required {
			continue
		}
		if err == nil {
			err = r.assign(shown, src, env, details.LookupEnv, details.LookupEnv, "")
		}
		if err != nil {
			unread = append(unread, r.unreadFile(shown, err))
			r.guessed = true
		}
	}
	for k, v := range details.Environment { // the including project's own take precedence
		env[k] = v
	}
	configs, err := r.named("included file", files)
	if err != nil {
		return err
	}
	sub, err := r.project(types.ConfigDetails{WorkingDir: dir, ConfigFiles: configs, Environment: env}, depth+1)
	if err != nil {
		return err
	}
	for name, s := range sub.Services {
		for _, why := range unread {
			r.problems.Gap(snapshot.Gap{Kind: Kind, Name: name, Why: why})
		}
		if own, ok := project.Services[name]; ok {
			own.Environment = s.Environment.OverrideBy(own.Environment)
			s = own
		}
		if project.Services == nil {
			project.Services = types.Services{}
		}
		project.Services[name] = s
	}
	return nil
}

// texts returns the strings of a string or a list of strings.
func texts(v any) []string {
	switch v := v.(type) {
	case string:
		return []string{v}
	case []any:
		var out []string
		for _, e := range v {
			if s, ok := e.(string); ok {
				out = append(out, s)
			}
		}
		return out
	}
	return nil
}
