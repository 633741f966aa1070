package term

import (
	"strings"
	"testing"
)

func TestALogHoldsNoCommandOfACISystem(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"a workflow command", "::error::x\n", ":‹003A›error::x\n"},
		{"in a later line", "a\n::set-output name=x::y", "a\n:‹003A›set-output name=x::y"},
		{"after blanks", "   \t::add-mask::x", "   \t:‹003A›add-mask::x"},
		{"after a blank that is not ASCII", "\u00a0\u3000::error::x", "\u00a0\u3000:‹003A›error::x"},
		{"after a carriage return", "a\r::error::x", "a\r:‹003A›error::x"},
		{"within a line", "std::string a::b", "std::string a::b"},
		{"one colon", ":8080 is free\n", ":8080 is free\n"},
		{"an old command within a line", "value ##[set-output name=x]y", "value ##‹005B›set-output name=x]y"},
		{"Azure Pipelines", "x ##vso[task.setvariable variable=a]b", "x ##vso‹005B›task.setvariable variable=a]b"},
		{"TeamCity", "##teamcity[buildNumber '1']", "##teamcity‹005B›buildNumber '1']"},
		{"three hashes", "###[error]", "###‹005B›error]"},
		{"a heading", "## x [y]", "## x [y]"},
		{"one hash", "a#[b]", "a#[b]"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var whole, bytewise strings.Builder
			if n, err := Log(&whole).Write([]byte(c.in)); n != len(c.in) || err != nil {
				t.Errorf("%d %v", n, err)
			}
			w := Log(&bytewise)
			for i := range len(c.in) {
				if _, err := w.Write([]byte{c.in[i]}); err != nil {
					t.Fatal(err)
				}
			}
			if whole.String() != c.want || bytewise.String() != c.want {
				t.Errorf("%q, and byte by byte %q; want %q", whole.String(), bytewise.String(), c.want)
			}
		})
	}
}
