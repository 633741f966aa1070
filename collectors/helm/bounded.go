package helm

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"strings"
	"text/template"

	"github.com/Masterminds/sprig/v3"

	"github.com/envparity/envparity/internal/bounds"
)

// templateFunctions returns the template functions that create values, with bounds. A template fails when it creates more than a chart holds,
// when a value contains itself, and when ctx is done. The library keeps its own include, tpl and template, and its functions that use the
// surroundings.
func templateFunctions(ctx context.Context) template.FuncMap {
	all := sprig.TxtFuncMap()
	for _, name := range []string{"env", "expandenv", "getHostByName", "fail", "required"} {
		delete(all, name) // the library removes or replaces them
	}
	all["print"], all["printf"], all["println"] = fmt.Sprint, fmt.Sprintf, fmt.Sprintln
	b := &bounded{ctx: ctx}
	out := template.FuncMap{}
	for name, fn := range all {
		out[name] = b.function(name, reflect.ValueOf(fn))
	}
	return out
}

// bounded counts the values that the functions of one rendering create.
type bounded struct {
	ctx  context.Context // of the collection; templates have no context
	made int             // values created; see bounds.Rendered
}

// function returns fn with an error as its last result.
func (b *bounded) function(name string, fn reflect.Value) any {
	t := fn.Type()
	in := make([]reflect.Type, t.NumIn())
	for i := range in {
		in[i] = t.In(i)
	}
	fails := t.NumOut() == 2
	failure := reflect.TypeFor[error]()
	return reflect.MakeFunc(reflect.FuncOf(in, []reflect.Type{t.Out(0), failure}, t.IsVariadic()), func(args []reflect.Value) []reflect.Value {
		refuse := func(err error) []reflect.Value {
			return []reflect.Value{reflect.Zero(t.Out(0)), reflect.ValueOf(&err).Elem()}
		}
		if err := b.allow(name, args); err != nil {
			return refuse(err)
		}
		var out []reflect.Value
		if t.IsVariadic() {
			out = fn.CallSlice(args)
		} else {
			out = fn.Call(args)
		}
		if weigh(out[0]) >= bounds.RenderedCall {
			return refuse(tooMuch(name))
		}
		if err := b.take(name, shallow(out[0])); err != nil {
			return refuse(err)
		}
		if !fails {
			out = append(out, reflect.Zero(failure))
		}
		return out
	}).Interface()
}

// take counts n values.
func (b *bounded) take(name string, n int) error {
	if b.ctx.Err() != nil {
		return context.Cause(b.ctx)
	}
	if b.made += n; n >= bounds.RenderedCall || b.made > bounds.Rendered {
		return tooMuch(name)
	}
	return nil
}

func tooMuch(name string) error {
	return fmt.Errorf("%s makes more than a chart holds: %d values of one call, %d of all", name, bounds.RenderedCall, bounds.Rendered)
}

// shallow returns how many values a call creates itself, without values that existed before.
func shallow(v reflect.Value) int {
	for v.Kind() == reflect.Interface && !v.IsNil() {
		v = v.Elem()
	}
	if v.Kind() == reflect.String {
		return v.Len() / textUnit
	}
	return size(v)
}

// allow checks a call before it runs.
func (b *bounded) allow(name string, args []reflect.Value) error {
	if err := b.take(name, 1); err != nil {
		return err
	}
	text := func(i int) string {
		if i >= 0 && i < len(args) && args[i].Kind() == reflect.String {
			return args[i].String()
		}
		return ""
	}
	number := func(i int) float64 {
		if i >= 0 && i < len(args) {
			return numeric(args[i])
		}
		return 0
	}
	last := len(args) - 1
	grows := 0.0 // values; textUnit bytes of text count as one
	switch name {
	case "repeat", "randAlphaNum", "randAlpha", "randAscii", "randNumeric", "randBytes":
		grows = number(0) * float64(max(len(text(1)), 1)) / textUnit
	case "indent", "nindent":
		grows = number(0) * float64(1+strings.Count(text(1), "\n")) / textUnit
	case "wrap", "wrapWith":
		grows = float64(len(text(last))*(1+len(text(1)))) / textUnit
	case "until":
		grows = abs(number(0))
	case "untilStep":
		grows = steps(number(0), number(1), number(2))
	case "seq":
		return b.sequence(args)
	case "printf":
		if regexp.MustCompile(`%[-+# 0-9.\[\]]*([0-9]{5}|\*)`).MatchString(strings.ReplaceAll(text(0), "%%", "")) {
			return errors.New("printf with a width of more than four digits, or one that is computed, is not rendered")
		}
		all := 0
		for _, a := range args {
			all += weigh(a)
		}
		grows = float64(strings.Count(text(0), "%[") * all)
	case "replace":
		grows = float64(strings.Count(text(2), text(0))*len(text(1))) / textUnit
	case "join":
		if last >= 1 {
			grows = float64(size(args[1])*len(text(0))) / textUnit
		}
	}
	if strings.Contains(strings.ToLower(name), "regex") {
		grows = float64((len(text(1))+1)*(len(text(0))+len(text(2)))) / textUnit
	}
	if grows >= bounds.RenderedCall {
		return b.take(name, bounds.RenderedCall)
	}
	if strings.HasPrefix(name, "set") || strings.HasPrefix(strings.ToLower(strings.TrimPrefix(name, "must")), "merge") {
		return itself(name, args)
	}
	return nil
}

