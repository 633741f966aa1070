package terraform

import (
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"errors"
	"fmt"
	"math"
	"math/big"
	"net/url"
	"path"
	"time"

	"github.com/apparentlymart/go-textseg/v15/textseg"
	"github.com/hashicorp/go-cty-funcs/cidr"
	"github.com/hashicorp/go-cty-funcs/collection"
	"github.com/hashicorp/go-cty-funcs/crypto"
	"github.com/hashicorp/go-cty-funcs/encoding"
	"github.com/hashicorp/go-cty-funcs/uuid"
	ctyyaml "github.com/zclconf/go-cty-yaml"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
	"github.com/zclconf/go-cty/cty/function"
	"github.com/zclconf/go-cty/cty/function/stdlib"
)

// moreFunctions returns functions that go-cty's standard library lacks, or has with another meaning.
func moreFunctions() map[string]function.Function {
	return map[string]function.Function{
		"cidrhost": cidr.HostFunc, "cidrnetmask": cidr.NetmaskFunc, "cidrsubnet": cidr.SubnetFunc, "cidrsubnets": cidr.SubnetsFunc,
		"coalesce": collection.CoalesceFunc, "base64encode": encoding.Base64EncodeFunc, "base64decode": encoding.Base64DecodeFunc,
		"urlencode": encoding.URLEncodeFunc, "urldecode": oneString(url.QueryUnescape),
		"md5": crypto.Md5Func, "sha1": crypto.Sha1Func, "sha256": crypto.Sha256Func, "sha512": crypto.Sha512Func, "uuidv5": uuid.V5Func,
		"base64sha256": oneString(func(s string) (string, error) {
			sum := sha256.Sum256([]byte(s))
			return base64.StdEncoding.EncodeToString(sum[:]), nil
		}),
		"base64sha512": oneString(func(s string) (string, error) {
			sum := sha512.Sum512([]byte(s))
			return base64.StdEncoding.EncodeToString(sum[:]), nil
		}),
		"yamldecode": ctyyaml.YAMLDecodeFunc, "yamlencode": ctyyaml.YAMLEncodeFunc,

		"basename": oneString(func(s string) (string, error) { return path.Base(s), nil }),
		"dirname":  oneString(func(s string) (string, error) { return path.Dir(s), nil }),

		"alltrue": ofBools(true), "anytrue": ofBools(false), "length": lengthFunc(), "sum": sumFunc(), "one": oneFunc(), "index": indexFunc(),
		"matchkeys": matchKeysFunc(), "transpose": transposeFunc(), "pow": ofFloats(math.Pow),
		"log":     ofFloats(func(x, base float64) float64 { return math.Log(x) / math.Log(base) }),
		"timecmp": timeCompareFunc(), "ephemeralasnull": unmarkFunc(), "signum": stdlib.SignumFunc,
	}
}

// ofBools returns alltrue, or anytrue.
func ofBools(all bool) function.Function {
	return function.New(&function.Spec{
		Params: []function.Parameter{{Name: "list", Type: cty.List(cty.Bool)}},
		Type:   function.StaticReturnType(cty.Bool),
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			unknown := false
			for it := args[0].ElementIterator(); it.Next(); {
				_, v := it.Element()
				switch {
				case !v.IsKnown():
					unknown = true
				case all && (v.IsNull() || v.False()), !all && !v.IsNull() && v.True():
					return cty.BoolVal(!all), nil
				}
			}
			if unknown {
				return cty.UnknownVal(cty.Bool), nil
			}
			return cty.BoolVal(all), nil
		},
	})
}

// lengthFunc counts user-perceived characters of a string, and elements of other values.
func lengthFunc() function.Function {
	return function.New(&function.Spec{
		Params: []function.Parameter{{Name: "value", Type: cty.DynamicPseudoType, AllowUnknown: true, AllowDynamicType: true, AllowMarked: true}},
		Type:   function.StaticReturnType(cty.Number),
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			v, marks := args[0].Unmark()
			t := v.Type()
			switch {
			case t == cty.String && v.IsKnown():
				n, err := textseg.TokenCount([]byte(v.AsString()), textseg.ScanGraphemeClusters)
				return cty.NumberIntVal(int64(n)).WithMarks(marks), err
			case t.IsTupleType():
				return cty.NumberIntVal(int64(len(t.TupleElementTypes()))).WithMarks(marks), nil
			case t.IsObjectType():
				return cty.NumberIntVal(int64(len(t.AttributeTypes()))).WithMarks(marks), nil
			case t.IsCollectionType():
				return v.Length().WithMarks(marks), nil
			case !v.IsKnown():
				return cty.UnknownVal(cty.Number), nil
			}
			return cty.NilVal, errors.New("neither a string nor a collection")
		},
	})
}

func sumFunc() function.Function {
	return function.New(&function.Spec{
		Params: []function.Parameter{{Name: "list", Type: cty.DynamicPseudoType}},
		Type:   function.StaticReturnType(cty.Number),
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			if !args[0].CanIterateElements() || args[0].LengthInt() == 0 {
				return cty.NilVal, errors.New("no list of numbers")
			}
			sum := cty.NumberIntVal(0)
			for it := args[0].ElementIterator(); it.Next(); {
				_, v := it.Element()
				n, err := convert.Convert(v, cty.Number)
				if err != nil || n.IsNull() {
					return cty.NilVal, fmt.Errorf("no number: %w", err)
				}
				sum = sum.Add(n)
			}
			return sum, nil
		},
	})
}

