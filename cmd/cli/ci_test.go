package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	"sigs.k8s.io/yaml"

	"github.com/envparity/envparity/fixtures/real"
)

// host is a code host's list of comments: GitHub's and GitLab's differ in addresses and in the method that changes one.
type host struct {
	mu       sync.Mutex
	comments []map[string]any
	calls    []string
	refuse   int
}

func (h *host) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.refuse != 0 || r.Header.Get("Authorization") != "Bearer the-token" && r.Header.Get("PRIVATE-TOKEN") != "the-token" {
		w.WriteHeader(max(h.refuse, http.StatusUnauthorized))
		return
	}
	h.calls = append(h.calls, r.Method)
	body, _ := io.ReadAll(r.Body)
	var in struct{ Body string }
	_ = json.Unmarshal(body, &in)
	switch list := regexp.MustCompile(`(/issues/7/comments|/merge_requests/7/notes)$`).MatchString(r.URL.Path); {
	case r.Method == http.MethodGet && list:
		page := 1
		_, _ = fmt.Sscan(r.URL.Query().Get("page"), &page)
		from := min((page-1)*100, len(h.comments))
		_ = json.NewEncoder(w).Encode(h.comments[from:min(from+100, len(h.comments))])
	case r.Method == http.MethodPost && list:
		h.comments = append(h.comments, map[string]any{"id": len(h.comments) + 1, "body": in.Body})
		w.WriteHeader(http.StatusCreated)
	case r.Method == http.MethodPatch || r.Method == http.MethodPut:
		id := 0
		_, _ = fmt.Sscan(r.URL.Path[strings.LastIndex(r.URL.Path, "/")+1:], &id)
		h.comments[id-1]["body"] = in.Body
	default:
		w.WriteHeader(http.StatusNotFound)
	}
}

func (h *host) bodies() []string {
	h.mu.Lock()
	defer h.mu.Unlock()
	var out []string
	for _, c := range h.comments {
		out = append(out, c["body"].(string))
	}
	return out
}

// job runs a script as a CI system does: in a folder, with a shell that stops at the first error, and this program in the path.
type job struct {
	dir string
	env []string
}

