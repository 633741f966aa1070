package cli

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	"sigs.k8s.io/yaml"

	"github.com/envparity/envparity/fixtures/real"
)

// fleetJob is a folder with a fleet of three systems, of which one has waivers.
func fleetJob(t *testing.T) *job {
	t.Helper()
	j := newJob(t)
	put := func(name, text string) {
		t.Helper()
		path := filepath.Join(j.dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	put("fleet.hcl", "name = \"the \\\"big\\\" ${\"one\"}\"\nsystem \"web\" {\n  path = \"apps/web\"\n  owner = \"@web\"\n  tier = 1\n}\nsystems { glob = \"services/*\" }\n")
	for _, s := range []string{"apps/web", "services/orders", "services/billing"} {
		put(s+"/envparity.hcl", "# "+s+": a comment\nenvironment \"staging\" {}\nenvironment \"prod\" {}\n\ncollect \"envvars\" { file = \"env/${env.name}.env\" }\n")
	}
	put("apps/web/envparity.waivers.hcl", "waiver \"later\" {\n  fingerprint = \"0123456789abcdef\"\n  owner = \"zoe\"\n  reason = \"because\"\n  expires = \"2099-01-01\"\n}\n")
	return j
}

// fleetManifests writes the manifests and returns their text.
func fleetManifests(t *testing.T, j *job, args string) string {
	t.Helper()
	if out, code := j.run(t, "envparity fleet manifests --force --image registry.example/envparity:v1 --store s3://fleet/records "+args); code != 0 {
		t.Fatal(out)
	}
	var all []string
	for _, f := range []string{"rbac.yml", "cronjob.yml", "job.yml"} {
		src, err := os.ReadFile(filepath.Join(j.dir, "deploy/envparity-fleet", f))
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, string(src))
	}
	return strings.Join(all, "---\n")
}

// decoded decodes manifests strictly into the types of the API: a field that there is not is an error.
func decoded(t *testing.T, text string) map[string]any {
	t.Helper()
	types := map[string]func() any{
		"Namespace": func() any { return &corev1.Namespace{} }, "ServiceAccount": func() any { return &corev1.ServiceAccount{} }, "ConfigMap": func() any { return &corev1.ConfigMap{} },
		"CronJob": func() any { return &batchv1.CronJob{} }, "Job": func() any { return &batchv1.Job{} },
		"ClusterRole": func() any { return &rbacv1.ClusterRole{} }, "ClusterRoleBinding": func() any { return &rbacv1.ClusterRoleBinding{} },
	}
	out := map[string]any{}
	for _, doc := range strings.Split(text, "\n---\n") {
		m := regexp.MustCompile(`(?m)^kind: (\w+)$`).FindStringSubmatch(doc)
		if m == nil || types[m[1]] == nil {
			t.Fatalf("no kind in\n%s", doc)
		}
		into := types[m[1]]()
		if err := yaml.UnmarshalStrict([]byte(doc), into); err != nil {
			t.Fatalf("%s: %v\n%s", m[1], err, doc)
		}
		out[m[1]] = into
	}
	return out
}

// fleetReportJob is the CronJob that reports.
func fleetReportJob(t *testing.T, j *job) *batchv1.CronJob {
	t.Helper()
	src, err := os.ReadFile(filepath.Join(j.dir, "deploy/envparity-fleet/report.yml"))
	if err != nil {
		t.Fatal(err)
	}
	return decoded(t, string(src))["CronJob"].(*batchv1.CronJob)
}

// TestTheJobOfAFleetRunsEachSystemOnce lays the volume of the pods out as a folder, and runs what each pod runs.
func TestTheJobOfAFleetRunsEachSystemOnce(t *testing.T) {
	t.Parallel()
	j := fleetJob(t)
	all := decoded(t, fleetManifests(t, j, "--namespace audit --parallelism 4"))
	spec := all["Job"].(*batchv1.Job).Spec
	if cron := all["CronJob"].(*batchv1.CronJob).Spec.JobTemplate.Spec; fmt.Sprint(cron.Template.Spec) != fmt.Sprint(spec.Template.Spec) {
		t.Error("the CronJob starts something else than the Job")
	}
	if *spec.Completions != 3 || *spec.Parallelism != 4 || *spec.CompletionMode != batchv1.IndexedCompletion {
		t.Errorf("%+v", spec)
	}
	if b := all["ClusterRoleBinding"].(*rbacv1.ClusterRoleBinding); b.Subjects[0].Namespace != "audit" || b.Subjects[0].Name != spec.Template.Spec.ServiceAccountName {
		t.Errorf("the role is not that of the pods: %+v", b.Subjects)
	}
	mounted := t.TempDir()
	for _, v := range spec.Template.Spec.Volumes {
		if v.ConfigMap == nil {
			continue
		}
		for _, item := range v.ConfigMap.Items {
			path := filepath.Join(mounted, filepath.FromSlash(item.Path))
			if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, []byte(all["ConfigMap"].(*corev1.ConfigMap).Data[item.Key]), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, s := range []string{"web", "orders", "billing"} { // in a cluster these are live
		if err := os.MkdirAll(filepath.Join(mounted, s, "env"), 0o755); err != nil {
			t.Fatal(err)
		}
		for _, e := range []string{"staging", "prod"} {
			if err := os.WriteFile(filepath.Join(mounted, s, "env", e+".env"), []byte("A=1\n"), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	store := filepath.Join(mounted, "store")
	for i := range int(*spec.Completions) {
		var args []string
		for _, a := range spec.Template.Spec.Containers[0].Args {
			a = strings.NewReplacer("$(JOB_COMPLETION_INDEX)", fmt.Sprint(i), "$(RUN)", "envparity-fleet-29384756", "/fleet/", mounted+"/", "s3://fleet/records", store).Replace(a)
			args = append(args, "'"+a+"'")
		}
		if out, code := j.run(t, "envparity "+strings.Join(args, " ")); code != 0 {
			t.Fatalf("pod %d: code %d\n%s", i, code, out)
		}
	}
	report := fleetReportJob(t, j)
	pod, same := report.Spec.JobTemplate.Spec.Template.Spec, spec.Template.Spec
	if report.Namespace != "audit" || pod.ServiceAccountName != same.ServiceAccountName || fmt.Sprint(pod.Volumes, pod.SecurityContext) != fmt.Sprint(same.Volumes, same.SecurityContext) {
		t.Errorf("%+v", report)
	}
	args := strings.Join(pod.Containers[0].Args, " ")
	out, code := j.run(t, "envparity "+strings.NewReplacer("/fleet/", mounted+"/", "s3://fleet/records", store).Replace(args))
	if code != 0 || !strings.Contains(out, `the "big" one, run envparity-fleet-29384756`) || !strings.Contains(out, "3 systems: 3 audited") {
		t.Errorf("code %d\n%s", code, out)
	}
	if got, err := os.ReadFile(filepath.Join(mounted, "web", "envparity.waivers.hcl")); err != nil || !strings.Contains(string(got), "because") {
		t.Errorf("the waivers are not in the pods: %v", err)
	}
	if got, err := os.ReadFile(filepath.Join(mounted, "orders", "envparity.hcl")); err != nil || !strings.HasPrefix(string(got), "# services/orders: a comment\nenvironment") {
		t.Errorf("%q, %v", got, err)
	}
}

// TestTheJobOfAFleetIsAppliedToARealServer puts the manifests into a real API server, which validates and defaults them.
func TestTheJobOfAFleetIsAppliedToARealServer(t *testing.T) {
	if testing.Short() {
		t.Skip("starts an API server")
	}
	c := real.StartCluster(t)
	j := fleetJob(t)
	text := fleetManifests(t, j, "--trust")
	text = strings.Replace(text, "generateName: envparity-fleet-", "name: envparity-fleet-first", 1) // as `kubectl create` would name it; apply needs a name
	c.Apply(t, real.ServerSide, text)
	if report, err := os.ReadFile(filepath.Join(j.dir, "deploy/envparity-fleet/report.yml")); err != nil {
		t.Fatal(err)
	} else {
		c.Apply(t, real.ServerSide, string(report))
	}
	var job batchv1.Job
	if err := c.Do("admin", http.MethodGet, "/apis/batch/v1/namespaces/envparity/jobs/envparity-fleet-first", nil, &job); err != nil {
		t.Fatal(err)
	}
	if args := job.Spec.Template.Spec.Containers[0].Args; args[len(args)-1] != "--trust" || *job.Spec.CompletionMode != batchv1.IndexedCompletion || *job.Spec.BackoffLimitPerIndex != 1 {
		t.Errorf("%+v", job.Spec)
	}
	var cron batchv1.CronJob
	if err := c.Do("admin", http.MethodGet, "/apis/batch/v1/namespaces/envparity/cronjobs/envparity-fleet", nil, &cron); err != nil {
		t.Fatal(err)
	}
	if err := c.Do("admin", http.MethodGet, "/apis/batch/v1/namespaces/envparity/cronjobs/envparity-fleet-report", nil, &cron); err != nil || cron.Spec.Schedule != "17 6 * * *" {
		t.Errorf("%+v, %v", cron.Spec, err)
	}
	var files corev1.ConfigMap
	if err := c.Do("admin", http.MethodGet, "/api/v1/namespaces/envparity/configmaps/envparity-fleet", nil, &files); err != nil || len(files.Data) != 5 {
		t.Errorf("%d files, %v", len(files.Data), err)
	}
}

func TestWhatTheJobOfAFleetLacksIsSaid(t *testing.T) {
	t.Parallel()
	j := fleetJob(t)
	j.refuses(t, "envparity fleet manifests ", map[string]string{
		"":                       "say with `--image`",
		"--image 'a b'":          "invalid value",
		"--image x":              "say with `--store s3://",
		"--image x --store /tmp": "pods share no folder",
		"--image x --store s3://a/b --schedule 'now'":      "write five fields",
		"--image x --store s3://a/b --parallelism 0":       "at least one pod",
		"--image x --store s3://a/b --report-schedule '6'": "invalid value \"6\" for `--report-schedule`",
		"--image x --store s3://a/b --folder fleet":        "an absolute path",
		"--image x --store s3://a/b --namespace 'A_B'":     "invalid value",
	})
	out, code := j.run(t, "envparity fleet manifests --dry-run --image x --store s3://a/b --folder /opt/fleet")
	if code != 0 || strings.Contains(out, "ConfigMap") || !strings.Contains(out, `"fleet","report","--fleet","/opt/fleet/fleet.hcl"`) || !strings.Contains(out, `"/opt/fleet/fleet.hcl"`) || !strings.Contains(out, "nothing was written") {
		t.Errorf("code %d\n%s", code, out)
	}
	if out, code := j.run(t, "envparity fleet manifests --dry-run --image x --store s3://a/b --report-schedule ''"); code != 0 || strings.Contains(out, "envparity-fleet-report") {
		t.Errorf("code %d\n%s", code, out)
	}
	if err := os.WriteFile(filepath.Join(j.dir, "apps/web/envparity.hcl"), []byte("# "+strings.Repeat("x", 1<<20)+"\nenvironment \"a\" {}\nenvironment \"b\" {}\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if out, code := j.run(t, "envparity fleet manifests --dry-run --image x --store s3://a/b"); code != 2 || !strings.Contains(out, "a ConfigMap takes") {
		t.Errorf("code %d\n%.300s", code, out)
	}
}
