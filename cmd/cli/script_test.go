package cli

import (
	"bytes"
	"encoding/json"
	"flag"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/envparity/envparity/fleet"
	"github.com/envparity/envparity/journeys"
	jschema "github.com/envparity/envparity/journeys/schema"
	"github.com/envparity/envparity/report"
	"github.com/envparity/envparity/report/schema"
)

var update = flag.Bool("update", false, "write the expected output of the scripts anew")

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"envparity":        func() { os.Exit(Main(os.Args[1:], os.Exit)) },
		"envparity-breaks": breaksMain,
	})
}

// TestScripts runs every script below testdata/script, a subtest a folder: no folder can be forgotten.
func TestScripts(t *testing.T) {
	folders, err := os.ReadDir(filepath.Join("testdata", "script"))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range folders {
		t.Run(f.Name(), func(t *testing.T) {
			testscript.Run(t, testscript.Params{
				Dir:                 filepath.Join("testdata", "script", f.Name()),
				RequireExplicitExec: true,
				RequireUniqueNames:  true,
				UpdateScripts:       *update,
				Setup: func(e *testscript.Env) error {
					e.Setenv("ENVPARITY_KEY", "0123456789abcdef0123456789abcdef")
					e.Setenv("HOME", filepath.Join(e.WorkDir, "home"))
					e.Setenv("XDG_CONFIG_HOME", filepath.Join(e.WorkDir, "home", ".config"))
					e.Setenv("XDG_CACHE_HOME", filepath.Join(e.WorkDir, "home", ".cache"))
					// What lies above the work folder is somebody else's: the search for a config ends here.
					return os.MkdirAll(filepath.Join(e.WorkDir, ".git"), 0o755)
				},
				Cmds: commands(),
			})
		})
	}
}

// commands are what scripts may call besides testscript's own.
func commands() map[string]func(*testscript.TestScript, bool, []string) {
	all := map[string]func(*testscript.TestScript, bool, []string){
		"report": validReport, "exits": exits, "truncate": truncate, "shops": shops, "mode": mode, "capture": capture, "crlf": crlf, "damagefleet": damageFleet, "setenv": setenv,
	}
	maps.Copy(all, damaging())
	return all
}

// setenv sets a variable to what a group of a regular expression found in the last standard output: setenv NAME REGEXP.
func setenv(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: setenv NAME REGEXP")
	}
	m := regexp.MustCompile(args[1]).FindStringSubmatch(ts.ReadFile("stdout"))
	if len(m) != 2 {
		ts.Fatalf("nothing fits %s", args[1])
	}
	ts.Setenv(args[0], m[1])
}

// validReport holds a file against the published schema that its "schema" names: report FILE.
func validReport(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: report FILE")
	}
	text := ts.ReadFile(args[0])
	var head struct {
		Schema string `json:"schema"`
	}
	ts.Check(json.Unmarshal([]byte(text), &head))
	published, ok := map[string][]byte{"envparity.report/v1": schema.ReportV1(), report.DoctorSchema: schema.DoctorV1(), report.HistorySchema: schema.HistoryV1(), report.TrendSchema: schema.TrendV1(), report.GateSchema: schema.GateV1(), fleet.Schema: schema.FleetV1(), journeys.Schema: jschema.JourneysV1(), journeys.ReportSchema: jschema.ReportV1()}[head.Schema]
	if !ok {
		ts.Fatalf("no schema is published for %q", head.Schema)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(published))
	ts.Check(err)
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	ts.Check(c.AddResource("published.json", doc))
	s, err := c.Compile("published.json")
	ts.Check(err)
	got, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
	ts.Check(err)
	ts.Check(s.Validate(got))
}

// exits runs envparity and holds its exit code against the first argument: exits CODE[,CODE] ARGS...
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 1 {
		ts.Fatalf("usage: exits CODE ARGS...")
	}
	err := ts.Exec("envparity", args[1:]...)
	got := "0"
	if err != nil {
		got = strings.TrimPrefix(err.Error(), "exit status ")
	}
	if !slices.Contains(strings.Split(args[0], ","), got) {
		ts.Fatalf("exit code %s, want %s", got, args[0])
	}
}

// truncate cuts a file in half: truncate FILE.
func truncate(ts *testscript.TestScript, _ bool, args []string) {
	text := ts.ReadFile(args[0])
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(text[:len(text)/2]), 0o644))
}

// crlf gives a file the line endings of Windows: crlf FILE.
func crlf(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: crlf FILE")
	}
	text := strings.ReplaceAll(ts.ReadFile(args[0]), "\n", "\r\n")
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(text), 0o644))
}
