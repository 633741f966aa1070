package journeys_test

import (
	"encoding/pem"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/envparity/envparity/journeys"
	"github.com/envparity/envparity/journeys/runner"
)

func TestAHostIsReachedWithoutARequest(t *testing.T) {
	var asked atomic.Int64
	answer := http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked.Add(1) })
	plain, encrypted := httptest.NewServer(answer), httptest.NewUnstartedServer(answer)
	defer plain.Close()
	encrypted.StartTLS()
	defer encrypted.Close()
	ca := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(ca, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: encrypted.Certificate().Raw}), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name, address, ca string
		tls               bool
		err               string
	}{
		{"a plain host", plain.URL, "", false, ""},
		{"a host with a certificate that is trusted", encrypted.URL, ca, true, ""},
		{"a host with a certificate that nobody here trusts", encrypted.URL, "", true, "certificate"},
		{"a port that nobody listens at", "http://127.0.0.1:9", "", false, "connection refused"},
		{"an address that is none", "shop", "", false, "not a URL with a host"},
		{"certificates that are not there", encrypted.URL, "gone.pem", true, "tls.ca"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r, err := runner.Reach(t.Context(), &journeys.Target{Name: "staging", TLS: journeys.TLS{CA: tt.ca}}, tt.address)
			if tt.err != "" {
				if err == nil || !strings.Contains(err.Error(), tt.err) {
					t.Errorf("got %v", err)
				}
				return
			}
			if err != nil || (r.TLS != "") != tt.tls || r.Ends.IsZero() == tt.tls {
				t.Errorf("got %+v, %v", r, err)
			}
		})
	}
	if asked.Load() != 0 {
		t.Errorf("%d requests were sent", asked.Load())
	}
}
