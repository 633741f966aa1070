package parse

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	sigs "sigs.k8s.io/yaml"

	"github.com/envparity/envparity/snapshot"
)

// plainScalars are scalars on which versions and readers of YAML disagree, and some on which they agree.
func plainScalars() []string {
	out := strings.Fields(`0400 0644 0755 0o400 0x10 0X1F 0b101 -0b1 1_000 1__0 _1 1_ +12 -5 -012 09 08.5 00 0 007 1e3 1E3 1e+3 5.184e+06 1.0 1.50 .5 5. -.5 +.5 1e-7 1e21 1e22 12345678901234567890
		123456789012345678 190:20:30 12:30 1:1.5 .inf -.inf .nan yes Yes YES yEs no No NO nO on On ON off Off OFF oN y Y n N true True TRUE tRUE false False FALSE null Null NULL nuLL ~ 2020-01-01 2020-01-01T00:00:00Z
		1.2.3 10.0.0.1 30s 500m 256Mi 0x 0o8 0b2 1e 1e5e 0xfg - -- + . .. =  << true1 on1 none nope off-peak 1,000 0.1 -0 -0.0 0_7 0x_1 1_000.5 1.e3 e3 1e9999`)
	return append(out, "a b", "NO MORE", "1 2")
}

// TestYAML11ReadsScalarsAsKubectlDoes holds every scalar against sigs.k8s.io/yaml 1.6.0, as a value in block style, in flow style and
// below an anchor, which another reader of this package takes.
func TestYAML11ReadsScalarsAsKubectlDoes(t *testing.T) {
	for _, scalar := range plainScalars() {
		for _, form := range []string{"a: %s\n", "{b: 1, a: %s}\n", "x: &x 1\na: %s\n", "a: \"%s\"\n", "a: '%s' # c\n"} {
			text := fmt.Sprintf(form, scalar)
			asJSON, err := sigs.YAMLToJSON([]byte(text))
			res := YAML11([]byte(text))
			if err != nil {
				continue // infinity, which JSON has not, and what is no YAML
			}
			var want struct{ A any }
			d := json.NewDecoder(strings.NewReader(string(asJSON)))
			d.UseNumber()
			if err := d.Decode(&want); err != nil {
				t.Fatal(err)
			}
			if len(res.Docs) != 1 {
				t.Errorf("%q: %v; kubectl reads %s", text, res.Problems, asJSON)
				continue
			}
			if got, want := typed(res.Docs[0].Root.Child("a")), typedJSON(want.A); got != want {
				t.Errorf("%q: %s, kubectl reads %s", text, got, want)
			}
		}
	}
}

func typed(n *snapshot.Node) string {
	switch n.Kind {
	case snapshot.Null:
		return "null"
	case snapshot.Bool:
		return "bool " + n.Text
	case snapshot.Number:
		return "number " + decimalPlaces(n.Text)
	}
	return "string " + n.Text
}

func typedJSON(v any) string {
	switch v := v.(type) {
	case nil:
		return "null"
	case bool:
		return fmt.Sprintf("bool %v", v)
	case json.Number:
		return "number " + decimalPlaces(v.String())
	}
	return fmt.Sprintf("string %v", v)
}

// decimalPlaces drops noughts at the end of a fraction: a number's text keeps them, JSON does not.
func decimalPlaces(s string) string {
	if strings.Contains(s, ".") && !strings.Contains(s, "e") {
		s = strings.TrimSuffix(strings.TrimRight(s, "0"), ".")
	}
	return s
}

func TestBooleansOfYAML11KeepTheirTextWhereItIsNotKnownWhoReads(t *testing.T) {
	for text, want := range map[string]string{
		"NO": "bool NO", `"NO"`: "string NO", "yes": "bool yes", "On": "bool On", "True": "bool true", "y": "string y", "yES": "string yES", "0400": "number 0400", "1e3": "number 1e3",
	} {
		for _, form := range []string{"a: %s\n", "{a: %s}\n", "x: &x 1\na: %s\n"} {
			if got := typed(YAML([]byte(fmt.Sprintf(form, text))).Docs[0].Root.Child("a")); got != want {
				t.Errorf("%s: %s, want %s", text, got, want)
			}
		}
	}
}
