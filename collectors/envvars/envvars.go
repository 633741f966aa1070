// Package envvars reads the environment variables with which a program starts: dotenv files, compose files, a process, a command's output,
// systemd units. It starts only the command that the config names, and never a shell.
package envvars

import (
	"fmt"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/gohcl"

	"github.com/envparity/envparity/collectors"
	"github.com/envparity/envparity/collectors/filetree"
	"github.com/envparity/envparity/collectors/parse/envfile"
	"github.com/envparity/envparity/snapshot"
)

// Kind is the kind of the resources: the variables of one file, service or process.
const Kind = snapshot.KindEnvironment

// Type returns the collector type `envvars`.
func Type() collectors.Type {
	return collectors.Type{Name: "envvars", Summary: "environment variables: dotenv, compose, process, command, systemd", Make: New}
}

type block struct {
	File    hcl.Expression `hcl:"file,optional"`
	Compose hcl.Expression `hcl:"compose,optional"`
	EnvFile hcl.Expression `hcl:"env_file,optional"` // with compose: the files to resolve its ${…} from
	Dialect string         `hcl:"dialect,optional"`  // with file: the program that reads it
	Process string         `hcl:"process,optional"`
	Exec    []string       `hcl:"exec,optional"`
	Systemd hcl.Expression `hcl:"systemd,optional"`
	Service string         `hcl:"service,optional"`
	Exclude hcl.Expression `hcl:"exclude,optional"`
	Git     hcl.Expression `hcl:"git,optional"`
}

// New makes the collector of one block.
func New(body hcl.Body, ectx *hcl.EvalContext) (collectors.Collector, hcl.Diagnostics) {
	var b block
	diags := gohcl.DecodeBody(body, ectx, &b)
	if diags.HasErrors() {
		return nil, diags
	}
	git, d := filetree.Decode(filetree.Attributes{Exclude: b.Exclude, Git: b.Git}, ectx)
	diags = append(diags, d...)
	files := func(name string, e hcl.Expression) filetree.Spec {
		return filetree.Spec{Patterns: filetree.Strings(name, e, ectx, &diags), Exclude: git.Exclude, Git: git.Git}
	}
	var sources []collectors.Collector
	if filetree.Given(b.File, ectx) {
		sources = append(sources, &dotenv{spec: files("file", b.File), service: b.Service, dialect: envfile.Dialect(b.Dialect)})
	}
	if filetree.Given(b.Compose, ectx) {
		c := &compose{spec: files("compose", b.Compose), service: b.Service}
		if env := filetree.Strings("env_file", b.EnvFile, ectx, &diags); len(env) > 0 {
			c.env = env
		}
		sources = append(sources, c)
	}
	if b.Process != "" {
		sources = append(sources, &process{which: b.Process, service: b.Service, proc: "/proc"})
	}
	if len(b.Exec) > 0 {
		sources = append(sources, &command{argv: b.Exec, service: b.Service})
	}
	if filetree.Given(b.Systemd, ectx) {
		sources = append(sources, &systemd{spec: files("systemd", b.Systemd), service: b.Service})
	}
	if d := envfile.Dialect(b.Dialect); d != "" && !envfile.Known(d) {
		r := body.MissingItemRange()
		diags = append(diags, &hcl.Diagnostic{
			Severity: hcl.DiagError, Summary: "Unknown dialect", Subject: &r,
			Detail: fmt.Sprintf("dialect %q is not one of %v.", d, envfile.Dialects()),
		})
	}
	if len(sources) != 1 {
		r := body.MissingItemRange()
		return nil, append(diags, &hcl.Diagnostic{
			Severity: hcl.DiagError, Summary: "One source needed", Subject: &r,
			Detail: fmt.Sprintf("envvars needs exactly one of file, compose, process, exec, systemd; this block has %d.", len(sources)),
		})
	}
	return sources[0], diags
}

// resource makes the resource of one set of variables.
func resource(name, scope string, root snapshot.Node, src snapshot.Source) snapshot.Resource {
	root.Kind = snapshot.Map
	return snapshot.Resource{Kind: Kind, Name: name, Scope: scope, Pillar: snapshot.Configuration, Root: root, Source: src}
}
