package hurl

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/envparity/envparity/journeys"
	"github.com/envparity/envparity/journeys/decode"
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
jsonpath "$.items[*]" count > 2
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

func TestTheStepsOfAFileAreThoseOfTheJourney(t *testing.T) {
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
	got := again(t, steps)
	for i := range steps {
		want, got := steps[i], got[i]
		want.File, want.Line, got.File, got.Line = "", 0, "", 0
		sortCaptures(&want)
		if !reflect.DeepEqual(want, got) {
			t.Errorf("step %d\nwant %+v\ngot  %+v", i, want, got)
		}
	}
}

// again writes steps as HCL and reads them back.
func again(t *testing.T, steps []journeys.Step) []journeys.Step {
	t.Helper()
	var b bytes.Buffer
	if err := importers.WriteHCL(&b, &journeys.Journey{Name: "x", Steps: steps}, nil); err != nil {
		t.Fatal(err)
	}
	f, diags := hclsyntax.ParseConfig(b.Bytes(), "draft.hcl", hcl.InitialPos)
	if diags.HasErrors() {
		t.Fatalf("%v\n%s", diags, b.String())
	}
	j, diags := decode.Journey("x", f.Body.(*hclsyntax.Body).Blocks[0].Body, nil)
	if diags.HasErrors() {
		t.Fatalf("%v\n%s", diags, b.String())
	}
	return j.Steps
}

func sortCaptures(s *journeys.Step) {
	if len(s.Capture) == 2 && s.Capture[0].Name > s.Capture[1].Name {
		s.Capture[0], s.Capture[1] = s.Capture[1], s.Capture[0]
	}
}

// first returns the first step of the draft of a file that has no problem.
func first(t *testing.T, src string) journeys.Step {
	t.Helper()
	steps, err := Parse("x.hurl", []byte(src))
	if err != nil {
		t.Fatalf("%v\n%s", err, src)
	}
	return again(t, steps)[0]
}

