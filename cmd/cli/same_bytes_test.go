package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/envparity/envparity/fixtures/shop"
	"github.com/envparity/envparity/report"
)

// TestTheSameInputGivesTheSameBytesOnOneCoreAndOnTwo runs each command that reports, in each of its formats, on one core and on two. Collecting is part of
// checking.
func TestTheSameInputGivesTheSameBytesOnOneCoreAndOnTwo(t *testing.T) {
	if testing.Short() {
		t.Skip("it audits the demo some forty times")
	}
	j := newJob(t)
	const at = " --now 2026-11-20T10:00:00Z"
	if _, err := shop.Extract(j.dir); err != nil {
		t.Fatal(err)
	}
	cfg, err := os.ReadFile(filepath.Join(j.dir, "envparity.hcl"))
	if err == nil {
		err = os.WriteFile(filepath.Join(j.dir, "envparity.hcl"), append(cfg, "\ngate {\n  complete        = true\n  no_new_must_fix = true\n  migrations      = true\n}\n"...), 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(j.dir, "fleet.hcl"), []byte("name = \"shop\"\nsystem \"shop\" { path = \".\" }\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, code := j.run(t, "envparity check --trust --keep"+at+" >/dev/null || true; envparity fleet run --trust"+at); code > 3 {
		t.Fatal(out)
	}
	commands := []string{"history --format json", "history", "trend --format json", "trend --format html", "trend", "gate --format json --trust", "gate --format html --trust", "gate --format markdown --trust", "check --from latest --format json"}
	for _, f := range report.Formats() {
		commands = append(commands, "check --trust --all --format "+f.Name)
	}
	for _, f := range report.FleetFormats() {
		commands = append(commands, "fleet report --format "+f)
	}
	for _, c := range commands {
		var first string
		for i, cores := range []string{"1", "2"} {
			out, code := j.run(t, "GOMAXPROCS="+cores+" envparity "+c+at+" 2>&1")
			switch {
			case code == 2 || code > 3 || strings.TrimSpace(out) == "":
				t.Fatalf("%s: code %d\n%s", c, code, out)
			case i == 0:
				first = out
			case out != first:
				t.Errorf("%s on %s cores differs from one core: %s", c, cores, difference(first, out))
			}
		}
	}
}

// difference is the first line in which two texts differ.
func difference(a, b string) string {
	x, y := strings.Split(a, "\n"), strings.Split(b, "\n")
	for i := range min(len(x), len(y)) {
		if x[i] != y[i] {
			return x[i] + "\nand\n" + y[i]
		}
	}
	return "one is longer"
}
