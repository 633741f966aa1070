package all_test

import (
	"bufio"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/envparity/envparity/collectors/collectortest"
	"github.com/envparity/envparity/snapshot"
)

// planted stands in every file outside the repository: it may come out nowhere.
const planted = "planted-outside-the-repository"

// strangersPaths are paths and URLs that lead out of a repository, in every form that one of the libraries takes for a path, a URL or a
// repository. URL is a server's address, OUT a file outside, DIR a folder outside that is a kustomization, a chart and a compose project.
func strangersPaths() []string {
	return []string{
		"URL/x.yaml", "URL/org/repo//x?ref=main", "git::URL/org/repo", "anyuser@HOST:org/repo", "ssh://anyuser@HOST/org/repo", "file://DIR", "github.com/org/repo", "GitHub.com:org/repo",
		"OUT", "DIR", "~/x.env", "../../outside/x.yaml", "../../outside", "link-out", "link-out-folder", "link-out-folder/x.yaml", "../../../../../../../../etc/hostname", "pipe", "zero",
	}
}

// stranger is one source of a hostile repository: files, and what a collect block says of them. PATH stands for one of strangersPaths.
type stranger struct {
	typ, config string
	files       map[string]string
}

const deploymentOf = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\nspec: {replicas: 1}\n"

// strangers puts a path into every field that can hold one.
func strangers() map[string]stranger {
	kustomization := func(text string) stranger {
		return stranger{"kubernetes", `kustomize = "k"`, map[string]string{"k/kustomization.yaml": "resources: [app.yaml]\n" + text, "k/app.yaml": deploymentOf, "k/plugin.yaml": "{}"}}
	}
	plugin := func(list, kind, fields string) stranger {
		s := kustomization(list + ": [plugin.yaml]\n")
		s.files["k/plugin.yaml"] = "apiVersion: builtin\nkind: " + kind + "\nmetadata: {name: x}\n" + fields
		return s
	}
	compose := func(text string) stranger {
		return stranger{"envvars", `compose = "c/compose.yaml"`, map[string]string{"c/compose.yaml": text}}
	}
	chart := func(name, text string) stranger {
		s := stranger{"helm", "chart = \"h\"\nvalues = \"h/values.yaml\"", map[string]string{
			"h/Chart.yaml": "apiVersion: v2\nname: c\nversion: 1.0.0\n", "h/values.yaml": "a: 1\n",
			"h/templates/x.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: h}\ndata: {A: '{{ .Values.a }}'}\n",
		}}
		s.files["h/"+name] += text
		return s
	}
	root := func(text string) stranger {
		return stranger{"terraform", `config = "t"`, map[string]string{"t/main.tf": text}}
	}
	out := map[string]stranger{
		"resources": kustomization("bases: ['PATH']\n"), "resources in another case": {"kubernetes", `kustomize = "k"`, map[string]string{"k/kustomization.yaml": "ReSources: ['PATH']\n"}},
		"resources by an alias": {"kubernetes", `kustomize = "k"`, map[string]string{"k/kustomization.yaml": "namePrefix: &p 'PATH'\nresources: [*p]\n"}},
		"components":            kustomization("components: ['PATH']\n"), "crds": kustomization("crds: ['PATH']\n"), "configurations": kustomization("configurations: ['PATH']\n"),
		"openapi": kustomization("openapi: {path: 'PATH'}\n"), "replacements": kustomization("replacements: [{path: 'PATH'}]\n"),
		"patches": kustomization("patches: [{path: 'PATH'}]\n"), "patchesStrategicMerge": kustomization("patchesStrategicMerge: ['PATH']\n"),
		"patchesJson6902":          kustomization("patchesJson6902: [{target: {kind: Deployment, name: a, version: v1}, path: 'PATH'}]\n"),
		"configMapGenerator.files": kustomization("configMapGenerator: [{name: x, files: ['x=PATH']}]\n"), "configMapGenerator.files without a key": kustomization("configMapGenerator: [{name: x, files: ['PATH']}]\n"),
		"configMapGenerator.envs": kustomization("configMapGenerator: [{name: x, envs: ['PATH']}]\n"), "configMapGenerator.env": kustomization("configMapGenerator: [{name: x, env: 'PATH'}]\n"),
		"secretGenerator.files": kustomization("secretGenerator: [{name: x, files: ['x=PATH']}]\n"), "secretGenerator.envs": kustomization("secretGenerator: [{name: x, envs: ['PATH']}]\n"),
		"helmCharts":                  kustomization("helmCharts: [{name: x, repo: 'PATH', version: 1.0.0, valuesFile: 'PATH', additionalValuesFiles: ['PATH']}]\nhelmGlobals: {chartHome: 'PATH', configHome: 'PATH'}\n"),
		"helmChartInflationGenerator": kustomization("helmChartInflationGenerator: [{chartName: x, chartRepoUrl: 'PATH', values: 'PATH', helmBin: 'PATH'}]\n"),
		"helm values inline":          kustomization("helmCharts: [{name: x, releaseName: x, namespace: 'PATH', kubeVersion: '1.30', apiVersions: ['PATH'], configHome: 'PATH'}]\nhelmChartInflationGenerator: [{chartName: x, chartHome: 'PATH', releaseName: x}]\n"),
		"vars and images":             kustomization("images: [{name: x, newName: 'PATH'}]\nvars: [{name: X, objref: {kind: Deployment, name: 'PATH', apiVersion: v1}}]\nnamespace: 'PATH'\nnameSuffix: 'PATH'\n"),
		"inline patches":              kustomization("patches: [{patch: 'PATH', target: {kind: Deployment}}]\npatchesStrategicMerge: ['PATH', '{}']\nreplacements: [{source: {kind: Deployment, fieldPath: 'PATH'}, targets: [{select: {kind: Deployment}, fieldPaths: ['PATH']}]}]\n"),
		"generators":                  kustomization("generators: ['PATH']\n"), "transformers": kustomization("transformers: ['PATH']\n"), "validators": kustomization("validators: ['PATH']\n"),
		"kustomize":       {"kubernetes", `kustomize = "PATH"`, nil},
		"kubernetes path": {"kubernetes", `path = "PATH"`, nil},
		"an exec plugin":  plugin("generators", "x\n# ", "metadata: {annotations: {config.kubernetes.io/function: 'exec: {path: PATH}'}}\n"),
		"a container":     plugin("transformers", "x\n# ", "metadata: {annotations: {config.kubernetes.io/function: 'container: {image: PATH, network: true}'}}\n"),
		"plugin chart":    plugin("generators", "HelmChartInflationGenerator", "name: x\nrepo: 'PATH'\nvaluesFile: 'PATH'\n"),
		"plugin files":    plugin("generators", "ConfigMapGenerator", "FILES: ['x=PATH']\n"), "plugin envs": plugin("generators", "SecretGenerator", "envs: ['PATH']\n"),
		"plugin patch": plugin("transformers", "PatchTransformer", "path: 'PATH'\ntarget: {kind: Deployment}\n"), "plugin paths": plugin("transformers", "PatchStrategicMergeTransformer", "paths: ['PATH']\n"),
		"plugin replacements": plugin("transformers", "ReplacementTransformer", "replacements: [{path: 'PATH'}]\n"), "plugin values": plugin("transformers", "ValueAddTransformer", "targetFilePath: 'PATH'\nvalue: x\n"),

		"env_file": compose("services:\n  a:\n    image: x\n    env_file: 'PATH'\n"), "env_file, not required": compose("services:\n  a:\n    image: x\n    env_file: [{path: 'PATH', required: false}]\n"),
		"label_file": compose("services:\n  a:\n    image: x\n    label_file: 'PATH'\n"), "extends": compose("services:\n  a:\n    extends: {file: 'PATH', service: a}\n"),
		"include": compose("include: ['PATH']\n"), "include.env_file": compose("include: [{path: 'other.yaml', env_file: 'PATH'}]\n"), "include.project_directory": compose("include: [{path: 'other.yaml', project_directory: 'PATH'}]\n"),
		"build":               compose("services:\n  a:\n    build: {context: 'PATH', dockerfile: 'PATH', additional_contexts: {x: 'PATH'}, ssh: [default]}\n    volumes: ['PATH:/x']\n"),
		"volumes and watch":   compose("services:\n  a:\n    image: x\n    volumes: [{type: bind, source: 'PATH', target: /x}]\n    develop: {watch: [{path: 'PATH', action: sync, target: /x}]}\n    devices: ['PATH:/x']\nvolumes: {v: {driver: local, driver_opts: {type: none, o: bind, device: 'PATH'}}}\n"),
		"a profile of rights": compose("services:\n  a:\n    image: x\n    credential_spec: {file: 'PATH'}\n    security_opt: ['seccomp:PATH']\n    env_file: ['c/none', 'PATH']\n    provider: {type: 'PATH', options: {x: 'PATH'}}\n    pre_stop: [{command: 'PATH'}]\n"),
		"include of includes": {"envvars", `compose = "c/compose.yaml"`, map[string]string{"c/compose.yaml": "include: [{path: ['other.yaml', 'PATH'], env_file: ['PATH']}]\n"}},
		"secrets":             compose("services:\n  a:\n    image: x\n    secrets: [s]\n    configs: [s]\nsecrets: {s: {file: 'PATH'}}\nconfigs: {s: {file: 'PATH'}}\n"),
		"compose":             {"envvars", `compose = "PATH"`, nil}, "compose env_file": {"envvars", "compose = \"c/compose.yaml\"\nenv_file = \"PATH\"", map[string]string{"c/compose.yaml": "services: {a: {image: '${X}'}}\n"}},
		"dotenv": {"envvars", `file = "PATH"`, nil}, "EnvironmentFile": {"envvars", `systemd = "a.service"`, map[string]string{"a.service": "[Service]\nEnvironmentFile=PATH\n"}},

		"chart": {"helm", `chart = "PATH"`, nil}, "values": {"helm", "chart = \"h\"\nvalues = \"PATH\"", map[string]string{"h/Chart.yaml": "apiVersion: v2\nname: c\nversion: 1.0.0\n"}},
		"dependencies": chart("Chart.yaml", "dependencies: [{name: x, version: 1.0.0, repository: 'PATH'}, {name: y, version: 1.0.0, repository: 'file://PATH'}]\n"),
		"schema":       chart("values.schema.json", `{"$ref": "PATH"}`), "Files": chart("templates/x.yaml", "# {{ .Files.Get \"PATH\" }} {{ range $p, $_ := .Files.Glob \"**\" }}{{ $p }}{{ end }} {{ getHostByName \"PATH.example\" }} {{ lookup \"v1\" \"Secret\" \"\" \"\" }}\n"),
		"requirements": chart("requirements.yaml", "dependencies: [{name: x, version: 1.0.0, repository: 'PATH'}]\n"), "Chart.lock": chart("Chart.lock", "dependencies: [{name: x, version: 1.0.0, repository: 'PATH'}]\ngenerated: 2026-01-01T00:00:00Z\ndigest: x\n"),
		"helmignore": chart(".helmignore", "PATH\n"), "tpl": chart("templates/x.yaml", "# {{ tpl (.Files.Get \"PATH\") . }} {{ (.Files.Glob \"PATH\").AsConfig }} {{ .Files.Lines \"PATH\" }} {{ .Files.AsSecrets }}\n"),
		"icon and sources":   chart("Chart.yaml", "icon: 'PATH'\nhome: 'PATH'\nsources: ['PATH']\n"),
		"template in values": chart("values.yaml", "b: !include PATH\n"),

		"module": root("module \"x\" {\n  source = \"PATH\"\n}\n"), "file()": root("locals {\n  a = file(\"PATH\")\n  b = templatefile(\"PATH\", {})\n  c = filebase64(\"PATH\")\n  d = fileset(\"PATH\", \"**\")\n}\n"),
		"backend": root("terraform {\n  backend \"http\" {\n    address = \"PATH\"\n  }\n}\n"), "provider": root("provider \"x\" {\n  endpoint = \"PATH\"\n}\ndata \"external\" \"x\" {\n  program = [\"PATH\"]\n}\n"),
		"module manifest":      {"terraform", `config = "t"`, map[string]string{"t/main.tf": "module \"x\" {\n  source = \"./x\"\n}\n", "t/.terraform/modules/modules.json": `{"Modules":[{"Key":"","Source":"","Dir":"."},{"Key":"x","Source":"./x","Dir":"PATH"}]}`}},
		"more functions":       root("locals {\n  a = pathexpand(\"PATH\")\n  b = filesha256(\"PATH\")\n  c = fileexists(\"PATH\")\n  d = abspath(\"PATH\")\n  e = filebase64sha256(\"PATH\")\n}\n"),
		"local backend":        root("terraform {\n  backend \"local\" {\n    path = \"PATH\"\n    workspace_dir = \"PATH\"\n  }\n}\ndata \"terraform_remote_state\" \"x\" {\n  backend = \"local\"\n  config = {\n    path = \"PATH\"\n  }\n}\n"),
		"cloud and data":       root("terraform {\n  cloud {\n    hostname = \"PATH\"\n  }\n  required_providers {\n    x = {\n      source = \"PATH\"\n    }\n  }\n}\ndata \"http\" \"x\" {\n  url = \"PATH\"\n}\ndata \"local_file\" \"x\" {\n  filename = \"PATH\"\n}\nresource \"null_resource\" \"x\" {\n  provisioner \"local-exec\" {\n    command = \"PATH\"\n  }\n}\n"),
		"terragrunt functions": {"terraform", `config = "t"`, map[string]string{"t/terragrunt.hcl": "locals {\n  a = run_cmd(\"PATH\")\n  b = read_terragrunt_config(\"PATH\")\n  c = sops_decrypt_file(\"PATH\")\n  d = read_tfvars_file(\"PATH\")\n}\ndependency \"x\" {\n  config_path = \"PATH\"\n}\ninputs = {\n  a = local.a\n}\n"}},
		"config":               {"terraform", `config = "PATH"`, nil}, "var_files": {"terraform", "config = \"t\"\nvar_files = \"PATH\"", map[string]string{"t/main.tf": "variable \"a\" {}\n"}},
		"state": {"terraform", `state = "PATH"`, nil}, "plan": {"terraform", `plan = "PATH"`, nil}, "lock": {"terraform", `lock = "PATH"`, nil}, "terragrunt": {"terraform", `config = "t"`, map[string]string{"t/terragrunt.hcl": "include \"root\" {\n  path = \"PATH\"\n}\nterraform {\n  source = \"PATH\"\n}\n"}},

		"files": {"files", `path = "PATH"`, nil}, "flagd": {"featureflags", `flagd = "PATH"`, nil}, "locks": {"dependencies", `path = "PATH"`, nil}, "sbom": {"dependencies", `sbom = "PATH"`, nil},
	}
	return out
}

