package runner

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/http/httptrace"
	"strings"
	"time"

	"github.com/coder/websocket"

	"github.com/envparity/envparity/internal/httpguard"
	"github.com/envparity/envparity/journeys"
	"github.com/envparity/envparity/journeys/answers"
)

// ask sends a request and reads its answer: to its end, or to the first message of a stream.
func (r *runner) ask(v *visit, s *journeys.Step, l *lane, tr http.RoundTripper, buf *buffers, req *http.Request) (*answers.Answer, journeys.StepSample, error) {
	if s.Stream == journeys.NoStream {
		return exchange(tr, req, buf)
	}
	message, err := s.Send.Fill(v.value, nil)
	if err != nil {
		return nil, journeys.StepSample{Stream: s.Stream, Error: r.red.Clean(err.Error())}, err
	}
	if v.secret { // of the message too
		if err := encrypted(v.t, req.URL); err != nil {
			return nil, journeys.StepSample{Stream: s.Stream, Error: r.red.Clean(err.Error())}, &mistake{err}
		}
	}
	proto := v.j.Protocol
	if s.Stream == journeys.WebSocket {
		proto = journeys.HTTP1 // upgrades are HTTP/1.1's
	}
	own, err := newTransport(l.t, proto)
	if err != nil {
		return nil, journeys.StepSample{Stream: s.Stream, Error: err.Error()}, err
	}
	defer own.CloseIdleConnections()
	t := &tracer{}
	req = req.WithContext(httptrace.WithClientTrace(req.Context(), t.hooks()))
	m := listen(own, req, s.Stream, message)
	out := journeys.StepSample{Stream: s.Stream, Total: m.end.Sub(m.start)}
	out.Phases, out.FirstByte = t.phases(m.start, m.returned, m.end)
	out.Early, out.Remote = t.early, t.remote
	if m.resp != nil {
		headOf(&out, m.resp)
	}
	if m.err != nil {
		out.Error = reason(m.err)
		return nil, out, m.err
	}
	out.WireBytes, out.BodyBytes = int64(len(m.text)), int64(len(m.text))
	return &answers.Answer{Status: m.resp.StatusCode, URL: req.URL.String(), Header: m.resp.Header, Cookies: m.resp.Cookies(), Body: m.text}, out, nil
}

// message is the first one of a stream, or what was answered instead of a stream.
type message struct {
	start, returned, end time.Time
	resp                 *http.Response // nil when there was no answer
	text                 []byte
	err                  error
}

func listen(tr *http.Transport, req *http.Request, kind journeys.Stream, send string) (m message) {
	m.start = time.Now()
	defer func() {
		if m.end.IsZero() {
			m.end = time.Now()
		}
		if m.returned.IsZero() {
			m.returned = m.end
		}
	}()
	if kind == journeys.WebSocket {
		m.upgrade(tr, req, send)
		return m
	}
	req.Header.Set("Accept", "text/event-stream")
	resp, err := tr.RoundTrip(req)
	if err != nil {
		m.err = err
		return m
	}
	defer func() { _ = resp.Body.Close() }() // what follows the first event is not read
	m.resp, m.returned = resp, time.Now()
	media, _, _ := mime.ParseMediaType(resp.Header.Get("Content-Type"))
	switch {
	case resp.StatusCode >= http.StatusMultipleChoices:
		m.text, m.err = io.ReadAll(io.LimitReader(resp.Body, journeys.MaxBody))
	case media != "text/event-stream":
		m.err = fmt.Errorf("the answer is no stream of events (content type %q)", media)
	default:
		m.text, m.err = firstEvent(resp.Body)
	}
	return m
}

// upgrade opens a WebSocket, sends what there is to send, and waits for a message.
func (m *message) upgrade(tr *http.Transport, req *http.Request, send string) {
	ctx := req.Context()
	conn, resp, err := websocket.Dial(ctx, req.URL.String(), &websocket.DialOptions{HTTPClient: httpguard.NoRedirects(tr), HTTPHeader: req.Header, Host: req.Host}) //nolint:bodyclose // the library says that nobody needs to
	m.returned, m.resp = time.Now(), resp
	if err != nil {
		if resp == nil {
			m.err = unwrapped(err)
			return
		}
		if resp.Body != nil {
			m.text, _ = io.ReadAll(io.LimitReader(resp.Body, journeys.MaxBody)) // an answer that is no upgrade: its status says why
		}
		return
	}
	conn.SetReadLimit(journeys.MaxBody)
	if send != "" {
		m.err = conn.Write(ctx, websocket.MessageText, []byte(send))
	}
	if m.err == nil {
		_, m.text, m.err = conn.Read(ctx)
	}
	m.end = time.Now()
	if m.err != nil {
		_ = conn.CloseNow()
		return
	}
	_ = conn.Close(websocket.StatusNormalClosure, "") // the message is there; how the server takes leave is its own
}

// unwrapped is the cause of an error of the library, which puts its own words in front.
func unwrapped(err error) error {
	for _, known := range []error{context.DeadlineExceeded, context.Canceled} {
		if errors.Is(err, known) {
			return known
		}
	}
	if inner := errors.Unwrap(err); inner != nil && strings.HasPrefix(err.Error(), "failed to WebSocket dial") {
		return inner
	}
	return err
}

// firstEvent reads to the end of the first event that has data and returns its data, as the HTML standard (9.2.6) interprets a stream.
func firstEvent(r io.Reader) ([]byte, error) {
	in := bufio.NewReader(io.LimitReader(r, journeys.MaxBody))
	var data []string
	for {
		line, err := eventLine(in)
		if err != nil {
			if errors.Is(err, io.EOF) {
				err = errors.New("the stream ended before its first event")
			}
			return nil, err
		}
		if line == "" {
			if len(data) > 0 {
				return []byte(strings.Join(data, "\n")), nil
			}
			continue
		}
		if name, value, _ := strings.Cut(line, ":"); name == "data" {
			data = append(data, strings.TrimPrefix(value, " "))
		}
	}
}

// eventLine reads a line that ends in LF, CR LF or CR. It does not wait for what follows a CR.
func eventLine(in *bufio.Reader) (string, error) {
	var b strings.Builder
	for {
		c, err := in.ReadByte()
		if err != nil {
			return "", err
		}
		switch c {
		case '\n':
			return b.String(), nil
		case '\r':
			if in.Buffered() > 0 {
				if next, err := in.Peek(1); err == nil && next[0] == '\n' {
					_, _ = in.Discard(1)
				}
			}
			return b.String(), nil
		}
		b.WriteByte(c)
	}
}
