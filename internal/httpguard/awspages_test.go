package httpguard

import (
	"strings"
	"testing"
)

type listInput struct {
	Cluster   *string
	NextToken *string
}

type listOutput struct{ NextToken *string }

type bucketInput struct {
	Prefix            *string
	ContinuationToken *string
}

type bucketOutput struct{ NextContinuationToken, ContinuationToken *string }

func TestAListOfAWSThatRepeatsEnds(t *testing.T) {
	str := func(s string) *string { return &s }
	type page struct{ in, out any }
	list := func(at, next string) page { return page{&listInput{str("c"), str(at)}, &listOutput{str(next)}} }
	for _, c := range []struct {
		name  string
		pages []page
		wrong bool // the last page
	}{
		{"three pages", []page{list("", "1"), list("1", "2"), list("2", "")}, false},
		{"the same page again", []page{list("", "1"), list("1", "1")}, true},
		{"two pages in turn", []page{list("", "1"), list("1", "2"), list("2", "1")}, true},
		{"one list after another", []page{list("", "1"), list("1", ""), list("", "1"), list("1", "")}, false},
		{"a list that was left and begun anew", []page{list("", "1"), list("", "1")}, false},
		{"two lists at once", []page{list("", "1"), {&listInput{str("d"), nil}, &listOutput{str("1")}}, list("1", ""), {&listInput{str("d"), str("1")}, &listOutput{}}}, false},
		{"an echo of where it was", []page{{&bucketInput{}, &bucketOutput{NextContinuationToken: str("1")}}, {&bucketInput{nil, str("1")}, &bucketOutput{nil, str("1")}}}, false},
		{"a bucket that repeats", []page{{&bucketInput{}, &bucketOutput{NextContinuationToken: str("1")}}, {&bucketInput{nil, str("1")}, &bucketOutput{str("1"), str("1")}}}, true},
		{"no list", []page{{&struct{ Name *string }{str("x")}, &listOutput{str("1")}}, {"x", nil}}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := &awsPages{seen: map[string]map[string]bool{}}
			for i, page := range c.pages {
				err := p.note(page.in, page.out)
				if last := i == len(c.pages)-1; (err != nil) != (last && c.wrong) {
					t.Fatalf("page %d: %v", i+1, err)
				}
				if err != nil && !strings.Contains(err.Error(), "read before") {
					t.Error(err)
				}
			}
		})
	}
}
