package files_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/envparity/envparity/collectors/collectortest"
	"github.com/envparity/envparity/collectors/files"
	"github.com/envparity/envparity/snapshot"
)

func TestConformance(t *testing.T) {
	collectortest.Run(t, collectortest.Subject{
		Type: files.Type(),
		Files: map[string]string{
			"good/a.yaml":       "log: info\ndb:\n  password: planted-secret-1\n  url: postgres://app:planted-secret-2@db/x\n",
			"good/b.json":       `{"apiKey": "planted-secret-3", "x": "{\"token\": \"planted-secret-4\"}"}`,
			"good/c.toml":       "[a]\nclient_secret = 'planted-secret-5'\n",
			"good/d.properties": "spring.datasource.password=planted-secret-6\n",
			"good/e.ini":        "[a]\npassword = planted-secret-7\n",
			"good/f.env":        "TOKEN='planted-secret-8'\n",
			"good/g.hcl":        "password = \"planted-secret-9\"\nvariable \"db_password\" {\n default = \"planted-secret-10\"\n}\n",
			"cut/a.yaml":        "password: planted-secret-1\nx: [1,\n",
			"cut/b.json":        `{"password": "planted-secret-3", "x": `,
			"empty/a.yaml":      "",
		},
		Config:  `path = "good"`,
		Missing: `path = "nowhere/**/*.yaml"`,
		Secrets: []string{
			"planted-secret-1", "planted-secret-2", "planted-secret-3", "planted-secret-4", "planted-secret-5",
			"planted-secret-6", "planted-secret-7", "planted-secret-8", "planted-secret-9", "planted-secret-10",
		},
		Truncated: `path = "cut"`,
		Empty:     `path = "empty"`,
		Denied:    `path = ["good/a.yaml", "denied"]`,
		Setup: func(t *testing.T, dir string) {
			if err := os.Symlink("nothing-there", filepath.Join(dir, "denied")); err != nil {
				t.Skip(err)
			}
		},
	})
}

func TestResourcesAreNamedWithoutTheirRoot(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "config/prod/svc/app.yaml", "a: 1\n")
	write(t, dir, "config/prod/many.yaml", "a: 1\n---\nb: 2\n---\nkind: X\nmetadata: {name: y}\n")
	write(t, dir, "config/prod/list.json", "[1, 2]")
	write(t, dir, "config/prod/README.md", "no config")
	r := collectortest.Collect(t.Context(), t, files.Type(), dir, `path = "config/${env.name}/**"`)
	var names []string
	for _, res := range r.Resources {
		names = append(names, res.Name)
	}
	if got, want := strings.Join(names, " "), "list.json many.yaml#1 many.yaml#2 many.yaml#X/y svc/app.yaml"; got != want {
		t.Errorf("names %q, want %q", got, want)
	}
	if r.Outcome.Status != snapshot.Complete || len(r.Outcome.Notes) != 1 {
		t.Errorf("outcome %+v", r.Outcome)
	}
	if list := r.Resources[0].Tree().Child("content"); list == nil || list.Kind != snapshot.List || len(list.Children) != 2 {
		t.Errorf("list: %+v", r.Resources[0].Tree())
	}
}

func TestWhatIsWrongIsToldWithItsPlaceAndTheRestRead(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "c/good.yaml", "a: 1\n")
	write(t, dir, "c/bad.yaml", "a: 1\nb: [\n")
	write(t, dir, "c/dup.yaml", "a: 1\na: 2\n")
	if err := os.Symlink("..", filepath.Join(dir, "c", "loop")); err != nil {
		t.Skip(err)
	}
	r := collectortest.Collect(t.Context(), t, files.Type(), dir, `path = "c"`)
	for _, want := range []string{"c/bad.yaml:2: not valid yaml", `c/dup.yaml:2: key "a" is given twice`, "link back to a folder above it"} {
		if !strings.Contains(r.Outcome.Error, want) {
			t.Errorf("%q is not in %q", want, r.Outcome.Error)
		}
	}
	if r.Outcome.Status != snapshot.Partial || len(r.Outcome.Gaps) != 1 || r.Outcome.Gaps[0].File != "c/bad.yaml" {
		t.Errorf("outcome %+v", r.Outcome)
	}
}

