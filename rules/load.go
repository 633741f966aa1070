package rules

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"sync"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/envparity/envparity/internal/hclbound"
	"github.com/envparity/envparity/names"
)

// Set is all rules in order: the team's, the built-in packs, the pillars' defaults. It does not change after Load and is safe for concurrent use.
type Set struct {
	rules    []*Rule // without the disabled ones
	all      []*Rule
	policies []policy
	index    *index
	compiler *compiler
	sources  map[string]*hcl.File
}

// Option is a setting of Load.
type Option func(*loader)

// WithPolicies adds the `policy` blocks of the config.
func WithPolicies(blocks []*hcl.Block) Option { return func(l *loader) { l.policyBlocks = blocks } }

// WithEnvironments makes it an error at load time if a rule names an environment that is not among names.
func WithEnvironments(names ...string) Option { return func(l *loader) { l.environments = names } }

// WithTestedPacks skips the packs' examples and the checks of their conditions. Tests have checked the packs that are part of the program, and
// checking them again would take a fifth of a small audit. Load still checks the team's changes of them.
func WithTestedPacks() Option { return func(l *loader) { l.tested = true } }

// Load compiles the team's rule blocks, whose source text is in sources by file name, and the packs of builtin (all *.hcl files, in the order of
// their names; nil for none). Every mistake is a diagnostic with its range. The Set is usable only without errors.
func Load(team []*hcl.Block, sources map[string]*hcl.File, builtin fs.FS, opts ...Option) (*Set, hcl.Diagnostics) {
	l := &loader{c: newCompiler(), sources: map[string]*hcl.File{}, seen: map[string]*Rule{}}
	for name, f := range sources {
		l.sources[name] = f
	}
	for _, o := range opts {
		o(l)
	}
	var packs []*Rule
	if builtin != nil {
		packs = l.packs(builtin)
	}
	var own []*Rule
	for _, b := range team {
		if r := l.teamRule(b); r != nil {
			own = append(own, r)
		}
	}
	all := append(append(own, packs...), l.defaults()...)
	set := &Set{all: all, compiler: l.c, sources: l.sources, policies: l.policies()}
	for _, r := range all {
		if !r.Disabled {
			set.rules = append(set.rules, r)
		}
	}
	if l.diags.HasErrors() {
		return set, l.diags
	}
	set.index = newIndex(set.rules)
	return set, l.diags
}

// Rules lists all rules in order, including disabled ones. They must not be changed.
func (s *Set) Rules() []*Rule { return s.all }

type loader struct {
	c            *compiler
	sources      map[string]*hcl.File
	seen         map[string]*Rule
	diags        hcl.Diagnostics
	policyBlocks []*hcl.Block
	environments []string
	tested       bool // the packs' conditions are checked already
	packing      bool // the packs are being loaded
}

// packs reads the built-in files. It parses them and reports mistakes as for any other file.
func (l *loader) packs(fsys fs.FS) []*Rule {
	names, err := fs.Glob(fsys, "*.hcl")
	if err != nil {
		return nil
	}
	var blocks []packBlock
	for _, p := range parsePacks(fsys, names, l.tested) {
		l.diags = append(l.diags, p.diags...)
		if p.file == nil {
			continue
		}
		l.sources["builtin/"+p.name] = p.file
		if body, ok := p.file.Body.(*hclsyntax.Body); ok {
			for _, b := range body.Blocks {
				blocks = append(blocks, packBlock{packName(p.name), b})
			}
		}
	}
	l.packing = true
	defer func() { l.packing = false }()
	var out []*Rule
	for _, b := range l.groups(blocks) {
		if b.Type != "rule" || len(b.Labels) != 1 {
			l.diags = append(l.diags, problem(b.DefRange(), "Unknown block", `A pack holds blocks of the form rule "NAME" { … } and names "GROUP" { … }.`))
			continue
		}
		if r := l.rule("builtin/", b.AsHCLBlock()); r != nil {
			r.Pack = b.pack
			out = append(out, r)
		}
	}
	return out
}

// pack is one parsed file.
type pack struct {
	name  string
	file  *hcl.File
	diags hcl.Diagnostics
}

// parsePacks parses files in parallel, because every start of the program parses them.
func parsePacks(fsys fs.FS, names []string, tested bool) []pack {
	out := make([]pack, len(names))
	var wg sync.WaitGroup
	for i, name := range names {
		wg.Go(func() {
			src, err := fs.ReadFile(fsys, name)
			if err != nil {
				out[i] = pack{name: name, diags: hcl.Diagnostics{{Severity: hcl.DiagError, Summary: "Pack not readable", Detail: err.Error()}}}
				return
			}
			text := src
			if tested {
				text = withoutExamples(src)
			}
			f, diags := hclsyntax.ParseConfig(text, "builtin/"+name, hcl.InitialPos)
			if f != nil {
				f.Bytes = src // the text to show to people
			}
			out[i] = pack{name, f, diags}
		})
	}
	wg.Wait()
	return out
}

