// Package terraform reads the files of Terraform and OpenTofu about an environment: states, plans, provider lock files and configuration in HCL.
// It evaluates only expressions that need no more than the text (variables with values, locals, the language's pure functions). It never takes a
// lock or writes a state, and it runs providers only for a refresh that the config requests. It seals values that Terraform marks as sensitive.
// The runner seals secrets by name and form.
package terraform

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/gohcl"

	"github.com/envparity/envparity/collectors"
	"github.com/envparity/envparity/collectors/filetree"
	"github.com/envparity/envparity/names"
	"github.com/envparity/envparity/snapshot"
)

// Type returns the collector type `terraform`.
func Type() collectors.Type {
	return collectors.Type{
		Name:    "terraform",
		Summary: "Terraform and OpenTofu: states, plans, lock files, configuration",
		Make:    newCollector,
	}
}

// block is the body of a collect block; exactly one of state, plan, lock, config and dir is given.
type block struct {
	State    hcl.Expression `hcl:"state,optional"`
	Plan     hcl.Expression `hcl:"plan,optional"`
	Lock     hcl.Expression `hcl:"lock,optional"`
	Config   hcl.Expression `hcl:"config,optional"`
	VarFiles hcl.Expression `hcl:"var_files,optional"`
	Exclude  hcl.Expression `hcl:"exclude,optional"`
	Git      hcl.Expression `hcl:"git,optional"`

	Dir           string         `hcl:"dir,optional"` // a working directory
	Workspace     string         `hcl:"workspace,optional"`
	Binary        string         `hcl:"binary,optional"`
	BackendConfig hcl.Expression `hcl:"backend_config,optional"`
	RefreshOnly   bool           `hcl:"refresh_only,optional"`

	Region  string `hcl:"region,optional"` // of a state in S3
	Profile string `hcl:"profile,optional"`
}

// mode is the attribute that names the source.
type mode string

const (
	modeState  mode = "state"
	modePlan   mode = "plan"
	modeLock   mode = "lock"
	modeConfig mode = "config"
)

// collector reads files.
type collector struct {
	mode     mode
	spec     filetree.Spec
	varFiles filetree.Spec
}

func newCollector(body hcl.Body, ectx *hcl.EvalContext) (collectors.Collector, hcl.Diagnostics) {
	var b block
	diags := gohcl.DecodeBody(body, ectx, &b)
	if diags.HasErrors() {
		return nil, diags
	}
	var given []mode
	c := &collector{}
	for _, s := range []struct {
		mode mode
		expr hcl.Expression
	}{{modeState, b.State}, {modePlan, b.Plan}, {modeLock, b.Lock}, {modeConfig, b.Config}} {
		if !filetree.Given(s.expr, ectx) {
			continue
		}
		given = append(given, s.mode)
		spec, d := filetree.Decode(filetree.Attributes{Path: s.expr, Exclude: b.Exclude, Git: b.Git}, ectx)
		diags = append(diags, named(d, s.mode)...)
		c.mode, c.spec = s.mode, spec
	}
	if b.Dir != "" {
		given = append(given, "dir")
	}
	at := body.MissingItemRange()
	wrong := func(summary, detail string) (collectors.Collector, hcl.Diagnostics) {
		return nil, append(diags, &hcl.Diagnostic{Severity: hcl.DiagError, Subject: &at, Summary: summary, Detail: detail})
	}
	if len(given) != 1 {
		return wrong("One source a block", "A terraform block names exactly one of state, plan, lock, config or dir; write a block for each.")
	}
	if b.Dir == "" && (b.Workspace != "" || b.Binary != "" || b.RefreshOnly || filetree.Given(b.BackendConfig, ectx)) {
		return wrong("workspace without dir", "workspace, binary, backend_config and refresh_only belong to dir, the working directory whose backend is asked.")
	}
	if b.Dir != "" {
		if filetree.Given(b.Git, ectx) {
			return wrong("git with dir", "dir is a working directory, whose state is in its backend whatever ref is checked out; for the files of a ref write config and git.")
		}
		if filetree.Given(b.VarFiles, ectx) && !b.RefreshOnly {
			return wrong("var_files without refresh_only", "The variables of a working directory are needed to plan, which refresh_only = true asks for.")
		}
		w := &workspace{dir: b.Dir, name: b.Workspace, binary: b.Binary, refreshOnly: b.RefreshOnly}
		w.backend = filetree.Strings("backend_config", b.BackendConfig, ectx, &diags)
		w.varFiles = filetree.Strings("var_files", b.VarFiles, ectx, &diags)
		return w, diags
	}
	if c.mode == modeState && len(c.spec.Patterns) == 1 {
		if bucket, key, is := parseS3(c.spec.Patterns[0]); is {
			if bucket == "" || key == "" {
				return wrong("Not an object", fmt.Sprintf("%q names no object; write s3://BUCKET/KEY.", c.spec.Patterns[0]))
			}
			return &s3State{bucket: bucket, key: key, region: b.Region, profile: b.Profile}, diags
		}
	}
	if b.Region != "" || b.Profile != "" {
		return wrong("region without S3", "region and profile belong to a state in S3: state = \"s3://BUCKET/KEY\".")
	}
	if filetree.Given(b.VarFiles, ectx) {
		if c.mode != modeConfig {
			return wrong("var_files without config", fmt.Sprintf("var_files gives values to the variables of config; %s has its values already.", c.mode))
		}
		spec, d := filetree.Decode(filetree.Attributes{Path: b.VarFiles, Git: b.Git}, ectx)
		diags = append(diags, named(d, "var_files")...)
		c.varFiles = spec
	}
	return c, diags
}

