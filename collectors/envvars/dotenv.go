package envvars

import (
	"context"
	"fmt"

	"github.com/envparity/envparity/collectors"
	"github.com/envparity/envparity/collectors/filetree"
	"github.com/envparity/envparity/collectors/parse"
	"github.com/envparity/envparity/collectors/parse/envfile"
	"github.com/envparity/envparity/snapshot"
)

// dotenv reads dotenv files.
type dotenv struct {
	spec    filetree.Spec
	service string
	dialect envfile.Dialect // of all files; "" to guess it
}

func (c *dotenv) Source() string { return c.spec.String() }

func (c *dotenv) Collect(ctx context.Context, in collectors.Input) ([]snapshot.Resource, snapshot.Outcome) {
	var problems collectors.Problems
	found := c.spec.Find(ctx, in, &problems)
	var resources []snapshot.Resource
	guess := dialects{spec: c.spec, in: in, found: map[string]guessed{}}
	format := map[string]parse.Format{}
	for _, f := range found {
		d := c.dialect
		if d == "" {
			d = guess.of(ctx, f)
		}
		format[f.Path] = parse.EnvFormat(d)
	}
	for _, p := range filetree.Parse(ctx, in, found, func(f filetree.File) parse.Format { return format[f.Path] }, &problems) {
		for _, d := range p.Docs {
			name := p.Rel
			if c.service != "" {
				name = c.service
				if len(found) > 1 {
					name = fmt.Sprintf("%s (%s)", c.service, p.Rel)
				}
			}
			resources = append(resources, resource(name, p.Root, d.Root, snapshot.Source{File: p.Path, Line: 1, Ref: p.Ref}))
		}
	}
	return resources, problems.Outcome(len(resources))
}
