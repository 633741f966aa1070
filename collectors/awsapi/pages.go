package awsapi

import (
	"context"
	"fmt"
	"iter"

	"github.com/envparity/envparity/internal/bounds"
)

// Pages yields the pages of a list until one names no next page. call is the method of a client of the SDK. token returns where the input keeps the token
// of the page to ask for, and the token of the next page that a page names. The last pair has the error of a page that could not be read.
//
// The paginators of the SDK take the client as an interface, for which the linker keeps every method of the client, with all that it needs: 8 MB
// for RDS alone. A method value keeps none but itself. The paginators also ask for ever where a service names one page twice.
func Pages[In, Out, Options any](
	ctx context.Context, call func(context.Context, *In, ...func(*Options)) (*Out, error), in *In, token func(*In, *Out) (**string, *string),
) iter.Seq2[*Out, error] {
	return func(yield func(*Out, error) bool) {
		seen := map[string]bool{}
		for {
			page, err := call(ctx, in)
			if err != nil {
				yield(nil, err)
				return
			}
			if !yield(page, nil) {
				return
			}
			at, next := token(in, page)
			if next == nil || *next == "" {
				return
			}
			switch {
			case seen[*next]:
				yield(nil, fmt.Errorf("page %d names a next page that was read before; ask whoever runs the server that answers in place of AWS", len(seen)+1))
				return
			case len(seen) == bounds.AWSPages:
				yield(nil, fmt.Errorf("the list has more than %d pages", bounds.AWSPages))
				return
			}
			seen[*next] = true
			*at = next
		}
	}
}
