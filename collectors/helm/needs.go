package helm

import (
	"github.com/envparity/envparity/collectors"
	"github.com/envparity/envparity/collectors/filetree"
)

// Needs implements collectors.Needer.
func (c *collector) Needs(dir string) []collectors.Need {
	return filetree.Spec{Patterns: append([]string{c.chart}, c.values...), Git: c.git}.Needs(dir)
}
