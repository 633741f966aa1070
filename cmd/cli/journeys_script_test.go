package cli

import (
	"fmt"
	"os"
	"strconv"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/envparity/envparity/journeys/journeystest"
)

// shops starts the demo's servers, plainly different, for the rest of a script and writes a config for them: shops FILE.
func shops(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: shops FILE")
	}
	d, err := journeystest.StartShops(journeystest.PlainShops())
	ts.Check(err)
	ts.Defer(d.Close)
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(d.Config()), 0o600))
}

// mode fails unless a file has the permissions given: mode 600 FILE.
func mode(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: mode OCTAL FILE")
	}
	info, err := os.Stat(ts.MkAbs(args[1]))
	ts.Check(err)
	if got := fmt.Sprintf("%o", info.Mode().Perm()); got != args[0] {
		ts.Fatalf("%s has mode %s, want %s", args[1], got, args[0])
	}
}

// capture writes GoReplay traffic: capture FILE COUNT EVERY TOOK BODY PATH...
func capture(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 6 {
		ts.Fatalf("usage: capture FILE COUNT EVERY TOOK BODY PATH...")
	}
	count, err := strconv.Atoi(args[1])
	ts.Check(err)
	every, err := time.ParseDuration(args[2])
	ts.Check(err)
	took, err := time.ParseDuration(args[3])
	ts.Check(err)
	f, err := os.Create(ts.MkAbs(args[0]))
	ts.Check(err)
	ts.Check(journeystest.WriteCapture(f, journeystest.Captured{Paths: args[5:], Count: count, Every: every, Took: took, Body: ts.ReadFile(args[4])}))
	ts.Check(f.Close())
}
