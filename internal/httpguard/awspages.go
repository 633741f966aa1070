package httpguard

import (
	"context"
	"encoding/json"
	"fmt"
	"reflect"
	"sync"

	"github.com/aws/smithy-go/middleware"
)

// maxAWSPages bounds one list of AWS: 10 million entries at the usual thousand a page.
const maxAWSPages = 10_000

// PagesError reports why a list was not read to its end.
type PagesError struct{ Why string }

func (e *PagesError) Error() string { return e.Why }

// AWSPages adds a check to an AWS SDK client that ends a list whose pages repeat. The SDK's paginators request pages forever, or stop silently.
// Here a repeated page is an error, so that missing entries are unknown.
func AWSPages() func(*middleware.Stack) error {
	p := &awsPages{seen: map[string]map[string]bool{}}
	return func(stack *middleware.Stack) error {
		return stack.Initialize.Add(middleware.InitializeMiddlewareFunc("EnvparityPages",
			func(ctx context.Context, in middleware.InitializeInput, next middleware.InitializeHandler) (middleware.InitializeOutput, middleware.Metadata, error) {
				out, meta, err := next.HandleInitialize(ctx, in)
				if err == nil {
					err = p.note(in.Parameters, out.Result)
				}
				return out, meta, err
			}), middleware.After)
	}
}

// awsPages records by list which of its positions were returned.
type awsPages struct {
	mu   sync.Mutex
	seen map[string]map[string]bool
}

func (p *awsPages) note(input, output any) error {
	given, list, ok := cursor(input)
	next := awsNext(output)
	if !ok || given == "" && next == "" {
		return nil // no list, or a list of one page
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if given == "" || p.seen[list] == nil {
		p.seen[list] = map[string]bool{given: true}
	}
	switch seen := p.seen[list]; {
	case next == "":
		delete(p.seen, list)
	case seen[next]:
		return &PagesError{"it answers with a place in the list that was read before"}
	case len(seen) > maxAWSPages:
		return &PagesError{fmt.Sprintf("the list has more than %d pages", maxAWSPages)}
	default:
		seen[next] = true
	}
	return nil
}

// cursor returns the position in a list at which a request continues, and the rest of the request, which identifies the list. ok is false for
// other requests.
func cursor(input any) (at, list string, ok bool) {
	v := reflect.ValueOf(input)
	if v.Kind() != reflect.Pointer || v.IsNil() || v.Elem().Kind() != reflect.Struct {
		return "", "", false
	}
	rest := reflect.New(v.Elem().Type())
	rest.Elem().Set(v.Elem())
	for _, name := range []string{"NextToken", "ContinuationToken", "Marker"} {
		f := rest.Elem().FieldByName(name)
		if s, is := token(f); is {
			at, ok = s, true
			f.SetZero()
		}
	}
	if !ok {
		return "", "", false
	}
	text, err := json.Marshal(rest.Interface())
	if err != nil {
		return "", "", false // not the input of a list
	}
	return at, v.Type().String() + string(text), true
}

// awsNext returns the position at which a list continues after an answer, "" at its end. ContinuationToken is the position in some answers. In
// answers with NextContinuationToken it repeats the request's.
func awsNext(output any) string {
	v := reflect.ValueOf(output)
	if v.Kind() != reflect.Pointer || v.IsNil() || v.Elem().Kind() != reflect.Struct {
		return ""
	}
	for _, name := range []string{"NextContinuationToken", "NextToken", "NextMarker", "ContinuationToken", "Marker"} {
		if s, is := token(v.Elem().FieldByName(name)); is {
			return s
		}
	}
	return ""
}

// token reads a field that is a pointer to a string.
func token(f reflect.Value) (string, bool) {
	if !f.IsValid() || f.Type() != reflect.TypeFor[*string]() {
		return "", false
	}
	if s, _ := f.Interface().(*string); s != nil {
		return *s, true
	}
	return "", true
}
