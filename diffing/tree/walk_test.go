package tree_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/envparity/envparity/diffing/tree"
	"github.com/envparity/envparity/diffing/vocabulary"
	"github.com/envparity/envparity/snapshot"
)

// recorder writes down what a walk hands to it. It goes into documents in strings.
type recorder struct {
	*tree.Walk

	lines []string
}

func (r *recorder) add(what string, nodes []*snapshot.Node) {
	texts := make([]string, len(nodes))
	for i, n := range nodes {
		switch {
		case r.Unknown(i):
			texts[i] = "?"
		case n == nil:
			texts[i] = "-"
		case n.Scalar():
			texts[i] = n.Text
		case n.Kind == snapshot.Map:
			texts[i] = "map"
		default:
			texts[i] = "list"
		}
	}
	r.lines = append(r.lines, strings.TrimSpace(snapshot.Path(r.Steps()).String()+" "+what)+": "+strings.Join(texts, " | "))
}

func (r *recorder) Scalars(nodes []*snapshot.Node) {
	if !r.Inside(nodes) {
		r.add("", nodes)
	}
}

func (r *recorder) TypesDiffer(nodes []*snapshot.Node)  { r.add("types differ", nodes) }
func (r *recorder) OrderDiffers(nodes []*snapshot.Node) { r.add("order differs", nodes) }
func (r *recorder) Single(nodes []*snapshot.Node)       { r.add("single", nodes) }
func (r *recorder) Equal(nodes []*snapshot.Node)        { r.add("equal", nodes) }
func (r *recorder) KeysMissing([]*snapshot.Node)        {}
func (r *recorder) Found() int                          { return 0 }

func (r *recorder) Absent(nodes []*snapshot.Node, whole, below bool) {
	what := "absent"
	if whole {
		what = "absent resource"
	}
	if below {
		what += ", and below"
	}
	r.add(what, nodes)
}

func (r *recorder) KeyVaries(nodes []*snapshot.Node) { r.add("key varies", nodes) }

func (r *recorder) Renamed(nodes []*snapshot.Node, names []string, misspelt bool) {
	r.add(fmt.Sprintf("renamed %q, misspelt %v", names, misspelt), nodes)
}

func (r *recorder) Unknowable(nodes []*snapshot.Node, columns []int) {
	r.add(fmt.Sprintf("unknowable in %d", columns), nodes)
}

// covered is a Coverage that has observed everything but the resources of some columns.
type covered struct{ missed []int }

func (c covered) Unknown(column, _ int, _ *snapshot.Resource) (string, bool) {
	if slices.Contains(c.missed, column) {
		return "not observed", true
	}
	return "", false
}

func (covered) Blank(int, *snapshot.Resource) string { return "" }
func (covered) Torn(int, *snapshot.Resource) string  { return "not read whole" }

// walk walks one resource. documents are JSON by environment, the reference last; "" for an environment without the resource. A map with the key
// "…" was not read whole.
func walk(t *testing.T, c tree.Coverage, documents ...string) []string {
	t.Helper()
	environments := []string{"dev", "staging", "prod"}[3-len(documents):]
	s := tree.Setup{Reference: len(documents) - 1, Coverage: c}
	var words []vocabulary.Env
	at := make([]*snapshot.Resource, len(documents))
	for i, text := range documents {
		words = append(words, vocabulary.Env{Name: environments[i], Reference: i == s.Reference})
		s.Columns = append(s.Columns, tree.Column{Env: i, Voice: i})
		s.Of = append(s.Of, []int{i})
		s.First = append(s.First, len(documents)-1-i)
		if text != "" {
			var v any
			if err := json.Unmarshal([]byte(text), &v); err != nil {
				t.Fatal(err)
			}
			at[i] = &snapshot.Resource{Type: "files", Kind: "file", Name: "shop.json", Root: node("", v)}
		}
	}
	s.Lexicon = vocabulary.NewLexicon(vocabulary.New(words))
	r := &recorder{}
	r.Walk = tree.New(s, r)
	r.Resource(at)
	return r.lines
}