func write(t *testing.T, dir, name, content string) {
	t.Helper()
	path := filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestDefaultsCountWhereAnEnvironmentSaysNothing(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "values.yaml", "replicas: 1\nimage:\n  tag: \"1.0\"\n  pull: Always\nhosts: [a, b]\nextra: {x: 1}\n")
	write(t, dir, "site.yaml", "image: {pull: IfNotPresent}\nregion: eu\n")
	write(t, dir, "values-prod.yaml", "replicas: 3\nimage: {tag: \"1.1\"}\nhosts: [c]\nextra: null\n")
	r := collectortest.Collect(t.Context(), t, files.Type(), dir, "path = \"values-${env.name}.yaml\"\ndefaults = [\"values.yaml\", \"site.yaml\"]")
	if len(r.Resources) != 1 || r.Outcome.Status != snapshot.Complete {
		t.Fatalf("%+v", r)
	}
	res := &r.Resources[0]
	root := res.Tree()
	for path, want := range map[string]struct{ text, file string }{
		"replicas": {"3", "values-prod.yaml"}, "image.tag": {"1.1", "values-prod.yaml"}, "image.pull": {"IfNotPresent", "site.yaml"}, "region": {"eu", "site.yaml"},
	} {
		n := root.Get(strings.Split(path, ".")...)
		if n == nil || n.Text != want.text || res.SourceOf(n).File != want.file {
			t.Errorf("%s: %+v", path, n)
		}
	}
	if hosts := root.Child("hosts"); len(hosts.Children) != 1 {
		t.Errorf("a list is replaced: %+v", hosts)
	}
	if root.Child("extra") != nil {
		t.Errorf("null takes a default away: %+v", root.Child("extra"))
	}
}

func TestWithoutItsDefaultsWhatAFileDoesNotSayIsUnknown(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "values-prod.yaml", "replicas: 3\n")
	write(t, dir, "bad.yaml", "a: [\n")
	for _, defaults := range []string{"nowhere.yaml", "bad.yaml"} {
		r := collectortest.Collect(t.Context(), t, files.Type(), dir, "path = \"values-${env.name}.yaml\"\ndefaults = \""+defaults+"\"")
		if len(r.Resources) != 1 || r.Outcome.Status != snapshot.Partial || r.Resources[0].Tree().Flags&snapshot.FlagPartial == 0 {
			t.Errorf("%s: %+v %+v", defaults, r.Outcome, r.Resources)
		}
	}
}

// The file of the same name in another folder lies under each: for sure, or perhaps.
func TestAFolderOfDefaultsLiesUnderTheFilesOfTheSameNames(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "env/base/app.yaml", "a: 1\nb: {x: 1, y: 2}\nonly: base\n")
	write(t, dir, "env/base/sub/more.yaml", "m: 1\n")
	write(t, dir, "env/base/other.yaml", "o: 1\n")
	write(t, dir, "env/prod/app.yaml", "a: 2\nb: {y: 3}\n")
	write(t, dir, "env/prod/sub/more.yaml", "n: 1\n")
	write(t, dir, "env/prod/new.yaml", "n: 1\n")
	for name, x := range map[string]struct{ attr, want string }{
		"for sure": {`defaults_from = "env/base"`, "app.yaml: a=2 b.x=1 b.y=3 only=base; new.yaml: n=1; sub/more.yaml: m=1 n=1"},
		"perhaps":  {`perhaps_from = "env/base"`, "app.yaml: a=2 b.x=? b.y=3 only=?; new.yaml: n=1; sub/more.yaml: m=? n=1"},
		"itself":   {`defaults_from = "env/prod"`, "app.yaml: a=2 b.y=3; new.yaml: n=1; sub/more.yaml: n=1"},
	} {
		t.Run(name, func(t *testing.T) {
			r := collectortest.Collect(t.Context(), t, files.Type(), dir, `path = "env/${env.name}/**/*.yaml"`+"\n"+x.attr)
			var got []string
			for _, res := range r.Resources {
				var leaves []string
				var look func(at string, n *snapshot.Node)
				look = func(at string, n *snapshot.Node) {
					switch {
					case n.Kind == snapshot.Map:
						for i := range n.Children {
							look(strings.TrimPrefix(at+"."+n.Children[i].Key, "."), &n.Children[i])
						}
					case n.Kind == snapshot.Unknown:
						leaves = append(leaves, at+"=?")
					default:
						leaves = append(leaves, at+"="+n.Text)
					}
				}
				look("", res.Tree())
				slices.Sort(leaves)
				got = append(got, res.Name+": "+strings.Join(leaves, " "))
			}
			if strings.Join(got, "; ") != x.want || r.Outcome.Status != snapshot.Complete {
				t.Errorf("%s (%+v), want %s", strings.Join(got, "; "), r.Outcome, x.want)
			}
		})
	}
}
