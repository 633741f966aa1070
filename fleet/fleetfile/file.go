// Package fleetfile reads fleet.hcl, which lists the systems of a fleet. docs/fleet.md describes it.
package fleetfile

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/envparity/envparity/config"
	"github.com/envparity/envparity/internal/bounds"
	"github.com/envparity/envparity/internal/confine"
	"github.com/envparity/envparity/internal/hclbound"
	"github.com/envparity/envparity/internal/nesting"
)

// FileName is what the file is called unless somebody says otherwise.
const FileName = "fleet.hcl"

// File is a fleet.hcl.
type File struct {
	Path    string // as given
	Text    []byte
	Dir     string // absolute; relative paths start here
	Name    string // of the fleet
	Store   string // a folder, or s3://bucket/prefix; "" for none
	Stale   time.Duration
	Soon    time.Duration
	Systems []System // sorted by name
}

// System is one system of a fleet.
type System struct {
	Name   string
	Dir    string // where it lies, relative to the file as a person would write it, or absolute
	Config string // its envparity.hcl: the path that opens it
	From   string // snapshots to audit instead of the environments, as check --from takes them
	Owner  string
	Tier   string
	Range  hcl.Range // what describes it
}

// Load reads the file at path. The error is a *config.Error that quotes the line where one is to blame.
func Load(path string) (*File, error) {
	src, err := confine.Own(path, bounds.Config)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, &config.Error{Summary: fmt.Sprintf("no fleet file %q; docs/fleet.md shows one", path)}
	case err != nil:
		return nil, &config.Error{Summary: fmt.Sprintf("fleet file %q: %v", path, err)}
	}
	dir, err := filepath.Abs(filepath.Dir(path))
	if err != nil {
		return nil, &config.Error{Summary: fmt.Sprintf("fleet file %q: %v", path, err)}
	}
	return parse(src, path, dir)
}

func parse(src []byte, path, dir string) (*File, error) {
	files := map[string]*hcl.File{path: {Bytes: src}}
	if diags := nesting.HCL(src, path); diags.HasErrors() {
		return nil, &config.Error{Diags: diags, Files: files}
	}
	file, diags := hclsyntax.ParseConfig(src, path, hcl.InitialPos)
	if diags.HasErrors() {
		return nil, &config.Error{Diags: diags, Files: files}
	}
	files[path] = file
	body, ok := file.Body.(*hclsyntax.Body)
	if !ok {
		return nil, &config.Error{Summary: fmt.Sprintf("fleet file %q is not in HCL's native syntax", path)}
	}
	hclbound.Body(body)
	d := decoder{file: &File{Path: path, Text: src, Dir: dir}, owners: owners{files: map[string]*codeowners{}}}
	d.body(body)
	if d.diags.HasErrors() {
		return nil, &config.Error{Diags: d.diags, Files: files}
	}
	return d.file, nil
}

// Find returns the path of the fleet.hcl in dir; ok is false where there is none.
func Find(dir string) (path string, ok bool) {
	path = filepath.Join(dir, FileName)
	st, err := os.Lstat(path)
	return path, err == nil && !st.IsDir() // Load refuses what is not a regular file
}

// Part returns the systems that one of n workers runs: those whose number in the order of names leaves the remainder index.
func (f *File) Part(index, n int) []System {
	var out []System
	for i := range f.Systems {
		if i%n == index {
			out = append(out, f.Systems[i])
		}
	}
	return out
}
