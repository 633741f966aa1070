package all_test

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/envparity/envparity/collectors"
	"github.com/envparity/envparity/collectors/all"
	"github.com/envparity/envparity/collectors/collectortest"
	"github.com/envparity/envparity/snapshot"
	"github.com/envparity/envparity/snapshot/store"
)

const credential = "planted-credential-0123456789"

// elsewhere is a server that nobody named. It keeps the requests that reach it.
type elsewhere struct {
	*httptest.Server
	mu  sync.Mutex
	got []string
}

// newElsewhere starts one. Another port of the same host is another server too, to which Go's own client would take all headers along.
func newElsewhere(t *testing.T, host string) *elsewhere {
	t.Helper()
	e := &elsewhere{}
	e.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		e.mu.Lock()
		defer e.mu.Unlock()
		e.got = append(e.got, fmt.Sprint(r.Method, r.URL, r.Header))
		w.WriteHeader(http.StatusNotFound)
	}))
	t.Cleanup(e.Close)
	e.URL = strings.Replace(e.URL, "127.0.0.1", host, 1)
	return e
}

// carried returns the requests that brought a credential.
func (e *elsewhere) carried() []string {
	e.mu.Lock()
	defer e.mu.Unlock()
	var out []string
	secret := []string{credential, "Authorization", "X-Amz-Security-Token", "Cookie", base64.StdEncoding.EncodeToString([]byte("ann:" + credential))}
	for _, g := range e.got {
		for _, s := range secret {
			if strings.Contains(g, s) {
				out = append(out, g)
				break
			}
		}
	}
	return out
}

// asking lists the sources that send requests: their type, and a block in which URL and HOST stand for the server's address.
func asking() map[string][2]string {
	return map[string][2]string{
		"kubernetes": {"kubernetes", "context = \"c\"\nkubeconfig = \"kubeconfig\""}, "ofrep": {"featureflags", `ofrep = "URL"`}, "unleash": {"featureflags", `unleash = "URL"`},
		"launchdarkly":  {"featureflags", "launchdarkly = \"URL\"\nproject = \"p\"\nenvironment = \"e\""},
		"appconfig":     {"featureflags", "appconfig = \"a\"\nenvironment = \"e\"\nregion = \"eu-west-1\"\nendpoint = \"URL\""},
		"unleash admin": {"featureflags", "unleash = \"URL\"\nproject = \"p\"\nenvironment = \"e\""},
		"aws":           {"aws", "services = [\"ssm\", \"secretsmanager\", \"s3\", \"sqs\"]\nregion = \"eu-west-1\"\nendpoint = \"URL\""}, "images": {"dependencies", `image = ["HOST/shop/api:1"]`},
		"terraform": {"terraform", "state = \"s3://bucket/key\"\nregion = \"eu-west-1\""},
	}
}

// silent are the types that send no HTTP request by themselves.
func silent() map[string]bool {
	return map[string]bool{"database": true, "envvars": true, "files": true, "helm": true}
}

func TestNoCredentialOfAnyCollectorFollowsARedirect(t *testing.T) {
	tested := silent()
	for _, s := range asking() {
		tested[s[0]] = true
	}
	for _, typ := range all.Types() {
		if !tested[typ.Name] {
			t.Errorf("no source of %s is tested", typ.Name)
		}
	}
	for name, source := range asking() {
		for _, host := range []string{"localhost", "127.0.0.1"} {
			for _, status := range []int{http.StatusFound, http.StatusTemporaryRedirect} {
				t.Run(fmt.Sprint(name, " ", host, " ", status), func(t *testing.T) {
					other := newElsewhere(t, host)
					asked := redirecting(t, other.URL, status)
					r := collectFrom(t, source, asked.URL, 20*time.Second)
					if asked.count() == 0 {
						t.Fatalf("nothing was asked: %+v", r.Outcome)
					}
					if r.Outcome.Status == snapshot.Complete {
						t.Errorf("a redirect is no complete answer: %+v", r.Outcome)
					}
					if got := other.carried(); len(got) > 0 {
						t.Errorf("the other host got a credential: %v", got)
					}
					collectortest.NoSecrets(t, collectortest.Bytes(t, r), []string{credential})
				})
			}
		}
	}
}

