package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/envparity/envparity/internal/term"
	"github.com/envparity/envparity/report"
)

// setting is one setting of the small system that every layout holds; line numbers count from the first of them.
type setting struct{ name, value string }

// settingsOf are an environment's: CACHE_MODE differs in the reference, UPLOAD_LIMIT is missing there, and its DB_HOST is the first environment's.
func settingsOf(env, first string, reference bool) []setting {
	out := []setting{{"APP_NAME", "shop"}, {"APP_URL", "https://" + env + ".shop.example/app"}, {"ORDERS_QUEUE", "shop-" + env + "-orders"}}
	if reference {
		return append(out, setting{"CACHE_MODE", "replicated"}, setting{"DB_HOST", "db." + first + ".shop.internal"})
	}
	return append(out, setting{"CACHE_MODE", "single"}, setting{"DB_HOST", "db." + env + ".shop.internal"}, setting{"UPLOAD_LIMIT", "20MB"})
}

// form is a way of writing settings, with the line of the first.
type form struct {
	head  string
	line  string // %[1]s the name, %[2]s the value
	last  string // the same for the last one, where it differs
	tail  string
	first int
}

func (f form) text(list []setting) string {
	var b strings.Builder
	b.WriteString(f.head)
	for i, s := range list {
		line := f.line
		if i == len(list)-1 && f.last != "" {
			line = f.last
		}
		fmt.Fprintf(&b, line+"\n", s.name, s.value)
	}
	return b.String() + f.tail
}

// layouts are where settings lie, each with how they are written there.
func layouts() map[string]struct {
	path  string // %s the environment
	form  form
	extra map[string]string
} {
	dotenv := form{line: "%s=%s", first: 1}
	yaml := form{line: "%s: %q", first: 1}
	tfvars := form{line: "%s = %q", first: 1}
	jsonForm := form{head: "{\n", line: "  %q: %q,", last: "  %q: %q", tail: "}\n", first: 2}
	manifest := form{head: "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: shop}\ndata:\n", line: "  %s: %q", first: 5}
	compose := form{head: "services:\n  shop:\n    image: shop\n    environment:\n", line: "      %s: %q", first: 5}
	pulumi := form{head: "config:\n", line: "  shop:%s: %q", first: 2}
	type layout = struct {
		path  string
		form  form
		extra map[string]string
	}
	return map[string]layout{
		".env.X":             {".env.%s", dotenv, nil},
		"X.env":              {"%s.env", dotenv, nil},
		".env.X.local":       {".env.%s.local", dotenv, nil},
		"X/.env":             {"%s/.env", dotenv, nil},
		"values-X.yaml":      {"chart/values-%s.yaml", yaml, nil},
		"X/values.yaml":      {"%s/values.yaml", yaml, nil},
		"X.tfvars":           {"%s.tfvars", tfvars, nil},
		"X/terraform.tfvars": {"envs/%s/terraform.tfvars", tfvars, nil},
		"overlays":           {"deploy/overlays/%s/settings.yaml", manifest, map[string]string{"deploy/overlays/%s/kustomization.yaml": "resources: [settings.yaml]\n"}},
		"namespaces":         {"environments/%s/settings.yaml", manifest, nil},
		"compose":            {"docker-compose.%s.yml", compose, nil},
		"appsettings":        {"appsettings.%s.json", jsonForm, nil},
		"Spring":             {"src/main/resources/application-%s.properties", dotenv, nil},
		"Pulumi":             {"Pulumi.%s.yaml", pulumi, nil},
	}
}

// families are environments as people call them, the reference last.
func families() map[string][]string {
	return map[string][]string{
		"dev and prod":           {"dev", "prod"},
		"test and prod":          {"test", "prod"},
		"staging and production": {"staging", "production"},
		"local and prod":         {"local", "prod"},
		"qa and live":            {"qa", "live"},
		"blue and green":         {"blue", "green"},
		"words nobody listed":    {"marten", "weasel"},
		"members in two regions": {"staging-eu", "prod-eu"},
		"three":                  {"dev", "staging", "prod"},
		"three nobody listed":    {"heron", "marten", "weasel"},
	}
}

