package dependencies

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/envparity/envparity/collectors"
	"github.com/envparity/envparity/collectors/collectortest"
	"github.com/envparity/envparity/snapshot"
)

const npmLock = `{
  "name": "web", "version": "1.0.0", "lockfileVersion": 3, "requires": true,
  "packages": {
    "": {"name": "web", "version": "1.0.0"},
    "node_modules/a": {"version": "1.9.0", "resolved": "https://registry.npmjs.org/a/-/a-1.9.0.tgz"},
    "node_modules/b": {"version": "2.0.0", "resolved": "https://registry.npmjs.org/b/-/b-2.0.0.tgz", "dev": true},
    "node_modules/b/node_modules/a": {"version": "1.10.0", "resolved": "https://registry.npmjs.org/a/-/a-1.10.0.tgz"}
  }
}
`

// lockSamples are small lock files, one a format, with a package of each and its version.
var lockSamples = map[string]struct{ text, name, version string }{
	"go.mod":            {"module x\n\ngo 1.24\n\nrequire (\n\tgithub.com/a/b v1.2.3\n)\n", "github.com/a/b", "1.2.3"},
	"package-lock.json": {npmLock, "a", "1.10.0"},
	"pnpm-lock.yaml":    {"lockfileVersion: '9.0'\npackages:\n  lodash@4.17.21:\n    resolution: {integrity: sha512-x}\nsnapshots:\n  lodash@4.17.21: {}\n", "lodash", "4.17.21"},
	"yarn.lock":         {"# yarn lockfile v1\n\n\nlodash@^4.0.0:\n  version \"4.17.21\"\n  resolved \"https://registry.yarnpkg.com/lodash/-/lodash-4.17.21.tgz#x\"\n", "lodash", "4.17.21"},
	"requirements.txt":  {"# c\nrequests==2.32.0\n", "requests", "2.32.0"},
	"poetry.lock":       {"[[package]]\nname = \"requests\"\nversion = \"2.32.0\"\ndescription = \"\"\noptional = false\n\n[metadata]\nlock-version = \"2.0\"\n", "requests", "2.32.0"},
	"uv.lock":           {"version = 1\n\n[[package]]\nname = \"requests\"\nversion = \"2.32.0\"\nsource = { registry = \"https://pypi.org/simple\" }\n", "requests", "2.32.0"},
	"Cargo.lock":        {"version = 3\n\n[[package]]\nname = \"serde\"\nversion = \"1.0.200\"\nsource = \"registry+https://github.com/rust-lang/crates.io-index\"\n", "serde", "1.0.200"},
	"Gemfile.lock":      {"GEM\n  remote: https://rubygems.org/\n  specs:\n    rake (13.2.1)\n\nPLATFORMS\n  ruby\n\nDEPENDENCIES\n  rake\n\nBUNDLED WITH\n   2.5.0\n", "rake", "13.2.1"},
	"composer.lock":     {"{\"packages\": [{\"name\": \"monolog/monolog\", \"version\": \"3.6.0\"}], \"packages-dev\": []}", "monolog/monolog", "3.6.0"},
	"pom.xml":           {"<project><modelVersion>4.0.0</modelVersion><groupId>g</groupId><artifactId>a</artifactId><version>1</version><properties><v>6.1.2</v></properties><dependencies><dependency><groupId>org.x</groupId><artifactId>y</artifactId><version>${v}</version></dependency></dependencies></project>", "org.x:y", "6.1.2"},
	"gradle.lockfile":   {"# This is a Gradle generated file\norg.x:y:6.1.2=compileClasspath\nempty=annotationProcessor\n", "org.x:y", "6.1.2"},
}

