package parse

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/envparity/envparity/fixtures/workloads"
	"github.com/envparity/envparity/snapshot"
)

// readBoth reads every document of src with the block reader and, where that does not decline, with the library, and fails the
// test unless they say the same. It returns how many documents there were and how many the block reader took.
func readBoth(t *testing.T, src []byte) (docs, taken int) {
	t.Helper()
	readBothBy(t, src, yaml11)
	return readBothBy(t, src, written)
}

func readBothBy(t *testing.T, src []byte, s schema) (docs, taken int) {
	t.Helper()
	for _, c := range splitYAML(src) {
		if blank(c.text) {
			continue
		}
		if c.behind > 0 {
			continue
		}
		docs++
		ours := newBuilder(NewInterner())
		ours.schema = s
		root, ok := ours.block.read(c.text, c.line)
		if !ok {
			if len(ours.problems) > 0 {
				t.Fatalf("declined, and told %v all the same\n%s", ours.problems, c.text)
			}
			continue
		}
		taken++
		theirs := newBuilder(NewInterner())
		theirs.schema = s
		want, failed := theirs.libraryDocument(c)
		if failed {
			t.Fatalf("read what the library refuses: %v\n%s", theirs.problems, c.text)
		}
		if where := differ(&root, &want.Root, ""); where != "" {
			t.Fatalf("%s\n%q", where, c.text)
		}
		if len(ours.problems)+len(theirs.problems) > 0 && !reflect.DeepEqual(ours.problems, theirs.problems) {
			t.Fatalf("told %v, the library's tree yields %v\n%s", ours.problems, theirs.problems, c.text)
		}
	}
	return docs, taken
}

// differ says where two trees differ, "" if nowhere.
func differ(a, b *snapshot.Node, at string) string {
	x, y := *a, *b
	x.Children, y.Children = nil, nil
	if !reflect.DeepEqual(x, y) || len(a.Children) != len(b.Children) {
		x.Text, y.Text = clip(x.Text), clip(y.Text)
		return at + ": read as " + describe(&x, len(a.Children)) + ", by the library as " + describe(&y, len(b.Children))
	}
	for i := range a.Children {
		if where := differ(&a.Children[i], &b.Children[i], at+"/"+a.Children[i].Key); where != "" {
			return where
		}
	}
	return ""
}

func describe(n *snapshot.Node, children int) string {
	return strings.Join([]string{"kind", string('0' + rune(n.Kind)), n.Key, n.Text, "line", itoa(int(n.Line)), "children", itoa(children)}, " ")
}

func itoa(n int) string {
	if n < 10 {
		return string('0' + rune(n))
	}
	return itoa(n/10) + string('0'+rune(n%10))
}

func TestBlockReaderReadsAsTheLibraryDoes(t *testing.T) {
	taken := map[string]bool{ // whether the block reader is expected to take it
		"a: b\n":                                  true,
		"a: b":                                    true,
		"---\na: 1\nb: 2.5\nc: true\nd: ~\ne:\n":  true,
		"a:\n  b:\n    c: d\n  e: f\ng: h\n":      true,
		"a:\n- b\n- c\nd: e\n":                    true,
		"a:\n  - b: c\n    d: e\n  - f\n  -\n":    true,
		"- a\n-\n  b: c\n-\n  - d\n":              true,
		"a: 'it''s'\nb: \"x\\ty\\n\\\\\"\n":       true,
		"'a': b\n\"c d\": e\n":                    true,
		"a: [b, 'c', \"d e\", 1, [x], {y: z}]\n":  true,
		"a: {}\nb: []\nc: { d: e }\n":             true,
		"a: |\n  x\n   y\n\n  z\nb: c\n":          true,
		"a: |-\n  x\n\n\nb: c\n":                  true,
		"a: |+\n  x\n\n\nb: c\n":                  true,
		"a: >\n  x\n  y\n\n  z\n    w\n  v\n":     true,
		"a: >-\n\n  x\n  y\n":                     true,
		"a: |\n  x":                               true,
		"a: |\n  x\n   ":                          true,
		"a: |\n  x\ty\n":                          true,
		"- |\n x\n- >\n y\n":                      true,
		"a: b # c\n# d\n\n  # e\nf: g\n":          true,
		"a: http://x:80/y#z\n":                    true,
		"a: --flag\nb: -1\nc: 1.2.3\nd: 0x1F\n":   true,
		"a: 2024-01-01\nb: 1_000\nc: .5\nd: .inf": true,
		"a: 1\nb: 2\na: 3\n":                      true, // a key twice is told
		"ключ: значение\n":                        true,
		"a: &x b\nc: *x\n":                        false,
		"a: !Ref b\n":                             false,
		"<<: {a: b}\n":                            false,
		"a: b\n  c\n":                             false, // a scalar over two lines
		"a: \"b\n  c\"\n":                         false,
		"a:\tb\n":                                 false,
		"a: b: c\n":                               false,
		"a: |2\n    x\n":                          false,
		"? a\n: b\n":                              false,
		"a\n":                                     false,
		"%YAML 1.2\n---\na: b\n":                  false,
		"a: b\r\nc: d\r\n":                        false,
		"{{ .Values.x }}: y\n":                    false,
		"a: - b\n":                                false,
		"a:\n  b: c\n d: e\n":                     false,
		"- - a\n":                                 false,
		"a: 'b' c\n":                              false,
		"a: b\n- c\n":                             false,
		"a: x\u0085y\n":                           false,
		"a: @b\n":                                 false,
	}
	for src, want := range taken {
		if _, n := readBoth(t, []byte(src)); (n > 0) != want {
			t.Errorf("%q: taken %v, want %v", src, n > 0, want)
		}
	}
}

func TestBlockReaderTakesWhatIsGenerated(t *testing.T) {
	dir := t.TempDir()
	if _, _, err := workloads.Generate(dir, workloads.Spec{Workloads: 40, Envs: []string{"a", "b"}, Drifts: 10, Seed: 3}); err != nil {
		t.Fatal(err)
	}
	src, err := os.ReadFile(filepath.Join(dir, "a", "part-0000.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	if docs, taken := readBoth(t, src); docs != 120 || taken != docs {
		t.Errorf("%d documents, of which %d were taken; want all of 120", docs, taken)
	}
}

func FuzzBlockReader(f *testing.F) {
	for _, src := range []string{
		"a: b\nc:\n- d: 'e'\n  f: [g, {h: 1}]\n-\n  - x\n", "a: |\n  b\n\n   c\nd: >-\n  e\n  f\n", "\"a\": \"b\\\"c\" # d\n---\n- |+\n  x\n\n",
		"a: 1e3\nb: 0o7\nc: +.inf\nd: 1_0\ne: 2001-12-14\nf: 0b1\n", "a:\n  b:\n\n  # c\n    d: e\n", "k: {a: 'b', c: \"d\"}\nk: ~\n",
	} {
		f.Add([]byte(src))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		if len(src) > 1<<16 {
			t.Skip()
		}
		if src, problems := UTF8(src); len(problems) == 0 {
			readBoth(t, src)
		}
	})
}
