package terraform

import (
	"context"
	"encoding/base64"
	"errors"
	"path"
	"unicode/utf8"

	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"

	"github.com/envparity/envparity/collectors"
	"github.com/envparity/envparity/collectors/filetree"
	"github.com/envparity/envparity/internal/bounds"
)

const maxRead = bounds.ExpressionFile

// fileFunctions returns functions that read files of the repository, relative to dir: the root module's folder, or that of a terragrunt file.
func (r *reader) fileFunctions(ctx context.Context, dir string) map[string]function.Function {
	read := func(name string) (string, error) { return r.readBeside(ctx, dir, name) }
	return map[string]function.Function{
		"file": oneString(func(name string) (string, error) {
			text, err := read(name)
			if err == nil && !utf8.ValidString(text) {
				err = errors.New("not valid UTF-8")
			}
			return text, err
		}),
		"filebase64": oneString(func(name string) (string, error) {
			text, err := read(name)
			return base64.StdEncoding.EncodeToString([]byte(text)), err
		}),
		"fileexists": function.New(&function.Spec{
			Params: []function.Parameter{{Name: "path", Type: cty.String}},
			Type:   function.StaticReturnType(cty.Bool),
			Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
				if path.IsAbs(args[0].AsString()) {
					return cty.NilVal, errors.New("outside of the repository")
				}
				_, err := read(args[0].AsString())
				return cty.BoolVal(err == nil), nil
			},
		}),
	}
}

// readBeside returns the text of a file of the repository.
func (r *reader) readBeside(ctx context.Context, dir, name string) (string, error) {
	if path.IsAbs(name) {
		return "", errors.New("outside of the repository")
	}
	name = path.Join(dir, name)
	if known, ok := r.read[name]; ok {
		return known.text, known.err
	}
	var out readFile
	out.err = errors.New("no such file")
	var quiet collectors.Problems
	for _, f := range (filetree.Spec{Patterns: []string{name}, Git: r.git}).Find(ctx, r.in, &quiet) {
		text, err := f.Read()
		if err == nil && len(text) > maxRead {
			err = errors.New("too large")
		}
		out = readFile{string(text), err}
	}
	if r.read == nil {
		r.read = map[string]readFile{}
	}
	r.read[name] = out
	return out.text, out.err
}

// readFile is the result of reading a file.
type readFile struct {
	text string
	err  error
}
