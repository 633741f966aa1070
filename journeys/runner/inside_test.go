package runner

import (
	"net/http"
	"testing"

	"github.com/envparity/envparity/journeys"
	"github.com/envparity/envparity/journeys/answers"
)

func TestAnErrorInsideAGoodStatusIsAFailure(t *testing.T) {
	for _, c := range []struct {
		name, media, body string
		status            int
		want              string
	}{
		{"GraphQL with errors", "application/json", `{"data":null,"errors":[{"message":"no such field"}]}`, 200, "a GraphQL answer with status 200 and 1 in `errors`"},
		{"its own media type", "application/graphql-response+json", `{"errors":[{"message":"a"},{"message":"b"}]}`, 200, "a GraphQL answer with status 200 and 2 in `errors`"},
		{"GraphQL without errors", "application/json", `{"data":{"a":1},"errors":[]}`, 200, ""},
		{"a form that lists what is wrong", "application/json", `{"data":1,"errors":["too short"]}`, 200, ""},
		{"another answer with errors", "application/json", `{"job":7,"errors":[{"message":"row 3"}]}`, 200, ""},
		{"a problem", "application/problem+json; charset=utf-8", `{"title":"out of stock"}`, 200, "a problem document (application/problem+json) with status 200"},
		{"a problem that its status tells", "application/problem+json", `{"title":"out of stock"}`, 409, ""},
		{"no JSON", "text/html", `<p>errors</p>`, 200, ""},
		{"a list", "application/json", `[]`, 200, ""},
	} {
		a := &answers.Answer{Status: c.status, Header: http.Header{"Content-Type": {c.media}}, Body: []byte(c.body)}
		if got := errorInside(a); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
	s := &journeys.Step{Expect: journeys.Expect{JSON: []journeys.JSONExpect{{Path: journeys.Path{{Key: "errors"}, {Index: 0}}, Exists: true}}}}
	if !expectsErrors(s) || expectsErrors(&journeys.Step{}) {
		t.Error("what a step expects of its errors")
	}
}
