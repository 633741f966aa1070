package dependencies

import (
	"cmp"
	"encoding/base64"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-containerregistry/pkg/name"
	ggcr "github.com/google/go-containerregistry/pkg/registry"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/empty"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/random"
	"github.com/google/go-containerregistry/pkg/v1/remote"
	"github.com/google/go-containerregistry/pkg/v1/static"
	"github.com/google/go-containerregistry/pkg/v1/types"

	"github.com/envparity/envparity/collectors"
	"github.com/envparity/envparity/collectors/collectortest"
	"github.com/envparity/envparity/snapshot"
)

// hub is a registry in this process. fault, when it is set, answers instead.
type hub struct {
	host   string
	server *httptest.Server
	mu     sync.Mutex
	calls  []string
	user   string // when set, whom it wants, with the password planted-registry-password
	fault  http.HandlerFunc
}

func newHub(t *testing.T) *hub {
	t.Helper()
	h := &hub{}
	inner := ggcr.New(ggcr.Logger(log.New(io.Discard, "", 0)), ggcr.WithReferrersSupport(true))
	h.server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h.mu.Lock()
		h.calls = append(h.calls, r.Method+" "+r.URL.Path)
		user, fault := h.user, h.fault
		h.mu.Unlock()
		if _, password, _ := r.BasicAuth(); user != "" && password != "planted-registry-password" {
			w.Header().Set("WWW-Authenticate", `Basic realm="hub"`)
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		if fault != nil {
			fault(w, r)
			return
		}
		inner.ServeHTTP(w, r)
	}))
	h.host = strings.TrimPrefix(h.server.URL, "http://")
	t.Cleanup(h.server.Close)
	t.Setenv("DOCKER_CONFIG", t.TempDir()) // nobody's own credentials
	return h
}

