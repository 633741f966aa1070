package database

import (
	"github.com/envparity/envparity/collectors"
	"github.com/envparity/envparity/collectors/filetree"
)

// Needs implements collectors.Needer.
func (c *database) Needs(dir string) []collectors.Need {
	out := filetree.Outside(dir, c.Migrations, c.File)
	if c.DSNEnv != "" {
		out = append(out, collectors.Need{Act: collectors.ActAsk, What: "the database that $" + c.DSNEnv + " names", With: "the password in it"})
	}
	return out
}
