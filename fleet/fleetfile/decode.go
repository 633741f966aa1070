package fleetfile

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/bmatcuk/doublestar/v4"
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/gohcl"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/envparity/envparity/config"
	"github.com/envparity/envparity/internal/hclbound"
	"github.com/envparity/envparity/names"
)

// systemName is what a system may be called: its name becomes part of the names of files and of Kubernetes objects' keys.
var systemName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$`)

const nameForm = "letters, digits, dots, dashes and underlines, at most 63"

// mostSystems bounds a fleet: a tenth of what one indexed Job of Kubernetes takes.
const mostSystems = 10_000

type decoder struct {
	file   *File
	owners owners
	diags  hcl.Diagnostics
}

func (d *decoder) errorf(at hcl.Range, summary, format string, args ...any) {
	d.diags = d.diags.Append(&hcl.Diagnostic{Severity: hcl.DiagError, Summary: summary, Detail: fmt.Sprintf(format, args...), Subject: at.Ptr()})
}

func evaluation() *hcl.EvalContext { return hclbound.New(context.Background()).Context(nil) } // there is nothing to wait for

func (d *decoder) body(body *hclsyntax.Body) {
	d.attributes(body)
	for _, b := range body.Blocks {
		switch b.Type {
		case "system":
			d.system(b)
		case "systems":
			d.systems(b)
		default:
			d.errorf(b.TypeRange, "Unknown block", "There is no block %q. There are: system, systems.", b.Type)
		}
	}
	if len(d.file.Systems) == 0 && !d.diags.HasErrors() {
		d.errorf(body.SrcRange, "No systems", "A fleet has systems: system \"orders\" { path = \"orders\" }, or systems { glob = \"services/*\" }")
	}
	slices.SortStableFunc(d.file.Systems, func(a, b System) int { return strings.Compare(a.Name, b.Name) })
	d.unique()
}

// attributes reads what stands outside all blocks.
func (d *decoder) attributes(body *hclsyntax.Body) {
	var stale, soon string
	targets := map[string]*string{"name": &d.file.Name, "store": &d.file.Store, "stale": &stale, "soon": &soon}
	attrs := make([]*hclsyntax.Attribute, 0, len(body.Attributes))
	for _, a := range body.Attributes {
		attrs = append(attrs, a)
	}
	slices.SortFunc(attrs, func(a, b *hclsyntax.Attribute) int { return a.SrcRange.Start.Byte - b.SrcRange.Start.Byte })
	for _, a := range attrs {
		target, ok := targets[a.Name]
		if !ok {
			known := []string{"name", "store", "stale", "soon"}
			near := config.Nearest(a.Name, known)
			if near != "" {
				near = fmt.Sprintf(" Did you mean %q?", near)
			} else {
				near = " There are: " + strings.Join(known, ", ") + "."
			}
			d.errorf(a.NameRange, "Unknown attribute", "There is no attribute %q here.%s", a.Name, near)
			continue
		}
		d.diags = append(d.diags, gohcl.DecodeExpression(a.Expr, evaluation(), target)...)
	}
	for _, x := range []struct {
		name, text string
		to         *time.Duration
	}{{"stale", stale, &d.file.Stale}, {"soon", soon, &d.file.Soon}} {
		if x.text == "" {
			continue
		}
		t, err := time.ParseDuration(x.text)
		if err != nil || t <= 0 {
			d.errorf(body.Attributes[x.name].SrcRange, "Not a duration", "%q is not a positive duration; write one such as \"48h\".", x.text)
		}
		*x.to = t
	}
}

// system reads a block such as `system "orders" { path = "orders" }`.
func (d *decoder) system(b *hclsyntax.Block) {
	var s struct {
		Path   string `hcl:"path,optional"`
		Config string `hcl:"config,optional"`
		From   string `hcl:"from,optional"`
		Owner  string `hcl:"owner,optional"`
		Tier   string `hcl:"tier,optional"`
	}
	if len(b.Labels) != 1 {
		d.errorf(b.DefRange(), "Wrong labels", "A block \"system\" takes one label, its name: system \"orders\" { … }")
		return
	}
	diags := gohcl.DecodeBody(b.Body, evaluation(), &s)
	if d.diags = append(d.diags, diags...); diags.HasErrors() {
		return
	}
	if s.Path == "" {
		s.Path = b.Labels[0]
	}
	if s.Config == "" {
		s.Config = config.FileName
	}
	if strings.Contains(s.Path, "://") {
		d.errorf(attributeRange(b, "path"), "Not a folder", "%q is no folder of this machine: clone the repository, and name the clone.", s.Path)
		return
	}
	d.add(b.LabelRanges[0], System{Name: b.Labels[0], Dir: s.Path, Config: filepath.Join(s.Path, s.Config), From: s.From, Owner: s.Owner, Tier: s.Tier, Range: b.DefRange()})
}

// systems reads a block such as `systems { glob = "services/*" }`: every folder that matches and has a config is a system of the folder's name.
func (d *decoder) systems(b *hclsyntax.Block) {
	var s struct {
		Glob   string   `hcl:"glob"`
		Except []string `hcl:"except,optional"`
		Config string   `hcl:"config,optional"`
		From   string   `hcl:"from,optional"`
		Owner  string   `hcl:"owner,optional"`
		Tier   string   `hcl:"tier,optional"`
	}
	if len(b.Labels) > 0 {
		d.errorf(b.DefRange(), "Wrong labels", "A block \"systems\" takes no label: systems { glob = \"services/*\" }")
		return
	}
	diags := gohcl.DecodeBody(b.Body, evaluation(), &s)
	if d.diags = append(d.diags, diags...); diags.HasErrors() {
		return
	}
	at := attributeRange(b, "glob")
	if s.Config == "" {
		s.Config = config.FileName
	}
	dirs, err := d.folders(s.Glob, s.Config)
	switch {
	case err != nil:
		d.errorf(at, "Wrong pattern", "%v", err)
		return
	case len(dirs) == 0:
		d.errorf(at, "No systems", "No folder that matches %q has a %s.", s.Glob, s.Config)
		return
	}
	known := make([]string, len(dirs))
	for i, dir := range dirs {
		known[i] = filepath.Base(dir)
	}
	for _, name := range s.Except {
		if !slices.Contains(known, name) {
			d.errorf(attributeRange(b, "except"), "Unknown system", "No folder that matches %q is called %q.", s.Glob, name)
		}
	}
	for i, dir := range dirs {
		if !slices.Contains(s.Except, known[i]) {
			d.add(at, System{Name: known[i], Dir: dir, Config: filepath.Join(dir, s.Config), From: s.From, Owner: s.Owner, Tier: s.Tier, Range: b.DefRange()})
		}
	}
}

// folders lists the folders below the file's that match a pattern and have a config, sorted.
func (d *decoder) folders(pattern, file string) ([]string, error) {
	pattern = filepath.ToSlash(filepath.Clean(pattern))
	if filepath.IsAbs(pattern) || pattern == ".." || strings.HasPrefix(pattern, "../") {
		return nil, fmt.Errorf("%q leads out of the folder of this file; name each system that lies elsewhere in a `system` block", pattern)
	}
	if !doublestar.ValidatePattern(pattern) {
		return nil, fmt.Errorf("%q is no pattern; write one such as \"services/*\"", pattern)
	}
	found, err := doublestar.Glob(os.DirFS(d.file.Dir), pattern+"/"+filepath.ToSlash(file), doublestar.WithNoFollow(), doublestar.WithFilesOnly())
	if err != nil {
		return nil, err
	}
	depth := strings.Count(filepath.ToSlash(filepath.Clean(file)), "/") + 1
	var out []string
	for _, path := range found {
		for range depth {
			path = filepath.Dir(path)
		}
		out = append(out, path)
	}
	slices.Sort(out)
	return slices.Compact(out), nil
}

func (d *decoder) add(at hcl.Range, s System) {
	if !systemName.MatchString(s.Name) {
		d.errorf(at, "Wrong name", "A system cannot be called %q; a name has %s. Where it is the name of a folder, write a `system` block with a name of its own.", s.Name, nameForm)
		return
	}
	if !filepath.IsAbs(s.Config) {
		s.Config = filepath.Join(filepath.Dir(d.file.Path), s.Config) // as a person would have named it from here
	}
	if s.Owner == "" {
		s.Owner = d.owners.of(s.Config)
	}
	d.file.Systems = append(d.file.Systems, s)
}

// unique refuses two systems of one name: their records would be taken for one system's.
func (d *decoder) unique() {
	if len(d.file.Systems) > mostSystems {
		d.errorf(d.file.Systems[0].Range, "Too many systems", "A fleet has at most %d systems, this has %s.", mostSystems, names.Count(len(d.file.Systems), "system"))
	}
	for i := 1; i < len(d.file.Systems); i++ {
		if a, b := &d.file.Systems[i-1], &d.file.Systems[i]; a.Name == b.Name {
			d.errorf(b.Range, "Two systems of one name", "%q is in %s and in %s. Give one of them a `system` block with a name of its own, and leave its folder out with `except`.", b.Name, a.Dir, b.Dir)
		}
	}
}

// attributeRange is where attribute name of b stands, or b's head.
func attributeRange(b *hclsyntax.Block, name string) hcl.Range {
	if a, ok := b.Body.Attributes[name]; ok {
		return a.SrcRange
	}
	return b.DefRange()
}
