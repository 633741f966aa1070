package terraform

import (
	"context"
	"fmt"
	"io/fs"
	"path/filepath"
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

const maxAgreed = bounds.AgreedFiles

// Needs implements collectors.Needer. A backend of the repository's may be anywhere and want any credential, and a plan runs providers and
// the programs of external data sources: the code of the working directory is agreed to with its content.
func (c *workspace) Needs(dir string) []collectors.Need {
	work := c.dir
	if !filepath.IsAbs(work) {
		work = filepath.Join(dir, work)
	}
	out := filetree.Outside(dir, c.dir)
	for _, b := range c.backend {
		if !strings.Contains(b, "=") {
			out = append(out, filetree.Outside(work, b)...)
		}
	}
	out = append(out, filetree.Outside(dir, c.varFiles...)...)
	roots := confine.New(confine.Top(dir), work)
	_, local, err := backendOf(roots, work)
	if err == nil && local != nil {
		out = append(out, filetree.Outside(dir, under(work, local.state(c.name)))...)
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
	return append(out, collectors.Need{Act: collectors.ActRun, What: what, With: "the credentials of your environment", Files: append(filetree.Programs(dir, c.binary), code(roots, work)...)})
}

func under(dir, p string) string {
	if filepath.IsAbs(p) {
		return p
	}
	return filepath.Join(dir, p)
}

// code lists the files below a working directory that decide what its program does.
func code(roots *confine.Roots, dir string) []string {
	var out []string
	fsys := roots.FS(context.Background(), dir)
	_ = fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || len(out) > maxAgreed {
			return nil //nolint:nilerr // what cannot be read decides nothing
		}
		if d.IsDir() && (name == ".terraform" || d.Name() == ".git" || d.Name() == "node_modules") {
			return fs.SkipDir
		}
		for _, end := range []string{".tf", ".tofu", ".tf.json", ".tofu.json", ".tfvars", ".tfvars.json", ".hcl"} {
			if d.Type().IsRegular() && strings.HasSuffix(name, end) {
				out = append(out, filepath.Join(dir, filepath.FromSlash(name)))
				break
			}
		}
		return nil
	})
	return out
}
