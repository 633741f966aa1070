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

func TestTheClientOfCollectorsWritesToNoServiceOfAWS(t *testing.T) {
	var asked atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked.Add(1) }))
	defer server.Close()
	own := func(r *http.Request) bool { return strings.HasPrefix(r.URL.Path, "/store/") }
	for _, c := range []struct {
		method, path string
		collector    bool // a collector's client sends it
		store        bool // that of a store whose objects are below /store/ sends it
	}{
		{"GET", "/", true, true},
		{"HEAD", "/bucket/key", true, true},
		{"POST", "/", true, true}, // how services are asked for what they hold; the middleware knows the operations
		{"PUT", "/latest/api/token", true, true},
		{"PUT", "/latest/api/token/../../bucket", false, false},
		{"PUT", "/bucket/key", false, false},
		{"PUT", "/store/key", false, true},
		{"DELETE", "/bucket/key", false, false},
		{"DELETE", "/store/key", false, true},
		{"DELETE", "/latest/api/token", false, false},
		{"PATCH", "/bucket/key", false, false},
	} {
		for who, client := range map[string]struct {
			*http.Client
			may bool
		}{"a collector": {httpguard.AroundAWS(nil, 0, nil), c.collector}, "a store": {httpguard.AroundAWS(nil, 0, own), c.store}} {
			asked.Store(0)
			req, err := http.NewRequestWithContext(t.Context(), c.method, server.URL+c.path, nil)
			if err != nil {
				t.Fatal(err)
			}
			req.Header.Set("Authorization", "AWS4-HMAC-SHA256 planted")
			res, err := client.Do(req)
			if err == nil {
				_ = res.Body.Close()
			}
			var refused *httpguard.RefusedError
			if client.may != (err == nil) || client.may != (asked.Load() == 1) || err != nil && !errors.As(err, &refused) {
				t.Errorf("%s, %s %s: %v, %d requests", who, c.method, c.path, err, asked.Load())
			}
		}
	}
	req, _ := http.NewRequestWithContext(t.Context(), http.MethodPut, "https://ec2.eu-west-1.amazonaws.com/latest/api/token", nil)
	if res, err := httpguard.AroundAWS(nil, 0, nil).Do(req); err == nil {
		_ = res.Body.Close()
		t.Error("a PUT to a service of AWS was sent")
	}
}
