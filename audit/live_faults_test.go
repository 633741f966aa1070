package audit_test

import (
	"crypto/tls"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/fixtures/real"
	"github.com/envparity/envparity/snapshot"
)

// TestAFaultyClusterReportsNothingItDidNotShow audits one system through two doors, one of which is out of order for some kinds: whatever the fault,
// the audit ends, says what is unknown, and finds nothing.
func TestAFaultyClusterReportsNothingItDidNotShow(t *testing.T) {
	c := real.StartCluster(t)
	const manifests = `apiVersion: v1
kind: Namespace
metadata: {name: shop}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: settings, namespace: shop}
data: {LOG_LEVEL: info}
---
apiVersion: v1
kind: Secret
metadata: {name: db, namespace: shop}
stringData: {password: planted-faulty-password}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: api, namespace: shop}
spec:
  selector: {matchLabels: {app: api}}
  template:
    metadata: {labels: {app: api}}
    spec:
      containers:
        - name: api
          image: shop/api:1
          env: [{name: LEVEL, valueFrom: {configMapKeyRef: {name: settings, key: LOG_LEVEL, optional: true}}}]
          envFrom: [{configMapRef: {name: settings, optional: true}}, {secretRef: {name: db, optional: true}}]
`
	c.Apply(t, real.ServerSide, manifests)
	target, err := url.Parse(c.URL)
	if err != nil {
		t.Fatal(err)
	}
	proxy := httputil.NewSingleHostReverseProxy(target)
	proxy.Transport = &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}} //nolint:gosec // a test's own server
	faults := map[string]func(w http.ResponseWriter, r *http.Request){
		"500": func(w http.ResponseWriter, _ *http.Request) {
			http.Error(w, "planted-server-secret", http.StatusInternalServerError)
		},
		"403": func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "no", http.StatusForbidden) },
		"429": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Retry-After", "1")
			w.WriteHeader(http.StatusTooManyRequests)
		},
		"garbage": func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "<html>log in</html>") },
		"empty":   func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusOK) },
		"another": func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, `{"kind":"Status","status":"Success"}`) },
		"reset":   func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) },
		"hang":    func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() },
	}
	for name, fault := range faults {
		for _, what := range []string{"configmaps", "secrets", "deployments", "apis"} {
			if what != "configmaps" && name != "403" && name != "another" && (name != "reset" || what != "apis") {
				continue // a fault is tried once, and what was asked with each
			}
			t.Run(name+" of "+what, func(t *testing.T) {
				t.Parallel()
				s := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					if strings.HasSuffix(r.URL.Path, "/"+what) {
						fault(w, r)
						return
					}
					proxy.ServeHTTP(w, r)
				}))
				defer s.Close()
				defer s.CloseClientConnections()
				dir := t.TempDir()
				put(t, filepath.Join(dir, "faulty"), fmt.Sprintf(`apiVersion: v1
kind: Config
current-context: faulty
clusters: [{name: faulty, cluster: {server: %q, insecure-skip-tls-verify: true}}]
users: [{name: admin, user: {token: %q}}]
contexts: [{name: faulty, context: {cluster: faulty, user: admin}}]
`, s.URL, c.Token(c.Admin)))
				file := filepath.Join(dir, "envparity.hcl")
				put(t, file, fmt.Sprintf(`project = "faulty"
environment "sound" { reference = true }
environment "faulty" {}
collect "kubernetes" {
  kubeconfig = env.name == "sound" ? %q : "faulty"
  namespace  = "shop"
  timeout    = "8s"
}
`, c.Kubeconfig(t, c.Admin, "sound")))
				start := time.Now()
				r := auditFile(t, file)
				if took := time.Since(start); took > 30*time.Second {
					t.Errorf("it took %s", took)
				}
				for _, f := range r.Findings {
					if f.Drift.Kind != drift.Shared {
						t.Errorf("not observed: %s %s %s %s", f.Drift.Kind, f.Drift.Resource.Kind, f.Drift.Resource.Name, f.Drift.Path)
					}
				}
				if r.Complete || r.Summary.Unknown == 0 {
					t.Errorf("complete %v, %+v", r.Complete, r.Summary)
				}
				for _, o := range r.Outcomes {
					if o.Environment == "sound" && o.Status != snapshot.Complete || o.Environment == "faulty" && (o.Status == snapshot.Complete || o.Error == "") {
						t.Errorf("%+v", o)
					}
					for _, secret := range []string{"planted", c.Token(c.Admin)} {
						if strings.Contains(o.Error, secret) {
							t.Errorf("%q in %s", secret, o.Error)
						}
					}
				}
			})
		}
	}
}
