package kubernetes_test

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/envparity/envparity/collectors/collectortest"
	"github.com/envparity/envparity/collectors/kubernetes"
	"github.com/envparity/envparity/fixtures/real"
	"github.com/envparity/envparity/snapshot"
)

// accountKubeconfig is a kubeconfig of a service account, as a CronJob's pod or a CI job has one.
func accountKubeconfig(t *testing.T, c *real.Cluster, namespace string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "kubeconfig")
	text, err := os.ReadFile(c.Kubeconfig(t, "somebody", "test"))
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Dir(path), "kubeconfig", strings.Replace(string(text), c.Token("somebody"), c.ServiceAccountToken(t, namespace, "envparity"), 1))
	return path
}

// TestWhatRBACPrintsIsEnoughAndNoMore applies exactly what `envparity rbac` prints and reads with nothing else.
func TestWhatRBACPrintsIsEnoughAndNoMore(t *testing.T) {
	c := real.StartCluster(t)
	for _, ns := range []string{"shop", "pay", "other", "envparity"} {
		if ns == "envparity" {
			post(t, c, "/api/v1/namespaces", `{"metadata":{"name":"envparity"}}`)
		} else {
			shop(t, c, ns)
		}
		post(t, c, "/api/v1/namespaces/"+ns+"/serviceaccounts", `{"metadata":{"name":"envparity"}}`)
	}
	for name, test := range map[string]struct {
		namespaces []string // printed for
		account    string   // the namespace of the account
		config     string
		wants      int // Deployments
	}{
		"a namespace":     {[]string{"shop"}, "shop", `namespace = "shop"`, 1},
		"a whole cluster": {nil, "envparity", "", 3},
	} {
		t.Run(name, func(t *testing.T) {
			c.Apply(t, real.ServerSide, kubernetes.RBAC(test.namespaces))
			path := accountKubeconfig(t, c, test.account)
			r := collectortest.Collect(t.Context(), t, kubernetes.Type(), t.TempDir(), fmt.Sprintf("kubeconfig = %q\n%s\n", path, test.config))
			deployments, sealed := 0, 0
			for _, res := range r.Resources {
				if res.Kind == "Deployment" {
					deployments++
				}
				if res.Kind == "Secret" && res.Tree().Get("data", "password") != nil && res.Tree().Get("data", "password").Kind == snapshot.Secret {
					sealed++
				}
			}
			if len(r.Outcome.Gaps) != 0 || r.Outcome.Status != snapshot.Complete || deployments != test.wants || sealed != test.wants {
				t.Errorf("%d Deployments, %d Secrets, %+v", deployments, sealed, r.Outcome)
			}
			collectortest.NoSecrets(t, collectortest.Bytes(t, r), []string{"planted-secret-1", c.ServiceAccountToken(t, test.account, "envparity")[:60]})
			as := asAccount(t, c, path)
			for _, p := range []string{
				"/api/v1/namespaces/shop/pods/owned/exec?command=sh&stdout=true", "/api/v1/namespaces/shop/pods/owned/log", "/api/v1/namespaces/shop/pods/owned/attach",
				"/api/v1/nodes/n/proxy/pods", "/api/v1/namespaces/shop/services/x/proxy",
			} {
				if status := as(http.MethodGet, p); status != http.StatusForbidden {
					t.Errorf("%s answers %d: more is allowed than reading lists", p, status)
				}
			}
			if status := as(http.MethodDelete, "/api/v1/namespaces/shop/configmaps/settings"); status != http.StatusForbidden {
				t.Errorf("it may delete: %d", status)
			}
			for _, e := range c.Audit(t, "system:serviceaccount:"+test.account+":envparity") {
				if e.Verb != "get" && e.Verb != "list" && e.ResponseStatus.Code != http.StatusForbidden {
					t.Errorf("%s %s", e.Verb, e.RequestURI)
				}
			}
		})
	}
	t.Run("another namespace is forbidden, and unknown", func(t *testing.T) {
		post(t, c, "/api/v1/namespaces/other/serviceaccounts", `{"metadata":{"name":"envparity-2"}}`)
		c.Apply(t, real.ServerSide, kubernetes.RBAC([]string{"other"}))
		path := accountKubeconfig(t, c, "other")
		r := collectortest.Collect(t.Context(), t, kubernetes.Type(), t.TempDir(), fmt.Sprintf("kubeconfig = %q\nnamespace = [\"other\", \"pay\"]\n", path))
		gaps := 0
		for _, g := range r.Outcome.Gaps {
			if g.Scope == "pay" && g.Kind != "" && strings.Contains(g.Why, "forbidden") {
				gaps++
			} else if g.Scope != "pay" && g.Name != "pay" {
				t.Errorf("%+v", g)
			}
		}
		if gaps < 10 || r.Outcome.Status != snapshot.Partial {
			t.Errorf("%d gaps: %+v", gaps, r.Outcome.Status)
		}
	})
	t.Run("credentials come from a plugin, as clouds have them", func(t *testing.T) {
		dir := t.TempDir()
		text, err := os.ReadFile(c.Kubeconfig(t, c.Admin, "test"))
		if err != nil {
			t.Fatal(err)
		}
		plugin := func(script, mode string) string {
			return strings.Replace(string(text), fmt.Sprintf("{token: %q}", c.Token(c.Admin)),
				fmt.Sprintf("{exec: {apiVersion: client.authentication.k8s.io/v1, interactiveMode: %s, command: sh, args: [-c, %q]}}", mode, script), 1)
		}
		write(t, dir, "works", plugin(fmt.Sprintf(`echo '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":%q}}'`, c.Token(c.Admin)), "IfAvailable"))
		write(t, dir, "asks", plugin("read answer", "Always"))
		write(t, dir, "broken", plugin("exit 3", "Never"))
		r := collectortest.Collect(t.Context(), t, kubernetes.Type(), dir, "kubeconfig = \"works\"\nnamespace = \"shop\"\n")
		pick(t, r, "Deployment", "api")
		for name, says := range map[string]string{"asks": "cannot support interactive mode", "broken": "exit code 3"} {
			r := collectortest.Collect(t.Context(), t, kubernetes.Type(), dir, "kubeconfig = \""+name+"\"\nnamespace = \"shop\"\n")
			if r.Outcome.Status != snapshot.Failed || !strings.Contains(r.Outcome.Error, says) {
				t.Errorf("%s: %+v", name, r.Outcome)
			}
			collectortest.NoSecrets(t, collectortest.Bytes(t, r), []string{c.Token(c.Admin)})
		}
	})
	t.Run("a namespace that is not there empties nothing", func(t *testing.T) {
		admin := c.Kubeconfig(t, c.Admin, "test")
		r := collectortest.Collect(t.Context(), t, kubernetes.Type(), t.TempDir(), fmt.Sprintf("kubeconfig = %q\nnamespace = \"shoop\"\n", admin))
		if r.Outcome.Status != snapshot.Failed || !r.Outcome.Nothing || !strings.Contains(r.Outcome.Error, `there is no namespace "shoop"`) {
			t.Errorf("%+v", r.Outcome)
		}
		r = collectortest.Collect(t.Context(), t, kubernetes.Type(), t.TempDir(), fmt.Sprintf("kubeconfig = %q\nnamespace = [\"shop\", \"shoop\"]\n", admin))
		if r.Outcome.Status != snapshot.Partial || len(r.Outcome.Gaps) != 1 || r.Outcome.Gaps[0].Scope != "shoop" {
			t.Errorf("%+v", r.Outcome)
		}
	})
	t.Run("a selector chooses resources, and not what variables are resolved from", func(t *testing.T) {
		admin := c.Kubeconfig(t, c.Admin, "test")
		r := collectortest.Collect(t.Context(), t, kubernetes.Type(), t.TempDir(), fmt.Sprintf("kubeconfig = %q\nnamespace = \"shop\"\nselector = \"app=api\"\n", admin))
		if env := pick(t, r, "environment", "api").Tree(); env.Child("LOG_LEVEL") == nil || env.Child("DB_PASSWORD").Kind != snapshot.Secret {
			t.Errorf("%+v", env)
		}
		for _, res := range r.Resources {
			if res.Kind == "ConfigMap" || res.Kind == "Secret" {
				t.Errorf("%s %s has no such label", res.Kind, res.Name)
			}
		}
		if _, diags := collectortest.Make(t, kubernetes.Type(), "context = \"c\"\nselector = \"a in (b\"\n"); !diags.HasErrors() {
			t.Error("a selector that is none")
		}
	})
}

// asAccount asks the server with a kubeconfig's token and returns the status.
func asAccount(t *testing.T, c *real.Cluster, kubeconfig string) func(method, path string) int {
	t.Helper()
	text, err := os.ReadFile(kubeconfig)
	if err != nil {
		t.Fatal(err)
	}
	_, after, _ := strings.Cut(string(text), `token: "`)
	token, _, _ := strings.Cut(after, `"`)
	return func(method, path string) int {
		status, err := c.Status(token, method, path)
		if err != nil {
			t.Fatal(err)
		}
		return status
	}
}
