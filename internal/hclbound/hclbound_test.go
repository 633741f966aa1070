package hclbound_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/ext/tryfunc"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
	"github.com/zclconf/go-cty/cty/function/stdlib"

	"github.com/envparity/envparity/internal/hclbound"
)

func functions() map[string]function.Function {
	return map[string]function.Function{
		"range": stdlib.RangeFunc, "join": stdlib.JoinFunc, "format": stdlib.FormatFunc, "formatlist": stdlib.FormatListFunc, "replace": stdlib.ReplaceFunc,
		"regexreplace": stdlib.RegexReplaceFunc, "regexall": stdlib.RegexAllFunc, "indent": stdlib.IndentFunc, "setproduct": stdlib.SetProductFunc, "concat": stdlib.ConcatFunc,
		"flatten": stdlib.FlattenFunc, "distinct": stdlib.DistinctFunc, "tonumber": stdlib.MakeToFunc(cty.Number), "jsondecode": stdlib.JSONDecodeFunc, "length": stdlib.LengthFunc,
		"try": tryfunc.TryFunc, "upper": stdlib.UpperFunc, "lookup": stdlib.LookupFunc, "jsonencode": stdlib.JSONEncodeFunc, "ceil": stdlib.CeilFunc,
	}
}

func evaluate(t *testing.T, ctx context.Context, text string) (cty.Value, hcl.Diagnostics, *hclbound.Meter) {
	t.Helper()
	e, diags := hclsyntax.ParseExpression([]byte(text), "t.hcl", hcl.InitialPos)
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	hclbound.Expression(e)
	m := hclbound.New(ctx)
	thousand := make([]cty.Value, 1000)
	for i := range thousand {
		thousand[i] = cty.NumberIntVal(int64(i))
	}
	ectx := m.Context(map[string]cty.Value{"l": cty.TupleVal(thousand), "s": cty.StringVal(strings.Repeat("a", 200_000)), "m": cty.MapVal(map[string]cty.Value{"a": cty.StringVal("b")})})
	ectx.Functions = m.Functions(functions())
	v, diags := e.Value(ectx)
	return v, diags, m
}

func TestWhatMakesTooMuchOfLittleTextIsAnError(t *testing.T) {
	nested := func(call, inner string, n int) string {
		for range n {
			inner = fmt.Sprintf(call, inner)
		}
		return inner
	}
	for name, text := range map[string]string{
		"loops in loops":               `[for a in l: [for b in l: [for c in l: a]]]`,
		"of functions":                 `[for a in range(1000): [for b in range(1000): [for c in range(1000): a]]]`,
		"in a condition":               `[for a in l: a if length([for b in l: [for c in l: c]]) > 1]`,
		"in a key":                     `{for a in l: "${length([for b in l: [for c in l: c]])}" => a...}`,
		"in a group":                   `{for a in l: "x" => [for b in l: [for c in l: c]]...}`,
		"in an argument of try":        `try([for a in l: [for b in l: [for c in l: c]]].x, [for a in l: [for b in l: [for c in l: c]]])`,
		"in a template":                `"%{for a in l}%{for b in l}${s}%{endfor}%{endfor}"`,
		"splats":                       `[for a in l: l[*]]`,
		"long texts":                   `[for a in l: "${s}${a}"]`,
		"a text of many long ones":     `"` + strings.Repeat("${s}", 1000) + `"`,
		"join":                         `join(s, l)`,
		"format with an index":         `format("` + strings.Repeat("%[1]s", 2000) + `", s)`,
		"format of a width":            `format("%999999999s", "x")`,
		"format of a precision":        `format("%.99999f", 1)`,
		"formatlist":                   `formatlist("%s${s}", l)`,
		"replace":                      nested(`replace(%s, "a", "`+strings.Repeat("a", 100)+`")`, `"aa"`, 8),
		"replace by a pattern":         nested(`regexreplace(%s, "a", "`+strings.Repeat("a", 100)+`")`, `"aa"`, 8),
		"replace by itself":            nested(`regexreplace(%s, "(a+)", "$1$1$1$1$1$1$1$1$1$1")`, `"aa"`, 12),
		"a pattern of many states":     `regexall("` + strings.Repeat("(a?){1000}", 8) + `", s)`,
		"a pattern of many groups":     `regexall("` + strings.Repeat("(", 300) + "a+" + strings.Repeat(")", 300) + `", s)`,
		"a long pattern":               `regexall("` + strings.Repeat("x", 20_000) + `", "a")`,
		"indent":                       `indent(4000, replace(s, "a", "\n"))`,
		"a wide indent":                `indent(999999999, "a\nb")`,
		"a product":                    `setproduct(range(1000), range(1000))`,
		"products in a loop":           `[for a in l: setproduct(range(300), range(300))]`,
		"concat":                       `concat(` + strings.Repeat("l,", 20_000) + `l)`,
		"flatten":                      `flatten([` + strings.Repeat("l,", 2_000) + `l])`,
		"distinct":                     `distinct([` + strings.TrimSuffix(strings.Repeat("1,", 30_000), ",") + `])`,
		"long arguments in a loop":     `[for a in l: upper(s)]`,
		"a number of a billion digits": `jsondecode("[1e999999999]")`,
		"one of a text":                `tonumber("1e999999999")`,
	} {
		t.Run(name, func(t *testing.T) {
			v, diags, m := evaluate(t, t.Context(), text)
			if m.Err() == nil {
				t.Errorf("it was not stopped: %.100s", diags.Error())
			}
			if len(diags) > 50_000 {
				t.Errorf("%d errors", len(diags))
			}
			if name != "in an argument of try" && !diags.HasErrors() {
				t.Errorf("%#v", v.Type())
			}
		})
	}
}

