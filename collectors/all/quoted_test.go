package all_test

import (
	"encoding/base64"
	"strings"
	"testing"

	"github.com/envparity/envparity/collectors/collectortest"
	"github.com/envparity/envparity/snapshot"
)

// TestErrorsQuoteNothingOfAFile damages files on a secret. One is an ordinary word, which no form gives away: it must not be quoted at all. The
// other looks random.
func TestErrorsQuoteNothingOfAFile(t *testing.T) {
	for name, s := range map[string]stranger{
		"a reference of compose that is none":   {"envvars", `compose = "c/compose.yaml"`, map[string]string{"c/compose.yaml": "services: {a: {image: x, environment: {PASSWORD: 'a${SECRET'}}}\n"}},
		"a reference of a list of compose":      {"envvars", `compose = "c/compose.yaml"`, map[string]string{"c/compose.yaml": "services: {a: {image: x, environment: ['PASSWORD=${SECRET']}}\n"}},
		"a reference in an included project":    {"envvars", `compose = "c/compose.yaml"`, map[string]string{"c/compose.yaml": "include: [b.yaml]\n", "c/b.yaml": "services: {a: {image: x, environment: {PASSWORD: '${-SECRET}'}}}\n"}},
		"a reference of XML that does not end":  {"files", `path = "a.xml"`, map[string]string{"a.xml": "<c><password>ab&SECRET</password></c>"}},
		"an attribute of XML without quotes":    {"files", `path = "a.xml"`, map[string]string{"a.xml": "<c password=SECRET/>"}},
		"an element of XML that is not closed":  {"files", `path = "a.xml"`, map[string]string{"a.xml": "<c><SECRET></c>"}},
		"an encoding of XML":                    {"files", `path = "a.xml"`, map[string]string{"a.xml": "<?xml version=\"SECRET\"?><c/>"}},
		"a key of TOML that is given twice":     {"files", `path = "a.toml"`, map[string]string{"a.toml": "[passwords]\n\"SECRET\" = 1\n\"SECRET\" = 2\n"}},
		"a key of TOML that is a table too":     {"files", `path = "a.toml"`, map[string]string{"a.toml": "[passwords]\n\"SECRET\" = 1\n\"SECRET\".x = 2\n"}},
		"a table of TOML that is a value too":   {"files", `path = "a.toml"`, map[string]string{"a.toml": "passwords.\"SECRET\" = 1\n[passwords.\"SECRET\"]\nx = 2\n"}},
		"a text of SQL that does not end":       {"database", "schema = \"a.sql\"\ndatabase = \"d\"", map[string]string{"a.sql": "CREATE USER x PASSWORD 'SECRET;\n"}},
		"a word of SQL that does not belong":    {"database", "schema = \"a.sql\"\ndatabase = \"d\"", map[string]string{"a.sql": "CREATE USER x PASSWORD SECRET;\n"}},
		"an anchor of YAML that nobody defines": {"files", `path = "a.yaml"`, map[string]string{"a.yaml": "password: *SECRET\n"}},
		"a value of JSON without quotes":        {"files", `path = "a.json"`, map[string]string{"a.json": "{\"password\": SECRET}"}},
		"a value of HCL without quotes":         {"files", `path = "a.hcl"`, map[string]string{"a.hcl": "password = \"SECRET\n"}},
		"an object of HOCON that does not end":  {"files", `path = "application.conf"`, map[string]string{"application.conf": "db { password = SECRET"}},
		"a patch of a kustomization":            {"kubernetes", `kustomize = "k"`, map[string]string{"k/kustomization.yaml": "resources: [r.yaml]\npatches:\n- patch: \"stringData: a: SECRET\"\n", "k/r.yaml": "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {a: b}\n"}},
		"a patch in several lines":              {"kubernetes", `kustomize = "k"`, map[string]string{"k/kustomization.yaml": "resources: [r.yaml]\npatches:\n- target: {kind: Secret}\n  patch: |\n    - op: x\n      path: SECRET\n", "k/r.yaml": "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {a: b}\n"}},
		"a literal of a kustomization twice":    {"kubernetes", `kustomize = "k"`, map[string]string{"k/kustomization.yaml": "secretGenerator:\n- name: s\n  literals: [\"SECRET=1\", \"SECRET=2\"]\n"}},
		"an old patch of a kustomization":       {"kubernetes", `kustomize = "k"`, map[string]string{"k/kustomization.yaml": "resources: [r.yaml]\npatchesStrategicMerge:\n- \"stringData: [SECRET\"\n", "k/r.yaml": "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {a: b}\n"}},
		"an env file that a secret names":       {"envvars", `compose = "c/compose.yaml"`, map[string]string{"c/compose.yaml": "services: {a: {image: x, env_file: '${DB_PASSWORD}'}}\n", "c/.env": "DB_PASSWORD=SECRET\n"}},
	} {
		for _, secret := range []string{"sunshinesister", "zQ7k001vR4mT9xB"} {
			t.Run(name+", "+secret, func(t *testing.T) {
				one := stranger{s.typ, s.config, map[string]string{}}
				for file, text := range s.files {
					one.files[file] = strings.ReplaceAll(text, "SECRET", secret)
				}
				r := collectOne(t, layStranger(t, t.TempDir(), one, "", ""), one.typ, one.config)
				if r.Outcome.Status == snapshot.Complete {
					t.Fatalf("it was read: %+v", r.Outcome)
				}
				collectortest.NoSecrets(t, collectortest.Bytes(t, r), []string{secret, base64.StdEncoding.EncodeToString([]byte(secret))})
			})
		}
	}
}

// TestTheMessageOfARequiredVariableIsNotQuoted reads a compose file whose variable nobody sets. Its value is unknown, and the message beside it can be a secret.
func TestTheMessageOfARequiredVariableIsNotQuoted(t *testing.T) {
	for _, secret := range []string{"sunshinesister", "zQ7k001vR4mT9xB"} {
		one := stranger{"envvars", `compose = "c/compose.yaml"`, map[string]string{"c/compose.yaml": "services: {a: {image: x, environment: {PASSWORD: '${NONE:?" + secret + "}'}, ports: ['${PORT:?" + secret + "}:80']}}\n"}}
		r := collectOne(t, layStranger(t, t.TempDir(), one, "", ""), one.typ, one.config)
		if len(r.Resources) == 0 {
			t.Errorf("nothing was read: %+v", r.Outcome)
		}
		collectortest.NoSecrets(t, collectortest.Bytes(t, r), []string{secret, base64.StdEncoding.EncodeToString([]byte(secret))})
	}
}
