package importers_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/envparity/envparity/journeys/importers"
)

// The test puts a secret into every form of body, path and query.
func TestNoSecretOfARequestIsInItsDraft(t *testing.T) {
	const secret = "zQ7k001vR4mT9xB"
	quoted := func(s string) string {
		b, _ := json.Marshal(s)
		return string(b)
	}
	for name, c := range map[string]struct{ url, media, body, keeps string }{
		"an element of XML":          {"/soap", "text/xml", "<a><Username>u</Username><Password>" + secret + "</Password></a>", "<Username>u</Username>"},
		"two elements of XML":        {"/soap", "application/soap+xml", "<a><Password>" + secret + "</Password><ApiKey>" + secret + "x</ApiKey><n>keep me</n></a>", "keep me"},
		"an attribute of XML":        {"/soap", "text/xml", `<a password="` + secret + `" note="keep me"/>`, "keep me"},
		"JSON inside JSON":           {"/j", "application/json", `{"inner":` + quoted(`{"password":"`+secret+`","note":"keep me"}`) + `}`, "keep me"},
		"JSON in JSON in JSON":       {"/j", "application/json", `{"a":` + quoted(`{"b":`+quoted(`{"password":"`+secret+`","note":"keep"}`)+`}`) + `}`, "keep"},
		"pairs inside JSON":          {"/j", "application/json", `{"query":` + quoted("user=a&password="+secret+"&note=keep") + `}`, "keep"},
		"XML inside JSON":            {"/j", "application/json", `{"doc":` + quoted("<a><password>"+secret+"</password><n>keep</n></a>") + `}`, "keep"},
		"a value of JSON by itself":  {"/j", "application/json", `{"x":` + quoted(secret) + `,"note":"keep"}`, "keep"},
		"plain text":                 {"/t", "text/plain", "note=keep\npassword=" + secret + "\n", "keep"},
		"a random value of a query":  {"/q?x=" + secret + "&note=keep", "", "", "keep"},
		"a token in a path":          {"/reset/" + secret + "/keep", "", "", "keep"},
		"a value of a form":          {"/f", "application/x-www-form-urlencoded", "x=" + secret + "&note=keep", "keep"},
		"JSON in a field of a form":  {"/f", "application/x-www-form-urlencoded", "data=%7B%22password%22%3A%22" + secret + "%22%7D&note=keep", "keep"},
		"JSON in the value of query": {"/q?data=%7B%22password%22%3A%22" + secret + "%22%7D&note=keep", "", "", "keep"},
	} {
		t.Run(name, func(t *testing.T) {
			x := importers.Exchange{Method: "POST", URL: "https://shop.example" + c.url, Header: http.Header{}, Body: []byte(c.body), Status: 200, RespHeader: http.Header{}}
			if c.media != "" {
				x.Header.Set("Content-Type", c.media)
			}
			j, notes := importers.Draft([]importers.Exchange{x}, importers.Options{Name: "shop"})
			var b bytes.Buffer
			if err := importers.WriteHCL(&b, &j, notes); err != nil {
				t.Fatal(err)
			}
			out := b.String()
			if strings.Contains(out, secret) || !strings.Contains(out, c.keeps) {
				t.Errorf("%s", out)
			}
			if !strings.Contains(out, "REMOVED") && !strings.Contains(out, "secret(\"JOURNEY_") {
				t.Errorf("the draft does not say what is missing:\n%s", out)
			}
		})
	}
}