type packBlock struct {
	pack string
	*hclsyntax.Block
}

// groups reads the `names "GROUP" { patterns = […] }` blocks, which any rule may use as "@GROUP" in named, like, oneof and matches. It returns
// the other blocks.
func (l *loader) groups(blocks []packBlock) []packBlock {
	var rest []packBlock
	for _, b := range blocks {
		if b.Type != "names" || len(b.Labels) != 1 {
			rest = append(rest, b)
			continue
		}
		attrs, _ := l.attributes(b.AsHCLBlock(), "names block", map[string]bool{"patterns": true})
		if a := attrs["patterns"]; a != nil {
			l.c.groups[b.Labels[0]] = l.texts(a)
		}
	}
	return rest
}

// packName returns the subject of a pack file: leaks for "10-leaks.hcl".
func packName(file string) string {
	name := strings.TrimSuffix(file, ".hcl")
	return strings.TrimLeft(name, "0123456789-")
}

// teamRule reads one of the team's blocks. A block with a built-in rule's full name as its label changes that rule.
func (l *loader) teamRule(b *hcl.Block) *Rule {
	if len(b.Labels) != 1 {
		l.diags = append(l.diags, problem(b.DefRange, "Rule without a name", `Write rule "NAME" { … }.`))
		return nil
	}
	if strings.HasPrefix(b.Labels[0], "builtin/") {
		l.override(b)
		return nil
	}
	return l.rule("team/", b)
}

// ruleSchema returns the attributes of a rule block, and whether each is required.
func ruleSchema() map[string]bool {
	return map[string]bool{
		"when": true, "verdict": true, "reason": true, "hint": false, "environments": false, "owner": false, "compensation": false,
		"disabled": false, "either_way": false, "examples": false, "counterexamples": false,
	}
}

func (l *loader) rule(prefix string, b *hcl.Block) *Rule {
	attrs, ok := l.attributes(b, "rule", ruleSchema())
	r := &Rule{Name: prefix + b.Labels[0], File: b.DefRange.Filename, Line: b.DefRange.Start.Line, rng: b.DefRange}
	if before := l.seen[r.Name]; before != nil {
		l.diags = append(l.diags, problem(b.DefRange, "Two rules of one name",
			fmt.Sprintf("%q is also the name of the rule at %s:%d. Rename one.", b.Labels[0], before.File, before.Line)))
		return nil
	}
	l.seen[r.Name] = r
	for name, must := range ruleSchema() {
		if must && attrs[name] == nil {
			if off := attrs["disabled"]; off != nil && ok {
				continue
			}
			l.diags = append(l.diags, problem(b.DefRange, "Missing "+name, fmt.Sprintf("The rule %q needs %s = ….", b.Labels[0], name)))
			ok = false
		}
	}
	l.fill(r, attrs)
	if !ok || r.condition == nil && !r.Disabled {
		return nil
	}
	return r
}

// override changes a built-in rule: verdict, reason, owner, or off.
func (l *loader) override(b *hcl.Block) {
	r := l.seen[b.Labels[0]]
	if r == nil {
		known := make([]string, 0, len(l.seen))
		for name := range l.seen {
			known = append(known, name)
		}
		slices.Sort(known)
		l.diags = append(l.diags, problem(b.DefRange, "Unknown rule", fmt.Sprintf("There is no built-in rule %q to change.%s `envparity rules` lists them.",
			b.Labels[0], suggestion(b.Labels[0], known))))
		return
	}
	schema := ruleSchema()
	for name := range schema {
		schema[name] = false
	}
	attrs, ok := l.attributes(b, "rule", schema)
	if ok {
		l.fill(r, attrs)
		r.Overridden = fmt.Sprintf("%s:%d", b.DefRange.Filename, b.DefRange.Start.Line)
	}
}

// attributes returns the attributes of a block that may hold only these and no blocks. It reports an unknown one with the nearest known name.
func (l *loader) attributes(b *hcl.Block, what string, schema map[string]bool) (hcl.Attributes, bool) {
	known := make([]string, 0, len(schema))
	for name := range schema {
		known = append(known, name)
	}
	slices.Sort(known)
	before := len(l.diags)
	if body, ok := b.Body.(*hclsyntax.Body); ok {
		for _, in := range body.Blocks {
			l.diags = append(l.diags, problem(in.DefRange(), "Unknown block", fmt.Sprintf("A %s holds no %q block.%s", what, in.Type, suggestion(in.Type, known))))
		}
		attrs := hcl.Attributes{}
		for name, a := range body.Attributes {
			attrs[name] = a.AsHCLAttribute()
		}
		l.unknown(attrs, what, known)
		return attrs, len(l.diags) == before
	}
	attrs, diags := b.Body.JustAttributes()
	l.diags = append(l.diags, diags...)
	l.unknown(attrs, what, known)
	return attrs, len(l.diags) == before
}

