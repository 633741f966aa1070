package dependencies

import (
	"cmp"
	"context"
	"path"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	cpb "github.com/google/osv-scalibr/binary/proto/config_go_proto"
	"github.com/google/osv-scalibr/extractor"
	"github.com/google/osv-scalibr/extractor/filesystem"
	"github.com/google/osv-scalibr/extractor/filesystem/language/dart/pubspec"
	"github.com/google/osv-scalibr/extractor/filesystem/language/dotnet/packageslockjson"
	"github.com/google/osv-scalibr/extractor/filesystem/language/elixir/mixlock"
	"github.com/google/osv-scalibr/extractor/filesystem/language/golang/gomod"
	"github.com/google/osv-scalibr/extractor/filesystem/language/java/gradlelockfile"
	"github.com/google/osv-scalibr/extractor/filesystem/language/java/pomxml"
	"github.com/google/osv-scalibr/extractor/filesystem/language/javascript/bunlock"
	"github.com/google/osv-scalibr/extractor/filesystem/language/javascript/packagelockjson"
	"github.com/google/osv-scalibr/extractor/filesystem/language/javascript/pnpmlock"
	"github.com/google/osv-scalibr/extractor/filesystem/language/javascript/yarnlock"
	"github.com/google/osv-scalibr/extractor/filesystem/language/php/composerlock"
	"github.com/google/osv-scalibr/extractor/filesystem/language/python/pdmlock"
	"github.com/google/osv-scalibr/extractor/filesystem/language/python/pipfilelock"
	"github.com/google/osv-scalibr/extractor/filesystem/language/python/poetrylock"
	"github.com/google/osv-scalibr/extractor/filesystem/language/python/requirements"
	"github.com/google/osv-scalibr/extractor/filesystem/language/python/uvlock"
	"github.com/google/osv-scalibr/extractor/filesystem/language/ruby/gemfilelock"
	"github.com/google/osv-scalibr/extractor/filesystem/language/rust/cargolock"
	"github.com/google/osv-scalibr/extractor/filesystem/language/swift/packageresolved"
	"github.com/google/osv-scalibr/extractor/filesystem/simplefileapi"

	"github.com/envparity/envparity/collectors/filetree"
	"github.com/envparity/envparity/collectors/parse"
	"github.com/envparity/envparity/snapshot"
)

// lockExtractors lists extractors of osv-scalibr one by one, because its own lists would link a hundred more into the program.
func lockExtractors() []func(*cpb.PluginConfig) (filesystem.Extractor, error) {
	return []func(*cpb.PluginConfig) (filesystem.Extractor, error){
		gomod.New, packagelockjson.New, pnpmlock.New, yarnlock.New, bunlock.New, requirements.New, poetrylock.New, uvlock.New, pdmlock.New,
		pipfilelock.New, cargolock.New, gemfilelock.New, composerlock.New, pomxml.New, gradlelockfile.New, packageslockjson.New, mixlock.New,
		packageresolved.New, pubspec.New,
	}
}

// packageKey identifies a package within one environment.
type packageKey struct{ ecosystem, folder, name string }

// locked is one package with every version of it that a file pins.
type locked struct {
	versions []string
	groups   map[string]bool
	source   snapshot.Source
}

// lockFile reads f if it is a known lock file, and returns 1 if it is, else 0.
func (r *reader) lockFile(ctx context.Context, t *tree, f filetree.File) int {
	name := path.Base(f.Rel)
	for _, make := range lockExtractors() {
		e, err := make(&cpb.PluginConfig{})
		if err != nil || !e.FileRequired(simplefileapi.New(f.Rel, memoryInfo{name: name})) {
			continue
		}
		src, err := f.Read()
		if err != nil {
			r.problems.At(f.Path, 0, true, "cannot be read: %v", err)
			return 1
		}
		src, faults := inspect(name, src)
		r.torn = len(faults) > 0
		for _, p := range faults {
			r.problems.At(f.Path, p.Line, p.Lost, "%s", p.Text)
		}
		if formatOf(name) == parse.FormatTOML { // its reader takes very long on deep nesting
			if line, why := fault(name, src); why != "" {
				r.problems.At(f.Path, line, true, "cannot be read as %s: %s", e.Name(), why)
				return 1
			}
		}
		r.extract(ctx, e, t, f, f.Rel, src)
		return 1
	}
	return 0
}

