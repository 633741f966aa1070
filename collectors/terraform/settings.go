package terraform

import (
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/envparity/envparity/snapshot"
)

// settings turns a folder's blocks into resources.
type settings struct {
	*folder
	scope    *scope
	assigned map[string]assignment
	valued   bool // the folder has variable files, even if they set nothing
	declared map[string]bool
	at       map[string]int // address → index in out
	merged   map[string]*snapshot.Resource

	providers []configured
}

// withoutWeight is an attribute that is only for people.
const withoutWeight = "description"

func (s *settings) module(m *module) {
	t := m.tree(s.scope)
	for _, b := range m.body.Blocks {
		line := b.TypeRange.Start.Line
		if m.torn.Hits(b.DefRange()) {
			continue
		}
		switch {
		case b.Type == "resource" && len(b.Labels) == 2:
			s.resource(m, t, b, b.Labels[0], b.Labels[0]+"."+b.Labels[1])
		case b.Type == "ephemeral" && len(b.Labels) == 2:
			s.resource(m, t, b, "ephemeral."+b.Labels[0], "ephemeral."+b.Labels[0]+"."+b.Labels[1])
		case b.Type == "data" && len(b.Labels) == 2:
			s.resource(m, t, b, "data."+b.Labels[0], "data."+b.Labels[0]+"."+b.Labels[1])
		case b.Type == "module" && len(b.Labels) == 1, b.Type == "check" && len(b.Labels) == 1:
			r := m.at(b.Type, b.Labels[0], b.Type+"."+b.Labels[0], line)
			r.Root = t.body("", b.Body, line)
			fromTop(&r.Root, m.file.Path)
			r.Labels = labels(&r.Root)
			s.add(m, r)
		case b.Type == "variable" && len(b.Labels) == 1:
			s.variable(m, t, b)
		case b.Type == "output" && len(b.Labels) == 1:
			r := m.at("output", b.Labels[0], "output."+b.Labels[0], line)
			r.Root = t.body("", b.Body, line, withoutWeight)
			if isTrue(b.Body.Attributes["sensitive"]) {
				s.sealLiteral(r.Root.Child("value"))
			}
			s.add(m, r)
		case b.Type == "provider" && len(b.Labels) == 1:
			s.provider(m, t, b)
		case b.Type == "locals":
			s.locals(m, t, b)
		case b.Type == "terraform":
			s.merge(m, b)
		}
	}
}

// fromTop names a module of the same repository by its folder, not by the relative path in the calling file. Environments in folders of different
// depths use different relative paths.
func fromTop(root *snapshot.Node, file string) {
	n := root.Child("source")
	if n != nil && n.Kind == snapshot.String && strings.HasPrefix(n.Text, "../") && !strings.Contains(n.Text, "//") {
		n.Text = path.Join(path.Dir(file), n.Text)
	}
}

func (s *settings) resource(m *module, t *tree, b *hclsyntax.Block, kind, address string) {
	r := m.at(kind, b.Labels[1], address, b.TypeRange.Start.Line)
	r.Root = t.body("", b.Body, b.TypeRange.Start.Line)
	s.sealKnown(kind, &r.Root)
	forgetInitial(&r.Root)
	r.Labels = labels(&r.Root)
	markSets(&r.Root)
	s.add(m, r)
}

// forgetInitial removes secrets that are initial values: those whose changes Terraform ignores. Somebody sets them by hand later. The text has a
// stand-in, which is the same in every environment on purpose.
func forgetInitial(root *snapshot.Node) {
	ignored := root.Get("lifecycle", "ignore_changes")
	if ignored == nil {
		return
	}
	for i := range ignored.Children {
		n := root.Child(strings.TrimSuffix(strings.TrimPrefix(ignored.Children[i].Text, "${"), "}"))
		if n != nil && (n.Kind == snapshot.Secret || n.Kind == snapshot.String && snapshot.SensitiveName(n.Key) && !strings.Contains(n.Text, "${")) {
			n.Kind, n.Text, n.Children = snapshot.Unknown, "set by hand: its changes are ignored", nil
		}
	}
}

// add adds a resource, over an earlier one of the same address, as override files do.
func (s *settings) add(m *module, r snapshot.Resource) {
	if i, twice := s.at[r.Source.Address]; twice {
		if !isOverride(m.file.Path) {
			s.problems.At(m.file.Path, r.Source.Line, false, "%s is declared twice, first in %s:%d; the last one counts", r.Source.Address, s.out[i].Source.File, s.out[i].Source.Line)
			s.out[i] = r
			return
		}
		override(&s.out[i], r)
		return
	}
	s.at[r.Source.Address] = len(s.out)
	s.out = append(s.out, r)
}

