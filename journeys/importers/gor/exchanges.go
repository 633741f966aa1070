package gor

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/envparity/envparity/journeys/importers"
)

// limits of what is under way at once.
const (
	maxPending = 4096            // requests waiting for their answer
	maxWait    = 2 * time.Minute // after which no answer comes any more, in the capture's own time
	maxKept    = 256 << 20       // bytes of waiting requests
)

// Stats say what became of a capture.
type Stats struct {
	Requests, Answered, Skipped, Unparsed int
	Unfinished                            bool
}

// Exchanges calls fn for each request of the capture, joined with its answer by ID, in about the order of the capture. It
// stops at fn's error. Memory is bounded whatever the size: a request whose answer does not come in time is handed on
// without.
func Exchanges(r io.Reader, fn func(importers.Exchange) error) (Stats, error) {
	rd := NewReader(r)
	j := &joiner{fn: fn, byID: map[string]*waiting{}}
	for {
		rec, err := rd.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return j.stats, fmt.Errorf("read the capture: %w", err)
		}
		if err := j.add(rec); err != nil {
			return j.stats, err
		}
	}
	err := j.flush(time.Time{}, true)
	j.stats.Skipped, j.stats.Unfinished = rd.Skipped(), rd.Unfinished()
	return j.stats, err
}

type waiting struct {
	x    importers.Exchange
	id   string
	req  *http.Request
	done bool
	size int
}

// joiner keeps requests in the order they came until they are answered.
type joiner struct {
	fn    func(importers.Exchange) error
	queue []*waiting
	byID  map[string]*waiting
	kept  int
	stats Stats
}

func (j *joiner) add(rec *Record) error {
	switch rec.Kind {
	case Request:
		x, req, ok := request(rec)
		if !ok {
			j.stats.Unparsed++
			return nil
		}
		j.stats.Requests++
		w := &waiting{x: x, id: rec.ID, req: req, size: len(rec.Payload)}
		j.queue = append(j.queue, w)
		j.byID[rec.ID] = w
		j.kept += w.size
	case Response, Replayed:
		w := j.byID[rec.ID]
		if w == nil || w.done && rec.Kind == Replayed {
			return nil // an answer to a request before the capture began, or a replayed one beside the original
		}
		if !w.done {
			j.stats.Answered++
		}
		w.answer(rec)
	}
	return j.flush(rec.At, false)
}

// flush hands on what is answered or has waited too long.
func (j *joiner) flush(now time.Time, all bool) error {
	for len(j.queue) > 0 {
		w := j.queue[0]
		if !all && !w.done && len(j.queue) < maxPending && j.kept < maxKept && now.Sub(w.x.At) < maxWait {
			return nil
		}
		j.queue = j.queue[1:]
		j.kept -= w.size
		if j.byID[w.id] == w {
			delete(j.byID, w.id)
		}
		if err := j.fn(w.x); err != nil {
			return err
		}
	}
	j.queue = nil // lets go of the array behind it
	return nil
}

// request parses a captured request. A body that was cut is kept as far as it goes.
func request(rec *Record) (importers.Exchange, *http.Request, bool) {
	req, err := http.ReadRequest(bufio.NewReader(bytes.NewReader(rec.Payload)))
	if err != nil || req.Host == "" && req.URL.Host == "" {
		return importers.Exchange{}, nil, false
	}
	body, _ := io.ReadAll(io.LimitReader(req.Body, importers.MaxBody))
	u := *req.URL
	u.Scheme = "http" // TLS is never in a capture; what was before the capture is not known
	if u.Host == "" {
		u.Host = req.Host
	}
	u.User, u.Fragment = nil, ""
	return importers.Exchange{
		At: rec.At, Method: strings.ToUpper(req.Method), URL: u.String(), Header: req.Header, Body: body, Session: session(rec.ID, req.Header),
	}, req, true
}

// session is the connection where the ID tells it (its first 16 digits), else a hash of what identifies the user.
func session(id string, h http.Header) string {
	if len(id) == 24 {
		return id[:16]
	}
	sum := sha256.Sum256([]byte(h.Get("Cookie") + "\n" + h.Get("Authorization")))
	return hex.EncodeToString(sum[:8])
}

func (w *waiting) answer(rec *Record) {
	w.done = true
	if rec.Kind == Replayed {
		w.x.Took = rec.Took
	} else if d := rec.At.Sub(w.x.At) + rec.Took; d > 0 { // from the request's start to the answer's end
		w.x.Took = d
	}
	resp, err := http.ReadResponse(bufio.NewReader(bytes.NewReader(rec.Payload)), w.req)
	if err != nil {
		return
	}
	defer func() { _ = resp.Body.Close() }() // read from memory
	w.x.Status, w.x.RespHeader = resp.StatusCode, resp.Header
	var body io.Reader = resp.Body
	if resp.Header.Get("Content-Encoding") == "gzip" {
		z, err := gzip.NewReader(body)
		if err != nil {
			return
		}
		body = z
	}
	w.x.RespBody, _ = io.ReadAll(io.LimitReader(body, importers.MaxBody))
}