// passedOver leaves most out of a short run, others of every field.
func passedOver(name string, i int) bool { return testing.Short() && (len(name)+i)%12 != 0 }

// layStranger makes the repository of one source, with what lies around it. It returns the repository.
func layStranger(t *testing.T, dir string, s stranger, path, url string) string {
	t.Helper()
	repo := filepath.Join(dir, "home", "repo")
	outside := filepath.Join(dir, "home", "outside")
	fill := strings.NewReplacer("PATH", strings.NewReplacer("URL", url, "HOST", strings.TrimPrefix(url, "http://"), "OUT", filepath.Join(outside, "x.yaml"), "DIR", outside).Replace(path))
	files := map[string]string{
		"home/outside/x.yaml": "# " + planted + "\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\ndata: {A: " + planted + "}\n", "home/x.env": "A=" + planted + "\n",
		"home/outside/kustomization.yaml": "resources: [x.yaml]\n", "home/outside/compose.yaml": "services: {a: {image: x, environment: {A: " + planted + "}}}\n",
		"home/outside/Chart.yaml": "apiVersion: v2\nname: " + planted + "\nversion: 1.0.0\n", "home/outside/main.tf": "locals {\n  a = \"" + planted + "\"\n}\n",
		"home/repo/.git/HEAD": "ref: refs/heads/main\n", "home/repo/c/other.yaml": "services: {b: {image: x}}\n",
	}
	for name, text := range s.files {
		files["home/repo/"+name] = fill.Replace(text)
	}
	layOut(t, dir, files)
	for _, at := range []string{".", "k", "c", "h", "t"} {
		in := filepath.Join(repo, at)
		if err := os.MkdirAll(in, 0o755); err != nil {
			t.Fatal(err)
		}
		for link, to := range map[string]string{"link-out": filepath.Join(outside, "x.yaml"), "link-out-folder": outside, "zero": "/dev/zero"} {
			if err := os.Symlink(to, filepath.Join(in, link)); err != nil {
				t.Skip(err)
			}
		}
		mkfifo(t, filepath.Join(in, "pipe"))
	}
	return repo
}

