package rules

import (
	"errors"
	"fmt"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"
)

// evalContext offers all facts of the present drift to hcl. It is made once for a drift, when it is first needed.
func (c *compiler) evalContext(f *facts) *hcl.EvalContext {
	if f.ctx != nil {
		return f.ctx
	}
	vars := make(map[string]cty.Value)
	objects := make(map[string]map[string]cty.Value)
	for name, d := range c.facts {
		put(vars, objects, name, d.ctyValue(f))
	}
	for name, attrs := range objects {
		vars[name] = cty.ObjectVal(attrs)
	}
	f.ctx = &hcl.EvalContext{Variables: vars, Functions: functionsFor(c, f)}
	return f.ctx
}

// checkContext has an unknown value of the right type for every fact.
func (c *compiler) checkContext() *hcl.EvalContext {
	if c.checking != nil {
		return c.checking
	}
	vars := make(map[string]cty.Value)
	objects := make(map[string]map[string]cty.Value)
	for name, d := range c.facts {
		put(vars, objects, name, cty.UnknownVal(d.ctyType()))
	}
	for name, attrs := range objects {
		vars[name] = cty.ObjectVal(attrs)
	}
	c.checking = &hcl.EvalContext{Variables: vars, Functions: functionsFor(c, nil)}
	return c.checking
}

func put(vars map[string]cty.Value, objects map[string]map[string]cty.Value, name string, v cty.Value) {
	object, attr, dotted := strings.Cut(name, ".")
	if !dotted {
		vars[name] = v
		return
	}
	if objects[object] == nil {
		objects[object] = make(map[string]cty.Value)
	}
	objects[object][attr] = v
}

func firstError(diags hcl.Diagnostics) error {
	for _, d := range diags {
		if d.Severity == hcl.DiagError {
			if d.Subject != nil {
				return fmt.Errorf("%s:%d: %s", d.Subject.Filename, d.Subject.Start.Line, strings.TrimSuffix(d.Detail, "."))
			}
			return errors.New(d.Detail)
		}
	}
	return nil
}
