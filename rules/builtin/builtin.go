// Package builtin holds the rule packs that come with envparity: ordinary rule files, one a subject, tried in the order of
// their names. It holds no code.
package builtin

import "embed"

//go:embed *.hcl
var packs embed.FS

// FS returns the packs.
func FS() embed.FS { return packs }
