// Package decode makes journeys and targets of HCL blocks, and points at the line of each mistake. It asks nobody and runs nothing: secrets and
// captured values stay marks until a request is made.
package decode

import (
	"fmt"
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"

	"github.com/envparity/envparity/journeys"
)

// Decoder turns `journey` blocks into Journeys. It is used once per environment, with env.name and env.vars of that
// environment in Context.
type Decoder struct {
	Context *hcl.EvalContext // may be nil
	// From reads the steps of `from = "FILE"`; nil makes the attribute an error.
	From func(file string, at hcl.Range) ([]journeys.Step, hcl.Diagnostics)
}

// Journey reads the body of one journey block with env values from ctx.
func Journey(name string, body hcl.Body, ctx *hcl.EvalContext) (journeys.Journey, hcl.Diagnostics) {
	return Decoder{Context: ctx}.Decode(name, body)
}

// Functions are the functions that journeys and the headers of environments may call. They do not evaluate anything: they
// leave a mark that is filled in when the request is made, so that no secret ever sits in a config value.
func Functions() map[string]function.Function {
	mark := func(kind string) function.Function {
		return function.New(&function.Spec{
			Params: []function.Parameter{{Name: "name", Type: cty.String}},
			Type:   function.StaticReturnType(cty.String),
			Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
				if args[0].AsString() == "" {
					return cty.NilVal, fmt.Errorf("name the environment variable that holds it")
				}
				return cty.StringVal(journeys.Mark(kind, args[0].AsString())), nil
			},
		})
	}
	return map[string]function.Function{
		"secret": mark("secret"),
		"uuid": function.New(&function.Spec{
			Type: function.StaticReturnType(cty.String),
			Impl: func([]cty.Value, cty.Type) (cty.Value, error) {
				return cty.StringVal(journeys.Mark("call", "uuid")), nil
			},
		}),
	}
}

func journeySchema() *hcl.BodySchema {
	return &hcl.BodySchema{
		Attributes: attributes("description", "only", "rounds", "warmup", "connections", "protocol", "think", "timeout", "arrival_rate", "concurrency", "ramp", "headers", "from", "p50", "p90", "p95", "p99"),
		Blocks: []hcl.BlockHeaderSchema{
			{Type: "step", LabelNames: []string{"name"}},
			{Type: "cleanup", LabelNames: []string{"name"}},
			{Type: "compare"},
			{Type: "allow", LabelNames: []string{"environment"}},
		},
	}
}

// Decode reads the body of one journey block. With errors, the Journey is what could be read.
func (d Decoder) Decode(name string, body hcl.Body) (journeys.Journey, hcl.Diagnostics) {
	j := journeys.Journey{Name: name, Warmup: -1, Connections: journeys.Warm}
	content, diags := body.Content(journeySchema())
	r := &reader{diags: diags, ctx: d.child(nil)}
	at := body.MissingItemRange()
	j.File, j.Line = at.Filename, at.Start.Line
	r.str(content, "description", &j.Description)
	r.strs(content, "only", &j.Only)
	r.whole(content, "rounds", &j.Rounds, 1, 10_000)
	r.whole(content, "warmup", &j.Warmup, 0, 100)
	r.oneOf(content, "connections", (*string)(&j.Connections), string(journeys.Warm), string(journeys.Cold))
	r.oneOf(content, "protocol", (*string)(&j.Protocol), string(journeys.HTTP1), string(journeys.HTTP2), string(journeys.H2C))
	r.duration(content, "think", &j.Think)
	r.duration(content, "timeout", &j.Timeout)
	r.load(content, &j.Load)
	r.pairs(content, "headers", &j.Headers)
	r.limits(content, &j.Limits)
	d.steps(content, &j, r)
	for _, b := range content.Blocks {
		switch b.Type {
		case "compare":
			j.Compare = r.compare(b.Body)
		case "allow":
			j.Allow = append(j.Allow, r.allow(b.Labels[0], b.Body))
		}
	}
	if len(j.Steps) == 0 && !r.diags.HasErrors() {
		r.fail(at, "Journey without steps", fmt.Sprintf("Journey %q needs at least one `step` block, or `from = \"FILE.hurl\"`.", name))
	}
	return j, r.diags
}

func (d Decoder) steps(content *hcl.BodyContent, j *journeys.Journey, r *reader) {
	var known []string
	if a := content.Attributes["from"]; a != nil {
		var file string
		r.str(content, "from", &file)
		if d.From == nil {
			r.fail(a.Range, "Steps from a file are not read here", "Write the steps inline.")
		} else {
			steps, diags := d.From(file, a.Range)
			r.diags = append(r.diags, diags...)
			j.Steps = steps
		}
	}
	for _, s := range j.Steps {
		for _, c := range s.Capture {
			known = append(known, c.Name)
		}
	}
	for _, b := range content.Blocks {
		if b.Type != "step" && b.Type != "cleanup" {
			continue
		}
		sub := &reader{ctx: d.child(known)}
		s := sub.step(b)
		r.diags = append(r.diags, sub.diags...)
		all := append(slices.Clone(j.Steps), j.Cleanup...)
		if slices.ContainsFunc(all, func(o journeys.Step) bool { return o.Name == s.Name }) {
			r.fail(b.DefRange, "Two steps with one name", fmt.Sprintf("Journey %q has another step %q. Results are kept by name: give each its own.", j.Name, s.Name))
		}
		for _, c := range s.Capture {
			known = append(known, c.Name)
		}
		if b.Type == "step" {
			j.Steps = append(j.Steps, s)
		} else {
			j.Cleanup = append(j.Cleanup, s)
		}
	}
}

// child is the context of one step: the values captured before it are variables.
func (d Decoder) child(captured []string) *hcl.EvalContext {
	var c *hcl.EvalContext
	if d.Context != nil {
		c = d.Context.NewChild()
	} else {
		c = &hcl.EvalContext{}
	}
	c.Functions = Functions()
	c.Variables = map[string]cty.Value{}
	for _, n := range captured {
		c.Variables[n] = cty.StringVal(journeys.Mark("var", n))
	}
	return c
}

func attributes(names ...string) []hcl.AttributeSchema {
	out := make([]hcl.AttributeSchema, len(names))
	for i, n := range names {
		out[i].Name = n
	}
	return out
}
