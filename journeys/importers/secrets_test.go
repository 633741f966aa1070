package importers_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/envparity/envparity/journeys"
	"github.com/envparity/envparity/journeys/importers"
	"github.com/envparity/envparity/journeys/importers/gor"
	"github.com/envparity/envparity/journeys/importers/har"
	"github.com/envparity/envparity/journeys/importers/hurl"
	"github.com/envparity/envparity/journeys/importers/k6"
)

// planted lists requests with made-up secrets, which give access to nothing.
type planted struct {
	secrets []string
	reqs    []request
}

type request struct {
	method, path string
	headers      [][2]string
	media, body  string
}

func (p *planted) secret(lead string) string {
	s := fmt.Sprintf("%sQ%dxZkWv%dRtYp", lead, len(p.secrets)+7, 1000+37*len(p.secrets))
	p.secrets = append(p.secrets, s)
	return s
}

func (p *planted) as(s string) string { p.secrets = append(p.secrets, s); return s }

func plant() *planted {
	p := &planted{}
	headers := [][2]string{
		{"Authorization", "Bearer " + p.secret("")},
		{"Cookie", "sid=" + p.secret("") + "; remember_me=" + p.secret("")},
		{"Proxy-Authorization", "Basic " + p.secret("")},
	}
	for _, h := range []string{"X-Api-Key", "X-Csrf-Token", "X-Auth-Token", "X-Amz-Security-Token", "X-Session-Id", "X-Access-Token", "X-Client-Secret", "X-Signature"} {
		name := h
		if h == "X-Signature" {
			name = "Signature"
		}
		headers = append(headers, [2]string{name, p.secret("")})
	}
	q := url.Values{"ref": {p.as("AKIAQZ7XWV5RTYP3KLMN")}, "who": {p.as("jane.doe@corp.example")}, "pay": {p.as("4111 1111 1111 1111")}, "v": {p.as("ghp_" + strings.Repeat("Zq9", 12))}}
	for _, n := range []string{"token", "api_key", "password", "signature", "access_token", "secret", "sessionid", "otp", "auth", "refreshToken"} {
		q.Set(n, p.secret(""))
	}
	body := map[string]any{
		"user": p.as("john.smith@corp.example"), "note": "ok", "url": p.as("https://admin:pw77Qx@db.example/"), "slack": p.as("xoxb-QZxZkWvRtYp12"),
		"stripe": p.as("sk_live_QZxZkWvRtYp34"), "gitlab": p.as("glpat-QZxZkWvRtYp56"), "jwt": p.as("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJRWiJ9.QZxZkWvRtYp78"),
		"card": map[string]any{"number": p.as("5500005555555559"), "cvv": p.secret("9")}, "pin": p.secret("73"), "iban": p.as("DE89370400440532013000"),
		"list": []any{map[string]any{"apiKey": p.secret(""), "private_key": p.as("-----BEGIN RSA PRIVATE KEY-----")}},
	}
	for _, n := range []string{"password", "clientSecret", "refresh_token", "passphrase", "credential"} {
		body[n] = p.secret("")
	}
	form := url.Values{"username": {p.as("mary@corp.example")}}
	for _, n := range []string{"passwd", "csrf_token", "j_password", "access_key", "pwd"} {
		form.Set(n, p.secret(""))
	}
	js, _ := json.Marshal(body)
	p.reqs = []request{
		{"GET", "/api/start", nil, "", ""},
		{"POST", "/api/login", headers, "application/json", string(js)},
		{"GET", "/api/items?" + q.Encode(), headers, "", ""},
		{"POST", "/api/form", headers, "application/x-www-form-urlencoded", form.Encode()},
		{"GET", "/api/u/" + url.PathEscape(p.as("bob@corp.example")) + "/" + p.as("ghp_"+strings.Repeat("Wv8", 12)), headers, "", ""},
	}
	return p
}

// check fails for every secret in out, as it is or encoded.
func (p *planted) check(t *testing.T, out string) {
	t.Helper()
	if len(p.secrets) < 50 {
		t.Fatalf("only %d secrets were planted", len(p.secrets))
	}
	for _, s := range p.secrets {
		for _, form := range []string{s, url.QueryEscape(s), url.PathEscape(s)} {
			if i := strings.Index(out, form); i >= 0 {
				t.Errorf("%q survived: …%s…", form, out[max(0, i-80):min(len(out), i+20)])
				break
			}
		}
	}
}

func (r *request) raw() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s HTTP/1.1\r\nHost: shop.example\r\n", r.method, r.path)
	for _, h := range r.all() {
		fmt.Fprintf(&b, "%s: %s\r\n", h[0], h[1])
	}
	fmt.Fprintf(&b, "Content-Length: %d\r\n\r\n%s", len(r.body), r.body)
	return b.String()
}

func (r *request) all() [][2]string {
	if r.media == "" {
		return r.headers
	}
	return append([][2]string{{"Content-Type", r.media}}, r.headers...)
}

