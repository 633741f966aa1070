package journeys_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/coder/websocket"

	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/journeys"
	"github.com/envparity/envparity/journeys/runner"
)

// endless answers with a stream that goes on until the client leaves.
func endless(events string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream; charset=utf-8")
		fmt.Fprint(w, events)
		w.(http.Flusher).Flush()
		<-r.Context().Done()
	}
}

// echo answers the first message of a WebSocket, or sends the first message.
func echo(first string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		c, err := websocket.Accept(w, r, nil)
		if err != nil {
			return
		}
		defer func() { _ = c.CloseNow() }()
		text := []byte(first)
		if first == "" {
			if _, text, err = c.Read(r.Context()); err != nil {
				return
			}
		}
		_ = c.Write(r.Context(), websocket.MessageText, text)
		_, _, _ = c.Read(r.Context()) // until the client closes
	}
}

func TestAStreamIsOverWithItsFirstMessage(t *testing.T) {
	for _, c := range []struct {
		name, step string
		serve      http.HandlerFunc
		status     int
		fails      string // "": the step holds
	}{
		{"an event after a comment and one without data", `stream = "events"`, endless(": hello\r\n\r\nevent: ping\r\n\r\ndata: {\"price\":1}\r\n\r\n"), 200, ""},
		{"an event of several lines", `stream = "events"`, endless("data: {\"price\":\ndata: 1}\n\n"), 200, ""},
		{"an event that old servers end with CR", `stream = "events"`, endless("data: {\"price\":1}\r\r"), 200, ""},
		{"a stream without an event", `stream = "events"`, func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("Content-Type", "text/event-stream") }, 200, "ended before its first event"},
		{"no stream", `stream = "events"`, plain, 200, "no stream of events"},
		{"an error page", `stream = "events"`, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadGateway) }, 502, "status 502"},
		{"a WebSocket whose server sends first", `stream = "websocket"`, echo(`{"price":1}`), 101, ""},
		{"a WebSocket that is asked", "stream = \"websocket\"\nsend = \"{\\\"price\\\":1}\"", echo(""), 101, ""},
		{"no WebSocket", `stream = "websocket"`, plain, 200, "status 200, expected 101"},
		{"a WebSocket that redirects", `stream = "websocket"`, func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/b", http.StatusFound) }, 302, "status 302, expected 101"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var l log
			ts := []journeys.Target{{Name: "dev", BaseURL: serve(t, &l, c.serve)}}
			run := execute(t, "journey \"j\" {\nrounds = 2\nstep \"s\" {\nrequest = \"GET /a\"\n"+c.step+"\ncapture = { price = body.price }\n}\n}", ts, runner.PlanOptions{}, runner.Options{})
			s := run.Journeys[0].Samples[len(run.Journeys[0].Samples)-1]
			st := s.Steps[0]
			if said := fmt.Sprint(st.Error, st.Failures); (c.fails == "") == s.Failed || !strings.Contains(said, c.fails) || st.Status != c.status {
				t.Fatalf("status %d: %s", st.Status, said)
			}
			if s.Mixed || st.Reused || st.Total <= 0 || st.Phases.Connect <= 0 {
				t.Errorf("a stream has a separate connection, which is timed: %+v", st)
			}
			if c.fails == "" && (st.BodyBytes == 0 || len(run.Journeys[0].Steps[0].Answers[0].Fields) == 0) {
				t.Errorf("the message was not looked at: %+v", run.Journeys[0].Steps[0].Answers)
			}
		})
	}
}

func TestMessagesOfStreamsAreComparedAsAnswersAre(t *testing.T) {
	for kind, got := range map[string][]drift.Drift{
		"events":    answering(t, "stable", `stream = "events"`, endless("data: {\"a\":\"x\"}\n\n"), endless("data: {\"a\":1}\n\n")),
		"websocket": answering(t, "stable", `stream = "websocket"`, echo(`{"a":"x"}`), echo(`{"a":1}`)),
	} {
		if len(got) != 1 || got[0].Kind != drift.TypeChanged || got[0].Path != "body.a" {
			t.Errorf("%s: %v", kind, got)
		}
	}
}

func TestWhichMessagesAStreamAccepts(t *testing.T) {
	for src, want := range map[string]string{
		"request = \"GET /a\"\nstream = \"websocket\"\nsend = \"x\"": "",
		"request = \"GET /a\"\nstream = \"sockets\"":                 `it must be one of ["events" "websocket"]`,
		"request = \"GET /a\"\nsend = \"x\"":                         "write `stream = \"websocket\"` too",
		"request = \"POST /a\"\nstream = \"websocket\"":              "opened by a GET",
	} {
		_, diags := tryParse("journey \"j\" {\nstep \"s\" {\n" + src + "\n}\n}")
		if got := diags.Error(); want == "" && diags.HasErrors() || want != "" && !strings.Contains(got, want) {
			t.Errorf("%s: %s", src, got)
		}
	}
	js := parse(t, "journey \"j\" {\nstep \"s\" {\nrequest = \"GET /a\"\nstream = \"websocket\"\nsend = \"buy\"\n}\n}")
	ts := []journeys.Target{{Name: "prod", Protected: true, BaseURL: "http://127.0.0.1:1"}}
	if p, err := runner.MakePlan(cases(js, ts), ts, runner.PlanOptions{Warmup: -1}); err != nil || len(p.Cases[0].Refused) != 1 {
		t.Errorf("a message to a protected environment is not refused: %v %+v", err, p)
	}
}

func TestASecretInAMessageIsNotSentUnencryptedToAnotherMachine(t *testing.T) {
	run := execute(t, "journey \"j\" {\nrounds = 1\nstep \"s\" {\nrequest = \"GET /a\"\nstream = \"websocket\"\nsend = secret(\"TOKEN\")\n}\n}",
		[]journeys.Target{{Name: "dev", BaseURL: "http://shop.invalid"}}, runner.PlanOptions{}, runner.Options{Secrets: secrets})
	s := run.Journeys[0].Samples[0]
	if st := s.Steps[0]; !s.Setup || !strings.Contains(st.Error, "https only") || strings.Contains(st.Error, "hunter2") {
		t.Errorf("%+v", s)
	}
}