// TestNothingOfAStrangersRepositoryRunsOrIsFetchedOrLeadsOut reads every field that can hold a path or URL with every kind of path. The
// programs that a library might start are replaced by one that leaves a mark, the network by a server that counts; what lies outside has a
// word in it that would be seen. Where strace is installed, the same is held by the system calls in TestNoSystemCallOfAStranger.
func TestNothingOfAStrangersRepositoryRunsOrIsFetchedOrLeadsOut(t *testing.T) {
	var asked atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		asked.Add(1)
		_, _ = w.Write([]byte("A: " + planted + "\n"))
	}))
	defer server.Close()
	dir := t.TempDir()
	mark := filepath.Join(dir, "ran")
	bin := filepath.Join(dir, "bin")
	for _, name := range []string{"git", "ssh", "helm", "helmV3", "docker", "podman", "terraform", "tofu", "terragrunt", "sh", "bash", "curl", "kubectl"} {
		layOut(t, bin, map[string]string{name: "#!/bin/sh\necho \"$0 $@\" >> " + mark + "\nexit 1\n"})
		if err := os.Chmod(filepath.Join(bin, name), 0o755); err != nil { //nolint:gosec // it has to be runnable to be run
			t.Fatal(err)
		}
	}
	t.Setenv("PATH", bin)
	t.Setenv("HTTP_PROXY", server.URL)
	t.Setenv("HTTPS_PROXY", server.URL)
	t.Setenv("http_proxy", server.URL)
	reads := 0
	for name, s := range strangers() {
		for i, path := range strangersPaths() {
			if passedOver(name, i) {
				continue
			}
			at := filepath.Join(dir, fmt.Sprintf("%s-%d", strings.NewReplacer(" ", "-", "(", "", ")", "", ",", "").Replace(name), i))
			repo := layStranger(t, at, s, path, server.URL)
			t.Setenv("HOME", filepath.Join(at, "home"))
			fill := strings.NewReplacer("PATH", strings.NewReplacer("URL", server.URL, "HOST", strings.TrimPrefix(server.URL, "http://"), "OUT", filepath.Join(at, "home", "outside", "x.yaml"), "DIR", filepath.Join(at, "home", "outside")).Replace(path))
			start := time.Now()
			r := collectOne(t, repo, s.typ, fill.Replace(s.config))
			reads++
			if text := collectortest.Bytes(t, r) + r.Outcome.Error; strings.Contains(text, planted) {
				t.Errorf("%s with %s: what lies outside came out: %+v", name, path, r.Outcome)
			}
			if took := time.Since(start); took > 20*time.Second {
				t.Errorf("%s with %s: took %s", name, path, took)
			}
			if ran, err := os.ReadFile(mark); err == nil {
				t.Fatalf("%s with %s: it ran %s", name, path, ran)
			}
			if n := asked.Load(); n != 0 {
				t.Fatalf("%s with %s: %d requests", name, path, n)
			}
			if err := os.RemoveAll(at); err != nil {
				t.Fatal(err)
			}
		}
	}
	t.Logf("%d sources were read", reads)
}