// oneFunc returns the only element of a list, null for an empty one.
func oneFunc() function.Function {
	return function.New(&function.Spec{
		Params: []function.Parameter{{Name: "list", Type: cty.DynamicPseudoType}},
		Type: func(args []cty.Value) (cty.Type, error) {
			t := args[0].Type()
			switch {
			case t.IsListType() || t.IsSetType():
				return t.ElementType(), nil
			case t.IsTupleType() && len(t.TupleElementTypes()) == 0:
				return cty.DynamicPseudoType, nil
			case t.IsTupleType() && len(t.TupleElementTypes()) == 1:
				return t.TupleElementTypes()[0], nil
			}
			return cty.NilType, errors.New("no list of at most one element")
		},
		Impl: func(args []cty.Value, t cty.Type) (cty.Value, error) {
			switch all := args[0].AsValueSlice(); len(all) {
			case 0:
				return cty.NullVal(t), nil
			case 1:
				return all[0], nil
			}
			return cty.NilVal, errors.New("more than one element")
		},
	})
}

func indexFunc() function.Function {
	return function.New(&function.Spec{
		Params: []function.Parameter{{Name: "list", Type: cty.DynamicPseudoType}, {Name: "value", Type: cty.DynamicPseudoType}},
		Type:   function.StaticReturnType(cty.Number),
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			if !args[0].CanIterateElements() {
				return cty.NilVal, errors.New("no list")
			}
			for it := args[0].ElementIterator(); it.Next(); {
				i, v := it.Element()
				if eq, err := stdlib.Equal(v, args[1]); err == nil && eq.IsKnown() && eq.True() {
					return i, nil
				}
			}
			return cty.NilVal, errors.New("no such element")
		},
	})
}

// matchKeysFunc returns the elements of values whose keys, at the same index, are among those searched for.
func matchKeysFunc() function.Function {
	list := cty.List(cty.DynamicPseudoType)
	return function.New(&function.Spec{
		Params: []function.Parameter{{Name: "values", Type: list}, {Name: "keys", Type: list}, {Name: "searchset", Type: list}},
		Type:   func(args []cty.Value) (cty.Type, error) { return args[0].Type(), nil },
		Impl: func(args []cty.Value, t cty.Type) (cty.Value, error) {
			values, keys := args[0].AsValueSlice(), args[1].AsValueSlice()
			if len(values) != len(keys) {
				return cty.NilVal, errors.New("as many keys as values are needed")
			}
			var out []cty.Value
			for i, k := range keys {
				for _, want := range args[2].AsValueSlice() {
					if eq, err := stdlib.Equal(k, want); err == nil && eq.IsKnown() && eq.True() {
						out = append(out, values[i])
						break
					}
				}
			}
			if len(out) == 0 {
				return cty.ListValEmpty(t.ElementType()), nil
			}
			return cty.ListVal(out), nil
		},
	})
}

// transposeFunc inverts a map of lists of strings: each string maps to the keys whose lists contain it.
func transposeFunc() function.Function {
	t := cty.Map(cty.List(cty.String))
	return function.New(&function.Spec{
		Params: []function.Parameter{{Name: "values", Type: t}},
		Type:   function.StaticReturnType(t),
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			out := map[string][]cty.Value{}
			for it := args[0].ElementIterator(); it.Next(); {
				key, list := it.Element()
				for in := list.ElementIterator(); in.Next(); {
					_, v := in.Element()
					if !v.IsKnown() || v.IsNull() {
						return cty.UnknownVal(t), nil
					}
					out[v.AsString()] = append(out[v.AsString()], key)
				}
			}
			made := map[string]cty.Value{}
			for name, keys := range out {
				made[name] = cty.ListVal(keys)
			}
			if len(made) == 0 {
				return cty.MapValEmpty(cty.List(cty.String)), nil
			}
			return cty.MapVal(made), nil
		},
	})
}

func ofFloats(f func(a, b float64) float64) function.Function {
	return function.New(&function.Spec{
		Params: []function.Parameter{{Name: "a", Type: cty.Number}, {Name: "b", Type: cty.Number}},
		Type:   function.StaticReturnType(cty.Number),
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			a, _ := args[0].AsBigFloat().Float64()
			b, _ := args[1].AsBigFloat().Float64()
			out := f(a, b)
			if math.IsNaN(out) || math.IsInf(out, 0) {
				return cty.NilVal, errors.New("no number")
			}
			return cty.NumberVal(big.NewFloat(out)), nil
		},
	})
}

func timeCompareFunc() function.Function {
	return function.New(&function.Spec{
		Params: []function.Parameter{{Name: "a", Type: cty.String}, {Name: "b", Type: cty.String}},
		Type:   function.StaticReturnType(cty.Number),
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			a, err := time.Parse(time.RFC3339, args[0].AsString())
			if err != nil {
				return cty.NilVal, err
			}
			b, err := time.Parse(time.RFC3339, args[1].AsString())
			if err != nil {
				return cty.NilVal, err
			}
			return cty.NumberIntVal(int64(a.Compare(b))), nil
		},
	})
}
