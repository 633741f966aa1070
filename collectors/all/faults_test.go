package all_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/envparity/envparity/snapshot"
)

// faults are what a server can do instead of answering. until is closed when the test ends.
func faults(until <-chan struct{}) map[string]http.HandlerFunc {
	wait := func(r *http.Request) {
		select {
		case <-until:
		case <-r.Context().Done():
		}
	}
	return map[string]http.HandlerFunc{
		"hangs before it answers": func(_ http.ResponseWriter, r *http.Request) { wait(r) },
		"hangs in the middle of an answer": func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			_, _ = w.Write([]byte(`{"kind":"Status","items":[{"key":"a","name":"a"`))
			_ = http.NewResponseController(w).Flush()
			wait(r)
		},
		"throttles for an hour": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Retry-After", "3600")
			w.WriteHeader(http.StatusTooManyRequests)
		},
		"throttles until a day long past": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Retry-After", "Mon, 02 Jan 2006 15:04:05 GMT")
			w.WriteHeader(http.StatusTooManyRequests)
		},
		"sends without end": func(w http.ResponseWriter, r *http.Request) {
			blank := []byte(strings.Repeat(" ", 1<<16))
			for r.Context().Err() == nil {
				select {
				case <-until:
					return
				default:
				}
				if _, err := w.Write(blank); err != nil {
					return
				}
			}
		},
		"sends its visitors round in circles": func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, r.URL.Path, http.StatusFound) },
		"shows a page to sign in": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			_, _ = w.Write([]byte("<html>sign in</html>"))
		},
		"says nothing at all": func(http.ResponseWriter, *http.Request) {},
	}
}

// TestWhateverALiveSourceDoesIsUnknownAndNeverMissing has every source that asks a server meet every fault. Each ends by its timeout, is not complete, and
// shows nothing that was not observed.
func TestWhateverALiveSourceDoesIsUnknownAndNeverMissing(t *testing.T) {
	until := make(chan struct{})
	t.Cleanup(func() { close(until) })
	for fault, answer := range faults(until) {
		for name, source := range asking() {
			t.Run(name+" "+fault, func(t *testing.T) {
				server := httptest.NewServer(answer)
				t.Cleanup(server.CloseClientConnections)
				observedNothing(t, source, server.URL)
			})
		}
	}
	// A server that shows the certificate of another host, by an authority that nobody knows.
	stranger := httptest.NewTLSServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("a request went to a stranger") }))
	t.Cleanup(stranger.Close)
	for name, source := range asking() {
		if name == "images" { // a registry on this machine is asked without encryption
			continue
		}
		t.Run(name+" is another host", func(t *testing.T) {
			observedNothing(t, source, strings.Replace(stranger.URL, "127.0.0.1", "localhost", 1))
		})
	}
}

func observedNothing(t *testing.T, source [2]string, server string) {
	t.Helper()
	r := collectFrom(t, source, server, 400*time.Millisecond)
	if r.Outcome.Status == snapshot.Complete || r.Outcome.Error == "" || r.Outcome.Status == snapshot.Partial && len(r.Outcome.Gaps) == 0 {
		t.Errorf("%+v", r.Outcome)
	}
	for i := range r.Resources {
		if res := &r.Resources[i]; res.Kind != "image" { // which the config itself names
			t.Errorf("%s %s was not observed", res.Kind, res.Name)
		}
	}
}
