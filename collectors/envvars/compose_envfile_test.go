package envvars_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/envparity/envparity/collectors/collectortest"
	"github.com/envparity/envparity/collectors/envvars"
	"github.com/envparity/envparity/snapshot"
)

func TestAnEnvFileThatIsNotReadTakesNothingElseAlong(t *testing.T) {
	const services = "services:\n  api:\n    image: shop/api:3\n    env_file: [before.env, odd.env, after.env]\n    environment: {OWN: mine}\n  db:\n    image: postgres\n    environment: {MODE: fast}\n"
	for name, c := range map[string]struct{ odd, why string }{
		"missing":       {"", `env file "odd.env" does not exist`},
		"encrypted":     {"U2FsdGVkX1+Vj4jGkOwy3Ta5J1\nDq8gW0PjvCBYbQ==\n", `env file "odd.env" is encrypted by OpenSSL or transcrypt`},
		"no dotenv":     {"A='planted-secret-1\n", `env file "odd.env" is no dotenv file`},
		"a folder":      {"/", `env file "odd.env" cannot be read`},
		"out of bounds": {"@", `env file "odd.env"`},
	} {
		t.Run(name, func(t *testing.T) {
			dir := lay(t, map[string]string{
				"compose.yaml": services, "before.env": "FIRST=1\nBOTH=1\nOWN=other\n", "after.env": "BOTH=2\nLAST=$HOST/x\nREFERS=${OWN}\nGIVEN=${BOTH}\n",
			})
			odd := filepath.Join(dir, "odd.env")
			var err error
			switch c.odd {
			case "":
			case "/":
				err = os.Mkdir(odd, 0o755)
			case "@":
				err = os.Symlink("/etc/hostname", odd)
			default:
				err = os.WriteFile(odd, []byte(c.odd), 0o644)
			}
			if err != nil {
				t.Fatal(err)
			}
			r := collectortest.Collect(t.Context(), t, envvars.Type(), dir, `compose = "compose.yaml"`)
			if r.Outcome.Status != snapshot.Partial || len(r.Resources) != 4 || !strings.HasPrefix(r.Outcome.Error, c.why) || strings.Count(r.Outcome.Error, "\n") != 0 {
				t.Fatalf("%+v", r)
			}
			if len(r.Outcome.Gaps) != 1 || r.Outcome.Gaps[0].Name != "api" || r.Outcome.Gaps[0].File != "odd.env" {
				t.Errorf("%+v", r.Outcome.Gaps)
			}
			api, db := r.Resources[0].Tree(), r.Resources[1].Tree()
			if api.Flags&snapshot.FlagPartial == 0 || db.Flags&snapshot.FlagPartial != 0 || db.Child("MODE").Text != "fast" {
				t.Errorf("%+v\n%+v", api, db)
			}
			for key, want := range map[string]string{"FIRST": "?", "BOTH": "2", "OWN": "mine", "LAST": "?", "REFERS": "mine", "GIVEN": "2"} {
				n := api.Child(key)
				if n == nil {
					t.Errorf("%s is missing", key)
				} else if got := n.Text; n.Kind != snapshot.Unknown && got != want || (n.Kind == snapshot.Unknown) != (want == "?") {
					t.Errorf("%s is %+v, want %s", key, n, want)
				}
			}
			if text := collectortest.Bytes(t, r); strings.Contains(text, "planted") {
				t.Error(text)
			}
		})
	}
}

func TestAnIncludesEnvFileThatIsNotReadLeavesItsReferencesUnknown(t *testing.T) {
	dir := lay(t, map[string]string{
		"compose.yaml": "include:\n  - path: inner.yaml\n    env_file: nowhere.env\nservices:\n  api:\n    image: x\n    environment: {A: b}\n",
		"inner.yaml":   "services:\n  inner:\n    image: y\n    environment: {LEVEL: '${LEVEL:-info}', MODE: fast}\n",
	})
	r := collectortest.Collect(t.Context(), t, envvars.Type(), dir, `compose = "compose.yaml"`)
	if r.Outcome.Status != snapshot.Partial || len(r.Resources) != 4 || r.Resources[0].Tree().Child("A").Text != "b" {
		t.Fatalf("%+v", r)
	}
	if inner := r.Resources[1].Tree(); inner.Child("LEVEL").Kind != snapshot.Unknown || inner.Child("MODE").Text != "fast" {
		t.Errorf("%+v", inner)
	}
}
