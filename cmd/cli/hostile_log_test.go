package cli

import (
	"bytes"
	"fmt"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"github.com/envparity/envparity/internal/term"
	"github.com/envparity/envparity/report"
)

// orders are what CI systems obey in a log; the last is on lines of its own.
func orders() []string {
	return []string{"::error::owned", "::set-output name=a::owned", "##[set-output name=a]owned", "##vso[task.setvariable variable=a]owned", "##teamcity[buildNumber 'owned']", "a\n::add-mask::owned\n  ::error::owned\r::stop-commands::owned"}
}

// obeyed finds in a log what a CI system would obey.
var obeyed = regexp.MustCompile(`(?m)(^|[\n\r])[\s\x{0085}]*::[^\n]*|##[\w.-]*\[[^\n]*`)

// own is a command of the program's own, which `--format github` is for.
var own = regexp.MustCompile(`^::(error|warning|notice) (file=[^:,]*,(line=\d+,)?)?title=[^:]*::`)

// hostileLog lays a repository that says an order in every name, key, value and error.
func hostileLog(t *testing.T, dir, order string) {
	t.Helper()
	quoted := strings.NewReplacer("\n", `\n`, "\r", `\r`, `"`, `\"`).Replace(order)
	name := strings.NewReplacer("/", "", "\n", "", "\r", "").Replace(order)
	config := "project = \"" + quoted + "\"\nenvironment \"dev\" { purpose = \"" + quoted + "\" }\nenvironment \"prod\" {}\n"
	for _, c := range [][2]string{
		{"files", `path = "${env.name}/conf"`},
		{"kubernetes", `path = "${env.name}/k8s"`},
		{"kubernetes", `kustomize = "${env.name}/kustomize"`},
		{"helm", `chart = "${env.name}/chart"`},
		{"envvars", `file = "${env.name}/x.env"`},
		{"envvars", `compose = "${env.name}/compose.yaml"`},
		{"envvars", "exec = [\"" + quoted + "\", env.name]"},
		{"featureflags", `flagd = "${env.name}/flags.json"`},
		{"terraform", `state = "${env.name}/x.tfstate"`},
		{"terraform", `config = "${env.name}/tf"`},
		{"dependencies", `path = "${env.name}/lock"`},
	} {
		config += "collect \"" + c[0] + "\" {\n  as = \"" + quoted + "\"\n  " + c[1] + "\n}\n"
	}
	config += "rule \"r\" {\n  when = drift.kind == \"changed\"\n  verdict = \"should-fix\"\n  reason = \"" + quoted + "\"\n  hint = \"" + quoted + "\"\n  owner = \"" + quoted + "\"\n}\n"
	config += "journey \"" + quoted + "\" {\n  step \"" + quoted + "\" { request = \"GET /\" }\n}\n"
	lay(t, dir, map[string]string{"envparity.hcl": config, "broken.hcl": "environment \"" + quoted + "\" {\n" + order + "\n  = \"" + quoted + "\"\n", "capture.har": `{"log":{"version":"1.2","entries":[{"startedDateTime":"2026-11-20T10:00:00Z","time":1,"request":{"method":"POST","url":"https://shop.example/` + quoted + `","headers":[{"name":"X","value":"` + quoted + `"}],"postData":{"mimeType":"text/plain","text":"` + quoted + `"}},"response":{"status":200,"headers":[],"content":{"text":"{}"}}}]}}`})
	for i, env := range []string{"dev", "prod"} {
		n := fmt.Sprint(i)
		lay(t, filepath.Join(dir, env), map[string]string{
			"conf/" + name + ".yaml":       "\"" + quoted + "\": \"" + quoted + n + "\"\nlist: [\"" + quoted + n + "\"]\n",
			"conf/" + name + "broken.yaml": "a: [\n" + order + "\n",
			"conf/" + name + ".toml":       order + " = [\n",
			"conf/" + name + ".json":       "{\"" + quoted + "\": " + order,
			"k8s/" + name + ".yaml":        "apiVersion: v1\nkind: \"" + quoted + "\"\nmetadata: {name: \"" + quoted + "\"}\ndata: {\"" + quoted + "\": \"" + quoted + n + "\"}\n",
			"kustomize/kustomization.yaml": "resources: [\"" + quoted + "\"]\n\"" + quoted + "\": 1\n",
			"chart/Chart.yaml":             "apiVersion: v2\nname: \"" + quoted + "\"\nversion: 1.0.0\n",
			"chart/templates/x.yaml":       "{{ fail \"" + quoted + "\" }}\n",
			"x.env":                        "A" + n + "='" + order + "'\nB=\"" + quoted + n + "\"\n" + order + "\n",
			"compose.yaml":                 "services:\n  \"" + quoted + "\": {image: \"" + quoted + n + "\", extends: {file: \"" + quoted + "\"}}\n",
			"flags.json":                   `{"flags": {"` + quoted + `": {"state": "` + quoted + n + `", "variants": {"` + quoted + `": ` + n + `}, "defaultVariant": "` + quoted + `"}}}`,
			"x.tfstate":                    `{"version":4,"serial":1,"resources":[{"mode":"managed","type":"` + quoted + `","name":"` + quoted + `","instances":[{"attributes":{"` + quoted + `":"` + quoted + n + `"}}]}]}`,
			"tf/main.tf":                   "locals {\n  a = \"" + quoted + n + "\"\n" + order + "\n}\n",
			"lock/package-lock.json":       `{"lockfileVersion":3,"packages":{"node_modules/` + quoted + `":{"version":"1.0.` + n + `"}}}`,
			"lock/go.mod":                  order + "\n",
		})
	}
}