func read(t *testing.T, config string, files map[string]string) collectors.Result {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		p := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(p), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(p, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return collectortest.Collect(t.Context(), t, Type(), dir, config)
}

func find(t *testing.T, r collectors.Result, kind, name string) *snapshot.Resource {
	t.Helper()
	for i := range r.Resources {
		if r.Resources[i].Kind == kind && r.Resources[i].Name == name {
			return &r.Resources[i]
		}
	}
	t.Fatalf("no %s %q among %+v; outcome %+v", kind, name, r.Resources, r.Outcome)
	return nil
}

func TestConformance(t *testing.T) {
	collectortest.Run(t, collectortest.Subject{
		Type:      Type(),
		Files:     map[string]string{"web/package-lock.json": npmLock, "cut/package-lock.json": npmLock[:300], "empty/README": "", "api/go.mod": lockSamples["go.mod"].text},
		Config:    `path = ["web", "api"]`,
		Missing:   `path = "nowhere"`,
		Truncated: `path = "cut"`,
		Empty:     `path = "empty"`,
	})
}

func TestEveryLockFileFormatIsRead(t *testing.T) {
	for file, s := range lockSamples {
		t.Run(file, func(t *testing.T) {
			r := read(t, `path = "x"`, map[string]string{"x/svc/" + file: s.text})
			p := find(t, r, "package", s.name)
			if v := p.Tree().Child("version"); v == nil || v.Text != s.version || !strings.HasSuffix(p.Scope, "/svc") || p.Source.File == "" {
				t.Errorf("%+v", p)
			}
			if r.Outcome.Status != snapshot.Complete {
				t.Errorf("outcome %+v", r.Outcome)
			}
		})
	}
}

func TestALockFileCutInHalfIsTold(t *testing.T) {
	for file, s := range lockSamples {
		if file == "requirements.txt" { // written by hand: half of it is a file as good as the whole
			continue
		}
		t.Run(file, func(t *testing.T) {
			r := read(t, `path = "x"`, map[string]string{"x/" + file: s.text[:len(s.text)/2], "x/good/requirements.txt": "a==1\n"})
			if r.Outcome.Status != snapshot.Partial || !strings.Contains(r.Outcome.Error, "x/"+file) || len(r.Outcome.Gaps) == 0 {
				t.Errorf("outcome %+v", r.Outcome)
			}
			find(t, r, "package", "a")
		})
	}
}

func TestOfManyVersionsTheNewestCountsAndTheOthersAreTold(t *testing.T) {
	r := read(t, `path = "x"`, map[string]string{"x/package-lock.json": npmLock})
	a := find(t, r, "package", "a")
	if a.Scope != "npm" || a.Tree().Child("version").Text != "1.10.0" || a.Tree().Child("older_versions").Children[0].Text != "1.9.0" {
		t.Errorf("%+v", a)
	}
	if b := find(t, r, "package", "b"); b.Tree().Child("groups").Children[0].Text != "dev" {
		t.Errorf("%+v", b)
	}
}

func TestSBOMsAreKnownByTheirText(t *testing.T) {
	files := map[string]string{
		"a/sbom-out": `{"bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1, "components": [{"type": "library", "name": "requests", "version": "2.32.0", "purl": "pkg:pypi/requests@2.32.0"}]}`,
		"b/x.json":   `{"spdxVersion": "SPDX-2.3", "SPDXID": "SPDXRef-DOCUMENT", "name": "n", "dataLicense": "CC0-1.0", "documentNamespace": "https://x/y", "creationInfo": {"created": "2024-01-01T00:00:00Z", "creators": ["Tool: t"]}, "packages": [{"name": "requests", "SPDXID": "SPDXRef-p", "versionInfo": "2.32.1", "downloadLocation": "NOASSERTION", "externalRefs": [{"referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl", "referenceLocator": "pkg:pypi/requests@2.32.1"}]}]}`,
		"c/cut.json": `{"bomFormat": "CycloneDX", "specVersion": "1.5", "components": [{"type": "lib`,
	}
	for source, version := range map[string]string{"a/sbom-out": "2.32.0", "b": "2.32.1"} {
		if p := find(t, read(t, `sbom = "`+source+`"`, files), "package", "requests"); p.Tree().Child("version").Text != version {
			t.Errorf("%+v", p)
		}
	}
	if o := read(t, `sbom = "c"`, files).Outcome; o.Status != snapshot.Failed || !strings.Contains(o.Error, "c/cut.json") {
		t.Errorf("%+v", o)
	}
}

func TestImagesInManifests(t *testing.T) {
	r := read(t, `images = "k"`, map[string]string{
		"k/a.yaml": "spec:\n  containers:\n  - image: ghcr.io/x/api:1.2.3\n  - image: redis\n---\nimage:\n  repository: quay.io/x/web\n  tag: v1\n  digest: sha256:ab\n---\nimage: '{{ .Values.image }}'\n",
		"k/b.txt":  "image: no/manifest:1",
	})
	for _, c := range []struct{ name, registry, tag string }{{"x/api", "ghcr.io", "1.2.3"}, {"redis", "docker.io", "latest"}, {"x/web", "quay.io", "v1"}} {
		p := find(t, r, "image", c.name)
		if p.Tree().Child("registry").Text != c.registry || p.Tree().Child("tag").Text != c.tag || p.Source.Line == 0 {
			t.Errorf("%+v", p)
		}
	}
	if len(r.Resources) != 3 || r.Outcome.Status != snapshot.Complete {
		t.Errorf("%+v", r)
	}
}