// TestNoSystemCallOfAStranger runs itself under strace: between the marks, no connect, no execve, and no open but of the repository and of
// what Go itself reads.
func TestNoSystemCallOfAStranger(t *testing.T) {
	if os.Getenv("ALL_TEST_STRANGER") != "" {
		dir := os.Getenv("ALL_TEST_STRANGER")
		for name, s := range strangers() {
			for i, path := range strangersPaths() {
				if passedOver(name, i) {
					continue
				}
				at := filepath.Join(dir, fmt.Sprintf("%s-%d", strings.NewReplacer(" ", "-", "(", "", ")", "", ",", "").Replace(name), i))
				repo := layStranger(t, at, s, path, "http://127.0.0.1:9")
				fill := strings.NewReplacer("PATH", strings.NewReplacer("URL", "http://127.0.0.1:9", "HOST", "127.0.0.1:9", "OUT", filepath.Join(at, "home", "outside", "x.yaml"), "DIR", filepath.Join(at, "home", "outside")).Replace(path))
				mark(t, dir, "begin")
				r := collectOne(t, repo, s.typ, fill.Replace(s.config))
				mark(t, dir, "end")
				if r.Outcome.Status == snapshot.Complete && strings.HasPrefix(path, "OUT") && len(r.Resources) == 0 {
					t.Errorf("%s with %s: complete, and nothing was read", name, path)
				}
			}
		}
		return
	}
	strace, err := exec.LookPath("strace")
	if err != nil || runtime.GOOS != "linux" {
		t.Skip("strace is not installed; what it shows is held in part by TestNothingOfAStrangersRepositoryRunsOrIsFetchedOrLeadsOut")
	}
	if err := exec.Command(strace, "-f", "-o", os.DevNull, "true").Run(); err != nil {
		t.Skipf("strace may not trace here: %v", err)
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	log := filepath.Join(dir, "trace")
	cmd := exec.Command(strace, "-f", "-s", "400", "-e", "trace=connect,execve,execveat,open,openat,openat2,sendto", "-o", log, self, "-test.run", "^TestNoSystemCallOfAStranger$", fmt.Sprintf("-test.short=%v", testing.Short()))
	cmd.Env = append(os.Environ(), "ALL_TEST_STRANGER="+filepath.Join(dir, "laid"), "HOME="+filepath.Join(dir, "nobody"))
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	calls := traced(t, log)
	if calls.inside < 50 {
		t.Errorf("%d opens of the repositories' files between the marks: nothing was traced", calls.inside)
	}
	for _, c := range calls.wrong {
		t.Error(c)
	}
	t.Logf("%d opens of repositories' files, %d of others", calls.inside, len(calls.wrong))
}

// mark leaves a name in the trace: a file that is not there is opened.
func mark(t *testing.T, dir, what string) {
	t.Helper()
	if _, err := os.Open(filepath.Join(dir, "mark-"+what)); !errors.Is(err, os.ErrNotExist) {
		t.Fatal(err)
	}
}

type trace struct {
	inside int
	wrong  []string
}

func traced(t *testing.T, log string) (out trace) {
	t.Helper()
	f, err := os.Open(log)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	opened := regexp.MustCompile(`open(?:at2?)?\((?:AT_FDCWD, |\d+, )?"([^"]*)"`)
	collecting := false
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		line := lines.Text()
		switch {
		case strings.Contains(line, "mark-begin"):
			collecting = true
			continue
		case strings.Contains(line, "mark-end"):
			collecting = false
			continue
		case !collecting:
			continue
		}
		if strings.Contains(line, "connect(") || strings.Contains(line, "execve") || strings.Contains(line, "sendto(") {
			out.wrong = append(out.wrong, line)
			continue
		}
		m := opened.FindStringSubmatch(line)
		if m == nil {
			continue
		}
		name := m[1]
		switch {
		case strings.Contains(name, "/home/repo/"), strings.HasSuffix(name, "/home/repo"):
			if strings.HasSuffix(name, "/pipe") || strings.HasSuffix(name, "/zero") {
				out.wrong = append(out.wrong, line)
			}
			out.inside++
		case strings.HasPrefix(name, "/proc/self/"), strings.HasPrefix(name, "/sys/fs/cgroup"), strings.HasPrefix(name, "/usr/share/zoneinfo"), strings.HasPrefix(name, "/usr/lib/locale"), strings.HasPrefix(name, "/etc/localtime"),
			strings.HasPrefix(name, "/usr/share/mime"), strings.HasPrefix(name, "/usr/local/share/mime"), strings.HasPrefix(name, "/etc/mime.types"), strings.HasPrefix(name, "/etc/apache"), strings.HasPrefix(name, "/etc/httpd"): // of Go's own packages
		default:
			out.wrong = append(out.wrong, line)
		}
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}
