package dependencies

import (
	"strings"

	"github.com/envparity/envparity/collectors"
)

// Needs implements collectors.Needer.
func (c *collector) Needs(dir string) []collectors.Need {
	out := c.spec.Needs(dir)
	if c.registry {
		n := collectors.Need{Act: collectors.ActAsk, What: "the registries of the images that are found", With: "Docker's credentials for each, by the credential helper it names if it names one"}
		if len(c.images) > 0 {
			n.What = "the registries of " + strings.Join(c.images, ", ")
		}
		out = append(out, n)
	}
	return out
}
