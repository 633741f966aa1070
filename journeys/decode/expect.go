package decode

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"sort"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"

	"github.com/envparity/envparity/internal/hclbound"
	"github.com/envparity/envparity/journeys"
	"github.com/envparity/envparity/journeys/asserts"
	"github.com/envparity/envparity/journeys/redact"
)

func (r *reader) expect(b hcl.Body) journeys.Expect {
	c := r.content(b, &hcl.BodySchema{Attributes: attributes("status", "headers", "contains", "json", "asserts", "within")})
	var out journeys.Expect
	r.duration(c, "within", &out.Within)
	if v, at, ok := r.eval(c, "status", cty.DynamicPseudoType); ok {
		list := []cty.Value{v}
		if v.CanIterateElements() {
			list = v.AsValueSlice()
		}
		for _, e := range list {
			s, err := convert.Convert(e, cty.String)
			if err != nil {
				r.fail(at, "Wrong type", "`status` must be a number, \"2xx\", or a list of them.")
				continue
			}
			rg, err := journeys.ParseStatus(s.AsString())
			if err != nil {
				r.fail(at, "Not a status", err.Error())
				continue
			}
			out.Status = append(out.Status, rg)
		}
	}
	var headers []journeys.Pair
	r.pairs(c, "headers", &headers)
	for _, p := range headers {
		out.Headers = append(out.Headers, journeys.HeaderExpect{Name: p.Name, Contains: p.Value.String()})
	}
	if v, _, ok := r.eval(c, "contains", cty.DynamicPseudoType); ok {
		switch t := tree(v).(type) {
		case []any:
			for _, e := range t {
				out.Contains = append(out.Contains, asText(e))
			}
		default:
			out.Contains = append(out.Contains, asText(t))
		}
	}
	r.asserts(c, &out)
	if v, at, ok := r.eval(c, "json", cty.DynamicPseudoType); ok {
		m, isMap := tree(v).(map[string]any)
		if !isMap {
			r.fail(at, "Wrong type", "`json` must be an object of paths and values: { \"items[0].id\" = 3 }.")
		}
		for _, k := range slices.Sorted(maps.Keys(m)) {
			p, err := journeys.ParsePath(k)
			if err != nil {
				r.fail(at, "Not a path", err.Error())
				continue
			}
			out.JSON = append(out.JSON, journeys.JSONExpect{Path: p, Equals: m[k], Exists: m[k] == nil})
		}
	}
	return out
}

// asserts reads `asserts = ["jsonpath \"$.items\" count == 3"]`.
func (r *reader) asserts(c *hcl.BodyContent, out *journeys.Expect) {
	v, at, ok := r.eval(c, "asserts", cty.DynamicPseudoType)
	if !ok {
		return
	}
	list, isList := tree(v).([]any)
	if !isList {
		r.fail(at, "Wrong type", "`asserts` must be a list of lines as Hurl has them: [\"jsonpath \\\"$.items\\\" count == 3\"].")
	}
	for _, e := range list {
		t := asText(e)
		if _, err := asserts.Parse(t.String()); err != nil {
			r.fail(at, "Not an assert", fmt.Sprintf("%q: %s.", t.String(), err))
			continue
		}
		out.Asserts = append(out.Asserts, t)
	}
}

// captures reads `capture = { name = body.path, … }`. The expressions are not evaluated: they say where to look.
func (r *reader) captures(c *hcl.BodyContent, s *journeys.Step) {
	a := c.Attributes["capture"]
	if a == nil {
		return
	}
	pairs, diags := hcl.ExprMap(a.Expr)
	if diags.HasErrors() {
		r.diags = append(r.diags, diags...)
		return
	}
	for _, kv := range pairs {
		name := hcl.ExprAsKeyword(kv.Key)
		if name == "" {
			if v, d := hclbound.Value(kv.Key); !d.HasErrors() && v.Type() == cty.String {
				name = v.AsString()
			}
		}
		if !identifier(name) {
			r.fail(kv.Key.Range(), "Not a name", "A captured value needs a plain name: { token = body.token }.")
			continue
		}
		got := journeys.Capture{Name: name, Secret: redact.SensitiveName(name)}
		if r.source(kv.Value, &got) {
			s.Capture = append(s.Capture, got)
		}
	}
	sort.SliceStable(s.Capture, func(i, j int) bool { return s.Capture[i].Name < s.Capture[j].Name })
}

