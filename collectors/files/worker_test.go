package files_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/envparity/envparity/collectors/collectortest"
	"github.com/envparity/envparity/collectors/files"
	"github.com/envparity/envparity/snapshot"
)

func TestAnEnvironmentOfAWorkerInheritsWhatWranglerSays(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "wrangler.jsonc", `{
  "name": "shop", // the top level
  "main": "a.js",
  "workers_dev": true,
  "vars": {"LEVEL": "debug"},
  "kv_namespaces": [{"binding": "B", "id": "1"}],
  "env": {
    "staging": {"workers_dev": false, "vars": {"LEVEL": "info"}},
    "prod": {"name": "live", "kv_namespaces": [{"binding": "B", "id": "2"}]},
  },
}`)
	write(t, dir, "t/wrangler.toml", "name = \"shop\"\nroute = \"x/*\"\n[vars]\nLEVEL = \"debug\"\n[[env.prod.routes]]\npattern = \"y\"\n")
	for _, tt := range []struct{ path, key, want string }{
		{"wrangler.jsonc", "env.staging", "main=a.js:3 name=shop-staging:2 vars=:8 workers_dev=false:8"},
		{"wrangler.jsonc", "env.prod", "kv_namespaces=:9 main=a.js:3 name=live:9 workers_dev=true:4"},
		{"wrangler.jsonc", ".", "kv_namespaces=:6 main=a.js:3 name=shop:2 vars=:5 workers_dev=true:4"},
		{"t/wrangler.toml", "env.prod", "name=shop-prod:1 route=x/*:2 routes=:5"},
	} {
		r := collectortest.Collect(t.Context(), t, files.Type(), dir, fmt.Sprintf("path = %q\nkey = %q", tt.path, tt.key))
		if r.Outcome.Status != snapshot.Complete || len(r.Resources) != 1 {
			t.Fatalf("%+v", r)
		}
		var got []string
		for _, c := range r.Resources[0].Tree().Children {
			got = append(got, fmt.Sprintf("%s=%s:%d", c.Key, c.Text, c.Line))
		}
		if all := strings.Join(got, " "); all != tt.want {
			t.Errorf("%s %s: %s\nwant %s", tt.path, tt.key, all, tt.want)
		}
	}
	if r := collectortest.Collect(t.Context(), t, files.Type(), dir, "path = \"wrangler.jsonc\"\nkey = \"env.dev\""); r.Outcome.Status != snapshot.Failed {
		t.Errorf("an environment that the file lacks: %+v", r.Outcome)
	}
}
