package cli

import (
	"os"
	"path/filepath"
	"slices"

	"github.com/rogpeppe/go-internal/testscript"
)

// damageFleet damages the newest record of a system in a store that is a folder: damagefleet DIR SYSTEM.
func damageFleet(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: damagefleet DIR SYSTEM")
	}
	found, err := filepath.Glob(filepath.Join(ts.MkAbs(args[0]), "fleet", args[1], "*.json"))
	ts.Check(err)
	if len(found) == 0 {
		ts.Fatalf("there is no record of %s", args[1])
	}
	newest := slices.Max(found)
	text, err := os.ReadFile(newest)
	ts.Check(err)
	text[len(text)/3] = 0
	ts.Check(os.WriteFile(newest, text, 0o600))
}
