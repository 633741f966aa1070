package audit_test

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/envparity/envparity/audit"
	"github.com/envparity/envparity/collectors/all"
	"github.com/envparity/envparity/collectors/aws/awstest"
	"github.com/envparity/envparity/config"
	"github.com/envparity/envparity/fixtures/real"
	"github.com/envparity/envparity/report"
	"github.com/envparity/envparity/snapshot"
)

// staging is an account in which orders is a task and worker a function.
func staging(t *testing.T) *awstest.Account {
	t.Helper()
	a := awstest.New(t)
	a.Answers["ListServices"] = awstest.Fixed(`{"serviceArns":["arn:aws:ecs:eu-west-1:1:service/shop/shop-staging-orders"]}`)
	a.Answers["DescribeServices"] = awstest.Fixed(`{"services":[{"serviceName":"shop-staging-orders","serviceArn":"arn:svc","desiredCount":1,"taskDefinition":"arn:td:7"}]}`)
	a.Answers["DescribeTaskDefinition"] = awstest.Fixed(`{"taskDefinition":{"taskDefinitionArn":"arn:td:7","containerDefinitions":[{"name":"app","image":"shop/orders:1","environment":[` +
		`{"name":"LOG_LEVEL","value":"info"},{"name":"TIMEOUT","value":"5"},{"name":"PORT","value":"8080"},{"name":"API_KEY","value":"planted-shared-key"}],"secrets":[{"name":"DB_PASSWORD","valueFrom":"/shop/prod/db/password"}]}]}}`)
	a.Answers["GetParameter"] = awstest.Fixed(`{"Parameter":{"Type":"SecureString","Value":"planted-staging-password"}}`)
	a.Answers["ListFunctions"] = awstest.Fixed(`{"Functions":[{"FunctionName":"shop-staging-worker","FunctionArn":"arn:fn","Environment":{"Variables":{"QUEUE":"jobs","BATCH":"10"}}}]}`)
	return a
}

// production is a namespace in which both are Deployments, orders with a proxy beside it.
func production(t *testing.T) string {
	t.Helper()
	c := real.StartCluster(t, "reader")
	c.Grant(t, "reader", `[{"apiGroups":["*"],"resources":["*"],"verbs":["get","list"]},{"nonResourceURLs":["*"],"verbs":["get"]}]`)
	deployment := `{"metadata":{"name":%[1]q},"spec":{"selector":{"matchLabels":{"app":%[1]q}},"template":{"metadata":{"labels":{"app":%[1]q}},"spec":{"containers":[%[2]s]}}}}`
	for _, p := range [][2]string{
		{"/api/v1/namespaces", `{"metadata":{"name":"shop"}}`},
		{"/api/v1/namespaces/shop/configmaps", `{"metadata":{"name":"orders"},"data":{"LOG_LEVEL":"info","TIMEOUT":"30"}}`},
		{"/api/v1/namespaces/shop/secrets", `{"metadata":{"name":"orders"},"stringData":{"password":"planted-prod-password","key":"planted-shared-key"}}`},
		{"/apis/apps/v1/namespaces/shop/deployments", fmt.Sprintf(deployment, "orders", `{"name":"orders","image":"shop/orders:1","envFrom":[{"configMapRef":{"name":"orders"}}],"env":[{"name":"PORT","value":"8080"},`+
			`{"name":"DB_PASSWORD","valueFrom":{"secretKeyRef":{"name":"orders","key":"password"}}},{"name":"API_KEY","valueFrom":{"secretKeyRef":{"name":"orders","key":"key"}}}]},{"name":"proxy","image":"envoy:1"}`)},
		{"/apis/apps/v1/namespaces/shop/deployments", fmt.Sprintf(deployment, "worker", `{"name":"main","image":"shop/worker:1","env":[{"name":"QUEUE","value":"jobs"},{"name":"BATCH","value":"10"},{"name":"RETRIES","value":"3"}]}`)},
	} {
		if err := c.Do(c.Admin, http.MethodPost, p[0], p[1], nil); err != nil {
			t.Fatal(err)
		}
	}
	return c.Kubeconfig(t, "reader", "prod")
}

// TestAVariableMeetsItselfWhateverCarriesIt audits one system that is compose and systemd in dev, ECS and Lambda in staging, Kubernetes in
// prod: a service is one resource, and what differs is what was planted.
func TestAVariableMeetsItselfWhateverCarriesIt(t *testing.T) {
	a, kubeconfig, dir := staging(t), production(t), t.TempDir()
	for name, text := range map[string]string{
		"compose.yaml":   "services:\n  orders:\n    image: shop/orders:1\n    env_file: [orders.env]\n    environment:\n      LOG_LEVEL: info\n      TIMEOUT: '5'\n      PORT: '8080'\n",
		"orders.env":     "DB_PASSWORD=planted-dev-password\nAPI_KEY=planted-dev-key\n",
		"worker.service": "[Service]\nEnvironment=QUEUE=jobs BATCH=10 RETRIES=3\n",
		"envparity.hcl": fmt.Sprintf(`
environment "dev" {}
environment "staging" {}
environment "prod" { reference = true }
collect "envvars" {
  only    = ["dev"]
  compose = "compose.yaml"
}
collect "envvars" {
  only    = ["dev"]
  systemd = "worker.service"
}
collect "aws" {
  only        = ["staging"]
  services    = ["ecs", "lambda", "ssm"]
  region      = "eu-west-1"
  endpoint    = %q
  name_prefix = "shop-${env.name}-"
}
collect "kubernetes" {
  only       = ["prod"]
  kubeconfig = %q
  context    = "prod"
  namespace  = "shop"
}
`, a.URL, kubeconfig),
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	cfg, err := config.Load(filepath.Join(dir, "envparity.hcl"), config.Options{CollectTypes: names()})
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	snaps, err := audit.Collect(t.Context(), cfg, all.Types(), audit.CollectOptions{
		Sealer: snapshot.NewSealer([]byte("k")), Now: func() time.Time { return now }, Getenv: os.Getenv, Refuse: agreed,
	}, nil)
	if err != nil {
		t.Fatal(err)
	}
	decisions, err := audit.Decide(cfg)
	if err != nil {
		t.Fatal(err)
	}
	res := audit.Audit(snaps, cfg, audit.Options{Now: now, Decisions: decisions})
	for _, o := range res.Outcomes {
		if o.Status != snapshot.Complete {
			t.Errorf("%s %s: %+v", o.Environment, o.Collector, o)
		}
	}
	var got []string
	for i := range res.Findings {
		if d := res.Findings[i].Drift; d.Resource.Kind == snapshot.KindEnvironment {
			got = append(got, fmt.Sprintf("%s %s %s", d.Kind, d.Resource.Name, d.Path))
		}
	}
	slices.Sort(got)
	if want := "changed orders TIMEOUT; missing worker RETRIES; shared orders API_KEY"; strings.Join(got, "; ") != want {
		t.Errorf("got  %s\nwant %s", strings.Join(got, "; "), want)
	}
	format, err := report.Find("json")
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	if err := format.Write(&out, res, report.Options{}); err != nil {
		t.Fatal(err)
	}
	for _, s := range snaps {
		if err := snapshot.Write(&out, s); err != nil {
			t.Fatal(err)
		}
	}
	if i := strings.Index(out.String(), "planted"); i >= 0 {
		t.Errorf("a secret came out: …%s…", out.String()[max(0, i-80):i+40])
	}
}
