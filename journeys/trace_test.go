package journeys_test

import (
	"compress/gzip"
	"crypto/tls"
	"encoding/pem"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/envparity/envparity/journeys"
	"github.com/envparity/envparity/journeys/runner"
	"github.com/envparity/envparity/journeys/stats"
)

func oneStep(extra string) string {
	return "journey \"j\" {\nrounds = 4\n" + extra + "\nstep \"s\" {\nrequest = \"GET /a\"\n}\n}"
}

func TestEarlyHintsAreNotTheFirstByte(t *testing.T) {
	const delay = 30 * time.Millisecond
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Link", "</style.css>; rel=preload")
		w.WriteHeader(http.StatusEarlyHints)
		time.Sleep(delay)
		fmt.Fprint(w, "done")
	}))
	defer srv.Close()
	run := execute(t, oneStep(""), []journeys.Target{{Name: "dev", BaseURL: srv.URL}}, runner.PlanOptions{}, runner.Options{})
	for _, s := range run.Journeys[0].Samples {
		if st := s.Steps[0]; st.FirstByte < delay || st.Phases.Send+st.Phases.Wait < delay-time.Millisecond || st.Early != 1 {
			t.Errorf("first byte after %s, wait %s, %d early", st.FirstByte, st.Phases.Wait, st.Early)
		}
	}
}

func TestPhasesAddUpAndWarmConnectionsHaveNone(t *testing.T) {
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(200)
		w.(http.Flusher).Flush()
		time.Sleep(40 * time.Millisecond) // a slow body
		fmt.Fprint(w, strings.Repeat("x", 10_000))
	}))
	defer srv.Close()
	for _, mode := range []journeys.ConnMode{journeys.Warm, journeys.Cold} {
		run := execute(t, oneStep(fmt.Sprintf("connections = %q", mode)), []journeys.Target{{Name: "dev", BaseURL: srv.URL}}, runner.PlanOptions{}, runner.Options{})
		var received []float64
		for _, s := range run.Journeys[0].Samples {
			if s.Warmup {
				continue
			}
			st := s.Steps[0]
			p := st.Phases
			if sum := p.Blocked + p.DNS + p.Connect + p.TLS + p.Send + p.Wait + p.Receive; sum < st.Total-time.Microsecond || sum > st.Total+200*time.Microsecond {
				t.Errorf("%s: phases %s, total %s", mode, sum, st.Total)
			}
			if warm := mode == journeys.Warm; st.Reused != warm || (p.Connect > 0) == warm || p.TLS != 0 {
				t.Errorf("%s: reused %v, connect %s", mode, st.Reused, p.Connect)
			}
			if st.WireBytes != 10_000 {
				t.Errorf("%s: %d bytes", mode, st.WireBytes)
			}
			received = append(received, p.Receive.Seconds())
		}
		// A busy machine may read a header late. Then that visit has more waiting and less receiving. Most visits are not affected.
		if got := stats.Median(received); got < 0.020 {
			t.Errorf("%s: receive %.3f s", mode, got)
		}
	}
}

func TestCompressedAnswersAreCountedByTheirCompressedSize(t *testing.T) {
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Accept-Encoding") != "gzip" {
			t.Errorf("accepts %q", r.Header.Get("Accept-Encoding"))
		}
		w.Header().Set("Content-Encoding", "gzip")
		w.Header().Set("Content-Type", "application/json")
		z := gzip.NewWriter(w)
		_, _ = io.WriteString(z, `{"a":"`+strings.Repeat("x", 50_000)+`"}`)
		_ = z.Close()
	}))
	defer srv.Close()
	run := execute(t, oneStep(""), []journeys.Target{{Name: "dev", BaseURL: srv.URL}}, runner.PlanOptions{}, runner.Options{})
	st := run.Journeys[0].Samples[1].Steps[0]
	if st.Encoding != "gzip" || st.WireBytes > 1000 || st.BodyBytes != 50_008 || !st.Reused {
		t.Errorf("%+v", st)
	}
	if fields := run.Journeys[0].Steps[0].Answers[0].Fields; len(fields) != 2 || fields[1].Path != "body.a" {
		t.Errorf("fields: %+v", fields)
	}
}

