package parse

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"go.yaml.in/yaml/v3"

	"github.com/envparity/envparity/fixtures/workloads"
)

// BenchmarkReaders holds what reads YAML here beside the library alone: into its nodes, into our trees, and past it.
func BenchmarkReaders(b *testing.B) {
	dir := b.TempDir()
	if _, _, err := workloads.Generate(dir, workloads.Spec{Workloads: 100, Envs: []string{"a", "b"}, Seed: 1}); err != nil {
		b.Fatal(err)
	}
	src, err := os.ReadFile(filepath.Join(dir, "a", "part-0000.yaml"))
	if err != nil {
		b.Fatal(err)
	}
	chunks := slices.DeleteFunc(splitYAML(src), func(c chunk) bool { return blank(c.text) })
	run := func(name string, each func(*testing.B, *builder, chunk)) {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(src)))
			b.ReportAllocs()
			in := NewInterner()
			for b.Loop() {
				builder := newBuilder(in)
				for _, c := range chunks {
					each(b, builder, c)
				}
			}
		})
	}
	run("library", func(b *testing.B, _ *builder, c chunk) {
		var n yaml.Node
		if err := yaml.Unmarshal(c.text, &n); err != nil {
			b.Fatal(err)
		}
	})
	run("library-to-tree", func(b *testing.B, to *builder, c chunk) {
		if _, failed := to.libraryDocument(c); failed {
			b.Fatal(to.problems)
		}
	})
	run("block", func(b *testing.B, to *builder, c chunk) {
		if _, ok := to.block.read(c.text, c.line); !ok {
			b.Fatalf("declined %s", c.text)
		}
	})
	b.Run("stream", func(b *testing.B) { // the library, one decoder for all documents
		b.SetBytes(int64(len(src)))
		b.ReportAllocs()
		for b.Loop() {
			d := yaml.NewDecoder(bytes.NewReader(src))
			for range chunks {
				var n yaml.Node
				if err := d.Decode(&n); err != nil {
					b.Fatal(err)
				}
			}
		}
	})
}
