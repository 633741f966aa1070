package runner

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"crypto/tls"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"strconv"
	"strings"
	"time"

	"github.com/envparity/envparity/journeys"
	"github.com/envparity/envparity/journeys/answers"
	"github.com/envparity/envparity/journeys/words"
)

// buffers of one environment, reused so that reading answers costs no allocation while the clock runs.
type buffers struct{ body, skip []byte }

// exchange sends one request and reads its answer to the end. Only reading is timed: decoding and looking at it
// come after the clock has stopped. The answer is nil when there was none; the error is what the transport says then.
func exchange(rt http.RoundTripper, req *http.Request, buf *buffers) (*answers.Answer, journeys.StepSample, error) {
	var out journeys.StepSample
	t := &tracer{}
	req = req.WithContext(httptrace.WithClientTrace(req.Context(), t.hooks()))
	start := time.Now()
	resp, err := rt.RoundTrip(req)
	returned := time.Now()
	if err != nil {
		out.Total = returned.Sub(start)
		out.Phases, _ = t.phases(start, returned, returned)
		out.Error = reason(err)
		return nil, out, err
	}
	n, cut, err := drain(resp.Body, buf)
	end := time.Now()
	_ = resp.Body.Close()

	out.Total = end.Sub(start)
	out.Phases, out.FirstByte = t.phases(start, returned, end)
	out.Early, out.Reused, out.Remote, out.Resent = t.early, t.reused, t.remote, max(0, t.conns-1)
	out.WireBytes = n
	headOf(&out, resp)
	if err != nil {
		out.Error = "the answer broke off after " + strconv.FormatInt(n, 10) + " bytes: " + reason(err)
		return nil, out, err
	}
	a := &answers.Answer{Status: resp.StatusCode, URL: req.URL.String(), Header: resp.Header, Cookies: resp.Cookies(), Truncated: cut}
	if resp.TLS != nil && len(resp.TLS.PeerCertificates) > 0 {
		a.Certificate = resp.TLS.PeerCertificates[0]
	}
	if !understood(out.Encoding) && n > 0 {
		a.Opaque, a.Truncated = words.Printable(out.Encoding), true
		return a, out, nil
	}
	body, more, err := inflate(strings.ToLower(out.Encoding), buf.body)
	if err != nil && !cut {
		out.Error = fmt.Sprintf("the answer says Content-Encoding %s and is not: %v", out.Encoding, err)
		return nil, out, nil
	}
	a.Truncated = a.Truncated || more
	a.Body = append([]byte(nil), body...)
	out.BodyBytes = int64(len(a.Body))
	if a.Truncated {
		out.BodyBytes = n
	}
	if len(a.Body) > 0 {
		h := sha256.Sum256(a.Body)
		out.BodyHash = hex.EncodeToString(h[:8])
	}
	return a, out, nil
}

// headOf takes from an answer's head what a sample keeps of it.
func headOf(s *journeys.StepSample, resp *http.Response) {
	s.Status, s.Proto = resp.StatusCode, resp.Proto
	s.Encoding = resp.Header.Get("Content-Encoding")
	if resp.TLS != nil {
		s.TLS = tls.VersionName(resp.TLS.Version)
	}
	s.Server = serverTiming(resp.Header.Values("Server-Timing"))
	s.Age, s.Via = resp.Header.Get("Age"), resp.Header.Get("Via")
	s.Cache = cacheHeader(resp.Header)
}

// drain reads all of r, so that the connection can be used again, and keeps the first MaxBody bytes.
func drain(r io.Reader, buf *buffers) (n int64, cut bool, err error) {
	if buf.body == nil {
		buf.body = make([]byte, 0, 64<<10)
	}
	buf.body = buf.body[:0]
	for len(buf.body) < journeys.MaxBody {
		if len(buf.body) == cap(buf.body) {
			buf.body = append(buf.body, 0)[:len(buf.body)]
		}
		k, err := r.Read(buf.body[len(buf.body):min(cap(buf.body), journeys.MaxBody)])
		buf.body = buf.body[:len(buf.body)+k]
		n += int64(k)
		if errors.Is(err, io.EOF) {
			return n, false, nil
		}
		if err != nil {
			return n, false, err
		}
	}
	if buf.skip == nil {
		buf.skip = make([]byte, 64<<10)
	}
	for {
		k, err := r.Read(buf.skip)
		n += int64(k)
		cut = cut || k > 0
		if errors.Is(err, io.EOF) {
			return n, cut, nil
		}
		if err != nil {
			return n, cut, err
		}
	}
}

// reason says what happened without the URL that Go puts in front.
func reason(err error) string {
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return "timed out"
	case errors.Is(err, context.Canceled):
		return "cancelled"
	}
	return err.Error()
}

func cacheHeader(h http.Header) string {
	for _, k := range []string{"X-Cache", "Cf-Cache-Status", "X-Cache-Status", "X-Vercel-Cache", "X-Varnish-Cache", "Cache-Status"} {
		if v := h.Get(k); v != "" {
			return v
		}
	}
	return ""
}

// serverTiming reads what a server says of itself: `db;dur=53.2;desc="query", app;dur=47`.
func serverTiming(values []string) []journeys.Timing {
	var out []journeys.Timing
	for _, v := range values {
		for _, m := range strings.Split(v, ",") {
			parts := strings.Split(m, ";")
			t := journeys.Timing{Name: strings.TrimSpace(parts[0])}
			for _, p := range parts[1:] {
				k, x, _ := strings.Cut(strings.TrimSpace(p), "=")
				x = strings.Trim(strings.TrimSpace(x), `"`)
				switch strings.ToLower(k) {
				case "dur":
					if ms, err := strconv.ParseFloat(x, 64); err == nil && ms >= 0 && ms < 1e9 {
						t.Took = time.Duration(ms * float64(time.Millisecond))
					}
				case "desc":
					t.Desc = x
				}
			}
			if t.Name != "" && len(out) < 32 {
				out = append(out, t)
			}
		}
	}
	return out
}

// understood reports whether a content encoding is one that is asked for, or none.
func understood(encoding string) bool {
	switch strings.ToLower(encoding) {
	case "", "gzip", "x-gzip", "identity":
		return true
	}
	return false
}

// inflate undoes the content encoding we asked for, bounded so that a small answer cannot grow without end.
func inflate(encoding string, b []byte) ([]byte, bool, error) {
	if encoding != "gzip" && encoding != "x-gzip" || len(b) == 0 { // to HEAD, or a 304: the header stands there without a body
		return b, false, nil
	}
	r, err := gzip.NewReader(bytes.NewReader(b))
	if err != nil {
		return nil, false, err
	}
	out, err := io.ReadAll(io.LimitReader(r, journeys.MaxBody+1))
	if len(out) > journeys.MaxBody {
		return out[:journeys.MaxBody], true, nil
	}
	return out, false, err
}
