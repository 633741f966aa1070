package decode

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"

	"github.com/envparity/envparity/journeys"
	"github.com/envparity/envparity/journeys/asserts"
)

func stepSchema() *hcl.BodySchema {
	return &hcl.BodySchema{
		Attributes: attributes("request", "query", "headers", "json", "form", "multipart", "body", "content_type", "basic_auth",
			"bearer", "redirects", "timeout", "think", "effect", "harmless", "capture", "stream", "send"),
		Blocks: []hcl.BlockHeaderSchema{{Type: "expect"}, {Type: "compare"}, {Type: "allow", LabelNames: []string{"environment"}}},
	}
}

func (r *reader) step(b *hcl.Block) journeys.Step {
	s := journeys.Step{Name: b.Labels[0], File: b.DefRange.Filename, Line: b.DefRange.Start.Line}
	c := r.content(b.Body, stepSchema())
	r.request(c, b, &s)
	r.pairs(c, "query", &s.Query)
	r.pairs(c, "headers", &s.Headers)
	r.bodies(c, &s)
	r.text(c, "bearer", &s.Bearer)
	if v, at, ok := r.eval(c, "basic_auth", cty.DynamicPseudoType); ok {
		m, _ := tree(v).(map[string]any)
		user, password := asText(m["user"]), asText(m["password"])
		if m == nil || user.Empty() {
			r.fail(at, "Incomplete credentials", "`basic_auth` needs { user = …, password = secret(\"NAME\") }.")
		}
		s.Basic = &journeys.Basic{User: user, Password: password}
	}
	r.whole(c, "redirects", &s.Redirects, 0, journeys.MaxRedirects)
	r.duration(c, "timeout", &s.Timeout)
	r.duration(c, "think", &s.Think)
	r.oneOf(c, "effect", (*string)(&s.Effect), string(journeys.Login), string(journeys.Idempotent), string(journeys.Write))
	r.str(c, "harmless", &s.Harmless)
	r.captures(c, &s)
	r.stream(c, &s)
	for _, sub := range c.Blocks {
		switch sub.Type {
		case "expect":
			s.Expect = r.expect(sub.Body)
			r.assertNames(sub, &s)
		case "compare":
			s.Compare = r.compare(sub.Body)
		case "allow":
			s.Allow = append(s.Allow, r.allow(sub.Labels[0], sub.Body))
		}
	}
	return s
}

// assertNames refuses asserts and queries that name what neither an earlier step nor this one captures.
func (r *reader) assertNames(b *hcl.Block, s *journeys.Step) {
	for _, t := range s.Expect.Asserts {
		for _, n := range asserts.Holes(t.String()) {
			if _, known := r.ctx.Variables[n]; !known && !slices.ContainsFunc(s.Capture, func(c journeys.Capture) bool { return c.Name == n }) {
				r.fail(b.DefRange, "Unknown value", fmt.Sprintf("The assert %q names %q, which no step captures up to here.", t.String(), n))
			}
		}
	}
}

func (r *reader) request(c *hcl.BodyContent, b *hcl.Block, s *journeys.Step) {
	v, at, ok := r.eval(c, "request", cty.String)
	if !ok {
		if c.Attributes["request"] == nil {
			r.fail(b.DefRange, "Step without a request", fmt.Sprintf("Step %q needs `request = \"GET /path\"`.", s.Name))
		}
		return
	}
	method, rest, found := strings.Cut(strings.TrimSpace(v.AsString()), " ")
	if !found {
		method, rest = "GET", method
	}
	s.Method, s.URL = strings.ToUpper(method), journeys.ParseMarks(strings.TrimSpace(rest))
	for _, ch := range method {
		if (ch < 'A' || ch > 'Z') && (ch < 'a' || ch > 'z') && ch != '-' {
			r.fail(at, "Not a request", fmt.Sprintf("`request` must read \"METHOD /path\" or \"METHOD https://host/path\", it is %q.", journeys.ParseMarks(v.AsString())))
			return
		}
	}
	if lit := s.URL.String(); !strings.HasPrefix(lit, "/") && !strings.HasPrefix(lit, "http://") && !strings.HasPrefix(lit, "https://") && !strings.HasPrefix(lit, "{{") {
		r.fail(at, "Not a path", fmt.Sprintf("%q must begin with / (below base_url) or be a whole URL.", lit))
	}
}

