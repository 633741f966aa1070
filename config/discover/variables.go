package discover

import (
	"io/fs"
	"path"
	"slices"
	"strings"
)

const (
	variableFile   = "Terraform variables"
	terraformCode  = "Terraform configuration"
	terragruntTree = "a terragrunt tree"
)

// variables decides what the variable files in environments' folders belong to: the code beside them, the code above them, or nothing. It looks
// at all environments before any is removed, because a file of values often has its environment's name and exists in no other.
func variables(fsys fs.FS, p *place, lists [][]source) {
	what := variableFile
	if slices.ContainsFunc(lists, hasCode) {
		what = terraformCode // environments without code are compared with those that have it
	} else if code := codeOf(fsys, p); code != "" {
		if below := valuesBelow(lists); below != "" {
			s := source{typ: "terraform", attr: "var_files", code: code, below: below, what: "Terraform with its variables", weight: 6}
			for i, list := range lists {
				if len(ownFiles(list)) > 0 {
					list = append(list, s)
				}
				lists[i] = slices.DeleteFunc(list, func(s source) bool { return s.attr == "var_files" && s.code == "" })
			}
			return
		}
	}
	for i, list := range lists {
		var out []source
		for _, s := range list {
			if s.attr == "var_files" {
				if hasCode(list) {
					continue // read with it
				}
				s = source{typ: "terraform", attr: "config", below: strings.TrimSuffix(path.Dir(s.below), "/"), what: what, weight: 5}
			}
			if !slices.Contains(out, s) {
				out = append(out, s)
			}
		}
		lists[i] = out
	}
}

func hasCode(list []source) bool {
	return slices.ContainsFunc(list, func(s source) bool { return s.typ == "terraform" && s.attr == "config" })
}

// valuesBelow returns one path or pattern below environments' folders for the variable files at their top: their name if all have the same one,
// every file if none beside them is for something else, or terraform.tfvars, or the most common name. "" if none matches in two of them.
func valuesBelow(lists [][]source) string {
	const usual = "/terraform.tfvars" // loaded first if it is beside the code
	having := map[string]int{}
	all, mixed, best := 0, false, ""
	for _, list := range lists {
		own := ownFiles(list)
		all += min(len(own), 1)
		for _, below := range own {
			having[below]++
			if having[below] > having[best] {
				best = below
			}
		}
		mixed = mixed || slices.ContainsFunc(list, func(s source) bool {
			return s.attr == "var_files" && path.Dir(s.below) == "/" && !slices.Contains(own, s.below)
		})
	}
	if having[usual] >= 2 {
		best = usual
	}
	switch {
	case all < 2:
		return ""
	case len(having) > 1 && !mixed:
		return "/*.tfvars"
	case having[best] < 2:
		return ""
	}
	return best
}

// ownFiles lists the files at the top of an environment's folder that set variables, as paths below it.
func ownFiles(list []source) []string {
	var out []string
	for _, s := range list {
		if s.attr == "var_files" && s.code == "" && path.Dir(s.below) == "/" && ownVariables(path.Base(s.below)) {
			out = append(out, s.below)
		}
	}
	return out
}

// ownVariables reports whether a file of values sets variables. It excludes a backend's settings, and files that are loaded by themselves.
func ownVariables(name string) bool {
	name = strings.ToLower(name)
	return !strings.Contains(name, "backend") && !strings.Contains(name, ".auto.")
}

// codeOf finds the folder of Terraform for the values of a place: the place's own or one of the two above it that declares variables.
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
	entries, _ := fs.ReadDir(fsys, dir) // an unreadable file is not suggested
	for _, e := range entries {
		if e.Type().IsRegular() && path.Ext(e.Name()) == ".tf" && topLevel(peek(fsys, path.Join(dir, e.Name())), "variable ") {
			return true
		}
	}
	return false
}

// beside lists, as globs below the code's folder, the files with the values of all environments. Each has its environment's name.
func beside(p *place, code string) []string {
	if p.parent != code {
		rel := p.parent
		if code != "." {
			rel = strings.TrimPrefix(rel, code+"/")
		}
		return []string{globSigns.ReplaceAllString(rel, `\$0`) + "/**"}
	}
	if !p.dir {
		return nil // files beside the code are loaded only if they are named
	}
	var out []string
	for _, o := range p.envs {
		out = append(out, globSigns.ReplaceAllString(o.name, `\$0`)+"/**")
	}
	return out
}
