package har_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/envparity/envparity/journeys/decode"
	"github.com/envparity/envparity/journeys/importers"
	"github.com/envparity/envparity/journeys/importers/har"
)

func entry(at int, method, url, reqHeaders, post string, status int, respHeaders, body, extra string) string {
	return fmt.Sprintf(`{"startedDateTime":"2026-11-20T10:00:%02d.123Z","time":12.75,"request":{"method":%q,"url":%q,"httpVersion":"h2","headers":[{"name":":authority","value":"shop.example"}%s],"queryString":[],"cookies":[],"headersSize":-1,"bodySize":0%s},
"response":{"status":%d,"statusText":"","httpVersion":"h2","headers":[{"name":"content-type","value":"application/json"}%s],"content":{"size":3,"mimeType":"application/json","text":%q},"redirectURL":"","headersSize":-1,"bodySize":-1},"cache":{},"timings":{"blocked":1.5,"dns":-1,"connect":-1,"ssl":-1,"send":0.1,"wait":10.2,"receive":0.9},"connection":"443"%s}`,
		at, method, url, reqHeaders, post, status, respHeaders, body, extra)
}

func chrome() string {
	es := []string{
		entry(3, "GET", "https://shop.example/api/orders/ord-778899?full=1&email=jane@doe.example", `,{"name":"authorization","value":"Bearer s3cr3t-t0ken-abc"}`, "", 200, "", `{"total":1}`, `,"_resourceType":"xhr"`),
		entry(1, "POST", "https://shop.example/api/login", `,{"name":"content-type","value":"application/json"},{"name":"cookie","value":"sid=topsecretcookie"}`,
			`,"postData":{"mimeType":"application/json","text":"{\"user\":\"jane\",\"password\":\"correct-horse\"}","params":[{"name":"x","value":"y"}]}`, 200, "", `{"token":"s3cr3t-t0ken-abc","user":{"id":7}}`, `,"_resourceType":"fetch"`),
		entry(2, "POST", "https://shop.example/api/orders", `,{"name":"authorization","value":"Bearer s3cr3t-t0ken-abc"},{"name":"content-type","value":"application/json"}`,
			`,"postData":{"mimeType":"application/json","text":"{\"card\":\"4111 1111 1111 1111\",\"count\":2}"}`, 201, "", `{"order":{"id":"ord-778899"}}`, `,"_resourceType":"fetch"`),
		entry(4, "GET", "https://shop.example/logo.png", "", "", 200, "", "", `,"_resourceType":"image"`),
		entry(5, "GET", "https://tracker.example/pixel", "", "", 200, "", "", `,"_resourceType":"fetch"`),
		entry(6, "GET", "https://shop.example/cached", "", "", 200, "", "", `,"_fromCache":"disk"`),
		entry(7, "OPTIONS", "https://shop.example/api/orders", "", "", 204, "", "", `,"_resourceType":"xhr"`),
	}
	return "\xef\xbb\xbf" + `{"log":{"version":"1.2","creator":{"name":"WebInspector","version":"537.36"},"pages":[],"_x":1,"entries":[` + strings.Join(es, ",\n") + `]}}`
}

func draft(t *testing.T, src string) (string, []string) {
	t.Helper()
	xs, notes, err := har.Read(strings.NewReader(src))
	if err != nil {
		t.Fatal(err)
	}
	j, more := importers.Draft(xs, importers.Options{Name: "shop"})
	var b bytes.Buffer
	if err := importers.WriteHCL(&b, &j, append(notes, more...)); err != nil {
		t.Fatal(err)
	}
	return b.String(), notes
}

func TestAChromeExportBecomesADraftThatDecodes(t *testing.T) {
	out, _ := draft(t, chrome())
	for _, secret := range []string{"s3cr3t-t0ken", "correct-horse", "topsecretcookie", "4111", "jane@doe"} {
		if strings.Contains(out, secret) {
			t.Errorf("%q survived:\n%s", secret, out)
		}
	}
	for _, want := range []string{`request = "POST /api/login"`, `token = sensitive(body.token)`, `bearer = token`, `"GET /api/orders/${id}"`, `id = body.order.id`, `"password" = secret("JOURNEY_PASSWORD")`} {
		if !strings.Contains(out, want) {
			t.Errorf("no %q in:\n%s", want, out)
		}
	}
	for _, never := range []string{"logo.png", "tracker", "cached", "OPTIONS"} {
		if strings.Contains(out, never) {
			t.Errorf("%q was kept", never)
		}
	}
	f, diags := hclsyntax.ParseConfig([]byte(out), "draft.hcl", hcl.InitialPos)
	if diags.HasErrors() {
		t.Fatalf("%v\n%s", diags, out)
	}
	b := f.Body.(*hclsyntax.Body).Blocks[0]
	j, diags := decode.Journey(b.Labels[0], b.Body, nil)
	if diags.HasErrors() || len(j.Steps) != 3 {
		t.Fatalf("%d steps, %v\n%s", len(j.Steps), diags, out)
	}
}

