package terraform

import (
	"bytes"
	"context"
	"maps"
	"path"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"

	"github.com/envparity/envparity/collectors"
	"github.com/envparity/envparity/collectors/filetree"
	"github.com/envparity/envparity/collectors/parse"
	"github.com/envparity/envparity/internal/hclbound"
	"github.com/envparity/envparity/internal/nesting"
	"github.com/envparity/envparity/names"
	"github.com/envparity/envparity/snapshot"
)

// config reads configuration. Every folder is a module of its own, evaluated by itself. A call of another module is kept with its arguments; the
// called module's resources belong to its own folder. wanted is true if the config names variable files.
func (r *reader) config(ctx context.Context, files, varFiles []filetree.File, wanted bool) {
	var known []filetree.File
	var kinds []configFile
	for _, f := range files {
		if kind := configKind(f.Path, len(files) == 1); kind != notConfig {
			known, kinds = append(known, f), append(kinds, kind)
		}
	}
	parsed := make([]*module, len(known))
	var done atomic.Int64
	begun := collectors.Parallel(ctx, len(known), func(i int) {
		if kinds[i] == moduleFile || kinds[i] == varFile || kinds[i] == terragruntFile {
			parsed[i] = r.parse(known[i])
		}
		r.in.Progress(int(done.Add(1)), len(known), known[i].Path)
	})
	for _, f := range known[begun:] {
		r.problems.At(f.Path, 0, true, "not read: the collection was cut short")
	}
	folders := map[string]*folder{}
	var order []string
	for i, f := range known[:begun] {
		dir := path.Dir(f.Path)
		if folders[dir] == nil {
			folders[dir] = &folder{reader: r, ctx: ctx, scope: folderOf(f.Rel), functions: r.functionsIn(ctx, dir)}
			order = append(order, dir)
		}
		folders[dir].add(f, kinds[i], parsed[i])
	}
	var given []*module
	valuesLost := wanted && len(varFiles) == 0
	for _, f := range varFiles {
		m := r.parse(f)
		valuesLost = valuesLost || m == nil || m.torn.Any()
		if m != nil {
			given = append(given, m)
		}
	}
	if len(known) == 0 && len(files) > 0 && len(given) == 0 {
		r.problems.Fail("found %s, and none is Terraform configuration (*.tf, *.tfvars, terragrunt.hcl)", names.Count(len(files), "file"))
		return
	}
	slices.Sort(order)
	if wanted {
		order = r.withoutOtherRoots(folders, order)
		for _, dir := range order {
			folders[dir].withoutBackendSettings()
		}
	}
	declared, lost, modules := map[string]bool{}, false, 0
	for _, dir := range order {
		if ctx.Err() != nil {
			r.problems.Gap(snapshot.Gap{Scope: folders[dir].scope, Why: dir + ": not evaluated: the collection was cut short"})
			continue
		}
		lost = lost || folders[dir].lost || folders[dir].blank
		if len(folders[dir].modules)+len(folders[dir].jsons) > 0 {
			modules++
		}
		folders[dir].valuesLost = folders[dir].valuesLost || valuesLost
		folders[dir].resources(given, declared)
	}
	r.strayValues(ctx, given, declared, modules == 1 && !lost && ctx.Err() == nil, lost)
}

type configFile uint8

const (
	notConfig configFile = iota
	moduleFile
	varFile
	otherVarFile // values for some environment, which Terraform does not load by itself
	lockFile
	terragruntFile
	jsonFile
)

// configKind returns the role of a file for Terraform, by its name.
func configKind(p string, explicit bool) configFile {
	name := path.Base(p)
	switch {
	case strings.HasSuffix(name, ".tf"), strings.HasSuffix(name, ".tofu"):
		return moduleFile
	case strings.HasSuffix(name, ".tf.json"), strings.HasSuffix(name, ".tofu.json"):
		return jsonFile
	case name == "terraform.tfvars", name == "terraform.tfvars.json", strings.HasSuffix(name, ".auto.tfvars"), strings.HasSuffix(name, ".auto.tfvars.json"),
		explicit && isValues(name):
		return varFile
	case isValues(name):
		return otherVarFile
	case strings.HasSuffix(name, ".lock.hcl"):
		return lockFile
	case strings.HasSuffix(name, ".hcl"):
		return terragruntFile
	}
	return notConfig
}

// isValues reports whether a file sets values of variables, by its name.
func isValues(name string) bool {
	return strings.HasSuffix(name, ".tfvars") || strings.HasSuffix(name, ".tfvars.json")
}

// isOverride reports whether Terraform merges a file over all others of its folder, by its name.
func isOverride(file string) bool {
	name := strings.TrimSuffix(strings.TrimSuffix(path.Base(file), ".tf"), ".tofu")
	return name == "override" || strings.HasSuffix(name, "_override")
}