// A person agrees to what a collector lists, so one that lists nothing sends its requests unasked.
func TestEverySourceThatSendsRequestsAsksForAgreement(t *testing.T) {
	for name, source := range asking() {
		c, diags := collectortest.Make(t, typeOf(t, source[0]), strings.NewReplacer("URL", "http://127.0.0.1:1", "HOST", "127.0.0.1:1").Replace(source[1]))
		if diags.HasErrors() {
			t.Fatal(diags)
		}
		if needs := collectors.NeedsOf(c, t.TempDir()); len(needs) == 0 {
			t.Errorf("%s lists nothing that it needs, see collectors.Needer", name)
		}
	}
}

func typeOf(t *testing.T, name string) collectors.Type {
	t.Helper()
	for _, typ := range all.Types() {
		if typ.Name == name {
			return typ
		}
	}
	t.Fatalf("there is no collector %q", name)
	return collectors.Type{}
}

// collectFrom collects one source from a server, with credentials for it of every kind.
func collectFrom(t *testing.T, source [2]string, server string, timeout time.Duration) collectors.Result {
	t.Helper()
	dir := t.TempDir()
	awsCredentials(t, server)
	_, host, _ := strings.Cut(server, "://")
	writeFile(t, filepath.Join(dir, "config.json"), fmt.Sprintf(`{"auths":{%q:{"auth":%q}}}`, host, base64.StdEncoding.EncodeToString([]byte("ann:"+credential))))
	t.Setenv("DOCKER_CONFIG", dir)
	writeFile(t, filepath.Join(dir, "kubeconfig"), "apiVersion: v1\nkind: Config\nclusters: [{name: c, cluster: {server: '"+server+"'}}]\nusers: [{name: c, user: {token: "+credential+"}}]\ncontexts: [{name: c, context: {cluster: c, user: c}}]\n")
	c, diags := collectortest.Make(t, typeOf(t, source[0]), strings.NewReplacer("URL", server, "HOST", host).Replace(source[1]))
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	return collectors.Run(t.Context(), []collectors.Job{{Collector: c, Name: source[0], Environment: "prod", Timeout: timeout}}, collectors.Options{
		Dir: dir, Sealer: snapshot.NewSealer([]byte("k")), Getenv: func(string) string { return credential },
	})[0]
}

func TestNoCredentialOfAStoreFollowsARedirect(t *testing.T) {
	other := newElsewhere(t, "127.0.0.1")
	asked := redirecting(t, other.URL, http.StatusTemporaryRedirect)
	awsCredentials(t, asked.URL)
	place, err := store.Open("s3://bucket/p")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := place.Load(t.Context()); err == nil || !strings.Contains(err.Error(), "redirects") {
		t.Errorf("%v", err)
	}
	if got := other.carried(); asked.count() == 0 || len(got) > 0 {
		t.Errorf("%d requests; the other host got %v", asked.count(), got)
	}
}

// asked is a server that sends everybody elsewhere.
type asked struct {
	*httptest.Server
	mu sync.Mutex
	n  int
}

func (a *asked) count() int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.n
}

func redirecting(t *testing.T, to string, status int) *asked {
	t.Helper()
	a := &asked{}
	a.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a.mu.Lock()
		a.n++
		a.mu.Unlock()
		if r.URL.Path == "/v2/" { // a registry says how to log in before it sends anybody away
			if r.Header.Get("Authorization") == "" {
				w.Header().Set("WWW-Authenticate", `Basic realm="r"`)
				w.WriteHeader(http.StatusUnauthorized)
			}
			return
		}
		http.Redirect(w, r, to+r.URL.Path, status)
	}))
	t.Cleanup(a.Close)
	return a
}

func awsCredentials(t *testing.T, url string) {
	t.Helper()
	for k, v := range map[string]string{
		"AWS_ACCESS_KEY_ID": "AKIDPLANTED", "AWS_SECRET_ACCESS_KEY": credential, "AWS_SESSION_TOKEN": credential, "AWS_REGION": "eu-west-1", "AWS_ENDPOINT_URL": url,
		"AWS_CONFIG_FILE": "/nonexistent", "AWS_SHARED_CREDENTIALS_FILE": "/nonexistent", "AWS_EC2_METADATA_DISABLED": "true",
	} {
		t.Setenv(k, v)
	}
}

func writeFile(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
