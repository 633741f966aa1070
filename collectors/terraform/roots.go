package terraform

import (
	"path"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

// withoutOtherRoots leaves out the folders below the top one that keep a state of their own and that no module calls, where the top one is a root itself
// and is given the variable files of an environment: somebody applies those folders by themselves, with other values. It leaves out what only such
// folders hold, too, and says which folders it left out. order is sorted.
func (r *reader) withoutOtherRoots(folders map[string]*folder, order []string) []string {
	if len(order) < 2 || len(folders[order[0]].modules) == 0 || slices.ContainsFunc(order[1:], func(dir string) bool { return !below(order[0], dir) }) {
		return order
	}
	called := map[string]bool{}
	for _, dir := range order {
		for _, source := range folders[dir].calls() {
			called[path.Join(dir, source)] = true
		}
	}
	var left []string
	out := slices.DeleteFunc(slices.Clone(order), func(dir string) bool {
		if dir != order[0] && !called[dir] && folders[dir].keepsState() {
			left = append(left, dir)
			return true
		}
		return slices.ContainsFunc(left, func(root string) bool { return below(root, dir) && !called[dir] })
	})
	if len(left) > 0 {
		r.problems.Note("%s: not read with the variable files of %s, since each keeps a state of its own; a collect block with this folder reads it", strings.Join(left, ", "), order[0])
	}
	return out
}

// below reports whether dir is a folder inside of top.
func below(top, dir string) bool { return top == "." || strings.HasPrefix(dir, top+"/") }

// calls returns the sources of the modules that a folder calls by a path.
func (f *folder) calls() []string {
	var out []string
	f.blocks("module", func(b *hclsyntax.Block) {
		a, ok := b.Body.Attributes["source"]
		if !ok {
			return
		}
		if v, diags := a.Expr.Value(nil); !diags.HasErrors() && v.Type() == cty.String && !v.IsNull() && v.IsKnown() {
			if s := v.AsString(); strings.HasPrefix(s, ".") {
				out = append(out, s)
			}
		}
	})
	return out
}

// keepsState reports whether a folder says where its state is kept: only a root does.
func (f *folder) keepsState() bool {
	found := false
	f.blocks("terraform", func(b *hclsyntax.Block) {
		found = found || slices.ContainsFunc(b.Body.Blocks, func(in *hclsyntax.Block) bool { return in.Type == "backend" || in.Type == "cloud" })
	})
	return found
}

// blocks calls do for the blocks of one type in the files of a folder.
func (f *folder) blocks(kind string, do func(*hclsyntax.Block)) {
	for _, m := range f.modules {
		for _, b := range m.body.Blocks {
			if b.Type == kind {
				do(b)
			}
		}
	}
}

// withoutBackendSettings leaves out files such as `prod.hcl` with settings and no block, beside modules: `-backend-config` gives them to a backend, and
// nothing loads them by itself. Environments that share the folder would all seem to have the settings of each.
func (f *folder) withoutBackendSettings() {
	if len(f.modules) == 0 {
		return
	}
	f.grunts = slices.DeleteFunc(f.grunts, func(m *module) bool {
		only := len(m.body.Blocks) == 0 && path.Base(m.file.Path) != "terragrunt.hcl"
		if only {
			f.problems.Note("%s: not read, since nothing loads settings of a backend by itself; a collect block that names the file reads it", m.file.Path)
		}
		return only
	})
}
