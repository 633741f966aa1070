package hclbound

import (
	"errors"
	"fmt"
	"regexp/syntax"
	"strings"

	"github.com/hashicorp/hcl/v2/ext/customdecode"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"

	"github.com/envparity/envparity/internal/bounds"
)

// Functions returns fs with a count of the values that each call creates. A call that would create too many fails before it creates any.
func (m *Meter) Functions(fs map[string]function.Function) map[string]function.Function {
	out := make(map[string]function.Function, len(fs))
	for name, fn := range fs {
		out[name] = m.function(name, fn)
	}
	return out
}

// Unless returns fn with a check before each call. An error of check stops the expression.
func (m *Meter) Unless(fn function.Function, check func(args []cty.Value) error) function.Function {
	return function.New(&function.Spec{
		Params: fn.Params(), VarParam: fn.VarParam(),
		Type: func(args []cty.Value) (cty.Type, error) {
			if err := check(args); err != nil {
				return cty.NilType, m.stop(err)
			}
			return fn.ReturnTypeForValues(args)
		},
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) { return fn.Call(args) },
	})
}

func (m *Meter) function(name string, fn function.Function) function.Function {
	params := fn.Params()
	if v := fn.VarParam(); v != nil {
		params = append(params, *v)
	}
	for _, p := range params {
		if customdecode.CustomExpressionDecoderForType(p.Type) != nil {
			return fn // try and can evaluate their arguments themselves, which are counted
		}
	}
	return function.New(&function.Spec{
		Params: fn.Params(), VarParam: fn.VarParam(),
		Type: func(args []cty.Value) (cty.Type, error) { // often computes the whole result
			n, err := makes(name, args)
			if err != nil {
				return cty.NilType, m.stop(fmt.Errorf("%s would make %w", name, err))
			}
			if err := m.take(n); err != nil {
				return cty.NilType, err
			}
			return fn.ReturnTypeForValues(args)
		},
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			v, err := fn.Call(args)
			if err != nil {
				return v, err
			}
			if huge(v) || decodes(name) && Huge(v) {
				return cty.NilVal, m.stop(errHuge)
			}
			return v, m.take(text(v)/textUnit + size(v))
		},
	})
}

// decodes reports whether a function converts text to numbers.
func decodes(name string) bool {
	switch name {
	case "jsondecode", "yamldecode", "tolist", "toset", "tomap":
		return true
	}
	return false
}

// makes returns how many values a call creates or processes at most: 64 bytes of text, or 256 steps, count as one. It counts what grows faster
// than the arguments. The error means more than any configuration contains.
func makes(name string, args []cty.Value) (int64, error) {
	arg := func(i int) cty.Value {
		if i < len(args) {
			v, _ := args[i].Unmark()
			return v
		}
		return cty.DynamicVal
	}
	switch name {
	case "setproduct":
		product := int64(1)
		for i := range args {
			if product *= max(size(arg(i)), 1); product > bounds.Product {
				return 0, fmt.Errorf("a product of more than %d elements", bounds.Product)
			}
		}
		return product * int64(len(args)), nil
	case "indent":
		width, ok := number(arg(0))
		if ok && width > bounds.Padding {
			return 0, fmt.Errorf("an indentation of more than %d characters", bounds.Padding)
		}
		return (int64(width)*int64(strings.Count(str(arg(1)), "\n")) + text(arg(1))) / textUnit, nil
	case "format", "formatlist":
		return formatted(args)
	case "join":
		n, bytes := int64(0), int64(0)
		for i := 1; i < len(args); i++ {
			n += size(arg(i))
			bytes += textUnit * Weight(arg(i), bounds.Evaluated)
		}
		return (bytes + n*text(arg(0))) / textUnit, nil
	case "replace", "regexreplace":
		return replaced(name, str(arg(0)), str(arg(1)), str(arg(2)))
	case "regex", "regexall":
		return matched(str(arg(0)), str(arg(1)))
	case "distinct", "matchkeys", "setintersection", "setsubtract", "setunion", "compact", "sort", "index", "contains", "transpose":
		n := int64(0)
		for i := range args {
			n += size(arg(i))
		}
		return n * n / 256, nil
	case "flatten", "jsonencode", "yamlencode":
		n := int64(0)
		for i := range args {
			n += Weight(arg(i), bounds.Evaluated)
		}
		return n, nil
	case "jsondecode", "yamldecode", "csvdecode":
		return text(arg(0)) / 4, nil // the shortest value with its separator
	case "concat", "merge", "zipmap", "reverse", "chunklist", "keys", "values", "split":
		n := int64(0)
		for i := range args {
			n += size(arg(i))
		}
		return n, nil
	}
	return 1, nil
}