// named replaces filetree's "path" by the attribute's own name.
func named(diags hcl.Diagnostics, as mode) hcl.Diagnostics {
	for _, d := range diags {
		d.Detail = strings.Replace(d.Detail, `"path" must`, fmt.Sprintf("%q must", string(as)), 1)
	}
	return diags
}

// Source implements collectors.Collector.
func (c *collector) Source() string { return c.spec.String() }

// Collect implements collectors.Collector.
func (c *collector) Collect(ctx context.Context, in collectors.Input) ([]snapshot.Resource, snapshot.Outcome) {
	r := &reader{in: in, problems: &collectors.Problems{}, git: c.spec.Git}
	files := c.spec.Find(ctx, in, r.problems)
	switch c.mode {
	case modeConfig:
		r.config(ctx, files, c.valueFiles(ctx, r), len(c.varFiles.Patterns) > 0)
	default:
		known := 0
		for i, f := range files {
			if ctx.Err() != nil {
				r.problems.At(f.Path, 0, true, "not read: the collection was cut short")
				continue
			}
			in.Progress(i, len(files), f.Path)
			if c.wants(f, len(files)) {
				known++
				r.file(c.mode, f, len(files) > 1)
			}
		}
		if len(files) > 0 && known == 0 {
			r.problems.Fail("%q matches %s, and none is a Terraform %s", c.spec, names.Count(len(files), "file"), c.mode)
		}
	}
	r.problems.Beyond(snapshot.Gap{Kind: kindDrift, Why: "a file does not show whether the environment still matches it"})
	return r.out, r.problems.Outcome(len(r.out))
}

// wants reports whether f is to be read: any file that is named itself, and files of a folder that look like the source.
func (c *collector) wants(f filetree.File, of int) bool {
	name := f.Path[strings.LastIndexByte(f.Path, '/')+1:]
	switch {
	case of == 1:
		return true
	case c.mode == modeLock:
		return strings.HasSuffix(name, ".lock.hcl")
	default:
		return strings.HasSuffix(name, ".tfstate") || strings.HasSuffix(name, ".json")
	}
}

// reader collects the results of the files of one collection.
type reader struct {
	in       collectors.Input
	problems *collectors.Problems
	out      []snapshot.Resource
	git      *filetree.Git       // the git ref of the files, nil for the disk
	read     map[string]readFile // by expressions, by path
	siblings map[string]bool     // variables that files of other environments set, nil before they are read
}

// valueFiles returns the variable files in the given order. A later one wins.
func (c *collector) valueFiles(ctx context.Context, r *reader) []filetree.File {
	var out []filetree.File
	for _, p := range c.varFiles.Patterns {
		one := c.varFiles
		one.Patterns = []string{p}
		for _, f := range one.Find(ctx, r.in, r.problems) {
			out = slices.DeleteFunc(out, func(o filetree.File) bool { return o.Path == f.Path })
			out = append(out, f)
		}
	}
	return out
}

// file reads one state, plan or lock file. If there are many, its path becomes part of the scope.
func (r *reader) file(m mode, f filetree.File, many bool) {
	src, err := f.Read()
	if err != nil {
		r.problems.At(f.Path, 0, true, "cannot be read: %v", err)
		return
	}
	d := document{reader: r, file: f, src: src}
	if many {
		d.scope = folderOf(f.Rel)
	}
	if m == modeLock {
		d.lock()
		return
	}
	d.json(m)
}

// document is one file while it is read into resources.
type document struct {
	*reader
	file   filetree.File
	src    []byte
	scope  string // distinguishes this file's resources from those of others; "" for a single file
	serial int64
}

func folderOf(rel string) string {
	if i := strings.LastIndexByte(rel, '/'); i >= 0 {
		return rel[:i]
	}
	return ""
}

// within joins the parts of a scope that are not empty.
func within(parts ...string) string {
	var out []string
	for _, p := range parts {
		if p != "" {
			out = append(out, p)
		}
	}
	return strings.Join(out, "/")
}
