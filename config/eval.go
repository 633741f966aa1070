package config

import (
	"context"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/ext/tryfunc"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
	"github.com/zclconf/go-cty/cty/function/stdlib"

	"github.com/envparity/envparity/internal/hclbound"
)

// EvalContext returns the variables and functions for expressions of a collect or journey block in one environment: env.name, env.vars and
// env.reference, member.name and member.vars if the environment has members, and Functions.
func (c *Config) EvalContext(env *Environment, member *Member) *hcl.EvalContext {
	return env.context(member)
}

func (e *Environment) context(member *Member) *hcl.EvalContext {
	vars := map[string]cty.Value{
		"env": cty.ObjectVal(map[string]cty.Value{
			"name":      cty.StringVal(e.Name),
			"vars":      ctyOf(e.Vars),
			"reference": cty.BoolVal(e.Reference),
			"base_url":  cty.StringVal(e.BaseURL),
		}),
	}
	if member != nil {
		vars["member"] = cty.ObjectVal(map[string]cty.Value{
			"name": cty.StringVal(member.Name),
			"vars": ctyOf(member.Vars),
		})
	}
	return bounded(vars)
}

// bounded returns a context that limits expressions: those with too large a result end with an error.
func bounded(variables map[string]cty.Value) *hcl.EvalContext {
	m := hclbound.New(context.Background()) // reading a config needs no cancellation
	ectx := m.Context(variables)
	ectx.Functions = m.Functions(Functions())
	return ectx
}

// ctyOf is the inverse of plain.
func ctyOf(v any) cty.Value {
	switch v := v.(type) {
	case string:
		return cty.StringVal(v)
	case bool:
		return cty.BoolVal(v)
	case float64:
		return cty.NumberFloatVal(v)
	case map[string]any:
		if len(v) == 0 {
			return cty.EmptyObjectVal
		}
		m := make(map[string]cty.Value, len(v))
		for k, e := range v {
			m[k] = ctyOf(e)
		}
		return cty.ObjectVal(m)
	case []any:
		if len(v) == 0 {
			return cty.EmptyTupleVal
		}
		l := make([]cty.Value, len(v))
		for i, e := range v {
			l[i] = ctyOf(e)
		}
		return cty.TupleVal(l)
	}
	return cty.NullVal(cty.DynamicPseudoType)
}

// Functions returns the functions for expressions. None reads the clock, the network, a file or the process environment, so a config means the
// same everywhere.
func Functions() map[string]function.Function {
	return map[string]function.Function{
		"abs": stdlib.AbsoluteFunc, "ceil": stdlib.CeilFunc, "floor": stdlib.FloorFunc, "max": stdlib.MaxFunc, "min": stdlib.MinFunc,
		"can": tryfunc.CanFunc, "try": tryfunc.TryFunc, "coalesce": stdlib.CoalesceFunc,
		"chomp": stdlib.ChompFunc, "format": stdlib.FormatFunc, "join": stdlib.JoinFunc, "lower": stdlib.LowerFunc,
		"upper": stdlib.UpperFunc, "title": stdlib.TitleFunc, "substr": stdlib.SubstrFunc, "split": stdlib.SplitFunc,
		"replace": stdlib.ReplaceFunc, "trim": stdlib.TrimFunc, "trimprefix": stdlib.TrimPrefixFunc,
		"trimspace": stdlib.TrimSpaceFunc, "trimsuffix": stdlib.TrimSuffixFunc, "strlen": stdlib.StrlenFunc,
		"regex": stdlib.RegexFunc, "regexall": stdlib.RegexAllFunc, "regexreplace": stdlib.RegexReplaceFunc,
		"concat": stdlib.ConcatFunc, "contains": stdlib.ContainsFunc, "distinct": stdlib.DistinctFunc, "element": stdlib.ElementFunc,
		"flatten": stdlib.FlattenFunc, "keys": stdlib.KeysFunc, "length": stdlib.LengthFunc, "lookup": stdlib.LookupFunc,
		"merge": stdlib.MergeFunc, "range": stdlib.RangeFunc, "reverse": stdlib.ReverseListFunc, "sort": stdlib.SortFunc,
		"values": stdlib.ValuesFunc, "zipmap": stdlib.ZipmapFunc, "jsondecode": stdlib.JSONDecodeFunc,
		"jsonencode": stdlib.JSONEncodeFunc,
	}
}