func newJob(t *testing.T, env ...string) *job {
	t.Helper()
	if _, err := exec.LookPath("bash"); err != nil {
		t.Skip("there is no bash here, as CI systems have it")
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	dir, bin := docsFolder(t, ""), t.TempDir()
	if err := os.Symlink(self, filepath.Join(bin, "envparity")); err != nil {
		t.Skip(err)
	}
	env = append(env, "PATH="+bin+":"+os.Getenv("PATH"), "HOME="+bin, "XDG_CACHE_HOME="+bin, "ENVPARITY_KEY=0123456789abcdef0123456789abcdef", "CI=true")
	return &job{dir: dir, env: env}
}

func (j *job) run(t *testing.T, script string) (out string, code int) {
	t.Helper()
	cmd := exec.Command("bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script)
	cmd.Dir, cmd.Env = j.dir, j.env
	b, err := cmd.CombinedOutput()
	if cmd.ProcessState == nil {
		t.Fatal(err)
	}
	return string(b), cmd.ProcessState.ExitCode()
}

type workflow struct {
	Permissions map[string]string
	Jobs        map[string]struct {
		Permissions map[string]string
		Steps       []struct {
			ID, Name, Run, Uses string
			Env                 map[string]string
		}
	}
}

// TestTheWorkflowOfGitHubRuns runs the steps of the workflow one after another, with a code host in the place of GitHub's.
func TestTheWorkflowOfGitHubRuns(t *testing.T) {
	t.Parallel()
	h := &host{comments: []map[string]any{{"id": 1, "body": "a person's comment"}}}
	srv := httptest.NewServer(h)
	defer srv.Close()
	files := t.TempDir()
	event := filepath.Join(files, "event.json")
	if err := os.WriteFile(event, []byte(`{"pull_request": {"number": 7}}`), 0o600); err != nil {
		t.Fatal(err)
	}
	output, summary := filepath.Join(files, "output"), filepath.Join(files, "summary")
	j := newJob(t, "GITHUB_ACTIONS=true", "GITHUB_API_URL="+srv.URL, "GITHUB_REPOSITORY=shop/shop", "GITHUB_EVENT_PATH="+event,
		"GITHUB_OUTPUT="+output, "GITHUB_STEP_SUMMARY="+summary, "GITHUB_TOKEN=the-token")
	if out, code := j.run(t, "envparity ci github"); code != 0 {
		t.Fatal(out)
	}
	src, err := os.ReadFile(filepath.Join(j.dir, ".github/workflows/envparity.yml"))
	if err != nil {
		t.Fatal(err)
	}
	var w workflow
	if err := yaml.Unmarshal(src, &w); err != nil {
		t.Fatal(err)
	}
	if len(w.Permissions) != 0 || w.Jobs["parity"].Permissions["contents"] != "read" {
		t.Errorf("more rights than it needs: %v, %v", w.Permissions, w.Jobs["parity"].Permissions)
	}
	for round := range 2 {
		concluded := false
		for _, s := range w.Jobs["parity"].Steps {
			if strings.Contains(s.Run, "${{") {
				t.Errorf("step %q lets GitHub write into its script", s.Name)
			}
			switch s.Name {
			case "Check":
				out, code := j.run(t, s.Run)
				if code != 0 || !strings.Contains(out, "::error ") || !strings.Contains(out, "exit code 1") {
					t.Fatalf("the check: code %d\n%s", code, out)
				}
			case "Comment on the pull request":
				if out, code := j.run(t, s.Run); code != 0 {
					t.Fatalf("the comment: code %d\n%s", code, out)
				}
			case "Conclude":
				got, _ := os.ReadFile(output)
				_, code := j.run(t, "CODE="+strings.TrimPrefix(strings.Fields(string(got))[0], "code=")+"\n"+s.Run)
				if code != 1 {
					t.Errorf("the job ends with %d", code)
				}
				concluded = true
			}
		}
		bodies := h.bodies()
		if !concluded || len(bodies) != 2 || bodies[0] != "a person's comment" || !strings.Contains(bodies[1], "must-fix") || len(bodies[1]) > 60_000 {
			t.Fatalf("round %d: %d comments: %.200q", round, len(bodies), bodies)
		}
	}
	for _, file := range []string{"envparity.html", "envparity.sarif"} {
		if _, err := os.Stat(filepath.Join(j.dir, file)); err != nil {
			t.Error(err)
		}
	}
	if got, _ := os.ReadFile(summary); !bytes.Contains(got, []byte("# Environment parity")) {
		t.Error("no step summary")
	}
	if out, code := j.run(t, "envparity ci github"); code != 2 || !strings.Contains(out, "is there already") {
		t.Errorf("a file that is there: code %d\n%s", code, out)
	}
}

// TestTheJobOfGitLabRuns runs the script of the job, with a code host in the place of GitLab's.
func TestTheJobOfGitLabRuns(t *testing.T) {
	t.Parallel()
	h := &host{}
	srv := httptest.NewServer(h)
	defer srv.Close()
	j := newJob(t, "GITLAB_CI=true", "CI_API_V4_URL="+srv.URL+"/api/v4", "CI_PROJECT_ID=12", "CI_MERGE_REQUEST_IID=7", "ENVPARITY_GITLAB_TOKEN=the-token")
	if out, code := j.run(t, "envparity ci gitlab"); code != 0 {
		t.Fatal(out)
	}
	src, err := os.ReadFile(filepath.Join(j.dir, ".gitlab/envparity.yml"))
	if err != nil {
		t.Fatal(err)
	}
	var doc struct {
		Envparity struct {
			Script    []string
			Artifacts struct{ Reports map[string]string }
		}
	}
	if err := yaml.Unmarshal(src, &doc); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if out, code := j.run(t, strings.Join(doc.Envparity.Script, "\n")); code != 1 {
			t.Fatalf("code %d\n%s", code, out)
		}
	}
	if bodies := h.bodies(); len(bodies) != 1 || !strings.Contains(bodies[0], "must-fix") {
		t.Errorf("%d notes", len(bodies))
	}
	for kind, file := range doc.Envparity.Artifacts.Reports {
		if got, err := os.ReadFile(filepath.Join(j.dir, file)); err != nil || len(got) == 0 {
			t.Errorf("%s: %v", kind, err)
		}
	}
}

func TestACommentIsMadeOnlyWhenSomethingIsAtStake(t *testing.T) {
	t.Parallel()
	h := &host{}
	srv := httptest.NewServer(h)
	defer srv.Close()
	env := map[string]string{"GITLAB_CI": "true", "CI_API_V4_URL": srv.URL, "CI_PROJECT_ID": "group/shop", "CI_MERGE_REQUEST_IID": "7", "ENVPARITY_GITLAB_TOKEN": "the-token"}
	file := filepath.Join(t.TempDir(), "r.md")
	comment := func(text string) error {
		t.Helper()
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		a := &app{out: io.Discard, err: io.Discard, getenv: func(n string) string { return env[n] }}
		return a.ciComment(context.Background(), file)
	}
	const marker, quiet, stake = "<!-- envparity:shop -->\n", "<!-- envparity:nothing-at-stake -->\n", "<!-- envparity:at-stake -->\n"
	for range 120 { // ours may be on a later page
		h.comments = append(h.comments, map[string]any{"id": len(h.comments) + 1, "body": "noise\n" + marker})
	}
	for _, step := range []struct {
		text string
		want int
	}{{quiet, 120}, {stake, 121}, {quiet + "all is well", 121}} {
		if err := comment(marker + step.text); err != nil {
			t.Fatal(err)
		}
		if got := len(h.bodies()); got != step.want {
			t.Fatalf("after %q there are %d comments, want %d", step.text, got, step.want)
		}
	}
	if last := h.bodies()[120]; !strings.Contains(last, "all is well") {
		t.Errorf("the comment still says %q", last)
	}
	for name, c := range map[string]struct {
		text, lacks string
		refuse      int
		want        string
	}{
		"a file of another kind":     {text: "# hello\n", want: "no marker"},
		"one that is too long":       {text: marker + strings.Repeat("é", 70_000), want: "a comment takes 65536"},
		"a token without the right":  {text: marker, refuse: 403, want: "may not write comments"},
		"a request that is gone":     {text: marker, refuse: 404, want: "no such request"},
		"a variable that is missing": {text: marker, lacks: "CI_PROJECT_ID", want: "this job lacks CI_PROJECT_ID"},
		"no job at all":              {text: marker, lacks: "GITLAB_CI", want: "no job of GitHub Actions or GitLab CI"},
	} {
		kept := env[c.lacks]
		delete(env, c.lacks)
		h.refuse = c.refuse
		if err := comment(c.text); err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "the-token") {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
		env[c.lacks], h.refuse = kept, 0
	}
}

// cronJob writes the files for Kubernetes and returns their text.
func cronJob(t *testing.T, args string) string {
	t.Helper()
	j := newJob(t)
	if out, code := j.run(t, "envparity ci kubernetes --image registry.example/envparity:v1 "+args); code != 0 {
		t.Fatal(out)
	}
	var all []string
	for _, f := range []string{"rbac.yml", "cronjob.yml"} {
		src, err := os.ReadFile(filepath.Join(j.dir, "deploy/envparity", f))
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, string(src))
	}
	return strings.Join(all, "---\n")
}