func (r *reader) bodies(c *hcl.BodyContent, s *journeys.Step) {
	var given []string
	for _, n := range []string{"json", "form", "multipart", "body"} {
		if c.Attributes[n] != nil {
			given = append(given, n)
		}
	}
	if len(given) > 1 {
		r.fail(c.Attributes[given[1]].Range, "Two bodies", fmt.Sprintf("A request has one body; this step gives %s.", strings.Join(given, " and ")))
	}
	if v, _, ok := r.eval(c, "json", cty.DynamicPseudoType); ok {
		s.JSON, s.HasJSON = tree(v), true
	} else if c.Attributes["json"] != nil && !r.diags.HasErrors() {
		s.HasJSON = true // json = null
	}
	r.pairs(c, "form", &s.Form)
	r.text(c, "body", &s.Body)
	r.str(c, "content_type", &s.MediaType)
	v, at, ok := r.eval(c, "multipart", cty.DynamicPseudoType)
	if !ok {
		return
	}
	m, isMap := tree(v).(map[string]any)
	if !isMap {
		r.fail(at, "Wrong type", "`multipart` must be an object: { name = \"value\", upload = { file = \"a.png\", content_type = \"image/png\" } }.")
	}
	for _, k := range slices.Sorted(maps.Keys(m)) {
		p := journeys.FormPart{Name: k}
		if f, isFile := m[k].(map[string]any); isFile {
			p.File, _ = f["file"].(string)
			p.MediaType, _ = f["content_type"].(string)
			p.Value = asText(f["value"])
		} else {
			p.Value = asText(m[k])
		}
		s.Multipart = append(s.Multipart, p)
	}
}

func (r *reader) compare(b hcl.Body) journeys.Compare {
	c := r.content(b, &hcl.BodySchema{Attributes: attributes("level", "ignore", "keys", "headers", "tolerance", "unordered")})
	var out journeys.Compare
	r.oneOf(c, "level", (*string)(&out.Level), string(journeys.ByStatus), string(journeys.ByShape), string(journeys.ByValue), string(journeys.Exactly))
	r.strs(c, "ignore", &out.Ignore)
	r.strs(c, "headers", &out.Headers)
	r.number(c, "tolerance", &out.Tolerance)
	r.strs(c, "unordered", &out.Unordered)
	if v, _, ok := r.eval(c, "keys", cty.Map(cty.String)); ok {
		out.Keys = map[string]string{}
		for it := v.ElementIterator(); it.Next(); {
			k, e := it.Element()
			out.Keys[k.AsString()] = e.AsString()
		}
	}
	return out
}

func (r *reader) allow(env string, b hcl.Body) journeys.Allow {
	c := r.content(b, &hcl.BodySchema{Attributes: attributes("ratio", "p95_ratio", "error_rate", "faster", "floor", "reason")})
	out := journeys.Allow{Environment: env}
	r.number(c, "ratio", &out.Ratio)
	r.number(c, "faster", &out.Faster)
	r.duration(c, "floor", &out.Floor)
	r.number(c, "p95_ratio", &out.P95Ratio)
	r.number(c, "error_rate", &out.ErrorRate)
	r.str(c, "reason", &out.Reason)
	out.Documented = out.Ratio > 0
	if out.ErrorRate >= 1 {
		r.fail(c.Attributes["error_rate"].Range, "Not a share", "`error_rate` is the share of visits that may fail, such as 0.01.")
	}
	if (out.Documented || out.P95Ratio > 0 || out.ErrorRate > 0) && out.Reason == "" {
		r.fail(b.MissingItemRange(), "An allowance without its reason", fmt.Sprintf("Say why %q may be slower or fail more often: `reason = \"half the hardware\"`. It is what people read in the report.", env))
	}
	return out
}

func asText(v any) journeys.Text {
	switch t := v.(type) {
	case nil:
		return journeys.Text{}
	case journeys.Text:
		return t
	case string:
		return journeys.Lit(t)
	}
	return journeys.Lit(journeys.TextOf(v))
}

func jsonNumber(v cty.Value) any { return json.Number(v.AsBigFloat().Text('f', -1)) }

// stream reads what a step waits for whose answer has no end.
func (r *reader) stream(c *hcl.BodyContent, s *journeys.Step) {
	r.oneOf(c, "stream", (*string)(&s.Stream), string(journeys.Events), string(journeys.WebSocket))
	r.text(c, "send", &s.Send)
	switch {
	case !s.Send.Empty() && s.Stream != journeys.WebSocket:
		r.fail(c.Attributes["send"].Range, "Nothing to send to", "`send` is the message to a WebSocket: write `stream = \"websocket\"` too.")
	case s.Stream == journeys.WebSocket && (s.Method != "GET" || s.HasJSON || len(s.Form) > 0 || len(s.Multipart) > 0 || !s.Body.Empty()):
		r.fail(c.Attributes["stream"].Range, "Not a WebSocket's request", "A WebSocket is opened by a GET without a body; what is said on it is `send`.")
	}
}
