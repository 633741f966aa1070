package config

import (
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/gohcl"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/envparity/envparity/names"
)

// environmentBody is the attributes of an environment block, besides its vars and members.
type environmentBody struct {
	Purpose       string         `hcl:"purpose,optional"`
	Reference     bool           `hcl:"reference,optional"`
	Protected     *bool          `hcl:"protected,optional"`
	Ephemeral     bool           `hcl:"ephemeral,optional"`
	Vocabulary    []string       `hcl:"vocabulary,optional"`
	Struck        []string       `hcl:"struck,optional"`
	BaseURL       string         `hcl:"base_url,optional"`
	ExpectedRatio *float64       `hcl:"expected_ratio,optional"`
	Vars          hcl.Expression `hcl:"vars,optional"`
	Members       []memberBody   `hcl:"member,block"`
	Remain        hcl.Body       `hcl:",remain"`
}

type memberBody struct {
	Name string         `hcl:"name,label"`
	Vars hcl.Expression `hcl:"vars,optional"`
}

// environmentSchema lists everything that an environment block may contain, including the names that package journeys decodes, so that a misspelt
// name is reported here with its nearest neighbour.
func environmentSchema() *hcl.BodySchema {
	s, _ := gohcl.ImpliedBodySchema(&environmentBody{})
	for _, name := range []string{"headers", "proxy", "hosts", "rate", "resolve", "ratio_reason", "traces"} {
		s.Attributes = append(s.Attributes, hcl.AttributeSchema{Name: name})
	}
	s.Blocks = append(s.Blocks, hcl.BlockHeaderSchema{Type: "tls"})
	return s
}

func (d *decoder) environment(b *hclsyntax.Block) {
	name := b.Labels[0]
	if !environmentName.MatchString(name) {
		d.errorf(b.LabelRanges[0], "Not a name", "%q cannot name an environment: use letters, digits, dots, dashes and underscores.", name)
		return
	}
	if other := d.config.Environment(name); other != nil {
		d.errorf(b.DefRange(), "Environment given twice", "The environment %q is already defined in line %d.", name, other.Range.Start.Line)
		return
	}
	if _, diags := b.Body.Content(environmentSchema()); diags.HasErrors() {
		d.diags = append(d.diags, diags...)
		return
	}
	env := Environment{Name: name, Range: b.DefRange()}
	if a, ok := b.Body.Attributes["vars"]; ok {
		env.Vars = d.vars(a.Expr, env.context(nil))
	}
	var body environmentBody
	diags := gohcl.DecodeBody(b.Body, env.context(nil), &body)
	d.diags = append(d.diags, diags...)
	if diags.HasErrors() {
		return
	}
	env.Purpose, env.Reference, env.Ephemeral = body.Purpose, body.Reference, body.Ephemeral
	env.Vocabulary, env.Struck = body.Vocabulary, body.Struck
	env.BaseURL, env.Journey = body.BaseURL, body.Remain
	if a, ok := b.Body.Attributes["headers"]; ok {
		env.Headers = literalHeaders(a.Expr, env.context(nil))
	}
	env.Protected = body.Reference
	if body.Protected != nil {
		env.Protected = *body.Protected
	}
	if r := body.ExpectedRatio; r != nil {
		if *r <= 0 {
			d.errorf(attributeRange(b, "expected_ratio"), "Not a ratio", "expected_ratio is how many times the reference's time journeys may take here: a number above 0, such as 1.5.")
		}
		env.ExpectedRatio = *r
	}
	d.words(b, body)
	for _, m := range body.Members {
		d.member(b, &env, m)
	}
	d.config.Environments = append(d.config.Environments, env)
}

// words refuses words that would match everywhere.
func (d *decoder) words(b *hclsyntax.Block, body environmentBody) {
	for _, w := range body.Vocabulary {
		if strings.TrimSpace(w) == "" {
			d.errorf(attributeRange(b, "vocabulary"), "Empty word", "A word of the vocabulary may not be empty: it would be found everywhere.")
		}
	}
}

func (d *decoder) member(b *hclsyntax.Block, env *Environment, m memberBody) {
	if !environmentName.MatchString(m.Name) {
		d.errorf(b.DefRange(), "Not a name", "%q cannot name a member: use letters, digits, dots, dashes and underscores.", m.Name)
		return
	}
	if slices.ContainsFunc(env.Members, func(o Member) bool { return o.Name == m.Name }) {
		d.errorf(b.DefRange(), "Member given twice", "The environment %q has two members %q.", env.Name, m.Name)
		return
	}
	member := Member{Name: m.Name}
	member.Vars = d.vars(m.Vars, env.context(&Member{Name: m.Name}))
	env.Members = append(env.Members, member)
}

