package filetree

import (
	"context"
	"sync"

	"github.com/envparity/envparity/collectors"
	"github.com/envparity/envparity/collectors/parse"
	"github.com/envparity/envparity/snapshot"
)

// Parsed is a file with its parsed documents.
type Parsed struct {
	File
	Format parse.Format
	Docs   []parse.Document
	Count  int  // number of documents, including those that could not be read
	Lost   bool // a part of it could not be read
	Done   bool // false if the collection stopped before it
}

// Parse reads and parses files on all cores, and returns them in their order. format returns a file's format, parse.None to skip it. Problems
// name file and line.
func Parse(ctx context.Context, in collectors.Input, files []File, format func(File) parse.Format, problems *collectors.Problems) []Parsed {
	return parsed(ctx, in, files, format, problems, nil)
}

// Each is Parse for a caller that handles each document at once, to save memory. It calls each with the index of the file and the document, from
// several goroutines at a time. The result has no Docs.
func Each(ctx context.Context, in collectors.Input, files []File, format func(File) parse.Format, problems *collectors.Problems, each func(file int, d *parse.Document)) []Parsed {
	return parsed(ctx, in, files, format, problems, each)
}

func parsed(ctx context.Context, in collectors.Input, files []File, format func(File) parse.Format, problems *collectors.Problems, each func(int, *parse.Document)) []Parsed {
	out := make([]Parsed, len(files))
	progress := newCounter(len(files), in.Progress)
	var texts sync.Pool // of *[]byte: no YAML document refers to its text once it is parsed
	collectors.Parallel(ctx, len(files), func(i int) {
		f := files[i]
		out[i] = Parsed{File: f, Format: format(f), Done: true}
		defer progress.step(f.Path)
		if out[i].Format == parse.None {
			return
		}
		var into *[]byte
		if out[i].Format.YAML() {
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
		var take func(*parse.Document)
		if each != nil {
			take = func(d *parse.Document) {
				each(i, d)
				d.Root = snapshot.Node{}
			}
		}
		res := parse.TextEach(in.Strings, out[i].Format, src, take)
		if each != nil {
			res.Docs = nil
		}
		for _, p := range res.Problems {
			if p.Note {
				problems.Note("%s:%d: %s", f.Path, p.Line, p.Text)
				continue
			}
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
