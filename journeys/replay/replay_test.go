package replay_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/envparity/envparity/journeys"
	"github.com/envparity/envparity/journeys/judge"
	"github.com/envparity/envparity/journeys/replay"
	"github.com/envparity/envparity/journeys/runner"
)

// capture returns n reads of articles and a write. Each took the given time.
func capture(n int, took time.Duration) string {
	const monkeys = "\n\U0001F435\U0001F648\U0001F649\n"
	var b strings.Builder
	for i := range n {
		id := fmt.Sprintf("%024x", i)
		at := int64(1_700_000_000_000_000_000) + int64(i)*int64(5*time.Millisecond)
		fmt.Fprintf(&b, "1 %s %d 0\nGET /articles/%d?q=1 HTTP/1.1\r\nHost: shop.example\r\nCookie: sid=topsecret\r\nAuthorization: Bearer topsecret\r\nAccept: application/json\r\n\r\n%s", id, at, 1000+i, monkeys)
		body := `{"id":1,"stock":3}`
		fmt.Fprintf(&b, "2 %s %d 0\nHTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s%s", id, at+int64(took), len(body), body, monkeys)
	}
	fmt.Fprintf(&b, "1 %024x 1700000000900000000 0\nPOST /orders HTTP/1.1\r\nHost: shop.example\r\nContent-Length: 0\r\n\r\n%s", 999, monkeys)
	fmt.Fprintf(&b, "1 %024x 1700000000900000000 0\nGET /articles/1?token=topsecret HTTP/1.1\r\nHost: shop.example\r\n\r\n%s", 997, monkeys)
	fmt.Fprintf(&b, "1 %024x 1700000000900000000 0\nGET /logout HTTP/1.1\r\nHost: shop.example\r\n\r\n%s", 998, monkeys)
	return b.String()
}

type seen struct {
	mu    sync.Mutex
	paths []string
	creds []string
}

func server(t *testing.T, s *seen, body string) journeys.Target {
	t.Helper()
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		s.paths = append(s.paths, r.Method+" "+r.URL.RequestURI())
		s.creds = append(s.creds, r.Header.Get("Cookie")+r.Header.Get("Authorization"))
		s.mu.Unlock()
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprint(w, body)
	}))
	t.Cleanup(srv.Close)
	return journeys.Target{Name: "staging", BaseURL: srv.URL}
}

func TestReadsAreReplayedWithoutCredentialsAndComparedWithTheRecording(t *testing.T) {
	var s seen
	target := server(t, &s, `{"id":1}`)
	run, err := replay.Run(context.Background(), strings.NewReader(capture(30, 2*time.Second)), []journeys.Target{target},
		replay.Options{ReplayOptions: runner.ReplayOptions{Options: runner.Options{Version: "test", Seed: 1}, Speed: 20}})
	if err != nil {
		t.Fatal(err)
	}
	if len(s.paths) != 30 {
		t.Errorf("%d requests arrived", len(s.paths))
	}
	for i := range s.paths {
		if !strings.HasPrefix(s.paths[i], "GET /articles/") || !strings.HasSuffix(s.paths[i], "?q=1") || s.creds[i] != "" {
			t.Errorf("%s with %q", s.paths[i], s.creds[i])
		}
	}
	if len(run.Journeys) != 1 || run.Journeys[0].Name != "GET /articles/{}" {
		t.Fatalf("%+v", run.Journeys)
	}
	j := judge.Run(run, judge.Options{})
	if j.Reference != runner.RecordedName || len(j.Journeys) != 1 || j.Journeys[0].Outcome != judge.TooFast {
		t.Errorf("%s: %+v", j.Reference, j.Journeys)
	}
	if len(j.Answers) != 1 || j.Answers[0].Path != "body.stock" || j.Answers[0].Kind != "missing" {
		t.Errorf("answers: %+v", j.Answers)
	}
	if n := strings.Join(j.Notes, "\n"); !strings.Contains(n, "1 captured request not sent: they are not GET") || !strings.Contains(n, "looks like it changes") || !strings.Contains(n, "1 captured request not sent: their URL carries a credential") {
		t.Errorf("notes: %q", n)
	}
}

func TestASecondEnvironmentIsVisitedLive(t *testing.T) {
	var s1, s2 seen
	a, b := server(t, &s1, `{"id":1,"stock":3}`), server(t, &s2, `{"id":1,"stock":3}`)
	b.Name = "prod"
	run, err := replay.Run(context.Background(), strings.NewReader(capture(10, time.Millisecond)), []journeys.Target{a, b},
		replay.Options{ReplayOptions: runner.ReplayOptions{Options: runner.Options{Version: "test", Seed: 1}, Speed: 50}})
	if err != nil {
		t.Fatal(err)
	}
	if len(s1.paths) != 10 || len(s2.paths) != 10 || judge.Run(run, judge.Options{}).Reference != "prod" {
		t.Errorf("%d and %d requests", len(s1.paths), len(s2.paths))
	}
}

func TestWhatAReplayWillSendIsCountedBeforehand(t *testing.T) {
	for name, c := range map[string]struct {
		most           int
		hosts          []string
		requests, more int
	}{
		"all of it":         {0, nil, 30, 0},
		"a budget":          {10, nil, 10, 20},
		"one host":          {0, []string{"shop.example"}, 30, 0},
		"a host that is no": {0, []string{"other.example"}, 0, 0},
	} {
		got, err := replay.Count(strings.NewReader(capture(30, time.Second)), c.hosts, c.most)
		if err != nil || got.Requests != c.requests || got.More != c.more {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
		left := 0
		for _, n := range got.Left {
			left += n
		}
		if got.Requests+got.More+left != 33 { // 30 articles, a write, a credential, a log-out
			t.Errorf("%s: %+v are not 33 requests", name, got)
		}
	}
	if _, err := replay.Count(strings.NewReader("hello\n"), nil, 0); err == nil {
		t.Error("a file without requests is counted")
	}
}
