package groundtruth

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

var (
	systemsFile = flag.String("systems", "", "systems to audit")
	onlySystem  = flag.String("system", "", "audit this one of them alone")
	keep        = flag.String("keep", "", "folder that keeps each system's environments, config and report")
)

// TestSystems is `make signal REPOS=…`: it audits the systems as they stand and prints what is left of their differences.
func TestSystems(t *testing.T) {
	if *systemsFile == "" {
		t.Skip("no -systems given")
	}
	f, err := os.Open(*systemsFile)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	list, err := ReadSystems(f)
	if err != nil {
		t.Fatal(err)
	}
	var tallies []Tally
	for _, row := range list {
		all, err := row.Expand(clone(row.Repo))
		if err != nil {
			t.Error(err)
		}
		for _, s := range all {
			if *onlySystem != "" && s.Name != *onlySystem {
				continue
			}
			tally, err := audited(t, s)
			if err != nil {
				t.Errorf("%s: %v", s.Name, err)
				continue
			}
			tallies = append(tallies, tally)
		}
	}
	Table(os.Stdout, tallies)
}

func audited(t *testing.T, s System) (Tally, error) {
	dir := filepath.Join(*keep, s.Name)
	if *keep == "" {
		dir = t.TempDir()
	} else if err := os.RemoveAll(dir); err != nil {
		return Tally{}, err
	}
	if err := s.Lay(clone(s.Repo), dir); err != nil {
		return Tally{}, err
	}
	r, err := audit(*binary, dir)
	if err != nil {
		return Tally{}, err
	}
	if err := os.WriteFile(filepath.Join(dir, "report.json"), r.raw, 0o600); err != nil {
		return Tally{}, err
	}
	return tally(s.Name, r), nil
}

func TestSystemsAreReadAndLaidOut(t *testing.T) {
	repo, run, write := scratch(t)
	write("ns/shop-dev/a.yaml", "host: dev\n")
	write("ns/shop-uat/a.yaml", "host: uat\n")
	write("ns/shop-prod/a.yaml", "host: prod\n")
	write("ns/till-dev/a.yaml", "host: dev\n")
	write("ns/till-prod/a.yaml", "host: prod\n")
	write("env/dev.tfvars", "a = 1\n")
	write("env/production.tfvars", "a = 2\n")
	write("over/dev/kustomization.yaml", "resources: [../base]\n")
	run("add", ".")
	run("commit", "-qm", "all")

	list, err := ReadSystems(strings.NewReader("system,repo,commit,environments,paths\n" +
		"*,o/r,,,ns/{system}-{env}\n" +
		"two,o/r,,dev prod=production,ns/shop-dev env/{env}.tfvars kustomize:over/{env}\n"))
	if err != nil {
		t.Fatal(err)
	}
	found, err := list[0].Expand(repo)
	if err != nil || len(found) != 1 || found[0].Name != "shop" || len(found[0].Envs) != 3 {
		t.Fatalf("found %+v, %v; want shop alone, for till has two environments only", found, err)
	}
	dir := t.TempDir()
	if err := found[0].Lay(repo, dir); err != nil {
		t.Fatal(err)
	}
	holds(t, filepath.Join(dir, "uat", "a.yaml"), "host: uat")
	holds(t, filepath.Join(dir, "envparity.hcl"), `environment "prod" { reference = true }`, `collect "files" { path = "${env.name}/a.yaml" }`)

	dir = t.TempDir()
	if err := list[1].Lay(repo, dir); err != nil {
		t.Fatal(err)
	}
	holds(t, filepath.Join(dir, "prod", "env.tfvars"), "a = 2")
	holds(t, filepath.Join(dir, "prod", "shop-dev", "a.yaml"), "host: dev")
	holds(t, filepath.Join(dir, "envparity.hcl"), `kustomize = "tree/over/production"`, `only = ["prod"]`)
}

func TestSystemsOfAnotherFormAreRefused(t *testing.T) {
	if _, err := ReadSystems(strings.NewReader("name,repo\na,b\n")); err == nil || !strings.Contains(err.Error(), "header") {
		t.Errorf("got %v", err)
	}
}

func TestATableSumsUp(t *testing.T) {
	r := &report{}
	if err := json.Unmarshal([]byte(`{"summary":{"compared":2000,"identical":900,"equivalent":1000,"unknown":50,"must_fix":1,"should_fix":4,"acceptable":9}}`), r); err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	Table(&b, []Tally{tally("a", r), tally("b", r)})
	want := "| all | 2,100 | 2,000 | 2 | 8 | 18 | 100 % |"
	if !slices.Contains(strings.Split(b.String(), "\n"), want) {
		t.Errorf("got\n%s\nwant a line %s", b.String(), want)
	}
}

func holds(t *testing.T, file string, want ...string) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range want {
		if !strings.Contains(string(text), w) {
			t.Errorf("%s lacks %q:\n%s", file, w, text)
		}
	}
}
