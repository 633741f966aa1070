package awsapi_test

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"testing"

	"github.com/envparity/envparity/collectors/awsapi"
	"github.com/envparity/envparity/internal/bounds"
)

type (
	question struct{ token *string }
	answer   struct{ next *string }
)

func tokens(in *question, page *answer) (**string, *string) { return &in.token, page.next }

func TestPagesAreReadUntilThereIsNoNextOne(t *testing.T) {
	text := func(s string) *string { return &s }
	for name, x := range map[string]struct {
		next func(page int) *string // what page names
		fail int                    // the page that fails, 0 for none
		want int                    // pages read
		says string                 // of the error
	}{
		"one page":                 {func(int) *string { return nil }, 0, 1, ""},
		"an empty token":           {func(int) *string { return text("") }, 0, 1, ""},
		"three pages":              {func(page int) *string { return map[int]*string{1: text("b"), 2: text("c")}[page] }, 0, 3, ""},
		"an error":                 {func(page int) *string { return text(strconv.Itoa(page)) }, 3, 2, "out of order"},
		"a page that comes again":  {func(page int) *string { return text("a") }, 0, 2, "read before"},
		"a list that does not end": {func(page int) *string { return text(strconv.Itoa(page)) }, 0, bounds.AWSPages + 1, "more than"},
	} {
		t.Run(name, func(t *testing.T) {
			asked, read := 0, 0
			var failed error
			call := func(_ context.Context, in *question, _ ...func(*struct{})) (*answer, error) {
				asked++
				if asked == x.fail {
					return nil, errors.New("out of order")
				}
				if want := x.next(asked - 1); asked > 1 && (in.token == nil || *in.token != *want) {
					t.Errorf("page %d is asked for by another token", asked)
				}
				return &answer{next: x.next(asked)}, nil
			}
			for _, err := range awsapi.Pages(t.Context(), call, &question{}, tokens) {
				if err != nil {
					failed = err
					break
				}
				read++
			}
			if read != x.want || (failed != nil) != (x.says != "") || failed != nil && !strings.Contains(failed.Error(), x.says) {
				t.Errorf("%d pages, error %v; want %d, %q", read, failed, x.want, x.says)
			}
		})
	}
}