// TestTheCronJobIsWhatKubernetesTakes decodes the manifests strictly into the types of the API: a field that there is not is an error.
func TestTheCronJobIsWhatKubernetesTakes(t *testing.T) {
	t.Parallel()
	text := cronJob(t, "--namespace audit --env prod --store s3://shop/today")
	types := map[string]func() any{
		"Namespace": func() any { return &corev1.Namespace{} }, "ServiceAccount": func() any { return &corev1.ServiceAccount{} }, "ConfigMap": func() any { return &corev1.ConfigMap{} },
		"CronJob": func() any { return &batchv1.CronJob{} }, "ClusterRole": func() any { return &rbacv1.ClusterRole{} }, "ClusterRoleBinding": func() any { return &rbacv1.ClusterRoleBinding{} },
	}
	seen := map[string]any{}
	for _, doc := range strings.Split(text, "\n---\n") {
		m := regexp.MustCompile(`(?m)^kind: (\w+)$`).FindStringSubmatch(doc)
		if m == nil || types[m[1]] == nil {
			t.Fatalf("no kind in\n%s", doc)
		}
		into := types[m[1]]()
		if err := yaml.UnmarshalStrict([]byte(doc), into); err != nil {
			t.Errorf("%s: %v", m[1], err)
		}
		seen[m[1]] = into
	}
	if len(seen) != len(types) {
		t.Fatalf("%d kinds of %d", len(seen), len(types))
	}
	pod := seen["CronJob"].(*batchv1.CronJob).Spec.JobTemplate.Spec.Template.Spec
	if got := strings.Join(pod.Containers[0].Args, " "); got != "snapshot --config /config/envparity.hcl --env prod -o s3://shop/today" {
		t.Errorf("args %q", got)
	}
	if b := seen["ClusterRoleBinding"].(*rbacv1.ClusterRoleBinding); b.Subjects[0].Namespace != "audit" || b.Subjects[0].Name != pod.ServiceAccountName {
		t.Errorf("the role is not that of the job: %+v", b.Subjects)
	}
	if cfg := seen["ConfigMap"].(*corev1.ConfigMap).Data["envparity.hcl"]; !strings.Contains(cfg, "environment \"prod\"") {
		t.Errorf("the config is not in the manifest: %q", cfg)
	}
}