func node(key string, v any) snapshot.Node {
	n := snapshot.Node{Key: key}
	switch x := v.(type) {
	case nil:
		n.Kind = snapshot.Null
	case bool:
		n.Kind, n.Text = snapshot.Bool, fmt.Sprint(x)
	case float64:
		n.Kind, n.Text = snapshot.Number, fmt.Sprint(x)
	case string:
		n.Kind, n.Text = snapshot.String, x
	case []any:
		n.Kind = snapshot.List
		for _, e := range x {
			n.Children = append(n.Children, node("", e))
		}
	case map[string]any:
		n.Kind = snapshot.Map
		for k, e := range x {
			if k == "…" {
				n.Flags |= snapshot.FlagPartial
				continue
			}
			n.Children = append(n.Children, node(k, e))
		}
		slices.SortFunc(n.Children, func(a, b snapshot.Node) int { return strings.Compare(a.Key, b.Key) })
	}
	return n
}

func TestNodesOfOnePlaceMeet(t *testing.T) {
	for name, c := range map[string]struct {
		documents []string
		want      []string
	}{
		"map entries meet by key": {
			[]string{`{"a": 1, "b": {"c": 2}}`, `{"b": {"c": 3}, "a": 1}`},
			[]string{"a: 1 | 1", "b.c: 2 | 3"},
		},
		"keys meet that differ by the environments' names": {
			[]string{`{"host_staging": "a", "x": 1}`, `{"host_prod": "b", "x": 1}`},
			[]string{"x: 1 | 1", "host_prod: a | b", "host_prod key varies: a | b"},
		},
		"keys meet that differ by a generated suffix": {
			[]string{`{"web-5d4f8c7b9d": {"a": 1, "b": 2}}`, `{"web-7c9d8b6f5f": {"a": 1, "b": 3}}`},
			[]string{"web-7c9d8b6f5f.a: 1 | 1", "web-7c9d8b6f5f.b: 2 | 3", "web-7c9d8b6f5f key varies: map | map"},
		},
		"a key in another spelling is misspelt": {
			[]string{`{"log-level": "info"}`, `{"LOG_LEVEL": "debug"}`},
			[]string{`LOG_LEVEL renamed ["log-level" "LOG_LEVEL"], misspelt true: info | debug`},
		},
		"a key with one letter more is misspelt": {
			[]string{`{"MAX_CONNECTION": 5}`, `{"MAX_CONNECTIONS": 50}`},
			[]string{`MAX_CONNECTIONS renamed ["MAX_CONNECTION" "MAX_CONNECTIONS"], misspelt true: 5 | 50`},
		},
		"a key with half its words and all that it holds was renamed": {
			[]string{`{"api_old_files": {"host": "files.example"}}`, `{"api_new_files": {"host": "files.example"}}`},
			[]string{
				`api_new_files renamed ["api_old_files" "api_new_files"], misspelt false: map | map`,
				"api_new_files.host: files.example | files.example",
			},
		},
		"keys that have nothing in common are absent": {
			[]string{`{"a": "one"}`, `{"b": "two"}`},
			[]string{"a absent: one | -", "b absent: - | two"},
		},
		"elements meet by merge key in any order": {
			[]string{`{"l": [{"name": "a", "v": 1}, {"name": "b", "v": 2}]}`, `{"l": [{"name": "b", "v": 2}, {"name": "a", "v": 3}]}`},
			[]string{"l[name=a].name: a | a", "l[name=a].v: 1 | 3", "l[name=b].name: b | b", "l[name=b].v: 2 | 2"},
		},
		"of a variable that is given twice the last one counts": {
			[]string{`{"env": [{"name": "A", "value": "1"}, {"name": "A", "value": "2"}]}`, `{"env": [{"name": "A", "value": "3"}]}`},
			[]string{"env[name=A].name: A | A", "env[name=A].value: 2 | 3"},
		},
		"elements without a key meet if they are most alike": {
			[]string{`{"l": [{"a": 1, "b": 2, "c": 3}, {"a": 7, "b": 8, "c": 9}]}`, `{"l": [{"a": 7, "b": 8, "c": 5}, {"a": 1, "b": 2, "c": 3}]}`},
			[]string{"l[1].a: 1 | 1", "l[1].b: 2 | 2", "l[1].c: 3 | 3", "l[0].a: 7 | 7", "l[0].b: 8 | 8", "l[0].c: 9 | 5"},
		},
		"elements that are about two things do not meet": {
			[]string{`{"l": [{"do": "get", "on": "arn:aws:s3:::logs/old/*"}, {"do": "x"}]}`, `{"l": [{"do": "get", "on": "arn:aws:s3:::mail/new/*"}, {"do": "y"}]}`},
			[]string{"l[0] absent: map | -", "l[1] absent: map | -", "l[0] absent: - | map", "l[1] absent: - | map"},
		},
		"scalars in a list meet at any index": {
			[]string{`{"tags": ["a", "b"]}`, `{"tags": ["b", "a", "c"]}`},
			[]string{"tags[=a]: a | a", "tags[=b]: b | b", "tags[=c] absent: - | c"},
		},
		"the last two scalars of lists replaced one another": {
			[]string{`{"profiles": ["web", "fast"]}`, `{"profiles": ["web", "slow"]}`},
			[]string{"profiles[=web]: web | web", "profiles[1]: fast | slow"},
		},
		"arguments meet by their flag": {
			[]string{`{"args": ["--level=info", "--size=1"]}`, `{"args": ["--size=2", "--level=debug"]}`},
			[]string{"args[=--level]: --level=info | --level=debug", "args[=--size]: --size=1 | --size=2"},
		},
		"the order of a command has a meaning": {
			[]string{`{"command": ["run", "first", "second"]}`, `{"command": ["run", "second", "first"]}`},
			[]string{"command[=run]: run | run", "command[=first]: first | first", "command[=second]: second | second", "command order differs: list | list"},
		},
		"a scalar meets a list of one where the format allows both": {
			[]string{`{"Action": "s3:Get"}`, `{"Action": ["s3:Get"]}`},
			[]string{"Action[0]: s3:Get | s3:Get"},
		},
		"a map and a list do not meet": {
			[]string{`{"a": {"b": 1}}`, `{"a": [1]}`},
			[]string{"a types differ: map | list"},
		},
		"documents in strings are walked": {
			[]string{`{"doc": "{\"a\": 1, \"b\": 2}"}`, `{"doc": "{\"b\": 2, \"a\": 3}"}`},
			[]string{"doc:a: 1 | 3", "doc:b: 2 | 2"},
		},
		"a document as text meets one as tree": {
			[]string{`{"doc": "{\"a\": 1}"}`, `{"doc": {"a": 2}}`},
			[]string{"doc:a: 1 | 2"},
		},
		"an expression meets no value": {
			[]string{`{"a": "${x}"}`, `{"a": "y"}`},
			[]string{"a single: ? | y", "a unknowable in [0]: ? | y"},
		},
		"two expressions meet": {
			[]string{`{"a": "${x}"}`, `{"a": "${y}"}`},
			[]string{"a: ${x} | ${y}"},
		},
		"the others are walked below a map that one environment lacks": {
			[]string{`{}`, `{"a": {"b": {"c": 1}}}`, `{"a": {"b": {"c": 2}}}`},
			[]string{"a absent, and below: - | map | map", "a.b.c: - | 1 | 2"},
		},
		"a resource that one environment lacks is absent once": {
			[]string{``, `{"a": {"b": {"c": 1}}}`},
			[]string{"absent resource: - | map"},
		},
		"what a map lacks that was not read whole is unknown": {
			[]string{`{"…": 0, "a": 1}`, `{"a": 1, "b": 2}`},
			[]string{"a: 1 | 1", "b single: ? | 2"},
		},
		"keys do not meet under two names in maps of which none was read whole": {
			[]string{`{"…": 0, "MAX_CONNECTION": 5, "other": "one"}`, `{"…": 0, "MAX_CONNECTIONS": 50}`},
			[]string{"MAX_CONNECTION single: 5 | ?", "MAX_CONNECTIONS single: ? | 50", "other single: one | ?"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			if got := walk(t, covered{}, c.documents...); !slices.Equal(got, c.want) {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(c.want, "\n"))
			}
		})
	}
}

func TestAResourceThatWasNotObservedIsUnknown(t *testing.T) {
	got := walk(t, covered{missed: []int{0}}, ``, `{"a": 1}`, `{"a": 2}`)
	if want := []string{"a: ? | 1 | 2"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	got = walk(t, covered{missed: []int{0}}, ``, `{"a": 1}`)
	if want := []string{"single: ? | map"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}
