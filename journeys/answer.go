package journeys

import (
	"bytes"
	"compress/gzip"
	"crypto/x509"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
)

// answer is one response, read to its end.
type answer struct {
	status  int
	url     string
	header  http.Header
	cookies []*http.Cookie
	body    []byte // decoded
	cut     bool   // longer than MaxBody
	opaque  string // a content encoding that is not understood: the body was counted and not looked at
	// certificate is that of the server, nil without TLS.
	certificate *x509.Certificate
	doc         any
	docErr      error
	parsed      bool
}

// headers returns those of the answer, none where there was no answer.
func (a *answer) headers() http.Header {
	if a == nil {
		return nil
	}
	return a.header
}

// json decodes the body once, numbers kept as written.
func (a *answer) json() (any, error) {
	if a.parsed {
		return a.doc, a.docErr
	}
	a.parsed = true
	a.doc, a.docErr = decodeJSON(a.body)
	return a.doc, a.docErr
}

func decodeJSON(b []byte) (any, error) {
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		return nil, err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("more than one JSON value")
	}
	return v, nil
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
	out, err := io.ReadAll(io.LimitReader(r, MaxBody+1))
	if len(out) > MaxBody {
		return out[:MaxBody], true, nil
	}
	return out, false, err
}
