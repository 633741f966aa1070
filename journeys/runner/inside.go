package runner

import (
	"fmt"
	"strings"

	"github.com/envparity/envparity/journeys"
	"github.com/envparity/envparity/journeys/answers"
	"github.com/envparity/envparity/journeys/asserts"
)

// errorInside says which error an answer of a status below 400 carries in its body, "" for none: a problem document (RFC 9457), or the errors
// of a GraphQL answer. Messages are not quoted: they may hold anything.
func errorInside(a *answers.Answer) string {
	if a.Status >= 400 {
		return ""
	}
	media := strings.ToLower(a.Header.Get("Content-Type"))
	if strings.HasPrefix(media, "application/problem+") {
		return fmt.Sprintf("a problem document (%s) with status %d", strings.TrimSpace(strings.SplitN(media, ";", 2)[0]), a.Status)
	}
	if !strings.Contains(media, "json") {
		return ""
	}
	doc, err := a.JSON()
	if err != nil {
		return ""
	}
	if n := graphQLErrors(doc); n > 0 {
		return fmt.Sprintf("a GraphQL answer with status %d and %d in `errors`", a.Status, n)
	}
	return ""
}

// graphQLErrors counts the errors of a response as the GraphQL specification (7.1) has it: an object of data, errors and extensions alone, whose
// errors are objects with a message.
func graphQLErrors(doc any) int {
	m, ok := doc.(map[string]any)
	if !ok {
		return 0
	}
	for k := range m {
		if k != "data" && k != "errors" && k != "extensions" {
			return 0
		}
	}
	list, ok := m["errors"].([]any)
	if !ok {
		return 0
	}
	for _, e := range list {
		one, ok := e.(map[string]any)
		if !ok {
			return 0
		}
		if _, ok := one["message"].(string); !ok {
			return 0
		}
	}
	return len(list)
}

// expectsErrors reports whether a step says itself what its answer's errors are.
func expectsErrors(s *journeys.Step) bool {
	if len(s.Expect.Status) > 0 && s.Expect.Status[0].From >= 400 {
		return true
	}
	for _, e := range s.Expect.JSON {
		if len(e.Path) > 0 && e.Path[0].Key == "errors" {
			return true
		}
	}
	for _, t := range s.Expect.Asserts {
		if as, err := asserts.Parse(t.String()); err == nil && len(as.Expr.Names()) > 0 && as.Expr.Kind() == "jsonpath" && as.Expr.Names()[0] == "errors" {
			return true
		}
	}
	for _, h := range s.Expect.Headers {
		if strings.EqualFold(h.Name, "content-type") && strings.Contains(h.Contains, "problem+") {
			return true
		}
	}
	return false
}
