package snapshot

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func sample() *Snapshot {
	s := &Snapshot{
		Project: "shop", Environment: "staging", Label: "v1.8.0", Taken: time.Date(2026, 11, 20, 10, 0, 0, 0, time.UTC), Key: "0011",
		Outcomes: []Outcome{
			{Collector: "kubernetes", Source: "deploy", Status: Partial, Resources: 1, Error: "x.yaml:3: bad", Took: time.Second, Gaps: []Gap{{File: "x.yaml", Why: "it does not parse"}}},
		},
		Resources: []Resource{{
			Type: "kubernetes", Collector: "cluster", Kind: "Deployment", Scope: "shop", Name: "orders", Pillar: Infrastructure,
			Labels: map[string]string{"team": "pay<ments"}, Source: Source{File: "a.yaml", Line: 3}, Files: []string{"b.yaml"},
			Root: Node{Kind: Map, Line: 3, Children: []Node{
				{Key: "a\"b\\\n\x01é", Kind: String, Text: "tab\tand \u2028 and <b>", Line: 9},
				{Key: "b", Kind: Number, Text: "0x1F", Line: 5},
				{Key: "c", Kind: Number, Text: "1.50e3", Line: 5, File: 1},
				{Key: "d", Kind: Secret, Text: "hmac:00", Flags: FlagSensitive | FlagEmpty},
				{Key: "d2", Kind: Secret, Text: "hmac:01", Flags: FlagSensitive, Line: 7, Children: []Node{{Kind: String, Text: "x-dev/x", Line: 7}}},
				{Key: "e", Kind: Unknown, Text: "var.x"},
				{Key: "f", Kind: List, Flags: FlagSet, Children: []Node{{Kind: Null}, {Kind: Bool, Text: "true"}, {Kind: Map}, {Kind: List}}},
			}},
		}},
	}
	s.Normalize()
	return s
}

func encode(t testing.TB, s *Snapshot) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, s); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestAFileSaysTheTypeWhereItIsNotTheName(t *testing.T) {
	for name, c := range map[string]struct {
		typ, collector, line, want string
	}{
		"a source with a name of its own": {"kubernetes", "cluster", `"type":"kubernetes","collector":"cluster"`, "kubernetes"},
		"a source called by its type":     {"kubernetes", "kubernetes", `{"collector":"kubernetes"`, "kubernetes"},
		"a file of an earlier version":    {"", "cluster", `{"collector":"cluster"`, "cluster"},
	} {
		t.Run(name, func(t *testing.T) {
			s := sample()
			s.Resources[0].Type, s.Resources[0].Collector = c.typ, c.collector
			text := encode(t, s)
			if !strings.Contains(string(text), c.line) {
				t.Errorf("no %s in\n%s", c.line, text)
			}
			got, err := Read(bytes.NewReader(text))
			if err != nil {
				t.Fatal(err)
			}
			if r := &got.Resources[0]; r.SourceType() != c.want || r.Collector != c.collector {
				t.Errorf("read back as type %q of collector %q", r.SourceType(), r.Collector)
			}
		})
	}
}

