package database

import (
	"strings"

	"github.com/envparity/envparity/collectors"
	"github.com/envparity/envparity/collectors/filetree"
)

// Needs implements collectors.Needer.
func (c *database) Needs(dir string) []collectors.Need {
	out := filetree.Outside(dir, c.Migrations, c.File, c.Schema)
	for _, argv := range [][]string{c.DSNCommand, c.PasswordCommand} {
		if len(argv) > 0 {
			out = append(out, collectors.Need{Act: collectors.ActRun, What: strings.Join(argv, " "), Files: filetree.Programs(dir, argv...)})
		}
	}
	if c.File+c.Schema == "" {
		out = append(out, collectors.Need{Act: collectors.ActAsk, What: "the database that " + c.origin() + " names", With: "the password in it"})
	}
	return out
}
