package discover

import (
	"io/fs"
	"path"
	"slices"
	"strings"
)

const variableFile = "Terraform variables"

// variables settles what the variable files in environments' folders go with: the code beside them, the code above them, or nothing.
func variables(fsys fs.FS, p *place, found []source) []source {
	isVars := func(s source) bool { return s.attr == "var_files" }
	files := slices.DeleteFunc(slices.Clone(found), func(s source) bool { return !isVars(s) })
	rest := slices.DeleteFunc(found, isVars)
	if len(files) == 0 || slices.ContainsFunc(rest, func(s source) bool { return s.typ == "terraform" && s.attr == "config" }) {
		return rest
	}
	top := slices.DeleteFunc(slices.Clone(files), func(s source) bool {
		return path.Dir(s.below) != "/" || !ownVariables(path.Base(s.below))
	})
	if code := codeOf(fsys, p); code != "" && len(top) > 0 {
		s := source{typ: "terraform", attr: "var_files", code: code, below: top[0].below, what: "Terraform with its variables", weight: 6}
		if len(top) > 1 && len(top) == len(files) {
			s.below = "/*.tfvars"
		} else if i := slices.IndexFunc(top, func(s source) bool { return s.below == "/terraform.tfvars" }); i >= 0 {
			s.below = top[i].below
		}
		return append(rest, s)
	}
	for _, s := range files {
		s = source{typ: "terraform", attr: "config", below: strings.TrimSuffix(path.Dir(s.below), "/"), what: variableFile, weight: 5}
		if !slices.Contains(rest, s) {
			rest = append(rest, s)
		}
	}
	return rest
}

// ownVariables reports whether a file of values is for variables: those of a backend are not, and what loads by itself needs no naming.
func ownVariables(name string) bool {
	name = strings.ToLower(name)
	return !strings.Contains(name, "backend") && !strings.Contains(name, ".auto.")
}

// codeOf finds the folder of Terraform that the values of a place are for: the place's own or one of the two above it that declares variables.
func codeOf(fsys fs.FS, p *place) string {
	dir := p.parent
	for range 3 {
		if declares(fsys, dir) {
			return dir
		}
		if dir == "." {
			return ""
		}
		dir = path.Dir(dir)
	}
	return ""
}

// declares reports whether a file of Terraform in dir declares a variable.
func declares(fsys fs.FS, dir string) bool {
	entries, _ := fs.ReadDir(fsys, dir) // what cannot be read is not suggested
	for _, e := range entries {
		if e.Type().IsRegular() && path.Ext(e.Name()) == ".tf" && topLevel(peek(fsys, path.Join(dir, e.Name())), "variable ") {
			return true
		}
	}
	return false
}

// beside lists, as globs below the code's folder, what holds the values of all environments: each is named for its own.
func beside(p *place, code string) []string {
	if p.parent != code {
		rel := p.parent
		if code != "." {
			rel = strings.TrimPrefix(rel, code+"/")
		}
		return []string{rel + "/**"}
	}
	if !p.dir {
		return nil // files beside the code load only where they are named
	}
	var out []string
	for _, o := range p.envs {
		out = append(out, o.name+"/**")
	}
	return out
}