func (l *loader) unknown(attrs hcl.Attributes, what string, known []string) {
	found := make([]string, 0, len(attrs))
	for name := range attrs {
		found = append(found, name)
	}
	slices.Sort(found)
	for _, name := range found {
		if !slices.Contains(known, name) {
			l.diags = append(l.diags, problem(attrs[name].NameRange, "Unknown attribute",
				fmt.Sprintf("A %s has no %q.%s It may have %s.", what, name, suggestion(name, known), names.And(known))))
		}
	}
}

// fill decodes attributes into r.
func (l *loader) fill(r *Rule, attrs hcl.Attributes) {
	if a := attrs["when"]; a != nil {
		l.when(r, a)
	}
	if a := attrs["verdict"]; a != nil {
		r.Verdict = l.verdict(a)
	}
	for name, to := range map[string]*string{"reason": &r.Reason, "hint": &r.Hint, "compensation": &r.Compensation} {
		if a := attrs[name]; a != nil {
			l.sentence(r, name, a, to)
		}
	}
	if a := attrs["owner"]; a != nil {
		r.Owner = l.text(a)
	}
	for name, to := range map[string]*bool{"disabled": &r.Disabled, "either_way": &r.EitherWay} {
		if a := attrs[name]; a != nil {
			if v := l.value(a, cty.Bool); v != cty.NilVal {
				*to = v.True()
			}
		}
	}
	if a := attrs["environments"]; a != nil {
		r.Environments = l.texts(a)
		l.knownEnvironments(a.Expr.Range(), r.Environments)
	}
	if strings.HasPrefix(r.Name, "builtin/") { // decoded when they are needed
		r.examples, r.counterexamples = attrs["examples"], attrs["counterexamples"]
		return
	}
	l.examples(r, attrs["examples"], true)
	l.examples(r, attrs["counterexamples"], false)
}

func (l *loader) when(r *Rule, a *hcl.Attribute) {
	e, ok := a.Expr.(hclsyntax.Expression)
	if !ok {
		l.diags = append(l.diags, problem(a.Range, "Not an expression", "Rules are written in HCL's own syntax, not in JSON."))
		return
	}
	if !l.checks(e, cty.Bool) {
		return
	}
	l.environmentsIn(e)
	src := l.bytes(a.Range.Filename)
	r.expr, r.When = e, sourceText(e.Range(), src)
	r.condition, r.parts, r.needs = l.c.condition(e), l.c.conjuncts(e, src), l.c.need(e)
}

// checks reports whether an expression can be evaluated and has the wanted type. If not, it adds a diagnostic.
func (l *loader) checks(e hclsyntax.Expression, want cty.Type) bool {
	if l.packing && l.tested {
		return true
	}
	diags := l.c.checkCondition(e, want)
	if diags.HasErrors() {
		l.diags = append(l.diags, diags...)
	}
	return !diags.HasErrors()
}

func (l *loader) bytes(file string) []byte {
	if f := l.sources[file]; f != nil {
		return f.Bytes
	}
	return nil
}

func (l *loader) verdict(a *hcl.Attribute) Verdict {
	s := l.text(a)
	if s == "" {
		return ""
	}
	known := []string{string(MustFix), string(ShouldFix), string(Acceptable)}
	if !slices.Contains(known, s) {
		l.diags = append(l.diags, problem(a.Expr.Range(), "Unknown verdict", fmt.Sprintf("%q is no verdict.%s It is one of %s.", s, suggestion(s, known), names.And(known))))
	}
	return Verdict(s)
}

// sentence decodes a text that may refer to facts.
func (l *loader) sentence(r *Rule, name string, a *hcl.Attribute, to *string) {
	e, ok := a.Expr.(hclsyntax.Expression)
	if _, diags := hclbound.Value(a.Expr); !diags.HasErrors() || !ok {
		*to = l.text(a)
		r.texts = slices.DeleteFunc(r.texts, func(t sentence) bool { return t.name == name })
		return
	}
	if !l.checks(e, cty.String) {
		return
	}
	r.texts = append(slices.DeleteFunc(r.texts, func(t sentence) bool { return t.name == name }), sentence{name, l.c.sentence(e)})
	*to = strings.Trim(sourceText(e.Range(), l.bytes(a.Range.Filename)), `"`)
}
