// Package har reads HAR 1.2 files, with the habits of Chrome's export: floats everywhere, both text and params in a
// body, pseudo headers, entries that never left the browser, cookies and Authorization left out.
//
// It reads entry by entry, so that a file that was cut off yields what it still has. Browser timings are not comparable with
// ours and are dropped.
package har

import (
	"bufio"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sort"
	"strings"
	"time"

	"github.com/envparity/envparity/journeys/importers"
	"github.com/envparity/envparity/names"
)

type entry struct {
	StartedDateTime string   `json:"startedDateTime"`
	Time            float64  `json:"time"`
	Request         request  `json:"request"`
	Response        response `json:"response"`
	FromCache       string   `json:"_fromCache"`
	ServiceWorker   bool     `json:"_fetchedViaServiceWorker"`
	ResourceType    string   `json:"_resourceType"`
}

type request struct {
	Method   string `json:"method"`
	URL      string `json:"url"`
	Headers  []pair `json:"headers"`
	PostData *struct {
		MimeType string `json:"mimeType"`
		Text     string `json:"text"`
		Params   []struct {
			Name     string `json:"name"`
			Value    string `json:"value"`
			FileName string `json:"fileName"`
		} `json:"params"`
	} `json:"postData"`
}

type response struct {
	Status  float64 `json:"status"`
	Headers []pair  `json:"headers"`
	Content struct {
		MimeType string `json:"mimeType"`
		Text     string `json:"text"`
		Encoding string `json:"encoding"`
	} `json:"content"`
	RedirectURL string `json:"redirectURL"`
}

type pair struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// maxEntries bounds what is kept; a journey of more requests is none.
const maxEntries = 20_000

// Read returns the exchanges in the order they were sent, and what a person should know of the file. The error is for a file
// that is no HAR at all; one that is cut off yields its whole entries and a note.
func Read(r io.Reader) ([]importers.Exchange, []string, error) {
	br := bufio.NewReader(r)
	if b, err := br.Peek(3); err == nil && string(b) == "\xef\xbb\xbf" {
		_, _ = br.Discard(3)
	}
	d := json.NewDecoder(br)
	out, notes, err := entries(d)
	switch {
	case err != nil && len(out) == 0:
		return nil, notes, fmt.Errorf("not a HAR file: %w", err)
	case err != nil:
		notes = append(notes, fmt.Sprintf("the file breaks off after %s: %v", names.Count(len(out), "request"), err))
	}
	sort.SliceStable(out, func(a, b int) bool { return out[a].At.Before(out[b].At) })
	return out, notes, nil
}

// entries walks to log.entries and decodes one entry at a time.
func entries(d *json.Decoder) (out []importers.Exchange, notes []string, err error) {
	if err := open(d, '{'); err != nil {
		return nil, nil, err
	}
	seenLog, seenEntries, skipped := false, false, 0
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return out, notes, err
		}
		if key != "log" {
			if err := skip(d); err != nil {
				return out, notes, err
			}
			continue
		}
		seenLog = true
		if err := open(d, '{'); err != nil {
			return out, notes, err
		}
		for d.More() {
			key, err := d.Token()
			if err != nil {
				return out, notes, err
			}
			switch key {
			case "version":
				var v string
				if err := d.Decode(&v); err != nil {
					return out, notes, err
				}
				if v != "" && !strings.HasPrefix(v, "1.") {
					return out, notes, fmt.Errorf("HAR version %q is not understood, 1.x is", v)
				}
			case "entries":
				seenEntries = true
				if err := open(d, '['); err != nil {
					return out, notes, err
				}
				for d.More() {
					var e entry
					if err := d.Decode(&e); err != nil {
						var wrong *json.UnmarshalTypeError
						if errors.As(err, &wrong) { // one odd entry does not take the others down
							skipped++
							continue
						}
						return out, notes, err
					}
					if x, ok := convert(&e); ok && len(out) < maxEntries {
						out = append(out, x)
					} else {
						skipped++
					}
				}
				if _, err := d.Token(); err != nil {
					return out, notes, err
				}
			default:
				if err := skip(d); err != nil {
					return out, notes, err
				}
			}
		}
		if _, err := d.Token(); err != nil {
			return out, notes, err
		}
	}
	if skipped > 0 {
		notes = append(notes, names.Count(skipped, "request")+" never reached a server (cache, service worker, blocked, web socket) or cannot be read")
	}
	if _, err := d.Token(); err != nil {
		return out, notes, err
	}
	if !seenLog || !seenEntries {
		return out, notes, errors.New("it has no log.entries")
	}
	return out, notes, nil
}

func open(d *json.Decoder, want json.Delim) error {
	t, err := d.Token()
	if err != nil {
		return err
	}
	if t != want {
		return fmt.Errorf("found %v where %v was expected", t, want)
	}
	return nil
}

func skip(d *json.Decoder) error {
	var raw json.RawMessage
	return d.Decode(&raw)
}

func convert(e *entry) (importers.Exchange, bool) {
	if e.FromCache != "" || e.ServiceWorker || e.Response.Status < 100 || e.Response.Status > 599 {
		return importers.Exchange{}, false
	}
	if !strings.HasPrefix(e.Request.URL, "http://") && !strings.HasPrefix(e.Request.URL, "https://") {
		return importers.Exchange{}, false
	}
	at, _ := time.Parse(time.RFC3339Nano, e.StartedDateTime) // without it the file's own order holds
	x := importers.Exchange{
		At: at, Took: time.Duration(e.Time * float64(time.Millisecond)), Method: strings.ToUpper(e.Request.Method), URL: e.Request.URL, Header: headers(e.Request.Headers),
		Status: int(e.Response.Status), RespHeader: headers(e.Response.Headers), Kind: e.ResourceType,
	}
	if p := e.Request.PostData; p != nil {
		if x.Header.Get("Content-Type") == "" && p.MimeType != "" {
			x.Header.Set("Content-Type", p.MimeType)
		}
		x.Body = []byte(p.Text) // Chrome writes both: the text is what was sent
		for _, f := range p.Params {
			x.Form = append(x.Form, importers.Field{Name: f.Name, Value: f.Value})
		}
	}
	if x.RespHeader.Get("Location") == "" && e.Response.RedirectURL != "" {
		x.RespHeader.Set("Location", e.Response.RedirectURL)
	}
	text := []byte(e.Response.Content.Text)
	if e.Response.Content.Encoding == "base64" {
		if b, err := base64.StdEncoding.DecodeString(e.Response.Content.Text); err == nil {
			text = b
		}
	}
	x.RespBody = text[:min(len(text), importers.MaxBody)]
	return x, true
}

// headers leaves out the pseudo headers of HTTP/2.
func headers(list []pair) http.Header {
	h := http.Header{}
	for _, p := range list {
		if p.Name != "" && p.Name[0] != ':' {
			h.Add(p.Name, p.Value)
		}
	}
	return h
}
