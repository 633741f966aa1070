package httpguard_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/envparity/envparity/internal/httpguard"
)

func TestWhatMayPassIsTriedAgainWithGrowingPauses(t *testing.T) {
	var pauses []time.Duration
	p := httpguard.Patience{Tries: 5, First: 200 * time.Millisecond, Most: 2 * time.Second, Pause: func(_ context.Context, d time.Duration) error {
		pauses = append(pauses, d)
		return nil
	}}
	for _, c := range []struct {
		name  string
		after time.Duration
		again bool
		good  int // the try that succeeds; 0 for none
		tries int
		least []time.Duration // of each pause; with as much again it is the longest
	}{
		{"the third succeeds", 0, true, 3, 3, []time.Duration{200 * time.Millisecond, 400 * time.Millisecond}},
		{"none does", 0, true, 0, 5, []time.Duration{200 * time.Millisecond, 400 * time.Millisecond, 800 * time.Millisecond, 1600 * time.Millisecond}},
		{"another try is of no use", 0, false, 0, 1, nil},
		{"as long as the server asks", time.Second, true, 2, 2, []time.Duration{time.Second}},
		{"a server that asks for an hour", time.Hour, true, 2, 2, []time.Duration{2 * time.Second}},
	} {
		pauses = nil
		tries := 0
		err := p.Do(t.Context(), func() (bool, time.Duration, error) {
			if tries++; tries == c.good {
				return false, 0, nil
			}
			return c.again, c.after, fmt.Errorf("try %d", tries)
		})
		if tries != c.tries || len(pauses) != len(c.least) || (err == nil) != (c.good > 0) || err != nil && err.Error() != fmt.Sprintf("try %d", c.tries) {
			t.Errorf("%s: %d tries, pauses %v, %v", c.name, tries, pauses, err)
			continue
		}
		for i, least := range c.least {
			if got := pauses[i]; got < min(least, p.Most) || got > min(2*least, p.Most) {
				t.Errorf("%s: pause %d is %s, want %s to %s", c.name, i+1, got, least, 2*least)
			}
		}
	}
}

func TestNobodyWaitsBeyondTheEndOfItsContext(t *testing.T) {
	ctx, end := context.WithCancelCause(t.Context())
	tries := 0
	begun := time.Now()
	err := httpguard.Patience{Tries: 5, First: time.Hour, Most: time.Hour}.Do(ctx, func() (bool, time.Duration, error) {
		tries++
		time.AfterFunc(10*time.Millisecond, func() { end(errors.New("it took too long")) })
		return true, 0, errors.New("try again")
	})
	if tries != 1 || err == nil || err.Error() != "try again" || time.Since(begun) > time.Minute {
		t.Errorf("%d tries, %v, after %s", tries, err, time.Since(begun))
	}
}

func TestRetryAfterIsSecondsOrADate(t *testing.T) {
	now := time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)
	for value, want := range map[string]time.Duration{
		"":                              0,
		"0":                             0,
		"7":                             7 * time.Second,
		"-5":                            0,
		"99999999999":                   (1 << 30) * time.Second,
		"99999999999999999999999":       0,
		"Wed, 04 Mar 2026 12:00:30 GMT": 30 * time.Second,
		"Wed, 04 Mar 2026 11:00:30 GMT": 0,
		"soon":                          0,
	} {
		if got := httpguard.RetryAfter(http.Header{"Retry-After": {value}}, now); got != want {
			t.Errorf("%q: %s, want %s", value, got, want)
		}
	}
}

func TestAServerThatIsAskedTooOftenIsAskedAgain(t *testing.T) {
	var asked atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n := asked.Add(1)
		switch r.URL.Path {
		case "/soon":
			if n < 3 {
				w.Header().Set("Retry-After", "1")
				w.WriteHeader(http.StatusTooManyRequests)
				return
			}
		case "/never":
			w.WriteHeader(http.StatusTooManyRequests)
		case "/broken":
			w.WriteHeader(http.StatusBadGateway)
		}
		_, _ = io.WriteString(w, "answer")
	}))
	defer server.Close()
	client := &http.Client{Transport: &httpguard.Patient{Next: (&httpguard.Guard{Methods: []string{http.MethodPost}}), Patience: httpguard.Patience{
		Tries: 4, Most: time.Hour, Pause: func(context.Context, time.Duration) error { return nil },
	}}}
	for _, c := range []struct {
		method, path, body string
		status             int
		asked              int64
	}{
		{"GET", "/soon", "", 200, 3},
		{"GET", "/never", "", 429, 4},
		{"GET", "/broken", "", 502, 1},
		{"POST", "/never", "login", 429, 1},
	} {
		asked.Store(0)
		req, err := http.NewRequestWithContext(t.Context(), c.method, server.URL+c.path, strings.NewReader(c.body))
		if err != nil {
			t.Fatal(err)
		}
		res, err := client.Do(req)
		if err != nil {
			t.Fatalf("%s: %v", c.path, err)
		}
		body, err := io.ReadAll(res.Body)
		_ = res.Body.Close()
		if res.StatusCode != c.status || asked.Load() != c.asked || string(body) != "answer" || err != nil {
			t.Errorf("%s %s: status %d after %d requests, %q, %v", c.method, c.path, res.StatusCode, asked.Load(), body, err)
		}
	}
}