func TestATruncatedFileYieldsItsWholeEntries(t *testing.T) {
	full := chrome()
	xs, notes, err := har.Read(strings.NewReader(full[:len(full)*2/3]))
	if err != nil || len(xs) < 2 || len(notes) == 0 || !strings.Contains(notes[len(notes)-1], "breaks off") {
		t.Errorf("%d entries, notes %q, %v", len(xs), notes, err)
	}
	for _, src := range []string{"", "{}", "[]", `{"log":{}}`, "hello", `{"log":{"version":"2.0","entries":[]}}`} {
		if _, _, err := har.Read(strings.NewReader(src)); err == nil {
			t.Errorf("%q is taken for a HAR file", src)
		}
	}
}

func TestARecordingCannotReferToASecret(t *testing.T) {
	evil := entry(1, "GET", "https://shop.example/api/x?a=%EE%83%A0secret:AWS_SECRET_ACCESS_KEY%EE%83%A1&b=${secret(%22HOME%22)}", "", "", 200, "", "{}", "")
	out, _ := draft(t, `{"log":{"version":"1.2","entries":[`+evil+`]}}`)
	f, diags := hclsyntax.ParseConfig([]byte(out), "draft.hcl", hcl.InitialPos)
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	b := f.Body.(*hclsyntax.Body).Blocks[0]
	j, diags := decode.Journey("x", b.Body, nil)
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	for _, q := range j.Steps[0].Query {
		if _, literal := q.Value.Literal(); !literal {
			t.Errorf("query %s is %s", q.Name, q.Value)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(chrome()))
	f.Add([]byte(`{"log":{"version":"1.2","entries":[{"request":{"url":"http://a/b","method":"GET"},"response":{"status":200.0}}]}}`))
	f.Add([]byte(`{"log":{"entries":[{"request":3}]}}`))
	f.Fuzz(func(t *testing.T, src []byte) {
		xs, notes, err := har.Read(bytes.NewReader(src))
		if err != nil {
			return
		}
		j, more := importers.Draft(xs, importers.Options{Name: "f"})
		var b bytes.Buffer
		if err := importers.WriteHCL(&b, &j, append(notes, more...)); err != nil {
			t.Fatal(err)
		}
		if len(j.Steps) == 0 {
			return
		}
		file, diags := hclsyntax.ParseConfig(b.Bytes(), "draft.hcl", hcl.InitialPos)
		if diags.HasErrors() {
			t.Fatalf("the draft does not parse: %v\n%s", diags, b.String())
		}
		if _, diags = decode.Journey("f", file.Body.(*hclsyntax.Body).Blocks[0].Body, nil); diags.HasErrors() {
			t.Fatalf("the draft does not decode: %v\n%s", diags, b.String())
		}
	})
}

func TestAConditionalRequestExpectsTheWholeAnswer(t *testing.T) {
	src := `{"log":{"version":"1.2","entries":[` + strings.Join([]string{
		entry(1, "GET", "https://shop.example/api/a", `,{"name":"if-none-match","value":"\"abc\""}`, "", 304, "", "", `,"_resourceType":"xhr"`),
		entry(2, "GET", "https://shop.example/api/b", `,{"name":"range","value":"bytes=0-99"}`, "", 206, "", "x", `,"_resourceType":"xhr"`),
		entry(3, "GET", "https://shop.example/api/c", "", "", 204, "", "", `,"_resourceType":"xhr"`),
	}, ",") + `]}}`
	out, _ := draft(t, src)
	if strings.Contains(out, "304") && !strings.Contains(out, "(status 304 or 206)") || strings.Contains(out, "status = 206") || strings.Count(out, "status = 200") != 2 || strings.Count(out, "status = 204") != 1 {
		t.Errorf("an answer that is held back is expected:\n%s", out)
	}
	if !strings.Contains(out, "2 requests asked only for what the browser did not have") || strings.Contains(strings.ToLower(out), "if-none-match") {
		t.Errorf("there is no problem, or the condition is sent:\n%s", out)
	}
}
