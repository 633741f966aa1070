package hurl

import (
	"bytes"
	"reflect"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/envparity/envparity/journeys"
	"github.com/envparity/envparity/journeys/importers"
)

const checkout = `# the whole way
POST {{base}}/api/login
Accept: application/json
{ "user": "demo", "password": "{{password}}" }

HTTP 200
Content-Type: application/json
[Captures]
token: jsonpath "$.token" redact
first: jsonpath "$.items[0]['id']"
[Asserts]
jsonpath "$.user.name" == "demo"
duration < 2000

GET {{base}}/api/search # a comment
Authorization: Bearer {{token}}
[Query]
q: shoe
[Options]
location: true
HTTP 200
[Asserts]
header "Content-Type" contains "json"
jsonpath "$.hits" exists

DELETE {{base}}/api/cart/{{first}}
[BasicAuth]
bob: {{pw}}
HTTP/2 204
`

func TestTheStatedPartIsRead(t *testing.T) {
	steps, err := Parse("checkout.hurl", []byte(checkout))
	if err != nil {
		t.Fatal(err)
	}
	if len(steps) != 3 {
		t.Fatalf("%d steps", len(steps))
	}
	login, search, del := steps[0], steps[1], steps[2]
	if login.Method != "POST" || login.URL.String() != "/api/login" || !login.HasJSON || login.Line != 2 {
		t.Errorf("login: %+v", login)
	}
	if pw := login.JSON.(map[string]any)["password"].(journeys.Text); pw.String() != "{{secret HURL_password}}" {
		t.Errorf("password: %s", pw)
	}
	if len(login.Capture) != 2 || !login.Capture[0].Secret || login.Capture[1].Path.String() != "items[0].id" {
		t.Errorf("captures: %+v", login.Capture)
	}
	if search.Headers[0].Value.String() != "Bearer {{token}}" || search.Redirects == 0 || search.Query[0].Name != "q" {
		t.Errorf("search: %+v", search)
	}
	if del.URL.String() != "/api/cart/{{first}}" || del.Basic == nil || del.Expect.Status[0].From != 204 {
		t.Errorf("delete: %+v", del)
	}
}

func TestNothingIsLostOnTheWayToHCL(t *testing.T) {
	steps, err := Parse("checkout.hurl", []byte(checkout))
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := importers.WriteHCL(&b, &journeys.Journey{Name: "x", Steps: steps}, nil); err != nil {
		t.Fatal(err)
	}
	f, diags := hclsyntax.ParseConfig(b.Bytes(), "draft.hcl", hcl.InitialPos)
	if diags.HasErrors() {
		t.Fatalf("%v\n%s", diags, b.String())
	}
	j, diags := journeys.Decode("x", f.Body.(*hclsyntax.Body).Blocks[0].Body, nil)
	if diags.HasErrors() {
		t.Fatalf("%v\n%s", diags, b.String())
	}
	for i := range steps {
		want, got := steps[i], j.Steps[i]
		want.File, want.Line, got.File, got.Line = "", 0, "", 0
		sortCaptures(&want)
		if !reflect.DeepEqual(want, got) {
			t.Errorf("step %d\nwant %+v\ngot  %+v\n%s", i, want, got, b.String())
		}
	}
}

func sortCaptures(s *journeys.Step) {
	if len(s.Capture) == 2 && s.Capture[0].Name > s.Capture[1].Name {
		s.Capture[0], s.Capture[1] = s.Capture[1], s.Capture[0]
	}
}

func TestWhatIsNotUnderstoodIsAnErrorWithItsLine(t *testing.T) {
	for src, want := range map[string]string{
		"GET {{base}}/\n[Options]\nretry: 3\n":                           "x.hurl:3: option retry is refused",
		"GET {{base}}/\nHTTP 200\n[Asserts]\nxpath \"//a\" count == 3\n": `x.hurl:4: assert "xpath`,
		"GET {{base}}/\nHTTP 200\n[Captures]\na: jsonpath \"$..b\"\n":    "x.hurl:4: only plain paths",
		"GET {{base}}/\nfile,data.bin;\n":                                "x.hurl:2: this kind of body",
		"hello\n":                                                        "x.hurl:1: expected a request",
		"":                                                               "x.hurl:1: no request",
		"GET {{base}}/\n{ \"a\": \n":                                     "x.hurl:2: the JSON body does not parse",
		"GET {{base}}/\nHTTP 200\n{\"a\": 1}\n":                          "x.hurl:3:",
		"GET {{base}}/\nHTTP 200\n[Asserts]\nheader \"A\" matches /x/\n":      "x.hurl:4: assert",
		"GET {{base}}/\n[Options]\ninsecure: true\n":                          "x.hurl:3: option insecure is refused",
		"GET {{base}}/\nHTTP 200\n[Captures]\na: jsonpath \"$.b\" nth 3\n":    "x.hurl:4: filter",
		"GET {{base}}/\nHTTP 200\n[Asserts]\njsonpath \"$.a\" count == 3\n\n": "x.hurl:4: assert",
	} {
		_, err := Parse("x.hurl", []byte(src))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", src, err, want)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(checkout))
	f.Add([]byte("GET {{base}}/\n```json\n{}\n```\nHTTP *\n"))
	f.Add([]byte("GET /\n`x`\n[Cookies]\na: b\n[Multipart]\nf: file,a;\n"))
	f.Add([]byte("POST http://x\n[\n"))
	f.Fuzz(func(t *testing.T, src []byte) {
		steps, err := Parse("f.hurl", src)
		if err == nil && len(steps) == 0 {
			t.Fatal("neither steps nor an error")
		}
	})
}
