package groundtruth

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

var (
	csvFile = flag.String("csv", "", "repairs to judge")
	repos   = flag.String("repos", "", "folder with a clone of each repository, named owner+name or by name=folder pairs in -as")
	as      = flag.String("as", "", "comma-separated owner/name=folder, for clones named otherwise")
	binary  = flag.String("envparity", "", "the program")
	onlyRow = flag.Int("line", 0, "judge this line of the CSV alone, and keep its folder")
)

// TestTruth is `make groundtruth CSV=… REPOS=…`: it judges the repairs and prints a table.
func TestTruth(t *testing.T) {
	if *csvFile == "" {
		t.Skip("no -csv given")
	}
	f, err := os.Open(*csvFile)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	cases, err := Read(f)
	if err != nil {
		t.Fatal(err)
	}
	found, evident := 0, 0
	for _, c := range cases {
		if *onlyRow != 0 && c.Line != *onlyRow {
			continue
		}
		dir := t.TempDir()
		if *onlyRow != 0 {
			dir, _ = os.MkdirTemp("", "groundtruth")
			fmt.Println(dir)
		}
		v, err := Judge(c, clone(c.Repo), *binary, dir)
		said := v.Shown
		switch {
		case err != nil:
			v.Skip = err.Error()
			fallthrough
		case v.Skip != "":
			said = "skipped"
			v.Finding = v.Skip
		default:
			evident++
			if v.Found() {
				found++
			} else if said == "" {
				said = "MISSED"
			}
		}
		fmt.Printf("%4d  %-10s %-16s %-60s %.40s  %s\n", c.Line, said, c.Kind, tail(c.File, 60), c.Key, v.Finding)
	}
	fmt.Printf("\n%d of %d found among what must or should be fixed; %d skipped\n", found, evident, len(cases)-evident)
}

func clone(repo string) string {
	for pair := range strings.SplitSeq(*as, ",") {
		if name, folder, ok := strings.Cut(pair, "="); ok && name == repo {
			return filepath.Join(*repos, folder)
		}
	}
	return filepath.Join(*repos, strings.ReplaceAll(repo, "/", "+"))
}

func tail(s string, n int) string {
	if len(s) > n {
		return "…" + s[len(s)-n+1:]
	}
	return s
}

func TestEnvironmentsStandBesideOneAnother(t *testing.T) {
	for name, c := range map[string]struct {
		file, env string
		siblings  []string
		want      []string
		rel       string
	}{
		"folders by suffix":    {"ns/shop-prod/resources/main.tf", "prod", []string{"shop-dev", "shop-prod", "shop-preprod", "shopping-dev"}, []string{"ns/shop-dev", "ns/shop-preprod", "ns/shop-prod"}, "resources/main.tf"},
		"folders by name":      {"env/production/rds/x.hcl", "prod", []string{"production", "staging", "common"}, []string{"env/production", "env/staging"}, "rds/x.hcl"},
		"files":                {"overrides/production.env", "prod", []string{"production.env", "staging.env", "README.md"}, []string{"overrides/production.env", "overrides/staging.env"}, "env.env"},
		"a word at both ends":  {"ns/stg-track-staging/a.yaml", "staging", []string{"stg-track-staging", "track-dev"}, []string{"ns/stg-track-staging", "ns/track-dev"}, "a.yaml"},
		"preprod is not prod":  {"ns/shop-preprod/a.yaml", "preprod", []string{"shop-preprod", "shop-prod"}, []string{"ns/shop-preprod", "ns/shop-prod"}, "a.yaml"},
		"two words, one place": {"ns/dev/shop-uat/a.yaml", "uat", []string{"shop-uat", "shop-dev"}, []string{"ns/dev/shop-dev", "ns/dev/shop-uat"}, "a.yaml"},
	} {
		t.Run(name, func(t *testing.T) {
			l, err := find(Case{File: c.file, Env: c.env}, func(string) ([]string, error) { return c.siblings, nil })
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, root := range l.root {
				got = append(got, root)
			}
			slices.Sort(got)
			if !slices.Equal(got, c.want) || l.rel != c.rel {
				t.Errorf("got %v, %q", got, l.rel)
			}
		})
	}
}