func TestEveryChangeIsReported(t *testing.T) {
	asserted := func(s journeys.Step) string {
		var out []string
		for _, a := range s.Expect.Asserts {
			out = append(out, a.String())
		}
		return strings.Join(out, " | ")
	}
	for name, c := range map[string]struct {
		src  string
		got  func(journeys.Step) string
		want string
	}{
		"an escaped # of a header belongs to its value": {"GET /\nX-A: a \\# b\n", func(s journeys.Step) string { return s.Headers[0].Value.String() }, "a # b"},
		"a # begins a comment also without a space":     {"GET /\nX-A: a#b\n", func(s journeys.Step) string { return s.Headers[0].Value.String() }, "a"},
		"an escape in a query":                          {"GET /\n[Query]\nq: c\\#d\\u{e9}\n", func(s journeys.Step) string { return s.Query[0].Value.String() }, "c#dé"},
		"a colon in a key":                              {"GET /\n[Form]\na\\:b: c\n", func(s journeys.Step) string { return s.Form[0].Name }, "a:b"},
		"a variable holds for its own entry":            {"GET /x?v={{v}}\n[Options]\nvariable: v=1\n", func(s journeys.Step) string { return s.URL.String() }, "/x?v=1"},
		"a number of a variable stays one":              {"POST /\n[Options]\nvariable: v=1\n{\"a\": {{v}}}\n", func(s journeys.Step) string { return asJSON(s.JSON) }, `{"a":1}`},
		"equality of a header":                          {"GET /\nHTTP 200\n[Asserts]\nheader \"X-Mode\" == \"on\"\n", asserted, `header "X-Mode" == "on"`},
		"headers below the status are equal to one": {
			"GET /\nHTTP 200\nVary: a\nVary: b\n", asserted,
			`header "Vary" includes "a" | header "Vary" includes "b"`,
		},
		"the version of HTTP":       {"GET /\nHTTP/1.1 200\n", asserted, `version == "1.1"`},
		"a wildcard is no key":      {"GET /\nHTTP 200\n[Captures]\nw: jsonpath \"$.*\"\n", func(s journeys.Step) string { return s.Capture[0].String() }, `query("jsonpath \"$.*\"")`},
		"two asserts on one path":   {"GET /\nHTTP 200\n[Asserts]\njsonpath \"$.a\" exists\njsonpath \"$.a\" == 1\n", asserted, `jsonpath "$.a" == 1`},
		"a second part of a header": {"GET /\nHTTP 200\n[Asserts]\nheader \"A\" contains \"x\"\nheader \"A\" contains \"y\"\n", asserted, `header "A" contains "y"`},
		"the body of an answer":     {"GET /\nHTTP 200\n{\"a\": \"\\n\"}\n", asserted, `body == "{\"a\": \"\\n\"}"`},
		"bytes of an answer":        {"GET /\nHTTP 200\nhex,ff 00;\n", asserted, `bytes == hex,ff00;`},
		"an assert about a capture of the same step": {
			"GET /\nHTTP 200\n[Asserts]\nvariable \"n\" > 3\njsonpath \"$.b\" == {{n}}\n[Captures]\nn: jsonpath \"$.a\" count\n", asserted,
			`variable "n" > 3 | jsonpath "$.b" == {{n}}`,
		},
		"a variable from outside in an assert": {"GET /\nHTTP 200\n[Asserts]\njsonpath \"$.b\" == {{n}}\n", asserted, `jsonpath "$.b" == {{secret HURL_n}}`},
		"text of several lines":                {"GET /\nHTTP 200\n[Asserts]\nbody == ```\na\\n\nb\n```\n", asserted, "body == ```\na\\n\nb\n```"},
		"max-redirs before location":           {"GET /\n[Options]\nmax-redirs: 3\nlocation: true\n", func(s journeys.Step) string { return string(rune('0' + s.Redirects)) }, "3"},
		"max-time is in seconds":               {"GET /\n[Options]\nmax-time: 5\n", func(s journeys.Step) string { return s.Timeout.String() }, "5s"},
		"delay is in milliseconds":             {"GET /\n[Options]\ndelay: 50\n", func(s journeys.Step) string { return s.Think.String() }, "50ms"},
		"XML over lines":                       {"POST /\n<a>\n  <b/>\n</a>\nHTTP 200\n", func(s journeys.Step) string { return s.MediaType + " " + s.Body.String() }, "application/xml <a>\n  <b/>\n</a>"},
		"GraphQL with variables": {
			"POST /\n```graphql\nquery q($n: Int) { a }\nvariables {\n \"n\": 3\n}\n```\nHTTP 200\n",
			func(s journeys.Step) string { return asJSON(s.JSON) }, `{"query":"query q($n: Int) { a }","variables":{"n":3}}`,
		},
		"base64 that is text":               {"POST /\nbase64,aGk=;\n", func(s journeys.Step) string { return s.Body.String() }, "hi"},
		"placeholders that are none":        {"POST /\n```novariable\n{{a}}\n```\n", func(s journeys.Step) string { return s.Body.String() }, "{{a}}\n"},
		"a name that HCL does not have":     {"GET /\nHTTP 200\n[Captures]\nmy-id: jsonpath \"$.id\"\n", func(s journeys.Step) string { return s.Capture[0].Name }, "my_id"},
		"an unquoted new UUID":              {"GET /{{newUuid}}\n", func(s journeys.Step) string { return s.URL.String() }, "/{{uuid}}"},
		"a variable of the environment":     {"GET /{{getEnv \"A_B\"}}\n", func(s journeys.Step) string { return s.URL.String() }, "/{{secret A_B}}"},
		"a list of JSON is no section":      {"POST /\n[1, 2]\n", func(s journeys.Step) string { return asJSON(s.JSON) }, `[1,2]`},
		"JSON between backticks that is no": {"POST /\n```json\n{a}\n```\n", func(s journeys.Step) string { return s.MediaType + " " + s.Body.String() }, "application/json {a}\n"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := c.got(first(t, c.src)); got != c.want {
				t.Errorf("got  %q\nwant %q", got, c.want)
			}
		})
	}
}

func asJSON(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		return err.Error()
	}
	return string(b)
}

func TestWhatAStepDoesNotExpressIsAProblemWithItsLineAndTheRestStays(t *testing.T) {
	for src, want := range map[string]string{
		"GET /\n[Options]\nretry: 3\n":                                         "x.hurl:3: option retry is refused",
		"GET /\n[Options]\ninsecure: true\n":                                   "x.hurl:3: option insecure is refused",
		"GET /\n[Options]\nhttp2: true\n":                                      "x.hurl:3: option http2 is refused",
		"GET /\n[Options]\nlocation: {{x}}\n":                                  "known during a run only",
		"GET /\nHTTP 200\n[Captures]\na: jsonpath \"$.b(\"\n":                  "x.hurl:4: capture a:",
		"GET /\nHTTP 200\n[Asserts]\njsonpath \"$.items.length()\" exists\n\n": "x.hurl:4: assert",
		"GET /\nHTTP 200\n[Asserts]\nbytes == file,a.bin;\n":                   "x.hurl:4: assert",
		"GET /\nHTTP 200\nfile,a.bin;\n":                                       "x.hurl:3: the body that is expected is not checked here",
		"POST /\nfile,data.bin;\n":                                             "x.hurl:2: the request's body is missing here: it is the file",
		"POST /\nhex,ff;\n":                                                    "it is no text",
		"POST /\n{ \"a\": \n":                                                  "x.hurl:2: the request's body is missing here: the JSON does not end",
		"GET /{{newDate}}\n":                                                   "no clock",
		"GET /{{a urlEncode}}\n":                                               "more than a name",
		"GET /\n[Multipart]\na: 1\na: 2\n":                                     "a second part \"a\" is left out",
		"GET /\nHTTP 200\n[Asserts]\nvariable \"x\" == 1\n":                    "no step captures \"x\"",
	} {
		f := Read("x.hurl", []byte(src))
		if len(f.Steps) != 1 || len(f.Problems) != 1 || !strings.Contains(f.Problems[0].Error(), want) || f.Problems[0].Step != 0 {
			t.Errorf("%q: %d steps, problems %v, want %q", src, len(f.Steps), f.Problems, want)
			continue
		}
		again(t, f.Steps)
		if _, err := Parse("x.hurl", []byte(src)); err == nil {
			t.Errorf("%q: a file that a journey reads at every run is refused", src)
		}
	}
}

