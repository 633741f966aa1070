package envvars

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/compose-spec/compose-go/v2/template"
	"github.com/compose-spec/compose-go/v2/types"

	"github.com/envparity/envparity/collectors"
	"github.com/envparity/envparity/collectors/filetree"
	"github.com/envparity/envparity/collectors/parse"
	"github.com/envparity/envparity/collectors/parse/envfile"
	"github.com/envparity/envparity/internal/bounds"
	"github.com/envparity/envparity/snapshot"
	"github.com/envparity/envparity/snapshot/secret"
)

// compose reads the services of a compose project. Their variables and their other settings are separate resources. The files are merged in the
// given order, as with several -f.
type compose struct {
	spec    filetree.Spec
	env     []string // dotenv files for ${…}; by default the .env beside the first file
	service string   // only this one
}

func (c *compose) Source() string { return c.spec.String() }

func (c *compose) Collect(ctx context.Context, in collectors.Input) ([]snapshot.Resource, snapshot.Outcome) {
	var problems collectors.Problems
	resources := c.read(ctx, in, &problems)
	return resources, problems.Outcome(len(resources))
}

func (c *compose) read(ctx context.Context, in collectors.Input, problems *collectors.Problems) []snapshot.Resource {
	var found []filetree.File
	for _, p := range c.spec.Patterns { // in the given order, which is the order of merging
		found = append(found, filetree.Spec{Patterns: []string{p}, Exclude: c.spec.Exclude, Git: c.spec.Git}.Find(ctx, in, problems)...)
	}
	if len(found) == 0 || ctx.Err() != nil {
		return nil
	}
	details := types.ConfigDetails{Environment: types.Mapping{}}
	r := &composeReader{compose: c, ctx: ctx, in: in, problems: problems, places: &composePlaces{}, bases: map[string]map[string]any{}, unread: map[string]*unreadFiles{}}
	for _, f := range found {
		src, err := f.Read()
		if err != nil {
			problems.At(f.Path, 0, true, "cannot be read: %v", err)
			return nil
		}
		if src, err = r.text(f.Path, src); err != nil {
			return nil
		}
		abs := filepath.Join(in.Dir, filepath.FromSlash(f.Path))
		switch {
		case c.spec.Git != nil:
			abs = filepath.Join(gitRoot(in), filepath.FromSlash(inTree(f)))
		case filepath.IsAbs(f.Path):
			abs = f.Path
		}
		details.ConfigFiles = append(details.ConfigFiles, types.ConfigFile{Filename: abs, Content: src})
	}
	details.WorkingDir = filepath.Dir(details.ConfigFiles[0].Filename)
	beside := path.Dir(filepath.ToSlash(found[0].Path))
	if c.spec.Git != nil {
		beside = path.Dir(inTree(found[0]))
	}
	guessed := c.interpolation(ctx, in, details, beside, problems)
	secrets := sensitive(details.Environment)
	r.secrets = secrets
	for _, v := range secrets { // no error shows one that stands in a path or an image
		in.Sealer.Fingerprint(v)
	}
	project, err := r.project(details, 0)
	switch {
	case ctx.Err() != nil:
		problems.Fail("%s: %v", c.spec, context.Cause(ctx))
		return nil
	case errors.Is(err, errReported):
		return nil
	case err != nil:
		text := strings.NewReplacer(gitRoot(in)+string(filepath.Separator), "", in.Dir+string(filepath.Separator), "").Replace(err.Error())
		problems.Fail("%s: %s", c.spec, r.masked(text))
		return nil
	}
	guessed = guessed || r.guessed
	settings, err := r.settings(project, []string{gitRoot(in), in.Dir}, guessed)
	if err != nil {
		problems.Fail("%s: %v", c.spec, err)
	}
	out := append(r.services(project, guessed), settings...)
	for i := range out {
		in.Sealer.SealValues(&out[i].Root, secrets)
	}
	return out
}

// masked returns a text without the values of variables with the name of a secret, also of one that is a word, which the Sealer leaves in texts.
func (r *composeReader) masked(text string) string {
	for _, v := range r.secrets {
		if len(v) >= 4 {
			text = strings.ReplaceAll(text, v, "[secret]")
		}
	}
	return text
}

