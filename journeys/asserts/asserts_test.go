package asserts

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"
)

const shop = `{"id": 7, "name": "shoe", "price": 9.50, "tags": ["a", "b", "c"], "none": null, "ok": true, "empty": [], "text": "{\"x\": 1}",
 "items": [{"id": 1, "price": 5}, {"id": 2, "price": 20}], "a-key": 1, "at": "2026-11-29T10:00:00.5Z", "who": "3fa85f64-5717-4562-b3fc-2c963f66afa6"}`

func answer() *Answer {
	return &Answer{
		Status: 200, Proto: "HTTP/2.0", URL: "https://shop.example/x", Body: []byte(shop), Took: 1500 * time.Millisecond, Remote: "127.0.0.1:443",
		Header:    http.Header{"Content-Type": {"application/json"}, "Set-Cookie": {"a=1", "b=2; Secure"}, "X-Link": {"https://shop.example/?q=a%20b"}},
		Cookies:   []*http.Cookie{{Name: "b", Value: "2", Secure: true}},
		Now:       time.Date(2026, 12, 1, 10, 0, 0, 0, time.UTC),
		Redirects: []Redirect{{Location: "https://shop.example/login", Status: 302}},
	}
}

func captured(hole string) (any, error) {
	switch hole {
	case "seven":
		return integer(7), nil
	case "name":
		return "shoe", nil
	case "secret N":
		return "7", nil
	}
	return nil, errors.New("nothing captured " + hole)
}

func TestAssertsHoldAsInHurl(t *testing.T) {
	for line, want := range map[string]bool{
		`status == 200`:     true,
		`status >= 400`:     false,
		`version == "2"`:    true,
		`url endsWith "/x"`: true,
		`duration < 2000`:   true,
		`ip isIpv4`:         true,
		`header "Content-Type" == "application/json"`:       true,
		`header "content-type" contains "json"`:             true,
		`header "Set-Cookie" count == 2`:                    true,
		`header "Set-Cookie" includes "a=1"`:                true,
		`header "Content-Type" includes "application/json"`: true,
		`header "X-None" exists`:                            false,
		`header "X-None" not exists`:                        true,
		`cookie "b[Secure]" exists`:                         true,
		`cookie "b[HttpOnly]" not exists`:                   true,
		`cookie "b" == "2"`:                                 true,
		`jsonpath "$.items" count == 2`:                     true,
		`jsonpath "$.items[?@.price > 10].id" includes 2`:   true,
		`jsonpath "$.items[?(@.price > 100)]" isEmpty`:      true,
		`jsonpath "$.items[*].id" nth 1 == 2`:               true,
		`jsonpath "$.items[-1:].id" first == 2`:             true,
		`jsonpath "$.a-key" == 1`:                           true, // a path of Hurl 7
		`jsonpath "$.missing" exists`:                       false,
		`jsonpath "$.missing" not == 3`:                     true,
		`jsonpath "$.none" == null`:                         true,
		`jsonpath "$.none" exists`:                          true,
		`jsonpath "$.price" == 9.5`:                         true,
		`jsonpath "$.price" isFloat`:                        true,
		`jsonpath "$.id" isInteger`:                         true,
		`jsonpath "$.ok" isBoolean`:                         true,
		`jsonpath "$.ok" == "true"`:                         false,
		`jsonpath "$.tags" contains "b"`:                    true,
		`jsonpath "$.tags" isList`:                          true,
		`jsonpath "$" isObject`:                             true,
		`jsonpath "$.empty" isEmpty`:                        true,
		`jsonpath "$.name" matches /^sh.e$/`:                true,
		`jsonpath "$.name" matches "^s\\w+$"`:               true,
		`jsonpath "$.name" startsWith "sh" # a comment`:     true,
		`jsonpath "$.name" == "{{name}}"`:                   true,
		`jsonpath "$.id" == {{seven}}`:                      true,
		`jsonpath "$.id" == {{secret N}}`:                   true, // typed as by Hurl's --variable
		`jsonpath "$.id" toString == "7"`:                   true,
		`jsonpath "$.text" jsonpath "$.x" == 1`:             true,
		`jsonpath "$.at" isIsoDate`:                         true,
		`jsonpath "$.at" toDate "%+" daysBeforeNow == 1`:    true,
		`jsonpath "$.at" toDate "%Y-%m-%dT%H:%M:%S%.fZ" format "%Y/%m/%d" == "2026/11/29"`: true,
		`jsonpath "$.who" isUuid`:                                      true,
		`header "X-Link" urlQueryParam "q" == "a b"`:                   true,
		`header "X-Link" replace "https" "http" startsWith "http:"`:    true,
		`header "X-Link" replaceRegex /h(t+)ps/ "$1" startsWith "tt:"`: true,
		`header "X-Link" split "/" count == 4`:                         true,
		`body contains "\"name\""`:                                     true,
		`body regex /"id": (\d+)/ toInt == 7`:                          true,
		`regex "\"id\": ([0-9]+)" == "7"`:                              true,
		`bytes startsWith hex,7b22;`:                                   true,
		`bytes count > 10`:                                             true,
		`body utf8Encode toHex startsWith "7b"`:                        true,
		`sha256 toHex matches /^[0-9a-f]{64}$/`:                        true,
		`variable "seven" == 7`:                                        true,
		`variable "nobody" exists`:                                     false,
		`redirects count == 1`:                                         true,
		`redirects nth 0 location endsWith "/login"`:                   true,
		`jsonpath "$.name" base64Decode == hex,b21a1e;`:                true,
		"jsonpath \"$.name\" == `shoe`":                                true,
		"jsonpath \"$.name\" == ```shoe```":                            true,
	} {
		a, err := Parse(line)
		if err != nil {
			t.Errorf("%s: %v", line, err)
			continue
		}
		got, instead, err := a.Check(answer(), captured)
		if err != nil || got != want {
			t.Errorf("%s: %v (%s), %v, want %v", line, got, instead, err, want)
		}
	}
}

