package kubernetes_test

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/envparity/envparity/collectors"
	"github.com/envparity/envparity/collectors/collectortest"
	"github.com/envparity/envparity/collectors/kubernetes"
	"github.com/envparity/envparity/fixtures/real"
	"github.com/envparity/envparity/snapshot"
)

const everything = `[{"apiGroups":["*"],"resources":["*"],"verbs":["get","list"]},{"nonResourceURLs":["*"],"verbs":["get"]}]`

func post(t testing.TB, c *real.Cluster, path, body string) {
	t.Helper()
	if err := c.Do(c.Admin, http.MethodPost, path, body, nil); err != nil {
		t.Fatal(err)
	}
}

// shop puts a small system into namespace ns.
func shop(t testing.TB, c *real.Cluster, ns string) {
	t.Helper()
	post(t, c, "/api/v1/namespaces", fmt.Sprintf(`{"metadata":{"name":%q}}`, ns))
	core, apps := "/api/v1/namespaces/"+ns+"/", "/apis/apps/v1/namespaces/"+ns+"/"
	post(t, c, core+"configmaps", `{"metadata":{"name":"settings"},"data":{"LOG_LEVEL":"info","DB_HOST":"db"}}`)
	post(t, c, core+"secrets", `{"metadata":{"name":"db"},"stringData":{"password":"planted-secret-1","OTHER":"planted-secret-2"}}`)
	post(t, c, apps+"deployments", `{"metadata":{"name":"api","labels":{"app":"api"}},"spec":{"replicas":2,"selector":{"matchLabels":{"app":"api"}},"template":{"metadata":{"labels":{"app":"api"}},"spec":{"containers":[{"name":"api","image":"shop/api:1",
		"envFrom":[{"configMapRef":{"name":"settings"}},{"prefix":"S_","secretRef":{"name":"db"}}],
		"env":[{"name":"DB_PASSWORD","valueFrom":{"secretKeyRef":{"name":"db","key":"password"}}},{"name":"DSN","value":"app:$(DB_PASSWORD)@$(DB_HOST)"},
		{"name":"POD","valueFrom":{"fieldRef":{"fieldPath":"metadata.name"}}},{"name":"GONE","valueFrom":{"secretKeyRef":{"name":"nope","key":"x"}}},{"name":"API_TOKEN","value":"planted-secret-3"}]}]}}}}`)
	post(t, c, core+"pods", `{"metadata":{"name":"owned","ownerReferences":[{"apiVersion":"apps/v1","kind":"ReplicaSet","name":"x","uid":"1","controller":true}]},"spec":{"containers":[{"name":"c","image":"x"}]}}`)
	post(t, c, core+"secrets", fmt.Sprintf(`{"metadata":{"name":"sh.helm.release.v1.shop.v2","labels":{"owner":"helm","name":"shop","status":"deployed","version":"2"}},"type":"helm.sh/release.v1","data":{"release":%q}}`,
		helmRecord(`{"name":"shop","version":2,"chart":{"metadata":{"name":"shop","version":"1.2.3","appVersion":"4.5.6"}},"config":{"replicas":3,"db":{"password":"planted-secret-4"}}}`)))
}

func helmRecord(record string) string {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, _ = z.Write([]byte(record))
	_ = z.Close()
	once := base64.StdEncoding.EncodeToString(b.Bytes())
	return base64.StdEncoding.EncodeToString([]byte(once))
}

func pick(t *testing.T, r collectors.Result, kind, name string) *snapshot.Resource {
	t.Helper()
	for i := range r.Resources {
		if r.Resources[i].Kind == kind && r.Resources[i].Name == name {
			return &r.Resources[i]
		}
	}
	t.Fatalf("no %s %s; outcome %+v", kind, name, r.Outcome)
	return nil
}