func TestTheCounterpartStandsInWhereNoLayoutIsSeen(t *testing.T) {
	none := func(string) ([]string, error) { return nil, nil }
	l, err := find(Case{File: "a/blue.env", Counterpart: "b/green.env", Env: "prod", Other: "staging"}, none)
	if err != nil || l.root["prod"] != "a/blue.env" || l.root["staging"] != "b/green.env" || l.rel != "blue.env" {
		t.Errorf("got %+v, %v", l, err)
	}
	for _, c := range []Case{{File: "a.env", Env: "prod"}, {File: "a.env", Counterpart: "b.json", Env: "prod", Other: "staging"}} {
		if _, err := find(c, none); err == nil {
			t.Errorf("%+v was laid out", c)
		}
	}
}

// TestAFileThatOnlySomeHaveIsCollected: one block for what all have, and one for the rest, so that it is seen to be missing.
func TestAFileThatOnlySomeHaveIsCollected(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"dev/app.json", "prod/app.json", "prod/more/x.json", "dev/d.yaml", "prod/d.yaml"} {
		text := "{}"
		if filepath.Ext(name) == ".yaml" {
			text = "kind: Deployment\n"
		}
		p := filepath.Join(dir, name)
		if err := errors.Join(os.MkdirAll(filepath.Dir(p), 0o750), os.WriteFile(p, []byte(text), 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	got := configFor(dir, []string{"dev", "prod"})
	for _, want := range []string{
		`collect "files" { path = "${env.name}/app.json" }`, `path = ["${env.name}/**/*.json"]`,
		`exclude = ["${env.name}/app.json", "${env.name}/d.yaml"]`, `collect "kubernetes" { path = "${env.name}" }`,
	} {
		if !strings.Contains(got, want) {
			t.Errorf("no %s in\n%s", want, got)
		}
	}
}

// TestARepairIsFoundAtItsLine makes a repository with one repair and judges it with a stand-in for the program.
func TestARepairIsFoundAtItsLine(t *testing.T) {
	repo, run, write := scratch(t)
	write("ns/shop-dev/main.tf", "locals {\n  host = \"db-dev\"\n}\n")
	write("ns/shop-prod/main.tf", "locals {\n  host = \"db-dev\"\n}\n")
	run("add", ".")
	run("commit", "-qm", "before")
	parent := run("rev-parse", "HEAD")
	write("ns/shop-prod/main.tf", "locals {\n  host = \"db-prod\"\n}\n")
	run("commit", "-qam", "after")
	c := Case{Parent: parent, Commit: run("rev-parse", "HEAD"), Env: "prod", File: "ns/shop-prod/main.tf"}
	for line, want := range map[string]bool{"2": true, "1": false} {
		fake := filepath.Join(t.TempDir(), "fake")
		script := `#!/bin/sh
echo '{"findings":[{"verdict":"must-fix","kind":"leaked","path":"host","resource":{"kind":"locals","name":"l"},"values":{"prod":{"state":"present","source":{"file":"prod/main.tf","line":` + line + `}}}}]}'`
		if err := os.WriteFile(fake, []byte(script), 0o700); err != nil { //nolint:gosec // it has to run
			t.Fatal(err)
		}
		v, err := Judge(c, repo, fake, t.TempDir())
		if err != nil {
			t.Fatal(err)
		}
		if v.Found() != want {
			t.Errorf("line %s: %+v", line, v)
		}
	}
}

// scratch makes an empty repository, with functions that run git in it and write files to it.
func scratch(t *testing.T) (repo string, run func(args ...string) string, write func(name, text string)) {
	t.Helper()
	repo = t.TempDir()
	run = func(args ...string) string {
		t.Helper()
		cmd := exec.Command("git", append([]string{"-C", repo, "-c", "user.name=t", "-c", "user.email=t@example.org"}, args...)...)
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("git %v: %v: %s", args, err, out)
		}
		return strings.TrimSpace(string(out))
	}
	write = func(name, text string) {
		t.Helper()
		p := filepath.Join(repo, name)
		if err := os.MkdirAll(filepath.Dir(p), 0o750); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(p, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	run("init", "-q")
	return repo, run, write
}