// override merges r over old, attribute by attribute.
func override(old *snapshot.Resource, r snapshot.Resource) {
	file := fileIndex(old, r.Source.File)
	for _, c := range r.Root.Children {
		c.SetFile(file)
		if was := old.Root.Child(c.Key); c.Key == "lifecycle" && was != nil && was.Kind == snapshot.Map && c.Kind == snapshot.Map { // merged argument by argument
			for _, g := range c.Children {
				put(was, g)
			}
			continue
		}
		put(&old.Root, c)
	}
	old.Labels = labels(&old.Root)
}

// fileIndex returns the Node.File of the file name in r.
func fileIndex(r *snapshot.Resource, name string) int16 {
	if name == r.Source.File {
		return 0
	}
	i := slices.Index(r.Files, name)
	if i < 0 {
		r.Files = append(r.Files, name)
		i = len(r.Files) - 1
	}
	return int16(i + 1)
}

// variable keeps a declaration, and the effective value if there are variable files.
func (s *settings) variable(m *module, t *tree, b *hclsyntax.Block) {
	name, line := b.Labels[0], b.TypeRange.Start.Line
	r := m.at("variable", name, "var."+name, line)
	r.Root = t.body("", b.Body, line, withoutWeight)
	if a := b.Body.Attributes["type"]; a != nil {
		put(&r.Root, snapshot.Node{Key: "type", Kind: snapshot.String, Text: t.source(a.Expr), Line: int32(a.NameRange.Start.Line)})
	}
	if s.declared == nil {
		s.declared = map[string]bool{}
	}
	s.declared[name] = true
	if s.valued {
		if a, ok := s.assigned[name]; ok {
			v := a.from.tree(s.scope).attribute("value", a.attr, 0)
			v.SetFile(fileIndex(&r, a.from.file.Path))
			v.Line = int32(a.attr.NameRange.Start.Line)
			put(&r.Root, v)
		} else if s.valuesLost {
			put(&r.Root, snapshot.Node{Key: "value", Kind: snapshot.Unknown, Text: "a variable file was not read whole", Line: int32(line)})
		} else if s.folder.outside[name] {
			put(&r.Root, snapshot.Node{Key: "value", Kind: snapshot.Unknown, Text: "no variable file sets it, and its default names an environment", Line: int32(line)})
		} else if d := r.Root.Child("default"); d != nil {
			v := *d
			v.Key = "value"
			put(&r.Root, v)
		}
	}
	if isTrue(b.Body.Attributes["sensitive"]) || isTrue(b.Body.Attributes["ephemeral"]) {
		for _, key := range []string{"default", "value"} {
			s.sealLiteral(r.Root.Child(key))
		}
	}
	s.add(m, r)
}

func (s *settings) provider(m *module, t *tree, b *hclsyntax.Block) {
	name, line := b.Labels[0], b.TypeRange.Start.Line
	root := t.body("", b.Body, line)
	if a := text(&root, "alias"); a != "" {
		name += "." + a
	}
	r := m.at("provider_config", name, "provider."+name, line)
	r.Root = root
	s.providers = append(s.providers, configured{m, r})
}

// configured is a provider block, kept until all of the terraform block is known.
type configured struct {
	from *module
	r    snapshot.Resource
}

// requireVersions moves the version of a provider block to required_providers, as Terraform does, because the argument is the older form. It
// stays if the folder has no terraform block, or has the version there too.
func (s *settings) requireVersions() {
	terraform := s.merged["terraform"]
	for _, p := range s.providers {
		name, _, _ := strings.Cut(p.r.Name, ".")
		if v := p.r.Root.Child("version"); v != nil && v.Scalar() && terraform != nil {
			if moved := *v; require(&terraform.Root, name, moved, fileIndex(terraform, p.from.file.Path)) {
				p.r.Root.Children = slices.DeleteFunc(p.r.Root.Children, func(c snapshot.Node) bool { return c.Key == "version" })
			}
		}
		s.add(p.from, p.r)
	}
}