func TestALiveClusterIsReadAndNothingElse(t *testing.T) {
	c := real.StartCluster(t, "reader", "limited")
	c.Grant(t, "reader", everything)
	c.Grant(t, "limited", `[{"apiGroups":["","apps"],"resources":["configmaps","deployments"],"verbs":["get","list"]}]`)
	shop(t, c, "shop")
	post(t, c, "/apis/apiextensions.k8s.io/v1/customresourcedefinitions", `{"metadata":{"name":"widgets.shop.example"},"spec":{"group":"shop.example","scope":"Namespaced","names":{"plural":"widgets","singular":"widget","kind":"Widget","listKind":"WidgetList"},"versions":[{"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":{"type":"object","x-kubernetes-preserve-unknown-fields":true}}}]}}`)
	deadline := time.Now().Add(30 * time.Second)
	for c.Do(c.Admin, http.MethodPost, "/apis/shop.example/v1/namespaces/shop/widgets", `{"apiVersion":"shop.example/v1","kind":"Widget","metadata":{"name":"w"},"spec":{"size":3}}`, nil) != nil {
		if time.Now().After(deadline) {
			t.Fatal("the custom kind is never served")
		}
		time.Sleep(50 * time.Millisecond)
	}
	config := func(user string) string {
		return fmt.Sprintf("kubeconfig = %q\ncontext = \"test\"\n", c.Kubeconfig(t, user, "test"))
	}
	secrets := []string{"planted-secret-1", "planted-secret-2", "planted-secret-3", "planted-secret-4"}

	t.Run("conformance", func(t *testing.T) {
		hang := hangingServer(t)
		collectortest.Run(t, collectortest.Subject{
			Type: kubernetes.Type(), Config: config("reader"), Secrets: secrets,
			Missing: fmt.Sprintf("kubeconfig = %q\ncontext = \"other\"\n", c.Kubeconfig(t, "reader", "test")),
			Denied:  config("limited"),
			Hang:    "kubeconfig = \"hang\"\n",
			Setup: func(t *testing.T, dir string) {
				write(t, dir, "hang", kubeconfig(hang))
			},
		})
	})
	t.Run("objects, custom kinds, versions, releases and environments", func(t *testing.T) {
		r := collectortest.Collect(t.Context(), t, kubernetes.Type(), t.TempDir(), config("reader")+"namespace = \"shop\"\n")
		if r.Outcome.Status != snapshot.Partial || len(r.Outcome.Gaps) != 0 && !strings.Contains(r.Outcome.Error, "nope") {
			if r.Outcome.Status != snapshot.Complete {
				t.Errorf("%+v", r.Outcome)
			}
		}
		d := pick(t, r, "Deployment", "api")
		if d.Scope != "shop" || d.Source.Cluster != "test" || d.Source.ResourceVersion == "" || d.Tree().Get("metadata", "managedFields") != nil || d.Tree().Child("apiVersion").Text != "apps/v1" {
			t.Errorf("%+v", d.Source)
		}
		if pick(t, r, "Widget", "w").Tree().Get("spec", "size").Text != "3" || pick(t, r, "ClusterVersion", "kubernetes").Tree().Child("gitVersion").Text == "" {
			t.Error("custom kind or version")
		}
		rel := pick(t, r, "Release", "shop").Tree()
		if rel.Child("version").Text != "1.2.3" || rel.Get("values", "db", "password").Kind != snapshot.Secret || rel.Get("values", "replicas").Text != "3" {
			t.Errorf("%+v", rel)
		}
		env := pick(t, r, "environment", "api").Tree()
		if env.Child("LOG_LEVEL").Text != "info" || env.Child("POD").Kind != snapshot.Unknown || env.Child("GONE").Kind != snapshot.Unknown || env.Child("DSN").Kind != snapshot.Secret {
			t.Errorf("%+v", env)
		}
		if env.Child("DB_PASSWORD").Text != env.Child("S_password").Text || env.Child("DB_PASSWORD").Kind != snapshot.Secret {
			t.Error("one secret has one fingerprint")
		}
		for _, res := range r.Resources {
			if res.Name == "owned" || res.Kind == "Secret" && strings.HasPrefix(res.Name, "sh.helm") {
				t.Errorf("%s %s is the cluster's own doing", res.Kind, res.Name)
			}
		}
		collectortest.NoSecrets(t, collectortest.Bytes(t, r), secrets)
	})
	t.Run("what is forbidden is unknown, by name", func(t *testing.T) {
		r := collectortest.Collect(t.Context(), t, kubernetes.Type(), t.TempDir(), config("limited"))
		gaps := map[string]bool{}
		for _, g := range r.Outcome.Gaps {
			gaps[g.Kind] = true
		}
		if r.Outcome.Status != snapshot.Partial || !gaps["Secret"] || gaps["ConfigMap"] || !strings.Contains(r.Outcome.Error, "envparity rbac") {
			t.Errorf("%+v", r.Outcome)
		}
		pick(t, r, "Deployment", "api")
		if n := pick(t, r, "environment", "api").Tree().Child("DB_PASSWORD"); n.Kind != snapshot.Unknown {
			t.Errorf("%+v", n)
		}
	})
	t.Run("kinds are chosen", func(t *testing.T) {
		r := collectortest.Collect(t.Context(), t, kubernetes.Type(), t.TempDir(), config("reader")+"namespace = \"shop\"\nexclude = [\"configmaps\", \"Secret\"]\ninclude = [\"CustomResourceDefinition\"]\neffective_env = false\n")
		kinds := map[string]bool{}
		for _, res := range r.Resources {
			kinds[res.Kind] = true
		}
		if kinds["ConfigMap"] || kinds["Secret"] || kinds["environment"] || !kinds["CustomResourceDefinition"] || !kinds["Deployment"] {
			t.Errorf("%v", kinds)
		}
	})
	t.Run("a check says version, identity and rights, and what is refused", func(t *testing.T) {
		check := func(config string) string {
			return collectortest.Check(t, kubernetes.Type(), t.TempDir(), config, nil)
		}
		collectortest.Says(t, check(config("reader")+"namespace = \"shop\"\n"), `^ok reach: test answers$`, `^ok version: v1\.`, `^ok identity: user "reader" of the kubeconfig, by a token`, `^ok rights: lists (\d+) of (\d+) kinds$`, `^ok clock: `)
		collectortest.Says(t, check(config("limited")+"namespace = \"shop\"\n"), `^ok reach`, `^failed rights: namespace "shop" cannot be read: forbidden .*-> .*envparity rbac`,
			`^failed rights: may not list .*Secret.* in namespace "shop" -> .envparity rbac. prints the role`)
		collectortest.Says(t, check(config("reader")+"namespace = \"nowhere\"\n"), `^failed read: there is no namespace "nowhere" -> correct namespace`)
		collectortest.Says(t, check(fmt.Sprintf("kubeconfig = %q\ncontext = \"other\"\n", c.Kubeconfig(t, "reader", "test"))), `^failed reach: .*context "other" does not exist.* -> see that the context is in your kubeconfig`)
	})
	t.Run("the audit log holds get and list alone", func(t *testing.T) {
		seen := map[string]int{}
		for _, user := range []string{"reader", "limited"} {
			for _, e := range c.Audit(t, user) {
				seen[e.Verb]++
				if e.Verb != "get" && e.Verb != "list" {
					t.Errorf("%s %s", e.Verb, e.RequestURI)
				}
			}
		}
		if seen["list"] == 0 {
			t.Errorf("%v", seen)
		}
	})
}