// inOrder sorts a folder's files as Terraform reads them: overrides after the files that they override; terraform.tfvars before
// terraform.tfvars.json before the other files that are loaded by themselves.
func (f *folder) inOrder() {
	slices.SortStableFunc(f.modules, func(a, b *module) int { return order(isOverride(a.file.Path)) - order(isOverride(b.file.Path)) })
	rank := func(m *module) int {
		switch path.Base(m.file.Path) {
		case "terraform.tfvars":
			return 0
		case "terraform.tfvars.json":
			return 1
		}
		return 2
	}
	slices.SortStableFunc(f.values, func(a, b *module) int {
		if d := rank(a) - rank(b); d != 0 {
			return d
		}
		return strings.Compare(path.Base(a.file.Path), path.Base(b.file.Path))
	})
}

func order(later bool) int {
	if later {
		return 1
	}
	return 0
}

// module is one parsed file.
type module struct {
	document
	body *hclsyntax.Body
	torn parse.Torn
}

// parse reads a file of HCL. It returns nil if it could not.
func (r *reader) parse(f filetree.File) *module {
	src, err := f.Read()
	if err != nil {
		r.problems.At(f.Path, 0, true, "cannot be read: %v", err)
		return nil
	}
	if by := parse.Encrypted(src); by != "" {
		r.problems.At(f.Path, 0, true, "encrypted by %s, not read", by)
		return nil
	}
	m := &module{document: document{reader: r, file: f, src: src}}
	if strings.HasSuffix(f.Path, ".json") {
		m.parseJSON()
		hclbound.Body(m.body)
		return m
	}
	file, diags := parseHCL(src, f.Path)
	m.diagnostics(diags)
	m.torn = parse.TornBy(diags, src)
	if file == nil {
		return nil
	}
	m.body, _ = file.Body.(*hclsyntax.Body)
	if m.body == nil {
		return nil
	}
	return m
}

// parseHCL turns a parser's panic into a diagnostic.
func parseHCL(src []byte, name string) (file *hcl.File, diags hcl.Diagnostics) {
	defer func() {
		if recover() != nil {
			file, diags = nil, hcl.Diagnostics{{Severity: hcl.DiagError, Summary: "The parser gave up on this text"}}
		}
	}()
	if diags := nesting.HCL(src, name); diags.HasErrors() {
		return nil, diags
	}
	file, diags = hclsyntax.ParseConfig(src, name, hcl.InitialPos)
	if file != nil {
		if body, ok := file.Body.(*hclsyntax.Body); ok {
			hclbound.Body(body)
		}
	}
	return file, diags
}

// folder is one module's files.
type folder struct {
	*reader
	ctx       context.Context // of the collection, for expressions
	scope     string
	functions map[string]function.Function
	modules   []*module
	values    []*module // variable files that Terraform loads by itself
	others    []filetree.File
	locks     []filetree.File
	jsons     []filetree.File
	grunts    []*module

	lost       bool // a file of the module could not be read whole
	blank      bool // a file of the module is empty
	valuesLost bool // a variable file could not be read whole: a variable may have another value than its default

	outside map[string]bool // variables that somebody sets when the configuration is applied, see setFromOutside
}

// add adds a file to its list. m is its content, nil if it was not read.
func (f *folder) add(file filetree.File, kind configFile, m *module) {
	switch kind {
	case lockFile:
		f.locks = append(f.locks, file)
		return
	case otherVarFile:
		f.others = append(f.others, file)
		return
	case jsonFile:
		f.jsons = append(f.jsons, file)
		return
	}
	if m != nil && kind == moduleFile && len(bytes.TrimSpace(m.src)) == 0 {
		f.blank = true
	}
	if m == nil || m.torn.Any() {
		f.lost = f.lost || kind == moduleFile
		f.valuesLost = f.valuesLost || kind == varFile
	}
	if m == nil {
		return
	}
	m.scope = f.scope
	switch kind {
	case varFile:
		f.values = append(f.values, m)
	case terragruntFile:
		f.grunts = append(f.grunts, m)
	default:
		f.modules = append(f.modules, m)
	}
}

// assignment is a value in a variable file.
type assignment struct {
	from *module
	attr *hclsyntax.Attribute
}