func TestSnapshotSurvivesItsFile(t *testing.T) {
	s := sample()
	text := encode(t, s)
	if !json.Valid(text) {
		t.Errorf("not one JSON document:\n%s", text)
	}
	got, err := Read(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	again := encode(t, got)
	opened(got)
	if !reflect.DeepEqual(got, s) {
		t.Errorf("read back\n%+v\nwrote\n%+v", got, s)
	}
	if !bytes.Equal(again, text) {
		t.Errorf("written again\n%s\nfirst\n%s", again, text)
	}
	var z bytes.Buffer
	w := gzip.NewWriter(&z)
	_, _ = w.Write(text)
	_ = w.Close()
	if got, err = Read(&z); err != nil {
		t.Fatal("gzipped:", err)
	}
	if opened(got); !reflect.DeepEqual(got, s) {
		t.Errorf("gzipped\n%+v\nwrote\n%+v", got, s)
	}
}

func TestSnapshotWithoutResourcesSurvives(t *testing.T) {
	s := &Snapshot{Environment: "dev", Outcomes: []Outcome{}}
	got, err := Read(bytes.NewReader(encode(t, s)))
	if err != nil || got.Environment != "dev" {
		t.Fatal(got, err)
	}
}

func TestEveryTruncationIsRefused(t *testing.T) {
	text := encode(t, sample())
	for n := range len(text) - 1 { // the last byte is the line end, which nobody misses
		if _, err := Read(bytes.NewReader(text[:n])); !errors.Is(err, ErrFormat) {
			t.Fatalf("the first %d of %d bytes: %v", n, len(text), err)
		}
	}
}

func TestEveryChangedByteIsRefused(t *testing.T) {
	text := encode(t, sample())
	for i := range text[:len(text)-1] {
		broken := bytes.Clone(text)
		broken[i] ^= 1
		if _, err := Read(bytes.NewReader(broken)); err == nil {
			t.Fatalf("byte %d changed and nobody noticed", i)
		}
	}
}

func TestRefusalsSayWhy(t *testing.T) {
	text := string(encode(t, sample()))
	tests := []struct{ name, text, want string }{
		{"an empty file", "", "empty or cut short"},
		{"another format", "apiVersion: v1\n", "not a snapshot file of envparity"},
		{"another JSON document", `{"version":4,"serial":1}`, "not a snapshot file of envparity"},
		{"a newer version", strings.Replace(text, "snapshot/v1", "snapshot/v2", 1), "written by a newer envparity (envparity.snapshot/v2), this one reads envparity.snapshot/v1"},
		{"another schema", strings.Replace(text, "envparity.snapshot/v1", "envparity.report/v1", 1), `its schema is "envparity.report/v1"`},
		{"half of it", text[:len(text)/2], "cut short"},
		{"a changed value", strings.Replace(text, "0x1F", "0x2F", 1), "does not match its digest"},
		{"two in one file", text + text, "something follows its end"},
		{"a broken gzip layer", "\x1f\x8bxxxx", "gzip layer is broken"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := Read(strings.NewReader(tt.text))
			if !errors.Is(err, ErrFormat) || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want it to say %q", err, tt.want)
			}
		})
	}
}

func anyNode(depth int) *rapid.Generator[Node] {
	return rapid.Custom(func(t *rapid.T) Node {
		n := Node{
			Line:  rapid.Int32Range(0, 1<<30).Draw(t, "line"),
			Flags: Flags(rapid.SampledFrom([]int{0, 0, 0, 1, 8, 255}).Draw(t, "flags")),
			File:  int16(rapid.IntRange(0, 1).Draw(t, "file")),
			Kind:  Kind(rapid.IntRange(int(Absent), int(Unknown)).Draw(t, "kind")),
			Text:  rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"", "1", "-0.5e-3", "true", "null", "01", "\xff", `"`})).Draw(t, "text"),
		}
		if depth > 0 && (n.Kind == Map || n.Kind == List) {
			for range rapid.IntRange(0, 4).Draw(t, "children") {
				c := anyNode(depth-1).Draw(t, "child")
				c.Key = rapid.String().Draw(t, "key")
				n.Children = append(n.Children, c)
			}
		}
		return n
	})
}

func TestAnyNormalizedSnapshotSurvivesItsFile(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := &Snapshot{Environment: rapid.String().Draw(t, "env"), Outcomes: []Outcome{}}
		valid(&s.Environment)
		for range rapid.IntRange(0, 5).Draw(t, "resources") {
			s.Resources = append(s.Resources, Resource{
				Kind: rapid.String().Draw(t, "kind"), Name: rapid.String().Draw(t, "name"), Files: []string{"x"}, Root: anyNode(3).Draw(t, "root"),
			})
		}
		s.Normalize()
		var b bytes.Buffer
		if err := Write(&b, s); err != nil {
			t.Fatal(err)
		}
		got, err := Read(bytes.NewReader(b.Bytes()))
		if err != nil {
			t.Fatalf("%v\n%s", err, b.String())
		}
		if len(s.Resources) == 0 {
			s.Resources, got.Resources = nil, nil
		}
		opened(s)
		opened(got)
		if !reflect.DeepEqual(got, s) {
			t.Fatalf("read back\n%+v\nwrote\n%+v", got, s)
		}
	})
}

