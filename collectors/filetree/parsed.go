package filetree

import (
	"context"
	"sync"

	"github.com/envparity/envparity/collectors"
	"github.com/envparity/envparity/collectors/parse"
)

// Parsed is a file with what its text says.
type Parsed struct {
	File
	Format parse.Format
	Docs   []parse.Document
	Count  int  // of documents, those that could not be read counted
	Lost   bool // something in it could not be read
	Done   bool // false where the collection was cut short before it
}

// Parse reads and parses files on all cores, in their order. format says how to read a file, parse.None to pass it over. Problems
// are told with file and line.
func Parse(ctx context.Context, in collectors.Input, files []File, format func(File) parse.Format, problems *collectors.Problems) []Parsed {
	out := make([]Parsed, len(files))
	progress := newCounter(len(files), in.Progress)
	var texts sync.Pool // of *[]byte: nothing holds on to the text of a file once it is parsed as YAML
	collectors.Parallel(ctx, len(files), func(i int) {
		f := files[i]
		out[i] = Parsed{File: f, Format: format(f), Done: true}
		defer progress.step(f.Path)
		if out[i].Format == parse.None {
			return
		}
		var into *[]byte
		if out[i].Format == parse.FormatYAML {
			if into, _ = texts.Get().(*[]byte); into == nil {
				into = new([]byte)
			}
			defer texts.Put(into)
		} else {
			into = new([]byte)
		}
		src, err := f.read(*into)
		if err != nil {
			if ctx.Err() != nil {
				out[i].Done = false
				return
			}
			problems.At(f.Path, 0, true, "cannot be read: %v", err)
			out[i].Lost = true
			return
		}
		*into = src
		res := parse.TextWith(in.Strings, out[i].Format, src)
		for _, p := range res.Problems {
			problems.At(f.Path, p.Line, p.Lost, "%s", p.Text)
		}
		out[i].Docs, out[i].Count, out[i].Lost = res.Docs, res.Count, res.Lost()
	})
	for i := range out {
		if !out[i].Done {
			problems.At(files[i].Path, 0, true, "not read: %v", context.Cause(ctx))
		}
	}
	return out
}