func str(v cty.Value) string {
	if !v.IsKnown() || v.IsNull() || v.Type() != cty.String {
		return ""
	}
	return v.AsString()
}

func number(v cty.Value) (float64, bool) {
	if !v.IsKnown() || v.IsNull() || v.Type() != cty.Number {
		return 0, false
	}
	f, _ := v.AsBigFloat().Float64()
	return f, true
}

// formatted is makes for format and formatlist. Each verb may write the longest argument, and a list is formatted element by element.
func formatted(args []cty.Value) (int64, error) {
	if len(args) == 0 {
		return 0, nil
	}
	format, _ := args[0].Unmark()
	spec := str(format)
	if wide(spec) {
		return 0, fmt.Errorf("a width or precision of more than %d characters", bounds.Padding)
	}
	longest, times := int64(0), int64(1)
	for _, a := range args[1:] {
		a, _ := a.Unmark()
		times = max(times, size(a))
		longest = max(longest, text(a))
		if size(a) > 0 {
			for it := a.ElementIterator(); it.Next(); {
				_, c := it.Element()
				longest = max(longest, text(c))
			}
		}
	}
	verbs := int64(strings.Count(spec, "%"))
	return times * (int64(len(spec)) + verbs*max(longest, 24)) / textUnit, nil
}

// wide reports whether a format has a width or precision of more than four digits.
func wide(format string) bool {
	for rest := format; ; {
		_, after, found := strings.Cut(rest, "%")
		if !found {
			return false
		}
		if strings.HasPrefix(after, "%") {
			rest = after[1:]
			continue
		}
		digits := 0
		for i := 0; i < len(after); i++ {
			c := after[i]
			if c >= '0' && c <= '9' {
				if digits++; digits > 4 {
					return true
				}
				continue
			}
			digits = 0
			if c == '%' || c|0x20 >= 'a' && c|0x20 <= 'z' {
				break
			}
		}
		rest = after
	}
}

// replaced is makes for replace and regexreplace.
func replaced(name, s, old, by string) (int64, error) {
	pattern := ""
	switch {
	case name == "regexreplace":
		pattern = old
	case len(old) > 1 && old[0] == '/' && old[len(old)-1] == '/':
		pattern = old[1 : len(old)-1]
	}
	if pattern == "" {
		n := 0
		if old != "" {
			n = strings.Count(s, old)
		}
		return (int64(len(s)) + int64(n)*int64(len(by))) / textUnit, nil
	}
	n, err := matched(pattern, s)
	// Each match is at least one byte, and by may contain the whole match several times.
	refs := int64(1 + strings.Count(by, "$"))
	return n + (int64(len(s))*refs+int64(len(s)+1)*int64(len(by)))/textUnit, err
}

// matched returns the work of matching a pattern: the library goes through the text with all states of its program at once.
func matched(pattern, s string) (int64, error) {
	if len(pattern) > bounds.Pattern {
		return 0, fmt.Errorf("something of a regular expression of more than %d bytes", bounds.Pattern)
	}
	re, err := syntax.Parse(pattern, syntax.Perl)
	if err != nil {
		return 1, nil //nolint:nilerr // the function says what is wrong with it
	}
	groups := int64(1 + re.MaxCap())
	prog, err := syntax.Compile(re.Simplify())
	if err != nil {
		return 0, errors.New("of a regular expression more than can be compiled")
	}
	return (int64(len(s))+1)*(int64(len(prog.Inst))/256+groups/16) + int64(len(prog.Inst))/16, nil
}