func TestAnAnswerInAnEncodingThatWasNotRequestedIsCountedAndNotRead(t *testing.T) {
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		if r.Method == http.MethodHead {
			w.Header().Set("Content-Encoding", "gzip") // and no body to decode
			return
		}
		w.Header().Set("Content-Encoding", "br")
		_, _ = io.WriteString(w, "\x8b\x02\x80{}\x03")
	}))
	defer srv.Close()
	run := execute(t, "journey \"j\" {\nrounds = 4\nstep \"h\" {\nrequest = \"HEAD /a\"\n}\nstep \"s\" {\nrequest = \"GET /a\"\n}\n}", []journeys.Target{{Name: "dev", BaseURL: srv.URL}}, runner.PlanOptions{}, runner.Options{})
	steps := run.Journeys[0].Samples[1].Steps
	if len(steps) != 2 || steps[0].Error != "" || steps[1].Error != "" || steps[1].Encoding != "br" || steps[1].WireBytes != 6 || steps[1].BodyBytes != 0 {
		t.Fatalf("%+v", steps)
	}
	if a := run.Journeys[0].Steps[1].Answers[0]; len(a.Fields) != 0 || !a.Cut {
		t.Errorf("fields: %+v", a)
	}
	if n := strings.Join(run.Notes, "\n"); strings.Count(n, "Content-Encoding br, which is not decoded") != 1 {
		t.Errorf("notes: %q", n)
	}
	run = execute(t, "journey \"j\" {\nrounds = 1\nstep \"s\" {\nrequest = \"GET /a\"\nexpect {\ncontains = \"x\"\n}\n}\n}", []journeys.Target{{Name: "dev", BaseURL: srv.URL}}, runner.PlanOptions{}, runner.Options{})
	if f := run.Journeys[0].Samples[0].Steps[0].Failures; len(f) != 1 || !strings.Contains(f[0], `encoded as "br"`) {
		t.Errorf("failures: %q", f)
	}
}

func TestHTTP2OverACAOfOurOwnAndClientCertificates(t *testing.T) {
	srv := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if len(r.TLS.PeerCertificates) == 0 {
			w.WriteHeader(http.StatusForbidden)
		}
		fmt.Fprint(w, r.Proto)
	}))
	srv.EnableHTTP2 = true
	srv.TLS = &tls.Config{ClientAuth: tls.RequestClientCert}
	srv.StartTLS()
	defer srv.Close()
	ca := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(ca, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: srv.Certificate().Raw}), 0o600); err != nil {
		t.Fatal(err)
	}
	cert, key := clientCertificate(t)
	target := journeys.Target{Name: "dev", BaseURL: srv.URL, TLS: journeys.TLS{CA: ca, Cert: cert, Key: key}}
	for proto, want := range map[string]string{"": "HTTP/2.0", `protocol = "http/1.1"`: "HTTP/1.1", `protocol = "h2"`: "HTTP/2.0"} {
		run := execute(t, oneStep(proto+"\nconnections = \"cold\""), []journeys.Target{target}, runner.PlanOptions{}, runner.Options{})
		st := run.Journeys[0].Samples[1].Steps[0]
		if st.Proto != want || st.Status != 200 || st.TLS != "TLS 1.3" || st.Phases.TLS == 0 || st.Error != "" {
			t.Errorf("%s: %+v", proto, st)
		}
	}
	target.TLS.CA = ""
	run := execute(t, oneStep(""), []journeys.Target{target}, runner.PlanOptions{}, runner.Options{})
	if e := run.Journeys[0].Samples[0].Steps[0].Error; !strings.Contains(e, "certificate") {
		t.Errorf("an unknown authority: %q", e)
	}
}

func TestAnAnswerThatBreaksOffIsAnError(t *testing.T) {
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "1000")
		fmt.Fprint(w, "only this")
		c, _, err := w.(http.Hijacker).Hijack()
		if err == nil {
			_ = c.(*net.TCPConn).SetLinger(0)
			_ = c.Close()
		}
	}))
	defer srv.Close()
	run := execute(t, oneStep(""), []journeys.Target{{Name: "dev", BaseURL: srv.URL}}, runner.PlanOptions{}, runner.Options{})
	s := run.Journeys[0].Samples[0]
	if !s.Failed || s.Steps[0].Error == "" {
		t.Errorf("%+v", s)
	}
	if len(run.Journeys[0].Samples) != 3 {
		t.Errorf("%d visits to a server that resets", len(run.Journeys[0].Samples))
	}
}