func TestWhatIsBoundedMeansWhatItMeantBefore(t *testing.T) {
	for text, want := range map[string]string{
		`[for a in l: a * 2 if a < 3]`:                            "[0,2,4]",
		`{for a in range(2): "k${a}" => upper("x")}`:              `{"k0":"X","k1":"X"}`,
		`{for a in range(4): a % 2 == 0 ? "e" : "o" => a...}`:     `{"e":[0,2],"o":[1,3]}`,
		`[{a = 1}, {a = 2}][*].a`:                                 "[1,2]",
		`"${1 + 1} of ${m.a}"`:                                    `"2 of b"`,
		`"%{for a in range(3)}${a},%{endfor}"`:                    `"0,1,2,"`,
		`"${m}"`:                                                  `{"a":"b"}`,
		`-"3" / 2`:                                                "-1.5",
		`try(m.b, lookup(m, "c", "d"))`:                           `"d"`,
		`join(",", formatlist("%03d", range(3)))`:                 `"000,001,002"`,
		`format("%5s|%-5s|%05.1f|%%99999", "a", "b", 2)`:          `"    a|b    |002.0|%99999"`,
		`regexreplace("abc", "(b)", "[$1]")`:                      `"a[b]c"`,
		`setproduct(["a"], ["b", "c"])`:                           `[["a","b"],["a","c"]]`,
		`length([for a in range(300): [for b in range(300): b]])`: "300",
	} {
		v, diags, m := evaluate(t, t.Context(), text)
		if diags.HasErrors() || m.Err() != nil {
			t.Errorf("%s: %v %v", text, diags, m.Err())
			continue
		}
		got, err := stdlib.JSONEncode(v)
		if err != nil || got.AsString() != want {
			t.Errorf("%s: %s, want %s, %v", text, got.AsString(), want, err)
		}
	}
}

func TestNumbersOfTooManyDigitsAreUnknown(t *testing.T) {
	for _, text := range []string{`"${1e999999999}x"`, `1e999999999`, `"${1e-99999}x"`} {
		if v, diags, _ := evaluate(t, t.Context(), text); diags.HasErrors() || v.IsWhollyKnown() {
			t.Errorf("%s: %v", text, diags)
		}
	}
	for _, text := range []string{`"a${1e999 * 1e999}"`, `1 / "1e2000"`, `-"1e2000"`} {
		if _, diags, _ := evaluate(t, t.Context(), text); !diags.HasErrors() || !strings.Contains(diags.Error(), "too many digits") {
			t.Errorf("%s: %v", text, diags)
		}
	}
	if v, diags, _ := evaluate(t, t.Context(), `"x${1e300 * 10}"`); diags.HasErrors() || len(v.AsString()) != 303 {
		t.Errorf("%v", diags)
	}
}

func TestEvaluationEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(errors.New("the collection was cut short"))
	_, diags, m := evaluate(t, ctx, `[for a in l: a]`)
	if !diags.HasErrors() || m.Err() == nil || m.Err().Error() != "the collection was cut short" {
		t.Errorf("%v, %v", diags, m.Err())
	}
}

func TestAllExpressionsTogetherAreBounded(t *testing.T) {
	e, diags := hclsyntax.ParseExpression([]byte(`[for a in range(300): [for b in range(300): b]]`), "t.hcl", hcl.InitialPos)
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	hclbound.Expression(e)
	m := hclbound.New(t.Context())
	ectx := m.Context(nil)
	ectx.Functions = m.Functions(functions())
	for i := range 100 {
		m.Refill()
		if _, diags := e.Value(ectx); diags.HasErrors() {
			if i < 5 || !strings.Contains(m.Err().Error(), "with the expressions before it") {
				t.Errorf("%d: %v", i, m.Err())
			}
			return
		}
	}
	t.Error("no end")
}
