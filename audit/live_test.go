package audit_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/fixtures/real"
	"github.com/envparity/envparity/fixtures/shop"
	"github.com/envparity/envparity/snapshot"
)

func put(t *testing.T, file, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestWhatWasAppliedMeetsItsManifests applies the example system's manifests, and many kinds more, to two clusters in the two ways that kubectl has, and
// audits the clusters against the files: nothing may differ but what is the same on purpose where it should not be.
func TestWhatWasAppliedMeetsItsManifests(t *testing.T) {
	first, second := real.StartCluster(t), real.StartCluster(t)
	dir := t.TempDir()
	if _, err := shop.Extract(dir); err != nil {
		t.Fatal(err)
	}
	for _, c := range []*real.Cluster{first, second} {
		how := real.ServerSide
		if c == second {
			how = real.ClientSide
		}
		for _, pattern := range []string{"testdata/applied/crds.yaml", dir + "/deploy/prod/platform.yaml", dir + "/deploy/prod/*.yaml", "testdata/applied/platform.yaml", "testdata/applied/cluster.yaml"} {
			files, err := filepath.Glob(pattern)
			if err != nil || len(files) == 0 {
				t.Fatal(pattern, err)
			}
			for _, f := range files {
				if strings.HasSuffix(f, "prod/platform.yaml") && strings.Contains(pattern, "*") {
					continue // the namespace comes first
				}
				text, err := os.ReadFile(f)
				if err != nil {
					t.Fatal(err)
				}
				c.Apply(t, how, string(text))
			}
		}
	}
	for _, scope := range []string{"whole clusters", "namespaces"} {
		t.Run(scope, func(t *testing.T) {
			namespace := ""
			if scope == "namespaces" {
				namespace = `namespace = ["shop-prod", "platform"]`
			}
			file := filepath.Join(dir, strings.ReplaceAll(scope, " ", "-")+".hcl")
			put(t, file, fmt.Sprintf(`project = "applied"
environment "declared" { reference = true }
environment "serverside" {}
environment "clientside" {}
collect "kubernetes" {
  path = ["deploy/prod", %q]
  only = ["declared"]
}
collect "kubernetes" {
  kubeconfig = %q
  only       = ["serverside"]
  include    = ["PersistentVolume"]
  %s
}
collect "kubernetes" {
  kubeconfig = %q
  only       = ["clientside"]
  include    = ["PersistentVolume"]
  %s
}
`, abs(t, "testdata/applied"), first.Kubeconfig(t, first.Admin, "first"), namespace, second.Kubeconfig(t, second.Admin, "second"), namespace))
			r := auditFile(t, file)
			for _, o := range r.Outcomes {
				if o.Status != snapshot.Complete {
					t.Errorf("%s: %s %s", o.Environment, o.Status, o.Error)
				}
			}
			shared := 0
			for _, f := range r.Findings {
				d := f.Drift
				if d.Kind == drift.Shared { // one secret in three places, which no real environments should have
					shared++
					continue
				}
				var sides []string
				for _, s := range d.Sides {
					sides = append(sides, string(s.State)+" "+s.Text)
				}
				t.Errorf("%s %s %s (%s) %s: %q", d.Kind, d.Resource.Kind, d.Resource.Name, d.Resource.Scope, d.Path, sides)
			}
			if shared == 0 || r.Summary.Compared < 500 {
				t.Errorf("%d shared, %+v", shared, r.Summary)
			}
		})
	}
}

// TestOneChangeInAClusterIsOneFinding sees to it that the test above can fail.
func TestOneChangeInAClusterIsOneFinding(t *testing.T) {
	c := real.StartCluster(t)
	const manifests = `apiVersion: v1
kind: Namespace
metadata: {name: shop}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: api, namespace: shop}
spec:
  replicas: 2
  selector: {matchLabels: {app: api}}
  template:
    metadata: {labels: {app: api}}
    spec: {containers: [{name: api, image: "shop/api:1"}]}
`
	dir := t.TempDir()
	put(t, filepath.Join(dir, "deploy", "all.yaml"), manifests)
	c.Apply(t, real.ServerSide, manifests)
	c.Apply(t, real.ServerSide, strings.Replace(manifests[strings.Index(manifests, "---"):], "replicas: 2", "replicas: 3", 1))
	file := filepath.Join(dir, "envparity.hcl")
	put(t, file, fmt.Sprintf(`project = "one"
environment "declared" { reference = true }
environment "running" {}
collect "kubernetes" {
  path = "deploy"
  only = ["declared"]
}
collect "kubernetes" {
  kubeconfig = %q
  namespace  = "shop"
  only       = ["running"]
}
`, c.Kubeconfig(t, c.Admin, "test")))
	r := auditFile(t, file)
	if len(r.Findings) != 1 || r.Findings[0].Drift.Path != "spec.replicas" || !r.Complete {
		t.Errorf("%+v", r.Findings)
	}
}

func abs(t *testing.T, path string) string {
	t.Helper()
	p, err := filepath.Abs(path)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// TestEnvironmentsAreNamespacesOrClusters audits three environments that are namespaces of one cluster, the same three where prod has a cluster of
// its own, and where each has one, with a custom kind.
func TestEnvironmentsAreNamespacesOrClusters(t *testing.T) {
	shared, own, third := real.StartCluster(t), real.StartCluster(t), real.StartCluster(t)
	crds, err := os.ReadFile("testdata/applied/crds.yaml")
	if err != nil {
		t.Fatal(err)
	}
	manifests := func(env string, replicas int, interval string) string {
		return strings.NewReplacer("ENV", env, "REPLICAS", fmt.Sprint(replicas), "INTERVAL", interval).Replace(`apiVersion: v1
kind: Namespace
metadata: {name: shop-ENV}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: settings, namespace: shop-ENV}
data: {DB_HOST: db.ENV.shop.example, LOG_LEVEL: info}
---
apiVersion: v1
kind: Secret
metadata: {name: db, namespace: shop-ENV}
stringData: {password: "of-ENV-alone"}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: api, namespace: shop-ENV}
spec:
  replicas: REPLICAS
  selector: {matchLabels: {app: api}}
  template:
    metadata: {labels: {app: api}}
    spec:
      containers:
        - name: api
          image: shop/api:1
          envFrom: [{configMapRef: {name: settings}}, {secretRef: {name: db}}]
---
apiVersion: monitoring.coreos.com/v1alpha1
kind: ScrapeConfig
metadata: {name: targets, namespace: shop-ENV}
spec: {interval: INTERVAL}
`)
	}
	for _, c := range []*real.Cluster{shared, own, third} {
		c.Apply(t, real.ServerSide, string(crds))
	}
	shared.Apply(t, real.ServerSide, manifests("dev", 1, "30s"))
	shared.Apply(t, real.ServerSide, manifests("staging", 1, "10s"))
	shared.Apply(t, real.ServerSide, manifests("prod", 3, "30s"))
	own.Apply(t, real.ServerSide, manifests("prod", 3, "30s"))
	third.Apply(t, real.ServerSide, manifests("staging", 1, "10s"))
	dir := t.TempDir()
	for name, of := range map[string]map[string]*real.Cluster{
		"namespaces of one cluster": {"dev": shared, "staging": shared, "prod": shared},
		"two clusters":              {"dev": shared, "staging": shared, "prod": own},
		"three clusters":            {"dev": shared, "staging": third, "prod": own},
	} {
		t.Run(name, func(t *testing.T) {
			file := filepath.Join(dir, strings.ReplaceAll(name, " ", "-")+".hcl")
			put(t, file, fmt.Sprintf(`project = "shop"
environment "dev" {}
environment "staging" {}
environment "prod" { reference = true }
collect "kubernetes" {
  kubeconfig = { dev = %q, staging = %q, prod = %q }[env.name]
  namespace  = "shop-${env.name}"
}
`, of["dev"].Kubeconfig(t, "admin", "dev"), of["staging"].Kubeconfig(t, "admin", "staging"), of["prod"].Kubeconfig(t, "admin", "prod")))
			r := auditFile(t, file)
			var got []string
			for _, f := range r.Findings {
				got = append(got, fmt.Sprintf("%s %s %s", f.Drift.Kind, f.Drift.Resource.Kind, f.Drift.Path))
			}
			slices.Sort(got)
			want := []string{"changed Deployment spec.replicas", "changed ScrapeConfig spec.interval"}
			if !slices.Equal(got, want) || !r.Complete {
				t.Errorf("got %q, complete %v", got, r.Complete)
			}
			if r.Equivalent == nil && r.Summary.Equivalent == 0 {
				t.Errorf("no name was seen to be the environment's own: %+v", r.Summary)
			}
		})
	}
}

// TestAnInstalledChartMeetsItsRendering holds a release that helm itself installed against the chart rendered for it.
func TestAnInstalledChartMeetsItsRendering(t *testing.T) {
	c := real.StartCluster(t)
	c.Apply(t, real.ServerSide, "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n")
	dir := t.TempDir()
	put(t, filepath.Join(dir, "chart", "Chart.yaml"), "apiVersion: v2\nname: store\nversion: 1.2.3\nappVersion: 4.5.6\n")
	put(t, filepath.Join(dir, "chart", "values.yaml"), "replicas: 1\n")
	put(t, filepath.Join(dir, "values.yaml"), "replicas: 4\npassword: planted-chart-password\n")
	put(t, filepath.Join(dir, "chart", "templates", "all.yaml"), `apiVersion: apps/v1
kind: Deployment
metadata: {name: {{ .Release.Name }}-api, labels: {app: api}}
spec:
  replicas: {{ .Values.replicas }}
  selector: {matchLabels: {app: api}}
  template:
    metadata: {labels: {app: api}}
    spec: {containers: [{name: api, image: "shop/api:{{ .Chart.AppVersion }}", ports: [{containerPort: 80}]}]}
---
apiVersion: v1
kind: Service
metadata: {name: {{ .Release.Name }}-api}
spec: {selector: {app: api}, ports: [{port: 80}]}
---
apiVersion: v1
kind: Secret
metadata: {name: db}
stringData: {password: {{ .Values.password }}}
`)
	c.Helm(t, false, "install", "store", filepath.Join(dir, "chart"), "-n", "shop", "-f", filepath.Join(dir, "values.yaml"))
	file := filepath.Join(dir, "envparity.hcl")
	put(t, file, fmt.Sprintf(`project = "chart"
environment "declared" { reference = true }
environment "installed" {}
collect "helm" {
  as        = "kubernetes"
  chart     = "chart"
  values    = "values.yaml"
  release   = "store"
  namespace = "shop"
  only      = ["declared"]
}
collect "kubernetes" {
  kubeconfig = %q
  namespace  = "shop"
  exclude    = ["Namespace"]
  only       = ["installed"]
}
`, c.Kubeconfig(t, c.Admin, "test")))
	r := auditFile(t, file)
	shared := 0
	for _, f := range r.Findings {
		if f.Drift.Kind == drift.Shared && f.Drift.Resource.Kind == "Secret" {
			shared++
			continue
		}
		t.Errorf("%s %s %s %s", f.Drift.Kind, f.Drift.Resource.Kind, f.Drift.Resource.Name, f.Drift.Path)
	}
	if shared != 1 || !r.Complete || r.Summary.Compared < 15 {
		t.Errorf("%d shared, complete %v, %+v", shared, r.Complete, r.Summary)
	}
}
