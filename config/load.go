package config

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/envparity/envparity/internal/bounds"
	"github.com/envparity/envparity/internal/confine"
	"github.com/envparity/envparity/internal/hclbound"
	"github.com/envparity/envparity/internal/nesting"
)

// FileName is the default name of a config file, see --config.
const FileName = "envparity.hcl"

// Options are the caller's knowledge for validating a config.
type Options struct {
	CollectTypes []string // the valid types of a collect block; empty: not checked
}

// Find returns the path of the config file for dir: the one in dir, or in the nearest folder above it within the same repository (a folder with
// .git ends the search). ok is false if there is none.
func Find(dir string) (path string, ok bool) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return "", false
	}
	start := dir
	for {
		p := filepath.Join(dir, FileName)
		if st, err := os.Lstat(p); err == nil && !st.IsDir() { // Load refuses what is not a regular file
			return p, true
		}
		if _, err := os.Stat(filepath.Join(dir, ".git")); err == nil {
			return "", false
		}
		up := filepath.Dir(dir)
		if up == dir {
			// Without a repository only the folder itself counts. Otherwise a stray file in a home or root folder would apply to everything below
			// it.
			p := filepath.Join(start, FileName)
			if _, err := os.Lstat(p); err == nil {
				return p, true
			}
			return "", false
		}
		dir = up
	}
}

// Load reads and validates the config file at path. An error of the config is an *Error that quotes the source, without
// what may be a secret in it. A link out of the repository is not followed.
func Load(path string, o Options) (*Config, error) {
	st, err := os.Lstat(path)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return nil, &Error{Summary: fmt.Sprintf("no config file %q; `envparity init` writes one", path)}
	case err != nil:
		return nil, &Error{Summary: fmt.Sprintf("config file %q: %v", path, err)}
	case st.IsDir():
		return nil, &Error{Summary: fmt.Sprintf("config file %q is a folder; name the file, such as %q", path, filepath.Join(path, FileName))}
	case st.Size() > bounds.Config:
		return nil, &Error{Summary: fmt.Sprintf("config file %q has %d bytes, at most %d are read", path, st.Size(), bounds.Config)}
	}
	src, err := confine.Own(path, bounds.Config)
	if err != nil {
		return nil, &Error{Summary: fmt.Sprintf("config file %q: %v", path, err)}
	}
	dir, err := filepath.Abs(filepath.Dir(path))
	if err != nil {
		return nil, &Error{Summary: fmt.Sprintf("config file %q: %v", path, err)}
	}
	return Parse(src, path, dir, o)
}

// Parse decodes and validates the text of a config file. filename is shown in errors; relative paths start at dir.
func Parse(src []byte, filename, dir string, o Options) (*Config, error) {
	diags := nesting.HCL(src, filename)
	c := &Config{
		File:     filename,
		Dir:      dir,
		Sources:  map[string]*hcl.File{filename: {Bytes: src}},
		Waivers:  "envparity.waivers.hcl",
		Baseline: "envparity.baseline.json",
	}
	if diags.HasErrors() {
		return nil, &Error{Diags: diags, Files: c.Sources}
	}
	file, diags := hclsyntax.ParseConfig(src, filename, hcl.InitialPos)
	if diags.HasErrors() {
		return nil, &Error{Diags: diags, Files: c.Sources}
	}
	c.Sources[filename] = file
	body, ok := file.Body.(*hclsyntax.Body)
	if !ok {
		return nil, &Error{Summary: fmt.Sprintf("config file %q is not in HCL's native syntax", filename)}
	}
	bound(body)
	d := decoder{config: c, options: o}
	d.body(body)
	if d.diags.HasErrors() {
		return nil, &Error{Diags: d.diags, Files: c.Sources}
	}
	return c, nil
}

// bound limits all expressions that this package and the collectors evaluate. Rules have limits of their own.
func bound(body *hclsyntax.Body) {
	hclbound.Body(&hclsyntax.Body{Attributes: body.Attributes})
	for _, b := range body.Blocks {
		if b.Type != "rule" {
			hclbound.Body(b.Body)
		}
	}
}

// Resolve returns p as an absolute path. A relative path starts at the config's folder.
func (c *Config) Resolve(p string) string {
	if p == "" || filepath.IsAbs(p) {
		return p
	}
	return filepath.Join(c.Dir, p)
}

// Ref returns the reference environment. A valid Config has one.
func (c *Config) Ref() *Environment {
	for i := range c.Environments {
		if c.Environments[i].Reference {
			return &c.Environments[i]
		}
	}
	return nil
}

// Environment returns the environment of that name, or nil.
func (c *Config) Environment(name string) *Environment {
	for i := range c.Environments {
		if c.Environments[i].Name == name {
			return &c.Environments[i]
		}
	}
	return nil
}

// Names lists the environments in the config's order.
func (c *Config) Names() []string {
	names := make([]string, len(c.Environments))
	for i := range c.Environments {
		names[i] = c.Environments[i].Name
	}
	return names
}

// InRepository returns dir relative to the root of its repository, with slashes; "" for the root itself, and without a repository. Code hosts
// name files from the root, reports from the config.
func InRepository(dir string) string {
	for root := dir; ; root = filepath.Dir(root) {
		if _, err := os.Stat(filepath.Join(root, ".git")); err == nil {
			rel, err := filepath.Rel(root, dir)
			if err != nil || rel == "." {
				return ""
			}
			return filepath.ToSlash(rel)
		}
		if root == filepath.Dir(root) {
			return ""
		}
	}
}

// Name returns the config's name for people.
func (c *Config) Name() string {
	if c.File == "" {
		return "what was found here"
	}
	return c.File
}