// sensitive lists the values of variables with the name of a secret. A reference to one may stand under any name.
func sensitive(variables types.Mapping) []string {
	var out []string
	for _, name := range slices.Sorted(maps.Keys(variables)) {
		if v := variables[name]; secret.NameOf(name).Holds() && secret.Hides(secret.NameOf(name), v) {
			out = append(out, v)
		}
	}
	return out
}

// maxReferences is how deep ${…:-${…}} may be nested. The library takes very long on more.
const maxReferences = 32

// deepReference returns the line on which references are nested too deeply, or 0.
func deepReference(src []byte) int {
	line, depth := 1, 0
	for i, c := range src {
		switch {
		case c == '\n':
			line, depth = line+1, 0
		case c == '{' && i > 0 && src[i-1] == '$':
			if depth++; depth > maxReferences {
				return line
			}
		case c == '}':
			depth = max(0, depth-1)
		}
	}
	return 0
}

// interpolation fills the environment in which ${…} are resolved, and reports whether a part of it could not be read. Then a resolved value is a
// guess.
func (c *compose) interpolation(ctx context.Context, in collectors.Input, details types.ConfigDetails, dir string, problems *collectors.Problems) (guessed bool) {
	spec := filetree.Spec{Patterns: c.env, Git: c.spec.Git}
	into := problems
	if len(c.env) == 0 {
		spec.Patterns = []string{dir + "/.env"}
		into = &collectors.Problems{} // it is optional
	}
	found := false
	for _, pattern := range spec.Patterns { // in the given order: the later file wins
		one := spec
		one.Patterns = []string{pattern}
		for _, f := range one.Find(ctx, in, into) {
			found = true
			src, err := f.Read()
			if err != nil {
				problems.At(f.Path, 0, true, "cannot be read: %v", err)
				guessed = true
				continue
			}
			res := parse.Text(parse.EnvFormat(envfile.Compose), src)
			for _, p := range res.Problems {
				problems.At(f.Path, p.Line, p.Lost, "%s", p.Text)
			}
			guessed = guessed || res.Lost()
			for _, d := range res.Docs {
				for _, n := range d.Root.Children {
					if n.Kind == snapshot.String {
						details.Environment[n.Key] = n.Text
					}
				}
			}
		}
	}
	return guessed || len(c.env) > 0 && !found
}

// substitute resolves references. A text with an undefined reference is kept as written. No error quotes the text.
func (r *composeReader) substitute(text string, mapping template.Mapping) (string, error) {
	out, _, err := r.resolve(text, mapping)
	return out, err
}

// resolve is substitute, and reports whether the text has an undefined reference.
func (r *composeReader) resolve(text string, mapping template.Mapping) (out string, undefined bool, err error) {
	beyond := false
	size := len(text)
	bounded := func(name string) (string, bool) {
		v, ok := mapping(name)
		if size += len(v); beyond || size > bounds.Expanded && v != "" || r.expanded+size > bounds.ExpandedFile {
			beyond = true
			return "", false
		}
		return v, ok
	}
	out, err = template.SubstituteWithOptions(text, bounded, template.WithoutLogging,
		template.WithReplacementFunction(func(sub string, m template.Mapping, cfg *template.Config) (string, error) {
			value, applied, err := template.DefaultReplacementAppliedFunc(sub, m, cfg)
			undefined = undefined || !applied
			return value, err
		}))
	var (
		invalid *template.InvalidTemplateError
		missing *template.MissingRequiredError
	)
	switch {
	case beyond:
		return "", false, errMultiply
	case errors.As(err, &invalid):
		return "", false, errReference
	case errors.As(err, &missing): // as unknown as one that is not required: whoever starts the project defines it
		r.open = true
		return withoutMessage(text), true, nil
	case undefined && err == nil:
		r.open = true
		return withoutMessage(text), true, nil
	}
	if out != text {
		r.expanded += size
	}
	return out, false, err
}