func TestAnAssertOnAnotherTypeIsAnErrorAlsoWhenItIsNegated(t *testing.T) {
	for line, want := range map[string]string{
		`jsonpath "$.id" startsWith "7"`:         "startsWith does not take a number",
		`jsonpath "$.id" not startsWith "7"`:     "startsWith does not take a number",
		`jsonpath "$.name" > 3`:                  "have no order",
		`jsonpath "$.name" count == 4`:           "no elements to count",
		`jsonpath "$.missing" count == 0`:        "no value to apply a filter to",
		`jsonpath "$.missing" count not == 0`:    "no value to apply a filter to",
		`xpath "//a" exists`:                     "not XML",
		`jsonpath "$.name" toInt == 3`:           "no number",
		`jsonpath "$.tags" == {{nobody}}`:        "nothing captured nobody",
		`header "Set-Cookie" matches /a/`:        "matches does not take a list",
		`jsonpath "$.name" toDate "%Y" == "now"`: "does not have that form",
	} {
		a, err := Parse(line)
		if err != nil {
			t.Errorf("%s: %v", line, err)
			continue
		}
		if ok, _, err := a.Check(answer(), captured); ok || err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, %v, want %q", line, ok, err, want)
		}
	}
}

func TestMarkupIsAskedByXPath(t *testing.T) {
	page := &Answer{Header: http.Header{"Content-Type": {"text/html"}}, Body: []byte(`<html><head><title>Shop</title><body><p>a<p>b<input name="q"></body>`)}
	feed := &Answer{Header: http.Header{"Content-Type": {"application/xml"}}, Body: []byte(`<feed xmlns="urn:f" xmlns:m="urn:m"><entry m:rank="1">x</entry><m:note/></feed>`)}
	for _, c := range []struct {
		in   *Answer
		line string
		want bool
	}{
		{page, `xpath "string(//head/title)" == "Shop"`, true},
		{page, `xpath "//p" count == 2`, true},
		{page, `xpath "count(//p)" == 2`, true},
		{page, `xpath "//input[@name='q']" exists`, true},
		{page, `xpath "//table" not exists`, true},
		{page, `xpath "boolean(//table)" == false`, true},
		{feed, `xpath "//_:entry" count == 1`, true},
		{feed, `xpath "//m:note" exists`, true},
		{feed, `xpath "string(//_:entry)" == "y"`, false},
	} {
		a, err := Parse(c.line)
		if err != nil {
			t.Errorf("%s: %v", c.line, err)
			continue
		}
		if got, instead, err := a.Check(c.in, captured); err != nil || got != c.want {
			t.Errorf("%s: %v (%s), %v", c.line, got, instead, err)
		}
	}
}