// vars evaluates an object of plain values.
func (d *decoder) vars(expr hcl.Expression, ectx *hcl.EvalContext) map[string]any {
	v, diags := expr.Value(ectx)
	d.diags = append(d.diags, diags...)
	if diags.HasErrors() || v.IsNull() {
		return nil
	}
	if !v.IsWhollyKnown() || !(v.Type().IsObjectType() || v.Type().IsMapType()) {
		d.errorf(expr.Range(), "Not an object", "vars is an object: vars = { region = \"eu-west-1\" }.")
		return nil
	}
	m, _ := plain(v).(map[string]any)
	return m
}

// reference makes sure that there are environments and that exactly one of them is the reference.
func (d *decoder) reference(body *hclsyntax.Body) {
	envs := d.config.Environments
	if len(envs) == 0 {
		if !d.diags.HasErrors() {
			d.errorf(body.Range(), "No environments", "Nothing can be compared without environments: environment \"staging\" { } and environment \"prod\" { }.")
		}
		return
	}
	first := -1
	for i := range envs {
		if !envs[i].Reference {
			continue
		}
		if first >= 0 {
			d.errorf(envs[i].Range, "Two references", "Both %q (line %d) and %q are the reference; all others are compared with one.",
				envs[first].Name, envs[first].Range.Start.Line, envs[i].Name)
			return
		}
		first = i
	}
	if first >= 0 {
		return
	}
	i := DefaultReference(d.config.Names())
	envs[i].Reference = true
	// By default the reference is protected. Its body is read again to see if the block sets that.
	if !declares(body, envs[i].Name, "protected") {
		envs[i].Protected = true
	}
}

func declares(body *hclsyntax.Body, env, attr string) bool {
	for _, b := range body.Blocks {
		if b.Type == "environment" && len(b.Labels) == 1 && b.Labels[0] == env {
			_, ok := b.Body.Attributes[attr]
			return ok
		}
	}
	return false
}

// DefaultReference returns the index of the default reference: the environment with the name prod, production or live, else one with such a word
// in its name, else the last.
func DefaultReference(list []string) int {
	words := names.ForProduction()
	for _, w := range words {
		if i := slices.IndexFunc(list, func(n string) bool { return strings.EqualFold(n, w) }); i >= 0 {
			return i
		}
	}
	for _, w := range words {
		i := slices.IndexFunc(list, func(n string) bool {
			parts := strings.FieldsFunc(strings.ToLower(n), func(r rune) bool { return r == '-' || r == '_' || r == '.' })
			return slices.Contains(parts, w) && !slices.Contains(parts, "non") && !slices.Contains(parts, "pre")
		})
		if i >= 0 {
			return i
		}
	}
	return len(list) - 1
}

// plain turns a known cty value into plain Go values: string, float64, bool, []any, map[string]any and nil.
func plain(v cty.Value) any {
	switch {
	case v.IsNull():
		return nil
	case v.Type() == cty.String:
		return v.AsString()
	case v.Type() == cty.Bool:
		return v.True()
	case v.Type() == cty.Number:
		f, _ := v.AsBigFloat().Float64()
		return f
	case v.Type().IsObjectType() || v.Type().IsMapType():
		m := make(map[string]any, v.LengthInt())
		for k, e := range v.AsValueMap() {
			m[k] = plain(e)
		}
		return m
	case v.CanIterateElements():
		l := make([]any, 0, v.LengthInt())
		for _, e := range v.AsValueSlice() {
			l = append(l, plain(e))
		}
		return l
	}
	return nil
}

// literalHeaders returns the headers without secrets. Package journeys, which knows secret(), decodes them all.
func literalHeaders(expr hcl.Expression, ectx *hcl.EvalContext) map[string]string {
	v, diags := expr.Value(ectx)
	if diags.HasErrors() || v.IsNull() || !v.IsWhollyKnown() || !v.CanIterateElements() {
		return nil
	}
	out := map[string]string{}
	for it := v.ElementIterator(); it.Next(); {
		k, e := it.Element()
		if k.Type() == cty.String && e.Type() == cty.String && !e.IsNull() {
			out[k.AsString()] = e.AsString()
		}
	}
	return out
}