// Errors of references. The library's own quote the text, which may be a secret.
var (
	errMultiply  = fmt.Errorf("references multiply to more than %d MB of one value or %d MB of a project; write the values out", bounds.Expanded>>20, bounds.ExpandedFile>>20)
	errReference = errors.New("a \"$\" begins no reference that Compose reads; write \"$$\" for the character")
)

// growth counts the expanded size of an env file, and refuses one that is too large. The library expands it without a bound.
func (r *composeReader) growth(src []byte, outside func(string) (string, bool)) error {
	line, size := envfile.Growth(string(src), func(name string) int {
		v, _ := outside(name)
		return len(v)
	})
	if r.expanded += size; line > 0 || r.expanded > bounds.ExpandedFile {
		return fmt.Errorf("is not read, line %d: %w", max(line, 1), errMultiply)
	}
	return nil
}

// withoutVersion removes the obsolete top-level attribute, because the library would write a warning about it to the terminal.
func withoutVersion(src []byte) []byte {
	return regexp.MustCompile(`(?m)^version:.*$`).ReplaceAll(src, nil)
}

func (r *composeReader) services(project *types.Project, guessed bool) []snapshot.Resource {
	var out []snapshot.Resource
	for _, name := range project.ServiceNames() {
		if r.service == "" || name == r.service {
			out = append(out, r.variables(name, project.Services[name].Environment, guessed))
		}
	}
	return out
}

// variables makes the resource of one service's variables.
func (r *composeReader) variables(service string, env types.MappingWithEquals, guessed bool) snapshot.Resource {
	root := snapshot.Node{Kind: snapshot.Map}
	lost := r.unread[service]
	if lost != nil {
		root.Flags |= snapshot.FlagPartial
	}
	res := resource(service, "", root, snapshot.Source{})
	res.Source.File, res.Source.Line = r.places.service(service)
	if r.spec.Git != nil {
		res.Source.Ref = r.spec.Git.Ref
	}
	for _, key := range slices.Sorted(maps.Keys(env)) {
		n := variable(key, env[key])
		var raw string
		n.Line, n.File, raw = r.places.variable(&res, service, key)
		switch {
		case lost != nil && lost.doubt[key]:
			n.Kind, n.Text = snapshot.Unknown, lost.why
		case guessed && (n.Line == 0 || strings.Contains(raw, "$")):
			n.Kind, n.Text = snapshot.Unknown, "resolved from a file that was not read whole"
		}
		res.Root.Children = append(res.Root.Children, n)
	}
	return res
}

// variable returns the node of a variable. nil stands for a value that the surroundings give.
func variable(key string, value *string) snapshot.Node {
	if value == nil {
		return snapshot.Node{Key: key, Kind: snapshot.Unknown, Text: "taken from the surroundings"}
	}
	n := scalar(key, *value)
	if strings.Contains(*value, "${") {
		n.Kind = snapshot.Unknown
	}
	return n
}

// composePlaces finds the lines of services and their variables.
type composePlaces struct{ docs []composeDoc }

type composeDoc struct {
	file string
	root snapshot.Node
}

func (p *composePlaces) add(file string, docs []parse.Document) {
	for _, d := range docs {
		p.docs = append(p.docs, composeDoc{file, d.Root})
	}
}

func (p *composePlaces) service(name string) (file string, line int) {
	for _, d := range p.docs {
		if n := d.root.Get("services", name); n != nil {
			return d.file, int(n.Line)
		}
	}
	if len(p.docs) > 0 {
		return p.docs[0].file, 1
	}
	return "", 0
}

func (p *composePlaces) variable(r *snapshot.Resource, service, key string) (line int32, file int16, raw string) {
	for _, d := range slices.Backward(p.docs) { // the last file that has it wins
		env := d.root.Get("services", service, "environment")
		if env == nil {
			continue
		}
		env = parse.Untagged(env) // !override […]
		n := env.Child(key)
		for i := range env.Children {
			if c := &env.Children[i]; env.Kind == snapshot.List && (c.Text == key || strings.HasPrefix(c.Text, key+"=")) {
				n = c
			}
		}
		if n == nil {
			continue
		}
		return n.Line, p.number(r, d.file), n.Text
	}
	return 0, 0, ""
}
