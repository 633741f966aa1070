package helm_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/envparity/envparity/collectors"
	"github.com/envparity/envparity/collectors/collectortest"
	"github.com/envparity/envparity/collectors/helm"
	"github.com/envparity/envparity/snapshot"
)

const valuesWithSecrets = `auth: {password: zQ7k002vR4mT9xB, passcode: 48151623, short: {password: abc123}}
db: {url: "postgres://app:xK9v003qW5nU8yC@db/shop", encoded: {token: elE3azAwMnZSNG1UOXhC}}
replicas: 3
`

func collectTemplates(t *testing.T, values string, templates map[string]string) collectors.Result {
	t.Helper()
	dir := t.TempDir()
	files := map[string]string{"c/Chart.yaml": "apiVersion: v2\nname: c\nversion: 1.0.0\n", "c/values.yaml": values}
	for name, text := range templates {
		files["c/templates/"+name] = text
	}
	for name, text := range files {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return collectortest.Collect(t.Context(), t, helm.Type(), dir, `chart = "c"`)
}

// TestWhatTemplatesMakeOfASecretIsSealed puts an expression under a name that says nothing. want is what is left to read.
func TestWhatTemplatesMakeOfASecretIsSealed(t *testing.T) {
	const plain, part = "plain", "part"
	for name, c := range map[string]struct{ expression, want string }{
		"the value itself":                   {`{{ .Values.auth.password }}`, ""},
		"the value in a text":                {`db-{{ .Values.auth.password }}-end`, part},
		"the value twice in a text":          {`{{ .Values.auth.password }} and {{ .Values.auth.password }}`, part},
		"a short value in a text":            {`db-{{ .Values.auth.short.password }}-end`, part},
		"a number in a text":                 {`pin {{ .Values.auth.passcode | int }} end`, part},
		"in capital letters":                 {`{{ .Values.auth.password | upper }}`, ""},
		"in small letters":                   {`{{ .Values.auth.password | lower }}`, ""},
		"cut":                                {`{{ .Values.auth.password | trunc 5 }}`, ""},
		"cut at the beginning":               {`{{ .Values.auth.password | trunc -5 }}`, ""},
		"a part of it":                       {`{{ substr 2 7 .Values.auth.password }}`, ""},
		"turned round":                       {`{{ .Values.auth.password | splitList "" | reverse | join "" }}`, ""},
		"in hexadecimal digits":              {`{{ printf "%x" .Values.auth.password }}`, ""},
		"in base32":                          {`{{ .Values.auth.password | b32enc }}`, ""},
		"in base64":                          {`{{ .Values.auth.password | b64enc }}`, ""},
		"in base64 beside a name":            {`{{ printf "app:%s" .Values.auth.password | b64enc }}`, ""},
		"out of base64":                      {`{{ .Values.db.encoded.token | b64dec }}`, ""},
		"its characters one by one":          {`{{ .Values.auth.password | splitList "" | join "," }}`, ""},
		"its digest":                         {`{{ .Values.auth.password | sha256sum }}`, ""},
		"the password of a URL":              {`{{ regexFind "app:[^@]*" .Values.db.url | trimPrefix "app:" | upper }}`, ""},
		"with a word replaced":               {`{{ .Values.auth.password | replace "k" "-" }}`, ""},
		"what is made of other values alone": {`{{ .Values.replicas | add 2 }} of {{ .Release.Name | upper }}`, plain},
	} {
		t.Run(name, func(t *testing.T) {
			r := collectTemplates(t, valuesWithSecrets, map[string]string{"a.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  x: '" + c.expression + "'\n  kept: plain\n"})
			if r.Outcome.Status != snapshot.Complete || len(r.Resources) != 1 {
				t.Fatalf("%d resources, %+v", len(r.Resources), r.Outcome)
			}
			x := r.Resources[0].Tree().Get("data", "x")
			sealed := x.Kind == snapshot.Secret || x.Flags&snapshot.FlagPartSealed != 0
			if sealed != (c.want != plain) || c.want == part && x.Kind != snapshot.String {
				t.Errorf("%v %q, want %q", x.Kind, x.Text, c.want)
			}
			if kept := r.Resources[0].Tree().Get("data", "kept"); kept.Text != "plain" {
				t.Errorf("what stands beside it became %+v", kept)
			}
		})
	}
}

func TestStructuresMadeOfASecretAreSealed(t *testing.T) {
	r := collectTemplates(t, valuesWithSecrets, map[string]string{
		"list.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: list}\ndata: {x: {{ .Values.auth.password | splitList \"\" | toJson }}}\n",
		"key.yaml":  "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: key}\ndata: {\"{{ .Values.auth.password | upper }}\": a}\n",
		"some.yaml": "{{ if hasPrefix \"z\" .Values.auth.password }}\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: some}\ndata: {x: \"{{ .Values.auth.password | upper }}\"}\n{{ end }}\n",
		"data.yaml": "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\ndata: {x: {{ .Values.auth.password | b64enc }}}\n",
	})
	text := collectortest.Bytes(t, r)
	collectortest.NoSecrets(t, text, []string{"zQ7k002vR4mT9xB", "ZQ7K002VR4MT9XB", `"z","Q","7"`})
	if strings.Contains(text, `"Q"`) || len(r.Resources) != 4 {
		t.Errorf("%d resources: %s", len(r.Resources), text)
	}
	if x := find(t, r, "Secret").Tree().Get("data", "x"); x.Flags&snapshot.FlagWeak != 0 {
		t.Error("a password in a Secret is evidence of one, in whatever form it stands there")
	}
}

func TestAnObjectWhoseNameIsSealedIsKept(t *testing.T) {
	for name, c := range map[string]struct{ name, want, says string }{
		"a sensitive value":              {"{{ .Values.auth.password }}", "sealed-name-in-d", "is made of a sensitive value"},
		"made of a sensitive value":      {"{{ .Values.auth.password | lower | trunc 8 }}", "sealed-name-in-d", "is made of a sensitive value"},
		"made up anew at each rendering": {"{{ randAlphaNum 12 | lower }}", "made-up-name-in-d", "is made up anew"},
		"none of it":                     {"orders", "orders", ""},
	} {
		t.Run(name, func(t *testing.T) {
			object := "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: '" + c.name + "'}\nspec: {replicas: {{ .Values.replicas }}}\n"
			r := collectTemplates(t, valuesWithSecrets, map[string]string{"d.yaml": object})
			if len(r.Resources) != 1 || r.Resources[0].Name != c.want || r.Resources[0].Tree().Get("spec", "replicas").Text != "3" {
				t.Fatalf("%+v, %+v", r.Resources, r.Outcome)
			}
			if notes := strings.Join(r.Outcome.Notes, "\n"); (c.says != "") != strings.Contains(notes, "the name of a Deployment "+c.says) || c.says == "" && notes != "" {
				t.Errorf("notes: %s", notes)
			}
		})
	}
}

func TestTheErrorOfAChartQuotesNoSecret(t *testing.T) {
	for name, c := range map[string]struct{ expression, want string }{
		"the value":             {`{{ fail (printf "no %s" .Values.auth.password) }}`, "no [secret]"},
		"a short value":         {`{{ fail (printf "no %s." .Values.auth.short.password) }}`, "no [secret]"},
		"in base64":             {`{{ .Values.auth.password | b64enc | fail }}`, "execution error"},
		"in capital letters":    {`{{ .Values.auth.password | upper | fail }}`, "execution error"},
		"where the value is so": {`{{ if hasPrefix "z" .Values.auth.password }}{{ fail .Values.auth.password }}{{ end }}`, "depends on a sensitive value"},
		"of no sensitive value": {`{{ fail "set replicas to 5" }}`, "set replicas to 5"},
	} {
		t.Run(name, func(t *testing.T) {
			r := collectTemplates(t, valuesWithSecrets, map[string]string{"d.yaml": c.expression})
			if r.Outcome.Status != snapshot.Failed || !strings.Contains(r.Outcome.Error, c.want) {
				t.Errorf("%+v", r.Outcome)
			}
			for _, s := range []string{"zQ7k002vR4mT9xB", "ZQ7K002VR4MT9XB", "elE3azAwMnZSNG1UOXhC", "abc123"} {
				if strings.Contains(r.Outcome.Error, s) {
					t.Errorf("the error quotes %q: %s", s, r.Outcome.Error)
				}
			}
		})
	}
}