// require adds the version to root's requirement of a provider, and reports whether there was none. Without a source the provider is HashiCorp's.
func require(root *snapshot.Node, name string, version snapshot.Node, file int16) bool {
	all := root.Child("required_providers")
	if all == nil {
		put(root, snapshot.Node{Key: "required_providers", Kind: snapshot.Map, Line: version.Line, File: file})
		all = root.Child("required_providers")
	}
	if all.Kind != snapshot.Map {
		return false
	}
	one := all.Child(name)
	if one == nil {
		put(all, snapshot.Node{Key: name, Kind: snapshot.Map, Line: version.Line, File: file})
		one = all.Child(name)
		put(one, snapshot.Node{Key: "source", Kind: snapshot.String, Text: "hashicorp/" + name, Line: version.Line, File: file})
	}
	if one.Kind != snapshot.Map || one.Child("version") != nil {
		return false
	}
	version.SetFile(file)
	put(one, version)
	return true
}

// locals keeps each local as a resource of its own, at its file, because it can be missing by itself, like a variable.
func (s *settings) locals(m *module, t *tree, b *hclsyntax.Block) {
	for _, name := range slices.Sorted(maps.Keys(b.Body.Attributes)) {
		a := b.Body.Attributes[name]
		r := m.at("local", name, "local."+name, a.NameRange.Start.Line)
		v := t.expr(name, a.Expr, 1)
		v.Line = int32(a.NameRange.Start.Line)
		put(&r.Root, v)
		s.add(m, r)
	}
}

// merge joins blocks that may be split: the terraform block.
func (s *settings) merge(m *module, b *hclsyntax.Block) {
	name, line := b.Type, b.TypeRange.Start.Line
	if s.merged == nil {
		s.merged = map[string]*snapshot.Resource{}
	}
	r := s.merged[name]
	if r == nil {
		fresh := m.at(name, name, name, line)
		r = &fresh
		s.merged[name] = r
	}
	t := m.tree(s.scope)
	t.file = fileIndex(r, m.file.Path)
	body := t.body("", b.Body, line)
	for _, c := range body.Children {
		if old := r.Root.Child(c.Key); old != nil && old.Kind == snapshot.Map && c.Kind == snapshot.Map {
			for _, g := range c.Children {
				put(old, g)
			}
			continue
		}
		put(&r.Root, c)
	}
	if len(b.Body.Blocks) > 0 {
		backend(&r.Root)
	}
}

// backend moves the backend's type from the label to an attribute, so that the settings of two backends match.
func backend(root *snapshot.Node) {
	b := root.Child("backend")
	if b == nil || b.Kind != snapshot.Map || len(b.Children) != 1 || b.Children[0].Kind != snapshot.Map {
		return
	}
	inner := b.Children[0]
	typ := inner.Key
	inner.Key = "backend"
	put(&inner, snapshot.Node{Key: "type", Kind: snapshot.String, Text: typ, Line: inner.Line, File: inner.File})
	*b = inner
}

func (s *settings) finish() {
	s.requireVersions()
	for _, name := range []string{"terraform"} {
		if r := s.merged[name]; r != nil {
			if s.lost {
				r.Root.Flags |= snapshot.FlagPartial
			}
			s.out = append(s.out, *r)
		}
	}
}

// sealLiteral seals literals. A reference to a secret elsewhere (${module.db.password}) stays readable.
func (s *settings) sealLiteral(n *snapshot.Node) {
	switch {
	case n == nil:
	case n.Kind == snapshot.Map, n.Kind == snapshot.List:
		for i := range n.Children {
			s.sealLiteral(&n.Children[i])
		}
	case n.Kind == snapshot.String && strings.Contains(n.Text, "${"):
	default:
		seal(s.in.Sealer, n)
	}
}

// sealKnown seals literals at the attributes in the table.
func (s *settings) sealKnown(kind string, root *snapshot.Node) {
	kind = strings.TrimPrefix(strings.TrimPrefix(kind, "data."), "ephemeral.")
	for _, p := range sensitiveAttributes(kind) {
		s.sealLiteralPath(root, strings.Split(p, "."))
	}
	if kind == "aws_ssm_parameter" && text(root, "type") == "SecureString" {
		s.sealLiteral(root.Child("value"))
	}
}

func (s *settings) sealLiteralPath(n *snapshot.Node, path []string) {
	switch {
	case n == nil:
	case len(path) == 0:
		s.sealLiteral(n)
	case n.Kind == snapshot.List:
		for i := range n.Children {
			rest := path
			if path[0] == "*" {
				rest = path[1:]
			}
			s.sealLiteralPath(&n.Children[i], rest)
		}
	default:
		s.sealLiteralPath(n.Child(path[0]), path[1:])
	}
}
