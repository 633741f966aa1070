package decode

import (
	"net/url"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"

	"github.com/envparity/envparity/journeys"
)

// Target reads what an environment block says for journeys alone into t: headers, hosts, proxy, rate, resolve, ratio_reason, traces,
// and a tls block. Paths in it are as written; the caller makes them relative to the config file.
func Target(body hcl.Body, ctx *hcl.EvalContext, t *journeys.Target) hcl.Diagnostics {
	if body == nil {
		return nil
	}
	r := &reader{ctx: Decoder{Context: ctx}.child(nil)}
	c := r.content(body, &hcl.BodySchema{
		Attributes: attributes("headers", "hosts", "proxy", "rate", "resolve", "ratio_reason", "traces"),
		Blocks:     []hcl.BlockHeaderSchema{{Type: "tls"}},
	})
	if c == nil {
		return r.diags
	}
	r.pairs(c, "headers", &t.Headers)
	r.strs(c, "hosts", &t.Hosts)
	r.str(c, "proxy", &t.Proxy)
	r.number(c, "rate", &t.MaxRate)
	r.str(c, "ratio_reason", &t.Reason)
	r.traces(c, ctx, t)
	if v, _, ok := r.eval(c, "resolve", cty.Map(cty.String)); ok {
		t.Resolve = map[string]string{}
		for it := v.ElementIterator(); it.Next(); {
			k, e := it.Element()
			t.Resolve[k.AsString()] = e.AsString()
		}
	}
	for _, b := range c.Blocks {
		in := r.content(b.Body, &hcl.BodySchema{Attributes: attributes("ca", "cert", "key", "server_name")})
		r.str(in, "ca", &t.TLS.CA)
		r.str(in, "cert", &t.TLS.Cert)
		r.str(in, "key", &t.TLS.Key)
		r.str(in, "server_name", &t.TLS.ServerName)
	}
	return r.diags
}

// traces reads the address of a trace: a URL in which ${id} stands for the trace's id.
func (r *reader) traces(c *hcl.BodyContent, ctx *hcl.EvalContext, t *journeys.Target) {
	in := &reader{ctx: Decoder{Context: ctx}.child([]string{"id"})}
	var text journeys.Text
	in.text(c, "traces", &text)
	r.diags = append(r.diags, in.diags...)
	if text.Empty() {
		return
	}
	_, secrets := text.Holes()
	u, err := url.Parse(strings.ReplaceAll(text.String(), journeys.TraceHole, "0"))
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil || len(secrets) > 0 || !strings.Contains(text.String(), journeys.TraceHole) {
		r.fail(c.Attributes["traces"].Expr.Range(), "Not the address of a trace", "`traces` is a URL in which ${id} stands for the id of a trace, such as \"https://traces.example/trace/${id}\".")
		return
	}
	t.Traces = text.String()
}
