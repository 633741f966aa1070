package parse

import (
	"strings"
	"testing"
)

// A million brackets must end in a problem: the library for JSON with comments would exhaust the stack, which ends the program.
func TestJSONThatIsNestedTooDeepIsRefused(t *testing.T) {
	for _, f := range []Format{FormatJSON, FormatJSONC} {
		for name, text := range map[string]string{
			"open":            strings.Repeat("[", 1_000_000),
			"closed":          strings.Repeat("[", 1_000_000) + strings.Repeat("]", 1_000_000),
			"behind a string": `{"a": "\"]", "b": ` + strings.Repeat("[", 1_000_000),
		} {
			if res := Text(f, []byte(text)); len(res.Problems) != 1 || !res.Problems[0].Lost {
				t.Errorf("%s, %s: %+v", f, name, res.Problems)
			}
		}
		if res := Text(f, []byte(`{"a": "`+strings.Repeat("[", 5000)+`"}`)); len(res.Problems) != 0 {
			t.Errorf("%s: brackets in a string are no nesting: %+v", f, res.Problems)
		}
	}
}

// systemd ignores an assignment without a name, and what stands there may be a secret that lost its name.
func TestAnEnvironmentOfAUnitWithoutANameIsNotRead(t *testing.T) {
	res := Text(FormatUnit, []byte("[Service]\nEnvironment=hunter2hunter2\nEnvironment=A=1\n"))
	if len(res.Problems) != 1 || res.Problems[0].Line != 2 {
		t.Errorf("%+v", res.Problems)
	}
	if n := res.Docs[0].Root.Get("Service", "Environment"); n == nil || n.Text != "A=1" {
		t.Errorf("%+v", n)
	}
}