// identifier reports whether name can be written as a variable; `secret` and the like would hide a function or a root.
func identifier(name string) bool {
	return regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`).MatchString(name) && name != "env"
}

func (r *reader) source(e hcl.Expression, out *journeys.Capture) bool {
	const help = "A value is captured from body.PATH, header[\"NAME\"], cookie[\"NAME\"], status or url, or from regex(SOURCE, \"EXPRESSION\"), query(\"HURL QUERY\") or sensitive(SOURCE)."
	if call, d := hcl.ExprCall(e); !d.HasErrors() {
		switch {
		case call.Name == "sensitive" && len(call.Arguments) == 1:
			out.Secret = true
			return r.source(call.Arguments[0], out)
		case call.Name == "query" && len(call.Arguments) == 1:
			v, d := hclbound.Value(call.Arguments[0])
			if d.HasErrors() || v.Type() != cty.String {
				r.fail(call.Arguments[0].Range(), "Not a query", "query() takes a text as Hurl has it: query(\"jsonpath \\\"$.items\\\" count\").")
				return false
			}
			out.From, out.Query = journeys.FromQuery, v.AsString()
			_, rest, err := asserts.ParseExpr(out.Query)
			if err == nil && rest != "" {
				err = fmt.Errorf("%q stands behind the query", rest)
			}
			if err != nil {
				r.fail(call.Arguments[0].Range(), "Not a query", fmt.Sprintf("%q: %s.", out.Query, err))
			}
			return err == nil
		case call.Name == "regex" && len(call.Arguments) == 2:
			v, d := hclbound.Value(call.Arguments[1])
			if d.HasErrors() || v.Type() != cty.String {
				r.fail(call.Arguments[1].Range(), "Not an expression", "The second argument of regex() is a text.")
				return false
			}
			if _, err := regexp.Compile(v.AsString()); err != nil {
				r.fail(call.Arguments[1].Range(), "Not an expression", err.Error()+".")
				return false
			}
			out.Regex = v.AsString()
			return r.source(call.Arguments[0], out)
		}
		r.fail(e.Range(), "Unknown function", help)
		return false
	}
	t, d := hcl.AbsTraversalForExpr(e)
	if d.HasErrors() {
		r.fail(e.Range(), "Cannot capture this", help)
		return false
	}
	out.From = journeys.Source(t.RootName())
	var p journeys.Path
	for _, step := range t[1:] {
		switch x := step.(type) {
		case hcl.TraverseAttr:
			p = append(p, journeys.PathPart{Key: x.Name})
		case hcl.TraverseIndex:
			if x.Key.Type() == cty.Number {
				i, _ := x.Key.AsBigFloat().Int64()
				p = append(p, journeys.PathPart{Index: int(max(i, 0))})
			} else if x.Key.Type() == cty.String {
				p = append(p, journeys.PathPart{Key: x.Key.AsString()})
			}
		}
	}
	switch out.From {
	case journeys.FromBody:
		out.Path = p
		return true
	case journeys.FromStatus, journeys.FromLocation:
		return true
	case journeys.FromHeader, journeys.FromCookie:
		if len(p) == 1 && p[0].Key != "" {
			out.Key = p[0].Key
			if out.From == journeys.FromHeader {
				out.Key = strings.ReplaceAll(out.Key, "_", "-")
			}
			out.Secret = out.Secret || out.From == journeys.FromCookie || redact.SensitiveName(out.Key)
			return true
		}
	}
	r.fail(e.Range(), "Cannot capture this", help+suggest(string(out.From), []string{"body", "header", "cookie", "status", "url"}))
	return false
}

// limits reads the longest times of a journey, which grow with the quantile.
func (r *reader) limits(c *hcl.BodyContent, out *journeys.Limits) {
	r.duration(c, "p50", &out.P50)
	r.duration(c, "p90", &out.P90)
	r.duration(c, "p95", &out.P95)
	r.duration(c, "p99", &out.P99)
	given := out.Given()
	for i := 1; i < len(given); i++ {
		if a, b := given[i-1], given[i]; a.Most > b.Most {
			r.fail(c.Attributes[b.Name].Range, "Limits that cannot both hold", fmt.Sprintf("`%s` is %s and `%s` is %s: the %s is never shorter than the %s.", a.Name, a.Most, b.Name, b.Most, b.Name, a.Name))
		}
	}
}

// load reads how many visits a journey gets at once.
func (r *reader) load(c *hcl.BodyContent, out *journeys.Load) {
	r.number(c, "arrival_rate", &out.ArrivalRate)
	r.whole(c, "concurrency", &out.Concurrency, 1, journeys.MaxConcurrency)
	r.duration(c, "ramp", &out.Ramp)
	switch {
	case out.ArrivalRate > journeys.MaxArrivalRate:
		r.fail(c.Attributes["arrival_rate"].Range, "More than a comparison needs", fmt.Sprintf("`arrival_rate` is at most %g visits a second: for more take a load generator.", journeys.MaxArrivalRate))
	case out.Ramp > journeys.MaxRamp:
		r.fail(c.Attributes["ramp"].Range, "More than a comparison needs", fmt.Sprintf("`ramp` is at most %s.", journeys.MaxRamp))
	case out.Ramp > 0 && !out.Overlaps():
		r.fail(c.Attributes["ramp"].Range, "A ramp of nothing", "`ramp` is the time in which `arrival_rate` or `concurrency` grows: give one of them.")
	}
}