// resources evaluates the folder and adds its resources. given are the variable files of the config. Names that they set and the folder declares
// are added to known.
func (f *folder) resources(given []*module, known map[string]bool) {
	for _, l := range f.locks {
		src, err := l.Read()
		if err != nil {
			f.problems.At(l.Path, 0, true, "cannot be read: %v", err)
			continue
		}
		d := document{reader: f.reader, file: l, src: src, scope: f.scope}
		d.lock()
	}
	for _, j := range f.jsons {
		f.problems.At(j.Path, 0, true, "configuration in JSON syntax is not read yet")
	}
	for _, g := range f.grunts {
		g.terragrunt(f.ctx, f.functions)
	}
	if len(f.modules) == 0 {
		for _, o := range f.others {
			if m := f.parse(o); m != nil {
				m.scope = f.scope
				f.values = append(f.values, m)
			}
		}
	} else if len(f.others) > 0 && len(given) == 0 {
		f.problems.Note("%s: not read, since nothing loads it by itself; name it in var_files where it belongs to this environment", f.others[0].Path)
	}
	f.inOrder()
	assigned := map[string]assignment{}
	for _, m := range append(slices.Clone(f.values), given...) {
		for name, a := range m.body.Attributes {
			assigned[name] = assignment{m, a}
		}
	}
	e := f.evaluate(assigned, given)
	s := settings{
		folder: f, scope: e, assigned: assigned, valued: f.valuesLost || len(f.values)+len(given) > 0,
		at: map[string]int{},
	}
	for _, m := range f.modules {
		s.module(m)
	}
	s.finish()
	for name := range s.declared {
		known[name] = true
	}
	for _, name := range slices.Sorted(maps.Keys(assigned)) {
		a := assigned[name]
		if s.declared[name] || !slices.Contains(f.values, a.from) {
			continue
		}
		if len(f.modules) > 0 && !f.lost && !f.blank {
			a.noEffect(name)
			continue
		}
		f.out = append(f.out, a.resource(name, e, f.lost || f.blank))
	}
}

// strayValues adds values in variable files that no folder declares. They may be meant for a module elsewhere, unless whole is true: one module
// was read, and all of it.
func (r *reader) strayValues(ctx context.Context, given []*module, known map[string]bool, whole, lost bool) {
	e := newScope(ctx, functions(), r.problems)
	e.settle(nil)
	last := map[string]assignment{}
	for _, m := range given {
		for name, a := range m.body.Attributes {
			last[name] = assignment{m, a}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(last)) {
		switch {
		case known[name]:
		case whole:
			last[name].noEffect(name)
		default:
			r.out = append(r.out, last[name].resource(name, e, lost))
		}
	}
}

// noEffect notes a value that no variable takes. Terraform warns of it and continues.
func (a assignment) noEffect(name string) {
	a.from.problems.Note("%s:%d: sets %q, which the module does not declare, so it has no effect", a.from.file.Path, a.attr.NameRange.Start.Line, name)
}

// resource returns the resource of an assigned variable without a known declaration. If lost is true, its declaration may be in a file that was
// not read.
func (a assignment) resource(name string, e *scope, lost bool) snapshot.Resource {
	t := a.from.tree(e)
	line := a.attr.NameRange.Start.Line
	v := t.attribute("value", a.attr, 0)
	v.Line = int32(line)
	r := a.from.at("variable", name, "var."+name, line)
	put(&r.Root, v)
	if lost {
		r.Root.Flags |= snapshot.FlagPartial
	}
	return r
}

// at returns a new resource at a line of m.
func (m *module) at(kind, name, address string, line int) snapshot.Resource {
	return snapshot.Resource{
		Kind: kind, Name: name, Scope: m.scope, Pillar: pillarOf(kind),
		Source: snapshot.Source{File: m.file.Path, Ref: m.file.Ref, Line: line, Address: address},
		Root:   snapshot.Node{Kind: snapshot.Map, Line: int32(line)},
	}
}

func (m *module) tree(e *scope) *tree {
	return &tree{scope: e, src: m.src, seal: m.in.Sealer, torn: m.torn}
}

// evaluate returns the scope of the folder's expressions.
func (f *folder) evaluate(assigned map[string]assignment, varFiles []*module) *scope {
	e := newScope(f.ctx, f.functions, f.problems)
	e.settle(nil)
	locals := map[string]hclsyntax.Expression{}
	sane := func(m *module, x hclsyntax.Expression) bool {
		return !hugeExponent(x.Range().SliceBytes(m.src)) && !m.torn.Hits(x.Range())
	}
	bodies := map[string]*hclsyntax.Body{} // of variables, with their overrides
	for _, m := range f.modules {
		for _, b := range m.body.Blocks {
			switch {
			case b.Type == "variable" && len(b.Labels) == 1:
				var given *cty.Value
				if a, ok := assigned[b.Labels[0]]; ok {
					v, ok := e.value(a.attr.Expr)
					if !ok || !sane(a.from, a.attr.Expr) {
						v = cty.DynamicVal
					}
					given = &v
				} else if d := b.Body.Attributes["default"]; f.valuesLost || d != nil && !sane(m, d.Expr) || f.setFromOutside(b.Labels[0], b.Body, varFiles) {
					given = &cty.DynamicVal
				}
				bodies[b.Labels[0]] = overlaid(bodies[b.Labels[0]], b.Body)
				e.vars[b.Labels[0]] = e.variable(bodies[b.Labels[0]], given)
			case b.Type == "locals":
				for name, a := range b.Body.Attributes {
					if sane(m, a.Expr) {
						locals[name] = a.Expr
					}
				}
			}
		}
	}
	e.settle(locals)
	return e
}

// overlaid returns a variable's declaration with the attributes of an override over its own.
func overlaid(under, over *hclsyntax.Body) *hclsyntax.Body {
	if under == nil {
		return over
	}
	out := *over
	out.Attributes = maps.Clone(under.Attributes)
	maps.Copy(out.Attributes, over.Attributes)
	return &out
}
