package envvars_test

import (
	"strings"
	"testing"

	"github.com/envparity/envparity/collectors/collectortest"
	"github.com/envparity/envparity/collectors/envvars"
	"github.com/envparity/envparity/snapshot"
)

func TestDotenvConformance(t *testing.T) {
	collectortest.Run(t, collectortest.Subject{
		Type: envvars.Type(),
		Files: map[string]string{
			".env.prod": "LOG_LEVEL=info\nDB_PASSWORD='planted-secret-1'\nDATABASE_URL=postgres://a:planted-secret-2@h/x\nMULTI_TOKEN=\"planted\nsecret-3\"\nREF=${DB_PASSWORD}\n",
			".env.cut":  "A=1\nDB_PASSWORD=\"planted-secret-1\n",
			".env.none": "",
		},
		Config:    `file = ".env.${env.name}"`,
		Missing:   `file = ".env.nowhere"`,
		Truncated: `file = ".env.cut"`,
		Empty:     `file = ".env.none"`,
		Secrets:   []string{"planted-secret-1", "planted-secret-2", "planted\nsecret-3"},
	})
}

func TestAServiceNamesItsVariables(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "deploy/prod.env", "A=1\nFLAG_X =on\nB=2\nPASS_THROUGH\n")
	r := collectortest.Collect(t.Context(), t, envvars.Type(), dir, "file = \"deploy/prod.env\"\nservice = \"api\"\n")
	if len(r.Resources) != 1 || r.Resources[0].Name != "api" || r.Resources[0].Kind != envvars.Kind {
		t.Fatalf("%+v", r.Resources)
	}
	root := r.Resources[0].Tree()
	if root.Child("FLAG_X ") == nil {
		t.Error("the stray space in the key is gone")
	}
	if p := root.Child("PASS_THROUGH"); p == nil || p.Kind != snapshot.Unknown {
		t.Errorf("a variable of the surroundings is unknown, not missing: %+v", p)
	}
	if r.Outcome.Status != snapshot.Partial || !strings.Contains(r.Outcome.Error, "deploy/prod.env:4: ") {
		t.Errorf("%+v", r.Outcome)
	}
}
