package envvars

import (
	"bytes"
	"context"
	"path"

	"github.com/envparity/envparity/collectors"
	"github.com/envparity/envparity/collectors/filetree"
	"github.com/envparity/envparity/collectors/parse/envfile"
)

// dialects guesses which program reads a dotenv file from the files beside it, or in the nearest folder above that has such a sign.
type dialects struct {
	spec  filetree.Spec
	in    collectors.Input
	found map[string]guessed // by folder
}

// guessed is the program that a folder's files indicate. If they indicate several, none is chosen.
type guessed struct {
	dialect envfile.Dialect
	many    int
}

// of guesses for one file.
func (d *dialects) of(ctx context.Context, f filetree.File) envfile.Dialect {
	for dir := path.Dir(inTree(f)); ; dir = path.Dir(dir) {
		if g := d.folder(ctx, dir); g.many > 0 {
			return g.dialect
		}
		if dir == "." || dir == "/" || dir == path.Dir(dir) || path.Base(dir) == ".." {
			return ""
		}
	}
}

// sign is a file that indicates which program is used. If contains is given, the file must contain it.
type sign struct {
	name     string
	contains []string
	dialect  envfile.Dialect
}

func signs() []sign {
	return []sign{
		{"package.json", []string{`"dotenv-expand"`, `"vite"`, `"next"`, `"react-scripts"`}, envfile.Vite},
		{"package.json", []string{`"dotenv"`, `"dotenv-cli"`, `"dotenv-flow"`}, envfile.Node},
		{"Gemfile", []string{"dotenv"}, envfile.Ruby},
		{"pyproject.toml", []string{"dotenv"}, envfile.Python},
		{"requirements.txt", []string{"dotenv"}, envfile.Python},
		{"Pipfile", []string{"dotenv"}, envfile.Python},
	}
}

// folder guesses from the files of one folder, and counts the programs that they indicate.
func (d *dialects) folder(ctx context.Context, dir string) guessed {
	if g, ok := d.found[dir]; ok {
		return g
	}
	texts := map[string][]byte{}
	said := map[envfile.Dialect]bool{}
	taken := map[string]bool{}
	for _, s := range signs() {
		text, ok := texts[s.name]
		if !ok {
			text = d.read(ctx, path.Join(dir, s.name))
			texts[s.name] = text
		}
		for _, c := range s.contains {
			if !taken[s.name] && bytes.Contains(text, []byte(c)) {
				said[s.dialect], taken[s.name] = true, true
			}
		}
	}
	g := guessed{many: len(said)}
	if len(said) == 1 {
		for one := range said {
			g.dialect = one
		}
	}
	d.found[dir] = g
	return g
}

// read returns the text of a file, or nil if it does not exist.
func (d *dialects) read(ctx context.Context, name string) []byte {
	var quiet collectors.Problems // it is optional
	for _, f := range (filetree.Spec{Patterns: []string{name}, Git: d.spec.Git}).Find(ctx, d.in, &quiet) {
		if text, err := f.Read(); err == nil && len(text) < 1<<20 {
			return text
		}
	}
	return nil
}
