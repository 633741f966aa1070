package fleetfile

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// lay writes files below a new folder, which is a repository.
func lay(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	files[".git/HEAD"] = ""
	for name, text := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

const platform = `
name  = "platform"
store = "s3://fleet/records"
stale = "26h"
soon  = "720h"

system "web" {
  path   = "apps/web"
  config = "parity/envparity.hcl"
  owner  = "team-web"
  tier   = 1
}
system "legacy" {
  path = "../legacy"
  from = "latest"
}
systems {
  glob   = "services/*"
  except = ["sandbox"]
  tier   = "2"
}
`

func TestAFleetIsSystemsAndFoldersThatHaveAConfig(t *testing.T) {
	dir := lay(t, map[string]string{
		"fleet.hcl": platform, "CODEOWNERS": "* @everybody\n/services/orders/ @orders @sre\n",
		"services/orders/envparity.hcl": "", "services/billing/envparity.hcl": "", "services/sandbox/envparity.hcl": "", "services/library/README.md": "", "services/orders/deep/envparity.hcl": "",
	})
	f, err := Load(filepath.Join(dir, "fleet.hcl"))
	if err != nil {
		t.Fatal(err)
	}
	if f.Name != "platform" || f.Store != "s3://fleet/records" || f.Stale != 26*time.Hour || f.Soon != 720*time.Hour {
		t.Errorf("%+v", f)
	}
	var got []string
	for _, s := range f.Systems {
		rel, _ := filepath.Rel(dir, s.Config)
		got = append(got, fmt.Sprintf("%s %s owner %s tier %s from %s", s.Name, filepath.ToSlash(rel), s.Owner, s.Tier, s.From))
	}
	want := `billing services/billing/envparity.hcl owner @everybody tier 2 from 
legacy ../legacy/envparity.hcl owner  tier  from latest
orders services/orders/envparity.hcl owner @orders @sre tier 2 from 
web apps/web/parity/envparity.hcl owner team-web tier 1 from `
	if strings.Join(got, "\n") != want {
		t.Errorf("%s", strings.Join(got, "\n"))
	}
	seen := map[string]int{}
	for i := range 3 {
		for _, s := range f.Part(i, 3) {
			seen[s.Name]++
		}
	}
	if len(seen) != 4 || len(f.Part(5, 9)) != 0 || f.Part(1, 4)[0].Name != "legacy" {
		t.Errorf("each system is run by one worker: %v", seen)
	}
}

func TestWhatIsWrongWithAFleetIsSaidAtItsLine(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"an unknown block", "\nsystm \"a\" {}\n", "fleet.hcl line 2"},
		{"an unknown attribute", "stroe = \"x\"\nsystem \"a\" {}\n", `Did you mean "store"?`},
		{"an attribute of a system", "system \"a\" {\n  pth = \"x\"\n}\n", "fleet.hcl line 2"},
		{"a name that is none", "system \"a/b\" {}\n", `cannot be called "a/b"`},
		{"two of one name", "system \"a\" { path = \"x\" }\nsystem \"a\" { path = \"y\" }\n", "is in x and in y"},
		{"no systems at all", "name = \"x\"\n", "A fleet has systems"},
		{"no label", "system {}\n", "takes one label"},
		{"a label too many", "systems \"x\" { glob = \"*\" }\n", "takes no label"},
		{"a pattern that finds nothing", "systems { glob = \"nothing/*\" }\n", "fleet.hcl line 1"},
		{"a pattern that leads out", "systems { glob = \"../*\" }\n", "leads out of the folder"},
		{"no pattern", "systems { glob = \"a[\" }\n", "is no pattern"},
		{"an exception that is none", "systems {\n  glob = \"services/*\"\n  except = [\"x\"]\n}\n", `is called "x"`},
		{"no duration", "stale = \"soon\"\nsystem \"a\" {}\n", "positive duration"},
		{"a repository elsewhere", "system \"a\" {\n path = \"https://example.com/x.git\"\n}\n", "clone the repository"},
		{"no HCL", "system \"a\" {\n", "fleet.hcl line 1"},
		{"a function", "name = file(\"/etc/passwd\")\nsystem \"a\" {}\n", "fleet.hcl line 1"},
		{"a folder whose name is no system's", "systems { glob = \"odd/*\" }\n", "write a `system` block"},
		{"brackets without end", strings.Repeat("[", 100_000), "fleet.hcl"},
		{"a bomb", "name = \"${[for a in [1,2,3,4,5,6,7,8,9,0] : [for b in [1,2,3,4,5,6,7,8,9,0] : [for c in [1,2,3,4,5,6,7,8,9,0]: [for d in [1,2,3,4,5,6,7,8,9,0] : [for e in [1,2,3,4,5,6,7,8,9,0] : [for f in [1,2,3,4,5,6,7,8,9,0] : [for g in [1,2,3,4,5,6,7,8,9,0] : g]]]]]]]}\"\nsystem \"a\" {}\n", "fleet.hcl line 1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := lay(t, map[string]string{"fleet.hcl": c.text, "services/orders/envparity.hcl": "", "odd/a b/envparity.hcl": ""})
			_, err := Load(filepath.Join(dir, "fleet.hcl"))
			if err == nil || !strings.Contains(strings.ReplaceAll(err.Error(), "\n", " "), c.want) {
				t.Errorf("%v, want %q", err, c.want)
			}
		})
	}
	if _, err := Load(filepath.Join(t.TempDir(), "fleet.hcl")); err == nil || !strings.Contains(err.Error(), "no fleet file") {
		t.Errorf("%v", err)
	}
}

// FuzzLoad: whatever the text, reading ends, and what is wrong is an error.
func FuzzLoad(f *testing.F) {
	f.Add(platform)
	f.Add("systems { glob = \"**\" }")
	dir := f.TempDir()
	f.Fuzz(func(_ *testing.T, text string) {
		_, _ = parse([]byte(text), filepath.Join(dir, "fleet.hcl"), dir)
	})
}