func TestDeepMarkupEndsWithAnError(t *testing.T) {
	for media, deep := range map[string]string{"application/xml": strings.Repeat("<a>", 1_000_000), "text/html": strings.Repeat("<b>", 100_000)} {
		a, err := Parse(`xpath "//c" not exists`)
		if err != nil {
			t.Fatal(err)
		}
		_, _, err = a.Check(&Answer{Header: http.Header{"Content-Type": {media}}, Body: []byte(deep)}, captured)
		if media == "application/xml" && (err == nil || !strings.Contains(err.Error(), "nested more than 1000 deep")) {
			t.Errorf("%s: %v", media, err)
		}
	}
}

func TestWhatIsNoAssertIsRefusedWithTheReason(t *testing.T) {
	for line, want := range map[string]string{
		`jsonpath "$.a"`:                         "a predicate such as == or exists is missing",
		`jsonpath "$.a" equals 1`:                "neither a filter nor a predicate",
		`jsonpath "$.items.length()" exists`:     "no path of RFC 9535",
		`jsonpath $.a exists`:                    "between quotes",
		`xpath "//[" exists`:                     "no XPath expression",
		`nothing "a" exists`:                     "is no query",
		`rawbytes count == 3`:                    "rawbytes",
		`status == 200 300`:                      "stands behind the predicate",
		`header "a" matches /(/`:                 "does not compile",
		`header "a" == "\q"`:                     "no escape of Hurl",
		`header "a" == "x`:                       "does not end",
		`header "a" == {{x urlEncode}}`:          "more than the name",
		`bytes == file,a.bin;`:                   "a file to compare with is not read",
		`bytes == hex,zz;`:                       "not in that form",
		`cookie "a[Colour]" exists`:              "no attribute",
		`jsonpath "$.a" nth x == 1`:              "nth takes a number",
		`body decode "klingon" contains "Qapla"`: "no character set",
		`certificate "Colour" exists`:            "not understood",
	} {
		if _, err := Parse(line); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", line, err, want)
		}
	}
}

func TestAQuotedTextReadsAsItself(t *testing.T) {
	for _, s := range []string{`a "b" \c`, "line\nnext\ttab\r", "{{name}}", "{{{x}}", "héllo \u0001 \u200b", ""} {
		a, err := Parse(`body == ` + Quote(s))
		if err != nil {
			t.Errorf("%q: %v", s, err)
			continue
		}
		if ok, got, err := a.Check(&Answer{Body: []byte(s)}, captured); !ok || err != nil {
			t.Errorf("%q reads as something else than %s: %v", s, got, err)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add(`jsonpath "$.items[?@.price > 10]" count >= 3`)
	f.Add("body == ```json,escape\n{}\n```")
	f.Add(`xpath "string(//a)" replaceRegex /(a)/ "$1" matches "\\d{{x}}"`)
	f.Fuzz(func(t *testing.T, line string) {
		a, err := Parse(line)
		if err != nil {
			return
		}
		_, _, _ = a.Check(answer(), captured)
		if again, err := Parse(a.Source); err != nil || again.Source != a.Source {
			t.Fatalf("%q reads again as %v, %v", a.Source, again, err)
		}
	})
}
