package envvars

import (
	"context"
	"path/filepath"
	"strings"

	"github.com/envparity/envparity/collectors"
	"github.com/envparity/envparity/collectors/parse"
	"github.com/envparity/envparity/collectors/program"
	"github.com/envparity/envparity/internal/bounds"
	"github.com/envparity/envparity/snapshot"
)

const maxOutput = bounds.ProgramOutput

// command reads the output of a command: NAME=value lines, or one JSON object. It uses no shell.
type command struct {
	argv    []string
	service string
}

func (c *command) Source() string { return "output of " + strings.Join(c.argv, " ") }

func (c *command) Collect(ctx context.Context, in collectors.Input) ([]snapshot.Resource, snapshot.Outcome) {
	var problems collectors.Problems
	out, err := program.Output(ctx, in.Dir, c.argv, maxOutput, in.Sealer.SealText)
	if err != nil {
		problems.Fail("%s: %v", c.argv[0], err)
		return nil, problems.Outcome(0)
	}
	format := parse.FormatEnv
	if strings.HasPrefix(strings.TrimSpace(string(out)), "{") {
		format = parse.FormatJSON
	}
	place := "output of " + c.argv[0]
	res := parse.Text(format, out)
	for _, p := range res.Problems {
		if !p.Note {
			problems.At(place, p.Line, p.Lost, "%s", p.Text)
		}
	}
	var resources []snapshot.Resource
	for _, d := range res.Docs {
		if d.Root.Kind != snapshot.Map {
			problems.Fail("%s: it printed no variables", place)
			continue
		}
		name := c.service
		if name == "" {
			name = filepath.Base(c.argv[0])
		}
		noLines(&d.Root)
		resources = append(resources, resource(name, "", d.Root, snapshot.Source{Address: place}))
	}
	return resources, problems.Outcome(len(resources))
}

func noLines(n *snapshot.Node) {
	n.Line = 0
	for i := range n.Children {
		noLines(&n.Children[i])
	}
}