func written(t *testing.T, js []journeys.Journey, notes []string) string {
	t.Helper()
	var b bytes.Buffer
	for i := range js {
		if err := importers.WriteHCL(&b, &js[i], notes); err != nil {
			t.Fatal(err)
		}
	}
	for _, want := range []string{"/api/login", "/api/form", "/api/items"} {
		if !strings.Contains(b.String(), want) {
			t.Fatalf("nothing was imported:\n%s", b.String())
		}
	}
	return b.String()
}

func TestNoneOfFiftySecretsSurvivesAnImport(t *testing.T) {
	p := plant()
	answer := fmt.Sprintf(`{"token":%q,"user":{"id":"user-778899"}}`, p.secret("answered"))
	t.Run("har", func(t *testing.T) {
		var es []any
		for i, r := range p.reqs {
			var hs []any
			for _, h := range r.all() {
				hs = append(hs, map[string]any{"name": h[0], "value": h[1]})
			}
			req := map[string]any{"method": r.method, "url": "https://shop.example" + r.path, "headers": hs, "cookies": hs}
			if r.body != "" {
				req["postData"] = map[string]any{"mimeType": r.media, "text": r.body}
			}
			es = append(es, map[string]any{"startedDateTime": fmt.Sprintf("2026-11-20T10:00:%02dZ", i), "_resourceType": "fetch", "request": req, "response": map[string]any{"status": 200, "headers": []any{map[string]any{"name": "set-cookie", "value": "sid=" + p.secrets[1]}}, "content": map[string]any{"text": answer}}})
		}
		src, _ := json.Marshal(map[string]any{"log": map[string]any{"version": "1.2", "entries": es}})
		xs, notes, err := har.Read(bytes.NewReader(src))
		if err != nil {
			t.Fatal(err)
		}
		j, more := importers.Draft(xs, importers.Options{Name: "h"})
		p.check(t, written(t, []journeys.Journey{j}, append(notes, more...)))
	})
	t.Run("gor", func(t *testing.T) {
		const monkeys = "\n\U0001F435\U0001F648\U0001F649\n"
		var b strings.Builder
		for i := range p.reqs {
			fmt.Fprintf(&b, "1 %016x%08x %d 0\n%s%s", 5, i, 1_700_000_000_000_000_000+int64(i)*1e9, p.reqs[i].raw(), monkeys)
			fmt.Fprintf(&b, "2 %016x%08x %d 0\nHTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s%s", 5, i, 1_700_000_000_005_000_000+int64(i)*1e9, len(answer), answer, monkeys)
		}
		js, notes, err := gor.Drafts(strings.NewReader(b.String()), importers.Options{Name: "g"}, 3)
		if err != nil {
			t.Fatal(err)
		}
		p.check(t, written(t, js, notes))
		for i := range p.reqs {
			p.check(t, gor.Template("http://shop.example"+p.reqs[i].path))
		}
	})
	t.Run("hurl", func(t *testing.T) {
		var b strings.Builder
		for _, r := range p.reqs {
			fmt.Fprintf(&b, "%s {{base}}%s\n", r.method, r.path)
			for _, h := range r.all() {
				fmt.Fprintf(&b, "%s: %s\n", h[0], h[1])
			}
			if strings.Contains(r.media, "json") {
				b.WriteString(r.body + "\n")
			} else if r.body != "" {
				b.WriteString("`" + r.body + "`\n")
			}
			fmt.Fprintf(&b, "HTTP 200\n[Asserts]\njsonpath \"$.token\" == %q\nbody contains %q\n\n", p.secrets[0], "xoxb-QZxZkWvRtYp12")
		}
		steps, err := hurl.Parse("h.hurl", []byte(b.String()))
		if err != nil {
			t.Fatal(err)
		}
		j := journeys.Journey{Name: "h", Steps: steps}
		notes := importers.Clean(&j)
		out := written(t, []journeys.Journey{j}, notes)
		p.check(t, out)
		if !strings.Contains(out, `"Bearer ${secret("JOURNEY_AUTHORIZATION")}"`) || !strings.Contains(out, `sid=${secret("JOURNEY_SID")}; remember_me=`) {
			t.Errorf("what was taken out is not referred to:\n%s", out)
		}
	})
	t.Run("k6", func(t *testing.T) {
		var b strings.Builder
		for _, r := range p.reqs {
			tags, _ := json.Marshal(map[string]string{"method": r.method, "name": "https://shop.example" + r.path, "url": "https://shop.example" + r.path, "status": "200", "group": "::shop"})
			fmt.Fprintf(&b, `{"type":"Point","metric":"http_req_duration","data":{"time":"2026-11-20T10:00:00Z","value":12,"tags":%s}}`+"\n", tags)
		}
		r, err := k6.Read(strings.NewReader(b.String()), "prod")
		if err != nil {
			t.Fatal(err)
		}
		out, _ := json.Marshal(r.Run)
		if !strings.Contains(string(out), "/api/items") {
			t.Fatalf("nothing was imported: %s", out)
		}
		p.check(t, string(out))
	})
}