func (h *hub) ref(t *testing.T, s string) name.Reference {
	t.Helper()
	r, err := name.ParseReference(h.host + "/" + s)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// built is an image with these labels and this environment.
func built(t *testing.T, labels map[string]string, env ...string) v1.Image {
	t.Helper()
	img, err := random.Image(64, 2)
	must(t, err)
	c, err := img.ConfigFile()
	must(t, err)
	c = c.DeepCopy()
	c.OS, c.Architecture = "linux", "amd64"
	c.Config = v1.Config{Labels: labels, Env: env, User: "1000", Entrypoint: []string{"/app"}, ExposedPorts: map[string]struct{}{"8080/tcp": {}}}
	img, err = mutate.ConfigFile(img, c)
	must(t, err)
	return img
}

func sbomText(version string) []byte {
	return fmt.Appendf(nil, `{"bomFormat":"CycloneDX","specVersion":"1.5","version":1,"components":[{"type":"library","name":"requests","version":%q,"purl":"pkg:pypi/requests@%s"}]}`, version, version)
}

func spdxText(version string) string {
	return fmt.Sprintf(`{"spdxVersion":"SPDX-2.3","SPDXID":"SPDXRef-DOCUMENT","name":"n","dataLicense":"CC0-1.0","documentNamespace":"https://x/y","creationInfo":{"created":"2024-01-01T00:00:00Z","creators":["Tool: t"]},"packages":[{"name":"requests","SPDXID":"SPDXRef-p","versionInfo":%q,"downloadLocation":"NOASSERTION","externalRefs":[{"referenceCategory":"PACKAGE-MANAGER","referenceType":"purl","referenceLocator":"pkg:pypi/requests@%s"}]}]}`, version, version)
}

// artifact is an image of one document.
func artifact(t *testing.T, document []byte, mediaType types.MediaType, annotations map[string]string) v1.Image {
	t.Helper()
	img, err := mutate.Append(mutate.MediaType(empty.Image, types.OCIManifestSchema1), mutate.Addendum{Layer: static.NewLayer(document, mediaType), Annotations: annotations})
	must(t, err)
	return img
}

func asked(t *testing.T, h *hub, list ...string) collectors.Result {
	t.Helper()
	for i, s := range list {
		list[i] = fmt.Sprintf("%q", h.host+"/"+s)
	}
	return collectortest.Collect(t.Context(), t, Type(), t.TempDir(), "image = ["+strings.Join(list, ", ")+"]")
}

func TestAnImageIsWhatItsRegistrySays(t *testing.T) {
	h := newHub(t)
	img := built(t, map[string]string{"org.opencontainers.image.source": "https://git.shop.example/api", "org.opencontainers.image.base.name": "debian:12", "org.opencontainers.image.created": "2026-01-01T00:00:00Z", "auth.token": "planted-label-token"}, "PATH=/bin", "API_TOKEN=planted-image-token")
	must(t, remote.Write(h.ref(t, "shop/api:1.2"), img))
	r := asked(t, h, "shop/api:1.2")
	api := find(t, r, "image", "shop/api")
	digest, err := img.Digest()
	must(t, err)
	for _, c := range []struct {
		path []string
		want string
	}{
		{[]string{"tag"}, "1.2"},
		{[]string{"resolved_digest"}, digest.String()},
		{[]string{"labels", "org.opencontainers.image.source"}, "https://git.shop.example/api"},
		{[]string{"base", "name"}, "debian:12"},
		{[]string{"env", "PATH"}, "/bin"},
		{[]string{"user"}, "1000"},
		{[]string{"architecture"}, "linux/amd64"},
	} {
		if n := api.Tree().Get(c.path...); n == nil || n.Text != c.want {
			t.Errorf("%v is %+v, want %s", c.path, n, c.want)
		}
	}
	if api.Tree().Get("labels", "org.opencontainers.image.created") != nil {
		t.Error("when it was built is no setting")
	}
	if r.Outcome.Status != snapshot.Complete || len(r.Outcome.Beyond) != 1 || r.Outcome.Beyond[0].Scope != "image/shop/api" {
		t.Errorf("an image without an SBOM is no fault, and its packages are unknown: %+v", r.Outcome)
	}
	collectortest.NoSecrets(t, collectortest.Bytes(t, r), []string{"planted-image-token", "planted-label-token"})
}

func TestAttachedSBOMsAreFound(t *testing.T) {
	h := newHub(t)
	cosigned, referred := built(t, nil), built(t, nil)
	must(t, remote.Write(h.ref(t, "shop/cosigned:1"), cosigned))
	d, err := cosigned.Digest()
	must(t, err)
	must(t, remote.Write(h.ref(t, "shop/cosigned:sha256-"+d.Hex+".sbom"), artifact(t, sbomText("2.1"), "application/vnd.cyclonedx+json", nil)))
	must(t, remote.Write(h.ref(t, "shop/referred:1"), referred))
	desc, err := remote.Head(h.ref(t, "shop/referred:1"))
	must(t, err)
	subject := mutate.Subject(mutate.ConfigMediaType(artifact(t, []byte(spdxText("2.2")), "application/spdx+json", nil), "application/spdx+json"), *desc).(v1.Image)
	sd, err := subject.Digest()
	must(t, err)
	must(t, remote.Write(h.ref(t, "shop/referred@"+sd.String()), subject))

	amd, arm := built(t, map[string]string{"arch": "amd"}), built(t, map[string]string{"arch": "arm"})
	ad, err := amd.Digest()
	must(t, err)
	statement := artifact(t, []byte(`{"_type":"https://in-toto.io/Statement/v0.1","predicateType":"https://spdx.dev/Document","predicate":`+spdxText("2.3")+`}`), "application/vnd.in-toto+json", map[string]string{"in-toto.io/predicate-type": "https://spdx.dev/Document"})
	index := mutate.AppendManifests(
		mutate.IndexMediaType(empty.Index, types.OCIImageIndex),
		mutate.IndexAddendum{Add: amd, Descriptor: v1.Descriptor{Platform: &v1.Platform{OS: "linux", Architecture: "amd64"}}},
		mutate.IndexAddendum{Add: arm, Descriptor: v1.Descriptor{Platform: &v1.Platform{OS: "linux", Architecture: "arm64"}}},
		mutate.IndexAddendum{Add: statement, Descriptor: v1.Descriptor{Platform: &v1.Platform{OS: "unknown", Architecture: "unknown"}, Annotations: map[string]string{refType: attestation, refDigest: ad.String()}}},
	)
	must(t, remote.WriteIndex(h.ref(t, "shop/attested:1"), index))

	r := asked(t, h, "shop/cosigned:1", "shop/referred:1", "shop/attested:1")
	got := map[string]string{}
	for i := range r.Resources {
		if p := &r.Resources[i]; p.Kind == "package" {
			got[p.Scope] = p.Name + " " + p.Tree().Child("version").Text
			if p.Source.Address == "" || p.Source.File != "" {
				t.Errorf("source %+v", p.Source)
			}
		}
	}
	if fmt.Sprint(got) != "map[image/shop/attested:requests 2.3 image/shop/cosigned:requests 2.1 image/shop/referred:requests 2.2]" {
		t.Errorf("%v; %+v", got, r.Outcome)
	}
	attested := find(t, r, "image", "shop/attested").Tree()
	if n := attested.Child("platforms"); len(n.Children) != 2 || n.Children[1].Text != "linux/arm64" || attested.Get("labels", "arch").Text != "amd" {
		t.Errorf("%+v", attested)
	}
	arm64 := collectortest.Collect(t.Context(), t, Type(), t.TempDir(), `image = ["`+h.host+"/shop/attested:1\"]\nplatform = \"linux/arm64\"")
	if n := find(t, arm64, "image", "shop/attested").Tree().Get("labels", "arch"); n.Text != "arm" {
		t.Errorf("%+v", n)
	}
	none := collectortest.Collect(t.Context(), t, Type(), t.TempDir(), `image = ["`+h.host+"/shop/attested:1\"]\nplatform = \"windows/amd64\"")
	if none.Outcome.Status != snapshot.Partial || !strings.Contains(none.Outcome.Error, "no image for windows/amd64, only for linux/amd64, linux/arm64") {
		t.Errorf("%+v", none.Outcome)
	}
	for _, a := range h.calls {
		if strings.HasPrefix(a, "PUT") || strings.HasPrefix(a, "POST") || strings.HasPrefix(a, "PATCH") {
			continue // the test's own pushing
		}
		if !strings.HasPrefix(a, "GET ") && !strings.HasPrefix(a, "HEAD ") {
			t.Errorf("%s was sent", a)
		}
	}
}

func TestReadingSendsGetAndHeadAloneAndNoLayer(t *testing.T) {
	h := newHub(t)
	img := built(t, nil)
	must(t, remote.Write(h.ref(t, "shop/api:1"), img))
	layers, err := img.Layers()
	must(t, err)
	h.calls = nil
	asked(t, h, "shop/api:1")
	for _, a := range h.calls {
		if !strings.HasPrefix(a, "GET ") && !strings.HasPrefix(a, "HEAD ") {
			t.Errorf("%s was sent", a)
		}
		for _, l := range layers {
			if d, _ := l.Digest(); strings.Contains(a, d.String()) {
				t.Errorf("a layer was asked for: %s", a)
			}
		}
	}
	if len(h.calls) < 3 {
		t.Errorf("%v", h.calls)
	}
}

func TestImagesInManifestsAreAskedForOnlyWhereTheConfigSaysSo(t *testing.T) {
	h := newHub(t)
	must(t, remote.Write(h.ref(t, "shop/api:1"), built(t, map[string]string{"a": "b"})))
	h.calls = nil
	files := map[string]string{"k/a.yaml": "image: " + h.host + "/shop/api:1\n---\nimage: " + h.host + "/shop/gone:1\n"}
	if r := read(t, `images = "k"`, files); len(h.calls) > 0 || len(r.Resources) != 2 {
		t.Errorf("asked %v; %+v", h.calls, r)
	}
	r := read(t, "images = \"k\"\nregistry = true", files)
	api := find(t, r, "image", "shop/api")
	if api.Tree().Get("labels", "a") == nil || api.Source.File != "k/a.yaml" {
		t.Errorf("%+v", api)
	}
	gone := find(t, r, "image", "shop/gone")
	if n := gone.Tree().Child("labels"); n == nil || n.Kind != snapshot.Unknown || r.Outcome.Status != snapshot.Partial || !strings.Contains(r.Outcome.Error, "shop/gone:1: the registry has no such image or tag") {
		t.Errorf("%+v %+v", n, r.Outcome)
	}
}

func TestCredentialsAreDockersAndStayHidden(t *testing.T) {
	h := newHub(t)
	must(t, remote.Write(h.ref(t, "shop/api:1"), built(t, nil)))
	h.user = "robot"
	r := asked(t, h, "shop/api:1")
	if r.Outcome.Status != snapshot.Partial || !strings.Contains(r.Outcome.Error, "answers 401; sign in") {
		t.Errorf("%+v", r.Outcome)
	}
	config := fmt.Sprintf(`{"auths":{%q:{"auth":%q}}}`, h.host, base64.StdEncoding.EncodeToString([]byte("robot:planted-registry-password")))
	must(t, os.WriteFile(filepath.Join(os.Getenv("DOCKER_CONFIG"), "config.json"), []byte(config), 0o600))
	r = asked(t, h, "shop/api:1")
	if r.Outcome.Status != snapshot.Complete {
		t.Errorf("%+v", r.Outcome)
	}
	collectortest.NoSecrets(t, collectortest.Bytes(t, r), []string{"planted-registry-password"})
}

// TestARegistrysCredentialGoesToItsOwnServerForTokens has a registry say that tokens are handed out elsewhere.
func TestARegistrysCredentialGoesToItsOwnServerForTokens(t *testing.T) {
	var carried atomic.Int64
	token := func(w http.ResponseWriter, r *http.Request) {
		if body, _ := io.ReadAll(r.Body); r.Header.Get("Authorization") != "" || strings.Contains(string(body), "planted-registry-password") {
			carried.Add(1)
		}
		_, _ = io.WriteString(w, `{"token":"t"}`)
	}
	tokens := httptest.NewServer(http.HandlerFunc(token))
	defer tokens.Close()
	for _, c := range []struct {
		name, realm string
		want        bool
	}{
		{"the registry itself", "", true},
		{"another host", strings.Replace(tokens.URL, "127.0.0.1", "localhost", 1), false},
	} {
		t.Run(c.name, func(t *testing.T) {
			carried.Store(0)
			h := newHub(t)
			realm := cmp.Or(c.realm, h.server.URL)
			h.fault = func(w http.ResponseWriter, r *http.Request) {
				if r.URL.Path == "/token" {
					token(w, r)
					return
				}
				if r.Header.Get("Authorization") != "Bearer t" {
					w.Header().Set("WWW-Authenticate", `Bearer realm="`+realm+`/token",service="hub"`)
				}
				w.WriteHeader(http.StatusUnauthorized)
			}
			config := fmt.Sprintf(`{"auths":{%q:{"auth":%q}}}`, h.host, base64.StdEncoding.EncodeToString([]byte("robot:planted-registry-password")))
			must(t, os.WriteFile(filepath.Join(os.Getenv("DOCKER_CONFIG"), "config.json"), []byte(config), 0o600))
			r := asked(t, h, "shop/api:1")
			if got := carried.Load() > 0; got != c.want {
				t.Errorf("%d requests with the credential: %+v", carried.Load(), r.Outcome)
			}
			if r.Outcome.Status == snapshot.Complete {
				t.Errorf("%+v", r.Outcome)
			}
		})
	}
}

func TestServersOfOneDomain(t *testing.T) {
	for _, c := range []struct {
		registry, tokens string
		want             bool
	}{
		{"index.docker.io", "auth.docker.io", true},
		{"ghcr.io", "ghcr.io", true},
		{"registry.shop.example:5000", "auth.shop.example", true},
		{"GHCR.io", "ghcr.IO", true},
		{"registry.shop.example", "shop.example.evil.example", false},
		{"a.github.io", "b.github.io", false}, // anybody has one
		{"a.co.uk", "b.co.uk", false},
		{"10.0.0.1:5000", "10.0.0.2", false},
		{"127.0.0.1:5000", "127.0.0.1", true},
		{"localhost:5000", "127.0.0.1", false},
		{"registry.internal", "auth.internal", false},
		{"index.docker.io", "auth.docker.com", false},
	} {
		if got := sameDomain(c.registry, c.tokens); got != c.want {
			t.Errorf("%s and %s: %v", c.registry, c.tokens, got)
		}
	}
}

func TestWhateverARegistryDoesTheCollectionEndsInTime(t *testing.T) {
	until := make(chan struct{})
	h := newHub(t)
	must(t, remote.Write(h.ref(t, "shop/api:1"), built(t, nil)))
	t.Cleanup(func() { close(until) }) // before the server waits for those who hang
	for what, fault := range map[string]http.HandlerFunc{
		"hangs": func(_ http.ResponseWriter, r *http.Request) {
			select {
			case <-until:
			case <-r.Context().Done():
			}
		},
		"resets": func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) },
		"throttles": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Retry-After", "3600")
			w.WriteHeader(429)
		},
		"breaks":  func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(500) },
		"denies":  func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(403) },
		"garbage": func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "<html>planted-body</html>") },
		"truncates": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "9999")
			_, _ = io.WriteString(w, `{"schemaVersion":2,`)
		},
	} {
		t.Run(what, func(t *testing.T) {
			h.mu.Lock()
			h.fault = fault
			h.mu.Unlock()
			c, diags := collectortest.Make(t, Type(), `image = ["`+h.host+`/shop/api:1"]`)
			if diags.HasErrors() {
				t.Fatal(diags)
			}
			r := collectors.Run(t.Context(), []collectors.Job{{Collector: c, Name: "dependencies", Environment: "prod", Timeout: 1500 * time.Millisecond}},
				collectors.Options{Sealer: snapshot.NewSealer([]byte("k"))})[0]
			if r.Outcome.Status == snapshot.Complete || r.Outcome.Error == "" || strings.Contains(r.Outcome.Error, "planted") {
				t.Errorf("%+v", r.Outcome)
			}
			for i := range r.Resources {
				if n := r.Resources[i].Tree().Child("labels"); n == nil || n.Kind != snapshot.Unknown {
					t.Errorf("labels %+v", n)
				}
			}
			if !slices.ContainsFunc(r.Outcome.Gaps, func(g snapshot.Gap) bool { return g.Kind == "package" }) && r.Outcome.Status != snapshot.Failed {
				t.Errorf("gaps %+v", r.Outcome.Gaps)
			}
		})
	}
}

func TestRegistryConfig(t *testing.T) {
	for config, want := range map[string]string{
		`image = ["a:1"]` + "\npath = \"x\"":             "exactly one",
		`path = "x"` + "\nregistry = true":               "Unsuitable attribute",
		`image = ["a:1"]` + "\nplatform = \"a/b/c/d/e\"": "Unsuitable attribute",
	} {
		if _, diags := collectortest.Make(t, Type(), config); !diags.HasErrors() || !strings.Contains(diags.Error(), want) {
			t.Errorf("%s: %v", config, diags)
		}
	}
}