// TestTheCronJobIsAppliedToARealServer puts the manifests into a real API server, which validates and defaults them.
func TestTheCronJobIsAppliedToARealServer(t *testing.T) {
	if testing.Short() {
		t.Skip("starts an API server")
	}
	c := real.StartCluster(t)
	text := cronJob(t, "")
	c.Apply(t, real.ServerSide, text)
	var job batchv1.CronJob
	if err := c.Do("admin", http.MethodGet, "/apis/batch/v1/namespaces/envparity/cronjobs/envparity", nil, &job); err != nil {
		t.Fatal(err)
	}
	if job.Spec.JobTemplate.Spec.Template.Spec.Containers[0].Image != "registry.example/envparity:v1" {
		t.Errorf("%+v", job.Spec.JobTemplate.Spec.Template.Spec)
	}
}

// refuses runs a command with each of the arguments: it ends with code 2 and says what is wrong.
func (j *job) refuses(t *testing.T, command string, wrong map[string]string) {
	t.Helper()
	for args, want := range wrong {
		if out, code := j.run(t, command+args); code != 2 || !strings.Contains(out, want) {
			t.Errorf("%s: code %d, %s", args, code, out)
		}
	}
}

func TestWhatACronJobLacksIsSaid(t *testing.T) {
	t.Parallel()
	j := newJob(t)
	j.refuses(t, "envparity ci kubernetes ", map[string]string{
		"":                                     "say with `--image`",
		"--image 'a b'":                        "invalid value",
		"--image x --namespace A_B":            "invalid value",
		"--image x --env prod":                 "say with `--store",
		"--image x --store /tmp":               "must be s3://BUCKET/PREFIX",
		"--image x --env nix --store s3://a/b": "unknown environment",
	})
	if out, code := j.run(t, "envparity ci gitlab --dry-run"); code != 0 || !strings.Contains(out, "codequality") || !strings.Contains(out, "nothing was written") {
		t.Errorf("code %d\n%s", code, out)
	}
}
