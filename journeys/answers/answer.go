// Package answers learns what the answers to a step have in common in one environment, finds the names of other environments in them, and compares
// the environments. It keeps no body, and sensitive values as keyed fingerprints alone.
package answers

import (
	"bytes"
	"crypto/x509"
	"encoding/json"
	"errors"
	"io"
	"net/http"
)

// Answer is one response, read to its end.
type Answer struct {
	Status    int
	URL       string
	Header    http.Header
	Cookies   []*http.Cookie
	Body      []byte // decoded
	Truncated bool   // longer than MaxBody
	Opaque    string // a content encoding that is not understood: the body was counted and not looked at
	// Certificate is that of the server, nil without TLS.
	Certificate *x509.Certificate
	doc         any
	docErr      error
	parsed      bool
}

// Headers returns those of the answer, none where there was no answer.
func (a *Answer) Headers() http.Header {
	if a == nil {
		return nil
	}
	return a.Header
}

// JSON decodes the body once, numbers kept as written.
func (a *Answer) JSON() (any, error) {
	if a.parsed {
		return a.doc, a.docErr
	}
	a.parsed = true
	a.doc, a.docErr = decodeJSON(a.Body)
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
