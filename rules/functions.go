package rules

import (
	"regexp"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2/ext/tryfunc"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
	"github.com/zclconf/go-cty/cty/function/stdlib"

	"github.com/envparity/envparity/names"
)

// A funcDoc describes one function of the rule language for docs and help.
type funcDoc struct{ name, use, doc string }

// ownFunctions lists rules' own functions. Each also has a compiled form in compile_calls.go.
func ownFunctions() []funcDoc {
	return []funcDoc{
		{"named", `named("log_level", "*_replicas")`, "the drift's name fits a pattern, word by word: `*` is any number of words, in a word any text"},
		{"matches", `matches(drift.path, "spec.**.image")`, "a path fits a glob: `*` within a part, `**` across parts, `[*]` any list element"},
		{"like", `like(ref.value, "*.example.com")`, "a text fits a glob, in whatever case: `*` any text, `?` one character; false for null"},
		{"regex_match", `regex_match(ref.value, "^v[0-9]+$")`, "a text matches a regular expression (RE2); false for null"},
		{"oneof", `oneof(resource.kind, "Deployment", "StatefulSet")`, "the first argument equals one of the others"},
		{"any", "any([for e in environments : state[e] == \"absent\"])", "one of the list is true; false for an empty list"},
		{"all", "all([for e, v in value : v != null])", "each of the list is true; true for an empty list"},
		{"wordlist", "wordlist(environments)", "the names as people write them: dev, staging and prod"},
		{"verb", `verb(absent, "lacks", "lack")`, "the second text after a list of one, the third after a longer one, so that a reason stays grammatical"},
		{"has", `has(environments, "staging")`, "the list holds the text"},
	}
}

// standardFunctions returns the cty functions that are useful here: pure, and with results of bounded size.
func standardFunctions() map[string]function.Function {
	return map[string]function.Function{
		"abs": stdlib.AbsoluteFunc, "ceil": stdlib.CeilFunc, "floor": stdlib.FloorFunc, "max": stdlib.MaxFunc, "min": stdlib.MinFunc,
		"lower": stdlib.LowerFunc, "upper": stdlib.UpperFunc, "trimspace": stdlib.TrimSpaceFunc, "trimprefix": stdlib.TrimPrefixFunc,
		"trimsuffix": stdlib.TrimSuffixFunc, "split": stdlib.SplitFunc, "join": stdlib.JoinFunc, "strlen": stdlib.StrlenFunc,
		"substr": stdlib.SubstrFunc, "regex": stdlib.RegexFunc, "length": stdlib.LengthFunc, "contains": stdlib.ContainsFunc,
		"coalesce": stdlib.CoalesceFunc, "keys": stdlib.KeysFunc, "values": stdlib.ValuesFunc, "distinct": stdlib.DistinctFunc,
		"sort": stdlib.SortFunc, "format": stdlib.FormatFunc, "lookup": stdlib.LookupFunc, "tonumber": stdlib.MakeToFunc(cty.Number),
		"tostring": stdlib.MakeToFunc(cty.String), "try": tryfunc.TryFunc, "can": tryfunc.CanFunc,
	}
}

// functionsFor returns all functions. named reads f, which may be nil while a rule is checked.
func functionsFor(c *compiler, f *facts) map[string]function.Function {
	out := standardFunctions()
	out["named"] = named(c, f)
	out["matches"] = textTest(func(s string, patterns []string) (bool, error) {
		for _, p := range c.expand(patterns) {
			if compilePathGlob(p).match(splitPath(s)) {
				return true, nil
			}
		}
		return false, nil
	})
	out["like"] = textTest(func(s string, patterns []string) (bool, error) {
		return likeAny(strings.ToLower(s), lowered(c.expand(patterns))), nil
	})
	out["oneof"] = textTest(func(s string, options []string) (bool, error) { return slices.Contains(c.expand(options), s), nil })
	out["regex_match"] = textTest(func(s string, patterns []string) (bool, error) {
		for _, p := range patterns {
			re, err := regexp.Compile(p)
			if err != nil {
				return false, err
			}
			if re.MatchString(s) {
				return true, nil
			}
		}
		return false, nil
	})
	out["has"] = hasFunc()
	out["wordlist"] = wordlistFunc()
	out["verb"] = verbFunc()
	out["any"], out["all"] = quantifier(true), quantifier(false)
	return out
}

