package kubernetes_test

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/envparity/envparity/collectors"
	"github.com/envparity/envparity/collectors/collectortest"
	"github.com/envparity/envparity/collectors/kubernetes"
	"github.com/envparity/envparity/fixtures/real"
	"github.com/envparity/envparity/snapshot"
)

// kubeconfig points at a test server; over plain HTTP no credentials would be sent.
func kubeconfig(server string) string {
	return fmt.Sprintf(`apiVersion: v1
kind: Config
current-context: test
clusters: [{name: test, cluster: {server: %q, insecure-skip-tls-verify: true}}]
users: [{name: reader, user: {token: token-of-reader}}]
contexts: [{name: test, context: {cluster: test, user: reader}}]
`, server)
}

// hangingServer takes requests and never answers.
func hangingServer(t *testing.T) string {
	t.Helper()
	release := make(chan struct{})
	s := httptest.NewTLSServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		select {
		case <-release:
		case <-r.Context().Done():
		}
	}))
	t.Cleanup(func() { close(release); s.Close() })
	return s.URL
}

// faulty stands before a real API server and spoils what it is told to.
type faulty struct {
	proxy *httputil.ReverseProxy
	spoil atomic.Pointer[spoiler]
}

// spoiler answers a request itself, or leaves it to the server by returning false.
type spoiler func(w http.ResponseWriter, r *http.Request, pass http.Handler) bool

func (f *faulty) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if s := f.spoil.Load(); s != nil && strings.Contains(r.URL.Path, "configmaps") && (*s)(w, r, f.proxy) {
		return
	}
	f.proxy.ServeHTTP(w, r)
}

func startFaulty(t *testing.T, c *real.Cluster) (*faulty, string) {
	t.Helper()
	target, err := url.Parse(c.URL)
	if err != nil {
		t.Fatal(err)
	}
	pem, err := os.ReadFile(c.CAFile)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(pem)
	f := &faulty{proxy: httputil.NewSingleHostReverseProxy(target)}
	f.proxy.Transport = &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool}}
	s := httptest.NewTLSServer(f)
	t.Cleanup(s.Close)
	return f, s.URL
}

func TestFaultsOfTheNetworkAreOutcomesAndNeverDrifts(t *testing.T) {
	c := real.StartCluster(t, "reader")
	c.Grant(t, "reader", everything)
	shop(t, c, "shop")
	f, server := startFaulty(t, c)
	dir := t.TempDir()
	write(t, dir, "kubeconfig", kubeconfig(server))
	const config = "kubeconfig = \"kubeconfig\"\nnamespace = \"shop\"\n"
	sane := collectortest.Collect(t.Context(), t, kubernetes.Type(), dir, config)
	pick(t, sane, "ConfigMap", "settings")

	var asked atomic.Int64
	times := func(n int64, s spoiler) spoiler {
		return func(w http.ResponseWriter, r *http.Request, pass http.Handler) bool {
			return asked.Add(1) <= n && s(w, r, pass)
		}
	}
	status := func(code int, retry string) spoiler {
		return func(w http.ResponseWriter, _ *http.Request, _ http.Handler) bool {
			if retry != "" {
				w.Header().Set("Retry-After", retry)
			}
			http.Error(w, "out of order: password=planted-secret-9", code)
			return true
		}
	}
	reset := func(w http.ResponseWriter, _ *http.Request, _ http.Handler) bool {
		conn, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			panic(err)
		}
		_ = conn.Close()
		return true
	}
	truncate := func(w http.ResponseWriter, r *http.Request, pass http.Handler) bool {
		rec := httptest.NewRecorder()
		r.Header.Del("Accept-Encoding")
		pass.ServeHTTP(rec, r)
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Content-Length", fmt.Sprint(rec.Body.Len()))
		_, _ = io.CopyN(w, rec.Body, int64(rec.Body.Len()/2))
		panic(http.ErrAbortHandler)
	}
	garbage := func(w http.ResponseWriter, _ *http.Request, _ http.Handler) bool {
		w.Header().Set("Content-Type", "text/html")
		_, _ = io.WriteString(w, "<html>log in please</html>")
		return true
	}
	hang := func(_ http.ResponseWriter, r *http.Request, _ http.Handler) bool { <-r.Context().Done(); return true }
	delay := func(http.ResponseWriter, *http.Request, http.Handler) bool {
		time.Sleep(300 * time.Millisecond)
		return false
	}

	for name, test := range map[string]struct {
		spoil   spoiler
		heals   bool // trying again brings it all
		timeout time.Duration
	}{
		"a delay is waited for":            {times(3, delay), true, 0},
		"a reset connection is tried anew": {times(2, reset), true, 0},
		"a truncated answer is tried anew": {times(1, truncate), true, 0},
		"throttling is waited for":         {times(2, status(429, "1")), true, 0},
		"an error of the server passes":    {times(2, status(500, "")), true, 0},
		"garbage passes":                   {times(1, garbage), true, 0},
		"resets without end":               {reset, false, 0},
		"truncation without end":           {truncate, false, 0},
		"throttling without end":           {status(429, ""), false, 0},
		"errors without end":               {status(500, ""), false, 0},
		"garbage without end":              {garbage, false, 0},
		"a server that hangs":              {hang, false, 2 * time.Second},
		"a server that wants an hour":      {status(429, "3600"), false, 2 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			asked.Store(0)
			f.spoil.Store(&test.spoil)
			defer f.spoil.Store(nil)
			r := within(t, dir, config, test.timeout)
			kept := 0
			for _, res := range r.Resources {
				if res.Kind == "ConfigMap" {
					kept++
				}
			}
			collectortest.NoSecrets(t, collectortest.Bytes(t, r), []string{"planted-secret-9", "planted-secret-1"})
			if test.heals {
				if kept == 0 || len(r.Outcome.Gaps) != len(sane.Outcome.Gaps) {
					t.Errorf("%d ConfigMaps, outcome %+v", kept, r.Outcome)
				}
				return
			}
			gap := false
			for _, g := range r.Outcome.Gaps {
				gap = gap || g.Kind == "ConfigMap" && g.Why != ""
			}
			if r.Outcome.Status != snapshot.Partial || !gap {
				t.Errorf("what was not observed is not said: %+v", r.Outcome)
			}
			pick(t, r, "Deployment", "api")
		})
	}
}

func within(t *testing.T, dir, config string, timeout time.Duration) collectors.Result {
	t.Helper()
	c, diags := collectortest.Make(t, kubernetes.Type(), config)
	if diags.HasErrors() {
		t.Fatal(errors.Join(diags.Errs()...))
	}
	return collectors.Run(t.Context(), []collectors.Job{{Collector: c, Name: "kubernetes", Timeout: timeout}},
		collectors.Options{Dir: dir, Sealer: snapshot.NewSealer([]byte("k"))})[0]
}