// textUnit is how many bytes of text count as one value.
const textUnit = 64

func abs(f float64) float64 { return max(f, -f) }

// steps returns how many numbers are between from and to.
func steps(from, to, by float64) float64 {
	if by == 0 {
		return 0
	}
	return abs((to - from) / by)
}

// sequence is allow for seq, which has one to three numbers: to, from and to, or from, step and to.
func (b *bounded) sequence(args []reflect.Value) error {
	var n []float64
	if len(args) == 1 {
		for i := range args[0].Len() {
			n = append(n, numeric(args[0].Index(i)))
		}
	}
	made := 0.0
	switch len(n) {
	case 1:
		made = abs(n[0])
	case 2:
		made = steps(n[0], n[1], 1)
	case 3:
		made = steps(n[0], n[2], n[1])
	}
	if made >= bounds.RenderedCall {
		return b.take("seq", bounds.RenderedCall)
	}
	return nil
}

func numeric(v reflect.Value) float64 {
	for v.Kind() == reflect.Interface && !v.IsNil() {
		v = v.Elem()
	}
	switch {
	case v.CanInt():
		return float64(v.Int())
	case v.CanUint():
		return float64(v.Uint())
	case v.CanFloat():
		return v.Float()
	case v.Kind() == reflect.String: // sprig converts texts to numbers
		var f float64
		_, _ = fmt.Sscan(v.String(), &f)
		return f
	}
	return 0
}

func size(v reflect.Value) int {
	for v.Kind() == reflect.Interface && !v.IsNil() {
		v = v.Elem()
	}
	if v.Kind() == reflect.Slice || v.Kind() == reflect.Map {
		return v.Len()
	}
	return 0
}

// weigh returns how many values are in v. It counts a shared value each time, and stops at bounds.RenderedCall.
func weigh(v reflect.Value) int {
	left := bounds.RenderedCall
	weighed(v, &left, 0)
	return bounds.RenderedCall - left
}

func weighed(v reflect.Value, left *int, depth int) {
	for v.Kind() == reflect.Interface {
		v = v.Elem()
	}
	if *left--; *left <= 0 || depth > bounds.Depth {
		*left = 0
		return
	}
	switch v.Kind() {
	case reflect.String:
		*left = max(*left-v.Len()/textUnit, 0)
	case reflect.Slice:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			*left = max(*left-v.Len()/textUnit, 0)
			return
		}
		for i := 0; i < v.Len() && *left > 0; i++ {
			weighed(v.Index(i), left, depth+1)
		}
	case reflect.Map:
		for it := v.MapRange(); it.Next() && *left > 0; {
			weighed(it.Value(), left, depth+1)
		}
	}
}

// itself refuses to put a map into a map that it holds. Printing such a map would never end and would exhaust memory.
func itself(name string, args []reflect.Value) error {
	if len(args) == 0 || args[0].Kind() != reflect.Map {
		return nil
	}
	for _, a := range args[1:] {
		left := bounds.RenderedCall
		if holds(a, args[0].Pointer(), &left, 0) {
			return fmt.Errorf("%s puts a map into itself, which is not rendered", name)
		}
	}
	return nil
}

func holds(v reflect.Value, pointer uintptr, left *int, depth int) bool {
	for v.Kind() == reflect.Interface {
		v = v.Elem()
	}
	if *left--; *left <= 0 || depth > bounds.Depth {
		return true // unknown
	}
	switch v.Kind() {
	case reflect.Map:
		if v.Pointer() == pointer {
			return true
		}
		for it := v.MapRange(); it.Next(); {
			if holds(it.Value(), pointer, left, depth+1) {
				return true
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			if holds(v.Index(i), pointer, left, depth+1) {
				return true
			}
		}
	}
	return false
}