// extract runs one extractor over src and keeps what it finds. name is the file name to give to the extractor.
func (r *reader) extract(ctx context.Context, e filesystem.Extractor, t *tree, f filetree.File, name string, src []byte) {
	defer func() {
		if p := recover(); p != nil {
			r.problems.At(f.Path, 0, true, "the %s reader gave up on this file", e.Name())
		}
	}()
	m := newMemory(path.Base(name), src)
	input := &filesystem.ScanInput{FS: t, Path: name, Info: m.info, Reader: m}
	if e.Name() == pomxml.Name {
		p := &poms{tree: t}
		if err := p.add(src); err != nil {
			r.problems.At(f.Path, 0, true, "cannot be read as %s: %s", e.Name(), err)
			return
		}
		input.FS = p
	}
	inv, err := e.Extract(ctx, input)
	if err != nil {
		line, why := fault(name, src)
		if why == "" {
			why = plain(err)
			if _, after, ok := strings.Cut(why, path.Base(name)+":"); ok { // the message has the line itself
				n, _, _ := strings.Cut(after, ":")
				if k, err := strconv.Atoi(n); err == nil {
					line = k
				}
			}
		}
		r.problems.At(f.Path, line, true, "cannot be read as %s: %s", e.Name(), why)
	}
	for _, p := range inv.Packages {
		r.add(f, p)
	}
	if err == nil && len(inv.Packages) == 0 {
		r.problems.Note("%s names no package", f.Path)
	}
}

func (r *reader) add(f filetree.File, p *extractor.Package) {
	if p == nil || p.Name == "" || r.torn && p.Version == "" || strings.ContainsRune(p.Name+p.Version, utf8.RuneError) { // the last case is reported already
		return
	}
	eco := strings.ToLower(p.Ecosystem().String())
	if eco == "" {
		eco = p.PURLType
	}
	folder := path.Dir(f.Rel)
	if folder == "." {
		folder = ""
	}
	k := packageKey{eco, folder, p.Name}
	if r.packages == nil {
		r.packages = map[packageKey]*locked{}
	}
	l := r.packages[k]
	if l == nil {
		l = &locked{source: snapshot.Source{File: f.Path, Ref: f.Ref}, groups: map[string]bool{}}
		if f.Root == imageRoot {
			l.source = snapshot.Source{Address: f.Path}
		}
		r.packages[k] = l
	}
	line := 0
	if d := p.Location.Descriptor; d != nil && d.File != nil {
		line = d.File.LineNumber
	}
	if !slices.Contains(l.versions, p.Version) {
		l.versions = append(l.versions, p.Version)
	}
	if line > 0 && (l.source.Line == 0 || line < l.source.Line) {
		l.source.Line = line
	}
	if g, ok := p.Metadata.(interface{ DepGroups() []string }); ok {
		for _, name := range g.DepGroups() {
			l.groups[name] = true
		}
	}
}

// resources lists the packages in order of name.
func (r *reader) resources() []snapshot.Resource {
	out := r.found
	for k, l := range r.packages {
		scope := k.ecosystem
		if strings.HasPrefix(k.folder, packageScope) && l.source.Address != "" {
			scope = k.folder // an image's gaps name it without an ecosystem
		} else if k.folder != "" {
			scope += "/" + k.folder
		}
		out = append(out, snapshot.Resource{
			Kind: "package", Scope: scope, Name: k.name, Pillar: snapshot.Dependencies, Source: l.source,
			Root: snapshot.Node{Kind: snapshot.Map, Line: int32(l.source.Line), Children: l.attributes()},
		})
	}
	slices.SortFunc(out, func(a, b snapshot.Resource) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Scope, b.Scope), cmp.Compare(a.Name, b.Name), cmp.Compare(a.Source.File, b.Source.File))
	})
	return out
}

// attributes are the newest version, the others if there are several, and the groups.
func (l *locked) attributes() []snapshot.Node {
	line := int32(l.source.Line)
	slices.SortFunc(l.versions, compareVersions)
	var out []snapshot.Node
	list := func(key string, texts []string) {
		n := snapshot.Node{Key: key, Kind: snapshot.List, Line: line, Flags: snapshot.FlagSet}
		for _, t := range texts {
			n.Children = append(n.Children, snapshot.Node{Kind: snapshot.String, Text: t, Line: line})
		}
		out = append(out, n)
	}
	var groups []string
	for g := range l.groups {
		groups = append(groups, g)
	}
	slices.Sort(groups)
	if len(groups) > 0 {
		list("groups", groups)
	}
	last := len(l.versions) - 1
	if last > 0 {
		list("older_versions", l.versions[:last])
	}
	return append(out, snapshot.Node{Key: "version", Kind: snapshot.String, Text: l.versions[last], Line: line})
}

// compareVersions orders versions number by number, so that 1.10 comes after 1.9. Other parts are compared as text.
func compareVersions(a, b string) int {
	split := func(s string) []string {
		return strings.FieldsFunc(strings.TrimPrefix(s, "v"), func(c rune) bool { return c == '.' || c == '-' || c == '+' })
	}
	x, y := split(a), split(b)
	for i := range min(len(x), len(y)) {
		p, q := strings.TrimLeft(x[i], "0"), strings.TrimLeft(y[i], "0")
		if digits(p) && digits(q) {
			if c := cmp.Or(cmp.Compare(len(p), len(q)), cmp.Compare(p, q)); c != 0 {
				return c
			}
		} else if c := cmp.Compare(x[i], y[i]); c != 0 {
			return c
		}
	}
	return cmp.Or(cmp.Compare(len(x), len(y)), cmp.Compare(a, b))
}

func digits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}
