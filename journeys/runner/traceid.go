package runner

import (
	"net/http"
	"regexp"
	"strings"
)

// traceID returns the id under which the servers keep the trace of a request: the one that the answer names, in lower case without dashes,
// else the one that was sent in `traceparent`.
func traceID(req *http.Request, answered http.Header) string {
	for _, h := range []struct {
		name string
		form *regexp.Regexp
	}{
		{"Traceresponse", w3cTrace}, // W3C Trace Context, level 2
		{"Traceparent", w3cTrace},
		{"Server-Timing", timingTrace}, // as agents of real user monitoring expect it: traceparent;desc="00-…"
		{"X-B3-Traceid", bareTrace},
		{"B3", leadingTrace},
		{"Uber-Trace-Id", leadingTrace},
		{"X-Cloud-Trace-Context", leadingTrace},
		{"X-Amzn-Trace-Id", amazonTrace},
		{"X-Trace-Id", bareTrace},
		{"Trace-Id", bareTrace},
		{"X-Datadog-Trace-Id", bareTrace},
	} {
		for _, v := range answered.Values(h.name) {
			if m := h.form.FindStringSubmatch(strings.TrimSpace(v)); m != nil {
				return strings.ToLower(strings.Join(m[1:], ""))
			}
		}
	}
	if m := w3cTrace.FindStringSubmatch(req.Header.Get("Traceparent")); m != nil {
		return m[1]
	}
	return ""
}

var (
	w3cTrace     = regexp.MustCompile(`^[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}$`)
	timingTrace  = regexp.MustCompile(`\btraceparent;desc="?[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}`)
	bareTrace    = regexp.MustCompile(`^([0-9A-Fa-f-]{8,36})$`)
	leadingTrace = regexp.MustCompile(`^([0-9A-Fa-f]{16,32})[:/-]`)
	amazonTrace  = regexp.MustCompile(`\bRoot=1-([0-9a-f]{8})-([0-9a-f]{24})\b`)
)