func TestAFileWithoutARequestIsAProblem(t *testing.T) {
	for src, want := range map[string]string{"hello\n": "x.hurl:1: expected a request", "": "x.hurl:1: no request", "# only\n": "no request"} {
		if f := Read("x.hurl", []byte(src)); len(f.Steps) != 0 || len(f.Problems) == 0 || !strings.Contains(f.Problems[0].Error(), want) {
			t.Errorf("%q: %v, want %q", src, f.Problems, want)
		}
	}
}

func TestOptionsOfHurlsOwnOutputAndASkippedRequestAreNotes(t *testing.T) {
	f := Read("x.hurl", []byte("GET /\n[Options]\nverbose: true\noutput: a.txt\nHTTP 200\n\nGET /b\n[Options]\nskip: true\nretry: 3\nHTTP 200\n"))
	if len(f.Steps) != 1 || len(f.Problems) != 0 || len(f.Notes) != 3 {
		t.Errorf("%d steps, %v, %v", len(f.Steps), f.Problems, f.Notes)
	}
}

func TestHostsOfTheSystemBecomePathsAndOthersAreMentioned(t *testing.T) {
	f := Read("x.hurl", []byte("GET http://localhost:8000/a\nHTTP 200\n\nGET https://cdn.example/b\nHTTP 200\n\nGET http://localhost:8000\nHTTP 200\n"))
	notes := f.Local([]string{"localhost"})
	if f.Steps[0].URL.String() != "/a" || f.Steps[2].URL.String() != "/" || len(notes) != 1 || !strings.Contains(notes[0], "cdn.example") {
		t.Errorf("%s, %s, %v", f.Steps[0].URL, f.Steps[2].URL, notes)
	}
}

func TestWhatLooksLikeASecretIsNotQuotedInAProblem(t *testing.T) {
	f := Read("x.hurl", []byte("GET /\nHTTP 200\n[Asserts]\njsonpath \"$.token\" same \"abc123\"\nbody same \"xoxb-QZxZkWvRtYp12\"\n"))
	if len(f.Problems) != 2 {
		t.Fatal(f.Problems)
	}
	for _, p := range f.Problems {
		if strings.Contains(strings.SplitN(p.What, " is not checked", 2)[0], "abc123") || strings.Contains(p.Error(), "QZxZk") {
			t.Errorf("shown: %s", p)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(checkout))
	f.Add([]byte("GET {{base}}/\n```json\n{}\n```\nHTTP *\n"))
	f.Add([]byte("GET /\n`x`\n[Cookies]\na: b\n[Multipart]\nf: file,a;\n"))
	f.Add([]byte("POST http://x\n[\n"))
	f.Add([]byte("POST /\n<a><b/></a>\nHTTP 200\nbase64,aGk=;\n[Asserts]\nbody == ```\nx\n```\n"))
	f.Fuzz(func(t *testing.T, src []byte) {
		file := Read("f.hurl", src)
		if len(file.Problems) == 0 && len(file.Steps) == 0 && len(file.Notes) == 0 {
			t.Fatal("neither steps nor a problem")
		}
		var b bytes.Buffer
		if err := importers.WriteHCL(&b, &journeys.Journey{Name: "x", Steps: file.Steps}, nil); err != nil {
			t.Fatal(err)
		}
		if _, diags := hclsyntax.ParseConfig(b.Bytes(), "draft.hcl", hcl.InitialPos); diags.HasErrors() {
			t.Fatalf("%v\n%s", diags, b.String())
		}
	})
}
