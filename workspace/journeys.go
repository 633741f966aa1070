package workspace

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/envparity/envparity/config"
	"github.com/envparity/envparity/journeys"
	"github.com/envparity/envparity/journeys/decode"
	"github.com/envparity/envparity/journeys/runner"
)

// Journeys is the journeys in the config.
type Journeys struct {
	Config  *config.Config
	Cases   []runner.Case
	Targets []journeys.Target
}

// LoadJourneys decodes every journey once per environment, because it may use env.name and env.vars.
func (w *Workspace) LoadJourneys() (*Journeys, error) {
	cfg, err := w.Load()
	if err != nil {
		return nil, err
	}
	if len(cfg.Journeys) == 0 {
		return nil, fmt.Errorf("no journeys are defined: add a `journey \"checkout\" { step \"search\" { request = \"GET /search\" } }` block to %s, or make a draft with `envparity journeys import`", orText(cfg.File, "envparity.hcl"))
	}
	in := &Journeys{Config: cfg}
	var diags hcl.Diagnostics
	for i := range cfg.Environments {
		t, d := Target(cfg, &cfg.Environments[i])
		diags = append(diags, d...)
		in.Targets = append(in.Targets, t)
	}
	for _, block := range cfg.Journeys {
		c := runner.Case{Name: block.Name, In: map[string]*journeys.Journey{}}
		for i := range cfg.Environments {
			env := &cfg.Environments[i]
			d := decode.Decoder{Context: cfg.EvalContext(env, nil), From: stepsFrom(cfg.Dir)}
			j, ds := d.Decode(block.Name, block.Body)
			diags = append(diags, ds...)
			for _, n := range j.Only {
				if cfg.Environment(n) == nil {
					diags = append(diags, &hcl.Diagnostic{Severity: hcl.DiagError, Summary: "Unknown environment", Detail: fmt.Sprintf("`only` names %q, there are %s.", n, strings.Join(cfg.Names(), ", ")), Subject: block.Range.Ptr()})
				}
			}
			here(cfg.Dir, &j)
			c.In[env.Name] = &j
		}
		in.Cases = append(in.Cases, c)
	}
	if diags.HasErrors() {
		return nil, &config.Error{Diags: once(diags), Files: cfg.Sources}
	}
	return in, nil
}

// Secret returns the value of secret("NAME").
func (w *Workspace) Secret(name string) (string, error) {
	if v := w.Getenv(name); v != "" {
		return v, nil
	}
	return "", fmt.Errorf("secret(%q): the environment variable %s is not set", name, name)
}

// here makes the path of a journey's file relative to the config's folder, as for sources in findings.
func here(dir string, j *journeys.Journey) {
	name := func(file *string) {
		abs, err := filepath.Abs(*file)
		if err != nil || *file == "" {
			return
		}
		if rel, err := filepath.Rel(dir, abs); err == nil && filepath.IsLocal(rel) {
			*file = filepath.ToSlash(rel)
		}
	}
	name(&j.File)
	for i := range j.Steps {
		if f := &j.Steps[i].File; !strings.HasSuffix(*f, ".hurl") { // .hurl files are already relative to the config
			name(f)
		}
	}
}

// Target returns an environment in the form for journeys. Relative paths start at the config.
func Target(cfg *config.Config, env *config.Environment) (journeys.Target, hcl.Diagnostics) {
	t := journeys.Target{
		Name: env.Name, Reference: env.Reference, Protected: env.Protected, BaseURL: env.BaseURL,
		ExpectedRatio: env.ExpectedRatio, Vocabulary: env.Vocabulary,
	}
	diags := decode.Target(env.Journey, cfg.EvalContext(env, nil), &t)
	for _, p := range []*string{&t.TLS.CA, &t.TLS.Cert, &t.TLS.Key} {
		if *p != "" && !filepath.IsAbs(*p) {
			*p = filepath.Join(cfg.Dir, *p)
		}
	}
	return t, diags
}

// once keeps one of several equal diagnostics, because a mistake in a journey occurs in every environment.
func once(diags hcl.Diagnostics) hcl.Diagnostics {
	var out hcl.Diagnostics
	for _, d := range diags {
		if !slices.ContainsFunc(out, func(o *hcl.Diagnostic) bool { return o.Error() == d.Error() }) {
			out = append(out, d)
		}
	}
	return out
}

func orText(s, other string) string {
	if s == "" {
		return other
	}
	return s
}
