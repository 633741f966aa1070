package terraform

import (
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/envparity/envparity/collectors"
	"github.com/envparity/envparity/collectors/filetree"
	"github.com/envparity/envparity/internal/bounds"
	"github.com/envparity/envparity/internal/confine"
)

// Needs implements collectors.Needer.
func (c *collector) Needs(dir string) []collectors.Need {
	spec := c.spec
	spec.Patterns = append(append([]string(nil), spec.Patterns...), c.varFiles.Patterns...)
	return spec.Needs(dir)
}

// Needs implements collectors.Needer.
func (c *s3State) Needs(string) []collectors.Need {
	n := collectors.Need{Act: collectors.ActAsk, What: "S3 for " + c.Source(), With: "your AWS credentials"}
	if c.profile != "" {
		n.With += " of the profile " + c.profile
	}
	return []collectors.Need{n}
}

// Needs implements collectors.Needer. A backend in the repository may use any server and any credential, and a plan runs providers and the
// programs of external data sources. So the consent covers the content of the working directory's code.
func (c *workspace) Needs(dir string) []collectors.Need {
	work := filetree.Under(dir, c.dir)
	out := filetree.Outside(dir, c.dir)
	files := append(filetree.Programs(dir, c.binary), filetree.Programs(dir, c.varFiles...)...)
	for _, b := range c.backend {
		if !strings.Contains(b, "=") {
			out = append(out, filetree.Outside(work, b)...)
			files = append(files, filetree.Programs(work, b)...)
		}
	}
	out = append(out, filetree.Outside(dir, c.varFiles...)...)
	roots := confine.New(confine.Top(dir)) // what is outside is not even looked at before it is agreed to
	_, local, err := backendOf(roots, work)
	if err == nil && local != nil {
		out = append(out, filetree.Outside(dir, filetree.Under(work, local.state(c.name)))...)
	}
	if err == nil && local != nil && !c.refreshOnly {
		return out
	}
	binary := c.binary
	if binary == "" {
		binary = "tofu or terraform"
	}
	what := fmt.Sprintf("%s init and state pull in %s, which asks its backend", binary, c.Source())
	if c.refreshOnly {
		what = fmt.Sprintf("%s plan -refresh-only in %s, which runs its providers and the programs that its code names", binary, c.Source())
	}
	return append(out, collectors.Need{Act: collectors.ActRun, What: what, With: "the credentials of your environment", Files: append(files, code(roots, work, c.refreshOnly)...)})
}

// localModule matches the sources of modules in folders beside the code.
var localModule = regexp.MustCompile(`source"?\s*[=:]\s*"(\.\.?/[^"]*)"`)

// code lists the files that decide what a program does in a working directory: its code and what installs providers there, and the code of
// modules in folders beside it. If all is true, it lists every file, because a plan runs the scripts that code names.
func code(roots *confine.Roots, dir string, all bool) []string {
	var out []string
	seen := map[string]bool{}
	for todo := []string{filepath.Clean(dir)}; len(todo) > 0 && len(out) < bounds.Files; todo = todo[1:] {
		at := todo[0]
		if seen[at] {
			continue
		}
		seen[at] = true
		files := filetree.Below(roots, at, func(name string) bool {
			return all || decides(name) || strings.HasPrefix(name, "terraform.d/")
		})
		out = append(out, files...)
		for _, f := range files {
			if !isCode(f) {
				continue
			}
			text, err := roots.Read(f, bounds.AgreedFile, nil)
			if err != nil {
				continue
			}
			for _, m := range localModule.FindAllSubmatch(text, -1) {
				if module := filepath.Join(filepath.Dir(f), filepath.FromSlash(string(m[1]))); roots.Holds(module) {
					todo = append(todo, module)
				}
			}
		}
	}
	return out
}

func isCode(name string) bool {
	return slices.ContainsFunc([]string{".tf", ".tofu", ".tf.json", ".tofu.json"}, func(end string) bool { return strings.HasSuffix(name, end) })
}

// decides reports whether a file is code, the value of a variable, or settings of a backend.
func decides(name string) bool {
	return isCode(name) || slices.ContainsFunc([]string{".tfvars", ".tfvars.json", ".hcl", ".tfbackend"}, func(end string) bool { return strings.HasSuffix(name, end) })
}