func likeAny(s string, patterns []string) bool {
	for _, p := range patterns {
		if textMatch(p, s) {
			return true
		}
	}
	return false
}

func lowered(ss []string) []string {
	out := make([]string, len(ss))
	for i, s := range ss {
		out[i] = strings.ToLower(s)
	}
	return out
}

func named(c *compiler, f *facts) function.Function {
	return function.New(&function.Spec{
		VarParam: &function.Parameter{Name: "patterns", Type: cty.String},
		Type:     function.StaticReturnType(cty.Bool),
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			if f == nil {
				return cty.UnknownVal(cty.Bool), nil
			}
			for _, a := range args {
				for _, p := range c.patterns([]string{a.AsString()}) {
					if p.match(f.nameWords()) {
						return cty.True, nil
					}
				}
			}
			return cty.False, nil
		},
	})
}

// textTest makes a predicate of a text, which may be null, and one or more texts.
func textTest(test func(s string, args []string) (bool, error)) function.Function {
	return function.New(&function.Spec{
		Params:   []function.Parameter{{Name: "text", Type: cty.String, AllowNull: true}},
		VarParam: &function.Parameter{Name: "patterns", Type: cty.String},
		Type:     function.StaticReturnType(cty.Bool),
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			if args[0].IsNull() {
				return cty.False, nil
			}
			rest := make([]string, len(args)-1)
			for i, a := range args[1:] {
				rest[i] = a.AsString()
			}
			ok, err := test(args[0].AsString(), rest)
			return cty.BoolVal(ok), err
		},
	})
}

func hasFunc() function.Function {
	return function.New(&function.Spec{
		Params: []function.Parameter{{Name: "list", Type: cty.List(cty.String)}, {Name: "text", Type: cty.String, AllowNull: true}},
		Type:   function.StaticReturnType(cty.Bool),
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			for it := args[0].ElementIterator(); it.Next(); {
				if _, v := it.Element(); !args[1].IsNull() && !v.IsNull() && v.AsString() == args[1].AsString() {
					return cty.True, nil
				}
			}
			return cty.False, nil
		},
	})
}

func wordlistFunc() function.Function {
	return function.New(&function.Spec{
		Params: []function.Parameter{{Name: "list", Type: cty.List(cty.String)}},
		Type:   function.StaticReturnType(cty.String),
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			var list []string
			for it := args[0].ElementIterator(); it.Next(); {
				if _, v := it.Element(); !v.IsNull() {
					list = append(list, v.AsString())
				}
			}
			return cty.StringVal(names.And(list)), nil
		},
	})
}

func verbFunc() function.Function {
	return function.New(&function.Spec{
		Params: []function.Parameter{{Name: "list", Type: cty.List(cty.String)}, {Name: "one", Type: cty.String}, {Name: "many", Type: cty.String}},
		Type:   function.StaticReturnType(cty.String),
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			if args[0].LengthInt() == 1 {
				return args[1], nil
			}
			return args[2], nil
		},
	})
}

func quantifier(anyOf bool) function.Function {
	return function.New(&function.Spec{
		Params: []function.Parameter{{Name: "list", Type: cty.List(cty.Bool)}},
		Type:   function.StaticReturnType(cty.Bool),
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			for it := args[0].ElementIterator(); it.Next(); {
				if _, v := it.Element(); v.IsNull() {
					continue
				} else if v.True() == anyOf {
					return cty.BoolVal(anyOf), nil
				}
			}
			return cty.BoolVal(!anyOf), nil
		},
	})
}
