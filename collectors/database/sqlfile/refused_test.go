package sqlfile

import (
	"errors"
	"strings"
	"testing"

	"github.com/wasilibs/go-pgquery/parser"
)

func TestAParserThatCannotRunOrRefusesIsAnErrorThatQuotesNothing(t *testing.T) {
	for name, c := range map[string]struct {
		parse func(string) (string, error)
		want  string
	}{
		"no memory":           {func(string) (string, error) { panic(errors.New("mmap: cannot allocate memory")) }, "see `ulimit -v`"},
		"a panic of any kind": {func(string) (string, error) { panic("out of reach") }, "cannot run here"},
		"a syntax error": {func(string) (string, error) {
			return "", &parser.Error{Message: `syntax error at or near "sunshine"`, Cursorpos: 5}
		}, "refuses it on line 2: syntax error"},
		"an error without a quote": {func(string) (string, error) { return "", &parser.Error{Message: "unterminated comment"} }, "refuses it on line 1: unterminated comment"},
		"an error of another kind": {func(string) (string, error) { return "", errors.New("out of data") }, "cannot read it: out of data"},
	} {
		_, err := parsed("a;\nb sunshine;\n", c.parse)
		if err == nil || !strings.HasSuffix(err.Error(), c.want) && !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "sunshine") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
