package envvars

import (
	"context"
	"fmt"

	"github.com/envparity/envparity/collectors"
	"github.com/envparity/envparity/collectors/filetree"
	"github.com/envparity/envparity/collectors/parse"
	"github.com/envparity/envparity/snapshot"
)

// dotenv reads dotenv files.
type dotenv struct {
	spec    filetree.Spec
	service string
}

func (c *dotenv) Source() string { return c.spec.String() }

func (c *dotenv) Collect(ctx context.Context, in collectors.Input) ([]snapshot.Resource, snapshot.Outcome) {
	var problems collectors.Problems
	found := c.spec.Find(ctx, in, &problems)
	var resources []snapshot.Resource
	for _, p := range filetree.Parse(ctx, in, found, func(filetree.File) parse.Format { return parse.FormatEnv }, &problems) {
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
