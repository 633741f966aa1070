package envvars

import (
	"slices"
	"strings"

	"github.com/envparity/envparity/collectors"
	"github.com/envparity/envparity/collectors/filetree"
)

// Needs implements collectors.Needer.
func (c *dotenv) Needs(dir string) []collectors.Need { return c.spec.Needs(dir) }

// Needs implements collectors.Needer.
func (c *systemd) Needs(dir string) []collectors.Need { return c.spec.Needs(dir) }

// Needs implements collectors.Needer.
func (c *compose) Needs(dir string) []collectors.Need {
	spec := c.spec
	spec.Patterns = slices.Concat(spec.Patterns, c.env)
	return spec.Needs(dir)
}

// Needs implements collectors.Needer.
func (c *process) Needs(string) []collectors.Need {
	return []collectors.Need{{Act: collectors.ActRead, What: "the variables of the running process " + c.which}}
}

// Needs implements collectors.Needer. Consent covers the content of the files that the words name, but not the files that the program reads by
// itself.
func (c *command) Needs(dir string) []collectors.Need {
	return []collectors.Need{{Act: collectors.ActRun, What: strings.Join(c.argv, " "), Files: filetree.Programs(dir, c.argv...)}}
}
