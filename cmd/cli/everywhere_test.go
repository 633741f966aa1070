package cli

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/envparity/envparity/collectors/collectortest"
	"github.com/envparity/envparity/internal/term"
	"github.com/envparity/envparity/report"
	"github.com/envparity/envparity/tui"
	"github.com/envparity/envparity/tui/tuitest"
	"github.com/envparity/envparity/workspace"
)

// everywhere runs the whole program on a system, command by command and screen by screen, and hands on all that it says: what was run, and
// stdout, stderr, the files it wrote or a frame.
func everywhere(t *testing.T, dir string, say func(what, text string)) {
	t.Helper()
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	t.Setenv("ENVPARITY_KEY", strings.Repeat("k", 64))
	t.Chdir(dir)
	var out, errs bytes.Buffer
	a := &app{
		in: strings.NewReader(""), out: &out, err: &errs, term: term.Facts{Unicode: true, Width: 100, Err: true}, getenv: os.Getenv,
		clock: func() time.Time { return time.Date(2026, 11, 20, 10, 0, 0, 0, time.UTC) }, types: collectorTypes(),
	}
	run := func(args ...string) {
		t.Helper()
		out.Reset()
		errs.Reset()
		a.config, a.quiet = "", false
		code := a.run(context.Background(), args)
		say(strings.Join(args, " "), out.String()+"\n"+strings.ReplaceAll(errs.String(), "\r\x1b[K", "\n"))
		if code == exitError {
			t.Errorf("%v: exit %d: %s", args, code, errs.String())
		}
	}
	for _, format := range report.Names() {
		run("check", "--format", format, "--all")
	}
	run("check", "--filter", "verdict:must")
	run("snapshot", "-o", "snaps")
	run("check", "--from", "snaps", "--format", "json")
	run("rules")
	run("tour")
	run("rbac")
	a.config = "envparity.hcl"
	s, err := a.audit(t.Context(), a.workspace(), auditOptions{failOn: "never", Request: workspace.Request{All: true}})
	if err != nil {
		t.Fatal(err)
	}
	for i := range s.Result.Findings {
		if i < 8 || i%40 == 0 {
			run("explain", s.Result.Findings[i].Fingerprint, "--from", "snaps")
		}
	}
	if len(s.Result.Findings) > 0 {
		run("waive", s.Result.Findings[0].Fingerprint, "--reason", "tried", "--owner", "@a", "--expires", "2027-01-01")
	}
	run("baseline", "write")
	run("check")
	files, err := filepath.Glob(filepath.Join(dir, "snaps", "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range append(files, "envparity.waivers.hcl", "envparity.baseline.json") {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Error(err)
		}
		say("the file "+filepath.Base(f), string(b))
	}
	screens(t, a, s, say)
}

// screens opens every screen and goes through what is on it.
func screens(t *testing.T, a *app, s *workspace.Session, say func(what, text string)) {
	t.Helper()
	w := a.workspace()
	l := w.NewLive(s)
	l.Hold(s)
	for _, start := range []string{"overview", "findings", "sources", "matrix", "walk", "journeys", "tour"} {
		d := tuitest.Start(t, tui.Options{Result: s.Result, Start: start, Services: w.Services(s, l), Now: a.clock}, 160, 50)
		say("the screen "+start, d.Screen())
		for range 10 {
			d.Press("enter")
			say("the screen "+start+", opened", d.Screen())
			d.Press("w")
			say("the screen "+start+", wrapped", d.Screen())
			d.Press("esc", "j")
			say("the screen "+start+", further down", d.Screen())
		}
	}
}

// plantedConfig is a config for the files of collectortest.Planted, in folders named as the environments.
func plantedConfig() string {
	var b strings.Builder
	b.WriteString("environment \"dev\" {}\nenvironment \"prod\" {}\n")
	for i, c := range [][2]string{
		{"kubernetes", `path = "${env.name}/k8s"`},
		{"kubernetes", `kustomize = "${env.name}/overlay"`},
		{"kubernetes", `kustomize = "${env.name}/brokenoverlay"`},
		{"helm", `chart = "${env.name}/chart"`},
		{"helm", `chart = "${env.name}/brokenchart"`},
		{"envvars", `file = "${env.name}/env"`},
		{"envvars", `file = ["${env.name}/broken/a.env", "${env.name}/broken/b.env"]`},
		{"envvars", `compose = "${env.name}/compose.yaml"`},
		{"envvars", `compose = "${env.name}/broken/compose.yaml"`},
		{"envvars", `systemd = "${env.name}/api.service"`},
		{"envvars", `systemd = "${env.name}/broken/api.service"`},
		{"files", `path = ["${env.name}/conf", "${env.name}/k8s", "${env.name}/env", "${env.name}/compose.yaml", "${env.name}/chart/values.yaml", "${env.name}/broken"]`},
		{"terraform", `state = "${env.name}/tf/terraform.tfstate"`},
		{"terraform", `state = "${env.name}/statecut.tfstate"`},
		{"terraform", `state = "${env.name}/showcut.json"`},
		{"terraform", `config = "${env.name}/tfcut"`},
		{"featureflags", `flagd = "${env.name}/flags.json"`},
		{"featureflags", `flagd = "${env.name}/flagscut.json"`},
		{"dependencies", `path = "${env.name}/locks"`},
	} {
		fmt.Fprintf(&b, "collect %q {\n  as = \"c%d\"\n  %s\n}\n", c[0], i, c[1])
	}
	return b.String()
}