// TestNoLineOfALogIsObeyedByACISystem runs the program as a job does, and looks in all that it says for what a CI system would obey.
func TestNoLineOfALogIsObeyedByACISystem(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no file can be called so there")
	}
	for i, order := range orders() {
		if testing.Short() && i != 0 && i != len(orders())-1 {
			continue
		}
		t.Run(order, func(t *testing.T) {
			dir := t.TempDir()
			hostileLog(t, filepath.Join(dir, "repo"), order)
			p := &place{dir: dir, repo: filepath.Join(dir, "repo")}
			said := 0
			run := func(args ...string) string {
				cmd, errs := p.command(t, args...)
				cmd.Env = append(cmd.Env, "CI=true", "GITHUB_ACTIONS=true", "TF_BUILD=True")
				var out bytes.Buffer
				cmd.Stdout = &out
				if err := cmd.Run(); err != nil && cmd.ProcessState == nil {
					t.Fatal(err)
				}
				said += strings.Count(out.String()+errs.String(), "owned")
				for stream, text := range map[string]string{"stdout": out.String(), "stderr": errs.String()} {
					for _, hit := range obeyed.FindAllString(text, -1) {
						if line := strings.TrimLeft(hit, "\r\n"); args[len(args)-1] != "github" || !own.MatchString(line) {
							t.Errorf("%v: %s: %q", args, stream, line)
						}
					}
					for _, r := range text {
						if r != '\n' && r != '\t' && term.Obeyed(r) {
							t.Errorf("%v: %s says %q", args, stream, r)
							break
						}
					}
				}
				return out.String()
			}
			for _, format := range report.Names() {
				run("check", "--all", "--format", format)
			}
			for _, args := range [][]string{
				{"snapshot", "-o", "snaps"},
				{"rules"},
				{"rules", "test"},
				{"tour"},
				{"trust", "--show"},
				{"journeys", "plan"},
				{"journeys", "--yes"},
				{"journeys", "import", "capture.har"},
				{"init", "--stdout"},
				{"init", "--dry-run"},
				{"fmt", "--check"},
				{"check", "-c", "broken.hcl"},
				{"check", "-c", order},
				{"check", "--filter", order},
				{"check", "--env", order},
				{"explain", order},
				{order},
				{"--" + order},
			} {
				run(args...)
			}
			for i, line := range strings.Split(run("check", "--format", "csv"), "\n") {
				if print, _, ok := strings.Cut(line, ","); ok && i%6 == 1 {
					run("explain", print)
				}
			}
			if said < 50 {
				t.Errorf("the order was said %d times: the test proves little", said)
			}
		})
	}
}