func TestAConnectionThatTheServerDroppedIsNoWarmSample(t *testing.T) {
	n := 0
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		n++
		if n == 3 {
			w.Header().Set("Connection", "close")
		}
		fmt.Fprint(w, "x")
	}))
	defer srv.Close()
	run := execute(t, oneStep(""), []journeys.Target{{Name: "dev", BaseURL: srv.URL}}, runner.PlanOptions{}, runner.Options{})
	var mixed []int
	for _, s := range run.Journeys[0].Samples {
		if s.Mixed && !s.Warmup {
			mixed = append(mixed, s.Round)
		}
	}
	if fmt.Sprint(mixed) != "[3]" { // the visit after the third answer
		t.Errorf("mixed rounds %v", mixed)
	}
}

func TestAnOpenModelCountsFromTheScheduledMoment(t *testing.T) {
	var now, most atomic.Int32
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		n := now.Add(1)
		for m := most.Load(); n > m && !most.CompareAndSwap(m, n); m = most.Load() {
		}
		time.Sleep(60 * time.Millisecond)
		now.Add(-1)
		fmt.Fprint(w, "x")
	}))
	defer srv.Close()
	run := execute(t, "journey \"j\" {\nrounds = 20\nwarmup = 0\narrival_rate = 100\nstep \"s\" {\nrequest = \"GET /a\"\n}\n}",
		[]journeys.Target{{Name: "dev", BaseURL: srv.URL}}, runner.PlanOptions{}, runner.Options{})
	if n := len(run.Journeys[0].Samples); n != 20 {
		t.Fatalf("%d samples", n)
	}
	if most.Load() < 2 {
		t.Error("a slow answer held the next journey back")
	}
	for _, s := range run.Journeys[0].Samples {
		if s.Total < 60*time.Millisecond+s.Late || s.Mixed {
			t.Errorf("%+v", s)
		}
	}
}

func TestCookiesFormsAndMultipartArriveAndJarsAreFresh(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "a.txt"), []byte("file content"), 0o600); err != nil {
		t.Fatal(err)
	}
	var wrong []string
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		say := func(ok bool, format string, a ...any) {
			if !ok {
				wrong = append(wrong, fmt.Sprintf(format, a...))
			}
		}
		switch r.URL.Path {
		case "/base/login":
			_, err := r.Cookie("sid")
			say(err != nil, "a cookie of another visit")
			say(r.FormValue("user") == "a b&c", "form %q", r.FormValue("user"))
			http.SetCookie(w, &http.Cookie{Name: "sid", Value: "s-123456"})
			fmt.Fprint(w, `{"id":42,"name":"x/y z"}`)
		case "/base/upload":
			c, err := r.Cookie("sid")
			say(err == nil && c.Value == "s-123456", "no cookie")
			f, h, err := r.FormFile("doc")
			say(err == nil && h.Filename == "a.txt", "file %v", err)
			if err == nil {
				b, _ := io.ReadAll(f)
				say(string(b) == "file content", "content %q", b)
			}
		case "/base/json/x%2Fy%20z", "/base/json/x/y z":
			say(r.URL.EscapedPath() == "/base/json/x%2Fy%20z", "path %q", r.URL.EscapedPath())
			b, _ := io.ReadAll(r.Body)
			say(string(b) == `{"id":42,"text":"n42"}`, "body %s", b)
			say(r.URL.Query().Get("q") == "x/y z", "query %q", r.URL.RawQuery)
		default:
			say(false, "path %q", r.URL.Path)
		}
	}))
	defer srv.Close()
	run := execute(t, `journey "j" {
  rounds = 2
  step "login" {
    request = "POST /login"
    form    = { user = "a b&c" }
    capture = { id = body.id, name = body.name, sid = cookie["sid"] }
  }
  step "upload" {
    request   = "POST /upload"
    multipart = { doc = { file = "a.txt", content_type = "text/plain" }, note = "n" }
  }
  step "json" {
    request = "PUT /json/${name}?q=${name}"
    json    = { id = id, text = "n${id}" }
  }
}`, []journeys.Target{{Name: "dev", BaseURL: srv.URL + "/base/"}}, runner.PlanOptions{}, runner.Options{Dir: dir})
	if len(wrong) > 0 {
		t.Errorf("%q", wrong)
	}
	for _, s := range run.Journeys[0].Samples {
		if s.Failed {
			t.Errorf("%+v", s.Steps)
		}
	}
}
