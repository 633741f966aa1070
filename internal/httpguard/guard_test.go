package httpguard_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/envparity/envparity/internal/httpguard"
)

// TestACredentialFollowsNoRedirectAndGoesNowhereElse plants a redirect to another server, which counts what it is sent.
func TestACredentialFollowsNoRedirectAndGoesNowhereElse(t *testing.T) {
	var asked, carried atomic.Int64
	other := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		if r.Header.Get("Authorization") != "" || r.Header.Get("X-Token") != "" {
			carried.Add(1)
		}
	}))
	defer other.Close()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, other.URL, http.StatusTemporaryRedirect)
	}))
	defer server.Close()
	for _, follow := range []bool{false, true} {
		g := &httpguard.Guard{Next: http.DefaultTransport, Host: strings.TrimPrefix(server.URL, "http://"), Headers: []string{"X-Token"}, Redirected: follow}
		for _, header := range []string{"Authorization", "X-Token"} {
			for _, to := range []string{server.URL, other.URL, "http://flags.example/x"} {
				asked.Store(0)
				req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, to, nil)
				if err != nil {
					t.Fatal(err)
				}
				req.Header.Set(header, "planted")
				res, err := g.Client(0).Do(req)
				if err == nil {
					_ = res.Body.Close()
				}
				var refused *httpguard.RefusedError
				if want := follow && to == server.URL; want != (err == nil) || err != nil && !errors.As(err, &refused) || want != (asked.Load() == 1) {
					t.Errorf("%s to %s, followed %v: %v, %d requests", header, to, follow, err, asked.Load())
				}
			}
		}
	}
	if carried.Load() != 0 {
		t.Errorf("%d requests carried the credential to another host", carried.Load())
	}
	g := &httpguard.Guard{Next: http.DefaultTransport, Host: "flags.example"}
	req, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://flags.example/x", nil)
	req.Header.Set("Authorization", "planted")
	if _, err := g.RoundTrip(req); err == nil || !strings.Contains(err.Error(), "over https only") {
		t.Error(err)
	}
	req.Method = http.MethodDelete
	if _, err := g.RoundTrip(req); err == nil || !strings.Contains(err.Error(), "sends no DELETE") {
		t.Error(err)
	}
}