func lay(t *testing.T, dir string, files map[string]string) {
	t.Helper()
	for name, text := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		write(t, path, text)
	}
}

// TestNoPlantedSecretIsSaidAnywhere plants over a hundred secrets, in sound and in damaged files of every kind, and looks for them in all
// that the program says.
func TestNoPlantedSecretIsSaidAnywhere(t *testing.T) {
	dir := t.TempDir()
	var secrets []string
	for _, env := range []string{"dev", "prod"} {
		files, planted := collectortest.Planted(env)
		secrets = append(secrets, planted...)
		lay(t, filepath.Join(dir, env), files)
	}
	if len(secrets) < 100 {
		t.Fatalf("%d secrets planted", len(secrets))
	}
	lay(t, dir, map[string]string{"envparity.hcl": plantedConfig()})
	told := map[string]bool{}
	everywhere(t, dir, func(what, text string) {
		for _, s := range secrets {
			if at := strings.Index(text, s); at >= 0 && !told[s] {
				told[s] = true
				t.Errorf("%s says secret %q: …%s…", what, s, text[max(0, at-80):min(len(text), at+len(s)+20)])
			}
		}
	})
}

// TestNothingThatATerminalObeysIsSaidAnywhere puts control sequences and what reorders text into every name, key, value, path and error
// that a system can hold, and looks for them in all that the program says.
func TestNothingThatATerminalObeysIsSaidAnywhere(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no file can be called so there")
	}
	const esc, bidi, c1 = "\x1b]0;owned\x07\x1b[31m", "\u202e", "\u009b31m"
	quoted := `\u001b]0;owned\u0007\u001b[31m\u202e\u009b31m`
	dir := t.TempDir()
	config := "project = \"p" + quoted + "\"\nenvironment \"dev\" { purpose = \"x" + quoted + "\" }\nenvironment \"prod\" {}\n"
	for _, c := range [][2]string{
		{"files", `path = "${env.name}/conf"`},
		{"kubernetes", `path = "${env.name}/k8s"`},
		{"envvars", `file = "${env.name}/x.env"`},
		{"featureflags", `flagd = "${env.name}/flags.json"`},
		{"terraform", `state = "${env.name}/x.tfstate"`},
		{"dependencies", `path = "${env.name}/lock"`},
	} {
		config += "collect \"" + c[0] + "\" {\n  " + c[1] + "\n}\n"
	}
	config += "rule \"r\" {\n  when = drift.collector == \"envvars\"\n  verdict = \"should-fix\"\n  reason = \"" + quoted + "\"\n  hint = \"" + quoted + "\"\n  owner = \"" + quoted + "\"\n}\n"
	lay(t, dir, map[string]string{"envparity.hcl": config})
	for i, env := range []string{"dev", "prod"} {
		n := fmt.Sprint(i)
		lay(t, filepath.Join(dir, env), map[string]string{
			"conf/a" + esc + bidi + c1 + ".yaml": "\"k" + quoted + n + "\": \"v" + quoted + n + "\"\nlist: [\"" + quoted + n + "\"]\n",
			"conf/broken" + esc + ".yaml":        "a: [\n" + "# " + c1 + "\n",
			"conf/b.properties":                  "k" + bidi + c1 + n + "=v" + esc + n + "\n",
			"conf/b.json":                        `{"a` + quoted + `": {"` + quoted + n + `": "` + quoted + n + `"}}`,
			"k8s/a.yaml":                         "apiVersion: v1\nkind: \"C" + quoted + "\"\nmetadata: {name: \"n" + quoted + "\", labels: {\"l" + quoted + "\": \"" + quoted + n + "\"}}\ndata: {\"" + quoted + "\": \"" + quoted + n + "\"}\n",
			"x.env":                              "A" + n + "=" + esc + bidi + c1 + "\nB='" + esc + n + "'\nthis is" + esc + "no line\n",
			"flags.json":                         `{"flags": {"f` + quoted + `": {"state": "ENABLED", "variants": {"` + quoted + `": ` + n + `}, "defaultVariant": "` + quoted + n + `"}}}`,
			"x.tfstate":                          `{"version":4,"serial":1,"resources":[{"mode":"managed","type":"a` + quoted + `","name":"b` + quoted + `","module":"m` + quoted + `","instances":[{"index_key":"` + quoted + `","attributes":{"` + quoted + `":"` + quoted + n + `"}}]}]}`,
			"lock/package-lock.json":             `{"lockfileVersion":3,"packages":{"node_modules/a` + quoted + `":{"version":"1.0.` + n + quoted + `"}}}`,
		})
	}
	seen := map[string]bool{}
	everywhere(t, dir, func(what, text string) {
		if seen[what] || strings.HasPrefix(what, "the file ") { // data, for programs
			return
		}
		if !utf8.ValidString(text) {
			seen[what] = true
			t.Errorf("%s says what is no UTF-8", what)
		}
		for i, r := range text {
			if r != '\n' && r != '\t' && term.Obeyed(r) {
				seen[what] = true
				t.Errorf("%s says %q: %q", what, r, text[max(0, i-60):min(len(text), i+30)])
				return
			}
		}
	})
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