// TestTheSimplestCaseInEveryForm: in a folder with nothing but one system's settings, zero configuration tells the one that differs, the one
// that is missing and the one that is another environment's, each at its line, and nothing else.
func TestTheSimplestCaseInEveryForm(t *testing.T) {
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	t.Setenv("HOME", t.TempDir())
	t.Setenv("ENVPARITY_KEY", strings.Repeat("k", 64))
	for name, l := range layouts() {
		for family, envs := range families() {
			t.Run(name+"/"+family, func(t *testing.T) {
				dir := t.TempDir()
				files := map[string]string{}
				for i, e := range envs {
					files[fmt.Sprintf(l.path, e)] = l.form.text(settingsOf(e, envs[0], i == len(envs)-1))
					for path, text := range l.extra {
						files[fmt.Sprintf(path, e)] = text
					}
				}
				for path, text := range files {
					lay(t, dir, map[string]string{path: text})
				}
				d := firstLook(t, dir)
				ref := envs[len(envs)-1]
				want := map[string]int{"CACHE_MODE": l.form.first + 3, "DB_HOST": l.form.first + 4, "UPLOAD_LIMIT": 0}
				for _, f := range d.Findings {
					hit := ""
					for name := range want {
						if strings.Contains(f.Path, name) || strings.Contains(f.Resource.Name, name) {
							hit = name
						}
					}
					if hit == "" {
						t.Errorf("%s: %s %s %s %s", f.Verdict, f.Kind, f.Resource.Name, f.Path, f.Rule)
						continue
					}
					for env, v := range f.Values {
						if want[hit] > 0 && strings.HasPrefix(ref, env) && (v.Source == nil || v.Source.Line != want[hit]) {
							t.Errorf("%s of %s is said to stand at %+v, want line %d", hit, env, v.Source, want[hit])
						}
					}
					if hit == "DB_HOST" && f.Kind != "leaked" || hit == "UPLOAD_LIMIT" && f.Kind != "extra" || hit == "CACHE_MODE" && f.Kind != "changed" {
						t.Errorf("%s is %s", hit, f.Kind)
					}
					delete(want, hit)
				}
				for name := range want {
					t.Errorf("%s is not told", name)
				}
			})
		}
	}
}

// firstLook audits dir without a config.
func firstLook(t *testing.T, dir string) *report.Document {
	t.Helper()
	t.Chdir(dir)
	var out, errs bytes.Buffer
	a := &app{
		in: strings.NewReader(""), out: &out, err: &errs, term: term.Facts{Width: 80}, getenv: os.Getenv,
		clock: func() time.Time { return time.Date(2026, 11, 20, 10, 0, 0, 0, time.UTC) }, types: collectorTypes(),
	}
	code := a.run(context.Background(), []string{"check", "--format", "json", "--fail-on", "never"})
	if code != exitClean {
		t.Fatalf("exit %d: %s", code, errs.String())
	}
	var d report.Document
	if err := json.Unmarshal(out.Bytes(), &d); err != nil {
		t.Fatal(err)
	}
	return &d
}

// TestOneFileWhoseKeysAreEnvironments: the same system in one file.
func TestOneFileWhoseKeysAreEnvironments(t *testing.T) {
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	t.Setenv("HOME", t.TempDir())
	t.Setenv("ENVPARITY_KEY", strings.Repeat("k", 64))
	var b strings.Builder
	for i, e := range []string{"staging", "production"} {
		b.WriteString(e + ":\n" + form{line: "  %s: %q"}.text(settingsOf(e, "staging", i == 1)))
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "env.yml"), []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, f := range firstLook(t, dir).Findings {
		got = append(got, fmt.Sprintf("%s %s %d", f.Path, f.Kind, f.Values["production"].Source.Line))
	}
	slices.Sort(got)
	if want := "CACHE_MODE changed 12|DB_HOST leaked 13|UPLOAD_LIMIT extra 8"; strings.Join(got, "|") != want {
		t.Errorf("got %v, want %s", got, want)
	}
}