func TestNormalizeIsIdempotentAndBounded(t *testing.T) {
	deep := Node{Kind: String, Text: "bottom"}
	for range MaxDepth + 5 {
		deep = Node{Kind: Map, Children: []Node{{Key: "z", Kind: String, Text: "first"}, {Key: "a"}, deep}}
		deep.Children[2].Key = "z"
	}
	s := &Snapshot{Resources: []Resource{{Root: deep}}, Outcomes: []Outcome{}}
	s.Normalize()
	once := encode(t, s)
	s.Normalize()
	if !bytes.Equal(once, encode(t, s)) {
		t.Error("a second Normalize changed the bytes")
	}
	if _, err := Read(bytes.NewReader(once)); err != nil {
		t.Error(err)
	}
	if got := len(s.Resources[0].Root.Children); got != 2 {
		t.Errorf("the root has %d children, want the later of the two z and a", got)
	}
}

// opened gives the resources of s their trees back, so that two snapshots can be held against each other.
func opened(s *Snapshot) {
	for i := range s.Resources {
		r := &s.Resources[i]
		r.Root = *r.Tree()
		r.packed, r.words, r.nodes = "", nil, 0
	}
}

func FuzzRead(f *testing.F) {
	f.Add(encode(f, sample()))
	f.Add([]byte(`{"schema":"envparity.snapshot/v1","outcomes":[],"count":0,"resources":[` + "\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		s, err := Read(bytes.NewReader(data))
		if err != nil {
			return
		}
		var b bytes.Buffer
		if err := Write(&b, s); err != nil {
			t.Fatal(err)
		}
	})
}

// FuzzResource goes past the digest, which no fuzzer guesses.
func FuzzResource(f *testing.F) {
	s := sample()
	line, err := appendResource(nil, &s.Resources[0], &Opener{})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(string(line))
	f.Add(`{"kind":"","root":{"a":[1,{}]},"lines":[1,-1,0,5],"marks":[[2,7,1,0]]}`)
	f.Fuzz(func(t *testing.T, text string) {
		var p parser
		r, err := decodeResource(&p, text)
		if err != nil {
			return
		}
		if !json.Valid([]byte(text)) {
			t.Fatalf("took what is no JSON: %q", text)
		}
		r.normalize()
		if _, err := appendResource(nil, &r, &Opener{}); err != nil {
			t.Fatal(err)
		}
	})
}

func large(resources int) *Snapshot {
	s := &Snapshot{Environment: "prod", Outcomes: []Outcome{}}
	for i := range resources {
		root := Node{Kind: Map}
		for j := range 10 {
			group := Node{Key: fmt.Sprintf("group-%d", j), Kind: Map, Line: int32(j*6 + 1)}
			for k := range 5 {
				group.Children = append(group.Children, Node{Key: fmt.Sprintf("key-%d", k), Kind: String, Text: fmt.Sprintf("value %d of %d", k, i), Line: int32(j*6 + k + 2)})
			}
			root.Children = append(root.Children, group)
		}
		s.Resources = append(s.Resources, Resource{Collector: "files", Kind: "file", Name: fmt.Sprintf("r-%06d", i), Pillar: Configuration, Root: root})
	}
	s.Normalize()
	return s
}

func BenchmarkWrite(b *testing.B) {
	s := large(5000)
	n := int64(len(encode(b, s)))
	b.SetBytes(n)
	b.ReportAllocs()
	for b.Loop() {
		_ = encode(b, s)
	}
}

func BenchmarkRead(b *testing.B) {
	text := encode(b, large(5000))
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Read(bytes.NewReader(text)); err != nil {
			b.Fatal(err)
		}
	}
}
