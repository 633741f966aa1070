//go:build suites

package parse_test

import (
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"github.com/envparity/envparity/collectors/parse"
	"github.com/envparity/envparity/fixtures/suites"
	"github.com/envparity/envparity/snapshot"
)

// tally is a suite's count with a way of comparing documents.
type tally struct{ suites.Tally }

// plainValue is a node as JSON has it.
func plainValue(n *snapshot.Node) any {
	switch n.Kind {
	case snapshot.Map:
		m := map[string]any{}
		for i := range n.Children {
			m[n.Children[i].Key] = plainValue(&n.Children[i])
		}
		return m
	case snapshot.List:
		l := []any{}
		for i := range n.Children {
			l = append(l, plainValue(&n.Children[i]))
		}
		return l
	case snapshot.Null:
		return nil
	}
	return n.Text
}

// flat writes values for comparison: scalars as text, since numbers are kept as they are written.
func flat(v any) string {
	switch v := v.(type) {
	case map[string]any:
		keys := make([]string, 0, len(v))
		for k := range v {
			keys = append(keys, k)
		}
		sort.Strings(keys)
		var b strings.Builder
		for _, k := range keys {
			fmt.Fprintf(&b, "%q:%s,", k, flat(v[k]))
		}
		return "{" + b.String() + "}"
	case []any:
		var b strings.Builder
		for _, e := range v {
			b.WriteString(flat(e) + ",")
		}
		return "[" + b.String() + "]"
	case nil:
		return "null"
	case float64:
		return fmt.Sprintf("%q", fmt.Sprint(v))
	}
	return fmt.Sprintf("%q", fmt.Sprint(v))
}

// unmarked turns the characters that yaml-test-suite shows white space by into white space.
func unmarked(s string) string {
	s = strings.NewReplacer("␣", " ", "»", "\t", "—", "", "↵", "", "⇔", "\ufeff", "←", "\r").Replace(s)
	return strings.TrimSuffix(s, "∎\n")
}

func TestSuiteYAML(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(suites.Dir(t, "yaml/yaml-test-suite"), "src", "*.yaml"))
	if err != nil || len(files) < 300 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	var y tally
	for _, f := range files {
		src, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		var cases []struct {
			YAML string
			JSON *string
			Fail bool
		}
		if err := yaml.Unmarshal(src, &cases); err != nil {
			t.Fatalf("%s: %v", f, err)
		}
		before := ""
		for i, c := range cases {
			if c.YAML == "" { // as the one before, to the suite
				c.YAML = before
			}
			before = c.YAML
			name := fmt.Sprintf("%s/%d", strings.TrimSuffix(filepath.Base(f), ".yaml"), i)
			res := parse.YAML([]byte(unmarked(c.YAML)))
			switch {
			case c.Fail && res.Lost(), !c.Fail && c.JSON == nil && !res.Lost():
				y.Right++
			case c.Fail:
				y.Wrongly(name + ": accepted, and is not valid")
			case res.Lost():
				y.Refused++
			default:
				y.compare(name, &res, *c.JSON)
			}
		}
	}
	y.Report(t, yamlDisagreements()...)
}

// compare holds documents against a stream of JSON values.
func (y *tally) compare(name string, res *parse.Result, stream string) {
	var want, got []string
	d := json.NewDecoder(strings.NewReader(stream))
	d.UseNumber()
	for {
		var v any
		if err := d.Decode(&v); err == io.EOF {
			break
		} else if err != nil {
			return
		}
		want = append(want, flat(v))
	}
	for i := range res.Docs {
		got = append(got, flat(plainValue(&res.Docs[i].Root)))
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		y.Wrongly(fmt.Sprintf("%s: read as %s, want %s", name, strings.Join(got, " --- "), strings.Join(want, " --- ")))
		return
	}
	y.Right++
}

func TestSuiteTOML(t *testing.T) {
	dir := filepath.Join(suites.Dir(t, "toml-lang/toml-test"), "tests")
	list, err := os.ReadFile(filepath.Join(dir, "files-toml-1.1.0"))
	if err != nil {
		t.Fatal(err)
	}
	var y tally
	for _, name := range strings.Fields(string(list)) {
		if filepath.Ext(name) != ".toml" {
			continue
		}
		src, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		res := parse.Text(parse.FormatTOML, src)
		invalid := strings.HasPrefix(name, "invalid/")
		repaired := len(res.Problems) > 0 // text that is no UTF-8 is a problem, too
		switch {
		case invalid && repaired, !invalid && !res.Lost():
			y.Right++
		case invalid:
			y.Wrongly(name + ": accepted, and is not valid")
		default:
			y.Wrongly(name + ": refused, and is valid")
		}
	}
	y.Report(t, tomlDisagreements()...)
}

func TestSuiteJSON(t *testing.T) {
	var y tally
	either := 0
	err := filepath.WalkDir(filepath.Join(suites.Dir(t, "nst/JSONTestSuite"), "test_parsing"), func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		src, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		res := parse.JSON(src)
		bad := len(res.Problems) > 0
		switch name := e.Name(); {
		case name[0] == 'i':
			either++
		case name[0] == 'y' && !res.Lost(), name[0] == 'n' && bad:
			y.Right++
		case name[0] == 'y':
			y.Wrongly(name + ": refused, and is valid")
		default:
			y.Wrongly(name + ": accepted, and is not valid")
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d more are left to the implementation by the suite", either)
	y.Report(t, jsonDisagreements()...)
}

// yamlDisagreements are the cases that are read otherwise than the suite has it; docs/collectors/files.md gives the reasons.
func yamlDisagreements() []string {
	return []string{
		// Tags of their own are kept as a part of what is said.
		"5TYM/0", "6CK3/0", "6WLZ/0", "7FWL/0", "9WXW/0", "C4HZ/0", "CC74/0", "CUP7/0", "M5C3/0", "P76L/0", "UGM3/0", "Z67P/0", "Z9M4/0",
		// Documents of nothing are left out.
		"6XDY/0", "6ZKB/0", "9DXL/0", "PUW8/0",
		// The library accepts what is not valid.
		"9C9N/0", "9JBA/0", "9MMA/0", "B63P/0", "CVW2/0", "DK95/1", "G5U8/0", "H7TQ/0", "HRE5/0", "MUS6/0", "QB6E/0", "S98Z/0", "SU5Z/0", "U99R/0", "X4QW/0", "Y79Y/3", "YJV2/0",
		// The library reads it in another way: "?" before a word, a block's last blank line, a colon in an anchor.
		"652Z/0", "HM87/1", "L24T/1", "Y2GN/0",
	}
}

func tomlDisagreements() []string { return []string{"invalid/encoding/utf16-bom.toml"} } // UTF-16 is read

// jsonDisagreements are several values in a row, which is how logs and streams are written.
func jsonDisagreements() []string {
	return []string{"n_structure_double_array.json", "n_structure_object_with_trailing_garbage.json"}
}
